/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include <modsplit/error.h>
#include <modsplit/kbuild.h>

#include "base/files.h"

static ms_scratch *write_folder(const char *text)
{
	ms_scratch *scratch = ms_scratch_new(NULL, "modsplit-when", NULL);
	g_autofree char *makefile =
		g_build_filename(ms_scratch_path(scratch), "lamps/Makefile", NULL);
	g_autofree char *more = g_build_filename(ms_scratch_path(scratch), "lamps/more.mk", NULL);
	g_autofree char *top = g_build_filename(ms_scratch_path(scratch), "Makefile", NULL);
	static const char included[] = "lamp-$(CONFIG_MORE) += more.o\n";
	static const char exports[] = "export BITS\n";

	g_assert_true(ms_write_file(makefile, text, strlen(text), NULL));
	g_assert_true(ms_write_file(more, included, strlen(included), NULL));
	g_assert_true(ms_write_file(top, exports, strlen(exports), NULL));
	return scratch;
}

static ms_kbuild_rules *read_text(const char *text)
{
	g_autoptr(ms_scratch) scratch = write_folder(text);
	GError *error = NULL;
	ms_kbuild_rules *rules = ms_kbuild_read_rules(ms_scratch_path(scratch), "lamps", &error);

	g_assert_no_error(error);
	return rules;
}

/* A makefile, and "object [of composite]: built in | module" of each rule */
static const struct {
	const char *text, *rules;
} table[] = {
	{"obj-y += a.o\nobj-m += b.o\n", "a.o: y | n; b.o: n | y; "},
	{"obj-$(CONFIG_A) += a.o d/\n",
	 "a.o: CONFIG_A=y | CONFIG_A=m; d/: CONFIG_A=y | CONFIG_A=m; "},
	{"obj-${CONFIG_A} := a.o\n", "a.o: CONFIG_A=y | CONFIG_A=m; "},
	/* one object on two options; what is in both lists is built in */
	{"obj-$(CONFIG_A) += a.o\nobj-$(CONFIG_B) += a.o\n",
	 "a.o: CONFIG_A=y || CONFIG_B=y | "
	 "(CONFIG_A=m || CONFIG_B=m) && CONFIG_A!=y && CONFIG_B!=y; "},
	{"obj-$(subst m,y,$(CONFIG_A)) += d/\n", "d/: CONFIG_A | n; "},
	{"obj-$(CONFIG_A:m=y) += d/\n", "d/: CONFIG_A | n; "},
	{"obj-$(if $(CONFIG_A),y) += a.o\n", "a.o: CONFIG_A | n; "},
	{"obj-$(CONFIG_A)$(CONFIG_B) += a.o\n",
	 "a.o: !CONFIG_A && CONFIG_B=y || CONFIG_A=y && !CONFIG_B | "
	 "(!CONFIG_A && CONFIG_B=m || CONFIG_A=m && !CONFIG_B) && "
	 "(CONFIG_A || CONFIG_B!=y) && (CONFIG_A!=y || CONFIG_B); "},
	/* conditions */
	{"ifdef CONFIG_A\nobj-y += a.o\nelse\nobj-y += b.o\nendif\n",
	 "a.o: CONFIG_A | n; b.o: !CONFIG_A | n; "},
	{"ifeq ($(CONFIG_A),m)\nobj-m += a.o\nelse ifeq ($(CONFIG_A),y)\nobj-y += a.o\nendif\n",
	 "a.o: CONFIG_A=y | CONFIG_A=m; "},
	{"ifneq ($(CONFIG_A)$(CONFIG_B),)\nobj-y += a.o\nendif\n",
	 "a.o: CONFIG_A || CONFIG_B | n; "},
	{"ifeq ($(CONFIG_A)$(CONFIG_B),yy)\nobj-y += a.o\nendif\n",
	 "a.o: CONFIG_A=y && CONFIG_B=y | n; "},
	{"ifndef CONFIG_A\nifdef CONFIG_B\nobj-y += a.o\nendif\nendif\n",
	 "a.o: !CONFIG_A && CONFIG_B | n; "},
	{"ifeq ($(filter y m,$(CONFIG_A)),m)\nobj-y += a.o\nendif\n", "a.o: CONFIG_A=m | n; "},
	/* composites */
	{"obj-$(CONFIG_L) += lamp.o\nlamp-y := a.o\nlamp-$(CONFIG_B) += b.o\n",
	 "lamp.o: CONFIG_L=y | CONFIG_L=m; a.o of lamp.o: CONFIG_L=y | CONFIG_L=m; "
	 "b.o of lamp.o: CONFIG_L=y && CONFIG_B=y | CONFIG_L=m && CONFIG_B; "},
	{"obj-$(CONFIG_L) += lamp.o\nlamp-objs = $(parts)\nparts := a.o b.o\nparts += c.o\n",
	 "lamp.o: CONFIG_L=y | CONFIG_L=m; a.o of lamp.o: CONFIG_L=y | CONFIG_L=m; "
	 "b.o of lamp.o: CONFIG_L=y | CONFIG_L=m; c.o of lamp.o: CONFIG_L=y | CONFIG_L=m; "},
	{"obj-y += lamp.o\ninclude $(src)/more.mk\n",
	 "lamp.o: y | n; more.o of lamp.o: CONFIG_MORE=y | n; "},
	{"obj-y += lamp.o\nlamp-y := $(addprefix sub/,$(x-y))\n"
	 "x-$(CONFIG_A) += a.o\n",
	 "lamp.o: y | n; "},
	{"x-$(CONFIG_A) += a.o\nx-y += b.o\nobj-y += $(addprefix sub/,$(x-y))\n",
	 "sub/a.o: CONFIG_A=y | n; sub/b.o: y | n; "},
	/* overwritten and not yet set */
	{"m-y := no.o\nm-$(CONFIG_MMU) := mem.o\nobj-y := $(m-y)\n",
	 "no.o: CONFIG_MMU!=y | n; mem.o: CONFIG_MMU=y | n; "},
	{"D ?= a\nD ?= b\nobj-y += $(D)/x.o\n", "a/x.o: y | n; "},
	{"ifdef CONFIG_A\nD := a\nendif\nD ?= b\nobj-y += $(D)/x.o\n",
	 "a/x.o: CONFIG_A | n; b/x.o: !CONFIG_A | n; "},
	{"obj-y += $(foreach v,1 2,v$(v).o)\n", "v1.o: y | n; v2.o: y | n; "},
	{"f = $(1)-$(2).o\nobj-$(CONFIG_A) += $(call f,a,b)\n", "a-b.o: CONFIG_A=y | CONFIG_A=m; "},
	/* rules and recipes are not lists */
	{"obj-y += a.o\n$(obj)/a.o: b.h\n\tobj-y += c.o\nccflags-y += -DX\n", "a.o: y | n; "},
};

