/* SPDX-License-Identifier: GPL-2.0-only */
#include "kconf/lexer.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kconf/text.h"

#define MAX_LINE (1 << 20)
#define MAX_FILES 100000
#define MAX_NESTING 100

/* A file that is being read, and where the one below it goes on */
struct source {
	struct source *parent;
	const char *name;
	struct kconf_cursor cursor;
	guint source_line; /* of the statement that opened the next one */
};

struct kconf_lexer {
	struct kconf *kconf;
	char *directory, *srctree;
	char *inside[2];     /* real paths of the two */
	GHashTable *folders; /* that are known to lie inside */
	gboolean outside;
	struct source *source;
	guint nesting, n_opened;
	enum kconf_mode mode;
	enum kconf_token_kind before, before_that;
	const char *statement_file;
	guint statement_line;
	GString *text;
	gboolean stopped;
};

struct kconf_lexer *kconf_lexer_new(struct kconf *kconf, const char *directory, gboolean outside)
{
	struct kconf_lexer *lexer = g_new0(struct kconf_lexer, 1);
	const char *srctree =
		kconf->macros ? kconf_macros_environment(kconf->macros, "srctree") : NULL;

	lexer->kconf = kconf;
	lexer->directory = g_strdup(directory);
	/* a second place to look in, if it is another */
	if (g_strcmp0(srctree, directory) != 0)
		lexer->srctree = g_strdup(srctree);
	lexer->inside[0] = realpath(directory ? directory : ".", NULL);
	lexer->inside[1] = lexer->srctree ? realpath(lexer->srctree, NULL) : NULL;
	lexer->outside = outside;
	lexer->folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	lexer->before = lexer->before_that = KCONF_T_EOL;
	lexer->text = g_string_new(NULL);
	return lexer;
}

static void close_source(struct kconf_lexer *lexer)
{
	struct source *source = lexer->source;

	lexer->source = source->parent;
	lexer->nesting--;
	g_free(source);
}

void kconf_lexer_free(struct kconf_lexer *lexer)
{
	if (!lexer)
		return;
	while (lexer->source)
		close_source(lexer);
	g_string_free(lexer->text, TRUE);
	g_hash_table_unref(lexer->folders);
	g_free(lexer->directory);
	g_free(lexer->srctree);
	free(lexer->inside[0]);
	free(lexer->inside[1]);
	g_free(lexer);
}

static void stop(struct kconf_lexer *lexer)
{
	lexer->stopped = TRUE;
}

gboolean kconf_lexer_stopped(const struct kconf_lexer *lexer)
{
	return lexer->stopped;
}

void kconf_lexer_here(const struct kconf_lexer *lexer, const char **file, guint *line)
{
	*file = lexer->statement_file;
	*line = lexer->statement_line;
}

/* Where the line of that offset begins */
static const char *line_of(const struct kconf_cursor *cursor, guint offset)
{
	const char *pos = cursor->text + offset;

	if (pos > cursor->end) /* of a file that is closed already */
		return NULL;
	while (pos > cursor->text && pos[-1] != '\n')
		pos--;
	return pos;
}

static void tell(struct kconf_lexer *lexer, const struct kconf_span *span, gboolean plain,
		 const char *message)
{
	struct source *source = lexer->source;

	g_autofree char *text = NULL;

	if (!source) {
		kconf_wrong(lexer->kconf, "%s\n", message);
		return;
	}
	text = kconf_placed(lexer->kconf->talk, source->name, span->line, plain ? 0 : span->column,
			    line_of(&source->cursor, span->offset), message);
	kconf_wrong(lexer->kconf, "%s", text);
}

void kconf_lexer_wrong(struct kconf_lexer *lexer, const struct kconf_token *token,
		       const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	tell(lexer, &token->span, FALSE, message);
}

/* --- files ------------------------------------------------------------------------------ */

static gboolean is_below(const struct kconf_lexer *lexer, const char *real)
{
	for (gsize i = 0; i < G_N_ELEMENTS(lexer->inside); i++) {
		const char *top = lexer->inside[i];
		gsize len = top ? strlen(top) : 0;

		if (top && !strncmp(real, top, len) && (strchr("/", real[len]) || top[1] == '\0'))
			return TRUE;
	}
	return FALSE;
}

