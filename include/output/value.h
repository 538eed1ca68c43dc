/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_OUTPUT_VALUE_H
#define CONNTRACK_OUTPUT_VALUE_H

#include "model/field.h"
#include "output/output.h"

/* Values as text; FRACTION is how many digits a second has. */

/* As CSV and tables show a value: names escaped, sets with commas. */
void put_value(struct output *out, const struct field *field, const struct value *value,
	       unsigned fraction);

/* A moment as the style wants it, without quotes. */
void put_moment(struct output *out, uint64_t nanoseconds, unsigned fraction);
void put_seconds(struct buf *b, uint64_t nanoseconds, unsigned fraction);
void put_percent(struct buf *b, uint64_t tenths);

/*
 * Hand each element of a set to PUT, "place" counting them. A label or a bit
 * that has no name goes by its number.
 */
typedef void element_put(struct buf *b, unsigned place, const char *text);
void each_element(struct output *out, const struct field *field, const struct value *value,
		  element_put *put);

#endif
