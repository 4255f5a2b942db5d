/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Giving a USB device to a domain: what is asked first, and the steps. */
#include <stdlib.h>
#include <string.h>

#include <xpt/usb.h>

#include "../../engine/explain/causes/causes.h"
#include "../../engine/formats/dm_usb.h"
#include "../../engine/plan/step.h"
#include "unit.h"
#include "usb_trial.h"
#include "usb_world.h"

static void a_torn_answer_is_no_answer(void)
{
	static const char *const torn[] = { "", "host-devices yes\n", "end\n",
		"controller 0\nend\n", "host-devices perhaps\nend\n",
		"host-devices yes\ndevice 0 1 2\nend\n", "host-devices yes\nend\ncontroller 1\n",
		"host-devices yes\nhost-devices no\nend\n",
		"host-devices yes\ncontroller 99999999\nend\n", "gone\n",
		"host-devices yes\ngone\nend\n", "gone\ncontroller 0\nend\n", "gone\ngone\nend\n",
		"gone yes\nend\n", "host-devices yes\nfollower 0 1 usb1 yes\nend\n",
		"host-devices yes\nbackend 0 1\nend\n" };

	for (size_t i = 0; i < sizeof(torn) / sizeof(*torn); i++)
		CU_ASSERT_FALSE(xpt__dm_usb_whole(xpt__span_of(torn[i])));
}

static void a_device_that_nobody_has_can_be_given_to_an_hvm_domain(void)
{
	char text[96];

	usb_trial_expect(nothing_more, XPT_ATTACH, "1", "1-1", 0, "pass");
	usb_trial_expect(nothing_more, XPT_ATTACH, NULL, "1-1", 0, "pass");
	usb_trial_expect(nothing_more, XPT_ATTACH, "1", "usb1", 0, "usb-hub blocked");
	usb_trial_expect(nothing_more, XPT_ATTACH, "1", "1-3", 0, "usb-hub blocked");
	usb_trial_expect(nothing_more, XPT_ATTACH, "2", "1-1", 0, "usb-domain-type blocked");
	usb_trial_expect(nothing_more, XPT_ATTACH, "3", "1-1", 0, "usb-model-without-host blocked");
	usb_trial_expect(nothing_more, XPT_ATTACH, "0", "1-1", 0, "domain-state blocked");
	usb_trial_expect(nothing_more, XPT_DETACH, "1", "1-1", 0, "usb-unheld blocked");
	/* nobody asked the device model: not known is not yes */
	usb_trial_judge(nothing_more, XPT_DETAIL_USB | XPT_DETAIL_CRITICAL, XPT_ATTACH, "1", "1-1",
			0, text);
	ASSERT_TEXT(text, "unreadable unknown");
}

static void what_is_not_known_of_the_device_model_is_no_yes(void)
{
	static const struct fake silent[] = { DENIED_("xen/model-usb/1", "it hangs"), END_ };
	static const struct fake torn[] = { FILE_("xen/model-usb/1", "host-devices yes\n"), END_ };
	static const struct fake no_class[] = {
		DENIED_("sys/bus/usb/devices/1-1/bDeviceClass", "no"), END_
	};
	static const struct fake off[] = { FILE_("sys/bus/usb/devices/1-1/authorized", "0"), END_ };

	usb_trial_expect(silent, XPT_ATTACH, "1", "1-1", 0, "unreadable unknown");
	usb_trial_expect(torn, XPT_ATTACH, "1", "1-1", 0, "unreadable unknown");
	usb_trial_expect(no_class, XPT_ATTACH, "1", "1-1", 0, "unreadable unknown");
	usb_trial_expect(off, XPT_ATTACH, "1", "1-1", 0, "usb-unauthorized blocked");
}

