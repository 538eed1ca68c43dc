/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/load_blocks.h"
#include "cmd/load_lines.h"
#include "tap.h"

#include <stdlib.h>

enum { LONG = 300000 };

static const struct { const char *text, *words, *name; } lines[] = {
	{ "", "", "an empty line" },
	{ " \t ", "", "blanks" },
	{ "# -A", "", "a comment" },
	{ "  # -A", "", "a comment behind blanks" },
	{ "-D -s 192.0.2.1", "-D|-s|192.0.2.1|", "words" },
	{ "\t-D \t -s  x \t", "-D|-s|x|", "any blanks between them" },
	{ "-D # all", "-D|", "a comment behind words" },
	{ "-D -m 1#2 x", "-D|-m|1#2|x|", "a # within a word" },
	{ "-D \"#\" x", "-D|#|x|", "a # in quotes" },
	{ "-l \"with space\"", "-l|with space|", "a blank in quotes" },
	{ "-l \"a\\\"b\\\\c\"", "-l|a\"b\\c|", "backslashes in quotes" },
	{ "a\\b 'c d'", "a\\b|'c|d'|", "backslashes and single quotes elsewhere" },
	{ "\"\" x", "|x|", "an empty word" },
	{ "\"u\"dp", "u|dp|", "a closing quote ends the word" },
	{ "u\"d p\"x", "ud p|x|", "an opening quote does not" },
	{ "\"\"\"\"", "||", "nothing but empty words" },
};

static void join(const struct lines *split, char *out, size_t room)
{
	size_t len = 0;

	out[0] = '\0';
	for (size_t i = 0; i < split->word_count && len < room; i++)
		len += (size_t)snprintf(out + len, room - len, "%s|", split->words[i]);
}

static void splits(void)
{
	struct lines split = { .rest = NULL };
	struct error err = ERROR_INIT;
	char joined[256];

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		ok(lines_split(&split, lines[i].text, strlen(lines[i].text), &err) == 0 &&
		   !split.words[split.word_count], "%s: is split", lines[i].name);
		join(&split, joined, sizeof(joined));
		is_str(joined, lines[i].words, lines[i].name);
	}
	ok(lines_split(&split, "-D \"x", 5, &err) == -1 && err.kind == ERROR_USAGE, "an open quote is an error");
	ok(lines_split(&split, "\"x\\\"", 4, &err) == -1, "a quote behind a backslash closes nothing");
	ok(lines_split(&split, "\"x\\", 3, &err) == -1, "nor does a backslash at the end");
	lines_free(&split);
}

static void reads(void)
{
	static const char text[] = "-A x\r\n\n\"y z\"\n# c\nlast";
	struct lines read = { .rest = NULL };
	struct error err = ERROR_INIT;
	char joined[256];

	lines_over(&read, text, sizeof(text) - 1, 10);
	is_int(lines_next(&read, &err), 1, "the first line");
	join(&read, joined, sizeof(joined));
	is_str(joined, "-A|x|", "... without the end of a DOS line");
	is_int(lines_next(&read, &err), 1, "an empty line");
	is_int((long long)read.word_count, 0, "... has no words");
	is_int(lines_next(&read, &err), 1, "a quoted word");
	is_int(lines_next(&read, &err), 1, "a comment");
	is_int(lines_next(&read, &err), 1, "a last line without an end");
	is_str(read.words[0], "last", "... counts");
	is_int((long long)read.number, 15, "lines are counted");
	is_int(lines_next(&read, &err), 0, "the end");
	lines_free(&read);
}

static void blames(void)
{
	struct lines read = { .rest = NULL };
	struct error err = ERROR_INIT;

	lines_over(&read, "-D\n-D \0 x\n", 10, 0);
	is_int(lines_next(&read, &err), 1, "a sound line");
	is_int(lines_next(&read, &err), -1, "a NUL byte");
	is_str(err.text, "line 2: there is a NUL byte in it", "... and its line");
	lines_free(&read);
}

/* A file of SIZE bytes of TEXT. */
static FILE *file_of(const char *text, size_t size)
{
	FILE *file = tmpfile();

	if (!file || fwrite(text, 1, size, file) != size)
		abort();
	rewind(file);
	return file;
}

/* So many lines of so many bytes each, the last without its end. */
static void blocks(size_t count, size_t size)
{
	const size_t total = count * size - 1;
	char *text = malloc(count * size);
	struct blocks from = BLOCKS_INIT(-1);
	FILE *file;
	struct error err = ERROR_INIT;
	struct buf block = BUF_INIT;
	bool whole = true, same = true;
	size_t at = 0;
	int more;

	if (!text)
		abort();
	for (size_t i = 0; i < count * size; i++)
		text[i] = i % size == size - 1 ? '\n' : (char)('a' + i % 23);
	file = file_of(text, total);
	from.fd = fileno(file);
	while ((more = blocks_next(&from, &block, &err)) > 0) {
		same = same && at + block.len <= total && memcmp(text + at, block.data, block.len) == 0;
		at += block.len;
		whole = whole && (at == total || block.data[block.len - 1] == '\n');
	}
	ok(more == 0 && same && at == total, "%zu lines of %zu bytes are read as they are", count, size);
	ok(whole, "... in blocks of whole lines");
	is_int((long long)from.lines, (long long)count - 1, "... whose ends are counted");
	fclose(file);
	blocks_free(&from);
	buf_free(&block);
	free(text);
}

static void is_long(void)
{
	char *text = malloc(LONG);
	struct lines read = { .rest = NULL };
	struct error err = ERROR_INIT;

	if (!text)
		abort();
	memset(text, 'x', LONG);
	lines_over(&read, text, LONG, 0);
	is_int(lines_next(&read, &err), 1, "a long word");
	is_int((long long)strlen(read.words[0]), LONG, "... is whole");
	for (size_t i = 1; i < LONG; i += 2)
		text[i] = ' ';
	lines_over(&read, text, LONG, 0);
	is_int(lines_next(&read, &err), 1, "many words");
	is_int((long long)read.word_count, LONG / 2, "... are all there");
	free(text);
	lines_free(&read);
}

int main(void)
{
	splits();
	reads();
	blames();
	blocks(1, 2);
	blocks(3, 64 * 1024);
	blocks(5000, 37);
	blocks(2, LONG);
	is_long();
	return done();
}
