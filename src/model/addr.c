/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/addr.h"

#include "base/number.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

unsigned addr_bits(uint8_t family)
{
	return family == AF_INET ? 32 : family == AF_INET6 ? 128 : 0;
}

/*
 * A decimal number of a byte: what is behind it; NULL when there is none. A
 * leading 0 makes it another base.
 */
static const char *parse_byte(const char *text, uint8_t *out)
{
	unsigned n = (unsigned)*text++ - '0', digit;

	if (n > 9)
		return NULL;
	for (int i = 0; i < 2 && (digit = (unsigned)*text - '0') <= 9; i++, text++) {
		if (n == 0)
			return NULL;
		n = n * 10 + digit;
	}
	*out = (uint8_t)n;
	return n > UINT8_MAX ? NULL : text;
}

/*
 * Four of them and dots, as nearly every address is written: the end, or the slash
 * behind them; NULL when there is no such address.
 */
static const char *parse_dotted(const char *text, struct addr *out)
{
	struct addr a = { .family = AF_INET };

	for (int i = 0; i < 4; i++) {
		text = parse_byte(text, &a.bytes[i]);
		if (!text || (i < 3 && *text++ != '.'))
			return NULL;
	}
	if (*text && *text != '/')
		return NULL;
	*out = a;
	return text;
}

static bool parse_bytes(const char *text, struct addr *out)
{
	struct addr a = { .family = AF_INET };
	struct in_addr in4;

	/* inet_aton knows more forms, but reads up to the first blank and ignores the rest */
	if (!strpbrk(text, ": \t\n\v\f\r") && inet_aton(text, &in4)) {
		memcpy(a.bytes, &in4, sizeof(in4));
		*out = a;
		return true;
	}
	a.family = AF_INET6;
	if (inet_pton(AF_INET6, text, a.bytes) != 1)
		return false;
	*out = a;
	return true;
}

int addr_parse(const char *text, struct addr *out, struct error *err)
{
	if (!parse_bytes(text, out))
		return error_usage(err, "Invalid IP address `%s'", text);
	return 0;
}

/* The address of any form in front of a slash, or of the end, which is returned. */
static const char *parse_address_part(const char *text, struct addr *out, struct error *err)
{
	char address[INET6_ADDRSTRLEN];
	size_t len = strcspn(text, "/");

	if (len >= sizeof(address)) {
		error_usage(err, "Invalid IP address `%s'", text);
		return NULL;
	}
	memcpy(address, text, len);
	address[len] = '\0';
	return addr_parse(address, out, err) < 0 ? NULL : text + len;
}

int addr_parse_prefix(const char *text, struct addr *out, unsigned *bits, struct error *err)
{
	const char *rest = parse_dotted(text, out);
	uint64_t n;

	if (!rest) {
		rest = parse_address_part(text, out, err);
		if (!rest)
			return -1;
	}
	n = addr_bits(out->family);
	if (*rest && !number_parse(rest + 1, NUMBER_DECIMAL, n, &n))
		return error_usage(err, "Invalid netmask");
	*bits = (unsigned)n;
	return 0;
}

struct addr addr_mask(uint8_t family, unsigned bits)
{
	struct addr mask = { .family = family };

	memset(mask.bytes, 0xff, bits / 8);
	if (bits % 8)
		mask.bytes[bits / 8] = (uint8_t)(0xff << (8 - bits % 8));
	return mask;
}

struct addr addr_and(const struct addr *a, const struct addr *mask)
{
	struct addr both = { .family = a->family };

	for (size_t i = 0; i < sizeof(both.bytes); i++)
		both.bytes[i] = a->bytes[i] & mask->bytes[i];
	return both;
}

struct addr addr_last(const struct addr *a, unsigned bits)
{
	struct addr last = *a, mask = addr_mask(a->family, bits);

	for (size_t i = 0; i < addr_bits(a->family) / 8; i++)
		last.bytes[i] |= (uint8_t)~mask.bytes[i];
	return last;
}

bool addr_equal(const struct addr *a, const struct addr *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static int parse_port(const char *text, int *port, struct error *err)
{
	uint64_t n;

	if (!*text)
		return error_usage(err, "No port specified after `:'");
	if (!number_parse(text, NUMBER_DECIMAL, UINT16_MAX, &n))
		return error_usage(err, "Invalid port `%s'", text);
	*port = (int)n;
	return 0;
}

static int parse_bare(const char *text, size_t len, struct addr *out, struct error *err)
{
	char address[INET6_ADDRSTRLEN];

	if (len >= sizeof(address))
		return error_usage(err, "Invalid IP address `%s'", text);
	memcpy(address, text, len);
	address[len] = '\0';
	return addr_parse(address, out, err);
}

/* [ADDRESS]:PORT, TEXT behind the bracket. */
static int parse_bracketed(const char *text, struct addr *out, int *port, struct error *err)
{
	const char *end = strchr(text, ']');

	if (!end)
		return error_usage(err, "No closing ']' around IPv6 address");
	if (end == text)
		return error_usage(err, "No IPv6 address specified");
	if (end[1] != ':')
		return error_usage(err, "Invalid IP address `[%s'", text);
	if (parse_bare(text, (size_t)(end - text), out, err) < 0)
		return -1;
	return parse_port(end + 2, port, err);
}

int addr_parse_port(const char *text, struct addr *out, int *port, struct error *err)
{
	const char *colon = strchr(text, ':');

	*port = -1;
	if (text[0] == '[')
		return parse_bracketed(text + 1, out, port, err);
	if (!colon || strchr(colon + 1, ':'))
		return parse_bare(text, strlen(text), out, err);
	if (colon == text)
		return error_usage(err, "Invalid IP address `%s'", text);
	if (parse_bare(text, (size_t)(colon - text), out, err) < 0)
		return -1;
	return parse_port(colon + 1, port, err);
}
