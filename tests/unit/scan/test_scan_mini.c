/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include "base/files.h"
#include "model/model.h"
#include "../formats/bench.h"
#include "scan_mini.h"

static const struct symbol *missing(const struct driver *driver, const char *name)
{
	const struct symbol *symbol = model_driver_symbol(driver, name);

	g_assert_nonnull(symbol);
	g_assert_true(symbol->needed);
	g_assert_false(symbol->exported);
	return symbol;
}

static void check_driver(const struct driver *driver)
{
	const struct source *head = model_head(driver);
	const struct source *more;

	g_assert_cmpstr(driver->config, ==, "FROB");
	g_assert_cmpstr(driver->module, ==, "frobber");
	g_assert_cmpstr(driver->module_file, ==, "drivers/frob/frobber");
	g_assert_true(driver->composite);
	g_assert_false(driver->split);
	g_assert_cmpuint(driver->sources->len, ==, 3);
	g_assert_cmpstr(head->file, ==, "drivers/frob/frob.c");
	g_assert_null(head->probe_error);
	g_assert_true(bench_has(head->probe_edits, "included linux/module.h"));
	g_assert_true(
		bench_has(head->probe_edits,
			  "left out the further init call device_initcall_sync(frob_legacy)"));
	g_assert_true(bench_has(head->probe_edits,
				"left out early_param(\"frob\"), which only the image has"));
	more = driver->sources->pdata[2];
	g_assert_cmpstr(more->option, ==, "CONFIG_FROB_MORE");
	g_assert_cmpstr(more->modname, ==, "frobber");
	g_assert_cmpstr(driver->option->type, ==, "bool");
	g_assert_cmpstr(driver->option->value, ==, "y");
	g_assert_cmpstr(driver->option->depends, ==, "MODULES || FROB_ALONE");
	g_assert_cmpuint(driver->problems->len, ==, 0);
}

static void check_symbols(const struct driver *driver)
{
	const struct symbol *hidden = missing(driver, "core_hidden");
	const struct symbol *say = missing(driver, "core_say");

	g_assert_cmpuint(driver->symbols->len, ==, 5);
	g_assert_true(model_driver_symbol(driver, "core_open")->exported);
	g_assert_cmpstr(hidden->file, ==, "core/core.c");
	g_assert_cmpint(hidden->line, ==, 10);
	g_assert_cmpint(hidden->end_line, ==, 13);
	g_assert_cmpstr(hidden->object, ==, "core/core.o");
	g_assert_cmpstr(hidden->section, ==, ".text");
	g_assert_cmpstr(hidden->neighbour_form, ==, "EXPORT_SYMBOL_GPL");
	g_assert_null(hidden->when);
	g_assert_true(bench_has(hidden->used_at, "drivers/frob/frob.c:8"));
	g_assert_true(bench_has(hidden->used_at, "drivers/frob/part.c:12"));
	g_assert_true(bench_has(hidden->through, "core_through (include/linux/core.h:8)"));
	g_assert_true(bench_has(say->through, "say (include/linux/core.h:9)"));
	g_assert_cmpstr(missing(driver, "core_state")->kind, ==, "object");
	missing(driver, "core_register");
	/* what only the second init call needs is no need of the module */
	g_assert_null(model_driver_symbol(driver, "core_only_legacy"));
	g_assert_null(model_driver_symbol(driver, "frob_more"));
}

static void check_around(const struct driver *driver)
{
	const struct reverse_reference *back = driver->reverse->pdata[0];
	const struct option_use *use;
	const struct interface *start;

	g_assert_cmpuint(driver->reverse->len, ==, 1);
	g_assert_cmpstr(back->symbol, ==, "frob_shared");
	g_assert_cmpstr(back->object, ==, "core/user.o");
	g_assert_cmpstr(back->file, ==, "core/user.c");
	g_assert_cmpstr(back->defined_at, ==, "drivers/frob/frob.c:13");
	g_assert_cmpuint(driver->option_uses->len, ==, 2);
	use = driver->option_uses->pdata[1];
	g_assert_cmpstr(use->option, ==, "OTHER");
	g_assert_cmpstr(use->how, ==, "select");
	g_assert_cmpuint(driver->config_tests->len, ==, 3);
	g_assert_cmpstr(((struct config_test *)driver->config_tests->pdata[0])->kind, ==, "ifdef");
	g_assert_cmpstr(((struct config_test *)driver->config_tests->pdata[1])->kind, ==,
			"IS_BUILTIN");
	start = driver->interfaces->pdata[0];
	g_assert_cmpstr(start->type, ==, "struct frob_ops");
	g_assert_cmpstr(start->member, ==, "start");
	g_assert_cmpstr(start->result, ==, "int");
	g_assert_cmpstr(start->params, ==, "struct pdev *, int");
}

