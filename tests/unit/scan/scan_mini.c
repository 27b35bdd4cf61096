/* SPDX-License-Identifier: GPL-2.0-only */
#include "scan_mini.h"

#include <string.h>

#include "base/files.h"
#include "../formats/bench.h"

/* what a module's build differs in: the same names mean other things with MODULE */
static const char init_h[] =
	"#ifndef _INIT_H\n#define _INIT_H\n#define __init __attribute__((section(\".init.text\")))\n"
	"#ifndef MODULE\n"
	"#define device_initcall(f) static void *f##_call __attribute__((used)) = (void *)f;\n"
	"#define device_initcall_sync(f) device_initcall(f)\n"
	"#define early_param(s, f) device_initcall(f)\n#endif\n#endif\n";

static const char module_h[] =
	"#ifndef _MODULE_H\n#define _MODULE_H\n#include <linux/init.h>\n#ifdef MODULE\n"
	"#define device_initcall(f) int init_module(void) __attribute__((alias(#f)));\n"
	"#define device_initcall_sync(f) device_initcall(f)\n#endif\n#endif\n";

static const char core_h[] =
	"#ifndef _CORE_H\n#define _CORE_H\n"
	"struct pdev { int id; };\n"
	"struct frob_ops { int (*start)(struct pdev *, int); void (*stop)(void); };\n"
	"int core_open(int x); int core_hidden(int x); int core_register(const struct frob_ops *ops);\n"
	"void core_say(const char *text); int core_early(void);\n"
	"extern int core_state;\n"
	"static inline int core_through(int x) { return core_hidden(x) + 1; }\n"
	"#define say(text) core_say(\"frob: \" text)\n#endif\n";

static const char core_c[] =
	"#include <linux/core.h>\n#include <linux/init.h>\n"
	"#define EXPORT_SYMBOL_GPL(x)\n"
	"int core_state;\n"
	"int core_open(int x)\n{\n\treturn x;\n}\nEXPORT_SYMBOL_GPL(core_open);\n"
	"int core_hidden(int x)\n{\n\treturn x + core_state;\n}\n"
	"int core_register(const struct frob_ops *ops)\n{\n\treturn !ops;\n}\n"
	"void core_say(const char *text)\n{\n\tcore_state += *text;\n}\n"
	"int __init core_early(void)\n{\n\treturn 0;\n}\n";

static const char user_c[] = "int frob_shared(int x);\nint use_frob(void);\n"
			     "int use_frob(void)\n{\n\treturn frob_shared(1);\n}\n"
			     "#ifdef CONFIG_FROB\nint user_extra;\n#endif\n"
			     "#if IS_BUILTIN(CONFIG_FROB)\n#endif\n"
			     /* a call that the compiler drops */
			     "int core_hidden(int x);\nint use_none(int x);\n"
			     "int use_none(int x)\n{\n\tif (sizeof(x))\n\t\treturn 0;\n"
			     "\treturn core_hidden(x);\n}\n";

static const char frob_c[] =
	"// SPDX-License-Identifier: GPL-2.0-only\n/* Frobs things. */\n"
	"#include <linux/init.h>\n#include <linux/core.h>\n#include \"frob.h\"\n"
	"static int frob_start(struct pdev *pdev, int x)\n{\n\treturn core_through(x) + pdev->id;\n}\n"
	"static const struct frob_ops frob_ops = {\n\t.start = frob_start,\n};\n"
	"int frob_shared(int x)\n{\n\treturn core_open(x);\n}\n"
	"static int __init frob_init(void)\n{\n"
	"\tsay(\"hello\");\n\treturn core_register(&frob_ops) + frob_part() + core_state;\n}\n"
	"device_initcall(frob_init);\n"
	"extern int core_only_legacy(void);\n"
	"static int __init frob_legacy(void)\n{\n\treturn core_early() + core_only_legacy();\n}\n"
	"device_initcall_sync(frob_legacy);\n"
	"static int __init frob_arg(char *s)\n{\n\treturn *s;\n}\n"
	"early_param(\"frob\", frob_arg);\n";

static const char part_c[] =
	"#include <linux/core.h>\n#include \"frob.h\"\n"
	"int frob_part(void)\n{\n\treturn core_open(2);\n}\n"
	"#ifdef CONFIG_FROB_MORE\nint frob_more(void);\n"
	"static int more(void) { return frob_more(); }\n"
	"int frob_ask(void)\n{\n\treturn more() + core_hidden(1);\n}\n#endif\n";

