/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../model/usb.h"

#include "check.h"

/* QEMU's ports of UHCI take 1.5 and 12 Mbit/s, those of EHCI 480; of xHCI all. Others where its descriptors allow it. */
enum xpt_verdict xpt__check_usb_speed_fits(
		const struct xpt_usb_device *device, long long version, bool *ret_slow)
{
	struct fact_text speed = device->speed;
	bool slow = fact_text_is(speed, "1.5") || fact_text_is(speed, "12");

	*ret_slow = slow;
	if (version == USB_VERSION_MAX || (version == 1 && slow) ||
			(version == 2 && fact_text_is(speed, "480")))
		return XPT_PASS;
	if (speed.state != XPT_FACT_KNOWN || fact_text_is(speed, "unknown"))
		return XPT_UNKNOWN;
	return version == 2 && slow ? XPT_BLOCKED : XPT_RISK;
}

/* A request that asks for no version gets what takes all. */
static int check_speed_run(const struct usb_subject *subject, struct xpt_report *report)
{
	const struct xpt_usb_device *device = subject->device;
	unsigned int version = subject->request->usb_version;
	enum xpt_verdict verdict;
	bool slow;

	if (!version)
		return NOT_ASKED;
	if (!device->present || xpt__check_usb_is_hub(device))
		return 0;
	verdict = xpt__check_usb_speed_fits(device, version, &slow);
	if (verdict == XPT_PASS)
		return 0;
	if (verdict == XPT_UNKNOWN)
		return xpt__check_usb_unknown(subject, report, "its speed", device->speed.reason);
	return xpt__report_add_as(report, &xpt__cause_usb_speed, verdict,
			       PLACEHOLDERS({ "device", device->path },
					       { "speed", device->speed.value },
					       { "version", version == 1 ? "1" : "2" },
					       { "takes",
							       slow ? "takes 480 Mbit/s only" :
								      "may not take it" })) ?
			0 :
			XPT_NO_MEMORY;
}

const struct usb_check xpt__check_usb_speed = {
	"usb-speed",
	"does the guest's controller take devices of its speed?",
	ON(XPT_ATTACH),
	check_speed_run,
};
