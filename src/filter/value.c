/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/value.h"

#include "base/number.h"

#include <string.h>

#define NANO UINT64_C(1000000000)

struct unit {
	char name[4];
	uint64_t factor;	/* 0 behind the last */
};

static const struct unit no_units[] = { { "", 1 }, { .factor = 0 } };

static const struct unit byte_units[] = {
	{ "", 1 },
	{ "K", 1000 }, { "M", 1000000 }, { "G", 1000000000 }, { "T", UINT64_C(1000000000000) },
	{ "Ki", 1 << 10 }, { "Mi", 1 << 20 }, { "Gi", 1 << 30 }, { "Ti", UINT64_C(1) << 40 },
	{ .factor = 0 },
};

static const struct unit second_units[] = {
	{ "", 1 }, { "s", 1 }, { "m", 60 }, { "h", 3600 }, { "d", 86400 }, { .factor = 0 },
};

/* Fields in nanoseconds are compared with seconds as well. */
static const struct unit span_units[] = {
	{ "", NANO }, { "ms", NANO / 1000 }, { "s", NANO }, { "m", 60 * NANO }, { "h", 3600 * NANO },
	{ "d", 86400 * NANO }, { .factor = 0 },
};

static const struct unit time_units[] = { { "", NANO }, { .factor = 0 } };

static const struct unit *units_of(const struct field *field)
{
	switch ((int)field->type) {
	case FIELD_BYTES:
		return byte_units;
	case FIELD_SECONDS:
		return second_units;
	case FIELD_SPAN:
		return span_units;
	case FIELD_TIME:
		return time_units;
	default:
		return no_units;
	}
}

static const struct unit *unit_find(const struct unit *units, const char *name, size_t len)
{
	for (; units->factor; units++)
		if (strlen(units->name) == len && memcmp(units->name, name, len) == 0)
			return units;
	return NULL;
}

/* In another base than ten there is no unit. */
static bool read_one(const struct field *field, const char *text, size_t len, uint64_t *out)
{
	size_t digits = strspn(text, "0123456789");
	const struct unit *unit;
	uint64_t n;

	if (field_base(field, text) == NUMBER_C)
		return number_parse_n(text, len, NUMBER_C, UINT64_MAX, out);
	digits = digits < len ? digits : len;
	unit = unit_find(units_of(field), text + digits, len - digits);
	if (!unit || !number_parse_n(text, digits, NUMBER_DECIMAL, UINT64_MAX / unit->factor, &n))
		return false;
	*out = n * unit->factor;
	return true;
}

bool value_read(const struct field *field, const char *text, uint64_t *low, uint64_t *high)
{
	size_t len = strcspn(text, "-");

	if (!read_one(field, text, len, low))
		return false;
	*high = *low;
	if (!text[len])
		return true;
	return read_one(field, text + len + 1, strlen(text + len + 1), high) && *low <= *high;
}
