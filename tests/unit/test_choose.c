/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "Any free one": which it is, and what is said where there is none. */
#include <xpt/plan.h>

#include "../../engine/base/bdf.h"
#include "../../engine/model/numa.h"
#include "good_host.h"
#include "unit.h"

#define VFS 4

/* Two cards, each with its PF and two VFs behind it; the second is on node 1. */
static struct xpt_device cards[2 * (1 + VFS / 2)];
static struct xpt_bdf vf_lists[2][VFS / 2];
static struct bitmap node_0, node_1;
static const long long distances[2][2] = { { 10, 21 }, { 21, 10 } };
static struct xpt_node nodes[2] = { { .id = 0, .distances = { distances[0], 2, 0, NULL } },
	{ .id = 1, .distances = { distances[1], 2, 0, NULL } } };
static struct numa numa = { .nodes = nodes, .node_count = 2 };

static struct xpt_device *vf(unsigned int card, unsigned int number)
{
	return &cards[card * 3 + 1 + number];
}

static void make_card(unsigned int card)
{
	struct xpt_device *pf = &cards[card * 3];

	for (unsigned int i = 0; i < 3; i++) {
		pf[i] = devices[0];
		pf[i].bdf = (struct xpt_bdf){ 0, (uint8_t)(1 + card), 0, (uint8_t)i };
		pf[i].vendor_id = fact_int_known(0x8086);
		pf[i].device_id = fact_int_known(i ? 0x10ca : 0x10c9);
		pf[i].node = fact_int_known(card);
		xpt_bdf_format(pf[i].bdf, pf[i].address);
		if (!i)
			continue;
		pf[i].state = DEVICE_RESERVED;
		pf[i].driver = fact_text_known("pciback");
		pf[i].physical_function = fact_text_known(pf->address);
		vf_lists[card][i - 1] = pf[i].bdf;
	}
	pf->vf_total = pf->vf_count = fact_int_known(2);
	pf->virtual_functions = (struct bdfs){ vf_lists[card], 2, XPT_FACT_KNOWN, NULL };
}

static void make_cards(void)
{
	make_host();
	make_card(0);
	make_card(1);
	xpt__bitmap_add(&node_0, 0);
	xpt__bitmap_add(&node_1, 1);
	host.devices = cards;
	host.device_count = sizeof(cards) / sizeof(*cards);
	host.numa = &numa;
}

/* The code; the address or the message goes to @ret_text (static). */
static int choose_with(const char *word, const struct xpt_request *request, const char **ret_text)
{
	static char text[1024];
	struct xpt_error *error = NULL;
	char address[XPT_BDF_TEXT] = "";
	struct xpt_bdf chosen;
	size_t free_count;
	int rc = xpt_choose_device(&host, word, request, &chosen, &free_count, &error);

	snprintf(text, sizeof(text), "%s",
			rc ? xpt_error_message(error) : xpt_bdf_format(chosen, address));
	xpt_error_free(error);
	*ret_text = text;
	return rc;
}

static const char *choose(const char *word)
{
	const char *text;

	choose_with(word, &XPT_OPTIONS(xpt_request, .action = XPT_ATTACH, .domain = "web"), &text);
	return text;
}

static void the_one_near_the_domain_is_chosen(void)
{
	make_cards();
	domains[1].node_affinity = (struct fact_bitmap){ XPT_FACT_KNOWN, &node_1, "1", NULL };
	ASSERT_TEXT(choose("any:8086:10ca"), "0000:02:00.1");
	domains[1].node_affinity.value = &node_0;
	ASSERT_TEXT(choose("any:8086:10ca"), "0000:01:00.1");
	give(vf(0, 0), 2, "db");
	give(vf(0, 1), 2, "db");
	ASSERT_TEXT(choose("any:8086:10ca"), "0000:02:00.1");
}

static void of_two_cards_the_one_that_guests_use_less_is_chosen(void)
{
	make_cards();
	ASSERT_TEXT(choose("any:8086:10ca"), "0000:01:00.1");
	give(vf(0, 0), 2, "db");
	ASSERT_TEXT(choose("any:8086:10ca"), "0000:02:00.1");
}

static void what_is_reserved_comes_before_what_has_no_driver(void)
{
	make_cards();
	vf(0, 0)->state = DEVICE_UNBOUND;
	vf(0, 0)->driver = (struct fact_text)ABSENT;
	ASSERT_TEXT(choose("vf:01:00.0"), "0000:01:00.2");
}

