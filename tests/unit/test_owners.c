/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who owns which device: what Xen's console says after debug key Q, and what is made of it. */
#include "../../engine/formats/owners.h"
#include "../../engine/source/key_text.h"
#include "fake_source.h"
#include "unit.h"

#define DEVICES "sys/bus/pci/devices"
#define NIC(slot) \
	FILE_(DEVICES "/0000:00:0" slot ".0/uevent", "PCI_ID=8086:10D3\nPCI_CLASS=20000\n")

/* What is picked out of @console; "" for nothing. A static buffer. */
static const char *picked(const char *console, enum key_quality *ret_quality)
{
	static char text[1024];
	struct blob own = { 0 }, answer = { 0 };

	if (xpt__xen_without_guests(xpt__span_of(console), &own) ||
			xpt__pick_owners(blob_span(&own), &answer, ret_quality))
		abort();
	snprintf(text, sizeof(text), "%.*s", (int)answer.length, answer.bytes ? answer.bytes : "");
	blob_clear(&own);
	blob_clear(&answer);
	return text;
}

static void the_answer_is_picked_out_of_what_others_print(void)
{
	enum key_quality quality;

	ASSERT_TEXT(picked("(XEN) 0000:00:05.0 - d9 - node -1\n"
			   "(d1) ==== PCI devices ====\n"
			   "(d1) 0000:00:05.0 - d9 - node -1\n"
			   "(XEN) 'Q' pressed -> dumping PCI devices\n"
			   "(XEN) ==== PCI devices ====\n"
			   "(XEN) ==== segment 0000 ====\n"
			   "(XEN) [2026-02-03 11:30:07] 0000:41:00.0 - d1 - node 1   - MSIs < 57 58 59 >\n"
			   "(d1) (XEN) 0000:00:05.0 - d9 - node -1\n"
			   "(XEN) 0000:00:06.0: not a line of the answer\n"
			   "(XEN) 0000:00:05.0 - DomIO:7ff2 - node -1 \n",
				    &quality),
			"==== PCI devices ====\n==== segment 0000 ====\n"
			"0000:41:00.0 - d1 - node 1   - MSIs < 57 58 59 >\n"
			"0000:00:05.0 - DomIO:7ff2 - node -1\n");
	CU_ASSERT_EQUAL(quality, KEY_WHOLE);
}

static void an_answer_that_another_cpu_printed_into_is_torn(void)
{
	static const char *const lines[] = { "0000:00:05.0 - d0", "0000:00:05.0 - d0 - node",
		"0000:00:05.0 - d0 - (XEN) node 1", "0000:00:05.0 - d0 - node 1 - MSIs < 57 58",
		"0000:00:05.0 - d0 - node 1 - MSIs", "0000:00:05.0 - d0 - node 1 and more" };
	char console[256];
	enum key_quality quality;

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		snprintf(console, sizeof(console),
				"(XEN) ==== PCI devices ====\n(XEN) %s\n"
				"(XEN) 0000:00:06.0 - d0 - node 1\n",
				lines[i]);
		CU_ASSERT_PTR_NOT_NULL(strstr(picked(console, &quality),
				"0000:00:06.0 - d0 - node 1\n==== torn ====\n"));
		CU_ASSERT_EQUAL(quality, KEY_TORN);
		CU_ASSERT_PTR_NULL(strstr(picked(console, &quality), "0000:00:05.0"));
	}
}

/* Xen prints a line in pieces, and what a guest prints comes between them. */
static void what_a_guest_broke_is_joined(void)
{
	static const struct {
		const char *console, *own;
	} said[] = {
		{ "(XEN) 0000:00:07.0 - (d1) (XEN) 0000:00:07.0 - d9 - node -1\n"
		  "d0(d12v3) x\n(d1) \n - node -1  - MSIs < 1 (d1) y\n2 >(d1) z\n\n"
		  "(XEN) 0000:00:08.0 - d0 - node -1\n",
				"(XEN) 0000:00:07.0 - d0 - node -1  - MSIs < 1 2 >\n"
				"(XEN) 0000:00:08.0 - d0 - node -1\n" },
		{ "(XEN) of (d1) it\n(XEN) next\n", "(XEN) of \n(XEN) next\n" },
		{ "(d1) forged\n(XEN) own\n(d1) no end", "(XEN) own\n" },
		{ "(d) (dx) (d1v) (d1)\n(d99999) (d", "(d) (dx) (d1v) (d1)\n(d99999) (d" },
		{ "", "" },
	};

	for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++) {
		struct blob own = { 0 };

		CU_ASSERT_EQUAL_FATAL(
				xpt__xen_without_guests(xpt__span_of(said[i].console), &own), 0);
		ASSERT_TEXT(own.bytes, said[i].own);
		blob_clear(&own);
	}
}

