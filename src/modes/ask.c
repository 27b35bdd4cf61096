/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include "conf/value.h"
#include "modes/modes.h"

#define MAX_ANSWER 4096

/* A round of questions */
struct asker {
	struct kconf *kconf;
	enum conf_mode mode;
	struct kconf_menu *top; /* the menu whose questions are asked */
	int indent;
	guint n_restarts;
	char answer[MAX_ANSWER];
	gboolean ended; /* the input */
	gboolean stopped;
};

static void ask_menu(struct asker *asker, struct kconf_menu *menu);
static void ask_new(struct asker *asker, struct kconf_menu *menu);

static void say(const struct asker *asker, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void say(const struct asker *asker, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	kconf_out(asker->kconf->talk, "%s", text);
}

static gboolean get_answer(struct asker *asker)
{
	const struct kconf_talk *talk = asker->kconf->talk;

	if (talk->ask && talk->ask(talk->data, asker->answer, sizeof(asker->answer)))
		return TRUE;
	asker->ended = TRUE;
	kconf_err(talk, "\nError in reading or end of file.\n");
	return FALSE;
}

static void say_help(struct asker *asker, struct kconf_menu *menu)
{
	g_autofree char *text = conf_help_text(asker->kconf, menu);

	say(asker, "\n%s\n", text);
}

/* Asks, unless the answer is known; FALSE: it is */
static gboolean ask_value(struct asker *asker, const struct kconf_symbol *symbol, const char *now)
{
	gboolean all = asker->mode != CONF_OLDCONFIG && asker->mode != CONF_SYNCCONFIG;

	if (!conf_has_user(symbol))
		say(asker, "(NEW) ");
	strcpy(asker->answer, "\n");
	if (!conf_is_changeable(asker->kconf, symbol) || (!all && conf_has_user(symbol))) {
		say(asker, "%s\n", now ? now : "");
		return FALSE;
	}
	get_answer(asker);
	return TRUE;
}

/* What a text was answered with; NULL: nothing to be set */
static const char *text_answer(struct asker *asker, struct kconf_menu *menu, const char *now)
{
	if (asker->answer[0] == '\n')
		return now;
	if (asker->answer[0] == '?' && asker->answer[1] == '\n') {
		say_help(asker, menu);
		return NULL;
	}
	if (*asker->answer)
		asker->answer[strlen(asker->answer) - 1] = '\0';
	return asker->answer;
}

static void ask_text(struct asker *asker, struct kconf_menu *menu)
{
	struct kconf_symbol *symbol = menu->symbol;

	while (!asker->stopped) {
		const char *now = conf_text(asker->kconf, symbol);

		say(asker, "%*s%s (%s) ", asker->indent - 1, "", menu->prompt->text, symbol->name);
		if (now)
			say(asker, "[%s] ", now);
		if (!ask_value(asker, symbol, now))
			return;
		now = text_answer(asker, menu, now);
		if (now && conf_set_text(asker->kconf, symbol, now))
			return;
		if (!asker->ended)
			continue;
		if (asker->kconf->dialect->stops_at_end)
			kconf_err(asker->kconf->talk,
				  "\nerror: no value for new symbol '%s' at end of input\n",
				  symbol->name);
		asker->stopped = TRUE;
	}
}

static void say_choices(struct asker *asker, const struct kconf_symbol *symbol)
{
	static const char capital[] = "NMY";

	say(asker, "[%c", capital[symbol->value.tri]);
	for (int tri = KCONF_N; tri <= KCONF_Y; tri++)
		if (symbol->value.tri != (enum kconf_tri)tri &&
		    conf_tri_allowed(asker->kconf, symbol, (enum kconf_tri)tri))
			say(asker, "/%c", "nmy"[tri]);
	say(asker, "/?] ");
}

/* n, no, m, y, yes; nothing: as it is. FALSE: none of these */
static gboolean tri_answer(const char *answer, enum kconf_tri now, enum kconf_tri *tri)
{
	if (!*answer)
		*tri = now;
	else if (!strcmp(answer, "n") || !strcmp(answer, "N") || !strcmp(answer, "no") ||
		 !strcmp(answer, "No"))
		*tri = KCONF_N;
	else if (!strcmp(answer, "m") || !strcmp(answer, "M"))
		*tri = KCONF_M;
	else if (!strcmp(answer, "y") || !strcmp(answer, "Y") || !strcmp(answer, "yes") ||
		 !strcmp(answer, "Yes"))
		*tri = KCONF_Y;
	else
		return FALSE;
	return TRUE;
}

static void ask_tri(struct asker *asker, struct kconf_menu *menu)
{
	struct kconf_symbol *symbol = menu->symbol;

	while (!asker->stopped) {
		enum kconf_tri now = symbol->value.tri, tri;

		say(asker, "%*s%s ", asker->indent - 1, "", menu->prompt->text);
		if (symbol->name)
			say(asker, "(%s) ", symbol->name);
		say_choices(asker, symbol);
		if (!ask_value(asker, symbol, conf_text(asker->kconf, symbol)))
			return;
		g_strstrip(asker->answer);
		if (tri_answer(asker->answer, now, &tri)) {
			if (conf_set_tri(asker->kconf, symbol, tri))
				return;
			say_help(asker, menu);
		} else if (asker->answer[0] == '?') {
			say_help(asker, menu);
		}
		asker->stopped = asker->ended;
	}
}

/* --- choices ---------------------------------------------------------------------------- */

/* Lists the members; how many there are, which one is chosen, and whether one is new */
static int list_members(struct asker *asker, struct kconf_menu *menu,
			const struct kconf_symbol *chosen, int *chosen_number, gboolean *is_new)
{
	int n = 0;

	for (struct kconf_menu *child = menu->list; child; child = child->next) {
		if (!conf_menu_visible(asker->kconf, child))
			continue;
		if (!child->symbol) {
			say(asker, "%*c %s\n", asker->indent, '*', child->prompt->text);
			continue;
		}
		n++;
		if (child->symbol == chosen)
			*chosen_number = n;
		say(asker, "%*c %d. %s", asker->indent, child->symbol == chosen ? '>' : ' ', n,
		    child->prompt->text);
		if (child->symbol->name)
			say(asker, " (%s)", child->symbol->name);
		if (!conf_has_user(child->symbol)) {
			if (asker->kconf->dialect->member_lists)
				*is_new = TRUE;
			say(asker, " (NEW)");
		}
		say(asker, "\n");
	}
	return n;
}

static struct kconf_menu *member_number(struct asker *asker, struct kconf_menu *menu, int number)
{
	for (struct kconf_menu *child = menu->list; child; child = child->next)
		if (child->symbol && conf_menu_visible(asker->kconf, child) && --number == 0)
			return child;
	return NULL;
}

/* The number that was answered; 0: ask again */
static int number_answer(struct asker *asker, struct kconf_menu *menu, int chosen, gboolean is_new)
{
	gboolean asks =
		asker->mode == CONF_OLDASKCONFIG ||
		((asker->mode == CONF_OLDCONFIG || asker->mode == CONF_SYNCCONFIG) && is_new);

	if (!asks) {
		say(asker, "%d\n", chosen);
		return chosen;
	}
	get_answer(asker);
	g_strstrip(asker->answer);
	if (asker->answer[0] == '?') {
		say_help(asker, menu);
		return 0;
	}
	if (!asker->answer[0])
		return chosen;
	return g_ascii_isdigit(asker->answer[0]) ? atoi(asker->answer) : 0;
}

static const struct kconf_symbol *chosen_of(struct asker *asker, struct kconf_menu *menu)
{
	if (asker->kconf->dialect->member_lists)
		return conf_calc_choice(asker->kconf, menu);
	return menu->symbol->value.chosen;
}

/* One list and its answer; NULL: ask again */
static struct kconf_menu *ask_member(struct asker *asker, struct kconf_menu *menu, gboolean is_new)
{
	const struct kconf_symbol *chosen;
	struct kconf_menu *child;
	int n, number = 0;

	say(asker, "%*s%s\n", asker->indent - 1, "", menu->prompt->text);
	chosen = chosen_of(asker, menu);
	asker->answer[0] = '\0';
	n = list_members(asker, menu, chosen, &number, &is_new);
	say(asker, "%*schoice", asker->indent - 1, "");
	if (n == 1) {
		say(asker, "[1]: 1\n");
		return member_number(asker, menu, 1);
	}
	say(asker, "[1-%d?]: ", n);
	number = number_answer(asker, menu, number, is_new);
	child = number ? member_number(asker, menu, number) : NULL;
	if (child && asker->answer[0] && asker->answer[strlen(asker->answer) - 1] == '?') {
		say_help(asker, child);
		return NULL;
	}
	return child;
}

/* The mode of an old choice: TRUE if a member is to be asked for, else all is said */
static gboolean ask_mode(struct asker *asker, struct kconf_menu *menu)
{
	struct kconf_symbol *symbol = menu->symbol;

	if (conf_is_changeable(asker->kconf, symbol)) {
		ask_tri(asker, menu);
		conf_calc(asker->kconf, symbol);
	} else if (symbol->value.tri == KCONF_M) {
		say(asker, "%*s%s\n", asker->indent - 1, "", menu->prompt->text);
	}
	return symbol->value.tri == KCONF_Y;
}

static void ask_choice(struct asker *asker, struct kconf_menu *menu)
{
	gboolean modes = !asker->kconf->dialect->member_lists;
	gboolean is_new = modes && !conf_has_user(menu->symbol);
	struct kconf_menu *child = NULL;

	if (modes && !ask_mode(asker, menu))
		return;
	while (!child && !asker->stopped) {
		child = ask_member(asker, menu, is_new);
		asker->stopped |= !child && asker->ended;
	}
	if (!child)
		return;
	if (!modes) {
		conf_choose(asker->kconf, menu, child->symbol);
		return;
	}
	conf_set_tri(asker->kconf, child->symbol, KCONF_Y);
	asker->indent += 2;
	for (child = child->list; child; child = child->next)
		ask_menu(asker, child);
	asker->indent -= 2;
}

/* --- menus ------------------------------------------------------------------------------ */

static void ask_symbol(struct asker *asker, struct kconf_menu *menu)
{
	switch (menu->symbol->type) {
	case KCONF_INT:
	case KCONF_HEX:
	case KCONF_STRING:
		ask_text(asker, menu);
		break;
	default:
		ask_tri(asker, menu);
	}
}

static void ask_menu(struct asker *asker, struct kconf_menu *menu)
{
	struct kconf_symbol *symbol = menu->symbol;
	const struct kconf_prop *prompt = menu->prompt;

	if (asker->stopped || !conf_menu_visible(asker->kconf, menu))
		return;
	if (prompt->kind == KCONF_MENU && asker->mode != CONF_OLDASKCONFIG && asker->top != menu) {
		ask_new(asker, menu);
		return;
	}
	if (prompt->kind == KCONF_MENU || prompt->kind == KCONF_COMMENT)
		say(asker, "%*c\n%*c %s\n%*c\n", asker->indent, '*', asker->indent, '*',
		    prompt->text, asker->indent, '*');
	if (symbol && (symbol->flags & KCONF_CHOICE)) {
		ask_choice(asker, menu);
		if (asker->kconf->dialect->member_lists || symbol->value.tri != KCONF_M)
			return;
	} else if (symbol) {
		ask_symbol(asker, menu);
	}
	asker->indent += symbol ? 2 : 0;
	for (struct kconf_menu *child = menu->list; child; child = child->next)
		ask_menu(asker, child);
	asker->indent -= symbol ? 2 : 0;
}

static struct kconf_menu *menu_around(struct asker *asker, struct kconf_menu *menu)
{
	while (menu != &asker->kconf->root && !(menu->prompt && menu->prompt->kind == KCONF_MENU))
		menu = menu->parent;
	return menu;
}

/* A symbol that has no value yet: listed, explained or asked for with the menu around it */
static void meet_new(struct asker *asker, struct kconf_menu *menu)
{
	g_autofree char *help = NULL;

	if (asker->mode == CONF_LISTNEWCONFIG) {
		g_autoptr(GString) out = g_string_new(NULL);

		if (menu->symbol->name)
			conf_print_symbol(asker->kconf, menu->symbol, CONF_UNSET_AS_N, TRUE, out);
		say(asker, "%s", out->str);
		return;
	}
	if (asker->mode == CONF_HELPNEWCONFIG) {
		help = conf_help_text(asker->kconf, menu);
		say(asker, "-----\n\n%s\n-----\n", help);
		return;
	}
	if (!asker->n_restarts++)
		say(asker, "*\n* Restart config...\n*\n");
	asker->top = menu_around(asker, menu);
	ask_menu(asker, asker->top);
}

static gboolean is_news(const struct asker *asker, const struct kconf_symbol *symbol)
{
	if (!symbol || conf_has_user(symbol))
		return FALSE;
	if (conf_is_changeable(asker->kconf, symbol))
		return TRUE;
	return !asker->kconf->dialect->member_lists && (symbol->flags & KCONF_CHOICE) &&
	       symbol->value.tri == KCONF_Y;
}

static void ask_new(struct asker *asker, struct kconf_menu *menu)
{
	if (asker->stopped || !conf_menu_visible(asker->kconf, menu))
		return;
	if (is_news(asker, menu->symbol))
		meet_new(asker, menu);
	for (struct kconf_menu *child = menu->list; child; child = child->next)
		ask_new(asker, child);
}

gboolean conf_ask(struct kconf *kconf, enum conf_mode mode)
{
	struct asker asker = {.kconf = kconf, .mode = mode, .indent = 1};

	if (mode == CONF_OLDASKCONFIG) {
		asker.top = &kconf->root;
		ask_menu(&asker, &kconf->root);
		asker.mode = CONF_OLDCONFIG;
	}
	do {
		asker.n_restarts = 0;
		ask_new(&asker, &kconf->root);
	} while (asker.n_restarts && !asker.stopped);
	return !asker.stopped;
}
