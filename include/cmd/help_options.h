/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_HELP_OPTIONS_H
#define CONNTRACK_CMD_HELP_OPTIONS_H

#include "base/buf.h"
#include "cmd/command.h"

/* Help that is read from the rows of verbs and options. */

/* Whether VERB takes option ID, for some table or for that of COMMAND; both NULL: whether anything does. */
bool help_takes(const struct verb *verb, const struct command *command, unsigned id);

/* Put a line for each verb. */
void help_put_verbs(struct buf *out);

/* Put a line for each option that is taken, by section. */
void help_put_options(struct buf *out, const struct verb *verb, const struct command *command);

/* Put those by which flows are selected. */
void help_put_selecting(struct buf *out);

/* Put everything: what scripts look through for the name of an option. */
void help_put_reference(struct buf *out);

#endif
