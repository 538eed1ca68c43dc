/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/timeouts.h"

#include "model/names.h"
#include "model/proto.h"

#include <ctype.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <stdio.h>
#include <string.h>

/* IP_CT_TCP_FLAG_DATA_UNACKNOWLEDGED, which the library's header does not name. */
enum { TCP_UNACKNOWLEDGED = 0x10 };

static void read_states(uint32_t states[TIMEOUT_STATES], const struct proto *proto,
			uint32_t (*setting)(const char *name))
{
	for (const struct word *w = proto->states; *w->name; w++) {
		char name[64];

		if (w->value >= TIMEOUT_STATES || states[w->value])
			continue;
		snprintf(name, sizeof(name), "%s%s", proto->timeout, w->name);
		for (char *c = name; *c; c++)
			*c = (char)tolower((unsigned char)*c);
		states[w->value] = setting(name);
	}
}

/* What the kernel has no settings for it treats as any protocol. */
void timeouts_read(struct timeouts *t, uint32_t (*setting)(const char *name))
{
	*t = (struct timeouts){
		.generic = setting("nf_conntrack_generic_timeout"),
		.unacknowledged = setting("nf_conntrack_tcp_timeout_unacknowledged"),
	};
	for (size_t i = 0; i < TIMEOUT_PROTOS && protos[i]; i++) {
		if (protos[i]->states)
			read_states(t->state[i], protos[i], setting);
		else
			t->state[i][0] = setting(protos[i]->timeout);
		if (!protos[i]->states && !t->state[i][0])
			t->state[i][0] = t->generic;
		if (protos[i]->stream)
			t->stream[i] = setting(protos[i]->stream);
	}
}

static size_t number_of(const struct proto *proto)
{
	size_t i = 0;

	while (protos[i] && protos[i] != proto)
		i++;
	return i;
}

/* The kernel gives less to data that nobody has acknowledged. */
static bool waits_for_an_answer(const struct nf_conntrack *flow)
{
	return (nfct_get_attr_u8(flow, ATTR_TCP_FLAGS_ORIG) | nfct_get_attr_u8(flow, ATTR_TCP_FLAGS_REPL)) &
	       TCP_UNACKNOWLEDGED;
}

static uint32_t of_state(const struct timeouts *t, size_t i, const struct nf_conntrack *flow)
{
	const enum nf_conntrack_attr attr = (enum nf_conntrack_attr)protos[i]->state_attr;
	const uint8_t *state = nfct_get_attr(flow, attr);
	uint32_t whole = state && *state < TIMEOUT_STATES ? t->state[i][*state] : 0;

	if (!state)
		return t->generic;
	if (protos[i] == &proto_tcp && t->unacknowledged && t->unacknowledged < whole &&
	    waits_for_an_answer(flow))
		return t->unacknowledged;
	return whole;
}

uint32_t timeout_whole(const struct timeouts *t, const struct nf_conntrack *flow, uint32_t left)
{
	const uint32_t status = nfct_get_attr_u32(flow, ATTR_STATUS);
	const struct proto *proto = proto_by_number(nfct_get_attr_u8(flow, ATTR_L4PROTO));
	const size_t i = number_of(proto);
	uint32_t whole;

	if (status & STATUS_FIXED_TIMEOUT)
		return 0;
	if (!proto || i >= TIMEOUT_PROTOS)
		whole = proto ? 0 : t->generic;
	else if (proto->states)
		whole = of_state(t, i, flow);
	else
		whole = (status & proto->stream_status) ? t->stream[i] : t->state[i][0];
	/* a reply that is not assured yet lives as long as none, or as long as a stream */
	if (whole < left && proto && proto->stream && status & STATUS_SEEN_REPLY)
		whole = t->stream[i];
	return whole < left ? 0 : whole;
}
