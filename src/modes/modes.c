/* SPDX-License-Identifier: GPL-2.0-only */
#include "modes/modes.h"

#include <modsplit/error.h>
#include <stdlib.h>
#include <string.h>

#include "conf/value.h"

static const char *const names[] = {
	[CONF_OLDASKCONFIG] = "oldaskconfig",   [CONF_SYNCCONFIG] = "syncconfig",
	[CONF_OLDCONFIG] = "oldconfig",         [CONF_ALLNOCONFIG] = "allnoconfig",
	[CONF_ALLYESCONFIG] = "allyesconfig",   [CONF_ALLMODCONFIG] = "allmodconfig",
	[CONF_ALLDEFCONFIG] = "alldefconfig",   [CONF_RANDCONFIG] = "randconfig",
	[CONF_DEFCONFIG] = "defconfig",         [CONF_SAVEDEFCONFIG] = "savedefconfig",
	[CONF_LISTNEWCONFIG] = "listnewconfig", [CONF_HELPNEWCONFIG] = "helpnewconfig",
	[CONF_OLDDEFCONFIG] = "olddefconfig",   [CONF_YES2MODCONFIG] = "yes2modconfig",
	[CONF_MOD2YESCONFIG] = "mod2yesconfig", [CONF_MOD2NOCONFIG] = "mod2noconfig",
};

gboolean conf_mode_of(const char *name, enum conf_mode *mode)
{
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (!strcmp(names[i], name)) {
			*mode = (enum conf_mode)i;
			return TRUE;
		}
	return FALSE;
}

/* --- what is read first ----------------------------------------------------------------- */

static const char *seed_file(enum conf_mode mode)
{
	switch (mode) {
	case CONF_ALLNOCONFIG:
		return "allno.config";
	case CONF_ALLYESCONFIG:
		return "allyes.config";
	case CONF_ALLMODCONFIG:
		return "allmod.config";
	case CONF_ALLDEFCONFIG:
		return "alldef.config";
	default:
		return "allrandom.config";
	}
}

/* KCONFIG_ALLCONFIG: values that all*config leaves alone */
static gboolean read_seed(struct conf_files *files, enum conf_mode mode)
{
	const struct kconf_talk *talk = files->kconf->talk;
	const char *name = conf_env(files->kconf, "KCONFIG_ALLCONFIG");

	if (!name)
		return TRUE;
	if (*name && strcmp(name, "1") != 0) {
		if (conf_read_simple(files, name, KCONF_FROM_FILE))
			return TRUE;
		kconf_err(talk, "*** Can't read seed configuration \"%s\"!\n", name);
		return FALSE;
	}
	name = seed_file(mode);
	if (conf_read_simple(files, name, KCONF_FROM_FILE) ||
	    conf_read_simple(files, "all.config", KCONF_FROM_FILE))
		return TRUE;
	kconf_err(talk, "*** KCONFIG_ALLCONFIG set, but no \"%s\" or \"all.config\" file found\n",
		  name);
	return FALSE;
}

static gboolean read_first(struct conf_files *files, enum conf_mode mode, const char *file)
{
	switch (mode) {
	case CONF_ALLNOCONFIG:
	case CONF_ALLYESCONFIG:
	case CONF_ALLMODCONFIG:
	case CONF_ALLDEFCONFIG:
	case CONF_RANDCONFIG:
		return read_seed(files, mode);
	case CONF_DEFCONFIG:
		if (conf_read(files, file))
			return TRUE;
		kconf_err(files->kconf->talk,
			  "***\n*** Can't find default configuration \"%s\"!\n***\n", file);
		return FALSE;
	default:
		conf_read(files, NULL);
		return TRUE;
	}
}

/* --- what is changed -------------------------------------------------------------------- */

static guint32 random_seed(const struct kconf *kconf)
{
	const char *text = conf_env(kconf, "KCONFIG_SEED");
	guint32 seed = (guint32)g_get_real_time();
	char *end;

	if (text && *text) {
		long number = strtol(text, &end, 0);

		if (!*end)
			seed = (guint32)number;
	}
	if (kconf->dialect->seed_as_error)
		kconf_err(kconf->talk, "KCONFIG_SEED=0x%X\n", seed);
	else
		kconf_out(kconf->talk, "KCONFIG_SEED=0x%X\n", seed);
	return seed;
}

