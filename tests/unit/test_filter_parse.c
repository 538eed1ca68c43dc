/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What expressions mean: text to tree, and how trees judge. */
#include "filter/explain.h"
#include "filter/parse.h"
#include "tap.h"

#include <arpa/inet.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <linux/netfilter/nf_conntrack_tcp.h>
#include <stdlib.h>

/* Trees as they are explained, with "; " for a line's end and without the indent. */
static const struct right {
	const char *text, *tree;
} right[] = {
	{ "tcp", "protonum = 6" },
	{ "TCP", "protonum = 6" },
	{ "icmpv6", "protonum = 58" },
	{ "ipv4", "family = ipv4" },
	{ "IPv6", "family = ipv6" },
	{ "assured", "status = ASSURED" },
	{ "Seen_Reply", "status = SEEN_REPLY" },
	{ "HW_OFFLOAD", "status = HW_OFFLOAD" },
	{ "unreplied", "status & SEEN_REPLY = 0x0" },
	{ "snat", "nat = snat" },
	{ "nat", "nat & snat,dnat != 0x0" },
	{ "nat snat", "nat = snat" },
	{ "nat tcp", "and; nat & snat,dnat != 0x0; protonum = 6" },
	{ "nat != dnat", "nat != dnat" },
	{ "nat in snat,dnat", "nat & snat,dnat != 0x0" },
	{ "helper", "status = HELPER" },
	{ "helper ftp", "helper = ftp" },
	{ "helper 'a b'", "helper = a b" },
	{ "helper \"and\"", "helper = and" },
	{ "src 192.0.2.1", "orig.src = 192.0.2.1" },
	{ "src = 192.0.2.1", "orig.src = 192.0.2.1" },
	{ "src eq 192.0.2.1", "orig.src = 192.0.2.1" },
	{ "src==192.0.2.1", "orig.src = 192.0.2.1" },
	{ "src!=192.0.2.1", "orig.src != 192.0.2.1" },
	{ "src ne 192.0.2.1", "orig.src != 192.0.2.1" },
	{ "dst 192.0.2.77/24", "orig.dst = 192.0.2.0/24" },
	{ "reply.src 192.0.2.1-192.0.2.7", "reply.src = 192.0.2.1-192.0.2.7" },
	{ "src 2001:db8::/32", "orig.src = 2001:db8::/32" },
	{ "src in 192.0.2.1,198.51.100.0/24", "orig.src = {192.0.2.1, 198.51.100.0/24}" },
	{ "src {192.0.2.1 2001:db8::1}", "orig.src = {192.0.2.1, 2001:db8::1}" },
	{ "src < 192.0.2.0", "orig.src = 0.0.0.0-192.0.1.255" },
	{ "src le 192.0.2.0", "orig.src = 0.0.0.0-192.0.2.0" },
	{ "src > 192.0.2.255", "orig.src = 192.0.3.0-255.255.255.255" },
	{ "src > 255.255.255.255", "orig.src = {}" },
	{ "src < 0.0.0.0", "orig.src = {}" },
	{ "src & 255.255.0.255 = 192.0.2.1", "orig.src & 255.255.0.255 = 192.0.0.1" },
	{ "addr 192.0.2.1", "or; orig.src = 192.0.2.1; orig.dst = 192.0.2.1; "
			    "reply.src = 192.0.2.1; reply.dst = 192.0.2.1" },
	{ "port != 80", "and; orig.sport != 80; orig.dport != 80; reply.sport != 80; reply.dport != 80" },
	{ "sport 80", "orig.sport = 80" },
	{ "dport 080", "orig.dport = 80" },
	{ "dport 0x50", "orig.dport = 80" },
	{ "dport 80,443", "orig.dport = {80, 443}" },
	{ "dport in { 80, 443 }", "orig.dport = {80, 443}" },
	{ "dport = {443 80 80}", "orig.dport = {80, 443}" },
	{ "dport 80-90,85-100", "orig.dport = 80-100" },
	{ "dport < 1024", "orig.dport = 0-1023" },
	{ "dport < 0", "orig.dport = {}" },
	{ "dport <= 1024", "orig.dport = 0-1024" },
	{ "dport ge 1024", "orig.dport >= 1024" },
	{ "dport>1024", "orig.dport >= 1025" },
	{ "dport & 1 = 1", "orig.dport & 0x1 = 0x1" },
	{ "mark 0x10", "mark = 16" },
	{ "mark 010", "mark = 8" },
	{ "mark 010-020", "mark = 8-16" },
	{ "mark & 010 = 010", "mark & 0x8 = 0x8" },
	{ "zone 010", "zone = 8" },
	{ "orig.zone 010", "orig.zone = 8" },
	{ "secmark 010", "secmark = 8" },
	{ "id 010", "id = 8" },
	{ "protonum 010", "protonum = 8" },
	{ "proto 010", "protonum = 8" },
	{ "orig.srckey 010", "orig.srckey = 8" },
	{ "reply.dstkey 010", "reply.dstkey = 8" },
	{ "orig.type 010", "orig.type = 10" },
	{ "orig.code 010", "orig.code = 10" },
	{ "orig.id 010", "orig.id = 10" },
	{ "orig.vtag 010", "orig.vtag = 10" },
	{ "packets 010", "packets = 10" },
	{ "bytes 010K", "bytes = 10000" },
	{ "timeout 010", "timeout = 10" },
	{ "mark & 0xff = 1", "mark & 0xff = 0x1" },
	{ "mark&0xff==1", "mark & 0xff = 0x1" },
	{ "mark & 0xff != 1", "mark & 0xff != 0x1" },
	{ "mark & 0xff in 1,2", "mark & 0xff = {1, 2}" },
	{ "mark & 0xf0 > 0x10", "mark & 0xf0 >= 17" },
	{ "mark > 18446744073709551615", "mark = {}" },
	{ "zone 0", "zone = 0" },
	{ "bytes gt 1M", "bytes >= 1000001" },
	{ "bytes 1Ki", "bytes = 1024" },
	{ "bytes 1K-2G", "bytes = 1000-2000000000" },
	{ "bytes < 2T", "bytes = 0-1999999999999" },
	{ "packets 1000", "packets = 1000" },
	{ "timeout < 5m", "timeout = 0-299" },
	{ "timeout 1d", "timeout = 86400" },
	{ "timeout 1h-2h", "timeout = 3600-7200" },
	{ "state established", "state = ESTABLISHED" },
	{ "state in NONE,time_wait", "state = {NONE, TIME_WAIT}" },
	{ "state != CLOSE", "state != CLOSE" },
	{ "state listen", "state = SYN_SENT2" },
	{ "ctstate new", "ctstate = new" },
	{ "proto tcp", "protonum = 6" },
	{ "proto 200", "protonum = 200" },
	{ "proto != udp", "protonum != 17" },
	{ "proto tcp,udp", "protonum = {6, 17}" },
	{ "status assured", "status = ASSURED" },
	{ "status != assured", "status != ASSURED" },
	{ "status assured,dying", "status & ASSURED,DYING != 0x0" },
	{ "status != assured,dying", "status & ASSURED,DYING = 0x0" },
	{ "status & assured,dying = dying", "status & ASSURED,DYING = DYING" },
	{ "status & 0x6 = 0x2", "status & SEEN_REPLY,ASSURED = SEEN_REPLY" },
	{ "labels 3", "labels = 3" },
	{ "labels one", "labels = 1" },
	{ "labels one,3", "or; labels = 1; labels = 3" },
	{ "labels != one,3", "and; labels != 1; labels != 3" },
	{ "tcp udp", "and; protonum = 6; protonum = 17" },
	{ "tcp and udp and sctp", "and; protonum = 6; protonum = 17; protonum = 132" },
	{ "tcp && udp", "and; protonum = 6; protonum = 17" },
	{ "tcp||udp", "or; protonum = 6; protonum = 17" },
	{ "tcp or udp sport 4", "or; protonum = 6; and; protonum = 17; orig.sport = 4" },
	{ "tcp sport 4 or udp", "or; and; protonum = 6; orig.sport = 4; protonum = 17" },
	{ "(tcp or udp) sport 4", "and; or; protonum = 6; protonum = 17; orig.sport = 4" },
	{ "not tcp udp", "and; not; protonum = 6; protonum = 17" },
	{ "!tcp", "not; protonum = 6" },
	{ "!(tcp)", "not; protonum = 6" },
	{ "not not tcp", "not; not; protonum = 6" },
	{ "not (tcp or udp)", "not; or; protonum = 6; protonum = 17" },
	{ "((tcp))", "protonum = 6" },
	{ "tcp AND NOT udp", "and; protonum = 6; not; protonum = 17" },
	{ "tcp # and udp", "protonum = 6" },
	{ "tcp and dport in 80,443 and not src 192.0.2.0/24 and bytes gt 1M",
	  "and; protonum = 6; orig.dport = {80, 443}; not; orig.src = 192.0.2.0/24; bytes >= 1000001" },
};

