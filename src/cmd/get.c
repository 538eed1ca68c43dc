/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/command.h"
#include "cmd/flows.h"
#include "cmd/options.h"
#include "cmd/uses.h"
#include "net/decode.h"

#include <errno.h>

static int get_run(const struct request *rq, struct session *s, struct error *err);

const struct verb verb_get = {
	.name = "get",
	.summary = "look up one entry by its tuple",
	.opt = { .name = "get", .letter = 'G', .takes = OPT_WORD, .metavar = "TABLE",
		 .help = "look up one entry by its tuple" },
};

static const struct errno_text errnos[] = {
	{ ENOENT, "such conntrack doesn't exist" },
	{ ENOMEM, "not enough memory" },
	{ EAFNOSUPPORT, "protocol not supported" },
	{ 0, NULL },
};

const struct command command_get = {
	.verb = &verb_get,
	.tables = 1 << TABLE_CONNTRACK,
	.traits = COMMAND_ENTRY | COMMAND_MUST_MATCH,
	.use = { .may = OPT_LIST(OPTS_TUPLE, OPTS_ZONES, OPT_ID, OPT_LABEL, OPTS_OUTPUT, OPT_LABELMAP,
				 OPT_QUIET),
		 .must = OPT_LIST(OPT_PROTONUM),
		 .pair = &address_pair },
	.role = PROTO_GET,
	.assigns = OPT_LIST(OPTS_TUPLE, OPTS_ZONES, OPTS_L4_TUPLE, OPT_STATE, OPT_ORIG_VTAG,
			    OPT_REPLY_VTAG),
	.errnos = errnos,
	.run = get_run,
};

struct getting {
	const struct request *rq;
	struct session *session;
};

static int take(const struct nlmsghdr *msg, void *into, struct error *err)
{
	struct getting *g = into;
	struct record rec;
	int result = decode_answer(decode_flow, msg, &rec, err);

	if (result <= 0)
		return result;
	result = 0;
	rec.time = g->session->out.now;
	rec.timeouts = g->session->timeouts;
	if (!kept_is_other(g->rq, rec.flow) && change_describes(&g->rq->change, rec.flow) &&
	    expr_accepts(g->rq->filter, &rec))
		result = output_record(&g->session->out, &rec, err);
	decode_release(&rec);
	return result;
}

static int get_run(const struct request *rq, struct session *s, struct error *err)
{
	struct getting g = { .rq = rq, .session = s };
	struct ctnl *ctnl = session_ctnl(s, err);
	struct query query;
	int result;

	if (!ctnl)
		return -1;
	query_begin(&query, QUERY_GET, rq->family);
	result = query_put_tuple(&query, rq->change.flow, rq->change.by_reply, err) < 0 ? -1 :
		 ctnl_ask(ctnl, &query, take, &g, err);
	return flows_finish(rq, s, "have been shown", result, err);
}
