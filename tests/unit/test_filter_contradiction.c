/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What cannot be true together, and what may. */
#include "filter/contradiction.h"
#include "filter/parse.h"
#include "tap.h"

/* An expression and what is told of it, with "; " for a line's end and without the indent. */
static const struct row {
	const char *text, *told;
} rows[] = {
	{ "tcp and udp", "protonum = 6 and protonum = 17" },
	{ "tcp and (udp or sctp)", "protonum = 6 and (protonum = 17 or protonum = 132)" },
	{ "tcp and (udp or tcp)", "" },
	{ "(tcp and udp) or sctp", "protonum = 6 and protonum = 17" },
	{ "tcp udp sctp", "protonum = 6 and protonum = 17; protonum = 6 and protonum = 132; "
			  "protonum = 17 and protonum = 132" },
	{ "tcp or udp", "" },
	{ "not tcp and not udp", "" },
	{ "not (tcp and udp)", "" },
	{ "tcp and not tcp", "protonum = 6 and not protonum = 6" },
	{ "proto tcp,udp and proto != tcp,udp,sctp", "protonum = {6, 17} and protonum != {6, 17, 132}" },
	{ "proto tcp,udp and proto != tcp,sctp", "" },
	{ "sport 80 and sport 443", "orig.sport = 80 and orig.sport = 443" },
	{ "sport 80-90 and sport 85", "" },
	{ "sport 80 and dport 443", "" },
	{ "dport != 80 and dport != 443", "" },
	{ "bytes > 5M and bytes < 1M", "bytes > 5M and bytes < 1M" },
	{ "bytes > 1M and bytes < 5M", "" },
	{ "bytes > 5M and not bytes > 1M", "bytes > 5M and not bytes > 1M" },
	{ "src 192.0.2.1 and src 192.0.2.2", "orig.src = 192.0.2.1 and orig.src = 192.0.2.2" },
	{ "src 192.0.2.0/24 and src 192.0.2.2", "" },
	{ "src 192.0.2.2 and not src 192.0.2.0/24", "orig.src = 192.0.2.2 and not orig.src = 192.0.2.0/24" },
	{ "src 192.0.2.0/24 and not src 192.0.2.2", "" },
	{ "host 192.0.2.1 and host 192.0.2.2", "" },
	{ "src < 0.0.0.0", "orig.src = {}" },
	{ "assured and not assured", "status = ASSURED and not status = ASSURED" },
	{ "assured and status !assured", "status = ASSURED and status & ASSURED = 0x0" },
	{ "assured and status != assured", "status = ASSURED and status != ASSURED" },
	{ "unreplied and seen_reply", "status & SEEN_REPLY = 0x0 and status = SEEN_REPLY" },
	{ "unset and assured", "status & EXPECTED,SEEN_REPLY,ASSURED,FIXED_TIMEOUT,OFFLOAD,HW_OFFLOAD = 0x0 and "
			       "status = ASSURED" },
	{ "assured and unreplied", "" },
	{ "status assured,dying and status !assured", "" },
	{ "status != assured and status != dying", "" },
	{ "nat none and snat", "nat & snat,dnat = 0x0 and nat = snat" },
	{ "snat and dnat", "" },
	{ "mark 1/3 and mark 2/3", "mark & 0x3 = 0x1 and mark & 0x3 = 0x2" },
	{ "mark 1/1 and mark 2/2", "" },
	{ "mark 3/1", "mark & 0x1 = 0x3" },
	{ "mark 5 and mark 2/3", "mark = 5 and mark & 0x3 = 0x2" },
	{ "mark 5,6 and mark 2/3", "" },
	{ "mark 5 and not mark 1/3", "mark = 5 and not mark & 0x3 = 0x1" },
	{ "label 3 and not label 3", "labels = 3 and not labels = 3" },
	{ "label 3 and label 4", "" },
	{ "state established and state time_wait", "state = ESTABLISHED and state = TIME_WAIT" },
	{ "state established and state != established,close", "state = ESTABLISHED and state != {ESTABLISHED, CLOSE}" },
	{ "helper ftp and helper FTP", "" },
	{ "helper ftp and not helper FTP", "helper = ftp and not helper = FTP" },
	{ "ipv4 and src 2001:db8::1", "family = ipv4 and orig.src = 2001:db8::1" },
	{ "ipv4 and not src 2001:db8::1", "" },
	{ "src 192.0.2.1 and dst 2001:db8::1", "orig.src = 192.0.2.1 and orig.dst = 2001:db8::1" },
	{ "src 192.0.2.1,2001:db8::1 and dst 2001:db8::1", "" },
	{ "udp and state established", "protonum = 17 and state = ESTABLISHED" },
	{ "udp and not state established", "" },
	{ "tcp and state shutdown_sent", "protonum = 6 and state = SHUTDOWN_SENT" },
	{ "proto tcp,sctp and state shutdown_sent", "" },
	{ "proto != udp and state established", "" },
	{ "icmp and ipv6", "protonum = 1 and family = ipv6" },
	{ "icmpv6 and src 192.0.2.1", "protonum = 58 and orig.src = 192.0.2.1" },
	{ "icmpv6 and not family ipv6", "" },
	{ "proto icmp,tcp and ipv6", "" },
	{ "icmp and dport 80", "protonum = 1 and orig.dport = 80" },
	{ "tcp and orig.type 8", "protonum = 6 and orig.type = 8" },
	{ "udp and orig.srckey 1", "protonum = 17 and orig.srckey = 1" },
	{ "esp and sport 80", "protonum = 50 and orig.sport = 80" },
	{ "dst 192.0.2.1:80 and dst 192.0.2.1:443",
	  "orig.dport = 80 and orig.dport = 443" },
	{ "orig.bytes > reply.bytes and orig.bytes < reply.bytes", "" },
};

static void test_row(const struct row *row)
{
	struct filter_source source = { .text = row->text };
	struct error err = ERROR_INIT;
	struct expr *e = filter_parse(&source, &err);
	struct buf lines = BUF_INIT, told = BUF_INIT;
	char *next, *line;

	if (e)
		contradictions_describe(&lines, e, NULL);
	next = buf_cstr(&lines) ? lines.data : NULL;
	while ((line = strsep(&next, "\n")) && *line)
		buf_printf(&told, "%s%s", told.len ? "; " : "", line + strspn(line, " "));
	is_str(e ? buf_cstr(&told) : NULL, row->told, row->text);
	expr_free(e);
	buf_free(&lines);
	buf_free(&told);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		test_row(&rows[i]);
	return done();
}
