/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include "base/record.h"

/**
 * The model: what a kernel is for us, seen from the drivers that were asked for. Scan builds it,
 * nobody changes it afterwards. Paths are relative to the top of the tree (sources, makefiles) or
 * of the build (objects), lines count from 1, 0 is "not known". Lists are sorted by what scan
 * documents, so that the same tree and build give the same bytes.
 */

/** struct place: a file and a line in it. */
struct place {
	char *file;
	gint64 line;
};

/** struct tree_info: the tree and its build. */
struct tree_info {
	char *version; /* "6.12.117" from the top Makefile */
	char *arch;    /* ARCH, "arm64" */
	char *srcarch; /* the folder below arch/ */
	char *package; /* "linux-source-6.12 6.12.117-1" when known, else NULL */
	char *commit;  /* HEAD where the tree is a git checkout, else NULL */
	gint64 date;   /* seconds since the epoch of the commit or of the changelog; 0: not known */
	gboolean modules;  /* CONFIG_MODULES */
	char *searched;    /* "build", "tree": where tests of an option were looked for */
	char *export_form; /* "bare" (namespace is a word, up to 6.12), "quoted" (6.13 on) */
	char *for_modules; /* the macro that exports to named modules alone, or NULL */
	/* "known": modpost takes a namespace "module:a,b" for that; NULL: for one like any other */
	char *module_prefix;
};

/** struct option_use: another option that selects, implies or depends on the driver's option. */
struct option_use {
	char *option;
	char *how;       /* "select", "imply", "depends", "default", "if" */
	char *type;      /* type keyword of that option */
	char *condition; /* text behind `if`, or of the dependency */
	char *value;     /* what .config says of it now: "y", "m", "n" */
	char *file;
	gint64 line;
};

/** struct option: one definition of a Kconfig option. */
struct option {
	char *name;         /* without CONFIG_ */
	char *type;         /* "bool", "tristate", "def_bool", "def_tristate" … as written */
	char *prompt;       /* NULL: hidden */
	char *value;        /* in .config: "y", "m", "n" */
	char *depends;      /* the `depends on` lines, joined by && */
	GPtrArray *selects; /* option names */
	char *help;
	char *file;
	gint64 line;
	gboolean in_choice;
};

/** struct config_test: a test of the driver's option in C, in a makefile or in assembly. */
struct config_test {
	char *kind; /* "ifdef", "ifndef", "defined", "IS_ENABLED", "IS_BUILTIN", "IS_MODULE",
		       "IS_REACHABLE" */
	char *option;
	char *file;
	gint64 line;
	gboolean own; /* in one of the driver's own sources or headers of its folder */
};

/** struct macro_use: a macro used at file scope, such as MODULE_LICENSE("GPL"). */
struct macro_use {
	char *name;
	GPtrArray *args;
	char *file;
	gint64 line;
};

/** struct call: a call written in a function's body. */
struct call {
	char *callee;
	gint64 line;
	char *args;       /* as written, without the outer parentheses */
	char *into;       /* what its value is assigned to, or NULL */
	char *guard;      /* condition of the innermost enclosing `if`, as written, or NULL */
	GPtrArray *outer; /* those of the `if`s around that one, the outermost first; a switch
			     counts as one: "switch (x)" */
	GPtrArray *skips; /* under which the function has returned by then, without an error */
	gboolean loop;    /* it stands in a loop */
	gboolean unwind;  /* no way leads to it but the goto of an error */
};

/** struct function: a function that the driver's sources define. */
struct function {
	char *name;
	char *type; /* what stands before the name: "static int", "static void __init" */
	gboolean is_static;
	char *section; /* "init", "exit" or NULL: __init, __exit as written */
	char *file;
	gint64 line;
	gint64 end_line;
	char *condition; /* enclosing #if, joined by &&, or NULL */
	char *params;    /* as written */
	char *declared;  /* "file:line" of its prototype in one of the driver's headers, or NULL */
	GPtrArray *locals;   /* declarations in its body: "struct arm_smmu_device *smmu" */
	GPtrArray *calls;    /* struct call */
	GPtrArray *sets;     /* names that it sets to another name: "pm_power_off = foo_off" */
	GPtrArray *mentions; /* names of the driver's own functions and variables used otherwise */
};

