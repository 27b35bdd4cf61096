/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROOF_PROOF_H
#define PROOF_PROOF_H

#include <modsplit/build.h>
#include <modsplit/error.h>

#include "proof/condition.h"

/*
 * The proof of y, m and n: which combinations of options Kconfig would allow once some bool options
 * are tristate, and which of these would not link. An image does not link when an object in it
 * refers to what only a module has, or nothing.
 */
struct proof;
typedef struct proof ms_proof;

/**
 * proof_new: reads the Kconfig files as if the options of `tristate` (without CONFIG_,
 * NULL-terminated) were tristate. `build` must name its arch; `config` is the .config to start
 * from. Errors: as ms_kconfig_read() and ms_kconfig_load().
 */
struct proof *proof_new(const struct ms_build *build, const char *config,
			const char *const *tristate, GError **error);
void proof_free(struct proof *proof);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ms_proof, proof_free)

/** struct proof_reference: conditions on options, NULL: always; see proof/condition.h. */
struct proof_reference {
	const char *builtin;  /* when the object that refers is in the image */
	const char *guard;    /* when it refers */
	const char *provided; /* when the image has what it refers to */
	const char *provider; /* the option of `provided` that is to be m, or n */
};

/** struct proof_answer: what was found about a reference. */
struct proof_answer {
	/* a combination that is allowed and does not link: "X=m", sorted; NULL: none was found */
	GPtrArray *values;
	GPtrArray *also;   /* "Z=n": what else had to be set, or NULL */
	const char *start; /* where from: ".config", "allyesconfig" … */
	/* the object can be in the image, and links, where the provider is n */
	gboolean optional;
	char *problem; /* why there is no answer, or NULL */
};
typedef struct proof_answer proof_answer;

/**
 * proof_ask: tries every combination of the options that the reference names. One in which the
 * provider is m goes before one in which it is n.
 */
void proof_ask(struct proof *proof, const struct proof_reference *reference,
	       struct proof_answer *answer);
void proof_answer_clear(struct proof_answer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(proof_answer, proof_answer_clear)

/** proof_type: "bool", "tristate" … as the tree would have it; NULL: there is no such option. */
const char *proof_type(const struct proof *proof, const char *option);

/** proof_is_selected: can another option select it, whatever it depends on? */
gboolean proof_is_selected(const struct proof *proof, const char *option);

/** proof_hangs_on: does the value of `option` hang on that of `other`, so that the reverse would be
 * a recursive dependency? */
gboolean proof_hangs_on(const struct proof *proof, const char *option, const char *other);

#endif
