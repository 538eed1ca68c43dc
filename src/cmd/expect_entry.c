/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/command.h"
#include "cmd/deletion.h"
#include "cmd/flows.h"
#include "cmd/options.h"
#include "cmd/uses.h"
#include "net/decode.h"

#include <errno.h>
#include <inttypes.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>

static int expect_get_run(const struct request *rq, struct session *s, struct error *err);
static int expect_create_run(const struct request *rq, struct session *s, struct error *err);
static int expect_delete_run(const struct request *rq, struct session *s, struct error *err);

static const struct errno_text create_errnos[] = {
	{ ENOENT, "master conntrack not found" },
	{ ENOMEM, "not enough memory" },
	{ ETIME, "conntrack has expired" },
	{ 0, NULL },
}, lookup_errnos[] = {
	{ ENOENT, "No such file or directory" },
	{ 0, NULL },
};

#define OPTS_EXPECTED_L4 OPT_MASK_PORT_SRC, OPT_MASK_PORT_DST, OPT_TUPLE_PORT_SRC, \
	OPT_TUPLE_PORT_DST, OPT_MASK_KEY_SRC, OPT_MASK_KEY_DST, OPT_TUPLE_KEY_SRC, OPT_TUPLE_KEY_DST
#define OPTS_EXPECTED OPT_TUPLE_SRC, OPT_TUPLE_DST, OPT_MASK_SRC, OPT_MASK_DST

const struct command command_expect_get = {
	.verb = &verb_get,
	.tables = 1 << TABLE_EXPECT,
	.traits = COMMAND_ENTRY,
	.use = { .may = OPT_LIST(OPT_REPLY_SRC, OPT_REPLY_DST, OPTS_OUTPUT, OPT_QUIET),
		 .must = OPT_LIST(OPT_SRC, OPT_DST, OPT_PROTONUM) },
	.role = PROTO_EXPECT_GET,
	.assigns = OPT_LIST(OPTS_TUPLE, OPTS_L4_TUPLE),
	.errnos = lookup_errnos,
	.run = expect_get_run,
};

const struct command command_expect_create = {
	.verb = &verb_create,
	.tables = 1 << TABLE_EXPECT,
	.traits = COMMAND_CHANGES | COMMAND_ENTRY,
	.use = { .may = OPT_LIST(OPT_REPLY_SRC, OPT_REPLY_DST, OPT_STATUS, OPT_HELPER, OPT_ZONE,
				 OPT_MASTER_PROTO, OPT_QUIET),
		 .must = OPT_LIST(OPT_SRC, OPT_DST, OPT_PROTONUM, OPT_TIMEOUT, OPTS_EXPECTED) },
	.role = PROTO_EXPECT_CREATE,
	.assigns = OPT_LIST(OPTS_TUPLE, OPT_TIMEOUT, OPT_STATUS, OPT_HELPER, OPT_ZONE, OPT_MASTER_PROTO,
			    OPTS_EXPECTED,
			    OPTS_L4_TUPLE, OPTS_EXPECTED_L4, OPTS_L4_STATE),
	.errnos = create_errnos,
	.run = expect_create_run,
};

static const struct opt_use delete_selected = {
	.may = OPT_LIST(OPTS_FILTER, OPTS_OUTPUT, OPT_DRY_RUN, OPT_OK_IF_NONE, OPT_QUIET),
};

const struct command command_expect_delete = {
	.verb = &verb_delete,
	.tables = 1 << TABLE_EXPECT,
	.traits = COMMAND_CHANGES | COMMAND_ENTRY | COMMAND_MUST_MATCH,
	.use = { .may = OPT_LIST(OPT_REPLY_SRC, OPT_REPLY_DST, OPT_QUIET),
		 .must = OPT_LIST(OPT_SRC, OPT_DST, OPT_PROTONUM) },
	.selecting = &delete_selected,
	.role = PROTO_EXPECT_GET,
	.assigns = OPT_LIST(OPTS_TUPLE, OPTS_L4_TUPLE),
	.errnos = lookup_errnos,
	.run = expect_delete_run,
};

/* Seconds between making an expectation and looking at it. */
enum { SLACK = 5 };

static int ask(const struct request *rq, struct session *s, enum query_kind kind,
	       const struct nf_expect *expect, ctnl_take *take, void *into, struct error *err)
{
	struct ctnl *ctnl = session_ctnl(s, err);
	struct query query;

	if (!ctnl)
		return -1;
	query_begin(&query, kind, rq->family);
	if (query_put_expect(&query, expect, err) < 0)
		return -1;
	return ctnl_ask(ctnl, &query, take, into, err);
}

