/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "scan/border.h"
#include "scan/users.h"
#include "target/chain.h"

/* --- one reference ---------------------------------------------------------------------------- */

static void place_option(struct scan_context *context, struct crossing *row)
{
	const struct kconf_symbol *symbol =
		row->option ? scan_context_option(context, row->option) : NULL;
	const struct kconf_menu *menu = symbol ? symbol->definitions : NULL;

	while (menu && !menu->types && menu->next_definition)
		menu = menu->next_definition;
	if (!menu)
		return;
	/* where no definition gives a type, the first one counts */
	menu = menu->types ? menu : symbol->definitions;
	row->kconfig = g_strdup(conf_session_file(context->kconfig, menu));
	row->kconfig_line = menu->line;
}

/* is the file's one test of the option an IS_ENABLED()? */
static gboolean has_one_test(struct scan_context *context, const char *file, const char *option)
{
	const struct scan_text *text = file ? scan_context_text(context, file) : NULL;
	const struct ctext_config_test *tests = NULL;
	guint n = 0, found = 0, enabled = 0;

	if (text)
		tests = ctext_config_tests(text->outline, &n);
	for (guint i = 0; i < n; i++) {
		if (strcmp(tests[i].option, option))
			continue;
		found++;
		enabled += tests[i].kind == CTEXT_TEST_IS_ENABLED;
	}
	return found == 1 && enabled == 1;
}

static gboolean is_exported(const struct scan_target *target, const char *symbol)
{
	for (guint i = 0; i < target->driver->macros->len; i++) {
		const struct macro_use *macro = target->driver->macros->pdata[i];

		if (g_str_has_prefix(macro->name, "EXPORT_SYMBOL") && macro->args->len &&
		    !strcmp(macro->args->pdata[0], symbol))
			return TRUE;
	}
	return FALSE;
}

/* a reference with the same conditions has the same answer */
static const struct crossing *same_conditions(const struct driver *driver,
					      const struct crossing *row)
{
	for (guint i = 0; i < driver->crossings->len; i++) {
		const struct crossing *other = driver->crossings->pdata[i];

		if (!g_strcmp0(other->when, row->when) && !g_strcmp0(other->guard, row->guard) &&
		    !g_strcmp0(other->provider, row->provider))
			return other;
	}
	return NULL;
}

static void copy_strings(GPtrArray *to, const GPtrArray *from)
{
	for (guint i = 0; from && i < from->len; i++)
		g_ptr_array_add(to, g_strdup(from->pdata[i]));
}

static void ask(struct scan_border *border, const struct scan_target *target, const char *provided,
		struct crossing *row)
{
	const struct crossing *same = same_conditions(target->driver, row);
	const struct proof_reference reference = {row->when, row->guard, provided, row->provider};
	g_auto(proof_answer) answer = {0};

	if (same) {
		row->optional = same->optional;
		row->start = g_strdup(same->start);
		copy_strings(row->values, same->values);
		copy_strings(row->also, same->also);
		return;
	}
	proof_ask(border->proof, &reference, &answer);
	if (answer.problem)
		scan_problem(target->driver, row->file, row->line,
			     "whether '%s' links in every combination of y, m and n: %s",
			     row->symbol, answer.problem);
	row->optional = answer.optional;
	row->start = g_strdup(answer.start);
	copy_strings(row->values, answer.values);
	copy_strings(row->also, answer.also);
}

/* takes row */
static void finish(struct scan_border *border, const struct scan_target *target, const char *header,
		   const char *provided, struct crossing *row)
{
	struct scan_context *context = border->context;
	const char *const files[] = {header, row->file};

	if (!scan_border_proof(border, target)) {
		record_free(&model_crossing_type, row);
		return;
	}
	row->type = g_strdup(proof_type(border->proof, row->option));
	row->loops = row->option && proof_hangs_on(border->proof, row->provider, row->option);
	row->selected = proof_is_selected(border->proof, row->option);
	place_option(context, row);
	for (gsize i = 0; i < G_N_ELEMENTS(files) && !row->test_file; i++)
		if (has_one_test(context, files[i], row->provider))
			row->test_file = g_strdup(files[i]);
	ask(border, target, provided, row);
	g_ptr_array_add(target->driver->crossings, row);
}

/* --- who uses the driver ---------------------------------------------------------------------- */

static const char *object_of(const struct scan_target *target, const char *file)
{
	for (guint i = 0; i < target->driver->reverse->len; i++) {
		const struct reverse_reference *reverse = target->driver->reverse->pdata[i];

		if (!g_strcmp0(reverse->file, file))
			return reverse->object;
	}
	return NULL;
}

static void add_user(struct scan_border *border, const struct scan_target *target,
		     const struct scan_user *user)
{
	const char *object = object_of(target, user->file), *dot = strrchr(user->file, '.');
	g_autofree char *provided = g_strdup_printf("CONFIG_%s=y", target->driver->config);
	struct scan_built built;
	struct crossing *row;

	/* of what no makefile lists, only what is in the image is known to be built */
	if (!scan_chain_find(border->context, user->file, &built) && !object)
		return;
	row = record_new(&model_crossing_type);
	row->symbol = g_strdup(user->symbol);
	row->option = g_strdup(built.option);
	row->provider = g_strdup(target->driver->config);
	row->object = object ? g_strdup(object)
			     : g_strdup_printf("%.*s.o", (int)(dot - user->file), user->file);
	row->file = g_strdup(user->file);
	row->line = user->line;
	row->when = g_strdup(built.when ? built.when : "y");
	row->guard = g_strdup(user->guard);
	row->exported = is_exported(target, user->symbol);
	finish(border, target, user->header, provided, row);
	scan_built_clear(&built);
}

