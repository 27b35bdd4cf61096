/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "checks/check.h"
#include "evidence/words.h"

/* why a symbol cannot be exported at all, or NULL */
static char *why_not(const struct symbol *symbol)
{
	if (!symbol->provider && !symbol->file)
		return g_strdup("nothing in this build defines it");
	if (symbol->is_init)
		return g_strdup_printf("it lies in %s, which is freed once the kernel has booted",
				       symbol->section ? symbol->section : "an init section");
	if (!g_strcmp0(symbol->binding, "local"))
		return g_strdup("it is static there");
	if (!symbol->object && !symbol->file)
		return g_strdup("the linker script makes it");
	if (!symbol->file)
		return g_strdup("no source of this tree was found to define it");
	return NULL;
}

static gboolean is_own(const struct driver *driver, const char *name)
{
	return model_function(driver, name) || model_variable(driver, name);
}

static char *used_at(const struct symbol *symbol)
{
	GString *text = g_string_new(NULL);

	if (symbol->used_at->len)
		g_string_append_printf(text, " (used at %s", (char *)symbol->used_at->pdata[0]);
	else if (symbol->through->len)
		g_string_append_printf(text, " (through %s", (char *)symbol->through->pdata[0]);
	if (symbol->used_at->len > 1)
		g_string_append_printf(text, " and %u more", symbol->used_at->len - 1);
	if (text->len && symbol->when)
		g_string_append_printf(text, ", when %s is set", symbol->when);
	if (text->len)
		g_string_append_c(text, ')');
	return g_string_free(text, FALSE);
}

void check_symbol_exportable(struct context *context)
{
	const struct driver *driver = context->driver;

	for (guint i = 0; i < driver->symbols->len; i++) {
		const struct symbol *symbol = driver->symbols->pdata[i];
		g_autofree char *why = NULL;
		g_autofree char *use = NULL;
		struct finding *finding;

		if (!symbol->needed || symbol->exported)
			continue;
		why = why_not(symbol);
		finding = why ? emit(context, symbol->name, symbol->file, symbol->line) : NULL;
		if (!finding)
			continue;
		use = used_at(symbol);
		finding_say(finding, "%s needs '%s'%s, which cannot be exported: %s",
			    driver->module, symbol->name, use, why);
		finding_set(finding, "reason", why);
	}
}

void check_export_refused(struct context *context)
{
	const struct driver *driver = context->driver;

	for (guint i = 0; i < driver->symbols->len; i++) {
		const struct symbol *symbol = driver->symbols->pdata[i];
		const json_t *row = rule_row(context->rule, "refused", "symbol", symbol->name);
		g_autofree char *use = NULL;
		struct finding *finding;

		if (!row || !symbol->needed || symbol->exported)
			continue;
		finding = emit(context, symbol->name, symbol->file, symbol->line);
		if (!finding)
			continue;
		use = used_at(symbol);
		finding_say(finding, "%s needs '%s'%s, which is not exported on purpose: %s",
			    driver->module, symbol->name, use, row_text(row, "why"));
		finding_fix(finding, "%s", row_text(row, "instead"));
		finding_set(finding, "instead", row_text(row, "instead"));
	}
}

/* the form and namespace of the neighbours; GPL where there are none */
static void fill_form(const struct symbol *symbol, struct needed_export *out)
{
	out->form = g_strdup(symbol->neighbour_form ? symbol->neighbour_form : "EXPORT_SYMBOL_GPL");
	out->namespace = g_strdup(symbol->neighbour_namespace);
}

static void add_export(struct context *context, struct finding *finding,
		       const struct symbol *symbol)
{
	struct needed_export *out = record_new(&findings_export_type);
	g_autofree char *area = words_folder(symbol->file);

	out->symbol = g_strdup(symbol->name);
	out->file = g_strdup(symbol->file);
	out->line = symbol->line;
	out->when = g_strdup(symbol->when);
	fill_form(symbol, out);
	for (guint i = 0; i < symbol->used_at->len; i++)
		record_strings_add(out->used_at, symbol->used_at->pdata[i]);
	finding_set(finding, "form", out->form);
	finding_set(finding, "namespace", out->namespace);
	finding_set(finding, "area", area);
	finding_fix(finding,
		    out->namespace ? "%s(%s, %s) behind its definition%s"
				   : "%s(%s) behind its definition%.0s%s",
		    out->form, symbol->name, out->namespace ? out->namespace : "",
		    symbol->assembly ? ", in the assembly file" : "");
	g_ptr_array_add(context->out->exports, out);
}

