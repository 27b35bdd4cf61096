/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "base/files.h"
#include "verify/climb.h"
#include "verify/configure.h"
#include <modsplit/error.h>

/* the order that rebuilds least: each differs from the one before by little */
static const int build_order[] = {KERNEL_BASE,   KERNEL_BUILTIN, KERNEL_WITHOUT_DEFERRAL,
				  KERNEL_MODULE, KERNEL_ALL_N,   KERNEL_BASE_ALL_N};

/* so that modpost looks at this kernel for certain, and the time stamp is ours */
static gboolean forget(const struct workspace *workspace, gboolean relink, GError **error)
{
	static const char *const names[] = {"Module.symvers", "modules-only.symvers",
					    "vmlinux.symvers", "vmlinux"};

	for (guint i = 0; i < G_N_ELEMENTS(names) - !relink; i++) {
		g_autofree char *path = g_build_filename(workspace->output, names[i], NULL);

		if (!ms_remove_tree(path, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean enter(struct climb *climb, const struct variant *variant, GError **error)
{
	struct workspace *workspace = climb_workspace(climb, error);
	g_autofree char *path = NULL, *now = NULL;

	if (!workspace || !staging_enter(climb->staging, variant->state, workspace, error))
		return FALSE;
	path = g_build_filename(workspace->output, ".config", NULL);
	now = ms_read_file(path, NULL, NULL);
	if (g_strcmp0(now, variant->config) != 0 &&
	    !ms_write_file(path, variant->config, strlen(variant->config), error))
		return FALSE;
	return forget(workspace, variant == &climb->variants[KERNEL_BASE], error);
}

static gboolean make_kernel(struct climb *climb, const struct variant *variant,
			    struct kmake_said **said, GError **error)
{
	const struct kmake_arch *arch = kmake_arch_of(climb->build.arch);
	g_autofree char *modules = config_value(variant->config, "MODULES");
	const char *targets[6] = {"KBUILD_MODPOST_WARN=1", arch->target};
	guint count = 2;

	if (arch->packed)
		targets[count++] = arch->packed;
	if (g_str_equal(modules, "y"))
		targets[count++] = "modules";
	return kmake_run(&climb->workspace->build, targets, variant->name, climb->job, said, error);
}

static char *why_failed(const struct variant *variant, const struct kmake_said *said)
{
	const char *line = said->errors->len    ? said->errors->pdata[0]
			   : said->modpost->len ? said->modpost->pdata[0]
						: "make did not say why";

	/* modpost's own ERROR comes before make's "***" */
	if (said->modpost->len && strstr(line, "***"))
		line = said->modpost->pdata[said->modpost->len - 1];
	return g_strdup_printf("%s: %s", variant->name, line);
}

/* FALSE with *failed: make failed, which is an answer */
static gboolean build(struct climb *climb, struct variant *variant, char **failed, GError **error)
{
	g_autoptr(kmake_said) said = NULL;

	if (variant->kernel)
		return TRUE;
	if (!enter(climb, variant, error) || !make_kernel(climb, variant, &said, error))
		return FALSE;
	if (said->status) {
		*failed = why_failed(variant, said);
		for (guint i = 0; i < MIN(said->errors->len, 20u); i++)
			ladder_detail(climb->outcome, LADDER_BUILDS, "%s",
				      (char *)said->errors->pdata[i]);
		return FALSE;
	}
	if (!said->modpost_ran) {
		g_set_error(error, MS_ERROR, MS_ERROR_TREE,
			    "%s: make built a kernel and did not run modpost", variant->name);
		return FALSE;
	}
	if (!ms_remove_tree(variant->directory, error))
		return FALSE;
	variant->kernel =
		kernel_harvest(&climb->workspace->build, said, variant->name, variant->key,
			       climb->series->module_file, variant->directory, error);
	return variant->kernel != NULL;
}

static gboolean in_base(const struct climb *climb, const char *line)
{
	for (int i = 0; i < KERNELS; i++) {
		const struct variant *variant = &climb->variants[i];

		if (!variant->touched && variant->kernel &&
		    g_ptr_array_find_with_equal_func(variant->kernel->modpost, line, g_str_equal,
						     NULL))
			return TRUE;
	}
	return FALSE;
}

static void judge_modpost(struct climb *climb)
{
	guint old = 0;

	for (int i = 0; i < KERNEL_BASE; i++) {
		const struct kernel *kernel = climb->variants[i].kernel;

		if (!climb->variants[i].touched)
			continue; /* what modpost says of it is not the series' doing */
		for (guint k = 0; kernel && k < kernel->modpost->len; k++) {
			g_autofree char *line = g_strdup_printf("%s: %s", kernel->name,
								(char *)kernel->modpost->pdata[k]);

			if (in_base(climb, kernel->modpost->pdata[k]))
				old++;
			else
				ladder_fail(climb->outcome, LADDER_MODPOST, line);
		}
		if (kernel)
			ladder_detail(climb->outcome, LADDER_MODPOST, "%s: %u modules",
				      kernel->name, kernel->modules->len);
	}
	if (old)
		ladder_detail(climb->outcome, LADDER_MODPOST,
			      "%u complaints that the untouched tree has, too, are left out", old);
	ladder_pass(climb->outcome, LADDER_MODPOST);
}

/* the module is there when it was asked for: else what was built proves nothing */
static void check_module(struct climb *climb)
{
	const struct kernel *kernel = climb->variants[KERNEL_MODULE].kernel;
	g_autofree char *wanted = g_strconcat(climb->series->module_file, ".ko", NULL);
	g_autofree char *reason = NULL;

	for (guint i = 0; i < kernel->modules->len; i++) {
		const struct kernel_module *module = kernel->modules->pdata[i];

		if (g_str_equal(module->path, wanted))
			return;
	}
	reason = g_strdup_printf("module: make did not build '%s'", wanted);
	ladder_fail(climb->outcome, LADDER_BUILDS, reason);
}

gboolean climb_build(struct climb *climb, GError **error)
{
	for (guint i = 0; i < G_N_ELEMENTS(build_order); i++) {
		struct variant *variant = &climb->variants[build_order[i]];
		g_autofree char *failed = NULL;

		if (!variant->needed)
			continue;
		if (build(climb, variant, &failed, error)) {
			ladder_detail(climb->outcome, LADDER_BUILDS, "%s: %s, %u modules",
				      variant->name, variant->kernel->image,
				      variant->kernel->modules->len);
			continue;
		}
		if (!failed)
			return FALSE;
		if (!variant->touched) {
			g_set_error(error, MS_ERROR, MS_ERROR_TREE,
				    "the untouched tree does not build: %s", failed);
			return FALSE;
		}
		ladder_fail(climb->outcome, LADDER_BUILDS, failed);
		return TRUE;
	}
	check_module(climb);
	if (ladder_failed(climb->outcome))
		return TRUE;
	if (climb->options->each_patch && !climb_each_patch(climb, error))
		return FALSE;
	if (ladder_failed(climb->outcome))
		return TRUE;
	ladder_pass(climb->outcome, LADDER_BUILDS);
	judge_modpost(climb);
	return TRUE;
}
