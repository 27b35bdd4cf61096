/* SPDX-License-Identifier: GPL-2.0-only */
#include "moves/defconfigs.h"

#include <string.h>

#include "base/files.h"
#include "base/parallel.h"
#include "conf/value.h"
#include "model/model.h"
#include "modes/modes.h"
#include "session/session.h"
#include "why/reach.h"
#include "why/why.h"

/* --- which there are -------------------------------------------------------------------------- */

GPtrArray *moves_defconfigs(const char *tree, const char *srcarch)
{
	GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *folder = g_build_filename("arch", srcarch, "configs", NULL);

	ms_files_below(tree, folder, found);
	for (guint i = found->len; i-- > 0;)
		if (!g_str_has_suffix(found->pdata[i], "defconfig"))
			g_ptr_array_remove_index_fast(found, i);
	record_strings_sort(found);
	return found;
}

/* --- before and after ------------------------------------------------------------------------- */

enum { BEFORE, AFTER };

/* an option that may move */
struct watched {
	struct kconf_symbol *symbol[2];
};

struct moving {
	const struct ms_build *build;
	struct edited *edited;
	ms_kconfig *kconfig[2];
	GError *errors[2];
	GHashTable *watched; /* the symbol of AFTER -> struct watched */
	struct conf_reasons *reasons;
	const char *defconfig; /* the one that is being made; an absolute path */
	GHashTable *found;     /* "X y m" -> struct move of `moves` */
	GPtrArray *moves;
};
typedef struct moving moves_moving;

