/* SPDX-License-Identifier: GPL-2.0-only */
#include "evidence/words.h"

#include <string.h>

static gboolean is_first(char c)
{
	return g_ascii_isalpha(c) || c == '_';
}

static gboolean is_word(char c)
{
	return g_ascii_isalnum(c) || c == '_';
}

/* behind the string or character literal that begins at p */
static const char *skip_literal(const char *p)
{
	char quote = *p++;

	while (*p && *p != quote)
		p += *p == '\\' && p[1] ? 2 : 1;
	return *p ? p + 1 : p;
}

char **words_arguments(const char *args)
{
	GPtrArray *list = g_ptr_array_new();
	const char *start = args ? args : "";
	const char *p = start;
	int depth = 0;

	while (*p) {
		if (*p == '"' || *p == '\'') {
			p = skip_literal(p);
			continue;
		}
		depth += strchr("([{", *p) ? 1 : strchr(")]}", *p) ? -1 : 0;
		if (*p == ',' && !depth) {
			g_ptr_array_add(list, g_strstrip(g_strndup(start, (gsize)(p - start))));
			start = p + 1;
		}
		p++;
	}
	if (p > start || list->len)
		g_ptr_array_add(list, g_strstrip(g_strdup(start)));
	g_ptr_array_add(list, NULL);
	return (char **)g_ptr_array_free(list, FALSE);
}

gboolean words_is_identifier(const char *text)
{
	if (!text || !is_first(*text))
		return FALSE;
	while (is_word(*text))
		text++;
	return !*text;
}

gboolean words_has(const char *text, const char *identifier)
{
	gsize size = strlen(identifier);

	for (const char *p = text; p && (p = strstr(p, identifier)); p++)
		if ((p == text || !is_word(p[-1])) && !is_word(p[size]))
			return TRUE;
	return FALSE;
}

char *words_last(const char *text)
{
	const char *end, *start;

	if (!text)
		return NULL;
	for (end = text + strlen(text); end > text && !is_word(end[-1]);)
		end--;
	for (start = end; start > text && is_word(start[-1]);)
		start--;
	/* "&table[0]" is about the table, not about its first element */
	if (start < end && !is_first(*start)) {
		g_autofree char *front = g_strndup(text, (gsize)(start - text));

		return words_last(front);
	}
	return start < end ? g_strndup(start, (gsize)(end - start)) : NULL;
}

char *words_unquote(const char *text)
{
	gsize size = text ? strlen(text) : 0;
	g_autofree char *inner = NULL;

	if (size < 2 || text[0] != '"' || text[size - 1] != '"')
		return NULL;
	inner = g_strndup(text + 1, size - 2);
	return strchr(inner, '"') ? NULL : g_steal_pointer(&inner);
}

static void declared_free(gpointer data)
{
	struct declared *d = data;

	g_free(d->name);
	g_free(d->type);
	g_free(d->value);
	g_free(d);
}

/* one declarator behind `base` (the specifiers, NULL for the first, which brings them along) */
static struct declared *read_declarator(const char *text, const char *base)
{
	struct declared *d = g_new0(struct declared, 1);
	g_autofree char *front = g_strdup(text);
	char *equals = strchr(front, '=');
	char *pointer, *bracket;
	const char *end, *start;

	if (equals) {
		d->value = g_strstrip(g_strdup(equals + 1));
		*equals = '\0';
	}
	pointer = strstr(front, "(*");
	bracket = strchr(front, '[');
	if (pointer) /* a pointer to a function: the name stands in the inner parentheses */
		pointer[strcspn(pointer, ")")] = '\0';
	else if (bracket)
		*bracket = '\0';
	g_strchomp(front);
	for (end = front + strlen(front), start = end; start > front && is_word(start[-1]);)
		start--;
	d->name = g_strndup(start, (gsize)(end - start));
	front[start - front] = '\0';
	d->type = base ? g_strconcat(base, " ", front, NULL) : g_strdup(front);
	g_strstrip(d->type);
	return d;
}

GPtrArray *words_declared(const char *declaration)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(declared_free);
	g_auto(GStrv) parts = words_arguments(declaration);
	g_autofree char *base = NULL;

	for (guint i = 0; parts[i]; i++) {
		struct declared *d = read_declarator(parts[i], base);

		g_ptr_array_add(list, d);
		if (!base) {
			base = g_strdup(d->type);
			base[strcspn(base, "*")] = '\0';
			g_strchomp(base);
		}
	}
	return list;
}

