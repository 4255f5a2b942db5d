/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the network driver of a physical function tells of its virtual ones. */
#include <stdio.h>

#include <xpt/vf.h>

#include "../../engine/apply/apply.h"
#include "../../engine/base/vf_words.h"
#include "../../engine/formats/vf_settings.h"
#include "../script/try.h"
#include "fake_source.h"
#include "page.h"
#include "unit.h"

#define DEVICES "sys/bus/pci/devices"
#define PF DEVICES "/0000:03:00.0"

static void settings_that_are_written_are_read_again(void)
{
	struct vf_settings_line written = xpt__vf_settings_unknown(3), found;
	struct page page;
	struct span text;

	written.mac = fact_span_known("52:54:00:12:34:56");
	written.vlan = fact_int_known(4095);
	written.trust = fact_int_known(1);
	written.max_rate = fact_int_known(UINT32_MAX);
	page_open(&page);
	xpt__vf_settings_write(page.to, &written);
	text = page_done(&page);
	ASSERT_TEXT(page.bytes, "3 mac=52:54:00:12:34:56 vlan=4095 trust=1 max_rate=4294967295\n");
	CU_ASSERT_EQUAL(xpt__vf_settings_find(text, 2, &found), FOUND_NONE);
	CU_ASSERT_EQUAL_FATAL(xpt__vf_settings_find(text, 3, &found), FOUND_ONE);
	CU_ASSERT(xpt__span_is(found.mac.value, "52:54:00:12:34:56"));
	CU_ASSERT(fact_is(found.vlan, 4095) && fact_is(found.trust, 1));
	CU_ASSERT(fact_is(found.max_rate, UINT32_MAX));
	CU_ASSERT_EQUAL(found.link.state, XPT_FACT_UNREADABLE);
	ASSERT_TEXT(found.link.reason, "the driver of its physical function does not report it");
	free(page.bytes);
}

static void hostile_settings_are_not_known(void)
{
	static const char *const lines[] = { "0 vlan=4096", "0 vlan=-1",
		"0 vlan=", "0 vlan=1 vlan=2", "0 vlan=0x1" };
	struct vf_settings_line found;

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		CU_ASSERT_EQUAL_FATAL(xpt__vf_settings_find(xpt__span_of(lines[i]), 0, &found),
				FOUND_ONE);
		CU_ASSERT_NOT_EQUAL(found.vlan.state, XPT_FACT_KNOWN);
	}
	CU_ASSERT_EQUAL(xpt__vf_settings_find(SPAN("0 vlan=1\n0 vlan=1\n"), 0, &found),
			FOUND_GARBLED);
}

static void words_are_known_in_order_and_in_range(void)
{
	static const char *const right[] = { "mac=52:54:00:12:34:56",
		"vlan=0 qos=0 protocol=802.1Q", "trust=1", "msix=2048",
		"spoof_check=0 trust=0 link=auto min_rate=0 max_rate=4294967295" };
	static const char *const wrong[] = { "", " ", "trust", "trust=", "trust=2", "trust=1 ",
		" trust=1", "trust=1  link=on", "trust=1 spoof_check=1", "trust=1 trust=1",
		"link=up", "mac=52:54", "mac=52:54:00:12:34:5g", "vlan=4096", "qos=8",
		"protocol=802.1q", "max_rate=4294967296", "number=1", "msix=2049",
		"trust=1\nlink=on" };

	for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++)
		CU_ASSERT(xpt__vf_words_valid(right[i]));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		CU_ASSERT_FALSE(xpt__vf_words_valid(wrong[i]));
}

/* A PF with VFs 0 and 1 and the interface of @interfaces, of whose VFs @settings tells; NULL: nothing answers. */
static struct xpt_host *host_with(const char *interfaces, const char *settings)
{
	const struct fake answers[] = { LIST_(DEVICES, "0000:03:00.0 0000:03:10.0 0000:03:10.2"),
		FILE_(PF "/uevent", "PCI_ID=8086:10C9\n"),
		FILE_(DEVICES "/0000:03:10.0/uevent", "PCI_ID=8086:10CA\n"),
		FILE_(DEVICES "/0000:03:10.2/uevent", "PCI_ID=8086:10CA\n"),
		LINK_(DEVICES "/0000:03:10.0/physfn", "../0000:03:00.0"),
		LINK_(DEVICES "/0000:03:10.2/physfn", "../0000:03:00.0"),
		FILE_(PF "/sriov_totalvfs", "7\n"), FILE_(PF "/sriov_numvfs", "2\n"),
		FILE_("pci/0000:03:00.0", "sriov_total 7\nsriov_offset 128\nsriov_stride 2\n"),
		FILE_("net/eth0", ""), FILE_("net/eth1", settings ? settings : ""),
		interfaces ? (struct fake)LIST_(PF "/net", interfaces) : (struct fake)END_, END_ };

