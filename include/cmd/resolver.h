/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_RESOLVER_H
#define CONNTRACK_CMD_RESOLVER_H

#include "model/record.h"

/*
 * The names of addresses, as the machine resolves them: files, DNS and whatever else.
 * A process beside this one does, which has no power and can be kept waiting;
 * this one never is for long. A name that comes late is there for the next row.
 */
struct resolver;

/* Start it, while there is but one thread and all power; NULL when no process is to be had. */
struct resolver *resolver_start(void);
void resolver_stop(struct resolver *r);

/* Ask for the addresses of REC, unless that was done. */
void resolver_want(struct resolver *r, const struct record *rec);

/* Wait until all that was asked for since the last wait is there, but no longer than so many ms. */
void resolver_wait(struct resolver *r, unsigned ms);

/*
 * The names of REC so far; NULL where there is none. They live until the next question.
 */
void resolver_names(struct resolver *r, const struct record *rec, const char *names[NAME_COUNT]);

#endif
