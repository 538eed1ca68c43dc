/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_DELETION_H
#define CONNTRACK_CMD_DELETION_H

#include "cmd/request.h"
#include "cmd/session.h"

/*
 * Delete every flow that the request selects: dumped over one socket, deleted
 * in batches over another, each by its id. With SHOWN, what the kernel confirmed
 * goes to the session's output. A flow that vanished meanwhile is passed over.
 */
int deletion_run(const struct request *rq, struct session *s, bool shown, struct error *err);

#endif