static void export_needed(struct context *context, const struct symbol *symbol)
{
	g_autofree char *why = why_not(symbol);
	g_autofree char *use = used_at(symbol);
	struct finding *finding;

	if (why)
		return;
	finding = emit(context, symbol->name, symbol->file, symbol->line);
	if (!finding)
		return;
	finding_say(finding, "%s needs '%s'%s, which is not exported%s", context->driver->module,
		    symbol->name, use,
		    !g_strcmp0(symbol->binding, "weak")
			    ? "; this definition is weak, and the one that the image uses counts"
			    : "");
	add_export(context, finding, symbol);
}

/* symbols that the code which modsplit writes will call: .remove, exit, barriers */
static void export_written(struct context *context, const char *text, const char *where)
{
	for (guint i = 0; text && i < context->model->watched->len; i++) {
		const struct symbol *symbol = context->model->watched->pdata[i];
		g_autofree char *why = why_not(symbol);
		struct finding *finding;

		if (!words_has(text, symbol->name) || symbol->exported || why ||
		    is_own(context->driver, symbol->name))
			continue;
		finding = emit(context, symbol->name, symbol->file, symbol->line);
		if (!finding)
			continue;
		finding_say(finding, "%s will need '%s', which is not exported: %s calls it",
			    context->driver->module, symbol->name, where);
		add_export(context, finding, symbol);
	}
}

/* a module that stays loaded calls nothing of what its unloading would */
static gboolean is_permanent(const struct context *context)
{
	for (guint i = 0; i < context->out->findings->len; i++)
		if (finding_argument(context->out->findings->pdata[i], "permanent"))
			return TRUE;
	return FALSE;
}

void check_symbol_exported(struct context *context)
{
	const struct driver *driver = context->driver;
	guint before = context->out->findings->len;

	for (guint i = 0; i < driver->symbols->len; i++) {
		const struct symbol *symbol = driver->symbols->pdata[i];

		if (symbol->needed && !symbol->exported)
			export_needed(context, symbol);
	}
	for (guint i = 0; i < before && !is_permanent(context); i++) {
		const struct finding *finding = context->out->findings->pdata[i];

		if (finding->severity != SEVERITY_CHANGE)
			continue;
		export_written(context, finding_argument(finding, "undo"),
			       "the clean-up that unloading needs");
		export_written(context, finding_argument(finding, "use"),
			       "the barrier that unloading needs");
	}
}

static gboolean imports(const struct driver *driver, const char *namespace)
{
	for (guint i = 0; i < driver->macros->len; i++) {
		const struct macro_use *macro = driver->macros->pdata[i];
		/* what the macro makes can be written out */
		gboolean info = !strcmp(macro->name, "MODULE_INFO") && macro->args->len > 1 &&
				!strcmp(macro->args->pdata[0], "import_ns");
		guint at = info ? 1 : 0;
		const char *name = macro->args->len > at ? macro->args->pdata[at] : NULL;
		g_autofree char *quoted = NULL;

		if (!name || (!info && strcmp(macro->name, "MODULE_IMPORT_NS")))
			continue;
		quoted = words_unquote(name);
		if (!strcmp(quoted ? quoted : name, namespace))
			return TRUE;
	}
	return FALSE;
}

static void need_namespace(struct context *context, const char *namespace, const char *symbol,
			   const char *form)
{
	const struct source *head = model_head(context->driver);
	struct finding *finding;

	if (!namespace || imports(context->driver, namespace))
		return;
	finding = emit(context, namespace, head ? head->file : NULL, 0);
	if (!finding)
		return;
	finding_say(finding, "'%s' is exported in the namespace %s, which %s does not import",
		    symbol, namespace, context->driver->module);
	finding_fix(finding,
		    !g_strcmp0(form, "quoted") ? "MODULE_IMPORT_NS(\"%s\")"
					       : "MODULE_IMPORT_NS(%s)",
		    namespace);
	finding_set(finding, "namespace", namespace);
	finding_set(finding, "symbol", symbol);
}

/* "module:a,b-*": is the module one of those? Names are as modpost has them, of the .ko's file */
static gboolean is_named(const char *list, const char *module)
{
	g_auto(GStrv) names = g_strsplit(list, ",", -1);

	for (guint i = 0; names[i]; i++) {
		gsize len = strlen(names[i]);
		gboolean glob = len && names[i][len - 1] == '*';

		if (glob ? !strncmp(names[i], module, len - 1) : !strcmp(names[i], module))
			return TRUE;
	}
	return FALSE;
}

