/* SPDX-License-Identifier: GPL-2.0-only */
#include <modsplit/kconfig.h>
#include <string.h>
#include <sys/utsname.h>

/* A program of the toolchain: its variable, and its name with GNU and with LLVM */
struct tool {
	const char *variable, *gnu, *llvm;
	gboolean host;
};

static const struct tool tools[] = {
	{"CC", "gcc", "clang", FALSE},
	{"LD", "ld", "ld.lld", FALSE},
	{"AR", "ar", "llvm-ar", FALSE},
	{"NM", "nm", "llvm-nm", FALSE},
	{"OBJCOPY", "objcopy", "llvm-objcopy", FALSE},
	{"OBJDUMP", "objdump", "llvm-objdump", FALSE},
	{"READELF", "readelf", "llvm-readelf", FALSE},
	{"STRIP", "strip", "llvm-strip", FALSE},
	{"HOSTCC", "gcc", "clang", TRUE},
	{"HOSTCXX", "g++", "clang++", TRUE},
	{"RUSTC", "rustc", "rustc", TRUE},
	{"BINDGEN", "bindgen", "bindgen", TRUE},
	{"PAHOLE", "pahole", "pahole", TRUE},
	{"PYTHON3", "python3", "python3", TRUE},
	{"PERL", "perl", "perl", TRUE},
	{"CONFIG_SHELL", "sh", "sh", TRUE},
};

/* "6.12.117" of the top makefile's VERSION, PATCHLEVEL, SUBLEVEL and EXTRAVERSION */
static char *kernel_version(const char *tree)
{
	static const char *const parts[] = {"VERSION", "PATCHLEVEL", "SUBLEVEL", "EXTRAVERSION"};
	g_autofree char *path = g_build_filename(tree, "Makefile", NULL);
	g_autofree char *text = NULL;
	GString *version = g_string_new(NULL);

	g_file_get_contents(path, &text, NULL, NULL);
	for (gsize i = 0; text && i < G_N_ELEMENTS(parts); i++) {
		g_autofree char *start = g_strdup_printf("\n%s =", parts[i]);
		const char *line = strstr(text, start);
		g_autofree char *value = NULL;

		if (!line)
			continue;
		line += strlen(start);
		value = g_strndup(line, strcspn(line, "\n"));
		g_strstrip(value);
		g_string_append_printf(version, "%s%s", i && i < 3 ? "." : "", value);
	}
	return g_string_free(version, FALSE);
}

static const char *srcarch_of(const char *arch)
{
	if (!strcmp(arch, "i386") || !strcmp(arch, "x86_64"))
		return "x86";
	if (!strcmp(arch, "sparc32") || !strcmp(arch, "sparc64"))
		return "sparc";
	return strcmp(arch, "parisc64") != 0 ? arch : "parisc";
}

static char **put(char **environment, const char *name, const char *value)
{
	return g_environ_setenv(environment, name, value, TRUE);
}

/* User mode Linux stands on an arch, which its makefile names: the one asked for, or this machine's
 */
static char **put_host_arch(char **environment)
{
	g_autofree char *arch = g_strdup(g_environ_getenv(environment, "SUBARCH"));
	struct utsname host;

	if (!arch && uname(&host) == 0)
		arch = g_strdup(g_pattern_match_simple("i?86", host.machine) ? "i386"
									     : host.machine);
	if (!arch)
		return environment;
	environment = put(environment, "SUBARCH", srcarch_of(arch));
	return put(environment, "HEADER_ARCH", srcarch_of(arch));
}

char **ms_kconfig_environment(const struct ms_build *build)
{
	g_autofree char *version = kernel_version(build->tree);
	const char *cross = build->cross_compile && !build->llvm ? build->cross_compile : "";
	char **environment = g_get_environ();

	environment = put(environment, "srctree", build->tree);
	environment = put(environment, "objtree", ".");
	environment = put(environment, "ARCH", build->arch);
	environment = put(environment, "SRCARCH", srcarch_of(build->arch));
	environment = put(environment, "KERNELVERSION", version);
	environment = put(environment, "CROSS_COMPILE", cross);
	for (gsize i = 0; i < G_N_ELEMENTS(tools); i++) {
		const struct tool *tool = &tools[i];
		g_autofree char *name = g_strconcat(tool->host ? "" : cross,
						    build->llvm ? tool->llvm : tool->gnu, NULL);

		if (!tool->host || !g_environ_getenv(environment, tool->variable))
			environment = put(environment, tool->variable, name);
	}
	if (build->cc)
		environment = put(environment, "CC", build->cc);
	if (!strcmp(build->arch, "um"))
		environment = put_host_arch(environment);
	return environment;
}
