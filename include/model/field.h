/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_MODEL_FIELD_H
#define CONNTRACK_MODEL_FIELD_H

#include "base/words.h"
#include "model/addr.h"
#include "model/field_table.h"
#include "model/label.h"
#include "model/record.h"

#include <stdbool.h>
#include <stdint.h>

/* How a field's value is held, compared and written. */
enum field_type {
	FIELD_NUMBER,		/* number */
	FIELD_PORT,		/* number; service names are understood */
	FIELD_BYTES,		/* number; sizes with K, M, G, T */
	FIELD_SECONDS,		/* number; durations with s, m, h, d */
	FIELD_PERCENT,		/* number of tenths */
	FIELD_SPAN,		/* number of nanoseconds; durations likewise */
	FIELD_TIME,		/* number of nanoseconds since 1970 */
	FIELD_ADDRESS,		/* addr */
	FIELD_TEXT,		/* text */
	FIELD_WORD,		/* text, one of a known few */
	FIELD_BITS,		/* number, a set of the bits in words */
	FIELD_LABELS,		/* labels */
};

struct value {
	union {
		uint64_t number;
		struct addr addr;
		const char *text;	/* borrowed from the record or static */
		struct label_set labels;
	};
};

/* Where a field is shown unless columns are chosen: everywhere but ... */
enum field_trait {
	FIELD_OF_EVENTS = 1 << 0,	/* in events only */
	FIELD_DETAIL = 1 << 1,		/* nowhere */
	FIELD_IN_LIST = 1 << 2,		/* in a table too, which has little room: of what is there ... */
	FIELD_IN_EVENTS = 1 << 3,	/* ... and of what happens */
	FIELD_IN_TABLE = FIELD_IN_LIST | FIELD_IN_EVENTS,
	FIELD_OF_ENDS = 1 << 4,		/* where there is one: only what has ended has it */
	FIELD_OF_WATCH = 1 << 7,	/* where a table is read again and again only */
	FIELD_OF_NAMES = 1 << 8,	/* where addresses are resolved only */

	FIELD_HEX = 1 << 6,		/* no such place: people write it in hexadecimal */
	FIELD_OCTAL = 1 << 5,		/* no such place: a leading 0 makes a number octal */
};

/* The object of the library in which a getter looks; its own business. */
enum field_part { PART_FLOW, PART_EXPECTED, PART_MASK, PART_MASTER, PART_NAT };

/*
 * A named property of a record; its name is its path in JSON. Whatever reads
 * or writes properties by name does it through these rows.
 */
struct field {
	char name[24];			/* in the row: a pointer takes time at every start */
	enum field_type type;
	const char *unit;		/* NULL: none */
	const char *help;		/* one line */
	const struct word *words;	/* FIELD_BITS: the names of the bits; FIELD_WORD: all, or NULL */
	bool zero_if_absent;		/* comparisons take a missing value for 0 */
	unsigned short traits;		/* enum field_trait */
	unsigned char part;		/* enum field_part */
	int attr, attr6;		/* what the getter looks for */
	const char *sysctl;		/* without which the kernel sends no flow's; NULL: none */

	/* false: the kernel did not send it, and *out is untouched */
	bool (*get)(const struct field *field, const struct record *rec, struct value *out);
};

enum field_id {
	FIELD_ID_EVENT, FIELD_ID_TIME,
	FIELD_ID_FAMILY, FIELD_ID_PROTO, FIELD_ID_PROTONUM, FIELD_ID_STATE,
	FIELD_ID_CTSTATE, FIELD_ID_TIMEOUT, FIELD_ID_IDLE,
	FIELD_ID_ORIG_SRC, FIELD_ID_ORIG_DST, FIELD_ID_ORIG_SPORT, FIELD_ID_ORIG_DPORT,
	FIELD_ID_ORIG_SRCNAME, FIELD_ID_ORIG_DSTNAME,
	FIELD_ID_ORIG_TYPE, FIELD_ID_ORIG_CODE, FIELD_ID_ORIG_ID,
	FIELD_ID_ORIG_SRCKEY, FIELD_ID_ORIG_DSTKEY, FIELD_ID_ORIG_VTAG,
	FIELD_ID_ORIG_PACKETS, FIELD_ID_ORIG_BYTES, FIELD_ID_ORIG_ZONE,
	FIELD_ID_ORIG_WSCALE, FIELD_ID_ORIG_FLAGS,
	FIELD_ID_REPLY_SRC, FIELD_ID_REPLY_DST, FIELD_ID_REPLY_SPORT, FIELD_ID_REPLY_DPORT,
	FIELD_ID_REPLY_SRCNAME, FIELD_ID_REPLY_DSTNAME,
	FIELD_ID_REPLY_TYPE, FIELD_ID_REPLY_CODE, FIELD_ID_REPLY_ID,
	FIELD_ID_REPLY_SRCKEY, FIELD_ID_REPLY_DSTKEY, FIELD_ID_REPLY_VTAG,
	FIELD_ID_REPLY_PACKETS, FIELD_ID_REPLY_BYTES, FIELD_ID_REPLY_ZONE,
	FIELD_ID_REPLY_WSCALE, FIELD_ID_REPLY_FLAGS,
	FIELD_ID_PACKETS, FIELD_ID_BYTES,
	FIELD_ID_RATE_PACKETS, FIELD_ID_RATE_BYTES,
	FIELD_ID_RATE_ORIG_PACKETS, FIELD_ID_RATE_ORIG_BYTES,
	FIELD_ID_RATE_REPLY_PACKETS, FIELD_ID_RATE_REPLY_BYTES,
	FIELD_ID_NAT, FIELD_ID_STATUS, FIELD_ID_MARK, FIELD_ID_SECMARK, FIELD_ID_SECCTX,
	FIELD_ID_ZONE, FIELD_ID_LABELS, FIELD_ID_HELPER, FIELD_ID_ROLE,
	FIELD_ID_START, FIELD_ID_STOP, FIELD_ID_AGE,
	FIELD_ID_USE, FIELD_ID_ID, FIELD_ID_PORTID, FIELD_ID_VIA,
	FIELD_COUNT,
};

/* Those of flows by their id, and behind them those of expectations, which are known by name. */
extern const struct field fields[];

/* The field of the numbers that FIELD, of words, has names for: protocols; else FIELD. */
const struct field *field_numbers(const struct field *field);

/* Where ROW of a table, or of an alias in it, is among all fields. */
static inline unsigned field_place(const struct field_table *table, unsigned row)
{
	return row + (table == &expect_fields ? FIELD_COUNT : 0);
}

#endif
