/* SPDX-License-Identifier: GPL-2.0-or-later */
/* USB devices that no driver of dom0's may have: reserved, given to a guest from there, and released. */
#include <string.h>

#include <xpt/usb.h>

#include "unit.h"
#include "usb_trial.h"
#include "usb_world.h"

#define INTERFACE(number, authorized)                                        \
	FILE_("sys/bus/usb/devices/1-1:1." number "/bInterfaceClass", "08"), \
			FILE_("sys/bus/usb/devices/1-1:1." number "/authorized", authorized)
#define STICK_DRIVER LINK_("sys/bus/usb/devices/1-1:1.0/driver", "../../drivers/usb-storage")

static const struct fake reserved[] = { INTERFACE("0", "0\n"), END_ };
static const struct fake bound[] = { INTERFACE("0", "1\n"), STICK_DRIVER, END_ };
static const struct fake had[] = { INTERFACE("0", "1\n"), IN_PORT("1", "1-1"),
	MODEL("1", "device 0 1 1 4 yes\n"), END_ };
static const char *const stick = "1-1";

static const char *state_of(const struct fake *more, char buffer[32])
{
	const struct fake *tables[] = { more, usb_trial_models, usb_trial_host, NULL };
	struct xpt_host *host = fake_host_of(tables, XPT_DETAIL_USB);
	const struct xpt_usb_device *device = NULL;
	struct xpt_value value = XPT_SIZED(xpt_value);

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	CU_ASSERT_EQUAL_FATAL(xpt_host_find_usb_device(host, stick, &device, NULL), 0);
	xpt_object_get(xpt_usb_device_object(device), "state", &value);
	snprintf(buffer, 32, "%s", xpt_value_text(&value));
	xpt_host_free(host);
	return buffer;
}

static void a_device_is_reserved_when_no_driver_may_have_any_interface(void)
{
	static const struct fake half[] = {
		LIST_("sys/bus/usb/devices", "usb1 1-1 1-1:1.0 1-1:1.1"),
		INTERFACE("0", "0\n"),
		INTERFACE("1", "1\n"),
		END_,
	};
	static const struct fake old[] = { STICK_DRIVER, END_ };
	char buffer[32];

	ASSERT_TEXT(state_of(reserved, buffer), "reserved");
	ASSERT_TEXT(state_of(half, buffer), "unbound");
	/* a kernel that has no such file has reserved nothing */
	ASSERT_TEXT(state_of(old, buffer), "dom0");
}

static void it_is_reserved_and_released_by_its_interfaces(void)
{
	char text[2048];

	usb_trial_plan(bound, XPT_RESERVE, &stick, 1, text);
	ASSERT_TEXT(text, "1-1: keep its interfaces from all drivers\n");
	usb_trial_plan(reserved, XPT_RESERVE, &stick, 1, text);
	ASSERT_TEXT(text, "");
	usb_trial_plan(reserved, XPT_RELEASE, &stick, 1, text);
	ASSERT_TEXT(text, "1-1: give its interfaces back to the drivers of dom0\n");
	usb_trial_plan(bound, XPT_RELEASE, &stick, 1, text);
	ASSERT_TEXT(text, "");
}

static void one_that_nobody_has_is_offered_to_the_drivers(void)
{
	static const struct fake unbound[] = { INTERFACE("0", "1\n"), END_ };
	char text[2048];

	usb_trial_plan(unbound, XPT_RELEASE, &stick, 1, text);
	ASSERT_TEXT(text, "1-1: offer its interfaces to the drivers of dom0\n");
}

static void a_guest_gets_a_reserved_one_past_the_drivers(void)
{
	char text[2048];

	usb_trial_plan(reserved, XPT_ATTACH, &stick, 1, text);
	ASSERT_TEXT(text,
			"1-1: give d1 a USB 3 controller with number 0\n"
			"1-1: allow programs to open its interfaces, and offer them to no driver\n"
			"1-1: plug into port 1 of controller 0 of d1\n");
}

static void it_is_reserved_after_the_guest_if_it_is_kept(void)
{
	char text[2048];

	usb_trial_plan_with(had, XPT_DETACH, XPT_KEEP, &stick, 1, text);
	ASSERT_TEXT(text,
			"1-1: unplug from port 1 of controller 0 of d1\n"
			"1-1: keep its interfaces from all drivers\n");
}

static void what_was_plugged_in_meanwhile_is_not_kept_from_dom0(void)
{
	static const struct fake other[] = { STICK_DRIVER, IN_PORT("1", "1-1"),
		MODEL("1", "device 0 1 1 99 no\n"), END_ };
	char text[2048];

	usb_trial_plan_with(other, XPT_DETACH, XPT_KEEP, &stick, 1, text);
	ASSERT_TEXT(text,
			"1-1: unplug from port 1 of controller 0 of d1\n"
			"1-1: offer its interfaces to the drivers of dom0\n");
}

