/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "patch/work.h"

static void mail_free(gpointer data)
{
	struct mail *mail = data;

	g_free(mail->name);
	g_free(mail->text);
	g_ptr_array_unref(mail->to);
	g_ptr_array_unref(mail->cc);
	g_free(mail);
}

static gboolean format_patch(const struct repository *repository, guint revision,
			     gboolean range_diff, const char *out, char **names, GError **error)
{
	g_autofree char *version = g_strdup_printf("-v%u", revision);
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	static const char *const fixed[] = {"format-patch",
					    "--cover-letter",
					    "--no-signature",
					    "--zero-commit",
					    "--no-thread",
					    "--no-attach",
					    "--no-encode-email-headers",
					    "--stat=76",
					    "--summary",
					    "-o"};

	for (guint i = 0; i < G_N_ELEMENTS(fixed); i++)
		g_ptr_array_add(argv, (gpointer)fixed[i]);
	g_ptr_array_add(argv, (gpointer)out);
	if (revision > 1)
		g_ptr_array_add(argv, version);
	if (range_diff)
		g_ptr_array_add(argv, "--range-diff=base..previous");
	g_ptr_array_add(argv, "base..series");
	g_ptr_array_add(argv, NULL);
	return repository_git(repository, (const char *const *)argv->pdata, NULL, names, error);
}

GPtrArray *mails_make(const struct repository *repository, guint revision, gboolean range_diff,
		      GError **error)
{
	g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func(mail_free);
	g_autofree char *out =
		g_build_filename(ms_scratch_path(repository->scratch), "mails", NULL);
	g_autofree char *names = NULL;
	g_auto(GStrv) lines = NULL;

	if (!format_patch(repository, revision, range_diff, out, &names, error))
		return NULL;
	lines = g_strsplit(g_strstrip(names), "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		struct mail *mail = g_new0(struct mail, 1);

		mail->name = g_path_get_basename(lines[i]);
		mail->to = g_ptr_array_new_with_free_func(g_free);
		mail->cc = g_ptr_array_new_with_free_func(g_free);
		g_ptr_array_add(mails, mail);
		mail->text = ms_read_file(lines[i], NULL, error);
		if (!mail->text)
			return NULL;
	}
	return g_steal_pointer(&mails);
}

char *mails_patch_id(const struct repository *repository, const struct mail *mail, GError **error)
{
	const char *argv[] = {"patch-id", "--stable", NULL};
	g_autofree char *out = NULL;
	gsize len;

	if (!repository_git(repository, argv, mail->text, &out, error))
		return NULL;
	len = strcspn(out, " \n");
	if (!len) {
		g_set_error(error, MS_ERROR, MS_ERROR_IO,
			    "the mail '%s' holds no patch; is the disk full?", mail->name);
		return NULL;
	}
	return g_strndup(out, len);
}

/* RFC 2047 for the name of an address that is not plain ASCII. */
static char *encoded(const char *address)
{
	const char *mail = strstr(address, " <");
	GString *text;

	if (g_str_is_ascii(address) || !mail)
		return g_strdup(address);
	text = g_string_new("=?UTF-8?q?");
	for (const char *at = address; at < mail; at++) {
		if (g_ascii_isalnum(*at))
			g_string_append_c(text, *at);
		else if (*at == ' ')
			g_string_append_c(text, '_');
		else if (*at != '"')
			g_string_append_printf(text, "=%02X", (guint)(guchar)*at);
	}
	g_string_append_printf(text, "?=%s", mail);
	return g_string_free(text, FALSE);
}

static void append_header(GString *headers, const char *name, const GPtrArray *addresses)
{
	for (guint i = 0; i < addresses->len; i++) {
		g_autofree char *address = encoded(addresses->pdata[i]);

		g_string_append_printf(headers, "%s%s%s", i ? "    " : name, i ? "" : ": ",
				       address);
		g_string_append(headers, i + 1 < addresses->len ? ",\n" : "\n");
	}
}

/* Before the empty line that ends the headers. */
static void add_headers(struct mail *mail)
{
	const char *end = strstr(mail->text, "\n\n");
	g_autoptr(GString) text = NULL;

	if (!end)
		return;
	text = g_string_new_len(mail->text, end + 1 - mail->text);
	append_header(text, "To", mail->to);
	append_header(text, "Cc", mail->cc);
	g_string_append(text, end + 1);
	g_free(mail->text);
	mail->text = g_string_free(g_steal_pointer(&text), FALSE);
}

void mails_address(GPtrArray *mails)
{
	struct mail *cover = mails->pdata[0];

	for (guint i = 1; i < mails->len; i++) {
		const struct mail *mail = mails->pdata[i];

		for (guint a = 0; a < mail->to->len; a++)
			record_strings_add(cover->to, mail->to->pdata[a]);
		for (guint a = 0; a < mail->cc->len; a++)
			record_strings_add(cover->cc, mail->cc->pdata[a]);
	}
	for (guint i = 0; i < mails->len; i++)
		add_headers(mails->pdata[i]);
}
