/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_OUTPUT_PARTS_H
#define CONNTRACK_OUTPUT_PARTS_H

#include "model/proto.h"
#include "output/output.h"

#include <libnetfilter_conntrack/libnetfilter_conntrack.h>

/*
 * What the formats share: reading a flow, and pieces of text. A flow's getters
 * return NULL for what the kernel did not send, so one call asks and reads.
 */

/* Room that nearly every row fits in; a format reserves it once a row. */
enum { ROW_ROOM = 1024 };

/* One direction of a flow, or one of the tuples of an expectation. */
struct tuple {
	uint8_t family, protonum;
	const struct proto *proto;	/* NULL: the tool has no name for it */
	uint8_t src[16], dst[16];	/* network order, zeros where not sent */
	bool has_l4;			/* the fields below were sent */
	uint16_t sport, dport;		/* host order; the keys of GRE */
	uint8_t type, code;		/* ICMP */
	uint16_t id;			/* ICMP, host order */
};

struct tuple tuple_orig(const struct nf_conntrack *flow);
struct tuple tuple_reply(const struct record *rec, const struct tuple *orig);
struct tuple tuple_expect(const struct nf_expect *exp, enum nf_expect_attr which);

/* "unknown" where the tool has no name. */
const char *family_name(uint8_t family);
const char *protocol_name(const struct tuple *tuple);

/* An address of FAMILY; nothing for a family without addresses. */
void put_address(struct buf *b, uint8_t family, const void *bytes);

/* A literal and a number. */
#define put_field(b, literal, n) \
	do { buf_lit((b), literal); buf_u64((b), (n)); } while (0)

/* The same with an attribute of TYPE; nothing when the flow has none. */
#define put_attr(b, literal, flow, attr, type) \
	do { \
		const type *value = nfct_get_attr((flow), (attr)); \
		if (value) \
			put_field((b), literal, *value); \
	} while (0)

/*
 * The labels that a row shows: all of them, the nameless by their number, so that
 * none vanishes. Returns how many; none without a map.
 */
unsigned labels_shown(const struct output *out, const struct nf_conntrack *flow,
		      uint8_t bits[LABEL_BITS]);

enum { NSEC_PER_SEC = 1000000000 };

/* When a record happened: events know, everything else happens now. */
struct timespec record_time(const struct output *out, const struct record *rec);

/* Whether an event tells its time: it was asked for, or how to tell it was. */
bool tells_time(const struct output *out, const struct record *rec);

/* " [USERSPACE] ..." for an event that a program caused. */
void put_userspace(struct output *out, const struct record *rec);

/* Slots that formats borrow from the text format. */
void text_expect(struct output *out, const struct record *rec);
/* The number of the CPU that STATS is of, or "total". */
void put_cpu(struct buf *b, const struct stats *stats);

void text_stats(struct output *out, const struct stats *stats);
void text_count(struct output *out, uint64_t count);

/* begin or end of a format that has neither header nor footer. */
void no_frame(struct output *out);

#endif
