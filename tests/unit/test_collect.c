/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tap.h"

#include "collect/group.h"
#include "collect/sort.h"

#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "test_output_flow.h"

/* Sorting and grouping against what a simple loop makes of the same records. */

enum { MANY = 2000 };

static unsigned dropped;

static void drop(struct record *rec)
{
	if (rec->flow) {
		nfct_destroy((struct nf_conntrack *)(uintptr_t)rec->flow);
		dropped++;
	}
	rec->flow = NULL;
}

/* A flow with a mark and a timeout, and a helper unless it is NULL. */
static struct record make(uint32_t mark, uint32_t timeout, const char *helper)
{
	struct nf_conntrack *ct = nfct_new();

	nfct_set_attr_u32(ct, ATTR_MARK, mark);
	nfct_set_attr_u32(ct, ATTR_TIMEOUT, timeout);
	if (helper)
		nfct_set_attr(ct, ATTR_HELPER_NAME, helper);
	return (struct record){ .flow = ct };
}

static void carry(struct record *rec, uint64_t bytes)
{
	struct nf_conntrack *ct = (struct nf_conntrack *)(uintptr_t)rec->flow;

	set_counters(ct, false, bytes, bytes);
	set_counters(ct, true, bytes, bytes);
}

struct order {
	uint32_t timeouts[MANY];
	unsigned count;
};

static int note(struct record *rec, void *into, struct error *err)
{
	struct order *order = into;

	(void)err;
	order->timeouts[order->count++] = nfct_get_attr_u32(rec->flow, ATTR_TIMEOUT);
	return 0;
}

/* The timeouts, which number the records, in the order of KEYS. */
static struct order sorted(const char *keys_text, uint64_t limit, unsigned count,
			   struct record (*nth)(unsigned n))
{
	struct sort_keys keys = { .count = 0 };
	struct error err = ERROR_INIT;
	struct order order = { .count = 0 };
	struct sorter *sorter;

	sort_keys_parse(&keys, keys_text, &flow_fields, &err);
	sorter = sorter_new(&keys, limit, drop, &err);
	for (unsigned i = 0; i < count; i++) {
		struct record rec = nth(i);

		sorter_take(sorter, &rec, &err);
		drop(&rec);
	}
	sorter_hand_on(sorter, note, &order, &err);
	sorter_free(sorter);
	return order;
}

/* Marks run through 0..6 again and again. */
static struct record cycle(unsigned n)
{
	return make(n % 7, n, n % 3 ? "ftp" : NULL);
}

static void test_sort(void)
{
	struct order all, some;
	bool fine = true;

	dropped = 0;
	all = sorted("mark,+timeout", 0, MANY, cycle);
	ok(dropped == MANY, "every record is freed once");
	for (unsigned i = 1; i < MANY; i++) {
		uint32_t a = all.timeouts[i - 1], b = all.timeouts[i];

		fine &= a % 7 > b % 7 || (a % 7 == b % 7 && a < b);
	}
	ok(all.count == MANY && fine, "largest first, then smallest first");
	dropped = 0;
	some = sorted("mark,+timeout", 10, MANY, cycle);
	ok(dropped == MANY, "... also with a limit");
	ok(some.count == 10 && memcmp(some.timeouts, all.timeouts, 10 * sizeof(*all.timeouts)) == 0,
	   "a limit keeps the first");
	all = sorted("+mark", 0, 21, cycle);
	ok(all.timeouts[0] == 0 && all.timeouts[1] == 7 && all.timeouts[2] == 14,
	   "equal records stay in the order in which they came");
	all = sorted("+helper", 0, 6, cycle);
	ok(all.timeouts[3] == 5 && all.timeouts[4] == 0 && all.timeouts[5] == 3, "no value: last, upwards");
	all = sorted("helper", 0, 6, cycle);
	ok(all.timeouts[3] == 5 && all.timeouts[4] == 0 && all.timeouts[5] == 3, "no value: last, downwards");
	all = sorted("mark", 5, 0, cycle);
	ok(all.count == 0, "nothing to sort");
}

static void test_keys(void)
{
	static const char *const faults[][2] = {
		{ "mrk", "unknown field `mrk' (did you mean `mark'?)" },
		{ "mark,", "unknown field `'" },
		{ "addr", "cannot sort by `addr', which is several fields" },
		{ "id,id,id,id,id,id,id,id,id", "cannot sort by more than 8 fields" },
	};

	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++) {
		struct sort_keys keys = { .count = 0 };
		struct error err = ERROR_INIT;

		ok(sort_keys_parse(&keys, faults[i][0], &flow_fields, &err) < 0, "refused: %s", faults[i][0]);
		is_str(err.text, faults[i][1], "... with the right words");
	}
}

