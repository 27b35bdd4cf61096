/* SPDX-License-Identifier: GPL-2.0-only */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "conf/value.h"
#include "store/files.h"

static const char *name_of(const struct kconf *kconf, const char *variable, const char *otherwise)
{
	const char *name = conf_env(kconf, variable);

	return name ? name : otherwise;
}

static const char *auto_name(const struct kconf *kconf)
{
	return name_of(kconf, "KCONFIG_AUTOCONFIG", "include/config/auto.conf");
}

/* "A_B" as the file's name, which was "a/b.h" once */
static char *touched_name(const struct kconf_dialect *dialect, const char *symbol)
{
	g_autofree char *lower = g_ascii_strdown(symbol, -1);

	if (!dialect->split_names)
		return g_strdup(symbol);
	g_strdelimit(lower, "_", '/');
	return g_strconcat(lower, ".h", NULL);
}

gboolean conf_touch(struct conf_files *files, const char *symbol)
{
	const char *name = auto_name(files->kconf);
	const char *slash = strrchr(name, '/');
	g_autofree char *folder = slash ? g_strndup(name, (gsize)(slash - name)) : g_strdup(".");
	g_autofree char *file = touched_name(files->kconf->dialect, symbol);
	g_autofree char *below = g_build_filename(folder, file, NULL);
	g_autofree char *path = conf_path(files, below);
	g_autofree char *parent = g_path_get_dirname(path);
	int fd;

	if (files->kconf->dialect->split_names)
		g_mkdir_with_parents(parent, 0755);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0)
		return FALSE;
	return close(fd) == 0;
}

/* --- which symbols changed -------------------------------------------------------------- */

static gboolean is_logic(const struct kconf_symbol *symbol)
{
	return symbol->type == KCONF_BOOL || symbol->type == KCONF_TRISTATE;
}

static gboolean has_changed(const struct kconf *kconf, const struct kconf_symbol *symbol)
{
	gboolean before = (symbol->flags & KCONF_HAS_AUTO) != 0;
	const struct kconf_value *old = &symbol->user[KCONF_FROM_AUTO];

	if (!(symbol->flags & KCONF_WRITE))
		return before;
	if (!before)
		return !is_logic(symbol) || symbol->value.tri != KCONF_N;
	if (is_logic(symbol))
		return symbol->value.tri != old->tri;
	return g_strcmp0(conf_text(kconf, symbol), old->text) != 0;
}

static gboolean touch_changed(struct conf_files *files)
{
	struct kconf *kconf = files->kconf;

	conf_read_simple(files, auto_name(kconf), KCONF_FROM_AUTO);
	if (!kconf->dialect->member_lists)
		conf_calc(kconf, kconf->modules);
	KCONF_EACH_SYMBOL(kconf, bucket, symbol)
	{
		if (!kconf->dialect->member_lists)
			conf_calc(kconf, symbol);
		if ((symbol->flags & (KCONF_CHOICE | KCONF_NO_WRITE)) ||
		    !has_changed(kconf, symbol))
			continue;
		if (!conf_touch(files, symbol->name))
			return FALSE;
	}
	return TRUE;
}

/* --- the files -------------------------------------------------------------------------- */

