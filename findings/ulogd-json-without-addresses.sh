#!/bin/sh
# The JSON output of ulogd2 on its own tells ports, counters and marks of a connection, but no address of either
# direction; only behind the filter IP2STR do they appear, the original ones as "src_ip" and "dest_ip", the translated
# ones under names of another kind, "reply.ip.saddr.str" and "reply.ip.daddr.str".
#
# Seen in ulogd2 2.0.8 (Debian 2.0.8-1), stack NFCT,JSON. The stack loads without a word, every record is complete but for
# who talked to whom, and the fields of the two directions that are there do share their names (orig.*, reply.*).
#
# Needs apt-get of Debian 12, dpkg, python3 and unshare, as root. Fails when the program behaves otherwise.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
apt-get -qq download ulogd2=2.0.8-1 ulogd2-json=2.0.8-1 libjansson4=2.14-2 libnetfilter-conntrack3=1.0.9-3 \
	libnfnetlink0=1.0.2-2 libmnl0=1.0.4-3 libnetfilter-acct1=1.0.3-3 libnetfilter-log1=1.0.2-3 2>/dev/null
for package in *.deb; do dpkg -x "$package" .; done
lib=$(dirname "$(find "$dir" -name 'libnetfilter_conntrack.so.3')")
usr/sbin/ulogd --version 2>&1 | head -n 1
cat >ulogd.conf <<CONF
[global]
loglevel=3
logfile="$dir/log"
plugin="$lib/ulogd/ulogd_inpflow_NFCT.so"
plugin="$lib/ulogd/ulogd_filter_IP2STR.so"
plugin="$lib/ulogd/ulogd_output_JSON.so"
stack=alone:NFCT,json1:JSON
stack=behind:NFCT,text:IP2STR,json2:JSON
[alone]
event_mask=0x00000004
hash_enable=0
[behind]
event_mask=0x00000004
hash_enable=0
[json1]
file="$dir/alone.json"
sync=1
[json2]
file="$dir/behind.json"
sync=1
CONF
LD_LIBRARY_PATH=$lib PYTHONPATH=$here unshare -n python3 -B - <<'PYTHON'
import json
import pathlib
import subprocess
import sys
import time
from ctnl import ACK, CREATE, DELETE, NEW, ORIG, REPLY, TIMEOUT, Ctnl, number, udp

daemon = subprocess.Popen(["usr/sbin/ulogd", "-c", "ulogd.conf"])
deadline = time.monotonic() + 20
while "entering main loop" not in (pathlib.Path("log").read_text() if pathlib.Path("log").exists() else ""):
    if time.monotonic() > deadline:
        sys.exit("ulogd does not start")
    time.sleep(0.05)
kernel = Ctnl()
kernel.ask(NEW, ACK | CREATE, udp(ORIG, "192.0.2.1", "198.51.100.1", 1000, 53),
           udp(REPLY, "198.51.100.1", "203.0.113.1", 53, 2000), number(TIMEOUT, 600))
kernel.ask(DELETE, ACK, udp(ORIG, "192.0.2.1", "198.51.100.1", 1000, 53))
while not all(pathlib.Path(name).exists() and pathlib.Path(name).read_text().endswith("}\n")
              for name in ("alone.json", "behind.json")):
    if time.monotonic() > deadline:
        sys.exit("no record came")
    time.sleep(0.05)
daemon.terminate()
daemon.wait()
alone, behind = (json.loads(pathlib.Path(name).read_text()) for name in ("alone.json", "behind.json"))
added = {name: value for name, value in behind.items() if name not in alone}
print("fields of NFCT,JSON:", ", ".join(alone))
print("more behind IP2STR:", json.dumps(added))
sys.exit(any(isinstance(value, str) and "." in value for value in alone.values()) or sorted(added) != [
    "dest_ip", "reply.ip.daddr.str", "reply.ip.saddr.str", "src_ip"])
PYTHON
echo "as described"
