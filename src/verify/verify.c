/* SPDX-License-Identifier: GPL-2.0-only */
#include <modsplit/verify.h>

#include <string.h>

#include "base/files.h"
#include "boot/initramfs.h"
#include "verify/climb.h"
#include "verify/configure.h"
#include "verify/size.h"
#include <modsplit/error.h>

/* kernels that are kept for the next time, each an image and its modules: so many at least, and as
 * many as take so much room */
#define KEPT_KERNELS 16
#define KEPT_BYTES (G_GINT64_CONSTANT(2) << 30)

static const char *bare(const char *option)
{
	return g_str_has_prefix(option, "CONFIG_") ? option + strlen("CONFIG_") : option;
}

static struct series *load_series(const char *directory, GError **error)
{
	g_autoptr(ms_series) series = series_load(directory, error);

	if (!series)
		return NULL;
	if (series->patches->len && series->config && series->module && series->module_file)
		return g_steal_pointer(&series);
	g_set_error(error, MS_ERROR, MS_ERROR_INPUT, "%s/series.json: %s; make the series again",
		    directory,
		    series->patches->len ? "names no option, module or module file"
					 : "names no patch");
	return NULL;
}

static void read_related(struct climb *climb)
{
	g_autofree char *mail = NULL;

	for (guint i = 0; !mail && i < climb->series->patches->len; i++) {
		const struct series_patch *patch = climb->series->patches->pdata[i];

		if (g_strcmp0(patch->kind, "deferral") == 0)
			mail = ms_read_file(climb->staging->mails->pdata[i], NULL, NULL);
	}
	climb->related = config_related(climb->series, mail);
}

static void fill_outcome(struct climb *climb)
{
	const struct series *series = climb->series;
	struct outcome *outcome = climb->outcome;

	outcome->version = g_strdup(series->version);
	outcome->arch = g_strdup(climb->build.arch);
	outcome->package = g_strdup(series->package);
	outcome->compiler = g_strdup(climb->compiler);
	outcome->config = g_strdup(climb->option);
	outcome->module = g_strdup(series->module);
	outcome->deferral = g_strdup(series->deferral);
	for (guint i = 0; i < series->patches->len; i++) {
		const struct series_patch *from = series->patches->pdata[i];
		struct outcome_patch *to = record_new(&outcome_patch_type);

		to->subject = g_strdup(from->subject);
		to->patch_id = g_strdup(climb->staging->ids->pdata[i]);
		g_ptr_array_add(outcome->patches, to);
		if (g_strcmp0(from->patch_id, to->patch_id) != 0)
			ms_job_say(climb->job, "note: '%s' was edited after the series was made",
				   from->mail);
	}
}

static void choose_folders(struct climb *climb)
{
	g_autofree char *cache = ms_cache_dir();
	g_autofree char *folder = climb->options->work ? g_strdup(climb->options->work)
						       : g_build_filename(cache, "verify", NULL);

	climb->results = g_build_filename(folder, "kernels", NULL);
	climb->points = g_build_filename(folder, "points", NULL);
}

/* an hour of building is no time to learn that nothing compiles the guest's /init */
static gboolean check_guest(const struct climb *climb, GError **error)
{
	g_autofree char *init = NULL;

	if (climb->options->no_boot || !climb->scenarios->len)
		return TRUE;
	init = boot_guest_init(climb_guest_prefix(climb), climb->job, error);
	return init != NULL;
}

static gboolean prepare(struct climb *climb, const struct ms_build *build, GError **error)
{
	if (!kmake_resolve(build, &climb->build, error))
		return FALSE;
	if (!climb_choose(climb, error))
		return FALSE;
	climb->compiler = kmake_compiler(&climb->build, climb->job, error);
	if (!climb->compiler || !check_guest(climb, error))
		return FALSE;
	climb->base_key = workspace_key(&climb->build, climb->compiler, climb->job, error);
	if (!climb->base_key)
		return FALSE;
	choose_folders(climb);
	return TRUE;
}

