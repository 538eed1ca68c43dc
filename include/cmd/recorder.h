/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_RECORDER_H
#define CONNTRACK_CMD_RECORDER_H

#include "cmd/request.h"
#include "cmd/session.h"

/* Open the recording that the request writes, where it does; it must not be the one it reads. */
int recorder_open(const struct request *rq, struct session *s, struct error *err);

/* Close it. RESULT is how the command ended; -1 also when the file is not whole on disk. */
int recorder_close(struct session *s, int result, struct error *err);

#endif
