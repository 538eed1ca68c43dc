#!/bin/sh
# NFCTSocket.dump() of pyroute2 returns the IPv4 entries only, while NFCTSocket.count() counts those of both families.
#
# Seen in pyroute2 0.7.2 (Debian 0.7.2-2). Neither takes a family, the count agrees with the kernel, and everywhere else
# in ctnetlink a dump that names no family is one of all: a program that compares the two believes that entries vanish.
#
# Needs apt-get of Debian 12, dpkg, python3 and unshare, as root. Fails when the library behaves otherwise.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
apt-get -qq download python3-pyroute2=0.7.2-2 2>/dev/null
for package in *.deb; do dpkg -x "$package" .; done
ls -d usr/lib/python3/dist-packages/pyroute2-*
unshare -n env "PYTHONPATH=$dir/usr/lib/python3/dist-packages:$here" python3 -B - <<'PYTHON'
import sys
from ctnl import Ctnl
from pyroute2 import NFCTSocket

kernel = Ctnl()
kernel.create("192.0.2.1", "192.0.2.2", 1000, 9)
kernel.create("2001:db8::1", "2001:db8::2", 1000, 9)
reader = NFCTSocket()
families = [entry["nfgen_family"] for entry in reader.dump()]
count = reader.count()[0].get_attr("CTA_STATS_GLOBAL_ENTRIES")
print(f"families of the dump: {families}; count: {count}")
sys.exit((families, count) != ([2], 2))
PYTHON
echo "as described"
