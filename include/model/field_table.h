/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_MODEL_FIELD_TABLE_H
#define CONNTRACK_MODEL_FIELD_TABLE_H

#include "base/error.h"
#include "base/number.h"

#include <stddef.h>
#include <stdint.h>

struct field;

/* A short name for a field, or for several: one of them, or all where they are shown. */
struct field_alias {
	const char *name, *help;
	unsigned count;
	unsigned char rows[4];		/* indices into the table */
};

/* What records of a kind have: "fields" in flow_fields. */
struct field_table {
	const struct field *rows;
	size_t count;
	const struct field_alias *aliases;	/* ended by a NULL name */
};

extern const struct field_table flow_fields, expect_fields;

/* The row or the alias called NAME, in any case, or NULL. */
const struct field *field_in(const struct field_table *table, const char *name);
const struct field_alias *field_alias_in(const struct field_table *table, const char *name);

/* The name of a field or an alias that NAME may be meant for; NULL: none is near. */
const char *field_nearest(const struct field_table *table, const char *name);

/* The error that NAME is none. */
int field_unknown(const struct field_table *table, const char *name, struct error *err);

/* The largest number that FIELD may have. */
uint64_t field_max(const struct field *field);

/* How the digits of TEXT are read: 0x is hexadecimal for every field. */
enum number_base field_base(const struct field *field, const char *text);

/* The row of a flow called NAME, or NULL. */
const struct field *field_find(const char *name);

#endif
