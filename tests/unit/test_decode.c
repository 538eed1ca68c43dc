/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages built here, decoded; then the same ones broken in every place. */
#include "net/attr.h"
#include "net/decode.h"
#include "net/kernel.h"
#include "tap.h"

#include <arpa/inet.h>
#include <endian.h>
#include <libmnl/libmnl.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <netinet/in.h>
#include <stdlib.h>

enum { FLOW = KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_NEW), GONE = KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_DELETE) };

struct message {
	_Alignas(8) char bytes[2048];
};

static struct nlmsghdr *begin(struct message *m, uint16_t type, uint32_t seq, uint8_t family)
{
	struct nlmsghdr *msg;
	struct nfgenmsg *nfg;

	memset(m, 0, sizeof(*m));
	msg = mnl_nlmsg_put_header(m->bytes);
	msg->nlmsg_type = type;
	msg->nlmsg_seq = seq;
	msg->nlmsg_pid = 4242;
	nfg = mnl_nlmsg_put_extra_header(msg, sizeof(*nfg));
	nfg->nfgen_family = family;
	return msg;
}

static void put_addresses(struct nlmsghdr *msg, uint32_t src, uint32_t dst)
{
	struct nlattr *nest = mnl_attr_nest_start(msg, CTA_TUPLE_IP);

	mnl_attr_put_u32(msg, CTA_IP_V4_SRC, htonl(src));
	mnl_attr_put_u32(msg, CTA_IP_V4_DST, htonl(dst));
	mnl_attr_nest_end(msg, nest);
}

static void put_tuple(struct nlmsghdr *msg, uint16_t type, uint32_t src, uint32_t dst)
{
	struct nlattr *nest = mnl_attr_nest_start(msg, type), *proto;

	put_addresses(msg, src, dst);
	proto = mnl_attr_nest_start(msg, CTA_TUPLE_PROTO);
	mnl_attr_put_u8(msg, CTA_PROTO_NUM, IPPROTO_TCP);
	mnl_attr_put_u16(msg, CTA_PROTO_SRC_PORT, htons(1000));
	mnl_attr_put_u16(msg, CTA_PROTO_DST_PORT, htons(80));
	mnl_attr_nest_end(msg, proto);
	mnl_attr_nest_end(msg, nest);
}

static void put_icmp_tuple(struct nlmsghdr *msg, uint16_t type, uint8_t icmp_type)
{
	struct nlattr *nest = mnl_attr_nest_start(msg, type), *proto;

	put_addresses(msg, 0xc0000201, 0xc0000202);
	proto = mnl_attr_nest_start(msg, CTA_TUPLE_PROTO);
	mnl_attr_put_u8(msg, CTA_PROTO_NUM, IPPROTO_ICMP);
	mnl_attr_put_u16(msg, CTA_PROTO_ICMP_ID, htons(77));
	mnl_attr_put_u8(msg, CTA_PROTO_ICMP_TYPE, icmp_type);
	mnl_attr_put_u8(msg, CTA_PROTO_ICMP_CODE, 3);
	mnl_attr_nest_end(msg, proto);
	mnl_attr_nest_end(msg, nest);
}

static void put_nested(struct nlmsghdr *msg, uint16_t outer, uint16_t inner, uint16_t len,
		       const void *value)
{
	struct nlattr *nest = mnl_attr_nest_start(msg, outer);

	mnl_attr_put(msg, inner, len, value);
	mnl_attr_nest_end(msg, nest);
}

/* A flow with an attribute of every shape. */
static struct nlmsghdr *full_flow(struct message *m, uint16_t type, uint32_t seq)
{
	struct nlmsghdr *msg = begin(m, type, seq, AF_INET);
	struct nlattr *outer = NULL;
	const uint64_t ns = htobe64(UINT64_C(1700000000987654321)), count = htobe64(5);
	const uint32_t labels[4] = { 3, 0, 0, 0 };

