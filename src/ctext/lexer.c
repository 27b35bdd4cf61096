/* SPDX-License-Identifier: GPL-2.0-only */
#include "ctext/lexer.h"

#include <string.h>

void ctext_lexer_init(struct ctext_lexer *lexer, const char *text, gsize len)
{
	lexer->text = text;
	lexer->len = len;
	lexer->pos = 0;
	lexer->line = 1;
	lexer->line_start = TRUE;
}

static inline char peek(const struct ctext_lexer *lexer, gsize ahead)
{
	gsize at = lexer->pos + ahead;

	return at < lexer->len ? lexer->text[at] : '\0';
}

static inline gboolean is_word_start(char c)
{
	return g_ascii_isalpha(c) || c == '_' || c == '$' || (c & 0x80);
}

static inline gboolean is_word(char c)
{
	return is_word_start(c) || g_ascii_isdigit(c);
}

/* The length of a backslash-newline at the current place, or 0 */
static gsize continuation(const struct ctext_lexer *lexer)
{
	if (peek(lexer, 0) != '\\')
		return 0;
	if (peek(lexer, 1) == '\n')
		return 2;
	return peek(lexer, 1) == '\r' && peek(lexer, 2) == '\n' ? 3 : 0;
}

static void skip_blank(struct ctext_lexer *lexer)
{
	while (lexer->pos < lexer->len) {
		char c = lexer->text[lexer->pos];
		gsize joined;

		if (c == '\n') {
			lexer->line++;
			lexer->line_start = TRUE;
			lexer->pos++;
		} else if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v') {
			lexer->pos++;
		} else if ((joined = continuation(lexer)) > 0) {
			lexer->line++;
			lexer->pos += joined;
		} else {
			break;
		}
	}
}

/* From behind the opening "/ *" to behind the closing one */
static void skip_block_comment(struct ctext_lexer *lexer)
{
	while (lexer->pos < lexer->len) {
		char c = lexer->text[lexer->pos++];

		if (c == '\n') {
			lexer->line++;
		} else if (c == '*' && peek(lexer, 0) == '/') {
			lexer->pos++;
			return;
		}
	}
}

/* To the newline that ends the logical line, which is not taken */
static void skip_line(struct ctext_lexer *lexer)
{
	while (lexer->pos < lexer->len && peek(lexer, 0) != '\n') {
		gsize joined = continuation(lexer);

		lexer->line += joined > 0;
		lexer->pos += MAX(joined, 1);
	}
}

/* From behind the opening quote to behind the closing one, or to the end of the line */
static void skip_quoted(struct ctext_lexer *lexer, char quote)
{
	while (lexer->pos < lexer->len && peek(lexer, 0) != '\n') {
		gsize joined = continuation(lexer);
		char c = peek(lexer, 0);

		if (joined > 0) {
			lexer->line++;
			lexer->pos += joined;
			continue;
		}
		lexer->pos++;
		if (c == '\\' && lexer->pos < lexer->len && peek(lexer, 0) != '\n')
			lexer->pos++;
		else if (c == quote)
			return;
	}
}

/* A directive may hold block comments, which may span lines; quotes hide comment signs */
static void skip_directive(struct ctext_lexer *lexer)
{
	while (lexer->pos < lexer->len && peek(lexer, 0) != '\n') {
		gsize joined = continuation(lexer);
		char c = peek(lexer, 0);

		if (joined > 0) {
			lexer->line++;
			lexer->pos += joined;
		} else if (c == '/' && peek(lexer, 1) == '*') {
			lexer->pos += 2;
			skip_block_comment(lexer);
		} else if (c == '/' && peek(lexer, 1) == '/') {
			skip_line(lexer);
		} else if (c == '"') {
			lexer->pos++;
			skip_quoted(lexer, c);
		} else if (c == '\'' && peek(lexer, 1) == '"' && peek(lexer, 2) == '\'') {
			lexer->pos += 3;
		} else {
			lexer->pos++;
		}
	}
}

static void skip_number(struct ctext_lexer *lexer)
{
	while (lexer->pos < lexer->len) {
		char c = peek(lexer, 0);

		if (c && strchr("eEpP", c) && (peek(lexer, 1) == '+' || peek(lexer, 1) == '-'))
			lexer->pos += 2;
		else if (is_word(c) || c == '.')
			lexer->pos++;
		else
			return;
	}
}

