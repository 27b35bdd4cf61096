/* SPDX-License-Identifier: GPL-2.0-only */
#include "edits/kconfig.h"

#include <modsplit/error.h>
#include <string.h>

struct job {
	char *text;
	ms_kconfig_text *kconfig;
	ctext_edits *edits;
	const struct kconf_menu *def;
	GError *error;
};

/* Option A of a text */
static struct job begin(const char *text)
{
	struct job job = {.text = g_strdup(text), .edits = ctext_edits_new()};

	job.kconfig = kconfig_read("Kconfig", text, strlen(text), &job.error);
	g_assert_no_error(job.error);
	job.def = kconfig_find(job.kconfig, "A");
	g_assert_nonnull(job.def);
	return job;
}

static void end(struct job *job, const char *expected)
{
	g_autofree char *out = NULL;

	g_assert_no_error(job->error);
	out = ctext_edits_apply(job->edits, job->text, strlen(job->text), NULL, &job->error);
	g_assert_no_error(job->error);
	g_assert_cmpstr(out, ==, expected);
	kconfig_free(job->kconfig);
	ctext_edits_free(job->edits);
	g_free(job->text);
}

static void test_type(void)
{
	struct job job = begin("config A\n\tbool \"bool a\"\n\tdef_bool y\n");

	kconfig_set_type(job.edits, job.kconfig, job.def, KCONF_TRISTATE, &job.error);
	end(&job, "config A\n\ttristate \"bool a\"\n\tdef_tristate y\n");
	job = begin("config A\n\tdef_tristate B\n");
	kconfig_set_type(job.edits, job.kconfig, job.def, KCONF_BOOL, &job.error);
	end(&job, "config A\n\tdef_bool B\n");
}

/* what only the tree around a file could tell stays as it is written */
static void test_alone(void)
{
	struct job job = begin("flag := $(shell,touch must-not-exist)\n"
			       "$(error-if,$(flag),it was run)\n"
			       "source \"$(nowhere)/Kconfig\"\n"
			       "config A\n\tbool \"a $(word)\" if $(cc-option,-a b)\n"
			       "\tdepends on $(cc-option,\"-x\") # why\n"
			       "\toption env=\"X\"\n\t---help---\n\t  Text.\n");

	kconfig_set_type(job.edits, job.kconfig, job.def, KCONF_TRISTATE, &job.error);
	kconfig_add_depends(job.edits, job.kconfig, job.def, "M", &job.error);
	end(&job, "flag := $(shell,touch must-not-exist)\n"
		  "$(error-if,$(flag),it was run)\n"
		  "source \"$(nowhere)/Kconfig\"\n"
		  "config A\n\ttristate \"a $(word)\" if $(cc-option,-a b)\n"
		  "\tdepends on $(cc-option,\"-x\") # why\n\tdepends on M\n"
		  "\toption env=\"X\"\n\t---help---\n\t  Text.\n");
}

static void refused(const char *text, const char *why)
{
	struct job job = begin(text);

	g_assert_false(
		kconfig_set_type(job.edits, job.kconfig, job.def, KCONF_TRISTATE, &job.error));
	g_assert_error(job.error, MS_ERROR, MS_ERROR_TREE);
	g_assert_nonnull(strstr(job.error->message, why));
	g_clear_error(&job.error);
	end(&job, text);
}

static void test_type_refused(void)
{
	refused("config A\n\tint\n", "Kconfig:1: option 'A' is neither");
	refused("config A\n\tselect B\n", "no type");
	refused("choice\n\tprompt \"c\"\nconfig A\n\tbool \"a\"\nendchoice\n",
		"Kconfig:3: option 'A' is a member");
	refused("choice\n\tprompt \"c\"\nif B\nconfig A\n\tbool \"a\"\nendif\nendchoice\n",
		"Kconfig:4: option 'A' is a member");
}

static void test_help(void)
{
	struct job job = begin("config A\n\tbool\n\thelp\n\n\t  One.\n\n\t  Two. \n\nconfig B\n"
			       "\tbool\n");

	kconfig_append_help(job.edits, job.kconfig, job.def, "To compile,\nchoose M.\n",
			    &job.error);
	end(&job, "config A\n\tbool\n\thelp\n\n\t  One.\n\n\t  Two. \n\n\t  To compile,\n"
		  "\t  choose M.\n\nconfig B\n\tbool\n");
	job = begin("config A\n\tbool");
	kconfig_append_help(job.edits, job.kconfig, job.def, "Text.\n", &job.error);
	end(&job, "config A\n\tbool\n\thelp\n\t  Text.\n");
	job = begin("config A\n\tbool\n\thelp\n\nconfig B\n\tbool\n");
	kconfig_append_help(job.edits, job.kconfig, job.def, "Text.\n", &job.error);
	end(&job, "config A\n\tbool\n\thelp\n\t  Text.\n\nconfig B\n\tbool\n");
	job = begin("config A\n\tbool\n\thelp\n        Spaces.");
	kconfig_append_help(job.edits, job.kconfig, job.def, "Text.\n", &job.error);
	end(&job, "config A\n\tbool\n\thelp\n        Spaces.\n\n        Text.\n");
}

