/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/address.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 128 };

/* A single address with all its bytes. */
static bool read_single(const char *text, struct addr *out)
{
	struct error why = ERROR_INIT;
	unsigned dots = 0;

	for (const char *c = text; *c; c++)
		dots += *c == '.';
	return (dots == 3 || strchr(text, ':')) && !strchr(text, '/') && addr_parse(text, out, &why) == 0;
}

/* How many bits a netmask has in front of the first that is clear; false: there are others behind. */
static bool is_prefix(const struct addr *mask, unsigned *bits)
{
	for (*bits = 0; *bits <= addr_bits(mask->family); ++*bits) {
		struct addr prefix = addr_mask(mask->family, *bits);

		if (addr_equal(&prefix, mask))
			return true;
	}
	return false;
}

static void widen(struct address_value *v, unsigned bits)
{
	struct addr mask = addr_mask(v->low.family, bits);

	v->low = addr_and(&v->low, &mask);
	v->high = addr_last(&v->low, bits);
}

/* The parts in front of and behind the slash. */
static bool read_netmask(const char *address, const char *netmask, struct address_value *v)
{
	unsigned bits;

	if (!read_single(address, &v->low) || !read_single(netmask, &v->mask) ||
	    v->mask.family != v->low.family)
		return false;
	v->high = v->low;
	if (is_prefix(&v->mask, &bits)) {
		v->mask.family = 0;
		widen(v, bits);
	}
	return true;
}

static bool read_prefix(const char *text, const char *slash, struct address_value *v)
{
	struct error why = ERROR_INIT;
	unsigned bits, dots = 0;

	for (const char *c = text; c < slash; c++)
		dots += *c == '.';
	if ((dots != 3 && !memchr(text, ':', (size_t)(slash - text))) ||
	    addr_parse_prefix(text, &v->low, &bits, &why) < 0)
		return false;
	widen(v, bits);
	return true;
}

static bool read_range(const char *first, const char *last, struct address_value *v)
{
	return read_single(first, &v->low) && read_single(last, &v->high) &&
	       v->low.family == v->high.family && memcmp(&v->low, &v->high, sizeof(v->low)) <= 0;
}

/* Whatever has no port behind it; TEXT may be cut into its parts. */
static bool read_set(char *text, struct address_value *v)
{
	char *dash = strchr(text, '-'), *slash = strchr(text, '/');

	if (dash) {
		*dash = '\0';
		return read_range(text, dash + 1, v);
	}
	if (slash && strpbrk(slash, ".:")) {
		*slash = '\0';
		return read_netmask(text, slash + 1, v);
	}
	if (slash)
		return read_prefix(text, slash, v);
	v->high = (struct addr){ .family = 0 };
	if (!read_single(text, &v->low))
		return false;
	v->high = v->low;
	return true;
}

/* The colon in front of a port; NULL where there is none. */
static char *port_colon(char *text)
{
	char *colon = strchr(text, ':'), *bracket = strrchr(text, ']');

	if (text[0] == '[')
		return bracket ? strchr(bracket, ':') : NULL;
	return colon && !strchr(colon + 1, ':') ? colon : NULL;
}

/* Take the brackets away; what stands behind them, a prefix length, stays behind the address. */
static bool remove_brackets(char *text)
{
	char *end = strchr(text, ']');
	size_t len = strlen(text);

	if (text[0] != '[')
		return !end;
	if (!end || (end[1] && end[1] != '/'))
		return false;
	memmove(end, end + 1, len - (size_t)(end - text));
	memmove(text, text + 1, len - 1);
	return true;
}

bool address_read(const char *text, struct address_value *out)
{
	char copy[TEXT_MAX];
	char *colon;

	*out = (struct address_value){ .port = NULL };
	if (strlen(text) >= sizeof(copy))
		return false;
	memcpy(copy, text, strlen(text) + 1);
	colon = port_colon(copy);
	if (colon) {
		*colon = '\0';
		out->port = text + (colon - copy) + 1;
	}
	return remove_brackets(copy) && read_set(copy, out);
}

enum field_id address_port(enum field_id field)
{
	const struct field_table *table = field < FIELD_COUNT ? &flow_fields : &expect_fields;
	const char *name = fields[field].name, *dot = strchr(name, '.');
	int side = dot ? (int)(dot - name) + 1 : 0;
	char port[sizeof(fields->name)];

	/* of the same part, and with the same letter in front */
	snprintf(port, sizeof(port), "%.*s%cport", side, name, name[side]);
	return (enum field_id)(field_in(table, port) - fields);
}
