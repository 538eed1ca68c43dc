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
	.use = { .may = OPT_LIST(OPT_FAMILY, OPT_DRY_RUN, OPT_YES, OPT_QUIET) },
	.run = flush_run,
};

const struct command command_expect_flush = {
	.verb = &verb_flush,
	.tables = 1 << TABLE_EXPECT,
	.traits = COMMAND_CHANGES,
	.use = { .may = OPT_LIST(OPT_FAMILY, OPT_DRY_RUN, OPT_QUIET) },
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

/* What there was is gone, be it the table or one family of it. */
static int finish(const struct request *rq, struct session *s, const char *table, struct error *err)
{
	const bool damaged = s->damaged;

	flows_caution(s);
	if (damaged)
		return ctnl_damaged(err);
	if (request_has(rq, OPT_QUIET))
		return 0;
	if (rq->family)
		session_summary("%s table has been emptied of %s entries.", table,
				word_name(family_words, rq->family));
	else
		session_summary("%s table has been emptied.", table);
	return 0;
}

/*
 * Old kernels flush everything whatever family they are asked for, and expectations know
 * none, so one family is deleted entry by entry.
 */
static int flush(const struct request *rq, struct session *s, enum query_kind all, const char *table,
		 struct error *err)
{
	if ((rq->family ? deletion_run(rq, s, false, err) : empty(s, all, err)) < 0)
		return -1;
	return finish(rq, s, table, err);
}

static int flush_run(const struct request *rq, struct session *s, struct error *err)
{
	if (request_has(rq, OPT_DRY_RUN))
		return rehearse(rq, s, QUERY_FLOWS, err);
	return flush(rq, s, QUERY_FLUSH, "connection tracking", err);
}

static int flush_expectations(const struct request *rq, struct session *s, struct error *err)
{
	if (request_has(rq, OPT_DRY_RUN))
		return rehearse(rq, s, QUERY_EXPECTATIONS, err);
	return flush(rq, s, QUERY_EXPECT_FLUSH, "expectation", err);
}
