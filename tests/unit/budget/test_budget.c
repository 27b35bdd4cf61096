/* SPDX-License-Identifier: GPL-2.0-only */
/* Amounts, files of limits with their mistakes, and how limits are judged. */
#include <string.h>

#include <glib/gstdio.h>
#include <modsplit/error.h>

#include "base/files.h"
#include "budget/budget.h"

/* --- amounts -------------------------------------------------------------------------------- */

static void assert_amount(const char *text, enum budget_unit unit, gint64 value, const char *shown)
{
	g_autoptr(GError) error = NULL;
	struct budget_amount amount = {0};
	g_autofree char *again = NULL;

	g_assert_true(budget_amount_parse(text, &amount, &error));
	g_assert_no_error(error);
	g_assert_cmpint(amount.unit, ==, unit);
	g_assert_cmpint(amount.value, ==, value);
	again = budget_amount_text(&amount);
	g_assert_cmpstr(again, ==, shown);
}

static void test_amounts(void)
{
	static const char *const bad[] = {"",
					  "KiB",
					  "-1",
					  "+1 KiB",
					  "1 KB",
					  "1 kib",
					  "1.2.3",
					  "1,5 MiB",
					  "0x10",
					  " 1",
					  "1 KiB ",
					  "1e3",
					  "99999999999999999999",
					  "70368744177664 KiB"};

	assert_amount("0", BUDGET_BYTES, 0, "0 bytes");
	assert_amount("4097", BUDGET_BYTES, 4097, "4097 bytes");
	assert_amount("4097 bytes", BUDGET_BYTES, 4097, "4097 bytes");
	assert_amount("64 KiB", BUDGET_BYTES, 65536, "64 KiB");
	assert_amount("1.5MiB", BUDGET_BYTES, 1572864, "1536 KiB");
	assert_amount("0.0005 KiB", BUDGET_BYTES, 0, "0 bytes");
	assert_amount("2 GiB", BUDGET_BYTES, G_GINT64_CONSTANT(2147483648), "2048 MiB");
	assert_amount("2%", BUDGET_PERCENT, 200, "2%");
	assert_amount("2.25 %", BUDGET_PERCENT, 225, "2.25%");
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;
		struct budget_amount amount = {0};

		g_assert_false(budget_amount_parse(bad[i], &amount, &error));
		g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
	}
}

static void test_share(void)
{
	const struct budget_amount percent = {BUDGET_PERCENT, 225}, bytes = {BUDGET_BYTES, 7};

	g_assert_cmpint(budget_amount_of(&percent, 10000), ==, 225);
	g_assert_cmpint(budget_amount_of(&percent, 199), ==, 4);
	g_assert_cmpint(budget_amount_of(&percent, G_GINT64_CONSTANT(4000000000000)), ==,
			G_GINT64_CONSTANT(90000000000));
	g_assert_cmpint(budget_amount_of(&bytes, 10000), ==, 7);
}

/* --- the file ------------------------------------------------------------------------------- */

#define HEAD "{\"schema\": \"modsplit.budget/1\",\n \"limits\": [\n"

static struct budget *load(const char *text, GError **error)
{
	g_autoptr(ms_scratch) scratch = ms_scratch_new(NULL, "budget", NULL);
	g_autofree char *path = g_build_filename(ms_scratch_path(scratch), "b.json", NULL);

	g_assert_true(ms_write_file(path, text, strlen(text), NULL));
	return budget_load(path, error);
}

static void test_file(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(budget_file) budget =
		load(HEAD
		     "{\"max\": 4096},\n"
		     "{\"option\": \"CONFIG_TOY\", \"growth\": \"2%\", \"warn\": \"1 KiB\",\n"
		     " \"owner\": \"toys\", \"reason\": \"it must fit\", \"optional\": true}]}",
		     &error);
	const struct budget_limit *one, *two;

	g_assert_no_error(error);
	g_assert_cmpstr(budget->file, ==, "b.json");
	g_assert_cmpuint(budget->limits->len, ==, 2);
	one = budget->limits->pdata[0];
	two = budget->limits->pdata[1];
	g_assert_cmpstr(one->artefact, ==, "vmlinux");
	g_assert_cmpint(one->kind, ==, BUDGET_FILE);
	g_assert_cmpint(one->max.value, ==, 4096);
	g_assert_cmpint(one->growth.unit, ==, BUDGET_NONE);
	g_assert_cmpuint(one->line, ==, 3);
	g_assert_cmpint(two->kind, ==, LEDGER_OPTION);
	g_assert_cmpstr(two->name, ==, "TOY");
	g_assert_cmpint(two->growth.value, ==, 200);
	g_assert_cmpint(two->warn.value, ==, 1024);
	g_assert_cmpstr(two->owner, ==, "toys");
	g_assert_cmpstr(two->reason, ==, "it must fit");
	g_assert_true(two->optional);
	g_assert_cmpuint(two->line, ==, 4);
	g_assert_true(budget_grows(budget) == two);
}

