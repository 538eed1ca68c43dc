/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Recordings: written, read back, damaged, and played in the kernel's place. */
#include "net/ctnl.h"
#include "net/kernel.h"
#include "net/pcap.h"
#include "net/pcap_format.h"
#include "net/recording.h"
#include "net/wire_recorded.h"
#include "tap.h"

#include <arpa/inet.h>
#include <byteswap.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	HEAD = sizeof(struct pcap_file_header),
	RECORD = sizeof(struct pcap_record_header),
	COOKED = sizeof(struct pcap_cooked_header),
};

struct message {
	_Alignas(8) char bytes[64];
};

static const void *message(struct message *m, uint16_t type, uint16_t flags, uint8_t family)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(m->bytes);
	struct nfgenmsg *nfg = mnl_nlmsg_put_extra_header(msg, sizeof(*nfg));

	msg->nlmsg_type = type;
	msg->nlmsg_flags = flags;
	msg->nlmsg_seq = 4711;
	msg->nlmsg_pid = 4712;
	if (type >= NLMSG_MIN_TYPE)
		nfg->nfgen_family = family;
	return m->bytes;
}

static void write_one(struct pcap_writer *writer, uint16_t type, uint16_t flags, uint8_t family)
{
	struct message m;
	const struct pcap_datagram datagram = {
		.time = { .tv_sec = 1700000000, .tv_nsec = 123456789 },
		.request = flags & NLM_F_REQUEST,
		.bytes = message(&m, type, flags, family),
		.len = 20,
	};
	struct error err = ERROR_INIT;

	if (pcap_write(writer, &datagram, &err) < 0)
		abort();
}

static void write_dump(struct pcap_writer *writer, uint8_t family, int flows)
{
	write_one(writer, KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_GET), NLM_F_REQUEST | NLM_F_DUMP, family);
	while (flows-- > 0)
		write_one(writer, KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_NEW), NLM_F_MULTI, family);
	write_one(writer, NLMSG_DONE, NLM_F_MULTI, 0);
}

/* Two conversations of 3 and 5 flows: IPv4, then IPv6. */
static void write_sample(const char *path)
{
	struct error err = ERROR_INIT;
	struct pcap_writer *writer = pcap_writer_open(path, &err);

	write_dump(writer, AF_INET, 3);
	write_dump(writer, AF_INET6, 5);
	is_int(pcap_writer_close(writer, &err), 0, "a recording is written");
}

static size_t load(const char *path, char *bytes, size_t size)
{
	FILE *f = fopen(path, "r");
	size_t n = fread(bytes, 1, size, f);

	fclose(f);
	return n;
}

static void store(const char *path, const char *bytes, size_t len)
{
	FILE *f = fopen(path, "w");

	if (fwrite(bytes, 1, len, f) != len || fclose(f) != 0)
		abort();
}

static void test_read_back(const char *path)
{
	struct error err = ERROR_INIT;
	struct pcap_reader *reader = pcap_reader_open(path, &err);
	struct pcap_datagram datagram;
	int requests = 0, answers = 0, got;

	while ((got = pcap_read(reader, &datagram, &err)) > 0) {
		requests += datagram.request;
		answers += !datagram.request;
	}
	is_int(got, 0, "read to the end");
	is_int(requests, 2, "requests");
	is_int(answers, 10, "answers");
	is_int(datagram.time.tv_sec, 1700000000, "seconds");
	is_int(datagram.time.tv_nsec, 123456789, "nanoseconds");
	is_int((long long)datagram.len, 20, "length");
	pcap_reader_close(reader);
}

/* Bytes of the cooked header are what the link type's description says. */
static void test_layout(const char *path)
{
	static const unsigned char cooked[COOKED] = { 0, 4, 3, 0x38, [15] = 12 };
	char bytes[HEAD + RECORD + COOKED];

	load(path, bytes, sizeof(bytes));
	ok(!memcmp(bytes + HEAD + RECORD, cooked, COOKED), "the cooked header");
}

static void swap32(char *at)
{
	uint32_t n;

	memcpy(&n, at, sizeof(n));
	n = bswap_32(n);
	memcpy(at, &n, sizeof(n));
}

/* The sample's bytes with the file's own numbers turned round. */
static void swap_file(char *bytes, size_t len)
{
	for (size_t at = 0; at < HEAD; at += 4)
		swap32(bytes + at);
	for (size_t at = HEAD; at < len; at += RECORD + COOKED + 20)
		for (size_t field = 0; field < RECORD; field += 4)
			swap32(bytes + at + field);
}

