/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/batch.h"
#include "net/ctnl_state.h"
#include "net/message.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <stdlib.h>
#include <string.h>

/* Requests lie one behind the other as they will be sent. */
struct batch {
	char *bytes;
	size_t len, room;
	unsigned count;
	size_t at[BATCH_MAX];		/* where each begins */
	int errnums[BATCH_MAX];
	bool refused;			/* some request of the last send */
	uint32_t first_seq;		/* of the last send; the others count up from it */
	bool lost;			/* it went out, and not all answers came back */
};

struct batch *batch_new(struct error *err)
{
	struct batch *batch = calloc(1, sizeof(*batch));

	if (!batch)
		error_nomem(err);
	return batch;
}

void batch_free(struct batch *batch)
{
	if (batch)
		free(batch->bytes);
	free(batch);
}

unsigned batch_count(const struct batch *batch)
{
	return batch->count;
}

int batch_add(struct batch *batch, const struct query *query, struct error *err)
{
	const struct nlmsghdr *request = (const void *)query->bytes;
	size_t len = MNL_ALIGN(request->nlmsg_len);

	if (query_check(query, err) < 0)
		return -1;
	if (batch->room - batch->len < len) {
		size_t room = batch->room + BATCH_MAX / 4 * sizeof(struct query);
		char *bytes = realloc(batch->bytes, room);

		if (!bytes)
			return error_nomem(err);
		batch->bytes = bytes;
		batch->room = room;
	}
	memcpy(batch->bytes + batch->len, request, len);
	batch->at[batch->count++] = batch->len;
	batch->len += len;
	return 0;
}

/* Number the requests; only the last is to be acknowledged. */
static void number(struct batch *batch, struct ctnl *ctnl)
{
	for (unsigned i = 0; i < batch->count; i++) {
		struct nlmsghdr *request = (void *)(batch->bytes + batch->at[i]);

		request->nlmsg_seq = ctnl_next_seq(ctnl);
		if (i == 0)
			batch->first_seq = request->nlmsg_seq;
		if (i + 1 == batch->count)
			request->nlmsg_flags |= NLM_F_ACK;
		batch->errnums[i] = 0;
	}
}

/* Which request of the batch MSG answers; -1: none. */
static int answered(const struct batch *batch, const struct ctnl *ctnl, const struct nlmsghdr *msg)
{
	uint32_t n = msg->nlmsg_seq - batch->first_seq;

	if (msg->nlmsg_pid != ctnl->wire->portid || msg->nlmsg_type != NLMSG_ERROR ||
	    message_payload_len(msg) < sizeof(int) || n >= batch->count)
		return -1;
	return (int)n;
}

/* Note the verdicts of a block; whether the last request's is among them. */
static bool take_verdicts(struct batch *batch, struct ctnl *ctnl, size_t left)
{
	bool last = false;

	for (const struct nlmsghdr *msg = (const void *)ctnl->block; message_fits(msg, left);
	     msg = message_next(msg, &left)) {
		int n = answered(batch, ctnl, msg), code;

		if (n < 0)
			continue;
		memcpy(&code, message_payload(msg), sizeof(code));
		/* a number that no errno is stands for a refusal, too */
		batch->errnums[n] = code < -MESSAGE_ERRNO_MAX ? EBADMSG : -code;
		batch->refused |= code != 0;
		last |= (unsigned)n + 1 == batch->count;
	}
	return last;
}

int batch_send(struct batch *batch, struct ctnl *ctnl, struct error *err)
{
	bool done = batch->count == 0;

	batch->lost = batch->refused = false;
	if (done)
		return 0;
	number(batch, ctnl);
	if (ctnl->wire->ops->send(ctnl->wire, batch->bytes, batch->len) < 0)
		return error_failed(err, errno, "Operation failed: %s", strerror(errno));
	while (!done) {
		ssize_t n = ctnl_receive(ctnl, err);

		if (n < 0) {
			batch->lost = true;
			return -1;
		}
		done = take_verdicts(batch, ctnl, (size_t)n);
	}
	return 0;
}

unsigned batch_unknown(const struct batch *batch)
{
	unsigned n = 0;

	for (unsigned i = 0; batch->lost && i < batch->count; i++)
		n += batch->errnums[i] == 0;
	return n;
}

bool batch_done(const struct batch *batch)
{
	return !batch->refused && !batch->lost;
}

int batch_errnum(const struct batch *batch, unsigned n)
{
	return batch->errnums[n];
}

void batch_reset(struct batch *batch)
{
	batch->count = 0;
	batch->len = 0;
}
