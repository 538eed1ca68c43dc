/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_NET_PCAP_H
#define CONNTRACK_NET_PCAP_H

#include "base/error.h"
#include "base/stream.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

/*
 * Datagrams of netlink messages in a pcap file, link type 253 (LINKTYPE_NETLINK):
 * each has 16 bytes in front that tell its way and NETLINK_NETFILTER. The file's
 * own numbers may be in either byte order; netlink's are those of the machine
 * that recorded, and must be this one's. A capture of everything that goes through
 * netlink holds other families, too: their datagrams are counted and passed over.
 */
enum { PCAP_DATAGRAM_MAX = 256 * 1024 };

struct pcap_datagram {
	struct timespec time;
	bool request;		/* to the kernel; else from it */
	const void *bytes;	/* aligned for netlink; lives until the next read */
	size_t len;
};

/* The file stays open until close; NULL with ERR when it is no such recording. */
struct pcap_reader;
struct pcap_reader *pcap_reader_open(const char *path, struct error *err);
void pcap_reader_close(struct pcap_reader *reader);

/* 1 with *out filled, 0 at the end, -1 with ERR for a damaged file. */
int pcap_read(struct pcap_reader *reader, struct pcap_datagram *out, struct error *err);

/* Fill ERR: the datagram that was read last is damaged in so far as it WHAT; returns -1. */
int pcap_damaged(const struct pcap_reader *reader, const char *what, struct error *err);

/* Back to the first datagram; -1 with ERR for what cannot seek. */
int pcap_rewind(struct pcap_reader *reader, struct error *err);

/* An existing file is overwritten. Times are kept to the nanosecond. */
struct pcap_writer;
struct pcap_writer *pcap_writer_open(const char *path, struct error *err);
int pcap_write(struct pcap_writer *writer, const struct pcap_datagram *datagram,
	       struct error *err);

/* What ends the waiting for who reads it, where it is a pipe: then ERROR_STALLED. */
void pcap_writer_heed(struct pcap_writer *writer, const struct stop *stop);

/* Let whoever reads the file meanwhile see all that was written. */
int pcap_flush(struct pcap_writer *writer, struct error *err);

/* Frees the writer in any case; -1 with ERR when the file is not whole on disk. */
int pcap_writer_close(struct pcap_writer *writer, struct error *err);

#endif
