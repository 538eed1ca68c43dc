/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a tree may accept where not all of a flow is known. */
#include "filter/doubt.h"
#include "filter/parse.h"
#include "tap.h"

#include <arpa/inet.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>

/* A flow of UDP without a timeout, labels or counters: what may be, and what cannot. */
static const struct {
	const char *text;
	bool of_events, absent, neither;	/* with these in doubt */
} cases[] = {
	{ "udp", true, true, true },
	{ "tcp", false, false, false },
	{ "not udp", false, false, false },
	{ "event new", true, false, false },
	{ "event != new", true, false, false },
	{ "not event new", true, true, true },
	{ "via resync and portid 5 and time 5", true, false, false },
	{ "event new and tcp", false, false, false },
	{ "event new and udp", true, false, false },
	{ "event new or tcp", true, false, false },
	{ "tcp or icmp or event new", true, false, false },
	{ "event new and tcp or event destroy and udp", true, false, false },
	{ "not (event new or udp)", false, false, false },
	{ "not (event new and udp)", true, true, true },
	{ "timeout > 5", false, true, false },
	{ "not timeout > 5", true, true, true },
	{ "bytes > 1M and labels 1", false, true, false },
	{ "mark = use", false, true, false },
	{ "use = mark", false, true, false },
	{ "mark = portid", true, false, false },
	{ "mark > zone", true, true, true },
	{ "mark 7", true, true, true },
	{ "mark 8", false, false, false },
	{ "zone 1", false, false, false },
	{ "zone 0 and mark 7 and timeout 1", false, true, false },
	{ "src = dst", false, true, false },
	{ "timeout < age", false, true, false },
	{ "not age > timeout", true, true, true },
	{ "", true, true, true },
};

int main(void)
{
	const struct doubt of_events = { .traits = FIELD_OF_EVENTS }, absent = { .absent = true }, neither = { .traits = 0 };
	struct nf_conntrack *flow = nfct_new();
	struct record rec = { .flow = flow };

	nfct_set_attr_u8(flow, ATTR_L3PROTO, AF_INET);
	nfct_set_attr_u32(flow, ATTR_ORIG_IPV4_SRC, htonl(0xc0000201));
	nfct_set_attr_u8(flow, ATTR_L4PROTO, IPPROTO_UDP);
	nfct_set_attr_u32(flow, ATTR_MARK, 7);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct filter_source source = { .text = cases[i].text };
		struct error err = ERROR_INIT;
		struct expr *e = *source.text ? filter_parse(&source, &err) : expr_true(&err);

		ok(e && doubt_may_accept(e, &rec, &of_events) == cases[i].of_events, "%s: what is of events in doubt",
		   cases[i].text);
		ok(e && doubt_may_accept(e, &rec, &absent) == cases[i].absent, "  what is absent in doubt");
		ok(e && doubt_may_accept(e, &rec, &neither) == cases[i].neither, "  nothing in doubt");
		ok(e && expr_accepts(e, &rec) == cases[i].neither, "  which is what is accepted");
		expr_free(e);
	}
	nfct_destroy(flow);
	return done();
}
