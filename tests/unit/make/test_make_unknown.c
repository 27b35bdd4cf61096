/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "make/make.h"

struct job {
	make_session *session;
	make_eval *eval;
};

static char *no_command(void *data, const char *command)
{
	guint *count = data;

	(*count)++;
	return g_strdup_printf("[%s]\nsecond\n", command);
}

static struct job begin(const char *text, make_shell shell, void *data)
{
	struct job job = {make_session_new("/nonexistent", shell, data), NULL};
	g_autoptr(GError) error = NULL;

	job.eval = make_eval_new(job.session, NULL);
	make_session_strip(job.session, "/nonexistent");
	g_assert_true(make_session_put(job.session, "Makefile", text, &error));
	make_read(job.eval, "Makefile", &error);
	g_assert_no_error(error);
	return job;
}

static void end(struct job *job)
{
	make_eval_free(job->eval);
	make_session_free(job->session);
}

/* The value with "?" for each mark */
static char *plain(struct job *job, const char *name)
{
	g_autofree char *value = make_value(job->eval, name, NULL);
	GString *text = g_string_new(NULL);

	g_assert_nonnull(value);
	for (const char *at = value; *at; at++) {
		const struct make_unknown *unknown =
			*at == '\001' ? make_unknown_get(job->session, at) : NULL;

		g_string_append_c(text, unknown ? '?' : *at);
		if (unknown)
			at = strchr(at, '\002');
	}
	return g_string_free(text, FALSE);
}

static const struct {
	const char *text, *x;
} table[] = {
	{"x := a $(shell ls) b\n", "a ? b"},
	{"u := $(shell ls)\nx = $(addprefix d/,a $(u))\n", "d/a d/?"},
	{"x = $(filter %.o,a.o b.c $(shell ls))\n", "a.o ?"},
	{"x = $(filter-out a.o,a.o b.c $(shell ls))\n", "b.c ?"},
	{"x = $(filter $(shell ls),a b)\n", "?"},
	{"x = $(words a $(shell ls))\n", "?"},
	{"x = $(if $(shell ls),a,b)\n", "?"},
	/* what stands beside it is there in any case */
	{"x = $(if $(shell ls)a,a,b)\n", "a"},
	{"x = $(subst 0,9,0$(shell ls)0)\n", "9?9"},
	{"x = $($(shell ls))\n", "?"},
	{"x = $(call cc-option,-a)\ncc-option = $(shell try $(1))\n", "?"},
	{"ifeq ($(shell ls),a)\nx = 1\nelse\nx = 2\nendif\n", "?"},
	{"x = 0\nifdef Q\nelse ifeq ($(shell ls),a)\nx += 1\nendif\nx += 2\n", "0 ? 2"},
	{"x = 0\nifeq ($(shell ls),a)\ny = 1\nendif\nx += $(y)\n", "0 ?"},
	{"x = 0\nifneq (a$(shell ls),)\nx = 1\nendif\n", "1"},
	/* two numbers need no command */
	{"x = $(shell test 1200 -ge 70 && echo y)[$(shell test 7 -ge 70 && echo y)]\n", "y[]"},
	{"x != ls\n", "?"},
	/* recursive variables that nobody uses cost nothing */
	{"y = $(shell ls)\nx = 1\n", "1"},
};

static void test_table(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
		struct job job = begin(table[i].text, NULL, NULL);
		g_autofree char *x = plain(&job, "x");

		if (strcmp(x, table[i].x) != 0) {
			g_test_message("'%s': '%s' expected, got '%s'", table[i].text, table[i].x,
				       x);
			g_test_fail();
		}
		end(&job);
	}
}

static void test_place(void)
{
	struct job job = begin("a = 1\nx := a \\\n  $(shell uname -m)\n", NULL, NULL);
	g_autofree char *x = make_value(job.eval, "x", NULL);
	const struct make_unknown *unknown = make_unknown_get(job.session, make_unknown_in(x));

	g_assert_nonnull(unknown);
	g_assert_cmpstr(unknown->place.file, ==, "Makefile");
	g_assert_cmpuint(unknown->place.line, ==, 3);
	g_assert_cmpuint(unknown->place.column, ==, 3);
	g_assert_cmpstr(unknown->message, ==, "'$(shell uname -m)' is not run");
	end(&job);
}

/* What taints everything is noted: a name, an include or an eval that is not known. */
static void test_notes(void)
{
	static const char *const texts[] = {"obj-$(shell ls) = a\n", "-include $(shell ls)\n",
					    "$(eval $(shell ls))\n",
					    "ifeq ($(shell ls),a)\n$(eval x = 1)\nendif\n"};

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		struct job job = begin(texts[i], NULL, NULL);

		g_assert_cmpuint(make_notes(job.eval)->len, ==, 1);
		end(&job);
	}
}

static void test_shell(void)
{
	guint count = 0;
	struct job job = begin("x := $(shell a b)\n", no_command, &count);
	g_autofree char *x = plain(&job, "x");

	g_assert_cmpstr(x, ==, "[a b] second");
	g_assert_cmpuint(count, ==, 1);
	end(&job);
}

static void test_sources(void)
{
	struct job job = begin("x = a\nx := b\ny = 1\nx += \\\n c\n", NULL, NULL);
	const GArray *sources = make_get(job.eval, "x")->sources;
	const struct make_source *last;

	g_assert_cmpuint(sources->len, ==, 2);
	last = &g_array_index(sources, struct make_source, 1);
	g_assert_cmpuint(last->statement->line, ==, 4);
	g_assert_cmpuint(make_line(last->file, last->statement->text_start), ==, 5);
	g_assert_cmpuint(make_column(last->file, last->statement->text_start), ==, 2);
	end(&job);
}

static void test_base(void)
{
	struct job job = begin("x = a\ny = $(x)\nz = 1\n", NULL, NULL);
	g_autoptr(make_eval) above = make_eval_new(job.session, job.eval);
	g_autofree char *y = NULL, *below = NULL;

	make_session_put(job.session, "above", "x += b\nundefine z\n", NULL);
	g_assert_true(make_read(above, "above", NULL));
	y = make_value(above, "y", NULL);
	below = make_value(job.eval, "y", NULL);
	g_assert_cmpstr(y, ==, "a b");
	g_assert_cmpstr(below, ==, "a");
	g_assert_null(make_get(above, "z"));
	g_assert_nonnull(make_get(job.eval, "z"));
	end(&job);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/make/unknown/table", test_table);
	g_test_add_func("/make/unknown/place", test_place);
	g_test_add_func("/make/unknown/notes", test_notes);
	g_test_add_func("/make/unknown/shell", test_shell);
	g_test_add_func("/make/eval/sources", test_sources);
	g_test_add_func("/make/eval/base", test_base);
	return g_test_run();
}
