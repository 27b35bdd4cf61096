/* SPDX-License-Identifier: GPL-2.0-only */
#include "scan/probe.h"

#include <string.h>

#include "kbuild/folder.h"

/*
 * One condition as the makefile reader words it: "defined(CONFIG_X)", "$(CONFIG_X) == y", with "!"
 * and parentheses around it. What is not understood does not hold.
 */
static gboolean condition_holds(const char *text, GHashTable *config)
{
	g_autoptr(GRegex) regex = g_regex_new(
		"^(!?)\\(?(?:(!?)defined\\((\\w+)\\)|\\$\\((\\w+)\\) (==|!=) (\\S*?))\\)?$", 0, 0,
		NULL);
	g_autoptr(GMatchInfo) match = NULL;
	g_auto(GStrv) groups = NULL;
	const char *value;
	gboolean holds;

	if (!g_regex_match(regex, text, 0, &match))
		return FALSE;
	groups = g_match_info_fetch_all(match);
	if (g_strv_length(groups) > 6) {
		value = g_str_has_prefix(groups[4], "CONFIG_")
				? g_hash_table_lookup(config, groups[4] + 7)
				: NULL;
		holds = !strcmp(value ? value : "\"\"", groups[6]) == !strcmp(groups[5], "==");
	} else {
		value = g_str_has_prefix(groups[3], "CONFIG_")
				? g_hash_table_lookup(config, groups[3] + 7)
				: NULL;
		holds = (value != NULL) != (*groups[2] == '!');
	}
	return *groups[1] ? !holds : holds;
}

static gboolean conditions_hold(const char *conditions, GHashTable *config)
{
	g_auto(GStrv) parts = g_strsplit(conditions ? conditions : "", " && ", -1);

	for (guint i = 0; parts[i]; i++)
		if (*parts[i] && !condition_holds(parts[i], config))
			return FALSE;
	return TRUE;
}

/* "-mlong-calls $(call cc-option,-mno-relax)" -> both flags; anything else of make is left out */
static void add_words(GStrvBuilder *words, const char *value)
{
	g_autoptr(GRegex) call =
		g_regex_new("\\$\\(call\\s+\\w+-option,\\s*([^,()]+)[^()]*\\)", 0, 0, NULL);
	g_autofree char *plain = g_regex_replace(call, value, -1, 0, "\\1", 0, NULL);
	g_auto(GStrv) all = g_strsplit_set(plain ? plain : value, " \t", -1);

	for (guint i = 0; all[i]; i++)
		if (*all[i] == '-' && !strchr(all[i], '$'))
			g_strv_builder_add(words, all[i]);
}

struct scan_module_flags *scan_module_flags_new(const char *tree, const char *srcarch,
						GHashTable *config)
{
	struct scan_module_flags *flags = g_new0(struct scan_module_flags, 1);
	g_autofree char *folder = g_strdup_printf("arch/%s", srcarch);
	g_autofree char *path = g_build_filename(tree, folder, "Makefile", NULL);
	g_autoptr(GStrvBuilder) add = g_strv_builder_new(), drop = g_strv_builder_new();
	g_autofree char *text = NULL;
	gsize len;

	g_strv_builder_add(add, "-DMODULE");
	if (g_file_get_contents(path, &text, &len, NULL)) {
		g_autoptr(kbuild_folder) makefile = kbuild_folder_parse(folder, path, text, len);
		const GPtrArray *all = kbuild_folder_assignments(makefile);

		for (guint i = 0; i < all->len; i++) {
			const struct kbuild_assignment *a = all->pdata[i];
			gboolean module = !g_strcmp0(a->lhs, "KBUILD_CFLAGS_MODULE");

			if ((module || !g_strcmp0(a->lhs, "KBUILD_CFLAGS_KERNEL")) &&
			    conditions_hold(a->conditions, config))
				add_words(module ? add : drop, a->value);
		}
	}
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
