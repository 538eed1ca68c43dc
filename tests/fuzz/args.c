/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Command lines: words as /proc/PID/cmdline has them, up to one that is the byte
 * 255; behind it what is in every file that they name.
 */
#include "cmd/request.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 64 };

struct line {
	char *words[WORDS_MAX + 2];	/* each of its own, so that its end is guarded */
	size_t count;
};

static void add_word(struct line *line, const void *bytes, size_t len)
{
	char *word = strndup(bytes, len);

	EXPECT(word);
	line->words[line->count++] = word;
}

/* Takes the words; what is behind them. */
static struct fuzz_bytes read_line(struct line *line, const uint8_t *data, size_t size)
{
	add_word(line, "conntrack", 9);
	while (size && line->count <= WORDS_MAX) {
		const uint8_t *end = memchr(data, '\0', size);
		size_t len = end ? (size_t)(end - data) : size;
		bool last = len == 1 && data[0] == 0xff;

		if (!last)
			add_word(line, data, len);
		len += end != NULL;
		data += len;
		size -= len;
		if (last)
			break;
	}
	line->words[line->count] = NULL;
	return (struct fuzz_bytes){ data, size };
}

static void free_line(struct line *line)
{
	for (size_t i = 0; i < line->count; i++)
		free(line->words[i]);
}

/* Whether the line asks for anything that changes a table. */
static bool may_change(const struct line *line)
{
	struct request_reader reader;
	struct error err = ERROR_INIT;
	struct request rq;
	bool may = false;

	request_reader_init(&reader);
	if (request_parse(&reader, &rq, (const char *const *)line->words + 1, &err) == 0)
		may = (rq.command->traits & COMMAND_CHANGES || rq.command == &command_load) &&
		      !request_has(&rq, OPT_DRY_RUN);
	request_release(&rq);
	request_reader_release(&reader);
	return may;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_kernel kernel = FUZZ_KERNEL(.answers = fuzz_table());
	struct line line = { .count = 0 };
	int status;

	fuzz_files(read_line(&line, data, size));
	status = fuzz_run((const char *const *)line.words, &kernel.source);
	EXPECT(status != 2 || kernel.requests == 0);
	EXPECT(kernel.changes == 0 || may_change(&line));
	free_line(&line);
	return 0;
}
