/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "kbuild/folder_private.h"

struct parser {
	struct kbuild_folder *folder;
	const char *text;
	GPtrArray *conditions; /* char *: the open ones; "" where one is not understood */
	gboolean in_define;
};

/* A logical line: without its newline, and without comment and blanks at its end */
struct line {
	gsize start, end, next;
	guint number;
};

static gsize end_of_line(const char *text, gsize len, gsize at, guint *lines)
{
	for (;;) {
		const char *newline = memchr(text + at, '\n', len - at);
		gsize end = newline ? (gsize)(newline - text) : len;

		*lines += newline != NULL;
		if (!newline || end == at || text[end - 1] != '\\')
			return end;
		at = end + 1;
		if (at >= len)
			return len;
	}
}

static gsize without_comment(const char *text, gsize start, gsize end)
{
	for (gsize i = start; i < end; i++) {
		if (text[i] == '$') {
			i = kbuild_reference_end(text, i, end) - 1;
		} else if (text[i] == '#' && (i == start || text[i - 1] != '\\')) {
			end = i;
			break;
		}
	}
	/* a continuation that joins nothing, too */
	while (end > start &&
	       (g_ascii_isspace(text[end - 1]) || (text[end - 1] == '\\' && text[end] == '\n')))
		end--;
	return end;
}

static char *folded(const char *text, gsize start, gsize end)
{
	GString *out = g_string_sized_new(end - start);

	for (; start < end; start++) {
		gboolean joined = text[start] == '\\' && start + 1 < end && text[start + 1] == '\n';

		if (!joined && !g_ascii_isspace(text[start]))
			g_string_append_c(out, text[start]);
		else if (out->len && out->str[out->len - 1] != ' ')
			g_string_append_c(out, ' ');
		start += joined;
	}
	return g_string_free(out, FALSE);
}

/* The word at the beginning of a line, if it is one of make's own; NULL otherwise */
static const char *directive_of(const struct parser *parser, const struct line *line)
{
	static const char *const words[] = {"ifdef",    "ifndef",   "ifeq",    "ifneq",
					    "else",     "endif",    "include", "-include",
					    "sinclude", "define",   "endef",   "export",
					    "unexport", "override", "vpath",   "undefine"};

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		gsize len = strlen(words[i]);
		char after;

		if (line->end - line->start < len ||
		    memcmp(parser->text + line->start, words[i], len) != 0)
			continue;
		after = line->start + len < line->end ? parser->text[line->start + len] : ' ';
		if (g_ascii_isspace(after) || after == '(')
			return words[i];
	}
	return NULL;
}

/* "ifeq ($(A),m)" as "$(A) == m"; the text as it stands where it has another form */
static char *condition_text(const char *word, const char *rest)
{
	gsize len = strlen(rest);
	g_autofree char *left = NULL;
	g_autofree char *right = NULL;

	if (g_str_has_suffix(word, "ndef"))
		return g_strdup_printf("!defined(%s)", rest);
	if (g_str_has_suffix(word, "def"))
		return g_strdup_printf("defined(%s)", rest);
	if (len < 3 || rest[0] != '(' || rest[len - 1] != ')')
		return g_strdup_printf("%s %s", word, rest);
	for (gsize i = 1; i < len - 1; i++) {
		if (rest[i] == '$') {
			i = kbuild_reference_end(rest, i, len) - 1;
		} else if (rest[i] == ',') {
			left = g_strstrip(g_strndup(rest + 1, i - 1));
			right = g_strstrip(g_strndup(rest + i + 1, len - i - 2));
			return g_strdup_printf("%s %s %s", left,
					       strcmp(word, "ifeq") == 0 ? "==" : "!=",
					       *right ? right : "\"\"");
		}
	}
	return g_strdup_printf("%s %s", word, rest);
}

static char *negated(const char *condition)
{
	if (g_str_has_prefix(condition, "!defined("))
		return g_strdup(condition + 1);
	if (g_str_has_prefix(condition, "defined("))
		return g_strconcat("!", condition, NULL);
	return g_strdup_printf("!(%s)", condition);
}

static void begin_condition(struct parser *parser, const char *word, const struct line *line,
			    gsize word_len)
{
	g_autofree char *rest = folded(parser->text, line->start + word_len, line->end);

	g_ptr_array_add(parser->conditions, condition_text(word, g_strstrip(rest)));
}