/* Of whoever is asked for, the marks of the groups in their order. */
static void test_group_order(void)
{
	static const struct { const char *by; uint32_t marks[4]; } wishes[] = {
		{ "flows", { 9, 3, 7, 1 } }, { "+flows", { 1, 9, 3, 7 } }, { "bytes", { 9, 3, 7, 1 } },
		{ "packets", { 9, 3, 7, 1 } }, { "+bytes", { 7, 3, 9, 1 } }, { "bytes,flows", { 9, 3, 7, 1 } },
	};
	struct group_key by[] = { { .field = &fields[FIELD_ID_MARK] } };
	const struct group_keys group_keys = { by, 1 };

	for (size_t i = 0; i < sizeof(wishes) / sizeof(*wishes); i++) {
		static const uint32_t came[] = { 7, 3, 9, 3, 1, 7, 9 }, carried[] = { 5, 20, 100, 10, 0, 5, 1 };
		struct sort_keys order = { .count = 0 };
		struct error err = ERROR_INIT;
		struct grouper *grouper;
		const struct group *const *groups;
		bool fine = true;
		size_t count;

		sort_keys_parse(&order, wishes[i].by, &sum_fields, &err);
		grouper = grouper_new(&group_keys, &order, &err);
		for (size_t n = 0; n < sizeof(came) / sizeof(*came); n++) {
			struct record rec = make(came[n], 0, NULL);

			if (carried[n])
				carry(&rec, carried[n]);
			grouper_add(grouper, &rec, &err);
			drop(&rec);
		}
		groups = grouper_sorted(grouper, &count);
		for (size_t n = 0; n < count; n++)
			fine &= groups[n]->readings[0].value.number == wishes[i].marks[n];
		ok(fine && count == 4, "groups by %s", wishes[i].by);
		grouper_free(grouper);
	}
}

static void test_prefixes(void)
{
	static const struct { const char *prefix; unsigned bits4, bits6; } fine[] = {
		{ "24", 24, 24 }, { "64", 32, 64 }, { "0", 0, 0 }, { "24/64", 24, 64 }, { "32/128", 32, 128 },
	};
	static const char *const faults[] = { "", "x", "129", "33/64", "24/", "24/129", "24/48/64", "-1", "0x10" };
	struct error err = ERROR_INIT;

	for (size_t i = 0; i < sizeof(fine) / sizeof(*fine); i++) {
		struct group_keys keys = { .count = 0 };

		group_keys_add(&keys, &fields[FIELD_ID_ORIG_SRC], fine[i].prefix, &err);
		ok(keys.count == 1 && keys.keys[0].cut && keys.keys[0].bits4 == fine[i].bits4 &&
		   keys.keys[0].bits6 == fine[i].bits6, "a prefix of %s", fine[i].prefix);
		ok(group_keys_add(&keys, &fields[FIELD_ID_ORIG_SRC], fine[i].prefix, &err) == 0 && keys.count == 1,
		   "... once");
		ok(group_keys_add(&keys, &fields[FIELD_ID_ORIG_SRC], NULL, &err) < 0, "... and not without, too");
		group_keys_free(&keys);
	}
	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++) {
		struct group_keys keys = { .count = 0 };

		ok(group_keys_add(&keys, &fields[FIELD_ID_ORIG_SRC], faults[i], &err) < 0 && keys.count == 0,
		   "no prefix: %s", faults[i]);
		group_keys_free(&keys);
	}
}

static const struct sort_keys unsorted = { .count = 0 };

static void test_groups(void)
{
	struct group_key by[] = { { .field = &fields[FIELD_ID_HELPER] }, { .field = &fields[FIELD_ID_MARK] } };
	const struct group_keys keys = { by, 2 };
	struct error err = ERROR_INIT;
	struct grouper *grouper = grouper_new(&keys, &unsorted, &err);
	const struct group *const *groups;
	bool fine = true;
	uint64_t sum = 0;
	size_t count;

	for (unsigned i = 0; i < MANY; i++) {
		struct record rec = make(i % 500, i, i % 3 ? "ftp" : NULL);

		grouper_add(grouper, &rec, &err);
		drop(&rec);
	}
	groups = grouper_sorted(grouper, &count);
	for (size_t i = 0; i < count; i++) {
		sum += groups[i]->sums[SUM_FLOWS];
		fine &= i == 0 || groups[i - 1]->sums[SUM_FLOWS] >= groups[i]->sums[SUM_FLOWS];
		fine &= !groups[i]->readings[0].there || !strcmp(groups[i]->readings[0].value.text, "ftp");
	}
	ok(count == 1000, "a group for each combination");
	ok(sum == MANY && fine, "every record is in one, the largest group first");
	ok(!groups[0]->counted, "no counters, no sums");
	grouper_free(grouper);
}

/* Groups of as many flows stand in the order of their values, however they came. */
static void test_ties(void)
{
	static const uint32_t came[] = { 7, 3, 9, 3, 1, 7, 9 };
	struct group_key by[] = { { .field = &fields[FIELD_ID_MARK] } };
	const struct group_keys keys = { by, 1 };
	struct error err = ERROR_INIT;
	struct grouper *grouper = grouper_new(&keys, &unsorted, &err);
	const struct group *const *groups;
	size_t count;

	for (size_t i = 0; i < sizeof(came) / sizeof(*came); i++) {
		struct record rec = make(came[i], 0, NULL);

		grouper_add(grouper, &rec, &err);
		drop(&rec);
	}
	groups = grouper_sorted(grouper, &count);
	ok(count == 4 && groups[0]->readings[0].value.number == 3 && groups[1]->readings[0].value.number == 7 &&
	   groups[2]->readings[0].value.number == 9 && groups[3]->readings[0].value.number == 1,
	   "groups of the same size are in the order of their values");
	grouper_free(grouper);
}

int main(void)
{
	test_sort();
	test_keys();
	test_groups();
	test_ties();
	test_group_order();
	test_prefixes();
	return done();
}
