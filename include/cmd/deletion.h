/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_DELETION_H
#define CONNTRACK_CMD_DELETION_H

#include "cmd/request.h"
#include "cmd/session.h"

/*
 * Delete every entry that the request selects: dumped over one socket, deleted
 * in batches over another, each by its id. With SHOWN, what the kernel confirmed
 * goes to the session's output. One that vanished meanwhile is passed over.
 */
int deletion_run(const struct request *rq, struct session *s, bool shown, struct error *err);

/* The same, or a rehearsal of it, of the table that the request is about, as a command of its own. */
int deletion_of_selected(const struct request *rq, struct session *s, struct error *err);

#endif
