/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ntop.h"
#include "tap.h"

#include <netinet/in.h>
#include <time.h>
#include <unistd.h>

#include "test_output_flow.h"

/*
 * Text and XML rows of random objects against the library's own printing,
 * wherever that is not one of the known faults.
 */

enum { ROUNDS = 1000 };

static uint32_t random_u32(void)
{
	return (uint32_t)random() << 16 ^ (uint32_t)random();
}

static bool chance(unsigned percent)
{
	return random_u32() % 100 < percent;
}

static void random_address(char text[INET6_ADDRSTRLEN], bool v6)
{
	const bool zeros = inet_ntop_is_usual();
	uint8_t bytes[16];

	for (int i = 0; i < 16; i++) {
		bytes[i] = chance(60) ? 0 : (uint8_t)random_u32();
		bytes[i] |= i % 2 == 0 && !zeros;
	}
	inet_ntop(v6 ? AF_INET6 : AF_INET, bytes, text, INET6_ADDRSTRLEN);
}

static struct nf_conntrack *random_tuples(uint8_t protonum, bool v6)
{
	char src[INET6_ADDRSTRLEN], dst[INET6_ADDRSTRLEN];
	struct nf_conntrack *ct;

	random_address(src, v6);
	random_address(dst, v6);
	if (protonum == IPPROTO_ICMP || protonum == IPPROTO_ICMPV6)
		return icmp_flow(protonum, src, dst, (uint8_t)random_u32(), (uint16_t)random_u32());
	ct = new_flow(protonum, src, dst, (uint16_t)random_u32(), (uint16_t)random_u32());
	set_ports(ct, &test_reply, (uint16_t)random_u32(), (uint16_t)random_u32());
	return ct;
}

static void random_state(struct nf_conntrack *ct, uint8_t protonum, bool xml)
{
	if (protonum == IPPROTO_TCP)
		nfct_set_attr_u8(ct, ATTR_TCP_STATE, random_u32() % 11);
	if (xml)
		return;		/* its names of other states are TCP's */
	if (protonum == IPPROTO_SCTP)
		nfct_set_attr_u8(ct, ATTR_SCTP_STATE, random_u32() % 10);
	if (protonum == IPPROTO_DCCP)
		nfct_set_attr_u8(ct, ATTR_DCCP_STATE, random_u32() % 10);
}

static void random_properties(struct nf_conntrack *ct, bool xml)
{
	static const enum nf_conntrack_attr numbers[] = {
		ATTR_TIMEOUT, ATTR_MARK, ATTR_SECMARK,
	};
	static const enum nf_conntrack_attr zones[] = { ATTR_ZONE, ATTR_ORIG_ZONE, ATTR_REPL_ZONE };
	static const unsigned named[] = { 0, 1, 40, 41 };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (chance(60))
			nfct_set_attr_u32(ct, numbers[i], random_u32() >> random_u32() % 32);
	if (chance(60))
		set_kernel_u32(ct, CTA_USE, random_u32());
	if (chance(60))
		set_kernel_u32(ct, CTA_ID, random_u32());
	for (size_t i = 0; i < sizeof(zones) / sizeof(*zones); i++)
		if (chance(20))
			nfct_set_attr_u16(ct, zones[i], (uint16_t)random_u32());
	if (chance(80))
		nfct_set_attr_u32(ct, ATTR_STATUS, random_u32() & (xml ? 0x3fffU : 0xffffU));
	if (chance(50)) {
		set_counters(ct, false, random_u32(), (uint64_t)random_u32() << 20);
		set_counters(ct, true, random_u32(), random_u32());
	}
	if (chance(20))
		nfct_set_attr(ct, ATTR_HELPER_NAME, "netbios-ns");
	if (chance(20))
		set_secctx(ct, "system_u:object_r:unlabeled_t:s0");
	if (chance(30))
		/* the library leaves out those without a name */
		set_labels(ct, (const unsigned[]){ 40, named[random_u32() % 4] }, 2);
}

static struct nf_conntrack *random_flow(bool xml)
{
	static const uint8_t protocols[] = {
		IPPROTO_TCP, IPPROTO_UDP, IPPROTO_UDPLITE, IPPROTO_SCTP, IPPROTO_DCCP,
		IPPROTO_GRE, IPPROTO_ICMP, IPPROTO_ICMPV6, 50, 200,
	};
	uint8_t protonum = protocols[random_u32() % sizeof(protocols)];
	bool icmp = protonum == IPPROTO_ICMP || protonum == IPPROTO_ICMPV6;
	struct nf_conntrack *ct;

	/* XML rows of the library lack ICMP's values */
	if (xml && icmp)
		protonum = IPPROTO_TCP;
	ct = random_tuples(protonum, icmp ? protonum == IPPROTO_ICMPV6 : chance(50));
	random_state(ct, protonum, xml);
	random_properties(ct, xml);
	return ct;
}