static const char more_c[] =
	"#include <linux/core.h>\n#include \"frob.h\"\nint frob_more(void)\n{\n"
	"\treturn core_state;\n}\n";

static const char *const tree_files[][2] = {
	{"Makefile", "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 3\nEXTRAVERSION =\nNAME = x\n"},
	{"Kbuild", "obj-y += core/ drivers/\n"},
	{"Kconfig", "config MODULES\n\tbool \"modules\"\n\tmodules\nsource \"drivers/Kconfig\"\n"},
	{"arch/mini/Makefile", "KBUILD_CFLAGS_MODULE += -DMINI_MODULE\n"},
	{"drivers/Kconfig",
	 "config FROB\n\tbool \"Frob support\"\n\tdepends on MODULES || FROB_ALONE\n"
	 "\tselect FROB_BASE\n\thelp\n\t  Frobs.\n\n"
	 "config FROB_BASE\n\tbool\n\n"
	 "config FROB_ALONE\n\tbool\n\n"
	 "config FROB_MORE\n\tbool \"More\"\n\tdepends on FROB\n\n"
	 "config OTHER\n\ttristate \"Other\"\n\tselect FROB\n\n"
	 "config CORE\n\ttristate \"Core\"\n\n"
	 "config FAR\n\tbool \"Far\"\n\n"
	 "config PAIR\n\tbool \"Pair\"\n\n"
	 "config PAIR_V3\n\tbool \"Pair, third\"\n"},
	{"drivers/Makefile", "obj-y += frob/ far/ pair/\nobj-$(CONFIG_OTHER) += other.o\n"},
	{"drivers/frob/Makefile", "obj-$(CONFIG_FROB) += frobber.o\nfrobber-y := frob.o part.o\n"
				  "frobber-$(CONFIG_FROB_MORE) += more.o\n"},
	{"drivers/far/Makefile", "obj-$(CONFIG_FAR) += far.o\n"},
	/* one object on two options */
	{"drivers/pair/Makefile", "obj-$(CONFIG_PAIR) += pair.o common.o\n"
				  "obj-$(CONFIG_PAIR_V3) += pair-v3.o common.o\n"},
	{"drivers/pair/pair.c", "int pair_one;\n"},
	{"drivers/pair/pair-v3.c", "int pair_three;\n"},
	{"drivers/pair/common.c", "int pair_common;\n"},
	{"drivers/far/far.c", "int far_away;\n#ifdef CONFIG_FROB\nint near;\n#endif\n"},
	{"drivers/other.c", "#include <linux/core.h>\n"
			    "static const struct frob_ops other_ops = {\n\t.start = 0,\n};\n"
			    "struct unlike { int start; };\n"},
	{"core/Makefile", "obj-$(CONFIG_CORE) += core.o\nobj-y += user.o\n"},
	{"core/core.c", core_c},
	{"core/user.c", user_c},
	{"core/legacy.c", "int core_only_legacy(void)\n{\n\treturn 1;\n}\n"},
	{"drivers/frob/frob.c", frob_c},
	{"drivers/frob/part.c", part_c},
	{"drivers/frob/more.c", more_c},
	{"drivers/frob/frob.h",
	 "#ifndef F\n#define F\nint frob_part(void);\nint frob_shared(int x);\n"
	 "int frob_more(void);\nint frob_ask(void);\n#endif\n"},
	{"include/linux/init.h", init_h},
	{"include/linux/module.h", module_h},
	{"include/linux/core.h", core_h},
	{"include/linux/export.h",
	 "#define EXPORT_SYMBOL_NS_GPL(sym, ns) X(sym, __stringify(ns))\n"},
};

static void write_command(const struct mini *mini, const char *stem)
{
	g_autofree char *base = g_path_get_basename(stem), *folder = g_path_get_dirname(stem);
	g_autofree char *file = g_strdup_printf("%s/.%s.o.cmd", folder, base);
	g_autofree char *text = g_strdup_printf(
		"savedcmd_%s.o := cc -Wp,-MMD,%s/.%s.o.d -I%s/include -Werror=implicit-function-declaration"
		" -Werror=implicit-int -fno-pic -O2 -DCONFIG_FROB=1 -DCONFIG_FROB_MORE=1"
		" -DKBUILD_MODNAME='\"frobber\"' -c -o %s.o %s/%s.c\n\nsource_%s.o := %s/%s.c\n\n"
		"deps_%s.o := \\\n%s  %s/include/linux/core.h \\\n\n",
		stem, folder, base, mini->tree, stem, mini->tree, stem, stem, mini->tree, stem,
		stem,
		g_str_equal(stem, "core/user") ? "    $(wildcard include/config/FROB) \\\n" : "",
		mini->tree);

	g_free(bench_write(mini->build, file, text));
}