static void read_else(struct parser *parser, const struct line *line)
{
	gsize at = line->start + strlen("else");
	char *before;
	struct line rest = *line;
	const char *word;

	if (parser->conditions->len == 0) {
		kbuild_add_problem(parser->folder, line->number, "'else' without its beginning");
		return;
	}
	before = g_ptr_array_index(parser->conditions, parser->conditions->len - 1);
	parser->conditions->pdata[parser->conditions->len - 1] = negated(before);
	g_free(before);
	while (at < line->end && g_ascii_isspace(parser->text[at]))
		at++;
	rest.start = at;
	word = at < line->end ? directive_of(parser, &rest) : NULL;
	if (word && word[0] == 'i' && word[1] == 'f') {
		g_autofree char *refused =
			g_ptr_array_steal_index(parser->conditions, parser->conditions->len - 1);
		g_autofree char *own = NULL;

		begin_condition(parser, word, &rest, strlen(word));
		own = g_ptr_array_steal_index(parser->conditions, parser->conditions->len - 1);
		g_ptr_array_add(parser->conditions, g_strdup_printf("%s && %s", refused, own));
	}
}

static void read_directive(struct parser *parser, const char *word, const struct line *line)
{
	g_autofree char *whole = folded(parser->text, line->start, line->end);

	if (word[0] == 'i' && word[1] == 'f') {
		begin_condition(parser, word, line, strlen(word));
	} else if (!strcmp(word, "else")) {
		read_else(parser, line);
	} else if (!strcmp(word, "endif")) {
		if (parser->conditions->len > 0)
			g_ptr_array_set_size(parser->conditions, (gint)parser->conditions->len - 1);
		else
			kbuild_add_problem(parser->folder, line->number,
					   "'endif' without its beginning");
	} else {
		parser->in_define = !strcmp(word, "define");
		kbuild_add_problem(parser->folder, line->number, "not evaluated: %s", whole);
	}
}

/* "y", "m", "CONFIG_X" of "$(CONFIG_X)", or the text as it stands */
static const char *when_of(struct kbuild_folder *folder, const char *suffix)
{
	gsize len = strlen(suffix);

	if (len > 3 && suffix[0] == '$' && kbuild_reference_end(suffix, 0, len) == len &&
	    strspn(suffix + 2, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			       "0123456789_") == len - 3)
		return kbuild_keep(folder, suffix + 2, len - 3);
	return kbuild_keep(folder, suffix, len);
}

static gboolean is_condition_suffix(const char *suffix)
{
	return !strcmp(suffix, "y") || !strcmp(suffix, "m") || !strcmp(suffix, "n") ||
	       suffix[0] == '$';
}

/* variables of Kbuild that end in -y or -m and list no objects */
static gboolean is_flags(const char *lhs)
{
	static const char *const flags[] = {"ccflags-",          "asflags-",        "ldflags-",
					    "subdir-ccflags-",   "subdir-asflags-", "rustflags-",
					    "always-",           "hostprogs-",      "extra-",
					    "targets-",          "userprogs-",      "dtb-",
					    "header-test-",      "cppflags-",       "KBUILD_",
					    "subdir-rustflags-", "clean-",          "no-clean-"};

	for (gsize i = 0; i < G_N_ELEMENTS(flags); i++)
		if (g_str_has_prefix(lhs, flags[i]))
			return TRUE;
	return FALSE;
}

/* The '-' that parts a list's name from its condition: the last one outside references */
static const char *last_dash(const char *lhs)
{
	const char *dash = NULL;
	gsize len = strlen(lhs);

	for (gsize i = 0; i < len; i++) {
		if (lhs[i] == '$')
			i = kbuild_reference_end(lhs, i, len) - 1;
		else if (lhs[i] == '-')
			dash = lhs + i;
	}
	return dash;
}

static void classify(struct kbuild_folder *folder, struct kbuild_assignment *assignment)
{
	const char *lhs = assignment->lhs;
	const char *dash = last_dash(lhs);
	gsize stem = dash ? (gsize)(dash - lhs) : 0;

	assignment->list = KBUILD_VARIABLE;
	assignment->name = lhs;
	if (!dash || is_flags(lhs))
		return;
	if (!strcmp(dash, "-objs")) {
		assignment->list = KBUILD_PARTS;
		assignment->name = kbuild_keep(folder, lhs, stem);
		return;
	}
	if (!is_condition_suffix(dash + 1))
		return;
	assignment->when = when_of(folder, dash + 1);
	if (stem == 3 && !memcmp(lhs, "obj", 3)) {
		assignment->list = KBUILD_OBJ;
	} else if (stem == 3 && !memcmp(lhs, "lib", 3)) {
		assignment->list = KBUILD_LIB;
	} else if (stem == 6 && !memcmp(lhs, "subdir", 6)) {
		assignment->list = KBUILD_SUBDIR;
	} else {
		assignment->list = KBUILD_PARTS;
		if (stem > 5 && !memcmp(dash - 5, "-objs", 5))
			stem -= 5;
		assignment->name = kbuild_keep(folder, lhs, stem);
		return;
	}
	assignment->name = NULL;
}

