/* SPDX-License-Identifier: GPL-2.0-only */
/* A small tree for two arches: what is wrong in it, and what only looks so. */
#include <glib.h>
#include <string.h>

#include "audit/audit.h"
#include "base/answers.h"
#include "base/files.h"
#include "session/session.h"

struct file {
	const char *name, *text;
};

static const struct file tree[] = {
	{"Kconfig", "config MODULES\n\tdef_bool y\n\tmodules\n"
		    "config BROKEN\n\tbool\n"
		    "config BUS\n\ttristate \"bus\"\n"
		    "config HAVE_FAST\n\tbool\n"
		    "source \"drivers/Kconfig\"\n"},
	{"drivers/Kconfig", "config CARD\n\ttristate \"card\"\n\tdepends on BUS && NOWHERE\n"
			    "config CARD_LEDS\n\tbool \"leds\"\n\tdepends on CARD\n"
			    "config CARD_OLD\n\tbool \"old\"\n\tdepends on BROKEN\n"
			    "config CARD_CC\n\tbool \"cc\"\n\tdepends on $(shell,good)\n"
			    "config CARD_FAST\n\tbool \"fast\"\n\tdepends on HAVE_FAST\n"
			    "config CARD_BETA\n\tbool \"beta\"\n\tdepends on BETA_SOC\n"
			    "config ORPHAN\n\ttristate\n"
			    "config HELPER\n\ttristate\n"
			    "config FORCE\n\tbool \"force\"\n\tdefault y\n\tselect LIB\n"
			    "config LIB\n\tbool \"lib\"\n\tdepends on BUS\n\tselect HELPER\n"
			    "config NAME\n\tstring \"name\"\n\tdefault \"ETH0\"\n"
			    "config IS_NAME\n\tbool \"is\"\n\tdepends on NAME = ETH0\n"},
	{"arch/beta/Kconfig", "config BETA\n\tdef_bool y\n\tselect HAVE_FAST\n"
			      "config BETA_SOC\n\tbool \"soc\"\n"},
	{"drivers/card.c",
	 "#ifdef CONFIG_CARD_MODULE\n#endif\n#ifdef CONFIG_CRAD\n#endif\n"
	 "#define CONFIG_OWN_KNOB\n#ifdef CONFIG_OWN_KNOB\n#endif\n"
	 "/* CONFIG_IN_COMMENT */\n#define F(k) CONFIG_##k, IS_ENABLED(CONFIG_k)\n"
	 "int a = IS_ENABLED(CONFIG_CRAD) + CONFIG_REGISTER_OF_CHIP;\n"
	 "const char *s = \"IS_ENABLED(CONFIG_IN_STRING)\";\n"
	 "#ifdef CONFIG_BETA_SOC\n#endif\n#if defined(CONFIG_BY_FLAG)\n#endif\n"},
	{"drivers/Makefile", "obj-$(CONFIG_CARD) += card.o\nobj-$(CONFIG_TYPO) += typo.o\n"
			     "ccflags-y += -DCONFIG_BY_FLAG # $(CONFIG_IN_COMMENT)\n"
			     "CONFIG_SET_HERE := y\nobj-$(CONFIG_SET_HERE) += here.o\n"
			     "ifdef CONFIG_LOST\nendif\n"},
	{"tools/Makefile", "obj-$(CONFIG_OF_A_TOOL) += tool.o\n"},
	{"answers.json", "{\"schema\": \"modsplit.answers/1\", \"answers\": {\"good\": \"n\\n\"}}"},
};

static void put(const char *folder, const struct file *file)
{
	g_autofree char *path = g_build_filename(folder, file->name, NULL);
	g_autofree char *parent = g_path_get_dirname(path);

	g_assert_cmpint(g_mkdir_with_parents(parent, 0755), ==, 0);
	g_assert_true(g_file_set_contents(path, file->text, -1, NULL));
}

static struct audit *audit_tree(void)
{
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "modsplit-audit", NULL);
	const char *folder = ms_scratch_path(scratch);
	g_autofree char *table = g_build_filename(folder, "answers.json", NULL);
	g_autoptr(ms_answers) answers = NULL;
	struct ms_kconfig_options options = {.directory = folder};
	g_autoptr(GError) error = NULL;
	struct audit *audit;
	ms_kconfig *kconfig;

	for (guint i = 0; i < G_N_ELEMENTS(tree); i++)
		put(folder, &tree[i]);
	options.answers = answers = ms_answers_new(table, TRUE, &error);
	g_assert_no_error(error);
	kconfig = ms_kconfig_read(&options, &error);
	g_assert_no_error(error);
	audit = audit_run(kconfig->kconf, folder, "alpha", NULL, &error);
	g_assert_no_error(error);
	ms_kconfig_free(kconfig);
	return audit;
}

/* "OPTION file:line +places" of a kind, a line each */
static char *rows_of(const struct audit *audit, enum audit_kind kind)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < audit->rows->len; i++) {
		const struct audit_row *row = audit->rows->pdata[i];

		if (row->kind == (int)kind)
			g_string_append_printf(text, "%s %s:%d x%d\n", row->option, row->file,
					       (int)row->line, (int)row->places);
	}
	return g_string_free(text, FALSE);
}

static const char *text_of(const struct audit *audit, const char *option)
{
	for (guint i = 0; i < audit->rows->len; i++) {
		const struct audit_row *row = audit->rows->pdata[i];

		if (!strcmp(row->option, option))
			return row->text;
	}
	return NULL;
}

static void test_undefined(void)
{
	struct audit *audit = audit_tree();
	g_autofree char *rows = rows_of(audit, AUDIT_UNDEFINED);

	g_assert_cmpstr(rows, ==,
			"CRAD drivers/card.c:3 x2\nLOST drivers/Makefile:6 x1\n"
			"NOWHERE drivers/Kconfig:3 x1\nTYPO drivers/Makefile:2 x1\n");
	record_free(&audit_type, audit);
}

/* BROKEN is meant; a compiler may answer otherwise; the other arch defines or selects the rest */
static void test_dead(void)
{
	struct audit *audit = audit_tree();
	g_autofree char *rows = rows_of(audit, AUDIT_DEAD);

	g_assert_cmpstr(rows, ==,
			"CARD drivers/Kconfig:1 x1\nCARD_LEDS drivers/Kconfig:4 x1\n"
			"ORPHAN drivers/Kconfig:19 x1\n");
	g_assert_cmpstr(text_of(audit, "CARD_LEDS"), ==,
			"it hangs on CARD, which hangs on NOWHERE, which no Kconfig file defines");
	record_free(&audit_type, audit);
}

static void test_unmet(void)
{
	struct audit *audit = audit_tree();
	g_autofree char *rows = rows_of(audit, AUDIT_UNMET);

	g_assert_cmpstr(rows, ==, "LIB drivers/Kconfig:27 x1\n");
	g_assert_cmpstr(text_of(audit, "LIB"), ==,
			"selected by FORCE [=y]; it depends on BUS [=n]");
	record_free(&audit_type, audit);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/audit/undefined", test_undefined);
	g_test_add_func("/audit/dead", test_dead);
	g_test_add_func("/audit/unmet", test_unmet);
	return g_test_run();
}