static void what_a_device_model_had_that_came_to_an_end_can_be_detached_and_nothing_attached(void)
{
	static const struct fake ended[] = { IN_PORT("1", "1-1"),
		FILE_("xen/model-usb/1", "gone\nend\n"), END_ };
	static const struct fake silent[] = { IN_PORT("1", "1-1"),
		DENIED_("xen/model-usb/1", "it hangs"), END_ };

	usb_trial_expect(ended, XPT_DETACH, "1", "1-1", 0, "pass");
	usb_trial_expect(ended, XPT_ATTACH, "1", "1-2", 0, "usb-model-gone blocked");
	usb_trial_expect(silent, XPT_DETACH, "1", "1-1", 0, "unreadable unknown");
}

static int find(const struct fake *more, const char *word, char ret_path[16])
{
	const struct fake *tables[] = { more, usb_trial_host, NULL };
	struct xpt_host *host = fake_host_of(tables, USB_TRIAL_DETAILS);
	const struct xpt_usb_device *device = NULL;
	int rc;

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	rc = xpt_host_find_usb_device(host, word, &device, NULL);
	snprintf(ret_path, 16, "%s", rc ? "" : xpt_usb_device_path(device));
	xpt_host_free(host);
	return rc;
}

static void assert_found(const struct fake *more, const char *word, const char *wanted)
{
	char path[16];

	CU_ASSERT_EQUAL(find(more, word, path), 0);
	ASSERT_TEXT(path, wanted);
}

static void assert_not_found(const struct fake *more, const char *word, int wanted)
{
	char path[16];

	CU_ASSERT_EQUAL(find(more, word, path), wanted);
}

static void a_device_is_found_by_what_it_is_where_one_alone_is_that(void)
{
	static const struct fake other[] = { FILE_("sys/bus/usb/devices/1-1/idVendor", "046D"),
		END_ };
	static const struct fake twins[] = { FILE_("sys/bus/usb/devices/1-2/serial", "S1-1"),
		END_ };
	static const struct fake no_serial[] = { DENIED_("sys/bus/usb/devices/1-2/serial", "no"),
		END_ };
	static const struct fake no_vendor[] = { DENIED_("sys/bus/usb/devices/1-2/idVendor", "no"),
		END_ };
	static const struct fake no_list[] = { DENIED_("sys/bus/usb/devices", "no"), END_ };

	assert_found(nothing_more, "0627:0001:S1-2", "1-2");
	assert_found(other, "046d:0001", "1-1");
	assert_found(other, "046D:0001:S1-1", "1-1");
	assert_not_found(nothing_more, "0627:0001", XPT_REFUSED);
	assert_not_found(twins, "0627:0001:S1-1", XPT_REFUSED);
	assert_not_found(nothing_more, "0627:0001:S", XPT_NOT_FOUND);
	assert_not_found(nothing_more, "0627:0002", XPT_NOT_FOUND);
	assert_not_found(no_serial, "0627:0001:S1-1", XPT_UNREADABLE);
	assert_found(no_vendor, "0627:0001:S1-1", "1-1");
	assert_not_found(no_vendor, "0627:0001:S1-2", XPT_UNREADABLE);
	assert_not_found(no_list, "0627:0001:S1-1", XPT_UNREADABLE);
	assert_not_found(no_list, "1-1", XPT_UNREADABLE);
	for (size_t i = 0; i < 6; i++) {
		static const char *const words[] = { "627:1", "0627:0001:", "0627:0001S",
			"0x27:0001", "06270:001", "1-1:1.0" };

		assert_not_found(nothing_more, words[i], XPT_INVALID);
	}
}

