/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>
#include <sys/stat.h>

#include <modsplit/error.h>

#include "base/files.h"
#include "formats/dotconfig.h"
#include "ledger/elf.h"
#include "ledger/options.h"
#include "ledger/parts.h"
#include "tree/tree.h"

gint64 ledger_file_bytes(const char *path)
{
	struct stat st;

	return stat(path, &st) || !S_ISREG(st.st_mode) ? -1 : (gint64)st.st_size;
}

/* --- ELF files ------------------------------------------------------------------------------ */

struct ledger_artefact *ledger_add_elf(struct ledger *ledger, const char *path, const char *name,
				       GPtrArray **sections, gint64 *padding, GError **error)
{
	g_autoptr(GPtrArray) read = ms_elf_sections(path, error);
	struct ledger_artefact *artefact;

	if (!read)
		return NULL;
	artefact = ledger_artefact_new(ledger->artefacts, name, name, ledger_file_bytes(path));
	ledger_sections(artefact, read);
	if (!ledger_symbols(artefact, path, read, padding, error))
		return NULL;
	if (sections)
		*sections = g_steal_pointer(&read);
	return artefact;
}

/* a view of vmlinux: the sections that are in memory, or those that are freed after boot */
static void add_view(struct ledger *ledger, const GPtrArray *sections, gboolean init)
{
	struct ledger_artefact *view =
		ledger_artefact_new(ledger->artefacts, init ? "vmlinux (init)" : "vmlinux (loaded)",
				    "vmlinux", 0);

	for (guint i = 0; i < sections->len; i++) {
		const struct ms_section *section = sections->pdata[i];

		if (section->kind == MS_SECTION_OTHER ||
		    (init && !ms_section_is_freed(section->name)))
			continue;
		view->bytes += (gint64)section->bytes;
		ledger_row_more(view, LEDGER_SECTION, section->name, (gint64)section->bytes);
	}
}

/* --- a build -------------------------------------------------------------------------------- */

/* what Kconfig asks the tools themselves: another compiler is not another configuration */
static gboolean is_of_tools(const char *line)
{
	static const char *const names[] = {"CC_VERSION_TEXT=",    "GCC_VERSION=",
					    "CLANG_VERSION=",      "AS_VERSION=",
					    "LD_VERSION=",         "LLD_VERSION=",
					    "RUSTC_VERSION=",      "RUSTC_LLVM_VERSION=",
					    "RUSTC_VERSION_TEXT=", "BINDGEN_VERSION_TEXT=",
					    "PAHOLE_VERSION="};

	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_str_has_prefix(line + strlen("CONFIG_"), names[i]))
			return TRUE;
	return FALSE;
}

/* of the options that are set, in whatever order they stand */
static char *hash_options(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autoptr(GPtrArray) set = g_ptr_array_new();
	g_autofree char *joined = NULL;

	for (guint i = 0; lines[i]; i++)
		if (g_str_has_prefix(lines[i], "CONFIG_") && !is_of_tools(lines[i]))
			g_ptr_array_add(set, lines[i]);
	record_strings_sort(set);
	g_ptr_array_add(set, NULL);
	joined = g_strjoinv("\n", (char **)set->pdata);
	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, joined, -1);
}

static void read_tree(struct ledger *ledger, const char *build)
{
	g_autofree char *path = g_build_filename(build, ".config", NULL);
	g_autofree char *release =
		g_build_filename(build, "include", "config", "kernel.release", NULL);
	g_autofree char *text = ms_read_file(path, NULL, NULL);
	g_autoptr(scan_dotconfig) config = text ? scan_dotconfig_parse(text, path, NULL) : NULL;
	struct ledger_tree *tree = ledger->tree = record_new(&ledger_tree_type);

	tree->version = ms_read_file(release, NULL, NULL);
	if (tree->version)
		g_strchomp(tree->version);
	if (!config)
		return;
	tree->arch = g_strdup(config->arch);
	tree->compiler = g_strdup(g_hash_table_lookup(config->values, "CC_VERSION_TEXT"));
	tree->config = hash_options(text);
}

