/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <fts.h>
#include <string.h>
#include <sys/stat.h>

#include "build/workspace.h"
#include <modsplit/error.h>

/* FNV-1a; the sum over all files does not hang on the order in which they are read */
static guint64 hash(guint64 value, const void *data, gsize size)
{
	const guchar *bytes = data;

	for (gsize i = 0; i < size; i++)
		/* NOLINTNEXTLINE(clang-analyzer-core.*): fts(3) has filled the path in */
		value = (value ^ bytes[i]) * G_GUINT64_CONSTANT(0x100000001b3);
	return value;
}

static guint64 hash_entry(const char *relative, const struct stat *st)
{
	const gint64 numbers[] = {st->st_size, st->st_mtim.tv_sec, st->st_mtim.tv_nsec,
				  st->st_mode};

	return hash(hash(G_GUINT64_CONSTANT(0xcbf29ce484222325), relative, strlen(relative)),
		    numbers, sizeof(numbers));
}

static gboolean hash_tree(const char *tree, const char *output, const struct ms_job *job,
			  guint64 *sum, GError **error)
{
	char *const roots[] = {(char *)tree, NULL};
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	gboolean ok = TRUE;
	FTSENT *entry;

	while (ok && walk && (entry = fts_read(walk))) {
		if (entry->fts_info == FTS_D &&
		    (g_str_equal(entry->fts_name, ".git") ||
		     (output && entry->fts_level > 0 && g_str_equal(entry->fts_path, output))))
			fts_set(walk, entry, FTS_SKIP);
		else if (entry->fts_info == FTS_D)
			ok = !ms_job_cancelled(job, error);
		else if (entry->fts_info != FTS_DP && entry->fts_statp)
			*sum += hash_entry(entry->fts_path + strlen(tree), entry->fts_statp);
	}
	if (!walk)
		ok = FALSE;
	if (!walk)
		g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot read '%s': %s", tree,
			    g_strerror(errno));
	else
		fts_close(walk);
	return ok;
}

char *workspace_key(const struct ms_build *build, const char *compiler, const struct ms_job *job,
		    GError **error)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	const char *output = build->output ? build->output : build->tree;
	g_autofree char *config_path = g_build_filename(output, ".config", NULL);
	g_autofree char *vmlinux = g_build_filename(output, "vmlinux", NULL);
	g_autofree char *config = NULL, *line = NULL;
	guint64 sum = 0;
	struct stat st = {0};

	config = ms_read_file(config_path, NULL, error);
	if (!config || !hash_tree(build->tree, build->output, job, &sum, error))
		return NULL;
	if (stat(vmlinux, &st))
		st.st_mtim.tv_sec = 0; /* never built */
	line = g_strdup_printf("%s\n%" G_GINT64_MODIFIER "x\n%s\n%s\n%s\n%s\n%s\n%d\n"
			       "%" G_GINT64_FORMAT ".%ld\n",
			       MS_VERSION, sum, build->tree, output, build->arch,
			       build->cross_compile ? build->cross_compile : "", compiler,
			       build->llvm, (gint64)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
	g_checksum_update(checksum, (const guchar *)line, -1);
	g_checksum_update(checksum, (const guchar *)config, -1);
	return g_strdup(g_checksum_get_string(checksum));
}
