/* SPDX-License-Identifier: GPL-2.0-only */
/* Who speaks of an option, and a tree that is read without asking any command. */
#include <string.h>

#include "base/files.h"
#include "conf/finalize.h"
#include "session/session.h"
#include "why/uses.h"

static const char top[] = "lamp-flag := $(shell,touch must-not-exist)\n"
			  "$(error-if,$(lamp-flag),a command was asked)\n"
			  "source \"arch/$(SRCARCH)/Kconfig\"\n"
			  "if LAMPS && !DARK\n"
			  "source \"drivers/Kconfig\"\n"
			  "endif\n";

static const char drivers[] = "menu \"Bulbs\"\n"
			      "\tdepends on POWER\n"
			      "\tvisible if WIRE\n"
			      "\n"
			      "config BULB\n"
			      "\tbool \"a bulb\" if EXPERT\n"
			      "\tdepends on WIRE || \\\n"
			      "\t\tSOCKET\n"
			      "\tdepends on $(lamp-flag)\n"
			      "\tselect GLOW if HOT && WIRE=m\n"
			      "\tdefault WIRE if WIRE\n"
			      "config WIRE\n"
			      "\ttristate\n"
			      "config GAUGE\n"
			      "\tint \"gauge\"\n"
			      "\trange 1 WIRE\n"
			      "choice\n"
			      "\tprompt \"Colour\"\n"
			      "\tdepends on GLOW\n"
			      "config RED\n"
			      "\tbool \"red\"\n"
			      "endchoice\n"
			      "endmenu\n";

static void put(const ms_scratch *scratch, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(ms_scratch_path(scratch), name, NULL);

	g_assert_true(ms_write_file(path, text, strlen(text), NULL));
}

static ms_kconfig *read_tree(const ms_scratch *scratch)
{
	GError *error = NULL;
	ms_kconfig *kconfig;

	put(scratch, "Kconfig", top);
	put(scratch, "arch/oak/Kconfig", "config LAMPS\n\tbool\n");
	put(scratch, "drivers/Kconfig", drivers);
	kconfig = conf_session_written(ms_scratch_path(scratch), "oak", &error);
	g_assert_no_error(error);
	return kconfig;
}

static GArray *uses_of(ms_kconfig *kconfig, const char *name)
{
	return conf_uses_of(kconfig->kconf, kconf_find(kconfig->kconf, name));
}

static void assert_use(const ms_kconfig *kconfig, const GArray *uses, guint i,
		       enum conf_use_kind kind, const char *by, const char *text, guint line)
{
	const struct conf_use *use;
	g_autofree char *written = NULL;

	g_assert_cmpuint(i, <, uses->len);
	use = &g_array_index(uses, struct conf_use, i);
	written = kconf_part_text(kconfig->kconf, use->at, &use->part);
	g_assert_cmpint(use->kind, ==, kind);
	g_assert_cmpstr(use->menu->symbol->name, ==, by);
	g_assert_cmpstr(written, ==, text);
	g_assert_cmpuint(use->line, ==, line);
}

