/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tap.h"

#include <unistd.h>

#include "test_output_flow.h"

/* Rows of the text and XML formats against rows written down by hand. */

#define A "192.0.2.1"
#define B "198.51.100.1"
#define A6 "2001:db8:a::1"
#define B6 "2001:db8:b::1"

enum { REPLIED = 1 << 1, ASSURED = 1 << 2, OFFLOAD = 1 << 14, HW_OFFLOAD = 1 << 15 };

static const struct label_map *names;

static void is_row(const struct output_format *format, unsigned extras,
		   const struct record *rec, const char *want, const char *what)
{
	char *got = row_of(format, extras, names, TEST_NOW, rec);

	is_str(got, want, what);
	free(got);
}

/* A listed flow; consumes it. */
static void is_listed(const struct output_format *format, unsigned extras,
		      struct nf_conntrack *ct, const char *want, const char *what)
{
	is_row(format, extras, &(struct record){ .flow = ct }, want, what);
	nfct_destroy(ct);
}

static struct nf_conntrack *with(struct nf_conntrack *ct, uint32_t timeout, uint32_t status)
{
	nfct_set_attr_u32(ct, ATTR_TIMEOUT, timeout);
	nfct_set_attr_u32(ct, ATTR_STATUS, status);
	nfct_set_attr_u32(ct, ATTR_MARK, 0);
	set_kernel_u32(ct, CTA_USE, 1);
	return ct;
}

static struct nf_conntrack *tcp_flow(uint8_t state, uint32_t status)
{
	struct nf_conntrack *ct = with(new_flow(6, A, B, 36020, 2121), 431999, status);

	nfct_set_attr_u8(ct, ATTR_TCP_STATE, state);
	return ct;
}

static void test_protocols(void)
{
	struct nf_conntrack *ct;

	is_listed(&output_text, 0, tcp_flow(3, REPLIED | ASSURED),
		  "tcp      6 431999 ESTABLISHED src=" A " dst=" B " sport=36020 dport=2121 "
		  "src=" B " dst=" A " sport=2121 dport=36020 [ASSURED] mark=0 use=1\n", "tcp");
	is_listed(&output_text, 0, tcp_flow(9, 0),
		  "tcp      6 431999 SYN_SENT2 src=" A " dst=" B " sport=36020 dport=2121 [UNREPLIED] "
		  "src=" B " dst=" A " sport=2121 dport=36020 mark=0 use=1\n", "state 9");
	is_listed(&output_text, OUTPUT_EXTENDED, with(new_flow(17, A, B, 1, 2), 599, 0),
		  "ipv4     2 udp      17 599 src=" A " dst=" B " sport=1 dport=2 [UNREPLIED] "
		  "src=" B " dst=" A " sport=2 dport=1 mark=0 use=1\n", "udp, extended");
	is_listed(&output_text, 0, with(new_flow(136, A, B, 4444, 53), 29, REPLIED),
		  "udplite  136 29 src=" A " dst=" B " sport=4444 dport=53 "
		  "src=" B " dst=" A " sport=53 dport=4444 mark=0 use=1\n", "udplite");
	is_listed(&output_text, OUTPUT_EXTENDED, with(icmp_flow(58, A6, B6, 128, 99), 29, REPLIED),
		  "ipv6     10 icmpv6   58 29 src=" A6 " dst=" B6 " type=128 code=0 id=99 "
		  "src=" B6 " dst=" A6 " type=129 code=0 id=99 mark=0 use=1\n", "icmpv6");
	is_listed(&output_text, 0, with(new_flow(47, A, B, 0, 0x20), 29, 0),
		  "gre      47 29 src=" A " dst=" B " srckey=0x0 dstkey=0x20 [UNREPLIED] "
		  "src=" B " dst=" A " srckey=0x20 dstkey=0x0 mark=0 use=1\n", "gre");
	ct = with(new_flow(132, A, B, 3333, 44), 9, 0);
	nfct_set_attr_u8(ct, ATTR_SCTP_STATE, 8);
	is_listed(&output_text, 0, ct,
		  "sctp     132 9 HEARTBEAT_SENT src=" A " dst=" B " sport=3333 dport=44 [UNREPLIED] "
		  "src=" B " dst=" A " sport=44 dport=3333 mark=0 use=1\n", "sctp");
	is_listed(&output_text, 0, with(bare_flow(33, A, B), 599, 0),
		  "dccp     33 599 src=" A " dst=" B " sport=0 dport=0 [UNREPLIED] "
		  "src=" B " dst=" A " sport=0 dport=0 mark=0 use=1\n", "dccp without ports");
	is_listed(&output_text, 0, with(bare_flow(201, A6, B6), 599, 0),
		  "unknown  201 599 src=" A6 " dst=" B6 " [UNREPLIED] src=" B6 " dst=" A6 " mark=0 use=1\n",
		  "unknown protocol");
}

