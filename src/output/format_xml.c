/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/parts.h"

#include "base/escape.h"
#include "model/names.h"
#include "output/value.h"

/* One element a row, no blanks between elements. */

#define put_open(b, tag) buf_lit((b), "<" tag ">")
#define put_close(b, tag) buf_lit((b), "</" tag ">")
#define put_number(b, tag, n) \
	do { put_open(b, tag); buf_u64((b), (n)); put_close(b, tag); } while (0)
#define put_text(b, tag, s) \
	do { put_open(b, tag); put_xml((b), (s)); put_close(b, tag); } while (0)

/* Nanoseconds, or as the style tells moments. */
#define put_stamp(out, tag, ns) \
	do { \
		put_open(&(out)->text, tag); \
		if ((out)->style.time == OUTPUT_USUAL) \
			buf_u64(&(out)->text, (ns)); \
		else \
			put_moment((out), (ns), 9); \
		put_close(&(out)->text, tag); \
	} while (0)

static const char *const roots[] = {
	[OUTPUT_FLOWS] = "conntrack", [OUTPUT_EXPECTATIONS] = "expect",
	[OUTPUT_STATS] = "stats", [OUTPUT_COUNT] = "stats",
};

static void put_root(struct output *out, const char *start)
{
	buf_str(&out->text, start);
	buf_str(&out->text, roots[out->subject]);
	buf_lit(&out->text, ">\n");
}

