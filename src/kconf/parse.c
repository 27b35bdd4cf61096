/* SPDX-License-Identifier: GPL-2.0-only */
#include "kconf/parse.h"

#include <string.h>

static const char *const end_words[] = {"endmenu", "endchoice", "endif"};

void kconf_parser_next(struct kconf_parser *parser)
{
	if (parser->token.kind != KCONF_T_EOL)
		parser->end = parser->token.span.offset + parser->token.span.len;
	kconf_lexer_next(parser->lexer, &parser->token);
}

gboolean kconf_parser_accept(struct kconf_parser *parser, enum kconf_token_kind kind)
{
	if (parser->token.kind != kind)
		return FALSE;
	kconf_parser_next(parser);
	return TRUE;
}

gboolean kconf_parser_wrong(struct kconf_parser *parser, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list args;

	if (parser->token.kind == KCONF_T_END && parser->kconf->errors)
		return FALSE; /* the reading was ended by another mistake */
	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	kconf_lexer_wrong(parser->lexer, &parser->token, "%s", message);
	return FALSE;
}

gboolean kconf_parser_at_end(struct kconf_parser *parser)
{
	if (parser->token.kind == KCONF_T_EOL)
		return TRUE;
	return kconf_parser_wrong(parser, "the statement should end here");
}

struct kconf_part kconf_parser_part(const struct kconf_parser *parser)
{
	return (struct kconf_part){.offset = parser->token.span.offset};
}

void kconf_parser_end_part(const struct kconf_parser *parser, struct kconf_part *part)
{
	part->len = parser->end > part->offset ? parser->end - part->offset : 0;
}

struct kconf_span kconf_parser_span(const struct kconf_parser *parser)
{
	struct kconf_span span = parser->start;

	span.len = parser->end > span.offset ? parser->end - span.offset : 0;
	return span;
}

void kconf_parser_skip(struct kconf_parser *parser)
{
	while (parser->token.kind != KCONF_T_EOL && parser->token.kind != KCONF_T_END &&
	       parser->token.kind != KCONF_T_HELP_TEXT)
		kconf_parser_next(parser);
	kconf_parser_next(parser);
}

/* --- entries ---------------------------------------------------------------------------- */

static void add_entry(struct kconf_parser *parser, struct kconf_symbol *symbol,
		      const struct kconf_span *name_span)
{
	struct kconf_menu *menu = kconf_add_menu(parser->kconf, symbol);

	menu->parent = menu->around = parser->parent;
	menu->span = kconf_parser_span(parser);
	menu->name_span = *name_span;
	kconf_lexer_here(parser->lexer, &menu->file, &menu->line);
	*parser->tail = menu;
	parser->tail = &menu->next;
	parser->entry = menu;
}

static void begin_block(struct kconf_parser *parser)
{
	parser->tail = &parser->entry->list;
	parser->parent = parser->entry;
}

static void end_block(struct kconf_parser *parser)
{
	parser->tail = &parser->parent->next;
	parser->parent = parser->parent->parent;
}

static const char *block_word(const struct kconf_menu *block)
{
	if (block->symbol)
		return "choice";
	return block->prompt ? "menu" : "if";
}

static void read_attributes(struct kconf_parser *parser)
{
	while (kconf_parse_attribute(parser))
		;
}

/* What a member of a choice must be, where the dialect knows members by their place */
static void add_member(struct kconf_parser *parser)
{
	const struct kconf_menu *entry = parser->entry;
	struct kconf *kconf = parser->kconf;

	if (!entry->prompt)
		kconf_wrong(kconf, "%s:%u: error: choice member must have a prompt\n", entry->file,
			    entry->line);
	if (entry->symbol->type != KCONF_BOOL)
		kconf_wrong(kconf, "%s:%u: error: choice member must be bool\n", entry->file,
			    entry->line);
	if (entry->symbol->flags & KCONF_MEMBER)
		return;
	entry->symbol->flags |= KCONF_MEMBER;
	g_ptr_array_add(parser->choice->members, entry->symbol);
}

