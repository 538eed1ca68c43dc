/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A message of the kernel with any attribute missing, short, nested wrongly,
 * repeated or unknown changes nothing but its own row: between two others, in a
 * dump and among events, in every format, those are printed as ever.
 */
#include "../fuzz/fuzz.h"
#include "base/buf.h"
#include "net/kernel.h"
#include "net/message.h"
#include "tap.h"

#include <stdlib.h>

enum { MESSAGES_MAX = 128, HEAD = MNL_NLMSG_HDRLEN + sizeof(struct nfgenmsg), WORDS_MAX = 10 };

enum harm {
	HARM_NONE,
	HARM_MISSING,
	HARM_SHORT, HARM_EMPTY, HARM_LONG,
	HARM_CUT,		/* it ends in front of its own head */
	HARM_STICKS_OUT,
	HARM_REPEATED,
	HARM_UNKNOWN,		/* another type in its place */
	HARM_ADDED,		/* one of an unknown type in front of it */
	HARM_FLAGS,		/* says of itself what it is not */
	HARM_WRAPPED,		/* nested in its own like */
	HARM_FLAT,		/* text where it nests, or attributes where it does not */
	HARM_COUNT,
};

enum { UNKNOWN_TYPE = 0x1ff };

/* A message while it is written with some harm done to one attribute. */
struct writing {
	struct buf out;
	enum harm harm;
	unsigned victim;	/* by number */
	unsigned next;		/* number of the next attribute */
};

static void put_attr(struct buf *out, uint16_t type, size_t said, const void *value, size_t len)
{
	const struct nlattr head = { .nla_len = (uint16_t)(MNL_ATTR_HDRLEN + said), .nla_type = type };
	static const char padding[MNL_ALIGNTO];

	buf_mem(out, &head, sizeof(head));
	buf_mem(out, value, len);
	buf_mem(out, padding, MNL_ALIGN(len) - len);
}

static void put_harmed(struct writing *w, uint16_t type, const char *value, size_t len)
{
	static const char text[] = "no attribute\0\0\0";
	struct buf inner = BUF_INIT;

	put_attr(&inner, type, len, value, len);
	switch (w->harm) {
	case HARM_SHORT:
		put_attr(&w->out, type, len - (len > 0), value, len - (len > 0));
		break;
	case HARM_EMPTY:
		put_attr(&w->out, type, 0, "", 0);
		break;
	case HARM_LONG:
		buf_mem(&inner, text, sizeof(text));
		put_attr(&w->out, type, inner.len - MNL_ATTR_HDRLEN, inner.data + MNL_ATTR_HDRLEN,
			 inner.len - MNL_ATTR_HDRLEN);
		break;
	case HARM_CUT:
		put_attr(&w->out, type, (size_t)-2, value, len);
		break;
	case HARM_STICKS_OUT:
		put_attr(&w->out, type, 0x7000, value, len);
		break;
	case HARM_REPEATED:
		buf_mem(&w->out, inner.data, inner.len);
		buf_mem(&w->out, inner.data, inner.len);
		break;
	case HARM_UNKNOWN:
		put_attr(&w->out, UNKNOWN_TYPE, len, value, len);
		break;
	case HARM_ADDED:
		put_attr(&w->out, UNKNOWN_TYPE, sizeof(text), text, sizeof(text));
		buf_mem(&w->out, inner.data, inner.len);
		break;
	case HARM_FLAGS:
		put_attr(&w->out, type ^ (NLA_F_NESTED | NLA_F_NET_BYTEORDER), len, value, len);
		break;
	case HARM_WRAPPED:
		put_attr(&w->out, type, inner.len, inner.data, inner.len);
		break;
	case HARM_FLAT:
		if (type & NLA_F_NESTED)
			put_attr(&w->out, type, sizeof(text), text, sizeof(text));
		else
			put_attr(&w->out, type | NLA_F_NESTED, inner.len, inner.data, inner.len);
		break;
	default:
		break;
	}
	buf_free(&inner);
}

