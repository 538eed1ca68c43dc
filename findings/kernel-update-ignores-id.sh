#!/bin/sh
# An update of a conntrack entry changes the entry that has the tuple now, whatever CTA_ID says; a delete with the
# same attributes is refused with ENOENT when the id is not that of the entry.
#
# Seen on Linux 6.18.44 (ctnetlink of the running kernel, in a network namespace of its own). Both requests take a
# tuple and CTA_ID, and the delete uses the id to spare an entry that came after the one meant. Whoever knows that
# would expect an update to be aimed the same way, or to be refused. It is neither: the younger entry is changed.
#
# Needs python3 and unshare, as root. Fails when the kernel behaves otherwise.
set -eu
cd "$(dirname "$0")"
uname -sr
unshare -n python3 - <<'PYTHON'
import struct
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, ".")
from ctnl import ACK, DELETE, GET, ID, MARK, NEW, ORIG, Ctnl, attr, number, udp

ends = ("192.0.2.1", "192.0.2.2", 1000, 9)
kernel = Ctnl()
kernel.create(*ends)
old = kernel.entries()[0][ID]
kernel.ask(DELETE, ACK, udp(ORIG, *ends))
for port in range(1, 500):      # so that the same memory is not handed out again
    kernel.create("192.0.2.7", "192.0.2.8", port, 9)
kernel.create(*ends)
young = kernel.ask(GET, ACK, udp(ORIG, *ends))[1][0][ID]
assert young != old, "the kernel gave the same id twice: run it again"
updated = kernel.ask(NEW, ACK, udp(ORIG, *ends), attr(ID, old), number(MARK, 5))[0]
mark = struct.unpack("!I", kernel.ask(GET, ACK, udp(ORIG, *ends))[1][0][MARK])[0]
deleted = kernel.ask(DELETE, ACK, udp(ORIG, *ends), attr(ID, old))[0]
print(f"update with the id of the entry before: errno {updated}, mark of the present entry {mark}")
print(f"delete with the id of the entry before: errno {deleted}")
sys.exit((updated, mark, deleted) != (0, 5, 2))
PYTHON
echo "as described"
