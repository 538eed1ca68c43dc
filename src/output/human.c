/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/human.h"

#include "output/parts.h"
#include "output/value.h"

/* 99.9K; 12345d23h of all that fits 32 bits of seconds, 49710 days; 0xffffffff */
enum { WIDEST_SIZE = 5, WIDEST_SECONDS = 9, WIDEST_SPAN = 10, WIDEST_HEX = 10 };

static void put_size(struct buf *b, uint64_t bytes)
{
	static const char letters[] = "KMGTPE";
	const char *letter = letters;
	uint64_t unit = 1000;

	if (bytes < unit) {
		buf_u64(b, bytes);
		return;
	}
	/* what would be rounded up to a thousand is one of the next */
	while (letter[1] && bytes >= unit * 1000 - unit / 2) {
		unit *= 1000;
		letter++;
	}
	if (bytes / unit > 99 || (bytes / unit == 99 && bytes % unit >= unit - unit / 20))
		buf_u64(b, bytes / unit + (bytes % unit >= unit / 2));
	else
		put_percent(b, bytes / (unit / 10) + (bytes % (unit / 10) >= unit / 20));
	buf_char(b, *letter);
}

/* The two largest units, without what is 0. */
static void put_duration(struct buf *b, uint64_t seconds)
{
	static const struct { char letter; uint32_t seconds; } units[] = {
		{ 'd', 86400 }, { 'h', 3600 }, { 'm', 60 }, { 's', 1 },
	};
	size_t i = 0;

	while (units[i].letter != 's' && seconds < units[i].seconds)
		i++;
	buf_u64(b, seconds / units[i].seconds);
	buf_char(b, units[i].letter);
	if (units[i].letter == 's' || seconds % units[i].seconds / units[i + 1].seconds == 0)
		return;
	buf_u64(b, seconds % units[i].seconds / units[i + 1].seconds);
	buf_char(b, units[i + 1].letter);
}

static void put_span(struct buf *b, uint64_t nanoseconds)
{
	if (nanoseconds >= NSEC_PER_SEC) {
		put_duration(b, nanoseconds / NSEC_PER_SEC);
		return;
	}
	buf_u64(b, nanoseconds / (NSEC_PER_SEC / 1000));
	buf_lit(b, "ms");
}

static void put_hex(struct buf *b, uint64_t number)
{
	buf_lit(b, "0x");
	buf_hex(b, number);
}

bool put_human(struct buf *b, const struct field *field, const struct value *value)
{
	if (field->traits & FIELD_HEX)
		put_hex(b, value->number);
	else if (field->type == FIELD_BYTES)
		put_size(b, value->number);
	else if (field->type == FIELD_SECONDS)
		put_duration(b, value->number);
	else if (field->type == FIELD_SPAN)
		put_span(b, value->number);
	else
		return false;
	return true;
}

unsigned human_width(const struct field *field)
{
	if (field->traits & FIELD_HEX)
		return WIDEST_HEX;
	return field->type == FIELD_BYTES ? WIDEST_SIZE : field->type == FIELD_SECONDS ? WIDEST_SECONDS :
	       field->type == FIELD_SPAN ? WIDEST_SPAN : 0;
}
