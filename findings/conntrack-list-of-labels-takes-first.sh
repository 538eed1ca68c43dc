#!/bin/sh
# Of a list of labels (-l, --label-add, --label-del) conntrack 1.4.9 takes the first name and forgets the others, which
# must be known nevertheless: -D -l one,two deletes what has "one" alone, and --label-add one,two adds only "one". Each
# name with an option of its own (-l one -l two) works.
#
# Seen in conntrack 1.4.9 (Debian 1:1.4.9-1); 1.4.7 and 1.4.8 want all of them. The manual has the list, the notice counts
# what was deleted as usual, and an unknown second name is refused as if it mattered.
#
# Needs apt-get of Debian 12, dpkg, nft and unshare, as root. Fails when the program behaves otherwise.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
# shellcheck disable=SC2016	# apt expands it
uri=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep '/debian/*$' | sort -u | head -n 1)
key=$(echo /usr/share/keyrings/debian-archive-keyring.*)
echo "deb [signed-by=${key%% *}] $uri forky main" >sources
mkdir -p state/lists/partial cache/archives/partial new old
: >status
fetch() {
	apt-get -qq -o Dir::State="$dir/state" -o Dir::Cache="$dir/cache" -o Dir::Etc::sourcelist="$dir/sources" \
		-o Dir::Etc::sourceparts=- -o Dir::State::status="$dir/status" -o APT::Sandbox::User= "$@" 2>/dev/null
}
fetch update
(cd new && fetch download conntrack=1:1.4.9-1)
(cd old && apt-get -qq download conntrack=1:1.4.7-1+b2 libnetfilter-conntrack3=1.0.9-3 libnfnetlink0=1.0.2-2 \
	libmnl0=1.0.4-3 2>/dev/null)
dpkg -x new/*.deb new
for package in old/*.deb; do dpkg -x "$package" old; done
LD_LIBRARY_PATH=$(dirname "$(find "$dir/old" -name 'libnetfilter_conntrack.so.3')")
export LD_LIBRARY_PATH
cat >try.sh <<'TRY'
set -eu
mount -t tmpfs labels /etc
mkdir /etc/xtables
printf '0\tone\n1\ttwo\n' >/etc/xtables/connlabel.conf
nft 'table inet labels { chain unused { ct label set 127; }; }'

# Three flows: of both labels, of the first and of the second; how many of them -L and -D are about.
shown() {
	old/usr/sbin/conntrack -F 2>/dev/null
	port=0
	for labels in '--label-add one --label-add two' '--label-add one' '--label-add two'; do
		port=$((port + 1))
		# shellcheck disable=SC2086	# words
		old/usr/sbin/conntrack -I -p udp -s 192.0.2.1 -d 192.0.2.2 --sport $port --dport 9 -t 60 $labels >/dev/null 2>&1
	done
	"$1/usr/sbin/conntrack" --version
	for words in '-L -l one,two' '-L -l two,one' '-L -l one -l two' '-D -l one,two'; do
		# shellcheck disable=SC2086	# words
		count=$("$1/usr/sbin/conntrack" $words 2>/dev/null | grep -c '^udp') || :
		echo "  $words: $count"
		counts="$counts $count"
	done
	"$1/usr/sbin/conntrack" -L -l one,nobody 2>&1 | grep "unknown label 'nobody'"
}

counts=
shown old
[ "$counts" = ' 1 1 1 1' ]
counts=
shown new
[ "$counts" = ' 2 2 1 2' ]
TRY
unshare -nm sh try.sh
echo "as described"
