/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/set.h"

#include "base/number.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>

static bool service_port(const char *name, uint64_t *out)
{
	struct servent result, *found = NULL;
	char space[4096];

	if (getservbyname_r(name, NULL, &result, space, sizeof(space), &found) != 0 || !found)
		return false;
	*out = ntohs((uint16_t)found->s_port);
	return true;
}

/* N, LOW-HIGH, or the name of a service where the field is a port. */
static bool read_range(const struct field *field, const char *text, uint64_t max,
		       uint64_t *low, uint64_t *high)
{
	const char *dash = strchr(text, '-');

	if (number_parse(text, field_base(field, text), max, low)) {
		*high = *low;
		return true;
	}
	if (dash && number_parse_n(text, (size_t)(dash - text), field_base(field, text), max, low) &&
	    number_parse(dash + 1, field_base(field, dash + 1), max, high))
		return *low <= *high;
	if (field->type != FIELD_PORT || !service_port(text, low))
		return false;
	*high = *low;
	return true;
}

static int add_prefix(struct set *s, const char *text, struct error *err)
{
	struct addr a;
	unsigned bits;

	if (addr_parse_prefix(text, &a, &bits, err) < 0)
		return -1;
	return set_add_prefix(s, &a, bits, err);
}

enum set_answer set_add_text(struct set *s, const struct field *field, const char *text,
			     uint64_t max, struct error *err)
{
	uint64_t low, high;
	int result;

	if (field->type == FIELD_ADDRESS)
		result = add_prefix(s, text, err);
	else if (field->type == FIELD_TEXT || field->type == FIELD_WORD)
		result = set_add_word(s, text, strlen(text), err);
	else if (read_range(field, text, max, &low, &high))
		result = set_add_number(s, low, high, err);
	else
		return SET_UNREADABLE;
	return result < 0 ? SET_FAILED : SET_ADDED;
}
