/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "checks/check.h"
#include "evidence/drivers.h"
#include "evidence/late.h"
#include "evidence/undo.h"

/* PARAMETERS(x, rows): the parameters of check x; COLUMNS(x, rows): the columns of a table */
#define PARAMETERS(name, ...) \
	static const struct parameter name##_parameters[] = {__VA_ARGS__, {NULL, 0, 0, NULL}}
#define COLUMNS(name, ...) static const struct column name##_columns[] = {__VA_ARGS__, {NULL, 0}}
#define NEEDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define TEXT(name)                            \
	{                                     \
		name, PARAMETER_TEXT, 0, NULL \
	}
#define LIST(name)                            \
	{                                     \
		name, PARAMETER_LIST, 0, NULL \
	}
#define TABLE(name, columns)                      \
	{                                         \
		name, PARAMETER_TABLE, 0, columns \
	}

COLUMNS(type, {"from", 0}, {"to", PARAMETER_OPTIONAL});
PARAMETERS(option_type, TABLE("types", type_columns));

COLUMNS(test, {"kind", 0}, {"to", PARAMETER_OPTIONAL});
PARAMETERS(config_test, TABLE("tests", test_columns));

COLUMNS(license, {"spdx", 0}, {"license", 0});
PARAMETERS(module_metadata, TABLE("licenses", license_columns));
PARAMETERS(module_header, TEXT("header"), TEXT("replaces"), LIST("needed_by"));

COLUMNS(table, {"struct", 0}, {"field", 0}, {"type", 0});
COLUMNS(search, {"call", 0}, {"struct", 0}, {"type", 0});
PARAMETERS(device_table, TABLE("tables", table_columns), TABLE("searches", search_columns));

COLUMNS(creator, {"header", 0}, {"creator", 0});
PARAMETERS(name_match, TABLE("drivers", bus_columns), TABLE("creators", creator_columns));

PARAMETERS(composite, LIST("parameter_macros"));
PARAMETERS(builtin_macro, TABLE("drivers", bus_columns));
PARAMETERS(initcall, TABLE("drivers", bus_columns), TABLE("levels", level_columns));
PARAMETERS(legacy, TABLE("drivers", bus_columns), TABLE("levels", level_columns), TEXT("suffix"));

COLUMNS(owner, {"struct", 0}, {"field", 0}, {"value", 0});
PARAMETERS(owner, TABLE("structs", owner_columns));
PARAMETERS(bind_attrs, TABLE("drivers", bus_columns), LIST("providers"));

PARAMETERS(remove, TABLE("drivers", bus_columns), TABLE("undo", undo_columns),
	   TABLE("permanent", permanent_columns), LIST("actions"), LIST("looks_like"),
	   LIST("harmless"), LIST("quiesce"), LIST("powers"));
PARAMETERS(exit, TABLE("drivers", bus_columns), TABLE("levels", level_columns),
	   TABLE("undo", undo_columns), TABLE("permanent", permanent_columns), LIST("actions"),
	   LIST("looks_like"), LIST("harmless"));

PARAMETERS(permanent, TABLE("drivers", bus_columns), TABLE("permanent", permanent_columns));

COLUMNS(barrier, {"call", 0}, {"barrier", PARAMETER_SYMBOLS}, {"header", 0}, {"order", 0},
	{"scope", 0}, {"also", PARAMETER_STRINGS | PARAMETER_OPTIONAL});
PARAMETERS(barrier, TABLE("barriers", barrier_columns));

PARAMETERS(deferral, TEXT("consumer"),
	   {"call", PARAMETER_TEXT, PARAMETER_SYMBOLS | PARAMETER_CALLERS, NULL}, LIST("registers"),
	   {"field", PARAMETER_TEXT, PARAMETER_FIELDS, NULL}, TEXT("supplier"), TEXT("folder"),
	   TEXT("option"), TEXT("modules"), TEXT("kconfig"), TEXT("after"));

COLUMNS(macro, {"macro", 0}, {"why", 0}, {"instead", PARAMETER_OPTIONAL});
PARAMETERS(linker_table, TABLE("macros", linker_macro_columns));
PARAMETERS(macro_use, TABLE("macros", macro_columns));
COLUMNS(refused, {"call", 0}, {"header", PARAMETER_OPTIONAL}, {"why", 0});
PARAMETERS(call_use, TABLE("calls", refused_columns));
COLUMNS(unexported, {"symbol", 0}, {"why", 0}, {"instead", 0});
PARAMETERS(export_refused, TABLE("refused", unexported_columns));
COLUMNS(ask, {"call", 0}, {"argument", 0}, {"names", PARAMETER_STRINGS | PARAMETER_OPTIONAL},
	{"module", PARAMETER_OPTIONAL | PARAMETER_PAIRED});
