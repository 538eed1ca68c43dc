/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/wire.h"
#include "net/bpf.h"
#include "net/direct.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { PATIENCE_SECONDS = 10 };

struct live {
	struct wire wire;	/* first: a wire is cast to what holds it */
	int fd;
};

static int fd_of(struct wire *w)
{
	return ((struct live *)w)->fd;
}

static ssize_t live_send(struct wire *w, const void *bytes, size_t len)
{
	const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	ssize_t n;

	do {
		n = sendto(fd_of(w), bytes, len, 0, (const void *)&kernel, sizeof(kernel));
	} while (n < 0 && errno == EINTR);
	return n;
}

static ssize_t live_recv(struct wire *w, void *buf, size_t size)
{
	struct sockaddr_nl from;
	socklen_t from_len;
	ssize_t n;

	do {
		from_len = sizeof(from);
		n = recvfrom(fd_of(w), buf, size, MSG_TRUNC, (void *)&from, &from_len);
		if (n < 0)
			return -1;
	} while (from_len != sizeof(from) || from.nl_pid != 0);
	if ((size_t)n <= size)
		return n;
	errno = EMSGSIZE;
	return -1;
}

static int live_join(struct wire *w, unsigned group)
{
	return setsockopt(fd_of(w), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group));
}

/*
 * The kernel answers while a request is sent or the next part of a dump received.
 * So nobody ever waits, unless an answer is lost; then not for ever.
 */
static int limit_patience(int fd)
{
	const struct timeval patience = { .tv_sec = PATIENCE_SECONDS };

	return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
}

/* The forced size passes net.core.rmem_max and takes CAP_NET_ADMIN. */
static int live_set_buffer(struct wire *w, size_t bytes, size_t *granted)
{
	int size = bytes > INT32_MAX / 2 ? INT32_MAX / 2 : (int)bytes;
	socklen_t len = sizeof(size);

	if (setsockopt(fd_of(w), SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0 &&
	    setsockopt(fd_of(w), SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)) < 0)
		return -1;
	if (getsockopt(fd_of(w), SOL_SOCKET, SO_RCVBUF, &size, &len) < 0)
		return -1;
	*granted = (size_t)size;
	return 0;
}

static int live_filter(struct wire *w, struct bpf *program)
{
	const struct sock_fprog prog = { .len = program->len, .filter = program->code };

	return direct_setsockopt(fd_of(w), SOL_SOCKET, SO_ATTACH_FILTER, &prog, sizeof(prog));
}

static int live_drops(struct wire *w, uint32_t *lost)
{
	uint32_t info[SK_MEMINFO_VARS] = { 0 };
	socklen_t len = sizeof(info);

	if (getsockopt(fd_of(w), SOL_SOCKET, SO_MEMINFO, info, &len) < 0)
		return -1;
	*lost = info[SK_MEMINFO_DROPS];
	return 0;
}

static void live_close(struct wire *w)
{
	close(fd_of(w));
	free(w);
}

static const struct wire_ops live_ops = {
	.send = live_send,
	.recv = live_recv,
	.join = live_join,
	.set_buffer = live_set_buffer,
	.filter = live_filter,
	.drops = live_drops,
	.poll_fd = fd_of,
	.close = live_close,
};

static int open_failed(int errnum, struct error *err)
{
	if (errnum == EPROTONOSUPPORT || errnum == EAFNOSUPPORT)
		return error_failed(err, errnum,
				    "Can't open handler: this kernel has no netfilter netlink "
				    "support, try `modprobe nf_conntrack_netlink'");
	return error_failed(err, errnum, "Can't open handler: %s", strerror(errnum));
}

/* The kernel chooses the port. */
static int bind_socket(int fd, uint32_t *portid)
{
	struct sockaddr_nl own = { .nl_family = AF_NETLINK };
	socklen_t len = sizeof(own);

	if (bind(fd, (const void *)&own, len) < 0 || getsockname(fd, (void *)&own, &len) < 0)
		return -1;
	*portid = own.nl_pid;
	return 0;
}

static struct wire *live_open(const struct wire_source *source, struct error *err)
{
	struct live *live = malloc(sizeof(*live));

	(void)source;
	if (!live) {
		error_nomem(err);
		return NULL;
	}
	live->wire.ops = &live_ops;
	live->fd = direct_socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
	if (live->fd >= 0 && bind_socket(live->fd, &live->wire.portid) == 0 && limit_patience(live->fd) == 0)
		return &live->wire;
	open_failed(errno, err);
	if (live->fd >= 0)
		close(live->fd);
	free(live);
	return NULL;
}

const struct wire_source wire_live = { .open = live_open };
