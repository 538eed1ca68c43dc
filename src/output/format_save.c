/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/parts.h"

#include "base/escape.h"
#include "model/names.h"
#include "model/nat.h"

#include <arpa/inet.h>

/*
 * Rows that can be loaded again. The historic part comes first and is spelled
 * as ever; what it cannot say follows, and only where a loaded flow would
 * otherwise differ.
 */

enum {
	LOADABLE_STATUS = STATUS_EXPECTED | STATUS_SEEN_REPLY | STATUS_ASSURED |
			  STATUS_FIXED_TIMEOUT,
	ANY_OFFLOAD = STATUS_OFFLOAD | STATUS_HW_OFFLOAD,
	OFFLOAD_TIMEOUT = 30,
};

/* What the pieces of a row are made of. */
struct row {
	const struct nf_conntrack *flow;
	const uint32_t *status;
	struct tuple orig, reply;
	bool creates;		/* an -A row: it has to be complete */
};

static char verb(enum record_cause cause)
{
	static const char verbs[] = {
		[RECORD_LISTED] = 'A', [RECORD_NEW] = 'A', [RECORD_UPDATE] = 'U',
		[RECORD_DELETED] = 'D', [RECORD_DESTROY] = 'D',
	};

	return verbs[cause];
}

static void put_option(struct buf *b, const char *option, uint64_t n)
{
	buf_str(b, option);
	buf_u64(b, n);
}

/* The kernel sends neither timeout nor state of a flow that it offloaded. */
static bool is_offloaded(const struct row *row)
{
	return row->status && *row->status & ANY_OFFLOAD;
}

static void put_timeout(struct buf *b, const struct row *row)
{
	if (nfct_attr_is_set(row->flow, ATTR_TIMEOUT) > 0)
		put_attr(b, " -t ", row->flow, ATTR_TIMEOUT, uint32_t);
	else if (row->creates && is_offloaded(row))
		put_option(b, " -t ", OFFLOAD_TIMEOUT);
}

static void put_status(struct buf *b, const struct row *row)
{
	const char *separator = " -u ";

	if (!row->status)
		return;
	for (const struct word *bit = status_words; *bit->name; bit++) {
		if (!(*row->status & LOADABLE_STATUS & bit->value))
			continue;
		buf_str(b, separator);
		buf_str(b, bit->name);
		separator = ",";
	}
	if (!(*row->status & LOADABLE_STATUS))
		buf_lit(b, " -u UNSET");
}

/* "A", or "A:PORT", "[A]:PORT" */
static void put_endpoint(struct buf *b, uint8_t family, const void *address, const uint16_t *port)
{
	bool brackets = port && family == FAMILY_IPV6;

	if (brackets)
		buf_char(b, '[');
	put_address(b, family, address);
	if (brackets)
		buf_char(b, ']');
	if (port)
		put_option(b, ":", *port);
}

/* The reply's port, or GRE key, where an address has to bring it along. */
static const uint16_t *port_to_name(const struct row *row, unsigned nat, enum nat_bit side)
{
	const struct tuple *orig = &row->orig, *reply = &row->reply;
	unsigned needed = nat == (NAT_SRC | NAT_DST) ? nat : nat & ~nat_of_addresses(row->flow);

	if (!(needed & side) || !reply->proto ||
	    (reply->proto->shape != PROTO_PORTS && reply->proto->shape != PROTO_KEYS))
		return NULL;
	if (side == NAT_SRC)
		return reply->dport != orig->sport ? &reply->dport : NULL;
	return reply->sport != orig->dport ? &reply->sport : NULL;
}

/* To the kernel the id of an ICMP message is what a source port is to others. */
static bool id_translated(const struct row *row)
{
	return row->reply.proto && row->reply.proto->shape == PROTO_ICMP &&
	       row->reply.id != row->orig.id;
}

/*
 * -g and -n name a translated address, -r and -q any other. With one of -r, -q
 * a load takes the reply tuple as it stands, translated ports included; a port
 * goes with the address only where both sides are translated, so that there
 * is neither, or where the port is all that is translated.
 */
static void put_reply_addresses(struct buf *b, const struct row *row)
{
	const struct tuple *reply = &row->reply;
	unsigned nat = nat_of(row->flow) | (id_translated(row) ? NAT_SRC : 0);
	const uint16_t *src_port = nat & NAT_DST ? port_to_name(row, nat, NAT_DST) : NULL;
	const uint16_t *dst_port = nat & NAT_SRC ? port_to_name(row, nat, NAT_SRC) : NULL;

	if (id_translated(row))
		dst_port = &reply->id;
	buf_str(b, nat & NAT_DST ? " -g " : " -r ");
	put_endpoint(b, reply->family, reply->src, src_port);
	buf_str(b, nat & NAT_SRC ? " -n " : " -q ");
	put_endpoint(b, reply->family, reply->dst, dst_port);
}

static void put_addresses(struct buf *b, const struct row *row)
{
	buf_lit(b, " -s ");
	put_address(b, row->orig.family, row->orig.src);
	buf_lit(b, " -d ");
	put_address(b, row->orig.family, row->orig.dst);
	put_reply_addresses(b, row);
}

