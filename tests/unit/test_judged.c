/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nothing is planned that was not judged. */
#include "../../engine/model/judged.h"

#include "../script/world.h"
#include "unit.h"

static const struct xpt_bdf nic = { 0, 0, 5, 0 }, disk = { 0, 1, 0, 0 };

/* A host whose devices may be taken, but for the controller of the boot disk. */
static struct xpt_host *snapshot(struct world *world)
{
	static const char *uses[] = { "/ on /dev/sda1" };
	struct xpt_host *host = world_snapshot(world);

	for (size_t i = 0; i < host->device_count; i++)
		CU_ASSERT_EQUAL(host->devices[i].critical.state, XPT_FACT_KNOWN);
	xpt__model_device(host, disk)->critical = (struct texts){ uses, 1, XPT_FACT_KNOWN, NULL };
	return host;
}

/* The first device that a plan touches, or the code why there is none. Static buffer. */
static const char *planned(const struct xpt_host *host, const struct xpt_judged *judged)
{
	static char text[64];
	struct xpt_plan *plan = NULL;
	struct xpt_error *error = NULL;
	struct xpt_step step = XPT_OPTIONS(xpt_step, .subject = "nothing");
	int rc = xpt_plan_for_request(host, judged, &plan, &error);

	CU_ASSERT_EQUAL(!rc, !!plan);
	CU_ASSERT_EQUAL(!rc, !error);
	if (plan)
		xpt_plan_step(plan, 0, &step);
	snprintf(text, sizeof(text), "%s", rc ? xpt_code_text(rc) : step.subject);
	xpt_error_free(error);
	xpt_plan_free(plan);
	return text;
}

static enum xpt_verdict verdict_of(const struct xpt_judged *judged)
{
	return xpt_report_verdict(xpt_judged_report(judged));
}

static void the_controller_of_the_boot_disk_cannot_be_planned(void)
{
	struct xpt_request request = XPT_OPTIONS(
			xpt_request, .action = XPT_RESERVE, .devices = &disk, .device_count = 1);
	struct world *world = world_new();
	struct xpt_host *host = snapshot(world);
	struct xpt_judged *judged = NULL, *forced = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_check_request(host, &request, &judged, NULL), 0);
	CU_ASSERT_EQUAL(verdict_of(judged), XPT_BLOCKED);
	ASSERT_TEXT(planned(host, judged), "refused");
	ASSERT_TEXT(planned(host, NULL), "invalid");
	request.flags = XPT_FORCE_CRITICAL;
	CU_ASSERT_EQUAL_FATAL(xpt_check_request(host, &request, &forced, NULL), 0);
	ASSERT_TEXT(planned(host, forced), "0000:01:00.0");
	ASSERT_TEXT(planned(host, judged), "refused");
	xpt_judged_free(judged);
	xpt_judged_free(forced);
	xpt_host_free(host);
	world_free(world);
}

static void the_verdict_of_one_device_is_of_no_use_for_another(void)
{
	struct xpt_bdf device = nic;
	char name[] = "eth";
	struct xpt_request request = XPT_OPTIONS(xpt_request, .action = XPT_RESERVE,
			.devices = &device, .device_count = 1, .name = name);
	struct world *world = world_new();
	struct xpt_host *host = snapshot(world);
	struct xpt_judged *judged = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_check_request(host, &request, &judged, NULL), 0);
	CU_ASSERT_NOT_EQUAL(verdict_of(judged), XPT_BLOCKED);
	/* the caller's own request has no part in the plan */
	device = disk;
	*name = '\0';
	request.flags = XPT_FORCE_CRITICAL;
	ASSERT_TEXT(planned(host, judged), "0000:00:05.0");
	ASSERT_TEXT(judged->requests.items[0].request.name, "eth");
	xpt_judged_free(judged);
	xpt_host_free(host);
	world_free(world);
}

static void a_verdict_is_of_no_use_on_another_snapshot(void)
{
	struct xpt_request request = XPT_OPTIONS(
			xpt_request, .action = XPT_RESERVE, .devices = &nic, .device_count = 1);
	struct world *world = world_new();
	struct xpt_host *host = snapshot(world), *later = snapshot(world);
	struct xpt_judged *judged = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_check_request(host, &request, &judged, NULL), 0);
	ASSERT_TEXT(planned(later, judged), "stale");
	ASSERT_TEXT(planned(host, judged), "0000:00:05.0");
	xpt_host_free(host);
	ASSERT_TEXT(planned(later, judged), "stale");
	xpt_host_free(later);
	xpt_judged_free(judged);
	world_free(world);
}

static void what_was_judged_for_any_domain_is_attached_to_none(void)
{
	struct xpt_request request = XPT_OPTIONS(
			xpt_request, .action = XPT_ATTACH, .devices = &nic, .device_count = 1);
	struct world *world = world_new();
	struct xpt_host *host = snapshot(world);
	struct xpt_judged *judged = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_check_request(host, &request, &judged, NULL), 0);
	xpt_report_free(TAKE(judged->report)); /* whatever else is against it */
	judged->report = xpt__report_new();
	ASSERT_TEXT(planned(host, judged), "invalid");
	xpt_judged_free(judged);
	xpt_host_free(host);
	world_free(world);
}

SUITE(judged)
{
	TEST(the_controller_of_the_boot_disk_cannot_be_planned);
	TEST(the_verdict_of_one_device_is_of_no_use_for_another);
	TEST(a_verdict_is_of_no_use_on_another_snapshot);
	TEST(what_was_judged_for_any_domain_is_attached_to_none);
}
