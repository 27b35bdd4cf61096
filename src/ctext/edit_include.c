/* SPDX-License-Identifier: GPL-2.0-only */
#include "ctext/edit.h"
#include "ctext/outline_private.h"

#include <string.h>

struct run {
	guint first, last; /* includes on consecutive lines, all of one folder */
};

static guint depth_of(const struct ctext_outline *outline, const struct ctext_include *include)
{
	g_autoptr(GPtrArray) around = ctext_conditions_at(outline, include->start);

	return around->len;
}

/* A header guard stands around all includes: what counts is the least depth */
static guint base_depth(const struct ctext_outline *outline)
{
	guint least = G_MAXUINT;

	for (guint i = 0; i < outline->includes->len; i++)
		least = MIN(least, depth_of(outline, &g_array_index(outline->includes,
								    struct ctext_include, i)));
	return least;
}

static gboolean same_folder(const char *one, const char *two)
{
	const char *slash = strchr(one, '/');
	gsize len = slash ? (gsize)(slash - one) + 1 : 0;

	return slash ? strncmp(one, two, len) == 0 : !strchr(two, '/');
}

static const struct ctext_include *include_at(const struct ctext_outline *outline, guint i)
{
	return &g_array_index(outline->includes, struct ctext_include, i);
}

/* The longest run of angle includes at that depth; @header NULL: of any folder */
static gboolean longest_run(const struct ctext_outline *outline, const char *header, guint depth,
			    struct run *run)
{
	guint best = 0;

	for (guint i = 0; i < outline->includes->len; i++) {
		guint k = i;

		while (k < outline->includes->len) {
			const struct ctext_include *include = include_at(outline, k);

			if (!include->angle || depth_of(outline, include) != depth ||
			    (header && !same_folder(header, include->header)) ||
			    (k > i && include->line != include_at(outline, k - 1)->line + 1))
				break;
			k++;
		}
		if (k - i > best) {
			best = k - i;
			*run = (struct run){i, k - 1};
		}
		i = MAX(k, i + 1) - 1;
	}
	return best > 0;
}

/* Names are sorted in either way: as they are, or without their ".h" */
static int compare(const char *one, const char *two, gboolean whole)
{
	g_autofree char *a = g_strdup(one);
	g_autofree char *b = g_strdup(two);

	if (!whole && g_str_has_suffix(a, ".h"))
		a[strlen(a) - 2] = '\0';
	if (!whole && g_str_has_suffix(b, ".h"))
		b[strlen(b) - 2] = '\0';
	return strcmp(a, b);
}

static gboolean is_sorted(const struct ctext_outline *outline, const struct run *run,
			  gboolean whole)
{
	for (guint i = run->first; i < run->last; i++)
		if (compare(include_at(outline, i)->header, include_at(outline, i + 1)->header,
			    whole) > 0)
			return FALSE;
	return TRUE;
}

static gsize place_in_run(const struct ctext_outline *outline, const struct run *run,
			  const char *header)
{
	for (int whole = 0; whole <= 1; whole++) {
		if (!is_sorted(outline, run, whole))
			continue;
		for (guint i = run->first; i <= run->last; i++)
			if (compare(include_at(outline, i)->header, header, whole) > 0)
				return include_at(outline, i)->start;
		break;
	}
	return include_at(outline, run->last)->end;
}

/* Behind the comments at the top, and the blank line after them */
static gsize behind_top_comment(const struct ctext_outline *outline)
{
	gsize at = 0;

	for (guint i = 0; i < outline->comments->len; i++) {
		const struct ctext_token *comment =
			&g_array_index(outline->comments, struct ctext_token, i);

		if (comment->offset != at)
			break;
		at = ctext_line_rest(outline, comment->offset + comment->len);
	}
	return at;
}

gboolean ctext_add_include(struct ctext_edits *edits, const struct ctext_outline *outline,
			   const char *header, GError **error)
{
	g_autofree char *line = g_strdup_printf("#include <%s>\n", header);
	guint depth = base_depth(outline);
	struct run run;

	if (!*header) {
		g_set_error(error, CTEXT_ERROR, CTEXT_ERROR_SHAPE, "no header was named");
		return FALSE;
	}
	for (guint i = 0; i < outline->includes->len; i++)
		if (strcmp(include_at(outline, i)->header, header) == 0 &&
		    depth_of(outline, include_at(outline, i)) == depth)
			return TRUE;
	if (longest_run(outline, header, depth, &run))
		ctext_edits_add(edits, place_in_run(outline, &run, header), 0, line);
	else if (longest_run(outline, NULL, depth, &run))
		ctext_edits_add(edits, include_at(outline, run.last)->end, 0, line);
	else if (outline->includes->len > 0)
		ctext_edits_add(edits, include_at(outline, 0)->start, 0, line);
	else
		ctext_edits_add(edits, behind_top_comment(outline), 0, line);
	return TRUE;
}

gboolean ctext_replace_include(struct ctext_edits *edits, const struct ctext_outline *outline,
			       const char *header, const char *new_header, GError **error)
{
	const struct ctext_include *include = ctext_find_include(outline, header);
	const char *place;

	if (!include) {
		g_set_error(error, CTEXT_ERROR, CTEXT_ERROR_NOT_FOUND, "no include of '%s'",
			    header);
		return FALSE;
	}
	place = strstr(outline->text + include->start, header);
	if (!place) {
		g_set_error(error, CTEXT_ERROR, CTEXT_ERROR_SHAPE,
			    "the include of '%s' in line %u is not on one line", header,
			    include->line);
		return FALSE;
	}
	ctext_edits_add(edits, (gsize)(place - outline->text), strlen(header), new_header);
	return TRUE;
}
