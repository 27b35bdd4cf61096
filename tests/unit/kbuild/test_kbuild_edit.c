/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "kbuild/edit.h"

struct job {
	kbuild_folder *folder;
	ctext_edits *edits;
	GError *error;
};

static struct job begin(const char *text)
{
	return (struct job){kbuild_folder_parse("x", "x/Makefile", text, strlen(text)),
			    ctext_edits_new(), NULL};
}

static void end(struct job *job, const char *expected)
{
	gsize len;
	const char *text = kbuild_folder_text(job->folder, &len);
	g_autofree char *out = NULL;

	g_assert_no_error(job->error);
	out = ctext_edits_apply(job->edits, text, len, NULL, &job->error);
	g_assert_no_error(job->error);
	g_assert_cmpstr(out, ==, expected);
	kbuild_folder_free(job->folder);
	ctext_edits_free(job->edits);
}

static void fails(struct job *job, gint code, const char *names)
{
	g_assert_error(job->error, KBUILD_ERROR, code);
	g_assert_nonnull(strstr(job->error->message, names));
	g_clear_error(&job->error);
}

static void test_composite(void)
{
	static const char *const also[] = {"LAMP_USB", NULL};
	struct job job =
		begin("# top\nobj-$(CONFIG_LAMP) += a.o b.o \\\n\t\t      c.o\nobj-y += z.o\n");

	kbuild_make_composite(job.edits, job.folder, "LAMP", "lamp", NULL, &job.error);
	end(&job, "# top\nobj-$(CONFIG_LAMP) += lamp.o\nlamp-y := a.o b.o \\\n\t  c.o\n"
		  "obj-y += z.o\n");
	job = begin("obj-$(CONFIG_LAMP)\t\t+= a.o\nobj-$(CONFIG_LAMP_USB)\t\t+= u.o # usb\n"
		    "obj-$(CONFIG_LAMP)\t\t+= b.o\n");
	kbuild_make_composite(job.edits, job.folder, "LAMP", "lamp", also, &job.error);
	end(&job, "obj-$(CONFIG_LAMP)\t\t+= lamp.o\nlamp-y\t\t\t\t:= a.o\n"
		  "lamp-$(CONFIG_LAMP_USB)\t\t+= u.o # usb\nlamp-y\t\t\t\t+= b.o\n");
	/* name-$(CONFIG_…) is name-y where that is =y: it must not be overwritten */
	job = begin("obj-$(CONFIG_LAMP_USB) += u.o\nobj-$(CONFIG_LAMP) += a.o\n");
	kbuild_make_composite(job.edits, job.folder, "LAMP", "lamp", also, &job.error);
	end(&job, "lamp-$(CONFIG_LAMP_USB) += u.o\nobj-$(CONFIG_LAMP) += lamp.o\nlamp-y += a.o\n");
}

static void refused(const char *text, const char *name, gint code, const char *why)
{
	struct job job = begin(text);

	g_assert_false(
		kbuild_make_composite(job.edits, job.folder, "LAMP", name, NULL, &job.error));
	fails(&job, code, why);
	g_assert_cmpuint(ctext_edits_count(job.edits), ==, 0);
	end(&job, text);
}

static void test_composite_refused(void)
{
	refused("obj-$(CONFIG_LAMP) += lamp.o b.o\n", "lamp", KBUILD_ERROR_SHAPE,
		"x/Makefile:1: a composite cannot have the name of its part 'lamp.o'");
	refused("obj-$(CONFIG_LAMP) += a.o\n\nobj-$(CONFIG_LAMP) += d/\n", "lamp",
		KBUILD_ERROR_SHAPE, "x/Makefile:3:");
	refused("obj-$(CONFIG_LAMP) += a.o\na-y := b.o\n", "lamp", KBUILD_ERROR_SHAPE, "'a.o'");
	refused("obj-$(CONFIG_LAMP) += $(wildcard *.o)\n", "lamp", KBUILD_ERROR_SHAPE, "wildcard");
	refused("obj-$(CONFIG_LAMPS) += a.o\n", "lamp", KBUILD_ERROR_NOT_FOUND,
		"obj-$(CONFIG_LAMP)");
	refused("obj-$(CONFIG_LAMP) += a.o\nlamp-y := b.o\n", "lamp", KBUILD_ERROR_SHAPE,
		"'lamp.o'");
}

static void test_objects(void)
{
	struct job job = begin("obj-$(CONFIG_A)\t+= a.o \\\n\t\t   b.o c.o\nobj-y\t\t+= d.o\n");

	kbuild_add_object(job.edits, job.folder, "b.o", "E", "e.o", &job.error);
	kbuild_remove_object(job.edits, job.folder, "b.o", &job.error);
	kbuild_set_option(job.edits, job.folder, "d.o", "D", &job.error);
	g_assert_no_error(job.error);
	g_assert_false(kbuild_set_option(job.edits, job.folder, "a.o", "D", &job.error));
	fails(&job, KBUILD_ERROR_SHAPE, "'a.o'");
	g_assert_false(kbuild_remove_object(job.edits, job.folder, "x.o", &job.error));
	fails(&job, KBUILD_ERROR_NOT_FOUND, "'x.o'");
	end(&job, "obj-$(CONFIG_A)\t+= a.o c.o\nobj-$(CONFIG_E)\t+= e.o\n"
		  "obj-$(CONFIG_D)\t\t+= d.o\n");
	job = begin("obj-y += a.o\nobj-m += b.o\n");
	kbuild_remove_object(job.edits, job.folder, "a.o", &job.error);
	end(&job, "obj-m += b.o\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/kbuild/edit/composite", test_composite);
	g_test_add_func("/kbuild/edit/composite-refused", test_composite_refused);
	g_test_add_func("/kbuild/edit/objects", test_objects);
	return g_test_run();
}