static const struct label_map *labels(void *user)
{
	return *(struct label_map **)user;
}

static struct expr *parse(const char *text, struct label_map *map)
{
	struct error err = ERROR_INIT;
	struct filter_source source = { .text = text, .labels = labels, .user = &map };
	struct expr *e = filter_parse(&source, &err);

	if (!e)
		printf("# %s\n", err.text);
	return e;
}

/* The explanation on one line. */
static const char *told(struct buf *out, const struct expr *e)
{
	struct buf lines = BUF_INIT;
	char *next, *line;

	buf_reset(out);
	explain_tree(&lines, e, 0, NULL);
	buf_cstr(&lines);
	next = lines.data;
	while ((line = strsep(&next, "\n")) && *line) {
		if (out->len)
			buf_str(out, "; ");
		buf_str(out, line + strspn(line, " "));
	}
	buf_free(&lines);
	return buf_cstr(out);
}

static void test_right(struct label_map *map)
{
	struct buf out = BUF_INIT;
	struct expr *e;

	for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++) {
		e = parse(right[i].text, map);
		is_str(e ? told(&out, e) : NULL, right[i].tree, right[i].text);
		expr_free(e);
	}
	e = parse("# all of it\n\ttcp # this\n\n or\nudp\n", map);
	is_str(told(&out, e), "or; protonum = 6; protonum = 17", "comments and line ends");
	expr_free(e);
	buf_free(&out);
}

