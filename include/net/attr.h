/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_NET_ATTR_H
#define CONNTRACK_NET_ATTR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nf_conntrack;
struct nlattr;
struct nlmsghdr;

/* How the value of an attribute becomes one of the library's object. */
enum attr_store {
	STORE_NOT,		/* it does not */
	STORE_LIBRARY,		/* only the library knows how */
	STORE_BYTES,		/* as it is: one byte, text, or network order */
	STORE_16, STORE_32, STORE_64,	/* into the order of this machine */
	STORE_SLOT32, STORE_SLOT64,	/* the same, for what has no setter that works */
	STORE_TCP_FLAGS,	/* flags and their mask */
};

/*
 * The shape of attributes: how long each may be, what is nested in it, and
 * which must be there. An attribute without a rule (max 0) is passed over;
 * one that comes twice, sticks out or is cut breaks the whole.
 */
struct attr_rule {
	uint16_t min, max;		/* bytes of the value */
	bool text;			/* its last byte is NUL */
	uint8_t store;			/* enum attr_store */
	uint16_t attr;			/* where to: enum nf_conntrack_attr */
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

/*
 * The same for a flow, whose values are put into FLOW on the way, even of a message
 * that does not fit in the end. Sets *rest when some are left to the library.
 */
bool attr_read_flow(const struct nlmsghdr *msg, struct nf_conntrack *flow, bool *rest);

/* The first attribute of TYPE in a message, or nested in NEST; or NULL. */
const struct nlattr *attr_find(const struct nlmsghdr *msg, uint16_t type);
const struct nlattr *attr_find_nested(const struct nlattr *nest, uint16_t type);

#endif
