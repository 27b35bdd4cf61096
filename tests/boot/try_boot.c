/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Boots one kernel in one scenario and says what came of it, for work on scenarios by hand:
 *   ms_try_boot SCENARIO BUILD CROSS_COMPILE [FOLDER]
 * SCENARIO is the name of one that is built in, or a file; BUILD a kernel's build directory. With
 * FOLDER, console.txt, report.jsonl and verdict.json are kept there. Exit status: 0 as expected.
 */
#include <stdio.h>
#include <string.h>

#include "base/files.h"
#include "boot/scenario.h"
#include "build/kmake.h"

/* All modules below a folder. */
static void find_modules(const char *folder, GPtrArray *found, int depth)
{
	g_autoptr(GDir) dir = depth < 16 ? g_dir_open(folder, 0, NULL) : NULL;
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		if (g_file_test(path, G_FILE_TEST_IS_SYMLINK))
			continue;
		if (g_file_test(path, G_FILE_TEST_IS_DIR))
			find_modules(path, found, depth + 1);
		else if (g_str_has_suffix(name, ".ko"))
			g_ptr_array_add(found, g_steal_pointer(&path));
	}
}

static struct scenario *find_scenario(const char *name, GError **error)
{
	g_autoptr(GPtrArray) all = NULL;

	if (strchr(name, '/'))
		return scenario_load(name, error);
	all = scenario_builtin(error);
	for (guint i = 0; all && i < all->len; i++)
		if (strcmp(((struct scenario *)all->pdata[i])->name, name) == 0)
			return g_ptr_array_steal_index(all, i);
	return NULL;
}

static gboolean keep(const char *folder, const char *name, const char *text, GError **error)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	return ms_write_file(path, text, strlen(text), error);
}

/* Where a build keeps the image that the scenario's machine boots. */
static char *image_of(const struct scenario *scenario, const char *build, GError **error)
{
	struct boot_machine *machine = scenario_machine(scenario, error);
	char *image =
		machine ? g_build_filename(build, kmake_arch_of(machine->arch)->image, NULL) : NULL;

	record_free(&boot_machine_type, machine);
	return image;
}

static gboolean try_boot(const struct scenario *scenario, char **argv, gboolean *good,
			 GError **error)
{
	g_autoptr(GPtrArray) modules = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *image = image_of(scenario, argv[2], error);
	g_autofree char *path = g_build_filename(argv[2], "include/config/kernel.release", NULL);
	g_autofree char *release = ms_read_file(path, NULL, error);
	g_autofree char *drivers = g_build_filename(argv[2], "drivers", NULL);
	g_autofree char *text = NULL;
	g_autoptr(ms_json) json = NULL;
	g_autoptr(boot_result) result = NULL;
	struct bootlog_verdict *verdict = NULL;
	gboolean ok = TRUE;

	if (!image || !release)
		return FALSE;
	if (scenario->kernel == SCENARIO_MODULE || scenario->kernel == SCENARIO_WITHOUT_DEFERRAL)
		find_modules(drivers, modules, 0);
	g_ptr_array_add(modules, NULL);
	if (!scenario_run(scenario,
			  &(struct boot_kernel){.image = image,
						.release = g_strstrip(release),
						.build = argv[2],
						.modules = (const char *const *)modules->pdata,
						.cross_compile = argv[3]},
			  NULL, &result, &verdict, error))
		return FALSE;
	json = record_to_json(&bootlog_verdict_type, verdict);
	text = ms_json_text(json);
	printf("%-28s %-9s %-18s %5.1f s  %s\n", scenario->name,
	       verdict->as_expected ? "expected" : "WRONG", bootlog_symptom_names[verdict->verdict],
	       result->seconds, verdict->mismatch ? verdict->mismatch : verdict->reason);
	if (argv[4])
		ok = keep(argv[4], "console.txt", result->console, error) &&
		     keep(argv[4], "report.jsonl", result->report, error) &&
		     keep(argv[4], "verdict.json", text, error);
	*good = verdict->as_expected;
	record_free(&bootlog_verdict_type, verdict);
	return ok;
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	struct scenario *scenario;
	gboolean good = FALSE;

	if (argc < 4) {
		fprintf(stderr, "usage: ms_try_boot SCENARIO BUILD CROSS_COMPILE [FOLDER]\n");
		return 2;
	}
	scenario = find_scenario(argv[1], &error);
	if (!scenario || !try_boot(scenario, argv, &good, &error)) {
		fprintf(stderr, "ms_try_boot: %s\n", error ? error->message : "no such scenario");
		return 2;
	}
	record_free(&scenario_type, scenario);
	return good ? 0 : 1;
}
