/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include <modsplit/error.h>

#include "base/files.h"
#include "walk/private.h"

/* What make defines before it reads anything; the features that Kbuild asks for are there */
static const struct {
	const char *name, *value;
} builtin[] = {
	{"MAKE", "make"},
	{"MAKE_VERSION", "4.3"},
	{"MAKEFLAGS", "rR --no-print-directory"},
	{"MAKECMDGOALS", "all"},
	{"SHELL", "/bin/sh"},
	{".FEATURES", "target-specific order-only second-expansion else-if shortest-stem undefine "
		      "oneshell nocomment grouped-target extra-prereqs output-sync check-symlink"},
};

void walk_free(struct walker *walk)
{
	if (!walk)
		return;
	make_eval_free(walk->base);
	make_eval_free(walk->top);
	make_eval_free(walk->config);
	make_session_free(walk->session);
	g_free(walk->tree);
	g_free(walk);
}

/* auto.conf is evaluated once; the folders find its values below their own */
static gboolean read_config(struct walker *walk, const struct ms_kbuild_options *options,
			    const char *directory, GError **error)
{
	g_autofree char *path = g_build_filename(directory, "include/config/auto.conf", NULL);
	g_autofree char *text = NULL;

	if (!options->config) {
		text = ms_read_file(path, NULL, error);
		if (!text) {
			g_prefix_error(error, "configure the kernel first: ");
			return FALSE;
		}
	}
	return make_session_put(walk->session, "include/config/auto.conf",
				text ? text : options->config, error) &&
	       make_read(walk->config, "include/config/auto.conf", error) &&
	       make_session_put(walk->session, "include/config/auto.conf", "", error) &&
	       make_session_put(walk->session, "include/config/auto.conf.cmd", "", error);
}

static void set_variables(struct walker *walk, const struct ms_kbuild_options *options,
			  const char *directory)
{
	for (guint i = 0; i < G_N_ELEMENTS(builtin); i++)
		make_set(walk->config, builtin[i].name, builtin[i].value, MAKE_DEFAULT, FALSE);
	make_set(walk->config, "MAKEFILE_LIST", "", MAKE_FILE, FALSE);
	make_set(walk->config, "CURDIR", directory, MAKE_FILE, FALSE);
	if (options->arch)
		make_set(walk->config, "ARCH", options->arch, MAKE_COMMAND_LINE, TRUE);
	for (const char *const *v = options->variables; v && *v; v++) {
		const char *equal = strchr(*v, '=');
		g_autofree char *name = equal ? g_strndup(*v, (gsize)(equal - *v)) : NULL;

		if (name)
			make_set(walk->config, name, equal + 1, MAKE_COMMAND_LINE, TRUE);
	}
}

struct exports {
	struct walker *walk;
	GError *error;
};

static void export_one(void *data, const struct make_variable *variable)
{
	struct exports *exports = data;
	g_autofree char *value = NULL;

	/* make hands on its options unasked; older trees put an --include-dir there */
	if ((!variable->exported && strcmp(variable->name, "MAKEFLAGS")) || exports->error)
		return;
	value = make_value(exports->walk->top, variable->name, &exports->error);
	if (value)
		make_set(exports->walk->base, variable->name, value, MAKE_ENVIRONMENT, TRUE);
}

static gboolean read_top(struct walker *walk, GError **error)
{
	g_autofree char *makefile = g_build_filename(walk->tree, "Makefile", NULL);
	struct exports exports = {walk, NULL};

	walk->top = make_eval_new(walk->session, walk->config);
	if (!make_read(walk->top, makefile, error))
		return FALSE;
	walk->base = make_eval_new(walk->session, walk->config);
	make_each(walk->top, export_one, &exports);
	if (exports.error)
		g_propagate_error(error, exports.error);
	return !exports.error;
}

/*
 * In newer trees a list "foo-" that holds something makes foo.o a composite, in older ones it does
 * not. The tree's own scripts/Makefile.lib is asked.
 */
