/* SPDX-License-Identifier: GPL-2.0-only */
#include "tree/words.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <modsplit/error.h>

#include "base/cache.h"
#include "base/parallel.h"

/* --- the walk ------------------------------------------------------------------------------ */

struct walk {
	const char *tree, *skip;
	const struct ms_job *job;
	GPtrArray *lines; /* "path\0size time" */
	GMutex lock;
	GPtrArray *folders; /* of the level that is being read */
	GPtrArray *below;   /* of the next one */
};

static gboolean is_wanted(const char *name)
{
	const char *dot = strrchr(name, '.');

	if (dot && (!strcmp(dot, ".c") || !strcmp(dot, ".h") || !strcmp(dot, ".S")))
		return TRUE;
	return g_str_has_prefix(name, "Makefile") || g_str_has_prefix(name, "Kbuild");
}

/* a line for the digest: the name, and behind its NUL what tells that it changed */
static char *file_line(int folder, const char *name, const char *path)
{
	struct stat st;
	g_autofree char *text = NULL;
	gsize len = strlen(path), more;
	char *line;

	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) || !S_ISREG(st.st_mode))
		return NULL;
	text = g_strdup_printf("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT ".%09ld %" G_GUINT64_FORMAT,
			       (gint64)st.st_size, (gint64)st.st_mtim.tv_sec,
			       (long)st.st_mtim.tv_nsec, (guint64)st.st_ino);
	more = strlen(text);
	line = g_malloc(len + more + 2);
	memcpy(line, path, len + 1);
	memcpy(line + len + 1, text, more + 1);
	return line;
}

static void walk_folder(void *data, guint i)
{
	struct walk *walk = data;
	const char *relative = walk->folders->pdata[i];
	g_autofree char *full = g_build_filename(walk->tree, relative, NULL);
	g_autoptr(GPtrArray) lines = g_ptr_array_new(), folders = g_ptr_array_new();
	DIR *dir = opendir(full);
	struct dirent *entry;

	if (!dir || (walk->skip && !strcmp(full, walk->skip))) {
		if (dir)
			closedir(dir);
		return;
	}
	while ((entry = readdir(dir))) {
		g_autofree char *path = NULL;

		if (entry->d_name[0] == '.')
			continue;
		path = *relative ? g_strconcat(relative, "/", entry->d_name, NULL)
				 : g_strdup(entry->d_name);
		if (entry->d_type == DT_DIR) {
			g_ptr_array_add(folders, g_steal_pointer(&path));
		} else if (is_wanted(entry->d_name)) {
			char *line = file_line(dirfd(dir), entry->d_name, path);

			if (line)
				g_ptr_array_add(lines, line);
		}
	}
	closedir(dir);
	g_mutex_lock(&walk->lock);
	g_ptr_array_extend(walk->lines, lines, NULL, NULL);
	g_ptr_array_extend(walk->below, folders, NULL, NULL);
	g_mutex_unlock(&walk->lock);
}

static gint by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static struct scan_files *files_of(GPtrArray *lines)
{
	struct scan_files *files = g_new0(struct scan_files, 1);
	ms_cache_key *key = ms_cache_key_new("files");

	g_ptr_array_sort(lines, by_text);
	for (guint i = 0; i < lines->len; i++) {
		const char *path = lines->pdata[i];

		ms_cache_key_text(key, path);
		ms_cache_key_text(key, path + strlen(path) + 1);
	}
	files->digest = g_strdup(g_checksum_get_string(key));
	ms_cache_key_free(key);
	files->paths = g_ptr_array_ref(lines);
	return files;
}

struct scan_files *scan_files_walk(const char *tree, const char *skip, const struct ms_job *job,
				   GError **error)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	struct walk walk = {.tree = tree, .skip = skip, .job = job, .lines = lines};
	gboolean ok = TRUE;

	if (skip && !strcmp(skip, tree))
		walk.skip = NULL;
	g_mutex_init(&walk.lock);
	walk.folders = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(walk.folders, g_strdup(""));
	while (ok && walk.folders->len) {
		walk.below = g_ptr_array_new_with_free_func(g_free);
		ms_parallel(walk.folders->len, job ? job->jobs : 1, walk_folder, &walk);
		g_ptr_array_unref(walk.folders);
		walk.folders = walk.below;
		ok = !ms_job_cancelled(job, error);
	}
	g_ptr_array_unref(walk.folders);
	g_mutex_clear(&walk.lock);
	return ok ? files_of(lines) : NULL;
}

void scan_files_free(struct scan_files *files)
{
	if (!files)
		return;
	g_ptr_array_unref(files->paths);
	g_free(files->digest);
	g_free(files);
}

/* --- the search ---------------------------------------------------------------------------- */

