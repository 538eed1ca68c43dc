#!/bin/sh
# A delete request to ctnetlink without a tuple but with a label (CTA_LABELS) removes every entry, those without the
# label too, and is acknowledged as a success.
#
# Seen on Linux 6.18.44 (the running kernel, in a network namespace of its own). Such a request with a mark or a zone
# removes what has that mark or zone, and a delete with a list of criteria reads as "what fits these". Attributes that
# the kernel does not filter by are not refused but passed over, and a request without criteria is a flush.
#
# Needs python3 and unshare, as root. Fails when the kernel behaves otherwise.
set -eu
cd "$(dirname "$0")"
uname -sr
unshare -n python3 - <<'PYTHON'
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, ".")
from ctnl import ACK, DELETE, LABELS, MARK, Ctnl, attr, number

kernel = Ctnl()
for port in range(1, 101):
    kernel.create("192.0.2.1", "192.0.2.2", port, 9, number(MARK, port % 2))
by_mark = kernel.ask(DELETE, ACK, number(MARK, 1))[0]
after_mark = len(kernel.entries())
by_label = kernel.ask(DELETE, ACK, attr(LABELS, bytes([1] + 15 * [0])))[0]
after_label = len(kernel.entries())
print(f"100 entries, half of them with mark 1; delete by mark 1: errno {by_mark}, {after_mark} left")
print(f"none has a label; delete by label 0: errno {by_label}, {after_label} left")
sys.exit((by_mark, after_mark, by_label, after_label) != (0, 50, 0, 0))
PYTHON
echo "as described"
