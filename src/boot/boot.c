/* SPDX-License-Identifier: GPL-2.0-only */
#include "boot/boot.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/files.h"
#include "base/process.h"
#include "boot/guest/pattern.h"
#include "boot/initramfs.h"
#include <modsplit/error.h>

#define TEXT_LIMIT (4u << 20)
#define DISK_BYTES (16u << 20)
#define TIME_LIMIT 120

static const struct record_field machine_fields[] = {
	RECORD_FSTR(boot_machine, name),
	RECORD_FSTR(boot_machine, arch),
	RECORD_FSTR(boot_machine, program),
	RECORD_FSTR(boot_machine, package),
	RECORD_FSTRS(boot_machine, arguments),
	{.key = "disk",
	 .kind = RECORD_STRING,
	 .optional = TRUE,
	 .offset = G_STRUCT_OFFSET(struct boot_machine, disk)},
	RECORD_FSTR(boot_machine, console),
	{.key = "report",
	 .kind = RECORD_STRING,
	 .optional = TRUE,
	 .offset = G_STRUCT_OFFSET(struct boot_machine, report)},
	{.key = "report_tty",
	 .kind = RECORD_STRING,
	 .optional = TRUE,
	 .offset = G_STRUCT_OFFSET(struct boot_machine, report_tty)},
	{.key = "dtb",
	 .kind = RECORD_STRING,
	 .optional = TRUE,
	 .offset = G_STRUCT_OFFSET(struct boot_machine, dtb)},
	{.key = "firmware",
	 .kind = RECORD_STRING,
	 .optional = TRUE,
	 .offset = G_STRUCT_OFFSET(struct boot_machine, firmware)},
	{.key = "firmware_package",
	 .kind = RECORD_STRING,
	 .optional = TRUE,
	 .offset = G_STRUCT_OFFSET(struct boot_machine, firmware_package)},
	{.key = "devtree",
	 .kind = RECORD_ONE,
	 .optional = TRUE,
	 .type = &devtree_edit_type,
	 .offset = G_STRUCT_OFFSET(struct boot_machine, devtree)},
	{.key = "registers",
	 .kind = RECORD_ONE,
	 .optional = TRUE,
	 .type = &devtree_registers_type,
	 .offset = G_STRUCT_OFFSET(struct boot_machine, registers)},
	RECORD_END,
};
const struct record_type boot_machine_type = {
	.schema = "modsplit.machine/1",
	.size = sizeof(struct boot_machine),
	.fields = machine_fields,
};

/* One boot: what was asked for, and where its files lie. Paths in argv are relative to `folder`. */
struct boot {
	const struct boot_machine *machine;
	const struct boot_kernel *kernel;
	const struct boot_orders *orders;
	const struct ms_job *job;
	const char *folder;
	GString *console;
	GString *qemu_says;
};

void boot_result_free(struct boot_result *result)
{
	if (!result)
		return;
	g_free(result->console);
	g_free(result->report);
	g_free(result->command);
	g_free(result->qemu_says);
	g_free(result);
}

static char *in_folder(const struct boot *boot, const char *name)
{
	return g_build_filename(boot->folder, name, NULL);
}

static gboolean write_bytes(const struct boot *boot, const char *name, GBytes *bytes,
			    GError **error)
{
	g_autofree char *path = in_folder(boot, name);
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);

	return ms_write_file(path, data, size, error);
}

static gboolean check_dtb(const struct boot_machine *machine, const char *build, GError **error)
{
	g_autofree char *path = build ? g_build_filename(build, machine->dtb, NULL) : NULL;

	if (path && g_file_test(path, G_FILE_TEST_IS_REGULAR))
		return TRUE;
	g_set_error(error, MS_ERROR, MS_ERROR_TREE,
		    "machine '%s': the build has no device tree '%s': make it with 'make dtbs'",
		    machine->name, machine->dtb);
	return FALSE;
}

