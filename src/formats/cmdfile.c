/* SPDX-License-Identifier: GPL-2.0-only */
#include "formats/cmdfile.h"

#include <string.h>

#include <modsplit/error.h>

#include "base/files.h"

/* takes a quoted run or a backslash at *p into the word; FALSE when the quote does not end */
static gboolean take_quoted(const char **p, GString *word)
{
	char quote = *(*p)++;

	if (quote == '\\') {
		if (**p)
			g_string_append_c(word, *(*p)++);
		return TRUE;
	}
	for (; **p && **p != quote; (*p)++) {
		if (quote == '"' && **p == '\\' && (*p)[1] && strchr("$`\"\\", (*p)[1]))
			(*p)++;
		g_string_append_c(word, **p);
	}
	if (!**p)
		return FALSE;
	(*p)++;
	return TRUE;
}

char **scan_split_command(const char *line, const char **rest)
{
	g_autoptr(GStrvBuilder) words = g_strv_builder_new();
	const char *p = line;

	for (;;) {
		g_autoptr(GString) word = g_string_new(NULL);
		const char *start;

		p += strspn(p, " \t");
		if (!*p || strchr(";&|()<>\n", *p))
			break;
		for (start = p; *p && !strchr(" \t;&|()<>\n", *p);) {
			if (!strchr("'\"\\", *p))
				g_string_append_c(word, *p++);
			else if (!take_quoted(&p, word))
				return NULL;
		}
		if (p > start)
			g_strv_builder_add(words, word->str);
	}
	if (rest)
		*rest = *p ? p + 1 : NULL;
	return g_strv_builder_end(words);
}

/* make's own quoting in a .cmd file: $$ is $, $(pound) is # */
static char *unmake(const char *text, gsize len)
{
	GString *plain = g_string_sized_new(len);

	for (gsize i = 0; i < len; i++) {
		if (text[i] == '$' && i + 1 < len && text[i + 1] == '$') {
			g_string_append_c(plain, '$');
			i++;
		} else if (len - i >= 8 && !strncmp(text + i, "$(pound)", 8)) {
			g_string_append_c(plain, '#');
			i += 7;
		} else {
			g_string_append_c(plain, text[i]);
		}
	}
	return g_string_free(plain, FALSE);
}

/* the first simple command of the line that compiles (has -c), else the first of all */
static char **find_compile(const char *line)
{
	g_auto(GStrv) first = NULL;

	while (line) {
		g_auto(GStrv) argv = scan_split_command(line, &line);

		if (!argv)
			return NULL;
		if (g_strv_contains((const char *const *)argv, "-c"))
			return g_steal_pointer(&argv);
		if (!first && *argv)
			first = g_steal_pointer(&argv);
	}
	return g_steal_pointer(&first);
}

static gboolean read_command(struct scan_cmdfile *file, const char *line, gsize len)
{
	const char *name = strchr(line, '_'), *assign = strstr(line, " := ");
	g_autofree char *command = NULL;

	if (!assign || assign > line + len)
		return FALSE;
	file->target = g_strndup(name + 1, (gsize)(assign - name) - 1);
	command = unmake(assign + 4, len - (gsize)(assign + 4 - line));
	file->argv = find_compile(command);
	return file->argv && *file->argv;
}

/* "deps_x.o := \" and the lines behind it, up to the first without a backslash */
static const char *read_deps(struct scan_cmdfile *file, const char *p)
{
	gboolean more = TRUE;

	p = strstr(p, ":=");
	for (p = p ? p + 2 : NULL; p && *p && more;) {
		const char *end = strchrnul(p, '\n');
		g_autofree char *line = g_strndup(p, (gsize)(end - p));

		g_strstrip(line);
		more = g_str_has_suffix(line, "\\");
		if (more)
			line[strlen(line) - 1] = '\0';
		g_strstrip(line);
		if (*line && !g_str_has_prefix(line, "$("))
			g_ptr_array_add(file->deps, g_steal_pointer(&line));
		p = *end ? end + 1 : end;
	}
	return p;
}

struct scan_cmdfile *scan_cmdfile_parse(const char *text, const char *name, GError **error)
{
	g_autoptr(scan_cmdfile) file = g_new0(struct scan_cmdfile, 1);
	const char *p = text;

