/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All checks of an action, for each device of a request. */
#include "check.h"

#include "../base/error.h"
#include "request.h"

#define POINT(name) &xpt__check_##name,

static const struct check *const all_checks[] = { CHECKS(POINT) };

#define CHECK_COUNT (sizeof(all_checks) / sizeof(*all_checks))

/* Whom xpt_check_each() tells. */
struct listener {
	int (*told)(void *data, struct xpt_bdf device, const struct xpt_judged *judged);
	void *data;
};

/* What is attached already is not attached again: only its contradictions matter. */
static bool is_done(const struct subject *subject, const struct check *check)
{
	return subject->request->action == XPT_ATTACH && check != &xpt__check_ownership &&
			!check->once && xpt__subject_owns(subject, subject->device);
}

static bool is_asked(const struct subject *subject, const struct check *check, bool first)
{
	return (check->actions & ON(subject->request->action)) && (!check->once || first) &&
			!is_done(subject, check) && (!check->of_domain || subject->domain);
}

static int ask(const struct subject *subject, const struct check *check, struct xpt_report *report)
{
	struct report_mark mark = xpt__report_mark(report);
	int rc = check->run(subject, report);

	if (rc)
		return rc == NOT_ASKED ? 0 : rc;
	return xpt__report_asked(report, mark, check->id, check->question,
			check->once ? NULL : subject->device->address);
}

static int run_checks(struct subject *subject, const struct xpt_device *const *devices,
		struct xpt_report *report)
{
	int rc = 0;

	for (size_t i = 0; i < subject->request->device_count; i++) {
		subject->device = devices[i];
		for (size_t k = 0; k < CHECK_COUNT && !rc; k++)
			if (is_asked(subject, all_checks[k], !i))
				rc = ask(subject, all_checks[k], report);
	}
	return rc;
}

int xpt__judge_request(const struct xpt_host *host, const struct xpt_request *request,
		const struct bdfs *together, struct arena *arena, struct xpt_report *report,
		struct judged_request *ret_known, struct xpt_error **ret_error)
{
	auto_of(isolation) struct isolation *isolation = NULL;
	struct judged_request known;
	struct subject subject = { .host = host,
		.request = &known.request,
		.irqs = xpt__irqs_of_host(host),
		.together = together,
		.arena = arena };
	struct usb_subject usb = { .host = host, .request = &known.request, .arena = arena };
	int rc = xpt__request_resolve(host, request, arena, &known, ret_error);

	if (rc)
		return rc;
	subject.domain = known.domain;
	subject.usb_devices = known.usb_devices;
	subject.isolation = isolation = xpt__isolation_new(
			host, known.domain, known.devices, known.request.device_count);
	usb.domain = known.domain;
	if (!isolation || run_checks(&subject, known.devices, report) ||
			xpt__check_usb_devices(&usb, known.usb_devices, report))
		return xpt__error_no_memory(ret_error);
	*ret_known = known;
	return 0;
}

int xpt_check_request(const struct xpt_host *host, const struct xpt_request *request,
		struct xpt_judged **ret_judged, struct xpt_error **ret_error)
{
	auto_of(judged) struct xpt_judged *judged = xpt__judged_new(host->identity);
	struct judged_request *known = judged ? vector_push(&judged->requests) : NULL;
	int rc = known ? xpt__judge_request(host, request, NULL, judged->arena, judged->report,
					 known, ret_error) :
			 xpt__error_no_memory(ret_error);

	if (!rc && !xpt__answer(host, judged))
		rc = xpt__error_no_memory(ret_error);
	if (!rc)
		*ret_judged = TAKE(judged);
	return rc;
}

/* Judges the device of @request at @index, and tells it. */
static int check_one(struct subject *subject, struct xpt_request request, size_t index,
		const struct listener *listener, struct xpt_error **ret_error)
{
	auto_of(judged) struct xpt_judged *judged = xpt__judged_new(subject->host->identity);
	struct judged_request *known = judged ? vector_push(&judged->requests) : NULL;
	int rc;

	if (!known)
		return xpt__error_no_memory(ret_error);
	request.devices += index;
	request.device_count = 1;
	rc = xpt__request_resolve(subject->host, &request, judged->arena, known, ret_error);
	if (rc)
		return rc;
	subject->request = &known->request;
	subject->arena = judged->arena;
	if (run_checks(subject, known->devices, judged->report))
		return xpt__error_no_memory(ret_error);
	return listener->told(listener->data, request.devices[0], judged) ? XPT_CANCELLED : 0;
}

int xpt_check_each(const struct xpt_host *host, const struct xpt_request *request,
		int (*told)(void *data, struct xpt_bdf device, const struct xpt_judged *judged),
		void *data, struct xpt_error **ret_error)
{
	auto_of(isolation) struct isolation *isolation = NULL;
	auto_of(arena) struct arena *arena = xpt__arena_new();
	const struct listener listener = { told, data };
	struct judged_request all;
	struct subject subject = { .host = host, .irqs = xpt__irqs_of_host(host) };
	int rc = arena ? xpt__request_resolve(host, request, arena, &all, ret_error) :
			 xpt__error_no_memory(ret_error);

	if (rc)
		return rc;
	subject.domain = all.domain;
	subject.isolation = isolation = xpt__isolation_new(host, all.domain, NULL, 0);
	if (!isolation)
		return xpt__error_no_memory(ret_error);
	for (size_t i = 0; i < all.request.device_count && !rc; i++)
		rc = check_one(&subject, all.request, i, &listener, ret_error);
	return rc;
}
