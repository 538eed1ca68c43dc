/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/attr.h"
#include "net/message.h"

#include <arpa/inet.h>
#include <endian.h>
#include <libmnl/libmnl.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <string.h>

/*
 * The steps of a walk over attributes, as in libmnl. Every attribute of every
 * flow is stepped over here, so the steps are not calls into a library.
 */
static bool sound(const struct nlattr *attr, int left)
{
	return left >= (int)sizeof(*attr) && attr->nla_len >= sizeof(*attr) && attr->nla_len <= left;
}

static const struct nlattr *behind(const struct nlattr *attr)
{
	return (const void *)((const char *)attr + MNL_ALIGN(attr->nla_len));
}

static uint16_t type_of(const struct nlattr *attr)
{
	return attr->nla_type & NLA_TYPE_MASK;
}

/* Where the values of a flow go; of other messages they are measured only. */
struct sink {
	struct nf_conntrack *flow;
	bool rest;
};

/*
 * The library marks a counter as set and leaves its value to its own parser; what
 * its getter points to is the place.
 */
static void put_slot(struct nf_conntrack *flow, enum nf_conntrack_attr attr, const void *value, size_t size)
{
	union { const void *read; void *written; } place;

	nfct_set_attr(flow, attr, value);
	place.read = nfct_get_attr(flow, attr);
	memcpy(place.written, value, size);
}

static uint64_t get_64(const void *value)
{
	uint64_t n;

	memcpy(&n, value, sizeof(n));
	return be64toh(n);
}

static uint32_t get_32(const void *value)
{
	uint32_t n;

	memcpy(&n, value, sizeof(n));
	return ntohl(n);
}

static uint16_t get_16(const void *value)
{
	uint16_t n;

	memcpy(&n, value, sizeof(n));
	return ntohs(n);
}

/* Two bytes, as in the kernel's struct nf_ct_tcp_flags. */
static void put_tcp_flags(struct nf_conntrack *flow, enum nf_conntrack_attr attr, const uint8_t value[2])
{
	nfct_set_attr_u8(flow, attr, value[0]);
	nfct_set_attr_u8(flow, attr == ATTR_TCP_FLAGS_ORIG ? ATTR_TCP_MASK_ORIG : ATTR_TCP_MASK_REPL,
			 value[1]);
}

static void put_value(struct sink *sink, const struct attr_rule *rule, const void *value)
{
	const enum nf_conntrack_attr attr = (enum nf_conntrack_attr)rule->attr;
	uint64_t n64;
	uint32_t n32;

	switch ((enum attr_store)rule->store) {
	case STORE_NOT:
		break;
	case STORE_LIBRARY:
		sink->rest = true;
		break;
	case STORE_BYTES:
		nfct_set_attr(sink->flow, attr, value);
		break;
	case STORE_16:
		nfct_set_attr_u16(sink->flow, attr, get_16(value));
		break;
	case STORE_32:
		nfct_set_attr_u32(sink->flow, attr, get_32(value));
		break;
	case STORE_64:
		nfct_set_attr_u64(sink->flow, attr, get_64(value));
		break;
	case STORE_SLOT32:
		n32 = get_32(value);
		put_slot(sink->flow, attr, &n32, sizeof(n32));
		break;
	case STORE_SLOT64:
		n64 = get_64(value);
		put_slot(sink->flow, attr, &n64, sizeof(n64));
		break;
	case STORE_TCP_FLAGS:
		put_tcp_flags(sink->flow, attr, value);
		break;
	}
}

static bool take_payload(const void *payload, size_t len, const struct attr_shape *shape,
			 struct sink *sink);

static bool take_value(const struct nlattr *attr, const struct attr_rule *rule, struct sink *sink)
{
	const char *value = (const char *)attr + MNL_ATTR_HDRLEN;
	uint16_t len = (uint16_t)(attr->nla_len - MNL_ATTR_HDRLEN);

	if (rule->nest) {
		sink->rest |= rule->store == STORE_LIBRARY;
		return take_payload(value, len, rule->nest, sink);
	}
	if (!rule->max)
		return true;
	if (len < rule->min || len > rule->max || (rule->text && value[len - 1]))
		return false;
	if (sink->flow)
		put_value(sink, rule, value);
	return true;
}

/* As deep as the shapes are, whatever the message says. */
static bool take_payload(const void *payload, size_t len, const struct attr_shape *shape,
			 struct sink *sink)
{
	const struct nlattr *attr = payload;
	uint64_t seen = 0;
	int left = (int)len;

	for (; sound(attr, left); attr = behind(attr)) {
		uint16_t type = type_of(attr);

		left -= MNL_ALIGN(attr->nla_len);
		if (type >= shape->count)
			continue;
		if (seen & UINT64_C(1) << type || !take_value(attr, &shape->rules[type], sink))
			return false;
		seen |= UINT64_C(1) << type;
	}
	return left <= 0 && (seen & shape->must) == shape->must;
}

static bool take_message(const struct nlmsghdr *msg, const struct attr_shape *shape, struct sink *sink)
{
	const size_t head = MNL_ALIGN(sizeof(struct nfgenmsg));

	return msg->nlmsg_len >= MNL_NLMSG_HDRLEN + head &&
	       take_payload((const char *)message_payload(msg) + head, message_payload_len(msg) - head,
			    shape, sink);
}

bool attr_fits(const struct nlmsghdr *msg, const struct attr_shape *shape)
{
	struct sink sink = { .flow = NULL };

	return take_message(msg, shape, &sink);
}

bool attr_read_flow(const struct nlmsghdr *msg, struct nf_conntrack *flow, bool *rest)
{
	struct sink sink = { .flow = flow };
	bool fits = take_message(msg, &attr_flow, &sink);

	*rest = sink.rest;
	return fits;
}

static const struct nlattr *find(const void *payload, size_t len, uint16_t type)
{
	const struct nlattr *attr = payload;
	int left = (int)len;

	for (; sound(attr, left); attr = behind(attr)) {
		if (type_of(attr) == type)
			return attr;
		left -= MNL_ALIGN(attr->nla_len);
	}
	return NULL;
}

const struct nlattr *attr_find(const struct nlmsghdr *msg, uint16_t type)
{
	const size_t head = MNL_ALIGN(sizeof(struct nfgenmsg));

	return find((const char *)message_payload(msg) + head, message_payload_len(msg) - head, type);
}

const struct nlattr *attr_find_nested(const struct nlattr *nest, uint16_t type)
{
	return find(mnl_attr_get_payload(nest), mnl_attr_get_payload_len(nest), type);
}
