/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/save.h"

#include "base/escape.h"
#include "model/names.h"

/* Expectations as commands that make, or delete, them again. */

struct words;

struct expect_row {
	struct buf *b;
	const struct nf_expect *exp;
	struct tuple master, expected, mask;
	const struct words *words;
};

/* Names of options for a source and a destination. */
struct pair { const char *src, *dst; };

/* The options of one kind of tuple. */
struct words { struct pair first, reply, tuple, mask; };

static const struct words ports = {
	{ " --sport ", " --dport " }, { " --reply-port-src ", " --reply-port-dst " },
	{ " --tuple-port-src ", " --tuple-port-dst " }, { " --mask-port-src ", " --mask-port-dst " },
}, keys = {
	{ " --srckey ", " --dstkey " }, { " --reply-key-src ", " --reply-key-dst " },
	{ " --tuple-key-src ", " --tuple-key-dst " }, { " --mask-key-src ", " --mask-key-dst " },
};

static void put_addresses(const struct expect_row *row, struct pair names, const struct tuple *t)
{
	buf_str(row->b, names.src);
	put_address(row->b, row->expected.family, t->src);
	buf_str(row->b, names.dst);
	put_address(row->b, row->expected.family, t->dst);
}

static void put_layer4(const struct expect_row *row, struct pair names, const struct tuple *t)
{
	put_option(row->b, names.src, t->sport);
	put_option(row->b, names.dst, t->dport);
}

static void put_zone(const struct expect_row *row)
{
	if (nfexp_attr_is_set(row->exp, ATTR_EXP_ZONE) > 0)
		put_option(row->b, " -w ", nfexp_get_attr_u16(row->exp, ATTR_EXP_ZONE));
}

/* What is asked for, and means nothing. */
static void put_reply(const struct expect_row *row, const struct tuple *t)
{
	const struct tuple reply = { .sport = t->dport, .dport = t->sport };

	put_layer4(row, row->words->reply, &reply);
}

static void put_deletion(const struct expect_row *row)
{
	buf_lit(row->b, "-D expect");
	put_zone(row);
	put_addresses(row, (struct pair){ " -s ", " -d " }, &row->expected);
	put_protocol(row->b, " -p ", row->expected.protonum);
	put_layer4(row, row->words->first, &row->expected);
	put_reply(row, &row->expected);
}

static void put_creation(const struct expect_row *row)
{
	const struct tuple *master = &row->master, *expected = &row->expected;
	const char *helper = nfexp_get_attr(row->exp, ATTR_EXP_HELPER_NAME);

	put_option(row->b, "-I expect -t ", nfexp_get_attr_u32(row->exp, ATTR_EXP_TIMEOUT));
	put_zone(row);
	put_addresses(row, (struct pair){ " -s ", " -d " }, master);
	put_protocol(row->b, " -p ", expected->protonum);
	if (master->protonum != expected->protonum)
		put_protocol(row->b, " --master-proto ", master->protonum);
	put_layer4(row, row->words->first, master);
	if (row->words == &keys)
		put_reply(row, master);
	put_addresses(row, (struct pair){ " --tuple-src ", " --tuple-dst " }, expected);
	put_layer4(row, row->words->tuple, expected);
	put_addresses(row, (struct pair){ " --mask-src ", " --mask-dst " }, &row->mask);
	put_layer4(row, row->words->mask, &row->mask);
	if (helper && *helper) {
		buf_lit(row->b, " --helper ");
		put_quoted(row->b, helper);
	}
}

/* What no command can say. */
static void put_comment(const struct expect_row *row)
{
	const char *fn = nfexp_get_attr(row->exp, ATTR_EXP_FN), *begin = " #";
	uint32_t flags = nfexp_get_attr_u32(row->exp, ATTR_EXP_FLAGS);
	uint32_t class = nfexp_get_attr_u32(row->exp, ATTR_EXP_CLASS);

	for (const struct word *flag = expect_flag_words; *flag->name; flag++) {
		if (!(flags & flag->value))
			continue;
		buf_str(row->b, begin);
		buf_char(row->b, ' ');
		buf_str(row->b, flag->name);
		begin = "";
	}
	if (class) {
		buf_str(row->b, begin);
		put_option(row->b, " class=", class);
		begin = "";
	}
	if (fn && *fn) {
		buf_str(row->b, begin);
		buf_lit(row->b, " fn=");
		put_plain(row->b, fn);
	}
}

/* The options of a tuple are those of the expected protocol, for its master, too; NULL: it has none. */
static const struct words *words_of(const struct tuple *expected)
{
	if (!expected->proto)
		return NULL;
	if (expected->proto->shape == PROTO_PORTS)
		return &ports;
	return expected->proto->shape == PROTO_KEYS ? &keys : NULL;
}

void save_expect(struct output *out, const struct record *rec)
{
	struct expect_row row = {
		.b = &out->text, .exp = rec->expect,
		.master = tuple_expect(rec->expect, ATTR_EXP_MASTER),
		.expected = tuple_expect(rec->expect, ATTR_EXP_EXPECTED),
		.mask = tuple_expect(rec->expect, ATTR_EXP_MASK),
	};

	row.words = words_of(&row.expected);
	if (out->extras & OUTPUT_COMPAT || !row.words) {
		out->left_out[out->extras & OUTPUT_COMPAT ? LEFT_OUT_EXPECTATION : LEFT_OUT_UNSAID]++;
		return;
	}
	buf_reserve(row.b, ROW_ROOM);
	if (save_verb(out, rec->cause) == 'D') {
		put_deletion(&row);
	} else {
		put_creation(&row);
		put_comment(&row);
	}
	buf_char(row.b, '\n');
}
