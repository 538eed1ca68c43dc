/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/ctnl.h"
#include "base/thread.h"
#include "net/ctnl_state.h"
#include "net/message.h"
#include "net/pump.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Who takes the answers to the last request, and what type the last one has. */
struct talk {
	uint16_t last;
	ctnl_take *take;
	void *into;
};

enum step { STEP_FAILED = -1, STEP_NEXT, STEP_END };

struct ctnl *ctnl_open(const struct wire_source *source, struct error *err)
{
	struct ctnl *ctnl = malloc(sizeof(*ctnl));

	if (!ctnl) {
		error_nomem(err);
		return NULL;
	}
	ctnl->seq = ctnl->drops = 0;
	ctnl->lost = 0;
	ctnl->interrupted = false;
	ctnl->wire = source->open(source, err);
	if (ctnl->wire)
		return ctnl;
	free(ctnl);
	return NULL;
}

void ctnl_close(struct ctnl *ctnl)
{
	if (!ctnl)
		return;
	ctnl->wire->ops->close(ctnl->wire);
	free(ctnl);
}

bool ctnl_interrupted(struct ctnl *ctnl)
{
	bool interrupted = ctnl->interrupted;

	ctnl->interrupted = false;
	return interrupted;
}

/* What the kernel answered. */
int ctnl_refusal(int errnum, struct error *err)
{
	const char *text = strerror(errnum);

	if (errnum == EPERM)
		text = "sorry, you must be root or get CAP_NET_ADMIN capability to do this";
	else if (errnum == EINVAL)
		text = "invalid parameters";
	return error_set(err, ERROR_KERNEL, errnum, "Operation failed: %s", text);
}

/* What kept the request or its answer from coming through. */
static int wire_failed(struct error *err)
{
	return error_failed(err, errno, "Operation failed: %s", strerror(errno));
}

int ctnl_damaged(struct error *err)
{
	return error_failed(err, EBADMSG, "Operation failed: the kernel's answer is damaged");
}

static bool is_answer(const struct ctnl *ctnl, const struct nlmsghdr *msg)
{
	return msg->nlmsg_seq == ctnl->seq && msg->nlmsg_pid == ctnl->wire->portid;
}

static bool is_verdict(const struct nlmsghdr *msg)
{
	return msg->nlmsg_type == NLMSG_ERROR || msg->nlmsg_type == NLMSG_DONE;
}

/* NLMSG_ERROR and NLMSG_DONE both begin with 0 or a negative errno; one that is cut says none. */
static int code_of(const struct nlmsghdr *verdict)
{
	int code = INT_MIN;

	if (message_payload_len(verdict) >= sizeof(code))
		memcpy(&code, message_payload(verdict), sizeof(code));
	return code;
}

/* A success counts when it is of the LAST message's type. */
static bool is_end(const struct nlmsghdr *verdict, uint16_t last)
{
	return verdict->nlmsg_type == last || code_of(verdict) < 0;
}

static int take_verdict(const struct talk *talk, const struct nlmsghdr *msg, struct error *err)
{
	int code = code_of(msg);

	if (!is_end(msg, talk->last))
		return STEP_NEXT;
	if (code < -MESSAGE_ERRNO_MAX)
		return ctnl_damaged(err);
	return code < 0 ? ctnl_refusal(-code, err) : STEP_END;
}

static int take_message(struct ctnl *ctnl, const struct talk *talk,
			const struct nlmsghdr *msg, struct error *err)
{
	if (!is_answer(ctnl, msg))
		return STEP_NEXT;
	if (msg->nlmsg_flags & NLM_F_DUMP_INTR)
		ctnl->interrupted = true;
	if (is_verdict(msg))
		return take_verdict(talk, msg, err);
	if (msg->nlmsg_type < NLMSG_MIN_TYPE || !talk->take)
		return STEP_NEXT;
	return talk->take(msg, talk->into, err) < 0 ? STEP_FAILED : STEP_NEXT;
}

static int take_block(struct ctnl *ctnl, const struct talk *talk, const void *block, size_t left,
		      struct error *err)
{
	const struct nlmsghdr *msg = block;
	int step = STEP_NEXT;

	while (step == STEP_NEXT && message_fits(msg, left)) {
		step = take_message(ctnl, talk, msg, err);
		msg = message_next(msg, &left);
	}
	if (step == STEP_NEXT && left > 0)
		return ctnl_damaged(err);
	if (step != STEP_FAILED && talk->take && talk->take(NULL, talk->into, err) < 0)
		return STEP_FAILED;
	return step;
}