static void ask_suffix(struct walker *walk)
{
	g_autofree char *lib = g_build_filename(walk->tree, "scripts/Makefile.lib", NULL);
	g_autoptr(make_eval) eval = make_eval_new(walk->session, walk->base);
	g_autofree char *found = NULL;

	make_set(eval, "obj", "ask", MAKE_COMMAND_LINE, TRUE);
	make_set(eval, "obj-y", "ask.o", MAKE_FILE, FALSE);
	make_set(eval, "ask-", "part.o", MAKE_FILE, FALSE);
	/* what it cannot read to its end it has worked out before */
	make_read(eval, lib, NULL);
	found = make_value(eval, "real-obj-y", NULL);
	walk->empty_suffix = !found || !strstr(found, "ask.o");
}

/* as make has it in CURDIR and realpath: without links on the way */
static char *real_folder(const char *path)
{
	char *real = realpath(path, NULL);
	char *folder = real ? g_strdup(real) : g_canonicalize_filename(path, NULL);

	free(real);
	return folder;
}

struct walker *walk_new(const struct ms_kbuild_options *options, GError **error)
{
	g_autoptr(walker) walk = g_new0(struct walker, 1);
	const char *where = options->build ? options->build : options->tree;
	g_autofree char *directory = real_folder(where);

	walk->tree = real_folder(options->tree);
	walk->session = make_session_new(directory, options->shell, options->shell_data);
	make_session_strip(walk->session, walk->tree);
	walk->config = make_eval_new(walk->session, NULL);
	if (!read_config(walk, options, directory, error))
		return NULL;
	set_variables(walk, options, directory);
	if (!read_top(walk, error))
		return NULL;
	ask_suffix(walk);
	return g_steal_pointer(&walk);
}

char **walk_roots(struct walker *walk, GError **error)
{
	/* older top makefiles list the folders themselves, newer ones leave it to the Kbuild beside
	 */
	static const char *const lists[] = {"vmlinux-dirs", "build-dir"};

	for (guint i = 0; i < G_N_ELEMENTS(lists); i++) {
		g_autofree char *value = make_value(walk->top, lists[i], error);

		if (!value)
			return NULL;
		if (*g_strstrip(value)) {
			g_auto(GStrv) words = g_strsplit_set(value, " \t\n", -1);
			g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

			for (char **w = words; *w; w++)
				if (**w)
					g_strv_builder_add(builder, *w);
			return g_strv_builder_end(builder);
		}
	}
	g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
		    "%s: the top makefile names no folder to build", walk->tree);
	return NULL;
}

/* Kbuild wins over Makefile. */
static char *makefile_of(const struct walker *walk, const char *path)
{
	char *kbuild = g_build_filename(walk->tree, path, "Kbuild", NULL);

	if (g_file_test(kbuild, G_FILE_TEST_EXISTS))
		return kbuild;
	g_free(kbuild);
	return g_build_filename(walk->tree, path, "Makefile", NULL);
}

make_eval *walk_evaluate(struct walker *walk, struct ms_kbuild_folder *folder)
{
	g_autofree char *build = g_build_filename(walk->tree, "scripts/Makefile.build", NULL);
	g_autofree char *makefile = makefile_of(walk, folder->path);
	g_autofree char *plain = g_canonicalize_filename(makefile, NULL);
	make_eval *eval = make_eval_new(walk->session, walk->base);
	g_autoptr(GError) error = NULL;
	const GPtrArray *notes = make_notes(eval);

	folder->file = g_strdup(plain + strlen(walk->tree) + 1);
	make_set(eval, "obj", folder->path, MAKE_COMMAND_LINE, TRUE);
	make_set(eval, "need-builtin", folder->linked ? "1" : "", MAKE_COMMAND_LINE, TRUE);
	make_set(eval, "need-modorder", folder->modular ? "1" : "", MAKE_COMMAND_LINE, TRUE);
	make_stop_after(eval, makefile);
	if (!make_read(eval, build, &error))
		walk_add_error(folder->problems, error);
	for (guint i = 0; i < notes->len; i++)
		walk_add_marks(walk, folder->problems, notes->pdata[i]);
	return eval;
}
