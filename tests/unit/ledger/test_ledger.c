/* SPDX-License-Identifier: GPL-2.0-only */
/* Two ledgers compared; tests/tree holds real ones against binutils. */
#include <glib.h>
#include <string.h>

#include "ledger/sums.h"

static struct ledger *ledger_of(const char *name, gint64 bytes, const char *const *names,
				const gint64 *sizes)
{
	struct ledger *ledger = record_new(&ledger_type);
	struct ledger_artefact *artefact =
		ledger_artefact_new(ledger->artefacts, name, name, bytes);

	ledger->tree = record_new(&ledger_tree_type);
	for (guint i = 0; names[i]; i++)
		ledger_row_add(artefact, LEDGER_SYMBOL, names[i], sizes[i]);
	return ledger;
}

static const struct ledger_row *row_of(const struct ledger *ledger, const char *name)
{
	const struct ledger_artefact *artefact = ledger->artefacts->pdata[0];

	for (guint i = 0; i < artefact->rows->len; i++) {
		const struct ledger_row *row = artefact->rows->pdata[i];

		if (!strcmp(row->name, name))
			return row;
	}
	return NULL;
}

static void assert_row(const struct ledger *ledger, const char *name, gint64 before, gint64 after)
{
	const struct ledger_row *row = row_of(ledger, name);

	g_assert_nonnull(row);
	g_assert_cmpint(row->before, ==, before);
	g_assert_cmpint(row->bytes, ==, after);
}

/* what only the compiler named otherwise is the same function */
static void test_compare(void)
{
	const char *const old_names[] = {"probe",
					 "probe.cold",
					 "remove.isra.0",
					 "state.12",
					 "v4l2.constprop.1.isra.0",
					 "gone",
					 "(padding)",
					 NULL};
	const char *const new_names[] = {"probe",     "remove", "state.7", "v4l2.part.3",
					 "(padding)", "added",  NULL};
	const gint64 old_sizes[] = {100, 8, 40, 4, 16, 30, 2}, new_sizes[] = {90, 44, 4, 20, 6, 7};
	g_autoptr(ledger_book) before = ledger_of("a/vmlinux", 200, old_names, old_sizes);
	g_autoptr(ledger_book) after = ledger_of("b/vmlinux", 171, new_names, new_sizes);
	g_autoptr(ledger_book) both = ledger_compare(before, after);
	const struct ledger_artefact *artefact = both->artefacts->pdata[0];

	g_assert_cmpuint(both->artefacts->len, ==, 1);
	g_assert_cmpint(artefact->before, ==, 200);
	g_assert_cmpint(artefact->bytes, ==, 171);
	assert_row(both, "probe", 108, 90);
	assert_row(both, "remove", 40, 44);
	assert_row(both, "state", 4, 4);
	assert_row(both, "v4l2", 16, 20);
	assert_row(both, "gone", 30, 0);
	assert_row(both, "added", 0, 7);
	assert_row(both, "(padding)", 2, 6);
	g_assert_cmpuint(artefact->rows->len, ==, 7);
}

/* an artefact that only one of several has */
static void test_missing(void)
{
	const char *const names[] = {"probe", NULL};
	const gint64 sizes[] = {10};
	g_autoptr(ledger_book) before = ledger_of("vmlinux", 10, names, sizes);
	g_autoptr(ledger_book) after = ledger_of("vmlinux", 10, names, sizes);
	g_autoptr(ledger_book) both = NULL;
	const struct ledger_artefact *module;

	ledger_artefact_new(after->artefacts, "a.ko", "a.ko", 5);
	both = ledger_compare(before, after);
	g_assert_cmpuint(both->artefacts->len, ==, 2);
	module = both->artefacts->pdata[1];
	g_assert_cmpint(module->before, ==, 0);
	g_assert_cmpint(module->bytes, ==, 5);
}

/* more names than any first table has room for, each met three times, and none of another kind */
static void test_sums(void)
{
	g_autoptr(GPtrArray) artefacts = g_ptr_array_new();
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	struct ledger_artefact *artefact = ledger_artefact_new(artefacts, "vmlinux", "vmlinux", 0);
	const guint n = 5000;
	struct ledger_sums sums;

	ledger_row_add(artefact, LEDGER_SECTION, "name_7", 1);
	ledger_row_add(artefact, LEDGER_SYMBOL, "name_7", 100);
	ledger_sums_init(&sums, artefact, LEDGER_SYMBOL);
	for (guint i = 0; i < 3 * n; i++) {
		g_autofree char *name = g_strdup_printf("name_%u", i % n);

		ledger_sums_add(&sums, name, i % n);
	}
	ledger_sums_add(&sums, "nothing", 0);
	g_assert_cmpuint(artefact->rows->len, ==, n); /* name_0 has none, the section one */
	for (guint i = 1; i < n; i++) {
		char *name = g_strdup_printf("name_%uX", i);

		ledger_sums_queue(&sums, name, strlen(name) - 1, 1, i % 2 ? RECORD_NONE : i);
		g_ptr_array_add(names, name);
	}
	ledger_sums_queue(&sums, "new", 3, 0, 0);
	ledger_sums_settle(&sums);
	for (guint at = 1; at < artefact->rows->len - 1; at++) {
		const struct ledger_row *row = artefact->rows->pdata[at];
		gint64 i = g_ascii_strtoll(row->name + strlen("name_"), NULL, 10);

		g_assert_cmpint(row->bytes, ==, 3 * i + (i == 7 ? 100 : 0) + 1);
		g_assert_cmpint(row->before, ==, i % 2 ? RECORD_NONE : i);
	}
	g_assert_cmpuint(artefact->rows->len, ==, n + 1);
	ledger_sums_clear(&sums);
	record_free(&ledger_artefact_type, artefact);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ledger/compare", test_compare);
	g_test_add_func("/ledger/missing", test_missing);
	g_test_add_func("/ledger/sums", test_sums);
	return g_test_run();
}
