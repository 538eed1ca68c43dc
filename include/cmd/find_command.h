/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_FIND_COMMAND_H
#define CONNTRACK_CMD_FIND_COMMAND_H

#include "cmd/request.h"

/*
 * What the line of RQ is for: its command and its table. Words that name them are taken
 * off the words.
 */
int find_command(struct request *rq, struct error *err);

#endif
