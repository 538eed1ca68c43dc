/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/command.h"
#include "cmd/flows.h"
#include "cmd/options.h"
#include "cmd/resolver.h"
#include "cmd/uses.h"
#include "cmd/watching.h"
#include "collect/rates.h"
#include "collect/sort.h"
#include "filter/contradiction.h"
#include "net/decode.h"

#include <string.h>

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
	.use = { .may = OPT_LIST(OPTS_SELECT, OPT_ID, OPT_ANY_NAT, OPT_SECMARK, OPT_ZERO, OPTS_OUTPUT,
				 OPT_LABELMAP, OPT_SORT, OPT_LIMIT, OPT_READ, OPT_WRITE,
				 OPT_WATCH, OPT_COUNT, OPT_RESOLVE, OPT_QUIET) },
	.role = PROTO_SELECT,
	.errnos = errnos,
	.run = list_run,
};

const struct command command_expect_list = {
	.verb = &verb_list,
	.tables = 1 << TABLE_EXPECT,
	.use = { .may = OPT_LIST(OPTS_FILTER, OPT_FAMILY, OPTS_OUTPUT, OPT_SORT, OPT_LIMIT, OPT_READ,
				 OPT_WRITE, OPT_WATCH, OPT_COUNT, OPT_QUIET) },
	.run = list_run,
};

static enum query_kind what_to_ask(const struct request *rq)
{
	if (rq->table == TABLE_CONNTRACK && request_has(rq, OPT_ZERO))
		return QUERY_FLOWS_ZERO;
	return flows_kind(rq);
}

static int show(struct record *rec, void *into, struct error *err)
{
	return session_show(into, rec, err);
}

static int keep(struct record *rec, void *into, struct error *err)
{
	return sorter_take(into, rec, err);
}

/* So long a list waits for all its names together. */
enum { PATIENCE_MS = 1000 };

static int want_names(struct record *rec, void *into, struct error *err)
{
	struct session *s = into;

	(void)err;
	resolver_want(s->resolver, rec);
	return 0;
}

/* Whether nothing has left yet, and what was gathered is forgotten. */
static bool takes_back(struct session *s)
{
	return !s->recorder && !s->rates && output_take_back(&s->out);
}

/* What -z has reset comes without its counters the next time. */
static bool again(const struct request *rq, struct session *s, int result, unsigned *round)
{
	return !request_has(rq, OPT_ZERO) && s->resized && takes_back(s) && flows_again(s, result, round);
}

static int list_all(const struct request *rq, struct session *s, struct error *err)
{
	unsigned round = 0;
	int result;

	do {
		result = flows_each(rq, s, what_to_ask(rq), show, s, err);
	} while (result == 0 && again(rq, s, result, &round));
	return result;
}

/* Names are for rows that will be shown: so they are kept until it is known which. */
static int list_sorted(const struct request *rq, struct session *s, uint64_t limit, struct error *err)
{
	struct sorter *sorter = NULL;
	unsigned round = 0;
	int result;

	do {
		sorter_free(sorter);
		sorter = sorter_new(&rq->sort, limit, decode_release, err);
		result = sorter ? flows_each(rq, s, what_to_ask(rq), keep, sorter, err) : -1;
	} while (result == 0 && again(rq, s, result, &round));
	if (result == 0 && s->resolver)
		result = sorter_look(sorter, want_names, s, err);
	if (result == 0 && s->resolver)
		resolver_wait(s->resolver, PATIENCE_MS);
	if (result == 0)
		result = sorter_hand_on(sorter, show, s, err);
	sorter_free(sorter);
	return result;
}

/* Rows up to a limit; the walk is broken off behind the last, unless all are remembered. */
struct first {
	struct session *session;
	uint64_t left;
};

static int show_first(struct record *rec, void *into, struct error *err)
{
	struct first *first = into;

	if (first->left && session_show(first->session, rec, err) < 0)
		return -1;
	first->left -= first->left > 0;
	return first->left || first->session->rates ? 0 : -1;
}

static int list_first(const struct request *rq, struct session *s, uint64_t limit, struct error *err)
{
	struct first first = { .session = s, .left = limit };
	struct error why = ERROR_INIT;

	if (flows_each(rq, s, what_to_ask(rq), show_first, &first, &why) == 0 || why.kind == ERROR_NONE)
		return 0;
	*err = why;
	return -1;
}

static int list(const struct request *rq, struct session *s, struct error *err)
{
	const uint64_t limit = rq->limit ? rq->limit : watching_rows(rq, s);

	if (rq->sort.count || s->resolver)
		return list_sorted(rq, s, limit, err);
	if (limit)
		return list_first(rq, s, limit, err);
	return list_all(rq, s, err);
}

static void tell_contradictions(const struct request *rq)
{
	struct buf lines = BUF_INIT;
	char *next, *line;

	contradictions_describe(&lines, rq->filter, rq->labels);
	next = lines.len && buf_cstr(&lines) ? lines.data : NULL;
	while ((line = strsep(&next, "\n")) && *line)
		session_notice("hint: never true together: %s", line + strspn(line, " "));
	buf_free(&lines);
}

/* Somebody who sees nothing may wonder whether anything is wrong. */
static void explain_emptiness(const struct request *rq)
{
	if (session_talks_to_a_person())
		tell_contradictions(rq);
	if (rq->table == TABLE_CONNTRACK && rq->filter->kind == EXPR_TRUE && !rq->family &&
	    !rq->recording && session_talks_to_a_person())
		session_notice("hint: the kernel tracks connections once a rule of the firewall asks for "
			       "their state, for example: nft add rule inet TABLE CHAIN ct state new accept");
}

struct listing {
	const struct request *rq;
	struct session *session;
};

static int pass(struct record *rec, void *into, struct error *err)
{
	(void)rec;
	(void)into;
	(void)err;
	return 0;
}

static int list_again(void *into, bool shows, struct error *err)
{
	const struct listing *l = into;
	const struct request *rq = l->rq;
	struct session *s = l->session;

	if (!shows)
		return flows_each(rq, s, what_to_ask(rq), pass, NULL, err);
	if (list(rq, s, err) < 0)
		return -1;
	output_complete(&s->out, rq->table == TABLE_EXPECT ? OUTPUT_EXPECTATIONS : OUTPUT_FLOWS);
	if (output_end(&s->out, err) < 0)
		return -1;
	flows_caution(s);
	if (!request_has(rq, OPT_QUIET))
		session_tell_columns(s);
	return 0;
}

static int watch(const struct request *rq, struct session *s, struct error *err)
{
	struct listing listing = { .rq = rq, .session = s };
	const struct watching watching = { .session = s, .read = list_again, .into = &listing };

	s->rates = rates_new(err);
	return s->rates ? watching_run(&watching, rq, err) : -1;
}

static int list_run(const struct request *rq, struct session *s, struct error *err)
{
	int result;

	if (request_has(rq, OPT_RESOLVE))
		s->resolver = resolver_start();
	if (request_has(rq, OPT_WATCH))
		return watch(rq, s, err);
	result = list(rq, s, err);
	if (flows_finish(rq, s, "have been shown", result, err) < 0)
		return -1;
	if (s->out.rows == 0 && !request_has(rq, OPT_QUIET))
		explain_emptiness(rq);
	return 0;
}
