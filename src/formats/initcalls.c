/* SPDX-License-Identifier: GPL-2.0-only */
#include "formats/initcalls.h"

#include <string.h>

gint scan_initcall_rank(const char *macro)
{
	gboolean ours = g_str_has_prefix(macro, "module_") || g_str_has_prefix(macro, "builtin_");

	if (ours &&
	    (g_str_has_suffix(macro, "_driver") || g_str_has_suffix(macro, "_driver_probe") ||
	     g_str_has_suffix(macro, "_misc_device")))
		return 0;
	if (!strcmp(macro, "module_init") || !strcmp(macro, "device_initcall"))
		return 1;
	if (g_str_has_suffix(macro, "_initcall_sync"))
		return 4;
	if (!strcmp(macro, "late_initcall"))
		return 3;
	return g_str_has_suffix(macro, "_initcall") || !strcmp(macro, "__initcall")
		       ? SCAN_INITCALL_LEVEL
		       : -1;
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

gboolean scan_initcalls_always(const struct ctext_outline *outline)
{
	guint n;
	const struct ctext_macro *macros = ctext_macros(outline, &n);

	for (guint i = 0; i < n; i++) {
		g_autoptr(GPtrArray) around = NULL;

		if (scan_initcall_rank(macros[i].name) < 0)
			continue;
		around = ctext_conditions_at(outline, macros[i].start);
		if (!around->len)
			return TRUE;
	}
	return FALSE;
}

static void blank(char *text, const struct ctext_macro *macro)
{
	for (gsize at = macro->start; at < macro->end; at++)
		if (text[at] != '\n')
			text[at] = ' ';
}

gboolean scan_macros_cut(const struct ctext_outline *outline, char *text, const GArray *lines,
			 GPtrArray *edits)
{
	guint n, before = edits->len;
	const struct ctext_macro *macros = ctext_macros(outline, &n);
	const struct ctext_macro *main = scan_initcall_main(outline);

	for (guint i = 0; i < n; i++) {
		guint last = ctext_line_at(outline, macros[i].end ? macros[i].end - 1 : 0);
		gboolean hit = FALSE;

		for (guint l = 0; l < lines->len; l++)
			hit |= g_array_index(lines, guint, l) >= macros[i].line &&
			       g_array_index(lines, guint, l) <= last;
		/* blank already: an earlier round cut it */
		if (!hit || &macros[i] == main || text[macros[i].start] == ' ')
			continue;
		blank(text, &macros[i]);
		g_ptr_array_add(edits, g_strdup_printf("left out %s(%s), which only the image has",
						       macros[i].name,
						       macros[i].n_args ? macros[i].args[0] : ""));
	}
	return edits->len > before;
}

char *scan_initcalls_cut(const struct ctext_outline *outline, GPtrArray *edits)
{
	const struct ctext_macro *main = scan_initcall_main(outline), *macros;
	g_autofree char *text = NULL;
	gsize len;
	guint n;

	text = g_strdup(ctext_outline_text(outline, &len));
	macros = ctext_macros(outline, &n);
	for (guint i = 0; i < n; i++) {
		const struct ctext_macro *macro = &macros[i];

		if (macro == main || scan_initcall_rank(macro->name) < 0)
			continue;
		blank(text, macro);
		g_ptr_array_add(edits,
				g_strdup_printf("left out the further init call %s(%s)",
						macro->name, macro->n_args ? macro->args[0] : ""));
	}
	return g_steal_pointer(&text);
}

/* whose function a series lets the module's own driver call; in a module they leave nothing of it */
static const char *const kept[] = {"CLK_OF_DECLARE", NULL};

char *scan_tables_kept(const struct ctext_outline *outline)
{
	guint n;
	const struct ctext_macro *macros = ctext_macros(outline, &n);
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < n; i++) {
		const char *function = macros[i].n_args == 3 ? macros[i].args[2] : NULL;

		if (function && g_strv_contains(kept, macros[i].name) &&
		    ctext_find_function(outline, function))
			g_string_append_printf(names, "%s, ", function);
	}
	if (!names->len)
		return NULL;
	return g_strdup_printf("\nstatic const void *const modsplit_kept[] "
			       "__attribute__((used)) = { %s};\n",
			       names->str);
}
