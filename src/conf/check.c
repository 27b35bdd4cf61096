/* SPDX-License-Identifier: GPL-2.0-only */
/* Loops of dependencies: depth first over all that a symbol's value hangs on. */
#include "conf/finalize.h"

/* Symbols on one way: evaluating it recurses as deep. The longest of a kernel has below 100 */
#define MAX_STEPS 8000

enum link { DIRECT, SELECTED, IMPLIED, CONDITION, DEFAULT_VALUE };

/* A symbol on the way, and by which of its expressions the way goes on */
struct step {
	struct kconf_symbol *symbol;
	const struct kconf_prop *prop;
	enum link link;
};

struct check {
	struct kconf *kconf;
	GArray *steps;    /* struct step */
	GPtrArray *loops; /* what is told at the end of all: struct note */
	gboolean too_deep, looped;
};

struct note {
	const struct kconf_menu *menu;
	char *text;
};

static struct kconf_symbol *check_symbol(struct check *check, struct kconf_symbol *symbol);

static const char *name_of(const struct kconf_symbol *symbol)
{
	return symbol->name ? symbol->name : "<choice>";
}

static const char *kind_word(const struct kconf_prop *prop)
{
	static const char *const words[] = {"prompt", "comment", "menu", "default",
					    "select", "imply",   "range"};

	return prop ? words[prop->kind] : "unknown";
}

static gboolean is_choice(const struct kconf_symbol *symbol)
{
	return (symbol->flags & KCONF_CHOICE) != 0;
}

static const struct kconf_menu *choice_of(const struct check *check,
					  const struct kconf_symbol *symbol)
{
	return conf_choice_of(check->kconf, symbol);
}

/* --- words ------------------------------------------------------------------------------ */

/* How a step leads to the next one: "symbol A depends on B" */
static void describe(const struct check *check, const struct step *step,
		     const struct kconf_symbol *next, GString *out)
{
	const char *name = name_of(step->symbol);
	const struct kconf_menu *choice;
	gboolean modes = !check->kconf->dialect->member_lists;

	if (modes && is_choice(step->symbol)) {
		g_string_append_printf(out, "choice %s contains symbol %s", name, name_of(next));
		return;
	}
	if (modes && (step->symbol->flags & KCONF_MEMBER)) {
		g_string_append_printf(out, "symbol %s is part of choice %s", name, name_of(next));
		return;
	}
	if (!modes && is_choice(next)) {
		choice = next->definitions;
		g_string_append_printf(out, "symbol %s is part of choice block at %s:%u", name,
				       choice->file, choice->line);
		return;
	}
	g_string_append_printf(out, "symbol %s ", name);
	switch (step->link) {
	case DIRECT:
		g_string_append(out, "depends on");
		break;
	case SELECTED:
		g_string_append(out, "is selected by");
		break;
	case IMPLIED:
		g_string_append(out, "is implied by");
		break;
	case DEFAULT_VALUE:
		g_string_append_printf(out, "%s value contains", kind_word(step->prop));
		break;
	case CONDITION:
		g_string_append_printf(out, "%s is visible depending on", kind_word(step->prop));
		break;
	}
	g_string_append_printf(out, " %s", name_of(next));
}

/* In 6.1 each line began with the place of the property */
static void place(const struct check *check, const struct step *step, GString *out)
{
	const struct kconf_prop *prop = step->prop ? step->prop : step->symbol->props;
	const struct kconf_menu *menu = step->symbol->definitions;

	if (check->kconf->dialect->member_lists)
		return;
	if (prop && !is_choice(step->symbol) && step->prop)
		g_string_append_printf(out, "%s:%u:", prop->file, prop->line);
	else if (menu)
		g_string_append_printf(out, "%s:%u:", menu->file, menu->line);
}

static void note_loop(struct check *check, guint first, const struct kconf_symbol *last)
{
	GString *text = g_string_new("recursive dependency: ");
	struct note *note = g_new0(struct note, 1);

	for (guint i = first; i < check->steps->len; i++)
		g_string_append_printf(text, "%s -> ",
				       name_of(g_array_index(check->steps, struct step, i).symbol));
	g_string_append(text, name_of(last));
	note->text = g_string_free(text, FALSE);
	note->menu = last->definitions;
	g_ptr_array_add(check->loops, note);
}

