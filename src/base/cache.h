/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BASE_CACHE_H
#define BASE_CACHE_H

#include "base/record.h"

/**
 * What is kept between runs, below ms_cache_dir(): one JSON file a key. An entry that is
 * damaged, or cannot be read, is a miss; one that cannot be written is simply not kept.
 */

/** ms_cache_key: a key being made; free with ms_cache_key_free(). */
typedef GChecksum ms_cache_key;

/** ms_cache_key_new: a key of a kind: "probe", "csource", … */
ms_cache_key *ms_cache_key_new(const char *kind);

/** ms_cache_key_text: adds a text and its end. */
void ms_cache_key_text(ms_cache_key *key, const char *text);

/** ms_cache_key_file: adds a file's path, size and time; relative paths are below `folder`. */
void ms_cache_key_file(ms_cache_key *key, const char *folder, const char *path);

/** ms_cache_load: the record kept under a key, or NULL. */
void *ms_cache_load(const char *kind, const ms_cache_key *key, const struct record_type *type);

/** ms_cache_save: keeps a record. */
void ms_cache_save(const char *kind, const ms_cache_key *key, const struct record_type *type,
		   const void *record);

/** ms_cache_key_free: frees a key; NULL is fine. */
void ms_cache_key_free(ms_cache_key *key);

#endif
