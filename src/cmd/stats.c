/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/command.h"
#include "cmd/flows.h"
#include "cmd/proc.h"
#include "cmd/request.h"
#include "cmd/sample.h"
#include "cmd/session.h"
#include "cmd/uses.h"
#include "cmd/watching.h"
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
	.use = { .may = OPT_LIST(OPTS_FORMAT, OPT_TOTAL, OPT_NONZERO, OPT_WATCH, OPT_COUNT, OPT_TIME,
				 OPT_QUIET) },
	.run = stats_run,
};

const struct command command_expect_stats = {
	.verb = &verb_stats,
	.tables = 1 << TABLE_EXPECT,
	.use = { .may = OPT_LIST(OPTS_FORMAT, OPT_TOTAL, OPT_NONZERO, OPT_WATCH, OPT_COUNT, OPT_TIME,
				 OPT_QUIET) },
	.run = stats_run,
};

struct taking {
	struct session *session;
	struct sample *sample;
};

static int take(const struct nlmsghdr *msg, void *into, struct error *err)
{
	struct taking *t = into;
	struct stats stats;

	if (msg && decode_stats(msg, &stats))
		return sample_add(t->sample, &stats, err);
	t->session->damaged += msg != NULL;
	return 0;
}

static int ask_kernel(const struct request *rq, struct session *s, struct sample *sample,
		      struct error *err)
{
	struct taking taking = { .session = s, .sample = sample };
	struct ctnl *ctnl = session_ctnl(s, err);
	struct query query;

	if (!ctnl)
		return -1;
	query_begin(&query, rq->table == TABLE_EXPECT ? QUERY_EXPECT_CPU_STATS : QUERY_CPU_STATS,
		    AF_UNSPEC);
	return ctnl_dump(ctnl, &query, take, &taking, err);
}

/* The sample is to be freed in any case. */
static int read_sample(const struct request *rq, struct session *s, struct sample *sample,
		       struct error *err)
{
	struct error why = ERROR_INIT, no_proc = ERROR_INIT;

	sample_begin(sample);
	if (ask_kernel(rq, s, sample, &why) == 0)
		return 0;
	if (sample->count != 0 || proc_stats(sample, &no_proc) < 0) {
		*err = why;
		return -1;
	}
	/* the file has those of both tables; netlink tells each by itself */
	if (rq->table == TABLE_EXPECT)
		sample_keep(sample, "expect_");
	return 0;
}

/* One document. What is shown is not kept. */
static int show(const struct request *rq, struct session *s, struct sample *sample,
		struct error *err)
{
	if (request_has(rq, OPT_TOTAL))
		sample_total(sample);
	if (request_has(rq, OPT_NONZERO))
		sample_drop_zeros(sample);
	for (size_t i = 0; i < sample->count; i++)
		if (output_stats(&s->out, &sample->rows[i], err) < 0)
			return -1;
	output_complete(&s->out, OUTPUT_STATS);
	return output_end(&s->out, err);
}

struct growth {
	const struct request *rq;
	struct session *session;
	struct sample last;
};

static int show_growth(void *into, bool shows, struct error *err)
{
	struct growth *g = into;
	struct sample now;
	int result = read_sample(g->rq, g->session, &now, err);

	if (result == 0 && shows) {
		sample_rates(&g->last, &now);
		result = show(g->rq, g->session, &g->last, err);
	}
	sample_free(&g->last);
	g->last = now;
	return result;
}

static int watch(const struct request *rq, struct session *s, struct error *err)
{
	struct growth growth = { .rq = rq, .session = s };
	const struct watching watching = {
		.session = s, .timed = true, .read = show_growth, .into = &growth,
	};
	int result = watching_run(&watching, rq, err);

	sample_free(&growth.last);
	return result;
}

static int read_once(const struct request *rq, struct session *s, struct error *err)
{
	struct sample sample;
	int result = read_sample(rq, s, &sample, err);

	if (result == 0)
		result = show(rq, s, &sample, err);
	sample_free(&sample);
	return result;
}

static int stats_run(const struct request *rq, struct session *s, struct error *err)
{
	int result = request_has(rq, OPT_WATCH) ? watch(rq, s, err) : read_once(rq, s, err);

	flows_caution(s);
	return result;
}
