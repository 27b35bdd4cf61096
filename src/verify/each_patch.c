/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "base/files.h"
#include "verify/built_point.h"
#include "verify/climb.h"
#include "verify/configure.h"
#include <modsplit/error.h>

/* One point of the history: the tree with the first `patches` patches, the option with a value. */
struct point {
	guint patches;
	const char *value;
	char *label; /* "patch 3 (m)" */
};

static char *object_of(const char *source)
{
	gsize length = strlen(source);

	return length > 2 && source[length - 2] == '.' && strchr("cS", source[length - 1])
		       ? g_strdup_printf("%.*s.o", (int)length - 2, source)
		       : NULL;
}

static void add_objects(GPtrArray *objects, const GPtrArray *files, const char *folder)
{
	for (guint i = 0; i < files->len; i++) {
		g_autofree char *object = object_of(files->pdata[i]);
		g_autofree char *own = g_path_get_dirname(files->pdata[i]);

		if (object && (!folder || g_str_equal(own, folder)))
			record_strings_add(objects, object);
	}
}

/* what a patch touches; of a header, the sources of the series beside it */
static GPtrArray *touched_objects(const struct staging *staging, guint patch)
{
	GPtrArray *objects = g_ptr_array_new_with_free_func(g_free);
	const GPtrArray *files = staging->files->pdata[patch];

	add_objects(objects, files, NULL);
	for (guint i = 0; i < files->len; i++) {
		g_autofree char *folder = g_path_get_dirname(files->pdata[i]);

		if (g_str_has_suffix(files->pdata[i], ".h"))
			add_objects(objects, staging->touched, folder);
	}
	return objects;
}

static gboolean forget_objects(const struct workspace *workspace, const GPtrArray *objects,
			       GError **error)
{
	for (guint i = 0; i < objects->len; i++) {
		g_autofree char *path =
			g_build_filename(workspace->output, objects->pdata[i], NULL);

		if (!ms_remove_tree(path, error))
			return FALSE;
	}
	return TRUE;
}

/* W=1 for those objects that this configuration builds */
static gboolean make_w1(struct climb *climb, const struct point *point, const GPtrArray *objects,
			struct kmake_said **said, GError **error)
{
	g_autoptr(GPtrArray) targets = g_ptr_array_new();

	g_ptr_array_add(targets, (char *)"W=1");
	for (guint i = 0; i < objects->len; i++) {
		g_autofree char *path =
			g_build_filename(climb->workspace->output, objects->pdata[i], NULL);

		if (g_file_test(path, G_FILE_TEST_EXISTS))
			g_ptr_array_add(targets, objects->pdata[i]);
	}
	if (targets->len == 1) {
		*said = kmake_said_new();
		return TRUE;
	}
	g_ptr_array_add(targets, NULL);
	return kmake_run(&climb->workspace->build, (const char *const *)targets->pdata,
			 point->label, climb->job, said, error);
}

static gboolean make_all(struct climb *climb, const struct point *point, const char *config,
			 struct kmake_said **said, GError **error)
{
	g_autofree char *modules = config_value(config, "MODULES");
	const char *const targets[] = {"vmlinux", g_str_equal(modules, "y") ? "modules" : NULL,
				       NULL};

	return kmake_run(&climb->workspace->build, targets, point->label, climb->job, said, error);
}

static GHashTable *state_at(struct climb *climb, const struct point *point, GError **error)
{
	g_autofree gboolean *take = g_new0(gboolean, climb->series->patches->len + 1);
	g_autofree char *refused = NULL;
	GHashTable *state;

	for (guint i = 0; i < point->patches; i++)
		take[i] = TRUE;
	state = staging_state(climb->staging, take, climb->job, &refused, error);
	if (!state && refused)
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT, "%s", refused);
	return state;
}

static char *first(const struct point *point, const struct kmake_said *said)
{
	const char *line = said->modpost->len  ? said->modpost->pdata[0]
			   : said->errors->len ? said->errors->pdata[0]
					       : "make did not say why";

	return g_strdup_printf("%s: %s", point->label, line);
}

/* the tree and its configuration; *config stays NULL where the option cannot have the value yet */
static gboolean enter_point(struct climb *climb, const struct point *point, GHashTable *state,
			    char **config, char **failed, GError **error)
{
	struct workspace *workspace = climb_workspace(climb, error);
	g_autofree char *wish = NULL, *made = NULL, *is = NULL;

	if (!workspace || !staging_enter(climb->staging, state, workspace, error))
		return FALSE;
	wish = config_set(workspace->config, climb->option, point->value);
	if (!config_make(&workspace->build, wish, point->label, climb->job, &made, failed, error))
		return *failed != NULL;
	is = config_value(made, climb->option);
	if (g_str_equal(is, point->value))
		*config = g_steal_pointer(&made);
	return TRUE;
}

/* The sources with the first patches, the value, and the objects that W=1 is asked about. */
static char *point_key(const struct climb *climb, const struct point *point, GHashTable *state,
		       const GPtrArray *objects)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autofree char *edits = config_set("", climb->option, point->value);

	g_checksum_update(checksum, (const guchar *)climb->base_key, -1);
	g_checksum_update(checksum, (const guchar *)edits, -1);
	for (guint i = 0; i < objects->len; i++)
		g_checksum_update(checksum, objects->pdata[i],
				  (gssize)strlen(objects->pdata[i]) + 1);
	staging_hash(climb->staging, state, checksum);
	return g_strdup(g_checksum_get_string(checksum));
}

