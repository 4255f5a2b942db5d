/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A virtual disk controller does nothing until its physical function gives it queues and brings it online. */
#include "check.h"

#include "../base/bdf.h"
#include "../model/vfs.h"

static const char *number_text(const struct subject *subject, const struct fact_int *number)
{
	return number->state == XPT_FACT_KNOWN ?
			xpt__arena_text(subject->arena, "%lld", number->value) :
			NULL;
}

static const struct xpt_device *physical_of(const struct subject *subject)
{
	const struct fact_text *name = &subject->device->physical_function;
	struct xpt_bdf at;

	if (name->state != XPT_FACT_KNOWN || !xpt__bdf_read(xpt__span_of(name->value), &at))
		return NULL;
	return xpt__model_device(subject->host, at);
}

/* Nobody makes anew what a guest has, or may have. */
static bool is_in_use(const struct xpt_host *host, const struct bdfs *functions)
{
	for (size_t i = 0; i < functions->count; i++) {
		const struct xpt_device *function = xpt__model_device(host, functions->items[i]);

		if (!function || function->owner.kind == OWNER_UNKNOWN ||
				xpt__check_is_guests(function))
			return true;
	}
	return false;
}

/* How many VFs its PF has, where these can be made anew. */
static const char *count_text(const struct subject *subject)
{
	const struct xpt_device *physical = physical_of(subject);

	return physical && !is_in_use(subject->host, &physical->virtual_functions) ?
			number_text(subject, &physical->vf_count) :
			NULL;
}

static int report_useless(const struct subject *subject, struct xpt_report *report)
{
	const struct nvme_vf *is = &subject->device->nvme_vf;
	const char *missing = !is->online.value ?
			"it is offline" :
			xpt__arena_text(subject->arena,
					"it is online with %lld queues, and needs %d",
					is->queues.value, NVME_LEAST_QUEUES);
	const char *controller =
			is->controller.state == XPT_FACT_KNOWN ? is->controller.value : NULL;

	return missing &&
					xpt__report_add(report, &xpt__cause_nvme_vf_offline,
							PLACEHOLDERS({ "device", subject->device->address },
									{ "reason", missing },
									{ "parent",
											subject->device->physical_function
													.value },
									{ "count", count_text(subject) },
									{ "controller", controller },
									{ "cntlid",
											number_text(subject,
													&is->cntlid) })) ?
			0 :
			XPT_NO_MEMORY;
}

static int report_unknown(
		const struct subject *subject, const char *reason, struct xpt_report *report)
{
	return xpt__check_unknown(subject, report,
			"whether the virtual controller is online and has queues", reason);
}

/* The number that is listed is of queues that can be given: a controller may have others, and then nobody gives it any. */
static int check_queues(const struct subject *subject, struct xpt_report *report)
{
	const struct nvme_vf *is = &subject->device->nvme_vf;
	const struct xpt_device *physical = physical_of(subject);
	const struct fact_int *total = physical ? &physical->nvme_queues.total : NULL;

	if (total && (total->state == XPT_FACT_ABSENT || fact_is(*total, 0)))
		return 0;
	if (is->queues.state != XPT_FACT_KNOWN)
		return report_unknown(subject, is->queues.reason, report);
	if (is->queues.value >= NVME_LEAST_QUEUES)
		return 0;
	if (!total || total->state != XPT_FACT_KNOWN)
		return report_unknown(subject,
				total ? total->reason : "its physical function is not known",
				report);
	return report_useless(subject, report);
}

static int check_nvme_run(const struct subject *subject, struct xpt_report *report)
{
	const struct nvme_vf *is = &subject->device->nvme_vf;

	if (is->online.state == XPT_FACT_ABSENT)
		return NOT_ASKED;
	if (is->online.state != XPT_FACT_KNOWN)
		return report_unknown(subject, is->online.reason, report);
	return is->online.value ? check_queues(subject, report) : report_useless(subject, report);
}

const struct check xpt__check_nvme = {
	"nvme",
	"can a guest use the virtual disk controller?",
	ON(XPT_ATTACH),
	false,
	check_nvme_run,
	false,
};
