/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_MODEL_PROTO_H
#define CONNTRACK_MODEL_PROTO_H

#include "base/words.h"
#include "opt/opt.h"

#include <stdint.h>

struct nf_conntrack;

/* What a tuple of the protocol carries besides the addresses. */
enum proto_shape { PROTO_BARE, PROTO_PORTS, PROTO_ICMP, PROTO_KEYS };

/* What a command does with a protocol's options; without a role it takes none. */
enum proto_role {
	PROTO_NONE, PROTO_SELECT, PROTO_UPDATE, PROTO_CREATE, PROTO_GET,
	PROTO_EXPECT_CREATE, PROTO_EXPECT_GET, PROTO_ROLE_COUNT,
};

/* A layer 4 protocol that the tool knows; one const row a file. */
struct proto {
	const char *name;
	uint8_t number;			/* IANA */
	enum proto_shape shape;
	uint8_t family;			/* the only one whose flows have it; 0: any */
	const struct word *states;	/* state names; NULL: none. The first is value 0 */
	int state_attr;			/* enum nf_conntrack_attr, when there are states */
	const char *state_fault;	/* "unknown TCP state" */
	const struct opt_use *use;	/* by enum proto_role; NULL: no options */

	/* Settings of the time to live, below net.netfilter; that of a state ends in its name. */
	const char *timeout;
	const char *stream;		/* instead, for flows with ...; NULL: there is none */
	uint32_t stream_status;		/* ... one of these bits */
};

/* The row of a number or a name (any case); NULL when the tool has none. */
const struct proto *proto_by_number(uint8_t number);
const struct proto *proto_by_name(const char *name);

/* All rows, ended by NULL. */
extern const struct proto *const protos[];

/*
 * A protocol as -p takes it: own name, name of the system's database, number in
 * C notation. *own is the tool's row, or NULL for names of the database.
 */
int proto_parse(const char *text, uint8_t *number, const struct proto **own, struct error *err);

/* The state word of a flow, or NULL when the kernel sent none. */
const char *proto_state(const struct nf_conntrack *flow);

/* The tracking flags that creating a TCP flow in STATE sets unasked. */
uint8_t proto_tcp_default_flags(uint8_t state);

/* The counterpart of an ICMP / ICMPv6 type (8 for 0); -1: it has none. */
int proto_icmp_reply(uint8_t protonum, uint8_t type);

extern const struct proto proto_tcp, proto_udp, proto_udplite, proto_sctp, proto_dccp,
	proto_icmp, proto_icmpv6, proto_gre;

#endif
