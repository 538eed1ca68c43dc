/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/setters.h"
#include "cmd/word_list.h"

#include "base/number.h"
#include "model/field_sum.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* How results are written: -o and what belongs to it. */

enum { XML, SAVE, JSON, JSONL, CSV, TABLE };

static const struct output_format *const formats[] = {
	[XML] = &output_xml, [SAVE] = &output_save, [JSON] = &output_json,
	[JSONL] = &output_jsonl, [CSV] = &output_csv, [TABLE] = &output_table,
};

/* Extras are the lower bits, formats the upper ones. */
enum {
	FIRST_FORMAT = 16, EXTRAS = (1 << FIRST_FORMAT) - 1,
	SAVE_EXTRAS = OUTPUT_COMPAT | OUTPUT_UNDO,
};
#define FORMAT(number) (1U << (FIRST_FORMAT + (number)))

/* A prefix is a word, too, and the first that fits: new words follow the old ones. */
const struct word output_words[] = {
	{ "xml", FORMAT(XML), "XML" },
	{ "extended", OUTPUT_EXTENDED, "the network protocol in front" },
	{ "timestamp", OUTPUT_TIMESTAMP, "when an event happened" },
	{ "id", OUTPUT_ID, "the entry's number" },
	{ "ktimestamp", OUTPUT_KTIMESTAMP, "when the flow began and ended" },
	{ "labels", OUTPUT_LABELS, "names of labels" },
	{ "userspace", OUTPUT_USERSPACE, "who caused an event; always shown" },
	{ "save", FORMAT(SAVE), "commands that create the entries again" },
	{ "json", FORMAT(JSON), "a JSON array, one row a line; events: one object a line" },
	{ "jsonl", FORMAT(JSONL), "one JSON object a line" },
	{ "csv", FORMAT(CSV), "comma separated values with a line of names" },
	{ "table", FORMAT(TABLE), "aligned columns" },
	{ "mark", OUTPUT_MARK, "the mark, also where it is 0" },
	{ "compat", OUTPUT_COMPAT, "of save: only what version 1.4.x loads" },
	{ "undo", OUTPUT_UNDO, "of save: what undoes a deletion or an event" },
	{ .name = "" },
};

const struct word time_words[] = {
	{ "epoch", OUTPUT_EPOCH, "seconds since 1970" },
	{ "iso", OUTPUT_ISO, "date and time of UTC" },
	{ "local", OUTPUT_LOCAL, "date and time of the local time zone" },
	{ "relative", OUTPUT_RELATIVE, "seconds since the program began" },
	{ .name = "" },
};

enum colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

const struct word color_words[] = {
	{ "auto", COLOUR_AUTO, "on a terminal, unless NO_COLOR is set" },
	{ "always", COLOUR_ALWAYS, "in any case" },
	{ "never", COLOUR_NEVER, "not at all" },
	{ .name = "" },
};

static bool save_fits(unsigned words)
{
	return !(words & FORMAT(SAVE)) || !(words & ~(FORMAT(SAVE) | OUTPUT_USERSPACE | SAVE_EXTRAS));
}

bool output_words_fit(unsigned words)
{
	unsigned chosen = words >> FIRST_FORMAT;

	return save_fits(words) && !(chosen & (chosen - 1)) &&
	       (words & FORMAT(SAVE) || !(words & SAVE_EXTRAS));
}

unsigned output_words_taken(const char *list, size_t len)
{
	unsigned taken = 0;

	for (size_t begin = 0, end; begin < len; begin = end + 1) {
		const struct word *word;

		for (end = begin; end < len && list[end] != ',';)
			end++;
		word = word_find_prefix(output_words, list + begin, end - begin);
		taken |= word ? word->value : 0;
	}
	return taken;
}

static int choose_format(struct builder *b, struct error *err)
{
	unsigned words = b->output_words, chosen = words >> FIRST_FORMAT;

	if (!save_fits(words))
		return error_usage(err, "cannot combine save output with any other output type, use -o save only");
	if (chosen & (chosen - 1))
		return error_usage(err, "cannot combine output formats, use one of them");
	b->rq->format = chosen ? formats[__builtin_ctz(chosen)] : &output_text;
	b->rq->extras = words & EXTRAS;
	return 0;
}