static void who_has_it_is_told_by_the_records_and_by_the_kernel(void)
{
	static const struct fake held[] = { IN_PORT("3", "1-1"), MODEL("3", "device 0 1 1 4 yes\n"),
		END_ };
	static const struct fake outdated[] = { IN_PORT("3", "1-1"), END_ };
	static const struct fake gone[] = { IN_PORT("3", "1-9"),
		DENIED_("xen/model-usb/3", "it hangs"), END_ };
	static const struct fake dead[] = { IN_PORT("3", "1-9"), END_ };
	static const struct fake garbled[] = { IN_PORT("3", "../etc"), END_ };
	static const struct fake program[] = {
		LINK_("sys/bus/usb/devices/1-1:1.0/driver", "../../drivers/usbfs"), END_
	};

	usb_trial_expect(held, XPT_ATTACH, "1", "1-1", 0, "usb-held blocked");
	usb_trial_expect(outdated, XPT_ATTACH, "1", "1-1", 0, "pass");
	/* one that cannot open any has none to be lost */
	usb_trial_expect(outdated, XPT_DETACH, "3", "1-1", 0, "pass");
	usb_trial_expect(held, XPT_DETACH, "1", "1-1", 0, "usb-unheld blocked");
	usb_trial_expect(gone, XPT_ATTACH, "1", "1-1", 0, "usb-stale-record blocked");
	/* the plan empties what nobody has any more */
	usb_trial_expect(dead, XPT_ATTACH, "1", "1-1", 0, "pass");
	usb_trial_expect(gone, XPT_ATTACH, "1", "1-9", 0, "usb-gone blocked");
	usb_trial_expect(garbled, XPT_ATTACH, "1", "1-1", 0, "unreadable unknown");
	usb_trial_expect(program, XPT_ATTACH, "1", "1-1", 0, "usb-held blocked");
}

static void the_policy_decides_unless_it_is_ignored(void)
{
	static const struct fake denied[] = {
		FILE_("etc/xpt/usb-policy.conf", "DENY: class=08\nALLOW:\n"), END_
	};
	static const struct fake allowed[] = { FILE_("etc/xpt/usb-policy.conf", "ALLOW:\n"), END_ };
	static const struct fake unread[] = { DENIED_("etc/xpt/usb-policy.conf", "no"), END_ };

	usb_trial_expect(denied, XPT_ATTACH, "1", "1-1", 0, "usb-policy-denies blocked");
	usb_trial_expect(denied, XPT_ATTACH, "1", "1-1", XPT_IGNORE_POLICY,
			"usb-policy-denies risk");
	usb_trial_expect(allowed, XPT_ATTACH, "1", "1-1", 0, "pass");
	usb_trial_expect(unread, XPT_ATTACH, "1", "1-1", 0, "unreadable unknown");
}

static void what_dom0_lives_on_stays(void)
{
	static const struct fake keyboard[] = {
		LIST_("sys/class/input", "input1 input2"),
		FILE_("sys/class/input/input1/capabilities/ev", "120013"),
		FILE_("sys/class/input/input2/capabilities/ev", "120013"),
		LINK_("sys/class/input/input1",
				"../../devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0/input/input1"),
		LINK_("sys/class/input/input2",
				"../../devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.1/input/input2"),
		END_,
	};
	static const struct fake two[] = {
		LINK_("sys/class/input/input2",
				"../../devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/input/input2"),
		LIST_("sys/class/input", "input1 input2"),
		FILE_("sys/class/input/input1/capabilities/ev", "120013"),
		FILE_("sys/class/input/input2/capabilities/ev", "120013"),
		LINK_("sys/class/input/input1",
				"../../devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0/input/input1"),
		END_,
	};
	static const struct fake swap[] = {
		FILE_("proc/swaps",
				"Filename Type Size Used Priority\n/dev/sda partition 1 0 -2\n"),
		LINK_("sys/class/block/sda",
				"../../devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0/host0/block/sda"),
		END_,
	};
	char text[96];

	usb_trial_expect(keyboard, XPT_ATTACH, "1", "1-1", 0, "critical-device blocked");
	usb_trial_expect(keyboard, XPT_ATTACH, "1", "1-2", 0, "pass");
	usb_trial_expect(two, XPT_ATTACH, "1", "1-1", 0, "pass");
	usb_trial_expect(swap, XPT_ATTACH, "1", "1-1", 0, "critical-device blocked");
	usb_trial_expect(swap, XPT_ATTACH, "1", "1-1", XPT_FORCE_CRITICAL, "critical-device risk");
	usb_trial_judge(nothing_more, XPT_DETAIL_USB | XPT_DETAIL_MODELS, XPT_ATTACH, "1", "1-1", 0,
			text);
	ASSERT_TEXT(text, "critical-unknown blocked");
}

