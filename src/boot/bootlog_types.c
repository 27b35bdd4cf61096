/* SPDX-License-Identifier: GPL-2.0-only */
#include "boot/bootlog.h"

#define OPTIONAL(s, k, f, ...)                                                                    \
	{                                                                                         \
		.key = #f, .kind = (k), .optional = TRUE, .offset = G_STRUCT_OFFSET(struct s, f), \
		__VA_ARGS__                                                                       \
	}

const char *const bootlog_symptom_names[] = {
	[BOOTLOG_OK] = "ok",
	[BOOTLOG_SILENT] = "silent",
	[BOOTLOG_NO_INIT] = "no-init",
	[BOOTLOG_PANIC] = "panic",
	[BOOTLOG_HANG] = "hang",
	[BOOTLOG_NO_REPORT_PORT] = "no-report-port",
	[BOOTLOG_REPORT_CUT] = "report-cut",
	[BOOTLOG_STAYS_ON] = "stays-on",
	[BOOTLOG_ORDER_FAILED] = "order-failed",
	[BOOTLOG_STEP_TIMEOUT] = "step-timeout",
	[BOOTLOG_MODULE_NOT_MATCHED] = "module-not-matched",
	[BOOTLOG_MODULE_NOT_LOADED] = "module-not-loaded",
	[BOOTLOG_MODULE_UNEXPECTED] = "module-unexpected",
	[BOOTLOG_DEFERRED_TIMEOUT] = "deferred-timeout",
	[BOOTLOG_DEVICE_MISSING] = "device-missing",
	[BOOTLOG_STILL_DEFERRED] = "still-deferred",
	[BOOTLOG_NOT_DEFERRED] = "not-deferred",
	[BOOTLOG_DEVICE_NOT_BOUND] = "device-not-bound",
	[BOOTLOG_DEVICE_BOUND] = "device-bound",
	[BOOTLOG_NOT_IN_GROUP] = "not-in-group",
	[BOOTLOG_IN_GROUP] = "in-group",
	[BOOTLOG_DISK_DEAD] = "disk-dead",
	[BOOTLOG_DISK_WRONG] = "disk-wrong",
	[BOOTLOG_DISK_ALIVE] = "disk-alive",
	[BOOTLOG_UNLOAD_REFUSED] = "unload-refused",
	[BOOTLOG_UNLOAD_ALLOWED] = "unload-allowed",
	[BOOTLOG_CONSUMERS_DIFFER] = "consumers-differ",
	[BOOTLOG_VALUE_DIFFERS] = "value-differs",
	[BOOTLOG_MESSAGE_DIFFERS] = "message-differs",
	[BOOTLOG_SMMU_FAULTS] = "smmu-faults",
	[BOOTLOG_KERNEL_WARNING] = "kernel-warning",
	[BOOTLOG_N_SYMPTOMS] = NULL,
};

static const char *const want_names[] = {"either", "yes", "no", NULL};

static const struct record_field device_expect_fields[] = {
	RECORD_FSTR(bootlog_device_expect, bus),
	RECORD_FSTR(bootlog_device_expect, device),
	OPTIONAL(bootlog_device_expect, RECORD_STRING, snapshot),
	OPTIONAL(bootlog_device_expect, RECORD_STRING, driver),
	OPTIONAL(bootlog_device_expect, RECORD_CHOICE, group, .names = want_names),
	OPTIONAL(bootlog_device_expect, RECORD_CHOICE, deferred, .names = want_names),
	RECORD_END,
};
static const struct record_type device_expect_type = {.size = sizeof(struct bootlog_device_expect),
						      .fields = device_expect_fields};

static const struct record_field read_expect_fields[] = {
	RECORD_FSTR(bootlog_read_expect, name),
	RECORD_FSTR(bootlog_read_expect, result),
	RECORD_END,
};
static const struct record_type read_expect_type = {.size = sizeof(struct bootlog_read_expect),
						    .fields = read_expect_fields};

static const struct record_field unload_expect_fields[] = {
	RECORD_FSTR(bootlog_unload_expect, module),
	RECORD_FSTR(bootlog_unload_expect, result),
	OPTIONAL(bootlog_unload_expect, RECORD_STRINGS, consumers),
	RECORD_END,
};
static const struct record_type unload_expect_type = {.size = sizeof(struct bootlog_unload_expect),
						      .fields = unload_expect_fields};