static void xml_begin(struct output *out)
{
	put_root(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<");
}

static void xml_end(struct output *out)
{
	put_root(out, "</");
}

static void put_flow_open(struct buf *b, enum record_cause cause)
{
	static const char tag[][24] = {
		[RECORD_LISTED] = "<flow>", [RECORD_DELETED] = "<flow>",
		[RECORD_NEW] = "<flow type=\"new\">",
		[RECORD_UPDATE] = "<flow type=\"update\">",
		[RECORD_DESTROY] = "<flow type=\"destroy\">",
	};

	buf_str(b, tag[cause]);
}

static void put_layer_open(struct buf *b, char layer, uint8_t number, const char *name)
{
	buf_lit(b, "<layer");
	buf_char(b, layer);
	buf_lit(b, " protonum=\"");
	buf_u64(b, number);
	buf_lit(b, "\" protoname=\"");
	buf_str(b, name);
	buf_lit(b, "\">");
}

static void put_addresses(struct buf *b, const struct tuple *t)
{
	put_open(b, "src");
	put_address(b, t->family, t->src);
	buf_lit(b, "</src><dst>");
	put_address(b, t->family, t->dst);
	put_close(b, "dst");
}

static void put_layer4(struct buf *b, const struct tuple *t)
{
	switch (t->proto ? t->proto->shape : PROTO_BARE) {
	case PROTO_PORTS:
		put_number(b, "sport", t->sport);
		put_number(b, "dport", t->dport);
		break;
	case PROTO_ICMP:
		put_number(b, "type", t->type);
		put_number(b, "code", t->code);
		put_number(b, "id", t->id);
		break;
	case PROTO_KEYS:
		buf_lit(b, "<srckey>0x");
		buf_hex(b, t->sport);
		buf_lit(b, "</srckey><dstkey>0x");
		buf_hex(b, t->dport);
		put_close(b, "dstkey");
		break;
	case PROTO_BARE:
		break;
	}
}

static void put_direction(struct buf *b, const char *name, const struct tuple *t,
			  const uint16_t *zone, const struct nfct_attr_grp_ctrs *counters)
{
	buf_lit(b, "<meta direction=\"");
	buf_str(b, name);
	buf_lit(b, "\">");
	put_layer_open(b, '3', t->family, family_name(t->family));
	put_addresses(b, t);
	put_close(b, "layer3");
	put_layer_open(b, '4', t->protonum, protocol_name(t));
	put_layer4(b, t);
	put_close(b, "layer4");
	if (zone)
		put_number(b, "zone", *zone);
	if (counters) {
		buf_lit(b, "<counters><packets>");
		buf_u64(b, counters->packets);
		buf_lit(b, "</packets><bytes>");
		buf_u64(b, counters->bytes);
		buf_lit(b, "</bytes></counters>");
	}
	put_close(b, "meta");
}

/* Both directions show counters when the original one has some. */
static void put_directions(struct buf *b, const struct record *rec)
{
	const struct tuple orig = tuple_orig(rec->flow), reply = tuple_reply(rec, &orig);
	struct nfct_attr_grp_ctrs sent = { 0, 0 }, returned = { 0, 0 };
	bool counted = nfct_get_attr_grp(rec->flow, ATTR_GRP_ORIG_COUNTERS, &sent) == 0;

	if (counted)
		nfct_get_attr_grp(rec->flow, ATTR_GRP_REPL_COUNTERS, &returned);
	put_direction(b, "original", &orig, nfct_get_attr(rec->flow, ATTR_ORIG_ZONE),
		      counted ? &sent : NULL);
	put_direction(b, "reply", &reply, nfct_get_attr(rec->flow, ATTR_REPL_ZONE),
		      counted ? &returned : NULL);
}

static void put_labels(struct output *out, const struct nf_conntrack *flow)
{
	struct buf *b = &out->text;
	uint8_t bits[LABEL_BITS];
	unsigned n = labels_shown(out, flow, bits);

	if (n == 0)
		return;
	put_open(b, "labels");
	for (unsigned i = 0; i < n; i++) {
		const char *name = label_map_name(out->labels, bits[i]);

		if (name)
			put_text(b, "label", name);
		else
			put_number(b, "label", bits[i]);
	}
	put_close(b, "labels");
}

static void put_status(struct buf *b, const uint32_t *status)
{
	if (!status)
		return;
	if (*status & STATUS_ASSURED)
		buf_lit(b, "<assured/>");
	if (!(*status & STATUS_SEEN_REPLY))
		buf_lit(b, "<unreplied/>");
	if (*status & STATUS_OFFLOAD)
		buf_lit(b, "<offload/>");
	if (*status & STATUS_HW_OFFLOAD)
		buf_lit(b, "<hw-offload/>");
}

/* Of a finished flow the whole seconds between, so text may say one more. */
static void put_delta_time(struct output *out, const uint64_t *start, const uint64_t *stop)
{
	uint64_t from, to;

	if (!start)
		return;
	from = stop ? *start : *start / NSEC_PER_SEC * NSEC_PER_SEC;
	to = stop ? *stop : (uint64_t)out->now.tv_sec * NSEC_PER_SEC;
	put_number(&out->text, "deltatime", to > from ? (to - from) / NSEC_PER_SEC : 0);
}

static void put_times(struct output *out, const struct nf_conntrack *flow)
{
	const uint64_t *start = nfct_get_attr(flow, ATTR_TIMESTAMP_START);
	const uint64_t *stop = nfct_get_attr(flow, ATTR_TIMESTAMP_STOP);
	struct buf *b = &out->text;

	if (out->extras & OUTPUT_KTIMESTAMP && (start || stop)) {
		put_open(b, "timestamp");
		if (start)
			put_stamp(out, "start", *start);
		if (stop)
			put_stamp(out, "stop", *stop);
		put_close(b, "timestamp");
	}
	put_delta_time(out, start, stop);
}

/* Nothing when the flow has no such attribute. */
#define put_property(b, tag, flow, attr, type) \
	do { \
		const type *value = nfct_get_attr((flow), (attr)); \
		if (value) \
			put_number(b, tag, *value); \
	} while (0)

static void put_properties(struct output *out, const struct nf_conntrack *flow)
{
	const char *secctx = nfct_get_attr(flow, ATTR_SECCTX), *state = proto_state(flow);
	struct buf *b = &out->text;

	if (state)
		put_text(b, "state", state);
	put_property(b, "timeout", flow, ATTR_TIMEOUT, uint32_t);
	put_property(b, "mark", flow, ATTR_MARK, uint32_t);
	put_labels(out, flow);
	put_property(b, "secmark", flow, ATTR_SECMARK, uint32_t);
	if (secctx)
		put_text(b, "secctx", secctx);
	put_property(b, "zone", flow, ATTR_ZONE, uint16_t);
	put_property(b, "use", flow, ATTR_USE, uint32_t);
	put_property(b, "id", flow, ATTR_ID, uint32_t);
	put_status(b, nfct_get_attr(flow, ATTR_STATUS));
	put_times(out, flow);
}

/* What belongs to neither direction; no element when there is nothing. */
static void put_independent(struct output *out, const struct nf_conntrack *flow)
{
	struct buf *b = &out->text;
	size_t before = b->len, empty;

	buf_lit(b, "<meta direction=\"independent\">");
	empty = b->len;
	put_properties(out, flow);
	if (b->len == empty)
		b->len = before;
	else
		put_close(b, "meta");
}

static void put_when(struct output *out, const struct record *rec)
{
	const struct timespec time = record_time(out, rec);
	time_t seconds = time.tv_sec;
	struct buf *b = &out->text;
	struct tm tm;

	if (out->style.time != OUTPUT_USUAL) {
		put_stamp(out, "when", (uint64_t)time.tv_sec * NSEC_PER_SEC + (uint64_t)time.tv_nsec);
		return;
	}
	if (!localtime_r(&seconds, &tm))
		return;
	put_open(b, "when");
	put_number(b, "hour", (uint64_t)tm.tm_hour);
	put_open(b, "min");
	buf_u64_pad(b, (uint64_t)tm.tm_min, 2);
	buf_lit(b, "</min><sec>");
	buf_u64_pad(b, (uint64_t)tm.tm_sec, 2);
	put_close(b, "sec");
	put_number(b, "wday", (uint64_t)tm.tm_wday + 1);
	put_number(b, "day", (uint64_t)tm.tm_mday);
	put_number(b, "month", (uint64_t)tm.tm_mon + 1);
	put_number(b, "year", (uint64_t)tm.tm_year + 1900);
	put_close(b, "when");
}

static void xml_flow(struct output *out, const struct record *rec)
{
	const char *helper = nfct_get_attr(rec->flow, ATTR_HELPER_NAME);
	struct buf *b = &out->text;

	buf_reserve(b, (size_t)2 * ROW_ROOM);
	put_flow_open(b, rec->cause);
	put_directions(b, rec);
	put_independent(out, rec->flow);
	if (tells_time(out, rec))
		put_when(out, rec);
	if (helper)
		put_text(b, "helper", helper);
	buf_lit(b, "</flow>\n");
}

static void put_expect_meta(struct output *out, const struct record *rec)
{
	const struct nf_expect *exp = rec->expect;
	uint32_t flags = nfexp_get_attr_u32(exp, ATTR_EXP_FLAGS);
	struct buf *b = &out->text;

	put_open(b, "meta");
	if (nfexp_attr_is_set(exp, ATTR_EXP_HELPER_NAME) > 0)
		put_text(b, "helper-name", nfexp_get_attr(exp, ATTR_EXP_HELPER_NAME));
	if (nfexp_attr_is_set(exp, ATTR_EXP_TIMEOUT) > 0)
		put_number(b, "timeout", nfexp_get_attr_u32(exp, ATTR_EXP_TIMEOUT));
	if (nfexp_attr_is_set(exp, ATTR_EXP_CLASS) > 0)
		put_number(b, "class", nfexp_get_attr_u32(exp, ATTR_EXP_CLASS));
	if (nfexp_attr_is_set(exp, ATTR_EXP_ZONE) > 0)
		put_number(b, "zone", nfexp_get_attr_u16(exp, ATTR_EXP_ZONE));
	if (out->extras & OUTPUT_TIMESTAMP || tells_time(out, rec))
		put_when(out, rec);
	if (flags & NF_CT_EXPECT_PERMANENT)
		buf_lit(b, "<permanent/>");
	if (flags & NF_CT_EXPECT_INACTIVE)
		buf_lit(b, "<inactive/>");
	if (flags & NF_CT_EXPECT_USERSPACE)
		buf_lit(b, "<userspace/>");
	put_close(b, "meta");
}

/* One layer of the three tuples. */
static void put_three(struct buf *b, const struct tuple tuple[3],
		      void (*put)(struct buf *b, const struct tuple *t))
{
	put_open(b, "expected");
	put(b, &tuple[0]);
	buf_lit(b, "</expected><mask>");
	put(b, &tuple[1]);
	buf_lit(b, "</mask><master>");
	put(b, &tuple[2]);
	put_close(b, "master");
}

static void xml_expect(struct output *out, const struct record *rec)
{
	const struct tuple tuple[3] = {
		tuple_expect(rec->expect, ATTR_EXP_EXPECTED),
		tuple_expect(rec->expect, ATTR_EXP_MASK),
		tuple_expect(rec->expect, ATTR_EXP_MASTER),
	};
	struct buf *b = &out->text;

	put_flow_open(b, rec->cause);
	put_layer_open(b, '3', tuple->family, family_name(tuple->family));
	put_three(b, tuple, put_addresses);
	put_close(b, "layer3");
	put_layer_open(b, '4', tuple->protonum, protocol_name(tuple));
	put_three(b, tuple, put_layer4);
	put_close(b, "layer4");
	put_expect_meta(out, rec);
	buf_lit(b, "</flow>\n");
}

static void xml_stats(struct output *out, const struct stats *stats)
{
	struct buf *b = &out->text;

	buf_lit(b, "<cpu number=\"");
	put_cpu(b, stats);
	buf_lit(b, "\">");
	for (size_t i = 0; i < stats->count; i++) {
		const char *name = stats->counter[i].name;

		buf_char(b, '<');
		buf_str(b, name);
		buf_char(b, '>');
		buf_u64(b, stats->counter[i].value);
		buf_lit(b, "</");
		buf_str(b, name);
		buf_char(b, '>');
	}
	buf_lit(b, "</cpu>\n");
}

static void xml_count(struct output *out, uint64_t count)
{
	put_number(&out->text, "count", count);
	buf_char(&out->text, '\n');
}

const struct output_format output_xml = {
	.name = "xml", .help = "an XML document, one element a row",
	.begin = xml_begin, .flow = xml_flow, .expect = xml_expect,
	.stats = xml_stats, .count = xml_count, .end = xml_end,
};
