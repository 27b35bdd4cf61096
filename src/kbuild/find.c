/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "kbuild/folder_private.h"

/* private lists that name each other in a ring end here */
#define MAX_DEPTH 16

static const struct kbuild_entry *entry_at(const struct kbuild_folder *folder, guint i)
{
	return g_ptr_array_index(folder->entries, i);
}

static gboolean is_listing(const struct kbuild_assignment *assignment)
{
	return assignment->list == KBUILD_OBJ || assignment->list == KBUILD_LIB ||
	       assignment->list == KBUILD_SUBDIR;
}

/* Is @word a reference to the list that the assignment adds to: "$(foo-y)", "$(FOO)"? */
static gboolean refers_to(const char *word, const struct kbuild_assignment *assignment)
{
	gsize len = strlen(word);
	gsize stem;

	if (len < 4 || word[0] != '$')
		return FALSE;
	if (strlen(assignment->lhs) == len - 3 && !memcmp(word + 2, assignment->lhs, len - 3))
		return TRUE;
	/* foo-$(CONFIG_X) adds to foo-y and foo-m */
	if (assignment->list != KBUILD_PARTS || !assignment->when)
		return FALSE;
	stem = strlen(assignment->name);
	if (strncmp(assignment->lhs + stem, "-$", 2) != 0)
		return FALSE;
	return len == stem + 5 && !memcmp(word + 2, assignment->name, stem) &&
	       (!memcmp(word + 2 + stem, "-y", 2) || !memcmp(word + 2 + stem, "-m", 2));
}

/* "foo" of "foo.o" is what the assignment makes */
static gboolean makes(const struct kbuild_assignment *assignment, const char *object)
{
	gsize len = strlen(object);

	return assignment->list == KBUILD_PARTS && len > 2 && !strcmp(object + len - 2, ".o") &&
	       strlen(assignment->name) == len - 2 && !memcmp(assignment->name, object, len - 2);
}

gboolean kbuild_is_composite(const struct kbuild_folder *folder, const char *object)
{
	for (guint i = 0; i < folder->assignments->len; i++)
		if (makes(g_ptr_array_index(folder->assignments, i), object))
			return TRUE;
	return FALSE;
}

static void collect_parts(const struct kbuild_folder *folder, const struct kbuild_entry *entry,
			  GPtrArray *parts, guint depth)
{
	gboolean resolved = FALSE;

	for (guint i = 0; entry->word[0] == '$' && depth < MAX_DEPTH && i < folder->entries->len;
	     i++) {
		if (!refers_to(entry->word, entry_at(folder, i)->assignment))
			continue;
		resolved = TRUE;
		collect_parts(folder, entry_at(folder, i), parts, depth + 1);
	}
	if (!resolved && !g_ptr_array_find(parts, entry, NULL))
		g_ptr_array_add(parts, (gpointer)entry);
}

GPtrArray *kbuild_composite_parts(const struct kbuild_folder *folder, const char *composite)
{
	GPtrArray *parts = g_ptr_array_new();

	for (guint i = 0; i < folder->entries->len; i++)
		if (makes(entry_at(folder, i)->assignment, composite))
			collect_parts(folder, entry_at(folder, i), parts, 0);
	return parts;
}

struct search {
	struct kbuild_folder *folder;
	GArray *places;
	const char *object;
	const struct kbuild_entry *entry; /* the word that lists the object */
};

static const char *join_conditions(struct kbuild_folder *folder, const char *one, const char *two)
{
	g_autofree char *both = NULL;

	if (!one || !two || !strcmp(one, two))
		return one ? one : two;
	both = g_strdup_printf("%s && %s", one, two);
	return kbuild_keep(folder, both, strlen(both));
}

static void add_place(struct search *search, const struct kbuild_entry *listed,
		      const char *composite, const char *part_when, const char *conditions)
{
	struct kbuild_place place = {
		.object = search->entry->word,
		.composite = composite,
		.part_when = part_when,
		.entry = search->entry,
		.listed = listed,
		.file = search->folder->file,
		.line = search->entry->line,
		.conditions = conditions,
	};
	g_autofree char *option = NULL;

	if (listed) {
		place.when = listed->assignment->when;
		place.conditions =
			join_conditions(search->folder, conditions, listed->assignment->conditions);
		option = kbuild_option_of(place.when);
		if (option)
			place.option = kbuild_keep(search->folder, option, strlen(option));
	}
	g_array_append_val(search->places, place);
}

/*
 * Upwards from a list: to the obj- lists that hold it, through composites and private lists. How
 * many were found.
 */
static guint climb(struct search *search, const struct kbuild_assignment *from,
		   const char *composite, const char *part_when, const char *conditions,
		   guint depth)
{
	struct kbuild_folder *folder = search->folder;
	guint found = 0;

	for (guint i = 0; depth < MAX_DEPTH && i < folder->entries->len; i++) {
		const struct kbuild_entry *entry = entry_at(folder, i);
		const struct kbuild_assignment *to = entry->assignment;
		const char *made = composite;

		if (to == from)
			continue;
		if (makes(from, entry->word))
			made = composite ? composite : entry->word;
		else if (!refers_to(entry->word, from))
			continue;
		if (is_listing(to)) {
			add_place(search, entry, made, part_when, conditions);
			found++;
		} else {
			found += climb(search, to, made, part_when ? part_when : to->when,
				       join_conditions(folder, conditions, to->conditions),
				       depth + 1);
		}
	}
	return found;
}

GArray *kbuild_folder_find(const struct kbuild_folder *folder, const char *object)
{
	GArray *places = g_array_new(FALSE, FALSE, sizeof(struct kbuild_place));
	/* strings of the answer are kept with the folder */
	struct search search = {(struct kbuild_folder *)folder, places, object, NULL};

	for (guint i = 0; i < folder->entries->len; i++) {
		const struct kbuild_entry *entry = entry_at(folder, i);
		const struct kbuild_assignment *assignment = entry->assignment;

		if (strcmp(entry->word, object) != 0)
			continue;
		search.entry = entry;
		if (is_listing(assignment)) {
			add_place(&search, entry, NULL, NULL, assignment->conditions);
			continue;
		}
		if (climb(&search, assignment, NULL, assignment->when, assignment->conditions, 0) ==
			    0 &&
		    assignment->list == KBUILD_PARTS) {
			g_autofree char *made = g_strconcat(assignment->name, ".o", NULL);

			add_place(&search, NULL, kbuild_keep(search.folder, made, strlen(made)),
				  assignment->when, assignment->conditions);
		}
	}
	return places;
}

gboolean kbuild_find_object(const struct kbuild_folder *folder, const char *object,
			    struct kbuild_place *place)
{
	g_autoptr(GArray) places = kbuild_folder_find(folder, object);

	if (places->len == 0)
		return FALSE;
	*place = g_array_index(places, struct kbuild_place, 0);
	return TRUE;
}
