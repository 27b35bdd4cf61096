/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "base/files.h"
#include "base/record.h"
#include "scan/steps.h"

/* a configuration is some ten thousand lines */
#define LARGEST (16 * 1024 * 1024)

/* the arch's defconfigs and fragments, those of all, and what Debian builds its packages with */
static GPtrArray *configurations(const struct scan_tree *tree)
{
	GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *arch = g_build_filename("arch", tree->srcarch, "configs", NULL);

	ms_files_below(tree->path, arch, found);
	ms_files_below(tree->path, "kernel/configs", found);
	ms_files_below(tree->path, "debian/config", found);
	record_strings_sort(found);
	return found;
}

/* the line that sets the option to y, counted from 1; 0: none does. The last one counts. */
static gint64 line_of(const char *text, const char *option)
{
	g_autofree char *wanted = g_strdup_printf("CONFIG_%s=", option);
	gint64 line = 1, found = 0;

	for (const char *p = text; p; line++) {
		if (g_str_has_prefix(p, wanted))
			found = p[strlen(wanted)] == 'y' ? line : 0;
		p = strchr(p, '\n');
		p = p ? p + 1 : NULL;
	}
	return found;
}

void scan_add_settings(struct scan_context *context)
{
	g_autoptr(GPtrArray) files = configurations(context->tree);

	for (guint i = 0; i < files->len; i++) {
		const char *file = files->pdata[i];
		g_autofree char *path = g_build_filename(context->tree->path, file, NULL);
		gsize len;
		g_autofree char *text = ms_read_file(path, &len, NULL);

		for (guint t = 0; text && len < LARGEST && t < context->targets->len; t++) {
			const struct scan_target *target = context->targets->pdata[t];
			const char *option = target->driver->config;
			gint64 line = option ? line_of(text, option) : 0;
			struct place_text *place;

			if (!line)
				continue;
			place = record_new(&model_problem_type);
			place->file = g_strdup(file);
			place->line = line;
			place->text = g_strdup_printf("CONFIG_%s=y", option);
			g_ptr_array_add(target->driver->set_in, place);
		}
	}
}
