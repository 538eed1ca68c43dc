/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/save.h"

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
	SCTP_LAST_OLD_STATE = 7,	/* SHUTDOWN_ACK_SENT */
	ANY_OFFLOAD = STATUS_OFFLOAD | STATUS_HW_OFFLOAD,
	STAND_IN_TIMEOUT = 30,
};

const char *const output_left_out_words[LEFT_OUT_KINDS] = {
	[LEFT_OUT_LABELS] = "labels",
	[LEFT_OUT_HELPER] = "helpers",
	[LEFT_OUT_MASTER] = "what flow a flow belongs to",
	[LEFT_OUT_SCALES] = "window scales",
	[LEFT_OUT_FLAGS] = "tracking flags",
	[LEFT_OUT_SEQADJ] = "sequence adjustments",
	[LEFT_OUT_SYNPROXY] = "offsets of a SYN proxy",
	[LEFT_OUT_ICMP_ID] = "translated ids of ICMP",
	[LEFT_OUT_STATE] = "states of SCTP, now ESTABLISHED",
	[LEFT_OUT_SECMARK] = "security marks",
	[LEFT_OUT_EXPECTATION] = "expectations",
	[LEFT_OUT_UNSAID] = "expectations that no command makes",
};

char save_verb(const struct output *out, enum record_cause cause)
{
	static const char verbs[] = {
		[RECORD_LISTED] = 'A', [RECORD_NEW] = 'A', [RECORD_UPDATE] = 'U',
		[RECORD_DELETED] = 'D', [RECORD_DESTROY] = 'D',
	}, undo[] = {
		[RECORD_LISTED] = 'A', [RECORD_NEW] = 'D', [RECORD_UPDATE] = 'U',
		[RECORD_DELETED] = 'A', [RECORD_DESTROY] = 'A',
	};

	return (out->extras & OUTPUT_UNDO ? undo : verbs)[cause];
}

bool save_may_say(const struct save_row *row, enum output_left_out kind)
{
	if (row->compat)
		*row->left |= 1U << kind;
	return !row->compat;
}

/* The kernel sends neither timeout nor state of a flow that it offloaded. */
static bool is_offloaded(const struct save_row *row)
{
	return row->status && *row->status & ANY_OFFLOAD;
}

/* What ran out, or came without a timeout, is made again for a while. */
static void put_timeout(const struct save_row *row)
{
	uint32_t timeout = nfct_get_attr_u32(row->flow, ATTR_TIMEOUT);
	bool sent = nfct_attr_is_set(row->flow, ATTR_TIMEOUT) > 0;

	if (row->creates && (is_offloaded(row) || row->out->extras & OUTPUT_UNDO) && !timeout)
		put_option(row->b, " -t ", STAND_IN_TIMEOUT);
	else if (sent)
		put_option(row->b, " -t ", timeout);
}

/* 1.4.x makes no flow that another expected. */
static uint32_t status_to_say(const struct save_row *row)
{
	uint32_t bits = *row->status & LOADABLE_STATUS;

	if (row->creates && row->compat)
		bits &= ~(uint32_t)STATUS_EXPECTED;
	return bits;
}

