/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_BESIDE_H
#define CONNTRACK_CMD_BESIDE_H

/* For a process that was made to work beside this one: FD becomes its stdin, all else is closed; or -1. */
int beside_close_all_but(int fd);

#endif
