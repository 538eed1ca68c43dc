/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/examples.h"

/* The tests run each of them. */
static const struct example {
	const struct verb *verb;
	const char *line, *about;
} examples[] = {
	{ &verb_list, "conntrack list tcp and dport 443", "connections to web servers" },
	{ &verb_list, "conntrack list -s 192.0.2.0/24 -o table", "flows of a network, to be read" },
	{ &verb_list, "conntrack list --sort +timeout --limit 10 --json", "what expires next, for a program" },
	{ &verb_get, "conntrack get -p udp -s 192.0.2.1 -d 198.51.100.1 --sport 5000 --dport 53",
	  "one flow out of millions, at once" },
	{ &verb_get, "conntrack get -p icmp -s 192.0.2.1 -d 198.51.100.1 --icmp-type 8 --icmp-code 0 --icmp-id 7",
	  "a ping that is under way" },
	{ &verb_create, "conntrack create -p udp -t 600 -s 192.0.2.1 -d 198.51.100.1 --sport 5001 --dport 53",
	  "a flow from nothing, to live for ten minutes" },
	{ &verb_create, "conntrack create -p tcp -t 600 --state ESTABLISHED -s 192.0.2.1 -d 198.51.100.1 "
	  "--sport 40001 --dport 80 --dst-nat 203.0.113.7:8080", "a connection that is translated" },
	{ &verb_add, "conntrack add -p udp -t 600 -s 192.0.2.1 -d 198.51.100.1 --sport 5000 --dport 53 --mark 7",
	  "the flow is there and has this mark, whether or not it was" },
	{ &verb_add, "conntrack add -p udp -t 60 -s 192.0.2.1 -d 198.51.100.1 --sport 5002 --dport 53 --dry-run",
	  "only show it" },
	{ &verb_update, "conntrack update -s 192.0.2.0/24 --mark 0x1/0xf",
	  "mark the flows of a network, keeping the other bits of the mark" },
	{ &verb_update, "conntrack update udp and dport 53 --timeout 30", "let lookups go soon" },
	{ &verb_delete, "conntrack delete addr 192.0.2.10 --dry-run", "see first what would go" },
	{ &verb_delete, "conntrack delete -p udp --dport 53 --dst-nat 198.51.100.7",
	  "a service moved: remove the flows that still go to the old server" },
	{ &verb_delete, "conntrack delete unreplied and age gt 1h --ok-if-none --quiet", "for cron" },
	{ &verb_flush, "conntrack flush -f ipv6", "remove every flow of IPv6" },
	{ &verb_flush, "conntrack flush", "remove every flow" },
	{ &verb_event, "conntrack event -e NEW,DESTROY -o timestamp", "connections come and go, with the time of day" },
	{ &verb_event, "conntrack event tcp and dport 443 --json", "for a program, until it is interrupted" },
	{ &verb_event, "conntrack event -e DESTROY --count 10 --timeout 60", "ten events, or as many as come in a minute" },
	{ &verb_load, "conntrack list -o save > flows; conntrack load flows", "keep the table over a restart" },
	{ &verb_load, "conntrack list --zone 11 -o save | sed 's/-w 11/-w 12/g' | conntrack load -",
	  "copy the flows of a zone to another one" },
	{ &verb_count, "conntrack count", "how many flows there are" },
	{ &verb_count, "conntrack count --by src --limit 10", "who opens the most connections" },
	{ &verb_count, "conntrack count tcp --by state", "how many connections are in each state" },
	{ &verb_stats, "conntrack stats", "what was found, inserted and dropped, by processor" },
	{ &verb_stats, "conntrack stats --json", "for a program" },
	{ &verb_expect, "conntrack expect", "what the helpers expect" },
	{ &verb_expect, "conntrack expect count", "how many connections that is" },
	{ &verb_expect, "conntrack expect flush", "expect nothing any more" },
	{ &verb_help, "conntrack help list", "what a command takes" },
	{ &verb_help, "conntrack help expressions", "how to say what is meant" },
	{ &verb_version, "conntrack version", "the version, to be named in a report" },
	{ &verb_version, "conntrack version --json", "for a program" },
};

static void put_example(struct buf *out, const struct example *example)
{
	buf_printf(out, "  %s\n      %s\n", example->line, example->about);
}

void examples_put(struct buf *out, const struct verb *verb)
{
	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++)
		if (!verb || examples[i].verb == verb)
			put_example(out, &examples[i]);
}
