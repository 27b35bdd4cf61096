/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BUILD_KERNEL_H
#define BUILD_KERNEL_H

#include "base/record.h"
#include "build/kmake.h"

/** struct kernel_section: a section of vmlinux, see base/elfsections.h. */
struct kernel_section {
	char *name;
	gint64 bytes;
	int kind; /* enum ms_section_kind */
};

/** struct kernel_module: a .ko of a kernel. */
struct kernel_module {
	char *path;    /* below the build: "drivers/iommu/arm/arm-smmu-v3/arm_smmu_v3.ko" */
	gint64 bytes;  /* of the file */
	gint64 loaded; /* text, data and bss, as `size` counts them */
};

/**
 * struct kernel: what is kept of a kernel that was built, in a directory of its own: `kernel.json`
 * (schema "modsplit.kernel/1"), `config`, the image, and the modules under `modules/`.
 */
struct kernel {
	char *key;
	char *name; /* "untouched", "builtin", "module", … */
	char *release;
	char *image; /* base name: "Image" */
	gint64 image_bytes;
	char *packed; /* base name: "Image.gz"; NULL: the image is compressed, or there is none */
	gint64 packed_bytes;
	GPtrArray *sections; /* struct kernel_section, in file order */
	GPtrArray *modules;  /* struct kernel_module, in the order of modules.order */
	GPtrArray *modpost;  /* char *: what modpost complained of */
	GPtrArray *warnings; /* char *: what the compiler warned of */
	gint64 compiled;     /* objects that were compiled for it */
};
extern const struct record_type kernel_type;

/** kernel_free: frees it; NULL is fine. */
void kernel_free(struct kernel *kernel);
typedef struct kernel ms_kernel;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ms_kernel, kernel_free)

/** kernel_load: the kernel kept in a directory, NULL if it is not there, not whole, or of another
 * key. */
struct kernel *kernel_load(const char *directory, const char *key);

/**
 * kernel_harvest: takes a finished build into a directory, which must not exist, whole or not at
 * all. Of more than 256 MiB of modules only those of `module_file`'s folder are taken.
 * Errors: MS_ERROR_IO, MS_ERROR_INPUT.
 */
struct kernel *kernel_harvest(const struct ms_build *build, const struct kmake_said *said,
			      const char *name, const char *key, const char *module_file,
			      const char *directory, GError **error);

/** kernel_total: bytes of its vmlinux in sections of one kind (enum ms_section_kind). */
gint64 kernel_total(const struct kernel *kernel, int kind);

/**
 * kernel_prune: of the kernels below a directory, keeps the `keep` used last, and of those before
 * them as many as fit, together with these, into `bytes`; removes the others.
 */
void kernel_prune(const char *directory, guint keep, gint64 bytes);

#endif