/* A folder is looked up once; of a file in it only whether it is a link that leads elsewhere */
static gboolean lies_inside(const struct kconf_lexer *lexer, const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path);
	struct stat info;
	gboolean link, inside;
	char *real;

	if (lexer->outside || lstat(path, &info) != 0)
		return TRUE;
	link = S_ISLNK(info.st_mode);
	if (!link && g_hash_table_contains(lexer->folders, folder))
		return TRUE;
	real = realpath(link ? path : folder, NULL);
	inside = !real || is_below(lexer, real);
	if (inside && !link)
		g_hash_table_add(lexer->folders, g_steal_pointer(&folder));
	free(real);
	return inside;
}

static char *find_file(const struct kconf_lexer *lexer, const char *name)
{
	char *path = lexer->directory && name[0] != '/'
			     ? g_build_filename(lexer->directory, name, NULL)
			     : g_strdup(name);

	if (name[0] == '/' || !lexer->srctree || access(path, R_OK) == 0)
		return path;
	g_free(path);
	return g_build_filename(lexer->srctree, name, NULL);
}

/* What no Kconfig file has, told at its place */
static gboolean check_text(struct kconf_lexer *lexer)
{
	const struct kconf_cursor *cursor = &lexer->source->cursor;
	const char *line = cursor->text;
	struct kconf_span span = {.line = 1, .column = 1};

	while (line < cursor->end) {
		const char *end = memchr(line, '\n', (gsize)(cursor->end - line));
		const char *nul;

		end = end ? end : cursor->end;
		nul = memchr(line, '\0', (gsize)(end - line));
		span.offset = (guint)(line - cursor->text);
		if (nul) {
			span.column = (guint)(nul - line) + 1;
			tell(lexer, &span, FALSE, "a NUL byte in a Kconfig file");
			return FALSE;
		}
		if (end - line > MAX_LINE) {
			tell(lexer, &span, FALSE, "a line of more than 1 MiB in a Kconfig file");
			return FALSE;
		}
		span.line++;
		line = end + 1;
	}
	return TRUE;
}

static void tell_recursion(struct kconf_lexer *lexer, const char *name,
			   const struct kconf_token *from)
{
	const struct kconf_talk *talk = lexer->kconf->talk;
	const struct source *source = lexer->source;

	kconf_err(talk, "Recursive inclusion detected.\nInclusion path:\n  current file : %s\n",
		  name);
	for (; source; source = source->parent) {
		kconf_err(talk, "  included from: %s:%u\n", source->name, source->source_line);
		if (!lexer->kconf->dialect->member_lists && !strcmp(source->name, name))
			break;
	}
	kconf_lexer_wrong(lexer, from, "'%s' is sourced while it is being read", name);
}

static void tell_repetition(struct kconf_lexer *lexer, const struct kconf_file *file,
			    const struct kconf_token *from)
{
	const char *place = file->source_file ? file->source_file : "";

	kconf_err(lexer->kconf->talk,
		  "%s:%u: error: repeated inclusion of %s\n"
		  "%s:%u: note: location of first inclusion of %s\n",
		  lexer->source->name, lexer->statement_line, file->name, place, file->source_line,
		  file->name);
	kconf_lexer_wrong(lexer, from, "'%s' is sourced a second time", file->name);
}

static gboolean is_open(const struct kconf_lexer *lexer, const char *name)
{
	for (const struct source *source = lexer->source; source; source = source->parent)
		if (!strcmp(source->name, name))
			return TRUE;
	return FALSE;
}

static void refuse(struct kconf_lexer *lexer, const char *name, const char *why,
		   const struct kconf_token *from)
{
	if (from)
		kconf_lexer_wrong(lexer, from, "can't open file \"%s\": %s", name, why);
	else
		kconf_wrong(lexer->kconf, "%s:1:1: can't open the file: %s\n", name, why);
}

/* Takes @path and @text */
static struct kconf_file *keep_file(struct kconf *kconf, const char *name, char *path, char *text,
				    gsize len)
{
	struct kconf_file *file = g_new0(struct kconf_file, 1);

	file->name = kconf_intern(kconf, name);
	file->path = path;
	file->text = text;
	file->len = len;
	g_ptr_array_add(kconf->files, file);
	g_hash_table_insert(kconf->file_names, (gpointer)file->name, file);
	return file;
}

/* From here on the file is read; FALSE if it can be none */
static gboolean push(struct kconf_lexer *lexer, const struct kconf_file *file)
{
	struct source *source = g_new0(struct source, 1);

	source->parent = lexer->source;
	source->name = file->name;
	kconf_cursor_set(&source->cursor, file->text, file->len);
	lexer->source = source;
	lexer->nesting++;
	if (check_text(lexer))
		return TRUE;
	stop(lexer);
	return FALSE;
}

