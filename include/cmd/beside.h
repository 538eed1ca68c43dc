/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_BESIDE_H
#define CONNTRACK_CMD_BESIDE_H

#include <sys/types.h>

/*
 * Start a process of that NAME beside this one, that does WORK and ends. It hears no
 * signal, its stdin is the other end of *FD, and nothing else is open. Its id, or -1.
 */
pid_t beside_start(const char *name, void (*work)(void), int *fd);

#endif