gboolean boot_check(const struct boot_machine *machine, const char *build, GError **error)
{
	g_autofree char *path = g_find_program_in_path(machine->program);

	if (!path) {
		g_set_error(error, MS_ERROR, MS_ERROR_TOOL, "'%s' not found: apt-get install %s",
			    machine->program, machine->package);
		return FALSE;
	}
	if (machine->firmware && !g_file_test(machine->firmware, G_FILE_TEST_IS_REGULAR)) {
		g_set_error(error, MS_ERROR, MS_ERROR_TOOL,
			    "firmware '%s' not found: apt-get install %s", machine->firmware,
			    machine->firmware_package ? machine->firmware_package : "it");
		return FALSE;
	}
	return !machine->dtb || check_dtb(machine, build, error);
}

static gboolean make_disk(const struct boot *boot, GError **error)
{
	g_autofree char *data = g_malloc(DISK_BYTES + 1);
	g_autofree char *path = in_folder(boot, "disk.img");

	for (gsize at = 0; at < DISK_BYTES; at += PATTERN_UNIT)
		pattern_unit(at, data + at);
	return ms_write_file(path, data, DISK_BYTES, error);
}

static gboolean make_initramfs(const struct boot *boot, GError **error)
{
	g_autofree char *report = boot->machine->report_tty
					  ? g_strconcat("/dev/", boot->machine->report_tty, NULL)
					  : NULL;
	g_autofree char *init = boot_guest_init(boot->kernel->cross_compile, boot->job, error);
	g_autofree char *path = in_folder(boot, "initramfs.cpio.gz");
	g_autoptr(GString) orders = g_string_new(NULL);

	if (!init)
		return FALSE;
	for (guint i = 0; i < boot->orders->lines->len; i++)
		g_string_append_printf(orders, "%s\n", (char *)boot->orders->lines->pdata[i]);
	return initramfs_write(&(struct initramfs){.init = init,
						   .release = boot->kernel->release,
						   .modules = boot->kernel->modules,
						   .orders = orders->str,
						   .report = report},
			       path, error);
}

static gboolean link_image(const struct boot *boot, GError **error)
{
	g_autofree char *image = g_canonicalize_filename(boot->kernel->image, NULL);
	g_autofree char *link = in_folder(boot, "Image");

	if (!g_file_test(image, G_FILE_TEST_IS_REGULAR)) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO, "no kernel image '%s': build it first",
			    image);
		return FALSE;
	}
	if (symlink(image, link) == 0)
		return TRUE;
	g_set_error(error, MS_ERROR, MS_ERROR_IO, "cannot make a link to '%s'", image);
	return FALSE;
}

static void add_words(GPtrArray *argv, ...) G_GNUC_NULL_TERMINATED;
static void add_words(GPtrArray *argv, ...)
{
	const char *word;
	va_list args;

	va_start(args, argv);
	while ((word = va_arg(args, const char *)))
		g_ptr_array_add(argv, g_strdup(word));
	va_end(args);
}

/* The machine itself; with `dump` qemu only writes its device tree to a file and ends. */
static GPtrArray *machine_argv(const struct boot *boot, const char *dump)
{
	const struct boot_machine *machine = boot->machine;
	GPtrArray *argv = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *disk =
		g_strconcat(machine->disk ? machine->disk : "", ",drive=disk", NULL);

	add_words(argv, machine->program, NULL);
	for (guint i = 0; i < machine->arguments->len; i++) {
		const char *word = machine->arguments->pdata[i];
		gboolean is_machine = i > 0 && strcmp(machine->arguments->pdata[i - 1], "-M") == 0;

		g_ptr_array_add(argv, is_machine && dump
					      ? g_strdup_printf("%s,dumpdtb=%s", word, dump)
					      : g_strdup(word));
	}
	add_words(argv, "-nodefaults", "-no-user-config", "-nic", "none", "-display", "none",
		  "-monitor", "none", "-no-reboot", NULL);
	if (machine->disk)
		add_words(argv, "-drive", "if=none,id=disk,file=disk.img,format=raw,readonly=on",
			  "-device", disk, NULL);
	add_words(argv, "-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console",
		  NULL);
	add_words(argv, "-chardev", "file,id=report,path=report.jsonl", NULL);
	if (machine->report_tty)
		add_words(argv, "-serial", "chardev:report", NULL);
	else
		add_words(argv, "-device",
			  machine->report ? machine->report : "virtio-serial-device", "-device",
			  "virtserialport,chardev=report,name=modsplit", NULL);
	if (machine->firmware)
		add_words(argv, "-bios", machine->firmware, NULL);
	return argv;
}

