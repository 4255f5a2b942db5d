/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Virtual functions as a host's file says: what it may say, and what becomes of it. */
#include <stdio.h>

#include "../../engine/apply/apply.h"
#include "../../engine/base/error.h"
#include "../../engine/compare/compare.h"
#include "vf_trial.h"

#define SYSFS "write sys/bus/pci/devices/0000:01:00."

static void a_file_says_how_many_vfs_and_what_they_have(void)
{
	struct xpt_desired *desired =
			read_file("vfs = [ '04:00.0 count=8 reserve', 'nic0 count=0',\n"
				  "'04:00.0/3 rate=5:10 mac=52:54:00:12:34:56' ]",
					NULL);
	const struct desired_vf *vf;

	CU_ASSERT_PTR_NOT_NULL_FATAL(desired);
	CU_ASSERT_EQUAL_FATAL(desired->vfs.count, 2);
	CU_ASSERT(desired->vfs.items[0].count == 8 && desired->vfs.items[0].reserve);
	ASSERT_TEXT(desired->vfs.items[1].pf.name, "nic0");
	CU_ASSERT_EQUAL_FATAL(desired->vf_settings.count, 1);
	vf = &desired->vf_settings.items[0];
	CU_ASSERT(vf->number == 3 && vf->pf.at.line == 2);
	ASSERT_TEXT(vf->words[VF_MAC], "mac=52:54:00:12:34:56");
	ASSERT_TEXT(vf->words[VF_RATE], "min_rate=5 max_rate=10");
	CU_ASSERT_PTR_NULL(vf->words[VF_TRUST]);
	CU_ASSERT(xpt_desired_has_devices(desired));
	xpt_desired_free(desired);
}

static void what_is_no_wish_about_vfs_is_told_with_its_line(void)
{
	static const char *const wrong[] = { "", "04:00.0", "04:00.0 reserve",
		"04:00.0 count=", "04:00.0 count=-1", "04:00.0 count=65536",
		"04:00.0 count=1 count=2", "04:00.0 count=0 reserve",
		"04:00.0 count=2 reserve reserve", "04:00.0 vlan=10", "04:00.* count=2",
		"04:00.0/ vlan=10", "04:00.0/x vlan=10", "04:00.0/65535 vlan=10", "04:00.0/1",
		"04:00.0/1 count=2", "04:00.0/1 vlan", "04:00.0/1 vlan=0",
		"04:00.0/1 vlan=10 vlan=11", "04:00.0/1 trust=auto", "04:00.0/1 link=up",
		"04:00.0/1 mac=53:54:00:12:34:56", "04:00.0/1 rate=20:10",
		"04:00.0/1 spoofchk=", "04:00.0/1 msix=0", "04:00.0/1 msix=2049",
		"04:00.0/1/2 vlan=10", "/1 vlan=10" };
	char text[128];
	const char *why;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		snprintf(text, sizeof(text), "\nvfs = [ '%s' ]", wrong[i]);
		CU_ASSERT_PTR_NULL(read_file(text, &why));
		CU_ASSERT_EQUAL(strncmp(why, "f line 2: ", 10), 0);
	}
}

/* The code of making the world as @text says; the message goes to @ret_message (static). */
static int make(struct world *world, const char *text, const char **ret_message)
{
	static char message[1024];
	struct apply_context apply_context = world_actor(world, try_folder);
	struct xpt_desired *desired = read_file(text, NULL);
	struct xpt_host *host = world_snapshot(world);
	struct xpt_comparison *comparison = NULL;
	struct xpt_judged *judged = NULL;
	struct xpt_error *error = NULL;
	struct xpt_plan *plan = NULL;
	int rc;

	CU_ASSERT_PTR_NOT_NULL_FATAL(desired);
	rc = xpt_compare(host, desired, &comparison, &error);
	rc = rc ? rc : xpt_check_comparison(comparison, &judged, &error);
	rc = rc ? rc : xpt_plan_for_comparison(comparison, judged, &plan, &error);
	rc = rc ? rc : xpt__plan_apply(&apply_context, plan, &error);
	snprintf(message, sizeof(message), "%s", error ? xpt_error_message(error) : "");
	if (ret_message)
		*ret_message = message;
	xpt_error_free(error);
	xpt_plan_free(plan);
	xpt_judged_free(judged);
	xpt_comparison_free(comparison);
	xpt_host_free(host);
	xpt_desired_free(desired);
	return rc;
}

