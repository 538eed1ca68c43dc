/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_MODEL_PREFILTER_H
#define CONNTRACK_MODEL_PREFILTER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What the kernel may be asked to filter a dump by: exact values, all of which
 * an entry must have. Derived from a filter, put into a query; the kernel may
 * ignore any of it. has-flags say which members count.
 */
struct prefilter_tuple {
	bool has_src, has_dst, has_proto, has_sport, has_dport;
	bool has_icmp_type, has_icmp_code, has_icmp_id;
	uint8_t src[16], dst[16];	/* network order, by the query's family */
	uint8_t proto, icmp_type, icmp_code;
	uint16_t sport, dport, icmp_id;	/* host order */
};

struct prefilter {
	bool has_mark, has_status, has_zone;
	uint32_t mark, mark_mask, status, status_mask;
	uint16_t zone;
	struct prefilter_tuple orig, reply;
};

/* Whether the filter asks for anything that needs a single family. */
static inline bool prefilter_needs_family(const struct prefilter *f)
{
	return f->orig.has_src || f->orig.has_dst || f->orig.has_proto ||
	       f->reply.has_src || f->reply.has_dst || f->reply.has_proto;
}

#endif
