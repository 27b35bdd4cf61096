/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BOOT_BOOT_H
#define BOOT_BOOT_H

#include "base/job.h"
#include "base/record.h"
#include "boot/devtree.h"

/**
 * struct boot_machine: a virtual machine, as data (schema "modsplit.machine/1"). It has no network
 * and no monitor; a read-only disk, if it has a place for one; and a way out for the guest's report
 * that no driver in question may be in front of: a virtio port, or a second serial line.
 */
struct boot_machine {
	char *name;
	char *arch;           /* the kernel's word for it: "arm64" */
	char *program;        /* "qemu-system-aarch64" */
	char *package;        /* the Debian package that has it */
	GPtrArray *arguments; /* char *: machine, cpu, memory, devices beyond ours */
	char *disk;           /* the -device that the disk hangs on, less its drive=; NULL */
	char *console;        /* "ttyAMA0" */
	char *report;     /* the -device of the virtio port's bus; NULL: "virtio-serial-device" */
	char *report_tty; /* "ttyAMA1": the machine's second serial line instead; NULL */
	char *dtb;        /* below the kernel's build: "arch/…/x.dtb"; NULL: qemu makes its own */
	char *firmware;   /* file for -bios, or NULL: none */
	char *firmware_package;              /* the Debian package that has it */
	struct devtree_edit *devtree;        /* changes to that device tree, or NULL */
	struct devtree_registers *registers; /* a register file to lay into memory, or NULL */
};
extern const struct record_type boot_machine_type;

/** struct boot_kernel: what is booted. The caller owns all. */
struct boot_kernel {
	const char *image;   /* arch/arm64/boot/Image */
	const char *release; /* include/config/kernel.release, without newline */
	const char *build;   /* where a machine's dtb is sought; NULL: no such machine is booted */
	const char *const
		*modules; /* NULL-terminated paths of .ko files for the initramfs; or NULL */
	const char
		*cross_compile; /* prefix of the compiler for the guest's /init; NULL or "": gcc */
};

/** struct boot_orders: what the guest does, and how long it may take. The caller owns all. */
struct boot_orders {
	const GPtrArray *lines;        /* char *: see guest/orders.h */
	const GPtrArray *command_line; /* char *: words added to the kernel's command line */
	guint time_limit_s;            /* 0: 120 */
};

/** struct boot_result: what came back. Free with boot_result_free(). */
struct boot_result {
	char *console; /* what the kernel wrote to its console, NUL bytes replaced, at most 4 MiB */
	char *report;  /* JSON lines from the guest's /init, at most 4 MiB */
	char *command; /* the qemu command line as it was run, for the report to show */
	char *qemu_says;    /* what qemu wrote to stderr */
	int status;         /* exit status of qemu, 128 + signal; -1 when its time was up */
	gboolean timed_out; /* still running when its time was up */
	double seconds;     /* wall clock */
	gint64 initramfs_bytes;
};

/**
 * boot_check: sees that a machine can be had here: qemu, its firmware, the device tree in `build`.
 * Errors: MS_ERROR_TOOL with the Debian package; MS_ERROR_TREE: the build has no such device tree.
 */
gboolean boot_check(const struct boot_machine *machine, const char *build, GError **error);

/**
 * boot_run: boots a kernel in qemu, waits for its end, and gives what it wrote.
 * On cancel (job->cancel) qemu is killed and waited for, and the scratch directory is gone.
 * A guest that panics or hangs is no error; the time limit is not one either.
 * Errors: MS_ERROR_TOOL (no qemu or firmware, with the package's name; qemu refuses its arguments;
 * no cross compiler), MS_ERROR_IO, MS_ERROR_CANCELLED.
 */
gboolean boot_run(const struct boot_machine *machine, const struct boot_kernel *kernel,
		  const struct boot_orders *orders, const struct ms_job *job,
		  struct boot_result **result, GError **error);

/** boot_result_free: frees a result; NULL is fine. */
void boot_result_free(struct boot_result *result);
typedef struct boot_result boot_result;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(boot_result, boot_result_free)

/**
 * boot_guest_init: the path of the guest's /init, a static program compiled with
 * `${cross_compile}gcc` from the sources that modsplit carries; kept in the cache under a name made
 * of those sources, the compiler's name and its version. The caller frees the path.
 * Errors: MS_ERROR_TOOL naming the compiler and the Debian package that has it.
 */
char *boot_guest_init(const char *cross_compile, const struct ms_job *job, GError **error);

#endif