static void the_guest_that_floods_the_console_is_named(void)
{
	unsigned int domid;
	unsigned long lines;

	CU_ASSERT_TRUE(xpt__xen_loudest_guest(
			xpt__span_of("(d7) a\n(d5) b\n(XEN) c\n(d5v1) d\n(d5) e\n(d7) f\n"), &domid,
			&lines));
	CU_ASSERT_EQUAL(domid, 5);
	CU_ASSERT_EQUAL(lines, 3);
	CU_ASSERT_FALSE(xpt__xen_loudest_guest(xpt__span_of("(XEN) (d5) b\n"), &domid, &lines));
}

/* A guest could otherwise make xpt believe that a device left quarantine. */
static void a_device_that_a_torn_answer_lacks_may_have_an_owner(void)
{
	static const char torn[] = "==== PCI devices ====\n0000:00:05.0 - d0 - node -1\n"
				   "==== torn ====\n";
	struct ownership ownership;

	ownership = xpt__owners_find(xpt__span_of(torn), (struct xpt_bdf){ 0, 0, 5, 0 });
	CU_ASSERT_EQUAL(ownership.by, OWNED_BY_DOMAIN);
	ownership = xpt__owners_find(xpt__span_of(torn), (struct xpt_bdf){ 0, 0, 6, 0 });
	CU_ASSERT_EQUAL(ownership.by, OWNED_BY_UNKNOWN);
	ASSERT_TEXT(ownership.reason, "other messages tore Xen's answer apart");
}

static void a_line_broken_by_what_is_no_guest_makes_the_answer_torn(void)
{
	enum key_quality quality;

	picked("(XEN) ==== PCI devices ====\n(XEN) 0000:00:05.0 - (XEN) other\nd0 - node -1\n",
			&quality);
	CU_ASSERT_EQUAL(quality, KEY_TORN);
	picked("(XEN) ==== PCI devices ====\n(XEN) 0000:00:05.0(XEN) other\n - d0 - node -1\n",
			&quality);
	CU_ASSERT_EQUAL(quality, KEY_TORN);
}

/* What a key tells that was held against what Xen knows: 00:05.0 and 00:06.0, if @count is 2. A static buffer. */
static const char *held(const char *console, size_t count, enum key_quality *ret_quality)
{
	static const struct xpt_bdf known[] = { { 0, 0, 5, 0 }, { 0, 0, 6, 0 } };
	static char text[1024];
	struct blob answer = { 0 };

	if (xpt__pick_owners(xpt__span_of(console), &answer, ret_quality) ||
			xpt__hold_owners(&answer, count ? known : NULL, count, ret_quality))
		abort();
	snprintf(text, sizeof(text), "%s", answer.bytes ? answer.bytes : "");
	blob_clear(&answer);
	return text;
}

static void a_whole_line_that_is_missing_makes_the_answer_torn(void)
{
	static const char lacking[] = "(XEN) ==== PCI devices ====\n"
				      "(XEN) 0000:00:06.0 - d0 - node -1\n"
				      "(XEN) 0000:00:07.0 - d0 - node -1\n"
				      "(XEN) 0000:00:06.0 - d0 - node -1\n";
	static const char complete[] = "(XEN) ==== PCI devices ====\n"
				       "(XEN) 0000:00:06.0 - d0 - node -1\n"
				       "(XEN) 0000:00:05.0 - d0 - node -1\n";
	const struct xpt_bdf missing = { 0, 0, 5, 0 };
	enum key_quality quality;

	CU_ASSERT_EQUAL(xpt__owners_find(xpt__span_of(held(lacking, 2, &quality)), missing).by,
			OWNED_BY_UNKNOWN);
	CU_ASSERT_EQUAL(quality, KEY_TORN);
	CU_ASSERT_PTR_NULL(strstr(held(complete, 2, &quality), "torn"));
	CU_ASSERT_EQUAL(quality, KEY_WHOLE);
	/* which devices Xen knows is not known, for which nobody's noise is to blame */
	CU_ASSERT_PTR_NULL(strstr(held(complete, 0, &quality), "torn"));
	CU_ASSERT_EQUAL(quality, KEY_UNHELD);
	CU_ASSERT_EQUAL(xpt__owners_find(xpt__span_of(held(complete, 0, &quality)), missing).by,
			OWNED_BY_DOMAIN);
	ASSERT_TEXT(xpt__owners_find(xpt__span_of(held(lacking, 0, &quality)), missing).reason,
			"Xen does not report which devices it knows");
}

