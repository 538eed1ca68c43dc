/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/columns.h"

#include <stdlib.h>
#include <string.h>

static bool has(const struct columns *c, const struct field *field)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->fields[i] == field)
			return true;
	return false;
}

static int add(struct columns *c, const struct field *field, struct error *err)
{
	const struct field **more;

	if (has(c, field))
		return 0;
	more = reallocarray(c->fields, c->count + 1, sizeof(*more));
	if (!more)
		return error_nomem(err);
	c->fields = more;
	c->fields[c->count++] = field;
	return 0;
}

static int add_name(struct columns *c, const char *name, const struct field_table *table,
		    struct error *err)
{
	const struct field *field = field_in(table, name);
	const struct field_alias *alias = field ? NULL : field_alias_in(table, name);
	int result = 0;

	if (field)
		return add(c, field, err);
	if (!alias)
		return field_unknown(table, name, err);
	for (unsigned i = 0; result == 0 && i < alias->count; i++)
		result = add(c, &table->rows[alias->rows[i]], err);
	return result;
}

int columns_parse(struct columns *c, const char *text, const struct field_table *table,
		  struct error *err)
{
	char *copy = strdup(text), *next = copy, *name;
	int result = copy ? 0 : error_nomem(err);

	while (result == 0 && (name = strsep(&next, ","))) {
		c->add |= *name == '+';
		result = add_name(c, name + (*name == '+'), table, err);
	}
	free(copy);
	return result;
}

void columns_free(struct columns *c)
{
	free(c->fields);
	*c = (struct columns){ .fields = NULL };
}
