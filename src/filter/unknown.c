/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/unknown.h"

#include "base/buf.h"
#include "filter/value.h"
#include "filter/vocabulary.h"

#include <string.h>
#include <strings.h>

/* Names that other tools have: the one of this language, or what the kernel keeps nothing of. */
struct meaning {
	char word[14], means[12];
	char none[16];
};

static const struct meaning meanings[] = {
	{ "ip", "addr", "" }, { "ipaddr", "addr", "" }, { "address", "addr", "" }, { "hosts", "addr", "" },
	{ "network", "addr", "" }, { "subnet", "addr", "" }, { "cidr", "addr", "" },
	{ "from", "src", "" }, { "source", "src", "" }, { "saddr", "src", "" }, { "srcip", "src", "" },
	{ "src_ip", "src", "" }, { "client", "src", "" },
	{ "to", "dst", "" }, { "dest", "dst", "" }, { "destination", "dst", "" }, { "daddr", "dst", "" },
	{ "dstip", "dst", "" }, { "dst_ip", "dst", "" }, { "server", "dst", "" },
	{ "spt", "sport", "" }, { "dpt", "dport", "" }, { "service", "dport", "" }, { "portrange", "port", "" },
	{ "protocol", "proto", "" }, { "l4proto", "proto", "" }, { "l3proto", "family", "" },
	{ "inet", "ipv4", "" }, { "inet4", "ipv4", "" }, { "v4", "ipv4", "" }, { "inet6", "ipv6", "" },
	{ "ip6", "ipv6", "" }, { "v6", "ipv6", "" },
	{ "connmark", "mark", "" }, { "fwmark", "mark", "" }, { "nfmark", "mark", "" }, { "ctmark", "mark", "" },
	{ "connlabel", "label", "" }, { "ctlabel", "label", "" }, { "vrf", "zone", "" }, { "ctzone", "zone", "" },
	{ "size", "bytes", "" }, { "length", "bytes", "" }, { "octets", "bytes", "" }, { "volume", "bytes", "" },
	{ "pkts", "packets", "" }, { "pkt", "packets", "" },
	{ "ttl", "timeout", "" }, { "expires", "timeout", "" }, { "expire", "timeout", "" },
	{ "remaining", "timeout", "" }, { "duration", "age", "" }, { "lifetime", "age", "" },
	{ "since", "start", "" }, { "started", "start", "" }, { "end", "stop", "" }, { "ended", "stop", "" },
	{ "replied", "seen_reply", "" }, { "answered", "seen_reply", "" }, { "unanswered", "unreplied", "" },
	{ "natted", "nat", "" }, { "masquerade", "snat", "" }, { "masq", "snat", "" }, { "redirect", "dnat", "" },
	{ "flags", "status", "" }, { "module", "helper", "" }, { "alg", "helper", "" },
	{ "iif", "", "interface" }, { "oif", "", "interface" }, { "iifname", "", "interface" },
	{ "oifname", "", "interface" }, { "interface", "", "interface" }, { "iface", "", "interface" },
	{ "intf", "", "interface" }, { "dev", "", "interface" }, { "out", "", "interface" }, { "input", "", "interface" },
	{ "output", "", "interface" }, { "device", "", "interface" },
	{ "pid", "", "process" }, { "process", "", "process" }, { "comm", "", "process" },
	{ "program", "", "process" }, { "command", "", "process" }, { "cgroup", "", "process" },
	{ "uid", "", "user" }, { "gid", "", "user" }, { "user", "", "user" }, { "owner", "", "user" },
	{ "mac", "", "link address" }, { "ether", "", "link address" }, { "vlan", "", "VLAN" },
	{ "tos", "", "type of service" }, { "dscp", "", "type of service" },
	{ "rate", "", "rate" }, { "rule", "", "rule" }, { "chain", "", "rule" },
};

static const struct meaning *meaning_of(const char *word)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(*meanings); i++)
		if (strcasecmp(meanings[i].word, word) == 0)
			return &meanings[i];
	return NULL;
}

static bool is_word_of(enum field_id field, const char *word)
{
	struct vocabulary v;

	vocabulary_values(&v, &fields[field]);
	return vocabulary_find(&v, word);
}

static bool is_port(const char *word)
{
	struct error ignored = ERROR_INIT;
	struct set set;
	bool port;

	set_init(&set, &fields[FIELD_ID_ORIG_SPORT]);
	port = set_add_text(&set, &fields[FIELD_ID_ORIG_SPORT], word, UINT16_MAX, &ignored) == SET_ADDED;
	set_free(&set);
	return port;
}

