/* SPDX-License-Identifier: GPL-2.0-only */
#include "tree/exports.h"

#include "tree/tree.h"

/* modpost writes the list right after vmlinux.o was linked, and before vmlinux */
static gboolean is_fresh(const char *build, const char *list)
{
	g_autofree char *object = g_build_filename(build, "vmlinux.o", NULL);

	return scan_tree_mtime(list) && scan_tree_mtime(list) >= scan_tree_mtime(object);
}

struct scan_exports *scan_exports_read(const char *build, const struct scan_index *index,
				       GError **error)
{
	static const char *const lists[] = {"Module.symvers", "vmlinux.symvers", NULL};
	g_autoptr(scan_exports) exports = scan_exports_new();

	for (guint i = 0; lists[i]; i++) {
		g_autofree char *path = g_build_filename(build, lists[i], NULL);

		if (!is_fresh(build, path))
			continue;
		if (!scan_symvers_read(exports, path, error))
			return NULL;
		return g_steal_pointer(&exports);
	}
	for (guint i = 0; i < index->objects->len; i++) {
		const char *object = index->objects->pdata[i];
		g_autofree char *path = g_build_filename(build, object, NULL);

		/* members of a thick archive have no file; they were read from its bytes */
		if (g_file_test(path, G_FILE_TEST_EXISTS) &&
		    !scan_elf_exports(path, "vmlinux", exports, error))
			return NULL;
	}
	return g_steal_pointer(&exports);
}