static void put_protocol(struct buf *b, const char *option, uint8_t number)
{
	const struct proto *proto = proto_by_number(number);

	buf_str(b, option);
	if (proto)
		buf_str(b, proto->name);
	else
		buf_u64(b, number);
}

static void put_four(struct buf *b, const char *const options[4], const struct row *row)
{
	put_option(b, options[0], row->orig.sport);
	put_option(b, options[1], row->orig.dport);
	put_option(b, options[2], row->reply.sport);
	put_option(b, options[3], row->reply.dport);
}

/* A row of -A needs ports, and DCCP has none where the kernel does not track it. */
static void put_layer4(struct buf *b, const struct row *row)
{
	static const char *const ports[] = {
		" --sport ", " --dport ", " --reply-port-src ", " --reply-port-dst ",
	};
	static const char *const keys[] = {
		" --srckey ", " --dstkey ", " --reply-key-src ", " --reply-key-dst ",
	};
	const struct tuple *orig = &row->orig;
	const char *icmp = orig->proto == &proto_icmp ? " --icmp" : " --icmpv6";

	if (!orig->proto || orig->proto->shape == PROTO_BARE || !(orig->has_l4 || row->creates))
		return;
	if (orig->proto->shape == PROTO_ICMP) {
		buf_str(b, icmp);
		put_option(b, "-type ", orig->type);
		buf_str(b, icmp);
		put_option(b, "-code ", orig->code);
		buf_str(b, icmp);
		put_option(b, "-id ", orig->id);
	} else {
		put_four(b, orig->proto->shape == PROTO_PORTS ? ports : keys, row);
	}
}

/* The state, or for a row that needs one what stands in for it; NULL: none. */
static const char *state_of(const struct row *row)
{
	const char *state = proto_state(row->flow);

	if (state || !row->creates)
		return state;
	if (row->orig.proto == &proto_tcp && is_offloaded(row))
		return "ESTABLISHED";
	return row->orig.proto == &proto_dccp ? "NONE" : NULL;
}

/*
 * Verification tags are written with their bytes reversed (on little-endian
 * machines), as they always were, and a load reverses them again: files of
 * either age mean the same.
 */
static void put_vtag(struct buf *b, const char *option, const uint32_t *tag)
{
	if (tag)
		put_option(b, option, ntohl(*tag));
}

static void put_session(struct buf *b, const struct row *row)
{
	const uint8_t *role = nfct_get_attr(row->flow, ATTR_DCCP_ROLE);
	const char *state = state_of(row);

	if (state) {
		buf_lit(b, " --state ");
		buf_str(b, state);
	}
	if (row->orig.proto == &proto_sctp) {
		put_vtag(b, " --orig-vtag ", nfct_get_attr(row->flow, ATTR_SCTP_VTAG_ORIG));
		put_vtag(b, " --reply-vtag ", nfct_get_attr(row->flow, ATTR_SCTP_VTAG_REPL));
	}
	if (row->orig.proto == &proto_dccp && (role || row->creates))
		buf_str(b, role && *role ? " --role server" : " --role client");
}

/* Names that a file of commands would not read as one word are left to their numbers. */
static void put_labels(struct buf *b, const struct nf_conntrack *flow, const struct label_map *map)
{
	const char *separator = " --label-add ";
	struct label_set set;

	if (!label_set_of(flow, &set))
		return;
	for (unsigned bit = 0; bit < LABEL_BITS; bit++) {
		const char *name = label_map_name(map, bit);

		if (!label_set_has(&set, bit))
			continue;
		buf_str(b, separator);
		if (name && name[0] != '#' && !strpbrk(name, " \t,\""))
			put_plain(b, name);
		else
			buf_u64(b, bit);
		separator = ",";
	}
}

/* The connection that a helper expected this one for. */
static void put_master(struct buf *b, const struct nf_conntrack *flow)
{
	const uint8_t *family = nfct_get_attr(flow, ATTR_MASTER_L3PROTO);
	const uint8_t *protonum = nfct_get_attr(flow, ATTR_MASTER_L4PROTO);
	bool v6 = family && *family == FAMILY_IPV6;
	const void *src = nfct_get_attr(flow, v6 ? ATTR_MASTER_IPV6_SRC : ATTR_MASTER_IPV4_SRC);
	const void *dst = nfct_get_attr(flow, v6 ? ATTR_MASTER_IPV6_DST : ATTR_MASTER_IPV4_DST);

	if (!family || !protonum || !src || !dst)
		return;
	buf_lit(b, " --master-src ");
	put_address(b, *family, src);
	buf_lit(b, " --master-dst ");
	put_address(b, *family, dst);
	put_protocol(b, " --master-proto ", *protonum);
	put_option(b, " --master-port-src ", ntohs(nfct_get_attr_u16(flow, ATTR_MASTER_PORT_SRC)));
	put_option(b, " --master-port-dst ", ntohs(nfct_get_attr_u16(flow, ATTR_MASTER_PORT_DST)));
}

