/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every flow in every recording, decoded here and by the library: the same object. */
#include "net/decode.h"
#include "net/recording.h"
#include "tap.h"

#include <glob.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { EVERYTHING = NFCT_OF_SHOW_LAYER3 | NFCT_OF_TIME | NFCT_OF_ID | NFCT_OF_TIMESTAMP };

struct tally {
	unsigned flows;
	unsigned missing, extra;	/* attributes that only the library, or only we have */
	unsigned other;			/* flows whose values differ */
};

static void compare_presence(struct tally *tally, const struct nf_conntrack *ours,
			     const struct nf_conntrack *theirs)
{
	for (int attr = 0; attr < ATTR_MAX; attr++) {
		bool here = nfct_attr_is_set(ours, (enum nf_conntrack_attr)attr) > 0;
		bool there = nfct_attr_is_set(theirs, (enum nf_conntrack_attr)attr) > 0;

		tally->missing += there && !here;
		tally->extra += here && !there;
		if (here != there)
			printf("# attribute %d: %d, library %d\n", attr, here, there);
	}
}

static void print(char *text, size_t size, const struct nf_conntrack *flow)
{
	nfct_snprintf(text, (unsigned)size, flow, NFCT_T_UNKNOWN, NFCT_O_XML, EVERYTHING);
}

static void compare_values(struct tally *tally, const struct nf_conntrack *ours,
			   const struct nf_conntrack *theirs)
{
	char our_text[4096] = "", their_text[4096] = "";

	print(our_text, sizeof(our_text), ours);
	print(their_text, sizeof(their_text), theirs);
	if (strcmp(our_text, their_text) == 0 && nfct_cmp(ours, theirs, NFCT_CMP_ALL | NFCT_CMP_STRICT))
		return;
	tally->other++;
	printf("# %s\n# library: %s\n", our_text, their_text);
}

static int compare(const struct nlmsghdr *msg, const struct timespec *when, void *into,
		   struct error *err)
{
	struct tally *tally = into;
	struct nf_conntrack *theirs = nfct_new();
	struct record rec;

	(void)when;
	if (theirs && decode_flow(msg, &rec, err) == 1) {
		nfct_nlmsg_parse(msg, theirs);
		compare_presence(tally, rec.flow, theirs);
		compare_values(tally, rec.flow, theirs);
		tally->flows++;
		decode_release(&rec);
	}
	if (theirs)
		nfct_destroy(theirs);
	return 0;
}

static void test_recording(const char *path, unsigned *flows)
{
	const char *name = strrchr(path, '/') + 1;
	struct error err = ERROR_INIT;
	struct tally tally = { .flows = 0 };

	recording_each(path, AF_UNSPEC, compare, &tally, &err);
	ok(tally.missing == 0, "%s: nothing is missing", name);
	ok(tally.extra == 0, "%s: nothing is made up", name);
	ok(tally.other == 0, "%s: values of %u flows", name, tally.flows);
	*flows += tally.flows;
}

int main(void)
{
	const char *top = getenv("top_srcdir");
	unsigned flows = 0;
	char pattern[4096];
	glob_t found;

	snprintf(pattern, sizeof(pattern), "%s/tests/replay/*.pcap", top ? top : ".");
	if (glob(pattern, 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			test_recording(found.gl_pathv[i], &flows);
		globfree(&found);
	}
	ok(flows > 200, "%u flows", flows);
	return done();
}
