/* SPDX-License-Identifier: GPL-2.0-only */
#include "boot/devtree.h"

#include <string.h>

#include <libfdt.h>

#include <modsplit/error.h>

#define MAX_REGISTERS (16u << 20)

static const struct record_field property_fields[] = {
	RECORD_FSTR(devtree_property, name),
	{.key = "strings",
	 .kind = RECORD_STRINGS,
	 .optional = TRUE,
	 .offset = G_STRUCT_OFFSET(struct devtree_property, strings)},
	{.key = "cells",
	 .kind = RECORD_STRINGS,
	 .optional = TRUE,
	 .offset = G_STRUCT_OFFSET(struct devtree_property, cells)},
	RECORD_END,
};
static const struct record_type property_type = {.size = sizeof(struct devtree_property),
						 .fields = property_fields};

static const struct record_field node_fields[] = {
	RECORD_FSTR(devtree_node, name),
	{.key = "parent",
	 .kind = RECORD_STRING,
	 .optional = TRUE,
	 .offset = G_STRUCT_OFFSET(struct devtree_node, parent)},
	{.key = "label",
	 .kind = RECORD_STRING,
	 .optional = TRUE,
	 .offset = G_STRUCT_OFFSET(struct devtree_node, label)},
	RECORD_FLIST(devtree_node, properties, &property_type),
	RECORD_END,
};
static const struct record_type node_type = {.size = sizeof(struct devtree_node),
					     .fields = node_fields};

static const struct record_field change_fields[] = {
	RECORD_FSTR(devtree_change, compatible),
	RECORD_FLIST(devtree_change, properties, &property_type),
	RECORD_END,
};
static const struct record_type change_type = {.size = sizeof(struct devtree_change),
					       .fields = change_fields};

static const struct record_field edit_fields[] = {
	RECORD_FLIST(devtree_edit, nodes, &node_type),
	RECORD_FLIST(devtree_edit, changes, &change_type),
	RECORD_END,
};
const struct record_type devtree_edit_type = {.size = sizeof(struct devtree_edit),
					      .fields = edit_fields};

static const struct record_field word_fields[] = {
	RECORD_FSTR(devtree_word, offset),
	RECORD_FSTR(devtree_word, value),
	RECORD_END,
};
static const struct record_type word_type = {.size = sizeof(struct devtree_word),
					     .fields = word_fields};

static const struct record_field registers_fields[] = {
	RECORD_FSTR(devtree_registers, address),
	RECORD_FSTR(devtree_registers, size),
	RECORD_FLIST(devtree_registers, words, &word_type),
	RECORD_END,
};
const struct record_type devtree_registers_type = {.size = sizeof(struct devtree_registers),
						   .fields = registers_fields};

/* A device tree that is being edited, and the nodes that have labels. */
struct tree {
	void *fdt;
	GHashTable *phandles; /* label to phandle */
};

static gboolean wrong_number(const char *text, GError **error)
{
	g_set_error(error, MS_ERROR, MS_ERROR_INPUT, "not a number: '%s'", text ? text : "");
	return FALSE;
}

gboolean devtree_number(const char *text, guint64 *number, GError **error)
{
	gboolean hex = text && g_str_has_prefix(text, "0x");

	return (text && g_ascii_string_to_unsigned(hex ? text + 2 : text, hex ? 16 : 10, 0,
						   G_MAXUINT64, number, NULL)) ||
	       wrong_number(text, error);
}

static gboolean fdt_check(int code, const char *what, GError **error)
{
	if (code >= 0)
		return TRUE;
	g_set_error(error, MS_ERROR, MS_ERROR_INPUT, "device tree: '%s': %s", what,
		    fdt_strerror(code));
	return FALSE;
}

static gboolean cell_value(const struct tree *tree, const char *text, guint32 *value,
			   GError **error)
{
	guint64 number;

	if (text[0] == '&') {
		*value = GPOINTER_TO_UINT(g_hash_table_lookup(tree->phandles, text + 1));
		if (*value)
			return TRUE;
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "device tree: no node is labelled '%s'", text + 1);
		return FALSE;
	}
	if (!devtree_number(text, &number, error))
		return FALSE;
	if (number > G_MAXUINT32) {
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "device tree: '%s' does not fit into a cell", text);
		return FALSE;
	}
	*value = (guint32)number;
	return TRUE;
}

static gboolean append_cells(const struct tree *tree, const char *text, GByteArray *bytes,
			     GError **error)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);

	if (!*words)
		return wrong_number(text, error);
	for (char **word = words; *word; word++) {
		guint32 value = 0;

		if (!cell_value(tree, *word, &value, error))
			return FALSE;
		value = GUINT32_TO_BE(value);
		g_byte_array_append(bytes, (const guint8 *)&value, sizeof(value));
	}
	return TRUE;
}

