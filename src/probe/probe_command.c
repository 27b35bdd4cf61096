/* SPDX-License-Identifier: GPL-2.0-only */
#include "probe/probe.h"

#include <string.h>

#include "make/make.h"

/* adds the compiler's options in a value; what is not known, or not one, is left out */
static void add_words(GStrvBuilder *words, const char *value)
{
	g_auto(GStrv) all = g_strsplit_set(value, " \t\n", -1);

	for (guint i = 0; all[i]; i++)
		if (*all[i] == '-' && !make_unknown_in(all[i]))
			g_strv_builder_add(words, all[i]);
}

/* an arch's makefile may find these set: options of the compiler are taken as it has them */
static struct make_eval *arch_eval(struct make_session *session, const char *tree,
				   const char *srcarch, GHashTable *config)
{
	static const char *const calls[] = {"cc-option", "as-option", "ld-option", "rustc-option",
					    "cc-disable-warning"};
	struct make_eval *eval = make_eval_new(session, NULL);
	GHashTableIter iter;
	void *option, *value;

	make_set(eval, "srctree", tree, MAKE_FILE, FALSE);
	make_set(eval, "SRCARCH", srcarch, MAKE_FILE, FALSE);
	make_set(eval, "KBUILD_CFLAGS_MODULE", "", MAKE_FILE, FALSE);
	for (guint i = 0; i < G_N_ELEMENTS(calls); i++)
		make_set(eval, calls[i], "$(1)", MAKE_FILE, TRUE);
	g_hash_table_iter_init(&iter, config);
	while (g_hash_table_iter_next(&iter, &option, &value)) {
		g_autofree char *name = g_strconcat("CONFIG_", option, NULL);

		make_set(eval, name, value, MAKE_FILE, FALSE);
	}
	return eval;
}

struct scan_module_flags *scan_module_flags_new(const char *tree, const char *srcarch,
						GHashTable *config)
{
	struct scan_module_flags *flags = g_new0(struct scan_module_flags, 1);
	g_autofree char *path = g_strdup_printf("arch/%s/Makefile", srcarch);
	g_autoptr(make_session) session = make_session_new(tree, NULL, NULL);
	g_autoptr(make_eval) eval = arch_eval(session, tree, srcarch, config);
	g_autoptr(GStrvBuilder) add = g_strv_builder_new(), drop = g_strv_builder_new();
	g_autofree char *module = NULL, *kernel = NULL;

	g_strv_builder_add(add, "-DMODULE");
	/* as far as it goes: what comes before an error counts */
	make_read(eval, path, NULL);
	module = make_value(eval, "KBUILD_CFLAGS_MODULE", NULL);
	kernel = make_value(eval, "KBUILD_CFLAGS_KERNEL", NULL);
	add_words(add, module ? module : "");
	add_words(drop, kernel ? kernel : "");
	flags->add = g_strv_builder_end(add);
	flags->drop = g_strv_builder_end(drop);
	return flags;
}

void scan_module_flags_free(struct scan_module_flags *flags)
{
	if (!flags)
		return;
	g_strfreev(flags->add);
	g_strfreev(flags->drop);
	g_free(flags);
}

/* words of a build's command that a probe must not pass on */
static gboolean is_unwanted(const char *word, const struct scan_module_flags *flags)
{
	static const char *const prefixes[] =
		{"-Wp,-M", "-MD",           "-MMD", "-fplugin",          "-g", "-specs=",
		 "-save-", "-fstack-usage", "-B",   "-DKBUILD_MODFILE=", NULL};

	for (guint i = 0; prefixes[i]; i++)
		if (g_str_has_prefix(word, prefixes[i]))
			return TRUE;
	return !strcmp(word, "-Werror") || g_strv_contains((const char *const *)flags->drop, word);
}

/* options that take the next word with them, both unwanted */
static gboolean is_unwanted_pair(const char *word)
{
	static const char *const words[] = {"-o", "-MF", "-MT", "-MQ", "-wrapper", NULL};

	return g_strv_contains(words, word);
}

/* -DKBUILD_MODNAME="x" for another x; NULL for any other word */
static char *renamed(const char *word, const char *modname)
{
	if (!modname)
		return NULL;
	if (g_str_has_prefix(word, "-DKBUILD_MODNAME="))
		return g_strdup_printf("-DKBUILD_MODNAME=\"%s\"", modname);
	if (g_str_has_prefix(word, "-D__KBUILD_MODNAME="))
		return g_strdup_printf("-D__KBUILD_MODNAME=kmod_%s", modname);
	return NULL;
}

gboolean scan_is_wrapped(char *const *argv)
{
	g_autofree char *base = argv[0] ? g_path_get_basename(argv[0]) : NULL;
	static const char *const wrappers[] = {"ccache", "sccache", "distcc", NULL};

	return base && argv[1] && g_strv_contains(wrappers, base);
}

char **scan_module_command(char *const *argv, const char *source, const char *modname,
			   const struct scan_module_flags *flags)
{
	g_autoptr(GStrvBuilder) words = g_strv_builder_new();
	gboolean module = g_strv_contains((const char *const *)argv, "-DMODULE");

	for (guint i = scan_is_wrapped(argv); argv[i]; i++) {
		g_autofree char *other = renamed(argv[i], modname);

		if (is_unwanted_pair(argv[i])) {
			i += argv[i + 1] != NULL;
			continue;
		}
		if (i && (is_unwanted(argv[i], flags) || !g_strcmp0(argv[i], source)))
			continue;
		g_strv_builder_add(words, other ? other : argv[i]);
	}
	for (guint i = 0; !module && flags->add[i]; i++)
		g_strv_builder_add(words, flags->add[i]);
	return g_strv_builder_end(words);
}
