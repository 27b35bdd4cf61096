/* SPDX-License-Identifier: GPL-2.0-only */
#include <modsplit/error.h>

#include "edits/edits.h"

static const edit_maker makers[] = {
	[EDIT_EXPORT_AFTER] = edit_c_export,       [EDIT_KCONFIG_TYPE] = edit_kconfig,
	[EDIT_KCONFIG_HELP] = edit_kconfig,        [EDIT_KCONFIG_ADD] = edit_kconfig,
	[EDIT_KCONFIG_DEPENDS] = edit_kconfig,     [EDIT_REPLACE_MACRO] = edit_c_replace_macro,
	[EDIT_REMOVE_MACRO] = edit_c_remove_macro, [EDIT_INSERT_BEFORE] = edit_c_insert,
	[EDIT_INSERT_AFTER] = edit_c_insert,       [EDIT_APPEND] = edit_c_append,
	[EDIT_ADD_INCLUDE] = edit_c_include,       [EDIT_REPLACE_INCLUDE] = edit_c_include,
	[EDIT_SET_FIELD] = edit_c_set_field,       [EDIT_CONFIG_TEST] = edit_c_config_test,
	[EDIT_GUARD_RETURN] = edit_c_guard_return, [EDIT_COMPOSITE] = edit_kbuild,
	[EDIT_WRAP_IF] = edit_c_wrap_if,           [EDIT_FUNCTION_TYPE] = edit_c_function_type,
	[EDIT_KCONFIG_ATTRIBUTE] = edit_kconfig,   [EDIT_KCONFIG_IMPLY] = edit_kconfig,
};

/* The fields that an op cannot do without; a plan may come from a file. */
static gboolean complete(const struct edit *edit, GError **error)
{
	static const gint text_ops =
		1 << EDIT_EXPORT_AFTER | 1 << EDIT_KCONFIG_HELP | 1 << EDIT_KCONFIG_ADD |
		1 << EDIT_KCONFIG_DEPENDS | 1 << EDIT_KCONFIG_ATTRIBUTE | 1 << EDIT_REPLACE_MACRO |
		1 << EDIT_INSERT_BEFORE | 1 << EDIT_INSERT_AFTER | 1 << EDIT_APPEND |
		1 << EDIT_REPLACE_INCLUDE | 1 << EDIT_SET_FIELD | 1 << EDIT_GUARD_RETURN |
		1 << EDIT_WRAP_IF;
	static const gint from_ops = 1 << EDIT_KCONFIG_IMPLY | 1 << EDIT_SET_FIELD |
				     1 << EDIT_CONFIG_TEST | 1 << EDIT_GUARD_RETURN;
	static const gint to_ops =
		1 << EDIT_KCONFIG_TYPE | 1 << EDIT_CONFIG_TEST | 1 << EDIT_COMPOSITE;
	const char *lacks = NULL;

	if (!edit->file)
		lacks = "file";
	else if (!edit->symbol && edit->op != EDIT_APPEND)
		lacks = "symbol";
	else if (!edit->text && text_ops & 1 << edit->op)
		lacks = "text";
	else if (!edit->from && from_ops & 1 << edit->op)
		lacks = "from";
	else if (!edit->to && to_ops & 1 << edit->op)
		lacks = "to";
	if (lacks)
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT, "the plan's edit '%s' has no '%s'",
			    edit_op_names[edit->op], lacks);
	return !lacks;
}

gboolean edit_is_kconfig(const struct edit *edit)
{
	return makers[edit->op] == edit_kconfig;
}

gboolean edit_make(struct texts *texts, const struct edit *edit, GError **error)
{
	const struct text *text;
	GError *inner = NULL;
	char *data;
	gsize size = 0;

	if (!complete(edit, error))
		return FALSE;
	text = texts_get(texts, edit->file, error);
	if (!text)
		return FALSE;
	data = makers[edit->op](edit, text, &size, &inner);
	if (data) {
		texts_set(texts, edit->file, data, size);
		return TRUE;
	}
	g_set_error(error, MS_ERROR, MS_ERROR_TREE, "%s: cannot make the edit '%s' of '%s': %s",
		    edit->file, edit_op_names[edit->op], edit->symbol ? edit->symbol : edit->file,
		    inner->message);
	g_error_free(inner);
	return FALSE;
}
