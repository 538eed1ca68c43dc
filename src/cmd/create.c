/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/entry.h"
#include "cmd/options.h"
#include "cmd/uses.h"
#include "net/decode.h"

#include <errno.h>

static int create_run(const struct request *rq, struct session *s, struct error *err);

const struct verb verb_create = {
	.name = "create",
	.summary = "create an entry",
	.opt = { .name = "create", .letter = 'I', .takes = OPT_WORD, .metavar = "TABLE",
		 .help = "create an entry" },
};

const struct verb verb_add = {
	.name = "add",
	.summary = "create an entry, or update it where it exists",
	.opt = { .name = "add", .letter = 'A', .takes = OPT_WORD, .metavar = "TABLE",
		 .help = "create an entry, or update it where it exists" },
};

static const struct errno_text create_errnos[] = {
	{ EEXIST, "Such conntrack exists, try -U to update" },
	{ ENOENT, "such conntrack doesn't exist" },
	{ ENOMEM, "not enough memory" },
	{ ETIME, "conntrack has expired" },
	{ 0, NULL },
}, add_errnos[] = {
	{ EINVAL, "Invalid argument" },
	{ ENOENT, "such conntrack doesn't exist" },
	{ ENOMEM, "not enough memory" },
	{ ETIME, "conntrack has expired" },
	{ 0, NULL },
};

/* Everything a flow can be made of; each option says a value of it. */
#define OPTS_VALUES OPTS_TUPLE, OPTS_ZONES, OPT_TIMEOUT, OPT_STATUS, OPT_MARK, \
	OPT_SRC_NAT, OPT_DST_NAT, OPT_LABEL_ADD, OPTS_EXTENSIONS, OPTS_MASTER

#define CREATE_USE(...) { \
	.may = OPT_LIST(OPTS_VALUES, OPTS_OUTPUT, OPT_LABELMAP, __VA_ARGS__), \
	.must = OPT_LIST(OPT_PROTONUM, OPT_TIMEOUT), \
	.pair = &address_pair }

#define CREATE_ASSIGNS OPT_LIST(OPTS_VALUES, OPTS_L4_TUPLE, OPTS_L4_STATE)

const struct command command_create = {
	.verb = &verb_create,
	.tables = 1 << TABLE_CONNTRACK,
	.traits = COMMAND_CHANGES | COMMAND_ENTRY | COMMAND_SILENT,
	.use = CREATE_USE(OPT_DRY_RUN, OPT_QUIET),
	.role = PROTO_CREATE,
	.assigns = CREATE_ASSIGNS,
	.errnos = create_errnos,
	.run = create_run,
};

const struct command command_add = {
	.verb = &verb_add,
	.tables = 1 << TABLE_CONNTRACK,
	.traits = COMMAND_CHANGES | COMMAND_ENTRY | COMMAND_SILENT | COMMAND_REVISES,
	.use = CREATE_USE(OPT_DRY_RUN, OPT_YES, OPT_QUIET),
	.role = PROTO_CREATE,
	.assigns = CREATE_ASSIGNS,
	.errnos = add_errnos,
	.run = create_run,
};

static int ask(const struct request *rq, struct session *s, struct error *err)
{
	struct ctnl *ctnl = session_ctnl(s, err);
	struct error why = ERROR_INIT;
	struct query query;

	if (!ctnl || entry_put(&query, rq, err) < 0)
		return -1;
	if (ctnl_ask(ctnl, &query, NULL, NULL, &why) == 0)
		return 0;
	if (rq->command == &command_add && why.kind == ERROR_KERNEL && entry_may_revise(why.errnum))
		return entry_revise(rq, s, why.errnum, err);
	*err = why;
	entry_explain(s, rq, err);
	return -1;
}

static int put(const struct request *rq, struct session *s, struct error *err)
{
	unsigned doubts = kept_doubts(rq);
	int lacks;

	if (ask(rq, s, err) < 0)
		return -1;
	lacks = doubts ? kept_look(rq, s, doubts) : 0;
	if (lacks > 0)
		losses_add(&s->losses, (unsigned)lacks, 1);
	return 0;
}

static int show(const struct nlmsghdr *msg, void *into, struct error *err)
{
	struct session *s = into;
	struct record rec;
	int result = decode_answer(decode_flow, msg, &rec, err);

	if (result <= 0)
		return result;
	rec.time = s->out.now;
	rec.timeouts = s->timeouts;
	result = output_record(&s->out, &rec, err);
	decode_release(&rec);
	return result;
}

/*
 * Formats with columns tell what the kernel made of it; the classic ones never
 * did. An entry that is gone already is no failure.
 */
static int show_created(const struct request *rq, struct session *s, struct error *err)
{
	struct ctnl *ctnl = session_ctnl(s, err);
	struct error why = ERROR_INIT;
	struct query query;

	if (!rq->format->sheet)
		return 0;
	query_begin(&query, QUERY_GET, rq->family);
	if (!ctnl || query_put_tuple(&query, rq->change.flow, false, err) < 0)
		return -1;
	if (ctnl_ask(ctnl, &query, show, s, &why) < 0 &&
	    (why.kind != ERROR_KERNEL || why.errnum != ENOENT)) {
		*err = why;
		return -1;
	}
	output_complete(&s->out, OUTPUT_FLOWS);
	return output_end(&s->out, err);
}

static int create_run(const struct request *rq, struct session *s, struct error *err)
{
	bool adds = rq->command == &command_add;
	int result;

	if (request_has(rq, OPT_DRY_RUN))
		return entry_show(rq, s, adds ? "would be added" : "would be created", err);
	if (put(rq, s, err) < 0)
		return -1;
	result = show_created(rq, s, err);
	if (result < 0 || !request_has(rq, OPT_QUIET))
		session_summary("1 flow entries have been %s.", adds ? "added" : "created");
	return result;
}
