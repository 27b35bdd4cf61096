/* SPDX-License-Identifier: GPL-2.0-only */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "look.h"
#include "pattern.h"

#define BLOCK 4096

/* The last part of what a link points to, or NULL. */
static const char *link_name(const char *folder, const char *name, char *target, size_t size)
{
	char path[1024];
	char *slash;
	ssize_t n;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	n = readlink(path, target, size - 1);
	if (n < 0)
		return NULL;
	target[n] = '\0';
	slash = strrchr(target, '/');
	return slash ? slash + 1 : target;
}

static void device_row(struct guest *guest, const char *snapshot, const char *bus,
		       const char *device)
{
	char folder[600], path[640], modalias[2048], driver[1024], group[1024];
	const char *has_driver, *has_group;
	struct line line;
	long has_modalias;

	snprintf(folder, sizeof(folder), "/sys/bus/%s/devices/%s", bus, device);
	snprintf(path, sizeof(path), "%s/modalias", folder);
	has_modalias = read_text(path, modalias, sizeof(modalias));
	has_driver = link_name(folder, "driver", driver, sizeof(driver));
	has_group = link_name(folder, "iommu_group", group, sizeof(group));
	if (has_modalias <= 0 && !has_driver && !has_group)
		return;
	line_begin(&line, "device");
	line_string(&line, "snapshot", snapshot);
	line_string(&line, "bus", bus);
	line_string(&line, "device", device);
	line_string(&line, "driver", has_driver);
	line_string(&line, "group", has_group);
	line_string(&line, "modalias", has_modalias > 0 ? modalias : NULL);
	line_send(guest, &line);
}

static void each_device(struct guest *guest, const char *snapshot)
{
	DIR *buses = opendir("/sys/bus");
	struct dirent *bus, *device;

	while (buses && (bus = readdir(buses))) {
		char folder[512];
		DIR *devices;

		snprintf(folder, sizeof(folder), "/sys/bus/%s/devices", bus->d_name);
		devices = bus->d_name[0] == '.' ? NULL : opendir(folder);
		while (devices && (device = readdir(devices)))
			if (device->d_name[0] != '.')
				device_row(guest, snapshot, bus->d_name, device->d_name);
		if (devices)
			closedir(devices);
	}
	if (buses)
		closedir(buses);
}

static void each_group(struct guest *guest, const char *snapshot)
{
	DIR *groups = opendir("/sys/kernel/iommu_groups");
	struct dirent *group, *device;

	while (groups && (group = readdir(groups))) {
		char path[512], type[64];
		struct line line;
		DIR *devices;

		if (group->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "/sys/kernel/iommu_groups/%s/type", group->d_name);
		line_begin(&line, "group");
		line_string(&line, "snapshot", snapshot);
		line_string(&line, "group", group->d_name);
		line_string(&line, "type", read_text(path, type, sizeof(type)) > 0 ? type : NULL);
		line_list(&line, "devices");
		snprintf(path, sizeof(path), "/sys/kernel/iommu_groups/%s/devices", group->d_name);
		devices = opendir(path);
		while (devices && (device = readdir(devices)))
			if (device->d_name[0] != '.')
				line_item(&line, device->d_name);
		line_list_end(&line);
		if (devices)
			closedir(devices);
		line_send(guest, &line);
	}
	if (groups)
		closedir(groups);
}

/* Lines are "DEVICE\tREASON"; a kernel without debugfs has none, and that is said. */
static void each_deferred(struct guest *guest, const char *snapshot)
{
	FILE *file = fopen("/sys/kernel/debug/devices_deferred", "re");
	char text[1024];
	struct line line;

	if (!file) {
		line_begin(&line, "no-deferred-list");
		line_string(&line, "snapshot", snapshot);
		line_send(guest, &line);
		return;
	}
	while (fgets(text, sizeof(text), file)) {
		char *reason = text + strcspn(text, "\t\n");

		if (reason == text)
			continue;
		if (*reason)
			*reason++ = '\0';
		reason[strcspn(reason, "\n")] = '\0';
		line_begin(&line, "deferred");
		line_string(&line, "snapshot", snapshot);
		line_string(&line, "device", text);
		line_string(&line, "reason", *reason ? reason : NULL);
		line_send(guest, &line);
	}
	fclose(file);
}

