/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Virtual functions come and go: in which order, and what a kill or a refusal leaves. */
#include <stdio.h>

#include <xpt/vf.h>

#include "../../engine/apply/apply.h"
#include "../script/try.h"
#include "unit.h"

#define SYSFS "write sys/bus/pci/devices/0000:01:00."
#define PCIBACK "write sys/bus/pci/drivers/pciback/"

static int plan_vfs(struct world *world, unsigned int count, unsigned int flags,
		struct xpt_plan **ret_plan, struct xpt_error **ret_error)
{
	struct xpt_host *host = world_snapshot(world);
	int rc = xpt_plan_for_vfs(host,
			&XPT_OPTIONS(xpt_vf_request, .device = try_disk, .count = count,
					.flags = flags),
			ret_plan, ret_error);

	xpt_host_free(host);
	return rc;
}

/* The code; the message goes to @ret_message (static), "" for success. */
static int try_vfs(struct world *world, unsigned int count, unsigned int flags,
		const char **ret_message)
{
	static char message[2048];
	struct apply_context apply_context = world_actor(world, try_folder);
	struct xpt_error *error = NULL;
	struct xpt_plan *plan = NULL;
	int rc = plan_vfs(world, count, flags, &plan, &error);

	rc = rc ? rc : xpt__plan_apply(&apply_context, plan, &error);
	snprintf(message, sizeof(message), "%s", error ? xpt_error_message(error) : "");
	xpt_error_free(error);
	xpt_plan_free(plan);
	if (ret_message)
		*ret_message = message;
	return rc;
}

static void reserved_vfs_are_never_a_drivers(void)
{
	struct world *world = world_new();

	try_begin();
	CU_ASSERT_EQUAL(try_vfs(world, 1, XPT_VF_RESERVE, NULL), 0);
	ASSERT_TEXT(world->log,
			SYSFS "0/sriov_drivers_autoprobe 0\n" SYSFS "0/sriov_numvfs 1\n" SYSFS
			      "1/driver_override pciback\n" PCIBACK
			      "new_slot 0000:01:00.1\n" PCIBACK "bind 0000:01:00.1\n" SYSFS
			      "1/driver_override \n"
			      "assign 0000:01:00.1 quarantine relaxed\n" SYSFS
			      "0/sriov_drivers_autoprobe 1\n");
	ASSERT_TEXT(world->devices[WORLD_PF + 1].driver, "pciback");
	try_finish(world);
}

static void reserved_vfs_are_released_before_they_go(void)
{
	struct world *world = world_new();
	char before[2048];

	try_begin();
	snprintf(before, sizeof(before), "%s", world_text(world));
	CU_ASSERT_EQUAL(try_vfs(world, 2, XPT_VF_RESERVE, NULL), 0);
	CU_ASSERT_EQUAL(try_vfs(world, 0, 0, NULL), 0);
	ASSERT_TEXT(world_text(world), before);
	try_finish(world);
}

static void from_one_number_to_another_leads_zero(void)
{
	struct world *world = world_new();

	try_begin();
	CU_ASSERT_EQUAL(try_vfs(world, 1, 0, NULL), 0);
	try_log_clear(world);
	CU_ASSERT_EQUAL(try_vfs(world, 2, 0, NULL), 0);
	ASSERT_TEXT(world->log,
			"write sys/bus/pci/drivers/nvme/unbind 0000:01:00.1\n" SYSFS
			"0/sriov_numvfs 0\n" SYSFS "0/sriov_numvfs 2\n");
	CU_ASSERT_EQUAL(world->vfs, 2);
	ASSERT_TEXT(world->devices[WORLD_PF + 2].driver, "nvme");
	try_finish(world);
}

static void as_many_as_there_are_is_nothing_to_do(void)
{
	struct world *world = world_new();

	try_begin();
	CU_ASSERT_EQUAL(try_vfs(world, 0, 0, NULL), 0);
	CU_ASSERT_EQUAL(world->acts, 0);
	try_finish(world);
}

