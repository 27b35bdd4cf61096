/* SPDX-License-Identifier: GPL-2.0-only */
#include "boot/boot.h"

#include <string.h>

#include "base/embedded.h"
#include "base/files.h"
#include "base/process.h"
#include <modsplit/error.h>

extern const struct ms_embedded guest_sources[];

static const char *const flags[] = {"-std=gnu17", "-D_GNU_SOURCE", "-Os", "-static", "-s", "-w",
				    "-o",         "init",          NULL};

/* What makes one /init differ from another: the sources, the flags, and the compiler. */
static char *fingerprint(const char *compiler, const char *version)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	g_checksum_update(sum, (const guchar *)compiler, (gssize)strlen(compiler) + 1);
	g_checksum_update(sum, (const guchar *)version, (gssize)strlen(version) + 1);
	for (const char *const *flag = flags; *flag; flag++)
		g_checksum_update(sum, (const guchar *)*flag, (gssize)strlen(*flag) + 1);
	for (const struct ms_embedded *file = guest_sources; file->name; file++) {
		g_checksum_update(sum, (const guchar *)file->name, (gssize)strlen(file->name) + 1);
		g_checksum_update(sum, (const guchar *)file->data, (gssize)file->size + 1);
	}
	return g_strndup(g_checksum_get_string(sum), 16);
}

static char *compiler_of(const char *cross_compile, GError **error)
{
	const char *prefix = cross_compile ? cross_compile : "";
	g_autofree char *compiler = g_strconcat(prefix, "gcc", NULL);
	g_autofree char *path = g_find_program_in_path(compiler);
	g_autofree char *package = g_strdelimit(g_path_get_basename(compiler), "_", '-');

	if (path)
		return g_steal_pointer(&compiler);
	if (*prefix && g_str_has_suffix(package, "-gcc"))
		package[strlen(package) - 4] = '\0';
	g_set_error(error, MS_ERROR, MS_ERROR_TOOL,
		    "no compiler '%s' for the guest's /init: apt-get install gcc%s%s", compiler,
		    *prefix ? "-" : "", *prefix ? package : "");
	return NULL;
}

/* Debian's package of a compiler's static C library. */
static const char *library_of(const char *compiler)
{
	static const char *const rows[][2] = {
		{"aarch64-linux-gnu-gcc", "libc6-dev-arm64-cross"},
		{"arm-linux-gnueabihf-gcc", "libc6-dev-armhf-cross"},
		{"riscv64-linux-gnu-gcc", "libc6-dev-riscv64-cross"},
		{"x86_64-linux-gnu-gcc", "libc6-dev or libc6-dev-amd64-cross"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		if (g_str_equal(compiler, rows[i][0]))
			return rows[i][1];
	return "libc6-dev, or libc6-dev-…-cross";
}

static gboolean compile(const char *compiler, const char *folder, const struct ms_job *job,
			GError **error)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	GError *inner = NULL;

	g_ptr_array_add(argv, (char *)compiler);
	for (const char *const *flag = flags; *flag; flag++)
		g_ptr_array_add(argv, (char *)*flag);
	for (const struct ms_embedded *file = guest_sources; file->name; file++) {
		g_autofree char *path = g_build_filename(folder, file->name, NULL);

		if (!ms_write_file(path, file->data, file->size, error))
			return FALSE;
		if (g_str_has_suffix(file->name, ".c"))
			g_ptr_array_add(argv, (char *)file->name);
	}
	g_ptr_array_add(argv, NULL);
	if (ms_process_ok((const char *const *)argv->pdata, folder, job, NULL, &inner))
		return TRUE;
	if (g_error_matches(inner, MS_ERROR, MS_ERROR_TOOL))
		g_prefix_error(&inner,
			       "cannot compile the guest's /init (it is linked statically; the C "
			       "library of '%s' is in the package %s): ",
			       compiler, library_of(compiler));
	g_propagate_error(error, inner);
	return FALSE;
}

char *boot_guest_init(const char *cross_compile, const struct ms_job *job, GError **error)
{
	g_autofree char *compiler = compiler_of(cross_compile, error);
	g_autofree char *version = NULL, *key = NULL, *cache = NULL, *path = NULL;
	g_autofree char *made = NULL, *data = NULL;
	g_autoptr(ms_scratch) scratch = NULL;
	gsize size;

	if (!compiler)
		return NULL;
	if (!ms_process_ok((const char *const[]){compiler, "--version", NULL}, NULL, job, &version,
			   error))
		return NULL;
	key = fingerprint(compiler, version);
	cache = ms_cache_dir();
	path = g_build_filename(cache, "guest", key, "init", NULL);
	if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
		return g_steal_pointer(&path);
	scratch = ms_scratch_new(NULL, "modsplit-guest", error);
	if (!scratch || !compile(compiler, ms_scratch_path(scratch), job, error))
		return NULL;
	made = g_build_filename(ms_scratch_path(scratch), "init", NULL);
	data = ms_read_file(made, &size, error);
	if (!data || !ms_write_file(path, data, size, error))
		return NULL;
	return g_steal_pointer(&path);
}