static void test_icmp_reply(void)
{
	struct nf_conntrack *ct = with(icmp_flow(1, A, B, 8, 500), 28, REPLIED);
	struct record rec = {
		.flow = ct, .has_reply_icmp = true, .reply_icmp_code = 3, .reply_icmp_id = 501,
	};

	is_row(&output_text, 0, &rec,
	       "icmp     1 28 src=" A " dst=" B " type=8 code=0 id=500 "
	       "src=" B " dst=" A " type=0 code=3 id=501 mark=0 use=1\n",
	       "icmp: the reply tuple as stored");
	is_row(&output_xml, 0, &rec,
	       "<flow><meta direction=\"original\"><layer3 protonum=\"2\" protoname=\"ipv4\">"
	       "<src>" A "</src><dst>" B "</dst></layer3><layer4 protonum=\"1\" protoname=\"icmp\">"
	       "<type>8</type><code>0</code><id>500</id></layer4></meta>"
	       "<meta direction=\"reply\"><layer3 protonum=\"2\" protoname=\"ipv4\">"
	       "<src>" B "</src><dst>" A "</dst></layer3><layer4 protonum=\"1\" protoname=\"icmp\">"
	       "<type>0</type><code>3</code><id>501</id></layer4></meta>"
	       "<meta direction=\"independent\"><timeout>28</timeout><mark>0</mark><use>1</use></meta>"
	       "</flow>\n", "icmp in XML");
	nfct_destroy(ct);
}

static void test_offload(void)
{
	is_listed(&output_text, 0, with(new_flow(17, A, B, 1, 2), 5, REPLIED | ASSURED | OFFLOAD),
		  "udp      17 5 src=" A " dst=" B " sport=1 dport=2 "
		  "src=" B " dst=" A " sport=2 dport=1 [OFFLOAD] mark=0 use=1\n", "offload");
	is_listed(&output_text, 0,
		  with(new_flow(17, A, B, 1, 2), 5, REPLIED | ASSURED | OFFLOAD | HW_OFFLOAD),
		  "udp      17 5 src=" A " dst=" B " sport=1 dport=2 "
		  "src=" B " dst=" A " sport=2 dport=1 [HW_OFFLOAD] mark=0 use=1\n", "hardware offload");
	is_listed(&output_xml, 0, with(bare_flow(50, A, B), 5, ASSURED | OFFLOAD | HW_OFFLOAD),
		  "<flow><meta direction=\"original\"><layer3 protonum=\"2\" protoname=\"ipv4\">"
		  "<src>" A "</src><dst>" B "</dst></layer3>"
		  "<layer4 protonum=\"50\" protoname=\"unknown\"></layer4></meta>"
		  "<meta direction=\"reply\"><layer3 protonum=\"2\" protoname=\"ipv4\">"
		  "<src>" B "</src><dst>" A "</dst></layer3>"
		  "<layer4 protonum=\"50\" protoname=\"unknown\"></layer4></meta>"
		  "<meta direction=\"independent\"><timeout>5</timeout><mark>0</mark><use>1</use>"
		  "<assured/><unreplied/><offload/><hw-offload/></meta></flow>\n", "offload in XML");
}

/* A flow with everything that a row can show. */
static struct nf_conntrack *full_flow(void)
{
	struct nf_conntrack *ct = tcp_flow(3, REPLIED | ASSURED);

