/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/command.h"
#include "cmd/count_groups.h"
#include "cmd/fill.h"
#include "cmd/flows.h"
#include "cmd/options.h"
#include "cmd/uses.h"

static int count_run(const struct request *rq, struct session *s, struct error *err);
static int count_expectations(const struct request *rq, struct session *s, struct error *err);

const struct verb verb_count = {
	.name = "count", .synonym = "counter",
	.summary = "print the number of entries",
	.opt = { .name = "counter", .letter = 'C', .takes = OPT_WORD,
		 .metavar = "TABLE", .help = "print the number of entries" },
};

const struct command command_count = {
	.verb = &verb_count,
	.tables = 1 << TABLE_CONNTRACK,
	.use = { .may = OPT_LIST(OPTS_SELECT, OPT_ANY_NAT, OPT_SECMARK, OPT_LABELMAP, OPT_BY,
				 OPT_SORT, OPT_LIMIT, OPT_MAX, OPT_TIME, OPT_HUMAN, OPTS_FORMAT, OPT_READ) },
	.role = PROTO_SELECT,
	.run = count_run,
};

const struct command command_expect_count = {
	.verb = &verb_count,
	.tables = 1 << TABLE_EXPECT,
	.use = { .may = OPT_LIST(OPTS_FILTER, OPT_FAMILY, OPT_BY, OPT_SORT, OPT_LIMIT, OPT_MAX, OPT_TIME,
				 OPT_HUMAN, OPTS_FORMAT, OPT_READ) },
	.run = count_expectations,
};

static int print(struct session *s, uint64_t count, struct error *err)
{
	return output_count(&s->out, count, err) < 0 ? -1 : output_end(&s->out, err);
}

static int add_one(struct record *rec, void *into, struct error *err)
{
	(void)rec;
	(void)err;
	++*(uint64_t *)into;
	return 0;
}

static int count_by_walking(const struct request *rq, struct session *s, enum query_kind kind,
			    struct error *err)
{
	uint64_t count = 0;
	int result;

	if (rq->by.count)
		result = count_groups(rq, s, kind, err);
	else
		result = flows_each(rq, s, kind, add_one, &count, err) < 0 ? -1 : print(s, count, err);
	flows_caution(s);
	return result;
}

static int count_run(const struct request *rq, struct session *s, struct error *err)
{
	struct fill fill;

	if (rq->filter->kind != EXPR_TRUE || rq->family || rq->by.count || rq->recording)
		return count_by_walking(rq, s, QUERY_FLOWS, err);
	if (fill_of_flows(s, &fill, err) < 0)
		return -1;
	return request_has(rq, OPT_MAX) ? fill_tell(&fill, rq->percent, &s->out, err) :
					  print(s, fill.entries, err);
}

static int count_expectations(const struct request *rq, struct session *s, struct error *err)
{
	struct fill fill = { .entries = 0 };
	int result;

	if (!request_has(rq, OPT_MAX))
		return count_by_walking(rq, s, QUERY_EXPECTATIONS, err);
	result = flows_each(rq, s, QUERY_EXPECTATIONS, add_one, &fill.entries, err);
	flows_caution(s);
	if (result < 0 || fill_of_expectations(&fill, err) < 0)
		return -1;
	return fill_tell(&fill, rq->percent, &s->out, err);
}
