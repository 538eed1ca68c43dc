/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What kernels keep of an entry, and how those are asked that track DCCP. */
#include "cmd/kept.h"
#include "cmd/request.h"
#include "cmd/revision.h"
#include "net/attr.h"
#include "tap.h"

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

enum { WORDS = 32, OPEN = 4, CLIENT = 0, SERVER = 1 };

/* A line, read: its words and the request. */
struct line {
	char text[512];
	const char *words[WORDS];
	struct request_reader reader;
	struct request rq;
};

static void line_read(struct line *l, const char *text)
{
	struct error err = ERROR_INIT;
	size_t n = 0;

	snprintf(l->text, sizeof(l->text), "%s", text);
	for (char *word = strtok(l->text, " "); word && n + 1 < WORDS; word = strtok(NULL, " "))
		l->words[n++] = word;
	l->words[n] = NULL;
	request_reader_init(&l->reader);
	if (request_parse(&l->reader, &l->rq, l->words, &err) < 0)
		ok(false, "%s: %s", text, err.text);
}

static void line_free(struct line *l)
{
	request_release(&l->rq);
	request_reader_release(&l->reader);
}

/* As a kernel sends it: 192.0.2.1 to 192.0.2.2, with ports or without. */
static struct nf_conntrack *kept_flow(uint8_t protonum, bool ports)
{
	struct nf_conntrack *flow = nfct_new();

	nfct_set_attr_u8(flow, ATTR_L3PROTO, AF_INET);
	nfct_set_attr_u8(flow, ATTR_L4PROTO, protonum);
	nfct_set_attr_u32(flow, ATTR_IPV4_SRC, htonl(0xc0000201));
	nfct_set_attr_u32(flow, ATTR_IPV4_DST, htonl(0xc0000202));
	if (ports) {
		nfct_set_attr_u16(flow, ATTR_PORT_SRC, htons(5));
		nfct_set_attr_u16(flow, ATTR_PORT_DST, htons(6));
	}
	nfct_setobjopt(flow, NFCT_SOPT_SETUP_REPLY);
	nfct_set_attr_u32(flow, ATTR_TIMEOUT, 100);
	return flow;
}

/* What the two sends mean: the state and the role in QUERY; -1: not there. */
struct told { int state, role; };

static struct told told_of(const struct query *query)
{
	const struct nlattr *info = attr_find((const struct nlmsghdr *)query->bytes, CTA_PROTOINFO), *dccp, *a;
	struct told told = { -1, -1 };

	if (!info)
		return told;
	mnl_attr_for_each_nested(dccp, info)
		mnl_attr_for_each_nested(a, dccp) {
			if (mnl_attr_get_type(a) == CTA_PROTOINFO_DCCP_STATE)
				told.state = mnl_attr_get_u8(a);
			if (mnl_attr_get_type(a) == CTA_PROTOINFO_DCCP_ROLE)
				told.role = mnl_attr_get_u8(a);
		}
	return told;
}

/* What TEXT sends where the entry is in state 2, or in none, with ROLE. */
static void is_asked(const char *text, bool tracked, int role, struct told want, const char *what)
{
	struct nf_conntrack *flow = kept_flow(IPPROTO_DCCP, true);
	struct error err = ERROR_INIT;
	struct query query;
	struct line l;
	struct told told;

	if (tracked) {
		nfct_set_attr_u8(flow, ATTR_DCCP_STATE, 2);
		nfct_set_attr_u8(flow, ATTR_DCCP_ROLE, (uint8_t)role);
	}
	line_read(&l, text);
	query_begin(&query, QUERY_UPDATE, AF_INET);
	is_int(revision_put(&query, &l.rq.change, &l.rq.given, flow, &err), 1, what);
	told = told_of(&query);
	is_int(told.state, want.state, "... the state");
	is_int(told.role, want.role, "... and the role");
	line_free(&l);
	nfct_destroy(flow);
}