static gint64 initramfs_bytes(const struct variant *variant, const char *init, GError **error)
{
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "modsplit-initramfs", error);
	g_autofree char *path = NULL, *data = NULL;
	g_autoptr(GPtrArray) modules = g_ptr_array_new_with_free_func(g_free);
	gsize size = 0;

	for (guint i = 0; i < variant->kernel->modules->len; i++) {
		const struct kernel_module *module = variant->kernel->modules->pdata[i];

		g_ptr_array_add(modules, g_build_filename(variant->directory, "modules",
							  module->path, NULL));
	}
	g_ptr_array_add(modules, NULL);
	path = scratch ? g_build_filename(ms_scratch_path(scratch), "initramfs", NULL) : NULL;
	if (path && initramfs_write(
			    &(struct initramfs){
				    .init = init,
				    .release = variant->kernel->release,
				    .modules = (const char *const *)modules->pdata,
				    .orders = "",
			    },
			    path, error))
		data = ms_read_file(path, &size, error);
	return data ? (gint64)size : -1;
}

/* one /init, with the modules of either kernel */
static gboolean measure(struct climb *climb, GError **error)
{
	const struct variant *base = &climb->variants[KERNEL_BASE];
	const struct variant *module = &climb->variants[KERNEL_MODULE];
	g_autofree char *init = NULL;
	gint64 before, after;

	if (!base->kernel || !module->kernel)
		return TRUE;
	size_rows(base->kernel, module->kernel, climb->series->module_file, climb->outcome->size);
	if (climb->options->no_boot)
		return TRUE; /* the guest's /init may not even compile here */
	init = boot_guest_init(climb_guest_prefix(climb), climb->job, error);
	if (!init)
		return FALSE;
	before = initramfs_bytes(base, init, error);
	after = before < 0 ? -1 : initramfs_bytes(module, init, error);
	if (after < 0)
		return FALSE;
	size_row_add(climb->outcome->size, "initramfs", before, after);
	return TRUE;
}

static gboolean go(struct climb *climb, GError **error)
{
	if (!climb_plan(climb, error))
		return FALSE;
	if (!ladder_failed(climb->outcome) && !climb_configure(climb, error))
		return FALSE;
	if (!ladder_failed(climb->outcome) && !climb_build(climb, error))
		return FALSE;
	if (!climb_boots(climb, error) || !measure(climb, error))
		return FALSE;
	ladder_finish(climb->outcome, "nothing asked for it");
	return TRUE;
}

static void clear(struct climb *climb)
{
	for (int i = 0; i < KERNELS; i++) {
		struct variant *variant = &climb->variants[i];

		g_clear_pointer(&variant->state, g_hash_table_unref);
		g_free(variant->key);
		g_free(variant->directory);
		g_free(variant->config);
		kernel_free(variant->kernel);
	}
	workspace_free(climb->workspace);
	if (climb->results)
		kernel_prune(climb->results, KEPT_KERNELS, KEPT_BYTES);
	g_clear_pointer(&climb->related, g_ptr_array_unref);
	g_clear_pointer(&climb->scenarios, g_ptr_array_unref);
	g_free(climb->option);
	g_free(climb->compiler);
	g_free(climb->base_key);
	g_free(climb->results);
	g_free(climb->points);
}

ms_outcome *ms_verify(const struct ms_build *build, const char *series_directory,
		      const struct ms_verify_options *options, const struct ms_job *job,
		      GError **error)
{
	static const struct ms_verify_options none;
	g_autoptr(ms_series) series = load_series(series_directory, error);
	g_autoptr(ms_outcome) outcome = record_new(&outcome_type);
	g_autoptr(ms_staging) staging = NULL;
	struct climb climb = {
		.options = options ? options : &none,
		.job = job,
		.series = series,
		.outcome = outcome,
	};
	gboolean ok;

	if (!series)
		return NULL;
	climb.option = g_strdup(bare(series->config));
	ladder_new(outcome);
	ok = prepare(&climb, build, error);
	if (ok)
		climb.staging = staging =
			staging_new(climb.build.tree, series, series_directory, job, error);
	ok = ok && staging;
	if (ok) {
		read_related(&climb);
		fill_outcome(&climb);
		ok = go(&climb, error);
	}
	clear(&climb);
	return ok ? g_steal_pointer(&outcome) : NULL;
}

gboolean ms_outcome_passed(const ms_outcome *outcome)
{
	return outcome_passed(outcome);
}

ms_outcome *ms_outcome_load(const char *path, GError **error)
{
	return record_load(&outcome_type, path, error);
}

gboolean ms_outcome_save(const ms_outcome *outcome, const char *path, GError **error)
{
	return record_save(&outcome_type, outcome, path, error);
}

void ms_outcome_free(ms_outcome *outcome)
{
	outcome_free(outcome);
}
