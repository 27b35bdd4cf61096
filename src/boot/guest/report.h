/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef GUEST_REPORT_H
#define GUEST_REPORT_H

#include <stddef.h>

/**
 * struct guest: where the report goes and what was read of the kernel's log.
 */
struct guest {
	int port;         /* the virtio-serial port, or a second serial line */
	int end_with;     /* what reboot(2) is asked for at the end; 0: nobody ordered it */
	int kmsg;         /* /dev/kmsg, not blocking; -1: there is none */
	int kmsg_lines;   /* reported so far */
	int kmsg_dropped; /* not reported, because there were too many */
};

/**
 * struct line: one JSON line being made: {"event":…,"t":…,…}. What does not fit is left out, and
 * the line stays valid JSON.
 */
struct line {
	char text[8192];
	size_t used;
};

/** line_begin: starts a line; "t" is the time since boot in seconds. */
void line_begin(struct line *line, const char *event);

/** line_string: adds "key":"value"; a NULL value is written as null. */
void line_string(struct line *line, const char *key, const char *value);

/** line_int: adds "key":value. */
void line_int(struct line *line, const char *key, long long value);

/** line_list: opens "key":[, line_item() adds a string, line_list_end() closes. */
void line_list(struct line *line, const char *key);
void line_item(struct line *line, const char *value);
void line_list_end(struct line *line);

/** line_send: ends the line and writes it to the port in one go. */
void line_send(struct guest *guest, struct line *line);

/** line_errno: adds "result": "ok" for 0, else the errno's name, and "errno". */
void line_errno(struct line *line, int error);

/**
 * report_open: opens the terminal that /report names; where there is no such file, the virtio port
 * named "modsplit". Waits up to 3 s; -1 if there is none.
 */
int report_open(void);

/** report_close: waits until the last byte of the report has left the guest. */
void report_close(struct guest *guest);

/** report_kmsg: reports what is new in the kernel's log at level warning and worse. */
void report_kmsg(struct guest *guest);

/** seconds_since_boot: CLOCK_MONOTONIC. */
double seconds_since_boot(void);

/** sleep_ms: sleeps. */
void sleep_ms(long milliseconds);

/**
 * read_text: reads a small file without its last newline; returns its length, or -1 and errno.
 * `text` is always NUL-terminated.
 */
long read_text(const char *path, char *text, size_t size);

#endif
