/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/taken.h"

#include "net/attr.h"
#include "net/kernel.h"

#include <libmnl/libmnl.h>
#include <stdbool.h>
#include <stdlib.h>

enum { FIRST_SIZE = 1024 };	/* a power of two, as is every other */

static uint32_t sum(uint32_t so_far, const struct nlattr *attr)
{
	const uint8_t *bytes = attr ? mnl_attr_get_payload(attr) : NULL;
	size_t len = attr ? mnl_attr_get_payload_len(attr) : 0;

	for (size_t i = 0; i < len; i++)
		so_far = (so_far ^ bytes[i]) * 16777619;
	return so_far;
}

/* Never 0, which is a free place. The id is in the low bits, for the kernel scatters it well. */
static uint64_t key_of(const struct nlmsghdr *msg)
{
	const struct nlattr *id = attr_find(msg, CTA_ID);
	uint32_t rest = sum(sum(2166136261, attr_find(msg, CTA_TUPLE_ORIG)), attr_find(msg, CTA_ZONE));
	uint64_t key = (uint64_t)rest << 32 | (id ? mnl_attr_get_u32(id) : 0);

	return key ? key : 1;
}

/* Where KEY is, or would be. */
static uint64_t *place(uint64_t *keys, size_t size, uint64_t key)
{
	size_t at = key & (size - 1);

	while (keys[at] && keys[at] != key)
		at = (at + 1) & (size - 1);
	return &keys[at];
}

static bool grow(struct taken *t)
{
	size_t size = t->size ? 2 * t->size : FIRST_SIZE;
	uint64_t *keys = calloc(size, sizeof(*keys));

	if (!keys)
		return false;
	for (size_t i = 0; i < t->size; i++)
		if (t->keys[i])
			*place(keys, size, t->keys[i]) = t->keys[i];
	free(t->keys);
	t->keys = keys;
	t->size = size;
	return true;
}

int taken_add(struct taken *t, const struct nlmsghdr *msg, struct error *err)
{
	uint64_t key = key_of(msg), *at;

	if (2 * t->count >= t->size && !grow(t))
		return error_nomem(err);
	at = place(t->keys, t->size, key);
	if (*at)
		return 0;
	*at = key;
	t->count++;
	return 1;
}

void taken_free(struct taken *t)
{
	free(t->keys);
	*t = (struct taken)TAKEN_INIT;
}