	set_addresses(ct, &test_reply, B, "203.0.113.9");
	set_counters(ct, false, 5, 274);
	set_counters(ct, true, 4, 269);
	set_times(ct, UINT64_C(1795415032999999999), 0);
	set_secctx(ct, "system_u:object_r:<t>\n\\");
	set_labels(ct, (const unsigned[]){ 40, 1, 7 }, 3);
	nfct_set_attr_u32(ct, ATTR_MARK, UINT32_MAX);
	nfct_set_attr_u32(ct, ATTR_SECMARK, 7);
	nfct_set_attr_u16(ct, ATTR_ZONE, 5);
	nfct_set_attr_u16(ct, ATTR_ORIG_ZONE, 6);
	nfct_set_attr_u16(ct, ATTR_REPL_ZONE, 7);
	nfct_set_attr(ct, ATTR_HELPER_NAME, "f&p\033");
	set_kernel_u32(ct, CTA_ID, 4280535467);
	return ct;
}

static void test_every_field(void)
{
	is_listed(&output_text, OUTPUT_EXTENDED | OUTPUT_ID | OUTPUT_KTIMESTAMP | OUTPUT_TIMESTAMP,
		  full_flow(),
		  "ipv4     2 tcp      6 431999 ESTABLISHED src=" A " dst=" B " sport=36020 dport=2121 "
		  "zone-orig=6 packets=5 bytes=274 src=" B " dst=203.0.113.9 sport=2121 dport=36020 "
		  "zone-reply=7 packets=4 bytes=269 [ASSURED] mark=4294967295 secmark=7 "
		  "secctx=system_u:object_r:<t>\\x0a\\x5c zone=5 delta-time=2 "
		  "[start=Mon Nov 23 06:23:52 2026] helper=f&p\\x1b use=1 id=4280535467 "
		  "labels=one,7,forty\n", "text: every field");
	is_listed(&output_xml, OUTPUT_KTIMESTAMP | OUTPUT_TIMESTAMP, full_flow(),
		  "<flow><meta direction=\"original\"><layer3 protonum=\"2\" protoname=\"ipv4\">"
		  "<src>" A "</src><dst>" B "</dst></layer3><layer4 protonum=\"6\" protoname=\"tcp\">"
		  "<sport>36020</sport><dport>2121</dport></layer4><zone>6</zone>"
		  "<counters><packets>5</packets><bytes>274</bytes></counters></meta>"
		  "<meta direction=\"reply\"><layer3 protonum=\"2\" protoname=\"ipv4\">"
		  "<src>" B "</src><dst>203.0.113.9</dst></layer3><layer4 protonum=\"6\" protoname=\"tcp\">"
		  "<sport>2121</sport><dport>36020</dport></layer4><zone>7</zone>"
		  "<counters><packets>4</packets><bytes>269</bytes></counters></meta>"
		  "<meta direction=\"independent\"><state>ESTABLISHED</state><timeout>431999</timeout>"
		  "<mark>4294967295</mark><labels><label>one</label><label>7</label>"
		  "<label>forty</label></labels>"
		  "<secmark>7</secmark><secctx>system_u:object_r:&lt;t&gt;\\x0a\\</secctx><zone>5</zone>"
		  "<use>1</use><id>4280535467</id><assured/>"
		  "<timestamp><start>1795415032999999999</start></timestamp><deltatime>2</deltatime></meta>"
		  "<helper>f&amp;p\\x1b</helper></flow>\n", "XML: every field");
}

static void test_unnamed_labels(void)
{
	const struct label_map *map = names;
	struct nf_conntrack *ct = bare_flow(50, A, B);

	set_labels(ct, (const unsigned[]){ 127, 7 }, 2);
	is_row(&output_text, 0, &(struct record){ .flow = ct },
	       "unknown  50 src=" A " dst=" B " src=" B " dst=" A " labels=7,127\n",
	       "labels without names show their numbers");
	names = NULL;
	is_row(&output_text, OUTPUT_LABELS, &(struct record){ .flow = ct },
	       "unknown  50 src=" A " dst=" B " src=" B " dst=" A " labels=7,127\n",
	       "without a map, all show their numbers");
	is_row(&output_text, 0, &(struct record){ .flow = ct },
	       "unknown  50 src=" A " dst=" B " src=" B " dst=" A "\n", "... where labels are asked for");
	names = map;
	nfct_destroy(ct);
}

