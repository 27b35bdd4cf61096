/* SPDX-License-Identifier: GPL-2.0-only */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "load.h"

#define ROUNDS 10

/* What modules.alias and modules.dep say, both kept as text. */
struct modules {
	struct guest *guest;
	char folder[256];
	char *alias;
	char *dep;
	char **except;
	int loaded; /* in this round */
};

static char *whole_file(const char *path)
{
	size_t size = 8 << 20;
	char *text = malloc(size);

	if (text && read_text(path, text, size) < 0) {
		free(text);
		text = NULL;
	}
	return text;
}

/* As kmod does: '-' and '_' are the same, but not within brackets. */
static void normalize(char *text)
{
	int bracket = 0;

	for (; *text; text++) {
		if (*text == '[')
			bracket = 1;
		else if (*text == ']')
			bracket = 0;
		else if (*text == '-' && !bracket)
			*text = '_';
	}
}

/* The module's name of a path: no folders, no .ko, '_' for '-'. */
static void module_name(const char *path, size_t length, char name[128])
{
	const char *base = memrchr(path, '/', length);

	if (base) {
		length -= (size_t)(base + 1 - path);
		path = base + 1;
	}
	if (length > 3 && memcmp(path + length - 3, ".ko", 3) == 0)
		length -= 3;
	if (length > 127)
		length = 127;
	memcpy(name, path, length);
	name[length] = '\0';
	normalize(name);
}

static int is_loaded(const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "/sys/module/%s/initstate", name);
	return access(path, F_OK) == 0;
}

/* "PARAMETER=VALUE …" from the words MODULE.PARAMETER=VALUE of the kernel's command line. */
static void command_line_parameters(const char *name, char *out, size_t size)
{
	char text[4096], *save = NULL;
	size_t used = 0;

	out[0] = '\0';
	if (read_text("/proc/cmdline", text, sizeof(text)) < 0)
		return;
	for (char *word = strtok_r(text, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		char *dot = strchr(word, '.');
		char prefix[128];

		if (!dot || strcspn(word, "=") < (size_t)(dot - word))
			continue;
		module_name(word, (size_t)(dot - word), prefix);
		if (strcmp(prefix, name) == 0 && used + strlen(dot) + 1 < size)
			used += (size_t)snprintf(out + used, size - used, "%s ", dot + 1);
	}
}

static void insert(struct modules *modules, const char *file, size_t length, const char *alias,
		   const char *modalias)
{
	char path[512], name[128], parameters[1024];
	double begin = seconds_since_boot();
	struct line line;
	int fd, error = 0;

	module_name(file, length, name);
	if (is_loaded(name))
		return;
	snprintf(path, sizeof(path), "%s/%.*s", modules->folder, (int)length, file);
	command_line_parameters(name, parameters, sizeof(parameters));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || syscall(SYS_finit_module, fd, parameters, 0) < 0)
		error = errno;
	if (fd >= 0)
		close(fd);
	if (error == 0)
		modules->loaded++;
	line_begin(&line, "module");
	line_string(&line, "module", name);
	line_string(&line, "alias", alias);
	line_string(&line, "modalias", modalias);
	line_string(&line, "parameters", parameters);
	line_int(&line, "took_ms", (long long)((seconds_since_boot() - begin) * 1000));
	line_errno(&line, error);
	line_send(modules->guest, &line);
}

/* A line of modules.dep: "FILE: DEPENDENCY …", what is needed first comes last. */
static void insert_with_dependencies(struct modules *modules, const char *wanted, const char *alias,
				     const char *modalias)
{
	for (char *line = modules->dep; line && *line;) {
		char *end = strchrnul(line, '\n');
		char *colon = memchr(line, ':', (size_t)(end - line));
		char name[128];

		if (colon)
			module_name(line, (size_t)(colon - line), name);
		if (colon && strcmp(name, wanted) == 0) {
			for (char *word = end; word > colon + 1;) {
				char *last = word;

				while (word > colon + 1 && word[-1] != ' ')
					word--;
				if (last > word)
					insert(modules, word, (size_t)(last - word), NULL, NULL);
				word--;
			}
			insert(modules, line, (size_t)(colon - line), alias, modalias);
			return;
		}
		line = *end ? end + 1 : end;
	}
}

static int is_excepted(const struct modules *modules, const char *name)
{
	for (char **except = modules->except; *except; except++) {
		char given[128];

		module_name(*except, strlen(*except), given);
		if (strcmp(given, name) == 0)
			return 1;
	}
	return 0;
}

static void load_for(struct modules *modules, const char *modalias)
{
	char device[4096], pattern[1024], name[128];

	snprintf(device, sizeof(device), "%s", modalias);
	normalize(device);
	for (char *line = modules->alias; *line;) {
		char *end = strchrnul(line, '\n');

		if (sscanf(line, "alias %1023s %127s", pattern, name) == 2) {
			char normal[1024];

			memcpy(normal, pattern, sizeof(normal));
			normalize(normal);
			if (fnmatch(normal, device, 0) == 0 && !is_loaded(name) &&
			    !is_excepted(modules, name))
				insert_with_dependencies(modules, name, pattern, modalias);
		}
		line = *end ? end + 1 : end;
	}
}

