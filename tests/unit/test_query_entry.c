/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Requests about one entry, read back attribute by attribute. */
#include "net/attr.h"
#include "net/kernel.h"
#include "net/query.h"
#include "tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <netinet/in.h>

/* A flow 192.0.2.1:1 -> 192.0.2.2:2 with an id, a zone and a mark. */
static struct nf_conntrack *flow_of(uint8_t protonum)
{
	struct nf_conntrack *flow = nfct_new();

	nfct_set_attr_u8(flow, ATTR_L3PROTO, AF_INET);
	nfct_set_attr_u8(flow, ATTR_L4PROTO, protonum);
	nfct_set_attr_u32(flow, ATTR_IPV4_SRC, htonl(0xc0000201));
	nfct_set_attr_u32(flow, ATTR_IPV4_DST, htonl(0xc0000202));
	nfct_set_attr_u16(flow, ATTR_PORT_SRC, htons(1));
	nfct_set_attr_u16(flow, ATTR_PORT_DST, htons(2));
	nfct_setobjopt(flow, NFCT_SOPT_SETUP_REPLY);
	nfct_set_attr_u32(flow, ATTR_ID, 4280535467);
	nfct_set_attr_u16(flow, ATTR_ZONE, 5);
	nfct_set_attr_u32(flow, ATTR_MARK, 7);
	nfct_set_attr_u32(flow, ATTR_TIMEOUT, 30);
	return flow;
}

static uint32_t number(const struct query *query, uint16_t type)
{
	const struct nlattr *attr = attr_find((const struct nlmsghdr *)query->bytes, type);

	return attr ? ntohl(mnl_attr_get_u32(attr)) : 0;
}

static bool has(const struct query *query, uint16_t type)
{
	return attr_find((const struct nlmsghdr *)query->bytes, type);
}

/* A delete says which entry is meant by its id, so that a younger one is spared. */
static void test_identity(void)
{
	struct nf_conntrack *flow = flow_of(IPPROTO_UDP);
	struct error err = ERROR_INIT;
	struct query query;

	query_begin(&query, QUERY_DELETE, AF_INET);
	ok(query_put_identity(&query, flow, &err) == 0, "the identity of a flow is put");
	is_int(number(&query, CTA_ID), 4280535467, "  with its id");
	ok(has(&query, CTA_TUPLE_ORIG), "  its original tuple");
	ok(has(&query, CTA_ZONE), "  and its zone");
	ok(!has(&query, CTA_MARK) && !has(&query, CTA_TIMEOUT), "  and none of its values");
	nfct_destroy(flow);
}

/* What an entry was listed by says the same, and nothing has to be understood. */
static void test_listed(void)
{
	struct nf_conntrack *flow = flow_of(IPPROTO_UDP);
	struct error err = ERROR_INIT;
	struct query listed, query, built;

	query_begin(&listed, QUERY_UPDATE, AF_INET);
	query_put_revision(&listed, flow, flow, &err);
	query_begin(&query, QUERY_DELETE, AF_INET);
	ok(query_put_listed(&query, query_header(&listed)), "an entry is put as it was listed");
	query_begin(&built, QUERY_DELETE, AF_INET);
	query_put_identity(&built, flow, &err);
	is_int(number(&query, CTA_ID), 4280535467, "a listed entry is named by its id");
	ok(has(&query, CTA_TUPLE_ORIG) && has(&query, CTA_ZONE), "  its original tuple and zone");
	ok(!has(&query, CTA_MARK) && !has(&query, CTA_TUPLE_REPLY), "  and nothing else");
	is_int(query_header(&query)->nlmsg_len, query_header(&built)->nlmsg_len,
	       "  which is as long as the identity that is put together");
	nfct_destroy(flow);
}

/* Linux 5.10 finds no expectation by its id. */
static void test_listed_expectation(void)
{
	const uint16_t listed_by = NFNL_SUBSYS_CTNETLINK_EXP << 8 | IPCTNL_MSG_EXP_NEW;
	_Alignas(8) char bytes[QUERY_SIZE];
	struct nlmsghdr *listed = mnl_nlmsg_put_header(bytes);
	struct query query;

	listed->nlmsg_type = listed_by;
	mnl_nlmsg_put_extra_header(listed, sizeof(struct nfgenmsg));
	mnl_attr_nest_end(listed, mnl_attr_nest_start(listed, CTA_EXPECT_TUPLE));
	mnl_attr_put_u16(listed, CTA_EXPECT_ZONE, 0);
	mnl_attr_put_u32(listed, CTA_EXPECT_ID, 1);
	query_begin(&query, QUERY_EXPECT_DELETE, AF_INET);
	ok(query_put_listed(&query, listed), "an expectation is put as it was listed");
	ok(has(&query, CTA_EXPECT_TUPLE) && has(&query, CTA_EXPECT_ZONE), "  with its tuple and zone");
	ok(!has(&query, CTA_EXPECT_ID), "  and without its id");
}

/* A listed entry's tuple with COUNT bytes in it that nobody knows. */
static void put_tuple(struct nlmsghdr *msg, size_t count)
{
	static const char unknown[QUERY_SIZE] = { 0 };
	struct nlattr *tuple = mnl_attr_nest_start(msg, CTA_TUPLE_ORIG);

	mnl_attr_put(msg, 20, count, unknown);
	mnl_attr_nest_end(msg, tuple);
}

