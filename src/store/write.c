/* SPDX-License-Identifier: GPL-2.0-only */
#include <modsplit/error.h>
#include <string.h>

#include "conf/value.h"
#include "store/files.h"

void conf_print_quoted(const char *text, GString *out)
{
	g_string_append_c(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *text);
	}
	g_string_append_c(out, '"');
}

void conf_print_symbol(const struct kconf *kconf, const struct kconf_symbol *symbol,
		       enum conf_form form, gboolean escape, GString *out)
{
	const char *prefix = conf_prefix(kconf);
	const char *text;

	if (symbol->type == KCONF_UNKNOWN)
		return;
	text = conf_text(kconf, symbol);
	if ((symbol->type == KCONF_BOOL || symbol->type == KCONF_TRISTATE) &&
	    form != CONF_UNSET_AS_N && *text == 'n') {
		if (form == CONF_UNSET_AS_COMMENT)
			g_string_append_printf(out, "# %s%s is not set\n", prefix, symbol->name);
		return;
	}
	g_string_append(out, prefix);
	g_string_append(out, symbol->name);
	g_string_append_c(out, '=');
	if (symbol->type == KCONF_STRING && escape)
		conf_print_quoted(text, out);
	else
		g_string_append(out, text);
	g_string_append_c(out, '\n');
}

void conf_print_heading(const struct kconf *kconf, const char *first, const char *middle,
			const char *last, GString *out)
{
	g_string_append_printf(out,
			       "%s\n%s Automatically generated file; DO NOT EDIT.\n%s %s\n%s\n",
			       first, middle, middle, kconf->root.prompt->text, last);
}

/* --- .config ---------------------------------------------------------------------------- */

static gboolean is_choice(const struct kconf_symbol *symbol)
{
	return (symbol->flags & KCONF_CHOICE) != 0;
}

/* What the user said of it, if that is not its value; else NULL */
static const char *other_wish(const struct kconf *kconf, const struct kconf_symbol *symbol)
{
	static const char *const words[] = {"n", "m", "y"};
	const struct kconf_value *user = &symbol->user[KCONF_FROM_FILE];
	const char *wish;

	if (!(symbol->flags & KCONF_HAS_USER) || symbol->type == KCONF_UNKNOWN)
		return NULL;
	if (symbol->type == KCONF_BOOL || symbol->type == KCONF_TRISTATE)
		return user->tri != symbol->value.tri ? words[user->tri] : NULL;
	wish = user->text ? user->text : "";
	return strcmp(wish, conf_text(kconf, symbol)) != 0 ? wish : NULL;
}

/* KCONFIG_WARN_CHANGED_INPUT: each option that is not as the user said, by its first entry */
static void tell_changed(struct kconf *kconf)
{
	const char *asked = conf_env(kconf, "KCONFIG_WARN_CHANGED_INPUT");
	g_autoptr(GHashTable) told = g_hash_table_new(NULL, NULL);

	if (!kconf->dialect->tells_changed || !asked || !*asked)
		return;
	for (struct kconf_menu *menu = kconf->root.list; menu; menu = kconf_next_menu(menu, NULL)) {
		struct kconf_symbol *symbol = menu->symbol;
		const char *wish;

		if (!symbol || is_choice(symbol))
			continue;
		conf_calc(kconf, symbol);
		wish = other_wish(kconf, symbol);
		if (!wish || !g_hash_table_add(told, symbol))
			continue;
		if (g_hash_table_size(told) == 1)
			kconf_err(kconf->talk,
				  "warning: user-provided values changed by Kconfig:\n");
		kconf_err(kconf->talk, "  %s%s: %s -> %s\n", conf_prefix(kconf), symbol->name, wish,
			  conf_text(kconf, symbol));
	}
}

static void print_entry(struct kconf *kconf, struct kconf_menu *menu, gboolean *blank, GString *out)
{
	struct kconf_symbol *symbol = menu->symbol;

	if (!symbol) {
		if (!conf_menu_visible(kconf, menu))
			return;
		g_string_append_printf(out, "\n#\n# %s\n#\n", menu->prompt->text);
		*blank = FALSE;
		return;
	}
	if (is_choice(symbol) || (symbol->flags & KCONF_WRITTEN))
		return;
	conf_calc(kconf, symbol);
	if (!(symbol->flags & KCONF_WRITE))
		return;
	if (*blank)
		g_string_append_c(out, '\n');
	*blank = FALSE;
	symbol->flags |= KCONF_WRITTEN;
	conf_print_symbol(kconf, symbol, CONF_UNSET_AS_COMMENT, TRUE, out);
}