static void walk(struct modules *modules, const char *folder, int depth)
{
	DIR *dir = depth < 32 ? opendir(folder) : NULL;
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char path[4096], text[4096];

		if (entry->d_name[0] == '.' || snprintf(path, sizeof(path), "%s/%s", folder,
							entry->d_name) >= (int)sizeof(path))
			continue;
		if (entry->d_type == DT_DIR)
			walk(modules, path, depth + 1);
		else if (strcmp(entry->d_name, "modalias") == 0 &&
			 read_text(path, text, sizeof(text)) > 0)
			load_for(modules, text);
	}
	if (dir)
		closedir(dir);
}

static void open_modules(struct modules *modules)
{
	struct utsname name;
	char path[512];

	uname(&name);
	snprintf(modules->folder, sizeof(modules->folder), "/lib/modules/%s", name.release);
	snprintf(path, sizeof(path), "%s/modules.alias", modules->folder);
	modules->alias = whole_file(path);
	snprintf(path, sizeof(path), "%s/modules.dep", modules->folder);
	modules->dep = whole_file(path);
}

int load_named(struct guest *guest, const char *module)
{
	struct modules modules = {.guest = guest};
	char name[128];
	int failed;

	open_modules(&modules);
	module_name(module, strlen(module), name);
	insert_with_dependencies(&modules, name, NULL, NULL);
	failed = !modules.dep || !is_loaded(name);
	free(modules.alias);
	free(modules.dep);
	return failed;
}

int load_matching(struct guest *guest, char **except)
{
	struct modules modules = {.guest = guest, .except = except};
	int failed = 1;

	open_modules(&modules);
	for (int i = 0; modules.alias && modules.dep && i < ROUNDS; i++) {
		failed = 0;
		modules.loaded = 0;
		walk(&modules, "/sys/devices", 0);
		if (modules.loaded == 0)
			break;
		sleep_ms(200);
	}
	free(modules.alias);
	free(modules.dep);
	return failed;
}

/* Adds a device's name, unless it is in the line already: two links may lead to one device. */
static void list_device(struct line *line, const char *name)
{
	char quoted[300];

	snprintf(quoted, sizeof(quoted), "\"%s\"", name);
	if (!strstr(line->text, quoted))
		line_item(line, name);
}

/* Device links are called "consumer:BUS:NAME". */
static void list_links(struct line *line, const char *device)
{
	DIR *dir = opendir(device);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		const char *bus = entry->d_name + strlen("consumer:");
		const char *name;

		if (strncmp(entry->d_name, "consumer:", strlen("consumer:")) != 0)
			continue;
		name = strchr(bus, ':');
		list_device(line, name ? name + 1 : bus);
	}
	if (dir)
		closedir(dir);
}

/* Behind an IOMMU are the devices that its class device lists. */
static void list_folder(struct line *line, const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			list_device(line, entry->d_name);
	if (dir)
		closedir(dir);
}

/* Who hangs on a device: by device links, and by its IOMMU. */
static void list_consumers(struct line *line, const char *device)
{
	char folder[1024];
	DIR *dir;
	struct dirent *entry;

	list_links(line, device);
	snprintf(folder, sizeof(folder), "%s/iommu", device);
	dir = opendir(folder);
	while (dir && (entry = readdir(dir))) {
		char devices[2048];

		snprintf(devices, sizeof(devices), "%s/%s/devices", folder, entry->d_name);
		if (entry->d_name[0] != '.')
			list_folder(line, devices);
	}
	if (dir)
		closedir(dir);
}

/* The devices that a driver of the module is bound to are the links in the driver's folder. */
static void list_driver(struct line *line, const char *driver)
{
	DIR *dir = opendir(driver);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char device[768];

		if (entry->d_type != DT_LNK || strcmp(entry->d_name, "module") == 0)
			continue;
		snprintf(device, sizeof(device), "%s/%s", driver, entry->d_name);
		list_consumers(line, device);
	}
	if (dir)
		closedir(dir);
}

int load_remove(struct guest *guest, const char *module)
{
	char name[128], path[256], refs[32] = "-1";
	struct line line;
	struct dirent *entry;
	DIR *dir;

	module_name(module, strlen(module), name);
	snprintf(path, sizeof(path), "/sys/module/%s/refcnt", name);
	line_begin(&line, "unload");
	line_string(&line, "module", name);
	if (read_text(path, refs, sizeof(refs)) > 0)
		line_int(&line, "refs", atoll(refs));
	snprintf(path, sizeof(path), "/sys/module/%s/drivers", name);
	dir = opendir(path);
	line_list(&line, "consumers");
	while (dir && (entry = readdir(dir))) {
		char driver[512];

		snprintf(driver, sizeof(driver), "%s/%s", path, entry->d_name);
		if (entry->d_name[0] != '.')
			list_driver(&line, driver);
	}
	line_list_end(&line);
	if (dir)
		closedir(dir);
	line_errno(&line, syscall(SYS_delete_module, name, O_NONBLOCK) < 0 ? errno : 0);
	line_send(guest, &line);
	return 0;
}
