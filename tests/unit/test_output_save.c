/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tap.h"

#include <unistd.h>

#include "test_output_flow.h"

/* Save rows: the historic part, and what is added so that nothing is lost. */

#define A "192.0.2.1"
#define B "198.51.100.1"
#define N "203.0.113.9"
#define A6 "2001:db8:a::1"
#define B6 "2001:db8:b::1"
#define N6 "2001:db8::fe"

enum {
	EXPECTED = 1 << 0, REPLIED = 1 << 1, ASSURED = 1 << 2, FIXED = 1 << 10,
	OFFLOAD = 1 << 14, NAT_DONE = 3 << 7,
};

static const struct label_map *names;

/* Both consume the flow. */
static void is_saved_with(unsigned extras, enum record_cause cause, struct nf_conntrack *ct,
			  const char *want, const char *what)
{
	const struct record rec = { .flow = ct, .cause = cause, .has_reply_icmp = true, .reply_icmp_id = 9 };
	char *got = row_of(&output_save, extras, names, TEST_NOW, &rec);

	is_str(got, want, what);
	free(got);
	nfct_destroy(ct);
}

static void is_saved(enum record_cause cause, struct nf_conntrack *ct, const char *want,
		     const char *what)
{
	const struct record rec = { .flow = ct, .cause = cause };
	char *got = row_of(&output_save, 0, names, TEST_NOW, &rec);

	is_str(got, want, what);
	free(got);
	nfct_destroy(ct);
}

static struct nf_conntrack *with(struct nf_conntrack *ct, uint32_t timeout, uint32_t status)
{
	nfct_set_attr_u32(ct, ATTR_TIMEOUT, timeout);
	nfct_set_attr_u32(ct, ATTR_STATUS, status);
	nfct_set_attr_u32(ct, ATTR_MARK, 0);
	return ct;
}

static struct nf_conntrack *tcp_flow(uint32_t status)
{
	struct nf_conntrack *ct = with(new_flow(6, A, B, 30020, 2121), 431999, status);

	nfct_set_attr_u8(ct, ATTR_TCP_STATE, 3);
	return ct;
}

#define TCP_WHICH "-s " A " -d " B " -r " B " -q " A " -p tcp --sport 30020 --dport 2121 " \
	"--reply-port-src 2121 --reply-port-dst 30020"
#define TCP_TAIL TCP_WHICH " --state ESTABLISHED"

static void test_protocols(void)
{
	struct nf_conntrack *ct;

	is_saved(RECORD_LISTED, tcp_flow(REPLIED | ASSURED),
		 "-A -t 431999 -u SEEN_REPLY,ASSURED " TCP_TAIL "\n", "tcp");
	is_saved(RECORD_NEW, tcp_flow(EXPECTED | REPLIED | ASSURED | FIXED),
		 "-A -t 431999 -u EXPECTED,SEEN_REPLY,ASSURED,FIXED_TIMEOUT " TCP_TAIL "\n",
		 "every status that can be loaded");
	is_saved(RECORD_LISTED, with(icmp_flow(1, A, B, 8, 500), 28, REPLIED),
		 "-A -t 28 -u SEEN_REPLY -s " A " -d " B " -r " B " -q " A
		 " -p icmp --icmp-type 8 --icmp-code 0 --icmp-id 500\n", "icmp");
	is_saved(RECORD_LISTED, with(icmp_flow(58, A6, B6, 128, 99), 29, REPLIED),
		 "-A -t 29 -u SEEN_REPLY -s " A6 " -d " B6 " -r " B6 " -q " A6
		 " -p icmpv6 --icmpv6-type 128 --icmpv6-code 0 --icmpv6-id 99\n", "icmpv6");
	is_saved(RECORD_LISTED, with(new_flow(47, A, B, 0, 32), 28, 0),
		 "-A -t 28 -u UNSET -s " A " -d " B " -r " B " -q " A
		 " -p gre --srckey 0 --dstkey 32 --reply-key-src 32 --reply-key-dst 0\n", "gre");
	is_saved(RECORD_LISTED, with(bare_flow(200, A, B), 599, 0),
		 "-A -t 599 -u UNSET -s " A " -d " B " -r " B " -q " A " -p 200\n", "a number");
	ct = with(new_flow(132, A, B, 3333, 44), 8, 0);
	nfct_set_attr_u8(ct, ATTR_SCTP_STATE, 8);
	nfct_set_attr_u32(ct, ATTR_SCTP_VTAG_ORIG, 0);
	nfct_set_attr_u32(ct, ATTR_SCTP_VTAG_REPL, htonl(1144201745));
	is_saved(RECORD_LISTED, ct, "-A -t 8 -u UNSET -s " A " -d " B " -r " B " -q " A
		 " -p sctp --sport 3333 --dport 44 --reply-port-src 44 --reply-port-dst 3333"
		 " --state HEARTBEAT_SENT --orig-vtag 0 --reply-vtag 1144201745\n", "sctp");
	ct = with(new_flow(33, A, B, 10, 20), 8, 0);
	nfct_set_attr_u8(ct, ATTR_DCCP_STATE, 4);
	nfct_set_attr_u8(ct, ATTR_DCCP_ROLE, 1);
	is_saved(RECORD_LISTED, ct, "-A -t 8 -u UNSET -s " A " -d " B " -r " B " -q " A
		 " -p dccp --sport 10 --dport 20 --reply-port-src 20 --reply-port-dst 10"
		 " --state OPEN --role server\n", "dccp");
}