static void test_blocks(void)
{
	struct job job = begin("# top\nconfig A\n\tbool # b\n\n# B\nconfig B\n\tbool\n");

	kconfig_add_after(job.edits, job.kconfig, job.def, "config C\n\tbool\n", &job.error);
	end(&job, "# top\nconfig A\n\tbool # b\n\nconfig C\n\tbool\n\n# B\nconfig B\n\tbool\n");
	job = begin("config A\n\tbool\n\thelp\n\t  Text.\n\nconfig B\n\tbool\n");
	kconfig_add_after(job.edits, job.kconfig, job.def, "config C\n\tbool\n", &job.error);
	end(&job, "config A\n\tbool\n\thelp\n\t  Text.\n\nconfig C\n\tbool\n\n"
		  "config B\n\tbool\n");
}

static void test_depends(void)
{
	struct job job = begin("config A\n\tbool \"a\"\n\tdepends on B && \\\n\t\tC # why\n"
			       "\tselect D\n\thelp\n\t  Text.\n");

	kconfig_add_depends(job.edits, job.kconfig, job.def, "E", &job.error);
	kconfig_add_attribute(job.edits, job.kconfig, job.def, "select F", &job.error);
	end(&job, "config A\n\tbool \"a\"\n\tdepends on B && \\\n\t\tC # why\n\tdepends on E\n"
		  "\tselect D\n\tselect F\n\thelp\n\t  Text.\n");
	job = begin("config A\n\tbool\n\tprompt \"a\"\n\tdefault y\n");
	kconfig_add_depends(job.edits, job.kconfig, job.def, "E", &job.error);
	g_assert_no_error(job.error);
	g_assert_false(kconfig_add_attribute(job.edits, job.kconfig, job.def, "a\nb", &job.error));
	g_assert_error(job.error, MS_ERROR, MS_ERROR_TREE);
	g_clear_error(&job.error);
	end(&job, "config A\n\tbool\n\tprompt \"a\"\n\tdepends on E\n\tdefault y\n");
	/* an attribute behind the help is no place for one that goes before it */
	job = begin("config A\n\tbool\n\thelp\n\t  Text.\n\tselect B\n");
	kconfig_add_attribute(job.edits, job.kconfig, job.def, "select C", &job.error);
	end(&job, "config A\n\tbool\n\tselect C\n\thelp\n\t  Text.\n\tselect B\n");
}

static void test_malformed(void)
{
	static const char text[] = "config A\n\tbool \"a\n";
	g_autoptr(GError) error = NULL;

	g_assert_null(kconfig_read("drivers/Kconfig", text, strlen(text), &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
	g_assert_cmpstr(error->message, ==,
			"drivers/Kconfig:2:7: the quoted text does not end on its line\n"
			"\tbool \"a\n\t     ^");
}

/* pieces and spoilt copies of a file: read or refused, and all places lie in it */
static void test_robust(void)
{
	static const char text[] = "menu \"m\"\n\tvisible if E\nif X || \\\nY\nconfig A\n"
				   "\tbool \"a\" if B=m\n\tdepends on C\n\tdefault y if $(D,e)\n"
				   "\thelp\n\t  Text.\n\n\t    more\nendif\nendmenu\n";
	static const char signs[] = "\"'$()\\\n\t #=:\0a\xff";
	g_autoptr(GRand) dice = g_rand_new_with_seed(3);
	gsize len = strlen(text);

	for (guint round = 0; round < 4000 + len; round++) {
		g_autofree char *spoilt = g_strdup(text);
		gsize used = round < len ? round : len;
		ms_kconfig_text *kconfig;
		g_autoptr(ctext_edits) edits = ctext_edits_new();
		const struct kconf_menu *def;

		for (guint k = 0; round >= len && k < 3; k++)
			spoilt[g_rand_int_range(dice, 0, (gint32)len)] =
				signs[g_rand_int_range(dice, 0, sizeof(signs) - 1)];
		kconfig = kconfig_read("Kconfig", spoilt, used, NULL);
		def = kconfig ? kconfig_find(kconfig, "A") : NULL;
		if (def) {
			g_autofree char *out = NULL;

			kconfig_append_help(edits, kconfig, def, "Text.\n", NULL);
			kconfig_add_depends(edits, kconfig, def, "M", NULL);
			kconfig_set_type(edits, kconfig, def, KCONF_TRISTATE, NULL);
			out = ctext_edits_apply(edits, spoilt, used, NULL, NULL);
			g_assert_nonnull(out);
		}
		kconfig_free(kconfig);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/edits/kconfig/type", test_type);
	g_test_add_func("/edits/kconfig/alone", test_alone);
	g_test_add_func("/edits/kconfig/type-refused", test_type_refused);
	g_test_add_func("/edits/kconfig/help", test_help);
	g_test_add_func("/edits/kconfig/blocks", test_blocks);
	g_test_add_func("/edits/kconfig/depends", test_depends);
	g_test_add_func("/edits/kconfig/malformed", test_malformed);
	g_test_add_func("/edits/kconfig/robust", test_robust);
	return g_test_run();
}
