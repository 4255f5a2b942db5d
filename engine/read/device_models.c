/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the device model of each HVM domain shows its guest. */
#include <string.h>

#include "../base/bdf.h"
#include "../formats/device_model.h"
#include "../source/paths.h"
#include "ask.h"

/* The id has no segment: take a device that the domain has anyway, or segment 0. */
static struct xpt_bdf with_segment(const struct xpt_domain *domain, struct xpt_bdf bdf)
{
	const struct bdfs *lists[] = { &domain->devices, &domain->store_devices };

	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < lists[i]->count; k++) {
			struct xpt_bdf other = lists[i]->items[k];

			bdf.segment = other.segment;
			if (xpt__bdf_equal(bdf, other))
				return other;
		}
	bdf.segment = 0;
	return bdf;
}

static void read_answer(struct xpt_host *host, struct xpt_domain *domain, struct span rest)
{
	struct xpt_bdf bdf;

	domain->model = fact_text_known("qemu");
	domain->model_devices.state = XPT_FACT_KNOWN;
	while (domain->model_devices.count < 256 && xpt__model_next(&rest, &bdf)) {
		struct xpt_device *device;

		bdf = with_segment(domain, bdf);
		device = xpt__model_device(host, bdf);
		if (device)
			device->model_domid = fact_int_known(domain->id);
		if (!xpt__bdfs_have(&domain->model_devices, bdf))
			xpt__read_note_bdf(host, &domain->model_devices, bdf);
	}
}

static void ask_model(struct source *source, struct xpt_host *host, struct xpt_domain *domain)
{
	auto_blob struct blob blob = { 0 };
	struct fact_text why;
	char room[PATH_ROOM];

	if (xpt__read_answer(source, host, xpt__read_path(room, PATH_XEN_MODEL "/%u", domain->id),
			    &blob, &why)) {
		read_answer(host, domain, blob_span(&blob));
		return;
	}
	why.state = XPT_FACT_UNREADABLE;
	if (!why.reason)
		why.reason = "the device model does not answer";
	domain->model = why;
	domain->model_devices = (struct bdfs){ .state = why.state, .reason = why.reason };
}

/* Devices that no model named: nobody's when all answered, otherwise unknown. */
static void mark_rest(struct xpt_host *host)
{
	struct fact_int rest = FACT_ABSENT(NULL);

	for (size_t i = 0; i < host->domain_count; i++)
		if (host->domains[i].model.state == XPT_FACT_UNREADABLE)
			rest = xpt__fact_int_why(host->domains[i].model);
	if (!fact_true(host->domains_read))
		rest = host->domains_read;
	for (size_t i = 0; i < host->device_count; i++)
		if (host->devices[i].model_domid.state != XPT_FACT_KNOWN)
			host->devices[i].model_domid = rest;
}

bool xpt__read_asks_model(const struct xpt_domain *domain)
{
	return domain->id && fact_text_is(domain->type, "hvm");
}

int xpt__read_device_models(struct source *source, struct xpt_host *host)
{
	if (!(host->detail & XPT_DETAIL_MODELS))
		return 0;
	for (size_t i = 0; i < host->domain_count && !host->out_of_memory; i++) {
		struct xpt_domain *domain = &host->domains[i];

		domain->model = (struct fact_text)FACT_ABSENT(NULL);
		domain->model_devices.state = XPT_FACT_KNOWN;
		if (xpt__read_asks_model(domain))
			ask_model(source, host, domain);
	}
	mark_rest(host);
	return host->out_of_memory ? XPT_NO_MEMORY : 0;
}