static void put_unless(struct buf *b, const char *option, const uint8_t *value, uint8_t usual)
{
	if (value && *value != usual)
		put_option(b, option, *value);
}

/* The kernel takes both or none. */
static void put_scales(struct buf *b, const uint8_t *orig, const uint8_t *reply)
{
	if (!orig || !reply || !(*orig | *reply))
		return;
	put_option(b, " --orig-wscale ", *orig);
	put_option(b, " --reply-wscale ", *reply);
}

static void put_window(struct buf *b, const struct nf_conntrack *flow)
{
	uint8_t usual = proto_tcp_default_flags(nfct_get_attr_u8(flow, ATTR_TCP_STATE));

	put_scales(b, nfct_get_attr(flow, ATTR_TCP_WSCALE_ORIG),
		   nfct_get_attr(flow, ATTR_TCP_WSCALE_REPL));
	put_unless(b, " --orig-flags ", nfct_get_attr(flow, ATTR_TCP_FLAGS_ORIG), usual);
	put_unless(b, " --reply-flags ", nfct_get_attr(flow, ATTR_TCP_FLAGS_REPL), usual);
}

/* "A:B:C", three attributes in a row, unless all are zero. */
static void put_triple(struct buf *b, const char *option, const struct nf_conntrack *flow,
		       const enum nf_conntrack_attr attr[3])
{
	uint32_t n[3];

	if (nfct_attr_is_set(flow, attr[0]) <= 0)
		return;
	for (int i = 0; i < 3; i++)
		n[i] = nfct_get_attr_u32(flow, attr[i]);
	if (!(n[0] | n[1] | n[2]))
		return;
	put_option(b, option, n[0]);
	put_option(b, ":", n[1]);
	put_option(b, ":", n[2]);
}

static void put_adjustments(struct buf *b, const struct nf_conntrack *flow)
{
	static const enum nf_conntrack_attr orig[] = {
		ATTR_ORIG_NAT_SEQ_CORRECTION_POS, ATTR_ORIG_NAT_SEQ_OFFSET_BEFORE,
		ATTR_ORIG_NAT_SEQ_OFFSET_AFTER,
	};
	static const enum nf_conntrack_attr reply[] = {
		ATTR_REPL_NAT_SEQ_CORRECTION_POS, ATTR_REPL_NAT_SEQ_OFFSET_BEFORE,
		ATTR_REPL_NAT_SEQ_OFFSET_AFTER,
	};
	static const enum nf_conntrack_attr synproxy[] = {
		ATTR_SYNPROXY_ISN, ATTR_SYNPROXY_ITS, ATTR_SYNPROXY_TSOFF,
	};

	put_triple(b, " --orig-seqadj ", flow, orig);
	put_triple(b, " --reply-seqadj ", flow, reply);
	put_triple(b, " --synproxy ", flow, synproxy);
}

/* What only creating a flow can set. */
static void put_creation(struct buf *b, const struct row *row)
{
	const char *helper = nfct_get_attr(row->flow, ATTR_HELPER_NAME);

	if (helper) {
		buf_lit(b, " --helper ");
		put_quoted(b, helper);
	}
	put_master(b, row->flow);
	if (row->orig.proto == &proto_tcp)
		put_window(b, row->flow);
	put_adjustments(b, row->flow);
}

static void save_flow(struct output *out, const struct record *rec)
{
	const struct tuple orig = tuple_orig(rec->flow);
	const struct row row = {
		.flow = rec->flow,
		.status = nfct_get_attr(rec->flow, ATTR_STATUS),
		.orig = orig, .reply = tuple_reply(rec, &orig),
		.creates = verb(rec->cause) == 'A',
	};
	struct buf *b = &out->text;

	buf_reserve(b, ROW_ROOM);
	buf_char(b, '-');
	buf_char(b, verb(rec->cause));
	put_timeout(b, &row);
	put_status(b, &row);
	put_attr(b, " -c ", rec->flow, ATTR_SECMARK, uint32_t);
	put_attr(b, " -w ", rec->flow, ATTR_ZONE, uint16_t);
	put_attr(b, " --orig-zone ", rec->flow, ATTR_ORIG_ZONE, uint16_t);
	put_attr(b, " --reply-zone ", rec->flow, ATTR_REPL_ZONE, uint16_t);
	put_addresses(b, &row);
	put_protocol(b, " -p ", row.orig.protonum);
	put_layer4(b, &row);
	put_session(b, &row);
	if (verb(rec->cause) != 'D') {
		if (nfct_get_attr_u32(rec->flow, ATTR_MARK))
			put_attr(b, " -m ", rec->flow, ATTR_MARK, uint32_t);
		put_labels(b, rec->flow, out->labels);
	}
	if (row.creates)
		put_creation(b, &row);
	put_userspace(out, rec);
	buf_char(b, '\n');
}

const struct output_format output_save = {
	.name = "save", .help = "commands that recreate the flows",
	.begin = no_frame, .flow = save_flow, .expect = text_expect,
	.stats = text_stats, .count = text_count, .end = no_frame,
};