static void what_would_be_refused_comes_last(void)
{
	make_cards();
	vf(0, 0)->bars = NULL; /* nobody knows them */
	vf(0, 0)->reset = (struct fact_text){ .state = XPT_FACT_UNREADABLE, .reason = "denied" };
	ASSERT_TEXT(choose("vf:01:00.0"), "0000:01:00.2");
}

static void what_is_named_already_is_not_chosen_again(void)
{
	const struct xpt_request request = XPT_OPTIONS(xpt_request, .action = XPT_ATTACH,
			.devices = &cards[1].bdf, .device_count = 1);
	const char *text;

	make_cards();
	CU_ASSERT_EQUAL(choose_with("vf:01:00.0", &request, &text), 0);
	ASSERT_TEXT(text, "0000:01:00.2");
	give(vf(0, 1), 2, "db");
	CU_ASSERT_EQUAL(choose_with("vf:01:00.0", &request, &text), XPT_REFUSED);
	ASSERT_TEXT(text,
			"none of vf:01:00.0 is free: 0000:01:00.1 (named already), 0000:01:00.2 (db has it)");
}

static void who_has_each_is_told_where_none_is_free(void)
{
	make_cards();
	give(vf(0, 0), 2, "db");
	vf(0, 1)->state = DEVICE_DOM0;
	vf(0, 1)->driver = fact_text_known("igbvf");
	vf(1, 0)->claim_domid = fact_int_known(1);
	vf(1, 1)->state = DEVICE_UNKNOWN;
	vf(1, 1)->owner = (struct owner){ OWNER_UNKNOWN, 0, NULL, 0, "the ring is too small" };
	ASSERT_TEXT(choose("any:8086:10ca"),
			"none of any:8086:10ca is free: 0000:01:00.1 (db has it), "
			"0000:01:00.2 (dom0's driver igbvf uses it), 0000:02:00.1 (xenstore says that web has "
			"it), 0000:02:00.2 (not known: the ring is too small)");
}

static void any_takes_what_lspci_takes(void)
{
	static const char *const wrong[] = { "any:", "any:8086",
		"any:::", "any:80861:", "any:8086:10ca:0200:1", "any:x:", "8086:10ca" };
	const struct xpt_request request = XPT_OPTIONS(xpt_request, .action = XPT_ATTACH);
	const char *text;

	make_cards();
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		CU_ASSERT_EQUAL(choose_with(wrong[i], &request, &text), XPT_INVALID);
	ASSERT_TEXT(choose("any:8086:"), "0000:01:00.1");
	ASSERT_TEXT(choose("any:*:10CA"), "0000:01:00.1");
	ASSERT_TEXT(choose("any:::0200"), "0000:01:00.1");
	CU_ASSERT_EQUAL(choose_with("any:::0108", &request, &text), XPT_NOT_FOUND);
	CU_ASSERT_EQUAL(choose_with("vf:01:00.1", &request, &text), XPT_NOT_FOUND);
	cards[0].virtual_functions.count = 0;
	CU_ASSERT_EQUAL(choose_with("vf:01:00.0", &request, &text), XPT_NOT_FOUND);
	ASSERT_TEXT(text,
			"0000:01:00.0 has no VFs now; make some with: xpt vf create 0000:01:00.0 COUNT --reserve");
}

static void what_may_be_one_of_them_is_named_where_none_is(void)
{
	const struct xpt_request request = XPT_OPTIONS(xpt_request, .action = XPT_ATTACH);
	const char *text;

	make_cards();
	vf(1, 0)->device_id = (struct fact_int)UNREADABLE;
	CU_ASSERT_EQUAL(choose_with("any:8086:1234", &request, &text), XPT_UNREADABLE);
	ASSERT_TEXT(text, "it is not known whether 0000:02:00.1 is any:8086:1234: not root");
	CU_ASSERT_EQUAL(choose_with("any:10de:1234", &request, &text), XPT_NOT_FOUND);
	CU_ASSERT_EQUAL(choose_with("any:10de:", &request, &text), XPT_NOT_FOUND);
	ASSERT_TEXT(choose("any:8086:10ca"), "0000:01:00.1");
}

SUITE(choose)
{
	TEST(the_one_near_the_domain_is_chosen);
	TEST(of_two_cards_the_one_that_guests_use_less_is_chosen);
	TEST(what_is_reserved_comes_before_what_has_no_driver);
	TEST(what_would_be_refused_comes_last);
	TEST(what_is_named_already_is_not_chosen_again);
	TEST(who_has_each_is_told_where_none_is_free);
	TEST(any_takes_what_lspci_takes);
	TEST(what_may_be_one_of_them_is_named_where_none_is);
}
