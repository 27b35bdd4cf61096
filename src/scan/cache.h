/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SCAN_CACHE_H
#define SCAN_CACHE_H

#include "base/record.h"

/**
 * What scan keeps between runs, below ms_cache_dir(): one JSON file a key. An entry that is
 * damaged, or cannot be read, is a miss; one that cannot be written is simply not kept.
 */

/** struct scan_key: a key being made; free with scan_key_free(). */
typedef GChecksum scan_key;

/** scan_key_new: a key of a kind: "probe", "csource", … */
scan_key *scan_key_new(const char *kind);

/** scan_key_text: adds a text and its end. */
void scan_key_text(scan_key *key, const char *text);

/** scan_key_file: adds a file's path, size and time; relative paths are below `folder`. */
void scan_key_file(scan_key *key, const char *folder, const char *path);

/** scan_cache_load: the record kept under a key, or NULL. */
void *scan_cache_load(const char *kind, const scan_key *key, const struct record_type *type);

/** scan_cache_save: keeps a record. */
void scan_cache_save(const char *kind, const scan_key *key, const struct record_type *type,
		     const void *record);

/** scan_key_free: frees a key; NULL is fine. */
void scan_key_free(scan_key *key);

#endif