static char *told(const ms_kbuild_rules *rules)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < rules->rules->len; i++) {
		const struct ms_kbuild_rule *rule = rules->rules->pdata[i];

		g_string_append_printf(text, "%s%s%s: %s | %s; ", rule->object,
				       rule->composite ? " of " : "",
				       rule->composite ? rule->composite : "", rule->builtin,
				       rule->module);
	}
	return g_string_free(text, FALSE);
}

static void test_table(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
		g_autoptr(ms_kbuild_rules) rules = read_text(table[i].text);
		g_autofree char *text = told(rules);

		if (strcmp(text, table[i].rules) != 0 || rules->problems->len) {
			g_test_message("'%s': '%s' expected, got '%s' and %u problems",
				       table[i].text, table[i].rules, text, rules->problems->len);
			g_test_fail();
		}
	}
}

/* What is not understood has a place, and stands in the expression. */
static void test_problems(void)
{
	static const struct {
		const char *text, *problem, *rules;
	} cases[] = {
		{"obj-y += a.o\nifeq ($(shell uname),x)\nobj-y += b.o\nendif\n",
		 "lamps/Makefile:2:1: a condition",
		 "a.o: y | n; b.o: <lamps/Makefile:2: a condition>=y | n; "},
		{"obj-y += a.o\nobj-y += $(shell ls)\n",
		 "lamps/Makefile:2:1: '$(shell ls)' is not evaluated", "a.o: y | n; "},
		{"obj-y += head_$(BITS).o a.o\n",
		 "lamps/Makefile:1:1: 'BITS' comes from the top makefiles", "a.o: y | n; "},
		{"ifeq ($(CONFIG_N),12)\nobj-y += a.o\nendif\n",
		 "lamps/Makefile:1:1: an option compared with a text",
		 "a.o: <lamps/Makefile:1: an option compared with a text>=y | n; "},
		{"KASAN_SANITIZE_head$(BITS).o := n\nobj-y += a.o\n", NULL, "a.o: y | n; "},
		{"p$(BITS)-y := n\nobj-y += a.o\n",
		 "lamps/Makefile:1:1: a list whose name is not known", "a.o: y | n; "},
		{"obj-y += $(addsuffix .gen.o,$(CONFIG_NAMES))\n",
		 "lamps/Makefile:1:1: a name with an option's text in it", ""},
		{"include $(src)/none.mk\n",
		 "lamps/Makefile:1:1: a makefile that cannot be included", ""},
		{"a = $(b)\nb = $(a)\nobj-y += $(a)\n",
		 "lamps/Makefile:2:1: 'a reference' is nested too deep", ""},
		{"$(eval obj-y += a.o)\n", "lamps/Makefile:1:1: '$(eval)' is not evaluated", ""},
		{"ifdef CONFIG_A\n", "lamps/Makefile:1:1: a condition without its end", ""},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(ms_kbuild_rules) rules = read_text(cases[i].text);
		g_autofree char *text = told(rules);
		const struct ms_kbuild_problem *problem =
			rules->problems->len ? rules->problems->pdata[0] : NULL;
		g_autofree char *said =
			problem ? g_strdup_printf("%s:%u:%u: %s", problem->place.file,
						  problem->place.line, problem->place.column,
						  problem->message)
				: NULL;

		if (g_strcmp0(said, cases[i].problem) != 0 || strcmp(text, cases[i].rules) != 0) {
			g_test_message("'%s': got '%s' and '%s'", cases[i].text, said, text);
			g_test_fail();
		}
	}
}

