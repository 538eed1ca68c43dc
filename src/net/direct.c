/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/direct.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(SYS_socketcall) && defined(SYS_socket) && defined(SYS_setsockopt)

/* Linux before 4.3 has only socketcall(2) on these machines, where the wall leaves it be. */
int direct_socket(int domain, int type, int protocol)
{
	const long fd = syscall(SYS_socket, domain, type, protocol);

	return fd < 0 && errno == ENOSYS ? socket(domain, type, protocol) : (int)fd;
}

int direct_setsockopt(int fd, int level, int name, const void *value, socklen_t len)
{
	const long result = syscall(SYS_setsockopt, fd, level, name, value, len);

	return result < 0 && errno == ENOSYS ? setsockopt(fd, level, name, value, len) : (int)result;
}

#else

int direct_socket(int domain, int type, int protocol)
{
	return socket(domain, type, protocol);
}

int direct_setsockopt(int fd, int level, int name, const void *value, socklen_t len)
{
	return setsockopt(fd, level, name, value, len);
}

#endif