	put_tuple(msg, CTA_TUPLE_ORIG, 0xc0000201, 0xc6336401);
	put_tuple(msg, CTA_TUPLE_REPLY, 0xc6336401, 0xc0000201);
	put_tuple(msg, CTA_TUPLE_MASTER, 0xc0000201, 0xc6336401);
	mnl_attr_put_u32(msg, CTA_STATUS, htonl(14));
	outer = mnl_attr_nest_start(msg, CTA_PROTOINFO);
	put_nested(msg, CTA_PROTOINFO_TCP, CTA_PROTOINFO_TCP_STATE, 1, "\3");
	mnl_attr_nest_end(msg, outer);
	put_nested(msg, CTA_HELP, CTA_HELP_NAME, 4, "ftp");
	put_nested(msg, CTA_SECCTX, CTA_SECCTX_NAME, 5, "s0:t");
	put_nested(msg, CTA_COUNTERS_ORIG, CTA_COUNTERS_PACKETS, 8, &count);
	put_nested(msg, CTA_TIMESTAMP, CTA_TIMESTAMP_START, 8, &ns);
	put_nested(msg, CTA_SYNPROXY, CTA_SYNPROXY_ISN, 4, labels);
	put_nested(msg, CTA_SEQ_ADJ_ORIG, CTA_SEQADJ_CORRECTION_POS, 4, labels);
	mnl_attr_put(msg, CTA_LABELS, sizeof(labels), labels);
	mnl_attr_put_u32(msg, CTA_TIMEOUT, htonl(60));
	mnl_attr_put_u32(msg, CTA_MARK, htonl(7));
	mnl_attr_put_u16(msg, CTA_ZONE, htons(5));
	mnl_attr_put(msg, KERNEL_CTA_TIMESTAMP_EVENT, 8, &ns);
	return msg;
}

static struct nlmsghdr *full_expect(struct message *m, uint16_t type, uint32_t seq)
{
	struct nlmsghdr *msg = begin(m, KERNEL_EXPECT_TYPE(type), seq, AF_INET);

	put_tuple(msg, CTA_EXPECT_MASTER, 0xc0000201, 0xc6336401);
	put_tuple(msg, CTA_EXPECT_TUPLE, 0xc0000201, 0xc6336401);
	put_tuple(msg, CTA_EXPECT_MASK, 0xffffffff, 0xffffffff);
	mnl_attr_put_u32(msg, CTA_EXPECT_TIMEOUT, htonl(60));
	mnl_attr_put_u32(msg, CTA_EXPECT_FLAGS, htonl(1));
	mnl_attr_put(msg, CTA_EXPECT_HELP_NAME, 4, "ftp");
	mnl_attr_put(msg, CTA_EXPECT_FN, 10, "nf-follow");
	return msg;
}

static void test_flow(void)
{
	struct error err = ERROR_INIT;
	struct record rec;
	struct message m;

	is_int(decode_flow(full_flow(&m, FLOW, 9), &rec, &err), 1, "a flow");
	is_int(rec.cause, RECORD_LISTED, "  of an answer");
	ok(rec.time.tv_sec == 0 && rec.time.tv_nsec == 0, "  has no time of its own");
	ok(!rec.expect && !rec.has_reply_icmp, "  and nothing else");
	is_int(ntohl(nfct_get_attr_u32(rec.flow, ATTR_ORIG_IPV4_SRC)), 0xc0000201, "  source");
	is_int(nfct_get_attr_u8(rec.flow, ATTR_TCP_STATE), 3, "  state");
	is_int(nfct_get_attr_u32(rec.flow, ATTR_MARK), 7, "  mark");
	is_str(nfct_get_attr(rec.flow, ATTR_HELPER_NAME), "ftp", "  helper");
	is_str(nfct_get_attr(rec.flow, ATTR_SECCTX), "s0:t", "  security context");
	decode_release(&rec);
	ok(!rec.flow, "  and is given back");
	decode_release(&rec);
}

static void test_events(void)
{
	static const struct { uint16_t type, flags; enum record_cause cause; } rows[] = {
		{ FLOW, NLM_F_CREATE | NLM_F_EXCL, RECORD_NEW }, { FLOW, 0, RECORD_UPDATE },
		{ GONE, 0, RECORD_DESTROY },
	};
	struct error err = ERROR_INIT;
	struct record rec;
	struct message m;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct nlmsghdr *msg = full_flow(&m, rows[i].type, 0);

		msg->nlmsg_flags = rows[i].flags;
		is_int(decode_flow(msg, &rec, &err), 1, "an event");
		is_int(rec.cause, rows[i].cause, "  its cause");
		is_int(rec.portid, 4242, "  who caused it");
		ok(rec.time.tv_sec == 1700000000 && rec.time.tv_nsec == 987654321, "  its time");
		decode_release(&rec);
	}
}

