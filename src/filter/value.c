/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/value.h"

#include "base/number.h"
#include "filter/time.h"

#include <string.h>
#include <strings.h>

#define NANO UINT64_C(1000000000)

struct unit {
	char name[4];
	uint64_t factor;	/* 0 behind the last */
};

/* The units of a type of field, largest first where several may follow one another. */
struct units {
	bool any_case;
	bool chained;		/* 1h30m */
	struct unit list[24];
};

static const struct units no_units = { false, false, { { "", 1 } } };

#define SIZES(letter, ten, two) \
	{ letter, ten }, { letter "B", ten }, { letter "i", two }, { letter "iB", two }

static const struct units byte_units = { true, false, {
	{ "", 1 }, { "B", 1 },
	SIZES("K", 1000, 1 << 10), SIZES("M", 1000000, 1 << 20), SIZES("G", 1000000000, 1 << 30),
	SIZES("T", UINT64_C(1000000000000), UINT64_C(1) << 40),
} };

static const struct units second_units = { false, true, {
	{ "", 1 }, { "w", 604800 }, { "d", 86400 }, { "h", 3600 }, { "m", 60 }, { "min", 60 }, { "s", 1 },
	{ "sec", 1 },
} };

/* Fields in nanoseconds are compared with seconds as well. */
static const struct units span_units = { false, true, {
	{ "", NANO }, { "w", 604800 * NANO }, { "d", 86400 * NANO }, { "h", 3600 * NANO },
	{ "m", 60 * NANO }, { "min", 60 * NANO }, { "s", NANO }, { "sec", NANO }, { "ms", NANO / 1000 },
} };

static const struct units *units_of(const struct field *field)
{
	switch ((int)field->type) {
	case FIELD_BYTES:
		return &byte_units;
	case FIELD_SECONDS:
		return &second_units;
	case FIELD_SPAN:
	case FIELD_TIME:
		return &span_units;
	default:
		return &no_units;
	}
}

static const struct unit *unit_find(const struct units *units, const char *name, size_t len)
{
	for (const struct unit *u = units->list; u->factor; u++)
		if (strlen(u->name) == len && (units->any_case ? strncasecmp(u->name, name, len) == 0 :
								 memcmp(u->name, name, len) == 0))
			return u;
	return NULL;
}

static size_t digits_in(const char *text, size_t len)
{
	size_t n = strspn(text, "0123456789");

	return n < len ? n : len;
}

/* The decimal DIGITS behind the point of a number of FACTOR, rounded down. */
static bool read_fraction(const char *digits, size_t len, uint64_t factor, uint64_t *out)
{
	uint64_t ten = 1, n;

	if (factor == 1 || len == 0 || len > 9 || !number_parse_n(digits, len, NUMBER_DECIMAL, UINT64_MAX, &n))
		return false;
	for (size_t i = 0; i < len; i++)
		ten *= 10;
	*out = factor / ten * n + factor % ten * n / ten;
	return true;
}

/* DIGITS[.DIGITS][UNIT] in front of LEN bytes: how long it is, or 0; *factor becomes that of its unit. */
static size_t read_part(const struct units *units, const char *text, size_t len, uint64_t *factor,
			uint64_t *out)
{
	size_t digits = digits_in(text, len), point = digits < len && text[digits] == '.', behind, name;
	uint64_t n, fraction = 0;
	const struct unit *unit;

	behind = point ? digits_in(text + digits + 1, len - digits - 1) : 0;
	digits += point + behind;
	for (name = 0; digits + name < len && !strchr("0123456789.", text[digits + name]);)
		name++;
	unit = unit_find(units, text + digits, name);
	if (!unit || (point && !read_fraction(text + digits - behind, behind, unit->factor, &fraction)) ||
	    !number_parse_n(text, digits - point - behind, NUMBER_DECIMAL, UINT64_MAX / unit->factor, &n) ||
	    __builtin_add_overflow(n * unit->factor, fraction, out))
		return 0;
	*factor = unit->factor;
	return digits + name;
}

/* One number with its unit, or several that grow smaller: 1h30m. */
static bool read_units(const struct units *units, const char *text, size_t len, uint64_t *out)
{
	uint64_t factor, smaller, part;
	size_t at = read_part(units, text, len, &factor, out);

	if (at == 0 || (at < len && !units->chained))
		return false;
	while (at < len) {
		size_t more = read_part(units, text + at, len - at, &smaller, &part);

		if (more == 0 || smaller >= factor || (unsigned)text[at + more - 1] - '0' <= 9 ||
		    __builtin_add_overflow(*out, part, out))
			return false;
		factor = smaller;
		at += more;
	}
	return true;
}

/* In another base than ten there is no unit. */
static bool read_number(const struct field *field, const char *text, size_t len, uint64_t *out)
{
	if (field_base(field, text) == NUMBER_C)
		return number_parse_n(text, len, NUMBER_C, UINT64_MAX, out);
	return read_units(units_of(field), text, len, out);
}

static bool read_numbers(const struct field *field, const char *text, uint64_t *low, uint64_t *high)
{
	size_t len = strcspn(text, "-");

	if (!read_number(field, text, len, low))
		return false;
	*high = *low;
	if (!text[len])
		return true;
	return read_number(field, text + len + 1, strlen(text + len + 1), high) && *low <= *high;
}

/* A moment, or how long ago it was; of a moment *high is its last nanosecond. */
static bool read_moment(const char *text, size_t len, uint64_t now, uint64_t *low, uint64_t *high)
{
	uint64_t ago, width;

	if (len > 1 && text[0] == '-' && read_units(&span_units, text + 1, len - 1, &ago)) {
		*low = *high = ago < now ? now - ago : 0;
		return true;
	}
	if (!time_read(text, len, now, low, &width))
		return false;
	*high = *low + width - 1;
	return true;
}

/* A date has dashes itself: the range is cut wherever both of its halves make sense. */
static bool read_moments(const char *text, uint64_t now, uint64_t *low, uint64_t *high)
{
	size_t len = strlen(text);
	uint64_t between;

	if (read_moment(text, len, now, low, high))
		return true;
	for (const char *dash = text; (dash = strchr(dash + 1, '-'));)
		if (read_moment(text, (size_t)(dash - text), now, low, &between) &&
		    read_moment(dash + 1, strlen(dash + 1), now, &between, high))
			return *low <= *high;
	return false;
}

bool value_read(const struct field *field, const char *text, uint64_t now, uint64_t *low, uint64_t *high)
{
	if (field->type == FIELD_TIME)
		return *text && read_moments(text, now, low, high);
	return read_numbers(field, text, low, high) && *high <= field_max(field);
}

bool value_is_moment(const struct field *field, const char *text, uint64_t now)
{
	uint64_t low, high;

	return field->type == FIELD_TIME && read_moment(text, strlen(text), now, &low, &high);
}
