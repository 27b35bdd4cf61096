/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/files.h"
#include "base/json.h"
#include "cli/cli.h"

/* how the command talks on stderr while it works */
struct cli_talk {
	gboolean terminal;
	gboolean verbose; /* a line a step, not one that is written over */
	gboolean shown;   /* a progress line stands on the terminal */
	char *stage;      /* the stage it was about */
	gint64 started;   /* of that stage, monotonic microseconds */
	gint64 last;      /* when it was last written */
	GMutex lock;
};

static void clear_line(struct cli_talk *talk)
{
	if (talk->shown)
		fputs("\r\033[K", stderr);
	talk->shown = FALSE;
}

static char *time_left(const struct cli_talk *talk, gint64 now, guint done, guint total)
{
	gint64 spent = now - talk->started;

	if (!done || done >= total || spent < 2 * G_USEC_PER_SEC)
		return g_strdup("");
	spent = spent * (total - done) / done / G_USEC_PER_SEC;
	return g_strdup_printf(", %d:%02d left", (int)(spent / 60), (int)(spent % 60));
}

/* every step of a stage is one line: 100 of "objects" are one step */
static void list(struct cli_talk *talk, const char *stage, const char *what)
{
	g_autofree char *step = g_strdup_printf("%s: %s", stage, what ? what : "");

	if (!g_strcmp0(talk->stage, step))
		return;
	g_free(talk->stage);
	talk->stage = g_strdup(step);
	fprintf(stderr, "%s\n", step);
}

static void show(struct cli_talk *talk, const char *stage, guint done, guint total,
		 const char *what)
{
	gint64 now = g_get_monotonic_time();
	g_autofree char *left = NULL;
	g_autofree char *count = NULL;

	if (g_strcmp0(talk->stage, stage)) {
		g_free(talk->stage);
		talk->stage = g_strdup(stage);
		talk->started = now;
	} else if (now - talk->last < 100 * 1000 && done != total) {
		return;
	}
	talk->last = now;
	left = time_left(talk, now, done, total);
	count = total ? g_strdup_printf(" %u of %u%s", done, total, left)
		      : g_strdup_printf(" %u", done);
	clear_line(talk);
	fprintf(stderr, "%s:%s  %.60s", stage, count, what ? what : "");
	fflush(stderr);
	talk->shown = TRUE;
}

static void on_progress(void *data, const char *stage, guint done, guint total, const char *what)
{
	struct cli_talk *talk = data;

	if (!talk->terminal && !talk->verbose)
		return;
	g_mutex_lock(&talk->lock);
	if (talk->verbose)
		list(talk, stage, what);
	else
		show(talk, stage, done, total, what);
	g_mutex_unlock(&talk->lock);
}

static void on_say(void *data, const char *line)
{
	struct cli_talk *talk = data;

	g_mutex_lock(&talk->lock);
	clear_line(talk);
	fprintf(stderr, "%s\n", line);
	g_mutex_unlock(&talk->lock);
}

/* what ends the work; not SIGHUP under nohup, which sigwait() would see although it is ignored */
static void ending_signals(sigset_t *set)
{
	struct sigaction hangup;

	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	if (!sigaction(SIGHUP, NULL, &hangup) && hangup.sa_handler != SIG_IGN)
		sigaddset(set, SIGHUP);
}

/* Ctrl-C cancels: children are ended and scratch removed by whoever made them */
static gpointer watch_signals(gpointer data)
{
	GCancellable *cancel = data;
	sigset_t set;
	int number;

	ending_signals(&set);
	while (!sigwait(&set, &number))
		g_cancellable_cancel(cancel);
	return NULL;
}

void cli_talk_start(struct cli *cli)
{
	sigset_t set;

	cli->talk = g_new0(struct cli_talk, 1);
	g_mutex_init(&cli->talk->lock);
	cli->talk->terminal = isatty(STDERR_FILENO) && !cli->quiet;
	cli->talk->verbose = cli->verbose && !cli->quiet;
	cli->job.data = cli->talk;
	if (!cli->quiet) {
		cli->job.progress = on_progress;
		cli->job.say = on_say;
	}
	ending_signals(&set);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	/* a closed pipe and a file size limit (ulimit -f) are errors of the write, with a message */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	g_thread_unref(g_thread_new("signals", watch_signals, cli->job.cancel));
}

void cli_talk_stop(struct cli *cli)
{
	if (!cli->talk)
		return;
	clear_line(cli->talk);
	g_mutex_clear(&cli->talk->lock);
	g_free(cli->talk->stage);
	g_clear_pointer(&cli->talk, g_free);
	cli->job.progress = NULL;
	cli->job.say = NULL;
}

int cli_fail(struct cli *cli, GError *error)
{
	cli_talk_stop(cli);
	fprintf(stderr, "modsplit: %s\n", error->message);
	g_error_free(error);
	return CLI_UNKNOWN;
}

int cli_print(struct cli *cli, const char *text, int status)
{
	gsize size = strlen(text);

	if (cli->talk)
		clear_line(cli->talk);
	if (fwrite(text, 1, size, stdout) == size && !fflush(stdout))
		return status;
	fprintf(stderr, "modsplit: cannot write to standard output: %s\n", g_strerror(errno));
	return CLI_UNKNOWN;
}

static guint terminal_width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_col)
		return 100;
	return CLAMP(size.ws_col, 60, 160);
}

int cli_show_text(struct cli *cli, const char *text, char *json, int status)
{
	g_autofree char *owned = json;
	GError *error = NULL;

	if (cli->json_file && !ms_write_product(cli->json_file, owned, strlen(owned), &error))
		return cli_fail(cli, error);
	return cli_print(cli, cli->json ? owned : text, status);
}

int cli_show(struct cli *cli, const ms_report *report, char *json, int status)
{
	const struct ms_report_style style = {.color = cli->color, .width = terminal_width()};
	g_autofree char *text = ms_report_render(report, cli->format, &style);

	return cli_show_text(cli, text, json, status);
}
