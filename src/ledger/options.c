/* SPDX-License-Identifier: GPL-2.0-only */
#include "ledger/options.h"

#include <string.h>

#include <modsplit/kbuild.h>

#include "formats/dotconfig.h"
#include "ledger/sums.h"

/*
 * The option that an object is there for: the innermost one without which it would not be built,
 * by the makefile that lists it, or else by those that lead to its folder.
 */
struct asking {
	ms_kbuild_reader *reader;
	const struct scan_dotconfig *config;
	const char *without; /* "X": taken for n; NULL: the configuration as it is */
	GHashTable *folders; /* folder -> option, or "" */
};

#define ALWAYS "(always built)"
#define SEVERAL "(several options)"
#define UNKNOWN "(unknown)"

static char value_of(void *data, const char *option)
{
	const struct asking *a = data;
	const char *name = option + strlen("CONFIG_");

	if (a->without && !strcmp(a->without, name))
		return 'n';
	return scan_dotconfig_state(a->config, name);
}

/* would the object be left out if the option were n? */
static gboolean is_needed(struct asking *a, const struct ms_kbuild_rule *rule, const char *option)
{
	char state;

	a->without = option;
	state = ms_kbuild_state(rule, value_of, a);
	a->without = NULL;
	return state == 'n';
}

/* the first option of an expression that the object cannot do without; NULL: none */
static char *needed_in(struct asking *a, const struct ms_kbuild_rule *rule, const char *expression)
{
	const char *at = expression;

	while ((at = strstr(at, "CONFIG_"))) {
		gsize len = strspn(at + 7, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_");
		g_autofree char *option = g_strndup(at + 7, len);

		if (is_needed(a, rule, option))
			return g_steal_pointer(&option);
		at += 7 + len;
	}
	return NULL;
}

/* what a rule that is built says: an option, one of the words above, or NULL: ask the folder */
static char *option_of_rule(struct asking *a, const struct ms_kbuild_rule *rule)
{
	char *option;

	for (guint i = 0; i < rule->listings->len; i++) {
		const struct ms_kbuild_listing *listing = rule->listings->pdata[i];

		if (listing->option && is_needed(a, rule, listing->option))
			return g_strdup(listing->option);
	}
	option = needed_in(a, rule, rule->builtin);
	if (option)
		return option;
	if (strchr(rule->builtin, '<'))
		return g_strdup(UNKNOWN);
	return strstr(rule->builtin, "CONFIG_") ? g_strdup(SEVERAL) : NULL;
}

/* the rule of a name in a folder's makefile that holds in this configuration */
static const struct ms_kbuild_rule *find_rule(struct asking *a, const char *folder,
					      const char *name)
{
	const struct ms_kbuild_rules *rules = ms_kbuild_reader_rules(a->reader, folder, NULL);

	for (guint i = 0; rules && i < rules->rules->len; i++) {
		const struct ms_kbuild_rule *rule = rules->rules->pdata[i];

		if (!strcmp(rule->object, name) && ms_kbuild_state(rule, value_of, a) == 'y')
			return rule;
	}
	return NULL;
}

static char *option_of_folder(struct asking *a, const char *folder);

/*
 * `name` is listed in its own folder, or as "sub/name" in one above. Behind the last the top
 * makefile lists what is always built.
 */
static char *option_of_name(struct asking *a, const char *folder, const char *name)
{
	g_autofree char *above = g_path_get_dirname(folder), *last = g_path_get_basename(folder);
	g_autofree char *longer = g_strconcat(last, "/", name, NULL);
	const struct ms_kbuild_rule *rule;
	char *option;

	if (!strcmp(folder, "."))
		return g_strdup(ALWAYS);
	rule = find_rule(a, folder, name);
	if (!rule)
		return option_of_name(a, above, longer);
	option = option_of_rule(a, rule);
	return option ? option : option_of_folder(a, folder);
}

static char *option_of_folder(struct asking *a, const char *folder)
{
	const char *known = g_hash_table_lookup(a->folders, folder);
	g_autofree char *above = g_path_get_dirname(folder), *last = g_path_get_basename(folder);
	g_autofree char *name = g_strconcat(last, "/", NULL);
	char *option;

	if (known)
		return g_strdup(known);
	option = strcmp(above, ".") ? option_of_name(a, above, name) : g_strdup(ALWAYS);
	g_hash_table_insert(a->folders, g_strdup(folder), g_strdup(option));
	return option;
}

gboolean ledger_options(struct ledger_artefact *artefact, const char *build, GError **error)
{
	g_autofree char *source = g_build_filename(build, "source", NULL);
	g_autofree char *path = g_build_filename(build, ".config", NULL);
	g_autoptr(scan_dotconfig) config = scan_dotconfig_read(path, error);
	const char *tree = g_file_test(source, G_FILE_TEST_IS_DIR) ? source : build;
	g_autoptr(ms_kbuild_reader) reader = ms_kbuild_reader_new(tree);
	g_autoptr(GHashTable) folders =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	struct asking a = {.reader = reader, .config = config, .folders = folders};
	struct ledger_sums sums;
	guint n = artefact->rows->len;

	if (!config)
		return FALSE;
	ledger_sums_init(&sums, artefact, LEDGER_OPTION);
	for (guint i = 0; i < n; i++) {
		const struct ledger_row *row = artefact->rows->pdata[i];
		g_autofree char *folder = NULL, *name = NULL, *option = NULL;

		if (row->kind != LEDGER_OBJECT)
			continue;
		if (!g_str_has_suffix(row->name, ".o")) {
			/* a row in parentheses, or a module of which no more is known */
			ledger_sums_add(&sums, *row->name == '(' ? row->name : UNKNOWN, row->bytes);
			continue;
		}
		folder = g_path_get_dirname(row->name);
		name = g_path_get_basename(row->name);
		option = option_of_name(&a, folder, name);
		ledger_sums_add(&sums, option, row->bytes);
	}
	ledger_sums_clear(&sums);
	return TRUE;
}
