/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BOOT_SCENARIO_H
#define BOOT_SCENARIO_H

#include "boot/boot.h"
#include "boot/bootlog.h"

/** enum scenario_kernel: which of the kernels that the ladder built a scenario boots. */
enum scenario_kernel {
	SCENARIO_BUILTIN,          /* "builtin": the series applied, the driver =y */
	SCENARIO_MODULE,           /* "module": the series applied, the driver =m */
	SCENARIO_WITHOUT_DEFERRAL, /* "module-without-deferral": less the deferral patch, =m */
	SCENARIO_ALL_N,            /* "all-n": the series applied, all drivers of the kind =n */
	SCENARIO_UNTOUCHED_ALL_N,  /* "untouched-all-n": no patch, all drivers of the kind =n */
	SCENARIO_UNTOUCHED,        /* "untouched": no patch, the driver =y */
};

/**
 * struct scenario: one boot and what it must show. It is data: a file in scenarios/ (schema
 * "modsplit.scenario/1") is all that another subsystem needs.
 */
struct scenario {
	char *name;         /* kebab-case, the file's base name */
	char *title;        /* one line for people */
	GPtrArray *drivers; /* char *: options that it is for: "ARM_SMMU_V3" */
	GPtrArray *options; /* char *: options that it needs built in: "VIRTIO_BLK" */
	char *machine;      /* one of scenarios/machines/, or a path: "./mine.json" */
	int kernel;         /* enum scenario_kernel */
	char *rung;         /* "boots", "probes" or "unloads": whose proof it is */
	char *control_of;   /* the twin that has one patch more, or that loads the module; NULL */
	char *same_as;      /* the twin whose devices and values it must have, too; NULL */
	GPtrArray *command_line; /* char *: words for the kernel's command line */
	GPtrArray *orders;       /* char *: lines for the guest, see guest/orders.h; "{module}" in
				    them stands for the name of the series' module */
	gint64 time_limit_s;     /* for the whole boot, seconds */
	struct bootlog_expect *expect;
};
extern const struct record_type scenario_type;

/**
 * scenario_load: reads a scenario from a file; free with record_free(&scenario_type). A machine
 * that is a path is sought beside that file.
 */
struct scenario *scenario_load(const char *path, GError **error);

/** scenario_builtin: the scenarios that are part of the program, sorted by name (struct scenario
 * *). */
GPtrArray *scenario_builtin(GError **error);

/**
 * scenario_for: those of scenario_builtin() that are for an option ("ARM_SMMU_V3", with or without
 * CONFIG_); may be empty. The caller frees the array, which owns its scenarios.
 */
GPtrArray *scenario_for(const char *option, GError **error);

/** scenario_fill: puts the name of a module in the place of "{module}" in a scenario's orders. */
void scenario_fill(struct scenario *scenario, const char *module);

/** scenario_machine: the machine that a scenario names; free with record_free(&boot_machine_type). */
struct boot_machine *scenario_machine(const struct scenario *scenario, GError **error);

/**
 * scenario_run: boots a kernel as a scenario says, and judges.
 * `result` may be NULL; the caller frees both. A boot that goes wrong is a verdict; errors are what
 * kept it from being tried (no qemu, no cross compiler, cancelled).
 */
gboolean scenario_run(const struct scenario *scenario, const struct boot_kernel *kernel,
		      const struct ms_job *job, struct boot_result **result,
		      struct bootlog_verdict **verdict, GError **error);

#endif