static unsigned reference_type(enum record_cause cause)
{
	static const unsigned types[] = {
		[RECORD_NEW] = NFCT_T_NEW, [RECORD_UPDATE] = NFCT_T_UPDATE,
		[RECORD_DESTROY] = NFCT_T_DESTROY,
	};

	return cause < RECORD_NEW ? NFCT_T_UNKNOWN : types[cause];
}

struct maps {
	struct label_map *ours;
	struct nfct_labelmap *library;
};

/* One flow in both printings; the library looks at the clock, so hold it still. */
static bool same_flow(const struct record *rec, bool xml, unsigned extras, const struct maps *maps)
{
	unsigned flags = (extras & OUTPUT_EXTENDED ? NFCT_OF_SHOW_LAYER3 : 0U) |
			 (extras & OUTPUT_ID ? NFCT_OF_ID : 0U) |
			 (extras & OUTPUT_KTIMESTAMP ? NFCT_OF_TIMESTAMP : 0U);
	const struct output_format *format = xml ? &output_xml : &output_text;
	struct timespec now = { 0, 0 };
	char want[4096];
	char *got;
	bool same;

	do {
		now.tv_sec = time(NULL);
		nfct_snprintf_labels(want, sizeof(want) - 1, rec->flow, reference_type(rec->cause),
				     xml ? NFCT_O_XML : NFCT_O_PLAIN, flags, maps->library);
	} while (time(NULL) != now.tv_sec);
	strcat(want, "\n");
	got = row_of(format, extras, maps->ours, now, rec);
	same = got && strcmp(got, want) == 0;
	if (!same)
		is_str(got, want, "a row");
	free(got);
	return same;
}

static void test_flows(bool xml, const struct maps *maps)
{
	int same = 0;

	for (int i = 0; i < ROUNDS; i++) {
		struct nf_conntrack *ct = random_flow(xml);
		const struct record rec = { .flow = ct, .cause = random_u32() % 5 };
		uint64_t start = (uint64_t)(time(NULL) - 100) * 1000000000 + random_u32() % 1000000000;
		unsigned extras = random_u32() &
				  (OUTPUT_EXTENDED | OUTPUT_ID | OUTPUT_KTIMESTAMP);

		if (chance(50))
			set_times(ct, start, chance(50) ? start + ((uint64_t)random_u32() << 4) : 0);
		same += same_flow(&rec, xml, extras, maps);
		nfct_destroy(ct);
	}
	is_int(same, ROUNDS, xml ? "XML rows of random flows" : "text rows of random flows");
}

static struct nf_expect *random_expect(void)
{
	static const uint8_t protocols[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_GRE, 200 };
	uint8_t protonum = protocols[random_u32() % sizeof(protocols)];
	bool v6 = chance(50);
	struct nf_conntrack *tuple[3];
	struct nf_expect *exp;

	for (int i = 0; i < 3; i++)
		tuple[i] = random_tuples(protonum, v6);
	exp = new_expect(tuple[0], tuple[1], tuple[2]);
	for (int i = 0; i < 3; i++)
		nfct_destroy(tuple[i]);
	if (chance(70))
		nfexp_set_attr_u32(exp, ATTR_EXP_TIMEOUT, random_u32());
	if (chance(70))
		nfexp_set_attr_u32(exp, ATTR_EXP_CLASS, random_u32() % 9);
	if (chance(50))
		nfexp_set_attr_u32(exp, ATTR_EXP_FLAGS, random_u32() % 8);
	if (chance(50))
		nfexp_set_attr_u16(exp, ATTR_EXP_ZONE, (uint16_t)random_u32());
	if (chance(70))
		nfexp_set_attr(exp, ATTR_EXP_HELPER_NAME, "ftp");
	return exp;
}

static void test_expectations(bool xml)
{
	int same = 0;

	for (int i = 0; i < ROUNDS; i++) {
		struct nf_expect *exp = random_expect();
		const struct record rec = { .expect = exp, .cause = random_u32() % 5 };
		char want[4096];
		char *got = row_of(xml ? &output_xml : &output_text, 0, NULL, TEST_NOW, &rec);

		nfexp_snprintf(want, sizeof(want) - 1, exp, reference_type(rec.cause),
			       xml ? NFCT_O_XML : NFCT_O_PLAIN, 0);
		strcat(want, "\n");
		if (got && strcmp(got, want) == 0)
			same++;
		else
			is_str(got, want, "a row");
		free(got);
		nfexp_destroy(exp);
	}
	is_int(same, ROUNDS, xml ? "XML rows of random expectations" : "text rows of random expectations");
}

int main(void)
{
	struct maps maps;

	srandom(20261123);
	setenv("TZ", "UTC", 1);
	maps.ours = new_map(&maps.library);
	test_flows(false, &maps);
	test_flows(true, &maps);
	test_expectations(false);
	test_expectations(true);
	label_map_close(maps.ours);
	nfct_labelmap_destroy(maps.library);
	return done();
}
