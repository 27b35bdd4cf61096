/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include <modsplit/error.h>

#include "edits/composite.h"

struct job {
	make_file *file;
	ctext_edits *edits;
	GError *error;
};

static struct job begin(const char *text)
{
	return (struct job){make_file_parse("x/Makefile", text, strlen(text), NULL),
			    ctext_edits_new(), NULL};
}

static void end(struct job *job, const char *expected)
{
	g_autofree char *out = NULL;

	g_assert_no_error(job->error);
	out = ctext_edits_apply(job->edits, job->file->text, job->file->len, NULL, &job->error);
	g_assert_no_error(job->error);
	g_assert_cmpstr(out, ==, expected);
	make_file_free(job->file);
	ctext_edits_free(job->edits);
}

static void fails(struct job *job, gint code, const char *names)
{
	g_assert_error(job->error, MS_ERROR, code);
	g_assert_nonnull(strstr(job->error->message, names));
	g_clear_error(&job->error);
}

static void test_composite(void)
{
	static const char *const also[] = {"LAMP_USB", NULL};
	struct job job =
		begin("# top\nobj-$(CONFIG_LAMP) += a.o b.o \\\n\t\t      c.o\nobj-y += z.o\n");

	composite_make(job.edits, job.file, "LAMP", "lamp", NULL, &job.error);
	end(&job, "# top\nobj-$(CONFIG_LAMP) += lamp.o\nlamp-y := a.o b.o \\\n\t  c.o\n"
		  "obj-y += z.o\n");
	job = begin("obj-$(CONFIG_LAMP)\t\t+= a.o\nobj-$(CONFIG_LAMP_USB)\t\t+= u.o # usb\n"
		    "obj-$(CONFIG_LAMP)\t\t+= b.o\n");
	composite_make(job.edits, job.file, "LAMP", "lamp", also, &job.error);
	end(&job, "obj-$(CONFIG_LAMP)\t\t+= lamp.o\nlamp-y\t\t\t\t:= a.o\n"
		  "lamp-$(CONFIG_LAMP_USB)\t\t+= u.o # usb\nlamp-y\t\t\t\t+= b.o\n");
	/* name-$(CONFIG_…) is name-y where that is =y: it must not be overwritten */
	job = begin("obj-$(CONFIG_LAMP_USB) += u.o\nobj-$(CONFIG_LAMP) += a.o\n");
	composite_make(job.edits, job.file, "LAMP", "lamp", also, &job.error);
	end(&job, "lamp-$(CONFIG_LAMP_USB) += u.o\nobj-$(CONFIG_LAMP) += lamp.o\nlamp-y += a.o\n");
}

static void refused(const char *text, const char *name, gint code, const char *why)
{
	struct job job = begin(text);

	g_assert_false(composite_make(job.edits, job.file, "LAMP", name, NULL, &job.error));
	fails(&job, code, why);
	g_assert_cmpuint(ctext_edits_count(job.edits), ==, 0);
	end(&job, text);
}

static void test_composite_refused(void)
{
	refused("obj-$(CONFIG_LAMP) += lamp.o b.o\n", "lamp", MS_ERROR_TREE,
		"x/Makefile:1: a composite cannot have the name of its part 'lamp.o'");
	refused("obj-$(CONFIG_LAMP) += a.o\n\nobj-$(CONFIG_LAMP) += d/\n", "lamp", MS_ERROR_TREE,
		"x/Makefile:3:");
	refused("obj-$(CONFIG_LAMP) += a.o\na-y := b.o\n", "lamp", MS_ERROR_TREE, "'a.o'");
	refused("obj-$(CONFIG_LAMP) += $(wildcard *.o)\n", "lamp", MS_ERROR_TREE, "wildcard");
	refused("obj-$(CONFIG_LAMPS) += a.o\n", "lamp", MS_ERROR_NOT_FOUND, "obj-$(CONFIG_LAMP)");
	refused("obj-$(CONFIG_LAMP) += a.o\nifdef CONFIG_B\nobj-$(CONFIG_LAMP) += b.o\nendif\n",
		"lamp", MS_ERROR_TREE, "x/Makefile:3: lists of one option under different");
	refused("obj-$(CONFIG_LAMP) += a.o\nobj-y += lamp.o\n", "lamp", MS_ERROR_TREE,
		"x/Makefile:2: this object is listed already: 'lamp.o'");
	refused("obj-$(CONFIG_LAMP) += a.o\nlamp-y := b.o\n", "lamp", MS_ERROR_TREE, "'lamp.o'");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/edits/composite/made", test_composite);
	g_test_add_func("/edits/composite/refused", test_composite_refused);
	return g_test_run();
}
