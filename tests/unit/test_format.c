/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tap.h"

#include "model/names.h"
#include "output/human.h"

#include <unistd.h>

#include "test_output_flow.h"

/* The formats that are made of columns, against documents written down by hand. */

#define A "192.0.2.1"
#define B "198.51.100.1"
#define C "203.0.113.9"

static const struct label_map *names;

/* What is asked for; the columns as somebody would type them. */
struct wish {
	const struct output_format *format;
	const char *columns;
	unsigned extras;
	enum output_time time;
	bool no_header, colour, measure_all, human;
	unsigned width;
	bool with_note;		/* what there was no room for, behind the document */
};

/* The document that FORMAT makes of COUNT records, to be freed. */
static char *document(const struct wish *wish, const struct record *recs, size_t count)
{
	const struct field_table *table =
		count && recs->expect ? &expect_fields : &flow_fields;
	struct error err = ERROR_INIT;
	FILE *file = tmpfile();
	static char text[65536];
	struct output out;
	size_t n;

	output_open(&out, fileno(file), wish->format, wish->extras, names);
	out.now = out.opened = TEST_NOW;
	out.style.time = wish->time;
	out.style.no_header = wish->no_header;
	out.style.colour = wish->colour;
	out.style.human = wish->human;
	out.style.measure_all = wish->measure_all;
	out.style.width = wish->width;
	if (wish->columns)
		columns_parse(&out.style.columns, wish->columns, table, &err);
	for (size_t i = 0; i < count; i++)
		output_record(&out, &recs[i], &err);
	output_complete(&out, OUTPUT_FLOWS);
	output_end(&out, &err);
	columns_free(&out.style.columns);
	rewind(file);
	n = fread(text, 1, sizeof(text) - 1, file);
	text[n] = '\0';
	if (wish->with_note && out.note.len)
		snprintf(text + n, sizeof(text) - n, "no room: %s\n", buf_cstr(&out.note));
	output_close(&out);
	fclose(file);
	return err.kind ? strdup(err.text) : strdup(text);
}

static void is(const struct wish *wish, const struct record *recs, size_t count,
	       const char *want, const char *what)
{
	char *got = document(wish, recs, count);

	is_str(got, want, what);
	free(got);
}

static struct nf_conntrack *web_flow(void)
{
	struct nf_conntrack *ct = nfct_new();

	set_addresses(ct, &test_orig, A, C);
	set_addresses(ct, &test_reply, C, B);
	nfct_set_attr_u8(ct, ATTR_ORIG_L4PROTO, 6);
	nfct_set_attr_u8(ct, ATTR_REPL_L4PROTO, 6);
	set_ports(ct, &test_orig, 40000, 443);
	set_ports(ct, &test_reply, 443, 61000);
	nfct_set_attr_u8(ct, ATTR_TCP_STATE, 3);
	nfct_set_attr_u32(ct, ATTR_TIMEOUT, 431999);
	nfct_set_attr_u32(ct, ATTR_STATUS, STATUS_SEEN_REPLY | STATUS_ASSURED | STATUS_CONFIRMED |
			  STATUS_SRC_NAT | STATUS_SRC_NAT_DONE);
	nfct_set_attr_u32(ct, ATTR_MARK, 0);
	set_counters(ct, false, 11, 1111);
	set_counters(ct, true, 22, 2222);
	set_kernel_u32(ct, CTA_USE, 1);
	set_kernel_u32(ct, CTA_ID, 939464110);
	return ct;
}

#define WEB \
	"{\"family\":\"ipv4\",\"proto\":\"tcp\",\"protonum\":6,\"state\":\"ESTABLISHED\"," \
	"\"ctstate\":\"ESTABLISHED\",\"timeout\":431999,\"orig\":{\"src\":\"" A "\",\"dst\":\"" C "\"," \
	"\"sport\":40000,\"dport\":443,\"packets\":11,\"bytes\":1111},\"reply\":{\"src\":\"" C "\"," \
	"\"dst\":\"" B "\",\"sport\":443,\"dport\":61000,\"packets\":22,\"bytes\":2222}," \
	"\"packets\":33,\"bytes\":3333,\"nat\":[\"snat\"],\"status\":[\"SEEN_REPLY\",\"ASSURED\"," \
	"\"CONFIRMED\",\"SRC_NAT\",\"SRC_NAT_DONE\"],\"mark\":0,\"use\":1,\"id\":939464110}"