/* "differs is", of the item about @subject. Static buffer. */
static const char *item_of(struct world *world, const char *text, const char *subject)
{
	static const char *const states[] = { "same", "differs", "waits", "unread", "unknown" };
	static char said[256];
	struct xpt_desired *desired = read_file(text, NULL);
	struct xpt_host *host = world_snapshot(world);
	struct xpt_item item = XPT_SIZED(xpt_item);
	struct xpt_comparison *comparison = NULL;

	*said = '\0';
	CU_ASSERT_EQUAL_FATAL(xpt_compare(host, desired, &comparison, NULL), 0);
	for (size_t i = 0; xpt_comparison_item(comparison, i, &item); i++)
		if (!strcmp(item.subject, subject))
			snprintf(said, sizeof(said), "%s %s", states[item.state], item.is);
	xpt_comparison_free(comparison);
	xpt_host_free(host);
	xpt_desired_free(desired);
	return said;
}

static void vfs_are_made_and_get_what_they_shall_have(void)
{
	struct world *world = network_card(0);

	CU_ASSERT_EQUAL(make(world, two, NULL), 0);
	ASSERT_TEXT(world->log,
			SYSFS "0/sriov_numvfs 2\n"
			      "write net/eth0 1 vlan=10 qos=0 protocol=802.1Q\n\n"
			      "write net/eth0 1 trust=1\n\n");
	try_log_clear(world);
	CU_ASSERT_EQUAL(make(world, two, NULL), 0);
	CU_ASSERT_EQUAL(world->acts, 0);
	try_finish(world);
}

/* No other moment is left: pciback has a new VF before anybody could ask for it. */
static void new_vfs_get_their_vectors_and_stay_reserved(void)
{
	static const char text[] = "vfs = [ '01:00.0 count=2 reserve', '01:00.0/1 msix=8' ]\n";
	struct world *world = network_card(0);
	const char *why = "";
	char before[2048];

	world->msix_total = 64;
	CU_ASSERT_EQUAL(make(world, text, NULL), 0);
	CU_ASSERT(world->vf_msix[0] == 32 && world->vf_msix[1] == 8);
	ASSERT_TEXT(world->devices[WORLD_PF + 2].driver, "pciback");
	try_log_clear(world);
	CU_ASSERT_EQUAL(make(world, text, NULL), 0);
	CU_ASSERT_EQUAL(world->acts, 0);
	/* they go, and come back with it where that is undone */
	world->refuse = "sriov_numvfs 1";
	world->refusals = 1;
	snprintf(before, sizeof(before), "%s", world_text(world));
	CU_ASSERT_NOT_EQUAL(make(world, "vfs = [ '01:00.0 count=1' ]\n", NULL), 0);
	ASSERT_TEXT(world_text(world), before);
	world->refuse = NULL;
	CU_ASSERT_EQUAL(make(world, "vfs = [ '01:00.0 count=0' ]\n", NULL), 0);
	CU_ASSERT_EQUAL(make(world, "vfs = [ '01:00.0 count=2', '01:00.0/1 msix=8' ]\n", &why),
			XPT_REFUSED);
	CU_ASSERT_PTR_NOT_NULL(strstr(why, "write reserve behind count="));
	CU_ASSERT_EQUAL(world->vfs, 0);
	try_finish(world);
}

static void vfs_that_are_there_get_their_vectors_once_they_are_reserved(void)
{
	static const char text[] = "vfs = [ '01:00.0 count=2 reserve', '01:00.0/1 msix=8' ]\n";
	struct world *world = network_card(2);
	char before[2048];

	world->msix_total = 64;
	world->vf_msix[0] = world->vf_msix[1] = 32;
	snprintf(world->devices[WORLD_PF + 2].driver, sizeof(world->devices[0].driver), "nvme");
	snprintf(before, sizeof(before), "%s", world_text(world));
	world->refuse = "sriov_vf_msix_count";
	world->refusals = 1;
	CU_ASSERT_EQUAL(make(world, text, NULL), XPT_REFUSED);
	ASSERT_TEXT(world_text(world), before);
	CU_ASSERT_EQUAL(make(world, text, NULL), 0);
	CU_ASSERT(world->vf_msix[0] == 32 && world->vf_msix[1] == 8);
	ASSERT_TEXT(world->devices[WORLD_PF + 2].driver, "pciback");
	try_log_clear(world);
	CU_ASSERT_EQUAL(make(world, text, NULL), 0);
	CU_ASSERT_EQUAL(world->acts, 0);
	try_finish(world);
}

