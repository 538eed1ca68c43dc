/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/setters.h"
#include "cmd/word_list.h"

#include "base/number.h"
#include "model/nat.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* Which field an option compares or sets. */
static const unsigned char criteria[OPTION_COUNT] = {
	[OPT_SRC] = FIELD_ID_ORIG_SRC,
	[OPT_DST] = FIELD_ID_ORIG_DST,
	[OPT_REPLY_SRC] = FIELD_ID_REPLY_SRC,
	[OPT_REPLY_DST] = FIELD_ID_REPLY_DST,
	[OPT_PROTONUM] = FIELD_ID_PROTONUM,
	[OPT_TIMEOUT] = FIELD_ID_TIMEOUT,
	[OPT_ID] = FIELD_ID_ID,
	[OPT_SECMARK] = FIELD_ID_SECMARK,
	[OPT_ZONE] = FIELD_ID_ZONE,
	[OPT_ORIG_ZONE] = FIELD_ID_ORIG_ZONE,
	[OPT_REPLY_ZONE] = FIELD_ID_REPLY_ZONE,
	[OPT_SPORT] = FIELD_ID_ORIG_SPORT,
	[OPT_DPORT] = FIELD_ID_ORIG_DPORT,
	[OPT_REPLY_PORT_SRC] = FIELD_ID_REPLY_SPORT,
	[OPT_REPLY_PORT_DST] = FIELD_ID_REPLY_DPORT,
	[OPT_STATE] = FIELD_ID_STATE,
	[OPT_ICMP_TYPE] = FIELD_ID_ORIG_TYPE,
	[OPT_ICMP_CODE] = FIELD_ID_ORIG_CODE,
	[OPT_ICMP_ID] = FIELD_ID_ORIG_ID,
	[OPT_ICMPV6_TYPE] = FIELD_ID_ORIG_TYPE,
	[OPT_ICMPV6_CODE] = FIELD_ID_ORIG_CODE,
	[OPT_ICMPV6_ID] = FIELD_ID_ORIG_ID,
	[OPT_SRCKEY] = FIELD_ID_ORIG_SRCKEY,
	[OPT_DSTKEY] = FIELD_ID_ORIG_DSTKEY,
	[OPT_REPLY_KEY_SRC] = FIELD_ID_REPLY_SRCKEY,
	[OPT_REPLY_KEY_DST] = FIELD_ID_REPLY_DSTKEY,
	[OPT_STATUS] = FIELD_ID_STATUS,
	[OPT_MARK] = FIELD_ID_MARK,
	[OPT_LABEL_ADD] = FIELD_ID_LABELS,
	[OPT_LABEL_DEL] = FIELD_ID_LABELS,
	[OPT_HELPER] = FIELD_ID_HELPER,
	[OPT_ORIG_WSCALE] = FIELD_ID_ORIG_WSCALE,
	[OPT_REPLY_WSCALE] = FIELD_ID_REPLY_WSCALE,
	[OPT_ORIG_FLAGS] = FIELD_ID_ORIG_FLAGS,
	[OPT_REPLY_FLAGS] = FIELD_ID_REPLY_FLAGS,
};

enum field_id builder_field(unsigned id)
{
	return (enum field_id)criteria[id];
}

/* The set that the option's values gather in. */
static struct set *gathering(struct builder *b, unsigned id)
{
	if (!opt_set_has(&b->with_set, id))
		set_init(&b->sets[id], &fields[criteria[id]]);
	opt_set_add(&b->with_set, id);
	return &b->sets[id];
}

int builder_bad_value(unsigned id, const char *arg, struct error *err)
{
	const struct opt *opt = &options[id].opt;

	if (fields[criteria[id]].type == FIELD_PORT)
		return error_usage(err, "Invalid port `%s'", arg);
	if (opt->letter)
		return error_usage(err, "unexpected value '%s' with -%c option", arg, opt->letter);
	return error_usage(err, "unexpected value '%s' with --%s option", arg, opt->name);
}

/* Hand every item of a comma list to ADD, in memory that it may write to. */
static int each_item(struct builder *b, unsigned id, const char *arg,
		     int (*add)(struct builder *b, unsigned id, char *text, struct error *err),
		     struct error *err)
{
	char *copy = strdup(arg), *next = copy, *text;
	int result = copy ? 0 : error_nomem(err);

	while (result == 0 && (text = strsep(&next, ",")))
		result = add(b, id, text, err);
	free(copy);
	return result;
}

/* LOW:HIGH is a range elsewhere. */
static int bad_range(unsigned id, const char *text, struct error *err)
{
	size_t len = strcspn(text, ":");
	uint64_t low, high;

	builder_bad_value(id, text, err);
	if (text[len] && number_parse_n(text, len, NUMBER_DECIMAL, UINT32_MAX, &low) &&
	    number_parse(text + len + 1, NUMBER_DECIMAL, UINT32_MAX, &high) && low <= high)
		return error_hint(err, "Did you mean the range `%.*s-%s'?", (int)len, text, text + len + 1);
	return -1;
}

