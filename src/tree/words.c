/* SPDX-License-Identifier: GPL-2.0-only */
#include "tree/words.h"
#include "base/record.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/cache.h"
#include "base/parallel.h"

/* a kept answer: for every word a list of files, flattened to "number path" */
struct answer {
	GPtrArray *rows;
};
static const struct record_field answer_fields[] = {RECORD_FSTRS(answer, rows), RECORD_END};
static const struct record_type answer_type = {"modsplit.words/1", sizeof(struct answer),
					       answer_fields};

struct search {
	const char *tree;
	const GPtrArray *paths;
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
	const GPtrArray *paths = search->paths;
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
		record_strings_sort(lists->pdata[w]);
	return lists;
}

/* all files, into search->rows */
static void search_all(struct search *search)
{
	g_mutex_init(&search->lock);
	ms_parallel((search->paths->len + RUN - 1) / RUN, search->job ? search->job->jobs : 1,
		    search_run, search);
	g_mutex_clear(&search->lock);
	record_strings_sort(search->rows);
}

GPtrArray *scan_words_find(const char *tree, const GPtrArray *paths, const char *digest,
			   const char *const *words, const struct ms_job *job, GError **error)
{
	struct search search = {.tree = tree,
				.paths = paths,
				.words = words,
				.job = job,
				.n_words = g_strv_length((char **)words)};
	g_autoptr(GChecksum) key = ms_cache_key_new("words");
	struct answer *answer;
	GPtrArray *lists = NULL;

	ms_cache_key_text(key, digest);
	for (guint w = 0; w < search.n_words; w++)
		ms_cache_key_text(key, words[w]);
	answer = digest ? ms_cache_load("words", key, &answer_type) : NULL;
	if (!answer) {
		answer = record_new(&answer_type);
		search.rows = answer->rows;
		search_all(&search);
		if (digest)
			ms_cache_save("words", key, &answer_type, answer);
	}
	if (!ms_job_cancelled(job, error))
		lists = sort_rows(answer->rows, search.n_words);
	record_free(&answer_type, answer);
	return lists;
}
