/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/proto.h"

#include "base/number.h"
#include "config.h"

#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <netdb.h>
#include <strings.h>

const struct proto *const protos[] = {
	&proto_tcp, &proto_udp, &proto_udplite, &proto_sctp, &proto_dccp,
	&proto_icmp, &proto_icmpv6, &proto_gre, NULL,
};

const struct proto *proto_by_number(uint8_t number)
{
	for (const struct proto *const *p = protos; *p; p++)
		if ((*p)->number == number)
			return *p;
	return NULL;
}

const struct proto *proto_by_name(const char *name)
{
	for (const struct proto *const *p = protos; *p; p++)
		if (strcasecmp((*p)->name, name) == 0)
			return *p;
	return strcasecmp(name, "icmp6") == 0 ? &proto_icmpv6 : NULL;
}

#ifdef HAVE_GETPROTOBYNAME_R

static bool database_number(const char *name, uint8_t *number)
{
	struct protoent result, *found = NULL;
	char space[4096];

	if (getprotobyname_r(name, &result, space, sizeof(space), &found) != 0 || !found)
		return false;
	*number = (uint8_t)found->p_proto;
	return true;
}

#else

/* Of what one process has one of; only the first thread reads names. */
static bool database_number(const char *name, uint8_t *number)
{
	const struct protoent *found = getprotobyname(name);

	if (!found)
		return false;
	*number = (uint8_t)found->p_proto;
	return true;
}

#endif

int proto_parse(const char *text, uint8_t *number, const struct proto **own, struct error *err)
{
	uint64_t n;

	*own = proto_by_name(text);
	if (*own) {
		*number = (*own)->number;
		return 0;
	}
	if (number_parse(text, NUMBER_C, UINT8_MAX, &n)) {
		*number = (uint8_t)n;
		*own = proto_by_number(*number);
		return 0;
	}
	if (*text && database_number(text, number))
		return 0;
	return error_usage(err, "`%s' unsupported protocol", text);
}

const char *proto_state(const struct nf_conntrack *flow)
{
	const struct proto *proto = proto_by_number(nfct_get_attr_u8(flow, ATTR_L4PROTO));
	const char *name;

	if (!proto || !proto->states ||
	    !nfct_attr_is_set(flow, (enum nf_conntrack_attr)proto->state_attr))
		return NULL;
	name = word_name(proto->states,
			 nfct_get_attr_u8(flow, (enum nf_conntrack_attr)proto->state_attr));
	return name ? name : proto->states[0].name;
}

struct icmp_pair { uint8_t request, reply; };

static const struct icmp_pair icmp4_pairs[] = { { 8, 0 }, { 13, 14 }, { 15, 16 }, { 17, 18 } };
static const struct icmp_pair icmp6_pairs[] = { { 128, 129 }, { 139, 140 } };

int proto_icmp_reply(uint8_t protonum, uint8_t type)
{
	bool v6 = protonum == proto_icmpv6.number;
	const struct icmp_pair *pairs = v6 ? icmp6_pairs : icmp4_pairs;
	size_t n = v6 ? sizeof(icmp6_pairs) / sizeof(*pairs) : sizeof(icmp4_pairs) / sizeof(*pairs);

	for (size_t i = 0; i < n; i++) {
		if (pairs[i].request == type)
			return pairs[i].reply;
		if (pairs[i].reply == type)
			return pairs[i].request;
	}
	return -1;
}
