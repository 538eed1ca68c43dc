/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/buf.h"
#include "base/error.h"
#include "base/escape.h"
#include "base/number.h"
#include "base/words.h"
#include "tap.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

static void test_buf(void)
{
	static const uint64_t numbers[] = { 0, 9, 10, 99, 100, 65535, 4294967295U, UINT64_MAX };
	struct buf b = BUF_INIT;
	char want[64];

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		buf_reset(&b);
		buf_u64(&b, numbers[i]);
		snprintf(want, sizeof(want), "%" PRIu64, numbers[i]);
		is_str(buf_cstr(&b), want, "a number in decimal");
		buf_reset(&b);
		buf_hex(&b, numbers[i]);
		snprintf(want, sizeof(want), "%" PRIx64, numbers[i]);
		is_str(buf_cstr(&b), want, "a number in hexadecimal");
	}
	buf_reset(&b);
	buf_u64_pad(&b, 4205, 6);
	buf_left(&b, "tcp", 5);
	buf_left(&b, "udplite", 5);
	buf_lit(&b, "|");
	is_str(buf_cstr(&b), "004205tcp  udplite|", "padding before and behind");
	buf_reset(&b);
	for (int i = 0; i < 100000; i++)
		buf_char(&b, 'x');
	is_int((long)b.len, 100000, "a text grows");
	ok(!buf_reserve(&b, SIZE_MAX / 2), "an impossible size is refused");
	ok(b.failed && b.len == 100000 && !buf_cstr(&b), "and remembered, the text being whole");
	buf_free(&b);
}