static void test_json(void)
{
	struct nf_conntrack *ct = web_flow(), *odd = bare_flow(200, A, B);
	const struct record recs[] = { { .flow = ct }, { .flow = odd } };
	const struct wish json = { .format = &output_json }, lines = { .format = &output_jsonl };

	is(&json, recs, 0, "[]\n", "json: no flow at all");
	is(&json, recs, 1, "[\n" WEB "\n]\n", "json: a flow, complete and in order");
	is(&lines, recs, 0, "", "jsonl: no flow at all");
	is(&lines, recs, 1, WEB "\n", "jsonl: a flow");
	is(&(struct wish){ .format = &output_json, .columns = "proto,orig.src,id,dst,state" }, recs, 2,
	   "[\n{\"proto\":\"tcp\",\"orig\":{\"src\":\"" A "\",\"dst\":\"" C "\"},\"id\":939464110,"
	   "\"state\":\"ESTABLISHED\"},\n{\"proto\":\"200\",\"orig\":{\"src\":\"" A "\",\"dst\":\"" B "\"}}\n]\n",
	   "json: columns in the order asked for, members of an object together");
	is(&(struct wish){ .format = &output_jsonl, .columns = "id,state,reply.sport" }, recs + 1, 1, "{}\n",
	   "json: nothing of what was asked for is there");
	is(&(struct wish){ .format = &output_jsonl, .columns = "src,src,orig.src,addr" }, recs, 1,
	   "{\"orig\":{\"src\":\"" A "\",\"dst\":\"" C "\"},\"reply\":{\"src\":\"" C "\",\"dst\":\"" B "\"}}\n",
	   "json: a field is there once however often it is named");
	is(&(struct wish){ .format = &output_jsonl, .columns = "mark" }, recs + 1, 1, "{}\n",
	   "json: a mark that was not sent");
	is(&(struct wish){ .format = &output_jsonl, .columns = "mark", .extras = OUTPUT_MARK }, recs + 1, 1,
	   "{\"mark\":0}\n", "json: unless it is wanted");
	nfct_destroy(odd);
	nfct_destroy(ct);
}

static void set_hostile_names(struct nf_conntrack *ct)
{
	nfct_set_attr(ct, ATTR_HELPER_NAME, "a\"b\\c\n\x1b[1m,");
	set_labels(ct, (const unsigned[]){ 1, 41, 99 }, 3);
}

static void test_hostile_names(void)
{
	struct nf_conntrack *ct = bare_flow(6, A, B), *raw = bare_flow(6, A, B);
	const struct record rec = { .flow = ct }, bytes = { .flow = raw };

	set_hostile_names(ct);
	nfct_set_attr(raw, ATTR_HELPER_NAME, "\xc3\xa9\xff\xc2\x9b\xe2\x82\x7f");
	is(&(struct wish){ .format = &output_jsonl, .columns = "helper,labels" }, &rec, 1,
	   "{\"helper\":\"a\\\"b\\\\c\\u000a\\u001b[1m,\",\"labels\":[\"one\",\"with space\",\"99\"]}\n",
	   "json: quotes, backslashes and control characters");
	is(&(struct wish){ .format = &output_csv, .columns = "helper,labels,id" }, &rec, 1,
	   "helper,labels,id\n\"a\"\"b\\x5cc\\x0a\\x1b[1m,\",\"one,with space,99\",\n",
	   "csv: the same");
	is(&(struct wish){ .format = &output_table, .columns = "helper,id,labels" }, &rec, 1,
	   "helper                id  labels\na\"b\\x5cc\\x0a\\x1b[1m,   -  one,with space,99\n",
	   "table: the same");
	is(&(struct wish){ .format = &output_jsonl, .columns = "helper" }, &bytes, 1,
	   "{\"helper\":\"\xc3\xa9\\u00ff\\u009b\\u00e2\\u0082\\u007f\"}\n", "json: bytes that are no text");
	is(&(struct wish){ .format = &output_csv, .columns = "helper", .no_header = true }, &bytes, 1,
	   "\xc3\xa9\\xff\\xc2\\x9b\\xe2\\x82\\x7f\n", "csv: bytes that are no text");
	nfct_destroy(raw);
	nfct_destroy(ct);
}