static void new_vfs_whose_driver_shares_no_vectors_are_not_made(void)
{
	static const char text[] = "vfs = [ '01:00.0 count=2 reserve', '01:00.0/1 msix=65' ]\n";
	struct world *world = network_card(0);
	const char *why = "";

	ASSERT_TEXT(item_of(world, text, "msix of 0000:01:00.0/1"),
			"differs cannot be set: the driver of its physical function does not offer it");
	CU_ASSERT_EQUAL(make(world, text, &why), XPT_REFUSED);
	CU_ASSERT_PTR_NOT_NULL(strstr(why, "does not offer it"));
	world->msix_total = 64;
	CU_ASSERT_EQUAL(make(world, text, &why), XPT_REFUSED);
	CU_ASSERT_PTR_NOT_NULL(strstr(why, "the driver shares out 64 to all VFs"));
	CU_ASSERT_EQUAL(world->acts, 0);
	try_finish(world);
}

/* Nothing is made, and taken away again, for it. */
static void vfs_of_a_disk_have_no_vlan(void)
{
	struct world *world = network_card(0);
	const char *why;

	world->interface = false;
	world->disk = true;
	CU_ASSERT_EQUAL(make(world, two, &why), XPT_REFUSED);
	CU_ASSERT_PTR_NOT_NULL(strstr(why, "it is not a network card"));
	CU_ASSERT_EQUAL(world->acts, 0);
	try_finish(world);
}

static void vfs_that_are_there_are_reserved_where_the_file_says_so(void)
{
	static const char text[] = "vfs = [ '01:00.0 count=2 reserve' ]";
	struct world *world = network_card(2);

	ASSERT_TEXT(item_of(world, text, "VFs of 0000:01:00.0"), "same 2");
	CU_ASSERT_EQUAL(make(world, text, NULL), 0);
	for (size_t i = 1; i <= 2; i++) {
		ASSERT_TEXT(world->devices[WORLD_PF + i].driver, "pciback");
		ASSERT_TEXT(world->devices[WORLD_PF + i].owner, "quarantine");
	}
	CU_ASSERT_EQUAL(world->vfs, 2);
	try_finish(world);
}

static void another_number_makes_all_anew_with_their_settings(void)
{
	struct world *world = network_card(2);

	world->vf_vlan[0] = 10;
	CU_ASSERT_EQUAL(make(world, "vfs = [ '01:00.0 count=1', '01:00.0/0 vlan=10' ]", NULL), 0);
	CU_ASSERT_EQUAL(world->vfs, 1);
	CU_ASSERT_EQUAL(world->vf_vlan[0], 10);
	try_finish(world);
}

static void a_vf_that_a_guest_has_keeps_the_number_as_it_is(void)
{
	struct world *world = network_card(2);
	const char *message;

	snprintf(world->devices[WORLD_PF + 2].owner, sizeof(world->devices[0].owner), "d7");
	CU_ASSERT_EQUAL(make(world, "vfs = [ '01:00.0 count=1' ]", &message), XPT_REFUSED);
	CU_ASSERT_EQUAL(strncmp(message,
					"f line 1: domains have VFs of 0000:01:00.0: 0000:01:00.2 (g1)",
					61),
			0);
	ASSERT_TEXT(item_of(world, "vfs = [ '01:00.0 count=1' ]", "VFs of 0000:01:00.0"),
			"differs 2");
	CU_ASSERT_EQUAL(world->acts, 0);
	/* what it has is set all the same */
	CU_ASSERT_EQUAL(make(world, two, NULL), 0);
	CU_ASSERT_EQUAL(world->vf_vlan[1], 10);
	try_finish(world);
}

static void what_the_driver_does_not_tell_is_unknown_and_untouched(void)
{
	struct world *world = network_card(2);

	world->trust_untold = true;
	ASSERT_TEXT(item_of(world, two, "trust of 0000:01:00.0/1"),
			"unknown not known: the driver of its physical function does not report "
			"it");
	CU_ASSERT_EQUAL(make(world, two, NULL), 0);
	ASSERT_TEXT(world->log, "write net/eth0 1 vlan=10 qos=0 protocol=802.1Q\n\n");
	world->interface = false;
	try_log_clear(world);
	CU_ASSERT_EQUAL(make(world, two, NULL), XPT_REFUSED);
	CU_ASSERT_EQUAL(world->acts, 0);
	try_finish(world);
}

