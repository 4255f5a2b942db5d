/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../engine/check/group.h"

#include "../../engine/base/bdf.h"
#include "facts.h"
#include "unit.h"

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
	xpt__model_link_below(&host);
}

/* The reason why @other goes with @first; NULL: it does not. */
static const char *reason(int first, int other)
{
	struct xpt_group_member member = XPT_SIZED(xpt_group_member);
	struct xpt_group *group = NULL;
	const char *found = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_group_of(&host, &devices[first].bdf, 1, &group, NULL), 0);
	for (size_t i = 0; xpt_group_member(group, i, &member); i++)
		if (xpt__bdf_equal(member.address, devices[other].bdf))
			found = member.reason;
	xpt_group_free(group);
	return found;
}

static bool is_possible(int first, int other)
{
	struct xpt_group_member member = XPT_SIZED(xpt_group_member);
	struct xpt_group *group = NULL;
	bool possible = false;

	CU_ASSERT_EQUAL_FATAL(xpt_group_of(&host, &devices[first].bdf, 1, &group, NULL), 0);
	for (size_t i = 0; xpt_group_member(group, i, &member); i++)
		if (xpt__bdf_equal(member.address, devices[other].bdf))
			possible = member.possible;
	xpt_group_free(group);
	return possible;
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
	static const char *const kinds[] = { "pcie-pci-bridge", "pci-bridge", "pci-pcie-bridge",
		"cardbus-bridge" };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		make_host();
		devices[PORT].kind = fact_text_known(kinds[i]);
		ASSERT_TEXT(reason(BELOW, BELOW_2), "requester-id");
		CU_ASSERT_PTR_NULL(reason(BELOW, BESIDE));
	}
}

static void an_upstream_port_needs_acs_where_it_is_not_alone_in_its_slot(void)
{
	make_host();
	devices[PORT].kind = fact_text_known("switch-upstream");
	devices[PORT].acs_can = devices[PORT].acs_does = (struct fact_int)ABSENT;
	ASSERT_TEXT(reason(BELOW, BELOW_2), "acs");
	devices[PORT].functions = (struct bdfs){ NULL, 0, XPT_FACT_KNOWN, NULL };
	CU_ASSERT_PTR_NULL(reason(BELOW, BELOW_2));
	devices[PORT].multifunction = fact_int_known(1);
	ASSERT_TEXT(reason(BELOW, BELOW_2), "acs");
	devices[PORT].acs_can = devices[PORT].acs_does = fact_int_known(0x1d);
	CU_ASSERT_PTR_NULL(reason(BELOW, BELOW_2));
	devices[PORT].acs_can = devices[PORT].acs_does =
			(struct fact_int)FACT_UNREADABLE("256 bytes");
	CU_ASSERT(is_possible(BELOW, BELOW_2));
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

/* The notes of the group of @first: how many, and the last one. */
static size_t notes(int first, struct xpt_group_note *ret_note)
{
	struct xpt_group *group = NULL;
	size_t count = 0;

	CU_ASSERT_EQUAL_FATAL(xpt_group_of(&host, &devices[first].bdf, 1, &group, NULL), 0);
	while (xpt_group_note(group, count, ret_note))
		count++;
	xpt_group_free(group); /* the texts of these tests are not the group's */
	return count;
}

static void bridges_that_cannot_be_read_are_named_and_may_tie(void)
{
	struct xpt_group_note note = XPT_SIZED(xpt_group_note);

	make_host();
	CU_ASSERT_EQUAL(notes(BELOW, &note), 0);
	for (int i = PORT; i <= PORT_2; i++) {
		devices[i].kind = (struct fact_text)FACT_UNREADABLE("denied");
		devices[i].header_type = devices[i].acs_can =
				(struct fact_int)FACT_UNREADABLE("denied");
		devices[i].class_code = fact_int_known(0x604);
	}
	CU_ASSERT_EQUAL(notes(BELOW, &note), 2);
	ASSERT_TEXT(note.kind, "unknown");
	ASSERT_TEXT(note.text, "denied");
	CU_ASSERT(is_possible(BELOW, BELOW_2) && is_possible(BELOW, BESIDE));
	devices[PORT].kind = fact_text_known("root-port");
	devices[PORT].acs_can = devices[PORT].acs_does = fact_int_known(0x1d);
	CU_ASSERT_EQUAL(notes(BELOW, &note), 0);
	CU_ASSERT_EQUAL(notes(BESIDE, &note), 1);
}

/* Of dom0 without MMCONFIG: what it is can be read, and not whether it has ACS. */
static void acs_that_cannot_be_read_is_neither_there_nor_missing(void)
{
	struct xpt_group_note note = XPT_SIZED(xpt_group_note);

	make_host();
	devices[PORT].acs_can = devices[PORT].acs_does =
			(struct fact_int)FACT_UNREADABLE("256 bytes");
	CU_ASSERT_EQUAL(notes(BELOW, &note), 1);
	ASSERT_TEXT(note.text, "256 bytes");
	CU_ASSERT(is_possible(BELOW, BELOW_2));
	CU_ASSERT_PTR_NULL(reason(BELOW, BESIDE));
}

static void make_id(int index, unsigned int vendor, unsigned int id)
{
	devices[index].vendor_id = fact_int_known(vendor);
	devices[index].device_id = fact_int_known(id);
}

static void functions_that_their_vendor_vouches_for_are_isolated(void)
{
	static const struct {
		unsigned int vendor, device;
		const char *kind;
		bool vouched;
	} cases[] = { { 0x8086, 0x10fb, "endpoint", true }, { 0x8086, 0x1521, "endpoint", true },
		{ 0x8086, 0x10c9, "endpoint", true }, { 0x8086, 0x10d3, "endpoint", false },
		{ 0x10de, 0x10fb, "endpoint", false }, { 0x14e4, 0x1752, "endpoint", true },
		{ 0x14e4, 0x1753, "endpoint", false }, { 0x8088, 0x5140, "endpoint", true },
		{ 0x8088, 0x5141, "endpoint", false },
		{ 0x8086, 0x4321, "root-complex-endpoint", true },
		{ 0x1022, 0x4321, "root-complex-endpoint", false } };
	struct xpt_group_note note = XPT_SIZED(xpt_group_note);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		make_host();
		devices[BELOW].functions =
				(struct bdfs){ &devices[BELOW_2].bdf, 1, XPT_FACT_KNOWN, NULL };
		devices[BELOW].kind = fact_text_known(cases[i].kind);
		make_id(BELOW, cases[i].vendor, cases[i].device);
		CU_ASSERT_EQUAL(!reason(BELOW, BELOW_2), cases[i].vouched);
		CU_ASSERT_EQUAL(notes(BELOW, &note), cases[i].vouched);
		if (cases[i].vouched)
			ASSERT_TEXT(note.kind, "vouched");
	}
}

