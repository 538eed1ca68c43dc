/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/decode.h"
#include "net/attr.h"
#include "net/ctnl.h"
#include "net/kernel.h"
#include "net/message.h"

#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <netinet/in.h>

static bool of_type(const struct nlmsghdr *msg, unsigned type)
{
	return msg->nlmsg_type == type;
}

static const struct nfgenmsg *head_of(const struct nlmsghdr *msg)
{
	return message_payload(msg);
}

static enum record_cause cause_of(const struct nlmsghdr *msg, unsigned destroy)
{
	if (msg->nlmsg_seq != 0)
		return RECORD_LISTED;
	if (of_type(msg, destroy))
		return RECORD_DESTROY;
	return (msg->nlmsg_flags & (NLM_F_CREATE | NLM_F_EXCL)) ? RECORD_NEW : RECORD_UPDATE;
}

static struct timespec time_of(const struct nlmsghdr *msg)
{
	const struct nlattr *stamp = attr_find(msg, KERNEL_CTA_TIMESTAMP_EVENT);
	struct timespec t;

	if (stamp) {
		uint64_t ns = be64toh(mnl_attr_get_u64(stamp));

		t.tv_sec = (time_t)(ns / 1000000000);
		t.tv_nsec = (long)(ns % 1000000000);
		return t;
	}
	clock_gettime(CLOCK_REALTIME, &t);
	return t;
}

/* An attribute of TYPE, 0 when it is missing. */
static uint8_t nested_u8(const struct nlattr *nest, uint16_t type)
{
	const struct nlattr *attr = attr_find_nested(nest, type);

	return attr ? mnl_attr_get_u8(attr) : 0;
}

static void read_reply_icmp(const struct nlmsghdr *msg, struct record *out)
{
	const struct nlattr *tuple = attr_find(msg, CTA_TUPLE_REPLY);
	const struct nlattr *proto = attr_find_nested(tuple, CTA_TUPLE_PROTO);
	bool v4 = nested_u8(proto, CTA_PROTO_NUM) == IPPROTO_ICMP;
	const struct nlattr *id;

	if (!v4 && nested_u8(proto, CTA_PROTO_NUM) != IPPROTO_ICMPV6)
		return;
	id = attr_find_nested(proto, v4 ? CTA_PROTO_ICMP_ID : CTA_PROTO_ICMPV6_ID);
	if (!id)
		return;
	out->has_reply_icmp = true;
	out->reply_icmp_id = ntohs(mnl_attr_get_u16(id));
	out->reply_icmp_type =
		nested_u8(proto, v4 ? CTA_PROTO_ICMP_TYPE : CTA_PROTO_ICMPV6_TYPE);
	out->reply_icmp_code =
		nested_u8(proto, v4 ? CTA_PROTO_ICMP_CODE : CTA_PROTO_ICMPV6_CODE);
}

static bool carries_icmp(const struct nf_conntrack *flow)
{
	uint8_t protonum = nfct_get_attr_u8(flow, ATTR_L4PROTO);

	return protonum == IPPROTO_ICMP || protonum == IPPROTO_ICMPV6;
}

static bool has_addresses(const struct nf_conntrack *flow, uint8_t family)
{
	static const enum nf_conntrack_attr v4[] = {
		ATTR_ORIG_IPV4_SRC, ATTR_ORIG_IPV4_DST, ATTR_REPL_IPV4_SRC, ATTR_REPL_IPV4_DST,
	}, v6[] = {
		ATTR_ORIG_IPV6_SRC, ATTR_ORIG_IPV6_DST, ATTR_REPL_IPV6_SRC, ATTR_REPL_IPV6_DST,
	};

	if (family != AF_INET && family != AF_INET6)
		return false;
	return nfct_attr_is_set_array(flow, family == AF_INET ? v4 : v6, 4) > 0;
}

/* What the tables of attributes do not cover the library reads, which is slower. */
static bool read_flow(const struct nlmsghdr *msg, struct nf_conntrack *flow)
{
	uint8_t family;
	bool rest;

	if (message_payload_len(msg) < sizeof(struct nfgenmsg))
		return false;
	family = head_of(msg)->nfgen_family;
	nfct_set_attr_u8(flow, ATTR_ORIG_L3PROTO, family);
	nfct_set_attr_u8(flow, ATTR_REPL_L3PROTO, family);
	return attr_read_flow(msg, flow, &rest) &&
	       (!rest || nfct_nlmsg_parse(msg, flow) >= 0) && has_addresses(flow, family);
}