static void test_arrival(void)
{
	struct error err = ERROR_INIT;
	struct timespec before;
	struct record rec;
	struct message m;
	struct nlmsghdr *msg = begin(&m, GONE, 0, AF_INET);

	put_tuple(msg, CTA_TUPLE_ORIG, 0xc0000201, 0xc6336401);
	put_tuple(msg, CTA_TUPLE_REPLY, 0xc6336401, 0xc0000201);
	clock_gettime(CLOCK_REALTIME, &before);
	is_int(decode_flow(msg, &rec, &err), 1, "an event without a stamp");
	ok(rec.time.tv_sec >= before.tv_sec, "  has the time of its arrival");
	decode_release(&rec);
}

static void test_icmp(void)
{
	struct error err = ERROR_INIT;
	struct record rec;
	struct message m;
	struct nlmsghdr *msg = begin(&m, FLOW, 1, AF_INET);

	put_icmp_tuple(msg, CTA_TUPLE_ORIG, 8);
	put_icmp_tuple(msg, CTA_TUPLE_REPLY, 0);
	is_int(decode_flow(msg, &rec, &err), 1, "a ping");
	ok(rec.has_reply_icmp && rec.reply_icmp_type == 0 && rec.reply_icmp_code == 3 &&
	   rec.reply_icmp_id == 77, "  and what its reply says");
	decode_release(&rec);
}

static void test_expect(void)
{
	struct error err = ERROR_INIT;
	struct record rec;
	struct message m;
	struct nlmsghdr *msg = full_expect(&m, IPCTNL_MSG_EXP_NEW, 3);

	is_int(decode_expect(msg, &rec, &err), 1, "an expectation");
	ok(rec.cause == RECORD_LISTED && rec.expect && !rec.flow, "  of an answer");
	is_str(nfexp_get_attr(rec.expect, ATTR_EXP_HELPER_NAME), "ftp", "  helper");
	decode_release(&rec);
	is_int(decode_flow(msg, &rec, &err), 0, "  is no flow");
	msg = full_expect(&m, IPCTNL_MSG_EXP_DELETE, 0);
	is_int(decode_expect(msg, &rec, &err), 1, "an expectation that went");
	is_int(rec.cause, RECORD_DESTROY, "  cause");
	decode_release(&rec);
}

static void test_incomplete(void)
{
	struct error err = ERROR_INIT;
	struct record rec;
	struct message m;
	struct nlmsghdr *msg = full_flow(&m, FLOW, 1);
	struct nfgenmsg *nfg = mnl_nlmsg_get_payload(msg);

	nfg->nfgen_family = AF_INET6;
	is_int(decode_flow(msg, &rec, &err), 0, "addresses of another family");
	nfg->nfgen_family = 0;
	is_int(decode_flow(msg, &rec, &err), 0, "no family");
	msg = begin(&m, FLOW, 1, AF_INET);
	put_tuple(msg, CTA_TUPLE_ORIG, 1, 2);
	is_int(decode_flow(msg, &rec, &err), 0, "no reply tuple");
	msg = full_flow(&m, FLOW, 1);
	put_tuple(msg, CTA_TUPLE_ORIG, 1, 2);
	is_int(decode_flow(msg, &rec, &err), 0, "a tuple twice");
	msg = full_flow(&m, FLOW, 1);
	mnl_attr_put_u32(msg, 60, 1);
	mnl_attr_put_u32(msg, 2000, 1);
	is_int(decode_flow(msg, &rec, &err), 1, "unknown attributes are passed over");
	decode_release(&rec);
	msg->nlmsg_len = 18;
	is_int(decode_flow(msg, &rec, &err), 0, "shorter than any");
	msg->nlmsg_type = NLMSG_NOOP;
	is_int(decode_flow(msg, &rec, &err), 0, "no flow at all");
}

typedef struct nlmsghdr *builder(struct message *, uint16_t, uint32_t);
typedef int decoder(const struct nlmsghdr *, struct record *, struct error *);

/* The copy has the message's own size, so that a sanitizer sees a step too far. */
static int decode_copy(decoder *decode, const struct nlmsghdr *msg, uint32_t at, int change)
{
	struct error err = ERROR_INIT;
	char *copy = malloc(msg->nlmsg_len);
	struct record rec;
	int got;

	memcpy(copy, msg, msg->nlmsg_len);
	copy[at] = (char)(copy[at] + change);
	got = decode((const void *)copy, &rec, &err);
	if (got == 1)
		decode_release(&rec);
	free(copy);
	return got;
}