static void print_end(struct kconf *kconf, struct kconf_menu *menu, gboolean *blank, GString *out)
{
	if (!kconf->dialect->menu_ends || menu->symbol || menu == &kconf->root ||
	    !conf_menu_visible(kconf, menu) || menu->prompt->kind != KCONF_MENU)
		return;
	if (!menu->list && !kconf->dialect->empty_ends)
		return;
	g_string_append_printf(out, "# end of %s\n", menu->prompt->text);
	*blank = TRUE;
}

static void print_entries(struct kconf *kconf, GString *out)
{
	struct kconf_menu *menu = kconf->root.list;
	gboolean blank = FALSE;

	while (menu) {
		print_entry(kconf, menu, &blank, out);
		if (menu->list) {
			menu = menu->list;
			continue;
		}
		print_end(kconf, menu, &blank, out);
		while (menu && !menu->next) {
			menu = menu->parent;
			if (menu)
				print_end(kconf, menu, &blank, out);
		}
		if (menu)
			menu = menu->next;
	}
}

GString *conf_dotconfig_text(struct kconf *kconf)
{
	GString *out = g_string_sized_new(256 * 1024);

	conf_print_heading(kconf, "#", "#", "#", out);
	if (!kconf->changed)
		conf_clear(kconf);
	print_entries(kconf, out);
	tell_changed(kconf);
	KCONF_EACH_SYMBOL(kconf, bucket, symbol)
	symbol->flags &= ~(guint)KCONF_WRITTEN;
	return out;
}

static gboolean is_same(const char *path, const GString *text)
{
	g_autofree char *before = NULL;
	gsize len;

	return g_file_get_contents(path, &before, &len, NULL) && len == text->len &&
	       !memcmp(before, text->str, len);
}

static void say(const struct kconf *kconf, const char *what, const char *name)
{
	if (!kconf->talk->silent)
		kconf_out(kconf->talk, "#\n# %s %s\n#\n", what, name);
}

gboolean conf_write(struct conf_files *files, GError **error)
{
	struct kconf *kconf = files->kconf;
	const char *overwrite = conf_env(kconf, "KCONFIG_OVERWRITECONFIG");
	const char *name = conf_env(kconf, "KCONFIG_CONFIG");
	g_autofree char *path = NULL, *old = NULL;
	g_autoptr(GString) text = NULL;
	gboolean through = overwrite && *overwrite;

	name = name ? name : ".config";
	if (!*name) {
		g_set_error(error, MS_ERROR, MS_ERROR_USAGE, "KCONFIG_CONFIG is empty");
		return FALSE;
	}
	path = conf_path(files, name);
	if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO, "'%s' is a directory", name);
		return FALSE;
	}
	text = conf_dotconfig_text(kconf);
	if (!through && is_same(path, text)) {
		say(kconf, "No change to", name);
		kconf->changed = FALSE;
		return TRUE;
	}
	old = through ? NULL : g_strconcat(path, ".old", NULL);
	if (!conf_store(path, text, through, old, error))
		return FALSE;
	say(kconf, "configuration written to", name);
	kconf->changed = FALSE;
	return TRUE;
}

/* --- defconfig -------------------------------------------------------------------------- */

static gboolean is_default(struct kconf *kconf, struct kconf_symbol *symbol)
{
	const struct kconf_menu *choice;

	if (!strcmp(conf_text(kconf, symbol), conf_default_text(kconf, symbol)))
		return TRUE;
	choice = symbol->choice;
	if (!choice || symbol->value.tri != KCONF_Y)
		return FALSE;
	if (!kconf->dialect->member_lists &&
	    ((choice->symbol->flags & KCONF_OPTIONAL) || symbol->type != KCONF_BOOL))
		return FALSE;
	return conf_choice_default(kconf, choice) == symbol;
}

gboolean conf_write_defconfig(struct conf_files *files, const char *name, GError **error)
{
	struct kconf *kconf = files->kconf;
	g_autofree char *path = conf_path(files, name);
	g_autoptr(GString) out = g_string_new(NULL);

	conf_clear(kconf);
	for (struct kconf_menu *menu = kconf->root.list; menu; menu = kconf_next_menu(menu, NULL)) {
		struct kconf_symbol *symbol = menu->symbol;

		if (!symbol && !kconf->dialect->member_lists)
			conf_menu_visible(kconf, menu);
		if (!symbol || is_choice(symbol))
			continue;
		conf_calc(kconf, symbol);
		if (!(symbol->flags & KCONF_WRITE))
			continue;
		symbol->flags &= ~(guint)KCONF_WRITE;
		if (conf_is_changeable(kconf, symbol) && !is_default(kconf, symbol))
			conf_print_symbol(kconf, symbol, CONF_UNSET_AS_COMMENT, TRUE, out);
	}
	tell_changed(kconf);
	return conf_store(path, out, TRUE, NULL, error);
}
