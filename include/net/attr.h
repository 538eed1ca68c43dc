/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_NET_ATTR_H
#define CONNTRACK_NET_ATTR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nlattr;
struct nlmsghdr;

/*
 * The shape of attributes: how long each may be, what is nested in it, and
 * which must be there. An attribute without a rule (max 0) is passed over;
 * one that comes twice, sticks out or is cut breaks the whole.
 */
struct attr_rule {
	uint16_t min, max;		/* bytes of the value */
	bool text;			/* its last byte is NUL */
	const struct attr_shape *nest;	/* then min and max do not count */
};

struct attr_shape {
	const struct attr_rule *rules;	/* by attribute type */
	uint16_t count;			/* at most 64 */
	uint64_t must;			/* bit N: type N is there */
};

extern const struct attr_shape attr_flow, attr_expect;

/* Whether a message is an nfgenmsg and attributes of SHAPE. */
bool attr_fits(const struct nlmsghdr *msg, const struct attr_shape *shape);

/* The first attribute of TYPE in a message, or nested in NEST; or NULL. */
const struct nlattr *attr_find(const struct nlmsghdr *msg, uint16_t type);
const struct nlattr *attr_find_nested(const struct nlattr *nest, uint16_t type);

#endif
