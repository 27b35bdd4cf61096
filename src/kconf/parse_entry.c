/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "kconf/parse.h"

/* A property of the entry that has just been read to the end of its line */
static struct kconf_prop *add(struct kconf_parser *parser, enum kconf_prop_kind kind,
			      struct kconf_expr *expr, struct kconf_expr *cond)
{
	struct kconf_prop *prop = kconf_add_prop(parser->kconf, parser->entry, kind, expr, cond);

	prop->span = kconf_parser_span(parser);
	kconf_lexer_here(parser->lexer, &prop->file, &prop->line);
	return prop;
}

struct kconf_prop *kconf_add_prompt(struct kconf_parser *parser, enum kconf_prop_kind kind,
				    const char *text, struct kconf_expr *cond)
{
	struct kconf_prop *prop = add(parser, kind, NULL, cond);
	struct kconf_menu *menu = parser->entry;
	const struct kconf_talk *talk = parser->kconf->talk;

	if (g_ascii_isspace(*text)) {
		kconf_err(talk, "%s:%u:warning: leading whitespace ignored\n", prop->file,
			  prop->line);
		while (g_ascii_isspace(*text))
			text++;
	}
	if (menu->prompt)
		kconf_err(talk, "%s:%u:warning: prompt redefined\n", prop->file, prop->line);
	while (kind == KCONF_PROMPT && (menu = menu->parent))
		if (menu->visibility)
			prop->cond = kconf_and(parser->kconf, prop->cond, menu->visibility);
	parser->entry->prompt = prop;
	prop->text = kconf_keep(parser->kconf, text);
	return prop;
}

static void place(struct kconf_prop *prop, const struct kconf_part *value,
		  const struct kconf_part *where)
{
	prop->value = *value;
	prop->where = *where;
}

static gboolean parse_prompt(struct kconf_parser *parser)
{
	struct kconf_part value = kconf_parser_part(parser), where;
	g_autofree char *text = NULL;
	struct kconf_expr *cond;

	if (parser->token.kind != KCONF_T_QUOTED)
		return kconf_parser_wrong(parser, "a quoted prompt is missing");
	text = g_strdup(parser->token.text);
	kconf_parser_next(parser);
	kconf_parser_end_part(parser, &value);
	if (!kconf_parse_if(parser, &cond, &where) || !kconf_parser_at_end(parser))
		return FALSE;
	place(kconf_add_prompt(parser, KCONF_PROMPT, text, cond), &value, &where);
	return TRUE;
}

static void add_typing(struct kconf_parser *parser, enum kconf_type type,
		       const struct kconf_span *keyword)
{
	struct kconf_typing *typing = kconf_alloc(parser->kconf, sizeof(*typing));
	struct kconf_typing **last = &parser->entry->types;

	while (*last)
		last = &(*last)->next;
	*last = typing;
	typing->type = type;
	typing->keyword = *keyword;
	kconf_set_type(parser->kconf, parser->entry, type);
}

/* bool, tristate, int, hex, string: the prompt may follow */
static gboolean parse_type(struct kconf_parser *parser, enum kconf_type type)
{
	struct kconf_span keyword = parser->start;

	if (parser->token.kind == KCONF_T_QUOTED) {
		if (!parse_prompt(parser))
			return FALSE;
	} else if (!kconf_parser_at_end(parser)) {
		return FALSE;
	}
	if (!(parser->entry->symbol->flags & KCONF_CHOICE) || !parser->kconf->dialect->member_lists)
		add_typing(parser, type, &keyword);
	return TRUE;
}

