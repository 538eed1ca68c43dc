#!/bin/sh
# conntrack -E -b BYTES enlarges the receive buffer of a socket that hears no events; the one that does keeps the
# default. The message "Netlink socket buffer size has been set" tells the size of the first.
#
# Seen in conntrack 1.4.7 (Debian 1:1.4.7-1+b2). The option exists for listening only, the manual recommends it against
# lost events, and the notice confirms the size; nothing but the list of system calls shows that it changes nothing.
#
# Needs apt-get of Debian 12, dpkg, strace and unshare, as root. Fails when the program behaves otherwise.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
apt-get -qq download conntrack=1:1.4.7-1+b2 strace=6.1-0.1 2>/dev/null
for package in *.deb; do dpkg -x "$package" .; done
PATH=$dir/usr/sbin:$dir/usr/bin:$PATH
conntrack --version
unshare -n timeout -s INT 2 strace -e trace=bind,setsockopt,recvmsg conntrack -E -b 1048576 >trace 2>&1 || :
grep -E '^(bind|setsockopt|recvmsg|NOTICE)' trace
listens=$(sed -n 's/^bind(\([0-9]*\),.*nl_groups=0x0*7}.*/\1/p' trace)
enlarged=$(sed -n 's/^setsockopt(\([0-9]*\), SOL_SOCKET, SO_RCVBUF.*/\1/p' trace)
echo "events are heard by socket $listens, the buffer of socket $enlarged is enlarged"
[ -n "$listens" ]
[ -n "$enlarged" ]
[ "$listens" != "$enlarged" ]
echo "as described"
