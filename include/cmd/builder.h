/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_BUILDER_H
#define CONNTRACK_CMD_BUILDER_H

#include "cmd/options.h"
#include "cmd/request.h"

/*
 * What says the mask of an address, the stronger behind the weaker, wherever they stand on
 * the line. A prefix of the master's address is one of what it expects, too.
 */
enum mask_source { MASK_NONE, MASK_OF_ADDRESS, MASK_OF_TUPLE, MASK_SAID };

struct address_mask {
	enum mask_source source;
	bool ranges;		/* there are ranges among the addresses */
	bool prefixed;		/* by an option that had a prefix ... */
	uint8_t option;		/* ... this one */
	struct addr mask;	/* where it was said */
};

/*
 * A request while it is built. Values of options gather here, since an option
 * may come again or be completed by a later one; builder_filter makes the tree.
 */
struct builder {
	struct request_reader *reader;
	struct request *rq;
	struct address_mask masks[2];		/* of src, of dst */
	struct set typed[2];			/* their addresses with the host bits, for a mask */
	const char *label_path;			/* --labelmap */
	uint32_t status_set, status_clear;
	unsigned output_words;			/* of all -o together */
	uint32_t colour;			/* of --color */
	bool labels_wanted;			/* -l is given ... */
	struct label_set labels;		/* ... and means these */
	unsigned protos;			/* of -p: bits by index in protos[] */
	unsigned families;			/* of one -f: bits by index in family_words[] */
	bool proto_other;			/* -p named one that has no row there */

	/* Options that list values, and those that are tests of another kind ... */
	struct opt_set with_set, with_test;
	/* ... by id; only of these is there anything. */
	struct set sets[OPTION_COUNT];
	struct expr *tests[OPTION_COUNT];
};

void builder_init(struct builder *b, struct request_reader *reader, struct request *rq);
void builder_release(struct builder *b);

/* Remember FAMILY; "mismatched address family" when another was named before. */
int builder_family(struct builder *b, uint8_t family, struct error *err);

/* What the options of layer 4 that were given mean to the protocols of -p. */
int builder_check_protocols(struct builder *b, struct error *err);

/* Open the label map where one is needed and look up the names of -l. */
int builder_resolve_labels(struct builder *b, struct error *err);

/* Bits of a comma list of label names or numbers, added to *out. */
int builder_label_list(const struct builder *b, const char *list, struct label_set *out,
		       struct error *err);

/* What the options about output come to together. */
int builder_check_output(struct builder *b, struct error *err);

/* The field that an option of values compares or sets; FIELD_ID_EVENT, which none does: it has none. */
enum field_id builder_field(unsigned id);

/*
 * What is written in the filter language: the files, and the words left over.
 * NULL with ERR; EXPR_TRUE where there is nothing. Words that a command cannot
 * use are an error, or, behind a letter that only reads, ignored with a warning.
 */
struct expr *builder_expression(struct builder *b, struct error *err);

/* Whether there is anything of that. */
bool builder_has_expression(const struct builder *b);

/* All criteria as one tree, into the request. */
int builder_filter(struct builder *b, struct error *err);

/* Remember the protocols in an argument of -p, as far as they can be read. */
void builder_note_protocols(struct builder *b, const char *arg);

/* Forget what -p named: where it sets a value, the last one counts. */
void builder_forget_protocols(struct builder *b);

/* Remember that -p names OWN, or a protocol without a row when NULL. */
void builder_take_protocol(struct builder *b, const struct proto *own);

/* The row that -p names when it names just one; NULL. */
const struct proto *builder_only_protocol(const struct builder *b);

/* MARK[/MASK]; the mask is all ones when there is none. */
int builder_parse_mark(const char *text, uint64_t *mark, uint64_t *mask, struct error *err);

/*
 * ADDRESS[/N] for option ID, of the request's family. Of several faults it tells
 * the one that was always told: address, family, that there is an N, N.
 */
int builder_parse_prefix(struct builder *b, unsigned id, const char *text, struct addr *a,
			 unsigned *bits, struct error *err);

/* A prefix of option ID is a mask of the source or the destination to whoever forbids these. */
void builder_imply_mask(struct builder *b, unsigned id, bool source);

/* Note what is allowed on the line, but will hardly be meant. */
void builder_warn(struct builder *b);
void builder_warn_address(struct builder *b, const char *text, const struct addr *a);

/* ADDRESS[:PORT] for option ID, of the request's family. */
int builder_parse_endpoint(struct builder *b, unsigned id, const char *text, struct addr *a,
			   int *port, struct error *err);

/* "unexpected value 'ARG' with -X option"; ports and protocols have their own words. */
int builder_bad_value(unsigned id, const char *arg, struct error *err);

#endif