static void what_is_half_way_is_undone_first(void)
{
	static const struct fake damaged[] = { LIST_("xpt", "journal"),
		FILE_("xpt/journal", "xpt-journal 3\n"), END_ };
	static const struct fake unread[] = { DENIED_("xpt", "no"), END_ };

	usb_trial_expect(damaged, XPT_ATTACH, "1", "1-1", 0, "journal-damaged blocked");
	usb_trial_expect(unread, XPT_ATTACH, "1", "1-1", 0, "unreadable unknown");
}

static int refuses(const struct fake *more, enum xpt_action action, unsigned int flags)
{
	const struct fake *tables[] = { more, usb_trial_models, usb_trial_host, NULL };
	struct xpt_host *host = fake_host_of(tables, USB_TRIAL_DETAILS);
	const char *const path = "1-1";
	struct xpt_request request = XPT_OPTIONS(xpt_request, .action = action, .domain = "1",
			.usb_devices = &path, .usb_device_count = 1, .flags = flags,
			.usb_version = usb_trial_version);
	struct xpt_judged *judged = NULL;
	struct xpt_plan *plan = NULL;
	int rc;

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	CU_ASSERT_EQUAL_FATAL(xpt_check_request(host, &request, &judged, NULL), 0);
	rc = xpt_plan_for_request(host, judged, &plan, NULL);
	xpt_plan_free(plan);
	xpt_judged_free(judged);
	xpt_host_free(host);
	return rc;
}

static int refuses_to_hold(const struct fake *more)
{
	return refuses(more, XPT_DETACH, XPT_THEN_ATTACH);
}

static int refuses_to_give(const struct fake *more)
{
	return refuses(more, XPT_ATTACH, 0);
}

static void what_is_held_back_for_a_while_can_be_given_back(void)
{
	static const struct fake has[] = { IN_PORT("1", "1-1"), MODEL("1", "device 0 1 1 4 yes\n"),
		END_ };
	static const struct fake ended[] = { IN_PORT("1", "1-1"),
		FILE_("xen/model-usb/1", "gone\nend\n"), END_ };
	static const struct fake unreadable[] = { IN_PORT("1", "1-1"),
		MODEL("1", "device 0 1 1 4 yes\n"),
		DENIED_("sys/bus/usb/devices/1-1/idVendor", "no"), END_ };
	static const char *const one = "1-1";
	char text[2048];

	usb_trial_plan_with(has, XPT_DETACH, XPT_THEN_ATTACH, &one, 1, text);
	ASSERT_TEXT(text, "1-1: unplug from port 1 of controller 0 of d1\n");
	usb_trial_expect(ended, XPT_DETACH, "1", "1-1", XPT_THEN_ATTACH, "usb-model-gone blocked");
	CU_ASSERT_EQUAL(refuses_to_hold(ended), XPT_REFUSED);
	CU_ASSERT_EQUAL(refuses_to_hold(unreadable), XPT_REFUSED);
}

