/* SPDX-License-Identifier: GPL-2.0-only */
#include <glob.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "load.h"
#include "look.h"
#include "orders.h"

#define MAX_WORDS 16

struct order {
	const char *name;
	int words;    /* how many follow the name, at least */
	double limit; /* seconds that it may take */
	int (*run)(struct guest *guest, char **words);
};

static int do_autoload(struct guest *guest, char **words)
{
	if (words[0] && strcmp(words[0], "except") == 0)
		words++;
	return load_matching(guest, words);
}

static int do_wait_for(struct guest *guest, char **words)
{
	double end = seconds_since_boot() + atof(words[1]);
	glob_t found = {0};

	(void)guest;
	while (glob(words[0], 0, NULL, &found) != 0 && seconds_since_boot() < end)
		sleep_ms(50);
	globfree(&found);
	return 0;
}

static int do_snapshot(struct guest *guest, char **words)
{
	return look_snapshot(guest, words[0]);
}

static int do_read_disk(struct guest *guest, char **words)
{
	return look_read_disk(guest, words[0], words[1], words[2]);
}

static int do_write(struct guest *guest, char **words)
{
	return look_write(guest, words[0], words[1]);
}

static int do_show(struct guest *guest, char **words)
{
	return look_show(guest, words[0]);
}

static int do_load(struct guest *guest, char **words)
{
	return load_named(guest, words[0]);
}

static int do_unload(struct guest *guest, char **words)
{
	return load_remove(guest, words[0]);
}

static const struct order orders[] = {
	{"autoload", 0, 30, do_autoload}, {"wait-for", 2, 120, do_wait_for},
	{"snapshot", 1, 15, do_snapshot}, {"read-disk", 3, 5, do_read_disk},
	{"write", 2, 15, do_write},       {"show", 1, 5, do_show},
	{"load", 1, 30, do_load},         {"unload", 1, 15, do_unload},
};

/* To be done by /init itself, when the report has been sent. */
static const char *end_with(struct guest *guest, const char *how)
{
	if (strcmp(how, "power-off") == 0)
		guest->end_with = RB_POWER_OFF;
	else if (strcmp(how, "restart") == 0)
		guest->end_with = RB_AUTOBOOT;
	else
		return "unknown";
	return "ok";
}

/* Sleeping is done by /init itself; the kernel's log is read meanwhile, lest it overflow. */
static void wait_until(struct guest *guest, double seconds)
{
	while (seconds_since_boot() < seconds) {
		double left = seconds - seconds_since_boot();

		sleep_ms(left > 0.25 ? 250 : (long)(left * 1000) + 1);
		report_kmsg(guest);
	}
}

/* Waits for a child, but not for ever: one that sleeps in the kernel cannot even be killed. */
static const char *wait_child(pid_t child, double limit)
{
	double end = seconds_since_boot() + limit;
	int status = 0;

	while (waitpid(child, &status, WNOHANG) != child) {
		if (seconds_since_boot() >= end) {
			kill(child, SIGKILL);
			return "timeout";
		}
		sleep_ms(5);
	}
	if (!WIFEXITED(status))
		return "crashed";
	return WEXITSTATUS(status) == 0 ? "ok" : "failed";
}

static const char *run_order(struct guest *guest, char **words, int n_words)
{
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		const struct order *order = &orders[i];
		pid_t child;

		if (strcmp(order->name, words[0]) != 0)
			continue;
		if (n_words - 1 < order->words)
			return "incomplete";
		child = fork();
		if (child == 0)
			_exit(order->run(guest, words + 1));
		return child < 0 ? "failed" : wait_child(child, order->limit);
	}
	return "unknown";
}

static void report_timeout(struct guest *guest, char **words)
{
	struct line line;

	if (strcmp(words[0], "read-disk") != 0)
		return;
	line_begin(&line, "read");
	line_string(&line, "name", words[1]);
	line_string(&line, "device", words[2]);
	line_int(&line, "offset", atoll(words[3]));
	line_string(&line, "result", "timeout");
	line_send(guest, &line);
}

static void one_order(struct guest *guest, char *text)
{
	char *words[MAX_WORDS + 1] = {NULL}, *save = NULL;
	char order[256] = "";
	const char *result = "ok";
	struct line line;
	int n = 0;

	strncat(order, text, sizeof(order) - 1);
	for (char *word = strtok_r(text, " \t", &save); word && n < MAX_WORDS;
	     word = strtok_r(NULL, " \t", &save))
		words[n++] = word;
	if (n == 0)
		return;
	if (strcmp(words[0], "wait-until") == 0 && n == 2)
		wait_until(guest, atof(words[1]));
	else if (strcmp(words[0], "end-with") == 0 && n == 2)
		result = end_with(guest, words[1]);
	else
		result = run_order(guest, words, n);
	if (strcmp(result, "timeout") == 0)
		report_timeout(guest, words);
	report_kmsg(guest);
	line_begin(&line, "step");
	line_string(&line, "order", order);
	line_string(&line, "result", result);
	line_send(guest, &line);
}

void orders_run(struct guest *guest, char *text)
{
	char *save = NULL;

	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		line[strcspn(line, "#")] = '\0';
		one_order(guest, line);
	}
}
