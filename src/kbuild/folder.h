/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KBUILD_FOLDER_H
#define KBUILD_FOLDER_H

#include <glib.h>

/*
 * What one folder's Kbuild or Makefile says (Kbuild wins), line by line, with positions. make is
 * not evaluated: options and conditions are texts; what needs evaluation ($(call), $(shell),
 * $(eval), include, …) is a problem with a place, never a guess.
 */
#define KBUILD_ERROR (kbuild_error_quark())
GQuark kbuild_error_quark(void);

enum kbuild_error {
	KBUILD_ERROR_READ,
	KBUILD_ERROR_NOT_FOUND,
	KBUILD_ERROR_SHAPE, /* found, but not in a form that can be edited */
};

enum kbuild_list {
	KBUILD_OBJ,      /* obj-… */
	KBUILD_LIB,      /* lib-… */
	KBUILD_SUBDIR,   /* subdir-… */
	KBUILD_PARTS,    /* name-objs, name-y, name-m, name-$(CONFIG_X), name-objs-… */
	KBUILD_VARIABLE, /* any other variable */
};

/* One assignment, continuation lines joined */
struct kbuild_assignment {
	enum kbuild_list list;
	const char *lhs;        /* as written: "arm_smmu-$(CONFIG_ARM_SMMU_QCOM)" */
	const char *name;       /* "arm_smmu" of KBUILD_PARTS, the variable's name, else NULL */
	const char *when;       /* "y", "m", "CONFIG_X", the text of anything else; NULL for -objs,
				   variables */
	const char *op;         /* "=", ":=", "+=", "?=" */
	const char *value;      /* as written, continuations joined by a blank, comment taken off */
	const char *conditions; /* enclosing ifdef/ifeq …, joined by " && "; or NULL */
	guint line;
	gsize start, end; /* the whole statement with its last newline */
	gsize lhs_start, lhs_end, value_start, value_end;
};

/* One word of such a list */
struct kbuild_entry {
	const struct kbuild_assignment *assignment;
	const char *word; /* "arm-smmu.o", "arm/", "$(foo-y)"; addprefix is applied */
	guint line;
	gsize offset, len; /* of the word in the file */
};

struct kbuild_problem {
	const char *file;
	guint line;
	const char *message;
};

struct kbuild_folder;
typedef struct kbuild_folder kbuild_folder;

/* @folder is relative to @srctree ("drivers/iommu"; "" is the top). Fails without a makefile. */
struct kbuild_folder *kbuild_folder_read(const char *srctree, const char *folder, GError **error);
/* The same of a text; @file is the name for places. */
struct kbuild_folder *kbuild_folder_parse(const char *folder, const char *file, const char *text,
					  gsize len);
void kbuild_folder_free(struct kbuild_folder *folder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kbuild_folder, kbuild_folder_free)

/* The folder, as it was asked for */
const char *kbuild_folder_path(const struct kbuild_folder *folder);
/* The makefile, relative to the tree: "drivers/iommu/Makefile" */
const char *kbuild_folder_file(const struct kbuild_folder *folder);
const char *kbuild_folder_text(const struct kbuild_folder *folder, gsize *len);
/* Elements: struct kbuild_assignment *, kbuild_entry *, kbuild_problem *, in order of the text */
const GPtrArray *kbuild_folder_assignments(const struct kbuild_folder *folder);
const GPtrArray *kbuild_folder_entries(const struct kbuild_folder *folder);
const GPtrArray *kbuild_folder_problems(const struct kbuild_folder *folder);

/* Where an object (or "dir/") is listed */
struct kbuild_place {
	const char *object; /* "arm-smmu.o": what was asked for */
	/* when it is built: "y", "m", "CONFIG_X" or other text; of the composite if it is a part of
	 * one */
	const char *when;
	const char *
		option; /* "X" of CONFIG_X in when, also out of $(subst m,y,$(CONFIG_X)); or NULL */
	const char *composite;            /* "arm_smmu.o" if it is a part, else NULL */
	const char *part_when;            /* for a part: NULL (always), "y", "m", "CONFIG_Y" */
	const char *conditions;           /* of both lines, or NULL */
	const struct kbuild_entry *entry; /* the word that lists the object */
	const struct kbuild_entry
		*listed;  /* the obj-/lib- word: its own, or the composite's; NULL if none */
	const char *file; /* of the makefile */
	guint line;       /* of entry */
};

/* All places of an object, through composites and private lists: owned, of struct kbuild_place. */
GArray *kbuild_folder_find(const struct kbuild_folder *folder, const char *object);
/* The first of them into @place; FALSE if it is not listed. */
gboolean kbuild_find_object(const struct kbuild_folder *folder, const char *object,
			    struct kbuild_place *place);

/* A composite's parts, private lists resolved: an owned array of const struct kbuild_entry *. */
GPtrArray *kbuild_composite_parts(const struct kbuild_folder *folder, const char *composite);
gboolean kbuild_is_composite(const struct kbuild_folder *folder, const char *object);

/* A makefile's line that enters the next folder below, from the top down */
struct kbuild_step {
	char *file;       /* the parent's makefile */
	char *folder;     /* the folder that is entered */
	char *when;       /* "y", "m", "CONFIG_X", other text */
	char *option;     /* or NULL */
	char *conditions; /* or NULL */
	guint line;
};
/*
 * An owned array of struct kbuild_step *. A folder that no parent enters by obj- or subdir-
 * (arch/…, through the arch's Makefile) has no step; objects of the kind "sub/x.o" need none.
 */
GPtrArray *kbuild_folder_chain(const char *srctree, const char *folder, GError **error);

/* One obj-/lib- word anywhere in the tree */
struct kbuild_object {
	char *folder;    /* "drivers/iommu/arm/arm-smmu-v3" */
	char *object;    /* "arm_smmu_v3.o", or "dir/" */
	char *composite; /* for a part that hangs on the option: the composite, else NULL */
	char *file;
	char *when, *conditions;
	guint line;
};

/*
 * All obj-, lib-, subdir- and part words whose list or enclosing ifdef/ifeq names CONFIG_@option:
 * an owned array of struct kbuild_object *, sorted by file and line. @folders (NULL-ended,
 * relative; NULL: the whole tree) are searched with all below.
 */
GPtrArray *kbuild_objects_of_option(const char *srctree, const char *option,
				    const char *const *folders, GError **error);

/* "arm_smmu_v3" of "arm-smmu-v3.o", to be freed: KBUILD_MODNAME of a module of that name. */
char *kbuild_module_name(const char *object);

#endif
