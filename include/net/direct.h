/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_NET_DIRECT_H
#define CONNTRACK_NET_DIRECT_H

#include <sys/socket.h>

/*
 * As socket(2) and setsockopt(2), but not through socketcall(2), by which some C libraries
 * call them: that takes its arguments in memory, where no filter of system calls sees them,
 * so that behind the wall of a sandbox it does nothing. For what is done there.
 */
int direct_socket(int domain, int type, int protocol);
int direct_setsockopt(int fd, int level, int name, const void *value, socklen_t len);

#endif
