/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/setters.h"

#include <stdlib.h>
#include <string.h>

/*
 * Names of labels can only be looked up once the whole line is read, since
 * --labelmap may stand behind them.
 */
int select_label(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	(void)id;
	(void)arg;
	(void)err;
	b->labels_wanted = true;
	return 0;
}

static int label_bit(const struct builder *b, const char *name, struct error *err)
{
	int bit = label_map_find(b->rq->labels, name);

	if (bit < 0)
		return error_usage(err, "unknown label '%s'", name);
	if (bit >= LABEL_BITS)
		return error_usage(err, "label '%s' is number %d, the kernel has %d", name, bit, LABEL_BITS);
	return bit;
}

int builder_label_list(const struct builder *b, const char *list, struct label_set *out,
		       struct error *err)
{
	char *copy = strdup(list), *next = copy, *name;
	int bit = copy ? 0 : error_nomem(err);

	while (bit >= 0 && (name = strsep(&next, ","))) {
		bit = label_bit(b, name, err);
		if (bit >= 0)
			label_set_add(out, (unsigned)bit);
	}
	free(copy);
	return bit < 0 ? -1 : 0;
}

int builder_resolve_labels(struct builder *b, struct error *err)
{
	struct change *change = &b->rq->change;
	const struct opt_line *line = &b->rq->line;

	if (!b->labels_wanted && !(b->rq->extras & OUTPUT_LABELS) &&
	    change->label_change == LABELS_KEEP) {
		/* columns show labels by their names where there are some */
		if (!b->rq->format->sheet)
			return 0;
		return label_maps_get(b->reader->maps, b->label_path, NULL, &b->rq->labels, err);
	}
	if (label_maps_get(b->reader->maps, b->label_path, &b->rq->notices, &b->rq->labels, err) < 0)
		return -1;
	for (size_t i = 0; i < line->count; i++) {
		const struct opt_given *g = &line->given[i];
		bool selects = g->id == OPT_LABEL;
		bool changes = g->id == OPT_LABEL_ADD || g->id == OPT_LABEL_DEL;

		if (g->arg && (selects || changes) &&
		    builder_label_list(b, g->arg, selects ? &b->labels : &change->labels, err) < 0)
			return -1;
	}
	return 0;
}