static gboolean parse_default(struct kconf_parser *parser, enum kconf_type type)
{
	struct kconf_part value = kconf_parser_part(parser), where;
	struct kconf_span keyword = parser->start;
	struct kconf_expr *expr, *cond;
	struct kconf_symbol *symbol;

	if (parser->entry->symbol->flags & KCONF_CHOICE) {
		if (!kconf_parse_symbol(parser, FALSE, &symbol))
			return FALSE;
		expr = kconf_expr_symbol(parser->kconf, symbol);
	} else if (!kconf_parse_expr(parser, &expr)) {
		return FALSE;
	}
	kconf_parser_end_part(parser, &value);
	if (!kconf_parse_if(parser, &cond, &where) || !kconf_parser_at_end(parser))
		return FALSE;
	place(add(parser, KCONF_DEFAULT, expr, cond), &value, &where);
	if (type != KCONF_UNKNOWN)
		add_typing(parser, type, &keyword);
	return TRUE;
}

static gboolean parse_select(struct kconf_parser *parser, enum kconf_prop_kind kind)
{
	struct kconf_part value = kconf_parser_part(parser), where;
	struct kconf_symbol *symbol;
	struct kconf_expr *cond;

	if (!kconf_parse_symbol(parser, FALSE, &symbol))
		return FALSE;
	kconf_parser_end_part(parser, &value);
	if (!kconf_parse_if(parser, &cond, &where) || !kconf_parser_at_end(parser))
		return FALSE;
	place(add(parser, kind, kconf_expr_symbol(parser->kconf, symbol), cond), &value, &where);
	return TRUE;
}

static gboolean parse_range(struct kconf_parser *parser)
{
	struct kconf_part value = kconf_parser_part(parser), where;
	struct kconf_symbol *low, *high;
	struct kconf_expr *cond, *range;

	if (!kconf_parse_symbol(parser, TRUE, &low) || !kconf_parse_symbol(parser, TRUE, &high))
		return FALSE;
	kconf_parser_end_part(parser, &value);
	if (!kconf_parse_if(parser, &cond, &where) || !kconf_parser_at_end(parser))
		return FALSE;
	range = kconf_expr_compare(parser->kconf, KCONF_RANGE, low, high);
	place(add(parser, KCONF_BOUNDS, range, cond), &value, &where);
	return TRUE;
}

void kconf_add_clause(struct kconf_parser *parser, struct kconf_expr *expr, gboolean visible,
		      const struct kconf_part *value)
{
	struct kconf_clause *clause = kconf_alloc(parser->kconf, sizeof(*clause));
	struct kconf_clause **last = &parser->entry->clauses;

	while (*last)
		last = &(*last)->next;
	*last = clause;
	clause->expr = expr;
	clause->visible = visible;
	clause->span = kconf_parser_span(parser);
	clause->value = *value;
}

static gboolean parse_depends(struct kconf_parser *parser)
{
	struct kconf_menu *entry = parser->entry;
	struct kconf *kconf = parser->kconf;
	struct kconf_expr *expr, *cond = NULL;
	struct kconf_part value, where;

	if (!kconf_parser_accept(parser, KCONF_T_ON))
		return kconf_parser_wrong(parser, "'on' is missing behind 'depends'");
	value = kconf_parser_part(parser);
	if (!kconf_parse_expr(parser, &expr))
		return FALSE;
	if (kconf->dialect->depends_if && !kconf_parse_if(parser, &cond, &where))
		return FALSE;
	if (!kconf_parser_at_end(parser))
		return FALSE;
	kconf_parser_end_part(parser, &value);
	if (cond)
		expr = kconf_or(kconf, expr,
				kconf_expr_compare_with(kconf, cond, KCONF_EQUAL, &kconf->no));
	entry->depends = kconf_and(kconf, entry->depends, expr);
	kconf_add_clause(parser, expr, FALSE, &value);
	return TRUE;
}

static gboolean parse_visible(struct kconf_parser *parser)
{
	struct kconf_menu *entry = parser->entry;
	struct kconf_part value;
	struct kconf_expr *expr;

	if (!kconf_parse_if(parser, &expr, &value) || !kconf_parser_at_end(parser))
		return FALSE;
	entry->visibility = kconf_and(parser->kconf, entry->visibility, expr);
	kconf_add_clause(parser, expr, TRUE, &value);
	return TRUE;
}

