/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/value.h"

#include <string.h>

struct reading reading_of(const struct field *field, const struct record *rec)
{
	struct reading r = { .there = false };

	r.there = field->get(field, rec, &r.value);
	return r;
}

static int compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int compare_addresses(const struct addr *a, const struct addr *b)
{
	int family = compare_numbers(a->family, b->family);

	return family ? family : memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

static int compare_labels(const struct label_set *a, const struct label_set *b)
{
	int high = compare_numbers(a->bits[1], b->bits[1]);

	return high ? high : compare_numbers(a->bits[0], b->bits[0]);
}

int reading_compare(const struct field *field, const struct reading *a, const struct reading *b)
{
	if (!a->there || !b->there)
		return a->there - b->there;
	switch (field->type) {
	case FIELD_ADDRESS:
		return compare_addresses(&a->value.addr, &b->value.addr);
	case FIELD_TEXT:
	case FIELD_WORD:
		return strcmp(a->value.text, b->value.text);
	case FIELD_LABELS:
		return compare_labels(&a->value.labels, &b->value.labels);
	case FIELD_NUMBER:
	case FIELD_PORT:
	case FIELD_BYTES:
	case FIELD_SECONDS:
	case FIELD_PERCENT:
	case FIELD_SPAN:
	case FIELD_TIME:
	case FIELD_BITS:
		break;
	}
	return compare_numbers(a->value.number, b->value.number);
}

/* Fibonacci hashing, a word a step, with the high bits folded in. */
static uint64_t mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 32;
}

static uint64_t mix_bytes(uint64_t hash, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	for (; len >= sizeof(uint64_t); len -= sizeof(uint64_t), p += sizeof(uint64_t)) {
		uint64_t word;

		memcpy(&word, p, sizeof(word));
		hash = mix(hash, word);
	}
	while (len--)
		hash = mix(hash, *p++);
	return hash;
}

uint64_t reading_hash(const struct field *field, const struct reading *r, uint64_t seed)
{
	if (!r->there)
		return mix(seed, 1);
	switch (field->type) {
	case FIELD_ADDRESS:
		return mix_bytes(seed, r->value.addr.bytes, sizeof(r->value.addr.bytes));
	case FIELD_TEXT:
	case FIELD_WORD:
		return mix_bytes(seed, r->value.text, strlen(r->value.text));
	case FIELD_LABELS:
		return mix(mix(seed, r->value.labels.bits[0]), r->value.labels.bits[1]);
	case FIELD_NUMBER:
	case FIELD_PORT:
	case FIELD_BYTES:
	case FIELD_SECONDS:
	case FIELD_PERCENT:
	case FIELD_SPAN:
	case FIELD_TIME:
	case FIELD_BITS:
		break;
	}
	return mix(seed, r->value.number);
}
