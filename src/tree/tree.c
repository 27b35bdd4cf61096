/* SPDX-License-Identifier: GPL-2.0-only */
#include "tree/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <modsplit/error.h>

#include "base/files.h"
#include "base/answers.h"
#include "base/process.h"

gint64 scan_tree_mtime(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return 0;
	return (gint64)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
}

const char *scan_tree_srcarch(const char *arch)
{
	static const char *const map[][2] = {
		{"i386", "x86"},      {"x86_64", "x86"},      {"sparc32", "sparc"},
		{"sparc64", "sparc"}, {"parisc64", "parisc"}, {NULL, NULL},
	};

	for (guint i = 0; map[i][0]; i++)
		if (!strcmp(map[i][0], arch))
			return map[i][1];
	return arch;
}

static gboolean fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static gboolean fail(GError **error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_propagate_error(error, g_error_new_valist(MS_ERROR, MS_ERROR_TREE, format, args));
	va_end(args);
	return FALSE;
}

static char *canonical(const char *path)
{
	char *real = realpath(path, NULL);
	char *copy = g_strdup(real);

	free(real);
	return copy;
}

/* the value of "NAME = value" at the start of a line, "" when there is none */
static char *makefile_value(const char *text, const char *name)
{
	gsize len = strlen(name);

	for (const char *p = text; p; p = strchr(p, '\n')) {
		p += *p == '\n';
		if (!strncmp(p, name, len) && strspn(p + len, " \t=") && strchr(" \t=", p[len])) {
			const char *value = p + len + strspn(p + len, " \t=");

			return g_strchomp(g_strndup(value, strcspn(value, "\n#")));
		}
	}
	return g_strdup("");
}

static gboolean read_version(struct scan_tree *tree, GError **error)
{
	g_autofree char *makefile = g_build_filename(tree->path, "Makefile", NULL);
	g_autofree char *text = ms_read_file(makefile, NULL, NULL);
	g_autofree char *version = text ? makefile_value(text, "VERSION") : NULL;
	g_autofree char *level = text ? makefile_value(text, "PATCHLEVEL") : NULL;
	g_autofree char *sub = text ? makefile_value(text, "SUBLEVEL") : NULL;
	g_autofree char *extra = text ? makefile_value(text, "EXTRAVERSION") : NULL;
	static const char *const needed[] = {"Kbuild", "Kconfig", "arch", NULL};

	if (!text || !*version || !*level)
		return fail(
			error,
			"'%s' is not a kernel tree: no Makefile with a VERSION; name one with -C",
			tree->path);
	for (guint i = 0; needed[i]; i++) {
		g_autofree char *path = g_build_filename(tree->path, needed[i], NULL);

		if (!g_file_test(path, G_FILE_TEST_EXISTS))
			return fail(error,
				    "'%s' is not a kernel tree: it has no '%s'; name one with -C",
				    tree->path, needed[i]);
	}
	tree->version = g_strdup_printf("%s.%s%s%s%s", version, level, *sub ? "." : "", sub, extra);
	tree->date = scan_tree_mtime(makefile) / 1000000000;
	return TRUE;
}

/* what git says of HEAD, or NULL where it says nothing */
static char *ask_git(const struct scan_tree *tree, ms_answers *answers, const struct ms_job *job,
		     GError **error)
{
	static const char *const argv[] = {"git", "log", "-1", "--format=%H %ct", "HEAD", NULL};
	char *out = answers_find_text(answers, ANSWERS_COMMIT, "HEAD");
	g_autoptr(GError) cause = NULL;

	if (out)
		return out;
	if (answers_only(answers)) {
		g_set_error(error, MS_ERROR, MS_ERROR_NOT_FOUND,
			    "no answer is recorded for 'git log -1 HEAD' in '%s', and nothing may "
			    "be run",
			    tree->path);
		return NULL;
	}
	if (ms_process_ok(argv, tree->path, job, &out, &cause))
		answers_note(answers, ANSWERS_COMMIT, "HEAD", json_string(out));
	else if (g_error_matches(cause, MS_ERROR, MS_ERROR_CANCELLED))
		g_propagate_error(error, g_steal_pointer(&cause));
	return out;
}

/* HEAD and its date where the tree itself is the top of a checkout */
static gboolean read_commit(struct scan_tree *tree, ms_answers *answers, const struct ms_job *job,
			    GError **error)
{
	g_autofree char *git = g_build_filename(tree->path, ".git", NULL);
	g_autofree char *out = NULL;
	GError *cause = NULL;

	if (!g_file_test(git, G_FILE_TEST_EXISTS))
		return TRUE;
	out = ask_git(tree, answers, job, &cause);
	if (cause) {
		g_propagate_error(error, cause);
		return FALSE;
	}
	if (out)
		g_strchomp(out);
	if (out && strlen(out) > 41 && out[40] == ' ') {
		tree->commit = g_strndup(out, 40);
		tree->date = g_ascii_strtoll(out + 41, NULL, 10);
	}
	return TRUE;
}

