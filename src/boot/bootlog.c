/* SPDX-License-Identifier: GPL-2.0-only */
#include "boot/bootlog.h"

#include <string.h>

#include "boot/bootlog_expect.h"
#include "boot/bootlog_facts.h"

#define MAX_WARNINGS 100

/* What the kernel says, whatever the expectation; a row holds both texts, the second may be NULL. */
struct said {
	enum bootlog_symptom symptom;
	const char *text;
	const char *also;
	const char *subject;
};

static const struct said table[] = {
	{BOOTLOG_DEFERRED_TIMEOUT, "deferred probe timeout, ignoring dependency", NULL, "timeout"},
	{BOOTLOG_DEFERRED_TIMEOUT, "ignoring dependency for device, assuming no driver", NULL,
	 "initcalls done"},
	{BOOTLOG_SMMU_FAULTS, "event 0x", " received", "arm-smmu-v3"},
	{BOOTLOG_SMMU_FAULTS, "Unhandled context fault", NULL, "arm-smmu"},
	{BOOTLOG_SMMU_FAULTS, "Unexpected global fault", NULL, "arm-smmu"},
	{BOOTLOG_SMMU_FAULTS, "Blocked unknown Stream ID", NULL, "arm-smmu"},
	{BOOTLOG_KERNEL_WARNING, "WARNING: ", " at ", "WARNING"},
	{BOOTLOG_KERNEL_WARNING, "BUG: ", NULL, "BUG"},
	{BOOTLOG_KERNEL_WARNING, "Internal error: ", NULL, "Oops"},
	{BOOTLOG_KERNEL_WARNING, "Unable to handle kernel", NULL, "Oops"},
	{BOOTLOG_KERNEL_WARNING, "INFO: task ", " blocked for more than", "hung task"},
	{BOOTLOG_KERNEL_WARNING, "INFO: rcu_", "detected", "rcu stall"},
	{BOOTLOG_KERNEL_WARNING, "refcount_t: ", NULL, "refcount"},
	{BOOTLOG_KERNEL_WARNING, "possible circular locking", NULL, "lockdep"},
	{BOOTLOG_KERNEL_WARNING, "possible recursive locking", NULL, "lockdep"},
};

void bootlog_add(struct bootlog_verdict *verdict, enum bootlog_symptom symptom, const char *subject,
		 const char *format, ...)
{
	struct bootlog_finding *finding = g_new0(struct bootlog_finding, 1);
	va_list args;

	finding->symptom = (int)symptom;
	finding->subject = g_strdup(subject);
	va_start(args, format);
	finding->text = g_strdup_vprintf(format, args);
	va_end(args);
	g_ptr_array_add(verdict->findings, finding);
}

static gboolean is_blank(const char *text)
{
	return text[strspn(text, " \t\r\n")] == '\0';
}

static void check_panic(const struct bootlog_facts *facts, struct bootlog_verdict *verdict)
{
	static const char *const no_init[] = {"No working init found", "Requested init ",
					      "VFS: Unable to mount root fs"};
	const char *stuck = strstr(facts->console, "modsplit-init: no power off");
	const char *panic = strstr(facts->console, "Kernel panic - not syncing");
	g_autofree char *line = NULL;

	if (!panic || (stuck && stuck < panic))
		return;
	line = g_strndup(panic, MIN(strcspn(panic, "\n"), 200));
	for (gsize i = 0; i < G_N_ELEMENTS(no_init); i++) {
		if (strstr(line, no_init[i])) {
			bootlog_add(verdict, BOOTLOG_NO_INIT, "init",
				    "the kernel runs no /init: '%s'", line);
			return;
		}
	}
	bootlog_add(verdict, BOOTLOG_PANIC, "kernel", "'%s'", line);
}

/* Did the guest live to the end of its report, and the machine end as it was asked to? */
static void check_life(const struct bootlog_facts *facts, gboolean still_running,
		       struct bootlog_verdict *verdict)
{
	gboolean done = strstr(facts->console, "modsplit-init: done") != NULL;

	if (is_blank(facts->console) && facts->lines->len == 0)
		bootlog_add(verdict, BOOTLOG_SILENT, "kernel", "nothing on the console");
	check_panic(facts, verdict);
	if (facts->end && !facts->broken) {
		if (still_running && done)
			bootlog_add(verdict, BOOTLOG_STAYS_ON, "machine",
				    "the guest was done and asked for the end, the machine ran on");
		return;
	}
	if (strstr(facts->console, "modsplit-init: no port named"))
		bootlog_add(verdict, BOOTLOG_NO_REPORT_PORT, "init",
			    "the guest found no port for its report: the kernel needs "
			    "CONFIG_VIRTIO_CONSOLE=y and a virtio transport, or the driver of the "
			    "machine's second serial line");
	else if (facts->broken)
		bootlog_add(verdict, BOOTLOG_REPORT_CUT, "report", "not a line of a report: '%s'",
			    facts->broken);
	else if (done)
		bootlog_add(verdict, BOOTLOG_REPORT_CUT, "report",
			    "the guest was done, its report has no end");
	else if (verdict->findings->len == 0)
		bootlog_add(verdict, BOOTLOG_HANG, facts->start ? "guest" : "kernel",
			    facts->start ? "stopped in the middle of its orders"
					 : "stopped before /init reported");
}

