/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/missing.h"

#include <string.h>

static bool has_column(const struct columns *c, const struct field *field)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->fields[i] == field)
			return true;
	return false;
}

static bool groups_by(const struct group_keys *keys, const struct field *field)
{
	for (size_t i = 0; i < keys->count; i++)
		if (keys->keys[i].field == field)
			return true;
	return false;
}

/* A sum of groups has the name of the field that it sums. */
static bool sorts_by(const struct sort_keys *keys, const struct field *field)
{
	for (unsigned i = 0; i < keys->count; i++)
		if (strcmp(keys->key[i].field->name, field->name) == 0)
			return true;
	return false;
}

bool request_names(const struct request *rq, const struct field *field)
{
	return expr_mentions(rq->filter, field) || sorts_by(&rq->sort, field) ||
	       groups_by(&rq->by, field) || has_column(&rq->style.columns, field);
}

void missing_begin(struct missing *m, const struct request *rq)
{
	m->count = 0;
	/* groups of expectations are sorted by what has the names of fields of flows */
	for (size_t i = 0; i < FIELD_COUNT && rq->table != TABLE_EXPECT; i++)
		if (fields[i].sysctl && request_names(rq, &fields[i]))
			m->fields[m->count++] = (struct missing_field){ .field = &fields[i] };
}

/* Of the events only that of the end brings what is kept of a flow. */
static bool could_have(const struct field *field, const struct record *rec)
{
	if (record_is_event(rec))
		return rec->cause == RECORD_DESTROY;
	return !(field->traits & FIELD_OF_ENDS);
}

/* A rate takes two readings; what it is made of tells at once. */
static bool has(const struct field *field, const struct record *rec)
{
	const struct field *kept = field->traits & FIELD_OF_WATCH ? &fields[FIELD_ID_PACKETS] : field;
	struct value ignored;

	return kept->get(kept, rec, &ignored);
}

void missing_search(struct missing *m, const struct record *rec)
{
	for (unsigned i = m->count; i-- > 0;) {
		struct missing_field *f = &m->fields[i];

		if (!could_have(f->field, rec))
			continue;
		f->looked_for = true;
		if (has(f->field, rec))
			*f = m->fields[--m->count];
	}
}

/* Tell of the fields from FIRST on that have its setting, unless an earlier one did. */
static bool tell(const struct missing *m, unsigned first)
{
	const char *sysctl = m->fields[first].field->sysctl;
	struct buf list = BUF_INIT;

	for (unsigned i = 0; i < m->count; i++) {
		if (!m->fields[i].looked_for || strcmp(m->fields[i].field->sysctl, sysctl) != 0)
			continue;
		if (i < first)
			return false;
		buf_printf(&list, "%s%s", list.len ? ", " : "", m->fields[i].field->name);
	}
	if (list.len && buf_cstr(&list))
		session_notice("NOTICE: no flow entry has %s: the kernel keeps that of flows that begin with "
			       "net.netfilter.%s=1", list.data, sysctl);
	buf_free(&list);
	return true;
}

void missing_tell(const struct missing *m, struct session *s)
{
	bool told = false;

	for (unsigned i = 0; i < m->count && !s->told_missing; i++)
		if (m->fields[i].looked_for)
			told |= tell(m, i);
	s->told_missing |= told;
}
