/* SPDX-License-Identifier: GPL-2.0-only */
#include "build/kmake.h"

#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/process.h"
#include <modsplit/error.h>

#define HOURS_6 (6 * 3600)

const struct kmake_arch *kmake_arch_of(const char *arch)
{
	static const struct kmake_arch rows[] = {
		{"arm64", "Image", "arch/arm64/boot/Image", "Image.gz", "arch/arm64/boot/Image.gz"},
		{"arm", "zImage", "arch/arm/boot/zImage", NULL, NULL},
		{"x86_64", "bzImage", "arch/x86/boot/bzImage", NULL, NULL},
		{"i386", "bzImage", "arch/x86/boot/bzImage", NULL, NULL},
		{"x86", "bzImage", "arch/x86/boot/bzImage", NULL, NULL},
		{"riscv", "Image", "arch/riscv/boot/Image", "Image.gz", "arch/riscv/boot/Image.gz"},
		{NULL, "vmlinux", "vmlinux", NULL, NULL},
	};
	const struct kmake_arch *row = rows;

	while (row->arch && !g_str_equal(row->arch, arch))
		row++;
	return row;
}

/* "# Linux/arm64 6.12.117 Kernel Configuration" */
static char *arch_of_config(const char *text)
{
	const char *mark = strstr(text, "# Linux/");
	const char *end = mark ? strchr(mark + strlen("# Linux/"), ' ') : NULL;

	return end ? g_strndup(mark + strlen("# Linux/"), (gsize)(end - mark) - strlen("# Linux/"))
		   : NULL;
}

static gboolean same_arch(const char *a, const char *b)
{
	static const char *const x86[] = {"x86", "x86_64", "i386", NULL};

	return g_str_equal(a, b) || (g_strv_contains(x86, a) && g_strv_contains(x86, b));
}

/* the prefix that the build was made with, from what Kconfig noted of its CC */
static const char *cross_of_build(const char *output)
{
	g_autofree char *path = g_build_filename(output, "include/config/auto.conf.cmd", NULL);
	g_autofree char *text = ms_read_file(path, NULL, NULL);
	const char *mark = text ? strstr(text, "ifneq \"$(CC)\" \"") : NULL;
	g_autofree char *prefix = NULL;
	const char *end;

	if (!mark)
		return NULL;
	mark += strlen("ifneq \"$(CC)\" \"");
	end = strchr(mark, '"');
	if (!end || end - mark <= 4 || strncmp(end - 4, "-gcc", 4) != 0)
		return NULL;
	prefix = g_strndup(mark, (gsize)(end - mark) - strlen("gcc"));
	return g_intern_string(prefix);
}

static gboolean check_tree(const struct ms_build *build, GError **error)
{
	g_autofree char *makefile = g_build_filename(build->tree, "Makefile", NULL);
	g_autofree char *kbuild = g_build_filename(build->tree, "scripts/Kbuild.include", NULL);

	if (g_file_test(makefile, G_FILE_TEST_IS_REGULAR) &&
	    g_file_test(kbuild, G_FILE_TEST_IS_REGULAR))
		return TRUE;
	g_set_error(error, MS_ERROR, MS_ERROR_TREE,
		    "'%s' is not a Linux source tree; name one with -C", build->tree);
	return FALSE;
}

/* without symbolic links, as make writes paths down; as it is where there is no such path */
static const char *physical(const char *path)
{
	char *real = realpath(path, NULL);
	const char *kept = g_intern_string(real ? real : path);

	free(real);
	return kept;
}

