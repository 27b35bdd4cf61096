/* SPDX-License-Identifier: GPL-2.0-only */
#include "mini.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/files.h"
#include "conf/finalize.h"
#include "kconf/parse.h"

struct kconf_dialect *mini_with_modes(void)
{
	struct kconf_dialect *dialect = g_new0(struct kconf_dialect, 1);

	*dialect = (struct kconf_dialect){
		.modules = TRUE,
		.optional = TRUE,
		.menu_ends = TRUE,
		.empty_ends = TRUE,
		.unmet_by_level = TRUE,
		.rustc_cfg = TRUE,
		.table_size = 9973,
	};
	return dialect;
}

static void take_out(gpointer data, const char *text)
{
	g_string_append(((struct run *)data)->out, text);
}

static void take_err(gpointer data, const char *text)
{
	g_string_append(((struct run *)data)->err, text);
}

static char *echo(gpointer data, const char *command, GError **error)
{
	(void)data;
	(void)error;
	return g_strdup_printf("<%s>\n\n", command);
}

static void put(const char *folder, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autoptr(GError) error = NULL;

	g_file_set_contents(path, text, -1, &error);
	g_assert_no_error(error);
}

static char *text_of(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	char *text = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		text = g_strdup("(none)");
	return text;
}

static char *body_of(const char *folder)
{
	g_autofree char *text = text_of(folder, ".config");

	if (*text == '(')
		return g_steal_pointer(&text);
	for (char *line = text;; line = strchr(line, '\n') + 1)
		if (*line != '#' || g_str_has_prefix(line, "# CONFIG_"))
			return g_strdup(line);
}

void mini_clear(struct run *run)
{
	g_string_free(run->out, TRUE);
	g_string_free(run->err, TRUE);
	g_free(run->config);
	g_free(run->auto_conf);
	g_free(run->header);
	g_free(run->tristate);
}

static int run_files(struct kconf *kconf, const char *folder, enum conf_mode mode)
{
	struct conf_files files = {.kconf = kconf, .directory = folder};
	GError *error = NULL;
	int status;

	if (!kconf_parse(kconf, "Kconfig", folder, FALSE))
		return 2;
	if (!conf_finalize(kconf))
		return 1;
	status = conf_run(&files, mode, NULL, &error);
	g_assert_no_error(error);
	return status;
}

void mini_make(struct run *run, const char *kconfig, const char *config,
	       const struct kconf_dialect *dialect, enum conf_mode mode, const char *variable)
{
	const char *const environment[] = {"KCONFIG_SEED=7", "WORD=word", variable, NULL};
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "modsplit-conf", NULL);
	struct kconf_talk talk = {take_out, take_err, NULL, run, TRUE, FALSE, TRUE};
	struct kconf_macros *macros = kconf_macros_new(environment, &talk, echo, NULL);
	struct kconf *kconf = kconf_new(dialect, &talk, macros);
	const char *folder = ms_scratch_path(scratch);

	*run = (struct run){.out = g_string_new(NULL), .err = g_string_new(NULL)};
	put(folder, "Kconfig", kconfig);
	put(folder, "more", "");
	if (config)
		put(folder, ".config", config);
	run->status = run_files(kconf, folder, mode);
	run->config = run->status ? g_strdup("") : body_of(folder);
	run->auto_conf = text_of(folder, "include/config/auto.conf");
	run->header = text_of(folder, "include/generated/autoconf.h");
	run->tristate = text_of(folder, "include/config/tristate.conf");
	kconf_free(kconf);
	kconf_macros_free(macros);
}
