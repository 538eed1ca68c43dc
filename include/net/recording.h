/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_NET_RECORDING_H
#define CONNTRACK_NET_RECORDING_H

#include "net/pcap.h"

#include <stdint.h>

struct nlmsghdr;

/* Handed a message, which lives until it returns, and its time; -1 ends the walk. */
typedef int recording_take(const struct nlmsghdr *msg, const struct timespec *time, void *into,
			   struct error *err);

/*
 * Walk a pcap file: every message that the kernel sent and that is of FAMILY
 * (AF_UNSPEC: of any), answers and events alike, whatever was asked. The file is
 * read once from front to end and may be a pipe. Damage ends the walk with ERR,
 * behind the messages in front of it. What is inside of a message nobody has
 * looked at.
 */
int recording_each(const char *path, uint8_t family, recording_take *take, void *into,
		   struct error *err);

/* Add a message of the kernel to a recording. */
int recording_add(struct pcap_writer *writer, const struct nlmsghdr *msg,
		  const struct timespec *time, struct error *err);

#endif
