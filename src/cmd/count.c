/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/command.h"
#include "cmd/count_groups.h"
#include "cmd/flows.h"
#include "cmd/options.h"
#include "cmd/proc.h"
#include "cmd/uses.h"
#include "net/decode.h"

#include <errno.h>
#include <sys/socket.h>

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
				 OPT_SORT, OPT_LIMIT, OPTS_FORMAT, OPT_READ) },
	.role = PROTO_SELECT,
	.run = count_run,
};

const struct command command_expect_count = {
	.verb = &verb_count,
	.tables = 1 << TABLE_EXPECT,
	.use = { .may = OPT_LIST(OPT_FAMILY, OPT_BY, OPT_SORT, OPT_LIMIT, OPTS_FORMAT, OPT_READ) },
	.run = count_expectations,
};

struct answer { uint32_t entries; bool there; };

static int take(const struct nlmsghdr *msg, void *into, struct error *err)
{
	struct answer *answer = into;
	uint32_t limit;

	(void)err;
	if (msg && decode_table_stats(msg, &answer->entries, &limit))
		answer->there = true;
	return 0;
}

static int ask_kernel(struct session *s, uint64_t *count, struct error *err)
{
	struct ctnl *ctnl = session_ctnl(s, err);
	struct query query;
	struct answer answer = { .there = false };

	if (!ctnl)
		return -1;
	query_begin(&query, QUERY_TABLE_STATS, AF_UNSPEC);
	if (ctnl_ask(ctnl, &query, take, &answer, err) < 0)
		return -1;
	if (!answer.there)
		return error_failed(err, EBADMSG, "Operation failed: the kernel's answer holds no count");
	*count = answer.entries;
	return 0;
}

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
	struct error why = ERROR_INIT, no_proc = ERROR_INIT;
	uint64_t count = 0;

	if (rq->filter->kind != EXPR_TRUE || rq->family || rq->by.count || rq->recording)
		return count_by_walking(rq, s, QUERY_FLOWS, err);
	if (ask_kernel(s, &count, &why) < 0 && proc_count(&count, &no_proc) < 0) {
		*err = why;
		return -1;
	}
	return print(s, count, err);
}

static int count_expectations(const struct request *rq, struct session *s, struct error *err)
{
	return count_by_walking(rq, s, QUERY_EXPECTATIONS, err);
}