static void assert_wrong(const char *text, const char *place, const char *words)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(load(text, &error));
	g_assert_error(error, MS_ERROR, MS_ERROR_INPUT);
	if (!strstr(error->message, place) || !strstr(error->message, words))
		g_error("'%s' and '%s' are not in: %s", place, words, error->message);
}

static void test_mistakes(void)
{
	assert_wrong("{", "b.json:1:1:", "not valid JSON");
	assert_wrong("[]", "b.json:1:1:", "modsplit.budget/1");
	assert_wrong("{\"schema\": \"x\", \"limits\": []}", "b.json:1:2:", "found 'x'");
	assert_wrong("{\"limits\": []}", "b.json:1:1:", "found 'none'");
	assert_wrong(HEAD "]}", "b.json:2:2:", "not empty");
	assert_wrong(HEAD "3]}", "b.json:3:1:", "expected a limit");
	assert_wrong(HEAD "{\"max\": 1, \"ownr\": \"me\"}]}",
		     "b.json:3:12:", "no key 'ownr'; near it: 'owner'");
	assert_wrong("{\"schema\": \"modsplit.budget/1\", \"limit\": []}",
		     "b.json:1:33:", "no key 'limit'; near it: 'limits'");
	assert_wrong(HEAD "{\"max\": \"1 KB\"}]}", "b.json:3:2:", "the unit is not known");
	assert_wrong(HEAD "{\"max\": -1}]}", "b.json:3:2:", "it is negative");
	assert_wrong(HEAD "{\"max\": 1.5}]}", "b.json:3:2:", "expected an amount");
	assert_wrong(HEAD "{\"max\": \"5%\"}]}", "b.json:3:1:", "a share of nothing");
	assert_wrong(HEAD "{\"option\": \"X\"}]}", "b.json:3:1:", "no limit");
	assert_wrong(HEAD "{\"option\": \"X\",\n\"object\": \"y\", \"max\": 1}]}",
		     "b.json:4:1:", "on one row; it names a 'option' already");
	assert_wrong(HEAD "{\"max\": 1, \"optional\": 1}]}", "b.json:3:12:", "true or false");
	assert_wrong(HEAD "{\"max\": 1, \"owner\": \"\"}]}", "b.json:3:12:", "not empty");
	assert_wrong(HEAD "{\"max\": 1, \"max\": 2}]}", "b.json:3:", "duplicate");
}

/* --- the judge ------------------------------------------------------------------------------ */

/* vmlinux of so many bytes, with the option TOY, folders, and a symbol in two parts */
static struct ledger *ledger_of(gint64 bytes, gint64 toy)
{
	struct ledger *ledger = record_new(&ledger_type);
	struct ledger_artefact *vmlinux =
		ledger_artefact_new(ledger->artefacts, "vmlinux", "vmlinux", bytes);

	ledger->tree = record_new(&ledger_tree_type);
	ledger_row_add(vmlinux, LEDGER_OPTION, "TOY", toy);
	ledger_row_add(vmlinux, LEDGER_FOLDER, "drivers/toy", 10);
	ledger_row_add(vmlinux, LEDGER_FOLDER, "drivers/toy/tin", 30);
	ledger_row_add(vmlinux, LEDGER_FOLDER, "drivers/toys", 70);
	ledger_row_add(vmlinux, LEDGER_SYMBOL, "toy_probe.isra.0", 20);
	ledger_row_add(vmlinux, LEDGER_SYMBOL, "toy_probe.cold", 4);
	ledger_row_add(vmlinux, LEDGER_SYMBOL, "toy_probes", 5);
	return ledger;
}

static struct budget_verdict *judge(const char *limits, gint64 before, gint64 now, GError **error)
{
	g_autofree char *text = g_strconcat(HEAD, limits, "]}", NULL);
	g_autoptr(budget_file) budget = load(text, error);
	g_autoptr(ledger_book) was = before < 0 ? NULL : ledger_of(1000, before);
	g_autoptr(ledger_book) is = ledger_of(1000, now);
	const struct budget_base base = {.build = was};

	return budget ? budget_judge(budget, is, &base, error) : NULL;
}

