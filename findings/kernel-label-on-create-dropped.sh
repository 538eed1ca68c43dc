#!/bin/sh
# A conntrack entry that is created with a label, in a namespace where no rule uses labels, comes into being without
# it, and the request is acknowledged as a success. The same label in an update of the same entry is refused: ENOSPC.
#
# Seen on Linux 6.18.44 (the running kernel, in a network namespace of its own). Room for labels is part of an entry
# only if a rule that matches or sets labels was there when the entry was made, and can never be added later. Create
# and update take the same attribute, so that one would expect the same refusal of both; ENOSPC points to a full table.
#
# Needs python3 and unshare, as root. Fails when the kernel behaves otherwise.
set -eu
cd "$(dirname "$0")"
uname -sr
unshare -n python3 - <<'PYTHON'
import errno
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, ".")
from ctnl import ACK, LABELS, NEW, ORIG, Ctnl, attr, udp

label = attr(LABELS, bytes([1] + 15 * [0]))
kernel = Ctnl()
created = kernel.create("192.0.2.1", "192.0.2.2", 1000, 9, label)
kept = LABELS in kernel.entries()[0]
updated = kernel.ask(NEW, ACK, udp(ORIG, "192.0.2.1", "192.0.2.2", 1000, 9), label)[0]
print(f"create with label 0: errno {created}, label kept: {kept}")
print(f"update with label 0: errno {updated}")
sys.exit((created, kept, updated) != (0, False, errno.ENOSPC))
PYTHON
echo "as described"
