/* SPDX-License-Identifier: GPL-2.0-only */
/* `walk_dump TREE BUILD ARCH [NAME=value …]`: what a build enters and lists, as JSON. */
#include <jansson.h>
#include <stdio.h>

#include <modsplit/kbuild.h>

static json_t *strings(const GPtrArray *words)
{
	json_t *array = json_array();

	for (guint i = 0; words && i < words->len; i++)
		json_array_append_new(array, json_string(words->pdata[i]));
	return array;
}

static json_t *objects(const GPtrArray *list)
{
	json_t *array = json_array();

	for (guint i = 0; i < list->len; i++) {
		const struct ms_kbuild_object *object = list->pdata[i];
		json_t *json = json_pack("{s:s, s:s?, s:i, s:i}", "name", object->name, "file",
					 object->place.file, "line", (int)object->place.line,
					 "column", (int)object->place.column);

		if (object->composite)
			json_object_set_new(json, "parts", strings(object->parts));
		json_array_append_new(array, json);
	}
	return array;
}

static json_t *problems(const GPtrArray *list)
{
	json_t *array = json_array();

	for (guint i = 0; i < list->len; i++) {
		const struct ms_kbuild_problem *problem = list->pdata[i];
		g_autofree char *text =
			g_strdup_printf("%s:%u:%u: %s",
					problem->place.file ? problem->place.file : "",
					problem->place.line, problem->place.column,
					problem->message);

		json_array_append_new(array, json_string(text));
	}
	return array;
}

static json_t *folders(const GPtrArray *list)
{
	json_t *array = json_array();

	for (guint i = 0; i < list->len; i++) {
		const struct ms_kbuild_entered *entered = list->pdata[i];

		json_array_append_new(array,
				      json_pack("{s:s, s:b, s:b}", "name", entered->name, "linked",
						entered->linked, "modular", entered->modular));
	}
	return array;
}

int main(int argc, char **argv)
{
	struct ms_kbuild_options options = {0};
	g_autoptr(GError) error = NULL;
	g_autoptr(ms_kbuild_tree) tree = NULL;
	json_t *all;

	if (argc < 4)
		return 2;
	options.tree = argv[1];
	options.build = argv[2];
	options.arch = argv[3];
	options.variables = (const char *const *)argv + 4;
	tree = ms_kbuild_walk(&options, &error);
	if (!tree) {
		fprintf(stderr, "%s\n", error->message);
		return 2;
	}
	all = json_object();
	for (guint i = 0; i < tree->folders->len; i++) {
		const struct ms_kbuild_folder *folder = tree->folders->pdata[i];

		json_object_set_new(all, folder->path,
				    json_pack("{s:s, s:b, s:b, s:o, s:o, s:o, s:o, s:o}", "file",
					      folder->file, "linked", folder->linked, "modular",
					      folder->modular, "built-in", objects(folder->builtin),
					      "modules", objects(folder->modules), "lib",
					      strings(folder->lib), "folders",
					      folders(folder->folders), "problems",
					      problems(folder->problems)));
	}
	json_dumpf(all, stdout, JSON_INDENT(1));
	json_decref(all);
	return 0;
}