static gboolean parse_help(struct kconf_parser *parser)
{
	struct kconf_menu *entry = parser->entry;
	const char *name = entry->symbol->name ? entry->symbol->name : "<choice>";
	gboolean strict = parser->kconf->dialect->strict_entries;
	const char *file;
	guint line;

	if (!kconf_parser_at_end(parser))
		return FALSE;
	kconf_lexer_start_help(parser->lexer);
	kconf_parser_next(parser);
	kconf_lexer_here(parser->lexer, &file, &line);
	if (parser->token.kind != KCONF_T_HELP_TEXT)
		return FALSE;
	if (entry->help && strict)
		kconf_parser_wrong(parser, "'%s' defined with more than one help text", name);
	else if (entry->help)
		kconf_err(parser->kconf->talk,
			  "%s:%u: warning: '%s' defined with more than one help text -- only the "
			  "last one will be used\n",
			  file, line, name);
	if (!parser->token.text[strspn(parser->token.text, " \f\n\r\t\v")]) {
		if (strict)
			kconf_parser_wrong(parser, "'%s' defined with blank help text", name);
		else
			kconf_err(parser->kconf->talk,
				  "%s:%u: warning: '%s' defined with blank help text\n", file, line,
				  name);
	}
	entry->help = kconf_keep(parser->kconf, parser->token.text);
	entry->help_word = parser->start;
	entry->help_lines = (struct kconf_part){parser->token.span.offset, parser->token.span.len};
	return TRUE;
}

static gboolean parse_modules(struct kconf_parser *parser)
{
	struct kconf *kconf = parser->kconf;

	if (!kconf_parser_at_end(parser))
		return FALSE;
	if (kconf->modules && kconf->modules != parser->entry->symbol)
		return kconf_parser_wrong(parser,
					  "symbol '%s' redefines option 'modules' already defined "
					  "by symbol '%s'",
					  parser->entry->symbol->name, kconf->modules->name);
	kconf->modules = parser->entry->symbol;
	return TRUE;
}

static void add_defconfig_list(struct kconf_parser *parser)
{
	struct kconf *kconf = parser->kconf;

	if (!kconf->defconfig_list)
		kconf->defconfig_list = parser->entry->symbol;
	kconf->defconfig_list->flags |= KCONF_NO_WRITE;
}

/* option modules, defconfig_list, allnoconfig_y, env="NAME" */
static gboolean parse_option(struct kconf_parser *parser)
{
	struct kconf_symbol *symbol = parser->entry->symbol;
	g_autofree char *word = NULL, *value = NULL;

	if (parser->token.kind != KCONF_T_WORD && parser->token.kind != KCONF_T_MODULES)
		return kconf_parser_wrong(parser, "the name of the option is missing");
	word = g_strdup(parser->token.text ? parser->token.text : "modules");
	kconf_parser_next(parser);
	if (kconf_parser_accept(parser, KCONF_T_EQUAL)) {
		if (parser->token.kind != KCONF_T_QUOTED)
			return kconf_parser_wrong(parser, "a quoted value is missing");
		value = g_strdup(parser->token.text);
		kconf_parser_next(parser);
	}
	if (!strcmp(word, "modules"))
		return parse_modules(parser);
	if (!kconf_parser_at_end(parser))
		return FALSE;
	if (!strcmp(word, "allnoconfig_y"))
		symbol->flags |= KCONF_ALLNO_Y;
	else if (!strcmp(word, "env") && value)
		symbol->env = kconf_keep(parser->kconf, value);
	else if (!strcmp(word, "defconfig_list"))
		add_defconfig_list(parser);
	else
		return kconf_parser_wrong(parser, "option '%s' is not known", word);
	return TRUE;
}