static gboolean parse_config(struct kconf_parser *parser, gboolean menuconfig)
{
	struct kconf_span name_span = parser->token.span;
	struct kconf_symbol *symbol;
	const char *file;
	guint line;

	if (parser->token.kind != KCONF_T_WORD)
		return kconf_parser_wrong(parser, "the name of the option is missing");
	if (!kconf_parse_symbol(parser, FALSE, &symbol) || !kconf_parser_at_end(parser))
		return FALSE;
	if (symbol->flags & KCONF_CONST)
		return kconf_parser_wrong(parser, "'%s' is a constant and cannot be defined",
					  symbol->name);
	add_entry(parser, symbol, &name_span);
	kconf_parser_next(parser);
	read_attributes(parser);
	if (parser->choice && parser->kconf->dialect->member_lists)
		add_member(parser);
	if (!menuconfig)
		return TRUE;
	if (parser->entry->prompt) {
		parser->entry->prompt->kind = KCONF_MENU;
		return TRUE;
	}
	kconf_lexer_here(parser->lexer, &file, &line);
	if (parser->kconf->dialect->strict_entries)
		kconf_wrong_at(parser->kconf, parser->entry->file, parser->entry->line,
			       parser->entry->span.column, "menuconfig statement without prompt");
	else
		kconf_err(parser->kconf->talk,
			  "%s:%u: warning: menuconfig statement without prompt\n", file, line);
	return TRUE;
}

static gboolean parse_choice(struct kconf_parser *parser)
{
	const struct kconf_span none = {0};
	struct kconf_symbol *symbol;

	if (parser->token.kind == KCONF_T_WORD && !parser->kconf->dialect->member_lists)
		kconf_parser_next(parser);
	if (!kconf_parser_at_end(parser))
		return FALSE;
	symbol = kconf_lookup(parser->kconf, NULL, FALSE);
	add_entry(parser, symbol, &none);
	parser->entry->members = g_ptr_array_new();
	if (parser->kconf->dialect->member_lists)
		symbol->type = KCONF_BOOL;
	kconf_parser_next(parser);
	read_attributes(parser);
	if (!parser->entry->prompt && parser->kconf->dialect->member_lists)
		kconf_wrong(parser->kconf, "%s:%u: error: choice must have a prompt\n",
			    parser->entry->file, parser->entry->line);
	parser->choice = parser->entry;
	begin_block(parser);
	return TRUE;
}

/* a text in quotes, the last of its line; NULL, and `missing` told, where it is not there */
static char *parse_quoted(struct kconf_parser *parser, const char *missing)
{
	g_autofree char *text = NULL;

	if (parser->token.kind != KCONF_T_QUOTED) {
		kconf_parser_wrong(parser, missing);
		return NULL;
	}
	text = g_strdup(parser->token.text);
	kconf_parser_next(parser);
	return kconf_parser_at_end(parser) ? g_steal_pointer(&text) : NULL;
}

static gboolean parse_menu(struct kconf_parser *parser, enum kconf_prop_kind kind)
{
	struct kconf_span name_span = parser->token.span;
	g_autofree char *text = parse_quoted(parser, "a quoted title is missing");

	if (!text)
		return FALSE;
	add_entry(parser, NULL, &name_span);
	kconf_add_prompt(parser, kind, text, NULL);
	kconf_parser_next(parser);
	read_attributes(parser);
	if (kind == KCONF_MENU)
		begin_block(parser);
	return TRUE;
}

static gboolean parse_if(struct kconf_parser *parser)
{
	const struct kconf_span none = {0};
	struct kconf_part value = kconf_parser_part(parser);
	struct kconf_expr *expr;

	if (!kconf_parse_expr(parser, &expr) || !kconf_parser_at_end(parser))
		return FALSE;
	kconf_parser_end_part(parser, &value);
	add_entry(parser, NULL, &none);
	parser->entry->depends = expr;
	kconf_add_clause(parser, expr, FALSE, &value);
	begin_block(parser);
	kconf_parser_next(parser);
	return TRUE;
}

/* --- statements ------------------------------------------------------------------------- */

static struct kconf_menu *choice_around(struct kconf_menu *menu)
{
	while (menu && !(menu->symbol && (menu->symbol->flags & KCONF_CHOICE)))
		menu = menu->parent;
	return menu;
}