static void take_output(struct builder *b, const struct word *word, bool negated)
{
	(void)negated;
	b->output_words |= word->value;
}

int set_output(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	static const struct word_list list = { .option = OPT_OUTPUT, .words = output_words, .take = take_output };

	(void)id;
	return builder_words(b, &list, arg, err) < 0 ? -1 : choose_format(b, err);
}

int set_json(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	(void)id;
	(void)arg;
	b->output_words |= FORMAT(JSON);
	return choose_format(b, err);
}

static const struct field_table *fields_of(const struct builder *b)
{
	return b->rq->table == TABLE_EXPECT ? &expect_fields : &flow_fields;
}

/* FIELD or FIELD/PREFIX; an alias stands for all its fields. */
static int add_by(struct builder *b, char *item, struct error *err)
{
	char *prefix = item, *name = strsep(&prefix, "/");
	struct columns named = { .fields = NULL };
	int result = columns_parse(&named, name, fields_of(b), err);

	for (size_t i = 0; result == 0 && i < named.count; i++)
		result = group_keys_add(&b->rq->by, named.fields[i], prefix, err);
	columns_free(&named);
	return result;
}

/* Groups are sorted by what they have: sums, and what they are counted by. */
static int add_group_order(struct builder *b, char *item, struct error *err)
{
	struct sort_keys *keys = &b->rq->sort;
	struct error ignored = ERROR_INIT;

	if (keys->count < SORT_KEYS_MAX && sort_keys_parse(keys, item, &sum_fields, &ignored) == 0)
		return 0;
	return sort_keys_parse(keys, item, fields_of(b), err);
}

/* Blanks behind a comma are no part of a name. */
static char *trimmed(char *item)
{
	char *end;

	item += strspn(item, " ");
	for (end = item + strlen(item); end > item && end[-1] == ' '; end--)
		;
	*end = '\0';
	return item;
}

static int each_item(struct builder *b, const char *text,
		     int (*take)(struct builder *b, char *item, struct error *err), struct error *err)
{
	char *copy = strdup(text), *next = copy, *item;
	int result = copy ? 0 : error_nomem(err);

	while (result == 0 && (item = strsep(&next, ",")))
		result = take(b, trimmed(item), err);
	free(copy);
	return result;
}

static int add_column(struct builder *b, char *item, struct error *err)
{
	return columns_parse(&b->rq->style.columns, item, fields_of(b), err);
}

int set_columns(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	(void)id;
	return each_item(b, arg, add_column, err);
}

static int add_order(struct builder *b, char *item, struct error *err)
{
	return sort_keys_parse(&b->rq->sort, item, fields_of(b), err);
}

int set_by(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	if (strchr(arg, '+'))
		return builder_bad_value(id, arg, err);
	return each_item(b, arg, add_by, err);
}

int set_sort(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	(void)id;
	return each_item(b, arg, b->rq->command->verb == &verb_count ? add_group_order : add_order, err);
}

int set_limit(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	if (!number_parse(arg, NUMBER_DECIMAL, UINT32_MAX, &b->rq->limit) || b->rq->limit == 0)
		return builder_bad_value(id, arg, err);
	return 0;
}

int set_no_header(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	(void)id;
	(void)arg;
	(void)err;
	b->rq->style.no_header = true;
	return 0;
}

int set_resolve(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	(void)id;
	(void)arg;
	(void)err;
	b->rq->style.names = true;
	return 0;
}

int set_human(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	(void)id;
	(void)arg;
	(void)err;
	b->rq->style.human = true;
	return 0;
}

int set_time(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	const struct word *word = word_find(time_words, arg);

	if (!word)
		return builder_bad_value(id, arg, err);
	b->rq->style.time = (enum output_time)word->value;
	return 0;
}

int set_color(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	const struct word *word = word_find(color_words, arg);

	if (!word)
		return builder_bad_value(id, arg, err);
	b->colour = word->value;
	return 0;
}

/* A terminal that can, and an owner who lets it: see no-color.org. */
static bool terminal_has_colour(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no && *no) && term && strcmp(term, "dumb") != 0;
}