static void test_zones(void)
{
	struct nf_conntrack *ct = tcp_flow(0);

	nfct_set_attr_u32(ct, ATTR_SECMARK, 7);
	nfct_set_attr_u16(ct, ATTR_ZONE, 5);
	nfct_set_attr_u16(ct, ATTR_ORIG_ZONE, 6);
	nfct_set_attr_u16(ct, ATTR_REPL_ZONE, 8);
	is_saved(RECORD_LISTED, ct, "-A -t 431999 -u UNSET -w 5 --orig-zone 6 --reply-zone 8 "
		 TCP_TAIL " # secmark=7\n", "zones, and what no command takes");
}

#define UDP_PORTS(sport, dport, rsport, rdport) " -p udp --sport " sport " --dport " dport \
	" --reply-port-src " rsport " --reply-port-dst " rdport "\n"

/* A translated UDP flow between two hosts; the reply tuple is RSRC:RSPORT to RDST:RDPORT. */
static struct nf_conntrack *nat_flow(const char *src, const char *dst, const char *rsrc,
				     const char *rdst, uint16_t rsport, uint16_t rdport)
{
	struct nf_conntrack *ct = with(new_flow(17, src, dst, 5002, 53), 28, REPLIED | NAT_DONE);

	set_addresses(ct, &test_reply, rsrc, rdst);
	set_ports(ct, &test_reply, rsport, rdport);
	return ct;
}

static void test_nat(void)
{
	is_saved(RECORD_LISTED, nat_flow(A, B, B, A, 53, 5002),
		 "-A -t 28 -u SEEN_REPLY -s " A " -d " B " -r " B " -q " A
		 UDP_PORTS("5002", "53", "53", "5002"), "NAT hooks, but no NAT");
	is_saved(RECORD_LISTED, nat_flow(A, B, B, N, 53, 6002),
		 "-A -t 28 -u SEEN_REPLY -s " A " -d " B " -r " B " -n " N
		 UDP_PORTS("5002", "53", "53", "6002"), "source NAT; -r keeps the port");
	is_saved(RECORD_LISTED, nat_flow(A6, N6, B6, A6, 8053, 5002),
		 "-A -t 28 -u SEEN_REPLY -s " A6 " -d " N6 " -g " B6 " -q " A6
		 UDP_PORTS("5002", "53", "8053", "5002"), "destination NAT; -q keeps the port");
	is_saved(RECORD_LISTED, nat_flow(A, N, B, N, 53, 5002),
		 "-A -t 28 -u SEEN_REPLY -s " A " -d " N " -g " B " -n " N
		 UDP_PORTS("5002", "53", "53", "5002"), "both, the ports as they were");
	is_saved(RECORD_LISTED, nat_flow(A, N, B, N, 8053, 6002),
		 "-A -t 28 -u SEEN_REPLY -s " A " -d " N " -g " B ":8053 -n " N ":6002"
		 UDP_PORTS("5002", "53", "8053", "6002"), "both, with ports");
	is_saved(RECORD_LISTED, nat_flow(A6, N6, B6, N6, 8053, 6002),
		 "-A -t 28 -u SEEN_REPLY -s " A6 " -d " N6 " -g [" B6 "]:8053 -n [" N6 "]:6002"
		 UDP_PORTS("5002", "53", "8053", "6002"), "both, with ports, IPv6");
	is_saved(RECORD_LISTED, nat_flow(A, B, B, A, 8053, 5002),
		 "-A -t 28 -u SEEN_REPLY -s " A " -d " B " -g " B ":8053 -q " A
		 UDP_PORTS("5002", "53", "8053", "5002"), "only the destination port");
	is_saved(RECORD_LISTED, nat_flow(A, B, B, A, 53, 6002),
		 "-A -t 28 -u SEEN_REPLY -s " A " -d " B " -r " B " -n " A ":6002"
		 UDP_PORTS("5002", "53", "53", "6002"), "only the source port");
	is_saved(RECORD_LISTED, nat_flow(A, N, B, A, 53, 6002),
		 "-A -t 28 -u SEEN_REPLY -s " A " -d " N " -g " B " -n " A ":6002"
		 UDP_PORTS("5002", "53", "53", "6002"), "destination address and source port");
	is_saved(RECORD_LISTED, with(icmp_flow(1, A, B, 8, 500), 28, NAT_DONE),
		 "-A -t 28 -u UNSET -s " A " -d " B " -r " B " -q " A
		 " -p icmp --icmp-type 8 --icmp-code 0 --icmp-id 500\n", "icmp has no ports");
}

