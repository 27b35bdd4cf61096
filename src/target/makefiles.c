/* SPDX-License-Identifier: GPL-2.0-only */
#include "target/makefiles.h"

#include <string.h>

static const struct ms_kbuild_rule *rule_at(const struct ms_kbuild_rules *makefile, guint i)
{
	return makefile->rules->pdata[i];
}

const struct ms_kbuild_rules *scan_makefile(struct scan_context *context, const char *folder)
{
	if (!context->makefiles)
		context->makefiles = ms_kbuild_reader_new(context->tree->path);
	return ms_kbuild_reader_rules(context->makefiles, folder, NULL);
}

gboolean scan_is_composite(const struct ms_kbuild_rules *makefile, const char *object)
{
	for (guint i = 0; i < makefile->rules->len; i++)
		if (!g_strcmp0(rule_at(makefile, i)->composite, object))
			return TRUE;
	return FALSE;
}

/* a configuration as the rules ask for it */
static char value_of(void *data, const char *option)
{
	const struct scan_context *context = data;

	return scan_dotconfig_state(context->tree->config, option + strlen("CONFIG_"));
}

char scan_rule_state(const struct scan_context *context, const struct ms_kbuild_rule *rule)
{
	return ms_kbuild_state(rule, value_of, (void *)context);
}

/* --- folders --------------------------------------------------------------------------------- */

/* "drivers/" for "drivers/iommu": what the makefile above calls the folder */
static const struct ms_kbuild_rule *entering(const struct ms_kbuild_rules *makefile,
					     const char *name)
{
	for (guint i = 0; i < makefile->rules->len; i++) {
		const struct ms_kbuild_rule *rule = rule_at(makefile, i);
		const char *object = rule->object;
		gsize len;

		if (g_str_has_prefix(object, "./"))
			object += 2;
		len = strlen(object);
		if (len > 1 && object[len - 1] == '/' && strlen(name) == len - 1 &&
		    !strncmp(object, name, len - 1))
			return rule;
	}
	return NULL;
}

const struct ms_kbuild_rule *scan_folder_rule(struct scan_context *context, const char *folder,
					      char **above)
{
	/* a makefile further up may name "a/b/" */
	for (gsize end = strlen(folder); end > 0; end--) {
		g_autofree char *upper = NULL;
		const struct ms_kbuild_rules *makefile;
		const struct ms_kbuild_rule *rule;

		if (folder[end] != '/' && end > 1)
			continue;
		upper = g_strndup(folder, end > 1 ? end : 0);
		makefile = scan_makefile(context, *upper ? upper : ".");
		rule = makefile ? entering(makefile, folder + (*upper ? end + 1 : 0)) : NULL;
		if (!rule)
			continue;
		if (above)
			*above = g_steal_pointer(&upper);
		return rule;
	}
	return NULL;
}

/* the option of a line, and where it has none, of the nearest folder that is entered by one */
static const char *option_around(struct scan_context *context, const char *folder)
{
	g_autofree char *here = g_strdup(folder);

	while (*here && strcmp(here, ".")) {
		g_autofree char *above = NULL;
		const struct ms_kbuild_rule *rule = scan_folder_rule(context, here, &above);
		const struct ms_kbuild_listing *listing = rule ? rule->listings->pdata[0] : NULL;

		if (!rule || listing->option)
			return rule ? listing->option : NULL;
		g_free(here);
		here = g_steal_pointer(&above);
	}
	return NULL;
}

/* --- objects --------------------------------------------------------------------------------- */

static void add_places(struct scan_context *context, const struct ms_kbuild_rules *makefile,
		       const struct ms_kbuild_rule *rule, const struct ms_kbuild_rule *part,
		       GArray *places)
{
	for (guint i = 0; i < rule->listings->len; i++) {
		struct scan_place place = {makefile, rule, part, rule->listings->pdata[i], NULL};

		place.option = place.listing->option;
		/* under a condition on several options it is not the folder's that counts */
		if (!place.option && !strcmp(rule->builtin, "y"))
			place.option = option_around(context, makefile->folder);
		g_array_append_val(places, place);
	}
}

GArray *scan_makefile_places(struct scan_context *context, const char *folder, const char *object)
{
	const struct ms_kbuild_rules *makefile = scan_makefile(context, folder);
	GArray *places = g_array_new(FALSE, FALSE, sizeof(struct scan_place));

	for (guint i = 0; makefile && i < makefile->rules->len; i++) {
		const struct ms_kbuild_rule *rule = rule_at(makefile, i);

		if (strcmp(rule->object, object) != 0)
			continue;
		if (!rule->composite)
			add_places(context, makefile, rule, NULL, places);
		for (guint k = 0; rule->composite && k < makefile->rules->len; k++) {
			const struct ms_kbuild_rule *whole = rule_at(makefile, k);

			if (!whole->composite && !strcmp(whole->object, rule->composite))
				add_places(context, makefile, whole, rule, places);
		}
	}
	return places;
}

/* --- all that hangs on an option ------------------------------------------------------------- */

struct hunt {
	struct scan_context *context;
	const char *symbol; /* "CONFIG_X" */
	GPtrArray *found;   /* struct scan_listed */
};

static void free_listed(void *data)
{
	struct scan_listed *listed = data;

	g_free(listed->path);
	g_free(listed);
}

static gboolean is_word(char c)
{
	return g_ascii_isalnum(c) || c == '_';
}

