/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/command.h"
#include "cmd/proc.h"
#include "cmd/request.h"
#include "cmd/session.h"
#include "cmd/uses.h"
#include "net/decode.h"

#include <sys/socket.h>

static int stats_run(const struct request *rq, struct session *s, struct error *err);

const struct verb verb_stats = {
	.name = "stats",
	.summary = "print counters of every CPU",
	.opt = { .name = "stats", .letter = 'S', .takes = OPT_WORD, .metavar = "TABLE",
		 .help = "print counters of every CPU" },
};

const struct command command_stats = {
	.verb = &verb_stats,
	.tables = 1 << TABLE_CONNTRACK,
	.use = { .may = OPT_LIST(OPTS_FORMAT) },
	.run = stats_run,
};

const struct command command_expect_stats = {
	.verb = &verb_stats,
	.tables = 1 << TABLE_EXPECT,
	.use = { .may = OPT_LIST(OPTS_FORMAT) },
	.run = stats_run,
};

static int take(const struct nlmsghdr *msg, void *into, struct error *err)
{
	struct stats stats;

	if (!msg || decode_stats(msg, &stats) == 0)
		return 0;
	return output_stats(into, &stats, err);
}

static int ask_kernel(const struct request *rq, struct session *s, struct error *err)
{
	struct ctnl *ctnl = session_ctnl(s, err);
	struct query query;

	if (!ctnl)
		return -1;
	query_begin(&query, rq->table == TABLE_EXPECT ? QUERY_EXPECT_CPU_STATS : QUERY_CPU_STATS,
		    AF_UNSPEC);
	return ctnl_dump(ctnl, &query, take, &s->out, err);
}

static int stats_run(const struct request *rq, struct session *s, struct error *err)
{
	struct error why = ERROR_INIT, no_proc = ERROR_INIT;

	if (ask_kernel(rq, s, &why) < 0 && (s->out.rows || proc_stats(&s->out, &no_proc) < 0)) {
		*err = why;
		return -1;
	}
	output_complete(&s->out, OUTPUT_STATS);
	return output_end(&s->out, err);
}
