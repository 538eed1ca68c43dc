/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/options.h"

#include "cmd/builder.h"
#include "cmd/command.h"

#define ROW(id, letter_, takes_, section_, name_, synonyms_, metavar_, help_) \
	[OPT_##id].opt = { .name = name_, .synonyms = synonyms_, .letter = letter_, \
			   .takes = takes_, .section = section_, \
			   .metavar = metavar_, .help = help_ }

#define FLOW(id, letter, name, synonyms, metavar, help, setter) \
	ROW(id, letter, OPT_ARGUMENT, SECTION_FLOW, name, synonyms, metavar, help), \
	[OPT_##id].select = setter

#define L4(id, name, synonyms, metavar, help, setter) \
	ROW(id, 0, OPT_ARGUMENT, SECTION_PROTO, name, synonyms, metavar, help), \
	[OPT_##id].select = setter

#define NAT(id, letter, name, help) \
	ROW(id, letter, OPT_MAYBE, SECTION_FLOW, name, NULL, "ADDRESS[:PORT]", help), \
	[OPT_##id].select = select_nat

#define EXPECT(id, letter, name, metavar, help) \
	ROW(id, letter, OPT_ARGUMENT, SECTION_EXPECT, name, NULL, metavar, help)

/*
 * Letters that are no letters exist since scripts may have found them; help
 * does not show them.
 */
const struct option options[OPTION_COUNT] = {
	FLOW(SRC, 's', "src", "orig-src", "ADDRESS", "source address of the original direction, or a prefix", select_address),
	FLOW(DST, 'd', "dst", "orig-dst", "ADDRESS", "destination address of the original direction, or a prefix", select_address),
	FLOW(REPLY_SRC, 'r', "reply-src", NULL, "ADDRESS", "source address of the reply direction", select_address),
	FLOW(REPLY_DST, 'q', "reply-dst", NULL, "ADDRESS", "destination address of the reply direction", select_address),
	FLOW(PROTONUM, 'p', "protonum", "proto", "PROTOCOL", "transport protocol by name or number", select_protocol),
	FLOW(TIMEOUT, 't', "timeout", NULL, "SECONDS", "time until the entry is dropped", select_number),
	FLOW(STATUS, 'u', "status", NULL, "STATUS", "status bits; !NAME: clear", select_status),
	ROW(ZERO, 'z', OPT_NOTHING, SECTION_COMMON, "zero", NULL, NULL, "reset the counters while listing"),
	[OPT_ZERO].select = set_nothing,
	ROW(EVENT_MASK, 'e', OPT_ARGUMENT, SECTION_COMMON, "event-mask", NULL, "EVENTS", "which events: ALL, NEW, UPDATES, DESTROY"),
	[OPT_EVENT_MASK].select = set_event_mask,
	EXPECT(TUPLE_SRC, '[', "tuple-src", "ADDRESS", "source address of the expected connection"),
	EXPECT(TUPLE_DST, ']', "tuple-dst", "ADDRESS", "destination address of the expected connection"),
	EXPECT(MASK_SRC, '{', "mask-src", "ADDRESS", "mask for the source address"),
	[OPT_MASK_SRC].select = select_mask,
	EXPECT(MASK_DST, '}', "mask-dst", "ADDRESS", "mask for the destination address"),
	[OPT_MASK_DST].select = select_mask,
	ROW(NAT_RANGE, 'a', OPT_ARGUMENT, SECTION_COMMON, "nat-range", NULL, "RANGE", "ignored, for old scripts"),
	[OPT_NAT_RANGE].select = set_deprecated,
	FLOW(MARK, 'm', "mark", NULL, "MARK[/MASK]", "connection mark", select_mark),
	FLOW(ID, 'i', "id", NULL, "ID", "the entry's number", select_number),
	ROW(FAMILY, 'f', OPT_ARGUMENT, SECTION_COMMON, "family", NULL, "FAMILY", "network protocol: ipv4 or ipv6"),
	[OPT_FAMILY].select = select_family,
	NAT(SRC_NAT, 'n', "src-nat", "source translation, to this address"),
	NAT(DST_NAT, 'g', "dst-nat", "destination translation, to this address"),
	ROW(OUTPUT, 'o', OPT_ARGUMENT, SECTION_COMMON, "output", NULL, "FORMAT", "format of the output and what to add to it"),
	[OPT_OUTPUT].select = set_output,
	FLOW(SECMARK, 'c', "secmark", NULL, "SECMARK", "security mark", select_number),
	ROW(BUFFER_SIZE, 'b', OPT_ARGUMENT, SECTION_COMMON, "buffer-size", NULL, "BYTES", "size of the event socket's buffer"),
	[OPT_BUFFER_SIZE].select = set_buffer_size,
	NAT(ANY_NAT, 'j', "any-nat", "source or destination translation, to this address"),
	FLOW(ZONE, 'w', "zone", NULL, "ZONE", "zone of both directions", select_number),
	FLOW(LABEL, 'l', "label", NULL, "LABELS", "labels that are all set", select_label),
	ROW(LABEL_ADD, '<', OPT_ARGUMENT, SECTION_UPDATE, "label-add", NULL, "LABELS", "labels to add"),
	ROW(LABEL_DEL, '>', OPT_MAYBE, SECTION_UPDATE, "label-del", NULL, "LABELS", "labels to remove; all without a list"),
	FLOW(ORIG_ZONE, '(', "orig-zone", NULL, "ZONE", "zone of the original direction", select_number),
	FLOW(REPLY_ZONE, ')', "reply-zone", NULL, "ZONE", "zone of the reply direction", select_number),
	ROW(LABELMAP, 'M', OPT_ARGUMENT, SECTION_COMMON, "labelmap", NULL, "FILE", "file with the names of labels"),
	[OPT_LABELMAP].select = set_labelmap,

	L4(SPORT, "sport", "orig-port-src", "PORT", "source port of the original direction", select_number),
	L4(DPORT, "dport", "orig-port-dst", "PORT", "destination port of the original direction", select_number),
	L4(REPLY_PORT_SRC, "reply-port-src", NULL, "PORT", "source port of the reply direction", select_number),
	L4(REPLY_PORT_DST, "reply-port-dst", NULL, "PORT", "destination port of the reply direction", select_number),
	L4(MASK_PORT_SRC, "mask-port-src", NULL, "PORT", "mask for the source port", NULL),
	L4(MASK_PORT_DST, "mask-port-dst", NULL, "PORT", "mask for the destination port", NULL),
	L4(STATE, "state", NULL, "STATE", "state of the protocol", select_state),
	L4(TUPLE_PORT_SRC, "tuple-port-src", NULL, "PORT", "source port of the expected connection", NULL),
	L4(TUPLE_PORT_DST, "tuple-port-dst", NULL, "PORT", "destination port of the expected connection", NULL),
	L4(ORIG_VTAG, "orig-vtag", NULL, "TAG", "verification tag of the original direction", NULL),
	L4(REPLY_VTAG, "reply-vtag", NULL, "TAG", "verification tag of the reply direction", NULL),
	L4(ROLE, "role", NULL, "ROLE", "role of the original direction: client or server", NULL),
	L4(ICMP_TYPE, "icmp-type", NULL, "TYPE", "type of the ICMP message", select_number),
	L4(ICMP_CODE, "icmp-code", NULL, "CODE", "code of the ICMP message", select_number),
	L4(ICMP_ID, "icmp-id", NULL, "ID", "id of the ICMP message", select_number),
	L4(ICMPV6_TYPE, "icmpv6-type", NULL, "TYPE", "type of the ICMPv6 message", select_number),
	L4(ICMPV6_CODE, "icmpv6-code", NULL, "CODE", "code of the ICMPv6 message", select_number),
	L4(ICMPV6_ID, "icmpv6-id", NULL, "ID", "id of the ICMPv6 message", select_number),
	L4(SRCKEY, "srckey", "orig-key-src", "KEY", "GRE source key of the original direction", select_number),
	L4(DSTKEY, "dstkey", "orig-key-dst", "KEY", "GRE destination key of the original direction", select_number),
	L4(REPLY_KEY_SRC, "reply-key-src", NULL, "KEY", "GRE source key of the reply direction", select_number),
	L4(REPLY_KEY_DST, "reply-key-dst", NULL, "KEY", "GRE destination key of the reply direction", select_number),
	L4(MASK_KEY_SRC, "mask-key-src", NULL, "KEY", "mask for the GRE source key", NULL),
	L4(MASK_KEY_DST, "mask-key-dst", NULL, "KEY", "mask for the GRE destination key", NULL),
	L4(TUPLE_KEY_SRC, "tuple-key-src", NULL, "KEY", "GRE source key of the expected connection", NULL),
	L4(TUPLE_KEY_DST, "tuple-key-dst", NULL, "KEY", "GRE destination key of the expected connection", NULL),
};

size_t option_parser_rows(const struct opt *rows[PARSER_ROWS_MAX])
{
	size_t n = 0;

	for (; n < OPTION_COUNT; n++)
		rows[n] = &options[n].opt;
	for (const struct verb *const *v = verbs; *v && n < PARSER_ROWS_MAX; v++)
		rows[n++] = &(*v)->opt;
	return n;
}
