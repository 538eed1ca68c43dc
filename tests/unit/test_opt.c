/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "opt/opt.h"
#include "tap.h"

#include <getopt.h>
#include <stdlib.h>

enum { SRC, DST, SRC_NAT, ZERO, MARK, STATUS, STATS, STATE_NEW, ZENITH, ROW_COUNT };

static const struct opt rows[ROW_COUNT] = {
	[SRC] = { .name = "src", .synonyms = "orig-src", .letter = 's', .takes = OPT_ARGUMENT, .metavar = "A", .help = "h" },
	[DST] = { .name = "dst", .synonyms = "orig-dst", .letter = 'd', .takes = OPT_ARGUMENT, .metavar = "A", .help = "h" },
	[SRC_NAT] = { .name = "src-nat", .letter = 'n', .takes = OPT_MAYBE, .metavar = "A", .help = "h" },
	[ZERO] = { .name = "zero", .letter = 'z', .takes = OPT_NOTHING, .help = "h" },
	[MARK] = { .name = "mark", .letter = 'm', .takes = OPT_ARGUMENT, .metavar = "A", .help = "h" },
	[STATUS] = { .name = "status", .letter = 'u', .takes = OPT_ARGUMENT, .metavar = "A", .help = "h" },
	[STATS] = { .name = "stats", .letter = 'S', .takes = OPT_WORD, .metavar = "A", .help = "h" },
	[STATE_NEW] = { .name = "marker", .takes = OPT_NOTHING, .rank = 2, .help = "h" },
	[ZENITH] = { .name = "zenith", .takes = OPT_NOTHING, .rank = 1, .help = "h" },
};

static const struct opt *const table[ROW_COUNT] = {
	&rows[0], &rows[1], &rows[2], &rows[3], &rows[4], &rows[5], &rows[6], &rows[7], &rows[8],
};

/* One line as text: "id=argument" for options, then words. */
static void parse_one_way(const char *const *argv, bool indexed, char *out, size_t size)
{
	struct opt_table all;
	struct opt_index index;
	struct opt_line line = OPT_LINE_INIT;
	struct error err = ERROR_INIT;
	size_t n = 0;

	opt_table_init(&all, table, ROW_COUNT);
	if (indexed)
		opt_table_index(&all, &index);
	if (opt_parse(&all, argv, &line, &err) < 0) {
		snprintf(out, size, "%s", err.text);
		opt_line_free(&line);
		return;
	}
	out[0] = '\0';
	for (size_t i = 0; i < line.count; i++)
		n += (size_t)snprintf(out + n, size - n, "%s=%s ", rows[line.given[i].id].name,
				      line.given[i].arg ? line.given[i].arg : "-");
	for (size_t i = 0; i < line.word_count; i++)
		n += (size_t)snprintf(out + n, size - n, "[%s]", line.words[i]);
	opt_line_free(&line);
}

/* The index must change nothing. */
static void parse(const char *const *argv, char *out, size_t size)
{
	char other[1024];

	parse_one_way(argv, false, out, size);
	parse_one_way(argv, true, other, sizeof(other));
	if (strcmp(out, other) != 0)
		snprintf(out, size, "another result with an index");
}

static void test_lines(void)
{
	static const struct { const char *argv[6], *want; } cases[] = {
		{ { "-s", "1.1.1.1", "word" }, "src=1.1.1.1 [word]" },
		{ { "word", "--src=1" }, "src=1 [word]" },
		{ { "-zs1", "-d", "-z" }, "zero=- src=1 dst=-z " },
		{ { "-n", "1", "-n", "-z" }, "src-nat=1 src-nat=- zero=- " },
		{ { "-n1", "--src-nat=2", "-n", "!x" }, "src-nat=1 src-nat=2 src-nat=- [!x]" },
		{ { "-S", "expect", "-Sz" }, "stats=expect stats=- zero=- " },
		{ { "--stats=expect" }, "stats=expect " },
		{ { "--", "-s", "1" }, "[-s][1]" },
		{ { "-" }, "[-]" },
		{ { "--orig-s", "1" }, "src=1 " },
		{ { "--mar", "1" }, "mark=1 " },
		{ { "--marke" }, "marker=- " },
		{ { "--ze", "--zen" }, "zero=- zenith=- " },
		{ { "--src-n", "1" }, "src-nat=1 " },
		{ { "--sr", "1" }, "unknown option `--sr'" },
		{ { "--sta", "1" }, "unknown option `--sta'" },
		{ { "--zero=1" }, "unknown option `--zero=1'" },
		{ { "-x" }, "unknown option `-x'" },
		{ { "-zx" }, "unknown option `-zx'" },
		{ { "-s" }, "option `-s' requires an argument" },
		{ { "--src" }, "option `--src' requires an argument" },
		{ { "--=x" }, "unknown option `--=x'" },
	};
	char got[256];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		parse(cases[i].argv, got, sizeof(got));
		is_str(got, cases[i].want, cases[i].argv[0]);
	}
}