static void test_events(void)
{
	struct nf_conntrack *ct = new_flow(17, A, B, 40100, 100);
	struct record rec = { .flow = ct, .cause = RECORD_NEW, .time = { 1795415694, 8764999 } };

	nfct_set_attr_u32(ct, ATTR_TIMEOUT, 30);
	nfct_set_attr_u32(ct, ATTR_STATUS, 0);
	set_kernel_u32(ct, CTA_ID, 42);
	is_row(&output_text, OUTPUT_TIMESTAMP | OUTPUT_EXTENDED | OUTPUT_ID, &rec,
	       "[1795415694.008764]\t    [NEW] ipv4     2 udp      17 30 src=" A " dst=" B
	       " sport=40100 dport=100 [UNREPLIED] src=" B " dst=" A " sport=100 dport=40100 id=42\n",
	       "new, with everything");
	rec.cause = RECORD_UPDATE;
	is_row(&output_text, 0, &rec,
	       " [UPDATE] udp      17 30 src=" A " dst=" B " sport=40100 dport=100 [UNREPLIED] "
	       "src=" B " dst=" A " sport=100 dport=40100\n", "update");
	rec.cause = RECORD_DESTROY;
	nfct_attr_unset(ct, ATTR_TIMEOUT);
	nfct_attr_unset(ct, ATTR_STATUS);
	set_times(ct, UINT64_C(1795415694626718265), UINT64_C(1795415696308904853));
	is_row(&output_text, OUTPUT_KTIMESTAMP, &rec,
	       "[DESTROY] udp      17 src=" A " dst=" B " sport=40100 dport=100 src=" B " dst=" A
	       " sport=100 dport=40100 delta-time=2 [start=Mon Nov 23 06:34:54 2026] "
	       "[stop=Mon Nov 23 06:34:56 2026]\n", "destroy with neither status nor timeout");
	rec.time.tv_sec = 1795415696;
	is_row(&output_xml, OUTPUT_KTIMESTAMP | OUTPUT_TIMESTAMP, &rec,
	       "<flow type=\"destroy\"><meta direction=\"original\">"
	       "<layer3 protonum=\"2\" protoname=\"ipv4\"><src>" A "</src><dst>" B "</dst></layer3>"
	       "<layer4 protonum=\"17\" protoname=\"udp\"><sport>40100</sport><dport>100</dport></layer4>"
	       "</meta><meta direction=\"reply\"><layer3 protonum=\"2\" protoname=\"ipv4\">"
	       "<src>" B "</src><dst>" A "</dst></layer3><layer4 protonum=\"17\" protoname=\"udp\">"
	       "<sport>100</sport><dport>40100</dport></layer4></meta>"
	       "<meta direction=\"independent\"><id>42</id><timestamp><start>1795415694626718265</start>"
	       "<stop>1795415696308904853</stop></timestamp><deltatime>1</deltatime></meta>"
	       "<when><hour>6</hour><min>34</min><sec>56</sec><wday>2</wday><day>23</day>"
	       "<month>11</month><year>2026</year></when></flow>\n", "destroy in XML");
	nfct_destroy(ct);
}

/* The row of REC with moments told in a way, or a list of them. */
static void is_told(const struct output_format *format, enum output_time time, unsigned extras,
		    const struct record *rec, const char *want, const char *what)
{
	struct error err = ERROR_INIT;
	struct output out;

	output_open(&out, -1, format, extras | OUTPUT_BARE, NULL);
	out.now = out.opened = TEST_NOW;
	out.style.time = time;
	output_record(&out, rec, &err);
	is_str(buf_cstr(&out.text), want, what);
	output_close(&out);
}

