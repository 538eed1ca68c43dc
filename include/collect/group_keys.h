/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_COLLECT_GROUP_KEYS_H
#define CONNTRACK_COLLECT_GROUP_KEYS_H

#include "base/error.h"
#include "model/field.h"

/* A field whose values make groups; of addresses perhaps only so many bits, by family. */
struct group_key {
	const struct field *field;
	bool cut;
	unsigned char bits4, bits6;	/* when it is cut */
};

struct group_keys {
	struct group_key *keys;
	size_t count;
};

/*
 * Add FIELD, which counts once. PREFIX is the text behind its name, "24" or
 * "24/64" (of IPv4 and IPv6), or NULL. A field again with another prefix, or a
 * prefix of anything but an address, is an error.
 */
int group_keys_add(struct group_keys *keys, const struct field *field, const char *prefix,
		   struct error *err);
void group_keys_free(struct group_keys *keys);

#endif
