/* SPDX-License-Identifier: GPL-2.0-only */
#include "conf/simplify.h"
#include "conf/unmet.h"
#include "conf/value.h"
#include "modes/modes.h"
#include "store/files.h"

#define MAX_LOCATION 8

static void print_condition(const struct kconf *kconf, const struct kconf_expr *expr,
			    const char *title, GString *out)
{
	if (kconf_expr_is_yes(kconf, expr))
		return;
	g_string_append(out, title);
	conf_print_expr(kconf, expr, TRUE, out);
	g_string_append_c(out, '\n');
}

static const char *title_of(const struct kconf_menu *menu)
{
	if (menu->prompt)
		return menu->prompt->text;
	return menu->symbol && menu->symbol->name ? menu->symbol->name : "(null)";
}

static void print_location(struct kconf *kconf, struct kconf_menu *menu, GString *out)
{
	struct kconf_menu *way[MAX_LOCATION];
	guint n = 0;

	for (; menu != &kconf->root && n < MAX_LOCATION; menu = menu->parent) {
		way[n++] = menu;
		conf_menu_visible(kconf, menu);
	}
	g_string_append(out, "  Location:\n");
	for (int indent = 4; n > 0; indent += 2) {
		menu = way[--n];
		g_string_append_printf(out, "%*c-> %s", indent, ' ', title_of(menu));
		if (menu->symbol)
			g_string_append_printf(out, " (%s [=%s])",
					       menu->symbol->name ? menu->symbol->name : "<choice>",
					       conf_text(kconf, menu->symbol));
		g_string_append_c(out, '\n');
	}
}

static void print_definitions(struct kconf *kconf, const struct kconf_symbol *symbol, GString *out)
{
	for (struct kconf_menu *menu = symbol->definitions; menu; menu = menu->next_definition) {
		const struct kconf_prop *prompt = menu->prompt;

		if (!prompt)
			continue;
		g_string_append_printf(out, "Defined at %s:%u\n  Prompt: %s\n", menu->file,
				       menu->line, prompt->text);
		print_condition(kconf, menu->depends, "  Depends on: ", out);
		if (!conf_expr_eq(kconf, menu->depends, prompt->cond))
			print_condition(kconf, prompt->cond, "  Visible if: ", out);
		print_location(kconf, menu, out);
	}
	for (struct kconf_menu *menu = symbol->definitions; menu; menu = menu->next_definition) {
		if (menu->prompt)
			continue;
		g_string_append_printf(out, "Defined at %s:%u\n", menu->file, menu->line);
		print_condition(kconf, menu->depends, "  Depends on: ", out);
	}
}

static void print_targets(const struct kconf *kconf, const struct kconf_symbol *symbol,
			  enum kconf_prop_kind kind, const char *title, GString *out)
{
	gboolean any = FALSE;

	for (const struct kconf_prop *prop = symbol->props; prop; prop = prop->next) {
		if (prop->kind != kind)
			continue;
		g_string_append(out, any ? " && " : title);
		conf_print_expr(kconf, prop->expr, TRUE, out);
		any = TRUE;
	}
	if (any)
		g_string_append_c(out, '\n');
}

static void print_selectors(struct kconf *kconf, const struct kconf_dependency *reasons,
			    const char *verb, GString *out)
{
	static const char *const words[] = {"n", "m", "y"};

	for (int tri = KCONF_Y; reasons->expr && tri >= KCONF_N; tri--) {
		g_autofree char *title = g_strdup_printf("%s by [%s]:\n", verb, words[tri]);

		conf_print_reasons(kconf, reasons->expr, (enum kconf_tri)tri, title, out);
	}
}

static void print_symbol(struct kconf *kconf, const struct kconf_symbol *symbol, GString *out)
{
	if (symbol->name) {
		const struct kconf_prop *range = NULL;

		g_string_append_printf(out, "Symbol: %s [=%s]\nType  : %s\n", symbol->name,
				       conf_text(kconf, symbol), kconf_type_name(symbol->type));
		if (symbol->type == KCONF_INT || symbol->type == KCONF_HEX)
			range = conf_active_prop(kconf, symbol, KCONF_BOUNDS);
		if (range) {
			g_string_append(out, "Range : ");
			conf_print_expr(kconf, range->expr, TRUE, out);
			g_string_append_c(out, '\n');
		}
	}
	print_definitions(kconf, symbol, out);
	print_targets(kconf, symbol, KCONF_SELECT, "Selects: ", out);
	print_selectors(kconf, &symbol->selected, "Selected", out);
	print_targets(kconf, symbol, KCONF_IMPLY, "Implies: ", out);
	print_selectors(kconf, &symbol->implied, "Implied", out);
	g_string_append(out, "\n\n");
}

char *conf_help_text(struct kconf *kconf, struct kconf_menu *menu)
{
	const struct kconf_symbol *symbol = menu->symbol;
	GString *out = g_string_new(NULL);

	if (menu->help && symbol->name)
		g_string_append_printf(out, "%s%s:\n\n", conf_prefix(kconf), symbol->name);
	g_string_append_printf(out, "%s\n",
			       menu->help ? menu->help
					  : "There is no help available for this option.");
	if (symbol)
		print_symbol(kconf, symbol, out);
	return g_string_free(out, FALSE);
}
