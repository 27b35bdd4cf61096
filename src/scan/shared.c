/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "scan/border.h"
#include "target/driver.h"
#include "target/makefiles.h"

/* --- an object that another list takes too ----------------------------------------------------- */

/* one word of a list, beside the driver's own: what is made of the object there, and when */
struct other {
	const struct ms_kbuild_rule *rule;
	const struct ms_kbuild_listing *listing;
	const char *builtin, *module; /* conditions */
};

static void add_row(const struct scan_target *target, const struct scan_part *part,
		    const struct other *other, const char *becomes, gboolean today,
		    GPtrArray *values)
{
	struct shared *row = record_new(&model_shared_type);
	const char *with = other->rule->composite;

	row->object = g_canonicalize_filename(part->object, "/");
	memmove(row->object, row->object + 1, strlen(row->object));
	row->source = g_strdup(part->source);
	row->with = with ? g_strndup(with, strlen(with) - strlen(".o")) : NULL;
	row->option = g_strdup(other->listing->option);
	row->becomes = g_strdup(becomes);
	row->today = today;
	row->file = g_strdup(other->listing->place.file);
	row->line = other->listing->place.line;
	for (guint i = 0; i < values->len; i++)
		g_ptr_array_add(row->values, g_strdup(values->pdata[i]));
	g_ptr_array_add(target->driver->shared, row);
}

/* the option that decides about a list: its own, or that of the composite which the list makes */
static const char *deciding(const struct ms_kbuild_rules *makefile, const struct other *other)
{
	if (other->listing->option || !other->rule->composite)
		return other->listing->option;
	for (guint i = 0; i < makefile->rules->len; i++) {
		const struct ms_kbuild_rule *whole = makefile->rules->pdata[i];
		const struct ms_kbuild_listing *listing = whole->listings->pdata[0];

		if (!whole->composite && !strcmp(whole->object, other->rule->composite))
			return listing->option;
	}
	return NULL;
}

/* could the other be a module, with this one in the image, before anything was changed? */
static gboolean is_mixed_today(const struct scan_border *border, const char *option)
{
	const struct kconf_symbol *symbol =
		option ? scan_context_option(border->context, option) : NULL;

	return symbol && symbol->type == KCONF_TRISTATE;
}

static void judge(struct scan_border *border, const struct scan_target *target,
		  const struct ms_kbuild_rules *makefile, const struct scan_part *part,
		  const struct other *other)
{
	const char *option = deciding(makefile, other);
	gboolean today = is_mixed_today(border, option);
	g_autoptr(GPtrArray) image = scan_border_allows(border, target, other->builtin);
	g_autoptr(GPtrArray) module = NULL;

	if (image) {
		add_row(target, part, other, "image", today, image);
		return;
	}
	module = scan_border_allows(border, target, other->module);
	if (module)
		add_row(target, part, other, "module", today, module);
}

/* is it by this list that the driver has its part? */
static gboolean is_own(const struct scan_target *target, const struct ms_kbuild_rules *makefile,
		       const struct scan_part *part, const struct other *other)
{
	const char *when = part->when ? part->when + strlen("CONFIG_") : NULL;

	if (makefile != target->makefile)
		return FALSE;
	if (!target->driver->split)
		return other->rule == target->rule ||
		       !g_strcmp0(other->rule->composite, target->rule->object);
	return !other->rule->composite &&
	       (!other->listing->option ||
		!strcmp(other->listing->option, target->driver->config) ||
		!g_strcmp0(other->listing->option, when));
}

/* of a plain object that several options list each one counts; else all lists together */
static void look_at(struct scan_border *border, const struct scan_target *target,
		    const struct ms_kbuild_rules *makefile, const struct scan_part *part,
		    const struct ms_kbuild_rule *rule)
{
	gboolean each = target->driver->split && !rule->composite && makefile == target->makefile;

	for (guint i = 0; i < (each ? rule->listings->len : 1); i++) {
		const struct ms_kbuild_listing *listing = rule->listings->pdata[i];
		struct other other = {rule, listing, rule->builtin, rule->module};
		g_autofree char *builtin = NULL, *module = NULL;

		if (is_own(target, makefile, part, &other))
			continue;
		if (each) {
			builtin = g_strdup_printf("CONFIG_%s=y", listing->option);
			module = g_strdup_printf("CONFIG_%s=m", listing->option);
			other.builtin = builtin;
			other.module = module;
		}
		judge(border, target, makefile, part, &other);
	}
}

static void look_in(struct scan_border *border, const struct scan_target *target,
		    const struct ms_kbuild_rules *makefile, const struct scan_part *part)
{
	g_autofree char *own = g_canonicalize_filename(part->object, "/");

	for (guint i = 0; makefile && i < makefile->rules->len; i++) {
		const struct ms_kbuild_rule *rule = makefile->rules->pdata[i];
		g_autofree char *path = g_build_filename("/", makefile->folder, rule->object, NULL);
		g_autofree char *plain = g_canonicalize_filename(path, "/");

		if (!strcmp(plain, own) && !rule->library)
			look_at(border, target, makefile, part, rule);
	}
}

/* --- a module of nothing ------------------------------------------------------------------------ */

/* when some part is in the module; NULL: there is always one */
static char *any_part(const struct scan_target *target)
{
	const GPtrArray *rules = target->makefile->rules;
	GString *any = g_string_new(NULL);

	for (guint i = 0; i < rules->len; i++) {
		const struct ms_kbuild_rule *rule = rules->pdata[i];

		if (g_strcmp0(rule->composite, target->rule->object))
			continue;
		if (!strcmp(rule->module, target->rule->module)) {
			g_string_free(any, TRUE);
			return NULL;
		}
		g_string_append_printf(any, "%s(%s)", any->len ? " || " : "", rule->module);
	}
	return g_string_free(any, FALSE);
}

static void add_hollow(struct scan_border *border, const struct scan_target *target)
{
	g_autofree char *any = any_part(target), *condition = NULL;
	g_autofree char *source =
		scan_object_source(border->context, target->driver->folder, target->rule->object);
	g_autoptr(GPtrArray) values = NULL;
	struct hollow *row;

	if (!any || !*any || source)
		return;
	condition = g_strdup_printf("(%s) && !(%s)", target->rule->module, any);
	values = scan_border_allows(border, target, condition);
	if (!values)
		return;
	row = record_new(&model_hollow_type);
	row->object = g_build_filename(target->driver->folder, target->rule->object, NULL);
	row->file = g_strdup(target->rule->place.file);
	row->line = target->rule->place.line;
	for (guint i = 0; i < values->len; i++)
		g_ptr_array_add(row->values, g_strdup(values->pdata[i]));
	g_ptr_array_add(target->driver->hollow, row);
}

/* --- both --------------------------------------------------------------------------------------- */

/* Lists are looked for where the driver's makefile stands and where its parts lie. */
void scan_add_shared(struct scan_border *border, const struct scan_target *target)
{
	if (!target->rule || !target->driver->config)
		return;
	for (guint i = 0; i < target->parts->len; i++) {
		const struct scan_part *part = target->parts->pdata[i];
		g_autofree char *folder = g_path_get_dirname(part->source);

		look_in(border, target, target->makefile, part);
		if (strcmp(folder, target->makefile->folder))
			look_in(border, target, scan_makefile(border->context, folder), part);
	}
	if (target->driver->composite)
		add_hollow(border, target);
}
