/* SPDX-License-Identifier: GPL-2.0-only */
#include "boot/scenario.h"
#include "cli/prove.h"

static void add_words(GString *text, const char *before, const GPtrArray *words, const char *after)
{
	for (guint i = 0; i < words->len; i++)
		g_string_append_printf(text, "%s%s%s%s", i ? ", " : "", before,
				       (char *)words->pdata[i], after);
}

static void add_file(GString *text, const char *name, gboolean is_here, const char *package)
{
	g_string_append(text, name);
	if (!is_here)
		g_string_append_printf(text, " (not here: apt-get install %s)", package);
}

static void add_machine(GString *text, const struct boot_machine *machine)
{
	g_autofree char *program = g_find_program_in_path(machine->program);

	g_string_append_printf(text, "    machine %s, ARCH=%s: ", machine->name, machine->arch);
	add_file(text, machine->program, program != NULL, machine->package);
	if (machine->firmware) {
		g_string_append(text, ", ");
		add_file(text, machine->firmware,
			 g_file_test(machine->firmware, G_FILE_TEST_IS_REGULAR),
			 machine->firmware_package);
	}
	if (machine->dtb)
		g_string_append_printf(text, ", the build's %s", machine->dtb);
	g_string_append_c(text, '\n');
}

static gboolean add_scenario(GString *text, const struct scenario *scenario, GError **error)
{
	struct boot_machine *machine = scenario_machine(scenario, error);

	if (!machine)
		return FALSE;
	g_string_append_printf(text, "%s\n    %s\n    for ", scenario->name, scenario->title);
	add_words(text, "CONFIG_", scenario->drivers, "");
	g_string_append_c(text, '\n');
	add_machine(text, machine);
	if (scenario->options->len) {
		g_string_append(text, "    needs ");
		add_words(text, "CONFIG_", scenario->options, "=y");
		g_string_append_c(text, '\n');
	}
	record_free(&boot_machine_type, machine);
	return TRUE;
}

char *cli_scenarios(const char *option, GError **error)
{
	g_autoptr(GPtrArray) all = option ? scenario_for(option, error) : scenario_builtin(error);
	g_autoptr(GString) text = g_string_new(NULL);

	if (!all)
		return NULL;
	for (guint i = 0; i < all->len; i++)
		if (!add_scenario(text, all->pdata[i], error))
			return NULL;
	return g_strdup(text->str);
}
