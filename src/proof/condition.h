/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROOF_CONDITION_H
#define PROOF_CONDITION_H

#include <glib.h>

/*
 * Conditions over options, as three languages write them: what ms_kbuild_read_rules() gives
 * ("CONFIG_A=y || !CONFIG_B"), the preprocessor's ("IS_ENABLED(CONFIG_A) && defined(B)") and an
 * `if` of C ("IS_ENABLED(CONFIG_A) && foo->bar"). They are read as code of the image sees them:
 * IS_REACHABLE(CONFIG_A) and defined(CONFIG_A) are true for y alone, MODULE is not defined.
 */

/** enum proof_truth: MAYBE is what does not hang on options alone, or was not understood. */
enum proof_truth { PROOF_NO, PROOF_MAYBE, PROOF_YES };

/** proof_lookup: the value of an option: 'y', 'm' or 'n'. */
typedef char (*proof_lookup)(const void *data, const char *option);

/** proof_truth_of: what a condition comes to; NULL is YES. */
enum proof_truth proof_truth_of(const char *condition, proof_lookup lookup, const void *data);

/** proof_options_of: adds the options that a condition names, without CONFIG_, each once. */
void proof_options_of(const char *condition, GPtrArray *options);

#endif