/* What recv returned: a length, or why there is none. */
static ssize_t received(ssize_t n, struct error *err)
{
	if (n < 0 && errno == EAGAIN)
		return error_failed(err, EAGAIN, "Operation failed: the kernel does not answer");
	if (n < 0)
		return wire_failed(err);
	if (n == 0)
		return error_failed(err, ENODATA, "Operation failed: the answer has no end");
	return n;
}

ssize_t ctnl_receive(struct ctnl *ctnl, struct error *err)
{
	struct wire *wire = ctnl->wire;
	ssize_t n;

	do {
		n = wire->ops->recv(wire, ctnl->block, sizeof(ctnl->block));
	} while (n < 0 && errno == EINTR);
	return received(n, err);
}

uint32_t ctnl_next_seq(struct ctnl *ctnl)
{
	if (++ctnl->seq == 0)
		++ctnl->seq;
	return ctnl->seq;
}

static int send_query(struct ctnl *ctnl, struct query *query, struct error *err)
{
	struct nlmsghdr *request = query_header(query);

	request->nlmsg_seq = ctnl_next_seq(ctnl);
	if (ctnl->wire->ops->send(ctnl->wire, request, request->nlmsg_len) < 0)
		return wire_failed(err);
	return 0;
}

/* Receive and take, block by block, until the answer ends or so many are done. */
static int take_blocks(struct ctnl *ctnl, const struct talk *talk, unsigned most, struct error *err)
{
	int step = STEP_NEXT;

	while (step == STEP_NEXT && most--) {
		ssize_t n = ctnl_receive(ctnl, err);

		step = n < 0 ? STEP_FAILED : take_block(ctnl, talk, ctnl->block, (size_t)n, err);
	}
	return step;
}

/* As take_message finds the end, but for a block that nobody has taken yet. */
static bool ends_dump(const void *block, size_t left, const void *context)
{
	const struct ctnl *ctnl = context;

	for (const struct nlmsghdr *msg = block; message_fits(msg, left); msg = message_next(msg, &left))
		if (is_answer(ctnl, msg) && is_verdict(msg) && is_end(msg, NLMSG_DONE))
			return true;
	return false;
}

static int take_pumped(struct ctnl *ctnl, const struct talk *talk, struct error *err)
{
	struct pump *pump = pump_start(ctnl->wire, ends_dump, ctnl);
	int step = STEP_NEXT;

	if (!pump)
		return take_blocks(ctnl, talk, UINT_MAX, err);
	while (step == STEP_NEXT) {
		const void *block;
		ssize_t n = received(pump_next(pump, &block), err);

		step = n < 0 ? STEP_FAILED : take_block(ctnl, talk, block, (size_t)n, err);
	}
	pump_stop(pump);
	return step;
}

/* A short dump is over before a thread has started. */
enum { BLOCKS_ALONE = 8 };

int ctnl_dump(struct ctnl *ctnl, struct query *query, ctnl_take *take, void *into,
	      struct error *err)
{
	const struct talk talk = { .last = NLMSG_DONE, .take = take, .into = into };
	int step;

	if (send_query(ctnl, query, err) < 0)
		return -1;
	step = take_blocks(ctnl, &talk, BLOCKS_ALONE, err);
	if (step == STEP_NEXT)
		step = thread_pays() ? take_pumped(ctnl, &talk, err) :
				     take_blocks(ctnl, &talk, UINT_MAX, err);
	return step == STEP_FAILED ? -1 : 0;
}

static int ask(struct ctnl *ctnl, struct query *query, ctnl_take *take, void *into,
	       struct error *err)
{
	const struct talk talk = { .last = NLMSG_ERROR, .take = take, .into = into };

	query_header(query)->nlmsg_flags |= NLM_F_ACK;
	if (send_query(ctnl, query, err) < 0)
		return -1;
	return take_blocks(ctnl, &talk, UINT_MAX, err) == STEP_FAILED ? -1 : 0;
}

int ctnl_ask(struct ctnl *ctnl, struct query *query, ctnl_take *take, void *into,
	     struct error *err)
{
	return query_check(query, err) < 0 ? -1 : ask(ctnl, query, take, into, err);
}

int ctnl_flush(struct ctnl *ctnl, enum query_kind kind, struct error *err)
{
	struct query query;

	query_begin(&query, kind, AF_UNSPEC);
	return ask(ctnl, &query, NULL, NULL, err);
}