static void a_device_that_will_be_a_vf_waits_for_it(void)
{
	static const char text[] = "vfs = [ '01:00.0 count=1' ]\nreserve = [ '01:00.1' ]";
	struct world *world = network_card(0);

	ASSERT_TEXT(item_of(world, text, "0000:01:00.1"),
			"waits after the change of the VFs of 0000:01:00.0");
	CU_ASSERT_EQUAL(make(world, text, NULL), 0);
	ASSERT_TEXT(item_of(world, text, "0000:01:00.1"), "differs dom0's, driver nvme");
	CU_ASSERT_EQUAL(make(world, text, NULL), 0);
	ASSERT_TEXT(world->devices[WORLD_PF + 1].driver, "pciback");
	try_finish(world);
}

static void a_vf_that_nobody_makes_is_waited_for(void)
{
	struct world *world = network_card(1);

	ASSERT_TEXT(item_of(world, "vfs = [ '01:00.0/1 vlan=10' ]", "vlan of 0000:01:00.0/1"),
			"waits the VF is not there");
	CU_ASSERT_EQUAL(make(world, "vfs = [ '01:00.0/1 vlan=10' ]", NULL), 0);
	CU_ASSERT_EQUAL(world->acts, 0);
	try_finish(world);
}

static void files_that_contradict_each_other_about_vfs_are_refused(void)
{
	static const char *const wrong[] = { "'01:00.0 count=1', '01:00.0 count=1' ]",
		"'01:00.0 count=1', '01:00.0/1 vlan=10' ]",
		"'01:00.0/1 vlan=10', '01:00.0/1 vlan=11' ]",
		"'01:00.0 count=1' ]\nreserve = [ '01:00.*' ]",
		"'01:00.0 count=1' ]\nhide = [ '01:00.0' ]" };
	struct world *world = network_card(0);
	char text[256];

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		snprintf(text, sizeof(text), "vfs = [ %s", wrong[i]);
		CU_ASSERT_EQUAL(make(world, text, NULL), XPT_INVALID);
	}
	CU_ASSERT_EQUAL(make(world, "vfs = [ '0a:00.0 count=1' ]", NULL), XPT_NOT_FOUND);
	CU_ASSERT_EQUAL(make(world, "vfs = [ '0a:00.0/1 vlan=10' ]", NULL), XPT_NOT_FOUND);
	CU_ASSERT_EQUAL(make(world, "vfs = [ '01:00.0 count=3' ]", NULL), XPT_REFUSED);
	CU_ASSERT_EQUAL(world->acts, 0);
	try_finish(world);
}

static void a_setting_that_is_refused_takes_the_new_vfs_with_it(void)
{
	struct world *world = network_card(0);
	char before[2048];

	snprintf(before, sizeof(before), "%s", world_text(world));
	world->refuse = "trust=1";
	world->refusals = 1;
	CU_ASSERT_EQUAL(make(world, two, NULL), XPT_REFUSED);
	ASSERT_TEXT(world_text(world), before);
	try_finish(world);
}