/* Seconds are without a sign, to the year 2106, also where long has 32 bits. */
static void test_late(const char *path)
{
	const struct pcap_datagram late = { .time = { .tv_sec = (time_t)4102444800, .tv_nsec = 1 },
					    .bytes = message(&(struct message){ .bytes = "" }, NLMSG_DONE, 0, 0), .len = 20 };
	struct error err = ERROR_INIT;
	struct pcap_writer *writer = pcap_writer_open(path, &err);
	struct pcap_datagram datagram;
	struct pcap_reader *reader;

	ok(pcap_write(writer, &late, &err) == 0 && pcap_writer_close(writer, &err) == 0, "a recording of the year 2100");
	reader = pcap_reader_open(path, &err);
	ok(reader && pcap_read(reader, &datagram, &err) == 1 && datagram.time.tv_sec == (time_t)4102444800,
	   "... is of that year");
	pcap_reader_close(reader);
}

static void test_other_orders(const char *path)
{
	const uint32_t us = PCAP_MAGIC_US;
	struct pcap_datagram datagram;
	struct error err = ERROR_INIT;
	struct pcap_reader *reader;
	char bytes[4096];
	size_t len = load(path, bytes, sizeof(bytes));

	swap_file(bytes, len);
	store(path, bytes, len);
	reader = pcap_reader_open(path, &err);
	ok(reader && pcap_read(reader, &datagram, &err) == 1, "a file of the other byte order");
	is_int(datagram.time.tv_nsec, 123456789, "  and its time");
	pcap_reader_close(reader);

	write_sample(path);
	load(path, bytes, sizeof(bytes));
	memcpy(bytes, &us, sizeof(us));
	store(path, bytes, len);
	reader = pcap_reader_open(path, &err);
	ok(reader && pcap_read(reader, &datagram, &err) == 1, "a file of microseconds");
	is_int(datagram.time.tv_sec, 1700000123, "  and its seconds, with those that were not carried over");
	is_int(datagram.time.tv_nsec, 456789000, "  and what is left");
	pcap_reader_close(reader);
}

static void expect_text(const char *path, const char *text)
{
	const struct wire_recording recording = WIRE_RECORDING(path);
	struct error err = ERROR_INIT;
	struct ctnl *ctnl = ctnl_open(&recording.source, &err);

	ok(!ctnl, "a damaged recording is not opened");
	is_str(err.text, text, "  and the error says why");
	ctnl_close(ctnl);
}

static void test_damage(const char *path)
{
	static const struct { size_t at, len; unsigned char byte; const char *text; } rows[] = {
		{ 0, 0, 0, "not a recording of netlink messages: the file is too short" },
		{ 23, 23, 0, "not a recording of netlink messages: the file is too short" },
		{ 0, 400, 'x', "not a recording of netlink messages: this is no pcap file" },
		{ 20, 400, 1, "not a recording of netlink messages: "
			      "the pcap file has another link type" },
		{ HEAD + 8, 400, 1, "the recording is damaged: "
				    "datagram 1 was recorded in part only" },
		{ HEAD + RECORD + 2, 400, 0, "the recording is damaged: "
					     "datagram 1 is not of a netlink link" },
		{ HEAD + RECORD + COOKED, 400, 99, "the recording is damaged: datagram 1 does not "
			"begin with a netlink message" },
		{ 0, HEAD + 3, 0xff, NULL },
	};
	char sample[4096], bytes[4096];

	write_sample(path);
	load(path, sample, sizeof(sample));
	for (size_t i = 0; rows[i].text; i++) {
		memcpy(bytes, sample, sizeof(bytes));
		bytes[rows[i].at] = (char)rows[i].byte;
		store(path, bytes, rows[i].len);
		expect_text(path, rows[i].text);
	}
	store(path, sample, HEAD + 3);
	expect_text(path, "the recording is damaged: datagram 1 is cut");
	store(path, sample, HEAD + RECORD + COOKED + 20 + RECORD);
	expect_text(path, "the recording is damaged: datagram 2 is cut");
	store(path, sample, HEAD + RECORD + COOKED + 19);
	expect_text(path, "the recording is damaged: datagram 1 is cut");
	swap32(sample + HEAD + RECORD + COOKED);
	store(path, sample, 400);
	expect_text(path, "not a recording of netlink messages: it was recorded on a machine of the other byte order");
}

static int count_taken(const struct nlmsghdr *msg, void *into, struct error *err)
{
	(void)err;
	*(int *)into += msg != NULL;
	return 0;
}

static int flows_of(struct ctnl *ctnl, enum query_kind kind, uint8_t family, struct error *err)
{
	struct query query;
	int flows = 0;

	query_begin(&query, kind, family);
	return ctnl_dump(ctnl, &query, count_taken, &flows, err) < 0 ? -1 : flows;
}

/* LEN bytes of another family, which are no messages of netlink. */
static size_t put_foreign(char *at, uint32_t len)
{
	const struct pcap_record_header head = { .len = COOKED + len, .original_len = COOKED + len };
	const struct pcap_cooked_header cooked = { .hardware = htons(PCAP_ARPHRD_NETLINK), .family = htons(15) };

	memcpy(at, &head, RECORD);
	memcpy(at + RECORD, &cooked, COOKED);
	memset(at + RECORD + COOKED, 'x', len);
	return RECORD + COOKED + len;
}

