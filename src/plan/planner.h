/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PLAN_PLANNER_H
#define PLAN_PLANNER_H

#include <modsplit/plan.h>

#include "findings/findings.h"
#include "model/model.h"
#include "plan/steps.h"

/**
 * struct planner: what every part of planning reads, and the plan that it adds to: one for the
 * driver, one for each further driver of its option, and one for each helper that follows it.
 * Nothing in it is owned but `name` and `module_file`.
 */
struct planner {
	const struct model *model;
	const struct driver *driver;
	const struct driver_findings *findings;
	const char *deferral; /* "exact", "rfc" or "none" */
	gboolean removable;   /* the series makes the module unloadable */
	gboolean prepares;    /* a later driver of the series changes the option that both have */
	const char *unload_reason;
	const char *for_modules; /* the macro, where exports are to be to named modules alone */
	const GPtrArray *all;    /* struct planner: of every module that the plan makes */
	char *name;              /* what the driver is called in prose: "arm-smmu-v3" */
	char *module_file;       /* as in struct plan */
	struct plan *plan;
	/* "rule:subject" -> the struct planner that answered it first; all of a plan share it */
	GHashTable *answered;
};

/** planner_next: the next finding of a check that patch is to answer (a change); *i starts at 0. */
const struct finding *planner_next(const struct planner *planner, const char *check, guint *i);

/** planner_open: planner_next() without what another planner of the same plan answers. */
const struct finding *planner_open(const struct planner *planner, const char *check, guint *i);

/** planner_first: the first finding of a check, whatever its severity, or NULL. */
const struct finding *planner_first(const struct planner *planner, const char *check);

/**
 * planner_argument: the value of an argument that a step cannot do without.
 * Errors: MS_ERROR_INPUT naming finding and argument.
 */
const char *planner_argument(const struct finding *finding, const char *name, GError **error);

/** planner_file: the finding's file. Errors: MS_ERROR_INPUT when it has none. */
const char *planner_file(const struct finding *finding, GError **error);

/**
 * planner_areas: the folders in which the findings of a check that patch is to answer change
 * something, sorted: one maintainer's tree, one patch. `place` gives the file of a finding.
 * Errors: those of `place`.
 */
GPtrArray *planner_areas(const struct planner *planner, const char *check,
			 const char *(*place)(const struct finding *finding, GError **error),
			 GError **error);

/** planner_step: adds an empty step to the plan, which owns it. `id` is taken. */
struct step *planner_step(struct planner *planner, int kind, char *id, const char *area,
			  const char *title);

/** step_answers: the step answers a finding. */
void step_answers(struct step *step, const struct finding *finding);

/** step_say: adds a formatted paragraph. One that begins with a blank is kept as it is. */
void step_say(struct step *step, const char *format, ...) G_GNUC_PRINTF(2, 3);

/** step_sign: the last paragraph: who made the patch, and from which rules. */
void step_sign(struct step *step);

/** step_edit: adds an edit; the caller fills in what else it needs (strings are owned by it). */
struct edit *step_edit(struct step *step, int op, const char *file, const char *symbol);

/**
 * export_namespace: the namespace that the plan puts an export into, so that the driver has to
 * import it; NULL: none. The caller frees it.
 */
char *export_namespace(const struct planner *planner, const struct finding *finding);

/** folder_of: the folder of a path; the caller frees it. */
char *folder_of(const char *file);

/** slug_of: "drivers/acpi/arm64" as a word for an id, "acpi-arm64"; the caller frees it. */
char *slug_of(const char *folder);

/** words_list: "a", "a and b", "a, b and c" of strings; the caller frees it. */
char *words_list(const GPtrArray *strings);

/** words_with: does `text` hold `word` as a whole C identifier that is no member? */
gboolean words_with(const char *text, const char *word);

/** words_sentence: a message as a sentence: first letter upper case, a full stop behind it. */
char *words_sentence(const char *message);

/**
 * words_users: the driver's functions that hold the places "file:line", each once; at most `most`
 * names, then "…"; a place outside any function is given by its file. The caller frees it.
 */
char *words_users(const struct driver *driver, const GPtrArray *places, guint most);

/* the parts of a series, in its order; each adds no step when there is nothing to do */
gboolean plan_exports(struct planner *planner, GError **error);
gboolean plan_deferral(struct planner *planner, GError **error);
/** plan_deferral_line: the hidden option that the driver selects, for the step that makes it
 * tristate. */
gboolean plan_deferral_line(struct planner *planner, struct step *step, GError **error);
/** plan_late: annotations that go, with what is called from there, in the driver's step. */
gboolean plan_late(struct planner *planner, struct step *step, GError **error);
/** plan_tables: a driver in place of entries in linker tables, in the driver's step. */
gboolean plan_tables(struct planner *planner, struct step *step, GError **error);
/** plan_merge: one init call in place of one for each driver, in the driver's step. */
void plan_merge(struct planner *planner, struct step *step);
/** merge_planned: does plan_merge() do that? */
gboolean merge_planned(const struct planner *planner);
/** plan_merge_exit: the exit for it, in the unload step; with statements around it. */
void plan_merge_exit(struct planner *planner, struct step *step, const char *before,
		     const char *after);
gboolean plan_config_tests(struct planner *planner, GError **error);
gboolean plan_links(struct planner *planner, GError **error);
gboolean plan_selects(struct planner *planner, GError **error);
gboolean plan_legacy(struct planner *planner, GError **error);
gboolean plan_loadable(struct planner *planner, GError **error);
gboolean plan_unload(struct planner *planner, GError **error);

/** plan_bare: the one step of an option by which nothing is built. */
gboolean plan_bare(struct planner *planner, GError **error);

/* C that the series adds; each text ends in a newline, the caller frees it */

/** code_namespace: `NS` as an argument of a macro of this tree: bare or in quotes. */
char *code_namespace(const struct planner *planner, const char *namespace);

/** code_string: a C string literal with its quotes. */
char *code_string(const char *text);

/** code_call: "name(a, b);" broken behind a comma when it is wider than 80 columns. */
char *code_call(const char *name, const char *const *args);

/** code_body: statements, a line each, indented by a tab. */
char *code_body(const char *statements);

/** code_remove: the driver's remove function, from a remove-missing finding. */
char *code_remove(const struct planner *planner, const struct finding *finding, GError **error);

#endif
