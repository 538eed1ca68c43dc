/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_NTOP_H
#define TESTS_UNIT_NTOP_H

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Of as many zeros twice the first are left out (RFC 5952); musl leaves out those in the middle. */
__attribute__((unused))
static bool inet_ntop_is_usual(void)
{
	char text[INET6_ADDRSTRLEN];
	uint8_t bytes[16];

	return inet_pton(AF_INET6, "::1:0:0:1:1:1", bytes) == 1 &&
	       strcmp(inet_ntop(AF_INET6, bytes, text, sizeof(text)), "::1:0:0:1:1:1") == 0;
}

#endif
