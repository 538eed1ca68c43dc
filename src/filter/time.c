/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE	/* strptime, timegm */
#include "filter/time.h"

#include "base/number.h"

#include <string.h>
#include <time.h>

#define NANO UINT64_C(1000000000)

/* What is left of a text while it is read. */
struct rest {
	const char *at, *end;
};

static bool take(struct rest *r, const char *any)
{
	if (r->at == r->end || !*r->at || !strchr(any, *r->at))
		return false;
	r->at++;
	return true;
}

/* A number of just DIGITS digits, from LOW to HIGH. */
static bool take_number(struct rest *r, size_t digits, int low, int high, int *out)
{
	uint64_t n;

	if ((size_t)(r->end - r->at) < digits ||
	    !number_parse_n(r->at, digits, NUMBER_DECIMAL, (uint64_t)high, &n) || (int)n < low)
		return false;
	r->at += digits;
	*out = (int)n;
	return true;
}

/* .DIGITS of a second; whatever is behind the ninth is too little to count. */
static bool take_fraction(struct rest *r, uint64_t *out, uint64_t *width)
{
	const char *start = r->at;

	*out = 0;
	*width = NANO;
	for (; r->at < r->end && (unsigned)*r->at - '0' <= 9; r->at++) {
		*width /= 10;
		*out += *width * ((unsigned)*r->at - '0');
	}
	*width = *width ? *width : 1;
	return r->at > start;
}

/* HH:MM[:SS[.FRACTION]] */
static bool take_clock(struct rest *r, struct tm *tm, uint64_t *fraction, uint64_t *width)
{
	*fraction = 0;
	*width = 60 * NANO;
	if (!take_number(r, 2, 0, 23, &tm->tm_hour) || !take(r, ":") || !take_number(r, 2, 0, 59, &tm->tm_min))
		return false;
	if (!take(r, ":"))
		return true;
	*width = NANO;
	return take_number(r, 2, 0, 60, &tm->tm_sec) && (!take(r, ".") || take_fraction(r, fraction, width));
}

/* Nothing, for local time; Z; or how far east the clock is. */
static bool take_zone(struct rest *r, bool *local, long *east)
{
	bool west = r->at < r->end && *r->at == '-';
	int hours, minutes = 0;

	*local = false;
	*east = 0;
	if (take(r, "Zz"))
		return true;
	if (!take(r, "+-")) {
		*local = true;
		return true;
	}
	if (!take_number(r, 2, 0, 23, &hours))
		return false;
	take(r, ":");
	if (r->at < r->end && !take_number(r, 2, 0, 59, &minutes))
		return false;
	*east = (west ? -60L : 60L) * (hours * 60L + minutes);
	return true;
}

/* The moment of a date and a clock, none before 1970 and none that does not exist. */
static bool moment(struct tm *tm, bool local, long east, uint64_t fraction, uint64_t *out)
{
	const int day = tm->tm_mday;
	time_t seconds;

	tm->tm_isdst = -1;
	seconds = local ? mktime(tm) : timegm(tm);
	seconds -= east;
	if (tm->tm_mday != day || seconds < 0)
		return false;
	*out = (uint64_t)seconds * NANO + fraction;
	return true;
}

static bool read_date(struct rest r, uint64_t *out, uint64_t *width)
{
	struct tm tm = { .tm_sec = 0 };
	uint64_t fraction = 0;
	bool local = true;
	long east = 0;

	*width = 86400 * NANO;
	if (!take_number(&r, 4, 1970, 9999, &tm.tm_year) || !take(&r, "-") ||
	    !take_number(&r, 2, 1, 12, &tm.tm_mon) || !take(&r, "-") ||
	    !take_number(&r, 2, 1, 31, &tm.tm_mday))
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	if (take(&r, "Tt ") && (!take_clock(&r, &tm, &fraction, width) || !take_zone(&r, &local, &east)))
		return false;
	return r.at == r.end && moment(&tm, local, east, fraction, out);
}

static bool read_today(struct rest r, uint64_t now, uint64_t *out, uint64_t *width)
{
	time_t seconds = (time_t)(now / NANO);
	uint64_t fraction;
	struct tm tm;

	if (!localtime_r(&seconds, &tm))
		return false;
	tm.tm_sec = 0;
	return take_clock(&r, &tm, &fraction, width) && r.at == r.end && moment(&tm, true, 0, fraction, out);
}

static bool read_epoch(struct rest r, uint64_t *out, uint64_t *width)
{
	const char *dot = memchr(r.at, '.', (size_t)(r.end - r.at));
	uint64_t seconds, fraction = 0;

	*width = NANO;
	if (!number_parse_n(r.at, (size_t)((dot ? dot : r.end) - r.at), NUMBER_DECIMAL,
			    UINT64_MAX / NANO - 1, &seconds))
		return false;
	r.at = dot ? dot + 1 : r.end;
	if (dot && !take_fraction(&r, &fraction, width))
		return false;
	*out = seconds * NANO + fraction;
	return r.at == r.end;
}

/* As ctime has it: Sat Nov 28 14:00:00 2026, local. */
static bool read_calendar(struct rest r, uint64_t *out, uint64_t *width)
{
	char text[32];
	struct tm tm = { .tm_sec = 0 };
	const char *end;

	if ((size_t)(r.end - r.at) >= sizeof(text))
		return false;
	memcpy(text, r.at, (size_t)(r.end - r.at));
	text[r.end - r.at] = '\0';
	*width = NANO;
	end = strptime(text, "%a %b %d %H:%M:%S %Y", &tm);
	return end && !*end && moment(&tm, true, 0, 0, out);
}

bool time_read(const char *text, size_t len, uint64_t now, uint64_t *out, uint64_t *width)
{
	struct rest all = { .at = text, .end = text + len };

	return read_epoch(all, out, width) || read_date(all, out, width) ||
	       read_today(all, now, out, width) || read_calendar(all, out, width);
}