/** struct field: one designated initialiser: path "driver.of_match_table", value as written. */
struct field {
	char *path;
	char *value;
	gint64 line;
};

/** struct variable: an initialised file-scope variable of the driver, or one of an init section. */
struct variable {
	char *name;
	char *type;    /* as written: "static struct platform_driver", "const struct iommu_ops" */
	char *section; /* "__initconst", "__initdata" …: the word that puts it there, or NULL */
	char *file;
	gint64 line;
	char *condition;
	GPtrArray *fields; /* struct field */
	GPtrArray *mentions;
};

/**
 * struct interface: a function pointer in a structure that the driver fills in, as this tree
 * declares it: type "struct platform_driver", member "remove", result "void".
 */
struct interface {
	char *type;
	char *member;
	char *result;
	char *params; /* "struct platform_device *" */
};

/** struct symbol: a name that the driver needs, or that a rule asked about (a watched one). */
struct symbol {
	char *name;
	char *kind;             /* "function", "object", "notype", "undefined" */
	gboolean needed;        /* undefined in the driver as a module */
	gboolean exported;      /* by vmlinux or another module of this build */
	char *export_form;      /* "EXPORT_SYMBOL_GPL" … when exported */
	char *export_namespace; /* or NULL */
	char *provider;         /* "vmlinux", a module's path, or NULL: nobody defines it */
	char *object;           /* "drivers/iommu/iommu.o", the object that defines it */
	char *file;             /* where it is defined; a .S or a macro counts too */
	gint64 line;
	gint64 end_line;
	char *section;        /* ".text", ".init.text", ".data..percpu" … */
	char *binding;        /* "global", "weak", "local" */
	gboolean is_init;     /* its section is freed after boot */
	gboolean assembly;    /* the definition is in a .S file */
	char *condition;      /* enclosing #if of the definition, or NULL */
	char *neighbour_form; /* form and namespace that exports in the same file mostly have, or
				 NULL */
	char *neighbour_namespace;
	char *default_namespace; /* that an export there without one gets nevertheless, or NULL */
	char *when; /* condition under which the driver needs it, "CONFIG_X", or NULL: always */
	GPtrArray *used_at; /* "file:line" in the driver's sources, sorted */
	GPtrArray *through; /* static inline functions and macros of headers that name it, "name
			       (file:line)" */
	GPtrArray *callers; /* struct caller: of a watched symbol of which it was asked */
};

/** struct caller: a function of the image that calls a watched symbol. */
struct caller {
	char *function;
	char *file;
	gint64 line;
	/* options that keep the call from being made: "X" when it is set, "X=m" when it is m */
	GPtrArray *unless;
};

/** struct reverse_reference: an object of the image that needs a symbol of the driver. */
struct reverse_reference {
	char *symbol;
	char *object;     /* the object that needs it */
	char *file;       /* its source */
	gint64 line;      /* first place that names it, 0: not found */
	char *defined_at; /* "file:line" in the driver */
};

/** struct hanging: an object or folder that stands in the way of the driver's option being m. */
struct hanging {
	char *object; /* "drivers/of/base.o", "drivers/pci" */
	gboolean own; /* one of the driver's own, whose list makes no module; else it is another's */
	/* with the option m: "module", "modules" (a folder), "image", "library", "nothing" */
	char *becomes;
	char *file; /* the makefile */
	gint64 line;
};

/**
 * struct crossing: a reference between the driver and other code, in either direction, which may
 * end at a module: what of Kconfig's answers makes the image not link, once the driver's option is
 * tristate.
 */
struct crossing {
	char *symbol;
	char *option;   /* of what refers; NULL: it is always built, or hangs on several options */
	char *type;     /* "bool", "tristate": of that option, the driver's already changed */
	char *provider; /* option of what defines the symbol */
	char *object;   /* that refers */
	char *file;     /* its source, and the first place that names the symbol */
	gint64 line;
	char *kconfig; /* where `option` is defined */
	gint64 kconfig_line;
	char *when;      /* condition under which the object is in the image */
	char *guard;     /* condition under which it refers, or NULL: always */
	char *test_file; /* the file whose one IS_ENABLED() of `provider` is in `guard`, or NULL */
	gboolean optional; /* what refers can be in the image without `provider`, and links */
	gboolean loops;    /* `provider` hangs on `option`, which cannot depend on it then */
	gboolean selected; /* others select `option`, whatever it depends on */
	gboolean exported; /* its definition is followed by an export */
	/* "X=m", "Y=y": allowed by Kconfig, and the image would not link; empty: none was found */
	GPtrArray *values;
	GPtrArray *also; /* "Z=n": what else had to be set for that */
	char *start;     /* to begin with: ".config", "allyesconfig" … */
};

