/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
/*
 * Whatever the running kernel is asked by a plan, the answer is the one that
 * judging the whole table gives, each entry once. In a network namespace of
 * this process, with random flows and random expressions.
 */
#include "filter/kernel.h"
#include "filter/parse.h"
#include "net/ctnl.h"
#include "net/decode.h"
#include "tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdlib.h>
#include <time.h>

/* A dump walks the hash table of the whole machine, which may take its time. */
enum { FLOWS = 300, EXPRESSIONS_MIN = 30, EXPRESSIONS_MAX = 4000, SECONDS = 8, FLOWS_MAX = 2 * FLOWS };

/* Numbers that are the same in every run. */
static unsigned draw(uint64_t *state, unsigned below)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(*state >> 33) % below;
}

static const uint16_t ports[] = { 53, 80, 443, 1024, 5000 };
static const uint8_t protocols[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_SCTP, IPPROTO_ICMP,
				     IPPROTO_ICMPV6, IPPROTO_GRE, 200 };

static void set_addresses(struct nf_conntrack *flow, bool v6, unsigned src, unsigned dst)
{
	uint8_t a[16] = { 0x20, 1, 0xd, 0xb8, [15] = (uint8_t)src };
	uint8_t b[16] = { 0x20, 1, 0xd, 0xb8, [15] = (uint8_t)dst };

	nfct_set_attr_u8(flow, ATTR_L3PROTO, v6 ? AF_INET6 : AF_INET);
	if (v6) {
		nfct_set_attr(flow, ATTR_IPV6_SRC, a);
		nfct_set_attr(flow, ATTR_IPV6_DST, b);
	} else {
		nfct_set_attr_u32(flow, ATTR_IPV4_SRC, htonl(0xc0000200 + src));
		nfct_set_attr_u32(flow, ATTR_IPV4_DST, htonl(0xc0000200 + dst));
	}
}

static void set_protocol(struct nf_conntrack *flow, uint8_t protocol, uint64_t *state)
{
	nfct_set_attr_u8(flow, ATTR_L4PROTO, protocol);
	if (protocol == IPPROTO_ICMP || protocol == IPPROTO_ICMPV6) {
		nfct_set_attr_u8(flow, ATTR_ICMP_TYPE, protocol == IPPROTO_ICMP ? 8 : 128);
		nfct_set_attr_u8(flow, ATTR_ICMP_CODE, 0);
		nfct_set_attr_u16(flow, ATTR_ICMP_ID, htons((uint16_t)draw(state, 4)));
	} else if (protocol != 200) {
		nfct_set_attr_u16(flow, ATTR_PORT_SRC, htons(ports[draw(state, 5)]));
		nfct_set_attr_u16(flow, ATTR_PORT_DST, htons(ports[draw(state, 5)]));
	}
	if (protocol == IPPROTO_TCP)
		nfct_set_attr_u8(flow, ATTR_TCP_STATE, (uint8_t)(1 + draw(state, 8)));
}

/* One direction's zone, or that of both. */
static void set_zone(struct nf_conntrack *flow, uint64_t *state)
{
	static const enum nf_conntrack_attr zones[] = { ATTR_ZONE, ATTR_ORIG_ZONE, ATTR_REPL_ZONE };
	unsigned which = draw(state, 10);

	if (which < 3)
		nfct_set_attr_u16(flow, zones[which], (uint16_t)(1 + draw(state, 2)));
}