PARAMETERS(asked_by_name, TABLE("asks", ask_columns), TEXT("declares"));
PARAMETERS(shared_line, LIST("requests"), TEXT("flag"), LIST("controllers"));
PARAMETERS(initramfs, LIST("needed"), LIST("taken"));
PARAMETERS(load_path, LIST("creates"), LIST("declares"));
PARAMETERS(init_section, LIST("probe_once"), TABLE("macros", linker_macro_columns));

const struct check checks[] = {
	{"probe-complete", check_probe_complete, NULL, NULL},
	{"option-exists", check_option_exists, NULL, NULL},
	{"option-type", check_option_type, option_type_parameters, NEEDS("option-exists")},
	{"option-hidden", check_option_hidden, NULL, NEEDS("option-exists")},
	{"bare", check_bare, NULL, NEEDS("option-exists")},
	{"selected-by", check_selected_by, NULL, NEEDS("option-exists")},
	{"dependents", check_dependents, NULL, NEEDS("option-exists")},
	{"config-test", check_config_test, config_test_parameters, NEEDS("option-exists")},
	{"crossings", check_crossings, NULL, NEEDS("option-exists")},
	{"defconfigs", check_defconfigs, NULL, NEEDS("option-exists")},
	{"kept", check_kept, NULL, NEEDS("option-exists")},
	{"initramfs", check_initramfs, initramfs_parameters, NEEDS("option-exists")},
	{"helpers", check_helpers, NULL, NEEDS("option-exists")},
	{"list-modular", check_list_modular, NULL, NEEDS("option-exists")},
	{"option-shared", check_option_shared, NULL, NEEDS("option-exists")},
	{"object-shared", check_shared, NULL, NEEDS("option-exists")},
	{"composite-empty", check_hollow, NULL, NEEDS("option-exists")},
	{"module-cycle", check_cycles, NULL, NEEDS("option-exists", "helpers")},
	{"reverse-reference", check_reverse_reference, NULL, NULL},
	{"symbol-exportable", check_symbol_exportable, NULL, NULL},
	{"export-refused", check_export_refused, export_refused_parameters, NULL},
	{"macro-use", check_macro_use, macro_use_parameters, NULL},
	{"linker-table", check_linker_table, linker_table_parameters, NULL},
	{"call-use", check_call_use, call_use_parameters, NULL},
	{"shared-line", check_shared_line, shared_line_parameters, NULL},
	{"load-path", check_load_path, load_path_parameters, NULL},
	{"init-section", check_init_section, init_section_parameters, NULL},
	{"composite", check_composite, composite_parameters, NEEDS("option-exists")},
	{"builtin-macro", check_builtin_macro, builtin_macro_parameters, NULL},
	{"initcall-level", check_initcall_level, initcall_parameters, NULL},
	{"init-calls", check_init_calls, initcall_parameters, NULL},
	{"legacy-part", check_legacy_part, legacy_parameters, NEEDS("init-calls")},
	{"bind-attrs", check_bind_attrs, bind_attrs_parameters, NULL},
	{"owner", check_owner, owner_parameters, NULL},
	{"remove", check_remove, remove_parameters, NULL},
	{"permanent", check_permanent, permanent_parameters, NULL},
	{"exit", check_exit, exit_parameters, NEEDS("init-calls")},
	{"exit-barrier", check_exit_barrier, barrier_parameters, NULL},
	{"unload-verdict", check_unload_verdict, NULL,
	 NEEDS("remove", "permanent", "exit", "exit-barrier", "builtin-macro", "linker-table")},
	{"symbol-exported", check_symbol_exported, NULL, NEEDS("unload-verdict")},
	{"namespace-imported", check_namespace_imported, NULL, NEEDS("symbol-exported")},
	{"deferral", check_deferral, deferral_parameters, NULL},
	{"device-table", check_device_table, device_table_parameters, NULL},
	{"name-match", check_name_match, name_match_parameters, NULL},
	{"asked-by-name", check_asked_by_name, asked_by_name_parameters, NULL},
	{"module-metadata", check_module_metadata, module_metadata_parameters, NULL},
	{"module-header", check_module_header, module_header_parameters,
	 NEEDS("device-table", "owner", "asked-by-name")},
	{NULL, NULL, NULL, NULL},
};

/* the checks whose findings plan answers with steps, so that patch writes what they ask for */
static const char *const mended[] = {
	"option-type",     "selected-by",     "config-test", "crossings",     "helpers",
	"linker-table",    "init-section",    "composite",   "builtin-macro", "initcall-level",
	"init-calls",      "legacy-part",     "owner",       "remove",        "exit",
	"exit-barrier",    "symbol-exported", "deferral",    "device-table",  "namespace-imported",
	"module-metadata", "module-header",   "name-match",  "asked-by-name", NULL,
};

gboolean check_is_mended(const struct check *check)
{
	return g_strv_contains(mended, check->name);
}

const struct check *check_find(const char *name)
{
	for (const struct check *check = checks; name && check->name; check++)
		if (!strcmp(check->name, name))
			return check;
	return NULL;
}