static int add_number(struct builder *b, unsigned id, char *text, struct error *err)
{
	enum set_answer answer = set_add_text(gathering(b, id), &fields[criteria[id]], text,
					      field_max(&fields[criteria[id]]), err);

	if (answer == SET_UNREADABLE)
		return bad_range(id, text, err);
	return answer == SET_ADDED ? 0 : -1;
}

int select_number(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	return each_item(b, id, arg, add_number, err);
}

static int no_prefixes(unsigned id, struct error *err)
{
	return error_usage(err, "CIDR notation unavailable for `--%s'", options[id].opt.name);
}

/* Take the prefix length off TEXT; whether there was one. */
static bool cut_prefix(char *text)
{
	char *slash = strchr(text, '/');

	if (slash)
		*slash = '\0';
	return slash;
}

int builder_parse_prefix(struct builder *b, unsigned id, const char *text, struct addr *a,
			 unsigned *bits, struct error *err)
{
	bool takes = id == OPT_SRC || id == OPT_DST || id == OPT_TUPLE_SRC || id == OPT_TUPLE_DST;
	int result;

	a->family = AF_UNSPEC;
	result = addr_parse_prefix(text, a, bits, err);
	if (a->family && builder_family(b, a->family, err) < 0)
		return -1;
	if (a->family)
		builder_warn_address(b, text, a);
	if (a->family && !takes && strchr(text, '/'))
		return no_prefixes(id, err);
	return result;
}

/* LOW-HIGH; TEXT is cut at the dash. */
static int add_range(struct builder *b, unsigned id, char *text, char *dash, struct error *err)
{
	struct addr low, high;
	bool both;

	*dash = '\0';
	both = addr_parse(text, &low, err) == 0 && addr_parse(dash + 1, &high, err) == 0;
	if (!both)
		return error_usage(err, "Invalid IP address `%s-%s'", text, dash + 1);
	if (builder_family(b, low.family, err) < 0 || builder_family(b, high.family, err) < 0)
		return -1;
	if (memcmp(&low, &high, sizeof(low)) > 0)
		return error_usage(err, "the range `%s-%s' ends before it begins", text, dash + 1);
	b->masks[id == OPT_DST].ranges = true;
	return set_add_range(gathering(b, id), &low, &high, err);
}

static int add_address(struct builder *b, unsigned id, char *text, struct error *err)
{
	char *dash = id == OPT_SRC || id == OPT_DST ? strchr(text, '-') : NULL;
	struct addr a;
	unsigned bits;

	if (dash && !strchr(text, '/'))
		return add_range(b, id, text, dash, err);
	if (builder_parse_prefix(b, id, text, &a, &bits, err) < 0)
		return -1;
	if (bits < addr_bits(a.family))	/* a prefix is a mask to whoever forbids masks */
		builder_imply_mask(b, id, id != OPT_DST);
	if ((id == OPT_SRC || id == OPT_DST) &&
	    set_add_prefix(&b->typed[id == OPT_DST], &a, addr_bits(a.family), err) < 0)
		return -1;
	return set_add_prefix(gathering(b, id), &a, bits, err);
}

int select_address(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	return each_item(b, id, arg, add_address, err);
}

/* Of several that are given the last counts, as it always did; there are no lists. */
int select_mask(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	struct address_mask *mask = &b->masks[id == OPT_MASK_DST];
	char *copy;
	bool refused;
	int result;

	if (strchr(arg, ','))
		return error_usage(err, "option `--%s' takes one mask, not `%s'", options[id].opt.name, arg);
	copy = strdup(arg);
	if (!copy)
		return error_nomem(err);
	refused = cut_prefix(copy);
	result = addr_parse(copy, &mask->mask, err);
	free(copy);
	if (result < 0 || builder_family(b, mask->mask.family, err) < 0)
		return -1;
	mask->source = MASK_SAID;
	return refused ? no_prefixes(id, err) : 0;
}

/* Of those that are named so far the families are bits, by their place in family_words. */
static int add_family(struct builder *b, unsigned id, char *text, struct error *err)
{
	const struct word *w = word_in_any_case(family_words, text);

	(void)id;
	if (!w) {
		error_usage(err, "`%s' unsupported protocol", text);
		return builder_advise(OPT_FAMILY, text, strlen(text), family_words, err);
	}
	b->families |= 1U << (w - family_words);
	return 0;
}

/* Several of them are all there are: only a single one leaves anything out. */
int select_family(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	b->families = 0;
	if (each_item(b, id, arg, add_family, err) < 0)
		return -1;
	if (b->families & (b->families - 1))
		return 0;
	return builder_family(b, (uint8_t)family_words[__builtin_ctz(b->families)].value, err);
}

/* Or TEST to what the option accepted so far. */
static int add_test(struct builder *b, unsigned id, struct expr *test, struct error *err)
{
	b->tests[id] = opt_set_has(&b->with_test, id) ? expr_or(b->tests[id], test, err) : test;
	opt_set_add(&b->with_test, id);
	return b->tests[id] ? 0 : -1;
}