static void put_status(const struct save_row *row)
{
	const char *separator = " -u ";
	uint32_t bits;

	if (!row->status)
		return;
	bits = status_to_say(row);
	for (const struct word *bit = status_words; *bit->name; bit++) {
		if (!(bits & bit->value))
			continue;
		buf_str(row->b, separator);
		buf_str(row->b, bit->name);
		separator = ",";
	}
	if (!bits)
		buf_lit(row->b, " -u UNSET");
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
static const uint16_t *port_to_name(const struct save_row *row, unsigned nat, enum nat_bit side)
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
static bool id_translated(const struct save_row *row)
{
	return row->reply.proto && row->reply.proto->shape == PROTO_ICMP &&
	       row->reply.id != row->orig.id;
}

/*
 * -g and -n name a translated address, -r and -q any other. With one of -r, -q
 * a load takes the reply tuple as it stands, translated ports included; a port
 * goes with the address only where both sides are translated, so that there
 * is neither, or where the port is all that is translated. What selects has the
 * ports in the reply tuple, and 1.4.x takes none but addresses for translated.
 */
static void put_reply_addresses(const struct save_row *row)
{
	const struct tuple *reply = &row->reply;
	struct buf *b = row->b;
	bool selects = !row->creates, id = id_translated(row) && !selects;
	unsigned nat = selects ? nat_of_addresses(row->flow) :
				 nat_of(row->flow) | (id ? NAT_SRC : 0);
	const uint16_t *src_port = NULL, *dst_port = NULL;

	if (nat & NAT_DST && !selects)
		src_port = port_to_name(row, nat, NAT_DST);
	if (nat & NAT_SRC && !selects)
		dst_port = port_to_name(row, nat, NAT_SRC);

	if (id)
		dst_port = save_may_say(row, LEFT_OUT_ICMP_ID) ? &reply->id : NULL;
	buf_str(b, nat & NAT_DST ? " -g " : " -r ");
	put_endpoint(b, reply->family, reply->src, src_port);
	buf_str(b, nat & NAT_SRC ? " -n " : " -q ");
	put_endpoint(b, reply->family, reply->dst, dst_port);
}

static void put_addresses(const struct save_row *row)
{
	struct buf *b = row->b;

	buf_lit(b, " -s ");
	put_address(b, row->orig.family, row->orig.src);
	buf_lit(b, " -d ");
	put_address(b, row->orig.family, row->orig.dst);
	put_reply_addresses(row);
}

void put_protocol(struct buf *b, const char *option, uint8_t number)
{
	const struct proto *proto = proto_by_number(number);

	buf_str(b, option);
	if (proto)
		buf_str(b, proto->name);
	else
		buf_u64(b, number);
}

static void put_four(const struct save_row *row, const char *const options[4])
{
	struct buf *b = row->b;

	put_option(b, options[0], row->orig.sport);
	put_option(b, options[1], row->orig.dport);
	put_option(b, options[2], row->reply.sport);
	put_option(b, options[3], row->reply.dport);
}

/* A row of -A needs ports, and DCCP has none where the kernel does not track it. */
static void put_layer4(const struct save_row *row)
{
	static const char *const ports[] = {
		" --sport ", " --dport ", " --reply-port-src ", " --reply-port-dst ",
	};
	static const char *const keys[] = {
		" --srckey ", " --dstkey ", " --reply-key-src ", " --reply-key-dst ",
	};
	const struct tuple *orig = &row->orig;
	struct buf *b = row->b;
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
		put_four(row, orig->proto->shape == PROTO_PORTS ? ports : keys);
	}
}

/* 1.4.x crashes over the states of SCTP that it has no names for. */
static bool is_new_state(const struct save_row *row)
{
	return row->orig.proto == &proto_sctp &&
	       nfct_get_attr_u8(row->flow, ATTR_SCTP_STATE) > SCTP_LAST_OLD_STATE;
}

/* The state, or for a row that needs one what stands in for it; NULL: none. */
static const char *state_of(const struct save_row *row)
{
	const char *state = proto_state(row->flow);

	if (state && is_new_state(row) && !save_may_say(row, LEFT_OUT_STATE))
		return "ESTABLISHED";
	if (state || !row->creates)
		return state;
	/* it is offloaded, or ended on a kernel that tells no states then */
	if (row->orig.proto == &proto_tcp || row->orig.proto == &proto_sctp)
		return "ESTABLISHED";
	return row->orig.proto == &proto_dccp ? "NONE" : NULL;
}

/*
 * Verification tags are written with their bytes reversed (on little-endian
 * machines), as they always were, and a load reverses them again: files of
 * either age mean the same. The event of an end has none: 0 is a tag that the
 * kernel has yet to see.
 */