static void build_object(const struct mini *mini, const char *stem)
{
	g_autofree char *include = g_strdup_printf("-I%s/include", mini->tree);
	g_autofree char *source = g_strdup_printf("%s/%s.c", mini->tree, stem);
	g_autofree char *object = g_strdup_printf("%s.o", stem);

	bench_run(mini->build, "cc", include, "-fno-pic", "-O2", "-DCONFIG_FROB_MORE=1",
		  "-DIS_BUILTIN(x)=0", "-c", "-o", object, source, NULL);
	write_command(mini, stem);
}

struct mini *mini_new_at(gboolean in_tree)
{
	struct mini *mini = g_new0(struct mini, 1);
	g_autofree char *cache = NULL, *made = NULL;
	static const char *const stems[] = {"core/core",         "core/user",
					    "core/legacy",       "drivers/frob/frob",
					    "drivers/frob/part", "drivers/frob/more"};

	mini->folder = bench_new();
	mini->tree = g_build_filename(mini->folder, "tree", NULL);
	mini->build = g_build_filename(mini->folder, in_tree ? "tree" : "build", NULL);
	cache = g_build_filename(mini->folder, "cache", NULL);
	g_setenv("MODSPLIT_CACHE", cache, TRUE);
	for (guint i = 0; i < G_N_ELEMENTS(tree_files); i++)
		g_free(bench_write(mini->tree, tree_files[i][0], tree_files[i][1]));
	g_free(bench_write(
		mini->build, ".config",
		"# Linux/mini 6.12.3 Kernel Configuration\nCONFIG_MODULES=y\n"
		"CONFIG_FROB=y\nCONFIG_FROB_BASE=y\nCONFIG_FROB_MORE=y\nCONFIG_CORE=y\n"));
	made = g_build_filename(mini->build, "drivers", "frob", NULL);
	g_mkdir_with_parents(made, 0755);
	g_free(made);
	made = g_build_filename(mini->build, "core", NULL);
	g_mkdir_with_parents(made, 0755);
	for (guint i = 0; i < G_N_ELEMENTS(stems); i++)
		build_object(mini, stems[i]);
	bench_run(mini->build, "ar", "cDPrST", "vmlinux.a", "core/core.o", "core/user.o",
		  "core/legacy.o", "drivers/frob/frob.o", "drivers/frob/part.o",
		  "drivers/frob/more.o", NULL);
	bench_run(mini->build, "ld", "-r", "-o", "vmlinux.o", "--whole-archive", "vmlinux.a", NULL);
	g_free(bench_write(mini->build, "Module.symvers",
			   "0x0\tcore_open\tvmlinux\tEXPORT_SYMBOL_GPL\t\n"));
	bench_run(mini->build, "ld", "-r", "-o", "vmlinux", "vmlinux.o", NULL);
	mini->where = (struct ms_build){.tree = mini->tree, .output = in_tree ? NULL : mini->build};
	return mini;
}

struct mini *mini_new(void)
{
	return mini_new_at(FALSE);
}

void mini_free(struct mini *mini)
{
	bench_free(mini->folder);
	g_free(mini->tree);
	g_free(mini->build);
	g_free(mini);
}

ms_model *mini_scan_reach(const struct mini *mini, const char *driver, enum ms_reach reach,
			  GError **error)
{
	static const char *const symbols[] = {"core_hidden", "core_nowhere", NULL};
	static const struct ms_watch_field fields[] = {{"start", ""}, {NULL, NULL}};
	const char *const drivers[] = {driver, NULL};
	struct ms_watch watch = {symbols, fields, symbols};
	struct ms_job job = {.jobs = 2};

	return ms_scan(&mini->where, drivers, &watch, reach, &job, error);
}

ms_model *mini_scan(const struct mini *mini, const char *driver, GError **error)
{
	return mini_scan_reach(mini, driver, MS_REACH_TREE, error);
}