static gboolean parse_end(struct kconf_parser *parser, const char *word)
{
	struct kconf_menu *block = parser->parent;
	struct kconf_token at = parser->token;
	const char *file;
	guint line;

	at.span = parser->start;
	kconf_parser_next(parser);
	if (!kconf_parser_at_end(parser))
		return FALSE;
	kconf_lexer_here(parser->lexer, &file, &line);
	if (block == &parser->kconf->root) {
		kconf_lexer_wrong(parser->lexer, &at, "'%s' without '%s'", word, word + 3);
	} else if (strcmp(word + 3, block_word(block)) != 0) {
		kconf_lexer_wrong(parser->lexer, &at, "unexpected '%s' within %s block", word,
				  block_word(block));
	} else if (strcmp(block->file, file) != 0) {
		kconf_lexer_wrong(parser->lexer, &at, "'%s' in different file than '%s'", word,
				  block_word(block));
		kconf_err(parser->kconf->talk, "%s:%u: location of the '%s'\n", block->file,
			  block->line, block_word(block));
	} else {
		end_block(parser);
		if (block == parser->choice)
			parser->choice = choice_around(parser->parent);
	}
	kconf_parser_next(parser);
	return TRUE;
}

static gboolean parse_source(struct kconf_parser *parser)
{
	struct kconf_token from = parser->token;
	g_autofree char *name = parse_quoted(parser, "a quoted file name is missing");

	if (!name)
		return FALSE;
	kconf_lexer_open(parser->lexer, name, &from);
	kconf_parser_next(parser);
	return TRUE;
}

static gboolean parse_mainmenu(struct kconf_parser *parser)
{
	g_autofree char *text = NULL;

	if (parser->began)
		return kconf_parser_wrong(parser, "'mainmenu' must be the first statement");
	text = parse_quoted(parser, "a quoted title is missing");
	if (!text)
		return FALSE;
	parser->entry = &parser->kconf->root;
	kconf_add_prompt(parser, KCONF_MENU, text, NULL);
	kconf_parser_next(parser);
	return TRUE;
}

static gboolean parse_assignment(struct kconf_parser *parser)
{
	g_autofree char *name = g_strdup(parser->token.text);
	struct kconf_token at = parser->token;
	enum kconf_flavour flavour;
	struct kconf_here here;
	GError *error = NULL;

	kconf_parser_next(parser);
	switch (parser->token.kind) {
	case KCONF_T_EQUAL:
		flavour = KCONF_RECURSIVE;
		break;
	case KCONF_T_ASSIGN_SIMPLE:
		flavour = KCONF_SIMPLE;
		break;
	case KCONF_T_ASSIGN_APPEND:
		flavour = KCONF_APPEND;
		break;
	default:
		kconf_lexer_wrong(parser->lexer, &at, "unknown statement \"%s\"", name);
		return FALSE;
	}
	kconf_parser_next(parser);
	kconf_lexer_here(parser->lexer, &here.file, &here.line);
	if (parser->kconf->macros &&
	    !kconf_macros_set(parser->kconf->macros, &here, name,
			      parser->token.kind == KCONF_T_VALUE ? parser->token.text : "",
			      flavour, &error)) {
		kconf_lexer_macro_wrong(parser->lexer, &at, error);
		return FALSE;
	}
	kconf_parser_accept(parser, KCONF_T_VALUE);
	kconf_parser_next(parser);
	return TRUE;
}

/* May the statement stand where the parser is, with respect to choices? */
static gboolean may_stand(const struct kconf_parser *parser, enum kconf_token_kind kind)
{
	gboolean loose = parser->kconf->dialect->loose_choices;

	if (!parser->choice || (loose && parser->parent != parser->choice))
		return TRUE;
	switch (kind) {
	case KCONF_T_COMMENT:
	case KCONF_T_CONFIG:
	case KCONF_T_IF:
	case KCONF_T_ENDIF:
	case KCONF_T_ENDCHOICE:
	case KCONF_T_ENDMENU:
		return TRUE;
	case KCONF_T_SOURCE:
	case KCONF_T_MENUCONFIG:
	case KCONF_T_WORD:
		return loose;
	default:
		return FALSE;
	}
}