/* Copy attributes, but for the victim; those that are nested count behind their nest. */
static void copy_attrs(struct writing *w, const char *bytes, size_t left)
{
	while (left >= MNL_ATTR_HDRLEN) {
		const struct nlattr *attr = (const void *)bytes;
		const size_t len = attr->nla_len - MNL_ATTR_HDRLEN;
		const char *value = bytes + MNL_ATTR_HDRLEN;
		size_t space = MNL_ALIGN(attr->nla_len);

		if (w->next++ == w->victim && w->harm != HARM_NONE) {
			put_harmed(w, attr->nla_type, value, len);
		} else if (attr->nla_type & NLA_F_NESTED) {
			size_t at = w->out.len;

			put_attr(&w->out, attr->nla_type, 0, "", 0);
			copy_attrs(w, value, len);
			((struct nlattr *)(void *)(w->out.data + at))->nla_len = (uint16_t)(w->out.len - at);
		} else {
			put_attr(&w->out, attr->nla_type, len, value, len);
		}
		space = space < left ? space : left;
		bytes += space;
		left -= space;
	}
}

/* MSG with HARM done to its Nth attribute behind the messages in OUT; false: it has not so many. */
static bool put_message(struct buf *out, const struct nlmsghdr *msg, enum harm harm, unsigned n)
{
	struct writing w = { .out = BUF_INIT, .harm = harm, .victim = n };

	buf_mem(&w.out, msg, HEAD);
	copy_attrs(&w, (const char *)msg + HEAD, msg->nlmsg_len - HEAD);
	((struct nlmsghdr *)(void *)w.out.data)->nlmsg_len = (uint32_t)w.out.len;
	buf_mem(out, w.out.data, w.out.len);
	buf_free(&w.out);
	return harm == HARM_NONE || n < w.next;
}

/* Messages of one kind; each stands between its neighbours, the first behind the last. */
struct messages {
	const struct nlmsghdr *list[MESSAGES_MAX];
	unsigned count;
};

static void gather(struct messages *m, uint16_t type)
{
	const struct fuzz_bytes answers = fuzz_table();
	const uint8_t *at = answers.bytes, *end = at + answers.len;

	for (m->count = 0; at < end && m->count < MESSAGES_MAX; at += 2 + (at[0] | at[1] << 8)) {
		struct nlmsghdr *msg = malloc(at[0] | (size_t)at[1] << 8);

		memcpy(msg, at + 2, at[0] | (size_t)at[1] << 8);
		if (msg->nlmsg_type == type)
			m->list[m->count++] = msg;
		else
			free(msg);
	}
}

static void forget(struct messages *m)
{
	while (m->count)
		free((void *)(uintptr_t)m->list[--m->count]);
}

enum { NANOSECOND_DIGITS = 9 };

/* How long the number at AT is if it is a time that a clock made; or 0. */
static size_t clock_length(const char *text, const char *at)
{
	static const char *const labels[] = { "delta-time=", "<deltatime>" };
	const size_t whole = strspn(at, "0123456789");

	if (at[whole] == '.' && strspn(at + whole + 1, "0123456789") == NANOSECOND_DIGITS)
		return whole + 1 + NANOSECOND_DIGITS;
	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++) {
		const size_t len = strlen(labels[i]);

		if ((size_t)(at - text) >= len && memcmp(at - len, labels[i], len) == 0)
			return whole;
	}
	return 0;
}

/* TEXT to OUT; a clock that goes on between two runs is no difference. */
static void put_printed(struct buf *out, struct buf *text)
{
	const char *start = buf_cstr(text);

	buf_reset(out);
	for (const char *at = start; *at;) {
		const size_t digits = strspn(at, "0123456789");
		const size_t len = digits ? clock_length(start, at) : 0;

		if (len)
			buf_char(out, '~');
		else
			buf_mem(out, at, digits ? digits : 1);
		at += len ? len : digits ? digits : 1;
	}
}

