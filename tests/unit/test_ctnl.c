/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ctnl over a wire whose every word is written down here. */
#include "net/ctnl.h"
#include "net/kernel.h"
#include "tap.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <stdlib.h>

enum { PORTID = 77, MAX_STEPS = 24, ENDLESS = -1 };

/* A datagram to receive, or the errno of a failed call. */
struct step {
	int errnum;
	size_t len;
	_Alignas(8) char bytes[256];
};

struct fake {
	struct wire wire;
	struct wire_source source;
	struct step steps[MAX_STEPS];
	int count, next, sent, closed, send_errnum;
	uint32_t seq;	/* what the sender is expected to choose */
};

struct tally {
	int messages, blocks, stop_after;
};

static struct fake *fake_of(struct wire *w)
{
	return (struct fake *)w;
}

static ssize_t fake_send(struct wire *w, const void *bytes, size_t len)
{
	struct fake *fake = fake_of(w);

	(void)bytes;
	fake->sent++;
	errno = fake->send_errnum;
	return fake->send_errnum ? -1 : (ssize_t)len;
}

static ssize_t fake_recv(struct wire *w, void *buf, size_t size)
{
	struct fake *fake = fake_of(w);
	const struct step *step;

	if (fake->count == ENDLESS)
		fake->next = 0;
	else if (fake->next == fake->count)
		return 0;
	step = &fake->steps[fake->next++];
	if (step->errnum || step->len > size) {
		errno = step->errnum ? step->errnum : EMSGSIZE;
		return -1;
	}
	memcpy(buf, step->bytes, step->len);
	return (ssize_t)step->len;
}

static void fake_close(struct wire *w)
{
	fake_of(w)->closed++;
}

static const struct wire_ops fake_ops = {
	.send = fake_send, .recv = fake_recv, .close = fake_close,
};

static struct wire *fake_open(const struct wire_source *source, struct error *err)
{
	struct fake *fake = (struct fake *)((uintptr_t)source - offsetof(struct fake, source));

	(void)err;
	return &fake->wire;
}

static struct wire *no_open(const struct wire_source *source, struct error *err)
{
	(void)source;
	error_failed(err, EPROTONOSUPPORT, "no such wire");
	return NULL;
}

static void fake_init(struct fake *fake)
{
	memset(fake, 0, sizeof(*fake));
	fake->wire = (struct wire){ .ops = &fake_ops, .portid = PORTID };
	fake->source.open = fake_open;
	fake->seq = 1;
}

static struct step *add_step(struct fake *fake)
{
	return &fake->steps[fake->count++];
}

static struct nlmsghdr *put(struct step *step, uint16_t type, uint32_t seq, uint32_t portid)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(step->bytes + step->len);

	msg->nlmsg_type = type;
	msg->nlmsg_seq = seq;
	msg->nlmsg_pid = portid;
	mnl_nlmsg_put_extra_header(msg, sizeof(struct nfgenmsg));
	step->len += msg->nlmsg_len;
	return msg;
}

static struct nlmsghdr *put_flow(struct fake *fake, struct step *step)
{
	return put(step, KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_NEW), fake->seq, PORTID);
}

/* NLMSG_DONE and NLMSG_ERROR: the code stands where other messages have nfgenmsg. */
static void put_code(struct fake *fake, struct step *step, uint16_t type, int code)
{
	struct nlmsghdr *msg = put(step, type, fake->seq, PORTID);

	memcpy(mnl_nlmsg_get_payload(msg), &code, sizeof(code));
}

static int count_taken(const struct nlmsghdr *msg, void *into, struct error *err)
{
	struct tally *tally = into;

	if (!msg) {
		tally->blocks++;
		return 0;
	}
	tally->messages++;
	if (tally->messages == tally->stop_after)
		return error_failed(err, ECANCELED, "enough");
	return 0;
}

typedef int conversation(struct ctnl *, struct query *, ctnl_take *, void *, struct error *);

struct outcome {
	int result;
	bool interrupted, still;
	struct tally tally;
	struct error err;
};

static struct outcome talk(struct fake *fake, conversation *converse, int stop_after)
{
	struct outcome out = { .tally.stop_after = stop_after, .err = ERROR_INIT };
	struct ctnl *ctnl = ctnl_open(&fake->source, &out.err);
	struct query query;

	query_begin(&query, QUERY_FLOWS, 0);
	out.result = converse(ctnl, &query, count_taken, &out.tally, &out.err);
	out.interrupted = ctnl_interrupted(ctnl);
	out.still = ctnl_interrupted(ctnl);
	ctnl_close(ctnl);
	return out;
}

