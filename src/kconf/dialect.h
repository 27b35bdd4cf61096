/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KCONF_DIALECT_H
#define KCONF_DIALECT_H

#include <glib.h>

/*
 * What a tree's own kconfig understands, and how: kernels differ, and the tree says how in
 * scripts/kconfig. Found by features of those sources, never by a version number.
 */
struct kconf_dialect {
	gboolean modules;        /* `modules`; older trees: `option modules` */
	gboolean options;        /* `option …` */
	gboolean loose_choices;  /* any entry may stand within a choice (5.2) */
	gboolean dashed_help;    /* ---help--- */
	gboolean optional;       /* optional choices */
	gboolean transitional;   /* `transitional`, f9afce4f32e9 in v6.18 */
	gboolean depends_if;     /* `depends on … if …` (7.3) */
	gboolean strict_entries; /* an entry told twice or half is a mistake, not a warning (7.3) */
	gboolean sourced_once;   /* a file may be sourced once only (7.3) */
	gboolean negated_apart;  /* what depends on !A makes no submenu of A (7.3) */
	gboolean tells_changed;  /* KCONFIG_WARN_CHANGED_INPUT (7.3) */
	gboolean member_lists;   /* choices without a mode, as 6.12 has them and 6.1 has not */
	gboolean cached_exprs;   /* equal expressions are one and have one value (6.12) */
	gboolean zero_numbers;   /* int and hex default to 0 and 0x0 (6.12) */
	gboolean strong_imply;   /* an imply is not limited by a dependency that is m (5.2) */
	gboolean clamp_user;     /* a user's number out of range is clamped, not dropped (6.12) */
	gboolean menu_ends;      /* "# end of" behind a menu */
	gboolean empty_ends;     /* … and behind one without entries (not 5.10) */
	gboolean strict_unset;   /* "is not set" and nothing behind it (6.12) */
	gboolean warns_incomplete; /* CONFIG_X without = is told (6.12) */
	gboolean unmet_by_level;   /* a select to y below a dependency that is m is told too */
	gboolean quoted_auto;      /* strings of auto.conf are in quotes (5.10) */
	gboolean framed_header;    /* the heading of autoconf.h stands between empty lines (5.10) */
	gboolean last_dep_alone;   /* in auto.conf.cmd, nothing continues the last file (5.10) */
	gboolean range_numbers;    /* a bound is written as its number, not its words (5.2) */
	gboolean made_for_auto;    /* values are made anew for auto.conf (5.2) */
	gboolean tristate_conf;    /* include/config/tristate.conf (5.2) */
	gboolean seed_as_error;    /* KCONFIG_SEED is told on stderr (5.10) */
	gboolean last_choice;      /* whether randconfig goes on is said by the last choice (5.2) */
	gboolean rustc_cfg;        /* include/generated/rustc_cfg */
	gboolean split_names;      /* include/config/a/b.h for A_B, not A_B */
	gboolean autoconfig_name;  /* auto.conf.cmd names its target by $(autoconfig) (6.12) */
	gboolean stops_at_end;     /* asked in vain at the end of the input, conf gives up */
	guint table_size;          /* buckets of conf's table of symbols */
};

/*
 * The dialect of the tree whose top is @srctree, or below whose scripts/kconfig it lies; the
 * newest one where no sources are found. The caller frees it with g_free().
 */
struct kconf_dialect *kconf_dialect_of(const char *srctree);

/* The newest dialect that is known. To be freed with g_free(). */
struct kconf_dialect *kconf_dialect_newest(void);

/* All words that any dialect knows, and its freedoms: for a text whose tree is not at hand, that is
 * read and not evaluated. To be freed with g_free(). */
struct kconf_dialect *kconf_dialect_any(void);

#endif
