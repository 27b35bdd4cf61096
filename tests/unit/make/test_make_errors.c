/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>
#include <sys/stat.h>

#include <modsplit/error.h>

#include "base/files.h"
#include "make/make.h"

/* The error of a text, or of the value of x after it */
static char *error_of(const char *text)
{
	g_autoptr(make_session) session = make_session_new("/nonexistent", NULL, NULL);
	g_autoptr(make_eval) eval = make_eval_new(session, NULL);
	g_autofree char *x = NULL;
	g_autoptr(GError) error = NULL;

	if (make_session_put(session, "Makefile", text, &error)) {
		make_session_strip(session, "/nonexistent");
		if (make_read(eval, "Makefile", &error))
			x = make_value(eval, "x", &error);
	}
	g_assert_true(!error || error->domain == MS_ERROR);
	return error ? g_strdup(error->message) : NULL;
}

static const struct {
	const char *text, *message;
} table[] = {
	{"y = 1\n ifdef a\nx = 1\n", ":2:2: 'ifdef' without 'endif'"},
	{"endif\n", ":1:1: 'endif' without its 'if'"},
	{"x = 1\nelse\n", ":2:1: 'else' without its 'if'"},
	{"define x\n1\n", ":1:1: 'define x' without 'endef'"},
	{"ifeq $(a),y\nendif\n", ":1:6: no two texts behind 'ifeq': '$(a),y'"},
	{"ifeq ($(a)\nendif\n", ":1:6: no two texts behind 'ifeq'"},
	{"ifdef a b\nendif\n", ":1:7: 'ifdef' wants one name, not 'a b'"},
	{"x := a $(patsubst %.o,%.c\ny = 1\n", ":1:8: unterminated call of 'patsubst': no ')'"},
	{"x := $(y\n", ":1:6: unterminated reference '$(y': no ')'"},
	{"x = \\\n ${y\ny := $(x)\n", "unterminated reference '${y': no '}'"},
	{"x = a $(x)\n", "recursive variable 'x' refers to itself: use ':='"},
	{"y = $(x)\nx = $(y)\nz := $(x)\n", ":3:8: recursive variable 'x' refers to itself"},
	{"x := $(subst a,b)\n", "function 'subst' wants 3 arguments and has 2"},
	{"x := $(word 0,a)\n", "the first word of 'word' is 1, not 0"},
	{"x := $(word q,a)\n", "'q' is no number for 'word'"},
	{"$(error stop here)\n", ":1:1: $(error): stop here"},
	{"include none.mk\n", ":1:9: cannot include 'none.mk'"},
	{"include Makefile\n", ":1:1: makefiles include each other more than 100 deep"},
	{"$(empty) = 1\n", ":1:1: the name before the assignment is empty"},
	{"obj-y a.o\n", ":1:1: neither a rule nor an assignment: 'obj-y a.o'"},
	{"f = $(call f,$(1)a)\nx = $(call f)\n", "expansion more than 400 levels deep"},
	{"a = 1\nx := \001\n", ":2:6: a byte of value 1, which no makefile has"},
};

static void test_table(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
		g_autofree char *message = error_of(table[i].text);

		if (!message || !strstr(message, table[i].message)) {
			g_test_message("'%s': '%s' expected, got '%s'", table[i].text,
				       table[i].message, message);
			g_test_fail();
		}
	}
}

static void test_bytes(void)
{
	static const char text[] = "a = 1\nx = a\0b\n";
	g_autoptr(GError) error = NULL;

	g_assert_null(make_file_parse("Makefile", text, sizeof(text) - 1, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
	g_assert_cmpstr(error->message, ==,
			"Makefile:2:6: a byte of value 0, which no makefile has");
}

/* A value that doubles with each line ends as an error, and not in years. */
static void test_growth(void)
{
	g_autoptr(GString) text = g_string_new("v0 = \n");
	g_autofree char *message = NULL;

	for (guint i = 1; i < 60; i++)
		g_string_append_printf(text, "v%u = $(v%u)$(v%u)\n", i, i - 1, i - 1);
	g_string_append(text, "x = $(v59)\n");
	message = error_of(text->str);
	g_assert_nonnull(message);
	g_assert_nonnull(strstr(message, "expansion grows without end"));
}

static void test_huge_line(void)
{
	g_autoptr(GString) text = g_string_new("x := ");
	g_autofree char *big = g_strnfill(8 << 20, 'a');
	g_autofree char *open = g_strnfill(1 << 20, '(');

	g_string_append(text, big);
	g_assert_null(error_of(text->str));
	g_string_append_printf(text, "\nx := $%s\n", open);
	g_free(g_steal_pointer(&big));
	big = error_of(text->str);
	g_assert_nonnull(big);
	g_assert_nonnull(strstr(big, ":2:6: unterminated reference"));
}

static void test_files(void)
{
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "modsplit-make", NULL);
	g_autoptr(make_session) session = make_session_new(ms_scratch_path(scratch), NULL, NULL);
	g_autoptr(make_eval) eval = make_eval_new(session, NULL);
	g_autofree char *folder = g_build_filename(ms_scratch_path(scratch), "folder", NULL);
	g_autoptr(GError) error = NULL;

	g_assert_false(make_read(eval, "none", &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_IO);
	g_assert_nonnull(strstr(error->message, "none"));
	g_clear_error(&error);
	g_assert_cmpint(mkdir(folder, 0777), ==, 0);
	g_assert_false(make_read(eval, "folder", &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_IO);
	g_clear_error(&error);
	g_assert_true(make_session_put(session, "Makefile", "-include folder\nx = 1\n", &error));
	g_assert_true(make_read(eval, "Makefile", &error));
}

/* What came before an error counts. */
static void test_before(void)
{
	g_autoptr(make_session) session = make_session_new("/nonexistent", NULL, NULL);
	g_autoptr(make_eval) eval = make_eval_new(session, NULL);
	g_autofree char *x = NULL;
	g_autoptr(GError) error = NULL;

	make_session_put(session, "Makefile", "x = 1\n$(error no)\nx = 2\n", NULL);
	g_assert_false(make_read(eval, "Makefile", &error));
	x = make_value(eval, "x", NULL);
	g_assert_cmpstr(x, ==, "1");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/make/errors/table", test_table);
	g_test_add_func("/make/errors/bytes", test_bytes);
	g_test_add_func("/make/errors/growth", test_growth);
	g_test_add_func("/make/errors/huge-line", test_huge_line);
	g_test_add_func("/make/errors/files", test_files);
	g_test_add_func("/make/errors/before", test_before);
	return g_test_run();
}
