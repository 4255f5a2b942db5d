/* SPDX-License-Identifier: GPL-2.0-or-later */
/* USB devices: their addresses, and who has them, from answers that may be anything. */
#include <string.h>

#include "../../engine/model/usb.h"
#include "fake_source.h"
#include "unit.h"

static void a_path_has_one_spelling(void)
{
	static const char *const good[] = { "usb1", "usb12", "1-1", "1-1.2", "12-3.4.5.6.7.8" };
	static const char *const bad[] = { "", "usb", "usb0", "usb01", "1", "1-", "-1", "1-0",
		"0-1", "1-1.", "1-.1", "1-1..2", "1-01", "01-1", "1-256", "65536-1",
		"1-1.2.3.4.5.6.7", "1-1:1.0", "1-x", "1--1", "1-1 ", "99999999999999999999-1" };
	struct usb_path path;
	char text[USB_PATH_TEXT];

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		CU_ASSERT_FATAL(xpt__usb_path_read(xpt__span_of(good[i]), &path));
		ASSERT_TEXT(xpt__usb_path_text(&path, text), good[i]);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		CU_ASSERT_FALSE(xpt__usb_path_read(xpt__span_of(bad[i]), &path));
	CU_ASSERT(xpt__usb_path_read(SPAN("65535-255.255.255.255.255.255"), &path));
	ASSERT_TEXT(xpt__usb_path_text(&path, text), "65535-255.255.255.255.255.255");
}

static void an_interface_belongs_to_its_device(void)
{
	static const char *const bad[] = { "1-1", "1-1:", "1-1:1", "1-1:0.0", "1-1:1.", "usb1:1.0",
		"1-0.1:1.0", ":1.0", "1-1:1.256", "1-1:1.0.0" };
	unsigned int number = 9;
	struct usb_path path;
	char text[USB_PATH_TEXT];

	CU_ASSERT(xpt__usb_interface_read(SPAN("1-1.2:1.3"), &path, &number));
	ASSERT_TEXT(xpt__usb_path_text(&path, text), "1-1.2");
	CU_ASSERT_EQUAL(number, 3);
	CU_ASSERT(xpt__usb_interface_read(SPAN("2-0:1.0"), &path, &number));
	ASSERT_TEXT(xpt__usb_path_text(&path, text), "usb2");
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		CU_ASSERT_FALSE(xpt__usb_interface_read(xpt__span_of(bad[i]), &path, &number));
}

static void a_hub_comes_before_what_hangs_on_it(void)
{
	static const char *const order[] = { "usb1", "1-1", "1-1.2", "1-1.10", "1-2", "usb2",
		"usb10" };
	struct usb_path a, b;

	for (size_t i = 1; i < sizeof(order) / sizeof(*order); i++) {
		CU_ASSERT(xpt__usb_path_read(xpt__span_of(order[i - 1]), &a) &&
				xpt__usb_path_read(xpt__span_of(order[i]), &b));
		CU_ASSERT(xpt__usb_path_compare(&a, &b) < 0 && xpt__usb_path_compare(&b, &a) > 0);
	}
}

static void the_function_is_told_by_class(void)
{
	ASSERT_TEXT(xpt__usb_function(3, 1, 1), "keyboard");
	ASSERT_TEXT(xpt__usb_function(3, 0, 0), "input");
	ASSERT_TEXT(xpt__usb_function(8, 6, 0x50), "storage");
	ASSERT_TEXT(xpt__usb_function(0xff, 1, 1), "vendor-specific");
	ASSERT_TEXT(xpt__usb_function(0x55, 0, 0), "other");
}

#define BASE                                                                     \
	LIST_("sys/bus/pci/devices", ""), LIST_("xenstore/local/domain", "0 1"), \
			FILE_("xen/domains",                                     \
					"0 type=pv state=running\n1 type=hvm state=running\n")

static const struct xpt_usb_device *device(const struct xpt_host *host, const char *path)
{
	const struct xpt_usb_device *found;

	for (size_t i = 0; (found = xpt_host_usb_device(host, i)); i++)
		if (!strcmp(xpt_usb_device_path(found), path))
			return found;
	return NULL;
}

static void records_tell_who_has_a_device(void)
{
	static const struct fake answers[] = {
		BASE,
		LIST_("sys/bus/usb/devices", "1-0:1.0 1-2 1-2:1.0 1-3 1-x usb1 junk"),
		LINK_("sys/bus/usb/devices/usb1", "../../../devices/platform/dummy_hcd.0/usb1"),
		FILE_("sys/bus/usb/devices/1-2:1.0/bInterfaceClass", "08\n"),
		LINK_("sys/bus/usb/devices/1-2:1.0/driver", "../../drivers/usb-storage"),
		LIST_("xenstore/libxl/1/device/vusb", "0"),
		LIST_("xenstore/libxl/1/device/vusb/0/port", "1 2 3 4"),
		FILE_("xenstore/libxl/1/device/vusb/0/port/1", "1-3"),
		FILE_("xenstore/libxl/1/device/vusb/0/port/2", ""),
		FILE_("xenstore/libxl/1/device/vusb/0/port/3", "1-9"),
		FILE_("xenstore/libxl/1/device/vusb/0/port/4", "../../etc"),
		END_,
	};
	struct xpt_host *host = fake_host(answers, XPT_DETAIL_USB);

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	CU_ASSERT_PTR_NULL(xpt_host_usb_device(host, 4));
	CU_ASSERT(fact_is(host->usb_devices, 3));
	ASSERT_TEXT(device(host, "1-2")->state.value, "dom0");
	ASSERT_TEXT(device(host, "1-2")->functions.items[0], "storage");
	ASSERT_TEXT(device(host, "1-3")->state.value, "attached");
	ASSERT_TEXT(device(host, "1-3")->domain.value, "d1");
	ASSERT_TEXT(device(host, "1-9")->state.value, "gone");
	CU_ASSERT_PTR_EQUAL(xpt_usb_device_parent(device(host, "1-9")), device(host, "usb1"));
	CU_ASSERT_EQUAL(device(host, "1-3")->controller.state, XPT_FACT_ABSENT);
	xpt_host_free(host);
}

static void without_xenstore_nobody_is_not_the_answer(void)
{
	static const struct fake answers[] = {
		LIST_("sys/bus/pci/devices", ""),
		FILE_("xen/domains", "0 type=pv state=running\n1 type=hvm state=running\n"),
		DENIED_("xenstore/local/domain", "only root may ask"),
		LIST_("sys/bus/usb/devices", "1-2 usb1"),
		END_,
	};
	struct xpt_host *host = fake_host(answers, XPT_DETAIL_USB);

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	CU_ASSERT_EQUAL(device(host, "1-2")->domain.state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(device(host, "1-2")->state.state, XPT_FACT_UNREADABLE);
	xpt_host_free(host);
}

SUITE(usb)
{
	TEST(a_path_has_one_spelling);
	TEST(an_interface_belongs_to_its_device);
	TEST(a_hub_comes_before_what_hangs_on_it);
	TEST(the_function_is_told_by_class);
	TEST(records_tell_who_has_a_device);
	TEST(without_xenstore_nobody_is_not_the_answer);
}
