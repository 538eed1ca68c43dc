/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/command.h"
#include "cmd/flows.h"
#include "cmd/proc.h"
#include "cmd/request.h"
#include "cmd/sample.h"
#include "cmd/session.h"
#include "cmd/signals.h"
#include "cmd/uses.h"
#include "net/decode.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
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
	.use = { .may = OPT_LIST(OPTS_FORMAT, OPT_TOTAL, OPT_NONZERO, OPT_WATCH, OPT_COUNT) },
	.run = stats_run,
};

const struct command command_expect_stats = {
	.verb = &verb_stats,
	.tables = 1 << TABLE_EXPECT,
	.use = { .may = OPT_LIST(OPTS_FORMAT, OPT_TOTAL, OPT_NONZERO, OPT_WATCH, OPT_COUNT) },
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

static int64_t milliseconds_since(const struct timespec *begin)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)(now.tv_sec - begin->tv_sec) * 1000 + (now.tv_nsec - begin->tv_nsec) / 1000000;
}

/* 0: the time is up; 1: a signal came, or the reader went away. */
static int pause_from(const struct timespec *begin, uint64_t seconds, const struct output *out,
		      struct error *err)
{
	struct pollfd news[] = { { .fd = out->stop.told, .events = POLLIN }, { .fd = out->fd } };
	int64_t left;

	while ((left = (int64_t)seconds * 1000 - milliseconds_since(begin)) > 0) {
		int n = poll(news, sizeof(news) / sizeof(*news), (int)left);

		if (n > 0)
			return 1;
		if (n < 0 && errno != EINTR)
			return error_failed(err, errno, "cannot wait: %s", strerror(errno));
	}
	return 0;
}

static int show_growth(const struct request *rq, struct session *s, struct sample *last,
		       struct error *err)
{
	struct sample now;
	int result = read_sample(rq, s, &now, err);

	if (result == 0) {
		sample_rates(last, &now);
		result = show(rq, s, last, err);
	}
	sample_free(last);
	*last = now;
	return result;
}

static int watch(const struct request *rq, struct session *s, struct sample *last, struct error *err)
{
	int step = 0;

	for (uint64_t round = 0; step == 0; round++) {
		if (request_has(rq, OPT_COUNT) && round == rq->most)
			return 0;
		step = pause_from(&last->when, rq->seconds, &s->out, err);
		if (step == 0)
			step = show_growth(rq, s, last, err);
	}
	return step < 0 ? -1 : 0;
}

static int watch_until_told(const struct request *rq, struct session *s, struct sample *first,
			    struct error *err)
{
	if (signals_open(&s->out.stop, err) < 0)
		return -1;
	return watch(rq, s, first, err);
}

static int stats_run(const struct request *rq, struct session *s, struct error *err)
{
	struct sample sample;
	int result = read_sample(rq, s, &sample, err);

	if (result == 0 && request_has(rq, OPT_WATCH))
		result = watch_until_told(rq, s, &sample, err);
	else if (result == 0)
		result = show(rq, s, &sample, err);
	sample_free(&sample);
	flows_caution(s);
	return result;
}
