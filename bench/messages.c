/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "messages.h"
#include "net/kernel.h"

#include <arpa/inet.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tcp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

enum { SOURCE_PORTS = 60000, TIMEOUT = 360000, MARK = 16, ZONE = 5 };

struct side {
	uint8_t address[16];
	uint16_t port;
};

struct flow {
	bool six, tcp, answered;
	struct side src, dst;
};

static struct nlmsghdr *begin(void *at, uint16_t type, uint16_t flags, uint8_t family)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(at);
	struct nfgenmsg *nfg = mnl_nlmsg_put_extra_header(msg, sizeof(*nfg));

	msg->nlmsg_type = KERNEL_FLOW_TYPE(type);
	msg->nlmsg_flags = NLM_F_REQUEST | flags;
	nfg->nfgen_family = family;
	nfg->version = NFNETLINK_V0;
	return msg;
}

/* Scatters what is chosen by number; the source port alone follows the number. */
static uint32_t mixed(uint32_t n)
{
	n *= 0x9e3779b1;
	n ^= n >> 15;
	n *= 0x85ebca77;
	return n ^ n >> 13;
}

static void set_addresses(struct flow *flow, uint32_t host, uint8_t server)
{
	static const uint8_t nets[2][3] = { { 192, 0, 2 }, { 198, 51, 100 } };

	if (flow->six) {
		memcpy(flow->src.address, (const uint8_t[16]){ 0x20, 0x01, 0x0d, 0xb8, 0, 0,
			(uint8_t)(host >> 8), (uint8_t)host, [15] = 1 }, 16);
		memcpy(flow->dst.address, (const uint8_t[16]){ 0x20, 0x01, 0x0d, 0xb8, 0xff, 0xff,
			[15] = server }, 16);
		return;
	}
	memcpy(flow->src.address, nets[host & 1], 3);
	flow->src.address[3] = (uint8_t)(host >> 1);
	memcpy(flow->dst.address, (const uint8_t[]){ 203, 0, 113, server }, 4);
}

static struct flow make_flow(uint32_t n, bool only4)
{
	static const uint16_t services[] = { 443, 80, 53, 123, 22, 853, 5060, 8080 };
	uint32_t dice = mixed(n);
	struct flow flow = {
		.six = !only4 && (dice & 7) == 0,
		.tcp = n % 2 == 0,
		.src.port = (uint16_t)(1024 + n % SOURCE_PORTS),
		.dst.port = services[dice >> 3 & 7],
	};

	flow.answered = flow.tcp || (dice >> 6 & 1);
	set_addresses(&flow, dice >> 7, (uint8_t)(1 + n / SOURCE_PORTS));
	return flow;
}

static void put_tuple(struct nlmsghdr *msg, uint16_t type, const struct flow *flow,
		      const struct side *from, const struct side *to)
{
	struct nlattr *tuple = mnl_attr_nest_start(msg, type), *nest;
	size_t len = flow->six ? 16 : 4;

	nest = mnl_attr_nest_start(msg, CTA_TUPLE_IP);
	mnl_attr_put(msg, flow->six ? CTA_IP_V6_SRC : CTA_IP_V4_SRC, len, from->address);
	mnl_attr_put(msg, flow->six ? CTA_IP_V6_DST : CTA_IP_V4_DST, len, to->address);
	mnl_attr_nest_end(msg, nest);
	nest = mnl_attr_nest_start(msg, CTA_TUPLE_PROTO);
	mnl_attr_put_u8(msg, CTA_PROTO_NUM, flow->tcp ? IPPROTO_TCP : IPPROTO_UDP);
	mnl_attr_put_u16(msg, CTA_PROTO_SRC_PORT, htons(from->port));
	mnl_attr_put_u16(msg, CTA_PROTO_DST_PORT, htons(to->port));
	mnl_attr_nest_end(msg, nest);
	mnl_attr_nest_end(msg, tuple);
}

/* Taken up in the middle: no window is known. */
static void put_tcp(struct nlmsghdr *msg)
{
	const struct nf_ct_tcp_flags flags = {
		.flags = IP_CT_TCP_FLAG_SACK_PERM | IP_CT_TCP_FLAG_BE_LIBERAL,
		.mask = IP_CT_TCP_FLAG_SACK_PERM | IP_CT_TCP_FLAG_BE_LIBERAL,
	};
	struct nlattr *info = mnl_attr_nest_start(msg, CTA_PROTOINFO);
	struct nlattr *tcp = mnl_attr_nest_start(msg, CTA_PROTOINFO_TCP);

	mnl_attr_put_u8(msg, CTA_PROTOINFO_TCP_STATE, TCP_CONNTRACK_ESTABLISHED);
	mnl_attr_put(msg, CTA_PROTOINFO_TCP_FLAGS_ORIGINAL, sizeof(flags), &flags);
	mnl_attr_put(msg, CTA_PROTOINFO_TCP_FLAGS_REPLY, sizeof(flags), &flags);
	mnl_attr_nest_end(msg, tcp);
	mnl_attr_nest_end(msg, info);
}