/**
 * struct move: an option that gets another value in some defconfigs of the arch by what the series
 * does to the Kconfig files.
 */
struct move {
	char *option; /* perhaps the driver's own */
	char *before;
	char *after; /* "y", "m", "n", a number, a text; NULL: it is not written at all */
	char *why;   /* it has the new value, in the first of the defconfigs */
	char *file;  /* where it is defined */
	gint64 line;
	GPtrArray *defconfigs; /* strings, sorted */
};

/** struct shared: an object of the driver that another list takes too. */
struct shared {
	char *object;      /* "drivers/foo/common.o" */
	char *source;      /* that it is made of */
	char *with;        /* the other module, "bar"; NULL: the object is listed by itself */
	char *option;      /* of that list; NULL: none, or several */
	char *becomes;     /* what it can be there, with the driver a module: "image", "module" */
	gboolean today;    /* so can it be while the driver is in the image */
	GPtrArray *values; /* "X=m": a combination in which both are built */
	char *file;        /* the makefile */
	gint64 line;
};

/** struct hollow: a composite without a part, once the driver's option is m. */
struct hollow {
	char *object;
	GPtrArray *values; /* "X=m": a combination in which it has none */
	char *file;        /* the makefile */
	gint64 line;
};

/**
 * struct cycle: modules each of which would need a symbol of the next one, and the last one of the
 * driver, which is the first.
 */
struct cycle {
	GPtrArray *modules; /* strings */
	GPtrArray *options; /* that make them modules */
	GPtrArray *symbols; /* what each needs of the next */
	char *file;         /* where the last one names the driver's */
	gint64 line;
};

/** struct source: one source file of the driver. */
struct source {
	char *file;
	char *object;
	char *modname;       /* KBUILD_MODNAME it is built with today */
	char *option;        /* option expression of the line that lists it: "CONFIG_X", "y", "m" */
	gboolean built;      /* this configuration compiles it; if not, only its text was read */
	gboolean head;       /* it holds the init call */
	GPtrArray *includes; /* "linux/module.h" … */
	char *spdx;          /* licence of the SPDX line */
	char *authors;       /* the "Author:" lines of the first comment, joined by newlines */
	char *summary;       /* the first sentence of the first comment */
	gboolean probed;     /* it compiled as a module for the probe */
	GPtrArray *probe_edits; /* what the probe had to change to compile it, in words */
	char *probe_error;      /* why it did not, else NULL */
};

/** struct driver: one future module. */
struct driver {
	char *query;       /* what was asked for */
	GPtrArray *notes;  /* "drivers/iommu/arm-smmu.c is now drivers/iommu/arm/…" */
	char *config;      /* option name, NULL when the object hangs on obj-y */
	char *follows;     /* of a helper, the config of the driver that it follows, or NULL */
	char *module;      /* "arm_smmu_v3": the module's name with _ */
	char *module_file; /* "drivers/iommu/arm/arm-smmu-v3/arm_smmu_v3", without .ko */
	char *folder;
	char *makefile; /* NULL: no makefile builds anything by the option */
	gint64 makefile_line;
	gboolean composite; /* the module is one object made of parts already */
	gboolean split; /* several objects on one option, each a module of its own: make a composite
			 */
	struct option *option;
	char *unsettable;   /* the condition of its prompt, where Kconfig allows it no m; or NULL */
	GPtrArray *options; /* further definitions of the same option (struct option) */
	GPtrArray *option_uses;  /* struct option_use */
	GPtrArray *config_tests; /* struct config_test */
	GPtrArray *sources;      /* struct source */
	GPtrArray *macros;       /* struct macro_use: all at file scope, in file and line order */
	GPtrArray *functions;    /* struct function */
	GPtrArray *variables;    /* struct variable */
	GPtrArray *interfaces;   /* struct interface, sorted by type and member */
	GPtrArray *symbols;      /* struct symbol, sorted by name: needed ones */
	GPtrArray *reverse;      /* struct reverse_reference */
	GPtrArray *crossings;    /* struct crossing */
	GPtrArray *moves;        /* struct move, sorted by option */
	GPtrArray *set_in;   /* struct place_text: configurations in the tree that set it to y */
	GPtrArray *hanging;  /* struct hanging, the driver's own first */
	GPtrArray *shared;   /* struct shared, in the order of the parts */
	GPtrArray *hollow;   /* struct hollow */
	GPtrArray *cycles;   /* struct cycle */
	GPtrArray *problems; /* struct place_text: what scan did not understand */
};