static void no_headline_is_no_answer(void)
{
	static const char *const consoles[] = { "", "\n", "(XEN) 0000:00:05.0 - d0 - node 1\n",
		"(d1) ==== PCI devices ====\n(XEN) 0000:00:05.0 - d0 - node 1\n" };
	enum key_quality quality;

	for (size_t i = 0; i < sizeof(consoles) / sizeof(*consoles); i++) {
		ASSERT_TEXT(picked(consoles[i], &quality), "");
		CU_ASSERT_EQUAL(quality, KEY_SILENT);
	}
}

static struct xpt_host *host_where_xen_says(const char *owners)
{
	const struct fake answers[] = { LIST_(DEVICES, "0000:00:05.0 0000:00:06.0 0000:00:07.0"),
		NIC("5"), NIC("6"), NIC("7"), FILE_("xen/pci-owners", owners), END_ };

	return fake_host(answers, 0);
}

static const struct owner *owner_of(struct xpt_host *host, const char *address)
{
	static const struct owner nobody = { .kind = OWNER_UNKNOWN };
	const struct xpt_device *device = fake_device(host, address);

	CU_ASSERT_PTR_NOT_NULL(device);
	return device ? &device->owner : &nobody;
}

static void each_way_to_name_an_owner_is_understood(void)
{
	static const struct {
		const char *said;
		enum owner_kind kind;
		unsigned int domid;
		const char *text;
	} cases[] = { { "d0", OWNER_DOMAIN, 0, "dom0" }, { "d5", OWNER_DOMAIN, 5, "d5" },
		{ "dom5", OWNER_DOMAIN, 5, "d5" }, { "5", OWNER_DOMAIN, 5, "d5" },
		{ "d32751", OWNER_DOMAIN, 32751, "d32751" },
		{ "DomIO:7ff2", OWNER_QUARANTINE, 0, "quarantine" },
		{ "d[IO]", OWNER_QUARANTINE, 0, "quarantine" }, { "d[XEN]", OWNER_XEN, 0, "xen" } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct xpt_host *host;
		const struct owner *owner;
		char said[64];

		snprintf(said, sizeof(said), "0000:00:05.0 - %s - node 1\n", cases[i].said);
		host = host_where_xen_says(said);
		owner = owner_of(host, "0000:00:05.0");
		CU_ASSERT_EQUAL(owner->kind, cases[i].kind);
		CU_ASSERT_EQUAL(owner->domid, cases[i].domid);
		ASSERT_TEXT(owner->text, cases[i].text);
		xpt_host_free(host);
	}
}

static void what_is_no_owner_is_an_unknown_owner(void)
{
	static const char *const said[] = { "dX", "d", "d-1", "d 5 5", "d32752", "d4294967296",
		"d5x", "Dom", "DomIO", "0x5", "" };

	for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++) {
		char line[64];
		struct xpt_host *host;

		snprintf(line, sizeof(line),
				"0000:00:06.0 - d0 - node 0\n0000:00:05.0 - %s - node 1\n",
				said[i]);
		host = host_where_xen_says(line);
		CU_ASSERT_EQUAL(owner_of(host, "0000:00:05.0")->kind, OWNER_UNKNOWN);
		CU_ASSERT_PTR_NOT_NULL(owner_of(host, "0000:00:05.0")->reason);
		CU_ASSERT_EQUAL(owner_of(host, "0000:00:06.0")->kind, OWNER_DOMAIN);
		xpt_host_free(host);
	}
}

