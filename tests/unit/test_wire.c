/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
/* The running kernel's own answers, in a network namespace of this process. */
#include "net/ctnl.h"
#include "net/decode.h"
#include "net/kernel.h"
#include "tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/time.h>

enum { V4_FLOWS = 40, V6_FLOWS = 7 };

static void set_v4(struct nf_conntrack *flow, uint16_t n)
{
	nfct_set_attr_u8(flow, ATTR_L3PROTO, AF_INET);
	nfct_set_attr_u32(flow, ATTR_IPV4_SRC, htonl(0xc0000200 + n % 8));
	nfct_set_attr_u32(flow, ATTR_IPV4_DST, htonl(0xc6336401));
	nfct_set_attr_u8(flow, ATTR_L4PROTO, IPPROTO_UDP);
	nfct_set_attr_u16(flow, ATTR_PORT_SRC, htons(1000 + n));
	nfct_set_attr_u16(flow, ATTR_PORT_DST, htons(n % 2 ? 53 : 123));
}

static void set_v6(struct nf_conntrack *flow, uint16_t n)
{
	static const uint8_t src[16] = { 0x20, 1, 0xd, 0xb8, [15] = 1 };
	static const uint8_t dst[16] = { 0x20, 1, 0xd, 0xb8, [15] = 2 };

	nfct_set_attr_u8(flow, ATTR_L3PROTO, AF_INET6);
	nfct_set_attr(flow, ATTR_IPV6_SRC, src);
	nfct_set_attr(flow, ATTR_IPV6_DST, dst);
	nfct_set_attr_u8(flow, ATTR_L4PROTO, IPPROTO_ICMPV6);
	nfct_set_attr_u8(flow, ATTR_ICMP_TYPE, 128);
	nfct_set_attr_u16(flow, ATTR_ICMP_ID, htons(500 + n));
}

static int insert(struct ctnl *ctnl, bool v6, uint16_t n, struct error *err)
{
	struct nf_conntrack *flow = nfct_new();
	struct nlmsghdr *msg;
	struct query query;
	int result;

	if (v6)
		set_v6(flow, n);
	else
		set_v4(flow, n);
	nfct_setobjopt(flow, NFCT_SOPT_SETUP_REPLY);
	nfct_set_attr_u32(flow, ATTR_TIMEOUT, 600);
	nfct_set_attr_u32(flow, ATTR_MARK, n % 4);
	query_begin(&query, QUERY_FLOWS, v6 ? AF_INET6 : AF_INET);
	msg = query_header(&query);
	msg->nlmsg_type = KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_NEW);
	msg->nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL;
	nfct_nlmsg_build(msg, flow);
	result = ctnl_ask(ctnl, &query, NULL, NULL, err);
	nfct_destroy(flow);
	return result;
}

static int count_flows(const struct nlmsghdr *msg, void *into, struct error *err)
{
	struct record rec;
	int got = msg ? decode_flow(msg, &rec, err) : 0;

	if (got == 1) {
		++*(int *)into;
		decode_release(&rec);
	}
	return got;
}

static int flows(struct ctnl *ctnl, uint8_t family, const struct prefilter *filter)
{
	struct error err = ERROR_INIT;
	struct query query;
	int count = 0;

	query_begin(&query, QUERY_FLOWS, family);
	if (filter)
		query_put_filter(&query, family, filter);
	if (ctnl_dump(ctnl, &query, count_flows, &count, &err) == 0)
		return count;
	printf("# %s\n", err.text);
	return -1;
}

static void fill(struct ctnl *ctnl)
{
	struct error err = ERROR_INIT;
	int done_well = 0;

	for (uint16_t n = 0; n < V4_FLOWS; n++)
		done_well += insert(ctnl, false, n, &err) == 0;
	for (uint16_t n = 0; n < V6_FLOWS; n++)
		done_well += insert(ctnl, true, n, &err) == 0;
	is_int(done_well, V4_FLOWS + V6_FLOWS, "flows are created");
	is_int(insert(ctnl, false, 0, &err), -1, "but none twice");
	is_int(err.errnum, EEXIST, "  which is EEXIST");
}

static void test_dumps(struct ctnl *ctnl)
{
	is_int(flows(ctnl, AF_UNSPEC, NULL), V4_FLOWS + V6_FLOWS, "all of them");
	is_int(flows(ctnl, AF_INET, NULL), V4_FLOWS, "IPv4");
	is_int(flows(ctnl, AF_INET6, NULL), V6_FLOWS, "IPv6");
	ok(!ctnl_interrupted(ctnl), "nothing changed under the dumps");
}