/* what the linker and the file add to the objects; nothing of a kind that is not told */
static void close_objects(struct ledger_artefact *vmlinux, const GPtrArray *sections,
			  gint64 padding)
{
	gint64 loaded = 0;

	for (guint i = 0; i < sections->len; i++) {
		const struct ms_section *section = sections->pdata[i];

		if (section->kind != MS_SECTION_OTHER)
			loaded += (gint64)section->bytes;
	}
	for (int kind = LEDGER_OPTION; kind <= LEDGER_OBJECT; kind++) {
		gint64 objects = vmlinux->bytes - ledger_rest(vmlinux, (enum ledger_kind)kind);

		if (!objects)
			continue;
		ledger_row_more(vmlinux, (enum ledger_kind)kind, "(padding)", padding);
		ledger_row_more(vmlinux, (enum ledger_kind)kind, "(linker tables)",
				loaded - objects - padding);
		ledger_close(vmlinux, (enum ledger_kind)kind, sections);
	}
}

static gboolean is_there(const char *folder, const char *file)
{
	g_autofree char *path = g_build_filename(folder, file, NULL);

	return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* objects of link-time optimisation by clang hold no machine code */
static gboolean has_objects(const char *build)
{
	g_autofree char *path = g_build_filename(build, ".config", NULL);
	g_autoptr(scan_dotconfig) config = scan_dotconfig_read(path, NULL);

	return (is_there(build, "vmlinux.a") || is_there(build, "built-in.a")) &&
	       !(config && scan_dotconfig_state(config, "LTO_CLANG") == 'y');
}

/* an object's option is told by the tree, of which a folder of installed files has nothing */
static gboolean has_tree(const char *build)
{
	return is_there(build, ".config") &&
	       (is_there(build, "source") || is_there(build, "Kbuild"));
}

static gboolean read_alone(struct ledger_artefact *vmlinux, const char *build,
			   const GPtrArray *sections, const struct ms_job *job, GError **error)
{
	g_autofree char *path = g_build_filename(build, vmlinux->file, NULL);

	if (!ledger_alone(vmlinux, path, sections, job, error))
		return FALSE;
	if (!vmlinux->objects->len) {
		g_set_error(error, MS_ERROR, MS_ERROR_TREE,
			    "nothing in '%s' tells whose the bytes of vmlinux are: no vmlinux.a or "
			    "built-in.a with objects, no modules.builtin.ranges, no debug "
			    "information; build the kernel again, or give its vmlinux alone",
			    build);
		return FALSE;
	}
	return !has_tree(build) || ledger_options(vmlinux, build, error);
}

static gboolean read_owners(struct ledger_artefact *vmlinux, const char *build, const char *srcarch,
			    const GPtrArray *sections, enum ledger_depth depth,
			    const struct ms_job *job, GError **error)
{
	if (!has_objects(build))
		return read_alone(vmlinux, build, sections, job, error);
	return ledger_objects(vmlinux, build, srcarch, sections, depth == LEDGER_DEEP, job,
			      error) &&
	       ledger_options(vmlinux, build, error);
}

static gboolean read_build(struct ledger *ledger, const char *build, enum ledger_depth depth,
			   const struct ms_job *job, GError **error)
{
	g_autofree char *path = g_build_filename(build, "vmlinux", NULL);
	g_autoptr(GPtrArray) sections = NULL;
	struct ledger_artefact *vmlinux;
	gint64 padding = 0;
	const char *srcarch;

	if (ledger_file_bytes(path) < 0) {
		g_set_error(error, MS_ERROR, MS_ERROR_TREE,
			    "no vmlinux in '%s': build the kernel first, or give another folder",
			    build);
		return FALSE;
	}
	read_tree(ledger, build);
	srcarch = scan_tree_srcarch(ledger->tree->arch ? ledger->tree->arch : "");
	ms_job_progress(job, "size", 1, 3, "vmlinux");
	vmlinux = ledger_add_elf(ledger, path, "vmlinux", &sections, &padding, error);
	if (!vmlinux || !read_owners(vmlinux, build, srcarch, sections, depth, job, error))
		return FALSE;
	close_objects(vmlinux, sections, has_objects(build) ? padding : 0);
	add_view(ledger, sections, FALSE);
	add_view(ledger, sections, TRUE);
	ms_job_progress(job, "size", 2, 3, "images and modules");
	return ledger_images(ledger, build, srcarch, error) &&
	       ledger_modules(ledger, build, job, error);
}

/* a vmlinux, or a module or object, whose sections have no addresses yet */
static gboolean read_file(struct ledger *ledger, const char *path, enum ledger_depth depth,
			  const struct ms_job *job, GError **error)
{
	g_autofree char *name = g_path_get_basename(path);
	g_autoptr(GPtrArray) sections = NULL;
	struct ledger_artefact *artefact;
	gboolean linked = FALSE;

	ledger->tree = record_new(&ledger_tree_type);
	artefact = ledger_add_elf(ledger, path, name, &sections, NULL, error);
	for (guint i = 0; artefact && i < sections->len; i++)
		linked |= ((const struct ms_section *)sections->pdata[i])->address != 0;
	if (!artefact || !linked || depth == LEDGER_QUICK)
		return artefact != NULL;
	if (!ledger_alone(artefact, path, sections, job, error))
		return FALSE;
	close_objects(artefact, sections, 0);
	return TRUE;
}

/* --- whatever it is ------------------------------------------------------------------------- */

static gboolean is_json(const char *path)
{
	char first = '\0';
	FILE *file = fopen(path, "r");

	if (file) {
		first = (char)fgetc(file);
		fclose(file);
	}
	return first == '{';
}

/* what a file may lack, and no ledger of ours does */
static gboolean is_whole(const struct ledger *ledger)
{
	gboolean whole = ledger->tree != NULL;

	for (guint i = 0; i < ledger->artefacts->len; i++) {
		const struct ledger_artefact *artefact = ledger->artefacts->pdata[i];

		whole &= artefact->name != NULL;
		for (guint r = 0; r < artefact->rows->len; r++)
			whole &= ((struct ledger_row *)artefact->rows->pdata[r])->name != NULL;
	}
	return whole;
}

struct ledger *ledger_from_json(const json_t *json, GError **error)
{
	g_autoptr(ledger_book) ledger = record_from_json(&ledger_type, json, error);

	if (ledger && !is_whole(ledger)) {
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "its tree, or the name of a file or row, is missing");
		return NULL;
	}
	return g_steal_pointer(&ledger);
}

static struct ledger *read_saved(const char *path, GError **error)
{
	g_autoptr(ms_json) json = ms_json_load(path, error);
	struct ledger *ledger = json ? ledger_from_json(json, error) : NULL;

	if (json && !ledger)
		g_prefix_error(error, "%s: ", path);
	return ledger;
}

struct ledger *ledger_read(const char *path, enum ledger_depth depth, const struct ms_job *job,
			   GError **error)
{
	g_autoptr(ledger_book) ledger = NULL;

	if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO,
			    "'%s' is not there: give a build folder, a vmlinux or a saved ledger",
			    path);
		return NULL;
	}
	if (!g_file_test(path, G_FILE_TEST_IS_DIR) && is_json(path))
		return read_saved(path, error);
	ledger = record_new(&ledger_type);
	if (g_file_test(path, G_FILE_TEST_IS_DIR) ? !read_build(ledger, path, depth, job, error)
						  : !read_file(ledger, path, depth, job, error))
		return NULL;
	return g_steal_pointer(&ledger);
}
