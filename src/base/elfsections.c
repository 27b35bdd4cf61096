/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/elfsections.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <modsplit/error.h>

static void section_free(void *data)
{
	struct ms_section *section = data;

	g_free(section->name);
	g_free(section);
}

static enum ms_section_kind kind_of(const GElf_Shdr *header)
{
	if (!(header->sh_flags & SHF_ALLOC))
		return MS_SECTION_OTHER;
	if ((header->sh_flags & SHF_EXECINSTR) || !(header->sh_flags & SHF_WRITE))
		return MS_SECTION_TEXT;
	return header->sh_type == SHT_NOBITS ? MS_SECTION_BSS : MS_SECTION_DATA;
}

/* libelf is silent about a section that reaches past the end of the file until it is read */
static gboolean in_file(const GElf_Shdr *header, guint64 file_bytes)
{
	return header->sh_type == SHT_NOBITS || (header->sh_offset <= file_bytes &&
						 header->sh_size <= file_bytes - header->sh_offset);
}

static gboolean read_sections(Elf *elf, guint64 file_bytes, GPtrArray *sections)
{
	Elf_Scn *scn = NULL;
	size_t names, count;

	if (elf_kind(elf) != ELF_K_ELF || elf_getshdrstrndx(elf, &names) ||
	    elf_getshdrnum(elf, &count))
		return FALSE;
	while ((scn = elf_nextscn(elf, scn))) {
		struct ms_section *section;
		const char *name;
		GElf_Shdr header;

		if (!gelf_getshdr(scn, &header) || !in_file(&header, file_bytes))
			return FALSE;
		name = elf_strptr(elf, names, header.sh_name);
		if (!name)
			return FALSE;
		section = g_new0(struct ms_section, 1);
		section->name = g_strdup(name);
		section->bytes = header.sh_size;
		section->address = header.sh_addr;
		section->in_file = header.sh_type != SHT_NOBITS;
		section->offset = header.sh_offset;
		section->kind = kind_of(&header);
		g_ptr_array_add(sections, section);
	}
	return count > 0 && sections->len == count - 1;
}

GPtrArray *ms_elf_sections(const char *path, GError **error)
{
	g_autoptr(GPtrArray) sections = g_ptr_array_new_with_free_func(section_free);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	gboolean ok = FALSE;
	struct stat st;
	Elf *elf;

	if (fd < 0 || fstat(fd, &st)) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot read '%s': %s", path,
			    g_strerror(errno));
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (elf)
		ok = read_sections(elf, (guint64)st.st_size, sections);
	elf_end(elf);
	close(fd);
	if (ok)
		return g_steal_pointer(&sections);
	g_set_error(error, MS_ERROR, MS_ERROR_INPUT, "%s: not a whole ELF file; build it again",
		    path);
	return NULL;
}

gboolean ms_section_is_freed(const char *name)
{
	return g_str_has_prefix(name, ".init") || g_str_has_prefix(name, ".exit");
}

guint64 ms_elf_total(const GPtrArray *sections, enum ms_section_kind kind)
{
	guint64 bytes = 0;

	for (guint i = 0; i < sections->len; i++) {
		const struct ms_section *section = sections->pdata[i];

		if (section->kind == kind)
			bytes += section->bytes;
	}
	return bytes;
}