static void check_said(const struct bootlog_facts *facts, struct bootlog_verdict *verdict)
{
	for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
		guint count;
		g_autofree char *line =
			bootlog_message(facts, table[i].text, table[i].also, &count);

		if (line)
			bootlog_add(verdict, table[i].symptom, table[i].subject, "'%s', %u times",
				    line, MAX(count, 1));
	}
}

static void check_steps(const struct bootlog_facts *facts, struct bootlog_verdict *verdict)
{
	const json_t *line;
	guint at = 0;

	while ((line = bootlog_next(facts, "step", &at))) {
		const char *order = bootlog_text(line, "order");
		const char *result = bootlog_text(line, "result");
		gboolean late = g_strcmp0(result, "timeout") == 0;

		if (g_strcmp0(result, "ok") == 0 || !order ||
		    (late && g_str_has_prefix(order, "read-disk"))) /* judged as a read */
			continue;
		bootlog_add(verdict, late ? BOOTLOG_STEP_TIMEOUT : BOOTLOG_ORDER_FAILED, order,
			    "ended in '%s'", result ? result : "nothing");
	}
}

static int compare_findings(const void *a, const void *b)
{
	const struct bootlog_finding *const *left = a, *const *right = b;

	return (*left)->symptom - (*right)->symptom;
}

static int compare_texts(const void *a, const void *b)
{
	return g_strcmp0(*(char *const *)a, *(char *const *)b);
}

static int compare_devices(const void *a, const void *b)
{
	const struct bootlog_device *const *left = a, *const *right = b;
	int order = g_strcmp0((*left)->bus, (*right)->bus);

	return order ? order : g_strcmp0((*left)->device, (*right)->device);
}

static int compare_modules(const void *a, const void *b)
{
	const struct bootlog_module *const *left = a, *const *right = b;

	return g_strcmp0((*left)->name, (*right)->name);
}

static char *others_in_group(const struct bootlog_facts *facts, const char *group,
			     const char *device)
{
	const json_t *line = bootlog_find(facts, "group", facts->snapshot, "group", group);
	const json_t *devices = json_object_get(line, "devices");
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (gsize i = 0; i < json_array_size(devices); i++) {
		const char *name = json_string_value(json_array_get(devices, i));

		if (name && g_strcmp0(name, device) != 0)
			g_ptr_array_add(names, (char *)name);
	}
	if (names->len == 0)
		return NULL;
	g_ptr_array_sort(names, compare_texts);
	g_ptr_array_add(names, NULL);
	return g_strjoinv(" ", (char **)names->pdata);
}

static void list_devices(const struct bootlog_facts *facts, struct bootlog_verdict *verdict)
{
	const json_t *line;
	guint at = 0;

	while ((line = bootlog_next(facts, "device", &at))) {
		const char *name = bootlog_text(line, "device");
		const json_t *deferred =
			bootlog_find(facts, "deferred", facts->snapshot, "device", name);
		struct bootlog_device *device;

		if (!name || g_strcmp0(bootlog_text(line, "snapshot"), facts->snapshot) != 0)
			continue;
		device = g_new0(struct bootlog_device, 1);
		device->bus = g_strdup(bootlog_text(line, "bus"));
		device->device = g_strdup(name);
		device->modalias = g_strdup(bootlog_text(line, "modalias"));
		device->driver = g_strdup(bootlog_text(line, "driver"));
		device->group = g_strdup(bootlog_text(line, "group"));
		if (device->group)
			device->group_with = others_in_group(facts, device->group, name);
		device->deferred = deferred != NULL;
		device->waits_for = g_strdup(bootlog_text(deferred, "reason"));
		g_ptr_array_add(verdict->devices, device);
	}
	g_ptr_array_sort(verdict->devices, compare_devices);
}

static const json_t *last_load(const struct bootlog_facts *facts, const char *name)
{
	const json_t *line, *last = NULL;
	guint at = 0;

	while ((line = bootlog_next(facts, "module", &at)))
		if (g_strcmp0(bootlog_text(line, "module"), name) == 0 &&
		    g_strcmp0(bootlog_text(line, "result"), "ok") == 0)
			last = line;
	return last;
}

