/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <string.h>
#include <sys/wait.h>

#include <modsplit/error.h>

#include "formats/csource.h"
#include "model/model.h"
#include "bench.h"

static const char header_h[] = "int outer(int);\nextern int state;\n"
			       "static inline int deep(int x) { return outer(x); }\n"
			       "static inline int shallow(int x) { return deep(x) + state; }\n"
			       "#define BOTH(x) (outer(x) + state)\n"
			       "#define MAKE(n) int n##_made(void) { return outer(1); }\n"
			       "struct inner { void (*stop)(void); };\n"
			       "struct ops { int (*go)(const char *, ...); struct inner in;\n"
			       "\tunion { int (*old)(int); long (*new)(int); }; int plain; };\n";

static const char source_c[] = "#include <h.h>\n#include \"own.h\"\n"
			       "static int mine(void) { return 1; }\n"
			       "int a(void)\n{\n\treturn shallow(mine());\n}\n"
			       "int b(void)\n{\n\treturn BOTH(2);\n}\n"
			       "MAKE(c)\n"
			       "int d(void) { return own_inline(); }\n"
			       "static struct ops table[2];\n"
			       "void e(void) { table[0].plain = not_declared(); }\n";

static struct scan_csource *parse(const char *folder, const char *source)
{
	g_autofree char *tree = g_build_filename(folder, "t", NULL);
	g_autofree char *include = g_strdup_printf("-I%s/include", tree);
	const char *const argv[] = {include, NULL};
	struct scan_csource_request request = {source, argv, tree, folder};
	GError *error = NULL;
	g_autoptr(scan_csource_pool) pool = NULL;
	g_autoptr(GPtrArray) results = NULL;
	struct scan_csource *facts;

	g_free(bench_write(folder, "t/include/h.h", header_h));
	g_free(bench_write(folder, "t/d/own.h",
			   "static inline int own_inline(void)\n{\n"
			   "\treturn state;\n}\n"));
	g_free(bench_write(folder, "t/d/s.c", source_c));
	pool = scan_csource_start(&request, 1, NULL, &error);
	g_assert_no_error(error);
	results = scan_csource_finish(pool, &error);
	g_assert_no_error(error);
	facts = g_ptr_array_index(results, 0);
	results->pdata[0] = NULL;
	return facts;
}

static const struct scan_use *use_at(const struct scan_csource *facts, const char *name,
				     const char *file, gint64 line)
{
	for (guint i = 0; i < facts->uses->len; i++) {
		const struct scan_use *use = facts->uses->pdata[i];

		if (!strcmp(use->name, name) && !strcmp(use->file, file) && use->line == line)
			return use;
	}
	return NULL;
}

static void test_uses(void)
{
	char *folder = bench_new();
	g_autofree char *source = g_build_filename(folder, "t/d/s.c", NULL);
	struct scan_csource *facts = parse(folder, source);
	const struct scan_inline *shallow;

	g_assert_null(facts->error);
	g_assert_nonnull(use_at(facts, "shallow", "d/s.c", 6));
	g_assert_null(use_at(facts, "mine", "d/s.c", 6));
	g_assert_cmpstr(use_at(facts, "outer", "d/s.c", 10)->macro, ==, "BOTH");
	g_assert_cmpstr(use_at(facts, "state", "d/s.c", 10)->macro, ==, "BOTH");
	g_assert_cmpstr(use_at(facts, "outer", "d/s.c", 12)->macro, ==, "MAKE");
	g_assert_nonnull(use_at(facts, "state", "d/own.h", 3));
	g_assert_cmpuint(facts->inlines->len, ==, 2);
	shallow = facts->inlines->pdata[1];
	g_assert_cmpstr(shallow->name, ==, "shallow");
	g_assert_cmpstr(shallow->place, ==, "include/h.h:4");
	g_assert_cmpuint(shallow->names->len, ==, 2);
	g_assert_cmpstr(shallow->names->pdata[0], ==, "deep");
	scan_csource_free(facts);
	bench_free(folder);
}