static void check_model(const ms_model *model)
{
	const struct symbol *watched = model_watched(model, "core_hidden");
	const struct symbol *nowhere = model_watched(model, "core_nowhere");
	const struct related_option *related;

	g_assert_cmpstr(model->tree->version, ==, "6.12.3");
	g_assert_cmpstr(model->tree->arch, ==, "mini");
	g_assert_cmpstr(model->tree->export_form, ==, "bare");
	g_assert_true(model->tree->modules);
	g_assert_cmpuint(watched->callers->len, ==, 2);
	g_assert_cmpstr(((struct caller *)watched->callers->pdata[0])->function, ==, "use_none");
	g_assert_cmpstr(((struct caller *)watched->callers->pdata[1])->function, ==, "frob_ask");
	g_assert_cmpstr(nowhere->kind, ==, "undefined");
	g_assert_null(nowhere->provider);
	g_assert_cmpuint(model->related->len, ==, 2);
	related = model->related->pdata[1];
	g_assert_cmpstr(related->option, ==, "OTHER");
	g_assert_cmpstr(related->type, ==, "tristate");
	g_assert_cmpstr(related->kconfig, ==, "drivers/Kconfig");
}

static void check_whole(struct mini *mini)
{
	GError *error = NULL;
	g_autoptr(ms_model) model = mini_scan(mini, "drivers/frob/frob.c", &error);

	g_assert_no_error(error);
	g_assert_cmpuint(model->drivers->len, ==, 1);
	check_driver(model->drivers->pdata[0]);
	check_symbols(model->drivers->pdata[0]);
	check_around(model->drivers->pdata[0]);
	check_model(model);
	mini_free(mini);
}

/* an object of the image that uses the driver, and what the driver uses of what can be a module */
static void test_crossings(void)
{
	struct mini *mini = mini_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(ms_model) model = mini_scan(mini, "drivers/frob/frob.c", &error);
	const struct driver *driver;
	guint users = 0, provided = 0;

	g_assert_no_error(error);
	driver = model->drivers->pdata[0];
	for (guint i = 0; i < driver->crossings->len; i++) {
		const struct crossing *crossing = driver->crossings->pdata[i];

		if (!strcmp(crossing->provider, "FROB")) {
			g_assert_cmpstr(crossing->file, ==, "core/user.c");
			g_assert_cmpstr(crossing->symbol, ==, "frob_shared");
			g_assert_null(crossing->option);
			g_assert_true(bench_has(crossing->values, "FROB=m"));
			users++;
			continue;
		}
		g_assert_cmpstr(crossing->provider, ==, "CORE");
		g_assert_cmpstr(crossing->option, ==, "FROB");
		g_assert_cmpstr(crossing->type, ==, "tristate");
		g_assert_true(bench_has(crossing->values, "CORE=m"));
		g_assert_true(bench_has(crossing->values, "FROB=y"));
		provided++;
	}
	g_assert_cmpuint(users, ==, 1);
	g_assert_cmpuint(provided, >=, 4);
	mini_free(mini);
}

static void test_whole(void)
{
	check_whole(mini_new());
}

static void test_in_tree(void)
{
	check_whole(mini_new_at(TRUE));
}

static char *as_text(const ms_model *model)
{
	g_autoptr(ms_json) json = record_to_json(&model_type, model);

	return ms_json_text(json);
}

/* spoils every file of the cache */
static void spoil(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		if (g_file_test(path, G_FILE_TEST_IS_DIR))
			spoil(path);
		else
			g_assert_true(g_file_set_contents(path, "{\"schema\": \"mod", -1, NULL));
	}
}

