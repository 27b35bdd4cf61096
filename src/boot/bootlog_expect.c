/* SPDX-License-Identifier: GPL-2.0-only */
#include "boot/bootlog_expect.h"

#include <string.h>

static void check_module(const struct bootlog_facts *facts, const char *name,
			 struct bootlog_verdict *verdict)
{
	const json_t *event = bootlog_find(facts, "module", NULL, "module", name);

	if (bootlog_find(facts, "loaded", facts->snapshot, "module", name))
		return;
	if (!event)
		bootlog_add(verdict, BOOTLOG_MODULE_NOT_MATCHED, name,
			    "no device's modalias matches an alias of the module");
	else if (g_strcmp0(bootlog_text(event, "result"), "ok") == 0)
		bootlog_add(verdict, BOOTLOG_MODULE_NOT_LOADED, name, "gone again at the end");
}

/* A load that failed is wrong whether the module was expected or not. */
static void check_loads(const struct bootlog_facts *facts, struct bootlog_verdict *verdict)
{
	const json_t *line;
	guint at = 0;

	while ((line = bootlog_next(facts, "module", &at))) {
		const char *result = bootlog_text(line, "result");
		const char *name = bootlog_text(line, "module");

		if (g_strcmp0(result, "ok") != 0)
			bootlog_add(verdict, BOOTLOG_MODULE_NOT_LOADED, name,
				    "the kernel refused it: %s", result ? result : "no result");
	}
}

static void check_modules(const struct bootlog_facts *facts, const struct bootlog_expect *expect,
			  struct bootlog_verdict *verdict)
{
	check_loads(facts, verdict);
	for (guint i = 0; i < expect->modules->len; i++)
		check_module(facts, expect->modules->pdata[i], verdict);
	for (guint i = 0; i < expect->modules_lack->len; i++)
		if (bootlog_find(facts, "loaded", facts->snapshot, "module",
				 expect->modules_lack->pdata[i]))
			bootlog_add(verdict, BOOTLOG_MODULE_UNEXPECTED,
				    expect->modules_lack->pdata[i], "is loaded at the end");
}

static const json_t *find_device(const struct bootlog_facts *facts,
				 const struct bootlog_device_expect *expect, const char *snapshot)
{
	const json_t *line;
	guint at = 0;

	while ((line = bootlog_next(facts, "device", &at)))
		if (g_strcmp0(bootlog_text(line, "snapshot"), snapshot) == 0 &&
		    g_strcmp0(bootlog_text(line, "bus"), expect->bus) == 0 &&
		    g_strcmp0(bootlog_text(line, "device"), expect->device) == 0)
			return line;
	return NULL;
}

static void check_deferred(const struct bootlog_facts *facts,
			   const struct bootlog_device_expect *expect, const char *snapshot,
			   struct bootlog_verdict *verdict)
{
	const json_t *deferred =
		bootlog_find(facts, "deferred", snapshot, "device", expect->device);
	const char *reason = bootlog_text(deferred, "reason");

	if (expect->deferred == BOOTLOG_NO && deferred)
		bootlog_add(verdict, BOOTLOG_STILL_DEFERRED, expect->device,
			    "waits in devices_deferred%s%s", reason ? ": " : "",
			    reason ? reason : "");
	if (expect->deferred != BOOTLOG_YES || deferred)
		return;
	if (bootlog_find(facts, "no-deferred-list", snapshot, "event", "no-deferred-list"))
		bootlog_add(verdict, BOOTLOG_ORDER_FAILED, expect->device,
			    "the kernel shows no devices_deferred: it needs CONFIG_DEBUG_FS=y");
	else
		bootlog_add(verdict, BOOTLOG_NOT_DEFERRED, expect->device,
			    "is not in devices_deferred");
}

static void check_driver(const struct bootlog_device_expect *expect, const char *driver,
			 struct bootlog_verdict *verdict)
{
	if (!expect->driver)
		return;
	if (strcmp(expect->driver, "none") == 0) {
		if (driver)
			bootlog_add(verdict, BOOTLOG_DEVICE_BOUND, expect->device,
				    "bound to '%s', expected no driver", driver);
	} else if (g_strcmp0(expect->driver, driver) != 0) {
		bootlog_add(verdict, BOOTLOG_DEVICE_NOT_BOUND, expect->device,
			    "%s%s%s, expected '%s'", driver ? "bound to '" : "has no driver",
			    driver ? driver : "", driver ? "'" : "", expect->driver);
	}
}

static void check_device(const struct bootlog_facts *facts,
			 const struct bootlog_device_expect *expect,
			 struct bootlog_verdict *verdict)
{
	const char *snapshot = expect->snapshot ? expect->snapshot : facts->snapshot;
	const json_t *device = find_device(facts, expect, snapshot);
	const char *group = bootlog_text(device, "group");

	if (!device) {
		bootlog_add(verdict, BOOTLOG_DEVICE_MISSING, expect->device,
			    "not on bus '%s' in snapshot '%s'", expect->bus,
			    snapshot ? snapshot : "none");
		return;
	}
	check_driver(expect, bootlog_text(device, "driver"), verdict);
	check_deferred(facts, expect, snapshot, verdict);
	if (expect->group == BOOTLOG_YES && !group)
		bootlog_add(verdict, BOOTLOG_NOT_IN_GROUP, expect->device, "in no iommu group");
	if (expect->group == BOOTLOG_NO && group)
		bootlog_add(verdict, BOOTLOG_IN_GROUP, expect->device, "in iommu group %s", group);
}