gboolean kmake_resolve(const struct ms_build *build, struct ms_build *resolved, GError **error)
{
	const char *output = build->output ? build->output : build->tree;
	g_autofree char *path = g_build_filename(output, ".config", NULL);
	g_autofree char *text = NULL, *arch = NULL;

	*resolved = *build;
	resolved->tree = physical(build->tree);
	resolved->output = build->output ? physical(build->output) : NULL;
	if (!check_tree(build, error))
		return FALSE;
	text = ms_read_file(path, NULL, NULL);
	if (!text) {
		g_set_error(error, MS_ERROR, MS_ERROR_TREE,
			    "no .config in '%s'; configure and build the kernel first, or name its "
			    "build with O=",
			    output);
		return FALSE;
	}
	arch = arch_of_config(text);
	if (arch && build->arch && !same_arch(arch, build->arch)) {
		g_set_error(error, MS_ERROR, MS_ERROR_TREE,
			    "'%s' is a build for '%s', not for '%s'; leave out ARCH= or name "
			    "another build with O=",
			    output, arch, build->arch);
		return FALSE;
	}
	if (!arch && !build->arch) {
		g_set_error(error, MS_ERROR, MS_ERROR_TREE,
			    "%s: does not say for which architecture it is; name it with ARCH=",
			    path);
		return FALSE;
	}
	if (!build->arch)
		resolved->arch = g_intern_string(arch);
	if (!build->cross_compile && !build->llvm && !build->cc)
		resolved->cross_compile = cross_of_build(output);
	return TRUE;
}

static char *compiler_name(const struct ms_build *build)
{
	const char *cross = build->cross_compile ? build->cross_compile : "";

	if (build->cc)
		return g_strdup(build->cc);
	return build->llvm ? g_strdup("clang") : g_strconcat(cross, "gcc", NULL);
}

/* Debian's package of a compiler, NULL where it has none that we know of */
static char *compiler_package(const char *program)
{
	static const char *const triplets[] = {
		"aarch64-linux-gnu",     "arm-linux-gnueabi",
		"arm-linux-gnueabihf",   "riscv64-linux-gnu",
		"x86-64-linux-gnu",      "i686-linux-gnu",
		"powerpc64-linux-gnu",   "powerpc64le-linux-gnu",
		"s390x-linux-gnu",       "mips-linux-gnu",
		"mips64-linux-gnuabi64", "mips64el-linux-gnuabi64",
		"loongarch64-linux-gnu", "sparc64-linux-gnu",
		"m68k-linux-gnu",        NULL,
	};
	g_autofree char *triplet = NULL;

	if (g_str_equal(program, "gcc") || g_str_equal(program, "clang"))
		return g_strdup(program);
	if (!g_str_has_suffix(program, "-gcc"))
		return NULL;
	triplet = g_strndup(program, strlen(program) - strlen("-gcc"));
	g_strdelimit(triplet, "_", '-');
	return g_strv_contains(triplets, triplet) ? g_strconcat("gcc-", triplet, NULL) : NULL;
}

static gboolean need(const char *program, const char *package, GError **error)
{
	g_autofree char *path = g_find_program_in_path(program);

	if (path)
		return TRUE;
	if (package)
		g_set_error(error, MS_ERROR, MS_ERROR_TOOL, "'%s' not found: apt-get install %s",
			    program, package);
	else
		g_set_error(error, MS_ERROR, MS_ERROR_TOOL,
			    "compiler '%s' not found; check CROSS_COMPILE= and CC=", program);
	return FALSE;
}

char *kmake_compiler(const struct ms_build *build, const struct ms_job *job, GError **error)
{
	g_autofree char *name = compiler_name(build);
	g_auto(GStrv) words = g_strsplit(name, " ", -1); /* CC="ccache gcc" */
	g_autofree char *package = compiler_package(words[0]);
	g_autofree char *out = NULL;
	g_autoptr(GPtrArray) argv = g_ptr_array_new();

	if (!need("make", "make", error) || !need(words[0], package, error))
		return NULL;
	for (guint i = 0; words[i]; i++)
		g_ptr_array_add(argv, words[i]);
	g_ptr_array_add(argv, (char *)"--version");
	g_ptr_array_add(argv, NULL);
	if (!ms_process_ok((const char *const *)argv->pdata, NULL, job, &out, error))
		return NULL;
	out[strcspn(out, "\n")] = '\0';
	return g_steal_pointer(&out);
}

