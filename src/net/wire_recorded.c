/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/wire_recorded.h"
#include "net/message.h"
#include "net/pcap.h"

#include <errno.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdlib.h>
#include <string.h>

enum { RECORDED_PORTID = 1 };

struct recorded {
	struct wire wire;	/* first: a wire is cast to what holds it */
	struct pcap_reader *reader;
	uint32_t seq;
	bool over;		/* nothing more answers the last request */
};

static int read_next(struct recorded *rec, struct pcap_datagram *out)
{
	struct error err = ERROR_INIT;
	int got = pcap_read(rec->reader, out, &err);

	if (got < 0)
		errno = err.errnum;
	return got;
}

static uint8_t family_of(const struct nlmsghdr *msg)
{
	const struct nfgenmsg *nfg = mnl_nlmsg_get_payload(msg);

	return mnl_nlmsg_get_payload_len(msg) >= sizeof(*nfg) ? nfg->nfgen_family : 0;
}

static bool same_kind(const struct nlmsghdr *a, const struct nlmsghdr *b)
{
	return a->nlmsg_type == b->nlmsg_type && family_of(a) == family_of(b) &&
	       (a->nlmsg_flags & NLM_F_DUMP) == (b->nlmsg_flags & NLM_F_DUMP);
}

/* Reads up to and with a request of the same kind; 0 when there is none. */
static int seek_request(struct recorded *rec, const struct nlmsghdr *request)
{
	struct pcap_datagram datagram;
	int got;

	while ((got = read_next(rec, &datagram)) > 0)
		if (datagram.request && same_kind(datagram.bytes, request))
			break;
	return got;
}

static ssize_t recorded_send(struct wire *w, const void *bytes, size_t len)
{
	struct recorded *rec = (struct recorded *)w;
	const struct nlmsghdr *request = bytes;
	struct error err = ERROR_INIT;
	int got = seek_request(rec, request);

	if (got == 0 && pcap_rewind(rec->reader, &err) < 0) {
		errno = err.errnum;
		return -1;
	}
	if (got == 0)
		got = seek_request(rec, request);
	if (got < 0)
		return -1;
	rec->over = got == 0;
	rec->seq = request->nlmsg_seq;
	return (ssize_t)len;
}

static void readdress(struct recorded *rec, char *bytes, size_t left)
{
	struct nlmsghdr *msg = (struct nlmsghdr *)bytes;

	while (message_fits(msg, left)) {
		const char *next = (const char *)message_next(msg, &left);

		msg->nlmsg_seq = rec->seq;
		msg->nlmsg_pid = rec->wire.portid;
		msg = (struct nlmsghdr *)(bytes + (next - bytes));
	}
}

static ssize_t recorded_recv(struct wire *w, void *buf, size_t size)
{
	struct recorded *rec = (struct recorded *)w;
	struct pcap_datagram datagram;
	int got = rec->over ? 0 : read_next(rec, &datagram);

	if (got <= 0 || datagram.request) {
		rec->over = true;
		return got < 0 ? -1 : 0;
	}
	if (datagram.len > size) {
		errno = EMSGSIZE;
		return -1;
	}
	memcpy(buf, datagram.bytes, datagram.len);
	readdress(rec, buf, datagram.len);
	return (ssize_t)datagram.len;
}

static int recorded_join(struct wire *w, unsigned group)
{
	(void)w;
	(void)group;
	return 0;
}

static int recorded_set_buffer(struct wire *w, size_t bytes, size_t *granted)
{
	(void)w;
	*granted = bytes;
	return 0;
}

static int recorded_filter(struct wire *w, struct bpf *program)
{
	(void)w;
	(void)program;
	return 0;
}

static int recorded_drops(struct wire *w, uint32_t *lost)
{
	(void)w;
	*lost = 0;
	return 0;
}

static int recorded_poll_fd(struct wire *w)
{
	(void)w;
	return -1;
}

static void recorded_close(struct wire *w)
{
	pcap_reader_close(((struct recorded *)w)->reader);
	free(w);
}

static const struct wire_ops recorded_ops = {
	.send = recorded_send,
	.recv = recorded_recv,
	.join = recorded_join,
	.set_buffer = recorded_set_buffer,
	.filter = recorded_filter,
	.drops = recorded_drops,
	.poll_fd = recorded_poll_fd,
	.close = recorded_close,
};

/* Before anything is shown: recv could not say what is wrong with the file. */
static int check_whole(struct pcap_reader *reader, struct error *err)
{
	struct pcap_datagram datagram;
	int got;

	do {
		got = pcap_read(reader, &datagram, err);
	} while (got > 0);
	return got < 0 ? -1 : pcap_rewind(reader, err);
}

struct wire *wire_recorded_open(const struct wire_source *source, struct error *err)
{
	const struct wire_recording *recording = (const void *)source;
	struct recorded *rec = malloc(sizeof(*rec));

	if (!rec) {
		error_nomem(err);
		return NULL;
	}
	*rec = (struct recorded){
		.wire = { .ops = &recorded_ops, .portid = RECORDED_PORTID },
		.reader = pcap_reader_open(recording->path, err),
		.over = true,
	};
	if (rec->reader && check_whole(rec->reader, err) == 0)
		return &rec->wire;
	pcap_reader_close(rec->reader);
	free(rec);
	return NULL;
}