/* the same bytes cold, warm, with a spoilt cache, through a file; no path of this machine */
static void test_same_bytes(void)
{
	struct mini *mini = mini_new();
	g_autofree char *file = g_build_filename(mini->folder, "model.json", NULL);
	g_autofree char *cold = NULL, *warm = NULL, *spoilt = NULL, *loaded = NULL;
	ms_model *model = mini_scan(mini, "CONFIG_FROB", NULL);

	cold = as_text(model);
	g_assert_true(ms_model_save(model, file, NULL));
	ms_model_free(model);
	model = mini_scan(mini, "CONFIG_FROB", NULL);
	warm = as_text(model);
	ms_model_free(model);
	spoil(g_getenv("MODSPLIT_CACHE"));
	model = mini_scan(mini, "CONFIG_FROB", NULL);
	spoilt = as_text(model);
	ms_model_free(model);
	model = ms_model_load(file, NULL);
	loaded = as_text(model);
	ms_model_free(model);
	g_assert_cmpstr(cold, ==, warm);
	g_assert_cmpstr(cold, ==, spoilt);
	g_assert_cmpstr(cold, ==, loaded);
	g_assert_null(strstr(cold, mini->folder));
	mini_free(mini);
}

/* a query and the driver it must find, or the words of its refusal */
static void check_query(const struct mini *mini, const char *query, const char *module,
			const char *words)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ms_model) model = mini_scan(mini, query, &error);

	if (module) {
		g_assert_no_error(error);
		g_assert_cmpstr(((struct driver *)model->drivers->pdata[0])->module, ==, module);
		return;
	}
	g_assert_null(model);
	if (!strstr(error->message, words))
		g_error("'%s': no '%s' in: %s", query, words, error->message);
}

static void test_queries(void)
{
	struct mini *mini = mini_new();
	g_autofree char *absolute = g_build_filename(mini->tree, "drivers/frob/part.c", NULL);
	g_autofree char *object = g_build_filename(mini->build, "drivers/frob/part.o", NULL);
	g_autofree char *link = g_build_filename(mini->folder, "link", NULL);
	g_autofree char *link_path = g_build_filename(link, "drivers/frob/part.c", NULL);

	g_assert_cmpint(symlink(mini->tree, link), ==, 0);
	check_query(mini, "drivers/frob", "frobber", NULL);
	check_query(mini, "drivers/frob/more.o", "frobber", NULL);
	check_query(mini, "drivers/frob/frobber.o", "frobber", NULL);
	check_query(mini, absolute, "frobber", NULL);
	check_query(mini, object, "frobber", NULL);
	check_query(mini, "FROB", "frobber", NULL);
	check_query(mini, "CONFIG_FROB_MORE", "frobber", NULL);
	check_query(mini, "drivers/elsewhere/part.c", "frobber", NULL);
	check_query(mini, "frob", "frobber", NULL);
	check_query(mini, "config_frob", "frobber", NULL);
	check_query(mini, "part.ko", "frobber", NULL);
	check_query(mini, "part.o", "frobber", NULL);
	check_query(mini, link_path, "frobber", NULL);
	check_query(mini, "drivers/frob/frob.h", NULL, "is a header");
	check_query(mini, "drivers/frob/Makefile", NULL, "is no source in C or assembly");
	check_query(mini, "/etc/passwd", NULL, "is not in the tree");
	check_query(mini, mini->folder, NULL, "is not in the tree");
	check_query(mini, "drivers/frob/frop.c", NULL, "did you mean 'frob.c'");
	check_query(mini, "CONFIG_FROG", NULL, "did you mean 'FROB'");
	check_query(mini, "core/legacy.c", NULL, "no makefile lists");
	check_query(mini, "drivers/far", NULL, "nothing that this configuration builds");
	mini_free(mini);
}

/* one module by two names is one driver; no value tells where the tree is */
static void test_same_driver(void)
{
	struct mini *mini = mini_new();
	g_autofree char *absolute = g_build_filename(mini->tree, "drivers/frob/part.c", NULL);
	const char *const drivers[] = {absolute, "CONFIG_FROB", "drivers/frob", NULL};
	struct ms_job job = {.jobs = 2};
	g_autoptr(GError) error = NULL;
	ms_model *model = ms_scan(&mini->where, drivers, NULL, MS_REACH_BUILD, &job, &error);

	g_assert_no_error(error);
	g_assert_cmpuint(model->drivers->len, ==, 1);
	g_assert_cmpstr(((struct driver *)model->drivers->pdata[0])->query, ==,
			"drivers/frob/part.c");
	ms_model_free(model);
	mini_free(mini);
}

