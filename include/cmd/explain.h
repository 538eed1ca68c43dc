/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_EXPLAIN_H
#define CONNTRACK_CMD_EXPLAIN_H

#include "cmd/request.h"
#include "cmd/session.h"

/*
 * Carry a request out, or, where it asks for that, explain it: print the tree of
 * its filter, what the kernel would be asked for, and what remains to be judged.
 * Explaining opens no socket.
 */
int request_run(const struct request *rq, struct session *s, struct error *err);

#endif
