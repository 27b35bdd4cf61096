/* SPDX-License-Identifier: GPL-2.0-only */
#include "render/blocks.h"

static const char *const kind_names[] = {"heading", "paragraph", "list", "table", NULL};
static const char *const tone_names[] = {"plain", "good", "bad", "warn", "dim", NULL};

static const struct record_field row_fields[] = {
	RECORD_FCHOICE(row, tone, tone_names),
	RECORD_FSTRS(row, cells),
	RECORD_END,
};
static const struct record_type row_type = {NULL, sizeof(struct row), row_fields};

static const struct record_field block_fields[] = {
	RECORD_FCHOICE(block, kind, kind_names),
	RECORD_FCHOICE(block, tone, tone_names),
	RECORD_FINT(block, level),
	RECORD_FSTR(block, text),
	RECORD_FSTRS(block, head),
	RECORD_FLIST(block, rows, &row_type),
	RECORD_END,
};
const struct record_type block_type = {NULL, sizeof(struct block), block_fields};

struct block *block_new(GPtrArray *blocks, enum block_kind kind, const char *text)
{
	struct block *block = record_new(&block_type);

	block->kind = kind;
	block->text = g_strdup(text);
	g_ptr_array_add(blocks, block);
	return block;
}

struct block *block_heading(GPtrArray *blocks, int level, const char *format, ...)
{
	struct block *block = block_new(blocks, BLOCK_HEADING, NULL);
	va_list args;

	va_start(args, format);
	block->text = g_strdup_vprintf(format, args);
	va_end(args);
	block->level = level;
	return block;
}

struct block *block_paragraph(GPtrArray *blocks, const char *format, ...)
{
	struct block *block = block_new(blocks, BLOCK_PARAGRAPH, NULL);
	va_list args;

	va_start(args, format);
	block->text = g_strdup_vprintf(format, args);
	va_end(args);
	return block;
}

struct block *block_table(GPtrArray *blocks, const char *title, ...)
{
	struct block *block = block_new(blocks, BLOCK_TABLE, NULL);
	va_list args;

	va_start(args, title);
	for (; title; title = va_arg(args, const char *))
		g_ptr_array_add(block->head, g_strdup(title));
	va_end(args);
	return block;
}

struct row *block_row(struct block *block, enum tone tone, const char *cell, ...)
{
	struct row *row = record_new(&row_type);
	va_list args;

	row->tone = tone;
	va_start(args, cell);
	for (; cell; cell = va_arg(args, const char *))
		g_ptr_array_add(row->cells, g_strdup(cell));
	va_end(args);
	g_ptr_array_add(block->rows, row);
	return row;
}

struct row *block_item(struct block *block, enum tone tone, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	return block_row(block, tone, text, NULL);
}