struct talk {
	struct kmake_said *said;
	const struct ms_job *job;
	const char *label;
};

static void take_line(void *data, const char *text, gboolean is_stderr)
{
	struct talk *talk = data;
	guint before = talk->said->commands;

	(void)is_stderr;
	kmake_said_line(talk->said, text);
	if (talk->said->commands > before) {
		g_autofree char *what = g_strdup_printf("%s: %s", talk->label, text + 2);

		ms_job_progress(talk->job, "verify", talk->said->commands, 0, what);
	}
}

static void add_variable(GPtrArray *argv, const char *name, const char *value)
{
	if (value && *value)
		g_ptr_array_add(argv, g_strdup_printf("%s=%s", name, value));
}

static GPtrArray *make_argv(const struct ms_build *build, const char *const *targets, guint jobs)
{
	GPtrArray *argv = g_ptr_array_new_with_free_func(g_free);

	g_ptr_array_add(argv, g_strdup("make"));
	g_ptr_array_add(argv, g_strdup("-C"));
	g_ptr_array_add(argv, g_strdup(build->tree));
	g_ptr_array_add(argv, g_strdup_printf("-j%u", MAX(jobs, 1u)));
	add_variable(argv, "O", build->output);
	add_variable(argv, "ARCH", build->arch);
	add_variable(argv, "CROSS_COMPILE", build->cross_compile);
	add_variable(argv, "CC", build->cc);
	add_variable(argv, "LLVM", build->llvm ? "1" : NULL);
	for (; *targets; targets++)
		g_ptr_array_add(argv, g_strdup(*targets));
	g_ptr_array_add(argv, NULL);
	return argv;
}

static gboolean check_said(const struct kmake_said *said, GError **error)
{
	if (said->status == 0)
		return TRUE;
	if (said->disk_full) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO,
			    "make: no space left on the device; give more room with --work");
		return FALSE;
	}
	if (said->missing) {
		g_set_error(error, MS_ERROR, MS_ERROR_TOOL,
			    "make did not find '%s': apt-get install %s", said->missing,
			    said->missing);
		return FALSE;
	}
	return TRUE;
}

gboolean kmake_run(const struct ms_build *build, const char *const *targets, const char *label,
		   const struct ms_job *job, struct kmake_said **said, GError **error)
{
	/* what the caller's own environment or an outer make would change behind our back */
	static const char *const environment[] = {
		"MAKEFLAGS",
		"MFLAGS",
		"MAKELEVEL",
		"O",
		"ARCH",
		"CROSS_COMPILE",
		"CC",
		"LLVM",
		"W",
		"C",
		"V",
		"KBUILD_OUTPUT",
		"KBUILD_VERBOSE",
		"KCONFIG_CONFIG",
		"KCONFIG_ALLCONFIG",
		"LC_ALL=C",
		"KBUILD_BUILD_TIMESTAMP=Thu Jan  1 00:00:00 UTC 1970",
		"KBUILD_BUILD_USER=modsplit",
		"KBUILD_BUILD_HOST=modsplit",
		"KBUILD_BUILD_VERSION=1",
		NULL,
	};
	g_autoptr(GPtrArray) argv = make_argv(build, targets, job ? job->jobs : 1);
	g_autoptr(kmake_said) heard = kmake_said_new();
	g_autoptr(ms_process_result) result = NULL;
	struct talk talk = {heard, job, label};
	const struct ms_process process = {
		.argv = (const char *const *)argv->pdata,
		.directory = build->tree,
		.setenv = environment,
		.timeout_s = HOURS_6,
		.output_limit = 1,
		.line = take_line,
		.line_data = &talk,
	};

	if (!ms_process_run(&process, job, &result, error))
		return FALSE;
	heard->status = result->status;
	if (!check_said(heard, error))
		return FALSE;
	*said = g_steal_pointer(&heard);
	return TRUE;
}