static const struct option getopt_rows[] = {
	{ "src", 1, NULL, 's' }, { "orig-src", 1, NULL, 's' }, { "dst", 1, NULL, 'd' },
	{ "orig-dst", 1, NULL, 'd' }, { "zero", 0, NULL, 'z' }, { "mark", 1, NULL, 'm' },
	{ "status", 1, NULL, 'u' }, { "src-nat", 2, NULL, 'n' }, { NULL, 0, NULL, 0 },
};

/* What GNU getopt_long makes of the same line, in the same words. */
static bool ask_getopt(int argc, char **argv, char *out, size_t size)
{
	size_t n = 0;
	int c;

	out[0] = '\0';
	optind = 0;
	opterr = 0;
	while ((c = getopt_long(argc, argv, "s:d:zm:u:", getopt_rows, NULL)) >= 0) {
		if (c == '?')
			return false;
		for (size_t id = 0; id < ROW_COUNT; id++)
			if (rows[id].letter == c)
				n += (size_t)snprintf(out + n, size - n, "%s=%s ", rows[id].name,
						      optarg ? optarg : "-");
	}
	for (; optind < argc; optind++)
		n += (size_t)snprintf(out + n, size - n, "[%s]", argv[optind]);
	return true;
}

/* Random lines: what getopt accepts means the same here, what it refuses fails. */
static void test_like_getopt(void)
{
	static const char *const pool[] = { "-s", "-d", "-z", "-zz", "-zs", "-s1", "--src", "--src=2", "--sr",
		"--orig", "--orig-d", "--ze", "--zero", "--zero=1", "a", "b", "-", "--", "-m", "-zm9", "--mark=",
		"--status", "-q", "--nothing", "" };
	unsigned agree = 0, total = 5000;

	srand(42);
	for (unsigned round = 0; round < total; round++) {
		const char *line[8] = { "conntrack" };
		char want[256], got[256], *copy[8] = { NULL };
		int argc = 1 + rand() % 6;
		bool good;

		for (int i = 1; i < argc; i++)
			line[i] = pool[(size_t)rand() % (sizeof(pool) / sizeof(*pool))];
		line[argc] = NULL;
		for (int i = 0; i < argc; i++)
			copy[i] = strdup(line[i]);
		good = ask_getopt(argc, copy, want, sizeof(want));
		parse(line + 1, got, sizeof(got));
		if (good ? strcmp(got, want) == 0 : strstr(got, "option `") != NULL)
			agree++;
		else
			printf("# getopt: %s here: %s\n", good ? want : "refuses", got);
		for (int i = 0; i < argc; i++)
			free(copy[i]);
	}
	is_int(agree, total, "random lines mean what they mean to getopt_long");
}

static void test_check(void)
{
	static const uint8_t may[] = { SRC, DST, OPT_LIST_END }, must[] = { MARK, OPT_LIST_END };
	static const struct opt_pair pair = { SRC, DST, STATUS, STATS };
	const struct opt_use use = { .may = may, .must = must }, paired = { .may = may, .pair = &pair };
	struct opt_set given = { { 0 } };
	struct error err = ERROR_INIT;

	opt_check(table, 0, ROW_COUNT - 1, &given, &use, &err);
	is_str(err.text, "You need to supply the `--mark' option for this command", "a missing option");
	opt_set_add(&given, MARK);
	is_int(opt_check(table, 0, ROW_COUNT - 1, &given, &use, &err), 0, "everything is there");
	opt_set_add(&given, ZERO);
	opt_check(table, 0, ROW_COUNT - 1, &given, &use, &err);
	is_str(err.text, "Illegal option `--zero' with this command", "an option too many");
	given = (struct opt_set){ { 0 } };
	opt_set_add(&given, SRC);
	opt_check(table, 0, ROW_COUNT - 1, &given, &paired, &err);
	is_str(err.text, "you have to specify `--src' and `--dst'", "half a pair");
	opt_set_add(&given, DST);
	is_int(opt_check(table, 0, ROW_COUNT - 1, &given, &paired, &err), 0, "a whole pair");
}

