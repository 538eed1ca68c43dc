/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/kernel.h"
#include "net/picture.h"
#include "net/taken.h"
#include "tap.h"

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <netinet/in.h>

/* A message as the kernel sends it; 0 and NULL: not there. */
struct told {
	uint32_t id, status, mark;
	uint16_t port, zone;
	uint8_t state, wscale;
	const char *helper;
};

static const char *messages(const struct told *told, char *bytes)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(bytes);
	struct nfgenmsg *nfg = mnl_nlmsg_put_extra_header(msg, sizeof(*nfg));
	static const uint16_t tuples[] = { CTA_TUPLE_ORIG, CTA_TUPLE_REPLY };

	msg->nlmsg_type = KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_NEW);
	nfg->nfgen_family = AF_INET;
	for (size_t i = 0; i < 2; i++) {
		struct nlattr *tuple = mnl_attr_nest_start(msg, tuples[i]);
		struct nlattr *nest = mnl_attr_nest_start(msg, CTA_TUPLE_IP);

		mnl_attr_put_u32(msg, CTA_IP_V4_SRC, htonl(i ? 0xc6336401 : 0xc0000201));
		mnl_attr_put_u32(msg, CTA_IP_V4_DST, htonl(i ? 0xc0000201 : 0xc6336401));
		mnl_attr_nest_end(msg, nest);
		nest = mnl_attr_nest_start(msg, CTA_TUPLE_PROTO);
		mnl_attr_put_u8(msg, CTA_PROTO_NUM, IPPROTO_TCP);
		mnl_attr_put_u16(msg, CTA_PROTO_SRC_PORT, htons(i ? 80 : told->port));
		mnl_attr_put_u16(msg, CTA_PROTO_DST_PORT, htons(i ? told->port : 80));
		mnl_attr_nest_end(msg, nest);
		mnl_attr_nest_end(msg, tuple);
	}
	mnl_attr_put_u32(msg, CTA_ID, htonl(told->id));
	mnl_attr_put_u32(msg, CTA_TIMEOUT, htonl(told->id));
	if (told->status)
		mnl_attr_put_u32(msg, CTA_STATUS, htonl(told->status));
	if (told->mark)
		mnl_attr_put_u32(msg, CTA_MARK, htonl(told->mark));
	if (told->zone)
		mnl_attr_put_u16(msg, CTA_ZONE, htons(told->zone));
	if (told->state) {
		struct nlattr *info = mnl_attr_nest_start(msg, CTA_PROTOINFO);
		struct nlattr *tcp = mnl_attr_nest_start(msg, CTA_PROTOINFO_TCP);

		mnl_attr_put_u8(msg, CTA_PROTOINFO_TCP_STATE, told->state);
		mnl_attr_put_u8(msg, CTA_PROTOINFO_TCP_WSCALE_ORIGINAL, told->wscale);
		mnl_attr_nest_end(msg, tcp);
		mnl_attr_nest_end(msg, info);
	}
	if (told->helper) {
		struct nlattr *nest = mnl_attr_nest_start(msg, CTA_HELP);

		mnl_attr_put_strz(msg, CTA_HELP_NAME, told->helper);
		mnl_attr_nest_end(msg, nest);
	}
	return bytes;
}

struct tally {
	unsigned ends, fail_at;
	uint16_t type;
	uint32_t length;
};

static int count_end(const struct nlmsghdr *msg, void *into, struct error *err)
{
	struct tally *tally = into;

	tally->type = msg->nlmsg_type;
	tally->length = msg->nlmsg_len;
	return ++tally->ends == tally->fail_at ? error_failed(err, 0, "enough") : 0;
}

static int take(struct picture *p, struct told told, bool whole)
{
	_Alignas(8) char bytes[1024] = { 0 };
	struct error err = ERROR_INIT;

	return picture_take(p, (const void *)messages(&told, bytes), whole, &err);
}

static const struct nlmsghdr *find(struct picture *p, struct told told)
{
	_Alignas(8) char bytes[1024] = { 0 };

	return picture_find(p, (const void *)messages(&told, bytes));
}

static void drop(struct picture *p, struct told told)
{
	_Alignas(8) char bytes[1024] = { 0 };

	picture_drop(p, (const void *)messages(&told, bytes));
}