static void test_escape(void)
{
	static const struct { const char *text, *plain, *json, *what; bool is_plain; } rows[] = {
		{ "a b", "a b", "a b", "plain text", true },
		{ "caf\xc3\xa9 \xf0\x9f\x92\xa1", "caf\xc3\xa9 \xf0\x9f\x92\xa1",
		  "caf\xc3\xa9 \xf0\x9f\x92\xa1", "UTF-8", true },
		{ "\x1b[31m", "\\x1b[31m", "\\u001b[31m", "an escape sequence", false },
		{ "\t\r\n\x7f", "\\x09\\x0d\\x0a\\x7f", "\\u0009\\u000d\\u000a\\u007f", "control characters", false },
		{ "\xc2\x9b" "31m", "\\xc2\\x9b31m", "\\u009b31m", "a C1 character", false },
		{ "\x9b" "31m", "\\x9b31m", "\\u009b31m", "the same as one byte", false },
		{ "\xc3", "\\xc3", "\\u00c3", "half a character", false },
		{ "\xed\xa0\x80\xc0\x80\xf5", "\\xed\\xa0\\x80\\xc0\\x80\\xf5",
		  "\\u00ed\\u00a0\\u0080\\u00c0\\u0080\\u00f5", "bytes that are no UTF-8", false },
		{ "a\\x\"", "a\\x5cx\"", "a\\\\x\\\"", "quotes and backslashes", true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf b = BUF_INIT;

		put_plain(&b, rows[i].text);
		is_str(buf_cstr(&b), rows[i].plain, rows[i].what);
		buf_reset(&b);
		put_json(&b, rows[i].text);
		is_str(buf_cstr(&b), rows[i].json, "... in JSON");
		ok(is_plain(rows[i].text) == rows[i].is_plain, "... and whether a terminal needs it");
		buf_free(&b);
	}
}

static void test_number(void)
{
	static const struct { const char *text; enum number_base base; uint64_t max; bool good; uint64_t n; } rows[] = {
		{ "0", NUMBER_DECIMAL, 10, true, 0 }, { "0123", NUMBER_DECIMAL, 200, true, 123 },
		{ "0123", NUMBER_C, 200, true, 83 }, { "0x50", NUMBER_C, 255, true, 80 },
		{ "0xFFFFFFFF", NUMBER_C, UINT32_MAX, true, UINT32_MAX },
		{ "18446744073709551615", NUMBER_DECIMAL, UINT64_MAX, true, UINT64_MAX },
		{ "18446744073709551616", NUMBER_DECIMAL, UINT64_MAX, false, 0 },
		{ "999999999999999999", NUMBER_DECIMAL, UINT64_MAX, true, 999999999999999999 },
		{ "0000000000000000000000007", NUMBER_DECIMAL, 10, true, 7 },
		{ "9223372036854775808", NUMBER_DECIMAL, INT64_MAX, false, 0 },
		{ "1/", NUMBER_DECIMAL, 10, false, 0 }, { "1:", NUMBER_DECIMAL, 10, false, 0 },
		{ "65536", NUMBER_DECIMAL, 65535, false, 0 }, { "", NUMBER_C, 10, false, 0 },
		{ "-1", NUMBER_C, 10, false, 0 }, { "+1", NUMBER_C, 10, false, 0 },
		{ " 1", NUMBER_C, 10, false, 0 }, { "1 ", NUMBER_C, 10, false, 0 },
		{ "1x", NUMBER_C, 10, false, 0 }, { "0x", NUMBER_C, 10, false, 0 },
		{ "08", NUMBER_C, 10, false, 0 }, { "0x50", NUMBER_DECIMAL, 100, false, 0 },
		{ "9", NUMBER_DECIMAL, 8, false, 0 }, { "5", NUMBER_DECIMAL, 4, false, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		uint64_t n = 77;
		bool good = number_parse(rows[i].text, rows[i].base, rows[i].max, &n);

		ok(good == rows[i].good && n == (good ? rows[i].n : 77), "`%s' is %s", rows[i].text,
		   rows[i].good ? "a number" : "none, and nothing is touched");
	}
}

static void test_words(void)
{
	static const struct word table[] = {
		{ "ASSURED", 1, "" }, { "ALL", 2, "" }, { "SEEN_REPLY", 3, "" }, { .name = "" },
	};

	is_int(word_find_prefix(table, "a", 1)->value, 1, "the first of several prefixes wins");
	is_int(word_find_prefix(table, "al,x", 2)->value, 2, "a prefix ends where its length says");
	is_int(word_find_prefix(table, "AL", 2)->value, 2, "in any case");
	ok(!word_find_prefix(table, "", 0), "an empty prefix is none");
	ok(!word_find_prefix(table, "ALLX", 4), "a longer word is no prefix");
	ok(!word_find(table, "all") && word_find(table, "ALL"), "exact words have one spelling");
	is_str(word_name(table, 3), "SEEN_REPLY", "a value has its name");
	ok(!word_name(table, 9), "an unknown value has none");
	is_int(word_distance("list", "lsit"), 1, "a swap is one step");
	is_int(word_distance("list", "list"), 0, "the same word is no step away");
	is_int(word_distance("kitten", "sitting"), 3, "three steps");
	ok(word_is_short_for("orig.type", "type") && word_is_short_for("ESTABLISHED", "estab") &&
	   word_is_short_for("rate.packets", "rate"), "a part and a beginning are short for a name");
	ok(!word_is_short_for("src", "sr") && !word_is_short_for("orig.type", "yp") &&
	   !word_is_short_for("orig.type", "e"), "what is inside or too short is not");
	ok(word_is_near("lisst", 1) && !word_is_near("ab", 2), "nearness depends on the length");
}

static void test_error(void)
{
	struct error err = ERROR_INIT;

	is_int(error_exit_status(&err), 0, "no error is status 0");
	is_int(error_usage(&err, "bad `%s'", "x"), -1, "an error returns -1");
	is_str(err.text, "bad `x'", "with its text");
	is_int(error_exit_status(&err), 2, "usage is status 2");
	error_nomem(&err);
	is_int(err.errnum, ENOMEM, "memory has its errno");
	is_int(error_exit_status(&err), 1, "failure is status 1");
}

int main(void)
{
	test_buf();
	test_escape();
	test_number();
	test_words();
	test_error();
	return done();
}