/* "14 Nov 2026 12:56:01 +0000", whatever the locale */
static void read_date(struct scan_tree *tree, const char *text)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int day, year, hour, minute, second, zone;
	char month[4];
	const char *at;
	struct tm tm = {0};

	if (sscanf(text, "%d %3s %d %d:%d:%d %d", &day, month, &year, &hour, &minute, &second,
		   &zone) != 7)
		return;
	at = strstr(months, month);
	if (!at || strlen(month) != 3)
		return;
	tm.tm_mday = day;
	tm.tm_mon = (int)(at - months) / 3;
	tm.tm_year = year - 1900;
	tm.tm_hour = hour;
	tm.tm_min = minute;
	tm.tm_sec = second;
	tree->date = (gint64)timegm(&tm) - (zone / 100 * 3600 + zone % 100 * 60);
}

/*
 * The newest entry of debian/changelog, where the tree has one: "linux (6.12.117-1) …" and, below,
 * " -- Name <mail>  Sat, 14 Nov 2026 12:56:01 +0000"
 */
static void read_changelog(struct scan_tree *tree)
{
	g_autofree char *path = g_build_filename(tree->path, "debian", "changelog", NULL);
	g_autofree char *text = NULL;
	const char *open, *close, *end, *date;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return;
	end = strchrnul(text, '\n');
	open = memchr(text, '(', (gsize)(end - text));
	close = open ? memchr(open, ')', (gsize)(end - open)) : NULL;
	if (!close || open < text + 2)
		return;
	tree->package = g_strdup_printf("%.*s %.*s", (int)(open - text - 1), text,
					(int)(close - open - 1), open + 1);
	date = strstr(close, "\n -- ");
	date = date ? strstr(date, ">  ") : NULL;
	date = date ? strstr(date, ", ") : NULL;
	if (date)
		read_date(tree, date + 2);
}

/* the arch whose headers were generated: arch/ARCH/include/generated */
static char *generated_arch(const char *build)
{
	g_autofree char *folder = g_build_filename(build, "arch", NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;
	char *found = NULL;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path =
			g_build_filename(folder, name, "include", "generated", NULL);

		if (!g_file_test(path, G_FILE_TEST_IS_DIR))
			continue;
		if (found) {
			g_free(found);
			return NULL;
		}
		found = g_strdup(name);
	}
	return found;
}

/* the words of make that would build this tree, for messages */
static char *make_words(const struct ms_build *build, const struct scan_tree *tree)
{
	g_autoptr(GString) words = g_string_new("make");

	g_string_append_printf(words, " -C %s", tree->path);
	if (strcmp(tree->path, tree->build))
		g_string_append_printf(words, " O=%s", tree->build);
	if (build->arch)
		g_string_append_printf(words, " ARCH=%s", build->arch);
	if (build->cross_compile)
		g_string_append_printf(words, " CROSS_COMPILE=%s", build->cross_compile);
	if (build->llvm)
		g_string_append(words, " LLVM=1");
	return g_string_free(g_steal_pointer(&words), FALSE);
}

static gboolean check_arch(struct scan_tree *tree, const char *asked, GError **error)
{
	g_autofree char *generated = generated_arch(tree->build);
	const char *titled = tree->config->arch ? tree->config->arch : generated;
	g_autofree char *folder = NULL;

	if (!titled && !asked)
		return fail(error, "'%s/.config' does not say its arch: give ARCH=", tree->build);
	tree->arch = g_strdup(asked ? asked : titled);
	tree->srcarch = g_strdup(scan_tree_srcarch(tree->arch));
	folder = g_build_filename(tree->path, "arch", tree->srcarch, NULL);
	if (!g_file_test(folder, G_FILE_TEST_IS_DIR))
		return fail(error, "'%s' has no arch '%s'", tree->path, tree->arch);
	if (titled && strcmp(scan_tree_srcarch(titled), tree->srcarch))
		return fail(
			error,
			"'%s' is configured for ARCH=%s, not for %s: give ARCH=%s, or another O=",
			tree->build, titled, tree->arch, titled);
	if (generated && strcmp(generated, tree->srcarch))
		return fail(error,
			    "'%s' was built for ARCH=%s, not for %s: give ARCH=%s, or another O=",
			    tree->build, generated, tree->arch, generated);
	return TRUE;
}

/* an O= build has a link `source` to its tree */
static gboolean check_source(const struct scan_tree *tree, GError **error)
{
	g_autofree char *link = g_build_filename(tree->build, "source", NULL);
	g_autofree char *target = canonical(link);

	if (strcmp(tree->path, tree->build) && target && strcmp(target, tree->path))
		return fail(error,
			    "'%s' is a build of '%s', not of '%s': give -C %s, or another O=",
			    tree->build, target, tree->path, target);
	return TRUE;
}

