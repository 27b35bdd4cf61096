/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FORMATS_CMDFILE_H
#define FORMATS_CMDFILE_H

#include <glib.h>

/** struct scan_cmdfile: what fixdep wrote beside an object: the command and its dependencies. */
struct scan_cmdfile {
	char *target;    /* "drivers/foo/foo.o", relative to the build */
	char *source;    /* as written: absolute, or relative to the build */
	char **argv;     /* the command that compiles, split as a shell would; NULL-terminated */
	GPtrArray *deps; /* files as written, without the $(wildcard …) rows */
};
typedef struct scan_cmdfile scan_cmdfile;

/**
 * scan_cmdfile_read: reads ".foo.o.cmd", with `cmd_…` (to 6.1 or so) or `savedcmd_…`.
 * Errors: MS_ERROR_IO, MS_ERROR_INPUT when it holds no command or quotes that do not end.
 */
struct scan_cmdfile *scan_cmdfile_read(const char *path, GError **error);

/** scan_cmdfile_parse: the same of a text; `name` stands for the file in messages. */
struct scan_cmdfile *scan_cmdfile_parse(const char *text, const char *name, GError **error);

/** scan_cmdfile_path: "a/.b.o.cmd" of "a/b.o"; the caller frees it. */
char *scan_cmdfile_path(const char *object);

/** scan_cmdfile_free: NULL is fine. */
void scan_cmdfile_free(struct scan_cmdfile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(scan_cmdfile, scan_cmdfile_free)

/**
 * scan_split_command: the words of one simple command at the start of a shell line: quotes and
 * backslashes are taken off, nothing is expanded, `;`, `&`, `|`, `(`, `)`, `<`, `>` and a newline
 * outside quotes end it; *rest is set behind the end (NULL at the end of the line).
 * NULL when a quote does not end. The caller frees the vector.
 */
char **scan_split_command(const char *line, const char **rest);

/** scan_command_define: the value of -DNAME=value in a command without string quotes, or NULL. */
char *scan_command_define(char *const *argv, const char *name);

/**
 * scan_command_for_clang: the words of a compiler's command that libclang may see: include paths,
 * macros, the standard and what changes the meaning of the source; never a plugin or an output.
 * The target is taken from the compiler's name. The caller frees the vector.
 */
char **scan_command_for_clang(char *const *argv);

#endif
