/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel makes of the programs, on a socket of no special kind. */
#include "net/bpf.h"
#include "net/kernel.h"
#include "tap.h"

#include <libmnl/libmnl.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ROUNDS = 4000 };

static const uint8_t addresses[2][16] = {
	{ 0x20, 1, 0xd, 0xb8, [15] = 1 }, { 0x20, 1, 0xd, 0xb8, [15] = 2 },
};

/* A flow by its choices; the reply tuple mirrors the original one. */
struct choice {
	uint8_t family, proto;
	unsigned src, dst;	/* into addresses[] */
	uint16_t sport, dport;	/* also type and id of ICMP */
};

static unsigned choose(unsigned n)
{
	return (unsigned)random() % n;
}

static struct choice any_flow(void)
{
	static const uint8_t protos[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP, IPPROTO_GRE };

	return (struct choice){
		.family = choose(2) ? AF_INET : AF_INET6, .proto = protos[choose(4)],
		.src = choose(2), .dst = choose(2),
		.sport = (uint16_t)(8 + 256 * choose(2)), .dport = (uint16_t)(8 + choose(2)),
	};
}

static void set_addresses(struct nf_conntrack *flow, const struct choice *c)
{
	bool v4 = c->family == AF_INET;

	nfct_set_attr(flow, v4 ? ATTR_IPV4_SRC : ATTR_IPV6_SRC, addresses[c->src] + (v4 ? 12 : 0));
	nfct_set_attr(flow, v4 ? ATTR_IPV4_DST : ATTR_IPV6_DST, addresses[c->dst] + (v4 ? 12 : 0));
}

static size_t build(const struct choice *c, char *bytes)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(bytes);
	struct nfgenmsg *nfg = mnl_nlmsg_put_extra_header(msg, sizeof(*nfg));
	struct nf_conntrack *flow = nfct_new();

	msg->nlmsg_type = KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_NEW);
	nfg->nfgen_family = c->family;
	nfct_set_attr_u8(flow, ATTR_L3PROTO, c->family);
	nfct_set_attr_u8(flow, ATTR_L4PROTO, c->proto);
	set_addresses(flow, c);
	if (c->proto == IPPROTO_ICMP) {
		nfct_set_attr_u8(flow, ATTR_ICMP_TYPE, 8);
		nfct_set_attr_u16(flow, ATTR_ICMP_ID, c->dport);
	} else {
		nfct_set_attr_u16(flow, ATTR_PORT_SRC, htons(c->sport));
		nfct_set_attr_u16(flow, ATTR_PORT_DST, htons(c->dport));
	}
	nfct_setobjopt(flow, NFCT_SOPT_SETUP_REPLY);
	nfct_nlmsg_build(msg, flow);
	nfct_destroy(flow);
	return msg->nlmsg_len;
}

/* A program is at work on the second socket of a pair. */
static bool passes(struct bpf *program, const void *bytes, size_t len)
{
	const struct sock_fprog prog = { .len = program->len, .filter = program->code };
	char buf[4096];
	ssize_t n = -1;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) < 0)
		return false;
	if (setsockopt(pair[1], SOL_SOCKET, SO_ATTACH_FILTER, &prog, sizeof(prog)) == 0 &&
	    send(pair[0], bytes, len, 0) == (ssize_t)len)
		n = recv(pair[1], buf, sizeof(buf), MSG_DONTWAIT);
	close(pair[0]);
	close(pair[1]);
	return n == (ssize_t)len;
}

/* A random part of what a flow is, so that it often fits others as well. */
static struct prefilter_tuple some_of(const struct choice *c, bool reply)
{
	const uint8_t *from = addresses[reply ? c->dst : c->src], *to = addresses[reply ? c->src : c->dst];
	size_t skip = c->family == AF_INET ? 12 : 0;
	struct prefilter_tuple t = {
		.has_src = choose(2), .has_dst = choose(2), .has_proto = choose(2),
		.has_sport = choose(2), .has_dport = choose(2), .proto = c->proto,
		.sport = reply ? c->dport : c->sport, .dport = reply ? c->sport : c->dport,
	};

	memcpy(t.src, from + skip, 16 - skip);
	memcpy(t.dst, to + skip, 16 - skip);
	return t;
}

static bool tuple_fits(const struct prefilter_tuple *t, const struct prefilter_tuple *of, bool ports)
{
	return (!t->has_src || !memcmp(t->src, of->src, 16)) &&
	       (!t->has_dst || !memcmp(t->dst, of->dst, 16)) &&
	       (!t->has_proto || t->proto == of->proto) &&
	       (!t->has_sport || !ports || t->sport == of->sport) &&
	       (!t->has_dport || !ports || t->dport == of->dport);
}

static void test_random(void)
{
	unsigned accepted = 0, rejected = 0, too_little = 0, too_much = 0;
	_Alignas(8) char bytes[4096];

	srandom(1);
	for (int i = 0; i < ROUNDS; i++) {
		const struct choice wanted = any_flow(), sent = any_flow();
		const struct prefilter filter = { .orig = some_of(&wanted, false), .reply = some_of(&wanted, true) };
		const struct prefilter_tuple orig = some_of(&sent, false), reply = some_of(&sent, true);
		bool ports = sent.proto != IPPROTO_ICMP;
		bool fits = sent.family == wanted.family && tuple_fits(&filter.orig, &orig, ports) &&
			    tuple_fits(&filter.reply, &reply, ports);
		struct bpf program;

		bpf_select(&program, wanted.family, &filter);
		if (passes(&program, bytes, build(&sent, bytes))) {
			accepted++;
			too_much += !fits;
		} else {
			rejected++;
			too_little += fits;
		}
	}
	is_int(too_little, 0, "no flow that fits is rejected");
	is_int(too_much, 0, "no flow that does not fit is accepted");
	ok(accepted > ROUNDS / 50 && rejected > ROUNDS / 2, "both came about: %u accepted, %u rejected",
	   accepted, rejected);
}

static void test_limits(void)
{
	struct prefilter everything, nothing = { .has_mark = false };
	const struct choice sent = { .family = AF_INET6, .proto = IPPROTO_TCP, .sport = 8, .dport = 9 };
	_Alignas(8) char bytes[4096];
	size_t len = build(&sent, bytes);
	struct bpf program;

	bpf_select(&program, AF_UNSPEC, &nothing);
	ok(passes(&program, bytes, len), "a filter without conditions accepts");
	bpf_select(&program, AF_INET, &nothing);
	ok(!passes(&program, bytes, len), "another family is rejected");
	memset(&everything, 1, sizeof(everything));
	bpf_select(&program, AF_INET6, &everything);
	ok(program.len <= BPF_ROOM, "the longest program fits its room: %u of %d", program.len, BPF_ROOM);
	ok(!passes(&program, bytes, len), "  and compares");
	ok(passes(&program, bytes, MNL_NLMSG_HDRLEN + sizeof(struct nfgenmsg)),
	   "a message that says nothing of what is asked is accepted");
	bpf_reject(&program);
	ok(!passes(&program, bytes, len), "nothing passes the closed door");
}

int main(void)
{
	test_limits();
	test_random();
	return done();
}
