/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/request.h"

#include "base/number.h"
#include "cmd/entry.h"
#include "cmd/find_command.h"
#include "cmd/missing.h"
#include "cmd/setters.h"
#include "cmd/watching.h"

#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <string.h>

/*
 * --time was an abbreviation of --timeout: before a number, and where a timeout
 * is taken, it still is one.
 */
static void reread_time(const struct request *rq)
{
	uint64_t seconds;

	for (size_t i = 0; i < rq->line.count; i++)
		if (rq->line.given[i].id == OPT_TIME && command_takes(rq->command, OPT_TIMEOUT) &&
		    number_parse(rq->line.given[i].arg, NUMBER_DECIMAL, UINT64_MAX, &seconds))
			rq->line.given[i].id = OPT_TIMEOUT;
}

/*
 * Which protocols -p names decides what states mean, and -p may stand anywhere;
 * so it is read ahead. Where it says a value, the last one counts. A fault in it is found when its turn comes.
 */
static void read_protocols_ahead(struct builder *b, const struct opt_line *line, bool assigns)
{
	for (size_t i = 0; i < line->count; i++) {
		if (line->given[i].id != OPT_PROTONUM)
			continue;
		if (assigns)
			builder_forget_protocols(b);
		builder_note_protocols(b, line->given[i].arg);
	}
}

/* An option that the command does not take is found out later, by its row. */
static int take_option(struct builder *b, const struct opt_given *g, bool assigns, struct error *err)
{
	const struct option *o = &options[g->id];
	option_setter *set = assigns ? o->assign : o->select;

	return set ? set(b, g->id, g->arg, err) : 0;
}

static const struct opt_set *assigns_of(struct request_reader *reader, const struct command *command)
{
	if (reader->assigning != command)
		reader->assigns = opt_list_set(command->assigns);
	reader->assigning = command;
	return &reader->assigns;
}

static int take_options(struct builder *b, struct error *err)
{
	struct request *rq = b->rq;
	const struct opt_set assigns = *assigns_of(b->reader, rq->command);

	read_protocols_ahead(b, &rq->line, opt_set_has(&assigns, OPT_PROTONUM));
	reread_time(rq);
	for (size_t i = 0; i < rq->line.count; i++) {
		const struct opt_given *g = &rq->line.given[i];

		if (g->id >= OPTION_COUNT)
			continue;
		if (g->id != OPT_NAT_RANGE)
			opt_set_add(&rq->given, g->id);
		if (take_option(b, g, opt_set_has(&assigns, g->id), err) < 0)
			return -1;
	}
	return 0;
}

static int check_nat(const struct request *rq, struct error *err)
{
	if (request_has(rq, OPT_ANY_NAT) && (request_has(rq, OPT_SRC_NAT) || request_has(rq, OPT_DST_NAT)))
		return error_usage(err, "cannot specify `--src-nat' or `--dst-nat' with `--any-nat'");
	return 0;
}

static int check_masks(const struct request *rq, struct error *err)
{
	if (request_has(rq, OPT_MASK_SRC) && !request_has(rq, OPT_SRC))
		return error_usage(err, "Can't use --mask-src without --src");
	if (request_has(rq, OPT_MASK_DST) && !request_has(rq, OPT_DST))
		return error_usage(err, "Can't use --mask-dst without --dst");
	return 0;
}

/* The kernel resets the counters of everything it sends, shown or not, and kept or not. */
static int check_zero(const struct request *rq, struct error *err)
{
	static const unsigned partial[] = { OPT_LIMIT, OPT_WRITE };

	if (request_has(rq, OPT_ZERO) && rq->filter->kind != EXPR_TRUE)
		return error_usage(err, "Can't use -z with filtering parameters");
	for (size_t i = 0; request_has(rq, OPT_ZERO) && i < sizeof(partial) / sizeof(*partial); i++)
		if (request_has(rq, partial[i]))
			return error_usage(err, "Can't use -z with `--%s'", options[partial[i]].opt.name);
	return 0;
}

static int needs_something(const struct request *rq, struct error *err)
{
	error_usage(err, "update needs something to set, such as a mark, a timeout or a label");
	if (request_has(rq, OPT_ZONE) || request_has(rq, OPT_ORIG_ZONE) || request_has(rq, OPT_REPLY_ZONE))
		error_hint(err, "Zones select: no entry changes its zone. `create' makes one in the other zone.");
	return -1;
}