static void a_controller_is_made_once_and_used_again(void)
{
	static const char *const both[] = { "1-1", "1-2" };
	static const struct fake one_port_left[] = { IN_PORT("1", "1-2"),
		FILE_("xen/model-usb/1",
				"host-devices yes\ncontroller 0\ndevice 0 1 1 7 yes\nend\n"),
		END_ };
	static const struct fake phantom[] = { IN_PORT("1", ""), END_ };
	static const struct fake replugged[] = { IN_PORT("1", "1-1"),
		FILE_("xen/model-usb/1",
				"host-devices yes\ncontroller 0\ndevice 0 1 1 3 no\nend\n"),
		END_ };
	static const struct fake ended[] = { IN_PORT("1", "1-1"),
		FILE_("xen/model-usb/1", "gone\nend\n"), END_ };
	char text[2048];

	usb_trial_plan(ended, XPT_DETACH, both, 1, text);
	ASSERT_TEXT(text,
			"1-1: unplug from port 1 of controller 0 of d1\n"
			"1-1: offer its interfaces to the drivers of dom0\n");
	usb_trial_plan(nothing_more, XPT_ATTACH, both, 2, text);
	ASSERT_TEXT(text,
			"1-1: give d1 a USB 3 controller with number 0\n"
			"1-1: plug into port 1 of controller 0 of d1\n"
			"1-2: plug into port 2 of controller 0 of d1\n");
	usb_trial_plan(one_port_left, XPT_ATTACH, both, 2, text);
	ASSERT_TEXT(text, "1-1: plug into port 2 of controller 0 of d1\n");
	usb_trial_plan(phantom, XPT_ATTACH, both, 1, text);
	ASSERT_TEXT(text,
			"1-1: give d1 a USB 3 controller with number 0\n"
			"1-1: plug into port 1 of controller 0 of d1\n");
	usb_trial_plan(replugged, XPT_ATTACH, both, 1, text);
	ASSERT_TEXT(text, "1-1: plug into port 1 of controller 0 of d1\n");
	usb_trial_plan(replugged, XPT_DETACH, both, 1, text);
	ASSERT_TEXT(text,
			"1-1: unplug from port 1 of controller 0 of d1\n"
			"1-1: offer its interfaces to the drivers of dom0\n");
}

static void a_version_that_is_asked_for_gets_a_controller_of_its_own(void)
{
	static const struct fake in_another[] = { IN_PORT("1", "1-1"),
		FILE_("xen/model-usb/1",
				"host-devices yes\ncontroller 0\ndevice 0 1 1 3 no\nend\n"),
		END_ };
	static const struct fake has[] = { IN_PORT("1", "1-1"), MODEL("1", "device 0 1 1 4 yes\n"),
		END_ };
	static const struct fake no_version[] = { DENIED_("xenstore/libxl/1/device/vusb/0/usb-ver",
								  "no"),
		IN_PORT("1", "1-1"), MODEL("1", "device 0 1 1 4 yes\n"), END_ };
	static const struct fake has_other[] = { IN_PORT("1", ""), MODEL("1", ""), END_ };
	static const struct fake slow[] = { FILE_("sys/bus/usb/devices/1-1/speed", "12"), END_ };
	static const struct fake high[] = { FILE_("sys/bus/usb/devices/1-1/speed", "480"), END_ };
	static const char *const one = "1-1";
	char text[2048];

	usb_trial_version = 2;
	usb_trial_plan(has_other, XPT_ATTACH, &one, 1, text);
	ASSERT_TEXT(text,
			"1-1: give d1 a USB 2 controller with number 1\n"
			"1-1: plug into port 1 of controller 1 of d1\n");
	usb_trial_expect(slow, XPT_ATTACH, "1", "1-1", 0, "usb-speed blocked");
	usb_trial_expect(high, XPT_ATTACH, "1", "1-1", 0, "pass");
	usb_trial_expect(nothing_more, XPT_ATTACH, "1", "1-1", 0, "unreadable unknown");
	CU_ASSERT_EQUAL(refuses_to_give(in_another), XPT_REFUSED);
	CU_ASSERT_EQUAL(refuses_to_give(has), XPT_REFUSED);
	CU_ASSERT_EQUAL(refuses_to_give(no_version), XPT_UNREADABLE);
	usb_trial_version = 1;
	usb_trial_expect(slow, XPT_ATTACH, "1", "1-1", 0, "pass");
	usb_trial_expect(high, XPT_ATTACH, "1", "1-1", 0, "usb-speed risk");
	usb_trial_version = 3;
	CU_ASSERT_EQUAL(refuses_to_give(has), 0);
	usb_trial_expect(nothing_more, XPT_ATTACH, "1", "1-1", 0, "pass");
	usb_trial_version = 0;
}

