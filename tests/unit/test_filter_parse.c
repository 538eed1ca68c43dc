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
	{ "mark > 4294967295", "mark >= 4294967296" },
	{ "packets > 18446744073709551615", "packets = {}" },
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
	{ "ctstate new", "ctstate = NEW" },
	{ "family IPV4", "family = ipv4" },
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
	{ "SPORT 80", "orig.sport = 80" },
	{ "Orig.Src 192.0.2.1", "orig.src = 192.0.2.1" },
	{ "192.0.2.1", "or; orig.src = 192.0.2.1; orig.dst = 192.0.2.1; reply.src = 192.0.2.1; reply.dst = 192.0.2.1" },
	{ "192.0.2.0/24", "or; orig.src = 192.0.2.0/24; orig.dst = 192.0.2.0/24; "
			  "reply.src = 192.0.2.0/24; reply.dst = 192.0.2.0/24" },
	{ "host 2001:db8::1", "or; orig.src = 2001:db8::1; orig.dst = 2001:db8::1; "
			      "reply.src = 2001:db8::1; reply.dst = 2001:db8::1" },
	{ "not 192.0.2.1-192.0.2.2", "not; or; orig.src = 192.0.2.1-192.0.2.2; orig.dst = 192.0.2.1-192.0.2.2; "
				     "reply.src = 192.0.2.1-192.0.2.2; reply.dst = 192.0.2.1-192.0.2.2" },
	{ "src or dst 192.0.2.1", "or; orig.src = 192.0.2.1; orig.dst = 192.0.2.1" },
	{ "src and dst 192.0.2.1", "and; orig.src = 192.0.2.1; orig.dst = 192.0.2.1" },
	{ "not src or dst 192.0.2.1", "not; or; orig.src = 192.0.2.1; orig.dst = 192.0.2.1" },
	{ "src or dst or reply.src in 192.0.2.1,192.0.2.2",
	  "or; orig.src = {192.0.2.1, 192.0.2.2}; orig.dst = {192.0.2.1, 192.0.2.2}; reply.src = {192.0.2.1, 192.0.2.2}" },
	{ "sport or dport < 1024", "or; orig.sport = 0-1023; orig.dport = 0-1023" },
	{ "src host 192.0.2.1", "orig.src = 192.0.2.1" },
	{ "dst net 192.0.2.0/24", "orig.dst = 192.0.2.0/24" },
	{ "dst port 80", "orig.dport = 80" },
	{ "src or dst port 80", "or; orig.sport = 80; orig.dport = 80" },
	{ "src (192.0.2.1 or 192.0.2.2)", "orig.src = {192.0.2.1, 192.0.2.2}" },
	{ "dport in (80, 443)", "orig.dport = {80, 443}" },
	{ "state in (established, Time_Wait)", "state = {ESTABLISHED, TIME_WAIT}" },
	{ "dst 192.0.2.1:80", "and; orig.dst = 192.0.2.1; orig.dport = 80" },
	{ "dst [2001:db8::1]:80-90", "and; orig.dst = 2001:db8::1; orig.dport = 80-90" },
	{ "reply.src 192.0.2.0/24:53", "and; reply.src = 192.0.2.0/24; reply.sport = 53" },
	{ "dst [2001:db8::]/32:53", "and; orig.dst = 2001:db8::/32; orig.dport = 53" },
	{ "dst [2001:db8::1]", "orig.dst = 2001:db8::1" },
	{ "dst 2001:db8::1:80", "orig.dst = 2001:db8::1:80" },
	{ "dst != 192.0.2.1:80", "or; orig.dst != 192.0.2.1; orig.dport != 80" },
	{ "dst 192.0.2.1:80,192.0.2.2", "or; orig.dst = 192.0.2.2; and; orig.dst = 192.0.2.1; orig.dport = 80" },
	{ "dst != 192.0.2.1:80,192.0.2.2", "and; orig.dst != 192.0.2.2; or; orig.dst != 192.0.2.1; orig.dport != 80" },
	{ "src 192.0.2.9/255.255.255.0", "orig.src = 192.0.2.0/24" },
	{ "src 192.0.2.9/255.255.255.255", "orig.src = 192.0.2.9" },
	{ "src 2001:db8::9/ffff:ffff::", "orig.src = 2001:db8::/32" },
	{ "src 192.0.2.9/255.0.255.0", "orig.src & 255.0.255.0 = 192.0.2.0" },
	{ "src != 192.0.2.9/255.0.255.0", "orig.src & 255.0.255.0 != 192.0.2.0" },
	{ "mark 0x3/0xf", "mark & 0xf = 0x3" },
	{ "mark 010/010", "mark & 0x8 = 0x8" },
	{ "mark != 1/1", "mark & 0x1 != 0x1" },
	{ "mark 1/3,2/3,5", "or; mark = 5; mark & 0x3 = 0x2; mark & 0x3 = 0x1" },
	{ "mark != 1/3,5", "and; mark != 5; mark & 0x3 != 0x1" },
	{ "nat none", "nat & snat,dnat = 0x0" },
	{ "nat != none", "nat & snat,dnat != 0x0" },
	{ "nat snat,none", "or; nat = snat; nat & snat,dnat = 0x0" },
	{ "helper none", "not; helper != {}" },
	{ "helper != none", "helper != {}" },
	{ "helper 'none'", "helper = none" },
	{ "helper ftp,none", "or; helper = ftp; not; helper != {}" },
	{ "labels none", "not; labels != {}" },
	{ "labels none,3", "or; labels = 3; not; labels != {}" },
	{ "status UNREPLIED", "status & SEEN_REPLY = 0x0" },
	{ "status != unreplied", "status & SEEN_REPLY != 0x0" },
	{ "status unset", "status & EXPECTED,SEEN_REPLY,ASSURED,FIXED_TIMEOUT,OFFLOAD,HW_OFFLOAD = 0x0" },
	{ "unset", "status & EXPECTED,SEEN_REPLY,ASSURED,FIXED_TIMEOUT,OFFLOAD,HW_OFFLOAD = 0x0" },
	{ "status !assured", "status & ASSURED = 0x0" },
	{ "status != !assured", "status & ASSURED != 0x0" },
	{ "icmp6", "protonum = 58" },
	{ "proto ICMP6", "protonum = 58" },
	{ "label 3", "labels = 3" },
	{ "event updates", "event = update" },
	{ "bytes 1k", "bytes = 1000" },
	{ "bytes 1KB", "bytes = 1000" },
	{ "bytes 1kib", "bytes = 1024" },
	{ "bytes 100B", "bytes = 100" },
	{ "bytes 1.5G", "bytes = 1500000000" },
	{ "bytes 1.25Ki", "bytes = 1280" },
	{ "bytes 0.1m", "bytes = 100000" },
	{ "timeout 1h30m", "timeout = 5400" },
	{ "timeout 1w2d3h4m5s", "timeout = 788645" },
	{ "timeout 1.5h", "timeout = 5400" },
	{ "timeout 5min", "timeout = 300" },
	{ "age 1h30m", "age = 5400000000000" },
	{ "age 1.5", "age = 1500000000" },
	{ "age 1s500ms", "age = 1500000000" },
	{ "start 1700000000.25", "start = 1700000000250000000-1700000000259999999" },
	{ "start 2026-11-28T14:00:00Z", "start = 1795874400000000000-1795874400999999999" },
	{ "start 2026-11-28T14:00:00.123Z", "start = 1795874400123000000-1795874400123999999" },
	{ "start 2026-11-28T15:30+01:30", "start = 1795874400000000000-1795874459999999999" },
	{ "start > 2026-11-28T14:00:00", "start >= 1795870800000000001" },
	{ "start >= '2026-11-28 14:00'", "start >= 1795870800000000000" },
	{ "start < 2026-11-28", "start = 0-1795820399999999999" },
	{ "start 2026-11-27-2026-11-28", "start = 1795734000000000000-1795906799999999999" },
	{ "start >= -1h", "start >= 1795870800000000000" },
	{ "start -2h--1h", "start = 1795867200000000000-1795870800000000000" },
	{ "start >= 'Sat Nov 28 15:00:00 2026'", "start >= 1795874400000000000" },
	{ "start >= -3600.000", "start >= 1795870800000000000" },
	{ "start >= 2026-11-28 14:00", "start >= 1795870800000000000" },
	{ "start in (2026-11-28 14:00:00Z, 2026-11-28 14:00)",
	  "start = {1795870800000000000-1795870859999999999, 1795874400000000000-1795874400999999999}" },
	{ "start >= 14:00", "start >= 1795870800000000000" },
	{ "orig.bytes > reply.bytes", "orig.bytes > reply.bytes" },
	{ "src != reply.dst", "orig.src != reply.dst" },
	{ "not sport = dport", "not; orig.sport = orig.dport" },
	{ "addr = reply.src", "or; orig.src = reply.src; orig.dst = reply.src; reply.src = reply.src; "
			      "reply.dst = reply.src" },
	{ "age <= timeout", "age <= timeout" },
	{ "orig.flags = reply.flags", "orig.flags = reply.flags" },
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