static void each_module(struct guest *guest, const char *snapshot)
{
	FILE *file = fopen("/proc/modules", "re");
	char text[1024], name[128], users[512], state[32];
	long long size, refs;
	struct line line;

	while (file && fgets(text, sizeof(text), file)) {
		if (sscanf(text, "%127s %lld %lld %511s %31s", name, &size, &refs, users, state) !=
		    5)
			continue;
		line_begin(&line, "loaded");
		line_string(&line, "snapshot", snapshot);
		line_string(&line, "module", name);
		line_int(&line, "bytes", size);
		line_int(&line, "refs", refs);
		line_string(&line, "users", strcmp(users, "-") ? users : NULL);
		line_string(&line, "state", state);
		line_send(guest, &line);
	}
	if (file)
		fclose(file);
}

int look_snapshot(struct guest *guest, const char *name)
{
	struct line line;

	line_begin(&line, "snapshot");
	line_string(&line, "snapshot", name);
	line_send(guest, &line);
	each_device(guest, name);
	each_group(guest, name);
	each_deferred(guest, name);
	each_module(guest, name);
	return 0;
}

static int same_as_image(const char *block, unsigned long long offset)
{
	for (size_t i = 0; i < BLOCK; i += PATTERN_UNIT) {
		char unit[PATTERN_UNIT + 1];

		pattern_unit(offset + i, unit);
		if (memcmp(block + i, unit, PATTERN_UNIT) != 0)
			return 0;
	}
	return 1;
}

int look_read_disk(struct guest *guest, const char *name, const char *device, const char *offset)
{
	unsigned long long at = strtoull(offset, NULL, 0);
	double begin = seconds_since_boot();
	const char *result = "ok";
	char *block = aligned_alloc(BLOCK, BLOCK);
	struct line line;
	int fd = open(device, O_RDONLY | O_DIRECT | O_CLOEXEC);
	int error = 0;

	if (fd < 0) {
		error = errno;
		result = error == ENOENT || error == ENXIO ? "no-device" : "error";
	} else if (!block || pread(fd, block, BLOCK, (off_t)at) != BLOCK) {
		error = errno ? errno : EIO;
		result = "error";
	} else if (!same_as_image(block, at)) {
		result = "wrong-data";
	}
	line_begin(&line, "read");
	line_string(&line, "name", name);
	line_string(&line, "device", device);
	line_int(&line, "offset", (long long)at);
	line_string(&line, "result", result);
	line_int(&line, "errno", error);
	line_int(&line, "took_ms", (long long)((seconds_since_boot() - begin) * 1000));
	line_send(guest, &line);
	if (fd >= 0)
		close(fd);
	free(block);
	return 0;
}

static void show_file(struct guest *guest, const char *path)
{
	char text[1024];
	struct line line;
	long n = read_text(path, text, sizeof(text));

	line_begin(&line, "value");
	line_string(&line, "path", path);
	line_string(&line, "text", n >= 0 ? text : NULL);
	line_errno(&line, n >= 0 ? 0 : errno);
	line_send(guest, &line);
}

int look_show(struct guest *guest, const char *pattern)
{
	glob_t found;

	if (glob(pattern, 0, NULL, &found) != 0) {
		show_file(guest, pattern); /* says ENOENT */
		return 0;
	}
	for (size_t i = 0; i < found.gl_pathc; i++)
		show_file(guest, found.gl_pathv[i]);
	globfree(&found);
	return 0;
}

int look_write(struct guest *guest, const char *pattern, const char *text)
{
	glob_t found;
	int failed = 0;

	if (glob(pattern, GLOB_NOCHECK, NULL, &found) != 0)
		return 1;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		int fd = open(found.gl_pathv[i], O_WRONLY | O_CLOEXEC);
		int error = 0;
		struct line line;

		if (fd < 0 || write(fd, text, strlen(text)) < 0)
			error = errno;
		if (fd >= 0)
			close(fd);
		failed |= error != 0;
		line_begin(&line, "write");
		line_string(&line, "path", found.gl_pathv[i]);
		line_string(&line, "text", text);
		line_errno(&line, error);
		line_send(guest, &line);
	}
	globfree(&found);
	return failed;
}
