/* SPDX-License-Identifier: GPL-2.0-or-later */
/* usbctrl= and usbdev= of a configuration: what xl reads, and what libxl makes of it. */
#include <stdio.h>

#include <xpt/config.h>

#include "../../engine/config/xl_usb.h"
#include "unit.h"
#include "usb_world.h"

static void a_number_is_read_as_xl_reads_it(void)
{
	static const struct {
		const char *word;
		unsigned int value;
		bool odd;
	} numbers[] = { { "10", 10, false }, { "010", 8, true }, { "007", 7, false },
		{ "008", 0, true }, { "300", 44, true }, { "0x1f", 31, false }, { "0x", 0, true },
		{ "5a", 5, true }, { "", 0, true }, { "-1", 255, true }, { " 12", 12, false },
		{ "99999999999999999999", 255, true } };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		struct xl_usb_device device;
		char text[64];

		snprintf(text, sizeof(text), "hostbus=1,hostaddr=%s", numbers[i].word);
		CU_ASSERT_PTR_NULL(xpt__xl_usb_device_read(xpt__span_of(text), &device));
		CU_ASSERT_EQUAL(device.number.value, numbers[i].value);
		CU_ASSERT_EQUAL(device.number.odd, numbers[i].odd);
		CU_ASSERT_EQUAL(device.bus.value, 1);
	}
}

static void an_entry_is_read_as_xl_reads_it(void)
{
	struct xl_usb_controller controller;
	struct xl_usb_device device;

	CU_ASSERT_PTR_NULL(xpt__xl_usb_device_read(
			SPAN("type=HOSTDEV,,  controller=2,port=3"), &device));
	CU_ASSERT_EQUAL(device.controller, 2);
	CU_ASSERT_EQUAL(device.port, 3);
	CU_ASSERT_FALSE(device.number.odd);
	CU_ASSERT_PTR_NULL(xpt__xl_usb_device_read(SPAN(""), &device));
	CU_ASSERT_EQUAL(device.controller, -1);
	CU_ASSERT_PTR_NOT_NULL(xpt__xl_usb_device_read(SPAN("hostaddr =2"), &device));
	CU_ASSERT_PTR_NOT_NULL(xpt__xl_usb_device_read(SPAN("type=tablet"), &device));
	CU_ASSERT_PTR_NOT_NULL(xpt__xl_usb_device_read(SPAN("hostbus=1, "), &device));
	CU_ASSERT_PTR_NULL(xpt__xl_usb_controller_read(
			SPAN("type=qusb,version=2x, ports= 4"), &controller));
	CU_ASSERT_EQUAL(controller.type, XL_USB_QUSB);
	CU_ASSERT_EQUAL(controller.version, 2);
	CU_ASSERT_EQUAL(controller.ports, 4);
	CU_ASSERT_PTR_NULL(xpt__xl_usb_controller_read(
			SPAN("version=4294967298,ports=-4294967290"), &controller));
	CU_ASSERT_EQUAL(controller.version, 2);
	CU_ASSERT_EQUAL(controller.ports, 6);
	CU_ASSERT_PTR_NULL(xpt__xl_usb_controller_read(
			SPAN("version=99999999999999999999,ports=-99999999999999999999"),
			&controller));
	CU_ASSERT_EQUAL(controller.version, -1);
	CU_ASSERT_EQUAL(controller.ports, 0);
	CU_ASSERT_PTR_NOT_NULL(xpt__xl_usb_controller_read(SPAN("type=q"), &controller));
	CU_ASSERT_PTR_NOT_NULL(xpt__xl_usb_controller_read(SPAN("backend=d1"), &controller));
}

static const struct fake speeds[] = {
	FILE_("sys/bus/usb/devices/1-1/speed", "1.5"),
	FILE_("sys/bus/usb/devices/1-2/speed", "480"),
	FILE_("sys/bus/usb/devices/1-3/speed", "5000"),
	END_,
};