static void check_uses(ms_kconfig *kconfig)
{
	g_autoptr(GArray) wire = uses_of(kconfig, "WIRE"), power = uses_of(kconfig, "POWER");
	g_autoptr(GArray) glow = uses_of(kconfig, "GLOW"), lamps = uses_of(kconfig, "LAMPS");

	/* what only hides a prompt, as "visible if" does, is no dependency */
	g_assert_cmpuint(wire->len, ==, 5);
	assert_use(kconfig, wire, 0, CONF_USE_DEPENDS, "BULB", "WIRE || SOCKET", 7);
	assert_use(kconfig, wire, 1, CONF_USE_CONDITION, "BULB", "HOT && WIRE=m", 10);
	assert_use(kconfig, wire, 2, CONF_USE_DEFAULT, "BULB", "WIRE", 11);
	assert_use(kconfig, wire, 3, CONF_USE_DEFAULT, "BULB", "WIRE", 11);
	assert_use(kconfig, wire, 4, CONF_USE_CONDITION, "GAUGE", "1 WIRE", 16);
	g_assert_cmpuint(power->len, ==, 5);
	assert_use(kconfig, power, 0, CONF_USE_AROUND, "BULB", "POWER", 2);
	assert_use(kconfig, power, 4, CONF_USE_AROUND, "RED", "POWER", 2);
	g_assert_cmpuint(glow->len, ==, 3);
	assert_use(kconfig, glow, 0, CONF_USE_SELECT, "BULB", "HOT && WIRE=m", 10);
	assert_use(kconfig, glow, 1, CONF_USE_DEPENDS, NULL, "GLOW", 19);
	assert_use(kconfig, glow, 2, CONF_USE_AROUND, "RED", "GLOW", 19);
	g_assert_cmpuint(lamps->len, ==, 5);
	assert_use(kconfig, lamps, 0, CONF_USE_AROUND, "BULB", "LAMPS && !DARK", 4);
	g_assert_cmpstr(g_array_index(lamps, struct conf_use, 0).at->file, ==, "Kconfig");
}

static void test_uses(void)
{
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "modsplit-uses", NULL);
	ms_kconfig *kconfig = read_tree(scratch);

	check_uses(kconfig);
	/* what stands in the files does not change when they are made ready for values */
	g_assert_true(conf_finalize(kconfig->kconf));
	check_uses(kconfig);
	ms_kconfig_free(kconfig);
}

static void test_depends(void)
{
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "modsplit-uses", NULL);
	ms_kconfig *kconfig = read_tree(scratch);
	const struct kconf *kconf = kconfig->kconf;
	const struct kconf_menu *bulb = kconf_find(kconf, "BULB")->definitions;

	g_assert_true(conf_depends_on(bulb, kconf_find(kconf, "SOCKET")));
	g_assert_true(conf_depends_on(bulb, kconf_find(kconf, "DARK")));
	g_assert_false(conf_depends_on(bulb, kconf_find(kconf, "GLOW")));
	g_assert_false(conf_depends_on(bulb, kconf_find(kconf, "EXPERT")));
	ms_kconfig_free(kconfig);
}

static void test_malformed(void)
{
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "modsplit-uses", NULL);
	g_autoptr(GError) error = NULL;

	put(scratch, "Kconfig", "source \"drivers/Kconfig\"\n");
	put(scratch, "drivers/Kconfig", "config A\n\tbool\n\tdepends B\n");
	g_assert_null(conf_session_written(ms_scratch_path(scratch), "oak", &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
	g_assert_cmpstr(error->message, ==,
			"drivers/Kconfig:3:10: 'on' is missing behind 'depends'\n"
			"\tdepends B\n\t        ^");
}

/* no command is run, its answer is a word like any other, and the text is as it was written */
static void test_unanswered(void)
{
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "modsplit-uses", NULL);
	ms_kconfig *kconfig = read_tree(scratch);
	const struct kconf_menu *bulb = kconf_find(kconfig->kconf, "BULB")->definitions;
	g_autofree char *text = kconf_part_text(kconfig->kconf, bulb, &bulb->clauses->next->value);

	g_assert_cmpstr(text, ==, "$(lamp-flag)");
	g_assert_cmpint(bulb->clauses->next->expr->op, ==, KCONF_SYMBOL);
	g_assert_false(g_file_test("must-not-exist", G_FILE_TEST_EXISTS));
	g_assert_cmpstr(conf_session_file(kconfig,
					  kconf_find(kconfig->kconf, "LAMPS")->definitions),
			==, "arch/oak/Kconfig");
	ms_kconfig_free(kconfig);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/conf/uses/all", test_uses);
	g_test_add_func("/conf/uses/depends", test_depends);
	g_test_add_func("/conf/uses/unanswered", test_unanswered);
	g_test_add_func("/conf/uses/malformed", test_malformed);
	return g_test_run();
}
