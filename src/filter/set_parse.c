/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/set.h"

#include "base/number.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>

/* One element of a list while it is read; text is not NUL terminated. */
struct element {
	const char *text;
	size_t len;
	const struct field *field;
	uint64_t max;
	const char *option;
};

enum { SERVICE_NAME_MAX = 64 };

static bool service_port(const struct element *el, uint64_t *out)
{
	struct servent result, *found = NULL;
	char name[SERVICE_NAME_MAX], space[4096];

	if (el->len >= sizeof(name))
		return false;
	memcpy(name, el->text, el->len);
	name[el->len] = '\0';
	if (getservbyname_r(name, NULL, &result, space, sizeof(space), &found) != 0 || !found)
		return false;
	*out = ntohs((uint16_t)found->s_port);
	return true;
}

static int fault(const struct element *el, struct error *err)
{
	int len = (int)el->len;

	if (el->field->type == FIELD_PORT)
		return error_usage(err, "Invalid port `%.*s'", len, el->text);
	return error_usage(err, "unexpected value '%.*s' with %s option", len, el->text, el->option);
}

static bool plain_number(const struct element *el, const char *text, size_t len, uint64_t *out)
{
	enum number_base base = el->field->type == FIELD_PORT ? NUMBER_DECIMAL : NUMBER_C;

	return number_parse_n(text, len, base, el->max, out);
}

static int add_number(struct set *s, const struct element *el, struct error *err)
{
	const char *dash = memchr(el->text, '-', el->len);
	uint64_t low, high;

	if (plain_number(el, el->text, el->len, &low))
		return set_add_number(s, low, low, err);
	if (dash && plain_number(el, el->text, (size_t)(dash - el->text), &low) &&
	    plain_number(el, dash + 1, (size_t)(el->text + el->len - dash - 1), &high) && low <= high)
		return set_add_number(s, low, high, err);
	if (el->field->type == FIELD_PORT && service_port(el, &low))
		return set_add_number(s, low, low, err);
	return fault(el, err);
}

enum { PREFIX_TEXT_MAX = 64 };

static int add_prefix(struct set *s, const struct element *el, struct error *err)
{
	char text[PREFIX_TEXT_MAX];
	struct addr a;
	unsigned bits;

	if (el->len >= sizeof(text))
		return error_usage(err, "Invalid IP address `%.*s'", (int)el->len, el->text);
	memcpy(text, el->text, el->len);
	text[el->len] = '\0';
	if (addr_parse_prefix(text, &a, &bits, err) < 0)
		return -1;
	return set_add_prefix(s, &a, bits, err);
}

static int add_element(struct set *s, const struct element *el, struct error *err)
{
	switch (el->field->type) {
	case FIELD_ADDRESS:
		return add_prefix(s, el, err);
	case FIELD_TEXT:
	case FIELD_WORD:
		return el->len ? set_add_word(s, el->text, el->len, err) : fault(el, err);
	case FIELD_NUMBER:
	case FIELD_PORT:
	case FIELD_BYTES:
	case FIELD_SECONDS:
	case FIELD_BITS:
	case FIELD_LABELS:
		break;
	}
	return add_number(s, el, err);
}

int set_parse(struct set *s, const struct field *field, const char *text,
	      uint64_t max, const char *option, struct error *err)
{
	struct element el = { .text = text, .field = field, .max = max, .option = option };

	for (;;) {
		el.len = strcspn(el.text, ",");
		if (add_element(s, &el, err) < 0)
			return -1;
		if (!el.text[el.len])
			return 0;
		el.text += el.len + 1;
	}
}