static const struct scan_user *find_user(const GPtrArray *users, const char *symbol,
					 const char *file)
{
	for (guint i = 0; i < users->len; i++) {
		const struct scan_user *user = users->pdata[i];

		if (!strcmp(user->symbol, symbol) && !strcmp(user->file, file))
			return user;
	}
	return NULL;
}

/* what objects of the image refer to counts, whether or not their text was seen to */
static void add_reverse(struct scan_border *border, const struct scan_target *target,
			const GPtrArray *names, GPtrArray *users)
{
	for (guint i = 0; i < target->driver->reverse->len; i++) {
		const struct reverse_reference *reverse = target->driver->reverse->pdata[i];
		struct scan_user unseen = {.symbol = reverse->symbol,
					   .file = reverse->file,
					   .line = reverse->line};

		if (!reverse->file)
			continue;
		if (!find_user(users, reverse->symbol, reverse->file))
			scan_users_in(border->context, names, reverse->file, users);
		if (!find_user(users, reverse->symbol, reverse->file))
			add_user(border, target, &unseen);
	}
}

static gboolean add_users(struct scan_border *border, const struct scan_target *target,
			  GError **error)
{
	gboolean whole = border->context->reach == MS_REACH_TREE;
	g_autoptr(GPtrArray) names = NULL, users = NULL;

	if (!whole && !target->driver->reverse->len)
		return TRUE;
	names = scan_names_of(border->context, target);
	users = whole ? scan_users_of(border->context, target, names, error) : scan_users_new();
	if (!users)
		return FALSE;
	add_reverse(border, target, names, users);
	for (guint i = 0; i < users->len; i++)
		add_user(border, target, users->pdata[i]);
	return TRUE;
}

/* --- what the driver uses --------------------------------------------------------------------- */

static void add_provider(struct scan_border *border, const struct scan_target *target,
			 const struct scan_user *user)
{
	const struct symbol *symbol = model_driver_symbol(target->driver, user->symbol);
	struct scan_built own, provider;
	struct crossing *row;

	if (!symbol || !g_str_has_suffix(symbol->file, ".c") ||
	    !scan_chain_find(border->context, symbol->file, &provider))
		return;
	if (!provider.option || !strcmp(provider.option, target->driver->config) ||
	    !scan_border_modular(border, provider.option) ||
	    !scan_chain_find(border->context, user->file, &own)) {
		scan_built_clear(&provider);
		return;
	}
	row = record_new(&model_crossing_type);
	row->symbol = g_strdup(user->symbol);
	row->option = g_strdup(target->driver->config);
	row->provider = g_strdup(provider.option);
	row->object = g_strdup(target->driver->module);
	row->file = g_strdup(user->file);
	row->line = user->line;
	row->when = g_strdup(own.when);
	row->guard = g_strdup(user->guard);
	row->exported = symbol->exported;
	finish(border, target, user->header, provider.when, row);
	scan_built_clear(&provider);
	scan_built_clear(&own);
}

static void add_providers(struct scan_border *border, const struct scan_target *target)
{
	g_autoptr(GPtrArray) names = scan_names_needed(border->context, target);
	g_autoptr(GPtrArray) users = scan_users_new();

	for (guint i = 0; i < target->parts->len; i++)
		scan_users_in(border->context, names,
			      ((const struct scan_part *)target->parts->pdata[i])->source, users);
	for (guint i = 0; i < users->len; i++)
		add_provider(border, target, users->pdata[i]);
}

/* --- all -------------------------------------------------------------------------------------- */

static gint compare(gconstpointer a, gconstpointer b)
{
	const struct crossing *x = *(struct crossing *const *)a, *y = *(struct crossing *const *)b;
	int by = strcmp(x->file, y->file);

	return by ? by : strcmp(x->symbol, y->symbol);
}

/*
 * What refers across the border of each driver, and which combinations of options would not link;
 * what the driver shares with other modules, and which of them would need each other. The objects
 * of the image always count; what this configuration leaves out, and what the driver itself uses,
 * where the whole tree is looked at.
 */
gboolean scan_add_crossings(struct scan_context *context, GError **error)
{
	g_auto(scan_border) border = {.context = context};

	for (guint t = 0; t < context->targets->len; t++) {
		const struct scan_target *target = context->targets->pdata[t];

		if (!target->driver->option)
			continue;
		if (!add_users(&border, target, error))
			return FALSE;
		if (context->reach == MS_REACH_TREE)
			add_providers(&border, target);
		g_ptr_array_sort(target->driver->crossings, compare);
		scan_add_shared(&border, target);
		scan_add_cycles(&border, target);
		scan_add_settable(&border, target);
		if (border.error) {
			g_propagate_error(error, g_steal_pointer(&border.error));
			return FALSE;
		}
	}
	return TRUE;
}
