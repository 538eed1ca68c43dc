/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/group_keys.h"

#include "base/number.h"

#include <stdlib.h>
#include <string.h>

static bool read_prefix(struct group_key *key, const char *text)
{
	char *copy = strdup(text), *next = copy, *first = strsep(&next, "/");
	uint64_t bits4 = 0, bits6 = 0;
	bool fine = copy && number_parse(first, NUMBER_DECIMAL, next ? 32 : 128, &bits4);

	if (fine && next)
		fine = number_parse(next, NUMBER_DECIMAL, 128, &bits6);
	else
		bits6 = bits4;
	key->cut = true;
	key->bits4 = (unsigned char)(bits4 < 32 ? bits4 : 32);
	key->bits6 = (unsigned char)bits6;
	free(copy);
	return fine;
}

static int make_key(struct group_key *key, const struct field *field, const char *prefix,
		    struct error *err)
{
	*key = (struct group_key){ .field = field };
	if (!prefix)
		return 0;
	if (field->type != FIELD_ADDRESS)
		return error_usage(err, "cannot cut `%s' to a prefix, which only addresses have", field->name);
	if (!read_prefix(key, prefix))
		return error_usage(err, "`%s' is no prefix to count by: /24, or /24/64 for IPv4 and IPv6", prefix);
	return 0;
}

int group_keys_add(struct group_keys *keys, const struct field *field, const char *prefix,
		   struct error *err)
{
	struct group_key key, *more;

	if (make_key(&key, field, prefix, err) < 0)
		return -1;
	for (size_t i = 0; i < keys->count; i++) {
		const struct group_key *old = &keys->keys[i];

		if (old->field != field)
			continue;
		if (old->cut == key.cut && old->bits4 == key.bits4 && old->bits6 == key.bits6)
			return 0;
		return error_usage(err, "cannot count by `%s' in two ways", field->name);
	}
	more = reallocarray(keys->keys, keys->count + 1, sizeof(*more));
	if (!more)
		return error_nomem(err);
	keys->keys = more;
	keys->keys[keys->count++] = key;
	return 0;
}

void group_keys_free(struct group_keys *keys)
{
	free(keys->keys);
	*keys = (struct group_keys){ .keys = NULL };
}
