/* SPDX-License-Identifier: GPL-2.0-only */
#include "scan/border.h"

#include <string.h>

#include "base/answers.h"

void scan_border_clear(struct scan_border *border)
{
	proof_free(border->proof);
	g_clear_error(&border->error);
}

/* Kconfig as it would be, with all drivers that were asked for as tristates */
struct proof *scan_border_proof(struct scan_border *border, const struct scan_target *target)
{
	const struct scan_context *context = border->context;
	g_autoptr(GPtrArray) options = g_ptr_array_new();
	g_autofree char *config = g_build_filename(context->tree->build, ".config", NULL);
	g_autoptr(GError) error = NULL;
	struct ms_build build = *context->asked;

	if (border->proof || border->failed)
		return border->proof;
	for (guint t = 0; t < context->targets->len; t++) {
		const struct scan_target *other = context->targets->pdata[t];

		if (other->driver->config)
			g_ptr_array_add(options, other->driver->config);
	}
	g_ptr_array_add(options, NULL);
	build.tree = context->tree->path;
	build.arch = context->tree->arch;
	border->proof = proof_new(&build, config, (const char *const *)options->pdata, &error);
	border->failed = !border->proof;
	if (error && answers_only(build.answers))
		border->error = g_steal_pointer(&error);
	else if (error)
		scan_problem(target->driver, "Kconfig", 0, "which options can be set together: %s",
			     error->message);
	return border->proof;
}

/* What cannot be m is as it was when the driver was y or n. */
gboolean scan_border_modular(const struct scan_border *border, const char *option)
{
	const struct kconf_symbol *symbol = scan_context_option(border->context, option);

	for (guint t = 0; t < border->context->targets->len; t++) {
		const struct scan_target *target = border->context->targets->pdata[t];

		if (!g_strcmp0(target->driver->config, option))
			return TRUE;
	}
	return symbol && symbol->type == KCONF_TRISTATE;
}

GPtrArray *scan_border_allows(struct scan_border *border, const struct scan_target *target,
			      const char *condition)
{
	const char *config = target->driver->config;
	g_autofree char *module = g_strconcat(config, "=m", NULL);
	g_autofree char *builtin = g_strdup_printf("CONFIG_%s=m && (%s)", config, condition);
	const struct proof_reference reference = {builtin, NULL, "n", config};
	g_auto(proof_answer) answer = {0};

	if (!scan_border_proof(border, target))
		return NULL;
	proof_ask(border->proof, &reference, &answer);
	if (!answer.values ||
	    !g_ptr_array_find_with_equal_func(answer.values, module, g_str_equal, NULL))
		return NULL;
	return g_steal_pointer(&answer.values);
}
