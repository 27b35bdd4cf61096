/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "plan/planner.h"

/* what a module runs and reads after its init must not lie in memory that is freed by then */
gboolean plan_late(struct planner *planner, struct step *step, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) proof = g_string_new(NULL);
	const struct finding *finding;
	g_autofree char *list = NULL;

	for (guint i = 0; (finding = planner_next(planner, "init-section", &i));) {
		const char *word = planner_argument(finding, "word", error);
		const char *file = word ? planner_file(finding, error) : NULL;
		const char *calls = finding_argument(finding, "calls");
		struct edit *edit;

		if (!file)
			return FALSE;
		edit = step_edit(step, EDIT_FUNCTION_TYPE, file, finding->subject);
		edit->from = g_strdup(word);
		step_answers(step, finding);
		record_strings_add(names, finding->subject);
		if (calls)
			g_string_append_printf(proof, " %s() calls %s.", finding->subject, calls);
	}
	if (!names->len)
		return TRUE;
	list = words_list(names);
	step_say(step,
		 "A module is loaded, and its devices probe, when the kernel has booted, so %s may no "
		 "longer lie in init sections.%s%s",
		 list, proof->len ? " None of what is called from there does:" : "", proof->str);
	return TRUE;
}

/* the entry as it was, for the image */
static char *entry_text(const struct finding *finding)
{
	const char *args[] = {finding_argument(finding, "argument"),
			      finding_argument(finding, "compatible"),
			      finding_argument(finding, "function"), NULL};

	return code_call(finding_argument(finding, "macro"), args);
}

static gboolean has_all(const struct finding *finding, GError **error)
{
	return planner_argument(finding, "macro", error) &&
	       planner_argument(finding, "argument", error) &&
	       planner_argument(finding, "compatible", error) &&
	       planner_argument(finding, "function", error) &&
	       planner_argument(finding, "parameter", error) && planner_file(finding, error);
}

/* the match table; with several entries it says which function sets a device up */
static char *match_text(const char *name, const GPtrArray *entries)
{
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "static const struct of_device_id %s_of_match[] = {\n", name);
	for (guint i = 0; i < entries->len; i++) {
		const struct finding *entry = entries->pdata[i];
		g_autofree char *data =
			entries->len > 1 ? g_strdup_printf(", .data = %s",
							   finding_argument(entry, "function"))
					 : g_strdup("");

		g_string_append_printf(text, "\t{ .compatible = %s%s },\n",
				       finding_argument(entry, "compatible"), data);
	}
	g_string_append_printf(text, "\t{ }\n};\nMODULE_DEVICE_TABLE(of, %s_of_match);\n", name);
	return g_string_free(text, FALSE);
}

static char *probe_text(const char *name, const GPtrArray *entries)
{
	const struct finding *first = entries->pdata[0];
	const char *call = finding_argument(first, "function");
	g_autofree char *data = g_strdup("");

	if (entries->len > 1) {
		g_free(data);
		data = g_strdup_printf("\tvoid (*setup)(%snode) = "
				       "device_get_match_data(&pdev->dev);\n\n",
				       finding_argument(first, "parameter"));
		call = "setup";
	}
	return g_strdup_printf("static int %s_probe(struct platform_device *pdev)\n{\n%s"
			       "\t%s(pdev->dev.of_node);\n\n\treturn 0;\n}\n",
			       name, data, call);
}

static char *driver_text(const char *name)
{
	g_autofree char *device = g_strdelimit(g_strdup(name), "_", '-');

	return g_strdup_printf("static struct platform_driver %s_driver = {\n"
			       "\t.probe = %s_probe,\n"
			       "\t.driver = {\n"
			       "\t\t.name = \"%s\",\n"
			       "\t\t.of_match_table = %s_of_match,\n"
			       "\t\t.suppress_bind_attrs = true,\n"
			       "\t},\n};\nbuiltin_platform_driver(%s_driver);\n",
			       name, name, device, name, name);
}

/* the platform driver for the module, and the table's entries for the image */
static void write_driver(struct planner *planner, struct step *step, const char *file,
			 const GPtrArray *entries)
{
	const char *name = planner->driver->module;
	g_autofree char *match = match_text(name, entries);
	g_autofree char *probe = probe_text(name, entries);
	g_autofree char *driver = driver_text(name);
	g_autoptr(GString) image = g_string_new(NULL);

	for (guint i = 0; i < entries->len; i++) {
		const struct finding *entry = entries->pdata[i];
		struct edit *edit =
			step_edit(step, EDIT_REMOVE_MACRO, file, finding_argument(entry, "macro"));
		g_autofree char *text = entry_text(entry);

		edit->from = g_strdup(finding_argument(entry, "argument"));
		g_string_append(image, text);
		step_answers(step, entry);
	}
	step_edit(step, EDIT_APPEND, file, NULL)->text =
		g_strdup_printf("#ifdef MODULE\n%s\n%s\n%s#else\n%s#endif\n", match, probe, driver,
				image->str);
	step_edit(step, EDIT_ADD_INCLUDE, file, "linux/mod_devicetable.h");
	step_edit(step, EDIT_ADD_INCLUDE, file, "linux/platform_device.h");
	if (entries->len > 1)
		step_edit(step, EDIT_ADD_INCLUDE, file, "linux/property.h");
}

gboolean plan_tables(struct planner *planner, struct step *step, GError **error)
{
	g_autoptr(GPtrArray) entries = g_ptr_array_new();
	const struct finding *finding, *first;

	for (guint i = 0; (finding = planner_next(planner, "linker-table", &i));) {
		if (!has_all(finding, error))
			return FALSE;
		g_ptr_array_add(entries, (void *)finding);
	}
	if (!entries->len)
		return TRUE;
	first = entries->pdata[0];
	for (guint i = 1; i < entries->len; i++)
		if (strcmp(((struct finding *)entries->pdata[i])->file, first->file)) {
			g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
				    "entries of linker tables in '%s' and '%s': which of them gets "
				    "the driver is for a human to say",
				    first->file, ((struct finding *)entries->pdata[i])->file);
			return FALSE;
		}
	write_driver(planner, step, first->file, entries);
	step_say(step,
		 "%s() puts an entry into a table of the image, which no module has. The module gets a "
		 "platform driver in its place, which calls the same function%s. Built in, the entry "
		 "stays, and is read as early as before.",
		 finding_argument(first, "macro"), entries->len > 1 ? "s" : "");
	return TRUE;
}
