/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BOOT_DEVTREE_H
#define BOOT_DEVTREE_H

#include "base/record.h"

/**
 * A device whose model qemu lacks can still be probed when its driver only reads identification
 * registers: a node in the device tree, and the registers as plain memory. Numbers are written in
 * JSON as strings ("0x5f000000"), because JSON has no hexadecimal; in cells, "&label" stands for
 * the phandle of the node with that label.
 */

/** struct devtree_property: exactly one of `strings`, `cells` not empty; both empty: a flag. */
struct devtree_property {
	char *name;
	GPtrArray *strings; /* char * */
	GPtrArray *cells;   /* char *: numbers or "&label" */
};

/** struct devtree_node: a node to add, below the root or below `parent`. */
struct devtree_node {
	char *name;            /* "smmu@5f000000" */
	char *parent;          /* path; NULL: the root */
	char *label;           /* NULL: nobody refers to it */
	GPtrArray *properties; /* struct devtree_property * */
};

/** struct devtree_change: properties to set in every node that is compatible. */
struct devtree_change {
	char *compatible;
	GPtrArray *properties; /* struct devtree_property * */
};

/** struct devtree_edit: nodes to add, then properties to set. */
struct devtree_edit {
	GPtrArray *nodes;   /* struct devtree_node * */
	GPtrArray *changes; /* struct devtree_change * */
};
extern const struct record_type devtree_edit_type;

/** struct devtree_word: one 32-bit register, little-endian. */
struct devtree_word {
	char *offset;
	char *value;
};

/** struct devtree_registers: a register file; what is not named is 0. */
struct devtree_registers {
	char *address;    /* where it lies in the machine's memory */
	char *size;       /* bytes, at most 16 MiB */
	GPtrArray *words; /* struct devtree_word * */
};
extern const struct record_type devtree_registers_type;

/**
 * devtree_apply: a flattened device tree with the edit applied. The caller frees the bytes.
 * Errors: MS_ERROR_INPUT: not a device tree, an unknown label, a compatible that no node has, a
 * node that is there already.
 */
GBytes *devtree_apply(GBytes *dtb, const struct devtree_edit *edit, GError **error);

/** devtree_register_file: the bytes of a register file. Errors: MS_ERROR_INPUT. */
GBytes *devtree_register_file(const struct devtree_registers *registers, GError **error);

/** devtree_number: a number in C notation ("0x5f000000", "12"). Errors: MS_ERROR_INPUT. */
gboolean devtree_number(const char *text, guint64 *number, GError **error);

#endif
