/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/set.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool holds_words(const struct set *s)
{
	return s->type == FIELD_TEXT || s->type == FIELD_WORD;
}

static size_t row_size(const struct set *s)
{
	return s->type == FIELD_ADDRESS ? sizeof(struct addr_range) :
	       holds_words(s) ? sizeof(char *) : sizeof(struct number_range);
}

void set_init(struct set *s, const struct field *field)
{
	*s = (struct set){ .type = field->type };
}

void set_free(struct set *s)
{
	if (holds_words(s))
		for (size_t i = 0; i < s->count; i++)
			free(s->words[i]);
	free(s->rows);
	s->rows = NULL;
	s->count = s->room = 0;
}

static int make_room(struct set *s, struct error *err)
{
	size_t room = s->room ? s->room * 2 : 4;
	void *rows;

	if (s->count < s->room)
		return 0;
	rows = reallocarray(s->rows, room, row_size(s));
	if (!rows)
		return error_nomem(err);
	s->rows = rows;
	s->room = room;
	return 0;
}

int set_add_number(struct set *s, uint64_t low, uint64_t high, struct error *err)
{
	if (make_room(s, err) < 0)
		return -1;
	s->numbers[s->count++] = (struct number_range){ .low = low, .high = high };
	return 0;
}

int set_add_range(struct set *s, const struct addr *low, const struct addr *high, struct error *err)
{
	if (make_room(s, err) < 0)
		return -1;
	s->addrs[s->count++] = (struct addr_range){ .low = *low, .high = *high };
	return 0;
}

int set_add_prefix(struct set *s, const struct addr *a, unsigned bits, struct error *err)
{
	struct addr mask = addr_mask(a->family, bits);
	struct addr low = addr_and(a, &mask), high = addr_last(a, bits);

	return set_add_range(s, &low, &high, err);
}

int set_add_word(struct set *s, const char *word, size_t len, struct error *err)
{
	char *copy;

	if (make_room(s, err) < 0)
		return -1;
	copy = strndup(word, len);
	if (!copy)
		return error_nomem(err);
	s->words[s->count++] = copy;
	return 0;
}

static int order_numbers(const void *a, const void *b)
{
	const struct number_range *x = a, *y = b;

	return (x->low > y->low) - (x->low < y->low);
}

static int order_addrs(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct addr));
}

/* Join what overlaps, so that ranges are disjoint and ascending. */
static void join_numbers(struct set *s)
{
	size_t last = 0;

	for (size_t i = 1; i < s->count; i++) {
		struct number_range *r = &s->numbers[last];

		if (s->numbers[i].low > r->high)
			s->numbers[++last] = s->numbers[i];
		else if (s->numbers[i].high > r->high)
			r->high = s->numbers[i].high;
	}
	s->count = last + 1;
}

static void join_addrs(struct set *s)
{
	size_t last = 0;

	for (size_t i = 1; i < s->count; i++) {
		struct addr_range *r = &s->addrs[last];

		if (memcmp(&s->addrs[i].low, &r->high, sizeof(r->high)) > 0)
			s->addrs[++last] = s->addrs[i];
		else if (memcmp(&s->addrs[i].high, &r->high, sizeof(r->high)) > 0)
			r->high = s->addrs[i].high;
	}
	s->count = last + 1;
}

void set_close(struct set *s)
{
	if (holds_words(s) || s->count == 0)
		return;
	qsort(s->rows, s->count, row_size(s),
	      s->type == FIELD_ADDRESS ? order_addrs : order_numbers);
	if (s->type == FIELD_ADDRESS)
		join_addrs(s);
	else
		join_numbers(s);
}

static bool has_number(const struct set *s, uint64_t n)
{
	size_t low = 0, high = s->count;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (n < s->numbers[mid].low)
			high = mid;
		else if (n > s->numbers[mid].high)
			low = mid + 1;
		else
			return true;
	}
	return false;
}

/* As memcmp, which the compiler would call: this is the inner loop of large lists. */
static bool is_above(const struct addr *a, const struct addr *b)
{
	uint64_t x[2], y[2];

	if (a->family != b->family)
		return a->family > b->family;
	memcpy(x, a->bytes, sizeof(x));
	memcpy(y, b->bytes, sizeof(y));
	return x[0] != y[0] ? be64toh(x[0]) > be64toh(y[0]) : be64toh(x[1]) > be64toh(y[1]);
}

/* The first range that begins above A lies behind the only one that may have A. */
static bool has_addr(const struct set *s, const struct addr *a)
{
	size_t low = 0, high = s->count;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (is_above(&s->addrs[mid].low, a))
			high = mid;
		else
			low = mid + 1;
	}
	return low > 0 && !is_above(a, &s->addrs[low - 1].high);
}

static bool has_word(const struct set *s, const char *text)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcasecmp(s->words[i], text) == 0)
			return true;
	return false;
}

bool set_has(const struct set *s, const struct value *value)
{
	if (s->type == FIELD_ADDRESS)
		return has_addr(s, &value->addr);
	return holds_words(s) ? has_word(s, value->text) : has_number(s, value->number);
}

bool set_single_number(const struct set *s, uint64_t *out)
{
	if (holds_words(s) || s->type == FIELD_ADDRESS || s->count != 1 ||
	    s->numbers[0].low != s->numbers[0].high)
		return false;
	*out = s->numbers[0].low;
	return true;
}

const struct addr *set_single_addr(const struct set *s)
{
	if (s->type != FIELD_ADDRESS || s->count != 1 ||
	    !addr_equal(&s->addrs[0].low, &s->addrs[0].high))
		return NULL;
	return &s->addrs[0].low;
}