static bool print(struct buf *out, const char *const *argv, const struct buf *datagram)
{
	struct buf answers = BUF_INIT, text = BUF_INIT;
	struct fuzz_kernel kernel = FUZZ_KERNEL(.errnum = 0);
	int status;

	buf_char(&answers, (char)datagram->len);
	buf_char(&answers, (char)(datagram->len >> 8));
	buf_mem(&answers, datagram->data, datagram->len);
	kernel.answers = (struct fuzz_bytes){ answers.data, answers.len };
	status = fuzz_run(argv, &kernel.source);
	fuzz_expect_text();
	buf_mem(&text, fuzz_printed().bytes, fuzz_printed().len);
	put_printed(out, &text);
	buf_free(&text);
	buf_free(&answers);
	return status == 0;
}

/* TEXT without its Nth line. */
static void drop_line(struct buf *out, const struct buf *text, unsigned n)
{
	const char *at = text->data, *end = at + text->len;

	buf_reset(out);
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *next = newline ? newline + 1 : end;

		if (n-- != 0)
			buf_mem(out, at, (size_t)(next - at));
		at = next;
	}
}

static bool same_text(const struct buf *a, const struct buf *b)
{
	return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

/* One run of the program, and what it printed before anything was broken. */
struct trial {
	const char *const *argv;
	struct buf datagram, printed, dropped;
	struct buf whole;	/* all three rows */
	struct buf others;	/* the two around the victim's ... */
	unsigned row;		/* ... which is this line of the whole */
	unsigned runs, taken, wrong;
};

static bool begin_trial(struct trial *t, const struct nlmsghdr *const three[3])
{
	const struct nlmsghdr *const two[] = { three[0], three[2] };

	buf_reset(&t->datagram);
	for (int i = 0; i < 2; i++)
		put_message(&t->datagram, two[i], HARM_NONE, 0);
	if (!print(&t->others, t->argv, &t->datagram))
		return false;
	buf_reset(&t->datagram);
	for (int i = 0; i < 3; i++)
		put_message(&t->datagram, three[i], HARM_NONE, 0);
	if (!print(&t->whole, t->argv, &t->datagram))
		return false;
	for (t->row = 0; t->row < t->whole.len; t->row++) {
		drop_line(&t->dropped, &t->whole, t->row);
		if (same_text(&t->dropped, &t->others))
			return true;
	}
	return false;
}

/* False when the victim has no Nth attribute. */
static bool try_harm(struct trial *t, const struct nlmsghdr *const three[3], enum harm harm, unsigned n)
{
	bool there, right;

	buf_reset(&t->datagram);
	put_message(&t->datagram, three[0], HARM_NONE, 0);
	there = put_message(&t->datagram, three[1], harm, n);
	put_message(&t->datagram, three[2], HARM_NONE, 0);
	if (!there)
		return false;
	right = print(&t->printed, t->argv, &t->datagram);
	drop_line(&t->dropped, &t->printed, t->row);
	t->taken += same_text(&t->dropped, &t->others);
	if (harm == HARM_ADDED)
		right &= same_text(&t->printed, &t->whole);
	else
		right &= same_text(&t->printed, &t->others) || same_text(&t->dropped, &t->others);
	if (!right && t->wrong++ == 0)
		printf("# harm %d to attribute %u: %.*s\n", harm, n, (int)t->printed.len, t->printed.data);
	t->runs++;
	return true;
}

static void test_messages(const struct messages *m, const char *const *argv, const char *name)
{
	struct trial t = { .argv = argv };

	for (unsigned i = 0; i < m->count; i++) {
		const struct nlmsghdr *const three[] = {
			m->list[(i + m->count - 1) % m->count], m->list[i], m->list[(i + 1) % m->count],
		};

		if (!begin_trial(&t, three)) {
			printf("# message %u: %.*s\n", i, (int)t.whole.len, t.whole.data);
			t.wrong++;
			continue;
		}
		for (int harm = HARM_MISSING; harm < HARM_COUNT; harm++)
			for (unsigned n = 0; try_harm(&t, three, (enum harm)harm, n); n++)
				;
	}
	ok(t.runs > 0 && t.taken > 0 && !t.wrong, "%s: %u messages, broken in %u ways, %u still a row",
	   name, m->count, t.runs, t.taken);
	buf_free(&t.datagram);
	buf_free(&t.printed);
	buf_free(&t.dropped);
	buf_free(&t.whole);
	buf_free(&t.others);
}

/* In every format that has a row a line. */
static void test_command(const struct messages *m, const char *verb, const char *table)
{
	static const char *const formats[] = {
		"extended,id,labels", "save", "xml,extended,id", "json", "jsonl", "csv",
	};

	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		const char *argv[WORDS_MAX] = { "conntrack", verb, "-o", formats[i], table };
		struct buf name = BUF_INIT;

		buf_printf(&name, "%s%s%s -o %s", verb, table ? " " : "", table ? table : "", formats[i]);
		test_messages(m, argv, buf_cstr(&name));
		buf_free(&name);
	}
}