#define NOW (UINT64_C(1795874400) * 1000000000)

/* Tests as they were typed. */
static const struct right typed[] = {
	{ "dport 80,443", "orig.dport = {80, 443}" },
	{ "dport < 1024", "orig.dport < 1024" },
	{ "dport < http", "orig.dport = 0-79" },
	{ "dport http", "orig.dport = 80" },
	{ "mark 0x10", "mark = 0x10" },
	{ "mark 010", "mark = 8" },
	{ "mark != 0x10,0x20", "mark != {0x10, 0x20}" },
	{ "mark & 0xf0 > 0x10", "mark & 0xf0 > 0x10" },
	{ "bytes gt 1M", "bytes > 1M" },
	{ "bytes in {1K 2Ki}", "bytes = {1K, 2Ki}" },
	{ "timeout < 5m", "timeout < 5m" },
	{ "timeout 300", "timeout = 300" },
	{ "age 90", "age = 90" },
	{ "age > 1h30m", "age > 1h30m" },
	{ "start > -1h", "start > -1h" },
	{ "start > 2026-11-28 14:00", "start > 2026-11-28 14:00" },
	{ "start {2026-11-28 14:00 15:00}", "start = {2026-11-28 14:00, 15:00}" },
	{ "start in 2026-11-28,14:00", "start = {2026-11-28, 14:00}" },
	{ "start < 2026-11-28T14:00:00Z", "start < 2026-11-28T14:00:00Z" },
};