static void test_moments(void)
{
	struct nf_conntrack *ct = bare_flow(50, A, B);
	struct record rec = { .flow = ct, .cause = RECORD_DESTROY, .time = { 1795415696, 8764999 } };
#define ROW "[DESTROY] unknown  50 src=" A " dst=" B " src=" B " dst=" A " delta-time=2"
#define XML "<flow type=\"destroy\"><meta direction=\"original\">" \
	"<layer3 protonum=\"2\" protoname=\"ipv4\"><src>" A "</src><dst>" B "</dst></layer3>" \
	"<layer4 protonum=\"50\" protoname=\"unknown\"></layer4></meta><meta direction=\"reply\">" \
	"<layer3 protonum=\"2\" protoname=\"ipv4\"><src>" B "</src><dst>" A "</dst></layer3>" \
	"<layer4 protonum=\"50\" protoname=\"unknown\"></layer4></meta><meta direction=\"independent\">"

	set_times(ct, UINT64_C(1795415694626718265), UINT64_C(1795415696308904853));
	is_told(&output_text, OUTPUT_ISO, 0, &rec, "[2026-11-23T06:34:56.008764Z]\t" ROW "\n", "text: a date");
	is_told(&output_text, OUTPUT_EPOCH, OUTPUT_KTIMESTAMP, &rec, "[1795415696.008764]\t" ROW
		" [start=1795415694.626718265] [stop=1795415696.308904853]\n", "text: seconds");
	is_told(&output_text, OUTPUT_RELATIVE, OUTPUT_TIMESTAMP, &rec, "[662.004559]\t" ROW "\n",
		"text: since the program began");
	is_told(&output_xml, OUTPUT_ISO, OUTPUT_KTIMESTAMP, &rec, XML
		"<timestamp><start>2026-11-23T06:34:54.626718265Z</start><stop>2026-11-23T06:34:56.308904853Z</stop>"
		"</timestamp><deltatime>1</deltatime></meta><when>2026-11-23T06:34:56.008764999Z</when></flow>\n",
		"XML: dates");
	setenv("TZ", "XYZ-5:30", 1);
	tzset();
	is_told(&output_text, OUTPUT_LOCAL, OUTPUT_KTIMESTAMP, &rec, "[2026-11-23T12:04:56.008764+05:30]\t" ROW
		" [start=2026-11-23T12:04:54.626718265+05:30] [stop=2026-11-23T12:04:56.308904853+05:30]\n",
		"text: of the local time zone");
	setenv("TZ", "XYZ3", 1);
	tzset();
	is_told(&output_text, OUTPUT_LOCAL, 0, &rec, "[2026-11-23T03:34:56.008764-03:00]\t" ROW "\n", "... in the west");
	setenv("TZ", "UTC", 1);
	tzset();
	is_told(&output_text, OUTPUT_LOCAL, 0, &rec, "[2026-11-23T06:34:56.008764+00:00]\t" ROW "\n", "... of UTC");
	rec.cause = RECORD_LISTED;
	is_told(&output_text, OUTPUT_ISO, 0, &rec, "unknown  50 src=" A " dst=" B " src=" B " dst=" A " delta-time=2\n",
		"a list has no time of its own");
	nfct_destroy(ct);
#undef ROW
#undef XML
}

static void test_userspace(void)
{
	struct nf_conntrack *ct = bare_flow(50, A, B);
	struct record rec = { .flow = ct, .cause = RECORD_NEW, .portid = 4294967000 };

	is_row(&output_text, 0, &rec, "    [NEW] unknown  50 src=" A " dst=" B " src=" B " dst=" A
	       " [USERSPACE] portid=4294967000\n", "a program that is gone has no name");
	is_row(&output_save, 0, &rec, "-A -s " A " -d " B " -r " B " -q " A " -p 50"
	       " # [USERSPACE] portid=4294967000\n", "the comment of a save row");
	rec.cause = RECORD_LISTED;
	is_row(&output_text, OUTPUT_USERSPACE, &rec,
	       "unknown  50 src=" A " dst=" B " src=" B " dst=" A "\n", "only events have a suffix");
	nfct_destroy(ct);
}

static void test_no_independent(void)
{
	is_listed(&output_xml, 0, bare_flow(50, A6, B6),
		  "<flow><meta direction=\"original\"><layer3 protonum=\"10\" protoname=\"ipv6\">"
		  "<src>" A6 "</src><dst>" B6 "</dst></layer3>"
		  "<layer4 protonum=\"50\" protoname=\"unknown\"></layer4></meta>"
		  "<meta direction=\"reply\"><layer3 protonum=\"10\" protoname=\"ipv6\">"
		  "<src>" B6 "</src><dst>" A6 "</dst></layer3>"
		  "<layer4 protonum=\"50\" protoname=\"unknown\"></layer4></meta></flow>\n",
		  "no independent part without properties");
}

static struct nf_expect *ftp_expectation(void)
{
	struct nf_conntrack *master = new_flow(6, A, B, 30000, 2121);
	struct nf_conntrack *expected = new_flow(6, A, B, 0, 51210);
	struct nf_conntrack *mask = new_flow(6, "255.255.255.255", "255.255.255.255", 0, 65535);
	struct nf_expect *exp = new_expect(master, expected, mask);

