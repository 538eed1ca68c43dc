/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/parts.h"
#include "output/value.h"

#include "base/escape.h"
#include "model/names.h"

/* The classic rows. Every field brings the blank in front of it. */

static const char event_prefix[][12] = {
	[RECORD_LISTED] = "", [RECORD_DELETED] = "",
	[RECORD_NEW] = "    [NEW] ", [RECORD_UPDATE] = " [UPDATE] ",
	[RECORD_DESTROY] = "[DESTROY] ",
};

static void put_stamp(struct output *out, struct timespec time)
{
	struct buf *b = &out->text;

	buf_char(b, '[');
	if (out->style.time == OUTPUT_USUAL) {
		buf_u64_pad(b, (uint64_t)time.tv_sec, 8);
		buf_char(b, '.');
		buf_u64_pad(b, (uint64_t)time.tv_nsec / 1000, 6);
	} else {
		put_moment(out, (uint64_t)time.tv_sec * NSEC_PER_SEC + (uint64_t)time.tv_nsec, 6);
	}
	buf_lit(b, "]\t");
}

/* "tcp      6" */
static void put_name_and_number(struct buf *b, const char *name, uint8_t number)
{
	buf_left(b, name, 8);
	buf_char(b, ' ');
	buf_u64(b, number);
}

static void put_layer4(struct buf *b, const struct tuple *t)
{
	switch (t->proto ? t->proto->shape : PROTO_BARE) {
	case PROTO_PORTS:
		put_field(b, " sport=", t->sport);
		put_field(b, " dport=", t->dport);
		break;
	case PROTO_ICMP:
		put_field(b, " type=", t->type);
		put_field(b, " code=", t->code);
		put_field(b, " id=", t->id);
		break;
	case PROTO_KEYS:
		buf_lit(b, " srckey=0x");
		buf_hex(b, t->sport);
		buf_lit(b, " dstkey=0x");
		buf_hex(b, t->dport);
		break;
	case PROTO_BARE:
		break;
	}
}

static void put_tuple(struct buf *b, const char *src, const char *dst, const struct tuple *t)
{
	if (t->family == FAMILY_IPV4 || t->family == FAMILY_IPV6) {
		buf_str(b, src);
		put_address(b, t->family, t->src);
		buf_str(b, dst);
		put_address(b, t->family, t->dst);
	}
	put_layer4(b, t);
}

static void put_counters(struct buf *b, const struct nf_conntrack *flow,
			 enum nf_conntrack_attr_grp group)
{
	struct nfct_attr_grp_ctrs counters;

	if (nfct_get_attr_grp(flow, group, &counters) < 0)
		return;
	put_field(b, " packets=", counters.packets);
	put_field(b, " bytes=", counters.bytes);
}

static void put_state(struct buf *b, const struct nf_conntrack *flow)
{
	const char *state = proto_state(flow);

	if (!state)
		return;
	buf_char(b, ' ');
	buf_str(b, state);
}

static void put_assurance(struct buf *b, const uint32_t *status)
{
	if (!status)
		return;
	if (*status & STATUS_HW_OFFLOAD)
		buf_lit(b, " [HW_OFFLOAD]");
	else if (*status & STATUS_OFFLOAD)
		buf_lit(b, " [OFFLOAD]");
	else if (*status & STATUS_ASSURED)
		buf_lit(b, " [ASSURED]");
}

static void put_name_attr(struct buf *b, const char *label, const char *name)
{
	if (!name)
		return;
	buf_str(b, label);
	put_plain(b, name);
}

/* Whole seconds on both sides, so that it agrees with [start=] and [stop=]. */
static void put_delta_time(struct output *out, const uint64_t *start, const uint64_t *stop)
{
	int64_t from, to;

	if (!start)
		return;
	from = (int64_t)(*start / NSEC_PER_SEC);
	to = stop ? (int64_t)(*stop / NSEC_PER_SEC) : out->now.tv_sec;
	put_field(&out->text, " delta-time=", to > from ? (uint64_t)(to - from) : 0);
}

static void put_ctime(struct buf *b, uint64_t stamp)
{
	time_t seconds = (time_t)(stamp / NSEC_PER_SEC);
	struct tm tm;
	char text[32];

	if (localtime_r(&seconds, &tm) && asctime_r(&tm, text))
		buf_mem(b, text, strcspn(text, "\n"));
}

static void put_kernel_time(struct output *out, const char *label, const uint64_t *stamp)
{
	if (!stamp)
		return;
	buf_str(&out->text, label);
	if (out->style.time == OUTPUT_USUAL)
		put_ctime(&out->text, *stamp);
	else
		put_moment(out, *stamp, 9);
	buf_char(&out->text, ']');
}

static void put_times(struct output *out, const struct nf_conntrack *flow)
{
	const uint64_t *start = nfct_get_attr(flow, ATTR_TIMESTAMP_START);
	const uint64_t *stop = nfct_get_attr(flow, ATTR_TIMESTAMP_STOP);

	put_delta_time(out, start, stop);
	if (!(out->extras & OUTPUT_KTIMESTAMP))
		return;
	put_kernel_time(out, " [start=", start);
	put_kernel_time(out, " [stop=", stop);
}

static void put_labels(struct output *out, const struct nf_conntrack *flow)
{
	struct buf *b = &out->text;
	uint8_t bits[LABEL_BITS];
	unsigned n = labels_shown(out, flow, bits);

	for (unsigned i = 0; i < n; i++) {
		const char *name = label_map_name(out->labels, bits[i]);

		buf_str(b, i ? "," : " labels=");
		if (name)
			put_plain(b, name);
		else
			buf_u64(b, bits[i]);
	}
}