static void test_times(void)
{
	struct nf_conntrack *ct = bare_flow(17, A, B);
	const struct record listed = { .flow = ct, .time = TEST_NOW };
	const struct record ended = { .flow = ct, .cause = RECORD_DESTROY, .time = TEST_NOW, .portid = 7 };
	struct wish wish = { .format = &output_jsonl, .columns = "event,time,start,stop,age,portid" };

	set_times(ct, 1795415024004205000, 0);
	is(&wish, &listed, 1, "{\"start\":1795415024.004205000,\"age\":10.000000678}\n", "times of a flow");
	set_times(ct, 1795415024004205000, 1795415025004205001);
	is(&wish, &ended, 1,
	   "{\"event\":\"destroy\",\"time\":1795415034.004205678,\"start\":1795415024.004205000,"
	   "\"stop\":1795415025.004205001,\"age\":1.000000001,\"portid\":7}\n", "times of an event");
	wish.time = OUTPUT_ISO;
	wish.columns = "time,stop,age";
	is(&wish, &ended, 1,
	   "{\"time\":\"2026-11-23T06:23:54.004205678Z\",\"stop\":\"2026-11-23T06:23:45.004205001Z\","
	   "\"age\":1.000000001}\n", "dates");
	wish.time = OUTPUT_LOCAL;
	setenv("TZ", "XYZ-1", 1);
	tzset();
	is(&wish, &ended, 1,
	   "{\"time\":\"2026-11-23T07:23:54.004205678+01:00\",\"stop\":\"2026-11-23T07:23:45.004205001+01:00\","
	   "\"age\":1.000000001}\n", "dates of the local time zone");
	wish.time = OUTPUT_RELATIVE;
	is(&wish, &ended, 1, "{\"time\":0.000000000,\"stop\":-9.000000677,\"age\":1.000000001}\n",
	   "times since the program began");
	wish.format = &output_json;
	wish.columns = "event";
	is(&wish, &ended, 1, "{\"event\":\"destroy\"}\n", "json: events are no array");
	nfct_destroy(ct);
}

/* One number of a field as people read it. */
static void is_human(enum field_id field, uint64_t number, const char *want)
{
	const struct value value = { .number = number };
	struct buf b = BUF_INIT;

	ok(put_human(&b, &fields[field], &value) && strcmp(buf_cstr(&b), want) == 0 &&
	   strlen(want) <= human_width(&fields[field]), "%s of %s: %s", want, fields[field].name, buf_cstr(&b));
	buf_free(&b);
}

