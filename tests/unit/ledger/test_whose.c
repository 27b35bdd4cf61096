/* SPDX-License-Identifier: GPL-2.0-only */
/* Addresses and their owners, and the objects of units. */
#include "ledger/places.h"
#include "ledger/units.h"

static void test_places(void)
{
	g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(struct ledger_place));

	g_assert_cmpuint(ledger_places_owner(places, 0), ==, LEDGER_NOBODY);
	ledger_places_add(places, 100, 110, 1);
	ledger_places_add(places, 20, 30, 2);
	ledger_places_add(places, 20, 40, 3);   /* longer: of both */
	ledger_places_add(places, 35, 50, 4);   /* what is left of it */
	ledger_places_add(places, 36, 38, 5);   /* within */
	ledger_places_add(places, 60, 60, 6);   /* empty */
	ledger_places_add(places, 110, 111, 7); /* right behind */
	ledger_places_sort(places);
	g_assert_cmpuint(places->len, ==, 4);
	g_assert_cmpuint(ledger_places_owner(places, 19), ==, LEDGER_NOBODY);
	g_assert_cmpuint(ledger_places_owner(places, 20), ==, 3);
	g_assert_cmpuint(ledger_places_owner(places, 37), ==, 3);
	g_assert_cmpuint(ledger_places_owner(places, 39), ==, 3);
	g_assert_cmpuint(ledger_places_owner(places, 40), ==, 4);
	g_assert_cmpuint(ledger_places_owner(places, 50), ==, LEDGER_NOBODY);
	g_assert_cmpuint(ledger_places_owner(places, 60), ==, LEDGER_NOBODY);
	g_assert_cmpuint(ledger_places_owner(places, 109), ==, 1);
	g_assert_cmpuint(ledger_places_owner(places, 110), ==, 7);
	g_assert_cmpuint(ledger_places_owner(places, 111), ==, LEDGER_NOBODY);
}

struct unit_row {
	const char *source, *folder, *object;
};

static void check_units(const struct unit_row *rows)
{
	g_autoptr(GArray) units = g_array_new(FALSE, FALSE, sizeof(struct scan_dwarf_unit));
	const struct scan_dwarf dwarf = {.units = units};
	g_autoptr(GPtrArray) objects = NULL;

	for (guint i = 0; rows[i].folder; i++) {
		const struct scan_dwarf_unit unit = {rows[i].source, rows[i].folder};

		g_array_append_val(units, unit);
	}
	objects = ledger_unit_objects(&dwarf);
	g_assert_cmpuint(objects->len, ==, units->len);
	for (guint i = 0; i < units->len; i++)
		g_assert_cmpstr(objects->pdata[i], ==, rows[i].object);
}

/* built beside the tree: sources are absolute, what the build makes is relative to it */
static void test_beside(void)
{
	const struct unit_row rows[] = {
		{"/src/linux/init/main.c", "/build", "init/main.o"},
		{"/src/linux/arch/arm64/kernel/head.S", "/build", "arch/arm64/kernel/head.o"},
		{"/src/linux/drivers/x.y/z", "/build", "drivers/x.y/z.o"},
		{"drivers/tty/vt/defkeymap.c", "/build", "drivers/tty/vt/defkeymap.o"},
		{"drivers/x/y.dwo", "/build", "drivers/x/y.o"},
		{"/src/linux/drivers/x.rs/@/x.52f3-cgu.0", "/build", "drivers/x.o"},
		{"/usr/lib/rustlib/library/core/src/lib.rs", "/build", NULL},
		{"/src/linuxer/x.c", "/build", NULL},
		{"/src/linux/\xff.c", "/build", NULL},
		{NULL, "/build", NULL},
		{NULL, NULL, NULL},
	};

	check_units(rows);
}

/* in the tree; in a folder of it, as packages are built; with paths that the compiler cut */
static void test_within(void)
{
	const struct unit_row inside[] = {
		{"drivers/x/y.c", "/src/linux", "drivers/x/y.o"},
		{"init/main.c", "/src/linux", "init/main.o"},
		{"./lib/../lib/a.c", "/src/linux", "lib/a.o"},
		{NULL, NULL, NULL},
	};
	const struct unit_row package[] = {
		{"/p/linux-6.12/init/main.c", "/p/linux-6.12/debian/build/b", "init/main.o"},
		{"../../../fs/open.c", "/p/linux-6.12/debian/build/b", "fs/open.o"},
		{"lib/crc32table.c", "/p/linux-6.12/debian/build/b", "lib/crc32table.o"},
		{NULL, NULL, NULL},
	};
	const struct unit_row cut[] = {
		{"init/main.c", ".", "init/main.o"},
		{"fs/open.c", "", "fs/open.o"},
		{NULL, NULL, NULL},
	};
	/* no kernel: what lies below the folder */
	const struct unit_row other[] = {
		{"a/b.c", "/w", "a/b.o"},
		{"/w/c.c", "/w", "c.o"},
		{"/x/c.c", "/w", NULL},
		{NULL, NULL, NULL},
	};

	check_units(inside);
	check_units(package);
	check_units(cut);
	check_units(other);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/whose/places", test_places);
	g_test_add_func("/whose/beside", test_beside);
	g_test_add_func("/whose/within", test_within);
	return g_test_run();
}
