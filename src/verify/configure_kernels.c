/* SPDX-License-Identifier: GPL-2.0-only */
#include <modsplit/error.h>

#include "verify/climb.h"
#include "verify/configure.h"

/* what `make olddefconfig` makes of a variant's wishes; FALSE, no error: Kconfig refused */
static gboolean configure(struct climb *climb, struct variant *variant, char **failed,
			  GError **error)
{
	struct workspace *workspace;
	g_autofree char *wish = NULL;

	if (variant->config)
		return TRUE; /* was built before, with this configuration */
	workspace = climb_workspace(climb, error);
	if (!workspace || !staging_enter(climb->staging, variant->state, workspace, error))
		return FALSE;
	wish = climb_edits(climb, variant, workspace->config);
	return config_make(&workspace->build, wish, variant->name, climb->job, &variant->config,
			   failed, error);
}

static char *wrong_value(const struct variant *variant, const char *option, const char *value)
{
	g_autofree char *is = config_value(variant->config, option);
	g_autofree char *modules = config_value(variant->config, "MODULES");

	if (g_str_equal(is, value))
		return NULL;
	return g_strdup_printf("%s: CONFIG_%s was set to %s and became %s%s", variant->name, option,
			       value, is,
			       g_str_equal(modules, "y") ? "" : " (CONFIG_MODULES is not set)");
}

/* the driver's option has the value that was asked for, and so have those that go with it */
static char *check_values(const struct climb *climb, const struct variant *variant)
{
	char *wrong = wrong_value(variant, climb->option, variant->value);

	if (!variant->all_n)
		return wrong;
	for (guint i = 0; !wrong && i < climb->related->len; i++)
		wrong = wrong_value(variant, climb->related->pdata[i], "n");
	return wrong;
}

static gboolean configure_base(struct climb *climb, GError **error)
{
	struct variant *base = &climb->variants[KERNEL_BASE];
	g_autofree char *failed = NULL, *wrong = NULL;

	if (!configure(climb, base, &failed, error)) {
		if (failed)
			g_set_error(error, MS_ERROR, MS_ERROR_TREE, "the untouched tree: %s",
				    failed);
		return FALSE;
	}
	wrong = check_values(climb, base);
	if (!wrong)
		return TRUE;
	g_set_error(error, MS_ERROR, MS_ERROR_TREE,
		    "the untouched tree, %s; name a build whose configuration has the driver",
		    wrong);
	return FALSE;
}

static gboolean announced(const struct climb *climb, const char *option)
{
	const GPtrArray *options = climb->series->changed_options;

	for (guint i = 0; i < options->len; i++) {
		const char *name = options->pdata[i];

		if (g_str_has_prefix(name, "CONFIG_"))
			name += sizeof("CONFIG_") - 1;
		if (g_str_equal(name, option))
			return TRUE;
	}
	return g_str_equal(option, climb->option);
}

static void note_changes(struct climb *climb, const struct variant *variant)
{
	g_autoptr(GPtrArray) changes =
		config_changes(climb->variants[KERNEL_BASE].config, variant->config);

	ladder_detail(climb->outcome, LADDER_CONFIGURES,
		      "%s: %u options differ from the untouched tree's", variant->name,
		      changes->len);
	for (guint i = 0; i < changes->len; i++) {
		const struct config_change *change = changes->pdata[i];

		if (!variant->all_n && !announced(climb, change->option))
			ladder_detail(climb->outcome, LADDER_CONFIGURES,
				      "%s: CONFIG_%s: %s, then %s: not announced by the series",
				      variant->name, change->option, change->before, change->after);
		if (variant == &climb->variants[KERNEL_MODULE])
			g_ptr_array_add(climb->outcome->config_changes,
					record_copy(&outcome_config_type, change));
	}
}

gboolean climb_configure(struct climb *climb, GError **error)
{
	if (!configure_base(climb, error))
		return FALSE;
	for (int i = 0; i < KERNEL_BASE; i++) {
		struct variant *variant = &climb->variants[i];
		g_autofree char *failed = NULL;
		GError *inner = NULL;

		if (!variant->needed)
			continue;
		if (configure(climb, variant, &failed, &inner))
			failed = check_values(climb, variant);
		if (inner) {
			g_propagate_error(error, inner);
			return FALSE;
		}
		if (failed && !variant->touched) {
			g_set_error(error, MS_ERROR, MS_ERROR_TREE, "the untouched tree: %s",
				    failed);
			return FALSE;
		}
		if (failed)
			ladder_fail(climb->outcome, LADDER_CONFIGURES, failed);
		if (variant->config)
			note_changes(climb, variant);
	}
	ladder_pass(climb->outcome, LADDER_CONFIGURES);
	return TRUE;
}