	return fake_host(answers, XPT_DETAIL_CONFIG);
}

static void each_vf_has_the_settings_of_its_number(void)
{
	struct xpt_host *host = host_with("eth0 eth1",
			"0 mac=52:54:00:00:00:01 vlan=0 qos=0 protocol=802.1Q spoof_check=1 trust=0 link=auto min_rate=0 max_rate=0\n"
			"1 mac=00:00:00:00:00:00 vlan=10 qos=3 protocol=802.1ad spoof_check=0 trust=1 link=off min_rate=5 max_rate=100\n");
	const struct vf_settings *first = &fake_device(host, "03:10.0")->vf_settings,
				 *second = &fake_device(host, "03:10.2")->vf_settings;

	CU_ASSERT(fact_text_is(first->mac, "52:54:00:00:00:01"));
	CU_ASSERT_EQUAL(first->vlan.state, XPT_FACT_ABSENT);
	CU_ASSERT_EQUAL(first->vlan_protocol.state, XPT_FACT_ABSENT);
	CU_ASSERT(fact_is(first->trust, 0) && fact_is(first->max_rate, 0));
	CU_ASSERT_EQUAL(second->mac.state, XPT_FACT_ABSENT); /* none is set */
	CU_ASSERT(fact_is(second->vlan, 10) && fact_is(second->vlan_qos, 3));
	CU_ASSERT(fact_text_is(second->vlan_protocol, "802.1ad"));
	CU_ASSERT(fact_is(second->spoof_check, 0) && fact_is(second->trust, 1));
	CU_ASSERT(fact_text_is(second->link, "off"));
	CU_ASSERT(fact_is(second->min_rate, 5) && fact_is(second->max_rate, 100));
	CU_ASSERT_EQUAL(fake_device(host, "03:00.0")->vf_settings.mac.state, XPT_FACT_ABSENT);
	xpt_host_free(host);
}

