/* SPDX-License-Identifier: GPL-2.0-only */
#include "why/why.h"

#include <string.h>

#include "conf/number.h"
#include "conf/simplify.h"
#include "conf/unmet.h"
#include "conf/value.h"
#include "why/uses.h"

static const char *const tri_words[] = {"n", "m", "y"};

static gboolean is_logic(const struct kconf_symbol *symbol)
{
	return symbol->type == KCONF_BOOL || symbol->type == KCONF_TRISTATE;
}

static void line(GString *out, const char *file, guint number, const char *format, ...)
	G_GNUC_PRINTF(4, 5);
static void line(GString *out, const char *file, guint number, const char *format, ...)
{
	va_list args;

	g_string_append(out, "  ");
	va_start(args, format);
	g_string_append_vprintf(out, format, args);
	va_end(args);
	if (file)
		g_string_append_printf(out, "  (%s:%u)", file, number);
	g_string_append_c(out, '\n');
}

static char *text_of(const struct kconf *kconf, const struct kconf_expr *expr, gboolean values)
{
	GString *out = g_string_new(NULL);

	conf_print_expr(kconf, expr, values, out);
	return g_string_free(out, FALSE);
}

/* --- what makes the value --------------------------------------------------------------- */

struct conf_reasons {
	struct kconf *kconf;
	GHashTable *by; /* symbol -> GPtrArray of struct kconf_prop: selects and implies of it */
	const char *said_by;
};

static void free_list(gpointer list)
{
	g_ptr_array_unref(list);
}

struct conf_reasons *conf_reasons_new(struct kconf *kconf)
{
	struct conf_reasons *reasons = g_new0(struct conf_reasons, 1);

	reasons->kconf = kconf;
	reasons->said_by = "the .config";
	reasons->by = g_hash_table_new_full(NULL, NULL, NULL, free_list);
	KCONF_EACH_SYMBOL(kconf, bucket, other)
	for (struct kconf_prop *prop = other->props; prop; prop = prop->next) {
		struct kconf_symbol *target = kconf_prop_symbol(prop);
		GPtrArray *list;

		if ((prop->kind != KCONF_SELECT && prop->kind != KCONF_IMPLY) || !target)
			continue;
		list = g_hash_table_lookup(reasons->by, target);
		if (!list) {
			list = g_ptr_array_new();
			g_hash_table_insert(reasons->by, target, list);
		}
		g_ptr_array_add(list, prop);
	}
	return reasons;
}

void conf_reasons_free(struct conf_reasons *reasons)
{
	if (!reasons)
		return;
	g_hash_table_unref(reasons->by);
	g_free(reasons);
}

void conf_reasons_said_by(struct conf_reasons *reasons, const char *what)
{
	reasons->said_by = what;
}

/* Those that select or imply @symbol now */
static guint say_active(const struct conf_reasons *reasons, const struct kconf_symbol *symbol,
			enum kconf_prop_kind kind, GString *out)
{
	const GPtrArray *list = g_hash_table_lookup(reasons->by, symbol);
	guint n = 0;

	for (guint i = 0; list && i < list->len; i++) {
		const struct kconf_prop *prop = list->pdata[i];
		struct kconf_symbol *other = prop->menu->symbol;
		enum kconf_tri tri;

		if (prop->kind != kind)
			continue;
		conf_calc(reasons->kconf, other);
		tri = conf_expr_value(reasons->kconf, prop->cond);
		tri = MIN(tri, other->value.tri);
		if (tri == KCONF_N)
			continue;
		n++;
		line(out, prop->file, prop->line, "%s by %s, which is %s",
		     kind == KCONF_SELECT ? "selected" : "implied", other->name,
		     tri_words[other->value.tri]);
	}
	return n;
}

static void say_choice(struct kconf *kconf, const struct kconf_symbol *symbol, GString *out)
{
	const struct kconf_menu *choice = symbol->choice;
	const char *title = choice->prompt ? choice->prompt->text : "";

	if (symbol->value.tri == KCONF_Y)
		line(out, choice->file, choice->line, "it is the one taken of the choice '%s'%s",
		     title, conf_choice_default(kconf, choice) == symbol ? ", its default" : "");
	else
		line(out, choice->file, choice->line, "another one of the choice '%s' is taken",
		     title);
}

static void say_default(struct kconf *kconf, const struct kconf_symbol *symbol, GString *out)
{
	const struct kconf_prop *prop = conf_active_prop(kconf, symbol, KCONF_DEFAULT);
	g_autofree char *text = NULL;

	if (!prop) {
		line(out, NULL, 0, "%s",
		     symbol->direct.tri == KCONF_N ? "its dependencies are not met"
						   : "nothing gives it a value");
		return;
	}
	text = text_of(kconf, prop->expr, is_logic(symbol));
	line(out, prop->file, prop->line, "default %s", text);
}

