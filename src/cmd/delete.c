/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/command.h"
#include "cmd/deletion.h"
#include "cmd/flows.h"
#include "cmd/options.h"
#include "cmd/uses.h"

#include <errno.h>

static int delete_run(const struct request *rq, struct session *s, struct error *err);

const struct verb verb_delete = {
	.name = "delete",
	.summary = "delete entries",
	.opt = { .name = "delete", .letter = 'D', .takes = OPT_WORD, .metavar = "TABLE",
		 .help = "delete entries" },
};

static const struct errno_text errnos[] = { { ENOENT, "such conntrack doesn't exist" }, { 0, NULL } };

const struct command command_delete = {
	.verb = &verb_delete,
	.tables = 1 << TABLE_CONNTRACK,
	.traits = COMMAND_CHANGES | COMMAND_SELECTS | COMMAND_MUST_MATCH | COMMAND_DELETES,
	.use = { .may = OPT_LIST(OPTS_SELECT, OPT_TIMEOUT, OPT_ID, OPTS_OUTPUT, OPT_LABELMAP,
				 OPT_DRY_RUN, OPT_OK_IF_NONE, OPT_YES, OPT_QUIET) },
	.role = PROTO_SELECT,
	.errnos = errnos,
	.run = delete_run,
};

static int show_one(struct record *rec, void *into, struct error *err)
{
	struct session *s = into;

	rec->cause = RECORD_DELETED;
	return output_record(&s->out, rec, err);
}

static int delete_run(const struct request *rq, struct session *s, struct error *err)
{
	bool dry = request_has(rq, OPT_DRY_RUN);
	int result;

	s->out.extras |= OUTPUT_BARE | (request_has(rq, OPT_QUIET) ? OUTPUT_QUIET : 0);
	result = dry ? flows_each(rq, s, QUERY_FLOWS, show_one, s, err) : deletion_run(rq, s, true, err);
	return flows_finish(rq, s, dry ? "would be deleted" : "have been deleted", result, err);
}
