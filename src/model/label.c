/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/label.h"

#include <errno.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <string.h>

/* The library's map under the name of this floor; never dereferenced here. */
static struct nfct_labelmap *theirs(const struct label_map *map)
{
	union { const struct label_map *ours; struct nfct_labelmap *library; } u = { .ours = map };

	return u.library;
}

struct label_map *label_map_open(const char *path, struct error *err)
{
	struct nfct_labelmap *map;

	path = path ? path : LABEL_MAP_PATH;
	errno = 0;
	map = nfct_labelmap_new(path);
	if (!map && errno)
		error_failed(err, errno, "%s: %s", path, strerror(errno));
	else if (!map)
		error_failed(err, 0, "%s: no line \"BIT NAME\" in it", path);
	return (struct label_map *)map;
}

void label_map_close(struct label_map *map)
{
	if (map)
		nfct_labelmap_destroy(theirs(map));
}

const char *label_map_name(const struct label_map *map, unsigned bit)
{
	const char *name = map ? nfct_labelmap_get_name(theirs(map), bit) : NULL;

	return name && *name ? name : NULL;
}

int label_map_bit(const struct label_map *map, const char *name)
{
	return map ? nfct_labelmap_get_bit(theirs(map), name) : -1;
}

bool label_set_of(const struct nf_conntrack *flow, struct label_set *out)
{
	const struct nfct_bitmask *mask;
	unsigned last;

	if (!nfct_attr_is_set(flow, ATTR_CONNLABELS))
		return false;
	mask = nfct_get_attr(flow, ATTR_CONNLABELS);
	if (!mask)
		return false;
	*out = (struct label_set){ .bits = { 0 } };
	last = nfct_bitmask_maxbit(mask);
	for (unsigned bit = 0; bit <= last && bit < LABEL_BITS; bit++)
		if (nfct_bitmask_test_bit(mask, bit))
			label_set_add(out, bit);
	return true;
}
