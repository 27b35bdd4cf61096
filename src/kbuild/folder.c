/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "kbuild/folder_private.h"

G_DEFINE_QUARK(kbuild - error - quark, kbuild_error)

const char *kbuild_keep(struct kbuild_folder *folder, const char *text, gsize len)
{
	return g_string_chunk_insert_len(folder->strings, text, (gssize)len);
}

void kbuild_add_problem(struct kbuild_folder *folder, guint line, const char *format, ...)
{
	struct kbuild_problem *problem = g_new0(struct kbuild_problem, 1);
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	problem->file = folder->file;
	problem->line = line;
	problem->message = kbuild_keep(folder, message, strlen(message));
	g_ptr_array_add(folder->problems, problem);
}

/* Takes @text */
static struct kbuild_folder *parse(const char *path, const char *file, char *text, gsize len)
{
	struct kbuild_folder *folder = g_new0(struct kbuild_folder, 1);

	folder->path = g_strdup(path);
	folder->file = g_strdup(file);
	folder->text = text;
	folder->len = len;
	folder->strings = g_string_chunk_new(1024);
	folder->assignments = g_ptr_array_new_with_free_func(g_free);
	folder->entries = g_ptr_array_new_with_free_func(g_free);
	folder->problems = g_ptr_array_new_with_free_func(g_free);
	kbuild_parse(folder);
	return folder;
}

struct kbuild_folder *kbuild_folder_parse(const char *folder, const char *file, const char *text,
					  gsize len)
{
	char *copy = g_malloc(len + 1);

	memcpy(copy, text, len);
	copy[len] = '\0';
	return parse(folder, file, copy, len);
}

struct kbuild_folder *kbuild_folder_read(const char *srctree, const char *folder, GError **error)
{
	static const char *const names[] = {"Kbuild", "Makefile"};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *whole = g_build_filename(srctree, folder, names[i], NULL);
		g_autofree char *file = g_build_filename(folder, names[i], NULL);
		g_autoptr(GError) cause = NULL;
		char *text;
		gsize len;

		if (g_file_get_contents(whole, &text, &len, &cause))
			return parse(folder, *folder ? file : names[i], text, len);
		if (!g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_NOENT) &&
		    !g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_NOTDIR)) {
			g_set_error(error, KBUILD_ERROR, KBUILD_ERROR_READ, "cannot read '%s': %s",
				    file, cause->message);
			return NULL;
		}
	}
	g_set_error(error, KBUILD_ERROR, KBUILD_ERROR_NOT_FOUND,
		    "folder '%s' has neither Kbuild nor Makefile", folder);
	return NULL;
}

void kbuild_folder_free(struct kbuild_folder *folder)
{
	if (!folder)
		return;
	g_free(folder->path);
	g_free(folder->file);
	g_free(folder->text);
	g_string_chunk_free(folder->strings);
	g_ptr_array_unref(folder->assignments);
	g_ptr_array_unref(folder->entries);
	g_ptr_array_unref(folder->problems);
	g_free(folder);
}

const char *kbuild_folder_path(const struct kbuild_folder *folder)
{
	return folder->path;
}

const char *kbuild_folder_file(const struct kbuild_folder *folder)
{
	return folder->file;
}

const char *kbuild_folder_text(const struct kbuild_folder *folder, gsize *len)
{
	if (len)
		*len = folder->len;
	return folder->text;
}

const GPtrArray *kbuild_folder_assignments(const struct kbuild_folder *folder)
{
	return folder->assignments;
}

const GPtrArray *kbuild_folder_entries(const struct kbuild_folder *folder)
{
	return folder->entries;
}

const GPtrArray *kbuild_folder_problems(const struct kbuild_folder *folder)
{
	return folder->problems;
}

char *kbuild_module_name(const char *object)
{
	g_autofree char *base = g_path_get_basename(object);

	if (g_str_has_suffix(base, ".o") || g_str_has_suffix(base, ".c"))
		base[strlen(base) - 2] = '\0';
	return g_strdelimit(g_steal_pointer(&base), "-,", '_');
}
