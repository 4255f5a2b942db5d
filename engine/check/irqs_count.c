/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The interrupts of all guests, of one, or of one that is to be. */
#include <string.h>

#include "../base/bdf.h"
#include "../base/cleanup.h"
#include "../base/error.h"
#include "../base/options.h"
#include "../model/boot.h"
#include "irqs.h"
#include "irqs_config.h"

DEFINE_AUTO(irqs, struct xpt_irqs *, xpt_irqs_free)

struct irq_count {
	const struct xpt_host *host;
	const struct xpt_irqs_request *request;
	struct xpt_irqs *irqs;
	struct xpt_error **ret_error;
};

/* The devices of the request, and then the sum and the judgement. */
static int finish(const struct irq_count *run, struct irq_domain *domain)
{
	for (size_t i = 0; i < run->request->device_count; i++) {
		const struct xpt_device *device;
		int rc = xpt_host_find_device(
				run->host, run->request->devices[i], &device, run->ret_error);

		if (rc)
			return rc;
		xpt__irqs_add(run->host, device, domain);
	}
	xpt__irqs_sum(run->host, domain);
	return xpt__irqs_judge(run->host, &run->irqs->of_host, domain, run->irqs->arena,
			       run->irqs->report) ?
			xpt__error_no_memory(run->ret_error) :
			0;
}

static int count_domain(const struct irq_count *run, const struct xpt_domain *from)
{
	struct irq_domain *domain = vector_push(&run->irqs->domains);

	if (!domain ||
			!xpt__irqs_of_domain(run->host, from, run->request->device_count,
					run->irqs->arena, domain))
		return xpt__error_no_memory(run->ret_error);
	return finish(run, domain);
}

/* Texts of the configuration do not outlive it. */
static bool keep(struct arena *arena, struct fact_text *text)
{
	if (text->state == XPT_FACT_KNOWN)
		text->value = xpt__arena_copy(arena, text->value, strlen(text->value));
	return text->state != XPT_FACT_KNOWN || text->value;
}

static int count_planned(const struct irq_count *run)
{
	struct irq_domain *domain = vector_push(&run->irqs->domains);
	struct arena *arena = run->irqs->arena;
	int rc;

	if (!domain)
		return xpt__error_no_memory(run->ret_error);
	if (!run->request->config)
		return xpt__irqs_plan_domain(run->request->device_count, arena, domain) ?
				finish(run, domain) :
				xpt__error_no_memory(run->ret_error);
	rc = xpt__irqs_of_config(run->host, run->request->config, arena, domain, run->ret_error);
	if (!rc && (!keep(arena, &domain->name) || !keep(arena, &domain->type)))
		rc = xpt__error_no_memory(run->ret_error);
	return rc ? rc : finish(run, domain);
}

static int count_guests(const struct irq_count *run)
{
	int rc = 0;

	for (size_t i = 0; i < run->host->domain_count && !rc; i++) {
		const struct xpt_domain *domain = &run->host->domains[i];

		/* whose devices are not known may have some */
		if (domain->id &&
				(domain->devices.count || domain->devices.state != XPT_FACT_KNOWN))
			rc = count_domain(run, domain);
	}
	return rc;
}

static int count_named(const struct irq_count *run)
{
	const struct xpt_domain *domain;
	int rc = xpt_host_find_domain(run->host, run->request->domain, &domain, run->ret_error);

	if (!rc && !domain->id)
		return xpt__error_set(run->ret_error, XPT_INVALID,
				"dom0 has its own number of interrupts, and gets no devices: name a guest");
	return rc ? rc : count_domain(run, domain);
}

static int count(const struct irq_count *run)
{
	const struct xpt_irqs_request *request = run->request;

	if (request->device_count && !request->devices)
		return xpt__error_set(run->ret_error, XPT_INVALID, "the request has no devices");
	if (request->domain && request->config)
		return xpt__error_set(run->ret_error, XPT_INVALID,
				"name a domain that runs, or give the configuration of one that is to be");
	if (request->domain)
		return count_named(run);
	return request->config || request->device_count ? count_planned(run) : count_guests(run);
}

static void report_host(const struct xpt_host *host, struct xpt_irqs *irqs)
{
	const struct boot *boot = host->boot;

	irqs->limit = xpt__irqs_limit(host, &host->xen_command_line, &irqs->limit_why);
	irqs->of_host = xpt__irqs_of_host(host);
	irqs->of_xen = xpt__irqs_of_xen(host);
	if (!boot)
		return;
	irqs->limit_next = xpt__irqs_limit(host, &boot->xen_line, &irqs->limit_next_why);
}

int xpt_irqs_count(const struct xpt_host *host, const struct xpt_irqs_request *request,
		struct xpt_irqs **ret_irqs, struct xpt_error **ret_error)
{
	auto_of(irqs) struct xpt_irqs *irqs = calloc(1, sizeof(*irqs));
	struct xpt_irqs_request known = { 0 };
	struct irq_count run = { host, &known, irqs, ret_error };
	int rc;

	if (request && !xpt__options_take(request, &known, sizeof(known)))
		return xpt__error_set(ret_error, XPT_INVALID,
				"the request uses options that this libxpt does not know");
	if (irqs) {
		irqs->arena = xpt__arena_new();
		irqs->report = xpt__report_new();
	}
	if (!irqs || !irqs->arena || !irqs->report)
		return xpt__error_no_memory(ret_error);
	report_host(host, irqs);
	rc = count(&run);
	if (!rc)
		*ret_irqs = TAKE(irqs);
	return rc;
}

const struct xpt_report *xpt_irqs_report(const struct xpt_irqs *irqs)
{
	return irqs->report;
}

void xpt_irqs_free(struct xpt_irqs *irqs)
{
	if (!irqs)
		return;
	vector_clear(&irqs->domains);
	xpt_report_free(irqs->report);
	xpt__arena_free(irqs->arena);
	free(irqs);
}