/** struct place_text: a place and what is to be said of it. */
struct place_text {
	char *file;
	gint64 line;
	char *text;
};

/**
 * struct related_option: an option whose driver implements an interface that was watched (for
 * IOMMU: assigns .of_xlate), so that "some driver of this kind is =m" can be written in Kconfig.
 */
struct related_option {
	char *option;
	char *type;
	char *value;
	char *field; /* the struct field that was found: "of_xlate" */
	char *file;  /* the source that has it */
	gint64 line;
	char *kconfig; /* file that defines the option */
};

/**
 * struct gate: a hidden option that keeps a watched symbol from being called, and what makes it y:
 * its own defaults, and the options that select it, each with its whole condition.
 */
struct gate {
	char *option;
	char *file;
	gint64 line;
	GPtrArray *reasons; /* struct option_use */
};

/** struct model: the value between scan and analyze; schema "modsplit.model/1". */
struct model {
	struct tree_info *tree;
	GPtrArray *drivers; /* struct driver, in the order asked; behind them what follows them */
	GPtrArray *watched; /* struct symbol: those that the rules name, sorted by name */
	GPtrArray *related; /* struct related_option, sorted by option */
	GPtrArray *gates;   /* struct gate, sorted by option */
};

/* the tables behind the structs: record_new(&model_symbol_type) makes an empty struct symbol */
extern const struct record_type model_type;
extern const struct record_type model_tree_type;
extern const struct record_type model_driver_type;
extern const struct record_type model_option_type;
extern const struct record_type model_option_use_type;
extern const struct record_type model_config_test_type;
extern const struct record_type model_source_type;
extern const struct record_type model_macro_type;
extern const struct record_type model_function_type;
extern const struct record_type model_call_type;
extern const struct record_type model_variable_type;
extern const struct record_type model_interface_type;
extern const struct record_type model_field_type;
extern const struct record_type model_symbol_type;
extern const struct record_type model_caller_type;
extern const struct record_type model_reverse_type;
extern const struct record_type model_crossing_type;
extern const struct record_type model_move_type;
extern const struct record_type model_hanging_type;
extern const struct record_type model_shared_type;
extern const struct record_type model_hollow_type;
extern const struct record_type model_cycle_type;
extern const struct record_type model_problem_type;
extern const struct record_type model_related_type;
extern const struct record_type model_gate_type;

/** model_free: frees a model; NULL is fine. */
void model_free(struct model *model);

typedef struct model ms_model;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ms_model, model_free)

/** model_driver_symbol: a driver's symbol by name, or NULL. */
const struct symbol *model_driver_symbol(const struct driver *driver, const char *name);

/** model_watched: a watched symbol by name, or NULL. */
const struct symbol *model_watched(const struct model *model, const char *name);

/** model_gate: a gate by its option, or NULL. */
const struct gate *model_gate(const struct model *model, const char *option);

/** model_function: a driver's function by name, or NULL. */
const struct function *model_function(const struct driver *driver, const char *name);

/** model_variable: a driver's variable by name, or NULL. */
const struct variable *model_variable(const struct driver *driver, const char *name);

/** model_field: the value of a designated initialiser by path, or NULL. */
const char *model_field(const struct variable *variable, const char *path);

/** model_is_bare: is it an option by which no makefile builds anything? */
gboolean model_is_bare(const struct driver *driver);

/** model_has_prompt: can the user set the driver's option? */
gboolean model_has_prompt(const struct driver *driver);

/** model_is_forced: does this use of the option keep it y in the configuration at hand? */
gboolean model_is_forced(const struct option_use *use);

/** model_head: the driver's source that holds its init call (the first one when none does). */
const struct source *model_head(const struct driver *driver);

#endif
