/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel takes for the work alone, which no program can go below. In
 * the table of this network namespace:
 *
 *   fill [-4] COUNT [FIRST]  flows into it, many to a send and none acknowledged
 *   dump [FILTER]            read it and throw away what comes
 *   delete [FILTER]          dump it, then delete what came, many to a send
 *
 * Prints the number of flows and the seconds it took; for delete those of the
 * dump and those of the deletion. Making the messages is not counted. Anything
 * that the kernel refuses is a failure.
 */
#include "base/number.h"
#include "messages.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SEND_SIZE = 64 * 1024, RECEIVE_SIZE = 32 * 1024 };

struct tally {
	uint64_t count;
	double seconds;
};

/* Requests, one behind the other. */
struct queue {
	char *bytes;
	size_t len, room;
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* 0 while the kernel has refused nothing. */
static int no_refusal(struct mnl_socket *sock)
{
	_Alignas(8) char bytes[8192];
	const struct nlmsgerr *refusal;
	ssize_t n;

	do {
		n = recv(mnl_socket_get_fd(sock), bytes, sizeof(bytes), MSG_DONTWAIT);
	} while (n < 0 && errno == ENOBUFS);	/* refusals got lost; the first is there */
	if (n < 0)
		return errno == EAGAIN ? 0 : -1;
	refusal = mnl_nlmsg_get_payload((const void *)bytes);
	errno = n < (ssize_t)(MNL_NLMSG_HDRLEN + sizeof(*refusal)) ? EBADMSG : -refusal->error;
	return -1;
}

static int send_timed(struct mnl_socket *sock, const void *bytes, size_t len, double *seconds)
{
	double begin = now();
	ssize_t sent = mnl_socket_sendto(sock, bytes, len);

	*seconds += now() - begin;
	return sent < 0 ? -1 : no_refusal(sock);
}

static int fill(struct mnl_socket *sock, uint32_t first, uint32_t count, bool only4,
		struct tally *tally)
{
	_Alignas(8) char bytes[SEND_SIZE];
	size_t len = 0;

	for (uint32_t n = first; n < first + count; n++) {
		len += message_fill(bytes + len, n, only4);
		if (len + MESSAGE_MAX <= sizeof(bytes) && n + 1 < first + count)
			continue;
		if (send_timed(sock, bytes, len, &tally->seconds) < 0)
			return -1;
		len = 0;
	}
	tally->count = count;
	return 0;
}

static int queue_deletion(struct queue *queue, const struct nlmsghdr *listed)
{
	if (queue->room - queue->len < MESSAGE_MAX) {
		size_t room = queue->room * 2 + SEND_SIZE;
		char *bytes = realloc(queue->bytes, room);

		if (!bytes)
			return -1;
		queue->bytes = bytes;
		queue->room = room;
	}
	queue->len += message_delete(queue->bytes + queue->len, listed);
	return 0;
}

/* Count a datagram's flows and QUEUE their deletion, if asked: 1 more to come, 0 end. */
static int take(const void *bytes, size_t len, struct queue *queue, uint64_t *count)
{
	const struct nlmsghdr *msg = bytes;

	for (int left = (int)len; mnl_nlmsg_ok(msg, left); msg = mnl_nlmsg_next(msg, &left)) {
		if (msg->nlmsg_type == NLMSG_ERROR || msg->nlmsg_type == NLMSG_DONE) {
			errno = -*(const int *)mnl_nlmsg_get_payload(msg);
			return errno ? -1 : 0;
		}
		++*count;
		if (queue && queue_deletion(queue, msg) < 0)
			return -1;
	}
	return 1;
}

static int dump(struct mnl_socket *sock, const struct selection *what, struct queue *queue,
		struct tally *tally)
{
	_Alignas(8) char bytes[RECEIVE_SIZE];
	double begin = now();
	ssize_t n = mnl_socket_sendto(sock, bytes, message_dump(bytes, what));
	int more = n < 0 ? -1 : 1;