static void tell_loop(struct check *check, struct kconf_symbol *last)
{
	const struct kconf_menu *choice = choice_of(check, last);
	g_autoptr(GString) out = g_string_new(NULL);
	guint kept = check->steps->len, first = kept;

	if (choice) {
		struct step step = {.symbol = last, .link = CONDITION};

		g_array_append_val(check->steps, step);
		last = choice->symbol;
	}
	for (guint i = check->steps->len; i > 0; i--)
		if (g_array_index(check->steps, struct step, i - 1).symbol == last) {
			first = i - 1;
			break;
		}
	for (guint i = first; i < check->steps->len; i++) {
		const struct step *step = &g_array_index(check->steps, struct step, i);
		const struct kconf_symbol *next =
			i + 1 < check->steps->len
				? g_array_index(check->steps, struct step, i + 1).symbol
				: last;

		if (step->symbol == last) {
			place(check, step, out);
			g_string_append(out, "error: recursive dependency detected!\n");
		}
		place(check, step, out);
		g_string_append_c(out, '\t');
		describe(check, step, next, out);
		g_string_append_c(out, '\n');
	}
	kconf_err(check->kconf->talk,
		  "%sFor a resolution refer to Documentation/kbuild/kconfig-language.rst\n"
		  "subsection \"Kconfig recursive dependency limitations\"\n\n",
		  out->str);
	note_loop(check, first, last);
	g_array_set_size(check->steps, kept);
}

/* --- the walk --------------------------------------------------------------------------- */

static void push(struct check *check, struct kconf_symbol *symbol)
{
	struct step step = {.symbol = symbol, .link = CONDITION};

	g_array_append_val(check->steps, step);
}

static void pop(struct check *check)
{
	g_array_set_size(check->steps, check->steps->len - 1);
}

static void set_step(struct check *check, const struct kconf_prop *prop, enum link link)
{
	struct step *step = &g_array_index(check->steps, struct step, check->steps->len - 1);

	step->prop = prop;
	step->link = link;
}

static struct kconf_symbol *check_expr(struct check *check, const struct kconf_expr *expr)
{
	struct kconf_symbol *found;

	if (!expr)
		return NULL;
	switch (expr->op) {
	case KCONF_AND:
	case KCONF_OR:
		found = check_expr(check, expr->left.expr);
		return found ? found : check_expr(check, expr->right.expr);
	case KCONF_NOT:
		return check_expr(check, expr->left.expr);
	case KCONF_SYMBOL:
		return check_symbol(check, expr->left.symbol);
	default:
		found = check_symbol(check, expr->left.symbol);
		return found ? found : check_symbol(check, expr->right.symbol);
	}
}

static struct kconf_symbol *check_props(struct check *check, const struct kconf_symbol *symbol)
{
	struct kconf_symbol *found;

	for (const struct kconf_prop *prop = symbol->props; prop; prop = prop->next) {
		if (prop->kind == KCONF_SELECT || prop->kind == KCONF_IMPLY)
			continue;
		set_step(check, prop, CONDITION);
		found = check_expr(check, prop->cond);
		if (found)
			return found;
		if (prop->kind != KCONF_DEFAULT || is_choice(symbol))
			continue;
		set_step(check, prop, DEFAULT_VALUE);
		found = check_expr(check, prop->expr);
		if (found)
			return found;
	}
	return NULL;
}

static struct kconf_symbol *check_dependencies(struct check *check, struct kconf_symbol *symbol)
{
	struct kconf_symbol *found;

	push(check, symbol);
	set_step(check, NULL, DIRECT);
	found = check_expr(check, symbol->direct.expr);
	if (!found) {
		set_step(check, NULL, SELECTED);
		found = check_expr(check, symbol->selected.expr);
	}
	if (!found) {
		set_step(check, NULL, IMPLIED);
		found = check_expr(check, symbol->implied.expr);
	}
	if (!found)
		found = check_props(check, symbol);
	pop(check);
	return found;
}