/* A TCP connection, as far as the library lets one be made. */
static struct nf_conntrack *make_flow(void)
{
	struct nf_conntrack *flow = nfct_new();

	nfct_set_attr_u8(flow, ATTR_L3PROTO, AF_INET);
	nfct_set_attr_u32(flow, ATTR_ORIG_IPV4_SRC, htonl(0xc0000201));
	nfct_set_attr_u32(flow, ATTR_ORIG_IPV4_DST, htonl(0xc6336402));
	nfct_set_attr_u8(flow, ATTR_L4PROTO, IPPROTO_TCP);
	nfct_set_attr_u16(flow, ATTR_ORIG_PORT_SRC, htons(40000));
	nfct_set_attr_u16(flow, ATTR_ORIG_PORT_DST, htons(443));
	nfct_setobjopt(flow, NFCT_SOPT_SETUP_REPLY);
	nfct_set_attr_u8(flow, ATTR_TCP_STATE, TCP_CONNTRACK_ESTABLISHED);
	nfct_set_attr_u32(flow, ATTR_STATUS, 0xe);
	nfct_set_attr_u32(flow, ATTR_TIMEOUT, 431999);
	return flow;
}

static const char *const fitting[] = {
	"tcp", "ipv4", "assured", "not dying", "src 192.0.2.0/24", "dst in 198.51.100.2,2001:db8::1",
	"addr 192.0.2.1", "addr 198.51.100.2", "port 443", "port != 80", "dport > 442", "dport < 444",
	"sport & 0xff = 64", "timeout > 4d", "state established",
	"state != close", "ctstate established", "mark 0", "mark != 1", "zone 0", "not zone 1",
	"not helper ftp", "not labels 1", "not packets > 0", "proto != udp", "status != dying",
	"src & 255.0.0.255 = 192.1.1.1", "src != 192.0.2.2", "src != 2001:db8::1",
	"udp or tcp", "not (udp or sctp)", "src > 192.0.2.0 and src < 192.0.2.2", "proto 6 and not nat",
};

static const char *const unfitting[] = {
	"udp", "ipv6", "dying", "unreplied", "src 192.0.3.0/24", "addr 192.0.2.3", "addr != 192.0.2.1",
	"port 80", "port != 443", "dport < 443", "helper ftp", "helper != ftp",
	"labels 1", "labels != 1", "bytes < 1K", "packets 0", "packets != 0", "packets < 10", "secmark != 1",
	"orig.srckey != 8", "mark 1", "zone != 0", "snat", "nat", "state close,time_wait",
	"src != 192.0.2.1", "src < 2001:db8::1", "status != assured,dying", "tcp and udp", "event new",
};

static void test_judgement(void)
{
	struct nf_conntrack *flow = make_flow();
	struct record rec = { .flow = flow };

	for (size_t i = 0; i < sizeof(fitting) / sizeof(*fitting); i++) {
		struct expr *e = parse(fitting[i], NULL);

		ok(e && expr_accepts(e, &rec), "a flow fits %s", fitting[i]);
		expr_free(e);
	}
	for (size_t i = 0; i < sizeof(unfitting) / sizeof(*unfitting); i++) {
		struct expr *e = parse(unfitting[i], NULL);

		ok(e && !expr_accepts(e, &rec), "and does not fit %s", unfitting[i]);
		expr_free(e);
	}
	nfct_destroy(flow);
}

/* A chain takes no more stack than one test. */
static void test_long_chain(const char *part, const char *last, bool fits)
{
	enum { COUNT = 500000 };
	size_t len = strlen(part);
	char *text = malloc(COUNT * len + strlen(last) + 1);
	struct nf_conntrack *flow = make_flow();
	struct record rec = { .flow = flow };
	struct expr *e;

	for (size_t i = 0; i < COUNT; i++)
		memcpy(text + i * len, part, len);
	strcpy(text + COUNT * len, last);
	e = parse(text, NULL);
	ok(e && expr_accepts(e, &rec) == fits, "half a million times \"%s\"", part);
	expr_free(e);
	free(text);
	nfct_destroy(flow);
}

int main(void)
{
	struct error err = ERROR_INIT;
	char path[] = "/tmp/labels.XXXXXX";
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w");
	struct label_map *map;

	fputs("1 one\n", file);
	fclose(file);
	map = label_map_open(path, &err);
	remove(path);
	ok(map, "a label map");
	test_right(map);
	label_map_close(map);
	test_judgement();
	test_long_chain("tcp and ", "udp", false);
	test_long_chain("udp or ", "tcp", true);
	return done();
}
