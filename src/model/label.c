/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/label.h"

#include <libnetfilter_conntrack/libnetfilter_conntrack.h>

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
