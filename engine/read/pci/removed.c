/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Devices that were removed by surprise while a guest had them: dom0 and Xen know them no more, but xenstore and
 * the device model do, and the address takes no other device until they are told.
 */
#include "../ask.h"
#include "../read.h"

static struct xpt_device *gone_device(struct xpt_host *host, struct xpt_bdf bdf)
{
	struct xpt_device *device = xpt__model_removed(host, bdf);

	if (device)
		return device;
	device = &host->removed[host->removed_count++];
	*device = (struct xpt_device){ .bdf = bdf,
		.known_to_xen = fact_int_known(0),
		.owner = { .reason = "the device is gone" } };
	xpt_bdf_format(bdf, device->address);
	return device;
}

static void note_gone(struct xpt_host *host, const struct xpt_domain *domain)
{
	const struct bdfs *store = &domain->store_devices, *model = &domain->model_devices;

	for (size_t i = 0; i < store->count; i++)
		if (!xpt__model_device(host, store->items[i]))
			gone_device(host, store->items[i])->store_domid =
					fact_int_known(domain->id);
	for (size_t i = 0; i < model->count; i++)
		if (!xpt__model_device(host, model->items[i]))
			gone_device(host, model->items[i])->model_domid =
					fact_int_known(domain->id);
}

int xpt__read_removed(struct source *source, struct xpt_host *host)
{
	size_t most = 0;

	(void)source;
	for (size_t i = 0; i < host->domain_count; i++)
		most += host->domains[i].store_devices.count + host->domains[i].model_devices.count;
	host->removed = xpt__arena_array(host->arena, most + 1, sizeof(*host->removed));
	if (!host->removed)
		return XPT_NO_MEMORY;
	for (size_t i = 0; i < host->domain_count; i++)
		note_gone(host, &host->domains[i]);
	return 0;
}
