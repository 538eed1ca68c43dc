/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_COMMAND_H
#define CONNTRACK_CMD_COMMAND_H

#include "base/error.h"
#include "model/names.h"
#include "model/proto.h"
#include "opt/opt.h"

#include <stdbool.h>

struct request;
struct session;

/* What somebody may type to name an action: a word, or an option. */
struct verb {
	const char *name;
	const char *synonym;	/* another word, or NULL */
	const char *summary;	/* one line */
	struct opt opt;		/* its letter and long name */
};

/* What the kernel's errno means to a command; a list ends with errnum 0. */
struct errno_text { int errnum; const char *text; };

/* How a command is to be treated; bits. */
enum command_trait {
	COMMAND_CHANGES = 1 << 0,	/* it changes a table: words left over are errors */
	COMMAND_ENTRY = 1 << 1,		/* it is about one entry that the line describes */
	COMMAND_TAKES_WORDS = 1 << 2,	/* words left over are its own */
	COMMAND_SELECTS = 1 << 3,	/* its word form must select by something */
	COMMAND_SILENT = 1 << 4,	/* it shows its entry in the formats of values only */
	COMMAND_WAITS = 1 << 5,		/* it waits, and --timeout says how long */
	COMMAND_MUST_MATCH = 1 << 6,	/* no row at all is no success */
	COMMAND_DELETES = 1 << 7,	/* flows that it selects; a login may be among them */
	COMMAND_REVISES = 1 << 8,	/* flows that exist; a short timeout is as good as a deletion */
};

/*
 * One action on some tables: a const row at the head of its file. Letter and
 * word form reach the same row.
 */
struct command {
	const struct verb *verb;
	unsigned tables;		/* bits 1 << enum table */
	unsigned traits;
	struct opt_use use;		/* the options that stand for themselves */
	const struct opt_use *selecting;	/* ... in its place where an expression selects; NULL */
	enum proto_role role;		/* what a protocol's options are used for */
	const uint8_t *assigns;		/* options whose value is set, not selected by */
	const struct errno_text *errnos;
	int (*run)(const struct request *rq, struct session *session, struct error *err);
};

/* All rows, ended by NULL; every verb occurs. */
extern const struct command *const commands[];

/* All verbs, ended by NULL, in the order of help; verb_complete is not shown. */
extern const struct verb *const verbs[];

extern const struct verb verb_list, verb_count, verb_stats, verb_expect, verb_help,
	verb_version, verb_complete, verb_get, verb_create, verb_add, verb_update, verb_delete,
	verb_flush, verb_event, verb_load;

extern const struct command command_list, command_expect_list, command_count,
	command_expect_count, command_stats, command_expect_stats, command_help,
	command_version, command_complete, command_get, command_expect_get, command_create,
	command_expect_create, command_add, command_update, command_delete,
	command_expect_delete, command_flush, command_expect_flush, command_event,
	command_expect_event, command_load;

/* Whether the command takes option ID, be it for some protocol only. */
bool command_takes(const struct command *command, unsigned id);

/* What the kernel's errno means to the command; NULL: nothing of its own. */
const char *command_errno_text(const struct command *command, int errnum);

/* The row of VERB for TABLE; NULL when there is none. */
const struct command *command_find(const struct verb *verb, enum table table);

/* The verb called WORD; NULL. The nearest one; NULL when none is near. */
const struct verb *verb_find(const char *word);
const struct verb *verb_nearest(const char *word);

#endif
