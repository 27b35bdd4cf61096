/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include <modsplit/error.h>

#include "base/elfsections.h"
#include "base/files.h"
#include "ledger/parts.h"
#include "tree/visit.h"

/* what a loaded section of a module is for */
static const char *use_of(const struct ms_section *section)
{
	if (g_str_equal(section->name, "__ksymtab_strings") ||
	    g_str_has_prefix(section->name, ".rodata.str") ||
	    g_str_equal(section->name, ".modinfo"))
		return "strings";
	if (g_str_has_prefix(section->name, "__ksymtab") ||
	    g_str_has_prefix(section->name, "__kcrctab"))
		return "ksymtab";
	if (section->kind == MS_SECTION_BSS)
		return "bss";
	return section->kind == MS_SECTION_TEXT ? "text" : "data";
}

static void add_loaded(struct ledger *ledger, const char *file, const GPtrArray *sections)
{
	g_autofree char *name = g_strconcat(file, " (loaded)", NULL);
	struct ledger_artefact *view = ledger_artefact_new(ledger->artefacts, name, file, 0);

	for (guint i = 0; i < sections->len; i++) {
		const struct ms_section *section = sections->pdata[i];

		if (section->kind == MS_SECTION_OTHER)
			continue;
		view->bytes += (gint64)section->bytes;
		ledger_row_more(view, LEDGER_SECTION, use_of(section), (gint64)section->bytes);
	}
}

static void take_module(void *data, int descriptor, const char *folder, const char *name)
{
	GPtrArray *modules = data;

	(void)descriptor;
	if (g_str_has_suffix(name, ".ko"))
		g_ptr_array_add(modules,
				*folder ? g_strconcat(folder, "/", name, NULL) : g_strdup(name));
}

/* "drivers/x/y.o" (from 6.2 on) or "drivers/x/y.ko" a line */
static char *first_missing(const char *build, guint *n)
{
	g_autofree char *path = g_build_filename(build, "modules.order", NULL);
	g_autofree char *text = ms_read_file(path, NULL, NULL);
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
	char *first = NULL;

	*n = 0;
	for (guint i = 0; lines[i]; i++) {
		const char *dot = strrchr(lines[i], '.');
		g_autofree char *file =
			dot ? g_strdup_printf("%.*s.ko", (int)(dot - lines[i]), lines[i]) : NULL;
		g_autofree char *module = file ? g_build_filename(build, file, NULL) : NULL;

		if (!module || g_file_test(module, G_FILE_TEST_EXISTS))
			continue;
		if (!(*n)++)
			first = g_steal_pointer(&file);
	}
	return first;
}

/* a build of the image alone has none of them, and that is fine */
static gboolean check_whole(const char *build, guint found, const struct ms_job *job,
			    GError **error)
{
	guint n;
	g_autofree char *missing = first_missing(build, &n);

	if (!missing)
		return TRUE;
	if (!found) {
		ms_job_say(job,
			   "note: none of the %u modules of '%s' is there: the image alone was "
			   "built",
			   n, build);
		return TRUE;
	}
	g_set_error(error, MS_ERROR, MS_ERROR_TREE,
		    "'%s' is missing (%u of the modules that modules.order lists are); build the "
		    "modules again",
		    missing, n);
	return FALSE;
}

gboolean ledger_modules(struct ledger *ledger, const char *build, const struct ms_job *job,
			GError **error)
{
	g_autoptr(GPtrArray) modules = g_ptr_array_new_with_free_func(g_free);
	struct ms_job one = job ? *job : (struct ms_job){0};

	one.jobs = 1; /* so that the list needs no lock */
	if (!scan_visit(build, "", NULL, take_module, modules, &one, error) ||
	    !check_whole(build, modules->len, job, error))
		return FALSE;
	record_strings_sort(modules);
	for (guint i = 0; i < modules->len; i++) {
		const char *file = modules->pdata[i];
		g_autofree char *path = g_build_filename(build, file, NULL);
		g_autoptr(GPtrArray) sections = NULL;

		if (!ledger_add_elf(ledger, path, file, &sections, NULL, error))
			return FALSE;
		add_loaded(ledger, file, sections);
	}
	return TRUE;
}
