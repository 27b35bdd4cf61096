/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VERIFY_OUTCOME_H
#define VERIFY_OUTCOME_H

#include "base/record.h"

/** enum rung_state: a rung is never reported as passed unless it ran. */
enum rung_state { RUNG_PASSED, RUNG_FAILED, RUNG_DECLINED, RUNG_NOT_RUN };

extern const char *const rung_state_names[]; /* "passed", "failed", "declined", "not-run" */

/** struct rung: one step of the ladder: applies, configures, builds, modpost, boots, probes,
 * unloads. */
struct rung {
	char *name;
	int state;          /* enum rung_state */
	char *reason;       /* why it failed, was declined or not run; NULL when passed */
	GPtrArray *details; /* strings: what was done, with the patch or scenario it is about */
};

/** struct outcome_device: what became of one device in one scenario. */
struct outcome_device {
	char *bus;
	char *device;
	char *driver; /* or NULL */
	char *group;  /* iommu group, or NULL */
	gboolean deferred;
};

/** struct outcome_value: what a file of the guest's /sys or /proc said in one scenario. */
struct outcome_value {
	char *path;
	char *text; /* NULL: there is no such file */
};

/** struct outcome_scenario: one boot. */
struct outcome_scenario {
	char *name;
	char *title;
	char *expect;     /* the verdict it must have */
	char *verdict;    /* the verdict it had, NULL: not run */
	char *control_of; /* the scenario whose twin it is, or NULL */
	char *same_as;    /* the scenario that shows how it must end, or NULL */
	int state;        /* enum rung_state */
	char *reason;
	GPtrArray *devices; /* struct outcome_device */
	GPtrArray *values;  /* struct outcome_value */
	GPtrArray *facts;   /* strings: "disk: read 4096 bytes in 12 ms" … */
	gint64 seconds;     /* guest's own time at the end of its report; RECORD_NONE: unknown */
};

/** struct device_change: a row of the comparison built-in against module, device by device. */
struct device_change {
	char *scenario;
	char *device;
	char *before;
	char *after;
};

/** struct size_row: bytes; RECORD_NONE where there is no such thing before or after. */
struct size_row {
	char *row; /* "vmlinux .text", "Image", "Image.gz", "arm_smmu_v3.ko", "initramfs" */
	gint64 before;
	gint64 after;
};

/** struct config_change: an option of .config that differs. */
struct config_change {
	char *option;
	char *before;
	char *after;
};

struct outcome_patch {
	char *subject;
	char *patch_id;
};

/** struct outcome: the value between verify and report; schema "modsplit.outcome/1". */
struct outcome {
	char *version;
	char *arch;
	char *package;
	char *compiler; /* first line of the compiler's --version */
	char *config;
	char *module;
	char *deferral;
	GPtrArray *rungs;          /* struct rung, in ladder order */
	GPtrArray *scenarios;      /* struct outcome_scenario */
	GPtrArray *comparison;     /* struct device_change */
	GPtrArray *size;           /* struct size_row */
	GPtrArray *config_changes; /* struct config_change */
	GPtrArray *patches;        /* struct outcome_patch */
};

extern const struct record_type outcome_type;
extern const struct record_type outcome_rung_type;
extern const struct record_type outcome_scenario_type;
extern const struct record_type outcome_device_type;
extern const struct record_type outcome_value_type;
extern const struct record_type outcome_change_type;
extern const struct record_type outcome_size_type;
extern const struct record_type outcome_config_type;
extern const struct record_type outcome_patch_type;

/** outcome_free: frees an outcome; NULL is fine. */
void outcome_free(struct outcome *outcome);

/** outcome_passed: TRUE when no rung failed and none was left out but those declined. */
gboolean outcome_passed(const struct outcome *outcome);

typedef struct outcome ms_outcome;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ms_outcome, outcome_free)

#endif
