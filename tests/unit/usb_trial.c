/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "usb_trial.h"

#include <stdlib.h>
#include <string.h>

#include <xpt/usb.h>

#include "../../engine/plan/step.h"
#include "unit.h"
#include "usb_world.h"

const struct fake usb_trial_host[] = {
	LIST_("sys/bus/pci/devices", ""),
	LIST_("xenstore/local/domain", "0 1 2 3"),
	FILE_("xen/domains",
			"0 type=pv state=running uuid=00000000-0000-0000-0000-000000000000\n"
			"1 type=hvm state=running uuid=11111111-1111-1111-1111-111111111111\n"
			"2 type=pv state=running uuid=22222222-2222-2222-2222-222222222222\n"
			"3 type=hvm state=running uuid=33333333-3333-3333-3333-333333333333\n"),
	LIST_("sys/bus/usb/devices", "usb1 1-1 1-1:1.0 1-2 1-2:1.0 1-3 1-3:1.0"),
	USB_ROOT_HUB,
	USB_DEVICE("1-1", "4", "0001", "00"),
	USB_DEVICE("1-2", "7", "0001", "00"),
	USB_DEVICE("1-3", "5", "0001", "09"),
	FILE_("xenstore/libxl/1/type", "hvm"),
	FILE_("xenstore/libxl/3/type", "hvm"),
	NOTHING_IN_USE,
	END_,
};

const struct fake usb_trial_models[] = {
	FILE_("xen/model/1", ""),
	FILE_("xen/model-usb/1", "host-devices yes\nend\n"),
	FILE_("xen/model/3", ""),
	FILE_("xen/model-usb/3", "host-devices no\nend\n"),
	END_,
};

unsigned int usb_trial_version;

void usb_trial_judge(const struct fake *more, unsigned int detail, enum xpt_action action,
		const char *domain, const char *path, unsigned int flags, char ret_text[96])
{
	const struct fake *tables[] = { more, usb_trial_models, usb_trial_host, NULL };
	struct xpt_host *host = fake_host_of(tables, detail);
	struct xpt_request request = XPT_OPTIONS(xpt_request, .action = action, .domain = domain,
			.flags = flags, .usb_devices = &path, .usb_device_count = 1,
			.usb_version = usb_trial_version);
	static const char *const verdicts[] = { [XPT_PASS] = "pass",
		[XPT_RISK] = "risk",
		[XPT_UNKNOWN] = "unknown",
		[XPT_BLOCKED] = "blocked" };
	struct xpt_judged *judged = NULL;
	const struct xpt_finding *worst;

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	CU_ASSERT_EQUAL_FATAL(xpt_check_request(host, &request, &judged, NULL), 0);
	worst = xpt_report_finding(xpt_judged_report(judged), 0);
	snprintf(ret_text, 96, "%s", worst ? xpt_finding_cause(worst) : "pass");
	if (worst)
		snprintf(ret_text + strlen(ret_text), 96 - strlen(ret_text), " %s",
				verdicts[xpt_finding_verdict(worst)]);
	xpt_judged_free(judged);
	xpt_host_free(host);
}

void usb_trial_expect(const struct fake *more, enum xpt_action action, const char *domain,
		const char *path, unsigned int flags, const char *wanted)
{
	char text[96];

	usb_trial_judge(more, USB_TRIAL_DETAILS, action, domain, path, flags, text);
	ASSERT_TEXT(text, wanted);
}

void usb_trial_plan_with(const struct fake *more, enum xpt_action action, unsigned int flags,
		const char *const *paths, size_t count, char ret_text[2048])
{
	const struct fake *tables[] = { more, usb_trial_models, usb_trial_host, NULL };
	struct xpt_host *host = fake_host_of(tables, USB_TRIAL_DETAILS);
	bool of_domain = action == XPT_ATTACH || action == XPT_DETACH;
	struct xpt_request request =
			XPT_OPTIONS(xpt_request, .action = action, .domain = of_domain ? "1" : NULL,
					.usb_devices = paths, .usb_device_count = count,
					.flags = flags, .usb_version = usb_trial_version);
	struct xpt_judged *judged = NULL;
	struct xpt_plan *plan = NULL, *again = NULL;
	struct xpt_step step = XPT_SIZED(xpt_step);
	char *json;

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	CU_ASSERT_EQUAL_FATAL(xpt_check_request(host, &request, &judged, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(xpt_plan_for_request(host, judged, &plan, NULL), 0);
	json = xpt__plan_to_json(plan);
	CU_ASSERT_EQUAL_FATAL(xpt__plan_from_json(json, strlen(json), &again, NULL), 0);
	ret_text[0] = '\0';
	for (size_t i = 0; xpt_plan_step(again, i, &step); i++)
		snprintf(ret_text + strlen(ret_text), 2048 - strlen(ret_text), "%s: %s\n",
				step.subject, step.what);
	free(json);
	xpt_plan_free(again);
	xpt_plan_free(plan);
	xpt_judged_free(judged);
	xpt_host_free(host);
}

void usb_trial_plan(const struct fake *more, enum xpt_action action, const char *const *paths,
		size_t count, char ret_text[2048])
{
	usb_trial_plan_with(more, action, 0, paths, count, ret_text);
}

const struct fake nothing_more[] = { END_ };
