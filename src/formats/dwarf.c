/* SPDX-License-Identifier: GPL-2.0-only */
#include "formats/dwarf.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <modsplit/error.h>

/* blocks of inlined calls lie in each other; no compiler comes near to this */
#define DEEPEST 500

struct reading {
	struct scan_dwarf *dwarf;
	guint unit;
	Dwarf_Off last; /* where the entry before begins: each lies behind it, or they run in
			   circles */
};

static gboolean trouble(struct scan_dwarf *dwarf, const char *what)
{
	const char *said = what ? what : dwarf_errmsg(-1);

	if (!dwarf->trouble)
		dwarf->trouble = g_strdup(said ? said : "not understood");
	return FALSE;
}

static const char *text_of(struct reading *r, Dwarf_Die *die, guint name)
{
	Dwarf_Attribute attribute;
	const char *text = dwarf_formstring(dwarf_attr_integrate(die, name, &attribute));

	return text ? g_string_chunk_insert_const(r->dwarf->strings, text) : NULL;
}

/* what the linker drops it puts at 0, in lists of ranges at 1, where 0 would end the list */
static gboolean is_dropped(Dwarf_Addr address)
{
	return address <= 1;
}

/* --- variables ------------------------------------------------------------------------------ */

/* a location that is one address and nothing more: no register, no place on the stack */
static gboolean address_of(Dwarf_Die *die, Dwarf_Addr *address)
{
	Dwarf_Attribute attribute, index;
	Dwarf_Block block;
	Dwarf_Op *ops;
	size_t n;

	if (!dwarf_attr(die, DW_AT_location, &attribute) || dwarf_formblock(&attribute, &block) ||
	    !block.length)
		return FALSE;
	/* libdw keeps each location that it has read, so only those are read */
	if (*block.data != DW_OP_addr && *block.data != DW_OP_addrx &&
	    *block.data != DW_OP_GNU_addr_index)
		return FALSE;
	if (dwarf_getlocation(&attribute, &ops, &n) || n != 1)
		return FALSE;
	*address = ops[0].number;
	return ops[0].atom == DW_OP_addr || (!dwarf_getlocation_attr(&attribute, ops, &index) &&
					     !dwarf_formaddr(&index, address));
}

static void take_variable(struct reading *r, Dwarf_Die *die)
{
	struct scan_dwarf_variable variable = {.unit = r->unit};
	Dwarf_Addr address;

	if (!address_of(die, &address) || is_dropped(address))
		return;
	variable.address = address;
	variable.name = text_of(r, die, DW_AT_linkage_name);
	if (!variable.name)
		variable.name = text_of(r, die, DW_AT_name);
	if (variable.name)
		g_array_append_val(r->dwarf->variables, variable);
}

static gboolean take_children(struct reading *r, Dwarf_Die *parent, guint depth);

static gboolean take_entry(struct reading *r, Dwarf_Die *die, guint depth)
{
	switch (dwarf_tag(die)) {
	case DW_TAG_variable:
		take_variable(r, die);
		return TRUE;
	case DW_TAG_subprogram:
	case DW_TAG_inlined_subroutine:
	case DW_TAG_lexical_block:
	case DW_TAG_namespace:
		return take_children(r, die, depth);
	case DW_TAG_invalid:
		return trouble(r->dwarf, NULL);
	default:
		return TRUE; /* types have no variables, and are most of it */
	}
}

static gboolean take_children(struct reading *r, Dwarf_Die *parent, guint depth)
{
	Dwarf_Die die;
	int more = dwarf_child(parent, &die);

	if (depth > DEEPEST)
		return trouble(r->dwarf, "entries lie too deep in each other");
	for (; !more; more = dwarf_siblingof(&die, &die)) {
		Dwarf_Off at = dwarf_dieoffset(&die);

		if (at <= r->last)
			return trouble(r->dwarf, "entries run in a circle");
		r->last = at;
		if (!take_entry(r, &die, depth + 1))
			return FALSE;
	}
	return more > 0 || trouble(r->dwarf, NULL);
}

/* --- units ---------------------------------------------------------------------------------- */

static gboolean take_code(struct reading *r, Dwarf_Die *die)
{
	struct scan_dwarf_code code = {.unit = r->unit};
	Dwarf_Addr base, from, to;
	ptrdiff_t next = 0;

	while ((next = dwarf_ranges(die, next, &base, &from, &to)) > 0) {
		code.from = from;
		code.to = to;
		if (!is_dropped(from) && from < to)
			g_array_append_val(r->dwarf->code, code);
	}
	return !next || trouble(r->dwarf, NULL);
}

static void take_unit(struct scan_dwarf *dwarf, Dwarf_Die *die)
{
	struct reading r = {.dwarf = dwarf, .unit = dwarf->units->len};
	struct scan_dwarf_unit unit = {.source = text_of(&r, die, DW_AT_name)};
	gboolean whole;

	/* what is split off (CONFIG_DEBUG_INFO_SPLIT) leaves the name of its file: "x/y.dwo" */
	if (!unit.source)
		unit.source = text_of(&r, die, DW_AT_dwo_name);
	if (!unit.source)
		unit.source = text_of(&r, die, DW_AT_GNU_dwo_name);
	unit.folder = text_of(&r, die, DW_AT_comp_dir);
	g_array_append_val(dwarf->units, unit);
	r.last = dwarf_dieoffset(die);
	whole = take_code(&r, die);
	dwarf->broken += !take_children(&r, die, 0) || !whole;
}

static void take_units(struct scan_dwarf *dwarf, Dwarf *debug)
{
	Dwarf_CU *cu = NULL;
	Dwarf_Die die;
	guint8 type;
	int more;

	while (!(more = dwarf_get_units(debug, cu, &cu, NULL, &type, &die, NULL)))
		if (type == DW_UT_compile || type == DW_UT_skeleton)
			take_unit(dwarf, &die);
	if (more < 0) {
		trouble(dwarf, NULL);
		dwarf->broken++;
	}
}

struct scan_dwarf *scan_dwarf_read(const char *path, GError **error)
{
	g_autoptr(scan_dwarf) dwarf = g_new0(struct scan_dwarf, 1);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	Dwarf *debug;

	dwarf->units = g_array_new(FALSE, FALSE, sizeof(struct scan_dwarf_unit));
	dwarf->code = g_array_new(FALSE, FALSE, sizeof(struct scan_dwarf_code));
	dwarf->variables = g_array_new(FALSE, FALSE, sizeof(struct scan_dwarf_variable));
	dwarf->strings = g_string_chunk_new(64 * 1024);
	if (fd < 0) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot open '%s': %s", path,
			    g_strerror(errno));
		return NULL;
	}
	debug = dwarf_begin(fd, DWARF_C_READ);
	if (debug)
		take_units(dwarf, debug);
	else
		trouble(dwarf, NULL);
	dwarf_end(debug);
	close(fd);
	return g_steal_pointer(&dwarf);
}

void scan_dwarf_free(struct scan_dwarf *dwarf)
{
	if (!dwarf)
		return;
	g_array_unref(dwarf->units);
	g_array_unref(dwarf->code);
	g_array_unref(dwarf->variables);
	g_string_chunk_free(dwarf->strings);
	g_free(dwarf->trouble);
	g_free(dwarf);
}
