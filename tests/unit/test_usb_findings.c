/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is told of USB where people look at it. */
#include <stdlib.h>
#include <string.h>

#include "../../engine/explain/causes/causes.h"
#include "../../engine/model/usb.h"
#include "unit.h"
#include "usb_world.h"

#define DETAILS (XPT_DETAIL_USB | XPT_DETAIL_MODELS)
#define UDEV LIST_("run/udev", "control data")

/* How often @cause is told of @path (NULL: of the host) where @more is so. */
static size_t told(const struct fake *more, const char *path, const struct cause *cause)
{
	const struct fake *tables[] = { more, usb_world, NULL };
	struct xpt_host *host = fake_host_of(tables, DETAILS);
	struct xpt_usb_scope scope = XPT_SIZED(xpt_usb_scope);
	const struct xpt_finding *finding;
	struct xpt_report *report = NULL;
	size_t count = 0;

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	if (path)
		CU_ASSERT_EQUAL_FATAL(xpt_host_find_usb_device(host, path, &scope.device, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(xpt_host_check_usb(host, path ? &scope : NULL, &report, NULL), 0);
	for (size_t i = 0; (finding = xpt_report_finding(report, i)); i++)
		count += !cause || !strcmp(xpt_finding_cause(finding), cause->id);
	xpt_report_free(report);
	xpt_host_free(host);
	return count;
}

static void of_a_host_that_is_well_nothing_is_told(void)
{
	static const struct fake well[] = { UDEV, END_ };

	CU_ASSERT_EQUAL(told(well, NULL, NULL), 0);
	CU_ASSERT_EQUAL(told(well, "1-1", NULL), 0);
}

static void what_repair_finds_is_told_of_its_device_alone(void)
{
	static const struct fake gone[] = { UDEV, IN_PORT("1", "1-9"), MODEL("1", ""), END_ };

	CU_ASSERT_EQUAL(told(gone, NULL, &xpt__cause_disagreement), 1);
	CU_ASSERT_EQUAL(told(gone, "1-9", &xpt__cause_disagreement), 1);
	CU_ASSERT_EQUAL(told(gone, "1-1", NULL), 0);
}

static void where_the_list_of_devices_is_unread_none_is_called_unplugged(void)
{
	static const struct fake unread[] = { UDEV, DENIED_("sys/bus/usb/devices", "no"),
		IN_PORT("1", "1-9"), MODEL("1", ""), END_ };

	CU_ASSERT_EQUAL(told(unread, NULL, &xpt__cause_disagreement), 0);
	CU_ASSERT_EQUAL(told(unread, NULL, &xpt__cause_unreadable), 1);
}

static void that_a_domain_may_have_it_is_not_that_it_has_it(void)
{
	static const struct fake silent[] = { UDEV, IN_PORT("1", "1-1"),
		DENIED_("xen/model-usb/1", "it hangs"), END_ };

	CU_ASSERT_EQUAL(told(silent, "1-1", &xpt__cause_usb_forgotten), 0);
}

static void a_device_that_nobody_may_use_is_told(void)
{
	static const struct fake off[] = { UDEV, FILE_("sys/bus/usb/devices/1-1/authorized", "0"),
		END_ };

	CU_ASSERT_EQUAL(told(off, NULL, &xpt__cause_usb_unauthorized), 1);
	CU_ASSERT_EQUAL(told(off, "1-1", &xpt__cause_usb_unauthorized), 1);
	CU_ASSERT_EQUAL(told(off, "1-2", NULL), 0);
}

static void devices_that_only_their_ports_tell_apart_are_told_together(void)
{
	static const struct fake alike[] = { UDEV, FILE_("sys/bus/usb/devices/1-2/serial", "S1-1"),
		END_ };
	static const struct fake without[] = { UDEV, FILE_("sys/bus/usb/devices/1-1/serial", ""),
		FILE_("sys/bus/usb/devices/1-2/serial", ""), END_ };
	static const struct fake unread[] = { UDEV, DENIED_("sys/bus/usb/devices/1-2/serial", "no"),
		END_ };

	CU_ASSERT_EQUAL(told(alike, NULL, &xpt__cause_usb_identical), 1);
	CU_ASSERT_EQUAL(told(alike, "1-2", &xpt__cause_usb_identical), 1);
	CU_ASSERT_EQUAL(told(alike, "1-3", NULL), 0);
	CU_ASSERT_EQUAL(told(without, NULL, &xpt__cause_usb_identical), 1);
	CU_ASSERT_EQUAL(told(unread, NULL, &xpt__cause_usb_identical), 0);
}

static void what_a_device_model_takes_by_itself_is_told(void)
{
	static const struct fake port[] = { UDEV, MODEL("1", "takes 1-1\n"), END_ };
	static const struct fake kind[] = { UDEV, MODEL("1", "takes 0627:0003\n"), END_ };
	static const struct fake others[] = { UDEV, MODEL("1", "takes any\n"), END_ };
	static const struct fake backend[] = { UDEV, MODEL("1", "backend 1\nfollower 1 1 1-2 no\n"),
		END_ };

	CU_ASSERT_EQUAL(told(port, NULL, &xpt__cause_usb_taker), 1);
	CU_ASSERT_EQUAL(told(port, "1-1", &xpt__cause_usb_taker), 1);
	CU_ASSERT_EQUAL(told(port, "1-2", NULL), 0);
	CU_ASSERT_EQUAL(told(kind, "1-3", &xpt__cause_usb_taker), 1);
	CU_ASSERT_EQUAL(told(kind, "1-1", NULL), 0);
	CU_ASSERT_EQUAL(told(others, "1-1", &xpt__cause_usb_taker), 1);
	CU_ASSERT_EQUAL(told(backend, "1-2", &xpt__cause_usb_follows_port), 1);
	CU_ASSERT_EQUAL(told(backend, "1-1", NULL), 0);
}

static void a_device_model_without_libusb_is_told(void)
{
	static const struct fake old[] = { UDEV, FILE_("xen/model-usb/2", "host-devices no\nend\n"),
		END_ };

	static const struct fake pv[] = { UDEV, FILE_("xenstore/libxl/2/type", "pv"), END_ };

	CU_ASSERT_EQUAL(told(pv, NULL, NULL), 0);
	CU_ASSERT_EQUAL(told(old, NULL, &xpt__cause_usb_model_without_host), 1);
	CU_ASSERT_EQUAL(told(old, "1-1", NULL), 0);
}

/* What is told of the domain @name alone, where h1 has 1-1. */
static char *told_of(const char *name)
{
	static const struct fake attached[] = { IN_PORT("1", "1-1"),
		MODEL("1", "device 0 1 1 4 yes\n"), END_ };
	const struct fake *tables[] = { attached, usb_world, NULL };
	struct xpt_host *host = fake_host_of(tables, DETAILS);
	struct xpt_usb_scope scope = XPT_SIZED(xpt_usb_scope);
	struct xpt_report *report = NULL;
	const struct xpt_finding *finding;
	char *text;

	CU_ASSERT_EQUAL_FATAL(xpt_host_find_domain(host, name, &scope.domain, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(xpt_host_check_usb(host, &scope, &report, NULL), 0);
	finding = xpt_report_finding(report, 0);
	text = strdup(finding ? xpt_finding_because(finding) : "");
	xpt_report_free(report);
	xpt_host_free(host);
	return text;
}

static void that_a_domain_loses_what_it_was_given_is_told_with_the_line_that_keeps_it(void)
{
	static const struct fake lost[] = { UDEV, IN_PORT("1", "1-1"), MODEL("1", ""), END_ };
	char *of_h1 = told_of("h1"), *of_h2 = told_of("h2");

	ASSERT_TEXT(of_h1,
			"when h1 reboots, or is saved, libxl forgets that it has 1-1, unless usbdev= of its "
			"configuration names it; with usb = [ \"h1 1-1 0627:0001:S1-1\" ] in host.cfg xpt "
			"watch gives it back");
	ASSERT_TEXT(of_h2, "");
	CU_ASSERT_EQUAL(told(lost, "1-1", &xpt__cause_usb_forgotten), 0);
	free(of_h1);
	free(of_h2);
}

static void that_no_udevd_runs_is_told_where_it_is_known(void)
{
	static const struct fake stopped[] = { LIST_("run/udev", "data"), END_ };
	static const struct fake unread[] = { DENIED_("run/udev", "no"), END_ };

	CU_ASSERT_EQUAL(told(stopped, NULL, &xpt__cause_usb_udev_missing), 1);
	CU_ASSERT_EQUAL(told(unread, NULL, NULL), 0);
}

SUITE(usb_findings)
{
	TEST(of_a_host_that_is_well_nothing_is_told);
	TEST(what_repair_finds_is_told_of_its_device_alone);
	TEST(where_the_list_of_devices_is_unread_none_is_called_unplugged);
	TEST(that_a_domain_may_have_it_is_not_that_it_has_it);
	TEST(a_device_that_nobody_may_use_is_told);
	TEST(devices_that_only_their_ports_tell_apart_are_told_together);
	TEST(what_a_device_model_takes_by_itself_is_told);
	TEST(a_device_model_without_libusb_is_told);
	TEST(that_a_domain_loses_what_it_was_given_is_told_with_the_line_that_keeps_it);
	TEST(that_no_udevd_runs_is_told_where_it_is_known);
}
