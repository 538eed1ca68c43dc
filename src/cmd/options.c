/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/options.h"

#include "cmd/setters.h"
#include "cmd/command.h"

#define ROW(id, letter_, takes_, section_, name_, synonyms_, metavar_, help_, select_, assign_) \
	[OPT_##id] = { \
		.opt = { .name = name_, .synonyms = synonyms_, .letter = letter_, \
			 .takes = takes_, .section = section_, .metavar = metavar_, .help = help_, \
			 .rank = OPT_##id < OPTION_FIRST_L4 ? 0 : OPT_##id <= OPTION_LAST_L4 ? 1 : 2 }, \
		.select = select_, .assign = assign_ }

/* The frequent kinds: options with an argument, by section. */
#define FLOW(id, letter, name, synonyms, metavar, help, select, assign) \
	ROW(id, letter, OPT_ARGUMENT, SECTION_FLOW, name, synonyms, metavar, help, select, assign)
#define L4(id, name, synonyms, metavar, help, select, assign) \
	ROW(id, 0, OPT_ARGUMENT, SECTION_PROTO, name, synonyms, metavar, help, select, assign)
#define EXPECT(id, letter, name, metavar, help, select, assign) \
	ROW(id, letter, OPT_ARGUMENT, SECTION_EXPECT, name, NULL, metavar, help, select, assign)
#define UPDATE(id, letter, name, metavar, help, assign) \
	ROW(id, letter, OPT_ARGUMENT, SECTION_UPDATE, name, NULL, metavar, help, NULL, assign)
#define COMMON(id, letter, name, metavar, help, set) \
	ROW(id, letter, OPT_ARGUMENT, SECTION_COMMON, name, NULL, metavar, help, set, set)
#define SWITCH(id, letter, name, help) \
	ROW(id, letter, OPT_NOTHING, SECTION_COMMON, name, NULL, "", help, set_nothing, set_nothing)
#define NAT(id, letter, name, help, assign) \
	ROW(id, letter, OPT_MAYBE, SECTION_FLOW, name, NULL, "ADDRESS[:PORT]", help, select_nat, assign)

/*
 * Options of a protocol were known only behind -p, and others did not exist: what
 * abbreviates an option of every line goes on to do so.
 *
 * Letters that are no letters exist since scripts may have found them; help
 * does not show them.
 */
const struct option options[OPTION_COUNT] = {
	FLOW(SRC, 's', "src", "orig-src", "ADDRESS",
	     "source address of the original direction, a prefix or a range", select_address, assign_address),
	FLOW(DST, 'd', "dst", "orig-dst", "ADDRESS",
	     "destination address of the original direction, a prefix or a range", select_address, assign_address),
	FLOW(REPLY_SRC, 'r', "reply-src", NULL, "ADDRESS",
	     "source address of the reply direction", select_address, assign_address),
	FLOW(REPLY_DST, 'q', "reply-dst", NULL, "ADDRESS",
	     "destination address of the reply direction", select_address, assign_address),
	FLOW(PROTONUM, 'p', "protonum", "proto", "PROTOCOL",
	     "transport protocol by name or number", select_protocol, assign_protocol),
	FLOW(TIMEOUT, 't', "timeout", NULL, "SECONDS",
	     "time until the entry is dropped; of events: until they end", set_timeout, assign_number),
	FLOW(STATUS, 'u', "status", NULL, "STATUS",
	     "status bits; !NAME: clear", select_status, assign_status),
	SWITCH(ZERO, 'z', "zero", "reset the counters while listing"),
	COMMON(EVENT_MASK, 'e', "event-mask", "EVENTS",
	       "which events: ALL, NEW, UPDATES, DESTROY", set_event_mask),
	EXPECT(TUPLE_SRC, '[', "tuple-src", "ADDRESS",
	       "source address of the expected connection", NULL, assign_address),
	EXPECT(TUPLE_DST, ']', "tuple-dst", "ADDRESS",
	       "destination address of the expected connection", NULL, assign_address),
	EXPECT(MASK_SRC, '{', "mask-src", "ADDRESS",
	       "mask for the source address", select_mask, assign_address),
	EXPECT(MASK_DST, '}', "mask-dst", "ADDRESS",
	       "mask for the destination address", select_mask, assign_address),
	COMMON(NAT_RANGE, 'a', "nat-range", "RANGE", "ignored, for old scripts", set_deprecated),
	FLOW(MARK, 'm', "mark", NULL, "MARK[/MASK]", "connection mark", select_mark, assign_mark),
	FLOW(ID, 'i', "id", NULL, "ID", "the entry's number", select_number, NULL),
	COMMON(FAMILY, 'f', "family", "FAMILY", "network protocol: ipv4, ipv6 or both", select_family),
	NAT(SRC_NAT, 'n', "src-nat", "source translation, to this address", assign_nat),
	NAT(DST_NAT, 'g', "dst-nat", "destination translation, to this address", assign_nat),
	COMMON(OUTPUT, 'o', "output", "FORMAT", "format of the output and what to add to it", set_output),
	FLOW(SECMARK, 'c', "secmark", NULL, "SECMARK", "security mark", select_number, NULL),
	COMMON(BUFFER_SIZE, 'b', "buffer-size", "BYTES", "size of the event socket's buffer", set_buffer_size),
	NAT(ANY_NAT, 'j', "any-nat", "source or destination translation, to this address", NULL),
	FLOW(ZONE, 'w', "zone", NULL, "ZONE", "zone of both directions", select_number, assign_number),
	FLOW(LABEL, 'l', "label", NULL, "LABELS", "labels that are all set", select_label, NULL),
	UPDATE(LABEL_ADD, '<', "label-add", "LABELS", "labels to add", assign_labels),
	ROW(LABEL_DEL, '>', OPT_MAYBE, SECTION_UPDATE, "label-del", NULL, "LABELS",
	    "labels to remove; all without a list", NULL, assign_labels),
	FLOW(ORIG_ZONE, '(', "orig-zone", NULL, "ZONE",
	     "zone of the original direction", select_number, assign_number),
	FLOW(REPLY_ZONE, ')', "reply-zone", NULL, "ZONE",
	     "zone of the reply direction", select_number, assign_number),
	COMMON(LABELMAP, 'M', "labelmap", "FILE", "file with the names of labels", set_labelmap),

	L4(SPORT, "sport", "orig-port-src", "PORT",
	   "source port of the original direction", select_number, assign_number),
	L4(DPORT, "dport", "orig-port-dst", "PORT",
	   "destination port of the original direction", select_number, assign_number),
	L4(REPLY_PORT_SRC, "reply-port-src", NULL, "PORT",
	   "source port of the reply direction", select_number, assign_number),
	L4(REPLY_PORT_DST, "reply-port-dst", NULL, "PORT",
	   "destination port of the reply direction", select_number, assign_number),
	L4(MASK_PORT_SRC, "mask-port-src", NULL, "PORT", "mask for the source port", NULL, assign_number),
	L4(MASK_PORT_DST, "mask-port-dst", NULL, "PORT", "mask for the destination port", NULL, assign_number),
	L4(STATE, "state", NULL, "STATE", "state of the protocol", select_state, assign_state),
	L4(TUPLE_PORT_SRC, "tuple-port-src", NULL, "PORT",
	   "source port of the expected connection", NULL, assign_number),
	L4(TUPLE_PORT_DST, "tuple-port-dst", NULL, "PORT",
	   "destination port of the expected connection", NULL, assign_number),
	L4(ORIG_VTAG, "orig-vtag", NULL, "TAG",
	   "verification tag of the original direction", NULL, assign_number),
	L4(REPLY_VTAG, "reply-vtag", NULL, "TAG",
	   "verification tag of the reply direction", NULL, assign_number),
	L4(ROLE, "role", NULL, "ROLE",
	   "role of the original direction: client or server", NULL, assign_role),
	L4(ICMP_TYPE, "icmp-type", NULL, "TYPE", "type of the ICMP message", select_number, assign_number),
	L4(ICMP_CODE, "icmp-code", NULL, "CODE", "code of the ICMP message", select_number, assign_number),
	L4(ICMP_ID, "icmp-id", NULL, "ID", "id of the ICMP message", select_number, assign_number),
	L4(ICMPV6_TYPE, "icmpv6-type", NULL, "TYPE", "type of the ICMPv6 message", select_number, assign_number),
	L4(ICMPV6_CODE, "icmpv6-code", NULL, "CODE", "code of the ICMPv6 message", select_number, assign_number),
	L4(ICMPV6_ID, "icmpv6-id", NULL, "ID", "id of the ICMPv6 message", select_number, assign_number),
	L4(SRCKEY, "srckey", "orig-key-src", "KEY",
	   "GRE source key of the original direction", select_number, assign_number),
	L4(DSTKEY, "dstkey", "orig-key-dst", "KEY",
	   "GRE destination key of the original direction", select_number, assign_number),
	L4(REPLY_KEY_SRC, "reply-key-src", NULL, "KEY",
	   "GRE source key of the reply direction", select_number, assign_number),
	L4(REPLY_KEY_DST, "reply-key-dst", NULL, "KEY",
	   "GRE destination key of the reply direction", select_number, assign_number),
	L4(MASK_KEY_SRC, "mask-key-src", NULL, "KEY", "mask for the GRE source key", NULL, assign_number),
	L4(MASK_KEY_DST, "mask-key-dst", NULL, "KEY", "mask for the GRE destination key", NULL, assign_number),
	L4(TUPLE_KEY_SRC, "tuple-key-src", NULL, "KEY",
	   "GRE source key of the expected connection", NULL, assign_number),
	L4(TUPLE_KEY_DST, "tuple-key-dst", NULL, "KEY",
	   "GRE destination key of the expected connection", NULL, assign_number),

	UPDATE(HELPER, 0, "helper", "NAME", "helper to watch the flow", assign_helper),
	UPDATE(MASTER_SRC, 0, "master-src", "ADDRESS",
	       "source address of the flow that this one belongs to", assign_address),
	UPDATE(MASTER_DST, 0, "master-dst", "ADDRESS", "its destination address", assign_address),
	UPDATE(MASTER_PROTO, 0, "master-proto", "PROTOCOL", "its transport protocol", assign_protocol),
	UPDATE(MASTER_PORT_SRC, 0, "master-port-src", "PORT", "its source port", assign_number),
	UPDATE(MASTER_PORT_DST, 0, "master-port-dst", "PORT", "its destination port", assign_number),
	UPDATE(ORIG_WSCALE, 0, "orig-wscale", "BITS", "TCP window scale of the original direction", assign_number),
	UPDATE(REPLY_WSCALE, 0, "reply-wscale", "BITS", "TCP window scale of the reply direction", assign_number),
	UPDATE(ORIG_FLAGS, 0, "orig-flags", "FLAGS", "TCP tracking flags of the original direction", assign_flags),
	UPDATE(REPLY_FLAGS, 0, "reply-flags", "FLAGS", "TCP tracking flags of the reply direction", assign_flags),
	UPDATE(ORIG_SEQADJ, 0, "orig-seqadj", "POS:BEFORE:AFTER",
	       "sequence adjustment of the original direction", assign_triple),
	UPDATE(REPLY_SEQADJ, 0, "reply-seqadj", "POS:BEFORE:AFTER",
	       "sequence adjustment of the reply direction", assign_triple),
	UPDATE(SYNPROXY, 0, "synproxy", "ISN:ITS:TSOFF", "offsets of a connection behind a SYN proxy", assign_triple),
	SWITCH(DRY_RUN, 0, "dry-run", "say what would happen and change nothing"),
	SWITCH(OK_IF_NONE, 0, "ok-if-none", "nothing matched is a success"),
	SWITCH(KEEP_GOING, 0, "keep-going", "go on after a line that failed"),
	ROW(COUNT, 0, OPT_OWED, SECTION_COMMON, "count", NULL, "N", "end after so many events or rounds", set_count, NULL),
	ROW(JSON, 'J', OPT_NOTHING, SECTION_COMMON, "json", NULL, "", "short for -o json", set_json, set_json),
	COMMON(COLUMNS, 0, "columns", "FIELDS", "fields to show, in this order; +FIELD: one more", set_columns),
	ROW(NO_HEADER, 0, OPT_NOTHING, SECTION_COMMON, "no-header", NULL, "",
	    "no line of names in front", set_no_header, set_no_header),
	COMMON(COLOR, 0, "color", "WHEN", "colour in tables: auto, always, never", set_color),
	COMMON(TIME, 0, "time", "HOW", "how moments are told: epoch, iso, local, relative", set_time),
	ROW(FILTER_FILE, 0, OPT_ARGUMENT, SECTION_FLOW, "filter-file", NULL, "FILE",
	    "file with an expression or addresses to fit; -: standard input", set_nothing, set_nothing),
	SWITCH(EXPLAIN, 0, "explain", "say what would be selected, and how"),
	COMMON(SORT, 0, "sort", "FIELDS", "largest first; +FIELD: smallest first", set_sort),
	COMMON(LIMIT, 0, "limit", "N", "the first N only", set_limit),
	COMMON(BY, 0, "by", "FIELDS", "count by the values of these fields; ADDRESS/24: by prefix", set_by),
	COMMON(READ, 0, "read", "FILE", "ask this recording instead of the kernel", set_recording),
	COMMON(WRITE, 0, "write", "FILE", "record what is shown, as a pcap file", set_recording),
	SWITCH(TOTAL, 0, "total", "all processors together"),
	SWITCH(NONZERO, 0, "nonzero", "leave out counters that are 0 everywhere"),
	COMMON(WATCH, 0, "watch", "SECONDS", "again and again, with what is added per second", set_watch),
	SWITCH(NO_SANDBOX, 0, "no-sandbox", "keep privileges that listening does not need"),
	SWITCH(YES, 0, "yes", "delete the flow of one's own login without a question"),
	SWITCH(RESYNC, 0, "resync", "after events were lost, read the table and show the difference"),
	SWITCH(QUIET, 0, "quiet", "print nothing when all went well"),
	SWITCH(STRICT, 0, "strict", "a line that matches nothing, or is not kept as it says, is a failure"),
	ROW(MAX, 0, OPT_MAYBE, SECTION_COMMON, "max", NULL, "PERCENT",
	    "how full the table is; status 1 from this percentage on", set_max, NULL),
	ROW(HUMAN, 0, OPT_NOTHING, SECTION_COMMON, "human", NULL, "",
	    "sizes, durations and marks of tables as people write them", set_human, set_human),
	ROW(RESOLVE, 0, OPT_NOTHING, SECTION_COMMON, "resolve", NULL, "",
	    "names of the addresses, as far as they come quickly", set_resolve, NULL),
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