static void test_verbs(void)
{
	struct nf_conntrack *ct = tcp_flow(0);

	nfct_set_attr_u32(ct, ATTR_MARK, 9);
	nfct_set_attr(ct, ATTR_HELPER_NAME, "ftp");
	is_saved(RECORD_UPDATE, nfct_clone(ct), "-U -t 431999 -u UNSET " TCP_TAIL " -m 9\n", "update");
	nfct_set_attr_u32(ct, ATTR_SECMARK, 7);
	is_saved(RECORD_DELETED, nfct_clone(ct), "-D " TCP_WHICH "\n", "deleted: which it is and nothing else");
	is_saved(RECORD_DESTROY, ct, "-D " TCP_WHICH "\n", "destroy");
	is_saved_with(0, RECORD_DELETED, icmp_flow(1, A, B, 8, 500),
		      "-D -s " A " -d " B " -r " B " -q " A " -p icmp --icmp-type 8 --icmp-code 0 --icmp-id 500\n",
		      "an id that is translated selects nothing");
	is_saved_with(0, RECORD_UPDATE, with(icmp_flow(1, A, B, 8, 500), 28, 0),
		      "-U -t 28 -u UNSET -s " A " -d " B " -r " B " -q " A
		      " -p icmp --icmp-type 8 --icmp-code 0 --icmp-id 500\n", "... also where it is updated");

	is_saved(RECORD_DESTROY, bare_flow(33, A, B),
		 "-D -s " A " -d " B " -r " B " -q " A " -p dccp\n", "nothing made up for a deletion");
}

static void test_stand_ins(void)
{
	struct nf_conntrack *ct = tcp_flow(REPLIED | OFFLOAD);

	nfct_attr_unset(ct, ATTR_TIMEOUT);
	nfct_attr_unset(ct, ATTR_TCP_STATE);
	is_saved(RECORD_LISTED, ct, "-A -t 30 -u SEEN_REPLY " TCP_TAIL "\n", "offloaded tcp");
	is_saved(RECORD_LISTED, with(bare_flow(33, A, B), 599, 0),
		 "-A -t 599 -u UNSET -s " A " -d " B " -r " B " -q " A " -p dccp --sport 0 --dport 0"
		 " --reply-port-src 0 --reply-port-dst 0 --state NONE --role client\n",
		 "dccp that the kernel does not track");
}

