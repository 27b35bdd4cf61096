/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest's /init: mounts what it needs to look at the kernel, does its orders, reports as JSON
 * lines to the virtio port named "modsplit", and powers off. Its few words on the console, all
 * beginning with "modsplit-init:", tell a guest that never ran from one that could not report.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "orders.h"
#include "report.h"

static void mount_at(const char *type, const char *path)
{
	mkdir(path, 0755);
	if (mount(type, path, type, 0, "") < 0 && errno != EBUSY)
		dprintf(STDERR_FILENO, "modsplit-init: cannot mount %s at %s: %s\n", type, path,
			strerror(errno));
}

static void open_console(void)
{
	int fd = open("/dev/console", O_RDWR);

	if (fd < 0)
		return;
	for (int i = 0; i < 3; i++)
		dup2(fd, i);
	if (fd > 2)
		close(fd);
}

static void report_start(struct guest *guest)
{
	struct utsname name;
	struct line line;
	char cmdline[1024];

	uname(&name);
	read_text("/proc/cmdline", cmdline, sizeof(cmdline));
	line_begin(&line, "start");
	line_int(&line, "protocol", 1);
	line_string(&line, "release", name.release);
	line_string(&line, "machine", name.machine);
	line_string(&line, "command_line", cmdline);
	line_send(guest, &line);
}

static void report_end(struct guest *guest)
{
	struct line line;

	report_kmsg(guest);
	line_begin(&line, "end");
	line_int(&line, "kmsg_dropped", guest->kmsg_dropped);
	line_send(guest, &line);
}

/* Runs something that a dead device may block, and waits for it no longer than so. */
static void try_for(double seconds, void (*what)(void))
{
	double end = seconds_since_boot() + seconds;
	pid_t child = fork();

	if (child == 0) {
		what();
		_exit(0);
	}
	while (child > 0 && waitpid(child, NULL, WNOHANG) != child && seconds_since_boot() < end)
		sleep_ms(10);
}

static void end_as_ordered(int how)
{
	reboot(how);
	for (;;)
		pause();
}

static void power_off(void)
{
	end_as_ordered(RB_POWER_OFF);
}

int main(void)
{
	struct guest guest = {.port = -1, .kmsg = -1};
	size_t size = 1 << 20;
	char *orders = malloc(size);

	mount_at("devtmpfs", "/dev");
	open_console();
	mount_at("proc", "/proc");
	mount_at("sysfs", "/sys");
	mount_at("debugfs", "/sys/kernel/debug");
	dprintf(STDOUT_FILENO, "modsplit-init: started\n");
	guest.port = report_open();
	if (guest.port < 0) {
		dprintf(STDOUT_FILENO, "modsplit-init: no port named 'modsplit': the kernel needs "
				       "CONFIG_VIRTIO_CONSOLE=y and a virtio transport, or the "
				       "driver of the serial line in /report\n");
	} else if (!orders || read_text("/orders", orders, size) < 0) {
		dprintf(STDOUT_FILENO, "modsplit-init: no /orders\n");
	} else {
		guest.kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		report_start(&guest);
		orders_run(&guest, orders);
		report_end(&guest);
		report_close(&guest);
	}
	dprintf(STDOUT_FILENO, "modsplit-init: done\n");
	try_for(3, sync);
	if (guest.end_with)
		end_as_ordered(guest.end_with);
	try_for(10, power_off);
	/* a dead device blocks the shutdown: let the kernel panic, which ends the machine as well */
	dprintf(STDOUT_FILENO, "modsplit-init: no power off\n");
	return 1;
}
