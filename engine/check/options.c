/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

static int report_ignored(const struct subject *subject, const char *option, const char *reason,
		struct xpt_report *report)
{
	return xpt__report_add(report, &xpt__cause_option_ignored,
			       PLACEHOLDERS({ "option", option },
					       { "domain", xpt__subject_domain_name(subject) },
					       { "reason", reason })) ?
			0 :
			XPT_NO_MEMORY;
}

static int run_flags(const struct subject *subject, bool pv, struct xpt_report *report)
{
	static const struct {
		unsigned int flag;
		const char *name;
	} ignored[] = { { XPT_MSITRANSLATE, "msitranslate" }, { XPT_POWER_MGMT, "power_mgmt" } };

	for (size_t i = 0; i < sizeof(ignored) / sizeof(*ignored); i++)
		if ((subject->request->flags & ignored[i].flag) &&
				report_ignored(subject, ignored[i].name,
						pv ? "a PV domain has no device model" :
						     "libxl does not tell upstream QEMU of it",
						report))
			return XPT_NO_MEMORY;
	return 0;
}

static int check_options_run(const struct subject *subject, struct xpt_report *report)
{
	const struct xpt_request *request = subject->request;
	bool pv = xpt__subject_type_is(subject, "pv");

	if (run_flags(subject, pv, report))
		return XPT_NO_MEMORY;
	if (pv && request->slot != XPT_SLOT_ANY &&
			report_ignored(subject, "the guest slot",
					"a PV domain has no device model that could choose it",
					report))
		return XPT_NO_MEMORY;
	return 0;
}

const struct check xpt__check_options = {
	"options",
	"do the request's options have an effect, and a safe one?",
	ON(XPT_ATTACH),
	true,
	check_options_run,
};
