/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/widest.h"

#include "base/escape.h"
#include "model/field_get.h"
#include "model/proto.h"
#include "output/human.h"
#include "output/parts.h"
#include "output/value.h"

enum { U8 = 3, U16 = 5, U32 = 10, U64 = 20, SPAN = 14, PERCENT = 5, ADDRESS6 = 39, NAME = 16, LABELS = 10 };

static unsigned longer(unsigned a, size_t b)
{
	return b > a ? (unsigned)b : a;
}

static unsigned of_words(const struct word *words)
{
	unsigned width = 0;

	for (const struct word *w = words; w && *w->name; w++)
		width = longer(width, strlen(w->name));
	return width;
}

/* Words that have no list of their own are those of the protocols: names and states. */
static unsigned of_protocols(const struct field *field)
{
	unsigned width = 0;

	for (const struct proto *const *p = protos; *p; p++)
		width = longer(width, field->get == get_state ? of_words((*p)->states) : strlen((*p)->name));
	return width;
}

/* All bits at once, with commas. */
static unsigned of_bits(const struct word *words)
{
	size_t width = 0;

	for (const struct word *w = words; w && *w->name; w++)
		width += strlen(w->name) + (w > words);
	return (unsigned)width;
}

static unsigned of_number(const struct field *field)
{
	static const struct { field_getter *get; unsigned width; } widths[] = {
		{ get_u8, U8 }, { get_u16, U16 }, { get_net16, U16 }, { get_port, U16 }, { get_key, U16 },
		{ get_reply_icmp, U16 }, { get_u64, U64 }, { get_sum, U64 },
	};

	for (size_t i = 0; i < sizeof(widths) / sizeof(*widths); i++)
		if (field->get == widths[i].get)
			return widths[i].width;
	return U32;
}

/* As the style tells it. */
static unsigned of_moment(struct output *out)
{
	struct buf *b = &out->text;
	size_t start = b->len;

	put_moment(out, (uint64_t)out->now.tv_sec * NSEC_PER_SEC, 3);
	start = b->failed ? 0 : b->len - start;
	b->len -= start;
	return (unsigned)start;
}

unsigned widest_value(struct output *out, const struct field *field)
{
	if (out->style.human && human_width(field))
		return human_width(field);
	switch (field->type) {
	case FIELD_NUMBER:
	case FIELD_PORT:
	case FIELD_BYTES:
	case FIELD_SECONDS:
		return of_number(field);
	case FIELD_PERCENT:
		return PERCENT;
	case FIELD_SPAN:
		return SPAN;
	case FIELD_TIME:
		return of_moment(out);
	case FIELD_ADDRESS:
		return ADDRESS6;
	case FIELD_TEXT:
		return NAME;
	case FIELD_WORD:
		return field->words ? of_words(field->words) : of_protocols(field);
	case FIELD_BITS:
		return of_bits(field->words);
	case FIELD_LABELS:
		break;
	}
	return LABELS;
}