static void test_creation(void)
{
	struct nf_conntrack *ct = tcp_flow(REPLIED);

	nfct_set_attr_u32(ct, ATTR_MARK, 42);
	set_labels(ct, (const unsigned[]){ 1, 2, 41, 127 }, 4);
	nfct_set_attr(ct, ATTR_HELPER_NAME, "ftp");
	nfct_set_attr_u8(ct, ATTR_MASTER_L3PROTO, AF_INET);
	nfct_set_attr_u8(ct, ATTR_MASTER_L4PROTO, 6);
	nfct_set_attr_u32(ct, ATTR_MASTER_IPV4_SRC, inet_addr(A));
	nfct_set_attr_u32(ct, ATTR_MASTER_IPV4_DST, inet_addr(B));
	nfct_set_attr_u16(ct, ATTR_MASTER_PORT_SRC, htons(1024));
	nfct_set_attr_u16(ct, ATTR_MASTER_PORT_DST, htons(21));
	nfct_set_attr_u8(ct, ATTR_TCP_WSCALE_ORIG, 7);
	nfct_set_attr_u8(ct, ATTR_TCP_WSCALE_REPL, 8);
	nfct_set_attr_u8(ct, ATTR_TCP_FLAGS_ORIG, 0x23);
	nfct_set_attr_u8(ct, ATTR_TCP_FLAGS_REPL, 0);
	nfct_set_attr_u32(ct, ATTR_ORIG_NAT_SEQ_CORRECTION_POS, 1);
	nfct_set_attr_u32(ct, ATTR_ORIG_NAT_SEQ_OFFSET_AFTER, 3);
	nfct_set_attr_u32(ct, ATTR_REPL_NAT_SEQ_CORRECTION_POS, 0);
	nfct_set_attr_u32(ct, ATTR_REPL_NAT_SEQ_OFFSET_BEFORE, 4294967295);
	nfct_set_attr_u32(ct, ATTR_SYNPROXY_ISN, 5);
	nfct_set_attr_u32(ct, ATTR_SYNPROXY_ITS, 6);
	nfct_set_attr_u32(ct, ATTR_SYNPROXY_TSOFF, 7);
	is_saved(RECORD_LISTED, ct, "-A -t 431999 -u SEEN_REPLY " TCP_TAIL
		 " -m 42 --label-add one,bit:2,bit:41,bit:127 --helper ftp --master-src " A " --master-dst " B
		 " --master-proto tcp --master-port-src 1024 --master-port-dst 21"
		 " --orig-wscale 7 --reply-wscale 8 --orig-flags 35 --reply-flags 0"
		 " --orig-seqadj 1:0:3 --reply-seqadj 0:4294967295:0 --synproxy 5:6:7\n", "everything");
	ct = tcp_flow(REPLIED);
	nfct_set_attr_u8(ct, ATTR_TCP_WSCALE_ORIG, 0);
	nfct_set_attr_u8(ct, ATTR_TCP_FLAGS_ORIG, 0x0a);
	nfct_set_attr_u8(ct, ATTR_TCP_FLAGS_REPL, 0x0a);
	nfct_set_attr_u32(ct, ATTR_SYNPROXY_ISN, 0);
	is_saved(RECORD_LISTED, ct, "-A -t 431999 -u SEEN_REPLY " TCP_TAIL "\n",
		 "nothing that a create sets by itself");
}

/* What a name says is no option, no comment and nothing for a shell. */
static void test_words(void)
{
	static const char *const helpers[][2] = {
		{ "ftp-2121", "ftp-2121" },
		{ "x -g 192.0.2.9", "\"x -g 192.0.2.9\"" },
		{ "#x", "\"#x\"" },
		{ "", "\"\"" },
		{ "a\" -F \"", "\"a\\\" -F \\\"\"" },
		{ "$(a)`b`\\", "\"\\$(a)\\`b\\`\\\\\"" },
		{ "a\nb", "\"a\\\\x0ab\"" },
		{ "\303\244", "\"\303\244\"" },
	};

	for (size_t i = 0; i < sizeof(helpers) / sizeof(*helpers); i++) {
		struct nf_conntrack *ct = with(bare_flow(200, A, B), 5, 0);
		char row[200];

		nfct_set_attr(ct, ATTR_HELPER_NAME, helpers[i][0]);
		snprintf(row, sizeof(row), "-A -t 5 -u UNSET -s " A " -d " B " -r " B " -q " A
			 " -p 200 --helper %s\n", helpers[i][1]);
		is_saved(RECORD_LISTED, ct, row, helpers[i][1]);
	}
}

