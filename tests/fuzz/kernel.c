/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/buf.h"
#include "fuzz.h"
#include "net/attr.h"
#include "net/kernel.h"
#include "net/message.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct conversation {
	struct wire wire;	/* first: a wire is cast to what holds it */
	struct fuzz_kernel *kernel;
	size_t at;		/* in its answers */
	uint32_t seq;
	bool asked, reads;
	struct buf verdicts;	/* of the last requests, after the answers */
	size_t given;		/* of them */
};

static bool is_reading(const struct nlmsghdr *msg)
{
	switch (msg->nlmsg_type) {
	case KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_NEW):
	case KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_DELETE):
	case KERNEL_EXPECT_TYPE(IPCTNL_MSG_EXP_NEW):
	case KERNEL_EXPECT_TYPE(IPCTNL_MSG_EXP_DELETE):
		return false;
	}
	return true;
}

static void put_verdict(struct conversation *c, const struct nlmsghdr *request, uint16_t type, int code)
{
	struct {
		struct nlmsghdr head;
		struct nlmsgerr verdict;
	} answer = {
		.head = { .nlmsg_len = sizeof(answer), .nlmsg_type = type, .nlmsg_seq = request->nlmsg_seq,
			  .nlmsg_pid = FUZZ_PORTID },
		.verdict = { .error = code, .msg = *request },
	};

	buf_mem(&c->verdicts, &answer, sizeof(answer));
}

static bool is_flush(const struct nlmsghdr *msg)
{
	switch (msg->nlmsg_type) {
	case KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_DELETE):
		return !attr_find(msg, CTA_TUPLE_ORIG) && !attr_find(msg, CTA_TUPLE_REPLY);
	case KERNEL_EXPECT_TYPE(IPCTNL_MSG_EXP_DELETE):
		return !attr_find(msg, CTA_EXPECT_TUPLE);
	}
	return false;
}

static void take_request(struct conversation *c, const struct nlmsghdr *request)
{
	struct fuzz_kernel *k = c->kernel;
	bool refused = k->refusals >> (k->changes % 64) & 1;

	c->seq = request->nlmsg_seq;
	c->reads = is_reading(request);
	k->requests++;
	if (c->reads) {
		put_verdict(c, request, request->nlmsg_flags & NLM_F_DUMP ? NLMSG_DONE : NLMSG_ERROR, 0);
		return;
	}
	k->changes++;
	k->flushes += is_flush(request);
	if (refused || request->nlmsg_flags & NLM_F_ACK)
		put_verdict(c, request, NLMSG_ERROR, refused ? -k->errnum : 0);
}

static ssize_t kernel_send(struct wire *w, const void *bytes, size_t len)
{
	struct conversation *c = (struct conversation *)w;
	const struct nlmsghdr *request = bytes;
	size_t left = len;

	c->asked = true;
	c->at = c->given = 0;
	buf_reset(&c->verdicts);
	for (; message_fits(request, left); request = message_next(request, &left))
		take_request(c, request);
	EXPECT(left == 0);
	return (ssize_t)len;
}

/* What answers any request answers this one; without one it is an event. */
static void readdress(const struct conversation *c, char *bytes, size_t left)
{
	struct nlmsghdr *msg = (struct nlmsghdr *)bytes;

	while (message_fits(msg, left)) {
		const char *next = (const char *)message_next(msg, &left);

		if (msg->nlmsg_seq == FUZZ_SEQ)
			msg->nlmsg_seq = c->asked ? c->seq : 0;
		msg = (struct nlmsghdr *)(bytes + (next - bytes));
	}
}

static ssize_t fail(int errnum)
{
	errno = errnum;
	return -1;
}

static ssize_t next_answer(struct conversation *c, void *buf, size_t size)
{
	const struct fuzz_bytes *answers = &c->kernel->answers;
	const uint8_t *head = (const uint8_t *)answers->bytes + c->at;
	size_t len = head[0] | (size_t)head[1] << 8;

	c->at += 2;
	if (len == 0)
		return fail(c->asked ? EINTR : ENOBUFS);
	if (len > answers->len - c->at)
		len = answers->len - c->at;
	c->at += len;
	if (len > size)
		return fail(EMSGSIZE);
	memcpy(buf, head + 2, len);
	readdress(c, buf, len);
	return (ssize_t)len;
}

static ssize_t kernel_recv(struct wire *w, void *buf, size_t size)
{
	struct conversation *c = (struct conversation *)w;
	bool tells = !c->asked || c->reads || c->kernel->tells_all;
	size_t len = c->verdicts.len - c->given;

	if (tells && c->kernel->answers.len - c->at > 2)
		return next_answer(c, buf, size);
	EXPECT(len <= size);
	if (len)
		memcpy(buf, c->verdicts.data + c->given, len);
	c->given += len;
	return (ssize_t)len;
}

static int kernel_join(struct wire *w, unsigned group)
{
	(void)w;
	(void)group;
	return 0;
}

static int kernel_set_buffer(struct wire *w, size_t bytes, size_t *granted)
{
	(void)w;
	*granted = bytes;
	return 0;
}

static int kernel_filter(struct wire *w, struct bpf *program)
{
	(void)w;
	(void)program;
	return 0;
}

static int kernel_drops(struct wire *w, uint32_t *lost)
{
	(void)w;
	*lost = 7;
	return 0;
}

static int kernel_poll_fd(struct wire *w)
{
	(void)w;
	return -1;
}

static void kernel_close(struct wire *w)
{
	struct conversation *c = (struct conversation *)w;

	buf_free(&c->verdicts);
	free(c);
}

static const struct wire_ops kernel_ops = {
	.send = kernel_send,
	.recv = kernel_recv,
	.join = kernel_join,
	.set_buffer = kernel_set_buffer,
	.filter = kernel_filter,
	.drops = kernel_drops,
	.poll_fd = kernel_poll_fd,
	.close = kernel_close,
};

struct wire *fuzz_kernel_open(const struct wire_source *source, struct error *err)
{
	struct conversation *c = malloc(sizeof(*c));

	(void)err;
	EXPECT(c);
	*c = (struct conversation){
		.wire = { .ops = &kernel_ops, .portid = FUZZ_PORTID },
		.kernel = (struct fuzz_kernel *)(uintptr_t)source,
		.verdicts = BUF_INIT,
	};
	return &c->wire;
}
