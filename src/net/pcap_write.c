/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/pcap.h"
#include "base/buf.h"
#include "net/pcap_format.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Written once so many bytes are gathered, or when told to. */
enum { GATHER = 64 * 1024 };

struct pcap_writer {
	int fd;
	struct stop stop;
	struct buf bytes;
};

static int write_failed(int errnum, struct error *err)
{
	return error_failed(err, errnum, "cannot write the recording: %s", strerror(errnum));
}

static void put(struct pcap_writer *writer, const void *bytes, size_t len)
{
	buf_mem(&writer->bytes, bytes, len);
}

static void put_file_header(struct pcap_writer *writer)
{
	const struct pcap_file_header head = {
		.magic = PCAP_MAGIC_NS,
		.major = 2,
		.minor = 4,
		.snaplen = PCAP_DATAGRAM_MAX,
		.linktype = PCAP_LINKTYPE,
	};

	put(writer, &head, sizeof(head));
}

struct pcap_writer *pcap_writer_open(const char *path, struct error *err)
{
	struct pcap_writer *writer = malloc(sizeof(*writer));

	if (!writer) {
		error_nomem(err);
		return NULL;
	}
	*writer = (struct pcap_writer){ .stop = STOP_NEVER, .bytes = BUF_INIT };
	writer->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (writer->fd < 0) {
		error_failed(err, errno, "cannot open `%s': %s", path, strerror(errno));
		free(writer);
		return NULL;
	}
	put_file_header(writer);
	return writer;
}

void pcap_writer_heed(struct pcap_writer *writer, const struct stop *stop)
{
	writer->stop = *stop;
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

	put(writer, &record, sizeof(record));
	put(writer, &cooked, sizeof(cooked));
	put(writer, datagram->bytes, datagram->len);
	return writer->bytes.len < GATHER && !writer->bytes.failed ? 0 : pcap_flush(writer, err);
}

int pcap_flush(struct pcap_writer *writer, struct error *err)
{
	size_t left;
	int failure;

	if (writer->bytes.failed)
		return error_nomem(err);
	failure = stream_write(writer->fd, &writer->stop, writer->bytes.data, writer->bytes.len, &left);
	buf_reset(&writer->bytes);
	if (failure == STREAM_STALLED)
		return error_set(err, ERROR_STALLED, 0, "the reader of the recording stands still; "
				 "the rest was not delivered");
	return failure ? write_failed(failure, err) : 0;
}

int pcap_writer_close(struct pcap_writer *writer, struct error *err)
{
	int result = pcap_flush(writer, err);

	if (close(writer->fd) < 0 && result == 0)
		result = write_failed(errno, err);
	buf_free(&writer->bytes);
	free(writer);
	return result;
}
