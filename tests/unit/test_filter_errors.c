/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is no filter, and what is said of it. */
#include "filter/parse.h"
#include "tap.h"

#include <stdlib.h>

#define BEGIN "expected a field, a protocol, a status or '('"

/* An expression, the column that is blamed, and a part of the message. */
static const struct wrong {
	const char *text;
	unsigned column;
	const char *part;
} wrong[] = {
	{ "", 1, BEGIN },
	{ "   ", 4, BEGIN },
	{ "# only a comment", 17, BEGIN },
	{ "tcp and", 8, BEGIN },
	{ "tcp or", 7, BEGIN },
	{ "tcp &&", 7, BEGIN },
	{ "tcp ||", 7, BEGIN },
	{ "not", 4, BEGIN },
	{ "!", 2, BEGIN },
	{ "!!", 3, BEGIN },
	{ "(", 2, BEGIN },
	{ ")", 1, BEGIN " instead of ')'" },
	{ "()", 2, BEGIN " instead of ')'" },
	{ "( )", 3, BEGIN " instead of ')'" },
	{ "(tcp", 5, "expected 'and', 'or' or ')'" },
	{ "((tcp)", 7, "expected 'and', 'or' or ')'" },
	{ "(tcp))", 6, "expected 'and' or 'or' instead of ')'" },
	{ "tcp )", 5, "expected 'and' or 'or' instead of ')'" },
	{ "tcp and )", 9, BEGIN " instead of ')'" },
	{ "tcp and and udp", 9, BEGIN " instead of 'and'" },
	{ "tcp or or udp", 8, BEGIN " instead of 'or'" },
	{ "tcp or and udp", 8, BEGIN " instead of 'and'" },
	{ "tcp and or udp", 9, BEGIN " instead of 'or'" },
	{ "and tcp", 1, BEGIN " instead of 'and'" },
	{ "or tcp", 1, BEGIN " instead of 'or'" },
	{ "&& tcp", 1, BEGIN " instead of '&&'" },
	{ "|| tcp", 1, BEGIN " instead of '||'" },
	{ "in", 1, BEGIN " instead of 'in'" },
	{ "in 80", 1, BEGIN " instead of 'in'" },
	{ "= 80", 1, BEGIN " instead of '='" },
	{ "!= 80", 1, BEGIN " instead of '!='" },
	{ "tcp = 80", 5, "expected 'and' or 'or' instead of '='" },
	{ "tcp 80", 5, "unknown field '80'" },
	{ "tcp 6", 5, "unknown field '6'" },
	{ "assured 1", 9, "unknown field '1'" },
	{ "ipv4 4", 6, "unknown field '4'" },
	{ "80", 1, "unknown field '80'" },
	{ "tcp,udp", 4, "expected 'and' or 'or' instead of ','" },
	{ "{tcp}", 1, BEGIN " instead of '{'" },
	{ "{", 1, BEGIN " instead of '{'" },
	{ "}", 1, BEGIN " instead of '}'" },
	{ ",", 1, BEGIN " instead of ','" },
	{ "&", 1, BEGIN " instead of '&'" },
	{ "tcp & udp", 5, "expected 'and' or 'or' instead of '&'" },
	{ "tcp & 1", 5, "expected 'and' or 'or' instead of '&'" },
	{ "tcp | udp", 5, "unexpected '|' at column 5 (did you mean '||'?)" },
	{ "tcp || | udp", 8, "unexpected '|' at column 8 (did you mean '||'?)" },
	{ "sprt 80", 1, "unknown field 'sprt' at column 1 (did you mean 'sport'?)" },
	{ "dprt 80", 1, "unknown field 'dprt' at column 1 (did you mean 'dport'?)" },
	{ "sorce 192.0.2.1", 1, "unknown field 'sorce' at column 1 (did you mean 'src'?)" },
	{ "tcp and sprt 80", 9, "unknown field 'sprt' at column 9 (did you mean 'sport'?)" },
	{ "tcp and not sprt 80", 13, "unknown field 'sprt' at column 13 (did you mean 'sport'?)" },
	{ "(tcp or sprt 80)", 9, "unknown field 'sprt' at column 9 (did you mean 'sport'?)" },
	{ "tpc", 1, "unknown field 'tpc' at column 1 (did you mean 'tcp'?)" },
	{ "upd", 1, "unknown field 'upd' at column 1 (did you mean 'udp'?)" },
	{ "ip4", 1, "unknown field 'ip4' at column 1 (did you mean 'ipv4'?)" },
	{ "inet", 1, "unknown field 'inet' at column 1 (did you mean 'ipv4'?)" },
	{ "esablished", 1, "unknown field 'esablished'" },
	{ "assurd", 1, "unknown field 'assurd' at column 1 (did you mean 'ASSURED'?)" },
	{ "seen_repl", 1, "unknown field 'seen_repl' at column 1 (did you mean 'SEEN_REPLY'?)" },
	{ "unrepiled", 1, "unknown field 'unrepiled' at column 1 (did you mean 'unreplied'?)" },
	{ "snta", 1, "unknown field 'snta' at column 1 (did you mean 'snat'?)" },
	{ "dant", 1, "unknown field 'dant' at column 1 (did you mean 'dnat'?)" },
	{ "quux", 1, "unknown field 'quux'" },
	{ "orig", 1, "unknown field 'orig'" },
	{ "orig.", 1, "unknown field 'orig.' at column 1 (did you mean 'orig.src'?)" },
	{ "type 8", 1, "unknown field 'type' at column 1 (did you mean 'orig.type'?)" },
	{ "state estab", 7, "expected a word for 'state' instead of 'estab' at column 7 (did you mean 'ESTABLISHED'?)" },
	{ "orig.prt 80", 1, "unknown field 'orig.prt' at column 1 (did you mean 'orig.src'?)" },
	{ "reply", 1, "unknown field 'reply'" },
	{ "reply.sorc 192.0.2.1", 1, "unknown field 'reply.sorc' at column 1 (did you mean 'reply.src'?)" },
	{ "src.orig 192.0.2.1", 1, "unknown field 'src.orig'" },
	{ "established", 1, "unknown field 'established' at column 1 (did you mean 'state established'?)" },
	{ "ESTABLISHED", 1, "unknown field 'ESTABLISHED' at column 1 (did you mean 'state ESTABLISHED'?)" },
	{ "any", 1, "unknown field 'any'" },
	{ "all", 1, "unknown field 'all'" },
	{ "sport", 6, "expected a port for 'sport'" },
	{ "dport", 6, "expected a port for 'dport'" },
	{ "src", 4, "expected an address for 'src'" },
	{ "mark", 5, "expected a number for 'mark'" },
	{ "bytes", 6, "expected a size for 'bytes'" },
	{ "state", 6, "expected a word for 'state'" },
	{ "status", 7, "expected a name for 'status'" },
	{ "labels", 7, "expected a label for 'labels'" },
	{ "proto", 6, "expected a protocol for 'proto'" },
	{ "timeout", 8, "expected a duration for 'timeout'" },
	{ "id", 3, "expected a number for 'id'" },
	{ "sport and tcp", 7, "expected a port for 'sport' instead of 'and'" },
	{ "sport or tcp", 7, "expected a port for 'sport' instead of 'or'" },
	{ "sport )", 7, "expected a port for 'sport' instead of ')'" },
	{ "(sport)", 7, "expected a port for 'sport' instead of ')'" },
	{ "sport = and tcp", 9, "expected a port for 'sport' instead of 'and'" },
	{ "sport =", 8, "expected a port for 'sport'" },
	{ "sport ==", 9, "expected a port for 'sport'" },
	{ "sport === 80", 9, "expected a port for 'sport' instead of '='" },
	{ "sport = = 80", 9, "expected a port for 'sport' instead of '='" },
	{ "sport =! 80", 8, "expected a port for 'sport' instead of '!'" },
	{ "sport <> 80", 8, "expected a port for 'sport' instead of '>'" },
	{ "sport =< 80", 8, "expected a port for 'sport' instead of '<'" },
	{ "sport => 80", 8, "expected a port for 'sport' instead of '>'" },
	{ "sport >> 80", 8, "expected a port for 'sport' instead of '>'" },
	{ "sport ! 80", 7, "expected a port for 'sport' instead of '!'" },
	{ "sport not 80", 7, "expected a port for 'sport' instead of 'not'" },
	{ "sport in", 9, "expected a port for 'sport'" },
	{ "sport in and", 10, "expected a port for 'sport' instead of 'and'" },
	{ "sport in =", 10, "expected a port for 'sport' instead of '='" },
	{ "sport in {", 11, "expected a port for 'sport'" },
	{ "sport in {}", 11, "expected a port for 'sport' instead of '}'" },
	{ "sport in {80", 13, "expected ',' or '}'" },
	{ "sport in {80,", 14, "expected a port for 'sport'" },
	{ "sport in {80,}", 14, "expected a port for 'sport' instead of '}'" },
	{ "sport in {,80}", 11, "expected a port for 'sport' instead of ','" },
	{ "sport in {80,,443}", 14, "expected a port for 'sport' instead of ','" },
	{ "sport in {80 443", 17, "expected ',' or '}'" },
	{ "sport in {80 and 443}", 14, "expected ',' or '}' instead of 'and'" },
	{ "sport in [80,443]", 10, "expected a port for 'sport' instead of '[80'" },
	{ "sport 80,", 10, "expected a port for 'sport'" },
	{ "sport 80,,443", 10, "expected a port for 'sport' instead of ','" },
	{ "sport ,80", 7, "expected a port for 'sport' instead of ','" },
	{ "sport 80, and tcp", 11, "expected a port for 'sport' instead of 'and'" },
	{ "sport -1", 7, "expected a port for 'sport' instead of '-1'" },
	{ "sport 65536", 7, "expected a port for 'sport' instead of '65536'" },
	{ "sport 70000", 7, "expected a port for 'sport' instead of '70000'" },
	{ "sport 0x10000", 7, "expected a port for 'sport' instead of '0x10000'" },
	{ "sport 80x", 7, "expected a port for 'sport' instead of '80x'" },
	{ "sport 8o", 7, "expected a port for 'sport' instead of '8o'" },
	{ "sport 80-", 7, "expected a port for 'sport' instead of '80-'" },
	{ "sport -80", 7, "expected a port for 'sport' instead of '-80'" },
	{ "sport 90-80", 7, "expected a port for 'sport' instead of '90-80'" },
	{ "sport 80-90-100", 7, "expected a port for 'sport' instead of '80-90-100'" },
	{ "sport 80-70000", 7, "expected a port for 'sport' instead of '80-70000'" },
	{ "sport httpp", 7, "expected a port for 'sport' instead of 'httpp'" },
	{ "sport 80.5", 7, "expected a port for 'sport' instead of '80.5'" },
	{ "sport eq", 9, "expected a port for 'sport'" },
	{ "sport gt 80,90", 10, "expected a single value instead of '80'" },
	{ "sport > {80,90}", 9, "expected a single value instead of '{'" },
	{ "sport > 80-90", 9, "expected a single value instead of '80-90'" },
	{ "sport < 79,80", 9, "expected a single value instead of '79'" },
	{ "sport between 1 2", 7, "expected a port for 'sport' instead of 'between'" },
	{ "port 65536", 6, "expected a port for 'port' instead of '65536'" },
	{ "port foo", 6, "expected a port for 'port' instead of 'foo'" },
	{ "port > 1,2", 8, "expected a single value instead of '1'" },
	{ "addr foo", 6, "expected an address for 'addr' instead of 'foo'" },
	{ "addr 80", 6, "expected an address for 'addr' instead of '80'" },
	{ "addr 192.0.2.256", 6, "expected an address for 'addr' instead of '192.0.2.256'" },
	{ "src 80", 5, "expected an address for 'src' instead of '80'" },
	{ "src 192.0.2", 5, "expected an address for 'src' instead of '192.0.2'" },
	{ "src 192.0.2.256", 5, "expected an address for 'src' instead of '192.0.2.256'" },
	{ "src 192.0.2.1.1", 5, "expected an address for 'src' instead of '192.0.2.1.1'" },
	{ "src 192.0.2.1/", 5, "expected an address for 'src' instead of '192.0.2.1/'" },
	{ "src 192.0.2.1/33", 5, "expected an address for 'src' instead of '192.0.2.1/33'" },
	{ "src 192.0.2.1/-1", 5, "expected an address for 'src' instead of '192.0.2.1/-1'" },
	{ "src 192.0.2.1/x", 5, "expected an address for 'src' instead of '192.0.2.1/x'" },
	{ "src 2001:db8::/129", 5, "expected an address for 'src' instead of '2001:db8::/129'" },
	{ "src 2001:db8:::1", 5, "expected an address for 'src' instead of '2001:db8:::1'" },
	{ "src 2001:db8::g", 5, "expected an address for 'src' instead of '2001:db8::g'" },
	{ "src localhost", 5, "expected an address for 'src' instead of 'localhost'" },
	{ "src example.org", 5, "expected an address for 'src' instead of 'example.org'" },
	{ "src 192.0.2.9-192.0.2.1", 5, "expected an address for 'src' instead of '192.0.2.9-192.0.2.1'" },
	{ "src 192.0.2.1-2001:db8::1", 5, "expected an address for 'src' instead of '192.0.2.1-2001:db8::1'" },
	{ "src 192.0.2.0/24-192.0.2.9", 5, "expected an address for 'src' instead of '192.0.2.0/24-192.0.2.9'" },
	{ "src 192.0.2.1-192.0.2.9/32", 5, "expected an address for 'src' instead of '192.0.2.1-192.0.2.9/32'" },
	{ "src 192.0.2.1-", 5, "expected an address for 'src' instead of '192.0.2.1-'" },
	{ "src > 192.0.2.0/24", 7, "expected a single value instead of '192.0.2.0/24'" },
	{ "src > 192.0.2.1,192.0.2.2", 7, "expected a single value instead of '192.0.2.1'" },
	{ "src & 255.255.0.0", 18, "expected a comparison" },
	{ "src & 255.255.0.0 192.0.2.1", 19, "expected a comparison instead of '192.0.2.1'" },
	{ "src & 16 = 192.0.2.1", 7, "expected an address for 'src' instead of '16'" },
	{ "src & 255.0.0.0 = 2001:db8::1", 19, "expected an address for 'src' instead of '2001:db8::1'" },
	{ "src & 255.0.0.0 > 192.0.2.1", 19, "expected an address for 'src' instead of '192.0.2.1'" },
	{ "src & 255.0.0.0 = 192.0.2.0/24", 19, "expected an address for 'src' instead of '192.0.2.0/24'" },
	{ "src & 255.0.0.0 = 192.0.2.1,192.0.2.2", 29, "expected an address for 'src' instead of '192.0.2.2'" },
	{ "dst tcp", 5, "expected an address for 'dst' instead of 'tcp'" },
	{ "reply.src foo", 11, "expected an address for 'reply.src' instead of 'foo'" },
	{ "reply.dport foo", 13, "expected a port for 'reply.dport' instead of 'foo'" },
	{ "mark foo", 6, "expected a number for 'mark' instead of 'foo'" },
	{ "mark 0x", 6, "expected a number for 'mark' instead of '0x'" },
	{ "mark 0xg", 6, "expected a number for 'mark' instead of '0xg'" },
	{ "mark 1K", 6, "expected a number for 'mark' instead of '1K'" },
	{ "mark -1", 6, "expected a number for 'mark' instead of '-1'" },
	{ "mark 1.5", 6, "expected a number for 'mark' instead of '1.5'" },
	{ "mark 4294967296", 6, "expected a number for 'mark' instead of '4294967296' at column 6 (0 to 4294967295, dec" },
	{ "zone 65536", 6, "expected a number for 'zone' instead of '65536' at column 6 (0 to 65535, dec" },
	{ "orig.type 256", 11, "expected a number for 'orig.type' instead of '256' at column 11 (0 to 255, dec" },
	{ "reply.type 256", 12, "expected a number for 'reply.type' instead of '256'" },
	{ "reply.id 65536", 10, "expected a number for 'reply.id' instead of '65536'" },
	{ "timeout > 137y", 11, "expected a duration for 'timeout' instead of '137y'" },
	{ "timeout 4294967296", 9, "expected a duration for 'timeout' instead of '4294967296'" },
	{ "mark & 0x100000000 = 0", 8, "expected a number for 'mark' instead of '0x100000000'" },
	{ "mark 18446744073709551616", 6, "expected a number for 'mark' instead of '18446744073709551616'" },
	{ "mark & = 1", 8, "expected a number for 'mark' instead of '='" },
	{ "mark & 0xff", 12, "expected a comparison" },
	{ "mark & 0xff 1", 13, "expected a comparison instead of '1'" },
	{ "mark & foo = 1", 8, "expected a number for 'mark' instead of 'foo'" },
	{ "mark & 1-2 = 1", 8, "expected a number for 'mark' instead of '1-2'" },
	{ "mark &", 7, "expected a number for 'mark'" },
	{ "mark && 1", 6, "expected a number for 'mark' instead of '&&'" },
	{ "zone foo", 6, "expected a number for 'zone' instead of 'foo'" },
	{ "orig.zone x", 11, "expected a number for 'orig.zone' instead of 'x'" },
	{ "protonum tcp", 10, "expected a number for 'protonum' instead of 'tcp'" },
	{ "packets 1K", 9, "expected a number for 'packets' instead of '1K'" },
	{ "packets 1Ki", 9, "expected a number for 'packets' instead of '1Ki'" },
	{ "packets lots", 9, "expected a number for 'packets' instead of 'lots'" },
	{ "bytes 1X", 7, "expected a size for 'bytes' instead of '1X'" },
	{ "bytes K", 7, "expected a size for 'bytes' instead of 'K'" },
	{ "bytes 1 K", 9, "unknown field 'K'" },
	{ "bytes 1M-1K", 7, "expected a size for 'bytes' instead of '1M-1K'" },
	{ "bytes 18446744073709551615K", 7, "expected a size for 'bytes' instead of '18446744073709551615K'" },
	{ "bytes & 1 = 1", 7, "expected a comparison instead of '&'" },
	{ "timeout 1M", 9, "expected a duration for 'timeout' instead of '1M'" },
	{ "timeout s", 9, "expected a duration for 'timeout' instead of 's'" },
	{ "timeout 5m-", 9, "expected a duration for 'timeout' instead of '5m-'" },
	{ "age 1y", 5, "expected a duration for 'age' instead of '1y'" },
	{ "age old", 5, "expected a duration for 'age' instead of 'old'" },
	{ "start yesterday", 7, "expected a time for 'start' instead of 'yesterday'" },
	{ "state FOO", 7, "expected a word for 'state' instead of 'FOO'" },
	{ "state ESTABLISHD", 7, "expected a word for 'state' instead of 'ESTABLISHD' at column 7 (did you mean 'ESTABLISHED'?)" },
	{ "state 3", 7, "expected a word for 'state' instead of '3'" },
	{ "state > NONE", 7, "expected =, != or in instead of '>'" },
	{ "state = tcp", 9, "expected a word for 'state' instead of 'tcp'" },
	{ "state in NONE,FOO", 15, "expected a word for 'state' instead of 'FOO'" },
	{ "state & 1 = 1", 7, "expected a comparison instead of '&'" },
	{ "ctstate FOO", 9, "expected a word for 'ctstate' instead of 'FOO'" },
	{ "ctstate INVALID", 9, "expected a word for 'ctstate' instead of 'INVALID'" },
	{ "proto foo", 7, "expected a protocol for 'proto' instead of 'foo'" },
	{ "proto 256", 7, "expected a protocol for 'proto' instead of '256'" },
	{ "proto tcp,foo", 11, "expected a protocol for 'proto' instead of 'foo'" },
	{ "proto > tcp", 7, "expected =, != or in instead of '>'" },
	{ "proto & 6 = 6", 7, "expected a comparison instead of '&'" },
	{ "family inet", 8, "expected a word for 'family' instead of 'inet'" },
	{ "family 4", 8, "expected a word for 'family' instead of '4'" },
	{ "family ipv5", 8, "expected a word for 'family' instead of 'ipv5' at column 8 (did you mean 'ipv4'?)" },
	{ "status FOO", 8, "expected a name for 'status' instead of 'FOO'" },
	{ "status 4", 8, "expected a name for 'status' instead of '4'" },
	{ "status snat", 8, "expected a name for 'status' instead of 'snat'" },
	{ "status > ASSURED", 8, "expected =, != or in instead of '>'" },
	{ "status ASSURED,FOO", 16, "expected a name for 'status' instead of 'FOO'" },
	{ "status & FOO = 0", 10, "expected a name for 'status' instead of 'FOO'" },
	{ "status & ASSURED", 17, "expected a comparison" },
	{ "status & ASSURED = FOO", 20, "expected a name for 'status' instead of 'FOO'" },
	{ "nat both", 5, "unknown field 'both'" },
	{ "nat = both", 7, "expected a name for 'nat' instead of 'both'" },
	{ "nat = 1", 7, "expected a name for 'nat' instead of '1'" },
	{ "nat in snat,foo", 13, "expected a name for 'nat' instead of 'foo'" },
	{ "labels foo", 8, "expected a label for 'labels' instead of 'foo'" },
	{ "labels 128", 8, "expected a label for 'labels' instead of '128'" },
	{ "labels -1", 8, "expected a label for 'labels' instead of '-1'" },
	{ "labels > 1", 8, "expected =, != or in instead of '>'" },
	{ "labels & 1 = 1", 8, "expected a comparison instead of '&'" },
	{ "helper and", 11, BEGIN },
	{ "helper =", 9, "expected a text for 'helper'" },
	{ "helper > ftp", 8, "expected =, != or in instead of '>'" },
	{ "secctx", 7, "expected a text for 'secctx'" },
	{ "secctx ''", 8, "expected a text for 'secctx' instead of ''" },
	{ "not helper \"\"", 12, "expected a text for 'helper' instead of ''" },
	{ "event foo", 7, "expected a word for 'event' instead of 'foo'" },
	{ "event gone", 7, "expected a word for 'event' instead of 'gone'" },
	{ "role master", 6, "expected a word for 'role' instead of 'master'" },
	{ "use many", 5, "expected a number for 'use' instead of 'many'" },
	{ "sport 80 443", 10, "unknown field '443' at column 10 (did you mean 'sport 80,443'?)" },
	{ "sport 80 or 443", 13, "unknown field '443' at column 13 (did you mean 'sport 80,443'?)" },
	{ "sport 80 and 443", 14, "unknown field '443' at column 14 (did you mean 'sport 80,443'?)" },
	{ "port = 80,81 or 443", 17, "unknown field '443' at column 17 (did you mean 'port = 80,81,443'?)" },
	{ "sport {80 81} or 443", 18, "unknown field '443' at column 18 (did you mean 'sport VALUE,VALUE'?)" },
	{ "mark 1 or 0x2", 11, "unknown field '0x2' at column 11 (did you mean 'mark 1,0x2'?)" },
	{ "state established or time_wait", 22,
	  "unknown field 'time_wait' at column 22 (did you mean 'state established,time_wait'?)" },
	{ "ctstate new or related", 16, "unknown field 'related' at column 16 (did you mean 'ctstate new,related'?)" },
	{ "sport 80 and tcp 443", 18, "unknown field '443' at column 18" },
	{ "src 192.0.2.1 or 192.0.2.2", 18,
	  "no field in front of '192.0.2.2' at column 18 (did you mean 'src 192.0.2.1,192.0.2.2'?)" },
	{ "src 192.0.2.1 192.0.2.2", 15, "no field in front of '192.0.2.2' at column 15 (did you mean 'src 192.0.2.1,1" },
	{ "src != 192.0.2.1 and 192.0.2.2", 22,
	  "no field in front of '192.0.2.2' at column 22 (did you mean 'src != 192.0.2.1,192.0.2.2'?)" },
	{ "reply.dst 2001:db8::/64 or 2001:db8::1", 28, "no field in front of '2001:db8::1' at column 28 (did you mean" },
	{ "src or dst 192.0.2.1 or 192.0.2.2", 25,
	  "no field in front of '192.0.2.2' at column 25 (did you mean 'src or dst 192.0.2.1,192.0.2.2'?)" },
	{ "src or", 5, "expected an address for 'src' instead of 'or'" },
	{ "src or sport 80", 5, "expected an address for 'src' instead of 'or'" },
	{ "src or dst", 11, "expected an address for 'dst'" },
	{ "src or dst and reply.src 192.0.2.1", 12, "expected an address for 'dst' instead of 'and'" },
	{ "src (192.0.2.1", 15, "expected ',' or ')'" },
	{ "src (192.0.2.1 and 192.0.2.2)", 16, "expected ',' or ')' instead of 'and'" },
	{ "sport in (80,443}", 17, "expected ',' or ')' instead of '}'" },
	{ "sport {80 or 443}", 11, "expected ',' or '}' instead of 'or'" },
	{ "host", 5, "expected an address for 'host'" },
	{ "host localhost", 6, "expected an address for 'host' instead of 'localhost'" },
	{ "new", 1, "unknown field 'new' at column 1 (did you mean 'ctstate new'?)" },
	{ "destroy", 1, "unknown field 'destroy' at column 1 (did you mean 'event destroy'?)" },
	{ "443", 1, "unknown field '443' at column 1 (did you mean 'port 443'?)" },
	{ "tcp http", 5, "unknown field 'http' at column 5 (did you mean 'port http'?)" },
	{ "192.0.2", 1, "unknown field '192.0.2' at column 1 (an IPv4 address has four numbers up to 255)" },
	{ "192.0.2.256", 1, "unknown field '192.0.2.256' at column 1 (an IPv4 address has four numbers up to 255)" },
	{ "--dport 80", 1, "unknown field '--dport' at column 1 (did you mean 'dport'?)" },
	{ "helper ftp or sip", 15, "unknown field 'sip' at column 15 (did you mean 'helper ftp,sip'?)" },
	{ "helper ftp or sprt 80", 15, "unknown field 'sprt' at column 15 (did you mean 'sport'?)" },
	{ "helper ftp sprt", 12, "unknown field 'sprt' at column 12 (did you mean 'sport'?)" },
	{ "start > 2026-11-28 80:00", 20, "unknown field '80:00'" },
	{ "out eth0", 1, "unknown field 'out' at column 1 (the kernel keeps no interface of a flow)" },
	{ "iif eth0", 1, "unknown field 'iif' at column 1 (the kernel keeps no interface of a flow)" },
	{ "oif eth0", 1, "unknown field 'oif' at column 1 (the kernel keeps no interface of a flow)" },
	{ "interface eth0", 1, "unknown field 'interface' at column 1 (the kernel keeps no interface of a flow)" },
	{ "Dev eth0", 1, "unknown field 'Dev' at column 1 (the kernel keeps no interface of a flow)" },
	{ "pid 1", 1, "unknown field 'pid' at column 1 (the kernel keeps no process of a flow)" },
	{ "uid 1", 1, "unknown field 'uid' at column 1 (the kernel keeps no user of a flow)" },
	{ "ip 192.0.2.1", 1, "unknown field 'ip' at column 1 (did you mean 'addr'?)" },
	{ "hosts 192.0.2.1", 1, "unknown field 'hosts' at column 1 (did you mean 'addr'?)" },
	{ "saddr 192.0.2.1", 1, "unknown field 'saddr' at column 1 (did you mean 'src'?)" },
	{ "source 192.0.2.1", 1, "unknown field 'source' at column 1 (did you mean 'src'?)" },
	{ "destination 192.0.2.1", 1, "unknown field 'destination' at column 1 (did you mean 'dst'?)" },
	{ "protocol tcp", 1, "unknown field 'protocol' at column 1 (did you mean 'proto'?)" },
	{ "connmark 1", 1, "unknown field 'connmark' at column 1 (did you mean 'mark'?)" },
	{ "ttl 1", 1, "unknown field 'ttl' at column 1 (did you mean 'timeout'?)" },
	{ "192.0.2.256", 1, "unknown field '192.0.2.256'" },
	{ "192.0.2.1:65536", 1, "expected an address for 'addr' instead of '192.0.2.1:65536'" },
	{ "dst 192.0.2.1:", 5, "expected an address for 'dst' instead of '192.0.2.1:'" },
	{ "dst 192.0.2.1:nothing", 5, "expected an address for 'dst' instead of '192.0.2.1:nothing'" },
	{ "dst > 192.0.2.1:80", 7, "expected a single value instead of '192.0.2.1:80'" },
	{ "dst [2001:db8::1", 5, "expected an address for 'dst' instead of '[2001:db8::1'" },
	{ "dst [2001:db8::1]80", 5, "expected an address for 'dst' instead of '[2001:db8::1]80'" },
	{ "dst 2001:db8::1]", 5, "expected an address for 'dst' instead of '2001:db8::1]'" },
	{ "src & 255.0.0.0 = 192.0.2.1:80", 19, "expected an address for 'src' instead of '192.0.2.1:80'" },
	{ "src 192.0.2.0/255.255.0", 5, "expected an address for 'src' instead of '192.0.2.0/255.255.0'" },
	{ "src 192.0.2.0/ffff::", 5, "expected an address for 'src' instead of '192.0.2.0/ffff::'" },
	{ "mark 1/", 6, "expected a number for 'mark' instead of '1/'" },
	{ "mark /1", 6, "expected a number for 'mark' instead of '/1'" },
	{ "mark 1/1/1", 6, "expected a number for 'mark' instead of '1/1/1'" },
	{ "mark > 1/1", 8, "expected a number for 'mark' instead of '1/1'" },
	{ "mark & 3 = 1/1", 12, "expected a number for 'mark' instead of '1/1'" },
	{ "sport 80/1", 7, "expected a port for 'sport' instead of '80/1'" },
	{ "mark 08", 6, "expected a number for 'mark' instead of '08'" },
	{ "zone 09", 6, "expected a number for 'zone' instead of '09'" },
	{ "bytes 1.5", 7, "expected a size for 'bytes' instead of '1.5'" },
	{ "bytes 1..5M", 7, "expected a size for 'bytes' instead of '1..5M'" },
	{ "bytes 1.M", 7, "expected a size for 'bytes' instead of '1.M'" },
	{ "bytes .5M", 7, "expected a size for 'bytes' instead of '.5M'" },
	{ "bytes 1M5K", 7, "expected a size for 'bytes' instead of '1M5K'" },
	{ "bytes 1MBB", 7, "expected a size for 'bytes' instead of '1MBB'" },
	{ "timeout 1h30", 9, "expected a duration for 'timeout' instead of '1h30'" },
	{ "timeout 30m1h", 9, "expected a duration for 'timeout' instead of '30m1h'" },
	{ "timeout 1m1m", 9, "expected a duration for 'timeout' instead of '1m1m'" },
	{ "timeout 1.5s", 9, "expected a duration for 'timeout' instead of '1.5s'" },
	{ "timeout 1H", 9, "expected a duration for 'timeout' instead of '1H'" },
	{ "start 2026-02-30", 7, "expected a time for 'start' instead of '2026-02-30'" },
	{ "start 2026-13-01", 7, "expected a time for 'start' instead of '2026-13-01'" },
	{ "start 2026-11-28T24:00", 7, "expected a time for 'start' instead of '2026-11-28T24:00'" },
	{ "start 2026-11-28T14", 7, "expected a time for 'start' instead of '2026-11-28T14'" },
	{ "start 2026-11-28T14:00:00X", 7, "expected a time for 'start' instead of '2026-11-28T14:00:00X'" },
	{ "start 14:60", 7, "expected a time for 'start' instead of '14:60'" },
	{ "start -1y", 7, "expected a time for 'start' instead of '-1y'" },
	{ "start -", 7, "expected a time for 'start' instead of '-'" },
	{ "start > 2026-11-27-2026-11-28", 9, "expected a single value instead of '2026-11-27-2026-11-28'" },
	{ "orig.bytes > src", 14, "expected a size for 'orig.bytes' instead of 'src'" },
	{ "src = sport", 7, "expected an address for 'src' instead of 'sport'" },
	{ "src = addr", 7, "expected an address for 'src' instead of 'addr'" },
	{ "start > age", 9, "expected a time for 'start' instead of 'age'" },
	{ "status = nat", 10, "expected a name for 'status' instead of 'nat'" },
	{ "orig.bytes reply.bytes", 12, "expected a size for 'orig.bytes' instead of 'reply.bytes'" },
	{ "orig.bytes > reply.bytes,1", 25, "expected 'and' or 'or' instead of ','" },
	{ "mark & 1 = zone", 12, "expected a number for 'mark' instead of 'zone'" },
	{ "status !foo", 9, "expected a name for 'status' instead of 'foo'" },
	{ "status !assured,dying", 16, "expected 'and' or 'or' instead of ','" },
	{ "status assured,!dying", 16, "expected a name for 'status' instead of '!'" },
	{ "status !unreplied", 9, "expected a name for 'status' instead of 'unreplied' at column 9" },
	{ "helper \"ftp", 8, "no end of the quotes that begin" },
	{ "helper 'ftp", 8, "no end of the quotes that begin" },
	{ "\"tcp\"", 1, BEGIN " instead of 'tcp'" },
	{ "'sport' 80", 1, BEGIN " instead of 'sport'" },
	{ "\"sport\" 80", 1, BEGIN " instead of 'sport'" },
	{ "tcp \"x\"", 5, BEGIN " instead of 'x'" },
	{ "tcp; udp", 1, "unknown field 'tcp;' at column 1 (did you mean 'tcp'?)" },
	{ "tcp, udp", 4, "expected 'and' or 'or' instead of ','" },
	{ "tcp | sport 80", 5, "unexpected '|' at column 5 (did you mean '||'?)" },
	{ "src=10.0.0.256", 5, "expected an address for 'src' instead of '10.0.0.256'" },
	{ "sport=80x", 7, "expected a port for 'sport' instead of '80x'" },
	{ "(sport 80 or sport 90x)", 20, "expected a port for 'sport' instead of '90x'" },
	{ "not (tcp and (udp or foobar))", 22, "unknown field 'foobar'" },
};