static gboolean parse_statement(struct kconf_parser *parser)
{
	enum kconf_token_kind kind = parser->token.kind;

	parser->start = parser->token.span;
	if (kind == KCONF_T_ENDMENU || kind == KCONF_T_ENDCHOICE || kind == KCONF_T_ENDIF)
		return parse_end(parser, end_words[kind == KCONF_T_ENDMENU     ? 0
						   : kind == KCONF_T_ENDCHOICE ? 1
									       : 2]);
	if (!may_stand(parser, kind))
		return kconf_parser_wrong(parser, "this cannot stand in a choice");
	if (kind == KCONF_T_WORD)
		return parse_assignment(parser);
	if (kind < KCONF_T_BOOL)
		return kconf_parser_wrong(parser, "a statement should begin here");
	kconf_parser_next(parser);
	switch (kind) {
	case KCONF_T_CONFIG:
		return parse_config(parser, FALSE);
	case KCONF_T_MENUCONFIG:
		return parse_config(parser, TRUE);
	case KCONF_T_CHOICE:
		return parse_choice(parser);
	case KCONF_T_MENU:
		return parse_menu(parser, KCONF_MENU);
	case KCONF_T_COMMENT:
		return parse_menu(parser, KCONF_COMMENT);
	case KCONF_T_IF:
		return parse_if(parser);
	case KCONF_T_SOURCE:
		return parse_source(parser);
	case KCONF_T_MAINMENU:
		return parse_mainmenu(parser);
	default:
		parser->token.span = parser->start;
		return kconf_parser_wrong(parser, "this cannot stand here");
	}
}

static void tell_open_blocks(struct kconf_parser *parser)
{
	struct kconf *kconf = parser->kconf;

	for (struct kconf_menu *block = parser->parent; block && block != &kconf->root;
	     block = block->parent) {
		g_autofree char *message = g_strdup_printf("'%s' without 'end%s'",
							   block_word(block), block_word(block));

		kconf_wrong_at(kconf, block->file, block->line, block->span.column, message);
	}
}

static void parse_all(struct kconf_parser *parser)
{
	kconf_lexer_next(parser->lexer, &parser->token);
	while (parser->token.kind != KCONF_T_END) {
		if (!parse_statement(parser))
			kconf_parser_skip(parser);
		parser->began = TRUE;
	}
}

/* Frees the lexer */
static gboolean end_parse(struct kconf_parser *parser, const char *name)
{
	struct kconf *kconf = parser->kconf;

	if (!kconf_lexer_stopped(parser->lexer))
		tell_open_blocks(parser);
	if (!kconf->modules)
		kconf->modules = &kconf->no;
	if (!kconf->root.prompt) {
		parser->entry = &kconf->root;
		kconf->root.file = name;
		kconf_add_prompt(parser, KCONF_MENU, "Main menu", NULL);
	}
	kconf_lexer_free(parser->lexer);
	return !kconf->errors;
}

static void begin_parse(struct kconf_parser *parser, struct kconf *kconf, const char *directory,
			gboolean outside)
{
	*parser = (struct kconf_parser){.kconf = kconf,
					.lexer = kconf_lexer_new(kconf, directory, outside),
					.parent = &kconf->root,
					.entry = &kconf->root,
					.tail = &kconf->root.list};
}

gboolean kconf_parse(struct kconf *kconf, const char *name, const char *directory, gboolean outside)
{
	struct kconf_parser parser;

	begin_parse(&parser, kconf, directory, outside);
	if (kconf_lexer_open(parser.lexer, name, NULL))
		parse_all(&parser);
	return end_parse(&parser, name);
}

gboolean kconf_parse_text(struct kconf *kconf, const char *name, const char *text, gsize len)
{
	struct kconf_parser parser;

	begin_parse(&parser, kconf, NULL, FALSE);
	if (kconf_lexer_open_text(parser.lexer, name, text, len))
		parse_all(&parser);
	return end_parse(&parser, name);
}