GPtrArray *words_parameters(const char *params)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(declared_free);
	g_auto(GStrv) parts = words_arguments(params);

	for (guint i = 0; parts[i]; i++)
		if (strcmp(parts[i], "void"))
			g_ptr_array_add(list, read_declarator(parts[i], NULL));
	return list;
}

static char *squeeze_type(const char *type)
{
	static const char *const qualifiers[] = {"const",          "volatile", "static",
						 "__maybe_unused", "__iomem",  NULL};
	GString *out = g_string_new(NULL);
	const char *p = type;

	while (*p) {
		gsize n = 0;

		while (is_word(p[n]))
			n++;
		if (n) {
			g_autofree char *word = g_strndup(p, n);

			if (!g_strv_contains(qualifiers, word))
				g_string_append_printf(out, "%s ", word);
			p += n;
		} else {
			if (!g_ascii_isspace(*p))
				g_string_append_c(out, *p);
			p++;
		}
	}
	return g_string_free(out, FALSE);
}

gboolean words_same_type(const char *a, const char *b)
{
	g_autofree char *left = squeeze_type(a ? a : "");
	g_autofree char *right = squeeze_type(b ? b : "");

	return *left && !strcmp(left, right);
}

/* puts `value` where an identifier stood; rest is what follows it. Gives what to skip of rest */
static gsize put_value(GString *out, const char *value, const char *rest)
{
	gboolean address = value[0] == '&';
	gboolean simple = TRUE;

	for (const char *p = value + (address ? 1 : 0); *p; p++)
		simple = simple && (is_word(*p) || *p == '.' || (*p == '-' && p[1] == '>') ||
				    (*p == '>' && p > value && p[-1] == '-'));
	if (address && simple && g_str_has_prefix(rest, "->")) {
		g_string_append_printf(out, "%s.", value + 1);
		return 2;
	}
	if (simple && !address)
		g_string_append(out, value);
	else if (!strncmp(rest, "->", 2) || rest[0] == '.' || rest[0] == '[' || !simple)
		g_string_append_printf(out, "(%s)", value);
	else
		g_string_append(out, value);
	return 0;
}

char *words_substitute(const char *expression, GHashTable *names)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const char *p = expression;

	while (*p) {
		gboolean member = out->len && (out->str[out->len - 1] == '.' ||
					       g_str_has_suffix(out->str, "->"));
		g_autofree char *word = NULL;
		gpointer value = NULL;
		gsize n = 0;

		if (*p == '"' || *p == '\'') {
			const char *end = skip_literal(p);

			g_string_append_len(out, p, end - p);
			p = end;
			continue;
		}
		while (is_word(p[n]))
			n++;
		if (!n) {
			g_string_append_c(out, *p++);
			continue;
		}
		word = g_strndup(p, n);
		p += n;
		if (member || !g_hash_table_lookup_extended(names, word, NULL, &value))
			g_string_append(out, word);
		else if (!value)
			return NULL;
		else
			p += put_value(out, value, p);
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

char *words_replace(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);

	if (!at)
		return NULL;
	return g_strdup_printf("%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

char *words_fill(const char *pattern, char *const *arguments)
{
	g_autoptr(GString) out = g_string_new(NULL);
	guint n = g_strv_length((char **)arguments);

	for (const char *p = pattern; *p; p++) {
		if (p[0] == '{' && g_ascii_isdigit(p[1]) && p[2] == '}') {
			guint i = (guint)(p[1] - '0');

			if (i < 1 || i > n)
				return NULL;
			g_string_append(out, arguments[i - 1]);
			p += 2;
		} else {
			g_string_append_c(out, *p);
		}
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

char *words_undo(const char *pattern, const char *result, char *const *arguments)
{
	g_auto(GStrv) parts = g_strsplit(pattern, "{0}", -1);
	g_autofree char *whole = NULL;

	if (parts[0] && parts[1] && (!result || !*result))
		return NULL;
	whole = g_strjoinv(result ? result : "", parts);
	return words_fill(whole, arguments);
}

char *words_folder(const char *path)
{
	return g_path_get_dirname(path);
}
