/* SPDX-License-Identifier: GPL-2.0-or-later */
/* record FILE: what this namespace's kernel answers to every request for reading. */
#include "net/ctnl.h"
#include "net/pcap.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

/* A wire that writes down what goes through another one. */
struct tee {
	struct wire wire;
	struct wire *inner;
	struct pcap_writer *writer;
};

struct tee_source {
	struct wire_source source;
	struct pcap_writer *writer;
};

static void give_up(const struct error *err)
{
	fprintf(stderr, "record: %s\n", err->text);
	exit(1);
}

static void note(struct tee *tee, bool request, const void *bytes, size_t len)
{
	struct pcap_datagram datagram = { .request = request, .bytes = bytes, .len = len };
	struct error err = ERROR_INIT;

	clock_gettime(CLOCK_REALTIME, &datagram.time);
	if (pcap_write(tee->writer, &datagram, &err) < 0)
		give_up(&err);
}

static ssize_t tee_send(struct wire *w, const void *bytes, size_t len)
{
	struct tee *tee = (struct tee *)w;

	note(tee, true, bytes, len);
	return tee->inner->ops->send(tee->inner, bytes, len);
}

static ssize_t tee_recv(struct wire *w, void *buf, size_t size)
{
	struct tee *tee = (struct tee *)w;
	ssize_t n = tee->inner->ops->recv(tee->inner, buf, size);

	if (n > 0)
		note(tee, false, buf, (size_t)n);
	return n;
}

static void tee_close(struct wire *w)
{
	struct tee *tee = (struct tee *)w;

	tee->inner->ops->close(tee->inner);
	free(tee);
}

static const struct wire_ops tee_ops = { .send = tee_send, .recv = tee_recv, .close = tee_close };

static struct wire *tee_open(const struct wire_source *source, struct error *err)
{
	struct tee *tee = malloc(sizeof(*tee));

	if (!tee)
		abort();
	tee->inner = wire_live.open(&wire_live, err);
	if (!tee->inner)
		give_up(err);
	tee->writer = ((const struct tee_source *)source)->writer;
	tee->wire = (struct wire){ .ops = &tee_ops, .portid = tee->inner->portid };
	return &tee->wire;
}

static void converse(struct ctnl *ctnl, enum query_kind kind, uint8_t family)
{
	struct error err = ERROR_INIT;
	struct query query;

	query_begin(&query, kind, family);
	if ((kind == QUERY_TABLE_STATS ? ctnl_ask : ctnl_dump)(ctnl, &query, NULL, NULL, &err) < 0)
		give_up(&err);
}

int main(int argc, char *argv[])
{
	static const enum query_kind tables[] = {
		QUERY_FLOWS, QUERY_DYING, QUERY_UNCONFIRMED, QUERY_EXPECTATIONS,
	};
	static const uint8_t families[] = { AF_UNSPEC, AF_INET, AF_INET6 };
	struct error err = ERROR_INIT;
	struct tee_source tee = { .source = { .open = tee_open } };
	struct ctnl *ctnl;

	if (argc != 2) {
		fputs("usage: record FILE\n", stderr);
		return 2;
	}
	tee.writer = pcap_writer_open(argv[1], &err);
	ctnl = tee.writer ? ctnl_open(&tee.source, &err) : NULL;
	if (!ctnl)
		give_up(&err);
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		for (size_t j = 0; j < sizeof(families); j++)
			converse(ctnl, tables[i], families[j]);
	converse(ctnl, QUERY_FLOWS_ZERO, AF_UNSPEC);
	converse(ctnl, QUERY_CPU_STATS, AF_UNSPEC);
	converse(ctnl, QUERY_EXPECT_CPU_STATS, AF_UNSPEC);
	converse(ctnl, QUERY_TABLE_STATS, AF_UNSPEC);
	ctnl_close(ctnl);
	if (pcap_writer_close(tee.writer, &err) < 0)
		give_up(&err);
	return 0;
}