static void say_user(const struct conf_reasons *reasons, const struct kconf_symbol *symbol,
		     GString *out)
{
	const struct kconf_value *user = &symbol->user[KCONF_FROM_FILE];
	const char *who = reasons->said_by;

	if (!is_logic(symbol))
		line(out, NULL, 0, "%s says \"%s\"", who, user->text);
	else if (user->tri > symbol->visible)
		line(out, NULL, 0, "%s says %s, its dependencies allow no more than %s", who,
		     tri_words[user->tri], tri_words[symbol->visible]);
	else
		line(out, NULL, 0, "%s says %s", who, tri_words[user->tri]);
}

static void say_makers(const struct conf_reasons *reasons, struct kconf_symbol *symbol,
		       GString *out)
{
	struct kconf *kconf = reasons->kconf;
	gboolean user = symbol->visible != KCONF_N && conf_has_user(symbol);
	guint n;

	if (symbol->choice && symbol->visible != KCONF_N) {
		say_choice(kconf, symbol, out);
		return;
	}
	n = say_active(reasons, symbol, KCONF_SELECT, out);
	if (user && (!n || symbol->user[KCONF_FROM_FILE].tri > symbol->selected.tri)) {
		say_user(reasons, symbol, out);
		return;
	}
	if (n && symbol->value.tri == symbol->selected.tri)
		return;
	n += say_active(reasons, symbol, KCONF_IMPLY, out);
	if (!n || conf_active_prop(kconf, symbol, KCONF_DEFAULT))
		say_default(kconf, symbol, out);
}

char *conf_why_short(const struct conf_reasons *reasons, struct kconf_symbol *symbol)
{
	g_autoptr(GString) out = g_string_new(NULL);
	char *text;

	conf_calc(reasons->kconf, symbol);
	say_makers(reasons, symbol, out);
	text = g_strndup(out->str, strcspn(out->str, "\n"));
	return g_strstrip(text);
}

/* --- what it hangs on ------------------------------------------------------------------- */

static void say_definition(struct kconf *kconf, struct kconf_menu *menu, GString *out)
{
	const struct kconf_prop *prompt = menu->prompt;

	line(out, menu->file, menu->line, "defined");
	if (prompt)
		line(out, prompt->file, prompt->line, "  prompt \"%s\", visible: %s", prompt->text,
		     tri_words[conf_expr_value(kconf, prompt->cond)]);
	if (!kconf_expr_is_yes(kconf, menu->depends)) {
		g_autofree char *text = text_of(kconf, menu->depends, TRUE);

		line(out, NULL, 0, "  depends on %s: %s", text,
		     tri_words[conf_expr_value(kconf, menu->depends)]);
	}
}

char *conf_why(const struct conf_reasons *reasons, struct kconf_symbol *symbol)
{
	struct kconf *kconf = reasons->kconf;
	GString *out = g_string_new(NULL);

	conf_calc(kconf, symbol);
	g_string_append_printf(out, "%s=%s  %s\n", symbol->name, conf_text(kconf, symbol),
			       kconf_type_name(symbol->type));
	say_makers(reasons, symbol, out);
	for (struct kconf_menu *menu = symbol->definitions; menu; menu = menu->next_definition)
		say_definition(kconf, menu, out);
	return g_string_free(out, FALSE);
}

/* --- who speaks of it ------------------------------------------------------------------- */

char *conf_who(struct kconf *kconf, const struct kconf_symbol *symbol)
{
	static const char *const verbs[] = {
		[CONF_USE_SELECT] = "selected by",      [CONF_USE_IMPLY] = "implied by",
		[CONF_USE_DEPENDS] = "depended on by",  [CONF_USE_AROUND] = "depended on by",
		[CONF_USE_DEFAULT] = "in a default of", [CONF_USE_CONDITION] = "in a condition of",
	};
	g_autoptr(GArray) uses = conf_uses_of(kconf, symbol);
	const struct kconf_prop *said = NULL;
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < uses->len; i++) {
		const struct conf_use *use = &g_array_index(uses, struct conf_use, i);
		const struct kconf_expr *where = use->prop ? use->prop->written : NULL;
		g_autofree char *cond = where ? text_of(kconf, where, FALSE) : NULL;
		const char *name = use->menu->symbol->name;

		/* a statement that names it twice is one answer */
		if (use->prop && use->prop == said)
			continue;
		said = use->prop;
		line(out, use->at->file, use->line, "%s %s%s%s", verbs[use->kind],
		     name ? name : "<choice>", cond ? " if " : "", cond ? cond : "");
	}
	return g_string_free(out, FALSE);
}
