/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/command.h"
#include "cmd/program.h"
#include "cmd/session.h"

static int version_run(const struct request *rq, struct session *s, struct error *err);

const struct verb verb_version = {
	.name = "version",
	.summary = "print the version",
	.opt = { .name = "version", .letter = 'V', .takes = OPT_WORD, .metavar = "TABLE",
		 .help = "print the version" },
};

const struct command command_version = {
	.verb = &verb_version,
	.tables = ~0U,
	.run = version_run,
};

static int version_run(const struct request *rq, struct session *s, struct error *err)
{
	(void)rq;
	buf_str(&s->out.text, program_title);
	buf_char(&s->out.text, '\n');
	return output_flush(&s->out, err);
}