static void test_plain_dump(void)
{
	struct fake fake;
	struct outcome out;
	struct step *step;

	fake_init(&fake);
	step = add_step(&fake);
	put_flow(&fake, step);
	put_flow(&fake, step);
	put_flow(&fake, add_step(&fake));
	put_code(&fake, add_step(&fake), NLMSG_DONE, 0);
	put_flow(&fake, add_step(&fake));
	out = talk(&fake, ctnl_dump, 0);
	is_int(out.result, 0, "a dump ends well");
	is_int(out.tally.messages, 3, "every message is taken");
	is_int(out.tally.blocks, 3, "every block is told");
	is_int(fake.next, 3, "nothing is received past the end");
	ok(!out.interrupted, "nothing interrupted it");
	is_int(out.err.kind, ERROR_NONE, "success leaves the error alone");
	is_int(fake.closed, 1, "the wire is closed once");
}

static void test_foreign(void)
{
	struct fake fake;
	struct outcome out;
	struct step *step;

	fake_init(&fake);
	step = add_step(&fake);
	put(step, KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_NEW), 99, PORTID);
	put(step, KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_NEW), fake.seq, PORTID + 1);
	put(step, KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_NEW), 0, PORTID);
	put(step, NLMSG_DONE, 99, PORTID);
	put_flow(&fake, step);
	put(step, NLMSG_NOOP, fake.seq, PORTID);
	put_code(&fake, step, NLMSG_DONE, 0);
	out = talk(&fake, ctnl_dump, 0);
	is_int(out.result, 0, "foreign messages do no harm");
	is_int(out.tally.messages, 1, "foreign sequence numbers and port ids are skipped");
}

/* Behind a colon at the end of TEXT stands what this C library says of the error. */
static void expect_failure(struct fake *fake, enum error_kind kind, int errnum, const char *text,
			   const char *name)
{
	struct outcome out = talk(fake, ctnl_dump, 0);
	const bool open = text[strlen(text) - 1] == ' ';
	char whole[256];

	snprintf(whole, sizeof(whole), "%s%s", text, open ? strerror(errnum) : "");
	is_int(out.result, -1, name);
	is_int(out.err.kind, kind, "  kind");
	is_int(out.err.errnum, errnum, "  errnum");
	is_str(out.err.text, whole, "  text");
}

static void test_kernel_errors(void)
{
	static const struct { int errnum; const char *text; } rows[] = {
		{ EPERM, "Operation failed: sorry, you must be root or get CAP_NET_ADMIN "
			 "capability to do this" },
		{ EINVAL, "Operation failed: invalid parameters" },
		{ ENOENT, "Operation failed: " },
		{ EBUSY, "Operation failed: " },
	};
	struct fake fake;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct step *step;

		fake_init(&fake);
		step = add_step(&fake);
		put_flow(&fake, step);
		put_code(&fake, step, NLMSG_ERROR, -rows[i].errnum);
		put_flow(&fake, step);
		expect_failure(&fake, ERROR_KERNEL, rows[i].errnum, rows[i].text,
			       "an error in the middle");
	}
	fake_init(&fake);
	put_flow(&fake, add_step(&fake));
	put_code(&fake, add_step(&fake), NLMSG_DONE, -EINVAL);
	expect_failure(&fake, ERROR_KERNEL, EINVAL, "Operation failed: invalid parameters",
		       "an end that carries an error");
}

static void test_receive_errors(void)
{
	struct fake fake;

	fake_init(&fake);
	put_flow(&fake, add_step(&fake));
	add_step(&fake)->errnum = ENOBUFS;
	expect_failure(&fake, ERROR_FAILED, ENOBUFS,
		       "Operation failed: ", "lost datagrams fail a dump");

	fake_init(&fake);
	add_step(&fake)->errnum = EMSGSIZE;
	expect_failure(&fake, ERROR_FAILED, EMSGSIZE, "Operation failed: ",
		       "a truncated datagram");

	fake_init(&fake);
	put_flow(&fake, add_step(&fake));
	add_step(&fake)->errnum = EAGAIN;
	expect_failure(&fake, ERROR_FAILED, EAGAIN,
		       "Operation failed: the kernel does not answer", "an answer that does not go on");

	fake_init(&fake);
	put_flow(&fake, add_step(&fake));
	expect_failure(&fake, ERROR_FAILED, ENODATA, "Operation failed: the answer has no end",
		       "a dump that just stops");

	fake_init(&fake);
	fake.send_errnum = ENETDOWN;
	expect_failure(&fake, ERROR_FAILED, ENETDOWN, "Operation failed: Network is down",
		       "a request that cannot be sent");
	is_int(fake.next, 0, "  and nothing is awaited");
}

static void test_broken_shapes(void)
{
	const char *text = "Operation failed: the kernel's answer is damaged";
	static const uint32_t lengths[] = { 0, 15, 21, 4096, UINT32_MAX };
	struct fake fake;
	struct step *step;

	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		fake_init(&fake);
		put_flow(&fake, add_step(&fake))->nlmsg_len = lengths[i];
		expect_failure(&fake, ERROR_FAILED, EBADMSG, text, "a message with a false length");
	}
	fake_init(&fake);
	step = add_step(&fake);
	put_flow(&fake, step);
	step->len += 6;
	expect_failure(&fake, ERROR_FAILED, EBADMSG, text, "bytes behind the last message");

	fake_init(&fake);
	step = add_step(&fake);
	put(step, NLMSG_DONE, fake.seq, PORTID)->nlmsg_len = NLMSG_HDRLEN;
	step->len = NLMSG_HDRLEN;
	expect_failure(&fake, ERROR_FAILED, EBADMSG, text, "an end without a code");
}