/* What captures netlink captures all of it. */
static void test_other_families(const char *path)
{
	enum { DATAGRAM = RECORD + COOKED + 20 };
	const struct wire_recording recording = WIRE_RECORDING(path);
	struct error err = ERROR_INIT;
	char sample[4096], bytes[8192];
	size_t size, len = HEAD, last = 0;
	struct ctnl *ctnl;
	uint32_t n = 0;

	write_sample(path);
	size = load(path, sample, sizeof(sample));
	memcpy(bytes, sample, HEAD);
	for (size_t at = HEAD; at < size; at += DATAGRAM) {
		len += put_foreign(bytes + len, n++ * 9);
		memcpy(bytes + len, sample + at, DATAGRAM);
		len += DATAGRAM;
	}
	len += last = put_foreign(bytes + len, 100);
	store(path, bytes, len);
	test_read_back(path);
	ctnl = ctnl_open(&recording.source, &err);
	is_int(flows_of(ctnl, QUERY_FLOWS, AF_INET6, &err), 5, "a recording of several families is played");
	ctnl_close(ctnl);
	store(path, bytes, len - 1);
	expect_text(path, "the recording is damaged: datagram 25 is cut");
	store(path, bytes, len - last + RECORD + COOKED);
	expect_text(path, "the recording is damaged: datagram 25 is cut");
	bytes[len - last + RECORD - 4]++;
	store(path, bytes, len);
	expect_text(path, "the recording is damaged: datagram 25 was recorded in part only");
}

static int count_heard(const struct nlmsghdr *msg, const struct timespec *time, void *into, struct error *err)
{
	(void)msg;
	(void)time;
	(void)err;
	++*(int *)into;
	return 0;
}

/* Two messages in a datagram, and another in the next: what follows damage is not for nothing. */
static void test_damaged_message(const char *path)
{
	static const struct { uint32_t len; uint16_t flags; int result, heard; const char *name; } rows[] = {
		{ 20, 0, 0, 3, "a datagram of two messages" },
		{ 28, 0, -1, 1, "a message that is cut" },
		{ 7, 0, -1, 1, "a message of a false length" },
		{ 7, NLM_F_REQUEST, 0, 1, "a request is its sender's business" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct error err = ERROR_INIT;
		struct pcap_writer *writer = pcap_writer_open(path, &err);
		struct message m[2];
		struct pcap_datagram datagram = { .bytes = m, .len = 40 };
		int heard = 0;

		memcpy(m[0].bytes + 20, message(&m[1], KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_NEW), 0, AF_INET), 20);
		message(&m[0], KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_NEW), rows[i].flags, AF_INET);
		((struct nlmsghdr *)(void *)(m[0].bytes + 20))->nlmsg_len = rows[i].len;
		pcap_write(writer, &datagram, &err);
		write_one(writer, KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_NEW), 0, AF_INET);
		pcap_writer_close(writer, &err);
		is_int(recording_each(path, AF_UNSPEC, count_heard, &heard, &err), rows[i].result, rows[i].name);
		is_int(heard, rows[i].heard, "  what is whole in front of it is heard");
		is_str(err.text, rows[i].result ? "the recording is damaged: datagram 1 has a message "
		       "that is cut or malformed" : "", "  and damage is told");
	}
}

static void test_play(const char *path)
{
	const struct wire_recording recording = WIRE_RECORDING(path);
	struct error err = ERROR_INIT;
	struct ctnl *ctnl;

	write_sample(path);
	ctnl = ctnl_open(&recording.source, &err);
	is_int(flows_of(ctnl, QUERY_FLOWS, AF_INET, &err), 3, "the first conversation");
	is_int(flows_of(ctnl, QUERY_FLOWS, AF_INET6, &err), 5, "the second");
	is_int(flows_of(ctnl, QUERY_FLOWS, AF_INET6, &err), 5, "the second again");
	is_int(flows_of(ctnl, QUERY_FLOWS, AF_INET, &err), 3, "back to the first");
	is_int(flows_of(ctnl, QUERY_DYING, AF_INET, &err), -1, "none such");
	is_int(err.errnum, ENODATA, "  has no answer");
	ctnl_close(ctnl);
}

int main(void)
{
	char path[] = "/tmp/test_pcap.XXXXXX";
	struct error err = ERROR_INIT;
	int fd = mkstemp(path);

	if (fd < 0)
		return 1;
	close(fd);
	write_sample(path);
	test_read_back(path);
	test_layout(path);
	test_other_orders(path);
	test_late(path);
	test_damage(path);
	test_damaged_message(path);
	test_other_families(path);
	test_play(path);
	unlink(path);
	ok(!pcap_reader_open(path, &err) && err.errnum == ENOENT, "no such file");
	ok(!pcap_writer_open("/nowhere/at/all", &err) && err.errnum == ENOENT, "no such place");
	return done();
}
