/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_TEST_OUTPUT_FLOW_H
#define TESTS_UNIT_TEST_OUTPUT_FLOW_H

/* Flows for the tests of output, built as the kernel would have sent them. */

#include "output/output.h"

#include <arpa/inet.h>
#include <endian.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>

/* Wall clock of every row: 2026-11-23 06:23:54.004205678 UTC. */
#define TEST_NOW ((struct timespec){ .tv_sec = 1795415034, .tv_nsec = 4205678 })

struct test_side {
	enum nf_conntrack_attr l3, l4, src4, dst4, src6, dst6, sport, dport;
};

static const struct test_side test_orig = {
	ATTR_ORIG_L3PROTO, ATTR_ORIG_L4PROTO, ATTR_ORIG_IPV4_SRC, ATTR_ORIG_IPV4_DST,
	ATTR_ORIG_IPV6_SRC, ATTR_ORIG_IPV6_DST, ATTR_ORIG_PORT_SRC, ATTR_ORIG_PORT_DST,
};

static const struct test_side test_reply = {
	ATTR_REPL_L3PROTO, ATTR_REPL_L4PROTO, ATTR_REPL_IPV4_SRC, ATTR_REPL_IPV4_DST,
	ATTR_REPL_IPV6_SRC, ATTR_REPL_IPV6_DST, ATTR_REPL_PORT_SRC, ATTR_REPL_PORT_DST,
};

static inline void set_addresses(struct nf_conntrack *ct, const struct test_side *side,
			  const char *src, const char *dst)
{
	int family = strchr(src, ':') ? AF_INET6 : AF_INET;
	uint8_t bytes[16];

	nfct_set_attr_u8(ct, side->l3, (uint8_t)family);
	inet_pton(family, src, bytes);
	nfct_set_attr(ct, family == AF_INET ? side->src4 : side->src6, bytes);
	inet_pton(family, dst, bytes);
	nfct_set_attr(ct, family == AF_INET ? side->dst4 : side->dst6, bytes);
}

static inline void set_ports(struct nf_conntrack *ct, const struct test_side *side,
		      uint16_t sport, uint16_t dport)
{
	nfct_set_attr_u16(ct, side->sport, htons(sport));
	nfct_set_attr_u16(ct, side->dport, htons(dport));
}

/* Both tuples without layer 4, the reply being the original turned round. */
static inline struct nf_conntrack *bare_flow(uint8_t protonum, const char *src, const char *dst)
{
	struct nf_conntrack *ct = nfct_new();

	set_addresses(ct, &test_orig, src, dst);
	set_addresses(ct, &test_reply, dst, src);
	nfct_set_attr_u8(ct, ATTR_ORIG_L4PROTO, protonum);
	nfct_set_attr_u8(ct, ATTR_REPL_L4PROTO, protonum);
	return ct;
}

static inline struct nf_conntrack *new_flow(uint8_t protonum, const char *src, const char *dst,
				     uint16_t sport, uint16_t dport)
{
	struct nf_conntrack *ct = bare_flow(protonum, src, dst);

	set_ports(ct, &test_orig, sport, dport);
	set_ports(ct, &test_reply, dport, sport);
	return ct;
}

static inline struct nf_conntrack *icmp_flow(uint8_t protonum, const char *src, const char *dst,
				      uint8_t type, uint16_t id)
{
	struct nf_conntrack *ct = bare_flow(protonum, src, dst);

	nfct_set_attr_u8(ct, ATTR_ICMP_TYPE, type);
	nfct_set_attr_u8(ct, ATTR_ICMP_CODE, 0);
	nfct_set_attr_u16(ct, ATTR_ICMP_ID, htons(id));
	return ct;
}

