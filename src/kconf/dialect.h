/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KCONF_DIALECT_H
#define KCONF_DIALECT_H

#include <glib.h>

/*
 * What a tree's own kconfig understands, and how: kernels differ, and the tree says how in
 * scripts/kconfig. Found by features of those sources, never by a version number.
 */
struct kconf_dialect {
	gboolean modules;      /* `modules`; before v5.10 it was `option modules` (6dd85ff178cd) */
	gboolean options;      /* `option …` */
	gboolean dashed_help;  /* ---help---, gone in v5.9 (84af7a6194e4) */
	gboolean optional;     /* optional choices, gone in v6.11 (6a1215888e23) */
	gboolean transitional; /* v6.18 (f9afce4f32e9) */
	gboolean member_lists; /* choices without a mode, v6.11 (f79dc03fe68c) */
	gboolean cached_exprs; /* equal expressions have one value, v6.12 (95573cac25c6) */
	gboolean zero_numbers; /* int and hex default to 0 and 0x0, v6.10 */
	gboolean strong_imply; /* an imply below a dependency that is n: v5.7 (3a9dd3ecb207) */
	gboolean clamp_user;   /* a user's number out of range is clamped, not dropped */
	gboolean menu_ends;    /* "# end of", v5.4 (aff11cd983ec) */
	gboolean strict_unset; /* "is not set" and nothing behind it */
	gboolean warns_incomplete; /* CONFIG_X without = is told */
	gboolean unmet_by_level;   /* a select to y below a dependency that is m is told too */
	gboolean rustc_cfg;        /* include/generated/rustc_cfg, v6.1 */
	gboolean autoconfig_name;  /* auto.conf.cmd names its target by $(autoconfig) */
	gboolean stops_at_end;     /* asked in vain at the end of the input, conf gives up */
	guint table_size;          /* buckets of conf's table of symbols */
};

/*
 * The dialect of the tree whose top is @srctree, or below whose scripts/kconfig it lies; the
 * newest one where no sources are found. The caller frees it with g_free().
 */
struct kconf_dialect *kconf_dialect_of(const char *srctree);
/* The newest dialect that is known, and that of v6.1; for tests. To be freed with g_free(). */
struct kconf_dialect *kconf_dialect_newest(void);
struct kconf_dialect *kconf_dialect_with_modes(void);

#endif