	file->deps = g_ptr_array_new_with_free_func(g_free);
	while (p && *p) {
		const char *end = strchrnul(p, '\n'), *assign;
		gsize len = (gsize)(end - p);

		if (g_str_has_prefix(p, "deps_")) {
			p = read_deps(file, p);
			continue;
		}
		if (!file->argv &&
		    (g_str_has_prefix(p, "cmd_") || g_str_has_prefix(p, "savedcmd_"))) {
			g_clear_pointer(&file->target, g_free);
			if (!read_command(file, p, len))
				break;
		}
		assign = strstr(p, " := ");
		if (g_str_has_prefix(p, "source_") && assign && assign < end && !file->source)
			file->source = g_strstrip(g_strndup(assign + 4, (gsize)(end - assign) - 4));
		p = *end ? end + 1 : end;
	}
	if (!file->argv || !*file->argv) {
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "%s: holds no command that can be read; build the kernel again", name);
		return NULL;
	}
	return g_steal_pointer(&file);
}

struct scan_cmdfile *scan_cmdfile_read(const char *path, GError **error)
{
	g_autofree char *text = ms_read_file(path, NULL, error);

	return text ? scan_cmdfile_parse(text, path, error) : NULL;
}

char *scan_cmdfile_path(const char *object)
{
	const char *slash = strrchr(object, '/'), *base = slash ? slash + 1 : object;

	return g_strdup_printf("%.*s.%s.cmd", (int)(base - object), object, base);
}

void scan_cmdfile_free(struct scan_cmdfile *file)
{
	if (!file)
		return;
	g_free(file->target);
	g_free(file->source);
	g_strfreev(file->argv);
	g_ptr_array_unref(file->deps);
	g_free(file);
}

char *scan_command_define(char *const *argv, const char *name)
{
	g_autofree char *prefix = g_strdup_printf("-D%s=", name);

	for (; *argv; argv++)
		if (g_str_has_prefix(*argv, prefix)) {
			const char *value = *argv + strlen(prefix);
			gsize len = strlen(value);

			if (len >= 2 && *value == '"' && value[len - 1] == '"')
				return g_strndup(value + 1, len - 2);
			return g_strdup(value);
		}
	return NULL;
}

/* words that stand alone and change what the source means, or only its types */
static gboolean is_meaning(const char *word)
{
	static const char *const plain[] = {"-nostdinc",
					    "-fshort-wchar",
					    "-funsigned-char",
					    "-fsigned-char",
					    "-fms-extensions",
					    "-fno-builtin",
					    "-ffreestanding",
					    "-m32",
					    "-m64",
					    "-mlittle-endian",
					    "-mbig-endian",
					    "-mgeneral-regs-only",
					    "-fno-strict-aliasing",
					    NULL};

	return g_strv_contains(plain, word) || g_str_has_prefix(word, "-std=");
}

/* options whose value is in the next word or glued to them */
static const char *with_value(const char *word)
{
	static const char *const names[] = {"-isystem", "-iquote", "-include", "-I",
					    "-D",       "-U",      NULL};

	for (guint i = 0; names[i]; i++)
		if (g_str_has_prefix(word, names[i]))
			return names[i];
	return NULL;
}

/* "--target=aarch64-linux-gnu" of "/usr/bin/aarch64-linux-gnu-gcc-12"; NULL for a plain "gcc" */
static char *target_of(const char *compiler)
{
	g_autofree char *base = g_path_get_basename(compiler);
	char *tool = strstr(base, "-gcc");

	if (!tool || tool == base)
		return NULL;
	*tool = '\0';
	return g_strdup_printf("--target=%s", base);
}

char **scan_command_for_clang(char *const *argv)
{
	g_autoptr(GStrvBuilder) words = g_strv_builder_new();
	g_autofree char *target = *argv ? target_of(*argv) : NULL;

	if (target)
		g_strv_builder_add(words, target);
	for (guint i = 1; argv[0] && argv[i]; i++) {
		const char *option = with_value(argv[i]);

		if (g_str_has_prefix(argv[i], "--target=") || is_meaning(argv[i])) {
			g_strv_builder_add(words, argv[i]);
		} else if (option && strcmp(option, argv[i])) {
			g_strv_builder_add(words, argv[i]);
		} else if (option && argv[i + 1]) {
			g_strv_builder_add(words, argv[i]);
			g_strv_builder_add(words, argv[++i]);
		}
	}
	return g_strv_builder_end(words);
}
