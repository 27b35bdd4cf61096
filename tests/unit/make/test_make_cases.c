/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "base/files.h"
#include "base/process.h"
#include "cases.h"
#include "make/make.h"

/* What the cases include and look for */
static ms_scratch *make_folder(void)
{
	static const struct {
		const char *name, *text;
	} files[] = {
		{"sub/a.mk", "x := a\n"},
		{"sub/b.mk", "x := b\n"},
		{"sub/text", "read me\n"},
	};
	ms_scratch *scratch = ms_scratch_new(NULL, "modsplit-make", NULL);

	g_assert_nonnull(scratch);
	for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path =
			g_build_filename(ms_scratch_path(scratch), files[i].name, NULL);

		g_assert_true(ms_write_file(path, files[i].text, strlen(files[i].text), NULL));
	}
	return scratch;
}

static void test_ours(void)
{
	g_autoptr(ms_scratch) scratch = make_folder();

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(make_session) session =
			make_session_new(ms_scratch_path(scratch), NULL, NULL);
		g_autoptr(make_eval) eval = make_eval_new(session, NULL);
		g_autoptr(GError) error = NULL;
		g_autofree char *x = NULL;

		g_assert_true(make_session_put(session, "Makefile", cases[i].text, &error));
		make_read(eval, "Makefile", &error);
		x = error ? NULL : make_value(eval, "x", &error);
		if (g_strcmp0(x, cases[i].x) != 0) {
			g_test_message("%s: '%s' expected, got '%s' %s", cases[i].name, cases[i].x,
				       x, error ? error->message : "");
			g_test_fail();
		}
	}
}

static void test_make(void)
{
	g_autoptr(ms_scratch) scratch = make_folder();
	g_autofree char *make = g_find_program_in_path("make");
	static const char *const argv[] = {"make", "-rR", "-f", "test.mk", "told", NULL};
	static const char *const clean[] = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", NULL};
	struct ms_process process = {.argv = argv, .setenv = clean};

	process.directory = ms_scratch_path(scratch);
	if (!make) {
		g_test_skip("make is not here");
		return;
	}
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_build_filename(process.directory, "test.mk", NULL);
		g_autofree char *text =
			g_strdup_printf("%s\n$(info x is <$(x)>)\ntold: ; @:\n", cases[i].text);
		g_autofree char *told = g_strdup_printf("x is <%s>\n", cases[i].x);
		g_autoptr(ms_process_result) result = NULL;

		g_assert_true(ms_write_file(path, text, strlen(text), NULL));
		g_assert_true(ms_process_run(&process, NULL, &result, NULL));
		if (!strstr(result->out, told)) {
			g_test_message("%s: make says '%s%s', not '%s'", cases[i].name, result->out,
				       result->err, told);
			g_test_fail();
		}
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/make/cases/ours", test_ours);
	g_test_add_func("/make/cases/make", test_make);
	return g_test_run();
}
