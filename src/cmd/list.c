/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/command.h"
#include "cmd/flows.h"
#include "cmd/options.h"
#include "cmd/uses.h"

static int list_run(const struct request *rq, struct session *s, struct error *err);

const struct verb verb_list = {
	.name = "list", .synonym = "dump",
	.summary = "list a table",
	.opt = { .name = "dump", .letter = 'L', .takes = OPT_WORD, .metavar = "TABLE",
		 .help = "list a table" },
};

/* 524: the kernel's ENOTSUPP, which no header of user space knows. */
static const struct errno_text errnos[] = { { 524, "function not implemented" }, { 0, NULL } };

const struct command command_list = {
	.verb = &verb_list,
	.tables = 1 << TABLE_CONNTRACK | 1 << TABLE_DYING | 1 << TABLE_UNCONFIRMED,
	.use = { .may = OPT_LIST(OPTS_SELECT, OPT_ANY_NAT, OPT_SECMARK, OPT_ZERO, OPTS_OUTPUT,
				 OPT_LABELMAP) },
	.role = PROTO_SELECT,
	.errnos = errnos,
	.run = list_run,
};

const struct command command_expect_list = {
	.verb = &verb_list,
	.tables = 1 << TABLE_EXPECT,
	.use = { .may = OPT_LIST(OPT_FAMILY, OPTS_OUTPUT) },
	.role = PROTO_SELECT,
	.run = list_run,
};

static enum query_kind what_to_ask(const struct request *rq)
{
	static const enum query_kind kinds[] = {
		[TABLE_CONNTRACK] = QUERY_FLOWS,
		[TABLE_EXPECT] = QUERY_EXPECTATIONS,
		[TABLE_DYING] = QUERY_DYING,
		[TABLE_UNCONFIRMED] = QUERY_UNCONFIRMED,
	};

	if (rq->table == TABLE_CONNTRACK && request_has(rq, OPT_ZERO))
		return QUERY_FLOWS_ZERO;
	return kinds[rq->table];
}

static int show(struct record *rec, void *into, struct error *err)
{
	return output_record(into, rec, err);
}

/* Somebody who sees nothing may wonder whether anything is wrong. */
static void explain_emptiness(const struct request *rq)
{
	if (rq->table == TABLE_CONNTRACK && rq->filter->kind == EXPR_TRUE && !rq->family &&
	    session_talks_to_a_person())
		session_notice("hint: the kernel tracks connections once a rule of the firewall asks for "
			       "their state, for example: nft add rule inet TABLE CHAIN ct state new accept");
}

static int list_run(const struct request *rq, struct session *s, struct error *err)
{
	int result = flows_each(rq, s, what_to_ask(rq), show, &s->out, err);

	if (flows_finish(rq, s, "have been shown", result, err) < 0)
		return -1;
	if (s->out.rows == 0)
		explain_emptiness(rq);
	return 0;
}