static void test_human(void)
{
	static const struct { uint64_t bytes; const char *text; } sizes[] = {
		{ 0, "0" }, { 999, "999" }, { 1000, "1.0K" }, { 1049, "1.0K" }, { 1050, "1.1K" }, { 99949, "99.9K" },
		{ 99950, "100K" }, { 999499, "999K" }, { 999500, "1.0M" }, { 1500000000, "1.5G" },
		{ UINT64_C(999499999999), "999G" }, { UINT64_C(999500000000), "1.0T" }, { UINT64_MAX, "18.4E" },
	};
	static const struct { uint64_t seconds; const char *text; } durations[] = {
		{ 0, "0s" }, { 59, "59s" }, { 60, "1m" }, { 61, "1m1s" }, { 3600, "1h" }, { 3659, "1h" }, { 3660, "1h1m" },
		{ 431999, "4d23h" }, { 432000, "5d" }, { UINT32_MAX, "49710d6h" },
	};
	struct nf_conntrack *ct = web_flow();
	const struct record rec = { .flow = ct };
	const struct value word = { .text = "tcp" };
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		is_human(FIELD_ID_BYTES, sizes[i].bytes, sizes[i].text);
	for (size_t i = 0; i < sizeof(durations) / sizeof(*durations); i++)
		is_human(FIELD_ID_TIMEOUT, durations[i].seconds, durations[i].text);
	is_human(FIELD_ID_AGE, 1500000, "1ms");
	is_human(FIELD_ID_AGE, 999999999, "999ms");
	is_human(FIELD_ID_AGE, UINT64_C(61000000001), "1m1s");
	is_human(FIELD_ID_MARK, 16, "0x10");
	is_human(FIELD_ID_SECMARK, UINT32_MAX, "0xffffffff");
	is_human(FIELD_ID_ORIG_SRCKEY, 10, "0xa");
	ok(!put_human(&b, &fields[FIELD_ID_PROTO], &word) && !put_human(&b, &fields[FIELD_ID_PACKETS], &word) && !b.len,
	   "what is neither is left to others");
	is(&(struct wish){ .format = &output_table, .columns = "timeout,bytes,mark,id", .human = true }, &rec, 1,
	   "timeout  bytes  mark         id\n  4d23h   3.3K   0x0  939464110\n", "table: for people");
	is(&(struct wish){ .format = &output_csv, .columns = "timeout,bytes,mark", .human = true }, &rec, 1,
	   "timeout,bytes,mark\n431999,3333,0\n", "csv: for programs all the same");
	nfct_destroy(ct);
}

static void test_table(void)
{
	struct nf_conntrack *web = web_flow(), *six = new_flow(17, "2001:db8::1", "2001:db8::2", 53, 5);
	const struct record recs[] = { { .flow = web }, { .flow = six } };

	is(&(struct wish){ .format = &output_table, .columns = "proto,src,sport,state" }, recs, 2,
	   "proto  orig.src     orig.sport  state\n"
	   "tcp    192.0.2.1         40000  ESTABLISHED\n"
	   "udp    2001:db8::1          53  -\n", "table: as wide as what stands in it");
	is(&(struct wish){ .format = &output_table, .columns = "proto,state", .no_header = true }, recs, 1,
	   "tcp  ESTABLISHED\n", "table: without a header");
	is(&(struct wish){ .format = &output_table, .columns = "state,proto", .colour = true }, recs, 1,
	   "\033[1mstate\033[0m        \033[1mproto\033[0m\n\033[32mESTABLISHED\033[0m  tcp\n",
	   "table: in colour");
	is(&(struct wish){ .format = &output_table, .columns = "+id" }, recs, 1,
	   "proto  state        timeout  orig.src   orig.dst     orig.sport  orig.dport  packets  bytes         id\n"
	   "tcp    ESTABLISHED   431999  192.0.2.1  203.0.113.9       40000         443       33   3333  939464110\n",
	   "table: a column more");
	is(&(struct wish){ .format = &output_csv, .columns = "id,nat,status" }, recs, 2,
	   "id,nat,status\n939464110,snat,\"SEEN_REPLY,ASSURED,CONFIRMED,SRC_NAT,SRC_NAT_DONE\"\n,,\n",
	   "csv: sets, and cells that are empty");
	is(&(struct wish){ .format = &output_csv, .columns = "state" }, recs, 2, "state\nESTABLISHED\n\"\"\n",
	   "csv: a row of one value that is not there is a row");
	is(&(struct wish){ .format = &output_csv, .columns = "nat" }, recs, 2, "nat\nsnat\n\"\"\n",
	   "csv: ... and so is one of an empty set");
	is(&(struct wish){ .format = &output_table, .columns = "nat,id" }, recs, 2,
	   "nat          id\nsnat  939464110\n-             -\n", "table: an empty set is no empty cell");
	is(&(struct wish){ .format = &output_csv, .columns = "id" }, recs, 0, "id\n", "csv: the header alone");
	nfct_destroy(six);
	nfct_destroy(web);
}

