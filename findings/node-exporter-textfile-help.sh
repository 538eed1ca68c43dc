#!/bin/sh
# The textfile collector of node_exporter drops the samples of a metric whose HELP differs between two files, while
# node_textfile_scrape_error stays 0 and the page is served with status 200.
#
# Seen in node_exporter 1.5.0 (Debian 1.5.0-1+b6). The documented sign of a bad file is that gauge, and alerts are built
# on it; a difference in words that no computer reads loses data, and only the log of the exporter tells.
#
# Needs apt-get of Debian 12, dpkg, curl and unshare, as root. Fails when the program behaves otherwise.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
apt-get -qq download prometheus-node-exporter=1.5.0-1+b6 2>/dev/null
for package in *.deb; do dpkg -x "$package" .; done
usr/bin/prometheus-node-exporter --version 2>&1 | head -n 1
mkdir files
printf '# HELP demo_entries Entries.\n# TYPE demo_entries gauge\ndemo_entries{table="a"} 1\n' >files/a.prom
printf '# HELP demo_entries Number of entries.\n# TYPE demo_entries gauge\ndemo_entries{table="b"} 2\n' >files/b.prom
cat >scrape <<'SH'
ip link set lo up
usr/bin/prometheus-node-exporter --web.listen-address=127.0.0.1:9100 --collector.disable-defaults \
	--collector.textfile --collector.textfile.directory=files 2>log &
curl -s --retry 50 --retry-connrefused --retry-delay 1 -o page -w 'status %{http_code}\n' 127.0.0.1:9100/metrics
kill $!
SH
unshare -n sh scrape | tee status
grep -E '^(demo_entries|node_textfile_scrape_error)' page
grep -qx 'status 200' status
grep -qx 'node_textfile_scrape_error 0' page
[ "$(grep -c '^demo_entries{' page)" -eq 1 ]
echo "as described"