/* one limit, its state and what it allows */
static void assert_state(const char *limit, gint64 before, gint64 now, int state, gint64 allowed)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(budget_verdict) verdict = judge(limit, before, now, &error);
	const struct budget_check *check;

	g_assert_no_error(error);
	g_assert_cmpuint(verdict->checks->len, ==, 1);
	check = verdict->checks->pdata[0];
	g_assert_cmpint(check->state, ==, state);
	g_assert_cmpint(verdict->state, ==, state);
	g_assert_cmpint(check->allowed, ==, allowed);
}

static void test_max(void)
{
	static const char limit[] = "{\"option\": \"TOY\", \"max\": 100, \"warn\": \"10%\"}";

	assert_state(limit, -1, 90, BUDGET_MET, 100);
	assert_state(limit, -1, 91, BUDGET_NEAR, 100);
	assert_state(limit, -1, 100, BUDGET_NEAR, 100);
	assert_state(limit, -1, 101, BUDGET_EXCEEDED, 100);
	assert_state("{\"option\": \"TOY\", \"max\": 100}", -1, 100, BUDGET_MET, 100);
	/* a share of vmlinux's 1000 bytes */
	assert_state("{\"option\": \"TOY\", \"max\": \"5%\"}", -1, 51, BUDGET_EXCEEDED, 50);
	/* the folder, and all below it */
	assert_state("{\"folder\": \"drivers/toy\", \"max\": 10}", -1, 1, BUDGET_MET, 10);
	assert_state("{\"folder\": \"drivers/toy/\", \"max\": 40}", -1, 1, BUDGET_MET, 40);
	assert_state("{\"folder\": \"drivers/toy/\", \"max\": 39}", -1, 1, BUDGET_EXCEEDED, 39);
	assert_state("{\"symbol\": \"toy_probe\", \"max\": 24}", -1, 1, BUDGET_MET, 24);
	assert_state("{\"symbol\": \"toy_probe\", \"max\": 23}", -1, 1, BUDGET_EXCEEDED, 23);
	assert_state("{\"max\": 1000}", -1, 1, BUDGET_MET, 1000);
	assert_state("{\"max\": 999}", -1, 1, BUDGET_EXCEEDED, 999);
}

static void test_growth(void)
{
	static const char bytes[] = "{\"option\": \"TOY\", \"growth\": 8, \"warn\": 2}";
	static const char share[] = "{\"option\": \"TOY\", \"growth\": \"10%\"}";

	assert_state(bytes, 100, 106, BUDGET_MET, 8);
	assert_state(bytes, 100, 107, BUDGET_NEAR, 8);
	assert_state(bytes, 100, 109, BUDGET_EXCEEDED, 8);
	assert_state(bytes, 100, 50, BUDGET_MET, 8);
	assert_state(bytes, -1, 100, BUDGET_NO_BASE, RECORD_NONE);
	assert_state(share, 100, 110, BUDGET_MET, 10);
	assert_state(share, 100, 111, BUDGET_EXCEEDED, 10);
	/* new: it weighed nothing; gone: it weighs nothing */
	assert_state(share, 0, 1, BUDGET_EXCEEDED, 0);
	assert_state(share, 100, 0, BUDGET_MET, 10);
}

static void test_missing(void)
{
	g_autoptr(GError) row = NULL, file = NULL, gone = NULL;
	g_autoptr(budget_verdict) verdict = NULL;

	g_assert_null(judge("{\"symbol\": \"toy_prob\", \"max\": 1}", -1, 1, &row));
	g_assert_error(row, MS_ERROR, MS_ERROR_NOT_FOUND);
	g_assert_nonnull(strstr(row->message, "b.json:3:1: the build has no symbol toy_prob of "
					      "vmlinux; near it: 'toy_probes'"));
	g_assert_null(judge("{\"artefact\": \"vmlinx\", \"max\": 1}", -1, 1, &file));
	g_assert_nonnull(strstr(file->message, "no file 'vmlinx'; near it: 'vmlinux'"));
	g_assert_null(judge("{\"option\": \"TOY\", \"max\": 1}", -1, 0, &gone));
	g_assert_nonnull(gone);
	verdict = judge("{\"option\": \"TOY\", \"max\": 1, \"optional\": true}", -1, 0, NULL);
	g_assert_cmpint(verdict->state, ==, BUDGET_MET);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/budget/amounts", test_amounts);
	g_test_add_func("/budget/share", test_share);
	g_test_add_func("/budget/file", test_file);
	g_test_add_func("/budget/mistakes", test_mistakes);
	g_test_add_func("/budget/max", test_max);
	g_test_add_func("/budget/growth", test_growth);
	g_test_add_func("/budget/missing", test_missing);
	return g_test_run();
}