static void a_guests_vf_stays_and_the_guest_is_named(void)
{
	struct world *world = world_new();
	const char *message = "";

	try_begin();
	CU_ASSERT_EQUAL(try_vfs(world, 2, XPT_VF_RESERVE, NULL), 0);
	snprintf(world->devices[WORLD_PF + 2].owner, sizeof(world->devices[0].owner), "d7");
	try_log_clear(world);
	CU_ASSERT_EQUAL(try_vfs(world, 0, 0, &message), XPT_REFUSED);
	ASSERT_TEXT(message,
			"domains have VFs of 0000:01:00.0: 0000:01:00.2 (g1); take them back "
			"first: xpt detach g1 0000:01:00.2");
	CU_ASSERT_EQUAL(try_vfs(world, 1, 0, NULL), XPT_REFUSED);
	CU_ASSERT_EQUAL(world->acts, 0);
	try_finish(world);
}

static void a_vf_that_a_guest_got_meanwhile_stays(void)
{
	struct world *world = world_new();
	struct apply_context apply_context;
	struct xpt_plan *plan = NULL;

	try_begin();
	CU_ASSERT_EQUAL(try_vfs(world, 1, XPT_VF_RESERVE, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(plan_vfs(world, 0, 0, &plan, NULL), 0);
	snprintf(world->devices[WORLD_PF + 1].owner, sizeof(world->devices[0].owner), "d7");
	try_log_clear(world);
	apply_context = world_actor(world, try_folder);
	CU_ASSERT_EQUAL(xpt__plan_apply(&apply_context, plan, NULL), XPT_STALE);
	CU_ASSERT_EQUAL(world->acts, 0);
	xpt_plan_free(plan);
	try_finish(world);
}

static void what_vfs_had_of_their_pf_comes_back_with_them(void)
{
	struct world *world = world_new();
	char before[2048];

	try_begin();
	world->interface = true;
	CU_ASSERT_EQUAL(try_vfs(world, 1, XPT_VF_RESERVE, NULL), 0);
	world->vf_vlan[0] = 10;
	world->vf_trust[0] = 1;
	snprintf(before, sizeof(before), "%s", world_text(world));
	world->refuse = "sriov_numvfs 2";
	world->refusals = 1;
	CU_ASSERT_EQUAL(try_vfs(world, 2, 0, NULL), XPT_REFUSED);
	ASSERT_TEXT(world_text(world), before);
	try_finish(world);
}

static void a_number_that_the_kernel_refuses_leaves_nothing(void)
{
	struct world *world = world_new();
	const char *message = "";
	char before[2048];

	try_begin();
	snprintf(before, sizeof(before), "%s", world_text(world));
	world->refuse = "sriov_numvfs 2";
	world->refusals = 1;
	CU_ASSERT_EQUAL(try_vfs(world, 2, XPT_VF_RESERVE, &message), XPT_REFUSED);
	CU_ASSERT_PTR_NOT_NULL(strstr(message, "what was done before is undone"));
	ASSERT_TEXT(world_text(world), before);
	try_finish(world);
}

/* The cause of why the kernel refused, and the line that it is proved by. */
static const struct xpt_evidence *refused_with(
		struct world *world, const char *line, const char **ret_cause)
{
	struct apply_context apply_context = world_actor(world, try_folder);
	static struct xpt_error *error;
	struct xpt_plan *plan = NULL;
	const struct xpt_finding *finding;

	xpt_error_free(TAKE(error));
	world->refuse = "sriov_numvfs 2";
	world->refusals = 1;
	world->line = (struct log_line){ LOG_KERNEL, "kernel", 0, line };
	CU_ASSERT_EQUAL_FATAL(plan_vfs(world, 2, 0, &plan, NULL), 0);
	CU_ASSERT_EQUAL(xpt__plan_apply(&apply_context, plan, &error), XPT_REFUSED);
	xpt_plan_free(plan);
	finding = xpt_report_finding(xpt_error_report(error), 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(finding);
	*ret_cause = xpt_finding_cause(finding);
	return xpt_finding_evidence(finding, 0);
}

static void the_kernels_reason_is_shown_where_it_is_about_the_device(void)
{
	static const char of_another[] = "igb 0000:00:05.0: not enough MMIO resources for SR-IOV";
	static const char of_this[] = "nvme 0000:01:00.0: not enough MMIO resources for SR-IOV";
	struct world *world = world_new();
	const struct xpt_evidence *evidence;
	const char *cause;

	try_begin();
	evidence = refused_with(world, of_this, &cause);
	ASSERT_TEXT(cause, "virtual-functions-failed");
	CU_ASSERT_PTR_NOT_NULL_FATAL(evidence);
	ASSERT_TEXT(evidence->text, of_this);
	CU_ASSERT_PTR_NULL(refused_with(world, of_another, &cause));
	ASSERT_TEXT(cause, "virtual-functions-failed");
	try_finish(world);
}

static void what_cannot_be_is_refused_before_anything_is_written(void)
{
	struct world *world = world_new();
	const char *message = "";

	try_begin();
	CU_ASSERT_EQUAL(try_vfs(world, WORLD_VFS + 1, 0, &message), XPT_REFUSED);
	ASSERT_TEXT(message, "0000:01:00.0 can have 2 VFs, and not 3");
	snprintf(world->devices[WORLD_PF].driver, sizeof(world->devices[0].driver), "pciback");
	CU_ASSERT_EQUAL(try_vfs(world, 1, 0, &message), XPT_REFUSED);
	CU_ASSERT_PTR_NOT_NULL(strstr(message, "xpt release 0000:01:00.0"));
	CU_ASSERT_EQUAL(world->acts, 0);
	try_finish(world);
}

static struct xpt_plan *plan_of(struct world *world, const void *data)
{
	const struct xpt_vf_request *request = data;
	struct xpt_plan *plan = NULL;

	CU_ASSERT_EQUAL_FATAL(plan_vfs(world, request->count, request->flags, &plan, NULL), 0);
	return plan;
}

static void die_everywhere(struct world *world, unsigned int count, unsigned int flags)
{
	const struct xpt_vf_request request = { .count = count, .flags = flags };

	CU_ASSERT_TRUE(try_die_everywhere(world, plan_of, &request) > 2);
}

static void a_change_killed_anywhere_is_undone(void)
{
	struct world *world = world_new();

	try_begin();
	die_everywhere(world, 2, XPT_VF_RESERVE);
	CU_ASSERT_EQUAL(try_vfs(world, 1, 0, NULL), 0);
	try_log_clear(world);
	die_everywhere(world, 0, 0);
	die_everywhere(world, 2, XPT_VF_RESERVE);
	CU_ASSERT_EQUAL(try_vfs(world, 2, XPT_VF_RESERVE, NULL), 0);
	try_log_clear(world);
	die_everywhere(world, 1, 0);
	die_everywhere(world, 0, 0);
	try_finish(world);
}

SUITE(vfs)
{
	TEST(reserved_vfs_are_never_a_drivers);
	TEST(reserved_vfs_are_released_before_they_go);
	TEST(from_one_number_to_another_leads_zero);
	TEST(as_many_as_there_are_is_nothing_to_do);
	TEST(a_guests_vf_stays_and_the_guest_is_named);
	TEST(a_vf_that_a_guest_got_meanwhile_stays);
	TEST(what_vfs_had_of_their_pf_comes_back_with_them);
	TEST(a_number_that_the_kernel_refuses_leaves_nothing);
	TEST(the_kernels_reason_is_shown_where_it_is_about_the_device);
	TEST(what_cannot_be_is_refused_before_anything_is_written);
	TEST(a_change_killed_anywhere_is_undone);
}
