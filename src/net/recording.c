/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/recording.h"
#include "net/message.h"

#include <linux/netfilter/nfnetlink.h>

/* One that is too short to say its family is of any. */
static bool is_of(const struct nlmsghdr *msg, uint8_t family)
{
	const struct nfgenmsg *nfg = message_payload(msg);

	if (msg->nlmsg_type < NLMSG_MIN_TYPE || msg->nlmsg_flags & NLM_F_REQUEST)
		return false;
	return family == AF_UNSPEC || message_payload_len(msg) < sizeof(*nfg) ||
	       nfg->nfgen_family == family;
}

static int take_datagram(const struct pcap_reader *reader, const struct pcap_datagram *datagram,
			 uint8_t family, recording_take *take, void *into, struct error *err)
{
	const struct nlmsghdr *msg = datagram->bytes;
	size_t left = datagram->len;

	while (message_fits(msg, left)) {
		if (is_of(msg, family) && take(msg, &datagram->time, into, err) < 0)
			return -1;
		msg = message_next(msg, &left);
	}
	/* a request that the kernel would make nothing of was sent like that */
	if (left > 0 && !datagram->request)
		return pcap_damaged(reader, "has a message that is cut or malformed", err);
	return 0;
}

int recording_each(const char *path, uint8_t family, recording_take *take, void *into,
		   struct error *err)
{
	struct pcap_reader *reader = pcap_reader_open(path, err);
	struct pcap_datagram datagram;
	int got = reader ? 1 : -1;

	while (got > 0) {
		got = pcap_read(reader, &datagram, err);
		if (got > 0 && take_datagram(reader, &datagram, family, take, into, err) < 0)
			got = -1;
	}
	pcap_reader_close(reader);
	return got;
}

int recording_add(struct pcap_writer *writer, const struct nlmsghdr *msg,
		  const struct timespec *time, struct error *err)
{
	return pcap_write(writer, &(struct pcap_datagram){ .time = *time, .bytes = msg,
							   .len = msg->nlmsg_len }, err);
}
