/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model.h"

#include <stdio.h>
#include <string.h>

#include "../base/bdf.h"

struct xpt_device *xpt__model_device(const struct xpt_host *host, struct xpt_bdf at)
{
	size_t low = 0, high = host->device_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = xpt_bdf_compare(at, host->devices[middle].bdf);

		if (!order)
			return &host->devices[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

void xpt__model_link_below(struct xpt_host *host)
{
	for (size_t i = host->device_count; i > 0; i--) {
		struct xpt_device *device = &host->devices[i - 1], *parent = device->parent;

		if (!parent)
			continue;
		device->next_beside = parent->first_below;
		parent->first_below = device;
	}
}

struct xpt_device *xpt__model_vf(
		const struct xpt_host *host, const struct xpt_device *pf, uint64_t number)
{
	for (size_t i = 0; i < pf->virtual_functions.count; i++) {
		struct xpt_device *vf = xpt__model_device(host, pf->virtual_functions.items[i]);

		if (vf && vf->vf_number.state == XPT_FACT_KNOWN &&
				(uint64_t)vf->vf_number.value == number)
			return vf;
	}
	return NULL;
}

struct xpt_device *xpt__model_named_device(const struct xpt_host *host, struct span name)
{
	for (size_t i = 0; i < host->device_count; i++) {
		struct xpt_device *device = &host->devices[i];

		if (device->store_name.state == XPT_FACT_KNOWN &&
				xpt__span_is(name, device->store_name.value))
			return device;
	}
	return NULL;
}

struct xpt_domain *xpt__model_domain(const struct xpt_host *host, unsigned int id)
{
	size_t low = 0, high = host->domain_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (host->domains[middle].id == id)
			return &host->domains[middle];
		if (id < host->domains[middle].id)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const char *xpt__model_domain_name(const struct xpt_host *host, unsigned int id, char buffer[16])
{
	const struct xpt_domain *domain = xpt__model_domain(host, id);

	if (domain && domain->name.state == XPT_FACT_KNOWN)
		return domain->name.value;
	snprintf(buffer, 16, "d%u", id);
	return buffer;
}

const char *xpt__device_state_text(enum device_state state)
{
	static const char *const texts[] = {
		[DEVICE_UNKNOWN] = "unknown",
		[DEVICE_DOM0] = "dom0",
		[DEVICE_UNBOUND] = "unbound",
		[DEVICE_RESERVED] = "reserved",
		[DEVICE_ATTACHED] = "attached",
		[DEVICE_HIDDEN] = "hidden",
	};

	return texts[state];
}

bool xpt__model_lacks_driver(const struct xpt_host *host, const char *name)
{
	for (size_t i = 0; i < host->pci_drivers.count; i++)
		if (!strcmp(host->pci_drivers.items[i], name))
			return false;
	return host->pci_drivers.state == XPT_FACT_KNOWN;
}

bool xpt__bdfs_have(const struct bdfs *bdfs, struct xpt_bdf bdf)
{
	for (size_t i = 0; i < bdfs->count; i++)
		if (xpt__bdf_equal(bdfs->items[i], bdf))
			return true;
	return false;
}

const char *xpt__bdfs_text(struct arena *arena, const struct bdfs *bdfs)
{
	char *text = xpt__arena_array(arena, bdfs->count + 1, XPT_BDF_TEXT), *end = text;

	for (size_t i = 0; text && i < bdfs->count; i++) {
		if (i)
			*end++ = ' ';
		end += strlen(xpt_bdf_format(bdfs->items[i], end));
	}
	return text;
}

/* Room for one more in an array that holds a power of two; the arena keeps the outgrown ones. */
static bool grow(struct arena *arena, void **items, size_t count, size_t size)
{
	void *grown;

	if (count & (count - 1))
		return true;
	grown = xpt__arena_array(arena, count ? count * 2 : 1, size);
	if (!grown)
		return false;
	if (count)
		memcpy(grown, *items, count * size);
	*items = grown;
	return true;
}

bool xpt__texts_add(struct arena *arena, struct texts *texts, const char *text)
{
	if (!text || !grow(arena, (void **)&texts->items, texts->count, sizeof(*texts->items)))
		return false;
	texts->items[texts->count++] = text;
	texts->state = XPT_FACT_KNOWN;
	return true;
}

bool xpt__bdfs_add(struct arena *arena, struct bdfs *bdfs, struct xpt_bdf bdf)
{
	if (!grow(arena, (void **)&bdfs->items, bdfs->count, sizeof(*bdfs->items)))
		return false;
	bdfs->items[bdfs->count++] = bdf;
	bdfs->state = XPT_FACT_KNOWN;
	return true;
}
