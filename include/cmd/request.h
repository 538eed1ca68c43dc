/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_REQUEST_H
#define CONNTRACK_CMD_REQUEST_H

#include "base/buf.h"
#include "cmd/change.h"
#include "cmd/command.h"
#include "cmd/label_maps.h"
#include "cmd/options.h"
#include "collect/group_keys.h"
#include "collect/sort.h"
#include "filter/expr.h"
#include "model/label.h"
#include "output/output.h"

/*
 * A command line, understood and found sound: what a handler is told. Handlers
 * read it only. Texts point into argv; the rest belongs to the request.
 */
struct request {
	struct request_reader *reader;
	const struct command *command;
	enum table table;
	bool word_form;			/* the command was a word, not an option */
	struct opt_set given;
	uint8_t family;			/* AF_UNSPEC: both */
	struct expr *filter;		/* never NULL in a finished request */
	struct change change;		/* what is set, for commands that change a table */
	const struct output_format *format;
	unsigned extras;		/* enum output_extra */
	struct output_style style;
	struct sort_keys sort;		/* none: as they come */
	struct group_keys by;		/* fields to count by */
	uint64_t limit;			/* rows, when OPT_LIMIT is given */
	unsigned events;		/* enum event_bit, 0: not said */
	uint64_t buffer_size;		/* bytes, when OPT_BUFFER_SIZE is given */
	uint64_t most;			/* rows or rounds to show, when OPT_COUNT is given */
	uint64_t percent;		/* of OPT_MAX; 0: no threshold */
	uint64_t seconds;		/* to wait, when OPT_TIMEOUT limits the command; of OPT_WATCH */
	struct label_map *labels;	/* the reader's; NULL: no names wanted or to be had */
	const char *file;		/* to load, where a switch names it */
	const char *recording;		/* to read in the kernel's place; NULL */
	const char *record_to;		/* the recording to write; NULL */
	const char *proto_text;		/* -p as it was written, for help */
	const char *const *words;	/* left over */
	size_t word_count;
	struct buf notices;		/* lines for stderr, before anything runs */
	struct opt_line line;
};

/* What decides whether a command takes the options that a line has. */
struct options_used {
	const struct command *command;
	struct opt_set given;
	unsigned protos;		/* as in struct builder */
	bool proto_other;
};

enum { SOUND_SLOTS = 16 };

/*
 * What the reading of one line leaves to the next; outlives the requests. The
 * lines of a file are much alike, so what was found sound once is remembered.
 */
struct request_reader {
	const struct opt *rows[PARSER_ROWS_MAX];
	struct opt_table table;		/* of these rows ... */
	struct opt_index index;		/* ... used where there are many lines */
	struct label_maps own_maps, *maps;
	struct options_used sound[SOUND_SLOTS];		/* where command is NULL: none yet */
	struct opt_set assigns;		/* command->assigns of ... */
	const struct command *assigning;	/* ... this one; NULL: of none */
	struct opt_line line;		/* room for the next */
	struct change_spares spares;	/* used where there are many lines */
};

void request_reader_init(struct request_reader *reader);

/* Read many lines. */
void request_reader_index(struct request_reader *reader);

/* Open no label map that OTHER, which lives longer, has; the two may be in use at once. */
void request_reader_share(struct request_reader *reader, struct request_reader *other);
void request_reader_release(struct request_reader *reader);

/*
 * Read ARGV, ended by NULL, without the program's name. The request is to be
 * released in any case. No socket is opened and nothing is printed.
 */
int request_parse(struct request_reader *reader, struct request *rq, const char *const *argv,
		  struct error *err);
void request_release(struct request *rq);

static inline bool request_has(const struct request *rq, unsigned option)
{
	return opt_set_has(&rq->given, option);
}

#endif