/* The file of that name, read when it is first sourced; NULL and why */
static const struct kconf_file *read_file(struct kconf_lexer *lexer, const char *name,
					  gboolean *first, char **why)
{
	struct kconf_file *file = g_hash_table_lookup(lexer->kconf->file_names, name);
	g_autofree char *path = NULL;
	char *text;
	gsize len;

	if (++lexer->n_opened > MAX_FILES || lexer->nesting >= MAX_NESTING) {
		*why = g_strdup("too many files are sourced");
		return NULL;
	}
	if (file)
		return file;
	path = find_file(lexer, name);
	if (!lies_inside(lexer, path)) {
		*why = g_strdup("it lies outside of the tree");
		return NULL;
	}
	text = kconf_read_text(lexer->kconf, lexer->directory, path, &len, why);
	if (!text)
		return NULL;
	file = keep_file(lexer->kconf, name, g_steal_pointer(&path), text, len);
	if (lexer->source) {
		file->source_file = lexer->source->name;
		file->source_line = lexer->statement_line;
	}
	*first = TRUE;
	return file;
}

gboolean kconf_lexer_open(struct kconf_lexer *lexer, const char *name,
			  const struct kconf_token *from)
{
	g_autofree char *why = NULL;
	const struct kconf_file *file;
	gboolean first = FALSE;

	if (!lexer->kconf->macros)
		return TRUE;
	if (lexer->source)
		lexer->source->source_line = lexer->statement_line;
	file = read_file(lexer, name, &first, &why);
	if (!file)
		refuse(lexer, name, why, from);
	else if (is_open(lexer, name))
		tell_recursion(lexer, name, from);
	else if (!first && lexer->source && lexer->kconf->dialect->sourced_once)
		tell_repetition(lexer, file, from);
	else
		return push(lexer, file);
	stop(lexer);
	return FALSE;
}

gboolean kconf_lexer_open_text(struct kconf_lexer *lexer, const char *name, const char *text,
			       gsize len)
{
	char *copy = g_malloc(len + 1);

	memcpy(copy, text, len);
	copy[len] = '\0';
	return push(lexer, keep_file(lexer->kconf, name, g_strdup(name), copy, len));
}

/* --- tokens ----------------------------------------------------------------------------- */

void kconf_lexer_start_help(struct kconf_lexer *lexer)
{
	lexer->mode = KCONF_IN_HELP;
}

void kconf_lexer_macro_wrong(struct kconf_lexer *lexer, const struct kconf_token *token,
			     GError *error)
{
	const struct kconf_talk *talk = lexer->kconf->talk;
	gboolean plain = talk && talk->as_conf && kconf_macros_in_loop(lexer->kconf->macros);

	tell(lexer, &token->span, plain, error->message);
	g_error_free(error);
	stop(lexer);
}

static gsize expand(struct kconf_lexer *lexer, const struct kconf_token *token, const char *pos,
		    const char *end)
{
	struct kconf_here here = {lexer->source->name, token->span.line};
	GError *error = NULL;
	gsize size = kconf_macros_expand(lexer->kconf->macros, &here, pos, (gsize)(end - pos),
					 lexer->text, &error);

	if (!size)
		kconf_lexer_macro_wrong(lexer, token, error);
	return size;
}

/* The word with its references replaced */
static void take_word(struct kconf_lexer *lexer, struct kconf_token *token, const char *start)
{
	const char *end = start + token->span.len;

	g_string_truncate(lexer->text, 0);
	for (const char *pos = start; pos < end && !lexer->stopped;) {
		if (*pos == '$' && lexer->kconf->macros)
			pos += expand(lexer, token, pos, end);
		else
			g_string_append_c(lexer->text, *pos++);
	}
	token->text = lexer->text->str;
}

static void take_quoted(struct kconf_lexer *lexer, struct kconf_token *token, const char *start)
{
	const char *end = start + token->span.len - (token->open ? 0 : 1);

	g_string_truncate(lexer->text, 0);
	for (const char *pos = start + 1; pos < end && !lexer->stopped;) {
		if (*pos == '$' && lexer->kconf->macros) {
			pos += expand(lexer, token, pos, end);
			continue;
		}
		if (*pos == '\\' && ++pos == end)
			break;
		g_string_append_c(lexer->text, *pos++);
	}
	token->text = lexer->text->str;
	if (token->open) {
		kconf_lexer_wrong(lexer, token, "the quoted text does not end on its line");
		stop(lexer);
	}
}

