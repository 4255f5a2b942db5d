/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../engine/check/group.h"

#include "../../engine/base/bdf.h"
#include "unit.h"

#define KNOWN(number)                                      \
	{                                                  \
		.state = XPT_FACT_KNOWN, .value = (number) \
	}
#define ABSENT                           \
	{                                \
		.state = XPT_FACT_ABSENT \
	}

/* Two root ports with ACS in one slot, 00:1c.0 and 00:1c.1; an endpoint below each, and one beside. */
enum { PORT, PORT_2, BELOW, BELOW_2, BESIDE, COUNT };

static struct xpt_device devices[COUNT];
static struct xpt_host host;
static struct xpt_bdf ports[2];

static void make_device(int index, struct xpt_bdf bdf, const char *kind, struct xpt_device *parent)
{
	devices[index] = (struct xpt_device){ .bdf = bdf,
		.class_code = KNOWN(0x200),
		.kind = fact_text_known(kind),
		.header_type = KNOWN(parent ? 0 : index <= PORT_2),
		.reset = fact_text_known("flr"),
		.physical_function = ABSENT,
		.parent = parent,
		.acs_can = ABSENT,
		.acs_does = ABSENT };
	xpt_bdf_format(bdf, devices[index].address);
}

static void make_host(void)
{
	make_device(PORT, (struct xpt_bdf){ 0, 0, 0x1c, 0 }, "root-port", NULL);
	make_device(PORT_2, (struct xpt_bdf){ 0, 0, 0x1c, 1 }, "root-port", NULL);
	make_device(BELOW, (struct xpt_bdf){ 0, 1, 0, 0 }, "endpoint", &devices[PORT]);
	make_device(BELOW_2, (struct xpt_bdf){ 0, 1, 1, 0 }, "endpoint", &devices[PORT]);
	make_device(BESIDE, (struct xpt_bdf){ 0, 2, 0, 0 }, "endpoint", &devices[PORT_2]);
	for (int i = PORT; i <= PORT_2; i++) {
		devices[i].acs_can = devices[i].acs_does = fact_int_known(0x1d);
		ports[i] = devices[1 - i].bdf;
		devices[i].functions = (struct bdfs){ &ports[i], 1, XPT_FACT_KNOWN, NULL };
	}
	host = (struct xpt_host){ .devices = devices, .device_count = COUNT };
}

/* The reason why @other goes with @first; NULL: it does not. */
static const char *reason(int first, int other)
{
	struct xpt_group_member member;
	struct xpt_group *group = NULL;
	const char *found = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_group_of(&host, &devices[first].bdf, 1, &group, NULL), 0);
	for (size_t i = 0; xpt_group_member(group, i, &member); i++)
		if (xpt__bdf_equal(member.address, devices[other].bdf))
			found = member.reason;
	xpt_group_free(group);
	return found;
}

static void isolated_devices_go_their_own_way(void)
{
	make_host();
	CU_ASSERT_PTR_NULL(reason(BELOW, BELOW_2));
	CU_ASSERT_PTR_NULL(reason(BELOW, BESIDE));
}

static void a_port_without_acs_ties_all_below_it(void)
{
	make_host();
	devices[PORT].acs_does = fact_int_known(0x10);
	ASSERT_TEXT(reason(BELOW, BELOW_2), "acs");
	CU_ASSERT_PTR_NULL(reason(BELOW, BESIDE));
	devices[PORT_2].acs_does = fact_int_known(0);
	ASSERT_TEXT(reason(BELOW, BESIDE), "acs");
	make_host();
	devices[PORT].acs_can = devices[PORT].acs_does =
			(struct fact_int){ .state = XPT_FACT_UNREADABLE };
	ASSERT_TEXT(reason(BELOW, BELOW_2), "acs");
}

