/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_NET_DECODE_H
#define CONNTRACK_NET_DECODE_H

#include "base/error.h"
#include "model/record.h"
#include "model/stats.h"

struct nlmsghdr;

/*
 * Messages of ctnetlink to records. A record holds an object of the library;
 * decode_release frees it before the next one.
 *
 * Returns 1 with *out filled, 0 when the message is of no kind asked for or too
 * broken to be a record, -1 with ERR when memory ran out. Every attribute is
 * measured before the library reads it; one that does not fit breaks the
 * message. A flow has a family, a protocol and all four addresses; an
 * expectation has its tuple, mask and master.
 *
 * Events bear sequence number 0, and their cause is what happened; an answer is
 * RECORD_LISTED and has no time: whoever asked knows when that was.
 */
typedef int decode_record(const struct nlmsghdr *msg, struct record *out, struct error *err);
decode_record decode_flow, decode_expect;
void decode_release(struct record *rec);

/* Whether MSG is of the kind that the above make records of, broken or not. */
typedef bool decode_kind(const struct nlmsghdr *msg);
decode_kind decode_is_flow, decode_is_expect;

/*
 * The answer to a question for one record: 1 with *out filled, 0 for no message
 * (the end of a block), -1 with ERR also for what is not that record.
 */
int decode_answer(decode_record *decode, const struct nlmsghdr *msg, struct record *out,
		  struct error *err);

/*
 * Per CPU counters; the table's entries (and limit, 0 if unknown). They
 * return 1 or 0 as above.
 */
int decode_stats(const struct nlmsghdr *msg, struct stats *out);
int decode_table_stats(const struct nlmsghdr *msg, uint32_t *entries, uint32_t *limit);

#endif