/* As a terminal has it. */
static void test_width(void)
{
	struct nf_conntrack *web = web_flow(), *ping = bare_flow(1, A, B);
	struct nf_conntrack *six = new_flow(17, "2001:db8:1111:2222:3333:4444:5555:6666", "2001:db8::2", 53, 5);
	struct record recs[] = { { .flow = web }, { .flow = ping }, { .flow = six } };
	struct wish wish = { .format = &output_table, .width = 120, .with_note = true };

	is(&wish, recs, 2,
	   "proto  state        timeout  src              dst              nat                     packets  bytes\n"
	   "tcp    ESTABLISHED   431999  192.0.2.1:40000  203.0.113.9:443  S-> 198.51.100.1:61000       33   3333\n"
	   "icmp   -                  -  192.0.2.1        198.51.100.1     -                             -      -\n",
	   "fitted: addresses with their ports, and where NAT leads");
	wish.width = 80;
	is(&wish, recs, 1,
	   "proto  state        src              dst              nat\n"
	   "tcp    ESTABLISHED  192.0.2.1:40000  203.0.113.9:443  S-> 198.51.100.1:61000\n"
	   "no room: timeout, bytes, packets\n", "fitted: columns without room are left out");
	is(&wish, recs + 1, 1,
	   "proto  state  timeout  src        dst           packets  bytes\n"
	   "icmp   -            -  192.0.2.1  198.51.100.1        -      -\n", "fitted: no NAT, no column");
	wish.width = 50;
	wish.columns = "+id";
	is(&wish, recs + 2, 1,
	   "proto  src                     dst              id\n"
	   "udp    [2001:db8:..5:6666]:53  [2001:db8::2]:5   -\n"
	   "no room: state, timeout, bytes, packets\n", "fitted: what was asked for stays, addresses are cut");
	wish.columns = "src,id";
	is(&wish, recs + 2, 1, "orig.src                                id\n2001:db8:1111:2222:3333:4444:5555:6666   -\n",
	   "chosen columns are not fitted");
	nfct_destroy(six);
	nfct_destroy(ping);
	nfct_destroy(web);
}

/* A wide row behind as many narrow ones as do not wait for it. */
static void test_measuring(void)
{
	struct nf_conntrack *narrow = bare_flow(6, "::1", B), *wide = bare_flow(6, "2001:db8::1:2:3", B);
	struct record recs[151];
	struct wish wish = { .format = &output_table, .columns = "src,proto" };
	char *text;

	for (size_t i = 0; i < 150; i++)
		recs[i] = (struct record){ .flow = narrow };
	recs[150] = (struct record){ .flow = wide };
	text = document(&wish, recs, 151);
	ok(strncmp(text, "orig.src  proto\n", 16) == 0, "a table does not wait for all its rows");
	free(text);
	wish.measure_all = true;
	text = document(&wish, recs, 151);
	ok(strncmp(text, "orig.src         proto\n", 23) == 0, "... but a sorted one");
	free(text);
	nfct_destroy(wide);
	nfct_destroy(narrow);
}

/* Rows that follow each other some time later stand in line all the same. */
static void test_events(void)
{
	struct nf_conntrack *web = web_flow(), *six = new_flow(132, "2001:db8:1111:2222:3333:4444:5555:6666", "2001:db8::2", 53, 5);
	struct record recs[] = {
		{ .cause = RECORD_NEW, .flow = web, .time = TEST_NOW }, { .cause = RECORD_DESTROY, .flow = six, .time = TEST_NOW },
	};
	struct wish wish = { .format = &output_table, .columns = "event,state,src,dport,nat,bytes,mark,proto" };

	is(&wish, recs, 2,
	   "event    state              orig.src                                 orig.dport  nat                       bytes        mark  proto\n"
	   "new      ESTABLISHED        192.0.2.1                                       443  snat                       3333           0  tcp\n"
	   "destroy  -                  2001:db8:1111:2222:3333:4444:5555:6666            5  -                             -           -  sctp\n",
	   "events: columns as wide as can be");
	wish.columns = NULL;
	wish.width = 80;
	is(&wish, recs, 2,
	   "event    src                    dst                    nat\n"
	   "new      192.0.2.1:40000        203.0.113.9:443        S-> 198.51.100.1:61000\n"
	   "event    src                                          dst\n"
	   "destroy  [2001:db8:1111:2222:3333:4444:5555:6666]:53  [2001:db8::2]:5\n",
	   "events on a terminal: another header where the columns change");
	nfct_destroy(six);
	nfct_destroy(web);
}