/* The flow's tuple is that of the expected connection. */
static int ask_for_one(const struct request *rq, struct session *s, enum query_kind kind,
		       ctnl_take *take, struct error *err)
{
	struct nf_expect *expect = nfexp_new();
	int result;

	if (!expect)
		return error_nomem(err);
	nfexp_set_attr(expect, ATTR_EXP_EXPECTED, rq->change.flow);
	result = ask(rq, s, kind, expect, take, s, err);
	nfexp_destroy(expect);
	return result;
}

static int show(const struct nlmsghdr *msg, void *into, struct error *err)
{
	struct session *s = into;
	struct record rec;
	int result = decode_answer(decode_expect, msg, &rec, err);

	if (result <= 0)
		return result;
	rec.time = s->out.now;
	result = output_record(&s->out, &rec, err);
	decode_release(&rec);
	return result;
}

static int expect_get_run(const struct request *rq, struct session *s, struct error *err)
{
	if (ask_for_one(rq, s, QUERY_EXPECT_GET, show, err) < 0)
		return -1;
	return output_end(&s->out, err);
}

/* Without an expression there is one that the line describes. */
static int expect_delete_run(const struct request *rq, struct session *s, struct error *err)
{
	if (rq->filter->kind != EXPR_TRUE)
		return deletion_of_selected(rq, s, err);
	if (ask_for_one(rq, s, QUERY_EXPECT_DELETE, NULL, err) < 0)
		return -1;
	s->selected++;
	if (!s->loading && !request_has(rq, OPT_QUIET))
		session_summary("1 expectations have been deleted.");
	return 0;
}

static int compare(const struct nlmsghdr *msg, void *into, struct error *err)
{
	uint32_t *kept = into;
	struct record rec;
	int result = decode_answer(decode_expect, msg, &rec, err);

	if (result <= 0)
		return result;
	*kept = nfexp_get_attr_u32(rec.expect, ATTR_EXP_TIMEOUT);
	decode_release(&rec);
	return 0;
}

/* A helper has timeouts of its own, whatever is asked for. */
static void check_timeout(const struct request *rq, struct session *s, const struct nf_expect *expect)
{
	uint32_t asked = nfexp_get_attr_u32(expect, ATTR_EXP_TIMEOUT), kept = asked;
	struct error ignored = ERROR_INIT;
	struct nf_expect *key = nfexp_new();

	if (!key)
		return;
	nfexp_set_attr(key, ATTR_EXP_EXPECTED, rq->change.expected);
	if (request_has(rq, OPT_ZONE))
		nfexp_set_attr_u16(key, ATTR_EXP_ZONE, nfexp_get_attr_u16(expect, ATTR_EXP_ZONE));
	if (ask(rq, s, QUERY_EXPECT_GET, key, compare, &kept, &ignored) == 0 &&
	    (kept > asked ? kept - asked : asked - kept) > SLACK) {
		s->losses.timeout = kept;
		losses_add(&s->losses, 1U << KEPT_EXPECTED_TIMEOUT, 1);
	}
	nfexp_destroy(key);
}

/* The flow is the master; the library wants each tuple as an object. */
static int expect_create_run(const struct request *rq, struct session *s, struct error *err)
{
	const struct change *c = &rq->change;
	struct nf_expect *expect = nfexp_new();
	int result;

	if (!expect)
		return error_nomem(err);
	nfexp_set_attr(expect, ATTR_EXP_MASTER, c->flow);
	nfexp_set_attr(expect, ATTR_EXP_EXPECTED, c->expected);
	nfexp_set_attr(expect, ATTR_EXP_MASK, c->mask);
	nfexp_set_attr_u32(expect, ATTR_EXP_TIMEOUT, nfct_get_attr_u32(c->flow, ATTR_TIMEOUT));
	if (request_has(rq, OPT_ZONE))
		nfexp_set_attr_u16(expect, ATTR_EXP_ZONE, nfct_get_attr_u16(c->flow, ATTR_ZONE));
	if (request_has(rq, OPT_HELPER))
		nfexp_set_attr(expect, ATTR_EXP_HELPER_NAME, nfct_get_attr(c->flow, ATTR_HELPER_NAME));
	result = ask(rq, s, QUERY_EXPECT_CREATE, expect, NULL, NULL, err);
	if (result == 0)
		check_timeout(rq, s, expect);
	nfexp_destroy(expect);
	return result;
}