static struct xpt_plan *plan_of(struct world *world, const char *text)
{
	struct xpt_desired *desired = read_file(text, NULL);
	struct xpt_host *host = world_snapshot(world);
	struct xpt_comparison *comparison = NULL;
	struct xpt_judged *judged = NULL;
	struct xpt_plan *plan = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_compare(host, desired, &comparison, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(xpt_check_comparison(comparison, &judged, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(xpt_plan_for_comparison(comparison, judged, &plan, NULL), 0);
	xpt_judged_free(judged);
	xpt_comparison_free(comparison);
	xpt_host_free(host);
	xpt_desired_free(desired);
	return plan;
}

static void a_kill_at_any_write_of_it_is_undone(void)
{
	static const char text[] =
			"vfs = [ '01:00.0 count=2 reserve', '01:00.0/0 vlan=5', '01:00.0/1 trust=on' ]";
	struct world *world = network_card(1);
	struct apply_context apply_context = world_actor(world, try_folder);
	char before[2048];
	size_t undone, act = 1;

	world->vf_vlan[0] = 7;
	snprintf(before, sizeof(before), "%s", world_text(world));
	for (bool died = true; died; act++) {
		struct xpt_plan *plan = plan_of(world, text);

		try_log_clear(world);
		world->die_after = act;
		died = try_dies(world, plan);
		world->die_after = 0;
		if (died) {
			CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
			ASSERT_TEXT(world_text(world), before);
		}
		xpt_plan_free(plan);
	}
	CU_ASSERT(act > 10);
	CU_ASSERT(world->vf_vlan[0] == 5 && world->vf_trust[1] == 1);
	try_finish(world);
}

static void a_setting_that_is_not_told_keeps_no_vfs_from_being_made(void)
{
	struct world *world = network_card(1);

	world->trust_untold = true;
	CU_ASSERT_EQUAL(make(world, "vfs = [ '01:00.0 count=2', '01:00.0/0 trust=on' ]", NULL), 0);
	CU_ASSERT_EQUAL(world->vfs, 2);
	try_finish(world);
}

static void a_setting_that_cannot_be_put_back_keeps_nothing_else_from_it(void)
{
	struct world *world = network_card(1);
	const char *message;

	CU_ASSERT_EQUAL(make(world, "vfs = [ '01:00.0 count=1 reserve' ]", NULL), 0);
	world->vf_vlan[0] = 7;
	world->refuse = "vlan=";
	world->refusals = SIZE_MAX;
	CU_ASSERT_EQUAL(make(world, "vfs = [ '01:00.0 count=2', '01:00.0/1 vlan=5' ]", &message),
			XPT_STUCK);
	CU_ASSERT_PTR_NOT_NULL(strstr(message, "vlan=7"));
	CU_ASSERT_EQUAL(world->vfs, 1);
	CU_ASSERT(world->autoprobe);
	ASSERT_TEXT(world->devices[WORLD_PF + 1].driver, "pciback");
	ASSERT_TEXT(world->devices[WORLD_PF + 1].owner, "quarantine");
	try_finish(world);
}

static void vfs_that_come_or_go_just_now_are_unknown(void)
{
	struct world *world = network_card(2);

	world->vfs_told = 1;
	ASSERT_TEXT(item_of(world, "vfs = [ '01:00.0 count=1' ]", "VFs of 0000:01:00.0"),
			"unknown not known: they are being made or removed right now");
	ASSERT_TEXT(item_of(world, "vfs = [ '01:00.0/2 vlan=10' ]", "vlan of 0000:01:00.0/2"),
			"unknown not known: they are being made or removed right now");
	try_finish(world);
}

static void a_link_that_does_not_come_is_waited_for_once_each_way(void)
{
	struct world *world = network_card(2);

	world->vf_rate[0] = world->vf_rate[1] = 5;
	world->link_waits = 1000;
	CU_ASSERT_EQUAL(make(world, "vfs = [ '01:00.0 count=1', '01:00.0/0 rate=0:50' ]", NULL),
			XPT_STUCK);
	CU_ASSERT_EQUAL(world->link_waits, 800);
	CU_ASSERT_EQUAL(world->vfs, 2);
	try_finish(world);
}

SUITE(desired_vfs)
{
	TEST(a_link_that_does_not_come_is_waited_for_once_each_way);
	TEST(a_setting_that_is_not_told_keeps_no_vfs_from_being_made);
	TEST(a_setting_that_cannot_be_put_back_keeps_nothing_else_from_it);
	TEST(vfs_that_come_or_go_just_now_are_unknown);
	TEST(a_file_says_how_many_vfs_and_what_they_have);
	TEST(what_is_no_wish_about_vfs_is_told_with_its_line);
	TEST(vfs_are_made_and_get_what_they_shall_have);
	TEST(new_vfs_get_their_vectors_and_stay_reserved);
	TEST(vfs_that_are_there_get_their_vectors_once_they_are_reserved);
	TEST(new_vfs_whose_driver_shares_no_vectors_are_not_made);
	TEST(vfs_of_a_disk_have_no_vlan);
	TEST(vfs_that_are_there_are_reserved_where_the_file_says_so);
	TEST(another_number_makes_all_anew_with_their_settings);
	TEST(a_vf_that_a_guest_has_keeps_the_number_as_it_is);
	TEST(what_the_driver_does_not_tell_is_unknown_and_untouched);
	TEST(a_device_that_will_be_a_vf_waits_for_it);
	TEST(a_vf_that_nobody_makes_is_waited_for);
	TEST(files_that_contradict_each_other_about_vfs_are_refused);
	TEST(a_setting_that_is_refused_takes_the_new_vfs_with_it);
	TEST(a_kill_at_any_write_of_it_is_undone);
}