/* An update without anything new was no error, and changed nothing. */
static int check_news(struct request *rq, struct error *err)
{
	if (rq->command != &command_update)
		return 0;
	for (const uint8_t *id = rq->command->assigns; *id != OPT_LIST_END; id++)
		if (request_has(rq, *id))
			return 0;
	if (rq->word_form)
		return needs_something(rq, err);
	buf_lit(&rq->notices, "WARNING: there is nothing to set, so nothing is updated\n");
	return 0;
}

/* The limit is one of the table, whatever part of it is counted. */
static int check_max(const struct request *rq, struct error *err)
{
	if (request_has(rq, OPT_MAX) &&
	    (rq->filter->kind != EXPR_TRUE || rq->family || rq->by.count || rq->recording))
		return error_usage(err, "option `--max' is about the whole table, as it is now");
	return 0;
}

static bool orders_by(const struct request *rq, const struct field *field)
{
	for (unsigned i = 0; i < rq->sort.count; i++)
		if (rq->sort.key[i].field == field)
			return true;
	for (size_t i = 0; i < rq->by.count; i++)
		if (rq->by.keys[i].field == field)
			return true;
	return false;
}

/* Names come when everything is selected and in order. */
static int check_names(const struct request *rq, struct error *err)
{
	if (rq->style.names && rq->record_to && rq->command->verb == &verb_list)
		return error_usage(err, "cannot combine `--write' and `--resolve'");
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		const struct field *field = &fields[i];

		if (!(field->traits & FIELD_OF_NAMES))
			continue;
		if (expr_mentions(rq->filter, field) || orders_by(rq, field))
			return error_usage(err, "`%s' is for showing only", field->name);
		if (!rq->style.names && request_names(rq, field))
			return error_usage(err, "`%s' needs `--resolve'", field->name);
	}
	return 0;
}

/* Who hears of no beginnings or ends has nothing that could be put right. */
static int check_resync(const struct request *rq, struct error *err)
{
	const unsigned needed = EVENT_NEW | EVENT_DESTROY;

	if (request_has(rq, OPT_RESYNC) && rq->events && (rq->events & needed) != needed)
		return error_usage(err, "option `--resync' needs the events NEW and DESTROY");
	return 0;
}

/* A file has no lists of its own, nothing in it can be reset, and sorting forgets the bytes. */
static int check_recordings(const struct request *rq, struct error *err)
{
	if (rq->recording && (rq->table == TABLE_DYING || rq->table == TABLE_UNCONFIRMED))
		return error_usage(err, "Illegal option `--read' with this command");
	if (rq->recording && request_has(rq, OPT_ZERO))
		return error_usage(err, "Can't use -z with `--read'");
	if (rq->record_to && rq->sort.count)
		return error_usage(err, "cannot combine `--write' and `--sort'");
	return 0;
}

/* What is easily forgotten between two words must not cost the table. */
static int check_selection(const struct request *rq, struct error *err)
{
	if (rq->word_form && rq->command->traits & COMMAND_SELECTS &&
	    rq->filter->kind == EXPR_TRUE && !rq->family && !request_has(rq, OPT_FAMILY))
		return error_usage(err, "%s needs something to select by; flush empties the table",
				   rq->command->verb->name);
	return 0;
}

/* What sets an address wants all of it; where none is taken, that is the fault. */
static int check_prefixes(const struct builder *b, struct error *err)
{
	static const unsigned masks[] = { OPT_MASK_SRC, OPT_MASK_DST };

	for (int i = 0; i < 2; i++) {
		const unsigned option = b->masks[i].option;

		if (b->masks[i].prefixed && command_takes(b->rq->command, option) &&
		    !command_takes(b->rq->command, masks[i]))
			return error_usage(err, "option `--%s' takes no prefix with this command",
					   options[option].opt.name);
	}
	return 0;
}

static bool same_options(const struct options_used *a, const struct options_used *b)
{
	return a->command == b->command && opt_set_equal(&a->given, &b->given) &&
	       a->protos == b->protos && a->proto_other == b->proto_other;
}

static unsigned slot_of(const struct options_used *used)
{
	uint64_t mixed = used->given.bits[0] ^ used->given.bits[1] << 7 ^ (uint64_t)used->protos << 32;

	return (unsigned)(mixed * UINT64_C(0x9e3779b97f4a7c15) >> 60) % SOUND_SLOTS;
}

/* Whether an expression selects where the line would otherwise describe an entry. */
static bool is_selecting(const struct builder *b)
{
	return b->rq->command->selecting && builder_has_expression(b);
}

