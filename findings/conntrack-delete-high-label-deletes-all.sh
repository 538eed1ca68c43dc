#!/bin/sh
# conntrack -U --label-del NAME deletes every label of the flow where the number of the label is 96 or higher, also where
# the flow has no such label. A label of a lower number goes alone.
#
# Seen in conntrack 1.4.7 (Debian 1:1.4.7-1+b2; 1.4.9 does the same) on Linux 6.18.44. The program sends all labels that are
# to stay (CTA_LABELS) with a mask of the one that goes (CTA_LABELS_MASK), and the kernel does not set what stands outside
# the mask but toggles it. The library leaves out a mask that is shorter than the labels, and then they are replaced,
# which is right: so it shows only where the mask needs the last of the four words.
#
# Needs apt-get of Debian 12, dpkg, nft and unshare, as root. Fails when the program or the kernel behaves otherwise.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
apt-get -qq download conntrack=1:1.4.7-1+b2 libnetfilter-conntrack3=1.0.9-3 libnfnetlink0=1.0.2-2 libmnl0=1.0.4-3 2>/dev/null
for package in *.deb; do dpkg -x "$package" .; done
LD_LIBRARY_PATH=$(dirname "$(find "$dir" -name 'libnetfilter_conntrack.so.3')")
export LD_LIBRARY_PATH
PATH=$dir/usr/sbin:$PATH
conntrack --version
uname -sr
cat >try.sh <<'TRY'
set -eu
mount -t tmpfs labels /etc
mkdir /etc/xtables
printf '0\tone\n95\tlow\n96\thigh\n127\tlast\n' >/etc/xtables/connlabel.conf
nft 'table inet labels { chain unused { ct label set 127; }; }'

# What is left of labels when one of them is deleted.
left() {
	conntrack -F 2>/dev/null
	conntrack -I -p udp -s 192.0.2.1 -d 192.0.2.2 --sport 1 --dport 9 -t 60 --label-add "$1" >/dev/null 2>&1
	conntrack -U -f ipv4 -p udp -s 192.0.2.1 --label-del "$2" >/dev/null 2>&1
	now=$(conntrack -L -o labels 2>/dev/null | sed -n 's/.*labels=//p')
	echo "$1 without $2: ${now:-none}"
	[ "$now" = "$3" ]
}

left one,low low one
left one,high high ''
left one,last last ''
left one,low last ''
TRY
unshare -nm sh try.sh
echo "as described"