/* a kept answer: for every word a list of files, flattened to "number path" */
struct answer {
	GPtrArray *rows;
};
static const struct record_field answer_fields[] = {RECORD_FSTRS(answer, rows), RECORD_END};
static const struct record_type answer_type = {"modsplit.words/1", sizeof(struct answer),
					       answer_fields};

struct search {
	const char *tree;
	const struct scan_files *files;
	const char *const *words;
	guint n_words;
	const struct ms_job *job;
	GMutex lock;
	GPtrArray *rows;
	GError *error;
};

/* files are handed out in runs, so that a thread keeps its buffer */
#define RUN 256

static gboolean is_word_byte(char c)
{
	return g_ascii_isalnum(c) || c == '_';
}

static gboolean holds_word(const char *text, gsize len, const char *word)
{
	gsize size = strlen(word);
	const char *at = text, *end = text + len;

	while ((at = memmem(at, (gsize)(end - at), word, size))) {
		const char *behind = at + size;

		if (end - behind >= 7 && !strncmp(behind, "_MODULE", 7))
			behind += 7;
		if ((behind == end || !is_word_byte(*behind)) &&
		    (at == text || !is_word_byte(*word) || !is_word_byte(at[-1])))
			return TRUE;
		at++;
	}
	return FALSE;
}

/* reads a whole file into the buffer, which grows as needed; -1 when it cannot be read */
static gssize slurp(const char *path, char **buffer, gsize *room)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	gsize len = 0;
	ssize_t n = 0;

	if (fd < 0)
		return -1;
	while ((n = read(fd, *buffer + len, *room - len)) > 0 || (n < 0 && errno == EINTR)) {
		len += n > 0 ? (gsize)n : 0;
		if (len == *room) {
			*room *= 2;
			*buffer = g_realloc(*buffer, *room);
		}
	}
	close(fd);
	return n < 0 ? -1 : (gssize)len;
}

static void search_run(void *data, guint run)
{
	struct search *search = data;
	const GPtrArray *paths = search->files->paths;
	guint last = MIN((run + 1) * RUN, paths->len);
	gsize room = 1024 * 1024;
	g_autofree char *buffer = g_malloc(room);
	g_autoptr(GPtrArray) rows = g_ptr_array_new();

	for (guint i = run * RUN; i < last; i++) {
		g_autofree char *full = g_strconcat(search->tree, "/", paths->pdata[i], NULL);
		gssize len = slurp(full, &buffer, &room);

		for (guint w = 0; len > 0 && w < search->n_words; w++)
			if (holds_word(buffer, (gsize)len, search->words[w]))
				g_ptr_array_add(rows, g_strdup_printf("%u %s", w,
								      (char *)paths->pdata[i]));
	}
	g_mutex_lock(&search->lock);
	g_ptr_array_extend(search->rows, rows, NULL, NULL);
	g_mutex_unlock(&search->lock);
}

static void free_list(void *list)
{
	g_ptr_array_unref(list);
}

static GPtrArray *sort_rows(const GPtrArray *rows, guint n_words)
{
	GPtrArray *lists = g_ptr_array_new_with_free_func(free_list);

	for (guint w = 0; w < n_words; w++)
		g_ptr_array_add(lists, g_ptr_array_new_with_free_func(g_free));
	for (guint i = 0; i < rows->len; i++) {
		char *path = NULL;
		guint64 w = g_ascii_strtoull(rows->pdata[i], &path, 10);

		if (w < n_words && path && *path == ' ')
			g_ptr_array_add(lists->pdata[w], g_strdup(path + 1));
	}
	for (guint w = 0; w < n_words; w++)
		g_ptr_array_sort(lists->pdata[w], by_text);
	return lists;
}

GPtrArray *scan_words_find(const char *tree, const struct scan_files *files,
			   const char *const *words, const struct ms_job *job, GError **error)
{
	struct search search = {.tree = tree,
				.files = files,
				.words = words,
				.job = job,
				.n_words = g_strv_length((char **)words)};
	ms_cache_key *key = ms_cache_key_new("words");
	struct answer *answer;
	GPtrArray *lists = NULL;

	ms_cache_key_text(key, files->digest);
	for (guint w = 0; w < search.n_words; w++)
		ms_cache_key_text(key, words[w]);
	answer = ms_cache_load("words", key, &answer_type);
	if (!answer) {
		answer = record_new(&answer_type);
		search.rows = answer->rows;
		g_mutex_init(&search.lock);
		ms_parallel((files->paths->len + RUN - 1) / RUN, job ? job->jobs : 1, search_run,
			    &search);
		g_mutex_clear(&search.lock);
		g_ptr_array_sort(answer->rows, by_text);
		ms_cache_save("words", key, &answer_type, answer);
	}
	if (!ms_job_cancelled(job, error))
		lists = sort_rows(answer->rows, search.n_words);
	record_free(&answer_type, answer);
	ms_cache_key_free(key);
	return lists;
}
