/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/parts.h"

#include "base/escape.h"
#include "model/addr.h"
#include "model/names.h"

#include <arpa/inet.h>

/* Where the library keeps a direction. */
struct side {
	enum nf_conntrack_attr_grp ipv4, ipv6, ports;
};

static const struct side orig_side = {
	ATTR_GRP_ORIG_IPV4, ATTR_GRP_ORIG_IPV6, ATTR_GRP_ORIG_PORT,
};

static const struct side reply_side = {
	ATTR_GRP_REPL_IPV4, ATTR_GRP_REPL_IPV6, ATTR_GRP_REPL_PORT,
};

static void read_addresses(struct tuple *t, const struct nf_conntrack *flow,
			   const struct side *side)
{
	struct nfct_attr_grp_ipv4 ipv4;
	struct nfct_attr_grp_ipv6 ipv6;

	if (t->family == FAMILY_IPV4 && nfct_get_attr_grp(flow, side->ipv4, &ipv4) == 0) {
		memcpy(t->src, &ipv4.src, sizeof(ipv4.src));
		memcpy(t->dst, &ipv4.dst, sizeof(ipv4.dst));
	} else if (t->family == FAMILY_IPV6 && nfct_get_attr_grp(flow, side->ipv6, &ipv6) == 0) {
		memcpy(t->src, ipv6.src, sizeof(ipv6.src));
		memcpy(t->dst, ipv6.dst, sizeof(ipv6.dst));
	}
}

static void read_ports(struct tuple *t, const struct nf_conntrack *flow, const struct side *side)
{
	struct nfct_attr_grp_port ports;

	if (nfct_get_attr_grp(flow, side->ports, &ports) < 0)
		return;
	t->has_l4 = true;
	t->sport = ntohs(ports.sport);
	t->dport = ntohs(ports.dport);
}

static void read_icmp(struct tuple *t, const struct nf_conntrack *flow)
{
	t->has_l4 = nfct_attr_is_set(flow, ATTR_ICMP_TYPE) > 0;
	t->type = nfct_get_attr_u8(flow, ATTR_ICMP_TYPE);
	t->code = nfct_get_attr_u8(flow, ATTR_ICMP_CODE);
	t->id = ntohs(nfct_get_attr_u16(flow, ATTR_ICMP_ID));
}

struct tuple tuple_orig(const struct nf_conntrack *flow)
{
	struct tuple t = {
		.family = nfct_get_attr_u8(flow, ATTR_L3PROTO),
		.protonum = nfct_get_attr_u8(flow, ATTR_L4PROTO),
	};

	t.proto = proto_by_number(t.protonum);
	read_addresses(&t, flow, &orig_side);
	if (t.proto && t.proto->shape == PROTO_ICMP)
		read_icmp(&t, flow);
	else if (t.proto && t.proto->shape != PROTO_BARE)
		read_ports(&t, flow, &orig_side);
	return t;
}

static void turn_icmp(struct tuple *t, const struct record *rec, const struct tuple *orig)
{
	t->has_l4 = orig->has_l4;
	t->type = rec->has_reply_icmp ? rec->reply_icmp_type :
		  (uint8_t)proto_icmp_reply(orig->protonum, orig->type);
	t->code = rec->has_reply_icmp ? rec->reply_icmp_code : orig->code;
	t->id = rec->has_reply_icmp ? rec->reply_icmp_id : orig->id;
}

struct tuple tuple_reply(const struct record *rec, const struct tuple *orig)
{
	struct tuple t = {
		.family = orig->family, .protonum = orig->protonum, .proto = orig->proto,
	};

	read_addresses(&t, rec->flow, &reply_side);
	if (t.proto && t.proto->shape == PROTO_ICMP)
		turn_icmp(&t, rec, orig);
	else if (t.proto && t.proto->shape != PROTO_BARE)
		read_ports(&t, rec->flow, &reply_side);
	return t;
}

/* All zeros when the kernel left the tuple out. */
struct tuple tuple_expect(const struct nf_expect *exp, enum nf_expect_attr which)
{
	const struct nf_conntrack *tuple = nfexp_get_attr(exp, which);

	return tuple ? tuple_orig(tuple) : (struct tuple){ .family = FAMILY_NONE };
}

const char *family_name(uint8_t family)
{
	const char *name = word_name(family_words, family);

	return name ? name : "unknown";
}

const char *protocol_name(const struct tuple *tuple)
{
	return tuple->proto ? tuple->proto->name : "unknown";
}

void put_address(struct buf *b, uint8_t family, const void *bytes)
{
	if (family == FAMILY_IPV4)
		addr_put4(b, bytes);
	else if (family == FAMILY_IPV6)
		addr_put6(b, bytes);
}

unsigned labels_shown(const struct output *out, const struct nf_conntrack *flow,
		      uint8_t bits[LABEL_BITS])
{
	unsigned count = 0;
	struct label_set set;

	/* without a map they have numbers, for whoever asked */
	if ((!out->labels && !(out->extras & OUTPUT_LABELS)) || !label_set_of(flow, &set))
		return 0;
	for (unsigned bit = 0; bit < LABEL_BITS; bit++)
		if (label_set_has(&set, bit))
			bits[count++] = (uint8_t)bit;
	return count;
}

struct timespec record_time(const struct output *out, const struct record *rec)
{
	return record_is_event(rec) ? rec->time : out->now;
}

bool tells_time(const struct output *out, const struct record *rec)
{
	return record_is_event(rec) && (out->extras & OUTPUT_TIMESTAMP || out->style.time != OUTPUT_USUAL);
}

void put_userspace(struct output *out, const struct record *rec)
{
	struct buf *b = &out->text;
	const char *name;

	if (rec->portid == 0 || !record_is_event(rec))
		return;
	buf_lit(b, " [USERSPACE] portid=");
	buf_u64(b, rec->portid);
	name = progname_of(&out->progname, rec->portid, out->now.tv_sec);
	if (!name)
		return;
	buf_lit(b, " progname=");
	put_plain(b, name);
}

void no_frame(struct output *out)
{
	(void)out;
}