/* Without a tuple a delete would empty the table; without its zone it would mean another entry. */
static void test_unnamed(void)
{
	static const struct { size_t unknown; bool fits; const char *name; } rows[] = {
		{ 16, true, "an entry fits" }, { 2004, true, "a large one" },
		{ 2008, false, "not one without room for its id" }, { 2024, false, "or its tuple" },
	};
	_Alignas(8) char bytes[2 * QUERY_SIZE];
	struct error err = ERROR_INIT;
	struct nlmsghdr *listed;
	struct query query;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		listed = mnl_nlmsg_put_header(bytes);
		mnl_nlmsg_put_extra_header(listed, sizeof(struct nfgenmsg));
		put_tuple(listed, rows[i].unknown);
		mnl_attr_put_u16(listed, CTA_ZONE, 0);
		mnl_attr_put_u32(listed, CTA_ID, 1);
		query_begin(&query, QUERY_DELETE, AF_INET);
		is_int(query_check(&query, &err), -1, "a delete without a tuple is none");
		is_int(query_put_listed(&query, listed), rows[i].fits, rows[i].name);
		if (rows[i].fits)
			is_int(query_check(&query, &err), 0, "  and is checked");
		is_int(err.errnum, EMSGSIZE, "  or refused");
	}
	listed = mnl_nlmsg_put_header(bytes);
	mnl_nlmsg_put_extra_header(listed, sizeof(struct nfgenmsg));
	mnl_attr_put_u32(listed, CTA_ID, 1);
	query_begin(&query, QUERY_DELETE, AF_INET);
	is_int(query_put_listed(&query, listed), false, "an entry without a tuple cannot be named");
	query_begin(&query, QUERY_EXPECT_DELETE, AF_INET);
	is_int(query_check(&query, &err), -1, "nor an expectation");
	query_begin(&query, QUERY_GET, AF_INET);
	is_int(query_check(&query, &err), 0, "what deletes nothing needs none");
}

/* The zone of the reply direction would need a reply tuple. */
static void test_reply_zone(void)
{
	struct nf_conntrack *flow = flow_of(IPPROTO_UDP);
	struct error err = ERROR_INIT;
	struct query query;

	nfct_attr_unset(flow, ATTR_ZONE);
	nfct_set_attr_u16(flow, ATTR_REPL_ZONE, 9);
	query_begin(&query, QUERY_DELETE, AF_INET);
	ok(query_put_identity(&query, flow, &err) == 0, "a flow with a reply zone has an identity");
	ok(has(&query, CTA_TUPLE_ORIG) && !has(&query, CTA_TUPLE_REPLY), "  of its original tuple");
	nfct_destroy(flow);
}

static void test_revision(void)
{
	struct nf_conntrack *flow = flow_of(IPPROTO_TCP), *new = nfct_new();
	struct error err = ERROR_INIT;
	struct query query;

	nfct_set_attr_u32(new, ATTR_MARK, 9);
	query_begin(&query, QUERY_UPDATE, AF_INET);
	ok(query_put_revision(&query, flow, new, &err) == 0, "a revision is put");
	is_int(number(&query, CTA_MARK), 9, "  with the value to set");
	is_int(number(&query, CTA_ID), 4280535467, "  the id");
	ok(has(&query, CTA_ZONE), "  the zone");
	ok(!has(&query, CTA_TIMEOUT) && !has(&query, CTA_PROTOINFO), "  and nothing else");
	nfct_destroy(flow);
	nfct_destroy(new);
}

/* The port in the last translation of KIND; -1 none. The kernel heeds the last. */
static int translated_port(const struct query *query, uint16_t kind)
{
	const struct nlmsghdr *msg = (const struct nlmsghdr *)query->bytes;
	const struct nlattr *last = NULL;
	struct nlattr *attr;

	mnl_attr_for_each(attr, msg, sizeof(struct nfgenmsg))
		if (mnl_attr_get_type(attr) == kind)
			last = attr;
	last = last ? attr_find_nested(last, CTA_NAT_PROTO) : NULL;
	last = last ? attr_find_nested(last, CTA_PROTONAT_PORT_MIN) : NULL;
	return last ? ntohs(mnl_attr_get_u16(last)) : -1;
}

static void test_translated_ports(void)
{
	static const uint8_t protocols[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_UDPLITE, IPPROTO_SCTP };

	for (size_t i = 0; i < sizeof(protocols); i++) {
		struct nf_conntrack *flow = flow_of(protocols[i]);
		struct error err = ERROR_INIT;
		struct query query;

		nfct_set_attr_u32(flow, ATTR_SNAT_IPV4, htonl(0xcb007101));
		nfct_set_attr_u16(flow, ATTR_SNAT_PORT, htons(99));
		query_begin(&query, QUERY_CREATE, AF_INET);
		ok(query_put_flow(&query, flow, &err) == 0, "a translated flow is put");
		is_int(translated_port(&query, CTA_NAT_SRC), 99, "  with the port of its source");
		is_int(translated_port(&query, CTA_NAT_DST), -1, "  and none of its destination");
		nfct_destroy(flow);
	}
}

int main(void)
{
	test_identity();
	test_listed();
	test_listed_expectation();
	test_unnamed();
	test_reply_zone();
	test_revision();
	test_translated_ports();
	return done();
}
