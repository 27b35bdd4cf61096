/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "plan/planner.h"

#define WIDTH 80

/* How a driver's own data is read back from the device that a remove function is given. */
static const struct getter {
	const char *device; /* its type */
	const char *call;
} getters[] = {
	{"struct platform_device *", "platform_get_drvdata"},
	{"struct pci_dev *", "pci_get_drvdata"},
	{"struct amba_device *", "amba_get_drvdata"},
	{"struct i2c_client *", "i2c_get_clientdata"},
	{"struct spi_device *", "spi_get_drvdata"},
	{"struct device *", "dev_get_drvdata"},
};

char *code_namespace(const struct planner *planner, const char *namespace)
{
	if (g_strcmp0(planner->model->tree->export_form, "quoted"))
		return g_strdup(namespace);
	return g_strdup_printf("\"%s\"", namespace);
}

char *code_string(const char *text)
{
	GString *literal = g_string_new("\"");

	for (const char *at = text; *at; at++) {
		if (*at == '"' || *at == '\\')
			g_string_append_c(literal, '\\');
		g_string_append_c(literal, *at == '\n' ? ' ' : *at);
	}
	g_string_append_c(literal, '"');
	return g_string_free(literal, FALSE);
}

char *code_call(const char *name, const char *const *args)
{
	GString *text = g_string_new(name);
	gsize indent = strlen(name) + 1, column = indent;

	g_string_append_c(text, '(');
	for (guint i = 0; args[i]; i++) {
		gsize width = strlen(args[i]) + 2;

		if (i && column + width > WIDTH) {
			g_string_append_c(text, '\n');
			for (gsize c = 0; c < indent / 8; c++)
				g_string_append_c(text, '\t');
			for (gsize c = 0; c < indent % 8; c++)
				g_string_append_c(text, ' ');
			column = indent;
		} else if (i) {
			g_string_append_c(text, ' ');
		}
		g_string_append(text, args[i]);
		g_string_append(text, args[i + 1] ? "," : ");\n");
		column += width;
	}
	return g_string_free(text, FALSE);
}

char *code_body(const char *statements)
{
	g_auto(GStrv) lines = g_strsplit(statements, "\n", -1);
	GString *body = g_string_new(NULL);

	for (guint i = 0; lines[i]; i++)
		if (*lines[i])
			g_string_append_printf(body, "\t%s\n", lines[i]);
	return g_string_free(body, FALSE);
}

/* "struct x *" and the name of a parameter as written: "struct x *pdev" */
static void split_param(const char *param, char **type, char **name)
{
	gsize end = strlen(param), start;

	while (end && g_ascii_isspace(param[end - 1]))
		end--;
	start = end;
	while (start && (g_ascii_isalnum(param[start - 1]) || param[start - 1] == '_'))
		start--;
	*name = g_strndup(param + start, end - start);
	*type = g_strndup(param, start);
	g_strstrip(*type);
}

/* The device that remove is given: the first parameter of probe, as the driver calls it. */
static gboolean device_param(const struct planner *planner, const struct finding *finding,
			     char **type, char **name, GError **error)
{
	const char *probe = finding_argument(finding, "probe");
	const struct function *function = probe ? model_function(planner->driver, probe) : NULL;
	const char *given = finding_argument(finding, "params");
	const char *params = given && *given ? given : function ? function->params : NULL;
	g_autofree char *first = params ? g_strndup(params, strcspn(params, ",")) : NULL;

	if (!first) {
		g_set_error(
			error, MS_ERROR, MS_ERROR_INPUT,
			"finding '%s:%s' says neither 'params' nor a known 'probe'; analyze again",
			finding->rule, finding->subject);
		return FALSE;
	}
	split_param(first, type, name);
	return TRUE;
}

static char *getter_call(const char *device, const char *param)
{
	for (guint i = 0; i < G_N_ELEMENTS(getters); i++)
		if (!strcmp(getters[i].device, device))
			return g_strdup_printf("%s(%s)", getters[i].call, param);
	return NULL;
}

/* The declarations that the undo statements make use of, or NULL when they cannot be written. */
static char *declarations(const struct finding *finding, const char *undo, const char *device,
			  const char *param, GError **error)
{
	const char *drvdata = finding_argument(finding, "drvdata");
	const char *type = finding_argument(finding, "type");
	gboolean wants_dev = strcmp(param, "dev") && words_with(undo, "dev");
	GString *text = g_string_new(NULL);

	if (drvdata && *drvdata && words_with(undo, drvdata)) {
		const char *given = finding_argument(finding, "getter");
		g_autofree char *get =
			given && *given ? g_strdup(given) : getter_call(device, param);

		if (!get || !type) {
			g_set_error(
				error, MS_ERROR, MS_ERROR_INPUT,
				"finding '%s:%s': how '%s' is read back from a '%s' is not known; "
				"write the remove function by hand and ask for --unload=never",
				finding->rule, finding->subject, drvdata, device);
			g_string_free(text, TRUE);
			return NULL;
		}
		g_string_append_printf(text, "\t%s%s%s = %s;\n", type,
				       g_str_has_suffix(type, "*") ? "" : " ", drvdata, get);
	}
	if (wants_dev)
		g_string_append_printf(text, "\tstruct device *dev = &%s->dev;\n", param);
	if (text->len)
		g_string_append_c(text, '\n');
	return g_string_free(text, FALSE);
}

char *code_remove(const struct planner *planner, const struct finding *finding, GError **error)
{
	const char *name = planner_argument(finding, "name", error);
	const char *undo = name ? finding_argument(finding, "undo") : NULL;
	const char *shutdown = finding_argument(finding, "shutdown");
	const char *result = finding_argument(finding, "result");
	gboolean returns = result && !strcmp(result, "int");
	g_autofree char *device = NULL, *param = NULL, *declared = NULL, *body = NULL;
	GString *text;

	if (!name || !device_param(planner, finding, &device, &param, error))
		return NULL;
	declared = declarations(finding, undo ? undo : "", device, param, error);
	if (!declared)
		return NULL;
	body = code_body(undo ? undo : "");
	text = g_string_new(NULL);
	g_string_append_printf(text, "static %s %s(%s%s)\n{\n%s%s", returns ? "int" : "void", name,
			       device, param, declared, body);
	if (shutdown && *shutdown)
		g_string_append_printf(text,
				       strchr(shutdown, '(') ? "%s\t%s\n%.0s" : "%s\t%s(%s);\n",
				       *body ? "\n" : "", shutdown, param);
	g_string_append_printf(text, "%s}\n", returns ? "\n\treturn 0;\n" : "");
	return g_string_free(text, FALSE);
}