/* TYPE { FIRST = a, FIRST + 1 = b }: what the library sets only from a message. */
static inline void parse_pair(struct nf_conntrack *ct, uint16_t type, uint16_t first,
		       uint64_t a, uint64_t b, int count)
{
	struct __attribute__((packed)) {
		struct nlattr outer;
		struct __attribute__((packed)) { struct nlattr head; uint64_t value; } inner[2];
	} msg = {
		.outer = { (uint16_t)(4 + 12 * count), (uint16_t)(type | NLA_F_NESTED) },
		.inner = {
			{ { 12, first }, htobe64(a) },
			{ { 12, (uint16_t)(first + 1) }, htobe64(b) },
		},
	};

	nfct_payload_parse(&msg, msg.outer.nla_len, nfct_get_attr_u8(ct, ATTR_L3PROTO), ct);
}

static inline void set_counters(struct nf_conntrack *ct, bool reply, uint64_t packets, uint64_t bytes)
{
	parse_pair(ct, reply ? CTA_COUNTERS_REPLY : CTA_COUNTERS_ORIG, CTA_COUNTERS_PACKETS,
		   packets, bytes, 2);
}

/* Nanoseconds; STOP 0: still alive. */
static inline void set_times(struct nf_conntrack *ct, uint64_t start, uint64_t stop)
{
	parse_pair(ct, CTA_TIMESTAMP, CTA_TIMESTAMP_START, start, stop, stop ? 2 : 1);
}

/* CTA_USE or CTA_ID, which have no setter either. */
static inline void set_kernel_u32(struct nf_conntrack *ct, uint16_t type, uint32_t value)
{
	struct { struct nlattr head; uint32_t value; } msg = { { 8, type }, htonl(value) };

	nfct_payload_parse(&msg, sizeof(msg), nfct_get_attr_u8(ct, ATTR_L3PROTO), ct);
}

static inline void set_secctx(struct nf_conntrack *ct, const char *context)
{
	struct { struct nlattr outer, inner; char text[64]; } msg = {
		.outer = { 72, CTA_SECCTX | NLA_F_NESTED }, .inner = { 68, CTA_SECCTX_NAME },
	};

	strncpy(msg.text, context, sizeof(msg.text) - 1);
	nfct_payload_parse(&msg, sizeof(msg), nfct_get_attr_u8(ct, ATTR_L3PROTO), ct);
}

static inline void set_labels(struct nf_conntrack *ct, const unsigned *bits, size_t count)
{
	struct nfct_bitmask *mask = nfct_bitmask_new(LABEL_BITS - 1);

	for (size_t i = 0; i < count; i++)
		nfct_bitmask_set_bit(mask, bits[i]);
	nfct_set_attr(ct, ATTR_CONNLABELS, mask);	/* takes the mask over */
}

static inline struct nf_expect *new_expect(const struct nf_conntrack *master,
				    const struct nf_conntrack *expected,
				    const struct nf_conntrack *mask)
{
	struct nf_expect *exp = nfexp_new();

	nfexp_set_attr(exp, ATTR_EXP_MASTER, master);
	nfexp_set_attr(exp, ATTR_EXP_EXPECTED, expected);
	nfexp_set_attr(exp, ATTR_EXP_MASK, mask);
	return exp;
}

/* The row of a record, to be freed. */
static inline char *row_of(const struct output_format *format, unsigned extras,
		    const struct label_map *labels, struct timespec now, const struct record *rec)
{
	struct error err = ERROR_INIT;
	struct output out;
	char *text = NULL;

	output_open(&out, -1, format, extras | OUTPUT_BARE, labels);
	out.now = now;
	if (output_record(&out, rec, &err) == 0)
		text = strdup(buf_cstr(&out.text));
	output_close(&out);
	return text;
}

/* A label map "0 zero, 1 one, 40 forty, 41 with space", to be closed. */
static inline struct label_map *new_map(struct nfct_labelmap **reference)
{
	static const char lines[] = "0 zero\n1 one\n40 forty\n41 with space\n";
	char path[] = "/tmp/test_output.XXXXXX";
	struct error err = ERROR_INIT;
	struct label_map *map = NULL;
	int fd = mkstemp(path);

	if (fd < 0)
		return NULL;
	if (write(fd, lines, sizeof(lines) - 1) == (ssize_t)sizeof(lines) - 1)
		map = label_map_open(path, &err);
	if (reference)
		*reference = nfct_labelmap_new(path);
	close(fd);
	unlink(path);
	return map;
}

#endif