static void test_patience(void)
{
	struct fake fake;
	struct outcome out;

	fake_init(&fake);
	add_step(&fake)->errnum = EINTR;
	put_flow(&fake, add_step(&fake))->nlmsg_flags |= NLM_F_DUMP_INTR;
	add_step(&fake)->errnum = EINTR;
	put_code(&fake, add_step(&fake), NLMSG_DONE, 0);
	out = talk(&fake, ctnl_dump, 0);
	is_int(out.result, 0, "a signal does not end a dump");
	is_int(out.tally.messages, 1, "  nor lose a message");
	ok(out.interrupted && !out.still, "a dump that the table changed under says so once");
	is_int(fake.sent, 1, "  and is asked once");
}

/* Long enough for the rest to be received in a thread of its own. */
static void test_ack_in_dump(void)
{
	struct fake fake;
	struct outcome out;

	for (int before = 0; before < 2 * MAX_STEPS / 3; before++) {
		fake_init(&fake);
		for (int i = 0; i < before; i++)
			put_flow(&fake, add_step(&fake));
		put_code(&fake, add_step(&fake), NLMSG_ERROR, 0);
		put_flow(&fake, add_step(&fake));
		put_code(&fake, add_step(&fake), NLMSG_DONE, 0);
		out = talk(&fake, ctnl_dump, 0);
		is_int(out.result, 0, "an ack does not end a dump, nor break it");
		is_int(out.tally.messages, before + 1, "  what is behind it is taken");
		fake.count--;
		fake.next = 0;
		expect_failure(&fake, ERROR_FAILED, ENODATA, "Operation failed: the answer has no end",
			       "nor does it stand for an end");
	}
}

static void test_taker_stops(void)
{
	struct fake fake;
	struct outcome out;

	fake_init(&fake);
	put_flow(&fake, add_step(&fake));
	fake.count = ENDLESS;
	out = talk(&fake, ctnl_dump, 1000);
	is_int(out.result, -1, "a taker ends an endless dump");
	is_str(out.err.text, "enough", "  with its own error");
	is_int(out.tally.messages, 1000, "  at once");
}

static void test_ask(void)
{
	struct fake fake;
	struct outcome out;
	struct step *step;

	fake_init(&fake);
	step = add_step(&fake);
	put_flow(&fake, step);
	put_code(&fake, step, NLMSG_DONE, 0);
	put_code(&fake, add_step(&fake), NLMSG_ERROR, 0);
	out = talk(&fake, ctnl_ask, 0);
	is_int(out.result, 0, "an ack ends a question");
	is_int(out.tally.messages, 1, "  after its answer");
	is_int(fake.next, 2, "  and nothing else does");

	fake_init(&fake);
	put_code(&fake, add_step(&fake), NLMSG_ERROR, -ENOENT);
	out = talk(&fake, ctnl_ask, 0);
	is_int(out.err.errnum, ENOENT, "a question may be refused");
}

static void test_sequence(void)
{
	struct error err = ERROR_INIT;
	struct tally tally = { 0 };
	struct query query;
	struct ctnl *ctnl;
	struct fake fake;
	struct step *step;

	fake_init(&fake);
	put_code(&fake, add_step(&fake), NLMSG_DONE, 0);
	fake.seq = 1;
	step = add_step(&fake);
	put_flow(&fake, step);
	put_code(&fake, step, NLMSG_DONE, 0);
	fake.seq = 2;
	put_flow(&fake, step);
	put_code(&fake, step, NLMSG_DONE, 0);
	ctnl = ctnl_open(&fake.source, &err);
	query_begin(&query, QUERY_FLOWS, 0);
	is_int(ctnl_dump(ctnl, &query, NULL, NULL, &err), 0, "a dump may have no taker");
	is_int(ctnl_dump(ctnl, &query, count_taken, &tally, &err), 0, "two dumps on one wire");
	is_int(tally.messages, 1, "  the second skips leavings of the first");
	ctnl_close(ctnl);
}

int main(void)
{
	const struct wire_source nowhere = { .open = no_open };
	struct error err = ERROR_INIT;

	test_plain_dump();
	test_foreign();
	test_kernel_errors();
	test_receive_errors();
	test_broken_shapes();
	test_patience();
	test_ack_in_dump();
	test_taker_stops();
	test_ask();
	test_sequence();
	ok(!ctnl_open(&nowhere, &err), "no wire, no conversation");
	is_str(err.text, "no such wire", "  and the wire's own error");
	ctnl_close(NULL);
	return done();
}