static void insert(struct ctnl *ctnl, uint64_t *state)
{
	struct nf_conntrack *flow = nfct_new();
	struct error err = ERROR_INIT;
	uint8_t protocol = protocols[draw(state, sizeof(protocols))];
	bool v6 = protocol == IPPROTO_ICMPV6 || (protocol != IPPROTO_ICMP && draw(state, 3) == 0);
	struct query query;

	set_addresses(flow, v6, 1 + draw(state, 6), 1 + draw(state, 6));
	set_protocol(flow, protocol, state);
	nfct_setobjopt(flow, NFCT_SOPT_SETUP_REPLY);
	set_zone(flow, state);
	nfct_set_attr_u32(flow, ATTR_TIMEOUT, 6000);
	nfct_set_attr_u32(flow, ATTR_MARK, draw(state, 4));
	nfct_set_attr_u32(flow, ATTR_STATUS, draw(state, 2) ? IPS_SEEN_REPLY | IPS_ASSURED : 0);
	query_begin(&query, QUERY_CREATE, v6 ? AF_INET6 : AF_INET);
	if (query_put_flow(&query, flow, &err) == 0)
		ctnl_ask(ctnl, &query, NULL, NULL, &err);
	nfct_destroy(flow);
}

/* Entries of the table, or just their ids. */
struct gathered {
	unsigned count;
	struct record rows[FLOWS_MAX];
	uint32_t ids[FLOWS_MAX];
};

static int keep(const struct nlmsghdr *msg, void *into, struct error *err)
{
	struct gathered *g = into;
	int got = msg && g->count < FLOWS_MAX ? decode_flow(msg, &g->rows[g->count], err) : 0;

	if (got > 0)
		g->count++;
	return got < 0 ? -1 : 0;
}

static uint32_t id_of(const struct record *rec)
{
	return nfct_get_attr_u32(rec->flow, ATTR_ID);
}

