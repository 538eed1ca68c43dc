/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/builder.h"

#include "base/escape.h"
#include "base/number.h"
#include "filter/parse.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* An expression on its way, and what went wrong with the label map that it asked for. */
struct reading {
	struct builder *b;
	struct error *err;
	bool failed;
};

static const struct label_map *open_labels(void *user)
{
	struct reading *r = user;
	struct request *rq = r->b->rq;

	if (!rq->labels && label_maps_get(r->b->reader->maps, r->b->label_path, &rq->notices,
					  &rq->labels, r->err) < 0)
		r->failed = true;
	return rq->labels;
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* The tree of TEXT, which was read from FILE or, NULL, stood on the line. */
static struct expr *parse(struct builder *b, struct buf *text, const char *file, struct error *err)
{
	struct reading reading = { .b = b, .err = err };
	struct filter_source source = {
		.text = buf_cstr(text), .file = file, .labels = open_labels, .user = &reading,
		.fields = b->rq->table == TABLE_EXPECT ? &expect_fields : &flow_fields, .now = now(),
	};
	struct error why = ERROR_INIT;

	if (source.text && strlen(source.text) == text->len) {
		struct expr *e = filter_parse(&source, &why);

		if (!e && !reading.failed)
			*err = why;
		if (!reading.failed)
			return e;
		expr_free(e);
		return NULL;
	}
	if (source.text)
		error_usage(err, "filter: %s: a NUL byte is no text", file);
	else
		error_nomem(err);
	return NULL;
}

static int read_whole(struct buf *out, int fd)
{
	char block[4096];
	ssize_t len;

	while ((len = read(fd, block, sizeof(block))) > 0)
		buf_mem(out, block, (size_t)len);
	return len < 0 ? -1 : 0;
}

static struct expr *parse_file(struct builder *b, const char *name, struct error *err)
{
	const bool standard = strcmp(name, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
	struct buf text = BUF_INIT;
	struct expr *e = NULL;

	if (fd >= 0 && read_whole(&text, fd) == 0)
		e = parse(b, &text, standard ? "standard input" : name, err);
	else
		error_failed(err, errno, "%s: %s", name, strerror(errno));
	if (fd >= 0 && !standard)
		close(fd);
	buf_free(&text);
	return e;
}

/* Beside others a variable that is empty leaves a criterion out, or makes a word of a field. */
static bool has_gap(const struct request *rq)
{
	for (size_t i = 0; i < rq->word_count && rq->word_count > 1; i++)
		if (!*rq->words[i])
			return true;
	return false;
}

static struct expr *parse_words(struct builder *b, struct error *err)
{
	struct buf text = BUF_INIT;
	struct expr *e;

	if (has_gap(b->rq)) {
		error_usage(err, "filter: one of the words is empty");
		return NULL;
	}
	for (size_t i = 0; i < b->rq->word_count; i++) {
		if (i)
			buf_char(&text, ' ');
		buf_str(&text, b->rq->words[i]);
	}
	e = parse(b, &text, NULL, err);
	buf_free(&text);
	return e;
}

static struct expr *ignore_words(struct request *rq, struct error *err)
{
	for (size_t i = 0; i < rq->word_count; i++) {
		buf_lit(&rq->notices, "WARNING: ignoring `");
		put_plain(&rq->notices, rq->words[i]);
		buf_lit(&rq->notices, "'\n");
	}
	return expr_true(err);
}

/* Who takes -z for the zone must not reset the counters of all flows. */
static struct expr *refuse_beside_zero(const char *word, struct error *err)
{
	uint64_t zone;

	error_usage(err, "unexpected word `%s' with `--zero'", word);
	if (number_parse(word, NUMBER_C, UINT16_MAX, &zone))
		error_hint(err, "Did you mean `--zone %s', which is -w?", word);
	else
		error_hint(err, "It resets the counters of all flows; a zone is selected by `--zone'.");
	return NULL;
}

/* Behind a letter that only reads, anything was always allowed. */
static struct expr *words_expression(struct builder *b, struct error *err)
{
	struct request *rq = b->rq;
	bool strict = rq->word_form || rq->command->traits & COMMAND_CHANGES;
	struct error why = ERROR_INIT;
	struct expr *e = NULL;

	if (command_takes(rq->command, OPT_FILTER_FILE))
		e = parse_words(b, &why);
	else
		error_usage(&why, "unexpected word `%s'", rq->words[0]);
	if (!e && why.kind == ERROR_USAGE && request_has(rq, OPT_ZERO))
		return refuse_beside_zero(rq->words[0], err);
	if (!e && why.kind == ERROR_USAGE && !strict)
		return ignore_words(rq, err);
	if (!e)
		*err = why;
	return e;
}

static bool has_words(const struct request *rq)
{
	return rq->word_count && !(rq->command->traits & COMMAND_TAKES_WORDS);
}

bool builder_has_expression(const struct builder *b)
{
	return has_words(b->rq) || request_has(b->rq, OPT_FILTER_FILE);
}

struct expr *builder_expression(struct builder *b, struct error *err)
{
	const struct opt_line *line = &b->rq->line;
	struct expr *all = has_words(b->rq) ? words_expression(b, err) : expr_true(err);

	for (size_t i = line->count; all && i-- > 0;)
		if (line->given[i].id == OPT_FILTER_FILE)
			all = expr_and(parse_file(b, line->given[i].arg, err), all, err);
	return all;
}