/* neither the cache nor the compiler decide an answer that they have no part in */
static void test_other_words(void)
{
	struct mini *mini = mini_new();
	g_autofree char *file = g_build_filename(mini->folder, "tree/Makefile", NULL);
	g_autoptr(GError) error = NULL;
	ms_model *model;

	g_setenv("MODSPLIT_CACHE", file, TRUE); /* a file, so nothing can be kept below it */
	model = mini_scan(mini, "FROB", &error);
	g_assert_no_error(error);
	ms_model_free(model);
	mini->where.cc = "tcc";
	g_assert_null(mini_scan(mini, "FROB", &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_TREE);
	g_assert_nonnull(strstr(error->message, "not with CC=tcc"));
	mini_free(mini);
}

static void test_not_built(void)
{
	struct mini *mini = mini_new();
	GError *error = NULL;
	g_autoptr(ms_model) model = mini_scan(mini, "CONFIG_FAR", &error);
	const struct driver *driver;

	g_assert_no_error(error);
	driver = model->drivers->pdata[0];
	g_assert_nonnull(strstr(model_head(driver)->probe_error, "set CONFIG_FAR=y"));
	mini_free(mini);
}

/* An object that two options list belongs to the driver of each. */
static void test_shared_object(void)
{
	static const struct {
		const char *query, *options;
	} table[] = {
		{"CONFIG_PAIR", "PAIR "},
		{"CONFIG_PAIR_V3", "PAIR_V3 "},
		{"drivers/pair/pair-v3.c", "PAIR_V3 "},
		{"drivers/pair/common.c", "PAIR PAIR_V3 "},
	};
	struct mini *mini = mini_new();

	for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
		GError *error = NULL;
		g_autoptr(ms_model) model = mini_scan(mini, table[i].query, &error);
		g_autoptr(GString) options = g_string_new(NULL);

		g_assert_no_error(error);
		for (guint d = 0; d < model->drivers->len; d++) {
			const struct driver *driver = model->drivers->pdata[d];

			g_string_append_printf(options, "%s ", driver->config);
			g_assert_cmpuint(driver->sources->len, ==, 2);
		}
		g_assert_cmpstr(options->str, ==, table[i].options);
	}
	mini_free(mini);
}

/* what else hangs on the option, and a list that makes no module */
static void test_hanging(void)
{
	struct mini *mini = mini_new();
	g_autofree char *far = g_build_filename(mini->tree, "drivers/far/Makefile", NULL);
	const struct driver *driver;
	const struct hanging *row;
	ms_model *model;

	g_assert_true(
		g_file_set_contents(far,
				    "lib-$(CONFIG_FAR) += far.o\nobj-$(CONFIG_FROB) += near.o\n",
				    -1, NULL));
	model = mini_scan(mini, "CONFIG_FROB", NULL);
	driver = model->drivers->pdata[0];
	g_assert_cmpuint(driver->hanging->len, ==, 1);
	row = driver->hanging->pdata[0];
	g_assert_false(row->own);
	g_assert_cmpstr(row->object, ==, "drivers/far/near.o");
	g_assert_cmpstr(row->becomes, ==, "module");
	g_assert_cmpstr(row->file, ==, "drivers/far/Makefile");
	g_assert_cmpint(row->line, ==, 2);
	ms_model_free(model);
	model = mini_scan(mini, "CONFIG_FAR", NULL);
	driver = model->drivers->pdata[0];
	g_assert_cmpuint(driver->hanging->len, ==, 1);
	row = driver->hanging->pdata[0];
	g_assert_true(row->own);
	g_assert_cmpstr(row->becomes, ==, "library");
	ms_model_free(model);
	mini_free(mini);
}

