/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/value.h"

#include "base/escape.h"
#include "output/parts.h"

/* The number of a bit that has no name, as text. */
static const char *digits(unsigned bit, char text[4])
{
	char *p = text + 3;

	*p = '\0';
	do
		*--p = (char)('0' + bit % 10);
	while (bit /= 10);
	return p;
}

static void each_label(struct output *out, const struct label_set *set, element_put *put)
{
	unsigned place = 0;
	char number[4];

	for (unsigned bit = 0; bit < LABEL_BITS; bit++) {
		const char *name;

		if (!label_set_has(set, bit))
			continue;
		name = label_map_name(out->labels, bit);
		put(&out->text, place++, name ? name : digits(bit, number));
	}
}

void each_element(struct output *out, const struct field *field, const struct value *value,
		  element_put *put)
{
	uint64_t left = value->number;
	unsigned place = 0;
	char number[4];

	if (field->type == FIELD_LABELS) {
		each_label(out, &value->labels, put);
		return;
	}
	for (const struct word *word = field->words; left && *word->name; word++) {
		if (!(left & word->value))
			continue;
		put(&out->text, place++, word->name);
		left &= ~(uint64_t)word->value;
	}
	for (unsigned bit = 0; left; bit++, left >>= 1)
		if (left & 1)
			put(&out->text, place++, digits(bit, number));
}

/* The first FRACTION digits of the nanoseconds within a second. */
static void put_fraction(struct buf *b, uint64_t nanoseconds, unsigned fraction)
{
	uint64_t part = nanoseconds % NSEC_PER_SEC;

	for (unsigned kept = 9; kept > fraction; kept--)
		part /= 10;
	buf_char(b, '.');
	buf_u64_pad(b, part, fraction);
}

void put_seconds(struct buf *b, uint64_t nanoseconds, unsigned fraction)
{
	buf_u64(b, nanoseconds / NSEC_PER_SEC);
	put_fraction(b, nanoseconds, fraction);
}

void put_percent(struct buf *b, uint64_t tenths)
{
	buf_u64(b, tenths / 10);
	buf_char(b, '.');
	buf_u64(b, tenths % 10);
}

/* +01:00; Z is UTC. */
static void put_offset(struct buf *b, long seconds)
{
	unsigned long minutes = (unsigned long)(seconds < 0 ? -seconds : seconds) / 60;

	buf_char(b, seconds < 0 ? '-' : '+');
	buf_u64_pad(b, minutes / 60, 2);
	buf_char(b, ':');
	buf_u64_pad(b, minutes % 60, 2);
}

static void put_date(struct buf *b, uint64_t nanoseconds, unsigned fraction, bool local)
{
	static const char between[] = "--T::";
	time_t seconds = (time_t)(nanoseconds / NSEC_PER_SEC);
	struct tm tm;

	if (!(local ? localtime_r(&seconds, &tm) : gmtime_r(&seconds, &tm)))
		return;
	const int parts[] = { tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec };

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		if (i)
			buf_char(b, between[i - 1]);
		buf_u64_pad(b, (uint64_t)parts[i], i ? 2 : 4);
	}
	put_fraction(b, nanoseconds, fraction);
	if (local)
		put_offset(b, tm.tm_gmtoff);
	else
		buf_char(b, 'Z');
}

static void put_relative(struct output *out, uint64_t nanoseconds, unsigned fraction)
{
	uint64_t opened = (uint64_t)out->opened.tv_sec * NSEC_PER_SEC + (uint64_t)out->opened.tv_nsec;

	if (nanoseconds < opened)
		buf_char(&out->text, '-');
	put_seconds(&out->text, nanoseconds < opened ? opened - nanoseconds : nanoseconds - opened,
		    fraction);
}

void put_moment(struct output *out, uint64_t nanoseconds, unsigned fraction)
{
	if (out->style.time == OUTPUT_ISO || out->style.time == OUTPUT_LOCAL)
		put_date(&out->text, nanoseconds, fraction, out->style.time == OUTPUT_LOCAL);
	else if (out->style.time == OUTPUT_RELATIVE)
		put_relative(out, nanoseconds, fraction);
	else
		put_seconds(&out->text, nanoseconds, fraction);
}

static void put_listed(struct buf *b, unsigned place, const char *text)
{
	if (place)
		buf_char(b, ',');
	put_plain(b, text);
}

void put_value(struct output *out, const struct field *field, const struct value *value,
	       unsigned fraction)
{
	switch (field->type) {
	case FIELD_NUMBER:
	case FIELD_PORT:
	case FIELD_BYTES:
	case FIELD_SECONDS:
		buf_u64(&out->text, value->number);
		break;
	case FIELD_PERCENT:
		put_percent(&out->text, value->number);
		break;
	case FIELD_SPAN:
		put_seconds(&out->text, value->number, fraction);
		break;
	case FIELD_TIME:
		put_moment(out, value->number, fraction);
		break;
	case FIELD_ADDRESS:
		addr_put(&out->text, &value->addr);
		break;
	case FIELD_TEXT:
	case FIELD_WORD:
		put_plain(&out->text, value->text);
		break;
	case FIELD_BITS:
	case FIELD_LABELS:
		each_element(out, field, value, put_listed);
		break;
	}
}