static gboolean check_build(const struct ms_build *build, struct scan_tree *tree, GError **error)
{
	g_autofree char *make = make_words(build, tree);
	g_autofree char *config = g_build_filename(tree->build, ".config", NULL);
	g_autofree char *vmlinux = g_build_filename(tree->build, "vmlinux", NULL);

	if (!g_file_test(config, G_FILE_TEST_EXISTS))
		return fail(error,
			    "no .config in '%s': %sconfigure and build it first, as with '%s "
			    "defconfig all'",
			    tree->build,
			    build->output ? "" : "name the build's folder with O=, or ", make);
	if (!check_source(tree, error))
		return FALSE;
	tree->config = scan_dotconfig_read(config, error);
	if (!tree->config || !check_arch(tree, build->arch, error))
		return FALSE;
	if (!g_file_test(vmlinux, G_FILE_TEST_EXISTS))
		return fail(error, "no vmlinux in '%s': build it first, as with '%s'", tree->build,
			    make);
	return TRUE;
}

/*
 * Export to named modules came with 6.16. Stable trees of before it have the macro alone, as 6.12:
 * to their modpost and loader what it makes is a namespace like any other.
 */
static void read_for_modules(struct scan_tree *tree, const char *export_h)
{
	static const char *const macros[] = {"EXPORT_SYMBOL_FOR_MODULES",
					     "EXPORT_SYMBOL_GPL_FOR_MODULES", NULL};
	g_autofree char *path = g_build_filename(tree->path, "scripts", "mod", "modpost.c", NULL);
	g_autofree char *modpost = ms_read_file(path, NULL, NULL);

	for (guint i = 0; macros[i] && !tree->for_modules; i++) {
		g_autofree char *define = g_strdup_printf("#define %s(", macros[i]);

		if (strstr(export_h, define))
			tree->for_modules = macros[i];
	}
	tree->module_prefix = modpost && strstr(modpost, "\"module:\"");
}

/* up to 6.12 the macro turns its second argument into a string itself */
static void read_export_form(struct scan_tree *tree)
{
	g_autofree char *path = g_build_filename(tree->path, "include/linux/export.h", NULL);
	g_autofree char *text = ms_read_file(path, NULL, NULL);
	const char *macro = text ? strstr(text, "EXPORT_SYMBOL_NS_GPL(") : NULL;
	g_autofree char *line = macro ? g_strndup(macro, strcspn(macro, "\n")) : NULL;

	tree->quoted_namespaces = line && !strstr(line, "stringify") && !strchr(line, '#');
	read_for_modules(tree, text ? text : "");
}

struct scan_tree *scan_tree_open(const struct ms_build *build, const struct ms_job *job,
				 GError **error)
{
	g_autoptr(scan_tree) tree = g_new0(struct scan_tree, 1);

	tree->path = canonical(build->tree ? build->tree : ".");
	if (!tree->path) {
		fail(error, "no such folder: '%s'; name the kernel tree with -C", build->tree);
		return NULL;
	}
	tree->build = build->output ? canonical(build->output) : g_strdup(tree->path);
	if (!read_version(tree, error))
		return NULL;
	if (!tree->build) {
		fail(error, "no such folder: '%s'; name the build with O=", build->output);
		return NULL;
	}
	if (!check_build(build, tree, error) || !read_commit(tree, build->answers, job, error))
		return NULL;
	if (!tree->commit)
		read_changelog(tree);
	read_export_form(tree);
	return g_steal_pointer(&tree);
}

void scan_tree_free(struct scan_tree *tree)
{
	if (!tree)
		return;
	g_free(tree->path);
	g_free(tree->build);
	g_free(tree->version);
	g_free(tree->arch);
	g_free(tree->srcarch);
	g_free(tree->commit);
	g_free(tree->package);
	scan_dotconfig_free(tree->config);
	g_free(tree);
}

static const char *strip(const char *path, const char *folder)
{
	gsize len = strlen(folder);

	return !strncmp(path, folder, len) && path[len] == '/' ? path + len + 1 : NULL;
}

char *scan_tree_relative(const struct scan_tree *tree, const char *path)
{
	g_autofree char *absolute = g_canonicalize_filename(path, tree->build);
	const char *in_tree = strip(absolute, tree->path);
	const char *in_build = strip(absolute, tree->build);

	/* a build inside the tree: the deeper of the two is meant */
	if (in_build && (!in_tree || strlen(in_build) < strlen(in_tree)))
		return g_strdup(in_build);
	return g_strdup(in_tree ? in_tree : absolute);
}

char *scan_tree_source(const struct scan_tree *tree, const char *relative)
{
	return g_build_filename(tree->path, relative, NULL);
}

char *scan_tree_object(const struct scan_tree *tree, const char *relative)
{
	return g_build_filename(tree->build, relative, NULL);
}

gboolean scan_tree_has(const struct scan_tree *tree, const char *relative, GFileTest test)
{
	g_autofree char *path = scan_tree_source(tree, relative);

	return g_file_test(path, test);
}
