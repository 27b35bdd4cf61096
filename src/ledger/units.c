/* SPDX-License-Identifier: GPL-2.0-only */
#include "ledger/units.h"

#include <string.h>

/* each kernel has it, and of each tree it tells the root */
#define LANDMARK "/init/main.c"

/* NULL: the unit has none */
static char *whole_path(const struct scan_dwarf_unit *unit)
{
	g_autofree char *folder = g_canonicalize_filename(unit->folder ? unit->folder : "/", "/");

	/* of what is damaged even the text is none */
	if (!unit->source || !g_utf8_validate(unit->source, -1, NULL))
		return NULL;
	return g_canonicalize_filename(unit->source, folder);
}

static char *root_of_tree(const struct scan_dwarf *dwarf)
{
	for (guint i = 0; i < dwarf->units->len; i++) {
		g_autofree char *path =
			whole_path(&g_array_index(dwarf->units, struct scan_dwarf_unit, i));

		if (path && g_str_has_suffix(path, LANDMARK))
			return g_strndup(path, strlen(path) - strlen(LANDMARK));
	}
	return NULL;
}

/* a path below a folder, relative to it; NULL: it is not */
static const char *below(const char *path, const char *folder)
{
	gsize len = strlen(folder);

	while (len && folder[len - 1] == '/')
		len--;
	return !strncmp(path, folder, len) && path[len] == '/' ? path + len + 1 : NULL;
}

/* "drivers/x/y.c", or of Rust "drivers/x/y.rs/@/y.1234-cgu.0" */
static char *object_of(const char *source)
{
	const char *rust = strstr(source, "/@/");
	g_autofree char *file = g_strndup(source, rust ? (gsize)(rust - source) : strlen(source));
	const char *slash = strrchr(file, '/'), *dot = strrchr(file, '.');
	gboolean has_end = dot && (!slash || dot > slash);

	return g_strdup_printf("%.*s.o", (int)(has_end ? (gsize)(dot - file) : strlen(file)), file);
}

GPtrArray *ledger_unit_objects(const struct scan_dwarf *dwarf)
{
	GPtrArray *objects = g_ptr_array_new_full(dwarf->units->len, g_free);
	g_autofree char *root = root_of_tree(dwarf);

	for (guint i = 0; i < dwarf->units->len; i++) {
		const struct scan_dwarf_unit *unit =
			&g_array_index(dwarf->units, struct scan_dwarf_unit, i);
		g_autofree char *path = whole_path(unit);
		g_autofree char *build =
			g_canonicalize_filename(unit->folder ? unit->folder : "/", "/");
		/* the build may lie in the tree, and the tree in what the build is called in a
		 * package: the longer one is meant */
		const char *in_tree = path && root ? below(path, root) : NULL;
		const char *in_build = path ? below(path, build) : NULL;
		const char *source = in_tree && (!in_build || strlen(in_tree) < strlen(in_build))
					     ? in_tree
					     : in_build;

		g_ptr_array_add(objects, source ? object_of(source) : NULL);
	}
	return objects;
}
