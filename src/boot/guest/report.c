/* SPDX-License-Identifier: GPL-2.0-only */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "report.h"

#define KMSG_MAX_LINES 400
#define TAIL_ROOM 8 /* what closing a line needs: "]}\n" and a NUL */

double seconds_since_boot(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void sleep_ms(long milliseconds)
{
	struct timespec left = {milliseconds / 1000, (milliseconds % 1000) * 1000000L};

	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		;
}

long read_text(const char *path, char *text, size_t size)
{
	size_t used = 0;
	ssize_t n = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	text[0] = '\0';
	if (fd < 0)
		return -1;
	while (used < size - 1 && (n = read(fd, text + used, size - 1 - used)) > 0)
		used += (size_t)n;
	close(fd);
	if (n < 0)
		return -1;
	if (used > 0 && text[used - 1] == '\n')
		used--;
	text[used] = '\0';
	return (long)used;
}

/* Appends a piece whole or not at all. */
__attribute__((format(printf, 2, 3))) static int line_put(struct line *line, const char *format,
							  ...)
{
	size_t room = sizeof(line->text) - line->used - TAIL_ROOM;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line->text + line->used, room, format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= room) {
		line->text[line->used] = '\0';
		return -1;
	}
	line->used += (size_t)n;
	return 0;
}

/* A JSON string of at most 1 KiB of text; bytes beyond ASCII are written as Latin-1. */
static void quoted(const char *text, char out[6 * 1024 + 3])
{
	size_t used = 0;

	out[used++] = '"';
	for (size_t i = 0; text[i] && i < 1024; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '"' || c == '\\') {
			out[used++] = '\\';
			out[used++] = (char)c;
		} else if (c < 0x20 || c >= 0x7f) {
			used += (size_t)snprintf(out + used, 7, "\\u%04x", c);
		} else {
			out[used++] = (char)c;
		}
	}
	out[used++] = '"';
	out[used] = '\0';
}

void line_begin(struct line *line, const char *event)
{
	line->used = 0;
	line_put(line, "{\"event\":\"%s\",\"t\":%.3f", event, seconds_since_boot());
}

void line_string(struct line *line, const char *key, const char *value)
{
	char text[6 * 1024 + 3] = "null";

	if (value)
		quoted(value, text);
	line_put(line, ",\"%s\":%s", key, text);
}

void line_int(struct line *line, const char *key, long long value)
{
	line_put(line, ",\"%s\":%lld", key, value);
}

void line_list(struct line *line, const char *key)
{
	line_put(line, ",\"%s\":[", key);
}

void line_item(struct line *line, const char *value)
{
	char text[6 * 1024 + 3];

	quoted(value, text);
	line_put(line, "%s%s", line->text[line->used - 1] == '[' ? "" : ",", text);
}

void line_list_end(struct line *line)
{
	line->text[line->used++] = ']';
}

void line_errno(struct line *line, int error)
{
	line_string(line, "result", error ? strerrorname_np(error) : "ok");
	line_int(line, "errno", error);
}

void line_send(struct guest *guest, struct line *line)
{
	size_t done = 0;

	line->text[line->used++] = '}';
	line->text[line->used++] = '\n';
	while (done < line->used) {
		ssize_t n = write(guest->port, line->text + done, line->used - done);

		if (n > 0)
			done += (size_t)n;
		else if (errno == EAGAIN || errno == EINTR)
			sleep_ms(10);
		else
			return;
	}
}

static int open_port(void)
{
	DIR *dir = opendir("/sys/class/virtio-ports");
	struct dirent *entry;
	int fd = -1;

	while (dir && fd < 0 && (entry = readdir(dir))) {
		char path[512], name[64];

		snprintf(path, sizeof(path), "/sys/class/virtio-ports/%s/name", entry->d_name);
		if (entry->d_name[0] == '.' || read_text(path, name, sizeof(name)) < 0 ||
		    strcmp(name, "modsplit") != 0)
			continue;
		snprintf(path, sizeof(path), "/dev/%s", entry->d_name);
		fd = open(path, O_WRONLY | O_CLOEXEC);
	}
	if (dir)
		closedir(dir);
	return fd;
}

/* A serial line, which must not change a byte. */
static int open_terminal(const char *path)
{
	int fd = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
	struct termios raw;

	if (fd >= 0 && tcgetattr(fd, &raw) == 0) {
		cfmakeraw(&raw);
		tcsetattr(fd, TCSANOW, &raw);
	}
	return fd;
}

static int open_any(void)
{
	char path[128];

	return read_text("/report", path, sizeof(path)) > 0 ? open_terminal(path) : open_port();
}

int report_open(void)
{
	int fd = open_any();

	for (int i = 0; fd < 0 && i < 60; i++) {
		sleep_ms(50);
		fd = open_any();
	}
	return fd;
}

void report_close(struct guest *guest)
{
	tcdrain(guest->port); /* a virtio port is no terminal, and keeps nothing */
	close(guest->port);
	guest->port = -1;
}

/* A record is "PRIORITY,SEQUENCE,MICROSECONDS,FLAGS;TEXT\n" and then lines of a dictionary. */
static void kmsg_record(struct guest *guest, char *record)
{
	char *text = strchr(record, ';');
	char *end = text ? strchr(text, '\n') : NULL;
	struct line line;
	unsigned priority = 0;
	unsigned long long sequence = 0, microseconds = 0;

	if (!text || sscanf(record, "%u,%llu,%llu", &priority, &sequence, &microseconds) != 3)
		return;
	if (end)
		*end = '\0';
	if (priority > 4) /* not the kernel's, or less than a warning */
		return;
	if (guest->kmsg_lines >= KMSG_MAX_LINES) {
		guest->kmsg_dropped++;
		return;
	}
	guest->kmsg_lines++;
	line_begin(&line, "kmsg");
	line_int(&line, "level", (long long)priority);
	line_int(&line, "us", (long long)microseconds);
	line_string(&line, "text", text + 1);
	line_send(guest, &line);
}

void report_kmsg(struct guest *guest)
{
	char record[8192];

	for (int i = 0; guest->kmsg >= 0 && i < 5000; i++) {
		ssize_t n = read(guest->kmsg, record, sizeof(record) - 1);

		if (n < 0 && errno == EPIPE) /* overwritten before we came: go on with the next */
			continue;
		if (n <= 0)
			return;
		record[n] = '\0';
		kmsg_record(guest, record);
	}
}