static void test_undo(void)
{
	static const struct { enum record_cause cause; const char *row, *what; } rows[] = {
		{ RECORD_DELETED, "-A -t 431999 -u SEEN_REPLY " TCP_TAIL "\n", "undo: what was deleted is made" },
		{ RECORD_DESTROY, "-A -t 431999 -u SEEN_REPLY " TCP_TAIL "\n", "... what ended, too" },
		{ RECORD_NEW, "-D " TCP_WHICH "\n", "... what began is deleted" },
		{ RECORD_LISTED, "-A -t 431999 -u SEEN_REPLY " TCP_TAIL "\n", "... what is listed stays" },
	};
	struct nf_conntrack *ct = tcp_flow(REPLIED);

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		is_saved_with(OUTPUT_UNDO, rows[i].cause, tcp_flow(REPLIED), rows[i].row, rows[i].what);
	nfct_set_attr_u32(ct, ATTR_TIMEOUT, 0);
	is_saved_with(OUTPUT_UNDO, RECORD_DESTROY, ct, "-A -t 30 -u SEEN_REPLY " TCP_TAIL "\n",
		      "what ran out is made for a while");
	ct = tcp_flow(REPLIED);
	nfct_attr_unset(ct, ATTR_TCP_STATE);
	is_saved_with(OUTPUT_UNDO, RECORD_DESTROY, ct, "-A -t 431999 -u SEEN_REPLY " TCP_TAIL "\n",
		      "what ended without a state has one");
}

/* Nothing that version 1.4.x refuses, and a count of what is missing. */
static void test_compat(void)
{
	struct nf_conntrack *ct = tcp_flow(EXPECTED | REPLIED);
	struct record rec = { .flow = ct, .cause = RECORD_NEW, .portid = 4294967000 };
	struct output out;

	set_labels(ct, (const unsigned[]){ 1 }, 1);
	nfct_set_attr(ct, ATTR_HELPER_NAME, "ftp");
	nfct_set_attr_u32(ct, ATTR_SECMARK, 7);
	nfct_set_attr_u8(ct, ATTR_TCP_WSCALE_ORIG, 7);
	nfct_set_attr_u8(ct, ATTR_TCP_WSCALE_REPL, 8);
	nfct_set_attr_u8(ct, ATTR_TCP_FLAGS_ORIG, 0x23);
	nfct_set_attr_u8(ct, ATTR_TCP_FLAGS_REPL, 0x23);
	output_open(&out, -1, &output_save, OUTPUT_COMPAT, names);
	output_save.flow(&out, &rec);
	buf_char(&out.text, '\0');
	is_str(out.text.data, "-A -t 431999 -u SEEN_REPLY " TCP_TAIL "\n", "compat: only what 1.4.x loads");
	ok(out.left_out[LEFT_OUT_LABELS] == 1 && out.left_out[LEFT_OUT_HELPER] == 1 &&
	   out.left_out[LEFT_OUT_SECMARK] == 1 && out.left_out[LEFT_OUT_SCALES] == 1 &&
	   out.left_out[LEFT_OUT_FLAGS] == 1 && out.left_out[LEFT_OUT_SEQADJ] == 0,
	   "... what is left out is counted, once a flow");
	output_close(&out);
	nfct_destroy(ct);
}

static void test_left_out_words(void)
{
	bool all = true;

	for (unsigned kind = 0; kind < LEFT_OUT_KINDS; kind++)
		all &= output_left_out_words[kind] != NULL;
	ok(all, "everything that may be left out has words");
}

static void test_without_map(void)
{
	const struct label_map *map = names;
	struct nf_conntrack *ct = with(bare_flow(200, A, B), 5, 0);

	names = NULL;
	set_labels(ct, (const unsigned[]){ 1 }, 1);
	is_saved(RECORD_LISTED, ct, "-A -t 5 -u UNSET -s " A " -d " B " -r " B " -q " A
		 " -p 200 --label-add bit:1\n", "labels go by their bits without a map");
	names = map;
}

int main(void)
{
	struct label_map *map = new_map(NULL);

	names = map;
	test_protocols();
	test_zones();
	test_nat();
	test_verbs();
	test_stand_ins();
	test_creation();
	test_words();
	test_undo();
	test_compat();
	test_left_out_words();
	test_without_map();
	label_map_close(map);
	return done();
}
