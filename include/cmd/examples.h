/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_EXAMPLES_H
#define CONNTRACK_CMD_EXAMPLES_H

#include "base/buf.h"
#include "cmd/command.h"

/* Put the examples of VERB, each a line that a shell takes as it is and one that says what it does; NULL: all. */
void examples_put(struct buf *out, const struct verb *verb);

#endif