static void a_record_that_is_outdated_takes_no_reservation_away(void)
{
	static const struct fake outdated[] = { INTERFACE("0", "0\n"), IN_PORT("1", "1-1"),
		MODEL("1", ""), END_ };
	char text[2048];

	usb_trial_plan(outdated, XPT_DETACH, &stick, 1, text);
	ASSERT_TEXT(text, "1-1: unplug from port 1 of controller 0 of d1\n");
}

static void half_of_a_reservation_is_released(void)
{
	static const struct fake half[] = {
		LIST_("sys/bus/usb/devices", "usb1 1-1 1-1:1.0 1-1:1.1"),
		INTERFACE("0", "0\n"),
		INTERFACE("1", "1\n"),
		LINK_("sys/bus/usb/devices/1-1:1.1/driver", "../../drivers/usb-storage"),
		END_,
	};
	char text[2048];

	usb_trial_plan(half, XPT_RELEASE, &stick, 1, text);
	ASSERT_TEXT(text, "1-1: give its interfaces back to the drivers of dom0\n");
}

static void what_somebody_needs_or_has_is_not_reserved(void)
{
	static const struct fake swap[] = {
		INTERFACE("0", "1\n"),
		FILE_("proc/swaps",
				"Filename Type Size Used Priority\n/dev/sda partition 1 0 -2\n"),
		LINK_("sys/class/block/sda",
				"../../devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0/host0/block/sda"),
		END_,
	};

	usb_trial_expect(bound, XPT_RESERVE, NULL, "1-1", 0, "pass");
	usb_trial_expect(bound, XPT_RESERVE, NULL, "1-3", 0, "usb-hub blocked");
	usb_trial_expect(swap, XPT_RESERVE, NULL, "1-1", 0, "critical-device blocked");
	usb_trial_expect(
			swap, XPT_RESERVE, NULL, "1-1", XPT_FORCE_CRITICAL, "critical-device risk");
	usb_trial_expect(had, XPT_RESERVE, NULL, "1-1", 0, "usb-held blocked");
	usb_trial_expect(had, XPT_RELEASE, NULL, "1-1", 0, "usb-held blocked");
	usb_trial_expect(reserved, XPT_RELEASE, NULL, "1-1", 0, "pass");
}

static void what_goes_for_pci_alone_is_refused(void)
{
	const struct fake *tables[] = { usb_trial_models, usb_trial_host, NULL };
	struct xpt_host *host = fake_host_of(tables, USB_TRIAL_DETAILS);
	static const struct xpt_bdf nic = { 0 };
	const struct xpt_request bad[] = {
		XPT_OPTIONS(xpt_request, .action = XPT_RESERVE, .usb_devices = &stick,
				.usb_device_count = 1, .name = "stick"),
		XPT_OPTIONS(xpt_request, .action = XPT_RELEASE, .usb_devices = &stick,
				.usb_device_count = 1, .driver = "usb-storage"),
		XPT_OPTIONS(xpt_request, .action = XPT_RESERVE, .usb_devices = &stick,
				.usb_device_count = 1, .flags = XPT_KEEP),
		XPT_OPTIONS(xpt_request, .action = XPT_DETACH, .domain = "1", .usb_devices = &stick,
				.usb_device_count = 1, .flags = XPT_KEEP | XPT_THEN_RELEASE),
		XPT_OPTIONS(xpt_request, .action = XPT_DETACH, .domain = "1", .devices = &nic,
				.device_count = 1, .flags = XPT_KEEP),
	};
	struct xpt_judged *judged = NULL;

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		CU_ASSERT_EQUAL(xpt_check_request(host, &bad[i], &judged, NULL), XPT_INVALID);
	xpt_host_free(host);
}

SUITE(usb_reserve)
{
	TEST(a_device_is_reserved_when_no_driver_may_have_any_interface);
	TEST(it_is_reserved_and_released_by_its_interfaces);
	TEST(one_that_nobody_has_is_offered_to_the_drivers);
	TEST(a_guest_gets_a_reserved_one_past_the_drivers);
	TEST(it_is_reserved_after_the_guest_if_it_is_kept);
	TEST(what_was_plugged_in_meanwhile_is_not_kept_from_dom0);
	TEST(a_record_that_is_outdated_takes_no_reservation_away);
	TEST(half_of_a_reservation_is_released);
	TEST(what_somebody_needs_or_has_is_not_reserved);
	TEST(what_goes_for_pci_alone_is_refused);
}
