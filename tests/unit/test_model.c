/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/buf.h"
#include "model/addr.h"
#include "model/field.h"
#include "model/label.h"
#include "model/nat.h"
#include "model/names.h"
#include "model/proto.h"
#include "model/timeouts.h"
#include "ntop.h"
#include "tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void test_addr_text(void)
{
	static const char *const special[] = { "::", "::1", "1::", "::ffff:192.0.2.1", "::192.0.2.1", "::1:2",
		"2001:db8::1:0:0:1", "2001:db8:0:1:1:1:1:1", "0:0:1::", "1:0:0:2::", "fe80::1:2:3:4",
		"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::ffff:0:1", "0:1::", "1:2:3:4:5:6:7:0" };
	unsigned same = 0, total = 20000 + sizeof(special) / sizeof(*special);
	char want[INET6_ADDRSTRLEN];
	struct buf b = BUF_INIT;

	srand(7);
	for (unsigned i = 0; i < total; i++) {
		uint8_t bytes[16];

		for (int j = 0; j < 16; j += 2) {
			bytes[j] = rand() % 3 ? 0 : (uint8_t)rand();
			bytes[j + 1] = rand() % 2 ? 0 : (uint8_t)rand();
		}
		if (i >= 20000)
			inet_pton(AF_INET6, special[i - 20000], bytes);
		buf_reset(&b);
		addr_put6(&b, bytes);
		if (strcmp(buf_cstr(&b), inet_ntop(AF_INET6, bytes, want, sizeof(want))) == 0)
			same++;
		else if (inet_ntop_is_usual())
			printf("# %s here, %s there\n", buf_cstr(&b), want);
		buf_reset(&b);
		addr_put4(&b, bytes);
		if (strcmp(buf_cstr(&b), inet_ntop(AF_INET, bytes, want, sizeof(want))) != 0)
			same--;
	}
	if (inet_ntop_is_usual())
		is_int(same, total, "addresses are written as inet_ntop writes them");
	else
		skip(1, "addresses as inet_ntop writes them: this C library leaves out other zeros");
	buf_free(&b);
}