/* what make says at a point; NULL with *failed: it does not build */
static struct built_point *make_point(struct climb *climb, const struct point *point,
				      GHashTable *state, const GPtrArray *objects, char **failed,
				      GError **error)
{
	g_autoptr(built_point) built = record_new(&built_point_type);
	g_autoptr(kmake_said) all = NULL, w1 = NULL;
	g_autofree char *config = NULL;

	if (!enter_point(climb, point, state, &config, failed, error) || *failed)
		return NULL;
	built->has_value = config != NULL;
	if (!config)
		return g_steal_pointer(&built);
	if (!forget_objects(climb->workspace, objects, error) ||
	    !make_all(climb, point, config, &all, error))
		return NULL;
	if (all->status || (all->modpost->len && point->patches)) {
		*failed = first(point, all);
		return NULL;
	}
	if (!make_w1(climb, point, objects, &w1, error))
		return NULL;
	if (w1->status) {
		*failed = first(point, w1);
		return NULL;
	}
	for (guint i = 0; i < w1->warnings->len; i++)
		record_strings_add(built->warnings, w1->warnings->pdata[i]);
	return g_steal_pointer(&built);
}

/* as it was built before, or built now; NULL with *failed: it does not build */
static struct built_point *build_point(struct climb *climb, const struct point *point,
				       const GPtrArray *objects, char **failed, GError **error)
{
	g_autoptr(GHashTable) state = state_at(climb, point, error);
	g_autofree char *key = state ? point_key(climb, point, state, objects) : NULL;
	g_autofree char *path = key ? g_strdup_printf("%s/%.20s.json", climb->points, key) : NULL;
	g_autoptr(built_point) built = path ? built_point_load(path, key) : NULL;

	if (!state || built)
		return g_steal_pointer(&built);
	built = make_point(climb, point, state, objects, failed, error);
	if (built && !built_point_save(built, path, key, error))
		return NULL;
	return g_steal_pointer(&built);
}

/* builds at one point; warnings under W=1 that are not in `known` fail, or go there with the
 * untouched tree */
static gboolean try_point(struct climb *climb, const struct point *point, const GPtrArray *objects,
			  GHashTable *known, char **failed, GError **error)
{
	g_autoptr(built_point) built = build_point(climb, point, objects, failed, error);

	if (!built || !built->has_value)
		return built || *failed;
	for (guint i = 0; i < built->warnings->len; i++) {
		const char *warning = built->warnings->pdata[i];

		if (!point->patches)
			g_hash_table_add(known, g_strdup(warning));
		else if (!*failed && !g_hash_table_contains(known, warning))
			*failed = g_strdup_printf("%s: new warning: %s", point->label, warning);
	}
	ladder_detail(climb->outcome, LADDER_BUILDS, "%s: vmlinux, modules; %u warnings under W=1",
		      point->label, built->warnings->len);
	return TRUE;
}

static gboolean learn_base(struct climb *climb, const char *value, GHashTable *known,
			   GError **error)
{
	g_autoptr(GPtrArray) objects = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *label = g_strdup_printf("untouched (%s)", value);
	g_autofree char *failed = NULL;
	struct point point = {0, value, label};

	add_objects(objects, climb->staging->touched, NULL);
	if (!try_point(climb, &point, objects, known, &failed, error))
		return FALSE;
	if (!failed)
		return TRUE;
	g_set_error(error, MS_ERROR, MS_ERROR_TREE, "the untouched tree does not build: %s",
		    failed);
	return FALSE;
}

static gboolean try_patch(struct climb *climb, guint patch, const char *value, GHashTable *known,
			  GError **error)
{
	g_autoptr(GPtrArray) objects = touched_objects(climb->staging, patch);
	g_autofree char *label = g_strdup_printf("patch %u of %u (%s)", patch + 1,
						 climb->series->patches->len, value);
	g_autofree char *failed = NULL;
	struct point point = {patch + 1, value, label};

	if (!try_point(climb, &point, objects, known, &failed, error))
		return FALSE;
	if (failed)
		ladder_fail(climb->outcome, LADDER_BUILDS, failed);
	return TRUE;
}

/* value by value, because another value may change half of the kernel, and a patch little */
static gboolean try_all(struct climb *climb, GHashTable *known, GError **error)
{
	static const char *const values[] = {"y", "m", "n"};

	for (guint i = 0; i < G_N_ELEMENTS(values); i++) {
		if (!g_str_equal(values[i], "m") && !learn_base(climb, values[i], known, error))
			return FALSE;
		for (guint k = 0; k < climb->series->patches->len; k++) {
			if (!try_patch(climb, k, values[i], known, error))
				return FALSE;
			if (ladder_failed(climb->outcome))
				return TRUE;
		}
	}
	return TRUE;
}

gboolean climb_each_patch(struct climb *climb, GError **error)
{
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	return try_all(climb, known, error);
}