/* As many rows as there may be, with names that look alike, and each with a synonym. */
static void test_crowd(void)
{
	struct { struct opt row; char synonym[8]; } crowd[OPT_ID_MAX];
	const struct opt *all_rows[OPT_ID_MAX];
	struct opt_table plain, indexed;
	struct opt_index index;
	unsigned found = 0, same = 0;
	char text[8];

	for (int i = 0; i < OPT_ID_MAX; i++) {
		snprintf(crowd[i].synonym, sizeof(crowd[i].synonym), "s%03de", i);
		crowd[i].row = (struct opt){ .synonyms = crowd[i].synonym, .letter = (char)(i + 1),
					     .takes = OPT_NOTHING, .help = "h" };
		snprintf(crowd[i].row.name, sizeof(crowd[i].row.name), "n%03de", i);
		all_rows[i] = &crowd[i].row;
	}
	opt_table_init(&plain, all_rows, OPT_ID_MAX);
	indexed = plain;
	opt_table_index(&indexed, &index);
	for (int i = 0; i < 1000; i++) {
		for (int synonym = 0; synonym < 2; synonym++) {
			snprintf(text, sizeof(text), "%c%03de", synonym ? 's' : 'n', i);
			found += opt_find(&indexed, text, 5) >= 0;
			same += opt_find(&indexed, text, 5) == opt_find(&plain, text, 5);
		}
	}
	is_int(found, 2 * OPT_ID_MAX, "all names of a crowd are found");
	is_int(same, 2000, "... as without an index");
	same = 0;
	for (int c = 1; c <= UINT8_MAX; c++)
		same += opt_find_letter(&indexed, (char)c) == opt_find_letter(&plain, (char)c);
	is_int(same, UINT8_MAX, "... and so are their letters");
}

static void test_faults(void)
{
	static const struct opt twice = { .name = "dst", .letter = 's', .takes = OPT_ARGUMENT, .help = "h" };
	static const struct opt full = { .name = "a-name-of-20-letters", .help = "h" };
	const struct opt *const bad[] = { &rows[SRC], &rows[DST], &twice, &full };
	struct buf out = BUF_INIT;

	opt_table_faults(table, ROW_COUNT, &out);
	is_int((long)out.len, 0, "a sound table has no faults");
	opt_table_faults(bad, 4, &out);
	ok(strstr(buf_cstr(&out), "--src and --dst clash") && strstr(buf_cstr(&out), "--dst and --dst clash"),
	   "a letter and a name that are taken are found");
	ok(strstr(buf_cstr(&out), "argument and its name disagree"), "so is an argument without a name");
	ok(strstr(buf_cstr(&out), "row 3 has no name, or a text without an end"), "and a name without an end");
	buf_free(&out);
}

static void test_suggestions(void)
{
	static const struct { const char *typed, *hint; } claims[] = {
		{ "--mrk", "Did you mean `--mark'?" },
		{ "--orig-scr=1", "Did you mean `--orig-src'?" },
		{ "--sta", "Did you mean `--status' or `--stats'?" },
		{ "--dts", "Did you mean `--dst'?" },
		{ "--xst", "" },
		{ "--nat", "Did you mean `--src-nat'?" },
		{ "--zero=1", "Did you mean `--zero'?" },
		{ "--quite-another-thing", "" },
		{ "--a-name-that-is-longer-than-any-that-there-could-be", "" },
	};
	struct opt_table all;

	opt_table_init(&all, table, ROW_COUNT);
	for (size_t i = 0; i < sizeof(claims) / sizeof(*claims); i++) {
		const char *const argv[] = { claims[i].typed, NULL };
		struct opt_line line = OPT_LINE_INIT;
		struct error err = ERROR_INIT;

		ok(opt_parse(&all, argv, &line, &err) < 0, "%s is unknown", claims[i].typed);
		is_str(err.hint, claims[i].hint, claims[i].typed);
		opt_line_free(&line);
	}
}

int main(void)
{
	test_suggestions();
	test_lines();
	test_like_getopt();
	test_check();
	test_crowd();
	test_faults();
	return done();
}
