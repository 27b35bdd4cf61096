/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "audit/audit.h"
#include "base/files.h"
#include "base/parallel.h"
#include "ctext/outline.h"
#include "tree/files.h"

/*
 * Who asks for an option in sources and makefiles. A name counts where it can only be an option:
 * in #ifdef, defined() and the IS_ENABLED() family, and in a makefile's $(CONFIG_X) and ifdef. As a
 * plain value CONFIG_X is as often a register or a member of an enum. What a file defines itself,
 * or a makefile with -D, is no option either.
 */

struct use {
	char *option, *file;
	guint line;
};

struct uses {
	const char *tree;
	const GPtrArray *paths;
	const struct audit_names *names;
	const struct ms_job *job;
	GMutex lock;
	GPtrArray *rows;   /* struct use */
	GHashTable *given; /* set of names that #define, -D or an assignment makes */
};

/* what one file has, before it goes to the others */
struct part {
	struct uses *uses;
	const char *file;
	GPtrArray *rows, *given;
};

static void free_use(void *data)
{
	struct use *use = data;

	g_free(use->option);
	g_free(use->file);
	g_free(use);
}

static gsize name_len(const char *name)
{
	return strspn(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_");
}

static void take_use(struct part *part, const char *option, gsize len, guint line)
{
	g_autofree char *name = g_strndup(option, len);
	struct use *use;

	if (!audit_looks_like_option(name) || audit_names_defined(part->uses->names, name))
		return;
	use = g_new0(struct use, 1);
	use->option = g_steal_pointer(&name);
	use->file = g_strdup(part->file);
	use->line = line;
	g_ptr_array_add(part->rows, use);
}

/* --- C ---------------------------------------------------------------------------------- */

/* the name that a "#define CONFIG_X" makes */
static void take_defines(struct part *part, const char *text)
{
	for (const char *at = text; (at = strstr(at, "define")); at++) {
		const char *name = at + strlen("define");
		const char *hash = at;

		name += strspn(name, " \t");
		while (hash > text && (hash[-1] == ' ' || hash[-1] == '\t'))
			hash--;
		if (hash > text && hash[-1] == '#' && g_str_has_prefix(name, "CONFIG_"))
			g_ptr_array_add(part->given, g_strndup(name + 7, name_len(name + 7)));
	}
}

static void take_source(struct part *part, const char *text, gsize len)
{
	g_autoptr(ctext_outline) outline = ctext_outline_new(text, len);
	guint n = 0;
	const struct ctext_config_test *tests = ctext_config_tests(outline, &n);

	for (guint i = 0; i < n; i++)
		if (tests[i].kind != CTEXT_TEST_VALUE)
			take_use(part, tests[i].option, strlen(tests[i].option), tests[i].line);
	take_defines(part, text);
}

/* --- makefiles -------------------------------------------------------------------------- */

static gboolean is_reference(const char *line, const char *at)
{
	return at >= line + 2 && at[-2] == '$' && (at[-1] == '(' || at[-1] == '{');
}

/* CONFIG_X at the start of an assignment */
static gboolean is_assigned(const char *line, const char *at, gsize len)
{
	const char *behind = at + len;

	behind += strspn(behind, " \t");
	behind += strspn(behind, ":?+");
	return at == line && *behind == '=';
}

static void take_makefile_line(struct part *part, const char *line, guint number)
{
	gboolean condition = g_str_has_prefix(line, "ifdef ") || g_str_has_prefix(line, "ifndef ");
	static const char word[] = "CONFIG_";
	const char *name;

	if (g_str_has_prefix(line, "export "))
		line += strlen("export ") + strspn(line + strlen("export "), " \t");
	for (const char *at = line; (at = strstr(at, word)); at = name) {
		gsize len;

		name = at + strlen(word);
		len = name_len(name);
		if (at >= line + 2 && at[-2] == '-' && at[-1] == 'D')
			g_ptr_array_add(part->given, g_strndup(name, len));
		else if (is_assigned(line, at, strlen(word) + len))
			g_ptr_array_add(part->given, g_strndup(name, len));
		else if ((is_reference(line, at) && strchr("):}", name[len]) && name[len]) ||
			 (condition && at > line && g_ascii_isspace(at[-1])))
			take_use(part, name, len, number);
	}
}

static void take_makefile(struct part *part, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (guint i = 0; lines[i]; i++) {
		char *line = g_strstrip(lines[i]);
		char *comment = strchr(line, '#');

		if (comment)
			*comment = '\0';
		take_makefile_line(part, line, i + 1);
	}
}

/* --- all files -------------------------------------------------------------------------- */

static void take_file(void *data, guint i)
{
	struct uses *uses = data;
	struct part part = {.uses = uses, .file = uses->paths->pdata[i]};
	g_autofree char *path = g_build_filename(uses->tree, part.file, NULL), *text = NULL;
	gsize file_len = strlen(part.file), len = 0;
	char last = file_len > 2 && part.file[file_len - 2] == '.' ? part.file[file_len - 1] : '\0';

	if (audit_skipped(part.file) || ms_job_cancelled(uses->job, NULL))
		return;
	text = ms_read_file(path, &len, NULL);
	if (!text || !memmem(text, len, "CONFIG_", strlen("CONFIG_")))
		return;
	part.rows = g_ptr_array_new();
	part.given = g_ptr_array_new();
	if (last && strchr("chS", last))
		take_source(&part, text, len);
	else
		take_makefile(&part, text);
	g_mutex_lock(&uses->lock);
	g_ptr_array_extend_and_steal(uses->rows, part.rows);
	for (guint g = 0; g < part.given->len; g++)
		g_hash_table_add(uses->given, part.given->pdata[g]);
	g_mutex_unlock(&uses->lock);
	g_ptr_array_free(part.given, TRUE);
}

static gint compare_uses(gconstpointer a, gconstpointer b)
{
	const struct use *x = *(struct use *const *)a, *y = *(struct use *const *)b;
	int by = strcmp(x->option, y->option);

	by = by ? by : strcmp(x->file, y->file);
	return by ? by : (x->line > y->line) - (x->line < y->line);
}

/* one row an option: its first place, and how many there are */
static void put_together(struct uses *uses, GPtrArray *rows)
{
	struct audit_row *row = NULL;

	g_ptr_array_sort(uses->rows, compare_uses);
	for (guint i = 0; i < uses->rows->len; i++) {
		const struct use *use = uses->rows->pdata[i];

		if (g_hash_table_contains(uses->given, use->option))
			continue;
		if (row && !strcmp(row->option, use->option)) {
			row->places++;
			continue;
		}
		row = audit_add(rows, AUDIT_UNDEFINED, use->option, use->file, use->line);
		row->text = g_strdup("no Kconfig file defines it");
	}
}

gboolean audit_uses(const char *tree, const struct audit_names *names, const struct ms_job *job,
		    GPtrArray *rows, GError **error)
{
	g_autoptr(scan_files) files = scan_files_walk(tree, "", NULL, job, error);
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(free_use);
	g_autoptr(GHashTable) given = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct uses uses = {.tree = tree, .names = names, .job = job, .rows = found};

	if (!files)
		return FALSE;
	uses.given = given;
	uses.paths = files->paths;
	g_mutex_init(&uses.lock);
	ms_parallel(files->paths->len, job ? job->jobs : 1, take_file, &uses);
	g_mutex_clear(&uses.lock);
	if (ms_job_cancelled(job, error))
		return FALSE;
	put_together(&uses, rows);
	return TRUE;
}
