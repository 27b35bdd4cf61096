/* SPDX-License-Identifier: GPL-2.0-only */
#include "why/search.h"

#include "conf/number.h"
#include "conf/value.h"
#include "modes/modes.h"

/* how often what is in the way is looked for, and how far */
#define MAX_ROUNDS 40
#define MAX_DEPTH 20

enum { START_CONFIG, START_YES, START_MOD, START_DEFAULT, START_NO, N_STARTS };

/* What the user says of a symbol */
struct said {
	struct kconf_value value;
	gboolean has;
};

struct conf_search {
	struct kconf *kconf;
	GPtrArray *symbols;       /* struct kconf_symbol, lent: those with a definition */
	GArray *starts[N_STARTS]; /* struct said, in the order of symbols; NULL: there is none */
	GArray *wishes;           /* struct conf_wish: what was asked for, then what that needs */
	guint asked;              /* so many of them were asked for */
};

static GArray *take(const struct conf_search *search)
{
	GArray *all = g_array_sized_new(FALSE, FALSE, sizeof(struct said), search->symbols->len);

	for (guint i = 0; i < search->symbols->len; i++) {
		const struct kconf_symbol *symbol = search->symbols->pdata[i];
		const struct said said = {symbol->user[KCONF_FROM_FILE], conf_has_user(symbol)};

		g_array_append_val(all, said);
	}
	return all;
}

static void forget(const struct conf_search *search)
{
	for (guint i = 0; i < search->symbols->len; i++) {
		struct kconf_symbol *symbol = search->symbols->pdata[i];

		symbol->flags &= ~(guint)KCONF_HAS_USER;
		symbol->user[KCONF_FROM_FILE] = (struct kconf_value){0};
	}
	conf_clear(search->kconf);
}

static void give(const struct conf_search *search, const GArray *all)
{
	for (guint i = 0; i < search->symbols->len; i++) {
		struct kconf_symbol *symbol = search->symbols->pdata[i];
		const struct said *said = &g_array_index(all, struct said, i);

		symbol->flags &= ~(guint)KCONF_HAS_USER;
		symbol->flags |= said->has ? KCONF_HAS_USER : 0;
		symbol->user[KCONF_FROM_FILE] = said->value;
	}
}

static GArray *filled(const struct conf_search *search, enum conf_fill how)
{
	forget(search);
	conf_fill(search->kconf, how, 0);
	return take(search);
}

struct conf_search *conf_search_new(struct conf_session *session, const char *config,
				    GError **error)
{
	struct conf_search *search = g_new0(struct conf_search, 1);

	search->kconf = session->kconf;
	search->symbols = g_ptr_array_new();
	search->wishes = g_array_new(FALSE, FALSE, sizeof(struct conf_wish));
	KCONF_EACH_SYMBOL(session->kconf, bucket, symbol)
	if (symbol->definitions)
		g_ptr_array_add(search->symbols, symbol);
	if (config) {
		if (!ms_kconfig_load(session, config, error)) {
			conf_search_free(search);
			return NULL;
		}
		search->starts[START_CONFIG] = take(search);
	}
	search->starts[START_YES] = filled(search, CONF_FILL_Y);
	search->starts[START_MOD] = filled(search, CONF_FILL_M);
	search->starts[START_NO] = filled(search, CONF_FILL_N);
	forget(search);
	search->starts[START_DEFAULT] = take(search);
	return search;
}

void conf_search_free(struct conf_search *search)
{
	if (!search)
		return;
	for (guint i = 0; i < N_STARTS; i++)
		g_clear_pointer(&search->starts[i], g_array_unref);
	g_ptr_array_unref(search->symbols);
	g_array_unref(search->wishes);
	g_free(search);
}

/* --- what is in the way ----------------------------------------------------------------------- */

static gboolean raise_to(struct conf_search *search, struct kconf_expr *expr, enum kconf_tri tri,
			 guint depth);

/* a further wish; FALSE if it is against another one, or no wish at all */
static gboolean wish(struct conf_search *search, struct kconf_symbol *symbol, enum kconf_tri tri,
		     gboolean up)
{
	const struct conf_wish fresh = {symbol, tri != KCONF_M || symbol->type == KCONF_TRISTATE
							? tri
						: up ? KCONF_Y
						     : KCONF_N};

	if ((symbol->flags & (KCONF_CONST | KCONF_CHOICE)) || !symbol->definitions ||
	    (symbol->type != KCONF_BOOL && symbol->type != KCONF_TRISTATE))
		return FALSE;
	for (guint i = 0; i < search->wishes->len; i++)
		if (g_array_index(search->wishes, struct conf_wish, i).symbol == symbol)
			return FALSE;
	g_array_append_val(search->wishes, fresh);
	return TRUE;
}

/* "X = m", to be true or not */
static gboolean settle(struct conf_search *search, const struct kconf_expr *expr, gboolean truth)
{
	const struct kconf *kconf = search->kconf;
	const struct kconf_symbol *right = expr->right.symbol;
	gboolean equal = (expr->op == KCONF_EQUAL) == truth;
	enum kconf_tri tri = right == &kconf->yes   ? KCONF_Y
			     : right == &kconf->mod ? KCONF_M
						    : KCONF_N;

	if ((expr->op != KCONF_EQUAL && expr->op != KCONF_UNEQUAL) ||
	    (right != &kconf->yes && right != &kconf->mod && right != &kconf->no))
		return FALSE;
	if (!equal)
		tri = tri == KCONF_N ? KCONF_Y : KCONF_N;
	return wish(search, expr->left.symbol, tri, tri != KCONF_N);
}