static void test_interfaces(void)
{
	char *folder = bench_new();
	g_autofree char *source = g_build_filename(folder, "t/d/s.c", NULL);
	struct scan_csource *facts = parse(folder, source);
	static const char *const want[][4] = {
		{"struct inner", "stop", "void", "void"},
		{"struct ops", "go", "int", "const char *, ..."},
		{"struct ops", "new", "long", "int"},
		{"struct ops", "old", "int", "int"},
	};

	g_assert_cmpuint(facts->interfaces->len, ==, G_N_ELEMENTS(want));
	for (guint i = 0; i < G_N_ELEMENTS(want); i++) {
		const struct interface *row = facts->interfaces->pdata[i];

		g_assert_cmpstr(row->type, ==, want[i][0]);
		g_assert_cmpstr(row->member, ==, want[i][1]);
		g_assert_cmpstr(row->result, ==, want[i][2]);
		g_assert_cmpstr(row->params, ==, want[i][3]);
	}
	scan_csource_free(facts);
	bench_free(folder);
}

static void test_absent(void)
{
	char *folder = bench_new();
	struct scan_csource *facts = parse(folder, "/nowhere/x.c");

	g_assert_nonnull(facts->error);
	g_assert_cmpuint(facts->uses->len, ==, 0);
	scan_csource_free(facts);
	bench_free(folder);
}

static void test_cancelled(void)
{
	g_autoptr(GCancellable) cancel = g_cancellable_new();
	const struct ms_job job = {.cancel = cancel, .jobs = 1};
	const char *const argv[] = {NULL};
	struct scan_csource_request request = {"x.c", argv, "/", "/"};
	g_autoptr(scan_csource_pool) pool = NULL;
	g_autoptr(GError) error = NULL;

	pool = scan_csource_start(&request, 1, &job, &error);
	g_assert_no_error(error);
	g_cancellable_cancel(cancel);
	g_assert_null(scan_csource_finish(pool, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_CANCELLED);
}

/* more sources than jobs: all are parsed, and each answer stands where it was asked for */
static void test_many(void)
{
	char *folder = bench_new();
	const struct ms_job job = {.jobs = 2};
	const char *const argv[] = {NULL};
	struct scan_csource_request requests[5];
	g_autoptr(scan_csource_pool) pool = NULL;
	g_autoptr(GPtrArray) results = NULL;
	GError *error = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(requests); i++) {
		g_autofree char *name = g_strdup_printf("%u.c", i);
		g_autofree char *text = g_strdup_printf("int f%u(void) { return g%u(); }\n", i, i);

		if (i != 3)
			g_free(bench_write(folder, name, text));
		requests[i] =
			(struct scan_csource_request){g_steal_pointer(&name), argv, folder, folder};
	}
	pool = scan_csource_start(requests, G_N_ELEMENTS(requests), &job, &error);
	g_assert_no_error(error);
	results = scan_csource_finish(pool, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(results->len, ==, G_N_ELEMENTS(requests));
	for (guint i = 0; i < results->len; i++) {
		const struct scan_csource *facts = results->pdata[i];
		g_autofree char *callee = g_strdup_printf("g%u", i);
		const struct scan_use *use = facts->uses->len ? facts->uses->pdata[0] : NULL;

		g_assert_cmpint(facts->error != NULL, ==, i == 3);
		g_assert_cmpstr(use ? use->name : NULL, ==, i == 3 ? NULL : callee);
		g_free((char *)requests[i].source);
	}
	bench_free(folder);
}

/* a pool that is given up leaves no process behind */
static void test_given_up(void)
{
	const char *const argv[] = {NULL};
	struct scan_csource_request request = {"/dev/zero", argv, "/", "/"};
	scan_csource_pool *pool = scan_csource_start(&request, 1, NULL, NULL);

	g_assert_nonnull(pool);
	scan_csource_pool_free(pool);
	g_assert_cmpint(waitpid(-1, NULL, WNOHANG), ==, -1);
	g_assert_cmpint(errno, ==, ECHILD);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/formats/csource/uses", test_uses);
	g_test_add_func("/formats/csource/interfaces", test_interfaces);
	g_test_add_func("/formats/csource/absent", test_absent);
	g_test_add_func("/formats/csource/cancelled", test_cancelled);
	g_test_add_func("/formats/csource/many", test_many);
	g_test_add_func("/formats/csource/given-up", test_given_up);
	return g_test_run();
}
