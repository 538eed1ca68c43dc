/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/command.h"
#include "cmd/program.h"
#include "cmd/request.h"
#include "cmd/session.h"
#include "cmd/uses.h"

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
	.use = { .may = OPT_LIST(OPTS_FORMAT, OPT_QUIET) },
	.run = version_run,
};

/* What the schema of the JSON formats is numbered; it grows with every field. */
enum { SCHEMA_NUMBER = 1 };

static int version_as_values(struct session *s, struct error *err)
{
	static const struct field version = { .name = "version", .type = FIELD_TEXT },
				  schema = { .name = "schema", .type = FIELD_NUMBER };
	static const struct field *const names[] = { &version, &schema };
	const struct value values[] = { { .text = PACKAGE_VERSION }, { .number = SCHEMA_NUMBER } };
	const struct output_values row = {
		.fields = names, .values = values, .count = 2, .single = true,
	};

	return output_values(&s->out, &row, err) < 0 ? -1 : output_end(&s->out, err);
}

static int version_run(const struct request *rq, struct session *s, struct error *err)
{
	if (rq->format->sheet)
		return version_as_values(s, err);
	buf_lit(&s->out.text, PROGRAM_TITLE "\n");
	return output_flush(&s->out, err);
}