static const char *hex_prefix(const struct kconf_symbol *symbol, const char *text)
{
	if (symbol->type != KCONF_HEX || (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')))
		return "";
	return "0x";
}

static void print_auto(const struct kconf *kconf, const struct kconf_symbol *symbol, GString *out)
{
	gboolean quoted = kconf->dialect->quoted_auto;

	conf_print_symbol(kconf, symbol, CONF_UNSET_LEFT_OUT, quoted, out);
}

static void print_tristate(const struct kconf *kconf, const struct kconf_symbol *symbol,
			   GString *out)
{
	static const char letters[] = "nMY";

	if (symbol->type == KCONF_TRISTATE && symbol->value.tri != KCONF_N)
		g_string_append_printf(out, "%s%s=%c\n", conf_prefix(kconf), symbol->name,
				       letters[symbol->value.tri]);
}

static void print_header(const struct kconf *kconf, const struct kconf_symbol *symbol, GString *out)
{
	const char *text;

	if (symbol->type == KCONF_UNKNOWN)
		return;
	text = conf_text(kconf, symbol);
	if (is_logic(symbol) && *text == 'n')
		return;
	g_string_append_printf(out, "#define %s%s%s ", conf_prefix(kconf), symbol->name,
			       is_logic(symbol) && *text == 'm' ? "_MODULE" : "");
	if (is_logic(symbol))
		g_string_append_c(out, '1');
	else if (symbol->type == KCONF_STRING)
		conf_print_quoted(text, out);
	else
		g_string_append_printf(out, "%s%s", hex_prefix(symbol, text), text);
	g_string_append_c(out, '\n');
}

static void print_rustc(const struct kconf *kconf, const struct kconf_symbol *symbol, GString *out)
{
	g_autofree char *value = NULL;
	const char *text;

	if (symbol->type == KCONF_UNKNOWN)
		return;
	text = conf_text(kconf, symbol);
	if (is_logic(symbol)) {
		if (*text == 'n')
			return;
		g_string_append_printf(out, "--cfg=%s%s\n", conf_prefix(kconf), symbol->name);
	}
	value = g_strconcat(hex_prefix(symbol, text), text, NULL);
	g_string_append_printf(out, "--cfg=%s%s=", conf_prefix(kconf), symbol->name);
	conf_print_quoted(value, out);
	g_string_append_c(out, '\n');
}

static gboolean store(struct conf_files *files, const char *name, const GString *out,
		      GError **error)
{
	g_autofree char *path = conf_path(files, name);

	return conf_store(path, out, FALSE, NULL, error);
}

static gboolean write_symbols(struct conf_files *files, const char *name, const char *comment,
			      void (*print)(const struct kconf *kconf,
					    const struct kconf_symbol *symbol, GString *out),
			      GError **error)
{
	struct kconf *kconf = files->kconf;
	g_autoptr(GString) out = g_string_sized_new(256 * 1024);

	if (*comment == '#')
		conf_print_heading(kconf, "#", "#", "#", out);
	else if (*comment == '/' && kconf->dialect->framed_header)
		conf_print_heading(kconf, "/*\n *", " *", " *\n */", out);
	else if (*comment == '/')
		conf_print_heading(kconf, "/*", " *", " */", out);
	KCONF_EACH_SYMBOL(kconf, bucket, symbol)
	if ((symbol->flags & KCONF_WRITE) && symbol->name)
		print(kconf, symbol, out);
	return store(files, name, out, error);
}

/* auto.conf.cmd: make reads from it what the configuration was made of */
static void print_environment(const struct kconf *kconf, const char *target, const char *before,
			      GString *out)
{
	const GPtrArray *used = kconf_macros_used(kconf->macros);

	for (guint i = 0; i < used->len; i++) {
		const char *pair = used->pdata[i];
		const char *equals = strchr(pair, '=');

		g_string_append_printf(out, "%sifneq \"$(%.*s)\" \"%s\"\n%s: FORCE\nendif\n",
				       before, (int)(equals - pair), pair, equals + 1, target);
	}
}

static gboolean write_command(struct conf_files *files, GError **error)
{
	const struct kconf *kconf = files->kconf;
	const char *name = auto_name(kconf);
	g_autofree char *command = g_strconcat(name, ".cmd", NULL);
	g_autoptr(GString) out = g_string_new(NULL);
	gboolean named = kconf->dialect->autoconfig_name;
	gboolean alone = kconf->dialect->last_dep_alone;

	if (named)
		g_string_append_printf(out, "autoconfig := %s\n\n", name);
	g_string_append(out, "deps_config := \\\n");
	for (guint i = 0; i < kconf->files->len; i++) {
		guint index = named ? i : kconf->files->len - 1 - i;
		const struct kconf_file *file = kconf->files->pdata[index];

		g_string_append_printf(out, "\t%s%s\n", file->name, alone && !index ? "" : " \\");
	}
	if (named) {
		g_string_append(out, "\n$(autoconfig): $(deps_config)\n$(deps_config): ;\n");
		print_environment(kconf, "$(autoconfig)", "\n", out);
	} else {
		g_string_append_printf(out, "\n%s: %s$(deps_config)\n\n", name,
				       alone ? "\\\n\t" : "");
		print_environment(kconf, name, "", out);
		g_string_append(out, "\n$(deps_config): ;\n");
	}
	return store(files, command, out, error);
}

static void calc_all(struct kconf *kconf)
{
	KCONF_EACH_SYMBOL(kconf, bucket, symbol)
	conf_calc(kconf, symbol);
}

gboolean conf_write_auto(struct conf_files *files, gboolean overwrite, GError **error)
{
	struct kconf *kconf = files->kconf;
	g_autofree char *path = conf_path(files, auto_name(kconf));

	if (!overwrite && g_file_test(path, G_FILE_TEST_EXISTS))
		return TRUE;
	if (kconf->dialect->made_for_auto)
		conf_clear(kconf);
	if (!write_command(files, error))
		return FALSE;
	if (kconf->dialect->member_lists)
		calc_all(kconf);
	if (!touch_changed(files))
		return FALSE;
	calc_all(kconf);
	if (!write_symbols(files,
			   name_of(kconf, "KCONFIG_AUTOHEADER", "include/generated/autoconf.h"),
			   "/", print_header, error))
		return FALSE;
	if (kconf->dialect->rustc_cfg &&
	    !write_symbols(files, name_of(kconf, "KCONFIG_RUSTCCFG", "include/generated/rustc_cfg"),
			   "", print_rustc, error))
		return FALSE;
	if (kconf->dialect->tristate_conf &&
	    !write_symbols(files,
			   name_of(kconf, "KCONFIG_TRISTATE", "include/config/tristate.conf"), "#",
			   print_tristate, error))
		return FALSE;
	/* the last one: make takes it for the sign that all is done */
	return write_symbols(files, auto_name(kconf), "#", print_auto, error);
}