	while (more > 0) {
		n = mnl_socket_recvfrom(sock, bytes, sizeof(bytes));
		more = n < 0 ? -1 : take(bytes, (size_t)n, queue, &tally->count);
	}
	tally->seconds = now() - begin;
	return more;
}

static int send_queue(struct mnl_socket *sock, const struct queue *queue, double *seconds)
{
	size_t from = 0, to = 0;

	while (to < queue->len) {
		to += MNL_ALIGN(((const struct nlmsghdr *)(queue->bytes + to))->nlmsg_len);
		if (to - from + MESSAGE_MAX <= SEND_SIZE && to < queue->len)
			continue;
		if (send_timed(sock, queue->bytes + from, to - from, seconds) < 0)
			return -1;
		from = to;
	}
	return 0;
}

static int run_fill(struct mnl_socket *sock, int argc, char *argv[], bool only4)
{
	struct tally tally = { 0 };
	uint64_t count, first = 0;

	if (argc < 1 || argc > 2 || !number_parse(argv[0], NUMBER_DECIMAL, FLOWS_MAX, &count) ||
	    (argc == 2 && !number_parse(argv[1], NUMBER_DECIMAL, FLOWS_MAX - count, &first)))
		return 2;
	if (fill(sock, (uint32_t)first, (uint32_t)count, only4, &tally) < 0)
		return 1;
	printf("%ju %f\n", (uintmax_t)tally.count, tally.seconds);
	return 0;
}

static int run_dump(struct mnl_socket *sock, const struct selection *what)
{
	struct tally tally = { 0 };

	if (dump(sock, what, NULL, &tally) < 0)
		return 1;
	printf("%ju %f\n", (uintmax_t)tally.count, tally.seconds);
	return 0;
}

static int run_delete(struct mnl_socket *sock, const struct selection *what)
{
	struct tally tally = { 0 };
	struct queue queue = { 0 };
	double seconds = 0;
	bool done = dump(sock, what, &queue, &tally) == 0 && send_queue(sock, &queue, &seconds) == 0;

	if (done)
		printf("%ju %f %f\n", (uintmax_t)tally.count, tally.seconds, seconds);
	free(queue.bytes);
	return !done;
}

static bool parse_address(const char *text, struct selection *what)
{
	what->has |= SELECT_ADDRESS;
	what->family = strchr(text, ':') ? AF_INET6 : AF_INET;
	return inet_pton(what->family, text, what->address) == 1;
}

static bool parse_proto(const char *text, struct selection *what)
{
	what->has |= SELECT_PROTO;
	what->proto = strcmp(text, "tcp") == 0 ? IPPROTO_TCP : IPPROTO_UDP;
	return what->proto == IPPROTO_TCP || strcmp(text, "udp") == 0;
}

static bool parse_option(int option, const char *text, struct selection *what)
{
	uint64_t number = 0;
	bool good = true;

	switch (option) {
	case '4': what->family = AF_INET; break;
	case 's': good = parse_address(text, what); break;
	case 'p': good = parse_proto(text, what); break;
	case 'P': good = number_parse(text, NUMBER_DECIMAL, UINT16_MAX, &number);
		what->has |= SELECT_DPORT; what->dport = (uint16_t)number; break;
	case 'w': good = number_parse(text, NUMBER_DECIMAL, UINT16_MAX, &number);
		what->has |= SELECT_ZONE; what->zone = (uint16_t)number; break;
	case 'm': good = number_parse(text, NUMBER_C, UINT32_MAX, &number);
		what->has |= SELECT_MARK; what->mark = (uint32_t)number; break;
	default: good = false;
	}
	return good;
}

/* The status of the program; 1 with errno. */
static int run(struct mnl_socket *sock, int argc, char *argv[])
{
	struct selection what = { .family = AF_UNSPEC };
	const char *command = argc > 1 ? argv[1] : "";
	int option;

	while ((option = getopt(argc - 1, argv + 1, "4s:p:P:w:m:")) != -1)
		if (!parse_option(option, optarg, &what))
			return 2;
	argc -= optind + 1;
	argv += optind + 1;
	if (strcmp(command, "fill") == 0 && !what.has)
		return run_fill(sock, argc, argv, what.family == AF_INET);
	if (strcmp(command, "dump") == 0 && argc == 0)
		return run_dump(sock, &what);
	if (strcmp(command, "delete") == 0 && argc == 0)
		return run_delete(sock, &what);
	return 2;
}

int main(int argc, char *argv[])
{
	struct mnl_socket *sock = mnl_socket_open(NETLINK_NETFILTER);
	int status = 1;

	if (sock && mnl_socket_bind(sock, 0, MNL_SOCKET_AUTOPID) == 0)
		status = run(sock, argc, argv);
	if (status == 1)
		fprintf(stderr, "bare: %s\n", strerror(errno));
	if (status == 2)
		fputs("usage: bare fill [-4] COUNT [FIRST]\n"
		      "       bare dump|delete [-4] [-s ADDRESS] [-p tcp|udp [-P DPORT]] [-w ZONE] [-m MARK]\n",
		      stderr);
	if (sock)
		mnl_socket_close(sock);
	return status;
}
