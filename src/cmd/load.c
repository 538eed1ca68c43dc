/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/load.h"

#include "cmd/signals.h"
#include "cmd/uses.h"

#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

static int load_run(const struct request *rq, struct session *s, struct error *err);

const struct verb verb_load = {
	.name = "load",
	.summary = "carry out the commands in a file",
	.opt = { .name = "load-file", .letter = 'R', .takes = OPT_ARGUMENT, .metavar = "FILE",
		 .help = "carry out the commands in a file" },
};

const struct command command_load = {
	.verb = &verb_load,
	.tables = 1 << TABLE_CONNTRACK,
	.traits = COMMAND_TAKES_WORDS,
	.use = { .may = OPT_LIST(OPT_DRY_RUN, OPT_KEEP_GOING, OPT_YES, OPT_STRICT, OPT_QUIET) },
	.run = load_run,
};

/* The one file that is named, by the switch or by a word; NULL with ERR. */
static const char *file_name(const struct request *rq, struct error *err)
{
	size_t used = rq->file ? 0 : 1;

	if (rq->word_count == used)
		return rq->file ? rq->file : rq->words[0];
	if (rq->word_count < used)
		error_usage(err, "load needs a file, or - for the standard input");
	else
		error_usage(err, "unexpected word `%s'", rq->words[used]);
	return NULL;
}

static int open_file(const char *name, struct error *err)
{
	int fd = strcmp(name, "-") == 0 ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? error_usage(err, "Failed to open file %s for reading", name) : fd;
}

static int check_and_carry_out(struct load *load, int fd, struct error *err)
{
	int result = load_check(load, fd, err);

	progress_clear(&load->progress);
	if (result < 0)
		return -1;
	if (request_has(load->rq, OPT_DRY_RUN)) {
		session_summary("%" PRIu64 " lines would be run.", load->count);
		return 0;
	}
	if (load->endangers && login_ask(load->login, err) < 0)
		return -1;
	load->session->loading = true;
	result = signals_open(&load->stop, err) < 0 ? -1 : load_carry_out(load, err);
	signals_close(&load->stop);
	load->session->loading = false;
	return result;
}

static int load_file(struct load *load, const char *name, struct error *err)
{
	int fd = open_file(name, err);
	int result = fd < 0 ? -1 : check_and_carry_out(load, fd, err);

	/* whoever reads ahead has to end before the file does */
	spool_free(&load->spool);
	again_free(load->again);
	if (fd >= 0 && fd != STDIN_FILENO)
		close(fd);
	return result;
}

static int load_run(const struct request *rq, struct session *s, struct error *err)
{
	struct load load = { .rq = rq, .session = s, .spool = SPOOL_INIT, .untold = ERROR_INIT, .stop = STOP_NEVER };
	const char *name = file_name(rq, err);
	int result;

	if (!name)
		return -1;
	request_reader_init(&load.reader);
	progress_start(&load.progress);
	if (!request_has(rq, OPT_YES))
		load.login = login_find(s);
	result = load_file(&load, name, err);
	progress_clear(&load.progress);
	lines_free(&load.lines);
	login_free(load.login);
	request_reader_release(&load.reader);
	return result;
}
