/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/builder.h"
#include "cmd/session.h"

#include <string.h>
#include <sys/socket.h>

static void put_warning(struct builder *b, const char *text, size_t len, const char *is, const struct addr *a)
{
	struct buf *out = &b->rq->notices;

	buf_lit(out, "WARNING: `");
	buf_mem(out, text, len);
	buf_str(out, is);
	addr_put(out, a);
	buf_char(out, '\n');
}

/* The IPv4 address that IPv6 has a form for; false: A is no such address. */
static bool mapped(const struct addr *a, struct addr *v4)
{
	static const uint8_t head[12] = { [10] = 0xff, [11] = 0xff };

	if (a->family != AF_INET6 || memcmp(a->bytes, head, sizeof(head)) != 0)
		return false;
	*v4 = (struct addr){ .family = AF_INET };
	memcpy(v4->bytes, a->bytes + sizeof(head), 4);
	return true;
}

/* TEXT was understood: there are no other characters in it than those of addresses. */
void builder_warn_address(struct builder *b, const char *text, const struct addr *a)
{
	size_t len = strcspn(text, "/");
	unsigned dots = 0;
	struct addr v4;

	for (size_t i = 0; i < len; i++)
		dots += text[i] == '.';
	if (mapped(a, &v4))
		put_warning(b, text, len, "' is an IPv6 address, which no IPv4 flow has: that would be ", &v4);
	else if (a->family == AF_INET && dots < 3 && session_talks_to_a_person())
		put_warning(b, text, len, "' is read as ", a);
}

void builder_warn(struct builder *b)
{
	const struct proto *only = builder_only_protocol(b);
	const uint8_t own = only == &proto_icmp ? AF_INET : only == &proto_icmpv6 ? AF_INET6 : 0;
	const uint8_t family = b->rq->family;

	if (own && family && own != family)
		buf_printf(&b->rq->notices, "WARNING: %s is a protocol of %s, which no flow of %s has\n",
			   only->name, word_name(family_words, own), word_name(family_words, family));
}
