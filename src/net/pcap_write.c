/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/pcap.h"
#include "net/pcap_format.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pcap_writer {
	FILE *file;
};

static int write_failed(struct error *err)
{
	return error_failed(err, errno, "cannot write the recording: %s", strerror(errno));
}

static int put(struct pcap_writer *writer, const void *bytes, size_t len, struct error *err)
{
	return fwrite(bytes, 1, len, writer->file) == len ? 0 : write_failed(err);
}

static int put_file_header(struct pcap_writer *writer, struct error *err)
{
	const struct pcap_file_header head = {
		.magic = PCAP_MAGIC_NS,
		.major = 2,
		.minor = 4,
		.snaplen = PCAP_DATAGRAM_MAX,
		.linktype = PCAP_LINKTYPE,
	};

	return put(writer, &head, sizeof(head), err);
}

struct pcap_writer *pcap_writer_open(const char *path, struct error *err)
{
	struct pcap_writer *writer = malloc(sizeof(*writer));

	if (!writer) {
		error_nomem(err);
		return NULL;
	}
	writer->file = fopen(path, "we");
	if (!writer->file) {
		error_failed(err, errno, "cannot open `%s': %s", path, strerror(errno));
		free(writer);
		return NULL;
	}
	if (put_file_header(writer, err) == 0)
		return writer;
	fclose(writer->file);
	free(writer);
	return NULL;
}

int pcap_write(struct pcap_writer *writer, const struct pcap_datagram *datagram,
	       struct error *err)
{
	const struct pcap_cooked_header cooked = {
		.type = htons(datagram->request ? PCAP_TO_KERNEL : PCAP_FROM_KERNEL),
		.hardware = htons(PCAP_ARPHRD_NETLINK),
		.family = htons(NETLINK_NETFILTER),
	};
	const uint32_t len = (uint32_t)(sizeof(cooked) + datagram->len);
	const struct pcap_record_header record = {
		.sec = (uint32_t)datagram->time.tv_sec,
		.fraction = (uint32_t)datagram->time.tv_nsec,
		.len = len,
		.original_len = len,
	};

	if (put(writer, &record, sizeof(record), err) < 0 ||
	    put(writer, &cooked, sizeof(cooked), err) < 0)
		return -1;
	return put(writer, datagram->bytes, datagram->len, err);
}

int pcap_flush(struct pcap_writer *writer, struct error *err)
{
	return fflush(writer->file) == 0 ? 0 : write_failed(err);
}

int pcap_writer_close(struct pcap_writer *writer, struct error *err)
{
	int result = fclose(writer->file) == 0 ? 0 : write_failed(err);

	free(writer);
	return result;
}