static const char *expected_read(const struct bootlog_expect *expect, const char *name)
{
	for (guint i = 0; i < expect->reads->len; i++) {
		const struct bootlog_read_expect *read = expect->reads->pdata[i];

		if (g_strcmp0(read->name, name) == 0)
			return read->result;
	}
	return "ok";
}

static void check_read(const json_t *line, const char *expected, struct bootlog_verdict *verdict)
{
	const char *name = bootlog_text(line, "name");
	const char *result = bootlog_text(line, "result");

	if (g_strcmp0(result, expected) == 0)
		return;
	if (g_strcmp0(result, "ok") == 0)
		bootlog_add(verdict, BOOTLOG_DISK_ALIVE, name, "the read worked, expected '%s'",
			    expected);
	else if (g_strcmp0(result, "wrong-data") == 0)
		bootlog_add(verdict, BOOTLOG_DISK_WRONG, name,
			    "the bytes read are not those of the image");
	else
		bootlog_add(verdict, BOOTLOG_DISK_DEAD, name,
			    "the read ended in '%s', expected '%s'", result ? result : "nothing",
			    expected);
}

static void check_reads(const struct bootlog_facts *facts, const struct bootlog_expect *expect,
			struct bootlog_verdict *verdict)
{
	const json_t *line;
	guint at = 0;

	while ((line = bootlog_next(facts, "read", &at)))
		check_read(line, expected_read(expect, bootlog_text(line, "name")), verdict);
	for (guint i = 0; i < expect->reads->len; i++) {
		const struct bootlog_read_expect *read = expect->reads->pdata[i];

		if (!bootlog_find(facts, "read", NULL, "name", read->name))
			bootlog_add(verdict, BOOTLOG_ORDER_FAILED, read->name,
				    "the report knows of no such read");
	}
}

static void check_consumers(const json_t *line, const struct bootlog_unload_expect *expect,
			    struct bootlog_verdict *verdict)
{
	const json_t *consumers = json_object_get(line, "consumers");

	for (guint i = 0; i < expect->consumers->len; i++) {
		const char *wanted = expect->consumers->pdata[i];
		gboolean found = FALSE;

		for (gsize n = 0; n < json_array_size(consumers) && !found; n++)
			found = g_strcmp0(json_string_value(json_array_get(consumers, n)),
					  wanted) == 0;
		if (!found)
			bootlog_add(verdict, BOOTLOG_CONSUMERS_DIFFER, expect->module,
				    "'%s' is not named among its consumers", wanted);
	}
}

static void check_unload(const json_t *line, const struct bootlog_unload_expect *expect,
			 struct bootlog_verdict *verdict)
{
	const char *result = bootlog_text(line, "result");

	if (!line || g_strcmp0(bootlog_text(line, "module"), expect->module) != 0) {
		bootlog_add(verdict, BOOTLOG_ORDER_FAILED, expect->module,
			    "the report knows of no such unload");
		return;
	}
	check_consumers(line, expect, verdict);
	if (g_strcmp0(result, expect->result) == 0)
		return;
	bootlog_add(verdict,
		    g_strcmp0(result, "ok") == 0 ? BOOTLOG_UNLOAD_ALLOWED : BOOTLOG_UNLOAD_REFUSED,
		    expect->module, "unloading ended in '%s', expected '%s'",
		    result ? result : "nothing", expect->result);
}

static void check_value(const struct bootlog_facts *facts,
			const struct bootlog_value_expect *expect, struct bootlog_verdict *verdict)
{
	const json_t *line = bootlog_find(facts, "value", NULL, "path", expect->path);
	const char *text = bootlog_text(line, "text");

	if (!line)
		bootlog_add(verdict, BOOTLOG_ORDER_FAILED, expect->path,
			    "the report does not show it");
	else if (expect->lack ? text != NULL : !text)
		bootlog_add(verdict, BOOTLOG_VALUE_DIFFERS, expect->path,
			    expect->lack ? "it exists" : "it does not exist");
	else if (expect->text && g_strcmp0(expect->text, text) != 0)
		bootlog_add(verdict, BOOTLOG_VALUE_DIFFERS, expect->path, "'%s', expected '%s'",
			    text, expect->text);
}

static void check_message(const struct bootlog_facts *facts,
			  const struct bootlog_message_expect *expect,
			  struct bootlog_verdict *verdict)
{
	g_autofree char *found = bootlog_message(facts, expect->text, NULL, NULL);

	if (expect->lack && found)
		bootlog_add(verdict, BOOTLOG_MESSAGE_DIFFERS, expect->text, "the kernel said '%s'",
			    found);
	else if (!expect->lack && !found)
		bootlog_add(verdict, BOOTLOG_MESSAGE_DIFFERS, expect->text,
			    "the kernel did not say so");
}

void bootlog_check_expected(const struct bootlog_facts *facts, const struct bootlog_expect *expect,
			    struct bootlog_verdict *verdict)
{
	guint at = 0;

	check_modules(facts, expect, verdict);
	for (guint i = 0; i < expect->devices->len; i++)
		check_device(facts, expect->devices->pdata[i], verdict);
	check_reads(facts, expect, verdict);
	for (guint i = 0; i < expect->unloads->len; i++)
		check_unload(bootlog_next(facts, "unload", &at), expect->unloads->pdata[i],
			     verdict);
	for (guint i = 0; i < expect->values->len; i++)
		check_value(facts, expect->values->pdata[i], verdict);
	for (guint i = 0; i < expect->messages->len; i++)
		check_message(facts, expect->messages->pdata[i], verdict);
}