static void put_tail(struct output *out, const struct nf_conntrack *flow)
{
	struct buf *b = &out->text;

	put_attr(b, " mark=", flow, ATTR_MARK, uint32_t);
	put_attr(b, " secmark=", flow, ATTR_SECMARK, uint32_t);
	put_name_attr(b, " secctx=", nfct_get_attr(flow, ATTR_SECCTX));
	put_attr(b, " zone=", flow, ATTR_ZONE, uint16_t);
	put_times(out, flow);
	put_name_attr(b, " helper=", nfct_get_attr(flow, ATTR_HELPER_NAME));
	put_attr(b, " use=", flow, ATTR_USE, uint32_t);
	if (out->extras & OUTPUT_ID)
		put_attr(b, " id=", flow, ATTR_ID, uint32_t);
	put_labels(out, flow);
}

static void text_flow(struct output *out, const struct record *rec)
{
	const struct nf_conntrack *flow = rec->flow;
	const uint32_t *status = nfct_get_attr(flow, ATTR_STATUS);
	const struct tuple orig = tuple_orig(flow), reply = tuple_reply(rec, &orig);
	struct buf *b = &out->text;

	buf_reserve(b, ROW_ROOM);
	if (tells_time(out, rec))
		put_stamp(out, rec->time);
	buf_str(b, event_prefix[rec->cause]);
	if (out->extras & OUTPUT_EXTENDED) {
		put_name_and_number(b, family_name(orig.family), orig.family);
		buf_char(b, ' ');
	}
	put_name_and_number(b, protocol_name(&orig), orig.protonum);
	put_attr(b, " ", flow, ATTR_TIMEOUT, uint32_t);
	put_state(b, flow);
	put_tuple(b, " src=", " dst=", &orig);
	put_attr(b, " zone-orig=", flow, ATTR_ORIG_ZONE, uint16_t);
	put_counters(b, flow, ATTR_GRP_ORIG_COUNTERS);
	if (status && !(*status & STATUS_SEEN_REPLY))
		buf_lit(b, " [UNREPLIED]");
	put_tuple(b, " src=", " dst=", &reply);
	put_attr(b, " zone-reply=", flow, ATTR_REPL_ZONE, uint16_t);
	put_counters(b, flow, ATTR_GRP_REPL_COUNTERS);
	put_assurance(b, status);
	put_tail(out, flow);
	put_userspace(out, rec);
	buf_char(b, '\n');
}

static void put_expect_flags(struct buf *b, uint32_t flags)
{
	const char *separator = " ";

	for (const struct word *flag = expect_flag_words; *flag->name; flag++) {
		if (!(flags & flag->value))
			continue;
		buf_str(b, separator);
		buf_str(b, flag->name);
		separator = ",";
	}
}

void text_expect(struct output *out, const struct record *rec)
{
	const struct nf_expect *exp = rec->expect;
	const struct tuple expected = tuple_expect(exp, ATTR_EXP_EXPECTED);
	const struct tuple mask = tuple_expect(exp, ATTR_EXP_MASK);
	const struct tuple master = tuple_expect(exp, ATTR_EXP_MASTER);
	struct buf *b = &out->text;

	if (out->extras & OUTPUT_TIMESTAMP || tells_time(out, rec))
		put_stamp(out, record_time(out, rec));
	buf_str(b, event_prefix[rec->cause]);
	if (nfexp_attr_is_set(exp, ATTR_EXP_TIMEOUT) > 0) {
		buf_u64(b, nfexp_get_attr_u32(exp, ATTR_EXP_TIMEOUT));
		buf_char(b, ' ');
	}
	put_field(b, "proto=", expected.protonum);
	put_tuple(b, " src=", " dst=", &expected);
	put_tuple(b, " mask-src=", " mask-dst=", &mask);
	put_tuple(b, " master-src=", " master-dst=", &master);
	if (nfexp_attr_is_set(exp, ATTR_EXP_ZONE) > 0)
		put_field(b, " zone=", nfexp_get_attr_u16(exp, ATTR_EXP_ZONE));
	put_expect_flags(b, nfexp_get_attr_u32(exp, ATTR_EXP_FLAGS));
	if (nfexp_attr_is_set(exp, ATTR_EXP_CLASS) > 0)
		put_field(b, " class=", nfexp_get_attr_u32(exp, ATTR_EXP_CLASS));
	if (nfexp_attr_is_set(exp, ATTR_EXP_HELPER_NAME) > 0)
		put_name_attr(b, " helper=", nfexp_get_attr(exp, ATTR_EXP_HELPER_NAME));
	buf_char(b, '\n');
}

void put_cpu(struct buf *b, const struct stats *stats)
{
	if (stats->total)
		buf_lit(b, "total");
	else
		buf_u64(b, stats->cpu);
}

void text_stats(struct output *out, const struct stats *stats)
{
	struct buf *b = &out->text;
	size_t start;

	if (out->reading) {
		buf_lit(b, "time=");
		put_moment(out, out->reading, 3);
		buf_char(b, ' ');
	}
	start = b->len + sizeof("cpu=") - 1;
	buf_lit(b, "cpu=");
	put_cpu(b, stats);
	while (!b->failed && b->len < start + 4)
		buf_char(b, ' ');
	buf_char(b, '\t');
	for (size_t i = 0; i < stats->count; i++) {
		put_plain(b, stats->counter[i].name);
		put_field(b, "=", stats->counter[i].value);
		buf_char(b, ' ');
	}
	buf_char(b, '\n');
}

void text_count(struct output *out, uint64_t count)
{
	buf_u64(&out->text, count);
	buf_char(&out->text, '\n');
}

const struct output_format output_text = {
	.name = "text", .help = "the classic rows",
	.begin = no_frame, .flow = text_flow, .expect = text_expect,
	.stats = text_stats, .count = text_count, .end = no_frame,
	.comment = "# ",
};
