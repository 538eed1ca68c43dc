/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_FILTER_SET_H
#define CONNTRACK_FILTER_SET_H

#include "base/error.h"
#include "model/addr.h"
#include "model/field.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The values that a test accepts, for one field: ranges of numbers or
 * addresses, or words. Adding is cheap and in any order; set_close sorts and
 * joins, after which asking takes time logarithmic in the number of ranges.
 * Owns its memory, not the field's row.
 */
struct number_range { uint64_t low, high; };
struct addr_range { struct addr low, high; };

struct set {
	enum field_type type;
	size_t count, room;
	union {
		void *rows;
		struct number_range *numbers;	/* every numeric type */
		struct addr_range *addrs;	/* FIELD_ADDRESS */
		char **words;			/* FIELD_TEXT, FIELD_WORD */
	};
};

void set_init(struct set *s, const struct field *field);
void set_free(struct set *s);
int set_add_number(struct set *s, uint64_t low, uint64_t high, struct error *err);
int set_add_prefix(struct set *s, const struct addr *a, unsigned bits, struct error *err);

/* LOW and HIGH are of one family. */
int set_add_range(struct set *s, const struct addr *low, const struct addr *high, struct error *err);
int set_add_word(struct set *s, const char *word, size_t len, struct error *err);
void set_close(struct set *s);

/* Whether a closed set accepts VALUE; words compare in any case. */
bool set_has(const struct set *s, const struct value *value);

/* The only number or address of the set; false when it accepts more than one. */
bool set_single_number(const struct set *s, uint64_t *out);
const struct addr *set_single_addr(const struct set *s);

/*
 * Add one value as FIELD's type has them: a number or low-high up to MAX, a port
 * (also by service name), an address or prefix, a word. SET_UNREADABLE leaves
 * the words to the caller; SET_FAILED filled ERR.
 */
enum set_answer { SET_FAILED, SET_UNREADABLE, SET_ADDED };
enum set_answer set_add_text(struct set *s, const struct field *field, const char *text,
			     uint64_t max, struct error *err);

#endif
