/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_BASE_NUMBER_H
#define CONNTRACK_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Strict numbers: the whole word is digits of the stated base and the value
 * lies in 0..max; no sign, no blank, nothing behind, never a silent zero.
 * Each returns false, with *out untouched, for anything else.
 */
enum number_base {
	NUMBER_DECIMAL,	/* 0123 is 123 */
	NUMBER_C,	/* 0x.. hexadecimal, leading 0 octal, else decimal */
};

bool number_parse(const char *text, enum number_base base, uint64_t max, uint64_t *out);

/* The same for the LEN bytes at TEXT, which need no NUL behind them. */
bool number_parse_n(const char *text, size_t len, enum number_base base,
		    uint64_t max, uint64_t *out);

#endif
