/* SPDX-License-Identifier: GPL-2.0-only */
#include "verify/built_point.h"

static const struct record_field fields[] = {
	RECORD_FSTR(built_point, key),
	RECORD_FBOOL(built_point, has_value),
	RECORD_FSTRS(built_point, warnings),
	RECORD_END,
};
const struct record_type built_point_type = {
	.schema = "modsplit.point/1",
	.size = sizeof(struct built_point),
	.fields = fields,
};

struct built_point *built_point_load(const char *path, const char *key)
{
	g_autoptr(built_point) built = record_load(&built_point_type, path, NULL);

	return built && g_strcmp0(built->key, key) == 0 ? g_steal_pointer(&built) : NULL;
}

gboolean built_point_save(struct built_point *built, const char *path, const char *key,
			  GError **error)
{
	g_free(built->key);
	built->key = g_strdup(key);
	return record_save(&built_point_type, built, path, error);
}

void built_point_free(struct built_point *built)
{
	record_free(&built_point_type, built);
}
