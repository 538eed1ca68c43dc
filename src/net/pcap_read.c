/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/message.h"
#include "net/pcap.h"
#include "net/pcap_format.h"

#include <arpa/inet.h>
#include <byteswap.h>
#include <errno.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NS_PER_SECOND = 1000000000 };

struct pcap_reader {
	FILE *file;
	bool swapped;		/* the file's byte order is not ours */
	uint32_t fraction_ns;	/* unit of a time's fraction: 1 or 1000 */
	unsigned number;	/* of the datagram read last, from 1 */
	_Alignas(8) char bytes[PCAP_DATAGRAM_MAX];
};

static uint32_t number_of(const struct pcap_reader *reader, uint32_t raw)
{
	return reader->swapped ? bswap_32(raw) : raw;
}

int pcap_damaged(const struct pcap_reader *reader, const char *what, struct error *err)
{
	return error_failed(err, EBADMSG, "the recording is damaged: datagram %u %s",
			    reader->number, what);
}

static int not_a_recording(const char *why, struct error *err)
{
	return error_failed(err, EBADMSG, "not a recording of netlink messages: %s", why);
}

static bool knows_magic(struct pcap_reader *reader, uint32_t magic)
{
	const bool swapped = magic == bswap_32(PCAP_MAGIC_US) || magic == bswap_32(PCAP_MAGIC_NS);

	reader->swapped = swapped;
	magic = number_of(reader, magic);
	reader->fraction_ns = magic == PCAP_MAGIC_NS ? 1 : 1000;
	return magic == PCAP_MAGIC_US || magic == PCAP_MAGIC_NS;
}

static int read_file_header(struct pcap_reader *reader, struct error *err)
{
	struct pcap_file_header head;
	size_t n = fread(&head, 1, sizeof(head), reader->file);

	if (ferror(reader->file))
		return error_failed(err, errno, "cannot read the recording: %s", strerror(errno));
	if (n >= sizeof(head.magic) && head.magic == PCAP_MAGIC_NG)
		return not_a_recording("the file is pcapng, `editcap -F pcap' converts it", err);
	if (n >= sizeof(head.magic) && !knows_magic(reader, head.magic))
		return not_a_recording("this is no pcap file", err);
	if (n < sizeof(head))
		return not_a_recording("the file is too short", err);
	if ((number_of(reader, head.linktype) & 0xffff) != PCAP_LINKTYPE)
		return not_a_recording("the pcap file has another link type", err);
	return 0;
}

static struct pcap_reader *opened(struct pcap_reader *reader, const char *path,
				  struct error *err)
{
	reader->number = 0;
	reader->file = fopen(path, "re");
	if (!reader->file) {
		error_failed(err, errno, "cannot open `%s': %s", path, strerror(errno));
		free(reader);
		return NULL;
	}
	if (read_file_header(reader, err) == 0)
		return reader;
	pcap_reader_close(reader);
	return NULL;
}

struct pcap_reader *pcap_reader_open(const char *path, struct error *err)
{
	struct pcap_reader *reader = malloc(sizeof(*reader));

	if (reader)
		return opened(reader, path, err);
	error_nomem(err);
	return NULL;
}

void pcap_reader_close(struct pcap_reader *reader)
{
	if (!reader)
		return;
	fclose(reader->file);
	free(reader);
}

int pcap_rewind(struct pcap_reader *reader, struct error *err)
{
	reader->number = 0;
	if (fseek(reader->file, sizeof(struct pcap_file_header), SEEK_SET) == 0)
		return 0;
	return error_failed(err, errno, "cannot read the recording again: %s", strerror(errno));
}

/* 1: all LEN bytes, 0: the end of the file comes first, at once. */
static int get(struct pcap_reader *reader, void *into, size_t len, struct error *err)
{
	size_t n = fread(into, 1, len, reader->file);

	if (n == len)
		return 1;
	if (ferror(reader->file))
		return error_failed(err, errno, "cannot read the recording: %s", strerror(errno));
	return n == 0 ? 0 : pcap_damaged(reader, "is cut", err);
}

