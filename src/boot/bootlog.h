/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BOOT_BOOTLOG_H
#define BOOT_BOOTLOG_H

#include "base/record.h"

/**
 * enum bootlog_symptom: what a boot shows. The order is the order of precedence: the first one
 * that is seen is the verdict, because whatever follows may be its consequence. In JSON each is
 * written as its name (bootlog_symptom_names).
 */
enum bootlog_symptom {
	BOOTLOG_OK,             /* "ok": nothing to complain about */
	BOOTLOG_SILENT,         /* "silent": the kernel said nothing on the console */
	BOOTLOG_NO_INIT,        /* "no-init": the kernel found no /init that it can run */
	BOOTLOG_PANIC,          /* "panic" */
	BOOTLOG_HANG,           /* "hang": still running when its time was up */
	BOOTLOG_NO_REPORT_PORT, /* "no-report-port": /init ran and had nowhere to report */
	BOOTLOG_REPORT_CUT,     /* "report-cut": the report ends in mid-line or too early */
	BOOTLOG_ORDER_FAILED,   /* "order-failed": /init does not know or could not do an order */
	BOOTLOG_STEP_TIMEOUT,   /* "step-timeout": an order outlived its time limit */
	BOOTLOG_MODULE_NOT_MATCHED, /* "module-not-matched": no device's modalias asks for it */
	BOOTLOG_MODULE_NOT_LOADED,  /* "module-not-loaded": the kernel refused it */
	BOOTLOG_MODULE_UNEXPECTED,  /* "module-unexpected": loaded, and should not be */
	BOOTLOG_DEFERRED_TIMEOUT,   /* "deferred-timeout": the core gave up waiting for a driver */
	BOOTLOG_DEVICE_MISSING,     /* "device-missing": not on its bus */
	BOOTLOG_STILL_DEFERRED,     /* "still-deferred": a device waits for its supplier */
	BOOTLOG_NOT_DEFERRED,       /* "not-deferred": a device should wait, and does not */
	BOOTLOG_DEVICE_NOT_BOUND,   /* "device-not-bound": it has no driver, or another one */
	BOOTLOG_DEVICE_BOUND,       /* "device-bound": it has a driver, and should have none */
	BOOTLOG_NOT_IN_GROUP,       /* "not-in-group": it has no iommu group */
	BOOTLOG_IN_GROUP,           /* "in-group": it has an iommu group, and should have none */
	BOOTLOG_DISK_DEAD,          /* "disk-dead": a read failed or never came back */
	BOOTLOG_DISK_WRONG,         /* "disk-wrong": a read gave other bytes than the image holds */
	BOOTLOG_DISK_ALIVE,         /* "disk-alive": a read worked, and should not */
	BOOTLOG_UNLOAD_REFUSED,     /* "unload-refused": a module could not be removed */
	BOOTLOG_UNLOAD_ALLOWED,     /* "unload-allowed": it was removed under its consumers */
	BOOTLOG_CONSUMERS_DIFFER,   /* "consumers-differ": other consumers than expected */
	BOOTLOG_VALUE_DIFFERS,      /* "value-differs": a sysfs attribute reads otherwise */
	BOOTLOG_MESSAGE_DIFFERS,    /* "message-differs": the kernel's log lacks, or has, a text */
	BOOTLOG_STAYS_ON,       /* "stays-on": the guest was done, and the machine did not end */
	BOOTLOG_SMMU_FAULTS,    /* "smmu-faults": the SMMU reports events or faults */
	BOOTLOG_KERNEL_WARNING, /* "kernel-warning": WARNING, BUG, Oops, lockup */
	BOOTLOG_N_SYMPTOMS,
};

/** bootlog_symptom_names: the names in the order of the enum, NULL-terminated. */
extern const char *const bootlog_symptom_names[];

/** enum bootlog_want: what an expectation says about a property. */
enum bootlog_want {
	BOOTLOG_EITHER, /* "either" (the default): not looked at */
	BOOTLOG_YES,    /* "yes" */
	BOOTLOG_NO,     /* "no" */
};

/** struct bootlog_device_expect: one device, as it should be in a snapshot. */
struct bootlog_device_expect {
	char *bus;      /* "pci", "platform" */
	char *device;   /* its name on the bus: "0000:00:01.0" */
	char *snapshot; /* NULL: the last one */
	char *driver;   /* the driver it should have, "none" for no driver, NULL: not looked at */
	int group;      /* enum bootlog_want: in an iommu group */
	int deferred;   /* enum bootlog_want: listed in devices_deferred */
};