static void put_vtag(const struct save_row *row, const char *option, enum nf_conntrack_attr attr)
{
	const uint32_t *tag = nfct_get_attr(row->flow, attr);

	if (tag || row->creates)
		put_option(row->b, option, tag ? ntohl(*tag) : 0);
}

static void put_session(const struct save_row *row)
{
	struct buf *b = row->b;
	const uint8_t *role = nfct_get_attr(row->flow, ATTR_DCCP_ROLE);
	const char *state = state_of(row);

	if (state) {
		buf_lit(b, " --state ");
		buf_str(b, state);
	}
	if (row->orig.proto == &proto_sctp) {
		put_vtag(row, " --orig-vtag ", ATTR_SCTP_VTAG_ORIG);
		put_vtag(row, " --reply-vtag ", ATTR_SCTP_VTAG_REPL);
	}
	if (row->orig.proto == &proto_dccp && (row->creates || (role && !row->compat)))
		buf_str(b, role && *role ? " --role server" : " --role client");
}

/* What no command takes: whoever loads the row passes over it. */
static void put_comment(const struct save_row *row, const struct record *rec)
{
	uint32_t secmark = nfct_get_attr_u32(row->flow, ATTR_SECMARK);
	bool told = record_is_event(rec) && rec->portid;

	if (secmark && row->verb != 'D' && save_may_say(row, LEFT_OUT_SECMARK))
		put_option(row->b, " # secmark=", secmark);
	else if (told && !row->compat)
		buf_lit(row->b, " #");
	if (!row->compat)
		put_userspace(row->out, rec);
}

/* What a flow is, or is to become, as opposed to which one it is. */
static void put_values(const struct save_row *row)
{
	put_session(row);
	if (nfct_get_attr_u32(row->flow, ATTR_MARK))
		put_attr(row->b, " -m ", row->flow, ATTR_MARK, uint32_t);
	save_labels(row);
	if (row->creates)
		save_creation(row);
}

static void put_row(const struct save_row *row)
{
	struct buf *b = row->b;
	bool identifies = row->verb == 'D';	/* and nothing else */

	buf_char(b, '-');
	buf_char(b, row->verb);
	if (!identifies) {
		put_timeout(row);
		put_status(row);
	}
	put_attr(b, " -w ", row->flow, ATTR_ZONE, uint16_t);
	put_attr(b, " --orig-zone ", row->flow, ATTR_ORIG_ZONE, uint16_t);
	put_attr(b, " --reply-zone ", row->flow, ATTR_REPL_ZONE, uint16_t);
	put_addresses(row);
	put_protocol(b, " -p ", row->orig.protonum);
	put_layer4(row);
	if (!identifies)
		put_values(row);
}

static void count_left_out(struct output *out, unsigned left)
{
	for (; left; left &= left - 1)
		out->left_out[__builtin_ctz(left)]++;
}

static void save_flow(struct output *out, const struct record *rec)
{
	unsigned left = 0;
	const struct tuple orig = tuple_orig(rec->flow);
	const struct save_row row = {
		.out = out, .b = &out->text, .flow = rec->flow,
		.status = nfct_get_attr(rec->flow, ATTR_STATUS),
		.orig = orig, .reply = tuple_reply(rec, &orig),
		.verb = save_verb(out, rec->cause), .creates = save_verb(out, rec->cause) == 'A',
		.compat = out->extras & OUTPUT_COMPAT, .left = &left,
	};

	buf_reserve(row.b, ROW_ROOM);
	put_row(&row);
	put_comment(&row, rec);
	buf_char(row.b, '\n');
	count_left_out(out, left);
}

const struct output_format output_save = {
	.name = "save", .help = "commands that recreate the flows",
	.begin = no_frame, .flow = save_flow, .expect = save_expect,
	.stats = text_stats, .count = text_count, .end = no_frame,
	.comment = "# ",
};
