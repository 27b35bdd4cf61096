/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include <modsplit/error.h>

#include "base/files.h"
#include "base/record.h"

/* a record with one field of every kind */
static const char *const colours[] = {"red", "green", NULL};

struct leaf {
	char *name;
};

struct tree {
	char *text;
	gboolean flag;
	gint64 number;
	gint64 maybe;
	int colour;
	GPtrArray *words;
	GPtrArray *leaves;
	GPtrArray *stones;
	ms_pool *pool;
	struct leaf *first;
	char *extra;
};

static const struct record_field leaf_fields[] = {RECORD_FSTR(leaf, name), RECORD_END};
static const struct record_type leaf_type = {NULL, sizeof(struct leaf), leaf_fields};

static const struct record_field tree_fields[] = {
	RECORD_FSTR(tree, text),
	RECORD_FBOOL(tree, flag),
	RECORD_FINT(tree, number),
	RECORD_FMAYBE(tree, maybe),
	RECORD_FCHOICE(tree, colour, colours),
	RECORD_FSTRS(tree, words),
	RECORD_FLIST(tree, leaves, &leaf_type),
	RECORD_FPOOLED(tree, stones, &leaf_type, pool),
	RECORD_FONE(tree, first, &leaf_type),
	{.key = "extra",
	 .kind = RECORD_STRING,
	 .offset = G_STRUCT_OFFSET(struct tree, extra),
	 .optional = TRUE},
	RECORD_END,
};
static const struct record_type tree_type = {"test.tree/1", sizeof(struct tree), tree_fields};

static const char whole[] =
	"{\"schema\": \"test.tree/1\", \"text\": \"a \\\"b\\\"\", \"flag\": true, \"number\": -7,"
	" \"maybe\": null, \"colour\": \"green\", \"words\": [\"x\", \"y\"],"
	" \"leaves\": [{\"name\": \"l\"}, {\"name\": null}],"
	" \"stones\": [{\"name\": \"s\"}, {\"name\": \"t\"}], \"first\": {\"name\": \"f\"},"
	" \"later\": 1}";

static struct tree *parse(const char *text, GError **error)
{
	g_autoptr(ms_json) json = ms_json_parse(text, strlen(text), "t.json", error);

	return json ? record_from_json(&tree_type, json, error) : NULL;
}

static void test_round_trip(void)
{
	GError *error = NULL;
	struct tree *tree = parse(whole, &error);
	struct tree *copy;
	const struct leaf *leaf;

	g_assert_no_error(error);
	copy = record_copy(&tree_type, tree);
	record_free(&tree_type, tree);
	leaf = copy->leaves->pdata[0];
	g_assert_cmpstr(copy->text, ==, "a \"b\"");
	g_assert_true(copy->flag);
	g_assert_cmpint(copy->number, ==, -7);
	g_assert_true(copy->maybe == RECORD_NONE);
	g_assert_cmpint(copy->colour, ==, 1);
	g_assert_cmpuint(copy->words->len, ==, 2);
	g_assert_cmpstr(leaf->name, ==, "l");
	g_assert_cmpuint(copy->stones->len, ==, 2);
	g_assert_cmpstr(((struct leaf *)copy->stones->pdata[1])->name, ==, "t");
	g_assert_cmpstr(copy->first->name, ==, "f");
	g_assert_null(copy->extra);
	record_free(&tree_type, copy);
}

/* every wrong value is refused with the path of its key */
static void test_wrong(void)
{
	static const struct {
		const char *from, *to, *message;
	} cases[] = {
		{"true", "1", "flag: expected true or false"},
		{"-7", "\"7\"", "number: expected an integer"},
		{"\"green\"", "\"blue\"", "colour: expected one of"},
		{"\"y\"", "2", "words[1]: expected a string"},
		{"{\"name\": null}", "{\"name\": 4}", "leaves[1].name: expected a string or null"},
		{"\"t\"", "5", "stones[1].name: expected a string or null"},
		{"{\"name\": \"f\"}", "{}", "first.name: expected a value, found none"},
		{"tree/1", "tree/2", "schema: expected 'test.tree/1', found 'test.tree/2'"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GString) text = g_string_new(whole);
		g_autoptr(GError) error = NULL;

		g_assert_cmpuint(g_string_replace(text, cases[i].from, cases[i].to, 1), ==, 1);
		g_assert_null(parse(text->str, &error));
		g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
		g_assert_nonnull(strstr(error->message, cases[i].message));
	}
}

static void test_file(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "record", &error);
	g_autofree char *path = g_build_filename(ms_scratch_path(scratch), "t.json", NULL);
	g_autofree char *first = NULL;
	g_autofree char *second = NULL;
	struct tree *tree = parse(whole, &error);
	struct tree *again;

	g_assert_true(record_save(&tree_type, tree, path, &error));
	first = ms_read_file(path, NULL, &error);
	again = record_load(&tree_type, path, &error);
	g_assert_no_error(error);
	g_assert_true(record_save(&tree_type, again, path, &error));
	second = ms_read_file(path, NULL, &error);
	g_assert_cmpstr(first, ==, second);
	record_free(&tree_type, tree);
	record_free(&tree_type, again);
	g_assert_true(ms_write_file(path, "{\"schema\": ", 11, &error));
	g_assert_null(record_load(&tree_type, path, &error));
	g_assert_nonnull(strstr(error->message, "t.json:1:"));
}

/* a name out of a damaged file */
static void test_no_utf8(void)
{
	struct leaf leaf = {.name = (char *)"a\xff\xfe b"};
	g_autoptr(ms_json) json = record_to_json(&leaf_type, &leaf);
	const char *text = json_string_value(json_object_get(json, "name"));

	g_assert_nonnull(text);
	g_assert_true(g_utf8_validate(text, -1, NULL));
	g_assert_true(g_str_has_prefix(text, "a") && g_str_has_suffix(text, " b"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/record/round-trip", test_round_trip);
	g_test_add_func("/record/wrong", test_wrong);
	g_test_add_func("/record/file", test_file);
	g_test_add_func("/record/no-utf8", test_no_utf8);
	return g_test_run();
}
