/* SPDX-License-Identifier: GPL-2.0-only */
#include "target/chain.h"

#include <string.h>

#include "proof/condition.h"
#include "target/makefiles.h"

#define MAX_DEPTH 40

void scan_built_clear(struct scan_built *built)
{
	g_clear_pointer(&built->when, g_free);
	g_clear_pointer(&built->option, g_free);
}

/* what a folder's lists say of a name, which several may hold; NULL: they do not */
static char *listed(struct scan_context *context, const char *folder, const char *name)
{
	const struct ms_kbuild_rules *rules = scan_makefile(context, folder);
	char *when = NULL;

	for (guint i = 0; rules && i < rules->rules->len; i++) {
		const struct ms_kbuild_rule *rule = rules->rules->pdata[i];
		g_autofree char *before = when;

		if (strcmp(rule->object, name)) {
			g_steal_pointer(&before);
			continue;
		}
		when = before ? g_strdup_printf("(%s) || (%s)", before, rule->builtin)
			      : g_strdup(rule->builtin);
	}
	return when;
}

/* the one option of a condition, or NULL */
static char *only_option(const char *condition)
{
	g_autoptr(GPtrArray) options = g_ptr_array_new_with_free_func(g_free);

	proof_options_of(condition, options);
	return options->len == 1 ? g_strdup(options->pdata[0]) : NULL;
}

/* both, without a "y" that says nothing; takes them */
static char *both(char *own, char *above)
{
	char *when;

	if (!strcmp(above, "y") || !strcmp(own, "y")) {
		when = strcmp(own, "y") ? own : above;
		g_free(when == own ? above : own);
		return when;
	}
	when = g_strdup_printf("(%s) && (%s)", own, above);
	g_free(own);
	g_free(above);
	return when;
}

/*
 * A name ("drivers/x/y.o", or a folder with its slash) is listed by its own folder or by one above
 * it. What none lists is entered from the top makefiles, if it is a folder: always.
 */
static gboolean find(struct scan_context *context, const char *name, guint depth,
		     struct scan_built *built)
{
	g_autofree char *trimmed = g_strndup(name, strlen(name) - g_str_has_suffix(name, "/"));

	if (depth > MAX_DEPTH)
		return FALSE;
	for (char *slash = strrchr(trimmed, '/'); slash; slash = strrchr(trimmed, '/')) {
		struct scan_built above = {0};
		g_autofree char *own = NULL, *folder = NULL;

		*slash = '\0';
		own = listed(context, trimmed, name + strlen(trimmed) + 1);
		if (!own)
			continue;
		folder = g_strconcat(trimmed, "/", NULL);
		built->option = only_option(own);
		if (!find(context, folder, depth + 1, &above)) {
			built->when = g_steal_pointer(&own);
			return TRUE;
		}
		if (!strcmp(own, "y"))
			built->option = g_steal_pointer(&above.option);
		built->when = both(g_steal_pointer(&own), g_steal_pointer(&above.when));
		scan_built_clear(&above);
		return TRUE;
	}
	return FALSE;
}

gboolean scan_chain_find(struct scan_context *context, const char *source, struct scan_built *built)
{
	const char *dot = strrchr(source, '.');
	g_autofree char *object =
		g_strdup_printf("%.*s.o", dot ? (int)(dot - source) : (int)strlen(source), source);

	memset(built, 0, sizeof(*built));
	return find(context, object, 0, built);
}
