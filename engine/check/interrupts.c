/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"
#include "irqs.h"

static int check_interrupts_run(const struct subject *subject, struct xpt_report *report)
{
	const struct xpt_request *request = subject->request;
	struct irq_domain domain;
	bool counted;

	if (subject->domain && !subject->domain->id) /* dom0 has its own number, and gets nothing */
		return NOT_ASKED;
	counted = subject->domain ?
			xpt__irqs_of_domain(subject->host, subject->domain, request->device_count,
					subject->arena, &domain) :
			xpt__irqs_plan_domain(request->device_count, subject->arena, &domain);
	if (!counted)
		return XPT_NO_MEMORY;
	for (size_t i = 0; i < request->device_count; i++)
		xpt__irqs_add(subject->host, xpt__model_device(subject->host, request->devices[i]),
				&domain);
	xpt__irqs_sum(subject->host, &domain);
	return xpt__irqs_judge(subject->host, &subject->irqs, &domain, subject->arena, report);
}

const struct check xpt__check_interrupts = {
	"interrupts",
	"does the guest have enough interrupts?",
	ON(XPT_ATTACH),
	true,
	check_interrupts_run,
};
