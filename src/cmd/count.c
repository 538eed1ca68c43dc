/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/command.h"
#include "cmd/count_groups.h"
#include "cmd/fill.h"
#include "cmd/flows.h"
#include "cmd/options.h"
#include "cmd/uses.h"
#include "cmd/watching.h"
#include "collect/rates.h"

static int count_run(const struct request *rq, struct session *s, struct error *err);

const struct verb verb_count = {
	.name = "count", .synonym = "counter",
	.summary = "print the number of entries",
	.opt = { .name = "counter", .letter = 'C', .takes = OPT_WORD,
		 .metavar = "TABLE", .help = "print the number of entries" },
};

const struct command command_count = {
	.verb = &verb_count,
	.tables = 1 << TABLE_CONNTRACK,
	.use = { .may = OPT_LIST(OPTS_SELECT, OPT_ID, OPT_ANY_NAT, OPT_SECMARK, OPT_LABELMAP, OPT_BY,
				 OPT_SORT, OPT_LIMIT, OPT_MAX, OPT_TIME, OPT_HUMAN, OPTS_FORMAT, OPT_READ,
				 OPT_WATCH, OPT_COUNT, OPT_QUIET) },
	.role = PROTO_SELECT,
	.run = count_run,
};

const struct command command_expect_count = {
	.verb = &verb_count,
	.tables = 1 << TABLE_EXPECT,
	.use = { .may = OPT_LIST(OPTS_FILTER, OPT_FAMILY, OPT_BY, OPT_SORT, OPT_LIMIT, OPT_MAX, OPT_TIME,
				 OPT_HUMAN, OPTS_FORMAT, OPT_READ,
				 OPT_WATCH, OPT_COUNT, OPT_QUIET) },
	.run = count_run,
};

struct counting {
	const struct request *rq;
	struct session *session;
	bool silent;			/* the number is remembered only */
	uint64_t last;
};

/* How the number went up or down since the last time. */
static int print_growth(struct counting *c, uint64_t count, struct error *err)
{
	static const struct field columns[] = {
		{ .name = "count", .type = FIELD_NUMBER }, { .name = "grown", .type = FIELD_NUMBER },
		{ .name = "shrunk", .type = FIELD_NUMBER },
	};
	static const struct field *const rows[] = { &columns[0], &columns[1], &columns[2] };
	const double seconds = (double)c->rq->seconds;
	const uint64_t up = count > c->last ? count - c->last : 0, down = c->last > count ? c->last - count : 0;
	const struct value values[] = {
		{ .number = count }, { .number = (uint64_t)((double)up / seconds + 0.5) },
		{ .number = (uint64_t)((double)down / seconds + 0.5) },
	};

	if (output_values(&c->session->out, &(struct output_values){ .fields = rows, .values = values, .count = 3,
								     .single = true }, err) < 0)
		return -1;
	return output_end(&c->session->out, err);
}

static int print(struct counting *c, uint64_t count, struct error *err)
{
	struct output *out = &c->session->out;
	int result = 0;

	if (!request_has(c->rq, OPT_WATCH))
		return output_count(out, count, err) < 0 ? -1 : output_end(out, err);
	if (!c->silent)
		result = print_growth(c, count, err);
	c->last = count;
	return result;
}

static int add_one(struct record *rec, void *into, struct error *err)
{
	(void)rec;
	(void)err;
	++*(uint64_t *)into;
	return 0;
}

static int count_entries(const struct counting *c, enum query_kind kind, uint64_t *count, struct error *err)
{
	unsigned round = 0;
	int result;

	do {
		*count = 0;
		result = flows_each(c->rq, c->session, kind, add_one, count, err);
	} while (!c->session->rates && flows_again(c->session, result, &round));
	return result;
}

static int count_by_walking(struct counting *c, enum query_kind kind, struct error *err)
{
	uint64_t count = 0;
	int result;

	if (c->rq->by.count && !c->silent)
		result = count_groups(c->rq, c->session, kind, err);
	else if (count_entries(c, kind, &count, err) < 0)
		result = -1;
	else
		result = c->rq->by.count ? 0 : print(c, count, err);
	flows_caution(c->session);
	return result;
}

static int count_flows(struct counting *c, struct error *err)
{
	const struct request *rq = c->rq;
	struct fill fill;

	if (rq->filter->kind != EXPR_TRUE || rq->family || rq->by.count || rq->recording)
		return count_by_walking(c, QUERY_FLOWS, err);
	if (fill_of_flows(c->session, &fill, err) < 0)
		return -1;
	if (!request_has(rq, OPT_MAX))
		return print(c, fill.entries, err);
	return c->silent ? 0 : fill_tell(&fill, rq->percent, &c->session->out, err);
}

static int count_expectations(struct counting *c, struct error *err)
{
	struct fill fill = { .entries = 0 };
	int result;

	if (!request_has(c->rq, OPT_MAX))
		return count_by_walking(c, QUERY_EXPECTATIONS, err);
	result = flows_each(c->rq, c->session, QUERY_EXPECTATIONS, add_one, &fill.entries, err);
	flows_caution(c->session);
	if (result < 0 || fill_of_expectations(&fill, err) < 0)
		return -1;
	return c->silent ? 0 : fill_tell(&fill, c->rq->percent, &c->session->out, err);
}

static int count_once(void *into, bool shows, struct error *err)
{
	struct counting *c = into;

	c->silent = !shows;
	return c->rq->table == TABLE_EXPECT ? count_expectations(c, err) : count_flows(c, err);
}

static int count_run(const struct request *rq, struct session *s, struct error *err)
{
	struct counting counting = { .rq = rq, .session = s };
	const struct watching watching = {
		.session = s, .timed = !rq->by.count, .read = count_once, .into = &counting,
	};

	if (!request_has(rq, OPT_WATCH))
		return count_once(&counting, true, err);
	if (rq->by.count && !(s->rates = rates_new(err)))
		return -1;
	return watching_run(&watching, rq, err);
}
