#!/bin/sh
# An expectation that is created over ctnetlink with a zone and a timeout is acknowledged, but a dump tells no zone of
# it, and its timeout is the one of the helper's policy, whatever was asked for.
#
# Seen on Linux 6.18.44 (the running kernel, in a network namespace of its own), with the helper tftp. Without the
# zone the request is refused, since the connection that expects is not found; what has to be told and is acknowledged
# one would expect to be shown, and an expectation that was read to be one that can be made again.
#
# Needs python3 and unshare, as root, and a kernel with nf_conntrack_tftp. Fails when the kernel behaves otherwise.
set -eu
cd "$(dirname "$0")"
uname -sr
unshare -n python3 -B - <<'PYTHON'
import errno
import struct
import sys
sys.path.insert(0, ".")
from ctnl import ACK, CREATE, DUMP, EXPECTATIONS, GET, NEW, ORIG, REPLY, TIMEOUT, Ctnl, attr, nest, number, udp

HELP, ZONE = 5, 18
MASTER, EXPECTED, MASK, EXPECT_TIMEOUT, EXPECT_ZONE = 1, 2, 3, 4, 7


def request(*more):
    return kernel.ask(NEW, ACK | CREATE, udp(MASTER, "192.0.2.1", "192.0.2.2", 1000, 69),
                      udp(EXPECTED, "192.0.2.2", "192.0.2.1", 0, 1000),
                      udp(MASK, "255.255.255.255", "255.255.255.255", 0, 65535), number(8, 0), number(9, 0),
                      number(EXPECT_TIMEOUT, 77), *more, table=EXPECTATIONS)[0]


kernel = Ctnl()
kernel.ask(NEW, ACK | CREATE, udp(ORIG, "192.0.2.1", "192.0.2.2", 1000, 69),
           udp(REPLY, "192.0.2.2", "192.0.2.1", 69, 1000), number(TIMEOUT, 600), attr(ZONE, struct.pack("!H", 7)),
           nest(HELP, attr(1, b"tftp\0")))
without_zone = request()
with_zone = request(attr(EXPECT_ZONE, struct.pack("!H", 7)))
shown = kernel.ask(GET, DUMP, table=EXPECTATIONS)[1][0]
left = struct.unpack("!I", shown[EXPECT_TIMEOUT])[0]
print(f"the connection is in zone 7; errno without zone: {without_zone}, with it: {with_zone}")
print(f"told of the expectation: zone {EXPECT_ZONE in shown}, timeout {left} (77 was asked for)")
sys.exit((without_zone, with_zone, EXPECT_ZONE in shown) != (errno.ENOENT, 0, False) or left <= 77)
PYTHON
echo "as described"