/* The tree without them, to see what they came to. */
static void forget_typed(struct expr *e)
{
	for (; e; e = e->right) {
		free(e->typed);
		e->typed = NULL;
		forget_typed(e->left);
	}
}

static const struct label_map *labels(void *user)
{
	return *(struct label_map **)user;
}

static struct expr *parse(const char *text, struct label_map *map)
{
	struct error err = ERROR_INIT;
	struct filter_source source = { .text = text, .labels = labels, .user = &map, .now = NOW };
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
		forget_typed(e);
		is_str(e ? told(&out, e) : NULL, right[i].tree, right[i].text);
		expr_free(e);
	}
	for (size_t i = 0; i < sizeof(typed) / sizeof(*typed); i++) {
		e = parse(typed[i].text, map);
		is_str(e ? told(&out, e) : NULL, typed[i].tree, typed[i].text);
		expr_free(e);
	}
	e = parse("# all of it\n\ttcp # this\n\n or\nudp\n", map);
	is_str(told(&out, e), "or; protonum = 6; protonum = 17", "comments and line ends");
	expr_free(e);
	buf_free(&out);
}

/* A file that begins with an address is a list of them. */
static void test_lists(void)
{
	static const struct { const char *text, *wanted; } rows[] = {
		{ "# bad\n192.0.2.1 # one\n\n198.51.100.0/24\n2001:db8::1-2001:db8::9\n192.0.2.7/255.255.255.0",
		  "192.0.2.0/24, 198.51.100.0/24, 2001:db8::1-2001:db8::9" },
		{ "192.0.2.1\r\n192.0.2.9\r\n", "192.0.2.1, 192.0.2.9" },
		{ "192.0.2.1", NULL }, { "192.0.2.1\n", NULL },
		{ "192.0.2.1\nor 192.0.2.2", NULL }, { "192.0.2.1,\n192.0.2.2", "192.0.2.1, 192.0.2.2" },
	};
	struct buf out = BUF_INIT, wanted = BUF_INIT;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct error err = ERROR_INIT;
		struct expr *e = filter_parse(&(struct filter_source){ .text = rows[i].text, .file = "list" }, &err);
		const char *values = rows[i].wanted;

		buf_reset(&wanted);
		if (values)
			buf_printf(&wanted, "or; orig.src = {%s}; orig.dst = {%s}; reply.src = {%s}; reply.dst = {%s}",
				   values, values, values, values);
		ok(e && (!values || strcmp(told(&out, e), buf_cstr(&wanted)) == 0), "a list, or an expression of addresses");
		expr_free(e);
	}
	buf_free(&out);
	buf_free(&wanted);
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
	"192.0.2.1", "dst 198.51.100.2:443", "src or dst 198.51.100.2", "src = reply.dst", "sport != dport", "mark = zone",
	"sport > dport", "not sport < dport", "src < dst", "nat none", "status !dying", "mark 0/1", "not unset",
	"dst != 198.51.100.2:80", "dst != 198.51.100.3:443", "orig.sport >= reply.dport",
	"not orig.bytes > reply.bytes",
	"helper none", "labels none", "labels none,3",
};

static const char *const unfitting[] = {
	"udp", "ipv6", "dying", "unreplied", "src 192.0.3.0/24", "addr 192.0.2.3", "addr != 192.0.2.1",
	"port 80", "port != 443", "dport < 443", "helper ftp", "helper != ftp",
	"labels 1", "labels != 1", "bytes < 1K", "packets 0", "packets != 0", "packets < 10", "secmark != 1",
	"orig.srckey != 8", "mark 1", "zone != 0", "snat", "nat", "state close,time_wait",
	"src != 192.0.2.1", "src < 2001:db8::1", "status != assured,dying", "tcp and udp", "event new",
	"192.0.2.2", "dst 198.51.100.2:80", "src and dst 192.0.2.1", "src != reply.dst", "sport = dport",
	"sport < dport", "dst < src", "status unreplied", "unset", "mark 1/1", "dst != 198.51.100.2:443",
	"orig.bytes > reply.bytes", "orig.bytes <= reply.bytes", "orig.bytes != reply.bytes", "age > timeout",
	"src != 192.0.2.9/255.0.255.0", "orig.srckey = reply.dstkey",
	"helper != none", "labels != none", "helper ftp,tftp",
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

	setenv("TZ", "XXX-1", 1);

	fputs("1 one\n", file);
	fclose(file);
	map = label_map_open(path, &err);
	remove(path);
	ok(map, "a label map");
	test_right(map);
	label_map_close(map);
	test_lists();
	test_judgement();
	test_long_chain("tcp and ", "udp", false);
	test_long_chain("udp or ", "tcp", true);
	return done();
}