static const struct record_field value_expect_fields[] = {
	RECORD_FSTR(bootlog_value_expect, path),
	OPTIONAL(bootlog_value_expect, RECORD_STRING, text),
	OPTIONAL(bootlog_value_expect, RECORD_BOOL, lack),
	RECORD_END,
};
static const struct record_type value_expect_type = {.size = sizeof(struct bootlog_value_expect),
						     .fields = value_expect_fields};

static const struct record_field message_expect_fields[] = {
	RECORD_FSTR(bootlog_message_expect, text),
	OPTIONAL(bootlog_message_expect, RECORD_BOOL, lack),
	RECORD_END,
};
static const struct record_type message_expect_type = {.size = sizeof(
							       struct bootlog_message_expect),
						       .fields = message_expect_fields};

static const struct record_field expect_fields[] = {
	OPTIONAL(bootlog_expect, RECORD_STRINGS, must),
	OPTIONAL(bootlog_expect, RECORD_STRINGS, may),
	OPTIONAL(bootlog_expect, RECORD_STRINGS, modules),
	OPTIONAL(bootlog_expect, RECORD_STRINGS, modules_lack),
	OPTIONAL(bootlog_expect, RECORD_LIST, devices, .type = &device_expect_type),
	OPTIONAL(bootlog_expect, RECORD_LIST, reads, .type = &read_expect_type),
	OPTIONAL(bootlog_expect, RECORD_LIST, unloads, .type = &unload_expect_type),
	OPTIONAL(bootlog_expect, RECORD_LIST, values, .type = &value_expect_type),
	OPTIONAL(bootlog_expect, RECORD_LIST, messages, .type = &message_expect_type),
	RECORD_END,
};
const struct record_type bootlog_expect_type = {.size = sizeof(struct bootlog_expect),
						.fields = expect_fields};

static const struct record_field finding_fields[] = {
	RECORD_FCHOICE(bootlog_finding, symptom, bootlog_symptom_names),
	RECORD_FSTR(bootlog_finding, subject),
	RECORD_FSTR(bootlog_finding, text),
	RECORD_END,
};
static const struct record_type finding_type = {.size = sizeof(struct bootlog_finding),
						.fields = finding_fields};

static const struct record_field device_fields[] = {
	RECORD_FSTR(bootlog_device, bus),
	RECORD_FSTR(bootlog_device, device),
	RECORD_FSTR(bootlog_device, modalias),
	RECORD_FSTR(bootlog_device, driver),
	RECORD_FSTR(bootlog_device, group),
	RECORD_FSTR(bootlog_device, group_with),
	RECORD_FBOOL(bootlog_device, deferred),
	RECORD_FSTR(bootlog_device, waits_for),
	RECORD_END,
};
static const struct record_type device_type = {.size = sizeof(struct bootlog_device),
					       .fields = device_fields};

static const struct record_field module_fields[] = {
	RECORD_FSTR(bootlog_module, name),           RECORD_FINT(bootlog_module, bytes),
	RECORD_FINT(bootlog_module, refs),           RECORD_FSTR(bootlog_module, alias),
	RECORD_FMAYBE(bootlog_module, milliseconds), RECORD_END,
};
static const struct record_type module_type = {.size = sizeof(struct bootlog_module),
					       .fields = module_fields};

static const struct record_field value_fields[] = {
	RECORD_FSTR(bootlog_value, path),
	RECORD_FSTR(bootlog_value, text),
	RECORD_END,
};
static const struct record_type value_type = {.size = sizeof(struct bootlog_value),
					      .fields = value_fields};

static const struct record_field verdict_fields[] = {
	RECORD_FCHOICE(bootlog_verdict, verdict, bootlog_symptom_names),
	RECORD_FSTR(bootlog_verdict, reason),
	RECORD_FBOOL(bootlog_verdict, as_expected),
	RECORD_FSTR(bootlog_verdict, mismatch),
	RECORD_FLIST(bootlog_verdict, findings, &finding_type),
	RECORD_FLIST(bootlog_verdict, devices, &device_type),
	RECORD_FLIST(bootlog_verdict, modules, &module_type),
	RECORD_FLIST(bootlog_verdict, values, &value_type),
	RECORD_FSTRS(bootlog_verdict, warnings),
	RECORD_FSTR(bootlog_verdict, release),
	RECORD_FMAYBE(bootlog_verdict, init_ms),
	RECORD_FMAYBE(bootlog_verdict, end_ms),
	RECORD_END,
};
const struct record_type bootlog_verdict_type = {
	.schema = "modsplit.boot/1",
	.size = sizeof(struct bootlog_verdict),
	.fields = verdict_fields,
};
