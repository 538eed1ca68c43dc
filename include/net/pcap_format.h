/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_NET_PCAP_FORMAT_H
#define CONNTRACK_NET_PCAP_FORMAT_H

#include <stdint.h>

/* The bytes of a pcap file; see https://www.tcpdump.org/linktypes/ */
enum {
	PCAP_LINKTYPE = 253,
	PCAP_ARPHRD_NETLINK = 824,
	PCAP_TO_KERNEL = 4,	/* packet types, as on other links: */
	PCAP_FROM_KERNEL = 0,	/* sent by us, sent to us */
};

#define PCAP_MAGIC_US UINT32_C(0xa1b2c3d4)
#define PCAP_MAGIC_NS UINT32_C(0xa1b23c4d)
#define PCAP_MAGIC_NG UINT32_C(0x0a0d0d0a)	/* the younger format */

struct pcap_file_header {
	uint32_t magic;
	uint16_t major, minor;
	uint32_t zone, accuracy, snaplen, linktype;
};

struct pcap_record_header {
	uint32_t sec, fraction, len, original_len;
};

/* In front of the netlink bytes, big endian in any file. */
struct pcap_cooked_header {
	uint16_t type, hardware;
	uint8_t unused[10];
	uint16_t family;
};

#endif