/* The same where the end must not come. */
static int get_rest(struct pcap_reader *reader, void *into, size_t len, struct error *err)
{
	int got = get(reader, into, len, err);

	return got == 0 ? pcap_damaged(reader, "is cut", err) : got;
}

/* No length of a datagram is one in both orders, unless it has many zeros; then ours counts. */
static bool fits_turned(const struct nlmsghdr *msg, size_t len)
{
	struct nlmsghdr turned = { .nlmsg_len = 0 };

	if (len >= sizeof(turned))
		turned.nlmsg_len = bswap_32(msg->nlmsg_len);
	return message_fits(&turned, len);
}

static int check_messages(const struct pcap_reader *reader, size_t len, struct error *err)
{
	const struct nlmsghdr *msg = (const void *)reader->bytes;

	if (message_fits(msg, len))
		return 0;
	if (fits_turned(msg, len))
		return not_a_recording("it was recorded on a machine of the other byte order", err);
	return pcap_damaged(reader, "does not begin with a netlink message", err);
}

/* nlmon gives every datagram one packet type; a request tells itself. */
static bool is_request(const struct pcap_reader *reader)
{
	const struct nlmsghdr *msg = (const void *)reader->bytes;

	return msg->nlmsg_flags & NLM_F_REQUEST;
}

/* 1 with the datagram read, 0 where it is of another family of netlink. */
static int read_datagram(struct pcap_reader *reader, size_t len, struct error *err)
{
	struct pcap_cooked_header cooked;

	if (get_rest(reader, &cooked, sizeof(cooked), err) < 0)
		return -1;
	if (ntohs(cooked.hardware) != PCAP_ARPHRD_NETLINK)
		return pcap_damaged(reader, "is not of a netlink link", err);
	if (get_rest(reader, reader->bytes, len, err) < 0)
		return -1;
	if (ntohs(cooked.family) != NETLINK_NETFILTER)
		return 0;
	return check_messages(reader, len, err) < 0 ? -1 : 1;
}

/* As above behind its HEAD, with *len filled. */
static int read_record(struct pcap_reader *reader, const struct pcap_record_header *head,
		       size_t *len, struct error *err)
{
	const uint32_t space = number_of(reader, head->len);

	if (space != number_of(reader, head->original_len))
		return pcap_damaged(reader, "was recorded in part only", err);
	if (space < sizeof(struct pcap_cooked_header))
		return pcap_damaged(reader, "is too short", err);
	*len = space - sizeof(struct pcap_cooked_header);
	if (*len > sizeof(reader->bytes))
		return pcap_damaged(reader, "is too long", err);
	return read_datagram(reader, *len, err);
}

/* A fraction may be a second and more: whoever wrote it carried nothing over. */
static struct timespec time_of(const struct pcap_reader *reader, const struct pcap_record_header *head)
{
	const uint32_t fraction = number_of(reader, head->fraction);
	const uint32_t second = NS_PER_SECOND / reader->fraction_ns;

	return (struct timespec){
		.tv_sec = (time_t)number_of(reader, head->sec) + fraction / second,
		.tv_nsec = (long)(fraction % second * reader->fraction_ns),
	};
}

int pcap_read(struct pcap_reader *reader, struct pcap_datagram *out, struct error *err)
{
	struct pcap_record_header head;
	size_t len = 0;
	int ours;

	do {
		int got;

		reader->number++;
		got = get(reader, &head, sizeof(head), err);
		if (got <= 0)
			return got;
		ours = read_record(reader, &head, &len, err);
	} while (ours == 0);
	if (ours < 0)
		return -1;
	*out = (struct pcap_datagram){
		.time = time_of(reader, &head),
		.request = is_request(reader),
		.bytes = reader->bytes,
		.len = len,
	};
	return 1;
}