/* a list that is set anew under an option; and an object on obj-y in a folder on an option */
static void test_lists(void)
{
	struct mini *mini = mini_new();
	g_autofree char *frob = g_build_filename(mini->tree, "drivers/frob/Makefile", NULL);
	g_autofree char *above = g_build_filename(mini->tree, "drivers/Makefile", NULL);
	GError *error = NULL;
	const struct driver *driver;
	const struct hanging *row;
	ms_model *model;

	g_assert_true(g_file_set_contents(frob,
					  "obj-y += frobber.o\nfrobber-y := other.o\n"
					  "frobber-$(CONFIG_FROB_BASE) := frob.o part.o\n"
					  "frobber-$(CONFIG_FROB_MORE) += more.o\n",
					  -1, NULL));
	g_assert_true(g_file_set_contents(above, "obj-$(CONFIG_FROB) += frob/\n", -1, NULL));
	model = mini_scan(mini, "drivers/frob/part.c", &error);
	g_assert_no_error(error);
	driver = model->drivers->pdata[0];
	g_assert_cmpstr(driver->config, ==, "FROB");
	g_assert_cmpuint(driver->hanging->len, ==, 1);
	row = driver->hanging->pdata[0];
	g_assert_true(row->own);
	g_assert_cmpstr(row->becomes, ==, "nothing");
	ms_model_free(model);
	mini_free(mini);
}

/* one thing is wrong: MS_ERROR_… and the words */
static void check_broken(const struct mini *mini, gint code, const char *words)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ms_model) model = mini_scan(mini, "CONFIG_FROB", &error);

	g_assert_null(model);
	g_assert_error(error, MS_ERROR, code);
	if (!strstr(error->message, words))
		g_error("no '%s' in: %s", words, error->message);
}

static void test_stale(void)
{
	struct mini *mini = mini_new();
	g_autofree char *header = g_build_filename(mini->tree, "include/linux/core.h", NULL);
	struct utimbuf later = {.actime = time(NULL) + 10, .modtime = time(NULL) + 10};

	g_assert_cmpint(utime(header, &later), ==, 0);
	check_broken(mini, MS_ERROR_TREE, "is older than 'include/linux/core.h': build");
	mini_free(mini);
}

/* a part that the configuration wants must not be left out because nobody built it */
static void test_incomplete(void)
{
	struct mini *mini = mini_new();
	g_autofree char *list = g_build_filename(mini->tree, "drivers/frob/Makefile", NULL);
	g_autofree char *source = g_build_filename(mini->tree, "drivers/frob/new.c", NULL);

	g_assert_true(g_file_set_contents(source, "int new;\n", -1, NULL));
	g_assert_true(g_file_set_contents(
		list, "obj-$(CONFIG_FROB) += frobber.o\nfrobber-y := frob.o part.o new.o\n", -1,
		NULL));
	check_broken(mini, MS_ERROR_TREE, "'drivers/frob/new.o' is wanted by the configuration");
	mini_free(mini);
}

/* asked for by its option, or by its source */
static void test_malformed_kconfig(void)
{
	struct mini *mini = mini_new();
	static const char told[] = "drivers/Kconfig:3:9: a symbol is missing\n"
				   "\tselect \"BASE\"\n\t       ^";

	g_free(bench_write(mini->tree, "drivers/Kconfig",
			   "config FROB\n\tbool \"Frob\"\n\tselect \"BASE\"\n"));
	check_broken(mini, MS_ERROR_INPUT, told);
	check_query(mini, "drivers/frob/frob.c", NULL, told);
	mini_free(mini);
}

static void cut_file(const struct mini *mini, const char *file)
{
	g_autofree char *path = g_build_filename(mini->build, file, NULL);
	struct stat st;

	g_assert_cmpint(stat(path, &st), ==, 0);
	g_assert_cmpint(truncate(path, st.st_size / 2), ==, 0);
}

static void remove_file(const char *folder, const char *file)
{
	g_autofree char *path = g_build_filename(folder, file, NULL);

	g_assert_true(ms_remove_tree(path, NULL));
}

static void test_broken(void)
{
	struct mini *mini = mini_new();

	mini->where.arch = "arm64";
	check_broken(mini, MS_ERROR_TREE, "has no arch 'arm64'");
	g_free(bench_write(mini->tree, "arch/arm64/Makefile", ""));
	check_broken(mini, MS_ERROR_TREE, "is configured for ARCH=mini, not for arm64");
	mini->where.arch = NULL;
	remove_file(mini->build, "core/core.o");
	check_broken(mini, MS_ERROR_TREE, "'core/core.o' is part of the image and is not there");
	cut_file(mini, "vmlinux");
	check_broken(mini, MS_ERROR_INPUT, "vmlinux' is damaged or cut short");
	remove_file(mini->build, "vmlinux");
	check_broken(mini, MS_ERROR_TREE, "no vmlinux");
	remove_file(mini->build, ".config");
	check_broken(mini, MS_ERROR_TREE, "no .config");
	remove_file(mini->tree, "Kconfig");
	check_broken(mini, MS_ERROR_TREE, "is not a kernel tree");
	mini->where.tree = "/nowhere";
	check_broken(mini, MS_ERROR_TREE, "no such folder");
	mini_free(mini);
}

