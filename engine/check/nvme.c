/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A virtual disk controller does nothing until its physical function gives it queues and brings it online. */
#include "check.h"

#include "../base/bdf.h"

/* One for commands about the controller, and one for reading and writing. */
#define LEAST_QUEUES 2

static const struct fact_int *first_unknown(const struct nvme_vf *is)
{
	return is->online.state != XPT_FACT_KNOWN ? &is->online : &is->queues;
}

static const char *number_text(const struct subject *subject, const struct fact_int *number)
{
	return number->state == XPT_FACT_KNOWN ?
			xpt__arena_text(subject->arena, "%lld", number->value) :
			NULL;
}

/* How many VFs its PF has. */
static const char *count_text(const struct subject *subject)
{
	const struct xpt_device *physical;
	struct xpt_bdf at;

	if (!xpt__bdf_read(xpt__span_of(subject->device->physical_function.value), &at))
		return NULL;
	physical = xpt__model_device(subject->host, at);
	return physical ? number_text(subject, &physical->vf_count) : NULL;
}

static int report_useless(const struct subject *subject, struct xpt_report *report)
{
	const struct nvme_vf *is = &subject->device->nvme_vf;
	const char *missing = !is->online.value ?
			"it is offline" :
			xpt__arena_text(subject->arena,
					"it is online with %lld queues, and needs %d",
					is->queues.value, LEAST_QUEUES);
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

static int check_nvme_run(const struct subject *subject, struct xpt_report *report)
{
	const struct nvme_vf *is = &subject->device->nvme_vf;
	const struct fact_int *unknown = first_unknown(is);

	if (is->online.state == XPT_FACT_ABSENT)
		return NOT_ASKED;
	if (fact_is(is->online, 0) ||
			(fact_true(is->online) && is->queues.state == XPT_FACT_KNOWN &&
					is->queues.value < LEAST_QUEUES))
		return report_useless(subject, report);
	if (unknown->state != XPT_FACT_KNOWN)
		return xpt__check_unknown(subject, report,
				"whether the virtual controller is online and has queues",
				unknown->reason);
	return 0;
}

const struct check xpt__check_nvme = {
	"nvme",
	"can a guest use the virtual disk controller?",
	ON(XPT_ATTACH),
	false,
	check_nvme_run,
	false,
};
