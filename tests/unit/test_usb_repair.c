/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What disagrees about USB devices, and what mends it. */
#include <stdlib.h>
#include <string.h>

#include "../../engine/explain/causes/causes.h"
#include "../../engine/plan/step.h"
#include "unit.h"
#include "usb_world.h"

#define DETAILS (XPT_DETAIL_USB | XPT_DETAIL_MODELS | XPT_DETAIL_CRITICAL)

/* What xpt repair finds in @more, and how many steps it plans. */
static void assert_repaired(const struct fake *more, const struct cause *cause, size_t steps)
{
	const struct fake *tables[] = { more, usb_world, NULL };
	struct xpt_host *host = fake_host_of(tables, DETAILS);
	struct xpt_report *report = NULL;
	struct xpt_judged *judged = NULL;
	struct xpt_plan *plan = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_check_repair(host, NULL, &report, &judged, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(xpt_plan_for_repair(host, judged, &plan, NULL), 0);
	CU_ASSERT_PTR_NOT_NULL(xpt__report_find(report, cause));
	CU_ASSERT_EQUAL(plan->count, steps);
	xpt_plan_free(plan);
	xpt_judged_free(judged);
	xpt_report_free(report);
	xpt_host_free(host);
}

static void records_that_the_device_model_or_the_bus_denies_are_repaired(void)
{
	static const struct fake gone[] = { IN_PORT("1", "1-9"), MODEL("1", ""), END_ };
	static const struct fake lost[] = { IN_PORT("1", "1-1"), MODEL("1", ""), END_ };
	static const struct fake phantom[] = { IN_PORT("1", ""),
		FILE_("xen/model-usb/1", "host-devices yes\nend\n"), END_ };
	static const struct fake silent[] = { IN_PORT("1", "1-1"),
		DENIED_("xen/model-usb/1", "it hangs"), END_ };
	static const struct fake ended[] = { IN_PORT("1", "1-1"),
		FILE_("xen/model-usb/1", "gone\nend\n"), END_ };
	static const struct fake unknown_version[] = {
		DENIED_("xenstore/libxl/1/device/vusb/0/usb-ver", "no"), IN_PORT("1", ""),
		FILE_("xen/model-usb/1", "host-devices yes\nend\n"), END_
	};

	/* a guest idles; one that is paused is perhaps not made yet */
	static const struct fake of_idle[] = { IN_PORT("2", ""),
		FILE_("xen/model-usb/2", "host-devices yes\nend\n"), END_ };
	static const struct fake of_paused[] = { IN_PORT("3", ""),
		FILE_("xen/model-usb/3", "host-devices yes\nend\n"), END_ };

	assert_repaired(of_idle, &xpt__cause_usb_phantom_controller, 1);
	assert_repaired(of_paused, &xpt__cause_usb_phantom_controller, 0);
	assert_repaired(ended, &xpt__cause_disagreement, 2);
	assert_repaired(gone, &xpt__cause_disagreement, 1);
	assert_repaired(lost, &xpt__cause_disagreement, 2);
	assert_repaired(phantom, &xpt__cause_usb_phantom_controller, 1);
	assert_repaired(unknown_version, &xpt__cause_usb_phantom_controller, 0);
	assert_repaired(silent, &xpt__cause_unreadable, 0);
}

/* The first remedy of a controller that libxl only recorded; NULL: nothing can be run. */
static void assert_remedy(const struct fake *more, const char *command)
{
	const struct fake *tables[] = { more, usb_world, NULL };
	struct xpt_host *host = fake_host_of(tables, DETAILS);
	struct xpt_report *report = NULL;
	struct xpt_judged *judged = NULL;
	const struct xpt_finding *finding;
	const struct xpt_remedy *remedy;

	CU_ASSERT_EQUAL_FATAL(xpt_check_repair(host, NULL, &report, &judged, NULL), 0);
	finding = xpt__report_find(report, &xpt__cause_usb_phantom_controller);
	CU_ASSERT_PTR_NOT_NULL_FATAL(finding);
	remedy = xpt_finding_remedy(finding, 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(remedy);
	if (command)
		ASSERT_TEXT(remedy->command, command);
	else
		CU_ASSERT_PTR_NULL(remedy->command);
	xpt_judged_free(judged);
	xpt_report_free(report);
	xpt_host_free(host);
}

static void xpt_repair_is_told_to_apply_where_it_can_make_the_controller_real(void)
{
	static const struct fake of_idle[] = { IN_PORT("2", ""),
		FILE_("xen/model-usb/2", "host-devices yes\nend\n"), END_ };
	static const struct fake of_paused[] = { IN_PORT("3", ""),
		FILE_("xen/model-usb/3", "host-devices yes\nend\n"), END_ };

	assert_remedy(of_idle, "xpt repair --apply");
	assert_remedy(of_paused, NULL);
}

/* Of two sticks that nobody drives, 1-1 is of a driver that is loaded. */
#define AUTOPROBE(number) FILE_("sys/bus/usb/drivers_autoprobe", number)
#define LOADED(names) LIST_("sys/bus/usb/drivers", names)
#define STICK(path) FILE_("sys/bus/usb/devices/" path "/authorized", "1")

static size_t steps_of_repair(const struct fake *more)
{
	const struct fake *tables[] = { more, usb_world, NULL };
	struct xpt_host *host = fake_host_of(tables, DETAILS);
	struct xpt_report *report = NULL;
	struct xpt_judged *judged = NULL;
	struct xpt_plan *plan = NULL, *again = NULL;
	size_t count;
	char *json;

	CU_ASSERT_EQUAL_FATAL(xpt_check_repair(host, NULL, &report, &judged, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(xpt_plan_for_repair(host, judged, &plan, NULL), 0);
	json = xpt__plan_to_json(plan);
	CU_ASSERT_EQUAL_FATAL(xpt__plan_from_json(json, strlen(json), &again, NULL), 0);
	count = again->count;
	free(json);
	xpt_plan_free(again);
	xpt_plan_free(plan);
	xpt_judged_free(judged);
	xpt_report_free(report);
	xpt_host_free(host);
	return count;
}

static void what_no_driver_has_is_offered_where_one_is_loaded_that_takes_such_devices(void)
{
	static const struct fake left[] = { STICK("1-1"), AUTOPROBE("1"),
		LOADED("hub usbfs usb-storage"), END_ };
	static const struct fake no_driver[] = { STICK("1-1"), AUTOPROBE("1"), LOADED("hub usbfs"),
		END_ };
	static const struct fake by_hand[] = { STICK("1-1"), AUTOPROBE("0"),
		LOADED("hub usb-storage"), END_ };
	static const struct fake unread[] = { STICK("1-1"), AUTOPROBE("1"),
		DENIED_("sys/bus/usb/drivers", "no"), END_ };
	static const struct fake reserved[] = { FILE_("sys/bus/usb/devices/1-1:1.0/authorized",
								"0"),
		STICK("1-1"), AUTOPROBE("1"), LOADED("usb-storage"), END_ };
	static const struct fake driven[] = { STICK("1-1"), AUTOPROBE("1"), LOADED("usb-storage"),
		LINK_("sys/bus/usb/devices/1-1:1.0/driver", "../../drivers/usbfs"), END_ };
	static const struct fake phantom[] = { IN_PORT("1", ""),
		FILE_("xen/model-usb/1", "host-devices yes\nend\n"), END_ };

	CU_ASSERT_EQUAL(steps_of_repair(left), 1);
	CU_ASSERT_EQUAL(steps_of_repair(no_driver), 0);
	CU_ASSERT_EQUAL(steps_of_repair(by_hand), 0);
	CU_ASSERT_EQUAL(steps_of_repair(unread), 0);
	CU_ASSERT_EQUAL(steps_of_repair(reserved), 0);
	CU_ASSERT_EQUAL(steps_of_repair(driven), 0);
	CU_ASSERT_EQUAL(steps_of_repair(phantom), 1);
}

SUITE(usb_repair)
{
	TEST(xpt_repair_is_told_to_apply_where_it_can_make_the_controller_real);
	TEST(records_that_the_device_model_or_the_bus_denies_are_repaired);
	TEST(what_no_driver_has_is_offered_where_one_is_loaded_that_takes_such_devices);
}
