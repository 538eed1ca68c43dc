/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_OUTPUT_SAVE_H
#define CONNTRACK_OUTPUT_SAVE_H

#include "output/parts.h"

/* What the files of the save format share. */

/* What the pieces of a row are made of. */
struct save_row {
	struct output *out;
	struct buf *b;		/* of it */
	const struct nf_conntrack *flow;
	const uint32_t *status;
	struct tuple orig, reply;
	char verb;
	bool creates;		/* an -A row: it has to be complete */
	bool compat;		/* for the loader of 1.4.x */
	unsigned *left;		/* what was left out for it, by 1 << enum output_left_out */
};

/* The command that a record becomes, by its letter. */
char save_verb(const struct output *out, enum record_cause cause);

static inline void put_option(struct buf *b, const char *option, uint64_t n)
{
	buf_str(b, option);
	buf_u64(b, n);
}

/* An option and its protocol, by name where it has one. */
void put_protocol(struct buf *b, const char *option, uint8_t number);

/*
 * Whether something that 1.4.x cannot load may be written; where not, it is noted
 * that the row lacks it.
 */
bool save_may_say(const struct save_row *row, enum output_left_out kind);

/* Labels, and what only creating a flow can set. */
void save_labels(const struct save_row *row);
void save_creation(const struct save_row *row);

void save_expect(struct output *out, const struct record *rec);

#endif
