/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_TAP_H
#define TESTS_UNIT_TAP_H

/*
 * Just enough of the Test Anything Protocol for one test program: include it
 * once, call the checks, and end main() with "return done();".
 */

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* A test program is one file, so its tally may live here. */
static struct {
	int run;
	int failed;
} tap;

__attribute__((unused, format(printf, 2, 3)))
static bool ok(bool cond, const char *fmt, ...)
{
	va_list ap;

	printf("%sok %d - ", cond ? "" : "not ", ++tap.run);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);

	tap.failed += !cond;
	return cond;
}

/* Quotes @text and escapes newlines, so that a diagnostic stays one line. */
__attribute__((unused))
static void tap_quote(const char *label, const char *text)
{
	printf("# %s", label);
	if (!text) {
		puts("NULL");
		return;
	}
	putchar('"');
	for (; *text; text++) {
		if (*text == '\n')
			fputs("\\n", stdout);
		else
			putchar(*text);
	}
	puts("\"");
}

__attribute__((unused))
static bool is_str(const char *got, const char *want, const char *name)
{
	bool same = got && want ? !strcmp(got, want) : got == want;

	if (!ok(same, "%s", name)) {
		tap_quote("     got: ", got);
		tap_quote("expected: ", want);
	}
	return same;
}

__attribute__((unused))
static bool is_int(long long got, long long want, const char *name)
{
	if (!ok(got == want, "%s", name)) {
		printf("#      got: %lld\n", got);
		printf("# expected: %lld\n", want);
	}
	return got == want;
}

/* Reports @n checks as skipped; the caller leaves them out. */
__attribute__((unused))
static void skip(int n, const char *why)
{
	while (n-- > 0)
		printf("ok %d # SKIP %s\n", ++tap.run, why);
}

/* Prints the plan and returns what main() should return. */
__attribute__((unused))
static int done(void)
{
	printf("1..%d\n", tap.run);
	return tap.failed || fflush(stdout) ? 1 : 0;
}

#endif
