/* SPDX-License-Identifier: GPL-2.0-only */
#include "formats/elf.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <gelf.h>
#include <modsplit/error.h>

struct image {
	const char *name;
	int fd;
	Elf *elf;
	size_t shstrndx;
};

static gboolean damaged(const char *name, const char *what, GError **error)
{
	int code = elf_errno();

	g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
		    "'%s' is damaged or cut short: %s; build it again", name,
		    code ? elf_errmsg(code) : what);
	return FALSE;
}

static void image_close(struct image *image)
{
	if (image->elf)
		elf_end(image->elf);
	if (image->fd >= 0)
		close(image->fd);
}

/* libelf reads as many section heads as a cut file still has, and says nothing */
static gboolean has_all_heads(Elf *elf)
{
	size_t size = 0, count = 0;
	GElf_Ehdr ehdr;

	if (!elf_rawfile(elf, &size) || !gelf_getehdr(elf, &ehdr) || elf_getshdrnum(elf, &count))
		return FALSE;
	if (ehdr.e_shnum)
		count = ehdr.e_shnum;
	return ehdr.e_shoff && ehdr.e_shoff < size && ehdr.e_shentsize &&
	       count <= (size - ehdr.e_shoff) / ehdr.e_shentsize;
}

static gboolean image_check(struct image *image, GError **error)
{
	elf_errno();
	if (!image->elf || elf_kind(image->elf) != ELF_K_ELF)
		return damaged(image->name, "not an ELF file", error);
	if (!has_all_heads(image->elf))
		return damaged(image->name, "the section table is not all there", error);
	if (elf_getshdrstrndx(image->elf, &image->shstrndx))
		return damaged(image->name, "no section table", error);
	return TRUE;
}

static gboolean image_open(struct image *image, const char *path, GError **error)
{
	*image = (struct image){.name = path, .fd = open(path, O_RDONLY | O_CLOEXEC)};
	if (image->fd < 0) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot open '%s': %s", path,
			    g_strerror(errno));
		return FALSE;
	}
	elf_version(EV_CURRENT);
	image->elf = elf_begin(image->fd, ELF_C_READ_MMAP, NULL);
	return image_check(image, error);
}

/* every section's bytes must lie within the file */
static gboolean check_sections(struct image *image, GError **error)
{
	size_t size = 0;
	Elf_Scn *scn = NULL;

	if (!elf_rawfile(image->elf, &size))
		return damaged(image->name, "no bytes", error);
	while ((scn = elf_nextscn(image->elf, scn))) {
		GElf_Shdr shdr;

		if (!gelf_getshdr(scn, &shdr))
			return damaged(image->name, "bad section", error);
		if (shdr.sh_type != SHT_NOBITS &&
		    (shdr.sh_offset > size || shdr.sh_size > size - shdr.sh_offset))
			return damaged(image->name, "a section reaches beyond the end", error);
	}
	return TRUE;
}

gboolean scan_elf_check(const char *path, GError **error)
{
	struct image image;
	gboolean ok = image_open(&image, path, error) && check_sections(&image, error);

	image_close(&image);
	return ok;
}

static Elf_Scn *find_section(struct image *image, guint type, const char *name)
{
	Elf_Scn *scn = NULL;

	while ((scn = elf_nextscn(image->elf, scn))) {
		GElf_Shdr shdr;
		const char *text;

		if (!gelf_getshdr(scn, &shdr) || (type && shdr.sh_type != type))
			continue;
		text = elf_strptr(image->elf, image->shstrndx, shdr.sh_name);
		if (!name || (text && !strcmp(text, name)))
			return scn;
	}
	return NULL;
}

/* names of all sections by index, so that a symbol costs no look-up */
static GPtrArray *section_names(struct image *image)
{
	GPtrArray *names = g_ptr_array_new();
	Elf_Scn *scn = NULL;

	g_ptr_array_add(names, NULL);
	while ((scn = elf_nextscn(image->elf, scn))) {
		GElf_Shdr shdr;

		g_ptr_array_add(names,
				gelf_getshdr(scn, &shdr)
					? elf_strptr(image->elf, image->shstrndx, shdr.sh_name)
					: NULL);
	}
	return names;
}

/* 0: undefined, absolute or common */
static guint section_number(const GElf_Sym *sym, Elf32_Word wide)
{
	if (sym->st_shndx == SHN_XINDEX)
		return wide;
	return sym->st_shndx < SHN_LORESERVE ? sym->st_shndx : 0;
}