static void a_vf_that_its_driver_does_not_tell_of_is_not_known(void)
{
	struct xpt_host *host = host_with("eth1", "1 trust=1\n1 trust=1\n");

	CU_ASSERT_EQUAL(fake_device(host, "03:10.0")->vf_settings.mac.state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(fake_device(host, "03:10.2")->vf_settings.trust.state, XPT_FACT_UNREADABLE);
	xpt_host_free(host);
}

static void vfs_of_what_is_no_network_interface_have_none(void)
{
	struct xpt_host *host = host_with(NULL, NULL);
	const struct vf_settings *settings = &fake_device(host, "03:10.0")->vf_settings;

	CU_ASSERT_EQUAL(settings->mac.state, XPT_FACT_ABSENT);
	ASSERT_TEXT(settings->mac.reason, "its physical function has no network interface");
	xpt_host_free(host);
}

/* A world whose PF is a network card with two VFs. */
static struct world *network_card(void)
{
	struct world *world = world_new();

	world->interface = true;
	world->vfs = 2;
	return world;
}

/* The code, of what is set on VF 1. */
static int try_set(struct world *world, struct xpt_vf_settings settings, const char **ret_message)
{
	static char message[1024];
	struct apply_context apply_context = world_actor(world, try_folder);
	struct xpt_host *host = world_snapshot(world);
	struct xpt_error *error = NULL;
	struct xpt_plan *plan = NULL;
	int rc;

	settings.size = sizeof(settings);
	settings.device = world->devices[WORLD_PF + 2].bdf;
	rc = xpt_plan_for_vf_settings(host, &settings, &plan, &error);
	rc = rc ? rc : xpt__plan_apply(&apply_context, plan, &error);
	snprintf(message, sizeof(message), "%s", error ? xpt_error_message(error) : "");
	if (ret_message)
		*ret_message = message;
	xpt_error_free(error);
	xpt_plan_free(plan);
	xpt_host_free(host);
	return rc;
}

static void each_setting_is_a_write_and_what_is_so_is_none(void)
{
	struct world *world = network_card();

	try_begin();
	CU_ASSERT_EQUAL(try_set(world,
					(struct xpt_vf_settings){ .vlan = "10",
							.trust = XPT_VF_ON,
							.link = XPT_VF_AUTO,
							.rate = "0:0" },
					NULL),
			0);
	ASSERT_TEXT(world->log,
			"write net/eth0 1 vlan=10 qos=0 protocol=802.1Q\n\n"
			"write net/eth0 1 trust=1\n\n");
	CU_ASSERT(world->vf_vlan[1] == 10 && world->vf_trust[1] == 1 && !world->vf_vlan[0]);
	try_log_clear(world);
	CU_ASSERT_EQUAL(try_set(world, (struct xpt_vf_settings){ .vlan = "10:0" }, NULL), 0);
	CU_ASSERT_EQUAL(world->acts, 0);
	CU_ASSERT_EQUAL(try_set(world, (struct xpt_vf_settings){ .vlan = "none" }, NULL), 0);
	CU_ASSERT_EQUAL(world->vf_vlan[1], 0);
	try_finish(world);
}

static void what_the_driver_refuses_leaves_what_was_before(void)
{
	struct world *world = network_card();
	const char *message = "";
	char before[2048];

	try_begin();
	world->vf_vlan[1] = 20;
	snprintf(before, sizeof(before), "%s", world_text(world));
	world->refuse = "trust=1";
	world->refusals = 1;
	CU_ASSERT_EQUAL(try_set(world, (struct xpt_vf_settings){ .vlan = "10", .trust = XPT_VF_ON },
					&message),
			XPT_REFUSED);
	ASSERT_TEXT(world_text(world), before);
	CU_ASSERT_PTR_NOT_NULL(strstr(message, "what was done before is undone"));
	/* accepted, and without effect */
	world->ignore = "trust=1";
	CU_ASSERT_NOT_EQUAL(
			try_set(world, (struct xpt_vf_settings){ .trust = XPT_VF_ON }, NULL), 0);
	ASSERT_TEXT(world_text(world), before);
	try_finish(world);
}

static void what_is_no_setting_is_refused_before_anything_is_written(void)
{
	static const struct xpt_vf_settings wrong[] = { { .mac = "52:54:00:12:34" },
		{ .mac = "53:54:00:12:34:56" }, { .mac = "52-54-00-12-34-56" }, { .mac = "" },
		{ .vlan = "0" }, { .vlan = "4095" }, { .vlan = "10:8" }, { .vlan = "10:3:q" },
		{ .vlan = "10:3:ad:" }, { .vlan = "" }, { .rate = "10" }, { .rate = "20:10" },
		{ .rate = "0:4294967296" }, { .rate = "0:10:20" }, { .trust = XPT_VF_AUTO },
		{ .mac = "52:54:00:12:34:56 vlan=1" } };
	struct world *world = network_card();

	try_begin();
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		CU_ASSERT_EQUAL(try_set(world, wrong[i], NULL), XPT_INVALID);
	world->interface = false;
	CU_ASSERT_EQUAL(try_set(world, (struct xpt_vf_settings){ .trust = XPT_VF_ON }, NULL),
			XPT_REFUSED);
	CU_ASSERT_EQUAL(world->acts, 0);
	try_finish(world);
}

/* A world whose PF shares 64 vectors out to two VFs; VF 1 is reserved. */
static struct world *sharing_card(void)
{
	struct world *world = network_card();
	struct fake_pci *vf = &world->devices[WORLD_PF + 2];

	world->msix_total = 64;
	world->vf_msix[0] = world->vf_msix[1] = 32;
	snprintf(vf->driver, sizeof(vf->driver), "pciback");
	snprintf(vf->owner, sizeof(vf->owner), "DomIO:8019");
	vf->slot = true;
	return world;
}

static int try_msix(struct world *world, unsigned int msix, const char **ret_message)
{
	return try_set(world, (struct xpt_vf_settings){ .msix = msix }, ret_message);
}

static void pciback_lets_a_vf_go_for_other_vectors(void)
{
	struct world *world = sharing_card();
	char before[2048];

	try_begin();
	snprintf(before, sizeof(before), "%s", world_text(world));
	CU_ASSERT_EQUAL(try_msix(world, 8, NULL), 0);
	ASSERT_TEXT(world->log,
			"write sys/bus/pci/devices/0000:01:00.2/driver_override pciback\n"
			"write sys/bus/pci/drivers/pciback/unbind 0000:01:00.2\n"
			"write sys/bus/pci/devices/0000:01:00.2/sriov_vf_msix_count 8\n"
			"write sys/bus/pci/drivers/pciback/bind 0000:01:00.2\n"
			"write sys/bus/pci/devices/0000:01:00.2/driver_override \n");
	CU_ASSERT(world->vf_msix[1] == 8 && world->vf_msix[0] == 32);
	try_log_clear(world);
	CU_ASSERT_EQUAL(try_msix(world, 8, NULL), 0);
	CU_ASSERT_EQUAL(world->acts, 0);
	CU_ASSERT_EQUAL(try_msix(world, 32, NULL), 0);
	ASSERT_TEXT(world_text(world), before);
	try_finish(world);
}

static void a_driver_override_of_somebody_is_there_again_afterwards(void)
{
	struct world *world = sharing_card();
	struct fake_pci *vf = &world->devices[WORLD_PF + 2];

	try_begin();
	snprintf(vf->override, sizeof(vf->override), "vfio-pci");
	CU_ASSERT_EQUAL(try_msix(world, 8, NULL), 0);
	ASSERT_TEXT(vf->override, "vfio-pci");
	world->ignore = "sriov_vf_msix_count";
	CU_ASSERT_NOT_EQUAL(try_msix(world, 16, NULL), 0);
	ASSERT_TEXT(vf->override, "vfio-pci");
	world->ignore = NULL;
	snprintf(vf->override, sizeof(vf->override), "pciback");
	try_log_clear(world);
	CU_ASSERT_EQUAL(try_msix(world, 16, NULL), 0);
	ASSERT_TEXT(world->log,
			"write sys/bus/pci/drivers/pciback/unbind 0000:01:00.2\n"
			"write sys/bus/pci/devices/0000:01:00.2/sriov_vf_msix_count 16\n"
			"write sys/bus/pci/drivers/pciback/bind 0000:01:00.2\n");
	ASSERT_TEXT(vf->override, "pciback");
	try_finish(world);
}

static void what_has_no_driver_gets_its_vectors_in_one_write(void)
{
	struct world *world = sharing_card();
	struct fake_pci *vf = &world->devices[WORLD_PF + 2];

	try_begin();
	*vf->driver = '\0';
	vf->slot = false;
	snprintf(vf->owner, sizeof(vf->owner), "dom0");
	CU_ASSERT_EQUAL(try_msix(world, 64, NULL), 0);
	CU_ASSERT(world->acts == 1 && world->vf_msix[1] == 64);
	try_finish(world);
}

static void vectors_that_the_driver_refuses_leave_the_vf_reserved(void)
{
	struct world *world = sharing_card();
	const char *message = "";
	char before[2048];

	try_begin();
	snprintf(before, sizeof(before), "%s", world_text(world));
	CU_ASSERT_EQUAL(try_msix(world, 65, &message), XPT_REFUSED);
	CU_ASSERT_PTR_NOT_NULL(strstr(message, "what was done before is undone"));
	ASSERT_TEXT(world_text(world), before);
	world->ignore = "sriov_vf_msix_count";
	CU_ASSERT_NOT_EQUAL(try_msix(world, 16, NULL), 0);
	ASSERT_TEXT(world_text(world), before);
	try_finish(world);
}

static void vectors_are_left_alone_where_they_cannot_be_shared_out(void)
{
	struct world *world = sharing_card();
	struct fake_pci *vf = &world->devices[WORLD_PF + 2];
	const char *message = "";

	try_begin();
	CU_ASSERT_EQUAL(try_msix(world, 2049, NULL), XPT_INVALID);
	snprintf(vf->owner, sizeof(vf->owner), "d7");
	CU_ASSERT_EQUAL(try_msix(world, 8, &message), XPT_REFUSED);
	CU_ASSERT_PTR_NOT_NULL(strstr(message, "xpt detach g1 0000:01:00.2"));
	snprintf(vf->owner, sizeof(vf->owner), "dom0");
	snprintf(vf->driver, sizeof(vf->driver), "nvme");
	CU_ASSERT_EQUAL(try_msix(world, 8, &message), XPT_REFUSED);
	CU_ASSERT_PTR_NOT_NULL(strstr(message, "first: xpt reserve 0000:01:00.2"));
	world->msix_total = 0;
	CU_ASSERT_EQUAL(try_msix(world, 8, &message), XPT_REFUSED);
	CU_ASSERT_PTR_NOT_NULL(
			strstr(message, "driver of its physical function does not offer it"));
	CU_ASSERT_EQUAL(world->acts, 0);
	try_finish(world);
}

static void a_rate_waits_for_the_link_and_not_for_ever(void)
{
	struct world *world = network_card();

	try_begin();
	world->link_waits = 30;
	CU_ASSERT_EQUAL(try_set(world, (struct xpt_vf_settings){ .rate = "0:50" }, NULL), 0);
	CU_ASSERT_EQUAL(world->vf_rate[1], 50);
	world->link_waits = 1000;
	CU_ASSERT_EQUAL(try_set(world, (struct xpt_vf_settings){ .rate = "0:60" }, NULL),
			XPT_REFUSED);
	CU_ASSERT_EQUAL(world->vf_rate[1], 50);
	CU_ASSERT_EQUAL(world->link_waits, 900);
	/* what needs no link */
	CU_ASSERT_EQUAL(try_set(world, (struct xpt_vf_settings){ .vlan = "10" }, NULL), 0);
	CU_ASSERT_EQUAL(world->link_waits, 900);
	try_finish(world);
}

static void a_kill_at_any_write_is_undone(void)
{
	struct world *world = sharing_card();
	struct apply_context apply_context;
	struct xpt_vf_settings settings =
			XPT_OPTIONS(xpt_vf_settings, .vlan = "10", .trust = XPT_VF_ON, .msix = 8);
	struct xpt_host *host;
	char before[2048];
	size_t undone;

	try_begin();
	apply_context = world_actor(world, try_folder);
	settings.device = world->devices[WORLD_PF + 2].bdf;
	for (size_t act = 1; act <= 7; act++) {
		struct xpt_plan *plan = NULL;

		snprintf(before, sizeof(before), "%s", world_text(world));
		host = world_snapshot(world);
		CU_ASSERT_EQUAL_FATAL(xpt_plan_for_vf_settings(host, &settings, &plan, NULL), 0);
		try_log_clear(world);
		world->die_after = act;
		CU_ASSERT(try_dies(world, plan));
		world->die_after = 0;
		CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
		ASSERT_TEXT(world_text(world), before);
		xpt_plan_free(plan);
		xpt_host_free(host);
	}
	try_finish(world);
}

SUITE(vf_settings)
{
	TEST(settings_that_are_written_are_read_again);
	TEST(hostile_settings_are_not_known);
	TEST(words_are_known_in_order_and_in_range);
	TEST(each_vf_has_the_settings_of_its_number);
	TEST(a_vf_that_its_driver_does_not_tell_of_is_not_known);
	TEST(vfs_of_what_is_no_network_interface_have_none);
	TEST(each_setting_is_a_write_and_what_is_so_is_none);
	TEST(what_the_driver_refuses_leaves_what_was_before);
	TEST(what_is_no_setting_is_refused_before_anything_is_written);
	TEST(pciback_lets_a_vf_go_for_other_vectors);
	TEST(a_driver_override_of_somebody_is_there_again_afterwards);
	TEST(what_has_no_driver_gets_its_vectors_in_one_write);
	TEST(vectors_that_the_driver_refuses_leave_the_vf_reserved);
	TEST(vectors_are_left_alone_where_they_cannot_be_shared_out);
	TEST(a_rate_waits_for_the_link_and_not_for_ever);
	TEST(a_kill_at_any_write_is_undone);
}
