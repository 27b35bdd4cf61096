/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "conf/number.h"
#include "conf/value.h"
#include "store/files.h"

/* Where in which file a warning belongs */
struct reader {
	struct conf_files *files;
	struct kconf *kconf;
	const char *name;
	guint line;
	int from;
	guint has; /* the flag that goes with it */
};

const char *conf_env(const struct kconf *kconf, const char *name)
{
	return kconf_macros_environment(kconf->macros, name);
}

const char *conf_prefix(const struct kconf *kconf)
{
	const char *prefix = conf_env(kconf, "CONFIG_");

	return prefix ? prefix : "CONFIG_";
}

char *conf_path(const struct conf_files *files, const char *name)
{
	if (!files->directory || name[0] == '/')
		return g_strdup(name);
	return g_build_filename(files->directory, name, NULL);
}

static void complain(struct reader *reader, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void complain(struct reader *reader, const char *format, ...)
{
	g_autofree char *words = NULL;
	va_list args;

	va_start(args, format);
	words = g_strdup_vprintf(format, args);
	va_end(args);
	kconf_err(reader->kconf->talk, "%s:%u:warning: %s\n", reader->name, reader->line, words);
	reader->kconf->config_warnings++;
}

/* The file, here or in the source tree; NULL if there is none that can be read */
static char *load(const struct conf_files *files, const char *name)
{
	const char *srctree = conf_env(files->kconf, "srctree");
	g_autofree char *path = conf_path(files, name);
	g_autofree char *other = NULL;
	char *text = NULL;

	if (g_file_get_contents(path, &text, NULL, NULL) || name[0] == '/' || !srctree)
		return text;
	other = g_build_filename(srctree, name, NULL);
	g_file_get_contents(other, &text, NULL, NULL);
	return text;
}

/* --- values ----------------------------------------------------------------------------- */

/* Takes the quotes and backslashes away, in place; NULL if the second quote is missing */
static char *unquote(char *text)
{
	char *out = text;

	for (char *in = text; *in; in++) {
		if (*in == '"') {
			*out = '\0';
			return text;
		}
		if (*in == '\\' && in[1])
			in++;
		*out++ = *in;
	}
	return NULL;
}

static gboolean set_tri(struct reader *reader, struct kconf_symbol *symbol, const char *text)
{
	enum kconf_tri tri;

	if (text[0] == 'm' && symbol->type == KCONF_TRISTATE)
		tri = KCONF_M;
	else if (text[0] == 'y')
		tri = KCONF_Y;
	else if (text[0] == 'n')
		tri = KCONF_N;
	else {
		if (reader->from == KCONF_FROM_FILE)
			complain(reader, "symbol value '%s' invalid for %s", text, symbol->name);
		return FALSE;
	}
	symbol->user[reader->from].tri = tri;
	symbol->flags |= reader->has;
	return TRUE;
}

static gboolean set_value(struct reader *reader, struct kconf_symbol *symbol, char *text)
{
	gboolean user = reader->from == KCONF_FROM_FILE;

	if (symbol->type == KCONF_UNKNOWN)
		return TRUE;
	if (symbol->type == KCONF_BOOL || symbol->type == KCONF_TRISTATE)
		return set_tri(reader, symbol, text);
	if (symbol->type == KCONF_STRING && user) {
		if (*text != '"')
			return TRUE;
		text = unquote(text + 1);
		if (!text) {
			complain(reader, "invalid string found");
			return FALSE;
		}
	}
	if (!conf_text_valid(symbol->type, text)) {
		if (user)
			complain(reader, "symbol value '%s' invalid for %s", text, symbol->name);
		return FALSE;
	}
	symbol->user[reader->from].text = kconf_keep(reader->kconf, text);
	symbol->flags |= reader->has;
	return TRUE;
}

/* --- lines ------------------------------------------------------------------------------ */

/* "# CONFIG_X is not set"; the name, with the text behind it cut off, or NULL */
static char *unset_name(const struct reader *reader, char *line)
{
	const char *prefix = conf_prefix(reader->kconf);
	char *name, *rest;

	if (line[1] != ' ' || !g_str_has_prefix(line + 2, prefix))
		return NULL;
	name = line + 2 + strlen(prefix);
	rest = strchr(name, ' ');
	if (!rest)
		return NULL;
	*rest++ = '\0';
	if (reader->kconf->dialect->strict_unset ? strcmp(rest, "is not set") != 0
						 : strncmp(rest, "is not set", 10) != 0)
		return NULL;
	return name;
}

/* "CONFIG_X=value", cut in two; NULL if it is none, which may be worth a warning */
static char *assigned_name(struct reader *reader, char *line, char **value)
{
	const char *prefix = conf_prefix(reader->kconf);
	char *name, *equals;

	if (!g_str_has_prefix(line, prefix)) {
		complain(reader, "unexpected data: %s", line);
		return NULL;
	}
	name = line + strlen(prefix);
	equals = strchr(name, '=');
	if (!equals) {
		if (reader->kconf->dialect->warns_incomplete)
			complain(reader, "unexpected data: %s", line);
		return NULL;
	}
	*equals = '\0';
	*value = equals + 1;
	return name;
}

static void not_known(struct reader *reader, const char *name)
{
	if (reader->from == KCONF_FROM_AUTO) {
		/* it was there before and is gone: what depends on it must be made again */
		conf_touch(reader->files, name);
		return;
	}
	if (conf_env(reader->kconf, "KCONFIG_WARN_UNKNOWN_SYMBOLS"))
		complain(reader, "unknown symbol: %s", name);
	reader->kconf->changed = TRUE;
}

static void read_line(struct reader *reader, char *line)
{
	struct kconf *kconf = reader->kconf;
	struct kconf_symbol *symbol;
	struct kconf_menu *choice;
	char no[] = "n";
	char *value = no, *name;

	if (!*line)
		return;
	name = line[0] == '#' ? unset_name(reader, line) : assigned_name(reader, line, &value);
	if (!name)
		return;
	symbol = kconf_find(kconf, name);
	if (!symbol) {
		not_known(reader, name);
		return;
	}
	if (symbol->flags & reader->has)
		complain(reader, "override: reassigning to symbol %s", symbol->name);
	if (!set_value(reader, symbol, value))
		return;
	choice = symbol->choice;
	if (!choice)
		return;
	if (!kconf->dialect->member_lists)
		conf_mode_read(kconf, symbol, reader->from, reader->name, reader->line);
	else if (reader->from == KCONF_FROM_FILE)
		conf_prefer(choice, symbol, TRUE);
}

static void read_text(struct reader *reader, char *text)
{
	char *line = text;

	while (*line) {
		char *end = strchr(line, '\n');
		char *next = end ? end + 1 : line + strlen(line);

		reader->line++;
		if (end) {
			*end = '\0';
			if (end > line && end[-1] == '\r')
				end[-1] = '\0';
		}
		read_line(reader, line);
		line = next;
	}
}

/* --- files ------------------------------------------------------------------------------ */

static void forget(struct kconf *kconf, int from, guint has)
{
	gboolean modes = !kconf->dialect->member_lists;

	KCONF_EACH_SYMBOL(kconf, bucket, symbol)
	{
		symbol->flags &= ~has;
		if (modes || from == KCONF_FROM_FILE)
			symbol->flags &= ~(guint)KCONF_VALID;
		if (modes && (symbol->flags & KCONF_CHOICE))
			symbol->flags |= has;
		symbol->user[from] = (struct kconf_value){.tri = KCONF_N};
	}
	if (from == KCONF_FROM_FILE && kconf->dialect->cached_exprs)
		conf_forget_exprs(kconf);
}

/* The first that can be read of a list of names, parted by blanks */
static char *load_listed(struct conf_files *files, const char *list, const char **name)
{
	g_auto(GStrv) names = g_strsplit_set(list, " \t\n\v\f\r", -1);

	for (gsize i = 0; names[i]; i++) {
		char *text = *names[i] ? load(files, names[i]) : NULL;

		if (text) {
			*name = kconf_keep(files->kconf, names[i]);
			return text;
		}
	}
	return NULL;
}

/* In 5.2 the defaults of a symbol are the list */
static char *load_old_list(struct conf_files *files, const char **name)
{
	struct kconf *kconf = files->kconf;
	struct kconf_symbol *list = kconf->defconfig_list;

	for (struct kconf_prop *prop = list ? list->props : NULL; prop; prop = prop->next) {
		struct kconf_symbol *value = kconf_prop_symbol(prop);
		char *text;

		if (prop->kind != KCONF_DEFAULT || !value ||
		    conf_expr_value(kconf, prop->cond) == KCONF_N)
			continue;
		conf_calc(kconf, value);
		text = load(files, value->value.text);
		if (text) {
			*name = value->value.text;
			return text;
		}
	}
	return NULL;
}

/* Without a .config: what the tree has for such a case */
static char *load_default(struct conf_files *files, const char **name)
{
	struct kconf *kconf = files->kconf;
	const char *list = conf_env(kconf, "KCONFIG_DEFCONFIG_LIST");
	char *text;

	kconf->changed = TRUE;
	if (kconf->defconfig_list)
		text = load_old_list(files, name);
	else
		text = list ? load_listed(files, list, name) : NULL;
	if (text && !kconf->talk->silent)
		kconf_out(kconf->talk, "#\n# using defaults found in %s\n#\n", *name);
	return text;
}

gboolean conf_read_simple(struct conf_files *files, const char *name, int from)
{
	struct reader reader = {.files = files, .kconf = files->kconf, .from = from};
	g_autofree char *text = NULL;

	reader.has = from == KCONF_FROM_FILE ? KCONF_HAS_USER : KCONF_HAS_AUTO;
	if (name) {
		text = load(files, name);
	} else {
		name = conf_env(files->kconf, "KCONFIG_CONFIG");
		name = name ? name : ".config";
		text = load(files, name);
		if (!text)
			text = load_default(files, &name);
	}
	if (!text)
		return FALSE;
	reader.name = name;
	files->kconf->config_warnings = 0;
	forget(files->kconf, from, reader.has);
	read_text(&reader, text);
	return TRUE;
}

static gboolean same_value(const struct kconf_symbol *symbol)
{
	const struct kconf_value *user = &symbol->user[KCONF_FROM_FILE];

	if (symbol->type == KCONF_BOOL || symbol->type == KCONF_TRISTATE)
		return user->tri == symbol->value.tri;
	return !g_strcmp0(symbol->value.text, user->text);
}

/* Does the value differ from what the file said? */
static gboolean is_news(struct kconf *kconf, struct kconf_symbol *symbol)
{
	gboolean has = conf_has_user(symbol), written;

	conf_calc(kconf, symbol);
	if (symbol->flags & (KCONF_CHOICE | KCONF_NO_WRITE))
		return FALSE;
	written = (symbol->flags & KCONF_WRITE) != 0;
	if (has && written)
		return !same_value(symbol);
	return has || written;
}

/* Numbers out of range, and values that nobody can see, count as new in 6.1 */
static guint drop_values(struct kconf *kconf, guint n_news)
{
	KCONF_EACH_SYMBOL(kconf, bucket, symbol)
	{
		gboolean words = symbol->type == KCONF_STRING || symbol->type == KCONF_INT ||
				 symbol->type == KCONF_HEX;

		if (!conf_has_user(symbol) || (symbol->flags & KCONF_MEMBER))
			continue;
		if (symbol->visible == KCONF_N && !n_news)
			symbol->flags &= ~(guint)KCONF_HAS_USER;
		if (!words || conf_text_allowed(kconf, symbol, symbol->user[KCONF_FROM_FILE].text))
			continue;
		symbol->flags &= ~(guint)(KCONF_VALID | KCONF_HAS_USER);
		n_news++;
	}
	return n_news;
}

gboolean conf_read(struct conf_files *files, const char *name)
{
	struct kconf *kconf = files->kconf;
	guint n_news = 0;
	gboolean found;

	kconf->changed = FALSE;
	found = conf_read_simple(files, name, KCONF_FROM_FILE);
	conf_calc(kconf, kconf->modules);
	if (!found)
		return FALSE;
	KCONF_EACH_SYMBOL(kconf, bucket, symbol)
	n_news += is_news(kconf, symbol);
	if (!kconf->dialect->clamp_user)
		n_news = drop_values(kconf, n_news);
	if (n_news || kconf->config_warnings)
		kconf->changed = TRUE;
	return TRUE;
}