static void test_dccp(void)
{
	is_asked("update -p dccp --state OPEN", true, SERVER, (struct told){ OPEN, SERVER },
		 "a state goes with the role that there is");
	is_asked("update -p dccp --state OPEN", false, CLIENT, (struct told){ OPEN, CLIENT },
		 "... or that of a client");
	is_asked("update -p dccp --state OPEN --role server", true, CLIENT, (struct told){ OPEN, SERVER },
		 "... or the one that is given");
	is_asked("update -p dccp --role server", true, CLIENT, (struct told){ 2, SERVER },
		 "a role goes with the state that there is");
	is_asked("update -p dccp -t 7", true, SERVER, (struct told){ -1, -1 },
		 "another change sends neither");
	is_asked("add -t 99 -s 192.0.2.1 -d 192.0.2.2 -p dccp --sport 5 --dport 6 --state OPEN --role server",
		 true, SERVER, (struct told){ OPEN, SERVER }, "what an add changes of an entry");
}

#define TUPLE " -s 192.0.2.1 -d 192.0.2.2 --sport 5 --dport 6"

/* TEXT asks for something doubtful, or not, of which a flow of PROTONUM lacks WANT. */
static void is_lacking(const char *text, uint8_t protonum, bool ports, unsigned want, const char *what)
{
	struct nf_conntrack *flow = kept_flow(protonum, ports);
	struct losses losses = { .timeout = 0 };
	struct line l;

	line_read(&l, text);
	is_int(kept_lacks(&l.rq, kept_doubts(&l.rq), flow, &losses), want, what);
	line_free(&l);
	nfct_destroy(flow);
}

static void test_lacks(void)
{
	const unsigned dccp = 1 << KEPT_PORTS, udplite = 1 << (KEPT_PORTS + 1), state = 1 << KEPT_STATE;

	is_lacking("create -t 99 -p udplite" TUPLE, IPPROTO_UDPLITE, true, 0, "ports that are kept");
	is_lacking("create -t 99 -p udplite" TUPLE, IPPROTO_UDPLITE, false, udplite, "ports that are not");
	is_lacking("get -p udplite" TUPLE, IPPROTO_UDPLITE, false, udplite, "... in a lookup");
	is_lacking("get -p udplite -r 192.0.2.1 -q 192.0.2.2 --reply-port-src 5 --reply-port-dst 6",
		   IPPROTO_UDPLITE, true, 0, "a lookup by the reply tuple");
	is_lacking("get -p udplite -s 192.0.2.2 -d 192.0.2.1 --sport 6 --dport 5",
		   IPPROTO_UDPLITE, true, 0, "a lookup from the other side");
	is_lacking("create -t 99 -p udplite -s 192.0.2.1 -d 192.0.2.2 --sport 0 --dport 0",
		   IPPROTO_UDPLITE, false, 0, "no ports are asked for");
	is_lacking("create -t 99 -p udp" TUPLE, IPPROTO_UDP, false, 0, "UDP is not doubted");
	is_lacking("create -t 99 -p dccp --state OPEN --role client" TUPLE, IPPROTO_DCCP, false, dccp | state,
		   "neither ports nor state");
	is_lacking("update -p dccp --state OPEN", IPPROTO_DCCP, true, state, "no state");
	is_lacking("update -p dccp --sport 5 -t 100", IPPROTO_DCCP, false, 0, "what selects is not asked for");
	is_lacking("create -t 99 -p dccp --state NONE --role client -s 192.0.2.1 -d 192.0.2.2 --sport 0 --dport 0",
		   IPPROTO_DCCP, false, 0, "a row that was saved where nothing is kept");
	is_lacking("create -t 4294967295 -p udp" TUPLE, IPPROTO_UDP, true, 1 << KEPT_TIMEOUT, "a timeout that is cut");
	is_lacking("create -t 500000 -p udp" TUPLE, IPPROTO_UDP, true, 0, "one that every kernel counts");
	is_lacking("create -t 99 -p udp --label-add 3" TUPLE, IPPROTO_UDP, true, 1 << KEPT_LABELS, "a label");
	is_lacking("update -p udp --label-del 3", IPPROTO_UDP, true, 0, "a label that is removed");
}

int main(void)
{
	test_dccp();
	test_lacks();
	return done();
}