	nfct_destroy(master);
	nfct_destroy(expected);
	nfct_destroy(mask);
	nfexp_set_attr_u32(exp, ATTR_EXP_TIMEOUT, 299);
	nfexp_set_attr_u32(exp, ATTR_EXP_CLASS, 0);
	nfexp_set_attr(exp, ATTR_EXP_HELPER_NAME, "ftp");
	return exp;
}

#define FTP "proto=6 src=" A " dst=" B " sport=0 dport=51210 " \
	"mask-src=255.255.255.255 mask-dst=255.255.255.255 sport=0 dport=65535 " \
	"master-src=" A " master-dst=" B " sport=30000 dport=2121"
#define FTP_XML "<layer3 protonum=\"2\" protoname=\"ipv4\">" \
	"<expected><src>" A "</src><dst>" B "</dst></expected><mask><src>255.255.255.255</src>" \
	"<dst>255.255.255.255</dst></mask><master><src>" A "</src><dst>" B "</dst></master></layer3>" \
	"<layer4 protonum=\"6\" protoname=\"tcp\"><expected><sport>0</sport><dport>51210</dport>" \
	"</expected><mask><sport>0</sport><dport>65535</dport></mask><master><sport>30000</sport>" \
	"<dport>2121</dport></master></layer4>"

static void test_expectations(void)
{
	struct nf_expect *exp = ftp_expectation(), *nothing = nfexp_new();
	struct record rec = { .expect = exp };

	is_row(&output_text, OUTPUT_EXTENDED, &rec, "299 " FTP " class=0 helper=ftp\n", "expectation");
	is_row(&output_save, 0, &rec, "-I expect -t 299 -s " A " -d " B " -p tcp --sport 30000 --dport 2121"
	       " --tuple-src " A " --tuple-dst " B " --tuple-port-src 0 --tuple-port-dst 51210"
	       " --mask-src 255.255.255.255 --mask-dst 255.255.255.255 --mask-port-src 0"
	       " --mask-port-dst 65535 --helper ftp\n", "save makes it again");
	rec.cause = RECORD_DESTROY;
	is_row(&output_save, 0, &rec, "-D expect -s " A " -d " B " -p tcp --sport 0 --dport 51210"
	       " --reply-port-src 51210 --reply-port-dst 0\n", "... or deletes it");
	is_row(&output_save, OUTPUT_COMPAT, &rec, "", "... but not for 1.4.x");
	rec.cause = RECORD_LISTED;
	is_row(&output_xml, 0, &rec, "<flow>" FTP_XML "<meta><helper-name>ftp</helper-name>"
	       "<timeout>299</timeout><class>0</class></meta></flow>\n", "expectation in XML");
	is_row(&output_text, OUTPUT_TIMESTAMP, &rec,
	       "[1795415034.004205]\t299 " FTP " class=0 helper=ftp\n", "stamp of a listing");
	nfexp_set_attr_u16(exp, ATTR_EXP_ZONE, 9);
	nfexp_set_attr_u32(exp, ATTR_EXP_FLAGS, 7);
	rec.cause = RECORD_NEW;
	rec.time = (struct timespec){ 1795415696, 0 };
	is_row(&output_text, 0, &rec, "    [NEW] 299 " FTP
	       " zone=9 PERMANENT,INACTIVE,USERSPACE class=0 helper=ftp\n", "zone and flags");
	is_row(&output_xml, OUTPUT_TIMESTAMP, &rec,
	       "<flow type=\"new\">" FTP_XML "<meta><helper-name>ftp</helper-name>"
	       "<timeout>299</timeout><class>0</class><zone>9</zone><when><hour>6</hour><min>34</min>"
	       "<sec>56</sec><wday>2</wday><day>23</day><month>11</month><year>2026</year></when>"
	       "<permanent/><inactive/><userspace/></meta></flow>\n", "zone, flags and time in XML");
	rec = (struct record){ .expect = nothing };
	is_row(&output_text, 0, &rec, "proto=0\n", "an empty expectation");
	nfexp_destroy(exp);
	nfexp_destroy(nothing);
}

int main(void)
{
	struct label_map *map = new_map(NULL);

	setenv("TZ", "UTC", 1);
	names = map;
	test_protocols();
	test_icmp_reply();
	test_offload();
	test_every_field();
	test_unnamed_labels();
	test_events();
	test_moments();
	test_userspace();
	test_no_independent();
	test_expectations();
	label_map_close(map);
	return done();
}
