/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_ENTRY_H
#define CONNTRACK_CMD_ENTRY_H

#include "cmd/request.h"
#include "cmd/session.h"
#include "net/query.h"

/*
 * A single entry that a command line describes: checked and completed when
 * the line is read, so that nothing is asked of the kernel in vain.
 */

/* Complete the flow or expectation of a request; part of reading the line. */
int entry_complete(struct request *rq, struct error *err);

/* The request to the kernel that a create or add is. */
int entry_put(struct query *query, const struct request *rq, struct error *err);

/* Whether a refusal with ERRNUM may mean that the entry exists and can be updated. */
bool entry_may_revise(int errnum);

/*
 * What an add comes to that the kernel refused with ERRNUM: where the entry exists
 * and is translated alike, an update that adds the status bits and sets the other
 * values; elsewhere that error, explained.
 */
int entry_revise(const struct request *rq, struct session *s, int errnum, struct error *err);

/* Say of a refused create or add what the kernel means by its errno. */
void entry_explain(struct session *s, const struct request *rq, struct error *err);

/* Add to an ENOSPC what it means of labels. */
void entry_explain_labels(struct error *err);

/* Print the flow as it would be, and the summary "1 flow entries WHAT." */
int entry_show(const struct request *rq, struct session *s, const char *what, struct error *err);

#endif
