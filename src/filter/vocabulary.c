/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/vocabulary.h"

#include "model/names.h"
#include "model/nat.h"
#include "model/proto.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>
#include <strings.h>

enum { LONGEST = 63, LIST_MAX = 100 };

static void add(struct vocabulary *v, const char *name)
{
	for (size_t i = 0; i < v->count; i++)
		if (strcasecmp(v->names[i], name) == 0)
			return;
	if (v->count < VOCABULARY_MAX)
		v->names[v->count++] = name;
}

static void add_words(struct vocabulary *v, const struct word *words)
{
	for (; words && *words->name; words++)
		add(v, words->name);
}

/* Words for bits that are clear; a mask of 0 stands for all that have a name for options. */
struct clear {
	enum field_id field;
	char name[12];
	uint32_t mask;
};

static const struct clear clears[] = {
	{ FIELD_ID_STATUS, "unreplied", STATUS_SEEN_REPLY },
	{ FIELD_ID_STATUS, "unset", 0 },
	{ FIELD_ID_NAT, "none", NAT_SRC | NAT_DST },
};

enum { CLEAR_COUNT = sizeof(clears) / sizeof(*clears) };

uint32_t vocabulary_clear(enum field_id field, const char *name)
{
	uint32_t mask = 0;

	for (size_t i = 0; i < CLEAR_COUNT; i++) {
		if (clears[i].field != field || strcasecmp(clears[i].name, name) != 0)
			continue;
		mask = clears[i].mask;
		for (const struct word *w = status_option_words; !clears[i].mask && *w->name; w++)
			mask |= w->value;
	}
	return mask;
}

static void add_clears(struct vocabulary *v, enum field_id field)
{
	for (size_t i = 0; i < CLEAR_COUNT; i++)
		if (clears[i].field == field)
			add(v, clears[i].name);
}

static void add_protocols(struct vocabulary *v)
{
	for (const struct proto *const *p = protos; *p; p++)
		add(v, (*p)->name);
}

static void add_states(struct vocabulary *v)
{
	for (const struct proto *const *p = protos; *p; p++)
		add_words(v, (*p)->states);
}

void vocabulary_begin(struct vocabulary *v, const struct field_table *table)
{
	v->count = 0;
	for (size_t i = 0; i < table->count; i++)
		add(v, table->rows[i].name);
	for (const struct field_alias *a = table->aliases; a->name; a++)
		add(v, a->name);
	add_protocols(v);
	add_words(v, family_words);
	if (table != &flow_fields)
		return;
	add_words(v, status_words);
	add_clears(v, FIELD_ID_STATUS);
	add_words(v, fields[FIELD_ID_NAT].words);
}

void vocabulary_values(struct vocabulary *v, const struct field *field)
{
	v->count = 0;
	add_words(v, field->words);
	if (field->type == FIELD_BITS)
		add_clears(v, (enum field_id)(field - fields));
	if (field == &fields[FIELD_ID_STATE])
		add_states(v);
	if (field_numbers(field) != field)
		add_protocols(v);
}

const char *vocabulary_find(const struct vocabulary *v, const char *text)
{
	for (size_t i = 0; i < v->count; i++)
		if (strcasecmp(v->names[i], text) == 0)
			return v->names[i];
	return NULL;
}

/* TEXT in lower case, cut where nothing is compared any more. */
static void lower(char out[LONGEST + 1], const char *text)
{
	size_t i = 0;

	for (; i < LONGEST && text[i]; i++)
		out[i] = (char)tolower((unsigned char)text[i]);
	out[i] = '\0';
}

static const char *written_out(const struct vocabulary *v, const char *text)
{
	/* a name that is meant already does not fit for another reason */
	for (size_t i = 0; i < v->count && !vocabulary_find(v, text); i++)
		if (word_is_short_for(v->names[i], text))
			return v->names[i];
	return NULL;
}

