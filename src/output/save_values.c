/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/save.h"

#include "base/escape.h"
#include "model/names.h"

#include <arpa/inet.h>

/* What a saved flow has besides its tuples and its state. */

/*
 * A name may be a number and mean another bit, so a bit without a name goes by
 * what no name can be. So do names that a file of commands would not read as one word.
 */
static void put_label(struct buf *b, unsigned bit, const char *name)
{
	if (name && name[0] != '#' && !strpbrk(name, " \t,\""))
		put_plain(b, name);
	else
		put_option(b, LABEL_BIT_PREFIX, bit);
}

void save_labels(const struct save_row *row)
{
	const char *separator = " --label-add ";
	struct label_set set;

	if (!label_set_of(row->flow, &set) || label_set_empty(&set) ||
	    !save_may_say(row, LEFT_OUT_LABELS))
		return;
	for (unsigned bit = 0; bit < LABEL_BITS; bit++) {
		if (!label_set_has(&set, bit))
			continue;
		buf_str(row->b, separator);
		put_label(row->b, bit, label_map_name(row->out->labels, bit));
		separator = ",";
	}
}

/* The connection that a helper expected this one for. */
static void put_master(const struct save_row *row)
{
	const struct nf_conntrack *flow = row->flow;
	const uint8_t *family = nfct_get_attr(flow, ATTR_MASTER_L3PROTO);
	const uint8_t *protonum = nfct_get_attr(flow, ATTR_MASTER_L4PROTO);
	bool v6 = family && *family == FAMILY_IPV6;
	const void *src = nfct_get_attr(flow, v6 ? ATTR_MASTER_IPV6_SRC : ATTR_MASTER_IPV4_SRC);
	const void *dst = nfct_get_attr(flow, v6 ? ATTR_MASTER_IPV6_DST : ATTR_MASTER_IPV4_DST);
	struct buf *b = row->b;

	if (!family || !protonum || !src || !dst || !save_may_say(row, LEFT_OUT_MASTER))
		return;
	buf_lit(b, " --master-src ");
	put_address(b, *family, src);
	buf_lit(b, " --master-dst ");
	put_address(b, *family, dst);
	put_protocol(b, " --master-proto ", *protonum);
	put_option(b, " --master-port-src ", ntohs(nfct_get_attr_u16(flow, ATTR_MASTER_PORT_SRC)));
	put_option(b, " --master-port-dst ", ntohs(nfct_get_attr_u16(flow, ATTR_MASTER_PORT_DST)));
}

/* The kernel takes both or none. */
static void put_scales(const struct save_row *row)
{
	const uint8_t *orig = nfct_get_attr(row->flow, ATTR_TCP_WSCALE_ORIG);
	const uint8_t *reply = nfct_get_attr(row->flow, ATTR_TCP_WSCALE_REPL);

	if (!orig || !reply || !(*orig | *reply) || !save_may_say(row, LEFT_OUT_SCALES))
		return;
	put_option(row->b, " --orig-wscale ", *orig);
	put_option(row->b, " --reply-wscale ", *reply);
}

/* The flags of one direction, unless they are those that a flow in its state has. */
static void put_flags(const struct save_row *row, const char *option, enum nf_conntrack_attr attr)
{
	uint8_t usual = proto_tcp_default_flags(nfct_get_attr_u8(row->flow, ATTR_TCP_STATE));
	const uint8_t *flags = nfct_get_attr(row->flow, attr);

	if (flags && *flags != usual && save_may_say(row, LEFT_OUT_FLAGS))
		put_option(row->b, option, *flags);
}

/* "A:B:C", three attributes in a row, unless all are zero. */
static void put_triple(const struct save_row *row, const char *option, enum output_left_out kind,
		       const enum nf_conntrack_attr attr[3])
{
	uint32_t n[3];

	if (nfct_attr_is_set(row->flow, attr[0]) <= 0)
		return;
	for (int i = 0; i < 3; i++)
		n[i] = nfct_get_attr_u32(row->flow, attr[i]);
	if (!(n[0] | n[1] | n[2]) || !save_may_say(row, kind))
		return;
	put_option(row->b, option, n[0]);
	put_option(row->b, ":", n[1]);
	put_option(row->b, ":", n[2]);
}

static void put_adjustments(const struct save_row *row)
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

	put_triple(row, " --orig-seqadj ", LEFT_OUT_SEQADJ, orig);
	put_triple(row, " --reply-seqadj ", LEFT_OUT_SEQADJ, reply);
	put_triple(row, " --synproxy ", LEFT_OUT_SYNPROXY, synproxy);
}

void save_creation(const struct save_row *row)
{
	const char *helper = nfct_get_attr(row->flow, ATTR_HELPER_NAME);

	if (helper && save_may_say(row, LEFT_OUT_HELPER)) {
		buf_lit(row->b, " --helper ");
		put_quoted(row->b, helper);
	}
	put_master(row);
	if (row->orig.proto == &proto_tcp) {
		put_scales(row);
		put_flags(row, " --orig-flags ", ATTR_TCP_FLAGS_ORIG);
		put_flags(row, " --reply-flags ", ATTR_TCP_FLAGS_REPL);
	}
	put_adjustments(row);
}
