/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_FLOWS_H
#define CONNTRACK_CMD_FLOWS_H

#include "cmd/request.h"
#include "cmd/session.h"
#include "model/record.h"
#include "net/query.h"

/*
 * Handed each accepted record, which lives until it returns; -1 ends the walk.
 * Who wants to keep the record copies it and leaves an empty one behind.
 */
typedef int flows_take(struct record *rec, void *into, struct error *err);

/*
 * Walk a table, or the recording that the request names: ask the kernel with as much of the filter as it can judge, judge
 * every answer again, and hand on what the request selects. The session's
 * output looks at the clock once per received block.
 */
int flows_each(const struct request *rq, struct session *s, enum query_kind kind,
	       flows_take *take, void *into, struct error *err);

/*
 * The same of the table of the request for who changes what is handed to it: what has been
 * changed may fit another dump, so that an entry can come several times.
 */
int flows_each_to_change(const struct request *rq, struct session *s, flows_take *take, void *into,
			 struct error *err);

/* What a walk through the table of the request asks for, and what its entries are called in a sentence. */
enum query_kind flows_kind(const struct request *rq);
const char *flows_things(const struct request *rq);

/* Whether the request selects a flow, by its family and its filter. */
bool flows_selected(const struct request *rq, const struct record *rec);

/*
 * Whether a walk that ended with RESULT is to be made once more, by whoever has handed on
 * nothing of it yet, since the table was resized meanwhile. *ROUND begins with 0.
 * Changes repeat their walk by themselves.
 */
bool flows_again(struct session *s, int result, unsigned *round);

/* Notices when the table changed while it was walked, and of entries that nobody could read. */
void flows_caution(struct session *s);

/*
 * The end of a command that shows rows: the footer, then the summary "N flow
 * entries WHAT." RESULT is how the walk ended; after a failure the summary tells
 * what was done before it.
 */
int flows_finish(const struct request *rq, struct session *s, const char *what, int result,
		 struct error *err);

#endif
