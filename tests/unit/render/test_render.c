/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "render/render.h"

static void test_list(void)
{
	g_autoptr(GPtrArray) blocks = g_ptr_array_new();
	struct block *list = block_new(blocks, BLOCK_LIST, NULL);
	g_autofree char *text = NULL;
	g_autofree char *color = NULL;
	g_autofree char *markdown = NULL;
	g_autofree char *marked = NULL;

	block_item(list, TONE_BAD, "%s", "one two three <four> five_six seven eight nine ten");
	text = render_text(blocks, FALSE, 24);
	g_assert_cmpstr(text, ==,
			"  - one two three <four>\n    five_six seven eight\n    nine ten\n");
	color = render_text(blocks, TRUE, 80);
	g_assert_true(g_str_has_prefix(color, "\033[31m  - one"));
	markdown = render_markdown(blocks, NULL);
	g_assert_true(g_str_has_prefix(markdown, "- one two three &lt;four> five\\_six"));
	marked = render_markdown(blocks, "<!-- x -->");
	g_assert_true(g_str_has_prefix(marked, "<!-- x -->\n- one"));
	record_free(&block_type, blocks->pdata[0]);
}

static void test_html(void)
{
	g_autoptr(GPtrArray) blocks = g_ptr_array_new();
	g_autoptr(GString) out = g_string_new(NULL);
	struct block *table = block_table(blocks, "name", ">bytes", NULL);

	block_row(table, TONE_GOOD, "a<b&\"", "12", NULL);
	render_html(out, blocks);
	g_assert_nonnull(strstr(out->str, "<th>name<th class=n>bytes"));
	g_assert_nonnull(
		strstr(out->str, "<tr class=\"good\"><td>a&lt;b&amp;&quot;<td class=n>12"));
	record_free(&block_type, blocks->pdata[0]);
}

/* the place may move and the words may change; rule, option and subject may not */
static void test_fingerprint(void)
{
	g_autoptr(GPtrArray) notices = notices_new();
	g_autofree char *first = NULL;

	notices_add(notices,
		    &(struct notice){.rule = (char *)"r", .subject = (char *)"s", .line = 3});
	notices_add(notices, &(struct notice){.rule = (char *)"r",
					      .subject = (char *)"s",
					      .message = (char *)"\xff",
					      .line = -1});
	notices_add(notices, &(struct notice){.rule = (char *)"r", .subject = (char *)"t"});
	first = notice_fingerprint(notices->pdata[0]);
	for (guint i = 1; i < notices->len; i++) {
		const struct notice *notice = notices->pdata[i];
		g_autofree char *other = notice_fingerprint(notice);

		g_assert_true(g_utf8_validate(notice->message, -1, NULL));
		g_assert_cmpint(notice->line, ==, 0);
		g_assert_cmpint(g_str_equal(first, other), ==, i == 1);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/render/list", test_list);
	g_test_add_func("/render/html", test_html);
	g_test_add_func("/render/fingerprint", test_fingerprint);
	return g_test_run();
}