/* Of flows with these many unknown bytes in their original tuples, those that can be named are deleted. */
static void test_delete(const struct messages *m)
{
	static const size_t unknown[] = { 0, 2000, 8 };
	static const char *const delete[] = { "conntrack", "delete", "-s", "0.0.0.0/0", NULL };
	static const char zeros[2048] = { 0 };
	struct fuzz_kernel kernel = FUZZ_KERNEL(.errnum = 0);
	struct buf answers = BUF_INIT;

	for (size_t i = 0; i < sizeof(unknown) / sizeof(*unknown); i++) {
		_Alignas(8) char bytes[4096];
		struct nlmsghdr *msg = memcpy(bytes, m->list[0], m->list[0]->nlmsg_len);
		struct nlattr *tuple = mnl_nlmsg_get_payload_offset(msg, sizeof(struct nfgenmsg));
		struct nlattr *more = (void *)((char *)tuple + tuple->nla_len);
		size_t space = MNL_ATTR_HDRLEN + unknown[i];

		memmove((char *)more + space, more, msg->nlmsg_len - (size_t)((char *)more - bytes));
		*more = (struct nlattr){ .nla_len = (uint16_t)space, .nla_type = UNKNOWN_TYPE };
		memcpy(more + 1, zeros, unknown[i]);
		tuple->nla_len = (uint16_t)(tuple->nla_len + space);
		msg->nlmsg_len += (uint32_t)space;
		buf_char(&answers, (char)msg->nlmsg_len);
		buf_char(&answers, (char)(msg->nlmsg_len >> 8));
		buf_mem(&answers, msg, msg->nlmsg_len);
	}
	kernel.answers = (struct fuzz_bytes){ answers.data, answers.len };
	is_int(fuzz_run(delete, &kernel.source), 1, "a delete of flows that cannot all be named");
	is_int(kernel.changes, 2, "  but none that a request has no room for");
	is_int(kernel.flushes, 0, "  and never all at once");
	buf_free(&answers);
}

int main(void)
{
	static const struct {
		uint16_t type;
		const char *verb, *table;
	} commands[] = {
		{ KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_NEW), "list", NULL },
		{ KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_NEW), "event", NULL },
		{ KERNEL_EXPECT_TYPE(IPCTNL_MSG_EXP_NEW), "list", "expect" },
		{ KERNEL_EXPECT_TYPE(IPCTNL_MSG_EXP_NEW), "event", "expect" },
		{ KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_GET_STATS_CPU), "stats", NULL },
	};
	struct messages m;

	fuzz_be_quiet();
	gather(&m, KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_NEW));
	test_delete(&m);
	forget(&m);
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		gather(&m, commands[i].type);
		test_command(&m, commands[i].verb, commands[i].table);
		forget(&m);
	}
	return done();
}
