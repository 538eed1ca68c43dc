/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_MISSING_H
#define CONNTRACK_CMD_MISSING_H

#include "cmd/request.h"
#include "cmd/session.h"

/*
 * The fields that a request names, that the kernel sends only with a setting, and
 * that no entry had so far: whoever selects, sorts or groups by one gets nothing
 * and would not know why.
 */
struct missing {
	struct missing_field {
		const struct field *field;
		bool looked_for;	/* in an entry that could have had it */
	} fields[FIELD_COUNT];
	unsigned count;
};

/* Whether something is selected, sorted or grouped by FIELD, or it is asked to be shown. */
bool request_names(const struct request *rq, const struct field *field);

void missing_begin(struct missing *m, const struct request *rq);

/* Take notice of an entry, whether it is selected or not. */
void missing_search(struct missing *m, const struct record *rec);
static inline void missing_look(struct missing *m, const struct record *rec)
{
	if (m->count)
		missing_search(m, rec);
}

/* Say on stderr what is missing, once a session; nothing where nothing was looked at. */
void missing_tell(const struct missing *m, struct session *s);

#endif