/* is the option, with CONFIG_, a whole word of the condition? */
static gboolean mentions(const char *condition, const char *option)
{
	gsize len = strlen(option);

	for (const char *at = condition; at && (at = strstr(at, option)); at += len)
		if ((at == condition || !is_word(at[-1])) && !is_word(at[len]))
			return TRUE;
	return FALSE;
}

static void take_rule(struct hunt *hunt, const struct ms_kbuild_rules *makefile,
		      const struct ms_kbuild_rule *rule)
{
	struct scan_listed *listed;
	const char *option = hunt->symbol + strlen("CONFIG_");

	if (!mentions(rule->builtin, hunt->symbol) && !mentions(rule->module, hunt->symbol))
		return;
	listed = g_new0(struct scan_listed, 1);
	listed->makefile = makefile;
	listed->rule = rule;
	for (guint i = 0; i < rule->listings->len && !listed->listing; i++) {
		const struct ms_kbuild_listing *listing = rule->listings->pdata[i];

		if (!g_strcmp0(listing->option, option))
			listed->listing = listing;
	}
	listed->path = g_build_filename(makefile->folder, rule->object, NULL);
	if (g_str_has_suffix(listed->path, "/"))
		listed->path[strlen(listed->path) - 1] = '\0';
	g_ptr_array_add(hunt->found, listed);
}

gboolean scan_names_option(const char *text, const char *symbol)
{
	gsize len = strlen(symbol);

	for (const char *at = text; (at = strstr(at, symbol)) != NULL; at += len)
		if (!g_ascii_isalnum(at[len]) && at[len] != '_')
			return TRUE;
	return FALSE;
}

/* is there a line "include …", "-include …" or "sinclude …"? */
static gboolean has_include(const char *text)
{
	for (const char *at = text; (at = strstr(at, "include")) != NULL; at++) {
		const char *start = at;

		while (start > text && strchr(" \t-s", start[-1]))
			start--;
		if ((start == text || start[-1] == '\n') && strchr(" \t", at[strlen("include")]))
			return TRUE;
	}
	return FALSE;
}

/* Reads the makefile; works it out only if it names the option, or a file that may do so. */
static void hunt_in(struct hunt *hunt, const char *path, const char *name)
{
	g_autofree char *whole = g_build_filename(hunt->context->tree->path, path, name, NULL);
	g_autofree char *text = NULL;
	const struct ms_kbuild_rules *makefile;

	if (!g_file_get_contents(whole, &text, NULL, NULL) ||
	    (!scan_names_option(text, hunt->symbol) && (!strcmp(path, ".") || !has_include(text))))
		return;
	makefile = scan_makefile(hunt->context, path);
	for (guint i = 0; makefile && i < makefile->rules->len; i++)
		take_rule(hunt, makefile, rule_at(makefile, i));
}

/* what no build of a kernel enters: other archs, and programs of their own */
static gboolean is_foreign(struct hunt *hunt, const char *path)
{
	static const char *const others[] = {"Documentation", "tools", "scripts", NULL};

	if (g_str_has_prefix(path, "arch/"))
		return strcmp(path + strlen("arch/"), hunt->context->tree->srcarch) != 0 &&
		       !strchr(path + strlen("arch/"), '/');
	return g_strv_contains(others, path);
}

static void hunt_below(struct hunt *hunt, const char *path)
{
	g_autofree char *whole = g_build_filename(hunt->context->tree->path, path, NULL);
	g_autoptr(GDir) dir = g_dir_open(whole, 0, NULL);
	g_autoptr(GPtrArray) below = g_ptr_array_new_with_free_func(g_free);
	gboolean kbuild = FALSE, makefile = FALSE;
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		kbuild |= !strcmp(name, "Kbuild");
		makefile |= !strcmp(name, "Makefile");
		/* names with a dot are files: no folder of a kernel has one, save a few of tests */
		if (!strchr(name, '.') && strcmp(name, "Kbuild") && strcmp(name, "Makefile") &&
		    strcmp(name, "Kconfig"))
			g_ptr_array_add(below, *path ? g_build_filename(path, name, NULL)
						     : g_strdup(name));
	}
	if (kbuild || makefile)
		hunt_in(hunt, *path ? path : ".", kbuild ? "Kbuild" : "Makefile");
	for (guint i = 0; i < below->len; i++) {
		g_autofree char *sub =
			g_build_filename(hunt->context->tree->path, below->pdata[i], NULL);

		if (!is_foreign(hunt, below->pdata[i]) && g_file_test(sub, G_FILE_TEST_IS_DIR) &&
		    !g_file_test(sub, G_FILE_TEST_IS_SYMLINK))
			hunt_below(hunt, below->pdata[i]);
	}
}

static gint compare_listed(gconstpointer a, gconstpointer b)
{
	const struct scan_listed *x = *(struct scan_listed *const *)a;
	const struct scan_listed *y = *(struct scan_listed *const *)b;
	int by = g_strcmp0(x->rule->place.file, y->rule->place.file);

	if (!by && x->rule->place.line != y->rule->place.line)
		by = x->rule->place.line < y->rule->place.line ? -1 : 1;
	return by ? by : strcmp(x->path, y->path);
}

GPtrArray *scan_option_listed(struct scan_context *context, const char *option)
{
	g_autofree char *symbol = g_strconcat("CONFIG_", option, NULL);
	GPtrArray *found = g_ptr_array_new_with_free_func(free_listed);
	struct hunt hunt = {context, symbol, found};

	hunt_below(&hunt, "");
	g_ptr_array_sort(found, compare_listed);
	return found;
}