static gboolean lower_to(struct conf_search *search, struct kconf_expr *expr, enum kconf_tri tri,
			 guint depth)
{
	if (!expr || depth > MAX_DEPTH)
		return FALSE;
	if (conf_expr_value(search->kconf, expr) <= tri)
		return TRUE;
	switch (expr->op) {
	case KCONF_SYMBOL:
		return wish(search, expr->left.symbol, tri, FALSE);
	case KCONF_NOT:
		return raise_to(search, expr->left.expr, KCONF_Y - tri, depth + 1);
	case KCONF_AND:
		return lower_to(search, expr->left.expr, tri, depth + 1) ||
		       lower_to(search, expr->right.expr, tri, depth + 1);
	case KCONF_OR:
		return lower_to(search, expr->left.expr, tri, depth + 1) &&
		       lower_to(search, expr->right.expr, tri, depth + 1);
	default:
		return settle(search, expr, FALSE);
	}
}

static gboolean raise_to(struct conf_search *search, struct kconf_expr *expr, enum kconf_tri tri,
			 guint depth)
{
	if (!expr || conf_expr_value(search->kconf, expr) >= tri)
		return TRUE;
	if (depth > MAX_DEPTH)
		return FALSE;
	switch (expr->op) {
	case KCONF_SYMBOL:
		return wish(search, expr->left.symbol, tri, TRUE);
	case KCONF_NOT:
		return lower_to(search, expr->left.expr, KCONF_Y - tri, depth + 1);
	case KCONF_AND:
		return raise_to(search, expr->left.expr, tri, depth + 1) &&
		       raise_to(search, expr->right.expr, tri, depth + 1);
	case KCONF_OR:
		return raise_to(search, expr->left.expr, tri, depth + 1) ||
		       raise_to(search, expr->right.expr, tri, depth + 1);
	default:
		return settle(search, expr, TRUE);
	}
}

/* more wishes, with which this one may come true */
static gboolean clear_way(struct conf_search *search, const struct conf_wish *wished)
{
	struct kconf_symbol *symbol = wished->symbol;
	enum kconf_tri tri = wished->tri;

	if (symbol->value.tri > tri)
		return symbol->selected.tri > tri &&
		       lower_to(search, symbol->selected.expr, tri, 0);
	for (const struct kconf_prop *prop = symbol->props; prop; prop = prop->next)
		if (prop->kind == KCONF_PROMPT || prop->kind == KCONF_MENU)
			return raise_to(search, prop->cond, tri, 0);
	if (symbol->selected.expr && raise_to(search, symbol->selected.expr, tri, 0))
		return TRUE;
	for (const struct kconf_prop *prop = symbol->props; prop; prop = prop->next)
		if (prop->kind == KCONF_DEFAULT)
			return raise_to(search, prop->expr, tri, 0) &&
			       raise_to(search, prop->cond, tri, 0);
	return FALSE;
}

/* --- the search ------------------------------------------------------------------------------- */

/* the first wish from `first` on that is not so; NULL: all are */
static const struct conf_wish *unfulfilled(struct conf_search *search, guint first, guint last)
{
	for (guint i = first; i < last; i++) {
		const struct conf_wish *wished =
			&g_array_index(search->wishes, struct conf_wish, i);

		conf_calc(search->kconf, wished->symbol);
		if (wished->symbol->value.tri != wished->tri)
			return wished;
	}
	return NULL;
}

/* The innermost need first: what was wished for last is what all before it waits for. */
static const struct conf_wish *next_to_clear(struct conf_search *search)
{
	for (guint i = search->wishes->len; i-- > search->asked;) {
		const struct conf_wish *wished = unfulfilled(search, i, i + 1);

		if (wished)
			return wished;
	}
	return unfulfilled(search, 0, search->asked);
}

static gboolean holds_from(struct conf_search *search, const GArray *start)
{
	g_array_set_size(search->wishes, search->asked);
	give(search, start);
	for (guint round = 0; round < MAX_ROUNDS; round++) {
		const struct conf_wish *next;
		guint before = search->wishes->len;
		struct conf_wish copy;

		for (guint i = 0; i < before; i++) {
			const struct conf_wish *wished =
				&g_array_index(search->wishes, struct conf_wish, i);

			wished->symbol->user[KCONF_FROM_FILE].tri = wished->tri;
			wished->symbol->flags |= KCONF_HAS_USER;
		}
		conf_clear(search->kconf);
		if (!unfulfilled(search, 0, search->asked))
			return TRUE;
		next = next_to_clear(search);
		copy = *next;
		if (!clear_way(search, &copy) || search->wishes->len == before)
			return FALSE;
	}
	return FALSE;
}

const char *conf_search_find(struct conf_search *search, const struct conf_wish *wishes, guint n,
			     GPtrArray *also)
{
	static const char *const names[] = {".config", "allyesconfig", "allmodconfig",
					    "alldefconfig", "allnoconfig"};
	static const char *const words[] = {"n", "m", "y"};

	g_array_set_size(search->wishes, 0);
	g_array_append_vals(search->wishes, wishes, n);
	search->asked = n;
	for (guint s = 0; s < N_STARTS; s++) {
		if (!search->starts[s] || !holds_from(search, search->starts[s]))
			continue;
		for (guint i = n; i < search->wishes->len; i++) {
			const struct conf_wish *wished =
				&g_array_index(search->wishes, struct conf_wish, i);

			g_ptr_array_add(also, g_strdup_printf("%s=%s", wished->symbol->name,
							      words[wished->tri]));
		}
		return names[s];
	}
	return NULL;
}
