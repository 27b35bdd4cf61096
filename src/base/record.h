/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BASE_RECORD_H
#define BASE_RECORD_H

#include "base/json.h"
#include "base/pool.h"

/**
 * A record is a plain C struct whose fields are listed in a table. From the table come making,
 * freeing, writing as JSON and reading back, so a value of modsplit is a struct and a table and
 * nothing else. Keys are written in the order of the table. Strings are owned by the record and
 * may be NULL (null in JSON); lists are never NULL once the record was made by record_new().
 *
 * A list of very many records can have them in a pool, a field beside it: then its records have
 * no lists and records of their own, and are made with ms_pool_alloc() and ms_pool_text().
 */
enum record_kind {
	RECORD_STRING,  /* char * */
	RECORD_BOOL,    /* gboolean */
	RECORD_INT,     /* gint64 */
	RECORD_CHOICE,  /* int: index into `names`, written as the name */
	RECORD_STRINGS, /* GPtrArray of char *, freed with g_free */
	RECORD_LIST,    /* GPtrArray of records of `type` */
	RECORD_ONE,     /* pointer to one record of `type`, may be NULL */
	RECORD_MAYBE,   /* gint64, G_MININT64 (RECORD_NONE) is written as null */
};

#define RECORD_NONE G_MININT64

struct record_type;

struct record_field {
	const char *key;
	gsize offset;
	const struct record_type *type; /* RECORD_LIST, RECORD_ONE */
	const char *const *names;       /* RECORD_CHOICE, NULL-terminated */
	gsize pool; /* RECORD_LIST: offset of the ms_pool * that holds its records and their texts;
		       0: the list owns them */
	enum record_kind kind;
	gboolean optional; /* may be missing when read */
};

struct record_type {
	const char *schema; /* "modsplit.model/1" for a value with a file of its own, else NULL */
	gsize size;
	const struct record_field *fields; /* ends with a row whose key is NULL */
};

#define RECORD_F(s, k, f)                                                      \
	{                                                                      \
		.key = #f, .kind = (k), .offset = G_STRUCT_OFFSET(struct s, f) \
	}
#define RECORD_FSTR(s, f) RECORD_F(s, RECORD_STRING, f)
/* a string that files of before it came do not have */
#define RECORD_FSTR_LATER(s, f)                                     \
	{                                                           \
		.key = #f, .kind = RECORD_STRING, .optional = TRUE, \
		.offset = G_STRUCT_OFFSET(struct s, f)              \
	}
#define RECORD_FBOOL(s, f) RECORD_F(s, RECORD_BOOL, f)
#define RECORD_FINT(s, f) RECORD_F(s, RECORD_INT, f)
#define RECORD_FMAYBE(s, f) RECORD_F(s, RECORD_MAYBE, f)
#define RECORD_FSTRS(s, f) RECORD_F(s, RECORD_STRINGS, f)
#define RECORD_FCHOICE(s, f, n)                                                           \
	{                                                                                 \
		.key = #f, .kind = RECORD_CHOICE, .offset = G_STRUCT_OFFSET(struct s, f), \
		.names = (n)                                                              \
	}
#define RECORD_FLIST(s, f, t)                                                           \
	{                                                                               \
		.key = #f, .kind = RECORD_LIST, .offset = G_STRUCT_OFFSET(struct s, f), \
		.type = (t)                                                             \
	}
/* a list that files of before it came do not have */
#define RECORD_FLIST_LATER(s, f, t)                                 \
	{                                                           \
		.key = #f, .kind = RECORD_LIST, .optional = TRUE,   \
		.offset = G_STRUCT_OFFSET(struct s, f), .type = (t) \
	}
#define RECORD_FPOOLED(s, f, t, p)                                                      \
	{                                                                               \
		.key = #f, .kind = RECORD_LIST, .offset = G_STRUCT_OFFSET(struct s, f), \
		.type = (t), .pool = G_STRUCT_OFFSET(struct s, p)                       \
	}
#define RECORD_FONE(s, f, t)                                                                       \
	{                                                                                          \
		.key = #f, .kind = RECORD_ONE, .offset = G_STRUCT_OFFSET(struct s, f), .type = (t) \
	}
#define RECORD_END          \
	{                   \
		.key = NULL \
	}

/** record_new: an empty record, lists made; free with record_free(). */
void *record_new(const struct record_type *type);

/** record_free: frees a record and all that it owns; NULL is fine. */
void record_free(const struct record_type *type, void *record);

/** record_copy: a deep copy. */
void *record_copy(const struct record_type *type, const void *record);

/** record_to_json: the record as an object, with "schema" first where the type has one. */
json_t *record_to_json(const struct record_type *type, const void *record);

/**
 * record_from_json: reads a record back; unknown keys are passed over (more may follow).
 * Errors: MS_ERROR_INPUT with the JSON path ("drivers[0].needs[3].line: expected an integer"),
 * also when "schema" is not the type's.
 */
void *record_from_json(const struct record_type *type, const json_t *json, GError **error);

/** record_load: ms_json_load() and record_from_json(), with the file's name in the message. */
void *record_load(const struct record_type *type, const char *path, GError **error);

/** record_save: record_to_json() and ms_json_save(). */
gboolean record_save(const struct record_type *type, const void *record, const char *path,
		     GError **error);

/** record_strings_add: appends a copy of `text` to a string list, if it is not there yet. */
void record_strings_add(GPtrArray *strings, const char *text);

/** record_strings_sort: sorts a string list byte by byte, whatever the locale; no item is NULL. */
void record_strings_sort(GPtrArray *strings);

#endif
