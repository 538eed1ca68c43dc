/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/builder.h"
#include "cmd/session.h"
#include "filter/contradiction.h"
#include "model/names.h"

#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <stdio.h>
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

/* Whether no flow of another protocol fits. */
static bool only_protocol(const struct expr *e, const struct proto *proto)
{
	struct expr test = {
		.kind = EXPR_MASKED, .field = &fields[FIELD_ID_PROTONUM],
		.masked = { .mask = UINT64_MAX, .wanted = proto->number },
	};
	const struct expr other = { .kind = EXPR_NOT, .left = &test };

	return contradict(e, &other);
}

static bool never_family(const struct expr *e, uint8_t family)
{
	char name[sizeof(family_words->name)];
	char *words[] = { name };
	const struct expr test = {
		.kind = EXPR_IN, .field = &fields[FIELD_ID_FAMILY],
		.in = { .set = { .type = FIELD_WORD, .count = 1, .words = words }, .mask = UINT64_MAX },
	};

	snprintf(name, sizeof(name), "%s", word_name(family_words, family));
	return contradict(e, &test);
}

/* Whether the line is about flows of this protocol and none else. */
static bool is_about(const struct request *rq, const struct proto *proto)
{
	if (rq->filter->kind != EXPR_TRUE)
		return only_protocol(rq->filter, proto);
	return rq->change.flow && nfct_get_attr_u8(rq->change.flow, ATTR_L4PROTO) == proto->number;
}

static void warn_of_family(struct request *rq, const struct proto *proto)
{
	const uint8_t other = proto->family == FAMILY_IPV4 ? FAMILY_IPV6 : FAMILY_IPV4;

	if (!is_about(rq, proto))
		return;
	if (rq->family == other || (!rq->family && never_family(rq->filter, proto->family)))
		buf_printf(&rq->notices, "WARNING: %s is a protocol of %s, which no flow of %s has\n", proto->name,
			   word_name(family_words, proto->family), word_name(family_words, other));
}

void builder_warn(struct builder *b)
{
	for (unsigned i = 0; protos[i]; i++)
		if (protos[i]->family)
			warn_of_family(b->rq, protos[i]);
}
