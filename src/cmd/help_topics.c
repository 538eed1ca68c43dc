/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/help_topics.h"

#include "cmd/examples.h"
#include "cmd/help_options.h"
#include "cmd/options.h"
#include "filter/vocabulary.h"
#include "model/field.h"

#include <string.h>

static void put_row(struct buf *out, unsigned width, const char *name, const char *about)
{
	buf_str(out, "  ");
	buf_left(out, name, width);
	buf_char(out, ' ');
	buf_wrap(out, about, width + 3);
}

static void put_fields(struct buf *out, const char *title, const struct field_table *table)
{
	enum { WIDTH = 18 };

	buf_printf(out, "%s:\n", title);
	for (const struct field_alias *alias = table->aliases; alias->name; alias++)
		put_row(out, WIDTH, alias->name, alias->help);
	for (size_t i = 0; i < table->count; i++)
		put_row(out, WIDTH, table->rows[i].name, table->rows[i].help);
}

static void put_all_fields(struct buf *out)
{
	put_fields(out, "Fields of flows", &flow_fields);
	put_fields(out, "\nFields of expectations", &expect_fields);
}

/* The words that a field may be, in lines that fit a terminal. */
static void put_words(struct buf *out, enum field_id field)
{
	enum { WIDTH = 78, INDENT = 13 };
	struct vocabulary v;
	size_t line = out->len;

	vocabulary_values(&v, &fields[field]);
	buf_printf(out, "  %-10s", fields[field].name);
	for (size_t i = 0; i < v.count; i++) {
		if (out->len - line + strlen(v.names[i]) >= WIDTH) {
			buf_char(out, '\n');
			line = out->len;
			buf_printf(out, "%*s", INDENT - 1, "");
		}
		buf_printf(out, " %s", v.names[i]);
	}
	buf_char(out, '\n');
}

static void put_expressions(struct buf *out)
{
	buf_lit(out, "An expression stands behind the options of a command:\n\n"
		"  conntrack list tcp and dport 80,443 and not src 192.0.2.0/24\n"
		"  conntrack count 'bytes > 1M and (dst 198.51.100.0/24 or dnat)'\n"
		"  conntrack delete 'udp and age >= 1h and mark & 0xff = 7'\n\n"
		"  FIELD VALUE           the field has the value, or one of several:\n"
		"                        80,443 or {80,443}\n"
		"  FIELD OPERATOR VALUE  = != < <= > >= in, or eq ne lt le gt ge\n"
		"  FIELD OPERATOR FIELD  orig.bytes > reply.bytes\n"
		"  FIELD or FIELD VALUE  one of the fields has the value: src or dst 192.0.2.1\n"
		"  FIELD & MASK = VALUE  the bits of the mask; mark 1/0xf means mark & 0xf = 1\n"
		"  ADDRESS               any of the four addresses\n"
		"  WORD                  a protocol, a family, a bit of the status, unreplied,\n"
		"                        unset, snat, dnat or nat\n"
		"  not, and, or          the first binds strongest; also ! && ||, and ( )\n\n"
		"  addresses  192.0.2.0/24  192.0.2.0/255.255.255.0  192.0.2.1-192.0.2.9\n"
		"             192.0.2.1:80  [2001:db8::1]:80\n"
		"  numbers    80  0x1f  8000-8100\n"
		"  sizes      1500  1.5G  10MiB\n"
		"  durations  90  90s  1h30m  2d\n"
		"  times      2026-11-28T14:00:00Z  2026-11-28  14:00  -1h\n");
	put_words(out, FIELD_ID_PROTO);
	put_words(out, FIELD_ID_STATE);
	put_words(out, FIELD_ID_CTSTATE);
	put_words(out, FIELD_ID_STATUS);
	put_words(out, FIELD_ID_NAT);
	buf_lit(out, "\nA field without a value fits no comparison, != included.\n\n");
	put_fields(out, "Fields of flows", &flow_fields);
}

static void put_filters(struct buf *out)
{
	buf_lit(out, "Options, an expression and a file select together: what is shown fits all of\n"
		"them.\n\n"
		"  conntrack list -p tcp --dport 80,443 --src 192.0.2.0/24\n"
		"  conntrack list -u ASSURED not dst 192.0.2.0/24\n"
		"  conntrack list tcp and state ESTABLISHED\n\n"
		"Values of one option are alternatives: -p tcp,udp; --dport 80,443,8000-8100. Of\n"
		"--status and --label all have to fit. Options of a protocol select among the\n"
		"protocols that have them. What no option can say, an expression does: or, not,\n"
		"comparisons; see \"conntrack help expressions\".\n");
	help_put_selecting(out);
}

static void put_output(struct buf *out)
{
	buf_lit(out, "What -o (--output) takes, joined by commas: one format, and additions to it.\n\n");
	for (const struct word *w = output_words; *w->name; w++)
		put_row(out, 12, w->name, w->help);
	buf_lit(out, "\n--columns says which fields a row has; \"conntrack help fields\" names them.\n\n"
		"  conntrack list -o extended,id\n"
		"  conntrack list --columns proto,orig.src,orig.dst,orig.dport,timeout\n"
		"  conntrack list --json --columns proto,orig.src,timeout\n"
		"  conntrack list -o save > flows\n");
}

static void put_examples(struct buf *out)
{
	examples_put(out, NULL);
}

const struct help_topic help_topics[] = {
	{ "examples", "lines to begin with", put_examples },
	{ "expressions", "how to say what is meant", put_expressions },
	{ "fields", "what flows and expectations have", put_all_fields },
	{ "filters", "options that select", put_filters },
	{ "options", "all options of all commands", help_put_reference },
	{ "output", "formats, and what rows show", put_output },
	{ "", NULL, NULL },
};

const struct help_topic *help_topic_find(const char *word)
{
	for (const struct help_topic *topic = help_topics; topic->put; topic++)
		if (strcmp(topic->name, word) == 0)
			return topic;
	return NULL;
}