static void a_southbridge_is_vouched_for_where_there_is_an_amd_iommu(void)
{
	static const char *tables[] = { "IVRS" };
	struct xpt_group_note note = XPT_SIZED(xpt_group_note);

	make_host();
	make_device(PORT, (struct xpt_bdf){ 0, 0, 0x1c, 0 }, "pci", NULL);
	make_device(PORT_2, (struct xpt_bdf){ 0, 0, 0x1c, 1 }, "pci", NULL);
	for (int i = PORT; i <= PORT_2; i++) {
		devices[i].header_type = fact_int_known(0);
		devices[i].functions = (struct bdfs){ &ports[i], 1, XPT_FACT_KNOWN, NULL };
		make_id(i, 0x1002, i == PORT ? 0x4383 : 0x4399);
	}
	CU_ASSERT(is_possible(PORT, PORT_2));
	host.firmware_tables.state = XPT_FACT_KNOWN;
	ASSERT_TEXT(reason(PORT, PORT_2), "multifunction");
	host.firmware_tables = (struct texts){ tables, 1, XPT_FACT_KNOWN, NULL };
	CU_ASSERT_PTR_NULL(reason(PORT, PORT_2));
	CU_ASSERT_EQUAL(notes(PORT, &note), 1);
}

static void root_ports_with_controls_of_their_own_isolate(void)
{
	struct xpt_group_note note = XPT_SIZED(xpt_group_note);

	make_host();
	devices[PORT].acs_can = devices[PORT].acs_does = (struct fact_int)ABSENT;
	make_id(PORT, 0x8086, 0x8c10);
	CU_ASSERT_PTR_NULL(reason(BELOW, BELOW_2));
	CU_ASSERT_EQUAL(notes(BELOW, &note), 1);
	make_id(PORT, 0x8086, 0x8c91); /* between two of a list of even ids */
	ASSERT_TEXT(reason(BELOW, BELOW_2), "acs");
	make_id(PORT, 0x1d17, 0x0723);
	CU_ASSERT_PTR_NULL(reason(BELOW, BELOW_2));
	devices[PORT].kind = fact_text_known("switch-downstream");
	CU_ASSERT_PTR_NULL(reason(BELOW, BELOW_2));
	make_id(PORT, 0x1d17, 0x0722);
	ASSERT_TEXT(reason(BELOW, BELOW_2), "acs");
}

static void the_control_register_of_some_ports_is_in_the_second_dword(void)
{
	struct xpt_group_note note = XPT_SIZED(xpt_group_note);

	make_host();
	devices[PORT].acs_does = fact_int_known(0);
	make_id(PORT, 0x8086, 0xa110);
	devices[PORT].acs_second = fact_int_known(0x1d);
	CU_ASSERT_PTR_NULL(reason(BELOW, BELOW_2));
	CU_ASSERT_EQUAL(notes(BELOW, &note), 0);
	devices[PORT].acs_does = fact_int_known(0x1d);
	devices[PORT].acs_second = fact_int_known(0);
	ASSERT_TEXT(reason(BELOW, BELOW_2), "acs");
	devices[PORT].acs_second = (struct fact_int)ABSENT;
	CU_ASSERT(is_possible(BELOW, BELOW_2));
}

SUITE(group)
{
	TEST(bridges_that_cannot_be_read_are_named_and_may_tie);
	TEST(acs_that_cannot_be_read_is_neither_there_nor_missing);
	TEST(functions_that_their_vendor_vouches_for_are_isolated);
	TEST(a_southbridge_is_vouched_for_where_there_is_an_amd_iommu);
	TEST(root_ports_with_controls_of_their_own_isolate);
	TEST(the_control_register_of_some_ports_is_in_the_second_dword);
	TEST(isolated_devices_go_their_own_way);
	TEST(an_endpoint_beside_an_open_port_goes_with_what_is_below_it);
	TEST(a_port_without_acs_ties_all_below_it);
	TEST(a_conventional_bridge_gives_one_requester_id);
	TEST(an_upstream_port_needs_acs_where_it_is_not_alone_in_its_slot);
	TEST(functions_of_a_slot_need_acs_between_them);
	TEST(what_only_a_bus_reset_can_reset_goes_with_its_bus);
	TEST(shared_reserved_memory_wants_relaxed_when_all_go);
	TEST(a_group_needs_devices_that_are_there);
}
