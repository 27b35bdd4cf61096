/* SPDX-License-Identifier: GPL-2.0-only */
#include "scan/initcalls.h"

#include <string.h>

gint scan_initcall_rank(const char *macro)
{
	gboolean ours = g_str_has_prefix(macro, "module_") || g_str_has_prefix(macro, "builtin_");

	if (ours && (g_str_has_suffix(macro, "_driver") || g_str_has_suffix(macro, "_driver_probe")))
		return 0;
	if (!strcmp(macro, "module_init") || !strcmp(macro, "device_initcall"))
		return 1;
	if (g_str_has_suffix(macro, "_initcall_sync"))
		return 4;
	if (!strcmp(macro, "late_initcall"))
		return 3;
	return g_str_has_suffix(macro, "_initcall") || !strcmp(macro, "__initcall") ? 2 : -1;
}

const struct ctext_macro *scan_initcall_main(const struct ctext_outline *outline)
{
	const struct ctext_macro *macros, *best = NULL;
	guint n;

	macros = ctext_macros(outline, &n);
	for (guint i = 0; i < n; i++) {
		gint rank = scan_initcall_rank(macros[i].name);

		if (rank >= 0 && (!best || rank < scan_initcall_rank(best->name)))
			best = &macros[i];
	}
	return best;
}

char *scan_initcalls_cut(const struct ctext_outline *outline, GPtrArray *edits)
{
	const struct ctext_macro *main = scan_initcall_main(outline), *macros;
	g_autofree char *text = NULL;
	gsize len;
	guint n, cut = 0;

	text = g_strdup(ctext_outline_text(outline, &len));
	macros = ctext_macros(outline, &n);
	for (guint i = 0; i < n; i++) {
		const struct ctext_macro *macro = &macros[i];

		if (macro == main || scan_initcall_rank(macro->name) < 0)
			continue;
		for (gsize at = macro->start; at < macro->end; at++)
			if (text[at] != '\n')
				text[at] = ' ';
		g_ptr_array_add(edits, g_strdup_printf("left out the further init call %s(%s)",
						       macro->name,
						       macro->n_args ? macro->args[0] : ""));
		cut++;
	}
	return cut ? g_steal_pointer(&text) : NULL;
}
