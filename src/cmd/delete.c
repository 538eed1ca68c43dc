/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/command.h"
#include "cmd/deletion.h"
#include "cmd/options.h"
#include "cmd/uses.h"

#include <errno.h>

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
	.run = deletion_of_selected,
};
