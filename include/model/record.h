/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_MODEL_RECORD_H
#define CONNTRACK_MODEL_RECORD_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct nf_conntrack;
struct nf_expect;
struct nlmsghdr;
struct timeouts;

/* How a record came about; output words and save verbs follow from it. */
enum record_cause {
	RECORD_LISTED,		/* a dump, a get, the result of an update */
	RECORD_DELETED,		/* what a delete removed */
	RECORD_NEW, RECORD_UPDATE, RECORD_DESTROY,	/* events */
};

/* Why an event is told. */
enum record_via {
	VIA_KERNEL,		/* the kernel did */
	VIA_RESYNC,		/* it was found by reading the table after some were lost */
	VIA_SELECTION,		/* an end: the flow goes on and is no longer what is selected */
};

enum record_rate { RATE_ORIG_PACKETS, RATE_ORIG_BYTES, RATE_REPLY_PACKETS, RATE_REPLY_BYTES, RATE_COUNT };

enum record_name { NAME_ORIG_SRC, NAME_ORIG_DST, NAME_REPLY_SRC, NAME_REPLY_DST, NAME_COUNT };

/*
 * One row of a table or one event. Exactly one of flow and expect is set; both
 * are borrowed and live until the callback that was handed the record returns.
 */
struct record {
	enum record_cause cause;
	const struct nf_conntrack *flow;
	const struct nf_expect *expect;
	const struct nlmsghdr *message;	/* what it was read from; gone with the callback, or NULL */
	enum record_via via;	/* events */
	const struct timeouts *timeouts;	/* of the kernel it came from; NULL: nobody asked */
	uint32_t portid;	/* events: netlink port of who caused it, 0 the kernel */

	/*
	 * When the event happened: the kernel's stamp, else its arrival. Of a row
	 * of a table: when it was read, or 0.
	 */
	struct timespec time;

	/* The reply tuple's ICMP values, which the library does not hand out. */
	bool has_reply_icmp;
	uint8_t reply_icmp_type, reply_icmp_code;
	uint16_t reply_icmp_id;		/* host order */

	/* Of the addresses, where names are asked for: NAME_COUNT of them, NULL where there is none. */
	const char *const *names;

	/* Of a table that is read again and again: what was added per second since the last time. */
	bool has_rate;
	uint64_t rate[RATE_COUNT];
};

static inline bool record_is_event(const struct record *rec)
{
	return rec->cause >= RECORD_NEW;
}

#endif