/*
 * Whether the library ran out of memory since errno was cleared: it then gives a
 * message up, or leaves out what it had no room for and calls that a success.
 */
static bool lacked_memory(void)
{
	return errno == ENOMEM;
}

bool decode_is_flow(const struct nlmsghdr *msg)
{
	return of_type(msg, KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_NEW)) ||
	       of_type(msg, KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_DELETE));
}

int decode_flow(const struct nlmsghdr *msg, struct record *out, struct error *err)
{
	struct nf_conntrack *flow;
	int result;

	if (!decode_is_flow(msg))
		return 0;
	flow = nfct_new();
	if (!flow)
		return error_nomem(err);
	errno = 0;
	result = read_flow(msg, flow) ? 1 : 0;
	if (lacked_memory())
		result = error_nomem(err);
	if (result <= 0) {
		nfct_destroy(flow);
		return result;
	}
	*out = (struct record){
		.cause = cause_of(msg, KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_DELETE)),
		.flow = flow,
		.message = msg,
		.portid = msg->nlmsg_pid,
	};
	if (out->cause != RECORD_LISTED)
		out->time = time_of(msg);
	if (carries_icmp(flow))
		read_reply_icmp(msg, out);
	return 1;
}

/* An expectation's parts are flows with one tuple. */
static bool has_parts(const struct nf_expect *expect, uint8_t family)
{
	static const uint16_t parts[] = { ATTR_EXP_MASTER, ATTR_EXP_EXPECTED, ATTR_EXP_MASK };
	const bool v4 = family == AF_INET;

	if (!v4 && family != AF_INET6)
		return false;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		const struct nf_conntrack *part = nfexp_get_attr(expect, parts[i]);

		if (!part ||
		    !nfct_attr_is_set(part, v4 ? ATTR_ORIG_IPV4_SRC : ATTR_ORIG_IPV6_SRC) ||
		    !nfct_attr_is_set(part, v4 ? ATTR_ORIG_IPV4_DST : ATTR_ORIG_IPV6_DST))
			return false;
	}
	return true;
}

static int parse_expect(const struct nlmsghdr *msg, struct nf_expect *expect, struct error *err)
{
	int result;

	errno = 0;
	result = nfexp_nlmsg_parse(msg, expect);
	if (lacked_memory())
		return error_nomem(err);
	return result >= 0 && has_parts(expect, head_of(msg)->nfgen_family);
}

bool decode_is_expect(const struct nlmsghdr *msg)
{
	return of_type(msg, KERNEL_EXPECT_TYPE(IPCTNL_MSG_EXP_NEW)) ||
	       of_type(msg, KERNEL_EXPECT_TYPE(IPCTNL_MSG_EXP_DELETE));
}

int decode_expect(const struct nlmsghdr *msg, struct record *out, struct error *err)
{
	struct nf_expect *expect;
	int result;

	if (!decode_is_expect(msg) || !attr_fits(msg, &attr_expect))
		return 0;
	expect = nfexp_new();
	if (!expect)
		return error_nomem(err);
	result = parse_expect(msg, expect, err);
	if (result <= 0) {
		nfexp_destroy(expect);
		return result;
	}
	*out = (struct record){
		.cause = cause_of(msg, KERNEL_EXPECT_TYPE(IPCTNL_MSG_EXP_DELETE)),
		.expect = expect,
		.message = msg,
		.portid = msg->nlmsg_pid,
	};
	if (out->cause != RECORD_LISTED)
		clock_gettime(CLOCK_REALTIME, &out->time);
	return 1;
}

/* The record only lends the object; the decoder, which made it, may free it. */
static void *owned(const void *object)
{
	union { const void *lent; void *owned; } u = { .lent = object };

	return u.owned;
}

void decode_release(struct record *rec)
{
	if (rec->flow)
		nfct_destroy(owned(rec->flow));
	if (rec->expect)
		nfexp_destroy(owned(rec->expect));
	rec->flow = NULL;
	rec->expect = NULL;
}

int decode_answer(decode_record *decode, const struct nlmsghdr *msg, struct record *out,
		  struct error *err)
{
	int result = msg ? decode(msg, out, err) : 0;

	return msg && result == 0 ? ctnl_damaged(err) : result;
}