static void test_no_compiler(void)
{
	struct mini *mini = mini_new();
	g_autofree char *path = g_build_filename(mini->build, "drivers/frob/.frob.o.cmd", NULL);
	g_autofree char *text = ms_read_file(path, NULL, NULL);
	GString *changed = g_string_new(text);

	g_string_replace(changed, " := cc ", " := nowhere-linux-gnu-gcc ", 1);
	g_assert_true(g_file_set_contents(path, changed->str, -1, NULL));
	check_broken(mini, MS_ERROR_TOOL, "apt-get install gcc-nowhere-linux-gnu");
	g_string_assign(changed, text);
	g_string_replace(changed, " := cc ", " := ./evil ", 1);
	g_assert_true(g_file_set_contents(path, changed->str, -1, NULL));
	check_broken(mini, MS_ERROR_INPUT, "is no C compiler");
	g_string_free(changed, TRUE);
	mini_free(mini);
}

/* exports come from the objects when the list is older than they are */
static void test_old_list(void)
{
	struct mini *mini = mini_new();
	g_autofree char *list = g_build_filename(mini->build, "Module.symvers", NULL);
	struct utimbuf before = {.actime = 1000, .modtime = 1000};
	GError *error = NULL;
	g_autoptr(ms_model) model = NULL;

	g_assert_cmpint(utime(list, &before), ==, 0);
	model = mini_scan(mini, "CONFIG_FROB", &error);
	g_assert_no_error(error);
	missing(model->drivers->pdata[0], "core_open");
	mini_free(mini);
}

/* code that the configuration leaves out is looked at only where it is asked for */
static void test_reach(void)
{
	struct mini *mini = mini_new();
	g_autoptr(GError) error = NULL;
	ms_model *model = mini_scan_reach(mini, "CONFIG_FROB", MS_REACH_BUILD, &error);
	const struct driver *driver;

	g_assert_no_error(error);
	driver = model->drivers->pdata[0];
	g_assert_cmpuint(driver->config_tests->len, ==, 2);
	for (guint i = 0; i < 2; i++)
		g_assert_cmpstr(((struct config_test *)driver->config_tests->pdata[i])->file, ==,
				"core/user.c");
	g_assert_cmpstr(model->tree->searched, ==, "build");
	ms_model_free(model);
	model = mini_scan(mini, "CONFIG_FROB", &error);
	g_assert_no_error(error);
	driver = model->drivers->pdata[0];
	g_assert_cmpstr(((struct config_test *)driver->config_tests->pdata[2])->file, ==,
			"drivers/far/far.c");
	g_assert_cmpstr(model->tree->searched, ==, "tree");
	ms_model_free(model);
	mini_free(mini);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/scan/mini/whole", test_whole);
	g_test_add_func("/scan/mini/crossings", test_crossings);
	g_test_add_func("/scan/mini/in-tree", test_in_tree);
	g_test_add_func("/scan/mini/same-bytes", test_same_bytes);
	g_test_add_func("/scan/mini/queries", test_queries);
	g_test_add_func("/scan/mini/same-driver", test_same_driver);
	g_test_add_func("/scan/mini/other-words", test_other_words);
	g_test_add_func("/scan/mini/not-built", test_not_built);
	g_test_add_func("/scan/mini/shared-object", test_shared_object);
	g_test_add_func("/scan/mini/hanging", test_hanging);
	g_test_add_func("/scan/mini/lists", test_lists);
	g_test_add_func("/scan/mini/stale", test_stale);
	g_test_add_func("/scan/mini/incomplete", test_incomplete);
	g_test_add_func("/scan/mini/malformed-kconfig", test_malformed_kconfig);
	g_test_add_func("/scan/mini/broken", test_broken);
	g_test_add_func("/scan/mini/no-compiler", test_no_compiler);
	g_test_add_func("/scan/mini/old-list", test_old_list);
	g_test_add_func("/scan/mini/reach", test_reach);
	return g_test_run();
}
