/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/program.h"

#include "cmd/explain.h"
#include "cmd/request.h"
#include "cmd/session.h"
#include "cmd/signals.h"

#include <string.h>
#include <unistd.h>

static void print_error(const struct command *command, const struct error *err)
{
	const char *better = err->kind == ERROR_KERNEL && command ? command_errno_text(command, err->errnum) : NULL;

	if (better)
		session_summary("Operation failed: %s", better);
	else if (err->text[0])
		session_summary("%s", err->text);
	if (err->hint[0])
		session_notice("%s", err->hint);
	if (err->kind == ERROR_USAGE && err->see)
		session_notice("Try `%s' for more information.", err->see);
	else if (err->kind == ERROR_USAGE)
		session_notice("Try `conntrack -h' or 'conntrack --help' for more information.");
}

static bool changes_tables(const struct request *rq)
{
	return (rq->command->traits & COMMAND_CHANGES || rq->command == &command_load) &&
	       !request_has(rq, OPT_DRY_RUN);
}

/* What changes a table is done to the end, whoever reads of it, and says why nobody could. */
static void run(const struct request *rq, struct session *s, struct error *err)
{
	bool changes = changes_tables(rq);

	if (changes)
		signals_outlive_output();
	request_run(rq, s, err);
	if (changes && err->kind == ERROR_CLOSED)
		error_set(err, ERROR_OUTPUT, err->errnum, "cannot write the output: %s", strerror(err->errnum));
}

int program_run(int argc, char *const argv[], const struct wire_source *source)
{
	struct error err = ERROR_INIT;
	struct request_reader reader;
	struct request rq;
	struct session session;
	int result;

	request_reader_init(&reader);
	result = request_parse(&reader, &rq, (const char *const *)argv + (argc > 0), &err);

	session_notices(&rq.notices);
	if (result == 0) {
		session_init(&session, source);
		output_open(&session.out, STDOUT_FILENO, rq.format, rq.extras, rq.labels);
		session.out.style = rq.style;
		run(&rq, &session, &err);
	}
	print_error(rq.command, &err);
	if (result == 0)
		session_release(&session);
	request_release(&rq);
	request_reader_release(&reader);
	return error_exit_status(&err);
}
