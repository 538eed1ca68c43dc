/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/field.h"

#include "model/field_get.h"

#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <strings.h>

const struct field *field_in(const struct field_table *table, const char *name)
{
	for (size_t i = 0; i < table->count; i++)
		if (strcasecmp(table->rows[i].name, name) == 0)
			return &table->rows[i];
	return NULL;
}

const struct field_alias *field_alias_in(const struct field_table *table, const char *name)
{
	for (const struct field_alias *alias = table->aliases; alias->name; alias++)
		if (strcasecmp(alias->name, name) == 0)
			return alias;
	return NULL;
}

const char *field_nearest(const struct field_table *table, const char *name)
{
	unsigned best = word_distance("", name) + 1;
	const char *nearest = NULL;

	for (size_t i = 0; i < table->count; i++)
		if (word_is_short_for(table->rows[i].name, name))
			return table->rows[i].name;
	for (size_t i = 0; i < table->count; i++) {
		unsigned distance = word_distance(table->rows[i].name, name);

		if (distance < best && word_is_near(name, distance)) {
			best = distance;
			nearest = table->rows[i].name;
		}
	}
	for (const struct field_alias *alias = table->aliases; alias->name; alias++) {
		unsigned distance = word_distance(alias->name, name);

		if (distance < best && word_is_near(name, distance)) {
			best = distance;
			nearest = alias->name;
		}
	}
	return nearest;
}

int field_unknown(const struct field_table *table, const char *name, struct error *err)
{
	const char *near = field_nearest(table, name);

	if (near)
		return error_usage(err, "unknown field `%s' (did you mean `%s'?)", name, near);
	return error_usage(err, "unknown field `%s'", name);
}

uint64_t field_max(const struct field *field)
{
	static const struct { field_getter *get; uint32_t max; } widths[] = {
		{ get_u8, UINT8_MAX }, { get_u16, UINT16_MAX }, { get_net16, UINT16_MAX }, { get_port, UINT16_MAX },
		{ get_key, UINT16_MAX }, { get_u32, UINT32_MAX }, { get_portid, UINT32_MAX }, { get_expect_u16, UINT16_MAX },
		{ get_expect_u32, UINT32_MAX },
	};

	for (size_t i = 0; i < sizeof(widths) / sizeof(*widths); i++)
		if (widths[i].get == field->get)
			return widths[i].max;
	if (field->get == get_reply_icmp)
		return field->attr == ATTR_ICMP_ID ? UINT16_MAX : UINT8_MAX;
	return UINT64_MAX;
}

enum number_base field_base(const struct field *field, const char *text)
{
	bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');

	return hex || field->traits & FIELD_OCTAL ? NUMBER_C : NUMBER_DECIMAL;
}

/* In every table the row behind that of the names. */
const struct field *field_numbers(const struct field *field)
{
	return field->get == get_proto ? field + 1 : field;
}

const struct field *field_find(const char *name)
{
	return field_in(&flow_fields, name);
}
