/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>
#include <sys/stat.h>

#include "formats/cpio.h"
#include "ledger/sums.h"

#define NAME "initramfs"

struct counting {
	struct ledger_sums files, folders;
};

/* "./usr/bin/x", "/usr/bin/x", "usr/bin/x": one file */
static void take_file(void *data, const char *path, guint64 bytes)
{
	struct counting *counting = data;
	g_autofree char *folder = NULL;

	while (*path == '/' || !strncmp(path, "./", 2))
		path++;
	folder = g_path_get_dirname(path);
	ledger_sums_add(&counting->files, path, (gint64)bytes);
	ledger_sums_add(&counting->folders, folder, (gint64)bytes);
}

/* names, modes and padding; and what compression takes off */
static void close_rows(struct ledger_sums *sums, gint64 unpacked)
{
	gint64 packed = sums->artefact->bytes - unpacked;
	gint64 heads = ledger_rest(sums->artefact, sums->kind) - packed;

	ledger_sums_add(sums, "(file heads)", heads);
	ledger_sums_add(sums, "(compression)", packed);
	ledger_sums_clear(sums);
}

static void drop_other(struct ledger *ledger)
{
	for (guint i = 0; i < ledger->artefacts->len; i++) {
		struct ledger_artefact *artefact = ledger->artefacts->pdata[i];

		if (strcmp(artefact->name, NAME) != 0)
			continue;
		g_ptr_array_remove_index(ledger->artefacts, i);
		record_free(&ledger_artefact_type, artefact);
		return;
	}
}

gboolean ledger_add_initramfs(struct ledger *ledger, const char *path, const char *file,
			      GError **error)
{
	struct ledger_artefact *artefact = record_new(&ledger_artefact_type);
	struct counting counting;
	guint64 unpacked = 0;
	struct stat st = {0};
	gboolean ok;

	if (!stat(path, &st))
		artefact->bytes = (gint64)st.st_size;
	artefact->name = g_strdup(NAME);
	artefact->file = g_strdup(file);
	ledger_sums_init(&counting.files, artefact, LEDGER_OBJECT);
	ledger_sums_init(&counting.folders, artefact, LEDGER_FOLDER);
	ok = scan_cpio_read(path, take_file, &counting, &unpacked, error);
	close_rows(&counting.files, (gint64)unpacked);
	close_rows(&counting.folders, (gint64)unpacked);
	if (!ok) {
		record_free(&ledger_artefact_type, artefact);
		return FALSE;
	}
	drop_other(ledger);
	g_ptr_array_add(ledger->artefacts, artefact);
	return TRUE;
}