static void moving_clear(struct moving *moving)
{
	conf_reasons_free(moving->reasons);
	for (guint i = 0; i < G_N_ELEMENTS(moving->kconfig); i++) {
		ms_kconfig_free(moving->kconfig[i]);
		g_clear_error(&moving->errors[i]);
	}
	g_clear_pointer(&moving->watched, g_hash_table_unref);
	g_clear_pointer(&moving->found, g_hash_table_unref);
	g_clear_pointer(&moving->moves, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(moves_moving, moving_clear)

static void read_side(void *data, guint side)
{
	struct moving *moving = data;
	g_auto(GStrv) environment = ms_kconfig_environment(moving->build);
	const struct ms_kconfig_options options = {
		.directory = moving->build->tree,
		.environment = (const char *const *)environment,
		.versions = TRUE,
		.answers = moving->build->answers,
		.edited = side == AFTER ? edited_files(moving->edited) : NULL,
	};

	moving->kconfig[side] = ms_kconfig_read(&options, &moving->errors[side]);
}

/* as `make X_defconfig` */
static void make_side(void *data, guint side)
{
	struct moving *moving = data;
	ms_kconfig *kconfig = moving->kconfig[side];

	if (!conf_take_defconfig(&kconfig->files, moving->defconfig))
		g_set_error(&moving->errors[side], MS_ERROR, MS_ERROR_IO, "cannot read '%s'",
			    moving->defconfig);
}

static gboolean on_both_sides(struct moving *moving, void (*work)(void *data, guint side),
			      GError **error)
{
	ms_parallel(2, 2, work, moving);
	for (guint side = 0; side < 2; side++)
		if (moving->errors[side]) {
			g_propagate_error(error, g_steal_pointer(&moving->errors[side]));
			return FALSE;
		}
	return TRUE;
}

/* Places are told as they are in the tree, not as the edits leave them. */
static void place_as_before(struct moving *moving)
{
	ms_kconfig *kconfig = moving->kconfig[AFTER];

	KCONF_EACH_SYMBOL(kconfig->kconf, bucket, symbol)
	{
		for (struct kconf_prop *prop = symbol->props; prop; prop = prop->next)
			if (prop->menu)
				prop->line = edited_line(moving->edited,
							 conf_session_file(kconfig, prop->menu),
							 prop->line);
		for (struct kconf_menu *menu = symbol->definitions; menu;
		     menu = menu->next_definition)
			menu->line = edited_line(moving->edited, conf_session_file(kconfig, menu),
						 menu->line);
	}
}

static gboolean is_option(const struct kconf_symbol *symbol)
{
	return symbol && symbol->name && symbol->definitions && symbol->type != KCONF_UNKNOWN;
}

/* What hangs on the option may move. An option that the plan adds does not: it has no old value. */
static void watch(struct moving *moving, struct kconf_symbol *changed)
{
	g_autoptr(GHashTable) hanging = conf_hanging(moving->kconfig[AFTER]->kconf, changed);
	GHashTableIter iter;
	gpointer other;

	g_hash_table_iter_init(&iter, hanging);
	while (g_hash_table_iter_next(&iter, &other, NULL)) {
		struct kconf_symbol *symbol = other, *before;
		struct watched *watched;

		if (!is_option(symbol) || g_hash_table_contains(moving->watched, symbol))
			continue;
		before = kconf_find(moving->kconfig[BEFORE]->kconf, symbol->name);
		if (!is_option(before))
			continue;
		watched = g_new0(struct watched, 1);
		watched->symbol[AFTER] = symbol;
		watched->symbol[BEFORE] = before;
		g_hash_table_insert(moving->watched, symbol, watched);
	}
}

/* what hangs on nothing that was edited, and on nothing new, cannot move */
static void watch_all(struct moving *moving)
{
	struct kconf *before = moving->kconfig[BEFORE]->kconf;
	struct kconf *after = moving->kconfig[AFTER]->kconf;
	const GPtrArray *edited = edited_options(moving->edited);

	for (guint i = 0; i < edited->len; i++) {
		struct kconf_symbol *symbol = kconf_find(after, edited->pdata[i]);

		if (symbol)
			watch(moving, symbol);
	}
	KCONF_EACH_SYMBOL(after, bucket, symbol)
	if (is_option(symbol) && !is_option(kconf_find(before, symbol->name)))
		watch(moving, symbol);
}

/* --- one defconfig ---------------------------------------------------------------------------- */

static const char *value_on(const struct moving *moving, const struct watched *watched, int side)
{
	struct kconf *kconf = moving->kconfig[side]->kconf;
	struct kconf_symbol *symbol = watched->symbol[side];

	conf_calc(kconf, symbol);
	if (symbol->type != KCONF_BOOL && symbol->type != KCONF_TRISTATE &&
	    !(symbol->flags & KCONF_WRITE))
		return "";
	return conf_text(kconf, symbol);
}

static void free_move(gpointer move)
{
	record_free(&model_move_type, move);
}

static char *or_null(const char *value)
{
	return *value ? g_strdup(value) : NULL;
}

/* as part of a sentence: one blank before the place */
static char *why_of(const struct moving *moving, struct kconf_symbol *symbol)
{
	GString *why = g_string_new(NULL);
	g_autofree char *text = conf_why_short(moving->reasons, symbol);

	g_string_append(why, text);
	g_string_replace(why, "  (", " (", 0);
	return g_string_free(why, FALSE);
}

static void add_move(struct moving *moving, const struct watched *watched, const char *before,
		     const char *after, const char *defconfig)
{
	struct kconf_symbol *symbol = watched->symbol[AFTER];
	const struct kconf_menu *menu = watched->symbol[BEFORE]->definitions;
	g_autofree char *key = g_strdup_printf("%s %s %s", symbol->name, before, after);
	struct move *move = g_hash_table_lookup(moving->found, key);

	if (!move) {
		move = record_new(&model_move_type);
		move->option = g_strdup(symbol->name);
		move->before = or_null(before);
		move->after = or_null(after);
		move->why = why_of(moving, symbol);
		move->file = g_strdup(conf_session_file(moving->kconfig[BEFORE], menu));
		move->line = menu->line;
		g_ptr_array_add(moving->moves, move);
		g_hash_table_insert(moving->found, g_steal_pointer(&key), move);
	}
	g_ptr_array_add(move->defconfigs, g_strdup(defconfig));
}

static gboolean make_one(struct moving *moving, const char *defconfig, GError **error)
{
	g_autofree char *path = g_build_filename(moving->build->tree, defconfig, NULL);
	GHashTableIter iter;
	gpointer value;

	moving->defconfig = path;
	if (!on_both_sides(moving, make_side, error))
		return FALSE;
	g_hash_table_iter_init(&iter, moving->watched);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const struct watched *watched = value;
		const char *before = value_on(moving, watched, BEFORE);
		const char *after = value_on(moving, watched, AFTER);

		if (strcmp(before, after) != 0)
			add_move(moving, watched, before, after, defconfig);
	}
	return TRUE;
}

static gint compare(gconstpointer a, gconstpointer b)
{
	const struct move *x = *(struct move *const *)a, *y = *(struct move *const *)b;
	int by = strcmp(x->option, y->option);

	if (!by)
		by = g_strcmp0(x->before, y->before);
	return by ? by : g_strcmp0(x->after, y->after);
}

static void moving_init(struct moving *moving, const struct ms_build *build, struct edited *edited)
{
	moving->build = build;
	moving->edited = edited;
	moving->moves = g_ptr_array_new_with_free_func(free_move);
	moving->found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	moving->watched = g_hash_table_new_full(NULL, NULL, NULL, g_free);
}

GPtrArray *moves_find(const struct ms_build *build, struct edited *edited, const struct ms_job *job,
		      GError **error)
{
	g_auto(moves_moving) moving = {0};
	g_auto(GStrv) environment = ms_kconfig_environment(build);
	const char *srcarch = g_environ_getenv(environment, "SRCARCH");
	g_autoptr(GPtrArray) defconfigs = moves_defconfigs(build->tree, srcarch);
	struct ms_build whole = *build;

	/* where one folder serves two arches, a defconfig says itself which of them it is for */
	whole.arch = srcarch;
	moving_init(&moving, &whole, edited);
	if (!defconfigs->len)
		return g_steal_pointer(&moving.moves);
	if (!on_both_sides(&moving, read_side, error))
		return NULL;
	place_as_before(&moving);
	moving.reasons = conf_reasons_new(moving.kconfig[AFTER]->kconf);
	conf_reasons_said_by(moving.reasons, "the defconfig");
	watch_all(&moving);
	for (guint i = 0; i < defconfigs->len; i++)
		if (ms_job_cancelled(job, error) || !make_one(&moving, defconfigs->pdata[i], error))
			return NULL;
	g_ptr_array_sort(moving.moves, compare);
	return g_steal_pointer(&moving.moves);
}