/* What describes an entry has no place there. */
static int check_selecting(struct builder *b, struct error *err)
{
	const struct request *rq = b->rq;

	for (unsigned id = 0; (id = opt_set_next(&rq->given, id)) < OPTION_COUNT; id++)
		if (!opt_list_has(rq->command->selecting->may, id) && command_takes(rq->command, id))
			return error_usage(err, "cannot combine `--%s' with an expression here",
					   options[id].opt.name);
	return opt_check(b->reader->rows, 0, OPTION_COUNT - 1, &b->rq->given, b->rq->command->selecting, err);
}

/* Whether the command takes the options that were given, whatever their values. */
static int check_options(struct builder *b, struct error *err)
{
	struct request *rq = b->rq;
	const struct opt *const *rows = b->reader->rows;
	const struct options_used used = {
		.command = rq->command, .given = rq->given, .protos = b->protos,
		.proto_other = b->proto_other,
	};

	struct options_used *sound = &b->reader->sound[slot_of(&used)];

	if (is_selecting(b))
		return check_selecting(b, err);
	if (same_options(&used, sound))
		return 0;
	if (check_nat(rq, err) < 0 || check_prefixes(b, err) < 0 ||
	    opt_check(rows, 0, OPTION_FIRST_L4 - 1, &rq->given, &rq->command->use, err) < 0 ||
	    opt_check(rows, OPTION_LAST_L4 + 1, OPTION_COUNT - 1, &rq->given, &rq->command->use, err) < 0 ||
	    (rq->command->verb != &verb_help && builder_check_protocols(b, err) < 0))
		return -1;
	*sound = used;
	return 0;
}

static int check(struct builder *b, struct error *err)
{
	struct request *rq = b->rq;

	if (builder_check_output(b, err) < 0 || builder_resolve_labels(b, err) < 0 ||
	    check_options(b, err) < 0 || check_masks(rq, err) < 0 || builder_filter(b, err) < 0 ||
	    check_zero(rq, err) < 0 || check_recordings(rq, err) < 0 || watching_check(rq, err) < 0 || check_names(rq, err) < 0 ||
	    check_resync(rq, err) < 0 || check_max(rq, err) < 0 ||
	    check_selection(rq, err) < 0 || check_news(rq, err) < 0)
		return -1;
	builder_warn(b);
	return rq->command->traits & COMMAND_ENTRY && !is_selecting(b) ? entry_complete(rq, err) : 0;
}

void request_reader_init(struct request_reader *reader)
{
	opt_table_init(&reader->table, reader->rows, option_parser_rows(reader->rows));
	label_maps_init(&reader->own_maps);
	reader->maps = &reader->own_maps;
	memset(reader->sound, 0, sizeof(reader->sound));
	reader->assigning = NULL;
	reader->line = (struct opt_line)OPT_LINE_INIT;
	reader->spares = (struct change_spares){ .blank = NULL };
}

void request_reader_index(struct request_reader *reader)
{
	opt_table_index(&reader->table, &reader->index);
	reader->spares.blank = nfct_new();	/* without one there will be no spares */
}

void request_reader_share(struct request_reader *reader, struct request_reader *other)
{
	reader->maps = other->maps;
}

void request_reader_release(struct request_reader *reader)
{
	label_maps_release(&reader->own_maps);
	opt_line_free(&reader->line);
	change_spares_release(&reader->spares);
}

int request_parse(struct request_reader *reader, struct request *rq, const char *const *argv,
		  struct error *err)
{
	struct builder b;
	int result;

	*rq = (struct request){
		.reader = reader, .table = TABLE_CONNTRACK, .format = &output_text,
		.notices = BUF_INIT, .line = reader->line, .change.spares = &reader->spares,
	};
	reader->line = (struct opt_line)OPT_LINE_INIT;
	if (opt_parse(&reader->table, argv, &rq->line, err) < 0)
		return -1;
	rq->words = rq->line.words;
	rq->word_count = rq->line.word_count;
	if (find_command(rq, err) < 0)
		return -1;
	builder_init(&b, reader, rq);
	result = take_options(&b, err) < 0 ? -1 : check(&b, err);
	builder_release(&b);
	return result;
}

void request_release(struct request *rq)
{
	expr_free(rq->filter);
	change_release(&rq->change);
	columns_free(&rq->style.columns);
	group_keys_free(&rq->by);
	buf_free(&rq->notices);
	if (rq->reader) {
		opt_line_free(&rq->reader->line);
		rq->reader->line = rq->line;
	}
}
