/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/command.h"
#include "cmd/deletion.h"
#include "cmd/flows.h"
#include "cmd/options.h"
#include "cmd/uses.h"

#include <sys/socket.h>

static int flush_run(const struct request *rq, struct session *s, struct error *err);
static int flush_expectations(const struct request *rq, struct session *s, struct error *err);

const struct verb verb_flush = {
	.name = "flush",
	.summary = "empty a table",
	.opt = { .name = "flush", .letter = 'F', .takes = OPT_WORD, .metavar = "TABLE",
		 .help = "empty a table" },
};

const struct command command_flush = {
	.verb = &verb_flush,
	.tables = 1 << TABLE_CONNTRACK,
	.traits = COMMAND_CHANGES | COMMAND_DELETES,
	.use = { .may = OPT_LIST(OPT_FAMILY, OPT_DRY_RUN, OPT_YES) },
	.run = flush_run,
};

const struct command command_expect_flush = {
	.verb = &verb_flush,
	.tables = 1 << TABLE_EXPECT,
	.traits = COMMAND_CHANGES,
	.use = { .may = OPT_LIST(OPT_DRY_RUN) },
	.run = flush_expectations,
};

static int empty(struct session *s, enum query_kind kind, struct error *err)
{
	struct ctnl *ctnl = session_ctnl(s, err);

	return ctnl ? ctnl_flush(ctnl, kind, err) : -1;
}

static int show(struct record *rec, void *into, struct error *err)
{
	return output_record(into, rec, err);
}

static int rehearse(const struct request *rq, struct session *s, enum query_kind kind, struct error *err)
{
	int result = flows_each(rq, s, kind, show, &s->out, err);

	return flows_finish(rq, s, "would be deleted", result, err);
}

/*
 * Old kernels flush everything whatever family they are asked for, so one family
 * is deleted entry by entry.
 */
static int flush_run(const struct request *rq, struct session *s, struct error *err)
{
	bool damaged;

	if (request_has(rq, OPT_DRY_RUN))
		return rehearse(rq, s, QUERY_FLOWS, err);
	if ((rq->family ? deletion_run(rq, s, false, err) : empty(s, QUERY_FLUSH, err)) < 0)
		return -1;
	damaged = s->damaged;
	flows_caution(s);
	if (damaged)
		return ctnl_damaged(err);
	session_summary("connection tracking table has been emptied.");
	return 0;
}

static int flush_expectations(const struct request *rq, struct session *s, struct error *err)
{
	if (request_has(rq, OPT_DRY_RUN))
		return rehearse(rq, s, QUERY_EXPECTATIONS, err);
	if (empty(s, QUERY_EXPECT_FLUSH, err) < 0)
		return -1;
	session_summary("expectation table has been emptied.");
	return 0;
}