/* Words that add to the save format mean nothing to another. */
static int check_extras(const struct builder *b, struct error *err)
{
	unsigned extra = b->output_words & SAVE_EXTRAS & -(b->output_words & SAVE_EXTRAS);
	const char *word = word_name(output_words, extra);

	if (!extra || b->output_words & FORMAT(SAVE))
		return 0;
	return error_usage(err, "`%s' adds to the save format only, use -o save,%s", word, word);
}

static bool groups_have(const struct request *rq, const struct field *field)
{
	for (size_t i = 0; i < rq->by.count; i++)
		if (rq->by.keys[i].field == field)
			return true;
	return field >= sums && field < sums + SUM_COUNT;
}

static int check_groups(const struct request *rq, struct error *err)
{
	if (rq->by.count == 0 && (rq->limit || rq->sort.count))
		return error_usage(err, "option `--%s' needs `--by' here", rq->limit ? "limit" : "sort");
	for (unsigned i = 0; i < rq->sort.count; i++)
		if (!groups_have(rq, rq->sort.key[i].field))
			return error_usage(err, "cannot sort groups by `%s', which `--by' does not name",
					   rq->sort.key[i].field->name);
	return 0;
}

/* Where the terminal does not know, its owner or custom does. */
static void measure_terminal(struct output_style *style)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size = { .ws_col = 0 };
	uint64_t width = 80;

	if (!isatty(STDOUT_FILENO))
		return;
	if (columns && (!number_parse(columns, NUMBER_DECIMAL, UINT16_MAX, &width) || !width))
		width = 80;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0)
		size.ws_col = 0;
	style->width = size.ws_col ? size.ws_col : (unsigned)width;
	style->height = size.ws_col && size.ws_row ? size.ws_row : 24;
}

/* Rates have no place in the classic rows. */
static bool watches_flows(const struct request *rq)
{
	return request_has(rq, OPT_WATCH) && rq->command->verb == &verb_list && !request_has(rq, OPT_OUTPUT);
}

/* Behind the usual columns of a table stand those that an update sets. */
static int show_what_is_set(struct builder *b, struct error *err)
{
	struct request *rq = b->rq;
	struct columns *columns = &rq->style.columns;
	int result = 0;

	if (rq->format != &output_table || rq->command->role != PROTO_UPDATE || (columns->count && !columns->add))
		return 0;
	columns->add = true;
	for (const uint8_t *id = rq->command->assigns; result == 0 && *id != OPT_LIST_END; id++)
		if (request_has(rq, *id) && builder_field(*id))
			result = columns_parse(columns, fields[builder_field(*id)].name, &flow_fields, err);
	return result;
}

int builder_check_output(struct builder *b, struct error *err)
{
	struct request *rq = b->rq;
	bool has_columns = rq->style.columns.count || rq->by.count || request_has(rq, OPT_MAX) ||
			   (request_has(rq, OPT_WATCH) && rq->command->verb == &verb_count);

	if (check_extras(b, err) < 0)
		return -1;
	if (rq->command->verb == &verb_count && check_groups(rq, err) < 0)
		return -1;
	if ((has_columns || rq->style.names || watches_flows(rq) || (rq->style.human && rq->command->verb != &verb_count)) &&
	    rq->format == &output_text)
		rq->format = &output_table;
	if (has_columns && !rq->format->sheet)
		return error_usage(err, "cannot choose columns of the output format `%s'", rq->format->name);
	if (rq->style.names && !rq->format->sheet)
		return error_usage(err, "the output format `%s' has no place for names", rq->format->name);
	if (rq->command->traits & COMMAND_SILENT && request_has(rq, OPT_OUTPUT) && !rq->format->sheet &&
	    !request_has(rq, OPT_DRY_RUN))
		return error_usage(err, "Illegal option `--output' with this command");
	if (show_what_is_set(b, err) < 0)
		return -1;
	if (rq->format->narrow)
		measure_terminal(&rq->style);
	rq->style.measure_all = rq->sort.count || (rq->style.names && rq->command->verb == &verb_list);
	rq->style.colour = b->colour == COLOUR_ALWAYS ||
			   (b->colour == COLOUR_AUTO && rq->format->sheet && terminal_has_colour());
	return 0;
}
