/* SPDX-License-Identifier: GPL-2.0-or-later */
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
	struct lines split = { .file = NULL };
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

/* FILE from SIZE bytes of TEXT, which it does not change. */
static FILE *file_of(const char *text, size_t size)
{
	FILE *file = tmpfile();

	if (!file || fwrite(text, 1, size, file) != size)
		abort();
	rewind(file);
	return file;
}

static void reads(void)
{
	static const char text[] = "-A x\r\n\n\"y z\"\n# c\nlast";
	struct lines read = { .file = file_of(text, sizeof(text) - 1) };
	struct error err = ERROR_INIT;
	char joined[256];

	is_int(lines_next(&read, &err), 1, "the first line");
	join(&read, joined, sizeof(joined));
	is_str(joined, "-A|x|", "... without the end of a DOS line");
	is_int(lines_next(&read, &err), 1, "an empty line");
	is_int((long long)read.word_count, 0, "... has no words");
	is_int(lines_next(&read, &err), 1, "a quoted word");
	is_int(lines_next(&read, &err), 1, "a comment");
	is_int(lines_next(&read, &err), 1, "a last line without an end");
	is_str(read.words[0], "last", "... counts");
	is_int((long long)read.number, 5, "lines are counted");
	is_int(lines_next(&read, &err), 0, "the end");
	fclose(read.file);
	lines_free(&read);
}

static void blames(void)
{
	struct lines read = { .file = file_of("-D\n-D \0 x\n", 10) };
	struct error err = ERROR_INIT;

	is_int(lines_next(&read, &err), 1, "a sound line");
	is_int(lines_next(&read, &err), -1, "a NUL byte");
	is_str(err.text, "line 2: there is a NUL byte in it", "... and its line");
	fclose(read.file);
	lines_free(&read);
}

static void is_long(void)
{
	char *text = malloc(LONG + 1);
	struct lines read = { .file = NULL };
	struct error err = ERROR_INIT;

	if (!text)
		abort();
	memset(text, 'x', LONG);
	text[LONG] = '\n';
	read.file = file_of(text, LONG + 1);
	is_int(lines_next(&read, &err), 1, "a long word");
	is_int((long long)strlen(read.words[0]), LONG, "... is whole");
	fclose(read.file);
	for (size_t i = 1; i < LONG; i += 2)
		text[i] = ' ';
	read.file = file_of(text, LONG + 1);
	is_int(lines_next(&read, &err), 1, "many words");
	is_int((long long)read.word_count, LONG / 2, "... are all there");
	fclose(read.file);
	free(text);
	lines_free(&read);
}

int main(void)
{
	splits();
	reads();
	blames();
	is_long();
	return done();
}