/* Every bit that query.c may set is one that this kernel takes. */
static void test_filters(struct ctnl *ctnl)
{
	const struct prefilter_tuple source = { .has_src = true, .src = { 192, 0, 2, 3 } };
	const struct prefilter_tuple port = {
		.has_proto = true, .proto = IPPROTO_UDP, .has_dport = true, .dport = 53,
	};
	const struct prefilter_tuple reply = {
		.has_dst = true, .dst = { 192, 0, 2, 1 }, .has_proto = true, .proto = IPPROTO_UDP,
		.has_sport = true, .sport = 53,
	};
	const struct prefilter_tuple ping = {
		.has_proto = true, .proto = IPPROTO_ICMPV6, .has_icmp_type = true,
		.icmp_type = 128, .has_icmp_code = true, .has_icmp_id = true, .icmp_id = 503,
	};
	const struct prefilter_tuple odd = {
		.has_proto = true, .proto = IPPROTO_ICMP, .has_icmp_type = true, .icmp_type = 3,
	};

	is_int(flows(ctnl, AF_INET, &(struct prefilter){ .orig = source }), 5, "a source");
	is_int(flows(ctnl, AF_INET, &(struct prefilter){ .orig = port }), 20, "a port");
	is_int(flows(ctnl, AF_INET, &(struct prefilter){ .reply = reply }), 5, "a reply tuple");
	is_int(flows(ctnl, AF_INET, &(struct prefilter){ .orig = source, .reply = reply }), 0,
	       "both, which exclude each other");
	is_int(flows(ctnl, AF_INET6, &(struct prefilter){ .orig = ping }), 1, "a ping");
	is_int(flows(ctnl, AF_INET, &(struct prefilter){ .orig = odd }), 0,
	       "an ICMP type that the kernel would refuse");
	is_int(flows(ctnl, AF_UNSPEC, &(struct prefilter){
		.has_mark = true, .mark = 1, .mark_mask = 3 }), 12, "a mark");
	is_int(flows(ctnl, AF_UNSPEC, &(struct prefilter){
		.has_status = true, .status = 8, .status_mask = 8 }), 47, "a status");
	is_int(flows(ctnl, AF_UNSPEC, &(struct prefilter){ .has_status = true }), 47,
	       "no status at all");
	is_int(flows(ctnl, AF_UNSPEC, &(struct prefilter){ .has_zone = true, .zone = 5 }), 0,
	       "a zone");
}

struct table { uint32_t entries, limit; };

static int take_table(const struct nlmsghdr *msg, void *into, struct error *err)
{
	struct table *table = into;

	(void)err;
	return msg ? decode_table_stats(msg, &table->entries, &table->limit) : 0;
}

static int take_stats(const struct nlmsghdr *msg, void *into, struct error *err)
{
	struct stats stats;

	(void)err;
	if (msg && decode_stats(msg, &stats) == 1 && stats.count > 0)
		++*(int *)into;
	return 0;
}

static void test_stats(struct ctnl *ctnl)
{
	static const enum query_kind kinds[] = { QUERY_CPU_STATS, QUERY_EXPECT_CPU_STATS };
	struct error err = ERROR_INIT;
	struct table table = { 0, 0 };
	struct query query;

	query_begin(&query, QUERY_TABLE_STATS, AF_UNSPEC);
	is_int(ctnl_ask(ctnl, &query, take_table, &table, &err), 0, "the table's own count");
	is_int(table.entries, V4_FLOWS + V6_FLOWS, "  entries");
	ok(table.limit > 0, "  limit");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		int cpus = 0;

		query_begin(&query, kinds[i], AF_UNSPEC);
		is_int(ctnl_dump(ctnl, &query, take_stats, &cpus, &err), 0, "statistics");
		ok(cpus > 0, "  of %d CPUs", cpus);
	}
}

static void note_signal(int number)
{
	(void)number;
}

/* The timer repeats: one that fires before recv waits must not be the last. */
static void test_signal(struct wire *wire)
{
	const struct sigaction action = { .sa_handler = note_signal };
	const struct itimerval soon = { { 0, 20000 }, { 0, 20000 } }, never = { { 0, 0 }, { 0, 0 } };
	char byte;

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	is_int(wire->ops->recv(wire, &byte, 1), -1, "a signal ends a wait");
	is_int(errno, EINTR, "  with EINTR");
	setitimer(ITIMER_REAL, &never, NULL);
}

static void test_wire(struct ctnl *ctnl)
{
	struct error err = ERROR_INIT;
	struct wire *wire = wire_live.open(&wire_live, &err);
	size_t granted = 0;
	uint32_t lost = 1;
	char byte;

	ok(wire && wire->portid != 0, "a wire has an address");
	test_signal(wire);
	is_int(wire->ops->drops(wire, &lost), 0, "losses are counted");
	is_int((long long)lost, 0, "  none so far");
	is_int(wire->ops->set_buffer(wire, 1 << 20, &granted), 0, "a buffer is asked for");
	ok(granted >= 1 << 20, "  and granted");
	is_int(wire->ops->join(wire, NFNLGRP_CONNTRACK_NEW), 0, "a group is joined");
	insert(ctnl, false, V4_FLOWS, &err);
	is_int(wire->ops->recv(wire, &byte, 1), -1, "a datagram that does not fit");
	is_int(errno, EMSGSIZE, "  is EMSGSIZE");
	is_int(wire->ops->set_buffer(wire, 0, &granted), 0, "the least buffer");
	for (uint16_t n = 1; n < 60; n++)
		insert(ctnl, false, V4_FLOWS + n, &err);
	wire->ops->drops(wire, &lost);
	ok(lost > 0, "  loses events, and they are counted: %d", (int)lost);
	wire->ops->close(wire);
}

int main(void)
{
	struct error err = ERROR_INIT;
	struct ctnl *ctnl;

	if (unshare(CLONE_NEWNET) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0) {
		skip(1, "no private network namespace here");
		return done();
	}
	ctnl = ctnl_open(&wire_live, &err);
	if (!ctnl) {
		skip(1, err.text);
		return done();
	}
	fill(ctnl);
	test_dumps(ctnl);
	test_filters(ctnl);
	test_stats(ctnl);
	test_wire(ctnl);
	ctnl_close(ctnl);
	return done();
}
