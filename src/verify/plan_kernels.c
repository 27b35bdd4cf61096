/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "base/files.h"
#include "verify/climb.h"
#include "verify/configure.h"

struct workspace *climb_workspace(struct climb *climb, GError **error)
{
	if (!climb->workspace)
		climb->workspace = workspace_open(&climb->build, climb->options->work,
						  climb->base_key, climb->job, error);
	return climb->workspace;
}

char *climb_edits(const struct climb *climb, const struct variant *variant, const char *text)
{
	char *edited = config_set(text, climb->option, variant->value);

	if (!variant->all_n)
		return edited;
	for (guint i = 0; i < climb->related->len; i++) {
		g_autofree char *before = edited;

		edited = config_set(before, climb->related->pdata[i], "n");
	}
	return edited;
}

/* which patches are in a variant's tree */
static gboolean *patches_of(const struct climb *climb, int which)
{
	guint count = climb->series->patches->len;
	gboolean *take = g_new0(gboolean, MAX(count, 1u));

	for (guint i = 0; i < count; i++) {
		const struct series_patch *patch = climb->series->patches->pdata[i];

		take[i] =
			climb->variants[which].touched && (which != KERNEL_WITHOUT_DEFERRAL ||
							   g_strcmp0(patch->kind, "deferral") != 0);
	}
	return take;
}

static void set_key(const struct climb *climb, struct variant *variant)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autofree char *edits = climb_edits(climb, variant, "");

	g_checksum_update(checksum, (const guchar *)climb->base_key, -1);
	g_checksum_update(checksum, (const guchar *)edits, -1);
	staging_hash(climb->staging, variant->state, checksum);
	variant->key = g_strdup(g_checksum_get_string(checksum));
	variant->directory = g_strdup_printf("%s/%.20s", climb->results, variant->key);
}

static gboolean find_built(struct variant *variant, GError **error)
{
	g_autofree char *path = g_build_filename(variant->directory, "config", NULL);

	variant->kernel = kernel_load(variant->directory, variant->key);
	if (variant->kernel)
		variant->config = ms_read_file(path, NULL, error);
	return !variant->kernel || variant->config;
}

static gboolean plan_variant(struct climb *climb, int which, GError **error)
{
	struct variant *variant = &climb->variants[which];
	g_autofree gboolean *take = patches_of(climb, which);
	g_autofree char *refused = NULL;

	variant->state = staging_state(climb->staging, take, climb->job, &refused, error);
	if (!variant->state && refused) {
		g_autofree char *reason = g_strdup_printf("%s%s",
							  which == KERNEL_WITHOUT_DEFERRAL
								  ? "without the deferral patch, "
								  : "",
							  refused);

		ladder_fail(climb->outcome, LADDER_APPLIES, reason);
		return TRUE;
	}
	if (!variant->state)
		return FALSE;
	set_key(climb, variant);
	return find_built(variant, error);
}

static gboolean has_deferral(const struct series *series)
{
	for (guint i = 0; i < series->patches->len; i++) {
		const struct series_patch *patch = series->patches->pdata[i];

		if (g_strcmp0(patch->kind, "deferral") == 0)
			return TRUE;
	}
	return FALSE;
}

static void choose(struct climb *climb)
{
	static const struct variant kernels[KERNELS] = {
		[KERNEL_BUILTIN] = {"builtin", .needed = TRUE, .touched = TRUE, .value = "y"},
		[KERNEL_MODULE] = {"module", .needed = TRUE, .touched = TRUE, .value = "m"},
		[KERNEL_WITHOUT_DEFERRAL] = {"module-without-deferral", .touched = TRUE,
					     .value = "m"},
		[KERNEL_ALL_N] = {"all-n", .touched = TRUE, .all_n = TRUE, .value = "n"},
		[KERNEL_BASE_ALL_N] = {"untouched-all-n", .all_n = TRUE, .value = "n"},
		[KERNEL_BASE] = {"untouched", .needed = TRUE, .value = "y"},
	};

	memcpy(climb->variants, kernels, sizeof(kernels));
	for (guint i = 0; !climb->options->no_boot && i < climb->scenarios->len; i++) {
		const struct scenario *scenario = climb->scenarios->pdata[i];

		if (scenario->kernel != KERNEL_WITHOUT_DEFERRAL || has_deferral(climb->series))
			climb->variants[scenario->kernel].needed = TRUE;
	}
}

gboolean climb_plan(struct climb *climb, GError **error)
{
	choose(climb);
	for (int i = 0; i < KERNELS; i++)
		if (climb->variants[i].needed && !ladder_failed(climb->outcome) &&
		    !plan_variant(climb, i, error))
			return FALSE;
	for (guint i = 0; i < climb->series->patches->len; i++) {
		const struct series_patch *patch = climb->series->patches->pdata[i];

		ladder_detail(climb->outcome, LADDER_APPLIES, "%s", patch->mail);
	}
	ladder_pass(climb->outcome, LADDER_APPLIES);
	return TRUE;
}