/* Only what an object hangs on has to be understood. */
static void test_doubts(void)
{
	g_autoptr(ms_kbuild_rules) flags = read_text("ifeq ($(CONFIG_N),12)\n"
						     "CFLAGS_a.o += -O1\nendif\nobj-y += a.o\n");
	g_autoptr(ms_kbuild_rules) both = read_text("ifeq ($(CONFIG_N),12)\nparts := a.o b.o\n"
						    "else\nparts := a.o\nendif\n"
						    "obj-y += $(parts)\n");
	g_autofree char *one = told(flags), *two = told(both);

	g_assert_cmpstr(one, ==, "a.o: y | n; ");
	g_assert_cmpuint(flags->problems->len, ==, 0);
	g_assert_true(g_str_has_prefix(two, "a.o: y | n; b.o: <lamps/Makefile:1: "));
	g_assert_cmpuint(both->problems->len, ==, 1);
}

static void test_place(void)
{
	g_autoptr(ms_kbuild_rules) rules = read_text("# lamps\nobj-$(CONFIG_A) += a.o \\\n\tb.o\n");
	const struct ms_kbuild_rule *rule = rules->rules->pdata[1];

	g_assert_cmpstr(rule->place.file, ==, "lamps/Makefile");
	g_assert_cmpuint(rule->place.line, ==, 3);
	g_assert_cmpuint(rule->place.column, ==, 2);
}

static void test_no_folder(void)
{
	g_autoptr(ms_scratch) scratch = write_folder("");
	GError *error = NULL;

	g_assert_null(ms_kbuild_read_rules(ms_scratch_path(scratch), "none", &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_IO);
	g_clear_error(&error);
}

/* every option is y, but CONFIG_M, which is m, and CONFIG_N */
static char value_of(void *data, const char *option)
{
	(void)data;
	return !strcmp(option, "CONFIG_M") ? 'm' : !strcmp(option, "CONFIG_N") ? 'n' : 'y';
}

/* "object state option,option " of each rule */
static char *states_of(const char *text)
{
	g_autoptr(ms_kbuild_rules) rules = read_text(text);
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < rules->rules->len; i++) {
		const struct ms_kbuild_rule *rule = rules->rules->pdata[i];

		g_string_append_printf(out, "%s%s %c", rule->library ? "lib " : "", rule->object,
				       ms_kbuild_state(rule, value_of, NULL));
		for (guint k = 0; k < rule->listings->len; k++) {
			const struct ms_kbuild_listing *listing = rule->listings->pdata[k];

			g_string_append_printf(out, " %s:%u",
					       listing->option ? listing->option : "-",
					       listing->place.line);
		}
		g_string_append(out, "; ");
	}
	return g_string_free(out, FALSE);
}

static void test_states(void)
{
	static const char *const cases[][2] = {
		{"obj-$(CONFIG_A) += a.o\nobj-$(CONFIG_M) += m.o\nobj-$(CONFIG_N) += n.o\n",
		 "a.o y A:1; m.o m M:2; n.o n N:3; "},
		{"obj-$(CONFIG_A) += a.o\nobj-$(CONFIG_M) += a.o\n", "a.o y A:1 M:2; "},
		{"ifdef CONFIG_B\nobj-$(CONFIG_A) += a.o\nobj-y += b.o\nendif\n",
		 "a.o y A:2; b.o y B:3; "},
		{"ifneq ($(CONFIG_A)$(CONFIG_B),)\nobj-y += a.o\nendif\n", "a.o y -:2; "},
		{"obj-$(subst m,y,$(CONFIG_M)) += a.o\n", "a.o y M:1; "},
		{"ifndef CONFIG_N\nobj-y += a.o\nendif\n", "a.o y -:2; "},
		/* an archive takes both, but not what is in obj-y */
		{"lib-y += a.o b.o\nlib-$(CONFIG_M) += m.o\nobj-y += b.o\n",
		 "b.o y -:3; lib a.o y -:1; lib b.o n -:1; lib m.o y M:2; "},
		/* := under an option takes the place of what stood there */
		{"obj-y += p.o\np-y := a.o\np-$(CONFIG_A) := b.o\n",
		 "p.o y -:1; a.o n -:2; b.o y A:3; "},
		{"obj-$(CONFIG_M) += p.o\np-$(CONFIG_A) += a.o\np-$(CONFIG_N) += n.o\n",
		 "p.o m M:1; a.o m A:2; n.o n N:3; "},
		{"ifeq ($(BITS),32)\nobj-y += a.o\nendif\n", "a.o ? -:2; "},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *states = states_of(cases[i][0]);

		g_assert_cmpstr(states, ==, cases[i][1]);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/when/table", test_table);
	g_test_add_func("/when/problems", test_problems);
	g_test_add_func("/when/doubts", test_doubts);
	g_test_add_func("/when/place", test_place);
	g_test_add_func("/when/no-folder", test_no_folder);
	g_test_add_func("/when/states", test_states);
	return g_test_run();
}
