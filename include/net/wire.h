/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_NET_WIRE_H
#define CONNTRACK_NET_WIRE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * The seam between the program and the kernel: datagrams of netlink bytes go
 * out and come in. Behind it stands a socket, a recording, or a test.
 *
 * send and recv return a length, or -1 with errno; recv blocks, returns 0 when
 * nothing will ever come again, and at most SIZE bytes of one datagram, with
 * errno EMSGSIZE when it was longer. A signal ends a recv that waits with EINTR;
 * a send is never left half done. What did not come from the kernel is not
 * handed on. EAGAIN: nothing came for so long that nothing will. poll_fd is a
 * descriptor that turns readable, or -1; made non-blocking it lets recv fail with
 * EAGAIN instead of waiting.
 * Closing is the owner's duty, once.
 */
struct wire;
struct bpf;

struct wire_ops {
	ssize_t (*send)(struct wire *w, const void *bytes, size_t len);
	ssize_t (*recv)(struct wire *w, void *buf, size_t size);
	int (*join)(struct wire *w, unsigned group);	/* enum nfnetlink_groups */
	int (*set_buffer)(struct wire *w, size_t bytes, size_t *granted);
	int (*filter)(struct wire *w, struct bpf *program);	/* what else arrives is not queued */
	int (*drops)(struct wire *w, uint32_t *lost);	/* datagrams lost so far, modulo 2^32 */
	int (*poll_fd)(struct wire *w);
	void (*close)(struct wire *w);
};

struct wire {
	const struct wire_ops *ops;
	uint32_t portid;	/* whom the kernel addresses its answers to */
};

/* Opens a wire; what a session is handed, live or recorded. */
struct wire_source {
	struct wire *(*open)(const struct wire_source *source, struct error *err);
};

/* NETLINK_NETFILTER of this network namespace. */
extern const struct wire_source wire_live;

#endif