/* an export to named modules alone: nobody imports that; TRUE: it is one */
static gboolean is_for_modules(struct context *context, const struct symbol *symbol)
{
	static const char prefix[] = "module:";
	const struct driver *driver = context->driver;
	const char *space = symbol->export_namespace;
	g_autofree char *name = driver->module_file ? g_path_get_basename(driver->module_file)
						    : g_strdup(driver->module);
	struct finding *finding;

	if (!context->model->tree->module_prefix || !space || !g_str_has_prefix(space, prefix))
		return FALSE;
	space += strlen(prefix);
	if (is_named(space, name))
		return TRUE;
	finding = emit(context, symbol->name, symbol->file, symbol->line);
	if (!finding)
		return TRUE;
	if (!context->tristate)
		finding_severity(finding, SEVERITY_BLOCKER);
	finding_say(finding, "'%s' is exported to %s alone, and %s is none of them", symbol->name,
		    space, name);
	finding_fix(finding, "by hand: ask its maintainers to name %s there too", name);
	finding_set(finding, "symbol", symbol->name);
	return TRUE;
}

void check_namespace_imported(struct context *context)
{
	const struct driver *driver = context->driver;
	const char *form = context->model->tree->export_form;

	for (guint i = 0; i < driver->symbols->len; i++) {
		const struct symbol *symbol = driver->symbols->pdata[i];

		if (!symbol->needed)
			continue;
		if (symbol->exported && !is_for_modules(context, symbol))
			need_namespace(context, symbol->export_namespace, symbol->name, form);
		/* this export will be in it, though it is not written there */
		if (!symbol->exported && !symbol->neighbour_namespace)
			need_namespace(context, symbol->default_namespace, symbol->name, form);
	}
	for (guint i = 0; i < context->out->exports->len; i++) {
		const struct needed_export *out = context->out->exports->pdata[i];

		need_namespace(context, out->namespace, out->symbol, form);
	}
}

const struct crossing *crossing_of(const struct driver *driver,
				   const struct reverse_reference *reverse)
{
	for (guint i = 0; i < driver->crossings->len; i++) {
		const struct crossing *crossing = driver->crossings->pdata[i];

		if (!g_strcmp0(crossing->symbol, reverse->symbol) &&
		    !g_strcmp0(crossing->file, reverse->file))
			return crossing;
	}
	return NULL;
}

/* What may be a module needs the symbol exported; one that becomes a module now has that planned. */
gboolean kept_apart(const struct context *context, const struct crossing *crossing)
{
	struct closing closing;

	if (!crossing || (!crossing->option && !crossing->optional) ||
	    (!crossing->exported && !g_strcmp0(crossing->type, "tristate") &&
	     !becomes_tristate(context, crossing->option)))
		return FALSE;
	if (!crossing->values->len)
		return TRUE;
	closing = closing_of(crossing);
	g_free(closing.text);
	return closing.how != NULL;
}

void check_reverse_reference(struct context *context)
{
	const struct driver *driver = context->driver;

	for (guint i = 0; i < driver->reverse->len; i++) {
		const struct reverse_reference *reverse = driver->reverse->pdata[i];
		const char *at = reverse->defined_at;
		const struct crossing *crossing = crossing_of(driver, reverse);
		gboolean apart = kept_apart(context, crossing);
		struct finding *finding;

		/* what selects a helper, and becomes a module with it */
		if (apart && !crossing->values->len && becomes_tristate(context, crossing->option))
			continue;
		finding = emit(context, reverse->symbol, reverse->file, reverse->line);
		if (!finding)
			continue;
		if (apart)
			finding_severity(finding, SEVERITY_RISK);
		apart |= context->tristate;
		/* what a macro makes has no line of its own */
		if (at && g_str_has_suffix(at, ":0"))
			at = NULL;
		finding_say(finding,
			    "%s, which %s, uses '%s' of %s%s%s: with the driver as a module %s",
			    reverse->object, apart ? "is in the image now" : "stays in the image",
			    reverse->symbol, driver->module, at ? ", defined at " : "",
			    at ? at : "",
			    apart ? "it must be one too, or go" : "the image would not link");
		if (apart)
			finding_fix(finding, "nothing, if its option depends on this one: Kconfig "
					     "then sees to it");
		finding_set(finding, "object", reverse->object);
	}
}