static gboolean change(struct kconf *kconf, enum conf_mode mode, guint32 seed)
{
	switch (mode) {
	case CONF_ALLNOCONFIG:
		return conf_fill(kconf, CONF_FILL_N, 0);
	case CONF_ALLYESCONFIG:
		return conf_fill(kconf, CONF_FILL_Y, 0);
	case CONF_ALLMODCONFIG:
		return conf_fill(kconf, CONF_FILL_M, 0);
	case CONF_ALLDEFCONFIG:
	case CONF_DEFCONFIG:
		return conf_fill(kconf, CONF_FILL_DEFAULT, 0);
	case CONF_RANDCONFIG:
		if (conf_fill(kconf, CONF_FILL_RANDOM, seed))
			return TRUE;
		kconf_err(kconf->talk, "KCONFIG_PROBABILITY: Numerical result out of range\n");
		return FALSE;
	case CONF_YES2MODCONFIG:
		conf_rewrite(kconf, KCONF_Y, KCONF_M);
		return TRUE;
	case CONF_MOD2YESCONFIG:
		conf_rewrite(kconf, KCONF_M, KCONF_Y);
		return TRUE;
	case CONF_MOD2NOCONFIG:
		conf_rewrite(kconf, KCONF_M, KCONF_N);
		return TRUE;
	case CONF_OLDASKCONFIG:
	case CONF_OLDCONFIG:
	case CONF_LISTNEWCONFIG:
	case CONF_HELPNEWCONFIG:
	case CONF_SYNCCONFIG:
		return conf_ask(kconf, mode);
	default:
		return TRUE;
	}
}

gboolean conf_take_defconfig(struct conf_files *files, const char *file)
{
	struct kconf *kconf = files->kconf;

	/* where neither what the user said nor a choice is settled by values made so far, only what
	 * is asked for need be made */
	if (kconf->dialect->clamp_user && kconf->dialect->member_lists) {
		if (!conf_read_simple(files, file, KCONF_FROM_FILE))
			return FALSE;
		conf_calc(kconf, kconf->modules);
		return TRUE;
	}
	if (!conf_read(files, file))
		return FALSE;
	conf_fill(kconf, CONF_FILL_DEFAULT, 0);
	return TRUE;
}

static gboolean is_set(const struct kconf *kconf, const char *name)
{
	const char *value = conf_env(kconf, name);

	return value && *value;
}

static int write_results(struct conf_files *files, enum conf_mode mode, const char *file,
			 gboolean keep, GError **error)
{
	gboolean sync = mode == CONF_SYNCCONFIG;

	if (mode == CONF_SAVEDEFCONFIG)
		return conf_write_defconfig(files, file, error) ? 0 : 1;
	if (mode == CONF_LISTNEWCONFIG || mode == CONF_HELPNEWCONFIG)
		return 0;
	if (!keep && !conf_write(files, error))
		return 1;
	return conf_write_auto(files, sync, error) || !sync ? 0 : 1;
}

int conf_run(struct conf_files *files, enum conf_mode mode, const char *file, GError **error)
{
	struct kconf *kconf = files->kconf;
	gboolean strict = conf_env(kconf, "KCONFIG_WERROR") != NULL, keep = FALSE;
	guint32 seed = mode == CONF_RANDCONFIG ? random_seed(kconf) : 0;

	if (!read_first(files, mode, file) || (strict && kconf->config_warnings))
		return 1;
	if (mode == CONF_SYNCCONFIG && is_set(kconf, "KCONFIG_NOSILENTUPDATE")) {
		if (kconf->changed) {
			kconf_err(kconf->talk,
				  "\n*** The configuration requires explicit update.\n\n");
			return 1;
		}
		keep = TRUE;
	}
	if (!change(kconf, mode, seed) || (strict && kconf->warnings))
		return 1;
	return write_results(files, mode, file, keep, error);
}
