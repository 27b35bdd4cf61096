/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SCAN_USERS_H
#define SCAN_USERS_H

#include "target/context.h"

/** struct scan_user: a source that uses a symbol, found in its text. */
struct scan_user {
	char *symbol;
	char *file;
	gint64 line;
	char *guard;  /* when it refers, see scan_guard_before(); NULL: always */
	char *header; /* that declares the symbol, or NULL */
};

/** struct scan_name: a symbol of the driver, or an inline function of a header that uses one. */
struct scan_name {
	char *name;
	char *symbol;
	char *header; /* that declares it, or NULL: none was found */
	char *guard;  /* when the header declares it, rather than standing in for it */
};

/**
 * scan_names_of: what other sources can name of a driver: its functions and variables that are not
 * static. scan_names_needed: what the driver needs of others. Each with the header among those that
 * the driver includes which declares it. An array of struct scan_name.
 */
GPtrArray *scan_names_of(struct scan_context *context, const struct scan_target *target);
GPtrArray *scan_names_needed(struct scan_context *context, const struct scan_target *target);

/** scan_users_in: adds to `users` (struct scan_user) those of a file; one for each symbol. */
void scan_users_in(struct scan_context *context, const GPtrArray *names, const char *file,
		   GPtrArray *users);

/**
 * scan_users_of: all files of the tree that include one of the declaring headers and use a name,
 * but for the driver's own. An array of struct scan_user. Errors: MS_ERROR_CANCELLED.
 */
GPtrArray *scan_users_of(struct scan_context *context, const struct scan_target *target,
			 const GPtrArray *names, GError **error);

/** scan_users_new: an empty array of struct scan_user, which it frees. */
GPtrArray *scan_users_new(void);

#endif