static int order(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

struct answer {
	const struct expr *filter;
	const struct plan *plan;
	unsigned step;
	unsigned received;
	unsigned count;
	uint32_t ids[2 * FLOWS_MAX];
};

static void judge(struct answer *a, const struct record *rec)
{
	a->received++;
	if (a->count < 2 * FLOWS_MAX && expr_accepts(a->filter, rec) &&
	    (!a->plan || plan_takes(a->plan, a->step, rec)))
		a->ids[a->count++] = id_of(rec);
}

static int judge_message(const struct nlmsghdr *msg, void *into, struct error *err)
{
	struct record rec;
	int got = msg ? decode_flow(msg, &rec, err) : 0;

	if (got <= 0)
		return got;
	judge(into, &rec);
	decode_release(&rec);
	return 0;
}

static int ask(struct ctnl *ctnl, struct answer *a, struct error *err)
{
	struct query query;

	for (a->step = 0; a->step < a->plan->count; a->step++) {
		const struct plan_step *s = &a->plan->steps[a->step];

		query_begin(&query, QUERY_FLOWS, s->family);
		query_put_filter(&query, s->family, &s->filter);
		if (ctnl_dump(ctnl, &query, judge_message, a, err) < 0)
			return -1;
	}
	return 0;
}

static bool same(struct answer *a, struct answer *b)
{
	qsort(a->ids, a->count, sizeof(*a->ids), order);
	qsort(b->ids, b->count, sizeof(*b->ids), order);
	return a->count == b->count && memcmp(a->ids, b->ids, a->count * sizeof(*a->ids)) == 0;
}

/* A random test, in the words of the language. */
static void put_predicate(struct buf *out, uint64_t *state)
{
	static const char *const words[] = {
		"tcp", "udp", "icmp", "icmpv6", "sctp", "gre", "ipv4", "ipv6", "assured", "unreplied",
		"proto tcp,udp", "proto != tcp", "proto 200", "state established,close", "nat",
		"src 192.0.2.1", "dst 192.0.2.2", "src 192.0.2.1,192.0.2.3", "src 192.0.2.0/29",
		"src 2001:db8::1", "dst in {192.0.2.1 2001:db8::2}", "addr 192.0.2.4", "addr 2001:db8::3",
		"reply.src 192.0.2.5", "reply.dst 192.0.2.1-192.0.2.2", "src != 192.0.2.1",
		"src & 255.255.255.1 = 192.0.2.1", "mark & 1 = 1", "mark & 2 != 0", "status assured,dying",
		"orig.type 8", "orig.id 1,2", "orig.type 128", "icmp orig.id 3", "orig.code 0",
		"zone 1,2", "zone 0", "zone 0,1", "orig.zone 1", "reply.zone 2", "orig.srckey 80",
		"protonum 6,17,1", "protonum 6-58", "protonum != 021", "192.0.2.1", "192.0.2.1,2001:db8::2",
		"src or dst 192.0.2.3", "src and dst 192.0.2.2", "dst 192.0.2.2:80", "addr [2001:db8::1]:53-443",
		"dst != 192.0.2.2:80,192.0.2.3", "src 192.0.2.1/255.0.255.1", "src 192.0.2.9/255.255.255.248",
		"mark 1/1,2/3", "mark != 1/1", "mark 3/1", "mark 01,02", "status !assured", "status unset,assured",
		"nat none", "sport = dport", "sport < dport", "src != reply.dst", "src = dst", "mark > zone",
		"orig.bytes >= reply.bytes", "udp and state established",
	};
	static const char *const numbers[] = {
		"sport", "dport", "port", "reply.sport", "reply.dport", "mark", "zone",
	};
	static const char *const values[] = {
		"53", "80", "443,1024", "{53 80 443}", "0", "1", "1,2", "0-3", "6", "17", "6,17,1", "50-60",
	};

	if (draw(state, 3))
		buf_str(out, words[draw(state, sizeof(words) / sizeof(*words))]);
	else
		buf_printf(out, "%s %s%s", numbers[draw(state, 7)], draw(state, 6) ? "" : "!= ",
			   values[draw(state, 12)]);
}

static void put_expression(struct buf *out, uint64_t *state, unsigned depth)
{
	unsigned kind = depth ? draw(state, 8) : 0;

	if (kind < 2) {
		put_predicate(out, state);
	} else if (kind == 2) {
		buf_lit(out, "not (");
		put_expression(out, state, depth - 1);
		buf_char(out, ')');
	} else {
		buf_char(out, '(');
		put_expression(out, state, depth - 1);
		buf_str(out, kind < 6 ? ") and (" : ") or (");
		put_expression(out, state, depth - 1);
		buf_char(out, ')');
	}
}

/* What the kernel sent, of what it would have sent unasked. */
struct tally { unsigned long received, possible; unsigned dumps, several; };

static bool test_expression(struct ctnl *ctnl, const struct gathered *table, const char *text,
			    struct tally *tally)
{
	struct error err = ERROR_INIT;
	struct expr *e = filter_parse(&(struct filter_source){ .text = text }, &err);
	struct answer whole = { .filter = e }, planned = { .filter = e };
	struct plan plan;
	bool right = false;

	if (e) {
		plan_make(&plan, e, AF_UNSPEC);
		planned.plan = &plan;
		for (unsigned i = 0; i < table->count; i++)
			judge(&whole, &table->rows[i]);
		right = ask(ctnl, &planned, &err) == 0 && same(&whole, &planned);
		tally->received += planned.received;
		tally->possible += table->count;
		tally->dumps += plan.count;
		tally->several += plan.count > 1;
	}
	if (!right)
		printf("# %s: %u of %u; %s\n", text, planned.count, whole.count, err.text);
	expr_free(e);
	return right;
}

static void test_expressions(struct ctnl *ctnl, const struct gathered *table)
{
	struct tally tally = { 0 };
	struct buf text = BUF_INIT;
	const time_t end = time(NULL) + SECONDS;
	uint64_t state = 7;
	unsigned i, right = 0;

	for (i = 0; i < EXPRESSIONS_MIN || (i < EXPRESSIONS_MAX && time(NULL) < end); i++) {
		buf_reset(&text);
		put_expression(&text, &state, 1 + i % 4);
		right += test_expression(ctnl, table, buf_cstr(&text), &tally);
	}
	buf_free(&text);
	is_int(right, i, "each expression is answered with what judging the table gives");
	ok(tally.several > i / 10, "many need several dumps: %u with %u", tally.several, tally.dumps);
	ok(tally.received < tally.possible * 3 / 4, "the kernel sends less: %lu of %lu entries",
	   tally.received, tally.possible);
}

/* Whether a plan is just what it should be. */
static void is_plan(const char *text, const char *want)
{
	struct error err = ERROR_INIT;
	struct expr *e = filter_parse(&(struct filter_source){ .text = text }, &err);
	struct buf got = BUF_INIT;
	struct plan plan;

	plan_make(&plan, e, AF_UNSPEC);
	plan_describe(&got, &plan);
	is_str(buf_cstr(&got), want, text);
	buf_free(&got);
	expr_free(e);
}

static void test_plans(void)
{
	is_plan("bytes > 1M", "  dump: family=any\n");
	is_plan("not tcp", "  dump: family=any\n");
	is_plan("assured", "  dump: family=any status=0x4/0x4\n");
	is_plan("mark & 0xf0 = 0x10", "  dump: family=any mark=16/0xf0\n");
	is_plan("tcp", "  dump: family=ipv4 protonum=6\n  dump: family=ipv6 protonum=6\n");
	is_plan("dport 80", "  dump: family=any\n");
	is_plan("src 2001:db8::1", "  dump: family=ipv6\n");
	is_plan("src 192.0.2.0/24", "  dump: family=ipv4\n");
	is_plan("zone 0", "  dump: family=any\n");
	is_plan("zone 3", "  dump: family=any zone=3\n");
	is_plan("dport 80,443 and (tcp or udp) and ipv4",
		"  dump: family=ipv4 protonum=6 orig.dport=80\n"
		"  dump: family=ipv4 protonum=6 orig.dport=443\n"
		"  dump: family=ipv4 protonum=17 orig.dport=80\n"
		"  dump: family=ipv4 protonum=17 orig.dport=443\n");
	is_plan("src 192.0.2.1 or dst 192.0.2.1",
		"  dump: family=ipv4 orig.src=192.0.2.1\n  dump: family=ipv4 orig.dst=192.0.2.1\n");
	is_plan("src 192.0.2.1 or bytes > 1M", "  dump: family=any\n");
	is_plan("mark 1-8", "  dump: family=any mark=1\n  dump: family=any mark=2\n"
			    "  dump: family=any mark=3\n  dump: family=any mark=4\n"
			    "  dump: family=any mark=5\n  dump: family=any mark=6\n"
			    "  dump: family=any mark=7\n  dump: family=any mark=8\n");
	is_plan("mark 1-9", "  dump: family=any\n");
	is_plan("tcp reply.sport 80 ipv6",
		"  dump: family=ipv6 protonum=6 reply.sport=80\n");
}

int main(void)
{
	struct error err = ERROR_INIT;
	struct ctnl *ctnl;
	struct gathered *table = calloc(1, sizeof(*table));
	struct query query;
	uint64_t state = 1;

	test_plans();
	if (unshare(CLONE_NEWNET) < 0) {
		skip(5, "no network namespace of our own");
		return done();
	}
	ctnl = ctnl_open(&wire_live, &err);
	if (!ctnl) {
		ok(false, "%s", err.text);
		return done();
	}
	for (unsigned i = 0; i < FLOWS; i++)
		insert(ctnl, &state);
	query_begin(&query, QUERY_FLOWS, AF_UNSPEC);
	is_int(ctnl_dump(ctnl, &query, keep, table, &err), 0, "the table is read");
	ok(table->count > FLOWS * 3 / 4, "  and has %u flows", table->count);
	test_expressions(ctnl, table);
	for (unsigned i = 0; i < table->count; i++)
		decode_release(&table->rows[i]);
	ctnl_close(ctnl);
	free(table);
	return done();
}