/* Every byte behind the heads, changed in several ways. */
static void test_mutations(builder *build, uint16_t type, decoder *decode, const char *name)
{
	static const int changes[] = { 1, -1, 2, 4, -4, 16, 64, 127 };
	int refused = 0, taken = 0, wrong = 0;
	struct message m;
	const struct nlmsghdr *msg = build(&m, type, 1);

	for (uint32_t at = 20; at < msg->nlmsg_len; at++)
		for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
			int got = decode_copy(decode, msg, at, changes[i]);

			refused += got == 0;
			taken += got == 1;
			wrong += got < 0;
		}
	ok(refused > 500 && taken > 300 && !wrong, "%s, broken: %d refused, %d taken", name,
	   refused, taken);
}

static void test_cuts(builder *build, uint16_t type, decoder *decode, const char *name)
{
	struct message m;
	struct nlmsghdr *msg = build(&m, type, 1);
	const uint32_t whole = msg->nlmsg_len;
	int taken = 0;

	for (uint32_t len = MNL_NLMSG_HDRLEN; len < whole; len++) {
		msg->nlmsg_len = len;
		taken += decode_copy(decode, msg, 0, 0) == 1;
	}
	ok(taken > 0 && taken < 32, "%s, cut: %d taken", name, taken);
}

static void test_stats(void)
{
	struct message m;
	struct nlmsghdr *msg = begin(&m, KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_GET_STATS_CPU), 1, 0);
	struct nfgenmsg *nfg = mnl_nlmsg_get_payload(msg);
	struct stats stats;

	nfg->res_id = htons(3);
	mnl_attr_put_u32(msg, CTA_STATS_FOUND, htonl(12));
	mnl_attr_put_u32(msg, CTA_STATS_CHAIN_TOOLONG, htonl(13));
	mnl_attr_put_u32(msg, CTA_STATS_CHAIN_TOOLONG + 1, htonl(14));
	mnl_attr_put_u8(msg, CTA_STATS_DROP, 1);
	mnl_attr_put_u32(msg, CTA_STATS_CHAIN_TOOLONG + 5, htonl(UINT32_MAX));
	is_int(decode_stats(msg, &stats), 1, "statistics");
	is_int(stats.cpu, 3, "  CPU");
	is_int((long long)stats.count, 4, "  how many");
	is_str(stats.counter[0].name, "found", "  first");
	is_str(stats.counter[1].name, "chaintoolong", "  last known");
	is_str(stats.counter[2].name, "unknown1", "  unknown");
	is_str(stats.counter[3].name, "unknown2", "  unknown, too");
	is_int((long long)stats.counter[3].value, UINT32_MAX, "  its value");
	for (int i = 0; i < 80; i++)
		mnl_attr_put_u32(msg, 100, 0);
	ok(decode_stats(msg, &stats) == 1 && stats.count == STATS_MAX, "  no more than fit");

	msg = begin(&m, KERNEL_EXPECT_TYPE(IPCTNL_MSG_EXP_GET_STATS_CPU), 1, 0);
	mnl_attr_put_u32(msg, CTA_STATS_EXP_DELETE, htonl(2));
	ok(decode_stats(msg, &stats) == 1 && stats.count == 1, "statistics of expectations");
	is_str(stats.counter[0].name, "expect_delete", "  name");
	is_int(decode_stats(full_flow(&m, FLOW, 1), &stats), 0, "a flow is no statistics");
}

static void test_table_stats(void)
{
	struct message m;
	struct nlmsghdr *msg = begin(&m, KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_GET_STATS), 1, 0);
	uint32_t entries, limit;

	is_int(decode_table_stats(msg, &entries, &limit), 0, "no entries, no answer");
	mnl_attr_put_u32(msg, CTA_STATS_GLOBAL_ENTRIES, htonl(5));
	ok(decode_table_stats(msg, &entries, &limit) == 1 && entries == 5 && limit == 0,
	   "entries of an old kernel");
	mnl_attr_put_u32(msg, CTA_STATS_GLOBAL_MAX_ENTRIES, htonl(9));
	ok(decode_table_stats(msg, &entries, &limit) == 1 && entries == 5 && limit == 9,
	   "entries and limit");
}

int main(void)
{
	test_flow();
	test_events();
	test_arrival();
	test_icmp();
	test_expect();
	test_incomplete();
	test_mutations(full_flow, FLOW, decode_flow, "a flow");
	test_mutations(full_expect, IPCTNL_MSG_EXP_NEW, decode_expect, "an expectation");
	test_cuts(full_flow, FLOW, decode_flow, "a flow");
	test_cuts(full_expect, IPCTNL_MSG_EXP_NEW, decode_expect, "an expectation");
	test_stats();
	test_table_stats();
	return done();
}
