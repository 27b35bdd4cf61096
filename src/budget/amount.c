/* SPDX-License-Identifier: GPL-2.0-only */
#include "budget/amount.h"

#include <string.h>

#include <modsplit/error.h>

static const struct unit {
	const char *name;
	enum budget_unit unit;
	gint64 factor;
} units[] = {
	{"", BUDGET_BYTES, 1},          {"byte", BUDGET_BYTES, 1},
	{"bytes", BUDGET_BYTES, 1},     {"B", BUDGET_BYTES, 1},
	{"KiB", BUDGET_BYTES, 1 << 10}, {"MiB", BUDGET_BYTES, 1 << 20},
	{"GiB", BUDGET_BYTES, 1 << 30}, {"%", BUDGET_PERCENT, 100},
};

/* so that no product of two of these passes 64 bits */
#define MOST (G_GINT64_CONSTANT(1) << 46)

static gboolean wrong(GError **error, const char *text, const char *why)
{
	g_set_error(error, MS_ERROR, MS_ERROR_INPUT,
		    "'%s' is no amount: %s; give bytes, KiB, MiB, GiB or a percentage, as \"64 KiB\" "
		    "or \"2%%\"",
		    text, why);
	return FALSE;
}

gboolean budget_amount_parse(const char *text, struct budget_amount *amount, GError **error)
{
	gsize digits = strspn(text, "0123456789"), part = 0;
	const char *rest = text + digits;
	const struct unit *unit = NULL;
	gint64 whole, tenth;

	if (!digits)
		return wrong(error, text, *text == '-' ? "it is negative" : "it has no number");
	if (*rest == '.') {
		part = strspn(rest + 1, "0123456789");
		rest += 1 + part;
	}
	rest += strspn(rest, " ");
	for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
		if (!strcmp(units[i].name, rest))
			unit = &units[i];
	if (!unit)
		return wrong(error, text, "the unit is not known");
	if (digits > 14 || part > 9)
		return wrong(error, text, "it has too many digits");
	whole = g_ascii_strtoll(text, NULL, 10);
	if (whole > MOST / unit->factor)
		return wrong(error, text, "it is too large");
	amount->unit = unit->unit;
	amount->value = whole * unit->factor;
	tenth = 10;
	for (gsize i = 0; i < part; i++, tenth *= 10)
		amount->value += (text[digits + 1 + i] - '0') * unit->factor / tenth;
	return TRUE;
}

gint64 budget_amount_of(const struct budget_amount *amount, gint64 whole)
{
	if (amount->unit != BUDGET_PERCENT)
		return amount->value;
	/* split, so that it fits for any size of a file */
	return whole / 10000 * amount->value + whole % 10000 * amount->value / 10000;
}

char *budget_amount_text(const struct budget_amount *amount)
{
	gint64 value = amount->value;

	if (amount->unit == BUDGET_PERCENT && value % 100)
		return g_strdup_printf("%" G_GINT64_FORMAT ".%02d%%", value / 100,
				       (int)(value % 100));
	if (amount->unit == BUDGET_PERCENT)
		return g_strdup_printf("%" G_GINT64_FORMAT "%%", value / 100);
	if (value && value % (1 << 20) == 0)
		return g_strdup_printf("%" G_GINT64_FORMAT " MiB", value >> 20);
	if (value && value % (1 << 10) == 0)
		return g_strdup_printf("%" G_GINT64_FORMAT " KiB", value >> 10);
	return g_strdup_printf("%" G_GINT64_FORMAT " bytes", value);
}