static void take_help(struct kconf_lexer *lexer, struct kconf_token *token)
{
	struct kconf_cursor *cursor = &lexer->source->cursor;
	const char *start = cursor->pos;

	token->span = (struct kconf_span){.offset = (guint)(start - cursor->text),
					  .line = cursor->line,
					  .column = 1};
	g_string_truncate(lexer->text, 0);
	kconf_scan_help(cursor, lexer->text);
	token->kind = KCONF_T_HELP_TEXT;
	token->span.len = (guint)(cursor->pos - start);
	token->text = lexer->text->str;
	token->open = FALSE;
	lexer->mode = KCONF_IN_STATEMENT;
}

/* The end of a file is the end of a line; then the file around it goes on */
static void end_file(struct kconf_lexer *lexer, struct kconf_token *token)
{
	if (lexer->before != KCONF_T_EOL && lexer->before != KCONF_T_HELP_TEXT) {
		kconf_err(lexer->kconf->talk, "%s:%u:warning: no new line at end of file\n",
			  lexer->source->name, lexer->source->cursor.line);
		if (!lexer->source->parent) {
			token->kind = KCONF_T_EOL;
			return;
		}
	}
	if (lexer->source->parent) {
		close_source(lexer);
		token->kind = KCONF_T_EOL;
	}
	lexer->mode = KCONF_IN_STATEMENT;
}

static gboolean begins_statement(enum kconf_token_kind before)
{
	return before == KCONF_T_EOL || before == KCONF_T_HELP_TEXT;
}

/* In a text alone: a macro that is a statement, such as $(error-if,…), and expands to nothing */
static gboolean is_macro_statement(const struct kconf_lexer *lexer, const char *word)
{
	return !lexer->kconf->macros && *word == '$' && begins_statement(lexer->before);
}

/* One token with its text; FALSE if it is none and the next is to be taken */
static gboolean take(struct kconf_lexer *lexer, struct kconf_token *token)
{
	struct kconf_cursor *cursor = &lexer->source->cursor;
	const char *start;

	if (lexer->mode == KCONF_IN_HELP) {
		take_help(lexer, token);
		return TRUE;
	}
	kconf_scan(cursor, lexer->kconf->dialect, lexer->mode, token);
	start = cursor->text + token->span.offset;
	switch (token->kind) {
	case KCONF_T_END:
		end_file(lexer, token);
		return TRUE;
	case KCONF_T_EOL:
		lexer->mode = KCONF_IN_STATEMENT;
		return TRUE;
	case KCONF_T_WORD:
		take_word(lexer, token, start);
		return *token->text && !is_macro_statement(lexer, start);
	case KCONF_T_QUOTED:
		take_quoted(lexer, token, start);
		return TRUE;
	case KCONF_T_VALUE:
		g_string_truncate(lexer->text, 0);
		g_string_append_len(lexer->text, start, token->span.len);
		token->text = lexer->text->str;
		return TRUE;
	case KCONF_T_IGNORED:
		kconf_err(lexer->kconf->talk,
			  "%s:%u:warning: ignoring unsupported character '%c'\n",
			  lexer->source->name, token->span.line, *start);
		return FALSE;
	default:
		return TRUE;
	}
}

void kconf_lexer_next(struct kconf_lexer *lexer, struct kconf_token *token)
{
	do {
		if (lexer->stopped || !lexer->source) {
			*token = (struct kconf_token){.kind = KCONF_T_END};
			return;
		}
	} while (!take(lexer, token) ||
		 (token->kind == KCONF_T_EOL && begins_statement(lexer->before)));
	if (lexer->stopped) {
		*token = (struct kconf_token){.kind = KCONF_T_END};
		return;
	}
	if (begins_statement(lexer->before)) {
		lexer->statement_file = lexer->source->name;
		lexer->statement_line = token->span.line;
		if (token->kind == KCONF_T_HELP_TEXT)
			lexer->statement_line = lexer->source->cursor.line;
	}
	if (begins_statement(lexer->before_that) && lexer->before == KCONF_T_WORD &&
	    (token->kind == KCONF_T_EQUAL || token->kind == KCONF_T_ASSIGN_SIMPLE ||
	     token->kind == KCONF_T_ASSIGN_APPEND))
		lexer->mode = KCONF_IN_VALUE;
	lexer->before_that = lexer->before;
	lexer->before = token->kind;
}