int builder_parse_mark(const char *text, uint64_t *mark, uint64_t *mask, struct error *err)
{
	size_t len = strcspn(text, "/");

	*mask = UINT32_MAX;
	if (number_parse_n(text, len, NUMBER_C, UINT32_MAX, mark) &&
	    (!text[len] || number_parse(text + len + 1, NUMBER_C, UINT32_MAX, mask)))
		return 0;
	return builder_bad_value(OPT_MARK, text, err);
}

static int add_mark(struct builder *b, unsigned id, char *text, struct error *err)
{
	uint64_t mark, mask;

	if (builder_parse_mark(text, &mark, &mask, err) < 0)
		return -1;
	return add_test(b, id, expr_masked(FIELD_ID_MARK, mark, mask, err), err);
}

int select_mark(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	return each_item(b, id, arg, add_mark, err);
}

/* One direction of translation, to an address and a port where given. */
static struct expr *nat_test(enum nat_bit which, const struct addr *a, int port, struct error *err)
{
	bool source = which == NAT_SRC;
	struct expr *e = expr_masked(FIELD_ID_NAT, which, which, err);

	if (a)
		e = expr_and(e, expr_addr(source ? FIELD_ID_REPLY_DST : FIELD_ID_REPLY_SRC, a, err), err);
	if (port >= 0)
		e = expr_and(e, expr_number(source ? FIELD_ID_REPLY_DPORT : FIELD_ID_REPLY_SPORT,
					    (uint64_t)port, err), err);
	return e;
}

static int add_nat(struct builder *b, unsigned id, const struct addr *a, int port, struct error *err)
{
	if (id == OPT_ANY_NAT)
		return add_test(b, id, expr_or(nat_test(NAT_SRC, a, port, err),
					       nat_test(NAT_DST, a, port, err), err), err);
	return add_test(b, id, nat_test(id == OPT_SRC_NAT ? NAT_SRC : NAT_DST, a, port, err), err);
}

int builder_parse_endpoint(struct builder *b, unsigned id, const char *text, struct addr *a,
			   int *port, struct error *err)
{
	char *copy = strdup(text);
	bool refused = copy && cut_prefix(copy);
	int result = copy ? addr_parse_port(copy, a, port, err) : error_nomem(err);

	free(copy);
	/* -1 unless there is an address: NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage) */
	if (result < 0 || builder_family(b, a->family, err) < 0)
		return -1;
	if (*port < 0)
		builder_warn_address(b, text, a);
	return refused ? no_prefixes(id, err) : 0;
}

static int add_nat_address(struct builder *b, unsigned id, char *text, struct error *err)
{
	struct addr a;
	int port;

	if (builder_parse_endpoint(b, id, text, &a, &port, err) < 0)
		return -1;
	return add_nat(b, id, &a, port, err);
}

int select_nat(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	return arg ? each_item(b, id, arg, add_nat_address, err) : add_nat(b, id, NULL, -1, err);
}

static int add_protocol(struct builder *b, unsigned id, char *text, struct error *err)
{
	const struct proto *own;
	uint8_t number;

	if (proto_parse(text, &number, &own, err) < 0)
		return -1;
	builder_take_protocol(b, own);
	return set_add_number(gathering(b, id), number, number, err);
}

static void note_protocol(struct builder *b, const char *name, struct error *ignored)
{
	const struct proto *own;
	uint8_t number;

	if (proto_parse(name, &number, &own, ignored) == 0)
		builder_take_protocol(b, own);
}

static int note_item(struct builder *b, unsigned id, char *text, struct error *ignored)
{
	(void)id;
	note_protocol(b, text, ignored);
	return 0;
}

void builder_note_protocols(struct builder *b, const char *arg)
{
	struct error ignored;

	if (strchr(arg, ','))
		each_item(b, OPT_PROTONUM, arg, note_item, &ignored);
	else
		note_protocol(b, arg, &ignored);
}

int select_protocol(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	b->rq->proto_text = arg;
	return each_item(b, id, arg, add_protocol, err);
}

/* The name that the state's number is shown by: an alias means the same. */
static int add_state_name(struct builder *b, unsigned id, const struct word *states,
			  const char *text, struct error *err)
{
	const char *name = word_name(states, word_in_any_case(states, text)->value);

	return set_add_word(gathering(b, id), name, strlen(name), err);
}

/* A state counts when a protocol that -p allows has it. */
static int add_state(struct builder *b, unsigned id, char *text, struct error *err)
{
	const struct proto *blamed = NULL;

	for (unsigned i = 0; protos[i]; i++) {
		if (!protos[i]->states || (b->protos && !(b->protos >> i & 1)))
			continue;
		if (word_in_any_case(protos[i]->states, text))
			return add_state_name(b, id, protos[i]->states, text, err);
		blamed = blamed ? blamed : protos[i];
	}
	if (!blamed || !b->protos)
		error_usage(err, "unknown state `%s'", text);
	else
		error_usage(err, "%s `%s'", blamed->state_fault, text);
	return builder_advise(id, text, strlen(text), (blamed ? blamed : &proto_tcp)->states, err);
}

int select_state(struct builder *b, unsigned id, const char *arg, struct error *err)
{
	return each_item(b, id, arg, add_state, err);
}