static void two_answers_for_one_device_are_none(void)
{
	struct xpt_host *host = host_where_xen_says(
			"0000:00:05.0 - d1 - node 1\n0000:00:06.0 - d1 - node 1\n"
			"0000:00:05.0 - d2 - node 1\n0000:00:06.0 - d1 - node 1\nffff:00:05.0 - d3 - node 1\n");

	CU_ASSERT_EQUAL(owner_of(host, "0000:00:05.0")->kind, OWNER_UNKNOWN);
	ASSERT_TEXT(owner_of(host, "0000:00:05.0")->reason, "Xen's answer names two owners");
	CU_ASSERT_EQUAL(owner_of(host, "0000:00:06.0")->kind, OWNER_DOMAIN);
	CU_ASSERT_EQUAL(owner_of(host, "0000:00:06.0")->line, 4);
	ASSERT_TEXT(owner_of(host, "0000:00:07.0")->reason, "Xen does not know the device");
	xpt_host_free(host);
}

static void an_answer_without_a_device_tells_of_no_owner(void)
{
	static const char *const said[] = { "", "==== PCI devices ====\n==== segment 0000 ====\n",
		"rubbish\n - \n" };

	for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++) {
		struct xpt_host *host = host_where_xen_says(said[i]);

		CU_ASSERT_EQUAL(host->ownership.state, XPT_FACT_UNREADABLE);
		ASSERT_TEXT(owner_of(host, "0000:00:05.0")->reason,
				"Xen's answer to debug key Q holds no device");
		xpt_host_free(host);
	}
}

static void who_tore_the_answer_is_named(void)
{
	static const char *const unnamed[] = { "==== noise d9 ====\n", "==== noise dx 7 ====\n",
		"==== noise d99999 7 ====\n", "==== noise d9 7\n" };
	struct xpt_host *host = host_where_xen_says("0000:00:05.0 - d0 - node 1\n==== torn ====\n"
						    "==== noise d9 2400 ====\n");

	ASSERT_TEXT(owner_of(host, "0000:00:06.0")->reason,
			"other messages tore Xen's answer apart, and d9 prints 2400 lines per second into "
			"its console: pause d9, or boot Xen with guest_loglvl=none");
	xpt_host_free(host);
	for (size_t i = 0; i < sizeof(unnamed) / sizeof(*unnamed); i++) {
		char said[128];

		snprintf(said, sizeof(said), "0000:00:05.0 - d0 - node 1\n==== torn ====\n%s",
				unnamed[i]);
		host = host_where_xen_says(said);
		ASSERT_TEXT(owner_of(host, "0000:00:06.0")->reason,
				"other messages tore Xen's answer apart");
		xpt_host_free(host);
	}
}

static void where_xen_does_not_tell_which_devices_it_knows_no_guest_is_blamed(void)
{
	struct xpt_host *host =
			host_where_xen_says("0000:00:05.0 - d0 - node 1\n==== unheld ====\n");

	CU_ASSERT_EQUAL(owner_of(host, "0000:00:05.0")->kind, OWNER_DOMAIN);
	CU_ASSERT_EQUAL(owner_of(host, "0000:00:06.0")->kind, OWNER_UNKNOWN);
	ASSERT_TEXT(owner_of(host, "0000:00:06.0")->reason,
			"Xen does not report which devices it knows");
	xpt_host_free(host);
}

SUITE(owners)
{
	TEST(the_answer_is_picked_out_of_what_others_print);
	TEST(an_answer_that_another_cpu_printed_into_is_torn);
	TEST(what_a_guest_broke_is_joined);
	TEST(the_guest_that_floods_the_console_is_named);
	TEST(a_device_that_a_torn_answer_lacks_may_have_an_owner);
	TEST(a_line_broken_by_what_is_no_guest_makes_the_answer_torn);
	TEST(a_whole_line_that_is_missing_makes_the_answer_torn);
	TEST(where_xen_does_not_tell_which_devices_it_knows_no_guest_is_blamed);
	TEST(who_tore_the_answer_is_named);
	TEST(no_headline_is_no_answer);
	TEST(each_way_to_name_an_owner_is_understood);
	TEST(what_is_no_owner_is_an_unknown_owner);
	TEST(two_answers_for_one_device_are_none);
	TEST(an_answer_without_a_device_tells_of_no_owner);
}