static void test_expectation(void)
{
	struct nf_conntrack *master = new_flow(6, A, B, 36390, 21), *expected = new_flow(6, B, A, 0, 41819);
	struct nf_conntrack *mask = new_flow(6, "255.255.255.255", "255.255.255.255", 0, 65535);
	struct nf_expect *exp = new_expect(master, expected, mask);
	const struct record rec = { .expect = exp };

	nfexp_set_attr_u32(exp, ATTR_EXP_TIMEOUT, 299);
	nfexp_set_attr_u32(exp, ATTR_EXP_FLAGS, 1);
	nfexp_set_attr(exp, ATTR_EXP_HELPER_NAME, "ftp");
	is(&(struct wish){ .format = &output_jsonl,
			   .columns = "family,proto,timeout,expected.dport,mask.dport,master.sport,flags,helper,zone" },
	   &rec, 1, "{\"family\":\"ipv4\",\"proto\":\"tcp\",\"timeout\":299,\"expected\":{\"dport\":41819},"
	   "\"mask\":{\"dport\":65535},\"master\":{\"sport\":36390},\"flags\":[\"PERMANENT\"],\"helper\":\"ftp\"}\n",
	   "an expectation");
	nfexp_destroy(exp);
	nfct_destroy(mask);
	nfct_destroy(expected);
	nfct_destroy(master);
}

static void test_columns(void)
{
	static const char *const faults[][2] = {
		{ "sprt", "unknown field `sprt' (did you mean `sport'?)" },
		{ "proto,", "unknown field `'" },
		{ "+qqqqqqq", "unknown field `qqqqqqq'" },
	};

	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++) {
		struct columns columns = { .fields = NULL };
		struct error err = ERROR_INIT;

		ok(columns_parse(&columns, faults[i][0], &flow_fields, &err) < 0, "refused: %s", faults[i][0]);
		is_str(err.text, faults[i][1], "... with the right words");
		columns_free(&columns);
	}
}

static void test_counters(void)
{
	static const struct stats stats = { .cpu = 1, .count = 2, .counter = { { "found", 5 }, { "drop", 0 } } };
	static const struct output_format *const formats[] = { &output_json, &output_csv, &output_table };
	static const char *const want[][2] = {
		{ "[\n{\"cpu\":1,\"found\":5,\"drop\":0}\n]\n", "{\"count\":77}\n" },
		{ "cpu,found,drop\n1,5,0\n", "count\n77\n" },
		{ "cpu  found  drop\n  1      5     0\n", "count\n   77\n" },
	};

	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		struct error err = ERROR_INIT;
		struct output out;

		for (int counts = 0; counts < 2; counts++) {
			output_open(&out, -1, formats[i], 0, NULL);
			if (counts)
				output_count(&out, 77, &err);
			else
				output_stats(&out, &stats, &err);
			formats[i]->end(&out);
			is_str(buf_cstr(&out.text), want[i][counts], formats[i]->name);
			output_close(&out);
		}
	}
}

static void test_lost(void)
{
	struct error err = ERROR_INIT;
	struct output out;

	output_open(&out, -1, &output_json, 0, NULL);
	output_lost(&out, OUTPUT_FLOWS, 12, &err);
	is_str(buf_cstr(&out.text), "{\"event\":\"lost\",\"count\":12}\n", "json: events that never arrived");
	output_close(&out);
	output_open(&out, -1, &output_csv, 0, NULL);
	columns_parse(&out.style.columns, "event,id", &flow_fields, &err);
	output_lost(&out, OUTPUT_FLOWS, 12, &err);
	is_str(buf_cstr(&out.text), "event,id\nlost,\n", "csv: the same");
	columns_free(&out.style.columns);
	output_close(&out);
}

int main(void)
{
	struct label_map *map = new_map(NULL);

	names = map;
	test_json();
	test_hostile_names();
	test_times();
	test_human();
	test_table();
	test_width();
	test_measuring();
	test_events();
	test_expectation();
	test_columns();
	test_counters();
	test_lost();
	label_map_close(map);
	return done();
}