static int controller_of(const struct fake *more, const char *domain, unsigned int version,
		unsigned int ports, char ret_text[96])
{
	const struct fake *tables[] = { more, usb_trial_models, usb_trial_host, NULL };
	struct xpt_host *host = fake_host_of(tables, USB_TRIAL_DETAILS);
	const struct xpt_usb_controller wanted = XPT_OPTIONS(
			xpt_usb_controller, .domain = domain, .version = version, .ports = ports);
	struct xpt_step step = XPT_SIZED(xpt_step);
	struct xpt_plan *plan = NULL;
	int rc;

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	rc = xpt_plan_for_usb_controller(host, &wanted, &plan, NULL);
	ret_text[0] = '\0';
	if (!rc && xpt_plan_step(plan, 0, &step))
		snprintf(ret_text, 96, "%s: %s", step.subject, step.what);
	xpt_plan_free(plan);
	xpt_host_free(host);
	return rc;
}

static void a_domain_with_a_device_model_gets_one_more_controller(void)
{
	static const struct fake has_one[] = { IN_PORT("1", "1-1"),
		MODEL("1", "device 0 1 1 4 yes\n"), END_ };
	static const struct fake ended[] = { FILE_("xen/model-usb/1", "gone\nend\n"), END_ };
	static const struct fake silent[] = { DENIED_("xen/model-usb/1", "it hangs"), END_ };
	static const struct fake unlisted[] = { DENIED_("xenstore/libxl/1/device/vusb", "no"),
		END_ };
	char text[96];

	CU_ASSERT_EQUAL(controller_of(nothing_more, "1", 0, 0, text), 0);
	ASSERT_TEXT(text, "d1: give d1 a USB 3 controller with number 0");
	CU_ASSERT_EQUAL(controller_of(has_one, "1", 2, 6, text), 0);
	ASSERT_TEXT(text, "d1: give d1 a USB 2 controller with number 1");
	CU_ASSERT_EQUAL(controller_of(nothing_more, "1", 2, 8, text), XPT_INVALID);
	CU_ASSERT_EQUAL(controller_of(nothing_more, "1", 3, 16, text), XPT_INVALID);
	CU_ASSERT_EQUAL(controller_of(nothing_more, "1", 4, 0, text), XPT_INVALID);
	CU_ASSERT_EQUAL(controller_of(nothing_more, "2", 0, 0, text), XPT_REFUSED);
	CU_ASSERT_EQUAL(controller_of(nothing_more, "0", 0, 0, text), XPT_REFUSED);
	CU_ASSERT_EQUAL(controller_of(nothing_more, "9", 0, 0, text), XPT_NOT_FOUND);
	CU_ASSERT_EQUAL(controller_of(ended, "1", 0, 0, text), XPT_REFUSED);
	CU_ASSERT_EQUAL(controller_of(silent, "1", 0, 0, text), XPT_UNREADABLE);
	CU_ASSERT_EQUAL(controller_of(unlisted, "1", 0, 0, text), XPT_UNREADABLE);
}

static void a_sixteenth_device_goes_into_a_second_controller(void)
{
	struct fake answers[16 * 4 + 2] = { LIST_("sys/bus/usb/devices", NULL) };
	char names[16 * 8] = "", keys[16][4][64], paths[16][8], text[2048];
	const char *all[16];
	size_t count = 1;

	for (size_t i = 0; i < 16; i++) {
		static const char *const files[] = { "devnum", "idVendor", "idProduct",
			"bDeviceClass" };
		static const char *const values[] = { "9", "0627", "0001", "00" };

		snprintf(paths[i], sizeof(paths[i]), "2-%zu", i + 1);
		snprintf(names + strlen(names), sizeof(names) - strlen(names), "%s%s", i ? " " : "",
				paths[i]);
		all[i] = paths[i];
		for (size_t k = 0; k < 4; k++) {
			snprintf(keys[i][k], sizeof(keys[i][k]), "sys/bus/usb/devices/%s/%s",
					paths[i], files[k]);
			answers[count++] = (struct fake)FILE_(keys[i][k], values[k]);
		}
	}
	answers[0].text = names;
	answers[count] = (struct fake)END_;
	usb_trial_plan(answers, XPT_ATTACH, all, 16, text);
	CU_ASSERT_PTR_NOT_NULL(strstr(text,
			"2-15: plug into port 15 of controller 0 of d1\n"
			"2-16: give d1 a USB 3 controller with number 1\n"
			"2-16: plug into port 1 of controller 1 of d1\n"));
}