static const char *nearest(const struct vocabulary *v, const char *text)
{
	char wanted[LONGEST + 1], name[LONGEST + 1];
	unsigned best = UINT_MAX;
	const char *found = NULL;

	lower(wanted, text);
	for (size_t i = 0; i < v->count; i++) {
		unsigned distance;

		lower(name, v->names[i]);
		distance = word_distance(wanted, name);
		if (distance && distance < best && word_is_near(wanted, distance)) {
			best = distance;
			found = v->names[i];
		}
	}
	return found;
}

void vocabulary_nearest(struct buf *out, const struct vocabulary *v, const char *text)
{
	const char *near = written_out(v, text);

	if (!near)
		near = nearest(v, text);
	if (near)
		buf_printf(out, "did you mean '%s'?", near);
}

void vocabulary_hint(struct buf *out, const struct vocabulary *v, const char *text)
{
	size_t start = out->len;

	vocabulary_nearest(out, v, text);
	if (out->len > start)
		return;
	for (size_t i = 0; i < v->count; i++)
		buf_printf(out, "%s%s", i ? ", " : "one of ", v->names[i]);
	if (out->len > start + LIST_MAX)
		out->len = start;
}

static void place_rows(const struct field_table *table, struct field_alias *subject)
{
	for (unsigned i = 0; i < subject->count; i++)
		subject->rows[i] = (unsigned char)field_place(table, subject->rows[i]);
}

bool subject_find(const struct field_table *table, const char *name, struct field_alias *out)
{
	char lowered[LONGEST + 1];
	const struct field_alias *alias;
	const struct field *field;

	lower(lowered, name);
	alias = field_alias_in(table, lowered);
	field = field_in(table, lowered);
	if (alias)
		*out = *alias;
	else if (field)
		*out = (struct field_alias){ .name = field->name, .count = 1,
					     .rows = { (unsigned char)(field - table->rows) } };
	if (alias || field)
		place_rows(table, out);
	return alias || field;
}

/* The field that every table has by this name. */
static enum field_id common_field(const struct field_table *table, const char *name)
{
	return (enum field_id)(field_in(table, name) - fields);
}

static struct expr *family_test(const struct field_table *table, const struct word *family, struct error *err)
{
	enum field_id field = common_field(table, "family");
	struct set set;

	set_init(&set, &fields[field]);
	if (set_add_word(&set, family->name, strlen(family->name), err) < 0)
		return NULL;
	return expr_in(field, &set, err);
}

struct expr *protocol_test(const struct field_table *table, uint8_t number, struct error *err)
{
	return expr_number(common_field(table, "protonum"), number, err);
}

/* Of the bits that flows have. */
static struct expr *bit_test(const char *word, bool *known, struct error *err)
{
	const struct word *bit = word_in_any_case(status_words, word);
	const struct word *nat = word_in_any_case(fields[FIELD_ID_NAT].words, word);
	uint32_t clear = vocabulary_clear(FIELD_ID_STATUS, word);

	if (bit)
		return expr_masked(FIELD_ID_STATUS, bit->value, bit->value, err);
	if (nat)
		return expr_masked(FIELD_ID_NAT, nat->value, nat->value, err);
	if (clear)
		return expr_masked(FIELD_ID_STATUS, 0, clear, err);
	if (strcasecmp(word, "nat") == 0)
		return expr_inverted(expr_masked(FIELD_ID_NAT, 0, NAT_SRC | NAT_DST, err));
	*known = false;
	return NULL;
}

struct expr *word_test(const struct field_table *table, const char *word, bool *known, struct error *err)
{
	const struct proto *proto = proto_by_name(word);
	const struct word *family = word_in_any_case(family_words, word);

	*known = true;
	if (proto)
		return protocol_test(table, proto->number, err);
	if (family)
		return family_test(table, family, err);
	if (table == &flow_fields)
		return bit_test(word, known, err);
	*known = false;
	return NULL;
}