/** struct bootlog_read_expect: how an order `read-disk NAME …` should end. */
struct bootlog_read_expect {
	char *name;
	char *result; /* "ok", "no-device", "error", "timeout", "wrong-data" */
};

/** struct bootlog_unload_expect: how the n-th `unload` of the orders should end. */
struct bootlog_unload_expect {
	char *module;
	char *result;         /* "ok" or the name of an errno: "EAGAIN" */
	GPtrArray *consumers; /* char *: devices that the report must name; may be empty */
};

/** struct bootlog_value_expect: what an order `show` should read from a file. */
struct bootlog_value_expect {
	char *path;
	char *text;    /* without the newline at its end; NULL: only that it exists */
	gboolean lack; /* it must not exist */
};

/** struct bootlog_message_expect: a text that the kernel's log must hold, or lack. */
struct bootlog_message_expect {
	char *text;
	gboolean lack;
};

/**
 * struct bootlog_expect: what a boot should show. All lists may be empty: then a clean boot to the
 * end of the report is enough. `must` names symptoms that have to be seen (a control fails in a
 * named way), `may` those that are their consequences; any other symptom is against expectation.
 */
struct bootlog_expect {
	GPtrArray *must;         /* char *: names of symptoms */
	GPtrArray *may;          /* char *: names of symptoms */
	GPtrArray *modules;      /* char *: loaded in the last snapshot */
	GPtrArray *modules_lack; /* char *: not loaded in the last snapshot */
	GPtrArray *devices;      /* struct bootlog_device_expect * */
	GPtrArray *reads;        /* struct bootlog_read_expect * */
	GPtrArray *unloads;      /* struct bootlog_unload_expect * */
	GPtrArray *values;       /* struct bootlog_value_expect * */
	GPtrArray *messages;     /* struct bootlog_message_expect * */
};
extern const struct record_type bootlog_expect_type;

/** struct bootlog_finding: one symptom that was seen. */
struct bootlog_finding {
	int symptom;   /* enum bootlog_symptom */
	char *subject; /* device, module, read, … */
	char *text;    /* the reason, in words, with the log line where there is one */
};

/** struct bootlog_device: one device of the last snapshot, for the comparison of two boots. */
struct bootlog_device {
	char *bus;
	char *device;
	char *modalias;   /* NULL: it has none */
	char *driver;     /* NULL: none */
	char *group;      /* number of its iommu group, which means nothing in another boot; NULL */
	char *group_with; /* the other devices of the group, sorted, separated by blanks; NULL */
	gboolean deferred;
	char *waits_for; /* why it is deferred, as the kernel says; NULL */
};

/** struct bootlog_module: one module of the last snapshot. */
struct bootlog_module {
	char *name;
	gint64 bytes;
	gint64 refs;
	char *alias;         /* the alias that asked for it; NULL: a dependency */
	gint64 milliseconds; /* since boot, when the load was done; RECORD_NONE: not by us */
};

/** struct bootlog_value: what an order `show` read from a file. */
struct bootlog_value {
	char *path;
	char *text; /* without the newline at its end; NULL: there is no such file */
};

/** struct bootlog_verdict: what the boot showed. Free with record_free(&bootlog_verdict_type). */
struct bootlog_verdict {
	int verdict;          /* enum bootlog_symptom, the first of `findings`, or ok */
	char *reason;         /* one line; for "ok" what was checked */
	gboolean as_expected; /* all of `must`, and nothing outside `must` and `may` */
	char *mismatch;       /* NULL, or what was not as expected */
	GPtrArray *findings;  /* struct bootlog_finding *, in order of precedence */
	GPtrArray *devices;   /* struct bootlog_device *, sorted by bus and name */
	GPtrArray *modules;   /* struct bootlog_module *, sorted by name */
	GPtrArray *values;    /* struct bootlog_value *, as they were shown */
	GPtrArray *warnings;  /* char *: kernel messages of level warning and worse, first 100 */
	char *release;        /* the kernel's release; NULL if the report did not come so far */
	gint64 init_ms;       /* milliseconds from boot to /init; RECORD_NONE */
	gint64 end_ms;        /* milliseconds from boot to the end of the report; RECORD_NONE */
};
extern const struct record_type bootlog_verdict_type;

/**
 * bootlog_judge: from text to verdict, a pure function. `console` and `report` may be cut, empty or
 * broken in any way; that is a verdict, not an error. `still_running`: the machine had not ended
 * when its time was up. The caller frees *verdict with record_free().
 */
struct bootlog_verdict *bootlog_judge(const char *console, const char *report,
				      gboolean still_running, const struct bootlog_expect *expect);

#endif
