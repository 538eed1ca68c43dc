/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_NET_MESSAGE_H
#define CONNTRACK_NET_MESSAGE_H

#include <libmnl/libmnl.h>
#include <stdbool.h>
#include <stddef.h>

/* The largest errno that the kernel answers with. */
enum { MESSAGE_ERRNO_MAX = 4095 };

/*
 * The messages of a datagram of which LEFT bytes remain. libmnl's own walk
 * takes a length of 2 GiB and more for a good one and then stands still.
 */
static inline bool message_fits(const struct nlmsghdr *msg, size_t left)
{
	return left >= MNL_NLMSG_HDRLEN && msg->nlmsg_len >= MNL_NLMSG_HDRLEN &&
	       msg->nlmsg_len <= left;
}

/* What is behind the head of MSG, which fits; asked of every flow. */
static inline const void *message_payload(const struct nlmsghdr *msg)
{
	return (const char *)msg + MNL_NLMSG_HDRLEN;
}

static inline size_t message_payload_len(const struct nlmsghdr *msg)
{
	return msg->nlmsg_len - MNL_NLMSG_HDRLEN;
}

/* The one behind MSG, which fits; the last need not be padded. */
static inline const struct nlmsghdr *message_next(const struct nlmsghdr *msg, size_t *left)
{
	const size_t space = MNL_ALIGN(msg->nlmsg_len);

	*left = space < *left ? *left - space : 0;
	return (const void *)((const char *)msg + space);
}

#endif