/* The device tree of the kernel's build that the machine names, or the one that qemu makes. */
static GBytes *machine_dtb(const struct boot *boot, GError **error)
{
	g_autoptr(GPtrArray) argv = machine_argv(boot, "machine.dtb");
	g_autofree char *path =
		boot->machine->dtb ? g_build_filename(boot->kernel->build, boot->machine->dtb, NULL)
				   : in_folder(boot, "machine.dtb");
	char *data;
	gsize size;

	g_ptr_array_add(argv, NULL);
	if (!boot->machine->dtb &&
	    !ms_process_ok((const char *const *)argv->pdata, boot->folder, boot->job, NULL, error))
		return NULL;
	data = ms_read_file(path, &size, error);
	return data ? g_bytes_new_take(data, size) : NULL;
}

static gboolean make_devtree(const struct boot *boot, GError **error)
{
	g_autoptr(GBytes) dtb = machine_dtb(boot, error);
	g_autoptr(GBytes) edited = NULL;

	if (!dtb)
		return FALSE;
	if (!boot->machine->devtree)
		return write_bytes(boot, "used.dtb", dtb, error);
	edited = devtree_apply(dtb, boot->machine->devtree, error);
	if (!edited)
		g_prefix_error(error, "machine '%s': ", boot->machine->name);
	return edited && write_bytes(boot, "used.dtb", edited, error);
}

static gboolean make_registers(const struct boot *boot, GError **error)
{
	g_autoptr(GBytes) bytes = devtree_register_file(boot->machine->registers, error);

	if (!bytes)
		g_prefix_error(error, "machine '%s': ", boot->machine->name);
	return bytes && write_bytes(boot, "registers.bin", bytes, error);
}

static gboolean uses_dtb(const struct boot_machine *machine)
{
	return machine->dtb || machine->devtree;
}

static gboolean make_files(const struct boot *boot, GError **error)
{
	return link_image(boot, error) && make_disk(boot, error) && make_initramfs(boot, error) &&
	       (!uses_dtb(boot->machine) || make_devtree(boot, error)) &&
	       (!boot->machine->registers || make_registers(boot, error));
}

static GPtrArray *boot_argv(const struct boot *boot)
{
	const struct devtree_registers *registers = boot->machine->registers;
	GPtrArray *argv = machine_argv(boot, NULL);
	g_autoptr(GString) words = g_string_new(NULL);

	g_string_printf(words, "console=%s panic=-1", boot->machine->console);
	for (guint i = 0; boot->orders->command_line && i < boot->orders->command_line->len; i++)
		g_string_append_printf(words, " %s", (char *)boot->orders->command_line->pdata[i]);
	add_words(argv, "-kernel", "Image", "-initrd", "initramfs.cpio.gz", "-append", words->str,
		  NULL);
	if (uses_dtb(boot->machine))
		add_words(argv, "-dtb", "used.dtb", NULL);
	if (registers) {
		add_words(argv, "-device", NULL);
		g_ptr_array_add(argv,
				g_strdup_printf("loader,file=registers.bin,addr=%s,force-raw=on",
						registers->address));
	}
	g_ptr_array_add(argv, NULL);
	return argv;
}

/* Text from outside, in bounds and without what is no text. */
static void take_line(void *data, const char *text, gboolean is_stderr)
{
	struct boot *boot = data;
	GString *to = is_stderr ? boot->qemu_says : boot->console;

	if (to->len >= TEXT_LIMIT)
		return;
	for (; *text; text++)
		if ((guchar)*text >= ' ' || *text == '\t')
			g_string_append_c(to, *text);
	g_string_append_c(to, '\n');
}