static void a_request_that_names_nothing_is_refused(void)
{
	static const char *const paths[] = { "1-1", NULL };
	static const struct xpt_bdf nic = { 0 };
	const struct xpt_request bad[] = {
		XPT_OPTIONS(xpt_request, .action = XPT_ATTACH, .domain = "1"),
		XPT_OPTIONS(xpt_request, .action = XPT_ATTACH, .domain = "1",
				.usb_device_count = 1),
		XPT_OPTIONS(xpt_request, .action = XPT_ATTACH, .domain = "1", .device_count = 1),
		XPT_OPTIONS(xpt_request, .action = XPT_ATTACH, .domain = "1", .usb_devices = paths,
				.usb_device_count = 2),
		XPT_OPTIONS(xpt_request, .action = XPT_ATTACH, .domain = "1", .usb_devices = paths,
				.usb_device_count = 1, .device_count = 1),
		XPT_OPTIONS(xpt_request, .action = XPT_ATTACH, .domain = "1", .devices = &nic,
				.device_count = 1, .usb_device_count = 1),
		XPT_OPTIONS(xpt_request, .action = XPT_DETACH, .domain = "1", .usb_devices = paths,
				.usb_device_count = 1, .flags = XPT_FORCE),
	};
	const struct fake *tables[] = { usb_trial_models, usb_trial_host, NULL };
	struct xpt_host *host = fake_host_of(tables, USB_TRIAL_DETAILS);
	struct xpt_judged *judged = NULL;

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		CU_ASSERT_EQUAL(xpt_check_request(host, &bad[i], &judged, NULL), XPT_INVALID);
	xpt_host_free(host);
}

static void a_journal_changes_no_other_usb_device_than_one(void)
{
	static const char *const bad[] = { "\"path\":\"usb1\"", "\"path\":\"../1-1\"",
		"\"path\":\"1-1:1.0\"", "\"slot\":1", "\"path\":\"1-1\",\"controller\":65536",
		"\"path\":\"1-1\",\"slot\":16" };
	char text[512];
	struct xpt_plan *plan = NULL;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		snprintf(text, sizeof(text),
				"{\"title\":\"t\",\"steps\":[{\"subject\":\"1-1\",\"act\":{\"verb\":"
				"\"usb-detach\",\"text\":\"g\",\"domain\":1,\"slot\":1,%s},"
				"\"undo\":{\"verb\":\"none\"}}],\"expectations\":[]}",
				bad[i]);
		CU_ASSERT_EQUAL(xpt__plan_from_json(text, strlen(text), &plan, NULL), XPT_INVALID);
	}
}

SUITE(usb_attach)
{
	TEST(a_device_is_found_by_what_it_is_where_one_alone_is_that);
	TEST(a_torn_answer_is_no_answer);
	TEST(a_device_that_nobody_has_can_be_given_to_an_hvm_domain);
	TEST(what_is_not_known_of_the_device_model_is_no_yes);
	TEST(what_a_device_model_had_that_came_to_an_end_can_be_detached_and_nothing_attached);
	TEST(who_has_it_is_told_by_the_records_and_by_the_kernel);
	TEST(the_policy_decides_unless_it_is_ignored);
	TEST(what_dom0_lives_on_stays);
	TEST(what_is_half_way_is_undone_first);
	TEST(what_is_held_back_for_a_while_can_be_given_back);
	TEST(a_controller_is_made_once_and_used_again);
	TEST(a_version_that_is_asked_for_gets_a_controller_of_its_own);
	TEST(a_domain_with_a_device_model_gets_one_more_controller);
	TEST(a_sixteenth_device_goes_into_a_second_controller);
	TEST(a_request_that_names_nothing_is_refused);
	TEST(a_journal_changes_no_other_usb_device_than_one);
}
