/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_OUTPUT_COLUMNS_H
#define CONNTRACK_OUTPUT_COLUMNS_H

#include "base/error.h"
#include "model/field.h"

/*
 * Fields that somebody chose, each once. The list belongs to its owner, the
 * fields to the registry.
 */
struct columns {
	const struct field **fields;
	size_t count;
	bool add;		/* behind those that the format shows anyway */
};

/*
 * Add the fields that TEXT names, separated by commas, to *c; a "+" in front of
 * a name is what "add" says. An alias stands for all its fields.
 */
int columns_parse(struct columns *c, const char *text, const struct field_table *table,
		  struct error *err);
void columns_free(struct columns *c);

#endif