size_t message_fill(void *at, uint32_t n, bool only4)
{
	struct flow flow = make_flow(n, only4);
	struct nlmsghdr *msg = begin(at, IPCTNL_MSG_CT_NEW, NLM_F_CREATE | NLM_F_EXCL,
				     flow.six ? AF_INET6 : AF_INET);
	uint32_t status = IPS_CONFIRMED | (flow.answered ? IPS_SEEN_REPLY : 0) |
			  (flow.tcp ? IPS_ASSURED : 0);

	put_tuple(msg, CTA_TUPLE_ORIG, &flow, &flow.src, &flow.dst);
	put_tuple(msg, CTA_TUPLE_REPLY, &flow, &flow.dst, &flow.src);
	mnl_attr_put_u32(msg, CTA_STATUS, htonl(status));
	mnl_attr_put_u32(msg, CTA_TIMEOUT, htonl(TIMEOUT));
	if (flow.tcp)
		put_tcp(msg);
	if (n % 200 < 2)
		mnl_attr_put_u32(msg, CTA_MARK, htonl(MARK));
	if (n % 200 >= 198)
		mnl_attr_put_u16(msg, CTA_ZONE, htons(ZONE));
	return MNL_ALIGN(msg->nlmsg_len);
}

static void put_wanted_address(struct nlmsghdr *msg, const struct selection *what)
{
	bool six = what->family == AF_INET6;
	struct nlattr *nest = mnl_attr_nest_start(msg, CTA_TUPLE_IP);

	mnl_attr_put(msg, six ? CTA_IP_V6_SRC : CTA_IP_V4_SRC, six ? 16 : 4, what->address);
	mnl_attr_nest_end(msg, nest);
}

static void put_wanted_protocol(struct nlmsghdr *msg, const struct selection *what)
{
	struct nlattr *nest = mnl_attr_nest_start(msg, CTA_TUPLE_PROTO);

	mnl_attr_put_u8(msg, CTA_PROTO_NUM, what->proto);
	if (what->has & SELECT_DPORT)
		mnl_attr_put_u16(msg, CTA_PROTO_DST_PORT, htons(what->dport));
	mnl_attr_nest_end(msg, nest);
}

static void put_wanted_tuple(struct nlmsghdr *msg, const struct selection *what)
{
	uint32_t bits = (what->has & SELECT_ADDRESS ? FILTER_IP_SRC : 0) |
			(what->has & SELECT_PROTO ? FILTER_PROTO : 0) |
			(what->has & SELECT_DPORT ? FILTER_DPORT : 0);
	struct nlattr *nest = mnl_attr_nest_start(msg, CTA_TUPLE_ORIG);

	if (what->has & SELECT_ADDRESS)
		put_wanted_address(msg, what);
	if (what->has & SELECT_PROTO)
		put_wanted_protocol(msg, what);
	mnl_attr_nest_end(msg, nest);
	nest = mnl_attr_nest_start(msg, CTA_FILTER);
	mnl_attr_put_u32(msg, CTA_FILTER_ORIG_FLAGS, bits);
	mnl_attr_put_u32(msg, CTA_FILTER_REPLY_FLAGS, 0);
	mnl_attr_nest_end(msg, nest);
}

size_t message_dump(void *at, const struct selection *what)
{
	struct nlmsghdr *msg = begin(at, IPCTNL_MSG_CT_GET, NLM_F_DUMP, what->family);

	if (what->has & (SELECT_ADDRESS | SELECT_PROTO))
		put_wanted_tuple(msg, what);
	if (what->has & SELECT_ZONE)
		mnl_attr_put_u16(msg, CTA_ZONE, htons(what->zone));
	if (what->has & SELECT_MARK) {
		mnl_attr_put_u32(msg, CTA_MARK, htonl(what->mark));
		mnl_attr_put_u32(msg, CTA_MARK_MASK, UINT32_MAX);
	}
	return MNL_ALIGN(msg->nlmsg_len);
}

size_t message_delete(void *at, const struct nlmsghdr *listed)
{
	const struct nfgenmsg *nfg = mnl_nlmsg_get_payload(listed);
	struct nlmsghdr *msg = begin(at, IPCTNL_MSG_CT_DELETE, 0, nfg->nfgen_family);
	struct nlattr *attr;

	mnl_attr_for_each(attr, listed, sizeof(*nfg)) {
		uint16_t type = mnl_attr_get_type(attr);

		if (type == CTA_TUPLE_ORIG || type == CTA_ZONE || type == CTA_ID) {
			memcpy(mnl_nlmsg_get_payload_tail(msg), attr, MNL_ALIGN(attr->nla_len));
			msg->nlmsg_len += MNL_ALIGN(attr->nla_len);
		}
	}
	return MNL_ALIGN(msg->nlmsg_len);
}