static void test_changes(void)
{
	struct error err = ERROR_INIT;
	struct picture *p = picture_new(&err);
	const struct told first = { .id = 1, .port = 1000, .status = 8, .state = 1 };
	struct told now = first;

	is_int(take(p, first, false), PICTURE_NEW, "a flow that nobody knew");
	is_int(take(p, first, false), PICTURE_SAME, "and once more");
	now.status = now.state = 0;
	is_int(take(p, now, false), PICTURE_SAME, "an event leaves out what did not change");
	now.mark = 5;
	is_int(take(p, now, false), PICTURE_CHANGED, "a mark is a change");
	now = first;
	now.mark = 5;
	is_int(take(p, now, true), PICTURE_SAME, "  and what was left out is still known");
	now.wscale = 7;
	is_int(take(p, now, true), PICTURE_SAME, "what the kernel keeps besides the state is no change");
	now.state = 3;
	is_int(take(p, now, true), PICTURE_CHANGED, "the state is one");
	now.helper = "ftp";
	is_int(take(p, now, true), PICTURE_CHANGED, "a helper is one");
	now.helper = NULL;
	is_int(take(p, now, true), PICTURE_CHANGED, "and that it is gone, where all is told");
	now.mark = 0;
	is_int(take(p, now, true), PICTURE_CHANGED, "no mark is mark 0");
	is_int((long long)picture_count(p), 1, "all of it is one flow");
	picture_free(p);
}

static void test_identity(void)
{
	struct error err = ERROR_INIT;
	struct picture *p = picture_new(&err);
	const struct told told = { .id = 1, .port = 1000 };
	struct told other = told;

	take(p, told, true);
	other.id = 2;
	is_int(take(p, other, true), PICTURE_NEW, "another id is another flow");
	other = told;
	other.port = 1001;
	is_int(take(p, other, true), PICTURE_NEW, "so is another tuple");
	other = told;
	other.zone = 7;
	is_int(take(p, other, true), PICTURE_NEW, "so is another zone");
	ok(find(p, other) && find(p, told), "all are known");
	drop(p, told);
	ok(!find(p, told) && find(p, other), "one is gone, and no other");
	drop(p, told);
	is_int((long long)picture_count(p), 3, "and is gone once");
	picture_free(p);
}

static void test_sweep(void)
{
	enum { MANY = 2000 };
	struct error err = ERROR_INIT;
	struct picture *p = picture_new(&err);
	struct tally tally = { .ends = 0 };
	const struct nlmsghdr *kept;

	for (uint32_t i = 0; i < MANY; i++)
		take(p, (struct told){ .id = i * 8, .port = 1, .state = 1, .status = 8, .mark = 1 }, true);
	picture_begin(p);
	for (uint32_t i = 0; i < MANY; i += 2)
		take(p, (struct told){ .id = i * 8, .port = 1, .state = i % 4 ? 3 : 1, .status = 8, .mark = 1 }, true);
	kept = find(p, (struct told){ .id = 8, .port = 1 });
	ok(kept && kept->nlmsg_type == KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_DELETE), "a flow is found as its end would be told");
	is_int(picture_sweep(p, count_end, &tally, &err), 0, "what was not seen is swept away");
	is_int(tally.ends, MANY / 2, "  all of it");
	is_int(tally.type, KERNEL_FLOW_TYPE(IPCTNL_MSG_CT_DELETE), "  as the message of an end");
	ok(tally.length <= 200, "  of %u bytes", tally.length);
	is_int((long long)picture_count(p), MANY / 2, "  and the rest is left");
	picture_begin(p);
	tally = (struct tally){ .fail_at = 3 };
	is_int(picture_sweep(p, count_end, &tally, &err), -1, "who is told may end it");
	is_int((long long)picture_count(p), MANY / 2 - 2, "  having been told of two");
	picture_free(p);
	picture_free(NULL);
}

/* A flow is another one by its id, its tuple or its zone; what it has become is nothing to that. */
static void test_taken(void)
{
	enum { MANY = 5000 };
	static const struct told others[] = { { .id = 8 }, { .id = 9 }, { .id = 8, .zone = 1 }, { .id = 8, .port = MANY }, { .port = 1 } };
	_Alignas(8) char bytes[512];
	struct error err = ERROR_INIT;
	struct taken taken = TAKEN_INIT;
	int first = 0, again = 0;

	for (uint16_t i = 0; i < MANY; i++)
		first += taken_add(&taken, (const void *)messages(&(struct told){ .id = i % 3 * 1024, .port = i, .mark = 1 }, bytes), &err);
	is_int(first, MANY, "flows whose ids are much alike are told apart");
	for (uint16_t i = 0; i < MANY; i++)
		again += taken_add(&taken, (const void *)messages(&(struct told){ .id = i % 3 * 1024, .port = i, .status = 8 }, bytes), &err);
	is_int(again, 0, "  and known again");
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		is_int(taken_add(&taken, (const void *)messages(&others[i], bytes), &err), 1, "another flow");
	taken_free(&taken);
	taken_free(&taken);
}

int main(void)
{
	test_taken();
	test_changes();
	test_identity();
	test_sweep();
	return done();
}