static const char *section_of(const GElf_Sym *sym, Elf32_Word wide, const GPtrArray *names)
{
	gsize index = sym->st_shndx == SHN_XINDEX ? wide : sym->st_shndx;

	if (sym->st_shndx == SHN_UNDEF)
		return NULL;
	if (sym->st_shndx == SHN_ABS)
		return "*ABS*";
	if (sym->st_shndx == SHN_COMMON)
		return "COMMON";
	return index < names->len && names->pdata[index] ? names->pdata[index] : "?";
}

struct table {
	Elf_Data *symbols, *wide;
	gsize count;
	GElf_Word strings;
	const char *names; /* the section of that number: texts, the last one ended by a NUL */
	gsize names_size;
};

/* all at once, so that a name costs no call */
static gboolean find_names(struct image *image, struct table *table)
{
	Elf_Scn *scn = elf_getscn(image->elf, table->strings);
	Elf_Data *data = scn ? elf_getdata(scn, NULL) : NULL;

	table->names = data ? data->d_buf : NULL;
	table->names_size = table->names ? data->d_size : 0;
	return table->names_size && !table->names[table->names_size - 1];
}

static const char *symbol_name(const struct table *table, const GElf_Sym *sym)
{
	return sym->st_name < table->names_size ? table->names + sym->st_name : NULL;
}

/* the symbol table; count 0 when there is none */
static gboolean find_table(struct image *image, struct table *table, GError **error)
{
	Elf_Scn *scn = find_section(image, SHT_SYMTAB, NULL);
	Elf_Scn *wide = find_section(image, SHT_SYMTAB_SHNDX, NULL);
	GElf_Shdr shdr;

	*table = (struct table){0};
	if (!scn)
		return TRUE;
	if (!gelf_getshdr(scn, &shdr) || !shdr.sh_entsize)
		return damaged(image->name, "bad symbol table", error);
	table->symbols = elf_getdata(scn, NULL);
	if (!table->symbols)
		return damaged(image->name, "bad symbol table", error);
	table->wide = wide ? elf_getdata(wide, NULL) : NULL;
	table->count = table->symbols->d_size / shdr.sh_entsize;
	table->strings = shdr.sh_link;
	return find_names(image, table) || damaged(image->name, "bad symbol names", error);
}

static const char *kind_of(int type)
{
	if (type == STT_FUNC || type == STT_GNU_IFUNC)
		return "function";
	return type == STT_OBJECT || type == STT_TLS || type == STT_COMMON ? "object" : "notype";
}

static gboolean walk_symbols(struct image *image, scan_elf_each each, void *data, GError **error)
{
	g_autoptr(GPtrArray) names = NULL;
	struct table table;

	if (!check_sections(image, error) || !find_table(image, &table, error))
		return FALSE;
	names = section_names(image);
	for (gsize i = 1; i < table.count; i++) {
		struct scan_elf_symbol symbol = {.binding = SCAN_ELF_GLOBAL};
		Elf32_Word wide = 0;
		GElf_Sym sym;
		int type;

		if (!gelf_getsymshndx(table.symbols, table.wide, (int)i, &sym, &wide))
			return damaged(image->name, "bad symbol", error);
		type = GELF_ST_TYPE(sym.st_info);
		symbol.name = symbol_name(&table, &sym);
		if (!symbol.name)
			return damaged(image->name, "bad symbol name", error);
		if (type == STT_FILE || type == STT_SECTION || !*symbol.name)
			continue;
		symbol.section = section_of(&sym, wide, names);
		symbol.number = section_number(&sym, wide);
		symbol.kind = kind_of(type);
		symbol.value = sym.st_value;
		symbol.size = sym.st_size;
		if (GELF_ST_BIND(sym.st_info) == STB_LOCAL)
			symbol.binding = SCAN_ELF_LOCAL;
		else if (GELF_ST_BIND(sym.st_info) == STB_WEAK)
			symbol.binding = SCAN_ELF_WEAK;
		if (!each(data, &symbol))
			break;
	}
	return TRUE;
}

gboolean scan_elf_symbols(const char *path, scan_elf_each each, void *data, GError **error)
{
	struct image image;
	gboolean ok = image_open(&image, path, error) && walk_symbols(&image, each, data, error);

	image_close(&image);
	return ok;
}