static gboolean set_property(struct tree *tree, int node, const struct devtree_property *property,
			     GError **error)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();

	for (guint i = 0; i < property->strings->len; i++) {
		const char *text = property->strings->pdata[i];

		g_byte_array_append(bytes, (const guint8 *)text, (guint)strlen(text) + 1);
	}
	for (guint i = 0; i < property->cells->len; i++)
		if (!append_cells(tree, property->cells->pdata[i], bytes, error))
			return FALSE;
	return fdt_check(fdt_setprop(tree->fdt, node, property->name, bytes->data, (int)bytes->len),
			 property->name, error);
}

static gboolean set_properties(struct tree *tree, int node, const GPtrArray *properties,
			       GError **error)
{
	for (guint i = 0; i < properties->len; i++)
		if (!set_property(tree, node, properties->pdata[i], error))
			return FALSE;
	return TRUE;
}

static gboolean add_node(struct tree *tree, const struct devtree_node *node, GError **error)
{
	const char *parent = node->parent ? node->parent : "/";
	int at = fdt_path_offset(tree->fdt, parent);
	uint32_t phandle = 0;

	if (!fdt_check(at, parent, error))
		return FALSE;
	at = fdt_add_subnode(tree->fdt, at, node->name);
	if (!fdt_check(at, node->name, error))
		return FALSE;
	if (node->label) {
		if (!fdt_check(fdt_generate_phandle(tree->fdt, &phandle), node->label, error) ||
		    !fdt_check(fdt_setprop_u32(tree->fdt, at, "phandle", phandle), node->label,
			       error))
			return FALSE;
		g_hash_table_insert(tree->phandles, node->label, GUINT_TO_POINTER(phandle));
	}
	return set_properties(tree, at, node->properties, error);
}

static gboolean apply_change(struct tree *tree, const struct devtree_change *change, GError **error)
{
	int at = fdt_node_offset_by_compatible(tree->fdt, -1, change->compatible);

	if (!fdt_check(at, change->compatible, error))
		return FALSE;
	for (; at >= 0; at = fdt_node_offset_by_compatible(tree->fdt, at, change->compatible))
		if (!set_properties(tree, at, change->properties, error))
			return FALSE;
	return TRUE;
}

static gboolean apply_edit(struct tree *tree, const struct devtree_edit *edit, GError **error)
{
	for (guint i = 0; i < edit->nodes->len; i++)
		if (!add_node(tree, edit->nodes->pdata[i], error))
			return FALSE;
	for (guint i = 0; i < edit->changes->len; i++)
		if (!apply_change(tree, edit->changes->pdata[i], error))
			return FALSE;
	return fdt_check(fdt_pack(tree->fdt), "/", error);
}

GBytes *devtree_apply(GBytes *dtb, const struct devtree_edit *edit, GError **error)
{
	gsize size, room;
	const void *data = g_bytes_get_data(dtb, &size);
	g_autoptr(GHashTable) phandles = g_hash_table_new(g_str_hash, g_str_equal);
	g_autofree void *fdt = NULL;
	struct tree tree = {.phandles = phandles};

	if (size < sizeof(struct fdt_header) || fdt_check_full(data, size) != 0) {
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT, "not a device tree, or damaged");
		return NULL;
	}
	room = size + (64u << 10);
	fdt = g_malloc0(room);
	tree.fdt = fdt;
	if (!fdt_check(fdt_open_into(data, fdt, (int)room), "/", error) ||
	    !apply_edit(&tree, edit, error))
		return NULL;
	return g_bytes_new(fdt, fdt_totalsize(fdt));
}

GBytes *devtree_register_file(const struct devtree_registers *registers, GError **error)
{
	g_autofree guint8 *bytes = NULL;
	guint64 size;

	if (!devtree_number(registers->size, &size, error))
		return NULL;
	if (size == 0 || size > MAX_REGISTERS) {
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "a register file of '%s' bytes: it may have 1 byte to 16 MiB",
			    registers->size);
		return NULL;
	}
	bytes = g_malloc0(size);
	for (guint i = 0; i < registers->words->len; i++) {
		const struct devtree_word *word = registers->words->pdata[i];
		guint64 offset, value;
		guint32 little;

		if (!devtree_number(word->offset, &offset, error) ||
		    !devtree_number(word->value, &value, error))
			return NULL;
		if (offset % 4 || size < 4 || offset > size - 4 || value > G_MAXUINT32) {
			g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
				    "register '%s' = '%s' does not fit into the register file",
				    word->offset, word->value);
			return NULL;
		}
		little = GUINT32_TO_LE((guint32)value);
		memcpy(bytes + offset, &little, sizeof(little));
	}
	return g_bytes_new_take(g_steal_pointer(&bytes), size);
}