static char *read_report(const struct boot *boot)
{
	g_autofree char *path = in_folder(boot, "report.jsonl");
	char *text = g_malloc0(TEXT_LIMIT + 1);
	FILE *file = fopen(path, "re");

	if (!file)
		return text;
	if (fread(text, 1, TEXT_LIMIT, file) == 0)
		text[0] = '\0';
	fclose(file);
	return text;
}

static char *quoted_command(const GPtrArray *argv)
{
	GString *command = g_string_new(NULL);

	for (guint i = 0; argv->pdata[i]; i++) {
		const char *word = argv->pdata[i];
		const char *quote = strpbrk(word, " '\"$\\") ? "'" : "";

		g_string_append_printf(command, "%s%s%s%s", i ? " " : "", quote, word, quote);
	}
	return g_string_free(command, FALSE);
}

static gint64 file_bytes(const struct boot *boot, const char *name)
{
	g_autofree char *path = in_folder(boot, name);
	GStatBuf info;

	return g_stat(path, &info) == 0 ? (gint64)info.st_size : 0;
}

/* qemu ends with a status other than 0 before the guest says a word: it was never a machine. */
static gboolean qemu_refused(const struct boot *boot, const struct boot_result *result,
			     GError **error)
{
	if (result->timed_out || result->status == 0 || boot->console->len > 0)
		return FALSE;
	g_set_error(error, MS_ERROR, MS_ERROR_TOOL, "'%s' failed with status %d: %s",
		    boot->machine->program, result->status, boot->qemu_says->str);
	return TRUE;
}

static gboolean run_qemu(struct boot *boot, struct boot_result *result, GError **error)
{
	g_autoptr(GPtrArray) argv = boot_argv(boot);
	g_autoptr(ms_process_result) ended = NULL;
	gint64 begin = g_get_monotonic_time();
	GError *inner = NULL;
	const struct ms_process process = {
		.argv = (const char *const *)argv->pdata,
		.directory = boot->folder,
		.timeout_s = boot->orders->time_limit_s ? boot->orders->time_limit_s : TIME_LIMIT,
		.output_limit = 1,
		.line = take_line,
		.line_data = boot,
	};

	result->command = quoted_command(argv);
	if (!ms_process_run(&process, boot->job, &ended, &inner)) {
		if (!g_error_matches(inner, MS_ERROR, MS_ERROR_TIMEOUT)) {
			g_propagate_error(error, inner);
			return FALSE;
		}
		g_clear_error(&inner);
		result->timed_out = TRUE;
	}
	result->status = ended ? ended->status : -1;
	result->seconds = (double)(g_get_monotonic_time() - begin) / G_USEC_PER_SEC;
	result->report = read_report(boot);
	result->initramfs_bytes = file_bytes(boot, "initramfs.cpio.gz");
	return !qemu_refused(boot, result, error);
}

gboolean boot_run(const struct boot_machine *machine, const struct boot_kernel *kernel,
		  const struct boot_orders *orders, const struct ms_job *job,
		  struct boot_result **result, GError **error)
{
	g_autoptr(ms_scratch) scratch = NULL;
	g_autoptr(boot_result) made = g_new0(struct boot_result, 1);
	g_autoptr(GString) console = g_string_new(NULL);
	g_autoptr(GString) qemu_says = g_string_new(NULL);
	struct boot boot = {machine, kernel, orders, job, NULL, console, qemu_says};

	if (!boot_check(machine, kernel->build, error))
		return FALSE;
	scratch = ms_scratch_new(NULL, "modsplit-boot", error);
	if (!scratch)
		return FALSE;
	boot.folder = ms_scratch_path(scratch);
	if (!make_files(&boot, error) || !run_qemu(&boot, made, error))
		return FALSE;
	made->console = g_strdup(console->str);
	made->qemu_says = g_strdup(qemu_says->str);
	*result = g_steal_pointer(&made);
	return TRUE;
}