gboolean scan_elf_symbols_in(const char *bytes, gsize size, const char *name, scan_elf_each each,
			     void *data, GError **error)
{
	struct image image = {.name = name, .fd = -1};
	gboolean ok;

	elf_version(EV_CURRENT);
	image.elf = elf_memory((char *)bytes, size);
	ok = image_check(&image, error) && walk_symbols(&image, each, data, error);
	image_close(&image);
	return ok;
}

/* --- exports ------------------------------------------------------------------------------- */

/* the NUL-terminated text at an offset of a section's data, or NULL */
static const char *text_at(const Elf_Data *data, guint64 offset)
{
	const char *text = data && data->d_buf ? (const char *)data->d_buf + offset : NULL;

	if (!text || offset >= data->d_size || !memchr(text, 0, data->d_size - offset))
		return NULL;
	return text;
}

struct reading {
	struct image *image;
	struct table table;
	GPtrArray *names;
	const char *provider;
	struct scan_exports *exports;
};

/* 6.4 on: at the label stand the licence and, behind its NUL, the namespace */
static void new_export(struct reading *r, const char *name, const GElf_Sym *sym,
		       const char *section)
{
	Elf_Scn *scn = elf_getscn(r->image->elf, sym->st_shndx);
	Elf_Data *data = scn && !strcmp(section, ".export_symbol") ? elf_getdata(scn, NULL) : NULL;
	const char *licence = text_at(data, sym->st_value);
	const char *space = licence ? text_at(data, sym->st_value + strlen(licence) + 1) : NULL;

	if (licence)
		scan_exports_add(r->exports, name, r->provider,
				 strcmp(licence, "GPL") ? "EXPORT_SYMBOL" : "EXPORT_SYMBOL_GPL",
				 space);
}

/* before 6.4: the licence is in the section's name, the namespace at __kstrtabns_NAME */
static void old_export(struct reading *r, const char *name, const char *section, GHashTable *spaces)
{
	scan_exports_add(r->exports, name, r->provider,
			 g_str_has_prefix(section, "___ksymtab_gpl") ? "EXPORT_SYMBOL_GPL"
								     : "EXPORT_SYMBOL",
			 g_hash_table_lookup(spaces, name));
}

static gboolean walk_exports(struct reading *r, gboolean spaces_only, GHashTable *spaces,
			     GError **error)
{
	for (gsize i = 1; i < r->table.count; i++) {
		Elf32_Word wide = 0;
		GElf_Sym sym;
		const char *name, *section;

		if (!gelf_getsymshndx(r->table.symbols, r->table.wide, (int)i, &sym, &wide))
			return damaged(r->image->name, "bad symbol", error);
		name = symbol_name(&r->table, &sym);
		section = section_of(&sym, wide, r->names);
		if (!name || !section)
			continue;
		if (spaces_only && g_str_has_prefix(name, "__kstrtabns_")) {
			Elf_Scn *scn = elf_getscn(r->image->elf, sym.st_shndx);
			const char *space =
				text_at(scn ? elf_getdata(scn, NULL) : NULL, sym.st_value);

			if (space)
				g_hash_table_insert(spaces, (char *)name + 12, (char *)space);
		} else if (!spaces_only && g_str_has_prefix(name, "__export_symbol_")) {
			new_export(r, name + 16, &sym, section);
		} else if (!spaces_only && g_str_has_prefix(name, "__ksymtab_") &&
			   g_str_has_prefix(section, "___ksymtab")) {
			old_export(r, name + 10, section, spaces);
		}
	}
	return TRUE;
}

gboolean scan_elf_exports(const char *path, const char *provider, struct scan_exports *exports,
			  GError **error)
{
	struct image image;
	struct reading r = {.image = &image, .provider = provider, .exports = exports};
	g_autoptr(GHashTable) spaces = g_hash_table_new(g_str_hash, g_str_equal);
	gboolean ok = image_open(&image, path, error) && check_sections(&image, error) &&
		      find_table(&image, &r.table, error);

	if (ok) {
		r.names = section_names(&image);
		ok = walk_exports(&r, TRUE, spaces, error) &&
		     walk_exports(&r, FALSE, spaces, error);
		g_ptr_array_unref(r.names);
	}
	image_close(&image);
	return ok;
}