static gboolean parse_flag(struct kconf_parser *parser, enum kconf_flag flag)
{
	if (!kconf_parser_at_end(parser))
		return FALSE;
	parser->entry->symbol->flags |= flag;
	return TRUE;
}

static gboolean parse_config_attribute(struct kconf_parser *parser, enum kconf_token_kind kind)
{
	switch (kind) {
	case KCONF_T_BOOL:
		return parse_type(parser, KCONF_BOOL);
	case KCONF_T_TRISTATE:
		return parse_type(parser, KCONF_TRISTATE);
	case KCONF_T_INT:
		return parse_type(parser, KCONF_INT);
	case KCONF_T_HEX:
		return parse_type(parser, KCONF_HEX);
	case KCONF_T_STRING:
		return parse_type(parser, KCONF_STRING);
	case KCONF_T_PROMPT:
		return parse_prompt(parser);
	case KCONF_T_DEFAULT:
		return parse_default(parser, KCONF_UNKNOWN);
	case KCONF_T_DEF_BOOL:
		return parse_default(parser, KCONF_BOOL);
	case KCONF_T_DEF_TRISTATE:
		return parse_default(parser, KCONF_TRISTATE);
	case KCONF_T_SELECT:
		return parse_select(parser, KCONF_SELECT);
	case KCONF_T_IMPLY:
		return parse_select(parser, KCONF_IMPLY);
	case KCONF_T_RANGE:
		return parse_range(parser);
	case KCONF_T_MODULES:
		return parse_modules(parser);
	case KCONF_T_OPTION:
		return parse_option(parser);
	case KCONF_T_TRANSITIONAL:
		return parse_flag(parser, KCONF_TRANSITIONAL);
	case KCONF_T_OPTIONAL:
		return parse_flag(parser, KCONF_OPTIONAL);
	case KCONF_T_DEPENDS:
		return parse_depends(parser);
	case KCONF_T_VISIBLE:
		return parse_visible(parser);
	default:
		return parse_help(parser);
	}
}

/* Which attributes an entry of this kind takes */
static gboolean takes(const struct kconf_parser *parser, enum kconf_token_kind kind)
{
	const struct kconf_menu *entry = parser->entry;
	gboolean modes = !parser->kconf->dialect->member_lists;

	if (kind == KCONF_T_DEPENDS)
		return TRUE;
	if (!entry->symbol)
		return kind == KCONF_T_VISIBLE && entry->prompt &&
		       entry->prompt->kind == KCONF_MENU;
	if (kind == KCONF_T_HELP || kind == KCONF_T_PROMPT || kind == KCONF_T_DEFAULT ||
	    kind == KCONF_T_BOOL)
		return TRUE;
	if (entry->symbol->flags & KCONF_CHOICE)
		return kind == KCONF_T_OPTIONAL || (kind == KCONF_T_TRISTATE && modes);
	switch (kind) {
	case KCONF_T_TRISTATE:
	case KCONF_T_INT:
	case KCONF_T_HEX:
	case KCONF_T_STRING:
	case KCONF_T_DEF_BOOL:
	case KCONF_T_DEF_TRISTATE:
	case KCONF_T_SELECT:
	case KCONF_T_IMPLY:
	case KCONF_T_RANGE:
	case KCONF_T_MODULES:
	case KCONF_T_OPTION:
	case KCONF_T_TRANSITIONAL:
		return TRUE;
	default:
		return FALSE;
	}
}

gboolean kconf_parse_attribute(struct kconf_parser *parser)
{
	enum kconf_token_kind kind = parser->token.kind;

	if (!takes(parser, kind))
		return FALSE;
	parser->start = parser->token.span;
	kconf_parser_next(parser);
	if (!parse_config_attribute(parser, kind)) {
		kconf_parser_skip(parser);
		return TRUE;
	}
	parser->entry->span.len = parser->end - parser->entry->span.offset;
	kconf_parser_next(parser);
	return TRUE;
}