static void test_addr_parse(void)
{
	static const struct { const char *text; int bits; const char *fault; } rows[] = {
		{ "192.0.2.1", 32, NULL }, { "192.0.2.0/24", 24, NULL }, { "2001:db8::/32", 32, NULL },
		{ "192.0.2.1/0", 0, NULL }, { "2001:db8::1", 128, NULL },
		{ "192.0.2.1/", 0, "Invalid netmask" }, { "192.0.2.1/33", 0, "Invalid netmask" },
		{ "192.0.2.1/-1", 0, "Invalid netmask" }, { "192.0.2.1/24x", 0, "Invalid netmask" },
		{ "2001:db8::/129", 0, "Invalid netmask" }, { "localhost", 0, "Invalid IP address `localhost'" },
		{ "192.0.2.1 x", 0, "Invalid IP address `192.0.2.1 x'" }, { "", 0, "Invalid IP address `'" },
		{ "fe80::1%lo", 0, "Invalid IP address `fe80::1%lo'" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct error err = ERROR_INIT;
		struct addr a;
		unsigned bits = 999;
		int result = addr_parse_prefix(rows[i].text, &a, &bits, &err);

		if (rows[i].fault)
			is_str(err.text, rows[i].fault, rows[i].text);
		else
			ok(result == 0 && (int)bits == rows[i].bits, "`%s' has %d bits", rows[i].text, rows[i].bits);
	}
}

/* Four numbers and dots, nearly: what inet_aton makes of them, and no more. */
static void test_addr_like_aton(void)
{
	static const char alphabet[] = "0123459.....8x:";
	unsigned same = 0, read = 0, total = 200000;

	srand(11);
	for (unsigned i = 0; i < total; i++) {
		struct error err = ERROR_INIT;
		struct in_addr want;
		struct addr a;
		unsigned bits;
		char text[16] = "";
		bool good, wanted;

		for (int j = 0, len = 3 + rand() % 12; j < len; j++)
			text[j] = alphabet[rand() % (int)(sizeof(alphabet) - 1)];
		good = addr_parse_prefix(text, &a, &bits, &err) == 0 && a.family == AF_INET;
		wanted = inet_aton(text, &want);
		read += wanted;
		if (good == wanted && (!good || memcmp(a.bytes, &want, sizeof(want)) == 0))
			same++;
		else
			printf("# `%s'\n", text);
	}
	is_int(same, total, "addresses are read as inet_aton reads them");
	ok(read > total / 100, "... and %u were some", read);
}

static void test_endpoint(void)
{
	static const struct { const char *text; int port; const char *fault; } rows[] = {
		{ "192.0.2.1", -1, NULL }, { "192.0.2.1:80", 80, NULL }, { "[192.0.2.1]:80", 80, NULL },
		{ "2001:db8::1:80", -1, NULL }, { "[2001:db8::1]:65535", 65535, NULL },
		{ "192.0.2.1:", 0, "No port specified after `:'" }, { "192.0.2.1:x", 0, "Invalid port `x'" },
		{ "192.0.2.1:65536", 0, "Invalid port `65536'" }, { "[]:80", 0, "No IPv6 address specified" },
		{ "[2001:db8::1:80", 0, "No closing ']' around IPv6 address" },
		{ "[2001:db8::1]", 0, "Invalid IP address `[2001:db8::1]'" },
		{ ":80", 0, "Invalid IP address `:80'" }, { "expect", 0, "Invalid IP address `expect'" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct error err = ERROR_INIT;
		struct addr a;
		int port = -2;

		addr_parse_port(rows[i].text, &a, &port, &err);
		if (rows[i].fault)
			is_str(err.text, rows[i].fault, rows[i].text);
		else
			is_int(port, rows[i].port, rows[i].text);
	}
}

/* The texts of a word end within its row. */
static bool words_end(const struct word *word)
{
	for (; word && *word->name; word++)
		if (word->name[sizeof(word->name) - 1] || word->help[sizeof(word->help) - 1])
			return false;
	return true;
}

static void test_protocols(void)
{
	static const struct { const char *text; int number; const char *own; } rows[] = {
		{ "tcp", 6, "tcp" }, { "TCP", 6, "tcp" }, { "0x11", 17, "udp" }, { "47", 47, "gre" },
		{ "200", 200, NULL }, { "igmp", 2, NULL }, { "256", -1, NULL }, { "-1", -1, NULL },
		{ "", -1, NULL }, { "20foo", -1, NULL }, { "icmp7", -1, NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct proto *own = NULL;
		struct error err = ERROR_INIT;
		uint8_t number = 0;
		bool good = proto_parse(rows[i].text, &number, &own, &err) == 0;

		ok(good == (rows[i].number >= 0) && (!good || number == rows[i].number), "protocol `%s'", rows[i].text);
		is_str(own ? own->name : NULL, rows[i].own, "and its own row");
	}
	for (const struct proto *const *p = protos; *p; p++)
		ok(proto_by_number((*p)->number) == *p && (*p)->use && (!(*p)->states || (*p)->state_fault) &&
		   words_end((*p)->states),
		   "the row of %s is whole", (*p)->name);
	is_int(proto_icmp_reply(1, 8), 0, "an echo is answered by an echo reply");
	is_int(proto_icmp_reply(58, 129), 128, "and the other way round in IPv6");
	is_int(proto_icmp_reply(1, 3), -1, "an error is not answered");
	for (const struct word *state = proto_tcp.states; *state->name; state++)
		is_int(proto_tcp_default_flags((uint8_t)state->value), state->value < 7 ? 0x0a : 0x0e, state->name);
}

static struct nf_conntrack *udp_flow(void)
{
	struct nf_conntrack *flow = nfct_new();

	nfct_set_attr_u8(flow, ATTR_L3PROTO, AF_INET);
	nfct_set_attr_u8(flow, ATTR_L4PROTO, IPPROTO_UDP);
	nfct_set_attr_u32(flow, ATTR_IPV4_SRC, inet_addr("192.0.2.1"));
	nfct_set_attr_u32(flow, ATTR_IPV4_DST, inet_addr("198.51.100.1"));
	nfct_set_attr_u16(flow, ATTR_PORT_SRC, htons(1000));
	nfct_set_attr_u16(flow, ATTR_PORT_DST, htons(53));
	nfct_setobjopt(flow, NFCT_SOPT_SETUP_REPLY);
	return flow;
}

static void test_nat(void)
{
	struct nf_conntrack *flow = udp_flow();

	nfct_set_attr_u32(flow, ATTR_STATUS, STATUS_SRC_NAT_DONE | STATUS_DST_NAT_DONE);
	is_int(nat_of(flow), 0, "equal tuples are not translated, whatever the bits say");
	nfct_set_attr_u16(flow, ATTR_REPL_PORT_DST, htons(2000));
	is_int(nat_of(flow), NAT_SRC, "another port is source translation");
	is_int(nat_of_addresses(flow), 0, "but not by address");
	nfct_set_attr_u32(flow, ATTR_REPL_IPV4_SRC, inet_addr("203.0.113.1"));
	is_int(nat_of(flow), NAT_SRC | NAT_DST, "another address is destination translation");
	nfct_set_attr_u32(flow, ATTR_STATUS, STATUS_DST_NAT_DONE);
	is_int(nat_of(flow), NAT_DST, "the kernel's bits limit what counts");
	nfct_destroy(flow);
}

static void test_fields(void)
{
	struct nf_conntrack *flow = udp_flow();
	const struct record rec = { .flow = flow };
	struct value v;
	unsigned whole = 0;

	for (size_t i = 0; i < FIELD_COUNT; i++)
		whole += *fields[i].name && !fields[i].name[sizeof(fields[i].name) - 1] &&
			 fields[i].help && fields[i].get && words_end(fields[i].words) &&
			 field_find(fields[i].name) == &fields[i];
	is_int(whole, FIELD_COUNT, "every field has a name of its own, help and a getter");
	ok(fields[FIELD_ID_ORIG_DPORT].get(&fields[FIELD_ID_ORIG_DPORT], &rec, &v) && v.number == 53, "a port");
	ok(!fields[FIELD_ID_ORIG_SRCKEY].get(&fields[FIELD_ID_ORIG_SRCKEY], &rec, &v), "is no GRE key");
	ok(fields[FIELD_ID_PROTO].get(&fields[FIELD_ID_PROTO], &rec, &v) && !strcmp(v.text, "udp"), "a protocol");
	ok(!fields[FIELD_ID_MARK].get(&fields[FIELD_ID_MARK], &rec, &v), "what was not sent is absent");
	ok(!fields[FIELD_ID_BYTES].get(&fields[FIELD_ID_BYTES], &rec, &v), "so are counters");
	nfct_destroy(flow);
}

/* Settings of a kernel: of UDP, of some states of TCP, and the generic one; each has another number. */
static uint32_t some_setting(const char *name)
{
	static const struct { char name[48]; uint32_t seconds; } settings[] = {
		{ "nf_conntrack_generic_timeout", 600 }, { "nf_conntrack_udp_timeout", 30 },
		{ "nf_conntrack_udp_timeout_stream", 120 }, { "nf_conntrack_tcp_timeout_syn_sent", 115 },
		{ "nf_conntrack_tcp_timeout_established", 1000 }, { "nf_conntrack_tcp_timeout_time_wait", 60 },
		{ "nf_conntrack_tcp_timeout_unacknowledged", 300 }, { "nf_conntrack_icmp_timeout", 31 },
	};

	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++)
		if (strcmp(settings[i].name, name) == 0)
			return settings[i].seconds;
	return 0;
}

static void test_idle(void)
{
	static const struct { uint8_t protonum; int state; uint32_t status; uint8_t flags; uint32_t left; int idle; } flows[] = {
		{ 17, -1, 0, 0, 20, 10 }, { 17, -1, 0, 0, 30, 0 }, { 17, -1, 0, 0, 31, -1 },
		{ 17, -1, STATUS_SEEN_REPLY, 0, 20, 10 }, { 17, -1, STATUS_SEEN_REPLY, 0, 31, 89 },
		{ 17, -1, STATUS_SEEN_REPLY | STATUS_ASSURED, 0, 20, 100 },
		{ 17, -1, STATUS_FIXED_TIMEOUT, 0, 20, -1 }, { 136, -1, 0, 0, 1, 29 }, { 1, -1, 0, 0, 1, 30 },
		{ 6, 3, STATUS_ASSURED, 0, 900, 100 }, { 6, 3, STATUS_ASSURED, 0x10, 290, 10 },
		{ 6, 7, 0, 0x10, 50, 10 }, { 6, 1, 0, 0, 100, 15 }, { 6, 9, 0, 0, 100, -1 }, { 6, 250, 0, 0, 100, -1 },
		{ 50, -1, 0, 0, 550, 50 }, { 33, -1, 0, 0, 550, 50 }, { 47, -1, 0, 0, 550, 50 },
	};
	struct timeouts timeouts;

	timeouts_read(&timeouts, some_setting);
	for (size_t i = 0; i < sizeof(flows) / sizeof(*flows); i++) {
		struct nf_conntrack *flow = nfct_new();
		struct record rec = { .flow = flow };
		struct value v = { .number = 0 };
		bool there;

		nfct_set_attr_u8(flow, ATTR_L4PROTO, flows[i].protonum);
		nfct_set_attr_u32(flow, ATTR_STATUS, flows[i].status);
		nfct_set_attr_u32(flow, ATTR_TIMEOUT, flows[i].left);
		if (flows[i].state >= 0)
			nfct_set_attr_u8(flow, ATTR_TCP_STATE, (uint8_t)flows[i].state);
		nfct_set_attr_u8(flow, ATTR_TCP_FLAGS_REPL, flows[i].flags);
		ok(!fields[FIELD_ID_IDLE].get(&fields[FIELD_ID_IDLE], &rec, &v), "nothing is known without settings");
		rec.timeouts = &timeouts;
		there = fields[FIELD_ID_IDLE].get(&fields[FIELD_ID_IDLE], &rec, &v);
		ok((there ? (int)v.number : -1) == flows[i].idle, "idle with %u left of protocol %u in state %d",
		   flows[i].left, flows[i].protonum, flows[i].state);
		nfct_destroy(flow);
	}
	for (size_t i = 0; protos[i]; i++)
		ok(i < TIMEOUT_PROTOS && protos[i]->timeout, "%s has a setting", protos[i]->name);
}

static void test_labels(void)
{
	static const char text[] = "# labels\n0 zero\n5 five with blanks\n0x10 sixteen\n5 again\nx bad\n200 far\n";
	char path[] = "/tmp/labels.XXXXXX";
	struct error err = ERROR_INIT;
	struct label_map *map;
	int fd = mkstemp(path);

	ok(fd >= 0 && write(fd, text, sizeof(text) - 1) == (ssize_t)sizeof(text) - 1, "a map is written");
	close(fd);
	map = label_map_open(path, &err);
	unlink(path);
	is_str(label_map_name(map, 5), "five with blanks", "a bit has its name");
	is_int(label_map_bit(map, "sixteen"), 16, "a name has its bit");
	is_int(label_map_bit(map, "nobody"), -1, "an unknown name has none");
	ok(!label_map_name(map, 6), "nor an unnamed bit a name");
	label_map_close(map);
	ok(!label_map_open("/nonexistent/labels", &err) && err.errnum == ENOENT, "a missing map says so");
}

static bool write_file(const char *path, const char *bytes, size_t len)
{
	FILE *file = fopen(path, "w");
	bool good = file && fwrite(bytes, 1, len, file) == len;

	return file && fclose(file) == 0 && good;
}

/* Lines of all sorts, of the pieces that such files are made of. */
static void random_map(struct buf *text)
{
	static const char *const pieces[] = {
		"0", "1", "7", "07", "0x1f", "127", "128", "1023", "1024", "4294967297", "-1", "+3", "-0", "0x",
		" ", "  ", "\t", "\r", "\v", "#", "a", "b", "-", "_", "web", "web", "two words", ".", ",", "\"",
		"\x1b[31m", "\xc3\xa9", "\\",
	};
	unsigned lines = (unsigned)rand() % 12;

	buf_reset(text);
	while (lines--) {
		if (rand() % 4) {
			buf_u64(text, (unsigned)rand() % 12);
			buf_char(text, ' ');
		}
		for (unsigned n = (unsigned)rand() % 4; n; n--)
			buf_str(text, pieces[(unsigned)rand() % (sizeof(pieces) / sizeof(*pieces))]);
		if (lines || rand() % 4)
			buf_char(text, '\n');
	}
}

static bool same_maps(const struct label_map *ours, struct nfct_labelmap *theirs)
{
	if (!ours || !theirs)
		return !ours && !theirs;
	for (unsigned bit = 0; bit < 1024; bit++) {
		const char *name = nfct_labelmap_get_name(theirs, bit);
		const char *own = label_map_name(ours, bit);

		name = name && *name ? name : NULL;
		if (name && label_map_bit(ours, name) != nfct_labelmap_get_bit(theirs, name))
			return false;
		if (bit < LABEL_BITS && (!name != !own || (name && strcmp(name, own) != 0)))
			return false;
	}
	return true;
}

/* The library reads such files, too, and every rule of iptables goes by what it reads. */
static void test_maps_of_library(void)
{
	char path[] = "/tmp/labels.XXXXXX";
	struct buf text = BUF_INIT;
	unsigned same = 0, usable = 0, total = 2000;
	int fd = mkstemp(path);

	srand(11);
	for (unsigned i = 0; i < total; i++) {
		struct error err = ERROR_INIT;
		struct nfct_labelmap *theirs;
		struct label_map *ours;

		random_map(&text);
		write_file(path, text.data, text.len);
		ours = label_map_open(path, &err);
		theirs = nfct_labelmap_new(path);
		usable += ours != NULL;
		if (same_maps(ours, theirs))
			same++;
		else
			tap_quote("differs: ", buf_cstr(&text));
		label_map_close(ours);
		if (theirs)
			nfct_labelmap_destroy(theirs);
	}
	is_int(same, total, "random maps are read as the library reads them");
	ok(usable > total / 4 && usable < total, "... usable ones and others");
	close(fd);
	unlink(path);
	buf_free(&text);
}

static void is_no_map(const char *path, const char *why, const char *name)
{
	struct error err = ERROR_INIT;
	struct label_map *map = label_map_open(path, &err);

	ok(!map, "%s is no map", name);
	if (map || !strstr(err.text, why))
		is_str(err.text, why, "... for this reason");
	label_map_close(map);
}

static void test_hostile_maps(void)
{
	enum { MUCH = 1 << 20 };
	char path[] = "/tmp/labels.XXXXXX";
	char *much = calloc(1, MUCH + 1);
	struct error err = ERROR_INIT;
	struct label_map *map;
	int fd = mkstemp(path), writer;

	is_no_map("/tmp", "neither a file nor a pipe", "a directory");
	is_no_map("/dev/zero", "neither a file nor a pipe", "a device");
	memset(much, 'a', MUCH + 1);
	memcpy(much, "1 x\n2 ", 6);
	ok(write_file(path, much, MUCH + 1), "a megabyte and a byte");
	is_no_map(path, "too large", "... which");
	ok(write_file(path, much, MUCH), "a megabyte, nearly all of it one line");
	map = label_map_open(path, &err);
	ok(map && label_map_name(map, 1) && strlen(label_map_name(map, 2)) == MUCH - 6, "... is read");
	label_map_close(map);
	ok(write_file(path, "1 a\0b\n2 c\n\0 3 d\n", 16), "NUL bytes");
	map = label_map_open(path, &err);
	ok(map && !strcmp(label_map_name(map, 1), "a") && !strcmp(label_map_name(map, 2), "c") &&
	   !label_map_name(map, 3), "... end a line");
	label_map_close(map);
	close(fd);
	unlink(path);
	ok(mkfifo(path, 0600) == 0, "a pipe");
	is_no_map(path, "no line", "... without a writer");
	writer = open(path, O_RDWR | O_CLOEXEC);
	is_no_map(path, "does not end", "... with one that only stays");
	close(writer);
	unlink(path);
	free(much);
}

int main(void)
{
	test_addr_text();
	test_addr_parse();
	test_addr_like_aton();
	test_endpoint();
	test_protocols();
	test_nat();
	test_fields();
	test_idle();
	test_labels();
	test_maps_of_library();
	test_hostile_maps();
	return done();
}
