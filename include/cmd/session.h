/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_SESSION_H
#define CONNTRACK_CMD_SESSION_H

#include "cmd/kept.h"
#include "model/record.h"
#include "model/timeouts.h"
#include "net/ctnl.h"
#include "output/output.h"

/* What a handler works with: the way to the kernel, stdout, words on stderr. */
struct session {
	const struct wire_source *source;
	struct ctnl *ctnl;	/* each opened by the first who needs it */
	struct ctnl *changes;
	struct output out;
	const struct timeouts *timeouts;	/* what records are told; NULL: nobody asks */
	struct timeouts own_timeouts;
	struct pcap_writer *recorder;	/* what is shown goes there, too; NULL */
	uint64_t damaged;	/* entries of dumps that nobody could read */
	bool resized;		/* the table was, during a walk: entries may have been missed or doubled */
	bool told_missing;	/* that no entry has some field */
	uint64_t selected;	/* records that were found, whatever became of them */
	struct losses losses;	/* what was asked for and not kept */
	struct resolver *resolver;	/* names of addresses; NULL: they are not asked for */
	struct rates *rates;	/* of a table that is watched: what flows grew by; NULL */
	bool loading;		/* the lines of a file: no summaries, and nothing has to match */
};

void session_init(struct session *s, const struct wire_source *source);
/* Signals that were taken over act as before again, so that is the last thing to do. */
void session_release(struct session *s);

/* The conversation with the kernel; NULL with ERR. */
struct ctnl *session_ctnl(struct session *s, struct error *err);

/* Another one, for requests while a dump goes on over the first. */
struct ctnl *session_ctnl_for_changes(struct session *s, struct error *err);

/* End both, in whatever state they are; who needs one opens it anew. */
void session_hang_up(struct session *s);

/* Show a record: on stdout and in the recording that is written, where one is. */
int session_show(struct session *s, const struct record *rec, struct error *err);

/* Hand all of that on now. */
int session_flush(struct session *s, struct error *err);

/*
 * A line on stderr, by itself or behind the program's name and version. Characters
 * that control a terminal are shown as \xNN.
 */
void session_notice(const char *format, ...) __attribute__((format(printf, 1, 2)));
void session_summary(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Say of what was shown what the save format left out of it. */
void session_tell_left_out(const struct session *s);

/* Lines on stderr, as they are: what they quote is escaped already. */
void session_notices(const struct buf *lines);

/* Say which columns the table that is being written had no room for, unless that was said. */
void session_tell_columns(struct session *s);

/* Whether somebody reads stderr on a terminal, or types there what stdin reads. */
bool session_talks_to_a_person(void);
bool session_listens_to_a_person(void);

/* Put a question to who types; true for a yes, false for anything else. */
bool session_asks(const char *question);

#endif