/* A value that stands without its field. */
static bool put_owner(struct buf *out, const char *word)
{
	static const enum field_id owners[] = { FIELD_ID_STATE, FIELD_ID_CTSTATE, FIELD_ID_EVENT };

	for (size_t i = 0; i < sizeof(owners) / sizeof(*owners); i++) {
		if (is_word_of(owners[i], word)) {
			buf_printf(out, "did you mean '%s %.60s'?", fields[owners[i]].name, word);
			return true;
		}
	}
	if (strchr(word, '.') && strspn(word, "0123456789./") == strlen(word)) {
		buf_lit(out, "an IPv4 address has four numbers up to 255");
		return true;
	}
	return false;
}

static void put_hint(struct buf *out, const struct parser *p, const char *word)
{
	const struct field_table *table = parser_fields(p);
	const struct meaning *meaning = table == &flow_fields ? meaning_of(word) : NULL;
	struct vocabulary v;

	if (table == &flow_fields && put_owner(out, word))
		return;
	if (meaning && *meaning->means) {
		buf_printf(out, "did you mean '%s'?", meaning->means);
	} else if (meaning) {
		buf_printf(out, "the kernel keeps no %s of a flow", meaning->none);
	} else if (is_port(word)) {
		buf_printf(out, "did you mean 'port %.60s'?", word);
	} else {
		vocabulary_begin(&v, table);
		vocabulary_nearest(out, &v, word);
	}
}

/* The predicate in front with one more value. */
static void put_continued(struct buf *out, const struct parser *p, const struct token *t)
{
	const char *start = p->source->text + p->before.start->offset;
	const struct token *last = p->before.end - 1;
	size_t len = (size_t)(p->source->text + last->offset - start);

	if (last->kind == TOKEN_WORD && len < 60)
		buf_printf(out, "did you mean '%.*s%.60s,%.60s'?", (int)len, start, last->text, t->text);
	else
		buf_printf(out, "did you mean '%s VALUE,VALUE'?", p->before.start->text);
}

/* Whether something stands behind T that goes with it. */
static bool is_followed(const struct token *t)
{
	enum token_kind next = t[1].kind;

	return next != TOKEN_END && next != TOKEN_AND && next != TOKEN_OR && next != TOKEN_CLOSE;
}

bool unknown_continues(const struct parser *p, const struct token *t)
{
	const struct token *end = p->before.end;
	struct test test = { .field = p->before.field };
	struct error ignored = ERROR_INIT;
	struct parser trial = *p;
	enum set_answer answer;

	if (!end || (t != end && (t != end + 1 || (end->kind != TOKEN_OR && end->kind != TOKEN_AND))))
		return false;
	trial.err = &ignored;
	if (fields[test.field].type == FIELD_TEXT && (t == end || end->kind != TOKEN_OR || is_followed(t)))
		return false;	/* any word would do: it is more likely the wrong name of a field */
	set_init(&test.set, field_numbers(&fields[test.field]));
	answer = value_kind_of(test.field)->add(&trial, &test, t->text);
	set_free(&test.set);
	expr_free(test.others);
	return answer == SET_ADDED;
}

/* "WHAT 'WORD'"; HINT is freed. */
static void *fault(struct parser *p, const struct token *t, const char *what, struct buf *hint)
{
	struct buf text = BUF_INIT;

	buf_printf(&text, "%s '%.60s'", what, t->text);
	if (!buf_cstr(&text) || !buf_cstr(hint))
		error_nomem(p->err);
	else
		filter_fault(p->source, t->offset, text.data, hint->len ? hint->data : NULL, p->err);
	buf_free(&text);
	buf_free(hint);
	return NULL;
}

void *unknown_value(struct parser *p, const struct token *t)
{
	struct buf hint = BUF_INIT;

	put_continued(&hint, p, t);
	return fault(p, t, "no field in front of", &hint);
}

void *unknown_word(struct parser *p, const struct token *t)
{
	struct buf hint = BUF_INIT;

	if (unknown_continues(p, t))
		put_continued(&hint, p, t);
	else
		put_hint(&hint, p, t->text);
	fault(p, t, "unknown field", &hint);
	if (p->err->kind == ERROR_USAGE)
		p->err->see = "conntrack help fields";
	return NULL;
}
