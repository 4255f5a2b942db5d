/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All checks of an action, for each device of a request. */
#include "check.h"

#include "../base/error.h"
#include "../base/options.h"
#include "../base/bdf.h"
#include "../config/pci_spec.h"

#define POINT(name) &xpt__check_##name,

static const struct check *const all_checks[] = { CHECKS(POINT) };

#define CHECK_COUNT (sizeof(all_checks) / sizeof(*all_checks))
#define ATTACH_FLAGS (XPT_RELAXED | XPT_PERMISSIVE | XPT_MSITRANSLATE | XPT_POWER_MGMT)
#define SLOT_MAX 0x1f

static const struct {
	const char *name;
	bool domain;
	unsigned int flags;
} actions[] = {
	[XPT_RESERVE] = { "reserve", false, XPT_FORCE_CRITICAL },
	[XPT_RELEASE] = { "release", false, XPT_FORCE_CRITICAL },
	[XPT_ATTACH] = { "attach", true, XPT_FORCE_CRITICAL | ATTACH_FLAGS },
	[XPT_DETACH] = { "detach", true, XPT_FORCE | XPT_THEN_RELEASE },
};

#define ACTIONS (sizeof(actions) / sizeof(*actions))

static int validate(const struct xpt_request *request, struct xpt_error **ret_error)
{
	const char *name;

	if ((unsigned int)request->action >= ACTIONS)
		return xpt__error_set(ret_error, XPT_INVALID, "the request names no known action");
	name = actions[request->action].name;
	if (!request->device_count || !request->devices)
		return xpt__error_set(
				ret_error, XPT_INVALID, "name at least one device to %s", name);
	/* without a domain, attach is judged for whichever domain may come */
	if (actions[request->action].domain &&
			(request->domain ? !*request->domain : request->action != XPT_ATTACH))
		return xpt__error_set(ret_error, XPT_INVALID,
				"name the domain to %s the devices %s", name,
				request->action == XPT_ATTACH ? "to" : "from");
	if (request->flags & ~actions[request->action].flags)
		return xpt__error_set(ret_error, XPT_INVALID, "%s does not take the flags 0x%x",
				name, request->flags & ~actions[request->action].flags);
	if (request->name && (request->action != XPT_RESERVE || request->device_count > 1))
		return xpt__error_set(ret_error, XPT_INVALID,
				"a name is for one device that is reserved");
	if (request->name && !xpt__pci_name_fits(xpt__span_of(request->name)))
		return xpt__error_set(ret_error, XPT_INVALID,
				"\"%s\" cannot be the name of a device: it has "
				"letters, digits and _ - . +, at most %d",
				request->name, PCI_NAME_MAX);
	if (request->slot == XPT_SLOT_ANY)
		return 0;
	if (request->action != XPT_ATTACH)
		return xpt__error_set(
				ret_error, XPT_INVALID, "%s does not take a guest slot", name);
	if (request->slot > SLOT_MAX)
		return xpt__error_set(ret_error, XPT_INVALID,
				"there is no guest slot %u; slots go from 1 to %u", request->slot,
				SLOT_MAX);
	if (request->device_count > 1)
		return xpt__error_set(ret_error, XPT_INVALID,
				"a guest slot takes one device; attach the devices one by one");
	return 0;
}

static int find_devices(const struct xpt_host *host, const struct xpt_request *request,
		const struct xpt_device **ret_devices, struct xpt_error **ret_error)
{
	for (size_t i = 0; i < request->device_count; i++) {
		int rc = (request->action == XPT_DETACH ? xpt__model_find_with_removed :
							  xpt_host_find_device)(
				host, request->devices[i], &ret_devices[i], ret_error);

		if (rc)
			return rc;
		for (size_t k = 0; k < i; k++)
			if (ret_devices[k] == ret_devices[i])
				return xpt__error_set(ret_error, XPT_INVALID, "%s is named twice",
						ret_devices[i]->address);
	}
	return 0;
}

/* xl would take either device by it. */
static int check_name(const struct subject *subject, const struct xpt_device *device,
		struct xpt_error **ret_error)
{
	const char *name = subject->request->name;
	const struct xpt_device *other =
			name ? xpt__model_named_device(subject->host, xpt__span_of(name)) : NULL;

	if (!other || other == device)
		return 0;
	return xpt__error_set(ret_error, XPT_REFUSED,
			"%s is called %s already: release it first, or take "
			"another name",
			other->address, name);
}

/* What is attached already is not attached again: only its contradictions matter. */
static bool is_done(const struct subject *subject, const struct check *check)
{
	return subject->request->action == XPT_ATTACH && check != &xpt__check_ownership &&
			!check->once && xpt__subject_owns(subject, subject->device);
}

static int run_checks(struct subject *subject, const struct xpt_device *const *devices,
		struct xpt_report *report)
{
	int rc = 0;

	for (size_t i = 0; i < subject->request->device_count; i++) {
		subject->device = devices[i];
		for (size_t k = 0; k < CHECK_COUNT && !rc; k++) {
			const struct check *check = all_checks[k];

			if ((check->actions & ON(subject->request->action)) &&
					(!check->once || !i) && !is_done(subject, check) &&
					(!check->of_domain || subject->domain))
				rc = check->run(subject, report);
		}
	}
	return rc;
}

static int judge(struct subject *subject, struct xpt_report *report, struct xpt_error **ret_error)
{
	const struct xpt_request *request = subject->request;
	const struct xpt_device **devices = xpt__arena_array(
			subject->arena, request->device_count, sizeof(const struct xpt_device *));
	int rc;

	if (!devices)
		return xpt__error_no_memory(ret_error);
	rc = find_devices(subject->host, request, devices, ret_error);
	if (!rc && actions[request->action].domain && request->domain)
		rc = xpt_host_find_domain(
				subject->host, request->domain, &subject->domain, ret_error);
	rc = rc ? rc : check_name(subject, devices[0], ret_error);
	if (rc)
		return rc;
	return run_checks(subject, devices, report) ? xpt__error_no_memory(ret_error) : 0;
}

int xpt_check_request(const struct xpt_host *host, const struct xpt_request *request,
		struct xpt_report **ret_report, struct xpt_error **ret_error)
{
	auto_of(report) struct xpt_report *report = NULL;
	struct xpt_request known;
	struct subject subject = { .host = host, .request = &known };
	int rc;

	if (!request || !xpt__options_take(request, &known, sizeof(known)))
		return xpt__error_set(ret_error, XPT_INVALID,
				"the request uses options that this libxpt does not know");
	rc = validate(&known, ret_error);
	if (rc)
		return rc;
	report = xpt__report_new();
	subject.arena = xpt__arena_new();
	if (report && subject.arena)
		rc = judge(&subject, report, ret_error);
	else
		rc = xpt__error_no_memory(ret_error);
	xpt__arena_free(subject.arena);
	if (rc)
		return rc;
	*ret_report = TAKE(report);
	return 0;
}
