/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * burst COUNT [FIRST]: so many UDP flows into this namespace's table as fast as
 * can be, many to a send and none acknowledged. Fails unless all are there.
 */
#include "base/number.h"
#include "net/ctnl.h"
#include "net/decode.h"

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <stdio.h>
#include <string.h>

enum { SEND_SIZE = 64 * 1024, PORTS = 60000 };

static void fill(struct nf_conntrack *flow, uint64_t n)
{
	nfct_set_attr_u8(flow, ATTR_L3PROTO, AF_INET);
	nfct_set_attr_u32(flow, ATTR_IPV4_SRC, htonl(0xc0000201 + (uint32_t)(n / PORTS % 250)));
	nfct_set_attr_u32(flow, ATTR_IPV4_DST, htonl(0xc6336401));
	nfct_set_attr_u8(flow, ATTR_L4PROTO, IPPROTO_UDP);
	nfct_set_attr_u16(flow, ATTR_PORT_SRC, htons((uint16_t)(1024 + n % PORTS)));
	nfct_set_attr_u16(flow, ATTR_PORT_DST, htons(53));
	nfct_setobjopt(flow, NFCT_SOPT_SETUP_REPLY);
	nfct_set_attr_u32(flow, ATTR_STATUS, IPS_CONFIRMED);
	nfct_set_attr_u32(flow, ATTR_TIMEOUT, 36000);
}

static size_t put(struct nf_conntrack *flow, uint64_t n, char *bytes)
{
	struct error err = ERROR_INIT;
	struct query query;
	size_t len;

	fill(flow, n);
	query_begin(&query, QUERY_CREATE, AF_INET);
	if (query_put_flow(&query, flow, &err) < 0)
		return 0;
	len = query_header(&query)->nlmsg_len;
	memcpy(bytes, query.bytes, len);
	return MNL_ALIGN(len);
}

static bool send_all(struct mnl_socket *sock, uint64_t first, uint64_t count)
{
	struct nf_conntrack *flow = nfct_new();
	_Alignas(8) static char bytes[SEND_SIZE];
	size_t len = 0;
	bool sent = flow;

	for (uint64_t n = first; sent && n < first + count; n++) {
		len += put(flow, n, bytes + len);
		if (len + 1024 > SEND_SIZE || n + 1 == first + count) {
			sent = mnl_socket_sendto(sock, bytes, len) == (ssize_t)len;
			len = 0;
		}
	}
	if (flow)
		nfct_destroy(flow);
	return sent;
}

static int take(const struct nlmsghdr *msg, void *into, struct error *err)
{
	uint32_t limit;

	(void)err;
	if (msg)
		decode_table_stats(msg, into, &limit);
	return 0;
}

static uint32_t count_table(void)
{
	struct error err = ERROR_INIT;
	struct ctnl *ctnl = ctnl_open(&wire_live, &err);
	struct query query;
	uint32_t entries = 0;

	query_begin(&query, QUERY_TABLE_STATS, AF_UNSPEC);
	if (!ctnl || ctnl_ask(ctnl, &query, take, &entries, &err) < 0)
		fprintf(stderr, "burst: %s\n", err.text);
	ctnl_close(ctnl);
	return entries;
}

int main(int argc, char *argv[])
{
	struct mnl_socket *sock = mnl_socket_open(NETLINK_NETFILTER);
	uint64_t count, first = 0, before = count_table();

	if (argc < 2 || argc > 3 || !number_parse(argv[1], NUMBER_DECIMAL, UINT32_MAX, &count) ||
	    (argc == 3 && !number_parse(argv[2], NUMBER_DECIMAL, UINT32_MAX, &first))) {
		fputs("usage: burst COUNT [FIRST]\n", stderr);
		return 2;
	}
	if (!sock || mnl_socket_bind(sock, 0, MNL_SOCKET_AUTOPID) < 0 || !send_all(sock, first, count)) {
		perror("burst");
		return 1;
	}
	mnl_socket_close(sock);
	return count_table() == before + count ? 0 : 1;
}