static const char *fault(const char *text, const char *file, struct error *err)
{
	struct expr *e = filter_parse(&(struct filter_source){ .text = text, .file = file }, err);

	expr_free(e);
	return e ? "" : err->text;
}

static void test_wrong(const struct wrong *w)
{
	struct error err = ERROR_INIT;
	const char *got = fault(w->text, NULL, &err);
	char column[32];

	snprintf(column, sizeof(column), " at column %u", w->column);
	if (!ok(err.kind == ERROR_USAGE && strncmp(got, "filter: ", 8) == 0 &&
		strstr(got, w->part) == got + 8 && strstr(got, column), "\"%s\"", w->text))
		tap_quote("got: ", got);
}

/* Two lines with what main adds, however many words there are. */
static void test_length(void)
{
	static const char *const texts[] = { "foobarx 1", "state foobarx", "status foobarx", "proto foobarx",
					     "orig.flags foobarx", "start foobarx", "src foobarx" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct error err = ERROR_INIT;

		ok(strlen(fault(texts[i], NULL, &err)) < 160 && err.see &&
		   strcmp(err.see, i ? "conntrack help expressions" : "conntrack help fields") == 0,
		   "\"%s\" is answered shortly, and where more is told", texts[i]);
	}
}

static void test_files(void)
{
	struct error err = ERROR_INIT;

	is_str(fault("tcp\n# and\n  sprt 80\n", "rules", &err),
	       "filter: rules:3: unknown field 'sprt' at column 3 (did you mean 'sport'?)",
	       "in a file the line is told");
	is_str(fault("192.0.2.1\n192.0.2.300\n", "list", &err),
	       "filter: list:2: expected an address on a line of its own instead of '192.0.2.300' at column 1 "
	       "(the file begins as a list)", "a list has nothing but addresses");
	is_str(fault("192.0.2.1\n192.0.2.2\n192.0.2.3 192.0.2.4", "list", &err),
	       "filter: list:3: expected an address on a line of its own instead of '192.0.2.3' at column 1 "
	       "(the file begins as a list)", "one a line");
	is_str(fault("192.0.2.1 192.0.2.2", "list", &err),
	       "filter: list:1: expected an address on a line of its own instead of '192.0.2.1' at column 1 "
	       "(the file begins as a list)", "on the first line, too");
	is_str(fault("192.0.2.1\n192.0.2.2:80\n", "list", &err),
	       "filter: list:2: expected an address on a line of its own instead of '192.0.2.2:80' at column 1 "
	       "(the file begins as a list)", "without ports");
	is_str(fault("tcp and\n", "rules", &err), "filter: rules:2: " BEGIN " at column 1",
	       "its end is behind the last line");
}

/* COUNT times PART, in the caller's memory. */
static char *repeated(const char *part, size_t count, const char *tail)
{
	size_t len = strlen(part);
	char *text = malloc(count * len + strlen(tail) + 1);

	for (size_t i = 0; i < count; i++)
		memcpy(text + i * len, part, len);
	strcpy(text + count * len, tail);
	return text;
}

static void test_depth(const char *part)
{
	struct error err = ERROR_INIT;
	char *text = repeated(part, 1000, "tcp");

	is_str(fault(text, NULL, &err), "filter: more than 1000 groups within each other at column 1001",
	       "a thousand groups are too many");
	free(text);
	text = repeated(part, 1000000, "tcp");
	is_str(fault(text, NULL, &err), "filter: more than 1000 groups within each other at column 1001",
	       "a million are no worse");
	free(text);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		test_wrong(&wrong[i]);
	test_length();
	test_files();
	test_depth("(");
	test_depth("!");
	return done();
}