static void list_modules(const struct bootlog_facts *facts, struct bootlog_verdict *verdict)
{
	const json_t *line;
	guint at = 0;

	while ((line = bootlog_next(facts, "loaded", &at))) {
		const char *name = bootlog_text(line, "module");
		const json_t *load = last_load(facts, name);
		struct bootlog_module *module;

		if (!name || g_strcmp0(bootlog_text(line, "snapshot"), facts->snapshot) != 0)
			continue;
		module = g_new0(struct bootlog_module, 1);
		module->name = g_strdup(name);
		module->bytes = bootlog_int(line, "bytes", 0);
		module->refs = bootlog_int(line, "refs", 0);
		module->alias = g_strdup(bootlog_text(load, "alias"));
		module->milliseconds = bootlog_ms(load);
		g_ptr_array_add(verdict->modules, module);
	}
	g_ptr_array_sort(verdict->modules, compare_modules);
}

static void list_values(const struct bootlog_facts *facts, struct bootlog_verdict *verdict)
{
	const json_t *line;
	guint at = 0;

	while ((line = bootlog_next(facts, "value", &at))) {
		struct bootlog_value *value;

		if (!bootlog_text(line, "path"))
			continue;
		value = g_new0(struct bootlog_value, 1);
		value->path = g_strdup(bootlog_text(line, "path"));
		value->text = g_strdup(bootlog_text(line, "text"));
		g_ptr_array_add(verdict->values, value);
	}
}

static void list_facts(const struct bootlog_facts *facts, struct bootlog_verdict *verdict)
{
	const json_t *line;
	guint at = 0;

	list_devices(facts, verdict);
	list_modules(facts, verdict);
	list_values(facts, verdict);
	while (verdict->warnings->len < MAX_WARNINGS && (line = bootlog_next(facts, "kmsg", &at)))
		if (bootlog_text(line, "text"))
			g_ptr_array_add(verdict->warnings, g_strdup(bootlog_text(line, "text")));
	verdict->release = g_strdup(bootlog_text(facts->start, "release"));
	verdict->init_ms = bootlog_ms(facts->start);
	verdict->end_ms = bootlog_ms(facts->end);
}

static gboolean names(const GPtrArray *list, int symptom)
{
	return g_ptr_array_find_with_equal_func((GPtrArray *)list, bootlog_symptom_names[symptom],
						g_str_equal, NULL);
}

static gboolean is_seen(const struct bootlog_verdict *verdict, const char *symptom)
{
	for (guint i = 0; i < verdict->findings->len; i++) {
		const struct bootlog_finding *finding = verdict->findings->pdata[i];

		if (g_strcmp0(bootlog_symptom_names[finding->symptom], symptom) == 0)
			return TRUE;
	}
	return FALSE;
}

/* NULL: as expected; else the first thing that is not. */
static char *find_mismatch(const struct bootlog_verdict *verdict,
			   const struct bootlog_expect *expect)
{
	for (guint i = 0; i < verdict->findings->len; i++) {
		const struct bootlog_finding *finding = verdict->findings->pdata[i];

		if (!names(expect->must, finding->symptom) && !names(expect->may, finding->symptom))
			return g_strdup_printf("%s: %s: %s",
					       bootlog_symptom_names[finding->symptom],
					       finding->subject ? finding->subject : "?",
					       finding->text);
	}
	for (guint i = 0; i < expect->must->len; i++)
		if (!is_seen(verdict, expect->must->pdata[i]))
			return g_strdup_printf("it should show '%s', and does not",
					       (char *)expect->must->pdata[i]);
	return NULL;
}

static void conclude(struct bootlog_verdict *verdict, const struct bootlog_expect *expect)
{
	g_ptr_array_sort(verdict->findings, compare_findings);
	if (verdict->findings->len == 0) {
		verdict->verdict = BOOTLOG_OK;
		verdict->reason = g_strdup_printf(
			"as expected: %u devices, %u reads, %u modules, no kernel warning",
			expect->devices->len, expect->reads->len, expect->modules->len);
	} else {
		const struct bootlog_finding *first = verdict->findings->pdata[0];

		verdict->verdict = first->symptom;
		verdict->reason = g_strdup_printf("%s: %s", first->subject ? first->subject : "?",
						  first->text);
	}
	verdict->mismatch = find_mismatch(verdict, expect);
	verdict->as_expected = verdict->mismatch == NULL;
}

struct bootlog_verdict *bootlog_judge(const char *console, const char *report,
				      gboolean still_running, const struct bootlog_expect *expect)
{
	struct bootlog_verdict *verdict = record_new(&bootlog_verdict_type);
	struct bootlog_facts facts;

	bootlog_facts_read(&facts, console, report);
	check_life(&facts, still_running, verdict);
	check_said(&facts, verdict);
	check_steps(&facts, verdict);
	if (facts.end && !facts.broken) /* what a report does not hold is only then missing */
		bootlog_check_expected(&facts, expect, verdict);
	list_facts(&facts, verdict);
	conclude(verdict, expect);
	bootlog_facts_clear(&facts);
	return verdict;
}