static gsize punctuator_length(const struct ctext_lexer *lexer)
{
	static const char *const three[] = {"...", "<<=", ">>="};
	static const char *const two[] = {"->", "++", "--", "<<", ">>", "<=", ">=",
					  "==", "!=", "&&", "||", "+=", "-=", "*=",
					  "/=", "%=", "&=", "^=", "|=", "##"};
	const char *at = lexer->text + lexer->pos;
	gsize left = lexer->len - lexer->pos;

	for (gsize i = 0; left >= 3 && i < G_N_ELEMENTS(three); i++)
		if (memcmp(at, three[i], 3) == 0)
			return 3;
	for (gsize i = 0; left >= 2 && i < G_N_ELEMENTS(two); i++)
		if (at[0] == two[i][0] && at[1] == two[i][1])
			return 2;
	return 1;
}

static enum ctext_token_kind scan_one(struct ctext_lexer *lexer)
{
	char c = peek(lexer, 0);

	if (c == '#' && lexer->line_start) {
		skip_directive(lexer);
		return CTEXT_DIRECTIVE;
	}
	if (c == '/' && peek(lexer, 1) == '*') {
		lexer->pos += 2;
		skip_block_comment(lexer);
		return CTEXT_COMMENT;
	}
	if (c == '/' && peek(lexer, 1) == '/') {
		skip_line(lexer);
		return CTEXT_COMMENT;
	}
	if (c == '"' || c == '\'') {
		lexer->pos++;
		skip_quoted(lexer, c);
		return c == '"' ? CTEXT_STRING : CTEXT_CHAR;
	}
	if (is_word_start(c)) {
		while (lexer->pos < lexer->len && is_word(lexer->text[lexer->pos]))
			lexer->pos++;
		return CTEXT_IDENTIFIER;
	}
	if (g_ascii_isdigit(c) || (c == '.' && g_ascii_isdigit(peek(lexer, 1)))) {
		lexer->pos++;
		skip_number(lexer);
		return CTEXT_NUMBER;
	}
	lexer->pos += punctuator_length(lexer);
	return CTEXT_PUNCTUATOR;
}

gboolean ctext_lexer_next(struct ctext_lexer *lexer, struct ctext_token *token)
{
	skip_blank(lexer);
	if (lexer->pos >= lexer->len)
		return FALSE;
	token->offset = lexer->pos;
	token->line = lexer->line;
	token->kind = scan_one(lexer);
	token->len = lexer->pos - token->offset;
	/* a directive may stand behind a comment at the beginning of a line */
	if (token->kind != CTEXT_COMMENT)
		lexer->line_start = FALSE;
	return TRUE;
}

GArray *ctext_tokens(const char *text, gsize len, gboolean with_comments)
{
	GArray *tokens = g_array_sized_new(FALSE, FALSE, sizeof(struct ctext_token),
					   (guint)MIN(len / 6 + 16, G_MAXINT / 64));
	struct ctext_lexer lexer;
	struct ctext_token token;

	ctext_lexer_init(&lexer, text, len);
	while (ctext_lexer_next(&lexer, &token))
		if (with_comments || token.kind != CTEXT_COMMENT)
			g_array_append_val(tokens, token);
	return tokens;
}

gboolean ctext_token_is(const char *text, const struct ctext_token *token, const char *word)
{
	gsize len = strlen(word);

	return token->len == len && memcmp(text + token->offset, word, len) == 0;
}

gboolean ctext_is_keyword(const char *word, gsize len)
{
	static const char keywords[] =
		" _Alignas _Alignof _Generic _Static_assert __alignof__ __asm__ __attribute__ "
		"__builtin_offsetof __builtin_va_arg __builtin_types_compatible_p __extension__ "
		"__inline __inline__ __typeof__ __typeof_unqual__ __volatile__ _Bool asm auto "
		"break case char const continue default do double else enum extern float for "
		"goto if inline int long register restrict return short signed sizeof static "
		"struct switch typedef typeof typeof_unqual union unsigned void volatile while ";

	for (const char *at = keywords; len > 0 && (at = strchr(at, word[0])); at++)
		if (at[-1] == ' ' && strncmp(at, word, len) == 0 && at[len] == ' ')
			return TRUE;
	return FALSE;
}
