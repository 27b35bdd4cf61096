/* SPDX-License-Identifier: GPL-2.0-only */
#include "boot/modinfo.h"

#include <string.h>

#include <modsplit/error.h>

#define TYPE_RELOCATABLE 1
#define SECTION_NOBITS 8

/* An ELF file and where its fields lie, which differs between the two classes. */
struct elf {
	const unsigned char *data;
	gsize size;
	gboolean is64;
	gboolean big_endian;
};

struct section {
	guint64 name; /* offset in the section of names */
	guint64 type;
	guint64 offset;
	guint64 size;
};

static gboolean read_number(const struct elf *elf, guint64 at, guint width, guint64 *value)
{
	*value = 0;
	if (at > elf->size || elf->size - at < width)
		return FALSE;
	for (guint i = 0; i < width; i++) {
		guint shift = 8 * (elf->big_endian ? width - 1 - i : i);

		*value |= (guint64)elf->data[at + i] << shift;
	}
	return TRUE;
}

static gboolean read_section(const struct elf *elf, guint64 at, struct section *section)
{
	guint word = elf->is64 ? 8 : 4;

	return read_number(elf, at, 4, &section->name) &&
	       read_number(elf, at + 4, 4, &section->type) &&
	       read_number(elf, at + (elf->is64 ? 0x18 : 0x10), word, &section->offset) &&
	       read_number(elf, at + (elf->is64 ? 0x20 : 0x14), word, &section->size);
}

static gboolean section_fits(const struct elf *elf, const struct section *section)
{
	return section->type != SECTION_NOBITS && section->offset <= elf->size &&
	       section->size <= elf->size - section->offset;
}

static gboolean section_is(const struct elf *elf, const struct section *names,
			   const struct section *section, const char *name)
{
	gsize length = strlen(name) + 1;

	return section->name <= names->size && names->size - section->name >= length &&
	       memcmp(elf->data + names->offset + section->name, name, length) == 0;
}

static gboolean find_section(const struct elf *elf, const char *name, struct section *found)
{
	guint64 table, entry, count, index;
	struct section names;
	guint word = elf->is64 ? 8 : 4;

	if (!read_number(elf, elf->is64 ? 0x28 : 0x20, word, &table) ||
	    !read_number(elf, elf->is64 ? 0x3a : 0x2e, 2, &entry) ||
	    !read_number(elf, elf->is64 ? 0x3c : 0x30, 2, &count) ||
	    !read_number(elf, elf->is64 ? 0x3e : 0x32, 2, &index))
		return FALSE;
	if (table > elf->size || count * entry > elf->size - table || index >= count ||
	    !read_section(elf, table + index * entry, &names) || !section_fits(elf, &names))
		return FALSE;
	for (guint64 i = 0; i < count; i++) {
		if (!read_section(elf, table + i * entry, found))
			return FALSE;
		if (section_is(elf, &names, found, name))
			return section_fits(elf, found);
	}
	return FALSE;
}

GPtrArray *modinfo_read(const char *data, gsize size, GError **error)
{
	struct elf elf = {.data = (const unsigned char *)data, .size = size};
	struct section section;
	GPtrArray *entries;
	guint64 type = 0;

	if (size >= 16 && memcmp(data, "\177ELF", 4) == 0) {
		elf.is64 = data[4] == 2;
		elf.big_endian = data[5] == 2;
		if (!read_number(&elf, 0x10, 2, &type))
			type = 0;
	}
	if (type != TYPE_RELOCATABLE) {
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "not a kernel module: no relocatable ELF file");
		return NULL;
	}
	if (!find_section(&elf, ".modinfo", &section)) {
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "not a kernel module, or cut short: no section '.modinfo'");
		return NULL;
	}
	entries = g_ptr_array_new_with_free_func(g_free);
	for (const char *at = data + section.offset, *end = at + section.size; at < end;) {
		gsize length = strnlen(at, (gsize)(end - at));

		if (length > 0)
			g_ptr_array_add(entries, g_strndup(at, length));
		at += length + 1;
	}
	return entries;
}

const char *modinfo_value(const GPtrArray *entries, const char *key)
{
	gsize length = strlen(key);

	for (guint i = 0; i < entries->len; i++) {
		const char *entry = entries->pdata[i];

		if (strncmp(entry, key, length) == 0 && entry[length] == '=')
			return entry + length + 1;
	}
	return NULL;
}

char *modinfo_name(const char *path)
{
	char *name = g_path_get_basename(path);

	if (g_str_has_suffix(name, ".ko"))
		name[strlen(name) - 3] = '\0';
	return g_strdelimit(name, "-", '_');
}

void modinfo_alias_lines(const GPtrArray *entries, const char *name, GString *out)
{
	for (guint i = 0; i < entries->len; i++) {
		const char *entry = entries->pdata[i];

		if (g_str_has_prefix(entry, "alias="))
			g_string_append_printf(out, "alias %s %s\n", entry + strlen("alias="),
					       name);
	}
}
