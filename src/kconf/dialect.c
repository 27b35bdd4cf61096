/* SPDX-License-Identifier: GPL-2.0-only */
#include "kconf/dialect.h"

#include <stdlib.h>
#include <string.h>

/* One file of scripts/kconfig; empty where there is none */
static char *source(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	char *text = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		text = g_strdup("");
	return text;
}

static gboolean has(const char *text, const char *word)
{
	return strstr(text, word) != NULL;
}

/* The number behind "#define SYMBOL_HASHSIZE", written as a number or as a power of two */
static guint table_size(const char *text)
{
	const char *line = strstr(text, "SYMBOL_HASHSIZE\t");
	const char *shift;
	gsize len;

	if (!line)
		return 0;
	line += strlen("SYMBOL_HASHSIZE\t");
	len = strcspn(line, "\n");
	shift = g_strstr_len(line, (gssize)len, "<<");
	if (shift)
		return 1U << CLAMP(atoi(shift + 2), 1, 24);
	while (len && !g_ascii_isdigit(*line)) {
		line++;
		len--;
	}
	return (guint)CLAMP(atoi(line), 1, 1 << 24);
}

/* Where the sources lie: in the tree, or above it (a folder of kconfig's own tests) */
static char *find_sources(const char *srctree)
{
	g_autofree char *here = g_canonicalize_filename(srctree ? srctree : ".", NULL);

	while (here) {
		g_autofree char *folder = g_build_filename(here, "scripts", "kconfig", NULL);
		g_autofree char *file = g_build_filename(folder, "symbol.c", NULL);
		char *above;

		if (g_file_test(file, G_FILE_TEST_IS_REGULAR))
			return g_steal_pointer(&folder);
		above = g_path_get_dirname(here);
		if (!strcmp(above, here)) {
			g_free(above);
			return NULL;
		}
		g_free(here);
		here = above;
	}
	return NULL;
}

struct kconf_dialect *kconf_dialect_newest(void)
{
	struct kconf_dialect *dialect = g_new0(struct kconf_dialect, 1);

	*dialect = (struct kconf_dialect){
		.modules = TRUE,
		.transitional = TRUE,
		.depends_if = TRUE,
		.strict_entries = TRUE,
		.sourced_once = TRUE,
		.negated_apart = TRUE,
		.tells_changed = TRUE,
		.member_lists = TRUE,
		.cached_exprs = TRUE,
		.zero_numbers = TRUE,
		.clamp_user = TRUE,
		.menu_ends = TRUE,
		.empty_ends = TRUE,
		.strict_unset = TRUE,
		.warns_incomplete = TRUE,
		.unmet_by_level = TRUE,
		.rustc_cfg = TRUE,
		.autoconfig_name = TRUE,
		.stops_at_end = TRUE,
		.table_size = 1U << 14,
	};
	return dialect;
}

struct kconf_dialect *kconf_dialect_any(void)
{
	struct kconf_dialect *dialect = kconf_dialect_newest();

	dialect->options = TRUE;
	dialect->loose_choices = TRUE;
	dialect->dashed_help = TRUE;
	dialect->optional = TRUE;
	dialect->member_lists = FALSE;
	dialect->strict_entries = FALSE;
	dialect->sourced_once = FALSE;
	return dialect;
}

static void read_language(struct kconf_dialect *dialect, const char *folder)
{
	g_autofree char *lexer = source(folder, "lexer.l");
	g_autofree char *parser = source(folder, "parser.y");
	g_autofree char *util = source(folder, "util.c");

	dialect->modules = has(lexer, "\"modules\"");
	dialect->options = has(lexer, "\"option\"");
	dialect->dashed_help = has(lexer, "---help---");
	dialect->optional = has(lexer, "\"optional\"");
	dialect->transitional = has(lexer, "\"transitional\"");
	dialect->autoconfig_name = has(parser, "$(autoconfig)");
	dialect->loose_choices = has(parser, "choice_block");
	dialect->depends_if = has(parser, "T_DEPENDS T_ON expr if_expr");
	dialect->strict_entries = has(parser, "zconf_error(\"menuconfig statement without prompt");
	dialect->sourced_once = has(util, "repeated inclusion");
}

static void read_values(struct kconf_dialect *dialect, const char *folder)
{
	g_autofree char *symbol = source(folder, "symbol.c");
	g_autofree char *confdata = source(folder, "confdata.c");
	g_autofree char *conf = source(folder, "conf.c");
	g_autofree char *expr = source(folder, "expr.h");
	g_autofree char *internal = source(folder, "internal.h");

	dialect->member_lists = has(expr, "choice_members");
	dialect->cached_exprs = has(expr, "val_is_valid");
	dialect->negated_apart = has(expr, "expr_contains_symbol_negated");
	dialect->tells_changed = has(confdata, "KCONFIG_WARN_CHANGED_INPUT");
	dialect->zero_numbers = has(symbol, "newval.val = \"0x0\"");
	dialect->strong_imply = has(symbol, "sym->implied.tri == yes");
	dialect->clamp_user = !has(confdata, "if it's out of range");
	dialect->menu_ends = has(confdata, "# end of");
	dialect->empty_ends = has(confdata, "end_check:");
	dialect->strict_unset = has(confdata, "strcmp(p, \"is not set\")");
	dialect->warns_incomplete = has(confdata, "getline_stripped");
	dialect->unmet_by_level = has(symbol, "dir_dep.tri < sym->rev_dep.tri");
	dialect->quoted_auto = has(confdata, "kconfig_printer_cb");
	dialect->framed_header = has(confdata, "header_print_comment");
	dialect->last_dep_alone = has(confdata, "\"\\t%s\\n\", file->name");
	dialect->range_numbers = has(symbol, "\"0x%llx\"");
	dialect->made_for_auto = has(confdata, "sym_clear_all_valid();\n\n\tconf_write_dep");
	dialect->tristate_conf = has(confdata, "tristate.conf");
	dialect->last_choice = has(confdata, "has_changed = randomize_choice_values");
	dialect->seed_as_error = has(conf, "stderr, \"KCONFIG_SEED");
	dialect->rustc_cfg = has(confdata, "rustc_cfg");
	dialect->split_names = has(confdata, "tolower");
	dialect->stops_at_end = has(conf, "feof(stdin)");
	dialect->table_size = table_size(internal);
	if (!dialect->table_size)
		dialect->table_size = table_size(expr);
	if (!dialect->table_size)
		dialect->table_size = 9973;
}

struct kconf_dialect *kconf_dialect_of(const char *srctree)
{
	g_autofree char *folder = find_sources(srctree);
	struct kconf_dialect *dialect;

	if (!folder)
		return kconf_dialect_newest();
	dialect = g_new0(struct kconf_dialect, 1);
	read_language(dialect, folder);
	read_values(dialect, folder);
	return dialect;
}
