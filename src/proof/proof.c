/* SPDX-License-Identifier: GPL-2.0-only */
#include "proof/proof.h"

#include <string.h>

#include "base/record.h"
#include "why/reach.h"
#include "why/search.h"

/* more options in one reference than this are not tried: 3^6 combinations */
#define MAX_OPTIONS 6

struct proof {
	ms_kconfig *kconfig;
	struct conf_search *search;
};

/* one combination, as it is tried */
struct trial {
	const GPtrArray *names;
	struct kconf_symbol *symbols[MAX_OPTIONS]; /* NULL: the tree has no such option */
	char values[MAX_OPTIONS];
};

struct proof *proof_new(const struct ms_build *build, const char *config,
			const char *const *tristate, GError **error)
{
	struct proof *proof = g_new0(struct proof, 1);
	g_auto(GStrv) environment = ms_kconfig_environment(build);
	const struct ms_kconfig_options options = {
		.directory = build->tree,
		.environment = (const char *const *)environment,
		.versions = TRUE,
		.answers = build->answers,
		.tristate = tristate,
	};

	proof->kconfig = ms_kconfig_read(&options, error);
	if (proof->kconfig)
		proof->search = conf_search_new(proof->kconfig, config, error);
	if (!proof->search)
		g_clear_pointer(&proof, proof_free);
	return proof;
}

void proof_free(struct proof *proof)
{
	if (!proof)
		return;
	conf_search_free(proof->search);
	ms_kconfig_free(proof->kconfig);
	g_free(proof);
}

void proof_answer_clear(struct proof_answer *answer)
{
	g_clear_pointer(&answer->values, g_ptr_array_unref);
	g_clear_pointer(&answer->also, g_ptr_array_unref);
	g_clear_pointer(&answer->problem, g_free);
}

static struct kconf_symbol *find(const struct proof *proof, const char *option)
{
	struct kconf_symbol *symbol = option ? kconf_find(proof->kconfig->kconf, option) : NULL;

	return symbol && symbol->definitions ? symbol : NULL;
}

const char *proof_type(const struct proof *proof, const char *option)
{
	const struct kconf_symbol *symbol = find(proof, option);

	return symbol ? kconf_type_name(symbol->type) : NULL;
}

gboolean proof_is_selected(const struct proof *proof, const char *option)
{
	const struct kconf_symbol *symbol = find(proof, option);

	return symbol && symbol->selected.expr;
}

gboolean proof_hangs_on(const struct proof *proof, const char *option, const char *other)
{
	const struct kconf_symbol *from = find(proof, option), *to = find(proof, other);

	return from && to && conf_reaches(from, to);
}

/* --- combinations ----------------------------------------------------------------------------- */

static char value_in(const void *data, const char *option)
{
	const struct trial *trial = data;

	for (guint i = 0; i < trial->names->len; i++)
		if (!strcmp(trial->names->pdata[i], option))
			return trial->values[i];
	return 'n';
}

/* values come as m, y, n, so that combinations with a module are tried first */
static char first_value(const struct kconf_symbol *symbol)
{
	if (!symbol)
		return 'n';
	return symbol->type == KCONF_TRISTATE ? 'm' : 'y';
}

/* the next combination; behind the last one FALSE, and the first one again */
static gboolean advance(struct trial *trial)
{
	for (guint i = 0; i < trial->names->len; i++) {
		if (trial->values[i] != 'n') {
			trial->values[i] = trial->values[i] == 'm' ? 'y' : 'n';
			return TRUE;
		}
		trial->values[i] = first_value(trial->symbols[i]);
	}
	return FALSE;
}

static const char *allowed(struct proof *proof, const struct trial *trial, GPtrArray *also)
{
	struct conf_wish wishes[MAX_OPTIONS];
	guint n = 0;

	for (guint i = 0; i < trial->names->len; i++)
		if (trial->symbols[i])
			wishes[n++] = (struct conf_wish){trial->symbols[i],
							 trial->values[i] == 'y'   ? KCONF_Y
							 : trial->values[i] == 'm' ? KCONF_M
										   : KCONF_N};
	return conf_search_find(proof->search, wishes, n, also);
}

static GPtrArray *as_texts(const struct trial *trial)
{
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < trial->names->len; i++)
		if (trial->symbols[i])
			g_ptr_array_add(texts,
					g_strdup_printf("%s=%c", (char *)trial->names->pdata[i],
							trial->values[i]));
	return texts;
}

/* one combination with something in the image that the image does not provide */
static void try_one(struct proof *proof, const struct proof_reference *reference,
		    const struct trial *trial, struct proof_answer *answer)
{
	enum proof_truth guard = proof_truth_of(reference->guard, value_in, trial);
	gboolean absent = reference->provider && value_in(trial, reference->provider) == 'n';
	g_autoptr(GPtrArray) also = g_ptr_array_new_with_free_func(g_free);
	const char *start;

	if (guard == PROOF_NO ? answer->optional || !absent : answer->values != NULL)
		return;
	start = allowed(proof, trial, also);
	if (!start)
		return;
	if (guard == PROOF_NO) {
		answer->optional = TRUE;
		return;
	}
	answer->values = as_texts(trial);
	answer->also = g_steal_pointer(&also);
	answer->start = start;
}

static void try_all(struct proof *proof, const struct proof_reference *reference,
		    struct trial *trial, gboolean absent, struct proof_answer *answer)
{
	do {
		if ((value_in(trial, reference->provider) == 'n') == absent &&
		    proof_truth_of(reference->builtin, value_in, trial) == PROOF_YES &&
		    proof_truth_of(reference->provided, value_in, trial) == PROOF_NO)
			try_one(proof, reference, trial, answer);
	} while (advance(trial));
}

void proof_ask(struct proof *proof, const struct proof_reference *reference,
	       struct proof_answer *answer)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	struct trial trial = {.names = names};

	memset(answer, 0, sizeof(*answer));
	record_strings_add(names, reference->provider);
	proof_options_of(reference->builtin, names);
	proof_options_of(reference->provided, names);
	proof_options_of(reference->guard, names);
	record_strings_sort(names);
	if (names->len > MAX_OPTIONS) {
		answer->problem = g_strdup_printf("it hangs on %u options", names->len);
		return;
	}
	for (guint i = 0; i < names->len; i++) {
		trial.symbols[i] = find(proof, names->pdata[i]);
		trial.values[i] = first_value(trial.symbols[i]);
	}
	try_all(proof, reference, &trial, FALSE, answer);
	try_all(proof, reference, &trial, TRUE, answer);
}