/* The members of a choice: by place, or by the list that was made of them */
static GPtrArray *members_of(const struct check *check, struct kconf_symbol *choice)
{
	struct kconf_menu *menu = choice->definitions;
	GPtrArray *members = g_ptr_array_new();

	if (!check->kconf->dialect->member_lists) {
		for (guint i = 0; i < menu->members->len; i++)
			g_ptr_array_add(members, menu->members->pdata[i]);
		return members;
	}
	for (struct kconf_menu *child = kconf_next_menu(menu, menu); child;
	     child = kconf_next_menu(child, menu))
		if (child->symbol)
			g_ptr_array_add(members, child->symbol);
	return members;
}

static struct kconf_symbol *check_choice(struct check *check, struct kconf_symbol *choice)
{
	g_autoptr(GPtrArray) members = members_of(check, choice);
	struct kconf_symbol *found;
	const struct kconf_menu *around;

	push(check, choice);
	for (guint i = 0; i < members->len; i++)
		((struct kconf_symbol *)members->pdata[i])->flags |= KCONF_CHECK | KCONF_CHECKED;
	choice->flags |= KCONF_CHECK | KCONF_CHECKED;
	found = check_dependencies(check, choice);
	choice->flags &= ~(guint)KCONF_CHECK;
	for (guint i = 0; !found && i < members->len; i++)
		found = check_dependencies(check, members->pdata[i]);
	for (guint i = 0; i < members->len; i++)
		((struct kconf_symbol *)members->pdata[i])->flags &= ~(guint)KCONF_CHECK;
	around = found ? choice_of(check, found) : NULL;
	if (around && around->symbol == choice)
		found = choice;
	pop(check);
	return found;
}

static struct kconf_symbol *check_symbol(struct check *check, struct kconf_symbol *symbol)
{
	const struct kconf_menu *choice;
	struct kconf_symbol *found;

	if (symbol->flags & KCONF_CHECK) {
		tell_loop(check, symbol);
		return symbol;
	}
	if (symbol->flags & KCONF_CHECKED)
		return NULL;
	if (check->steps->len >= MAX_STEPS) {
		check->too_deep = TRUE;
		return NULL;
	}
	choice = choice_of(check, symbol);
	if (choice) {
		push(check, symbol);
		found = check_symbol(check, choice->symbol);
		pop(check);
		return found;
	}
	if (is_choice(symbol))
		return check_choice(check, symbol);
	symbol->flags |= KCONF_CHECK | KCONF_CHECKED;
	found = check_dependencies(check, symbol);
	symbol->flags &= ~(guint)KCONF_CHECK;
	return found;
}

static void free_note(gpointer data)
{
	struct note *note = data;

	g_free(note->text);
	g_free(note);
}

static void check_all(struct check *check)
{
	struct kconf *kconf = check->kconf;

	if (kconf->dialect->member_lists) {
		for (struct kconf_menu *menu = kconf_next_menu(&kconf->root, NULL); menu;
		     menu = kconf_next_menu(menu, NULL))
			if (menu->symbol && check_symbol(check, menu->symbol))
				check->looped = TRUE;
		return;
	}
	KCONF_EACH_SYMBOL(kconf, bucket, symbol)
	if (check_symbol(check, symbol))
		check->looped = TRUE;
}

gboolean conf_check_loops(struct kconf *kconf)
{
	struct check check = {.kconf = kconf};
	guint n_loops;

	check.steps = g_array_new(FALSE, FALSE, sizeof(struct step));
	check.loops = g_ptr_array_new_with_free_func(free_note);
	check_all(&check);
	n_loops = check.loops->len;
	if (check.looped && !n_loops)
		kconf->errors++;
	if (check.too_deep) {
		kconf_wrong(kconf, "%s:1: the dependencies are nested more than %d deep\n",
			    kconf->root.list->file, MAX_STEPS);
	}
	for (guint i = 0; i < n_loops; i++) {
		const struct note *note = check.loops->pdata[i];

		kconf_wrong_at(kconf, note->menu->file, note->menu->line, note->menu->span.column,
			       note->text);
	}
	g_array_unref(check.steps);
	g_ptr_array_unref(check.loops);
	return n_loops == 0;
}
