/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "kconfig/edit.h"

struct job {
	kconfig_tree *tree;
	ctext_edits *edits;
	const struct kconfig_def *def;
	GError *error;
};

/* The first option of a text */
static struct job begin(const char *text)
{
	struct job job = {kconfig_tree_new("nowhere"), ctext_edits_new(), NULL, NULL};

	kconfig_tree_add_text(job.tree, "Kconfig", text, strlen(text));
	job.def = g_ptr_array_index(kconfig_tree_defs(job.tree), 0);
	return job;
}

static void end(struct job *job, const char *expected)
{
	g_autofree char *out = NULL;

	g_assert_no_error(job->error);
	out = ctext_edits_apply(job->edits, job->def->file->text, job->def->file->len, NULL,
				&job->error);
	g_assert_no_error(job->error);
	g_assert_cmpstr(out, ==, expected);
	kconfig_tree_free(job->tree);
	ctext_edits_free(job->edits);
}

static void test_type(void)
{
	struct job job = begin("config A\n\tbool \"bool a\"\n\tdef_bool y\n");

	kconfig_set_type(job.edits, job.def, KCONFIG_TRISTATE, &job.error);
	end(&job, "config A\n\ttristate \"bool a\"\n\tdef_tristate y\n");
	job = begin("config A\n\tdef_tristate B\n");
	kconfig_set_type(job.edits, job.def, KCONFIG_BOOL, &job.error);
	end(&job, "config A\n\tdef_bool B\n");
}

static void refused(const char *text, const char *why)
{
	struct job job = begin(text);

	g_assert_false(kconfig_set_type(job.edits, job.def, KCONFIG_TRISTATE, &job.error));
	g_assert_error(job.error, KCONFIG_ERROR, KCONFIG_ERROR_SHAPE);
	g_assert_nonnull(strstr(job.error->message, why));
	g_clear_error(&job.error);
	end(&job, text);
}

static void test_type_refused(void)
{
	refused("config A\n\tint\n", "Kconfig:1: option 'A' is neither");
	refused("config A\n\tselect B\n", "no type");
	refused("choice\nconfig A\n\tbool \"a\"\nendchoice\n", "Kconfig:2: option 'A' is a member");
}

static void test_help(void)
{
	struct job job = begin("config A\n\tbool\n\thelp\n\t  One.\n\n\t  Two.\n\nconfig B\n");

	kconfig_append_help(job.edits, job.def, "To compile,\nchoose M.\n", &job.error);
	end(&job, "config A\n\tbool\n\thelp\n\t  One.\n\n\t  Two.\n\n\t  To compile,\n"
		  "\t  choose M.\n\nconfig B\n");
	job = begin("config A\n\tbool");
	kconfig_append_help(job.edits, job.def, "Text.\n", &job.error);
	end(&job, "config A\n\tbool\n\thelp\n\t  Text.\n");
	job = begin("config A\n\tbool\n\thelp\nconfig B\n");
	kconfig_append_help(job.edits, job.def, "Text.\n", &job.error);
	end(&job, "config A\n\tbool\n\thelp\n\t  Text.\nconfig B\n");
}

static void test_blocks(void)
{
	struct job job = begin("# top\nconfig A\n\tbool\n\nconfig B\n");

	kconfig_add_after(job.edits, job.def, "config C\n\tbool\n", &job.error);
	kconfig_add_before(job.edits, job.def, "config Z\n\tbool\n", &job.error);
	end(&job, "# top\nconfig Z\n\tbool\n\nconfig A\n\tbool\n\nconfig C\n\tbool\n\nconfig B\n");
}

static void test_depends(void)
{
	struct job job = begin("config A\n\tbool \"a\"\n\tdepends on B && \\\n\t\tC # why\n"
			       "\tselect D\n\thelp\n\t  Text.\n");

	kconfig_add_depends(job.edits, job.def, "E", &job.error);
	kconfig_set_depends(job.edits, job.def, 0, "B", &job.error);
	kconfig_add_attribute(job.edits, job.def, "select F", &job.error);
	end(&job, "config A\n\tbool \"a\"\n\tdepends on B # why\n\tdepends on E\n"
		  "\tselect D\n\tselect F\n\thelp\n\t  Text.\n");
	job = begin("config A\n\tbool\n\tprompt \"a\"\n\tdefault y\n");
	kconfig_add_depends(job.edits, job.def, "E", &job.error);
	g_assert_no_error(job.error);
	g_assert_false(kconfig_set_depends(job.edits, job.def, 0, "B", &job.error));
	g_clear_error(&job.error);
	end(&job, "config A\n\tbool\n\tprompt \"a\"\n\tdepends on E\n\tdefault y\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/kconfig/edit/type", test_type);
	g_test_add_func("/kconfig/edit/type-refused", test_type_refused);
	g_test_add_func("/kconfig/edit/help", test_help);
	g_test_add_func("/kconfig/edit/blocks", test_blocks);
	g_test_add_func("/kconfig/edit/depends", test_depends);
	return g_test_run();
}
