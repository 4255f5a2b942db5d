/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of a snapshot that nobody asked for. */
#include "good_host.h"

#include "../../engine/base/error.h"

#define POINT(name) &xpt__check_##name,

/* The good host as a snapshot holds it that nobody asked for more than a list: only what that tells is read. */
static void make_list_only(void)
{
	make_host();
	devices[0] = (struct xpt_device){ .bdf = devices[0].bdf,
		.class_code = KNOWN(0x200),
		.driver = TEXT("e1000e"),
		.known_to_xen = KNOWN(1),
		.owner = { OWNER_DOMAIN, 0, "d0", 1, NULL },
		.state = DEVICE_DOM0,
		.claim_domid = ABSENT,
		.store_domid = ABSENT,
		.permissive = KNOWN(0) };
	xpt_bdf_format(devices[0].bdf, devices[0].address);
	domains[1].model_devices.state = XPT_FACT_UNREAD;
}

static const char *checks_without_doubt(enum xpt_action action, struct arena *arena)
{
	const struct xpt_device *device = &devices[0];
	auto_of(isolation) struct isolation *isolation =
			xpt__isolation_new(&host, NULL, &device, 1);
	const struct xpt_request request = XPT_OPTIONS(xpt_request, .action = action,
			.devices = &device->bdf, .device_count = 1, .domain = "web");
	static const struct check *const checks[] = { CHECKS(POINT) };
	const char *passed = "";

	for (size_t i = 0; i < sizeof(checks) / sizeof(*checks); i++) {
		struct subject subject = { .host = &host,
			.request = &request,
			.device = device,
			.domain = &domains[1],
			.isolation = isolation,
			.irqs = xpt__irqs_of_host(&host),
			.arena = arena };
		auto_of(report) struct xpt_report *report = xpt__report_new();

		if (checks[i]->actions & ON(action) && !checks[i]->run(&subject, report) &&
				xpt_report_verdict(report) == XPT_PASS)
			passed = xpt__arena_text(arena, "%s %s", passed, checks[i]->id);
	}
	return passed;
}

/* Those that pass ask the host, the domain, and what every snapshot tells of a device: driver, owner, claims. */
static void no_check_passes_on_what_was_not_read(void)
{
	auto_of(arena) struct arena *arena = xpt__arena_new();

	make_list_only();
	ASSERT_TEXT(checks_without_doubt(XPT_RESERVE, arena),
			" xenstore ownership iommu pciback health");
	ASSERT_TEXT(checks_without_doubt(XPT_ATTACH, arena),
			" xenstore ownership iommu pciback domain memory reserved-memory health power"
			" quarantine permissive options");
	ASSERT_TEXT(checks_without_doubt(XPT_DETACH, arena), " xenstore domain");
}

SUITE(unread)
{
	TEST(no_check_passes_on_what_was_not_read);
}
