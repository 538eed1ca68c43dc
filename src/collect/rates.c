/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/rates.h"

#include "collect/value.h"

#include <stdlib.h>
#include <string.h>

/*
 * Open addressing; the size is a power of two and at least a quarter is free. The
 * kernel's number of a flow is short and may come again: so the key is a hash of
 * the number and of the tuple.
 */
struct entry {
	uint64_t key : 62;
	uint64_t round : 2;		/* when it was met; 0: never */
	uint64_t counters[RATE_COUNT];
};

struct rates {
	struct entry *table;
	size_t size, count;
	unsigned round;			/* 1, 2, 3, 1 ... */
	struct timespec when;
	uint64_t ns;			/* since the last reading; 0: there was none */
};

enum { FIRST_SIZE = 256, NSEC = 1000000000 };

struct rates *rates_new(struct error *err)
{
	struct rates *r = calloc(1, sizeof(*r));

	if (r)
		r->table = calloc(FIRST_SIZE, sizeof(*r->table));
	if (r && r->table) {
		r->size = FIRST_SIZE;
		return r;
	}
	free(r);
	error_nomem(err);
	return NULL;
}

void rates_free(struct rates *r)
{
	if (r)
		free(r->table);
	free(r);
}

/* The place of a key, or the free one where it would be. */
static struct entry *find(const struct rates *r, uint64_t key)
{
	size_t i = key & (r->size - 1);

	while (r->table[i].round && r->table[i].key != key)
		i = (i + 1) & (r->size - 1);
	return &r->table[i];
}

/* Make a table of SIZE of the entries, without those that were last met in round FORGET. */
static int rebuild(struct rates *r, size_t size, unsigned forget, struct error *err)
{
	struct entry *old = r->table;
	size_t old_size = r->size;
	struct entry *table = calloc(size, sizeof(*table));

	if (!table)
		return error_nomem(err);
	r->table = table;
	r->size = size;
	r->count = 0;
	for (size_t i = 0; i < old_size; i++) {
		if (!old[i].round || old[i].round == forget)
			continue;
		*find(r, old[i].key) = old[i];
		r->count++;
	}
	free(old);
	return 0;
}

static unsigned before(unsigned round)
{
	return round == 1 ? 3 : round - 1;
}

int rates_begin(struct rates *r, const struct timespec *now, struct error *err)
{
	r->ns = r->round ? (uint64_t)(now->tv_sec - r->when.tv_sec) * NSEC +
			   (uint64_t)now->tv_nsec - (uint64_t)r->when.tv_nsec : 0;
	r->when = *now;
	r->round = r->round == 3 ? 1 : r->round + 1;
	/* what the last round has not met again; nothing bears the number of this one */
	return rebuild(r, r->size, before(before(r->round)), err);
}

/* By the number and what two flows at a time do not share. */
static uint64_t key_of(const struct record *rec)
{
	static const enum field_id parts[] = {
		FIELD_ID_ID, FIELD_ID_PROTONUM, FIELD_ID_ORIG_SRC, FIELD_ID_ORIG_DST,
		FIELD_ID_ORIG_SPORT, FIELD_ID_ORIG_DPORT,
	};
	uint64_t key = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		const struct reading part = reading_of(&fields[parts[i]], rec);

		key = reading_hash(&fields[parts[i]], &part, key);
	}
	return key >> 2;
}

static bool read_counters(const struct record *rec, uint64_t counters[RATE_COUNT])
{
	static const enum field_id parts[RATE_COUNT] = {
		[RATE_ORIG_PACKETS] = FIELD_ID_ORIG_PACKETS, [RATE_ORIG_BYTES] = FIELD_ID_ORIG_BYTES,
		[RATE_REPLY_PACKETS] = FIELD_ID_REPLY_PACKETS, [RATE_REPLY_BYTES] = FIELD_ID_REPLY_BYTES,
	};
	bool all = true;

	for (size_t i = 0; i < RATE_COUNT; i++) {
		const struct reading part = reading_of(&fields[parts[i]], rec);

		all = all && part.there;
		counters[i] = part.there ? part.value.number : 0;
	}
	return all;
}

static uint64_t per_second(uint64_t growth, uint64_t ns)
{
	return (uint64_t)((double)growth * NSEC / (double)ns + 0.5);
}

static void tell(const struct rates *r, const struct entry *last, const uint64_t *now, struct record *rec)
{
	rec->has_rate = true;
	for (size_t i = 0; i < RATE_COUNT; i++) {
		rec->has_rate = rec->has_rate && now[i] >= last->counters[i];
		rec->rate[i] = rec->has_rate ? per_second(now[i] - last->counters[i], r->ns) : 0;
	}
}

int rates_measure(struct rates *r, struct record *rec, struct error *err)
{
	struct entry now = { .round = r->round & 3 }, *last;

	rec->has_rate = false;
	if (!rec->flow || !read_counters(rec, now.counters))
		return 0;
	if (4 * r->count >= 3 * r->size && rebuild(r, 2 * r->size, 0, err) < 0)
		return -1;
	now.key = key_of(rec) & ((UINT64_C(1) << 62) - 1);
	last = find(r, now.key);
	if (r->ns && last->round == before(r->round))
		tell(r, last, now.counters, rec);
	r->count += last->round == 0;
	*last = now;
	return 0;
}
