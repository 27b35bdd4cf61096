/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "ledger/parts.h"

/* "Image" and "Image.gz" of "Image", not "Image.o" */
static gboolean is_image(const char *file)
{
	static const char *const names[] = {"Image",     "zImage",     "bzImage", "uImage",
					    "xipImage",  "vmlinuz",    "cuImage", "dtbImage",
					    "treeImage", "vmlinux.efi"};
	static const char *const others[] = {".o",   ".S", ".c",   ".lds",
					     ".cmd", ".d", ".tmp", ".elf"};

	for (guint i = 0; i < G_N_ELEMENTS(others); i++)
		if (g_str_has_suffix(file, others[i]))
			return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		gsize len = strlen(names[i]);

		if (!strncmp(file, names[i], len) && (!file[len] || file[len] == '.'))
			return TRUE;
	}
	return FALSE;
}

static void add_images(struct ledger *ledger, const char *build, const char *srcarch)
{
	g_autofree char *boot = g_build_filename("arch", srcarch, "boot", NULL);
	g_autofree char *folder = g_build_filename(build, boot, NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const char *found;

	while (dir && (found = g_dir_read_name(dir)))
		if (is_image(found))
			g_ptr_array_add(names, g_strdup(found));
	record_strings_sort(names);
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *file = g_build_filename(boot, names->pdata[i], NULL);
		g_autofree char *path = g_build_filename(build, file, NULL);
		gint64 bytes = ledger_file_bytes(path);

		if (bytes >= 0)
			ledger_artefact_new(ledger->artefacts, names->pdata[i], file, bytes);
	}
}

gboolean ledger_images(struct ledger *ledger, const char *build, const char *srcarch,
		       GError **error)
{
	/* as the object has it, by whatever the configuration compresses it */
	const char *file = "usr/initramfs_inc_data";
	g_autofree char *path = g_build_filename(build, file, NULL);

	add_images(ledger, build, srcarch);
	return ledger_file_bytes(path) <= 0 || ledger_add_initramfs(ledger, path, file, error);
}
