/* SPDX-License-Identifier: GPL-2.0-only */
/* Prints what an outline finds in the files named, a line each, to compare with a compiler. */
#include <stdio.h>
#include <string.h>

#include "ctext/outline.h"

static void dump(const char *file, const struct ctext_outline *outline)
{
	guint n;
	const struct ctext_function *functions = ctext_functions(outline, &n);
	const struct ctext_macro *macros;
	const struct ctext_variable *variables;
	const struct ctext_prototype *prototypes;

	for (guint i = 0; i < n; i++)
		printf("function\t%s\t%s\t%u\t%s\t%s\n", file, functions[i].name, functions[i].line,
		       functions[i].is_static ? "static" : "global",
		       functions[i].macro ? functions[i].macro : "-");
	macros = ctext_macros(outline, &n);
	for (guint i = 0; i < n; i++)
		printf("macro\t%s\t%s\t%u\t%s\n", file, macros[i].name, macros[i].line,
		       macros[i].n_args ? macros[i].args[0] : "");
	variables = ctext_variables(outline, &n);
	for (guint i = 0; i < n; i++)
		printf("variable\t%s\t%s\t%u\t%s\t%s\t%u\n", file, variables[i].name,
		       variables[i].line, variables[i].is_static ? "static" : "global",
		       variables[i].type, variables[i].n_fields);
	prototypes = ctext_prototypes(outline, &n);
	for (guint i = 0; i < n; i++)
		printf("prototype\t%s\t%s\t%u\n", file, prototypes[i].name, prototypes[i].line);
}

int main(int argc, char **argv)
{
	gboolean quiet = argc > 1 && strcmp(argv[1], "-q") == 0;
	gint64 start = g_get_monotonic_time();
	gsize bytes = 0;

	for (int i = quiet ? 2 : 1; i < argc; i++) {
		g_autofree char *text = NULL;
		g_autoptr(ctext_outline) outline = NULL;
		gsize len;

		if (!g_file_get_contents(argv[i], &text, &len, NULL)) {
			fprintf(stderr, "cannot read '%s'\n", argv[i]);
			return 2;
		}
		outline = ctext_outline_new(text, len);
		bytes += len;
		if (!quiet)
			dump(argv[i], outline);
	}
	fprintf(stderr, "%zu bytes in %.3f s\n", bytes,
		(double)(g_get_monotonic_time() - start) / 1e6);
	return 0;
}