static void answers_on(const struct fake *more, const char *text, enum xpt_verdict verdict,
		const char *cause, const char *because)
{
	const struct fake *tables[] = { more, speeds, usb_world, NULL };
	struct xpt_host *host = fake_host_of(
			tables, XPT_DETAIL_USB | XPT_DETAIL_MODELS | XPT_DETAIL_CRITICAL);
	struct xpt_config *config = NULL;
	struct xpt_report *report = NULL;
	const struct xpt_finding *worst;

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	CU_ASSERT_EQUAL_FATAL(xpt_config_parse("g.cfg", text, strlen(text), &config, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(xpt_config_check(host, config, &report, NULL), 0);
	worst = xpt_report_finding(report, 0);
	CU_ASSERT_EQUAL(xpt_report_verdict(report), verdict);
	ASSERT_TEXT(worst ? xpt_finding_cause(worst) : "nothing", cause ? cause : "nothing");
	CU_ASSERT(!because || (worst && strstr(xpt_finding_because(worst), because)));
	xpt_report_free(report);
	xpt_config_free(config);
	xpt_host_free(host);
}

static const struct fake nothing_more[] = { END_ };

static void answers(
		const char *text, enum xpt_verdict verdict, const char *cause, const char *because)
{
	answers_on(nothing_more, text, verdict, cause, because);
}

#define HVM "name='g'\ntype='hvm'\n"
#define PV "name='g'\ntype='pv'\nkernel='k'\n"
#define XHCI "usbctrl=['version=3']\n"

static void a_device_that_is_there_goes_into_xhci(void)
{
	answers(HVM XHCI "usbdev=['type=hostdev,hostbus=1,hostaddr=4']", XPT_PASS,
			"usb-config-address", "in host.cfg, usb = [ \"g 1-1 0627:0001:S1-1\" ]");
	answers(HVM XHCI
			"usbdev=['type=hostdev,hostbus=1,hostaddr=4','type=hostdev,hostbus=1,hostaddr=5,controller=0']",
			XPT_PASS, "usb-config-address", NULL);
	answers(HVM XHCI, XPT_PASS, NULL, NULL);
}

static void without_type_the_guest_does_not_survive_its_reboot(void)
{
	answers(HVM XHCI "usbdev=['hostbus=1,hostaddr=4']", XPT_RISK, "usb-config-type",
			"destroys the guest when it reboots");
}

static void a_number_that_no_device_has_is_refused(void)
{
	answers(HVM XHCI "usbdev=['type=hostdev,hostbus=1,hostaddr=99']", XPT_BLOCKED,
			"usb-config-absent", "no device is number 99 of USB bus 1");
	answers(HVM XHCI "usbdev=['hostaddr=4']", XPT_BLOCKED, "usb-config-absent", "bus 0");
	answers(HVM XHCI "usbdev=['type=hostdev,hostbus=1,hostaddr=00000004x']", XPT_RISK,
			"usb-config-number", "xl reads hostaddr=00000004x as 4");
}

static const struct fake number_unread[] = {
	DENIED_("sys/bus/usb/devices/1-2/devnum", "it went"),
	END_,
};

static void what_is_not_known_is_not_absent(void)
{
	answers_on(number_unread, HVM XHCI "usbdev=['type=hostdev,hostbus=1,hostaddr=99']",
			XPT_UNKNOWN, "unreadable", "which device is number 99 of USB bus 1");
}

static void a_hub_is_refused(void)
{
	static const struct fake hub[] = { FILE_("sys/bus/usb/devices/1-2/bDeviceClass", "09"),
		END_ };

	answers_on(hub, HVM XHCI "usbdev=['type=hostdev,hostbus=1,hostaddr=7']", XPT_BLOCKED,
			"usb-hub", NULL);
}

static void a_speed_is_what_the_kernel_calls_it(void)
{
	static const struct fake full[] = { FILE_("sys/bus/usb/devices/1-1/speed", "12"), END_ };
	static const struct fake unknown[] = { FILE_("sys/bus/usb/devices/1-1/speed", "unknown"),
		END_ };

	answers_on(full, HVM "usbctrl=['version=1']\nusbdev=['type=hostdev,hostbus=1,hostaddr=4']",
			XPT_PASS, "usb-config-address", NULL);
	answers_on(full, HVM "usbctrl=['version=2']\nusbdev=['type=hostdev,hostbus=1,hostaddr=4']",
			XPT_BLOCKED, "usb-config-speed", "1-1 of 12 Mbit/s");
	answers_on(unknown,
			HVM "usbctrl=['version=2']\nusbdev=['type=hostdev,hostbus=1,hostaddr=4']",
			XPT_UNKNOWN, "unreadable", "its speed");
}

static void ehci_takes_no_slow_device(void)
{
	answers(HVM "usbctrl=['']\nusbdev=['type=hostdev,hostbus=1,hostaddr=4']", XPT_BLOCKED,
			"usb-config-speed",
			"1-1 of 1.5 Mbit/s goes into a controller of version 2");
	answers(HVM "usbctrl=['version=2']\nusbdev=['type=hostdev,hostbus=1,hostaddr=7']", XPT_PASS,
			"usb-config-address", NULL);
	answers(HVM "usbctrl=['version=2']\nusbdev=['type=hostdev,hostbus=1,hostaddr=5']", XPT_RISK,
			"usb-config-speed", "may not take it");
	answers(HVM "usbctrl=['version=1']\nusbdev=['type=hostdev,hostbus=1,hostaddr=4']", XPT_PASS,
			"usb-config-address", NULL);
	answers(HVM "usbctrl=['version=1']\nusbdev=['type=hostdev,hostbus=1,hostaddr=7']", XPT_RISK,
			"usb-config-speed", NULL);
	answers(HVM "usbctrl=['','version=3']\nusbdev=['type=hostdev,hostbus=1,hostaddr=4,controller=1']",
			XPT_PASS, "usb-config-address", NULL);
}

static void without_a_free_port_there_is_no_controller(void)
{
	answers(HVM "usbdev=['type=hostdev,hostbus=1,hostaddr=7']", XPT_BLOCKED,
			"usb-config-no-controller", "there is no usbctrl=");
	answers(HVM "usbctrl=['version=3,ports=1']\n"
		    "usbdev=['type=hostdev,hostbus=1,hostaddr=7','type=hostdev,hostbus=1,hostaddr=4']",
			XPT_BLOCKED, "usb-config-no-controller", "all ports");
	answers(HVM XHCI "usbdev=['type=hostdev,hostbus=1,hostaddr=7,controller=1']", XPT_BLOCKED,
			"config-refused", "no such controller");
	answers(HVM XHCI "usbdev=['type=hostdev,hostbus=1,hostaddr=7,controller=0,port=9']",
			XPT_BLOCKED, "config-refused", "no such port");
	answers(HVM XHCI "usbdev=['type=hostdev,hostbus=1,hostaddr=7,port=1']", XPT_BLOCKED,
			"config-refused", "requires controller=");
	answers(HVM XHCI
			"usbdev=['type=hostdev,hostbus=1,hostaddr=7','type=hostdev,hostbus=1,hostaddr=4,controller=0,port=1']",
			XPT_BLOCKED, "config-refused", "taken by an entry before");
	answers(HVM XHCI
			"usbdev=['type=hostdev,hostbus=1,hostaddr=7','type=hostdev,hostbus=1,hostaddr=7']",
			XPT_BLOCKED, "config-refused", "listed twice");
}

static void a_controller_has_the_limits_of_libxl(void)
{
	answers(HVM "usbctrl=['version=4']", XPT_BLOCKED, "config-refused", "1, 2 or 3");
	answers(HVM "usbctrl=['version=2,ports=4']", XPT_BLOCKED, "config-refused", "6 ports");
	answers(HVM "usbctrl=['version=3,ports=16']", XPT_BLOCKED, "config-refused", "15 ports");
	answers(HVM "usbctrl=['usb=1']", XPT_BLOCKED, "config-refused", "xl knows");
	answers(HVM "usbctrl='version=3'", XPT_RISK, "config-doubtful", "ignores");
	answers(PV "usbctrl=['version=3']", XPT_BLOCKED, "config-refused", "1 or 2");
	answers(PV "usbctrl=['type=devicemodel']", XPT_BLOCKED, "config-refused", "HVM");
	answers(PV "usbctrl=['ports=32']", XPT_BLOCKED, "config-refused", "31 ports");
}

static void a_pv_domain_needs_a_backend(void)
{
	static const struct fake usbback[] = { LIST_("sys/bus/usb/drivers/usbback", "bind"), END_ };

	answers(PV "usbctrl=['type=pv']", XPT_BLOCKED, "usb-backend-missing", "usbback");
	answers_on(usbback, PV "usbctrl=['type=pv']", XPT_PASS, NULL, NULL);
	answers(PV "usbctrl=['type=qusb']\nusbdev=['type=hostdev,hostbus=1,hostaddr=7']", XPT_RISK,
			"usb-config-frontend", NULL);
	answers(PV "usbdev=['type=hostdev,hostbus=1,hostaddr=7']", XPT_RISK, "usb-config-frontend",
			"there is no usbctrl=");
}

static const struct fake of_h2[] = { IN_PORT("2", "1-2"), MODEL("2", "device 0 1 1 7 yes\n"),
	END_ };
static const struct fake of_nobody[] = { IN_PORT("2", "1-9"), MODEL("2", ""), END_ };

static void what_another_domain_has_is_refused(void)
{
	answers_on(of_h2, HVM XHCI "usbdev=['type=hostdev,hostbus=1,hostaddr=7']", XPT_BLOCKED,
			"usb-held", "h2 has 1-2");
	answers_on(of_nobody, HVM XHCI "usbdev=['type=hostdev,hostbus=1,hostaddr=7']", XPT_BLOCKED,
			"usb-stale-record", "1-9");
}

SUITE(config_usb)
{
	TEST(without_type_the_guest_does_not_survive_its_reboot);
	TEST(a_number_is_read_as_xl_reads_it);
	TEST(an_entry_is_read_as_xl_reads_it);
	TEST(a_device_that_is_there_goes_into_xhci);
	TEST(a_number_that_no_device_has_is_refused);
	TEST(what_is_not_known_is_not_absent);
	TEST(a_hub_is_refused);
	TEST(a_speed_is_what_the_kernel_calls_it);
	TEST(ehci_takes_no_slow_device);
	TEST(without_a_free_port_there_is_no_controller);
	TEST(a_controller_has_the_limits_of_libxl);
	TEST(a_pv_domain_needs_a_backend);
	TEST(what_another_domain_has_is_refused);
}
