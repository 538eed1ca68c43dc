/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_COLLECT_VALUE_H
#define CONNTRACK_COLLECT_VALUE_H

#include "model/field.h"

/* A value of a field, or that there is none. Texts are borrowed from the record. */
struct reading {
	bool there;
	struct value value;
};

struct reading reading_of(const struct field *field, const struct record *rec);

/* As strcmp; what is not there is smaller than anything. */
int reading_compare(const struct field *field, const struct reading *a, const struct reading *b);

/* Mix the reading into a hash; equal readings mix alike. */
uint64_t reading_hash(const struct field *field, const struct reading *r, uint64_t seed);

#endif