static const char *conditions_of(struct parser *parser)
{
	g_autofree char *joined = NULL;

	if (parser->conditions->len == 0)
		return NULL;
	g_ptr_array_add(parser->conditions, NULL);
	joined = g_strjoinv(" && ", (char **)parser->conditions->pdata);
	g_ptr_array_set_size(parser->conditions, (gint)parser->conditions->len - 1);
	return kbuild_keep(parser->folder, joined, strlen(joined));
}

/* The place of the '=' that makes the line an assignment and its operator's begin; FALSE: none */
static gboolean find_operator(const char *text, const struct line *line, gsize *op, gsize *value)
{
	for (gsize i = line->start; i < line->end; i++) {
		if (text[i] == '$') {
			i = kbuild_reference_end(text, i, line->end) - 1;
		} else if (text[i] == '=') {
			*op = i;
			while (*op > line->start && strchr(":+?!", text[*op - 1]))
				(*op)--;
			*value = i + 1;
			return TRUE;
		} else if (text[i] == ':' && i + 1 < line->end && text[i + 1] != '=' &&
			   text[i + 1] != ':') {
			return FALSE; /* a rule */
		}
	}
	return FALSE;
}

static void read_assignment(struct parser *parser, const struct line *line, gsize op, gsize value)
{
	struct kbuild_folder *folder = parser->folder;
	struct kbuild_assignment *assignment = g_new0(struct kbuild_assignment, 1);
	const char *text = parser->text;
	gsize lhs_end = op;
	g_autofree char *whole = NULL;

	while (lhs_end > line->start && g_ascii_isspace(text[lhs_end - 1]))
		lhs_end--;
	assignment->line = line->number;
	assignment->start = line->start;
	assignment->end = line->next;
	assignment->lhs_start = line->start;
	assignment->lhs_end = lhs_end;
	assignment->lhs = kbuild_keep(folder, text + line->start, lhs_end - line->start);
	assignment->op = kbuild_keep(folder, text + op, value - op);
	while (value < line->end &&
	       (g_ascii_isspace(text[value]) || (text[value] == '\\' && text[value + 1] == '\n')))
		value++;
	assignment->value_start = value;
	assignment->value_end = MAX(line->end, value);
	whole = folded(text, value, assignment->value_end);
	assignment->value = kbuild_keep(folder, whole, strlen(whole));
	assignment->conditions = conditions_of(parser);
	classify(folder, assignment);
	g_ptr_array_add(folder->assignments, assignment);
	kbuild_read_words(folder, assignment);
}

static void read_line(struct parser *parser, struct line *line)
{
	gsize begin = line->start;
	const char *word;
	gsize op, value;

	while (line->start < line->end && g_ascii_isspace(parser->text[line->start]))
		line->start++;
	line->end = without_comment(parser->text, line->start, line->end);
	if (line->start >= line->end)
		return;
	word = directive_of(parser, line);
	if (parser->in_define) {
		parser->in_define = !word || strcmp(word, "endef") != 0;
		return;
	}
	if (word)
		read_directive(parser, word, line);
	else if (parser->text[begin] == '\t' && !find_operator(parser->text, line, &op, &value))
		return; /* a recipe */
	else if (find_operator(parser->text, line, &op, &value))
		read_assignment(parser, line, op, value);
	else if (parser->text[line->start] == '$')
		kbuild_add_problem(parser->folder, line->number, "not evaluated: %.*s",
				   (int)MIN(line->end - line->start, 200),
				   parser->text + line->start);
}

void kbuild_parse(struct kbuild_folder *folder)
{
	g_autoptr(GPtrArray) conditions = g_ptr_array_new_with_free_func(g_free);
	struct parser parser = {folder, folder->text, conditions, FALSE};
	struct line line = {.number = 1};
	gsize at = 0;

	while (at < folder->len) {
		guint lines = 0;

		line.start = at;
		line.end = end_of_line(folder->text, folder->len, at, &lines);
		line.next = MIN(line.end + 1, folder->len);
		at = line.next;
		read_line(&parser, &line);
		line.number += lines;
	}
	if (conditions->len > 0)
		kbuild_add_problem(folder, line.number, "a conditional has no 'endif'");
}