static void an_endpoint_beside_an_open_port_goes_with_what_is_below_it(void)
{
	static const char *const kinds[] = { "root-port", "pci-bridge" };

	for (size_t i = 0; i < 2; i++) {
		make_host();
		devices[PORT].kind = fact_text_known(kinds[i]);
		devices[PORT].acs_does = fact_int_known(0);
		make_device(PORT_2, ports[0], "endpoint", NULL);
		devices[PORT_2].header_type = fact_int_known(0);
		devices[PORT_2].functions = (struct bdfs){ &ports[1], 1, XPT_FACT_KNOWN, NULL };
		ports[0] = devices[PORT_2].bdf;
		ports[1] = devices[PORT].bdf;
		ASSERT_TEXT(reason(PORT_2, BELOW), "acs");
		ASSERT_TEXT(reason(BELOW, PORT_2), "acs");
	}
}

static void a_conventional_bridge_gives_one_requester_id(void)
{
	make_host();
	devices[PORT].kind = fact_text_known("pcie-pci-bridge");
	ASSERT_TEXT(reason(BELOW, BELOW_2), "requester-id");
	CU_ASSERT_PTR_NULL(reason(BELOW, BESIDE));
}

static void functions_of_a_slot_need_acs_between_them(void)
{
	make_host();
	devices[BELOW].functions = (struct bdfs){ &devices[BELOW_2].bdf, 1, XPT_FACT_KNOWN, NULL };
	ASSERT_TEXT(reason(BELOW, BELOW_2), "multifunction");
	devices[BELOW].acs_can = devices[BELOW].acs_does = fact_int_known(0);
	CU_ASSERT_PTR_NULL(reason(BELOW, BELOW_2));
	make_host();
	devices[BELOW].virtual_functions =
			(struct bdfs){ &devices[BELOW_2].bdf, 1, XPT_FACT_KNOWN, NULL };
	ASSERT_TEXT(reason(BELOW, BELOW_2), "virtual-function");
}

static void what_only_a_bus_reset_can_reset_goes_with_its_bus(void)
{
	make_host();
	devices[BELOW].reset = (struct fact_text)ABSENT;
	ASSERT_TEXT(reason(BELOW, BELOW_2), "reset");
	CU_ASSERT_PTR_NULL(reason(BELOW_2, BELOW));
}

static void shared_reserved_memory_wants_relaxed_when_all_go(void)
{
	struct xpt_bdf stranger = { 0, 9, 0, 0 };
	struct xpt_group *group = NULL;

	make_host();
	devices[BELOW].reserved_memory_sharers =
			(struct bdfs){ &devices[BESIDE].bdf, 1, XPT_FACT_KNOWN, NULL };
	ASSERT_TEXT(reason(BELOW, BESIDE), "reserved-memory");
	CU_ASSERT_EQUAL_FATAL(xpt_group_of(&host, &devices[BELOW].bdf, 1, &group, NULL), 0);
	CU_ASSERT(xpt_group_wants_relaxed(group));
	devices[BESIDE].reserved_memory_sharers =
			(struct bdfs){ &stranger, 1, XPT_FACT_KNOWN, NULL };
	CU_ASSERT(!xpt_group_wants_relaxed(group));
	xpt_group_free(group);
}

static void a_group_needs_devices_that_are_there(void)
{
	struct xpt_bdf stranger = { 0, 9, 0, 0 };
	struct xpt_group *group = NULL;

	make_host();
	CU_ASSERT_EQUAL(xpt_group_of(&host, &stranger, 1, &group, NULL), XPT_NOT_FOUND);
	CU_ASSERT_EQUAL(xpt_group_of(&host, &stranger, 0, &group, NULL), XPT_INVALID);
	CU_ASSERT_PTR_NULL(group);
}

SUITE(group)
{
	TEST(isolated_devices_go_their_own_way);
	TEST(an_endpoint_beside_an_open_port_goes_with_what_is_below_it);
	TEST(a_port_without_acs_ties_all_below_it);
	TEST(a_conventional_bridge_gives_one_requester_id);
	TEST(functions_of_a_slot_need_acs_between_them);
	TEST(what_only_a_bus_reset_can_reset_goes_with_its_bus);
	TEST(shared_reserved_memory_wants_relaxed_when_all_go);
	TEST(a_group_needs_devices_that_are_there);
}
