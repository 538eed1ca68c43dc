#!/bin/sh
# nfct_set_attr_u64() of libnetfilter_conntrack marks counters, the use count and times as set, but keeps no value:
# nfct_attr_is_set() then says yes, and the getter returns 0. Mark and id, set the same way, keep theirs.
#
# Seen in libnetfilter_conntrack 1.0.9 (Debian 1.0.9-3). The setter returns nothing, so that there is no error to see,
# and whoever builds a flow for a test or converts one from elsewhere gets flows of 0 packets that began in 1970.
#
# Needs apt-get of Debian 12, dpkg and gcc. Fails when the library behaves otherwise.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
apt-get -qq download libnetfilter-conntrack3=1.0.9-3 libnetfilter-conntrack-dev=1.0.9-3 libnfnetlink0=1.0.2-2 \
	libnfnetlink-dev=1.0.2-2 libmnl0=1.0.4-3 2>/dev/null
for package in *.deb; do dpkg -x "$package" .; done
cat >try.c <<'C'
#include <inttypes.h>
#include <stdio.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>

static uint64_t got(const struct nf_conntrack *flow, const char *name, int attr, int bits)
{
	uint64_t value = bits == 64 ? nfct_get_attr_u64(flow, attr) : nfct_get_attr_u32(flow, attr);

	printf("%-15s set to 42: is set %d, value %" PRIu64 "\n", name, nfct_attr_is_set(flow, attr), value);
	return nfct_attr_is_set(flow, attr) ? value : 1000;
}

int main(void)
{
	struct nf_conntrack *flow = nfct_new();

	nfct_set_attr_u64(flow, ATTR_ORIG_COUNTER_PACKETS, 42);
	nfct_set_attr_u64(flow, ATTR_REPL_COUNTER_BYTES, 42);
	nfct_set_attr_u64(flow, ATTR_TIMESTAMP_START, 42);
	nfct_set_attr_u32(flow, ATTR_USE, 42);
	nfct_set_attr_u32(flow, ATTR_MARK, 42);
	nfct_set_attr_u32(flow, ATTR_ID, 42);
	return got(flow, "packets", ATTR_ORIG_COUNTER_PACKETS, 64) + got(flow, "bytes", ATTR_REPL_COUNTER_BYTES, 64) +
	       got(flow, "start", ATTR_TIMESTAMP_START, 64) + got(flow, "use", ATTR_USE, 32) != 0 ||
	       got(flow, "mark", ATTR_MARK, 32) != 42 || got(flow, "id", ATTR_ID, 32) != 42;
}
C
lib=$(dirname "$(find . -name 'libnetfilter_conntrack.so.3')")
gcc -Iusr/include -o try try.c "$lib"/libnetfilter_conntrack.so.3 -Wl,-rpath-link,"$lib"
ls "$lib"/libnetfilter_conntrack.so.3.*
LD_LIBRARY_PATH=$lib ./try
echo "as described"
