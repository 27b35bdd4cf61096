/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "patch/work.h"

#define SUBJECT_HERE "*** SUBJECT HERE ***"
#define BLURB_HERE "*** BLURB HERE ***"
#define MEASURED_BEGIN "Measured:\n"
#define MEASURED_END "\n(end of what was measured)\n"
#define WIDTH 72

static char *replaced(const char *text, const char *what, const char *with)
{
	const char *at = strstr(text, what);

	return at ? g_strdup_printf("%.*s%s%s", (int)(at - text), text, with, at + strlen(what))
		  : NULL;
}

/* "symbol-not-exported: a, b, c" for each rule that a step answers, wrapped under its number. */
static void say_findings(GString *out, const struct step *step)
{
	const char *rule = "";
	gsize column = 0;

	for (guint i = 0; i < step->findings->len; i++) {
		const char *id = step->findings->pdata[i];
		gsize len = strcspn(id, ":");
		const char *subject = id[len] ? id + len + 1 : id + len;

		if (strncmp(rule, id, len + 1)) {
			g_string_append_printf(out, "%s     %.*s: %s", i ? "\n" : "", (int)len, id,
					       subject);
			column = 5 + len + 2 + strlen(subject);
		} else if (column + 2 + strlen(subject) > WIDTH) {
			g_string_append_printf(out, ",\n       %s", subject);
			column = 7 + strlen(subject);
		} else {
			g_string_append_printf(out, ", %s", subject);
			column += 2 + strlen(subject);
		}
		rule = id;
	}
	g_string_append_c(out, '\n');
}

static char *patches_text(const GPtrArray *commits)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < commits->len; i++) {
		const struct commit *commit = commits->pdata[i];

		g_string_append_printf(out, " %2u. %s\n", i + 1, commit->subject);
		say_findings(out, commit->step);
	}
	g_string_truncate(out, out->len - 1);
	return g_string_free(out, FALSE);
}

static void add(GPtrArray *paragraphs, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void add(GPtrArray *paragraphs, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_ptr_array_add(paragraphs, g_strdup_vprintf(format, args));
	va_end(args);
}

static void say_unloading(GPtrArray *paragraphs, const struct plan *plan)
{
	const struct step *last = plan->steps->pdata[plan->steps->len - 1];

	if (!g_strcmp0(plan->unload, "permanent"))
		add(paragraphs, "Unloading: the module is permanent, it cannot be unloaded: %s.",
		    plan->unload_reason ? plan->unload_reason : "no reason is given");
	else if (last->kind == STEP_UNLOAD)
		add(paragraphs,
		    "Unloading is the last patch and stands alone: all before it give a module that can be "
		    "loaded and stays.");
	else
		add(paragraphs, "Unloading: the driver has what it takes already.");
}

static void say_deferral(GPtrArray *paragraphs, const struct plan *plan)
{
	for (guint i = 0; i < plan->steps->len; i++) {
		const struct step *step = plan->steps->pdata[i];

		if (step->kind != STEP_DEFERRAL)
			continue;
		if (!g_strcmp0(plan->deferral, "rfc"))
			add(paragraphs,
			    "Deferral: with CONFIG_MODULES, consumers wait for a missing driver without end.");
		else
			add(paragraphs,
			    "Deferral: consumers wait for a missing driver while one of its kind is =m in the "
			    "configuration, and only then; any other kernel behaves as before.");
	}
}

static void say_risks(GPtrArray *paragraphs, const struct plan *plan)
{
	GString *list;

	if (!plan->risks->len) {
		add(paragraphs,
		    "No risk is known to remain that a reader of the findings would have to judge.");
		return;
	}
	add(paragraphs, "What remains to be judged by a human:");
	list = g_string_new(NULL);
	for (guint i = 0; i < plan->risks->len; i++) {
		g_autoptr(GPtrArray) one = g_ptr_array_new();
		g_autofree char *wrapped = NULL;
		g_auto(GStrv) lines = NULL;

		g_ptr_array_add(one, plan->risks->pdata[i]);
		wrapped = text_wrap(one, WIDTH - 4);
		lines = g_strsplit(g_strchomp(wrapped), "\n", -1);
		for (guint l = 0; lines[l]; l++)
			g_string_append_printf(list, "%s  %s%s", list->len ? "\n" : "",
					       l ? "  " : "- ", lines[l]);
	}
	g_ptr_array_add(paragraphs, g_string_free(list, FALSE));
}

static char *base_line(const struct plan *plan)
{
	const struct plan_tree *tree = plan->tree;

	if (tree->commit)
		return g_strdup_printf("base-commit: %s\n", tree->commit);
	if (tree->package)
		return g_strdup_printf("Made against %s (Linux %s), which has no git history.\n",
				       tree->package, tree->version);
	return g_strdup_printf("Made against Linux %s, a tree without git history.\n",
			       tree->version);
}

static char *blurb(const struct plan *plan, const GPtrArray *commits)
{
	g_autoptr(GPtrArray) paragraphs = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *text = NULL;

	add(paragraphs, "%s", plan->summary);
	add(paragraphs, "The patches, and the findings that each of them answers:");
	g_ptr_array_add(paragraphs, patches_text(commits));
	say_deferral(paragraphs, plan);
	say_unloading(paragraphs, plan);
	say_risks(paragraphs, plan);
	text = text_wrap(paragraphs, WIDTH);
	return g_strconcat(text, "\n" MEASURED_BEGIN "\nNothing yet.\n" MEASURED_END "\n",
			   "Generated by modsplit " MS_VERSION ".", NULL);
}

/* The driver's own patch names the series. */
static const char *title(const GPtrArray *commits)
{
	/* helpers, which follow, come before it */
	for (guint i = commits->len; i-- > 0;) {
		const struct commit *commit = commits->pdata[i];

		if (commit->step->kind == STEP_DRIVER)
			return commit->subject;
	}
	return ((const struct commit *)commits->pdata[0])->subject;
}

gboolean cover_fill(struct mail *cover, const struct plan *plan, GPtrArray *commits, GError **error)
{
	g_autofree char *text = blurb(plan, commits);
	g_autofree char *base = base_line(plan);
	g_autofree char *titled = replaced(cover->text, SUBJECT_HERE, title(commits));
	g_autofree char *filled = titled ? replaced(titled, BLURB_HERE, text) : NULL;

	if (!filled) {
		g_set_error(error, MS_ERROR, MS_ERROR_TOOL,
			    "the cover letter that git made has no place for subject and text");
		return FALSE;
	}
	g_free(cover->text);
	cover->text = g_strdup_printf("%s\n\n%s", g_strchomp(filled), base);
	return TRUE;
}

char *cover_measured(const char *cover, const char *measured, GError **error)
{
	const char *begin = strstr(cover, "\n" MEASURED_BEGIN);
	const char *end = begin ? strstr(begin, MEASURED_END) : NULL;
	g_autofree char *text = g_strchomp(g_strdup(measured));

	if (!end) {
		g_set_error(
			error, MS_ERROR, MS_ERROR_INPUT,
			"the cover letter has lost its place for measurements, the lines from \"Measured:\" "
			"to \"(end of what was measured)\"; make the series again");
		return NULL;
	}
	if (strstr(text, MEASURED_END)) {
		g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
			    "what was measured holds the line that ends it in the cover letter");
		return NULL;
	}
	return g_strdup_printf("%.*s\n" MEASURED_BEGIN "\n%s\n%s", (int)(begin - cover), cover,
			       text, end);
}
