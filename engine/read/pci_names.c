/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Vendor, device and class names: each distinct number is asked for once. */
#include <string.h>

#include "../source/paths.h"
#include "ask.h"
#include "pci.h"

static long long key_of_ids(const struct xpt_device *device)
{
	if (device->vendor_id.state != XPT_FACT_KNOWN || device->device_id.state != XPT_FACT_KNOWN)
		return -1;
	return device->vendor_id.value << 16 | device->device_id.value;
}

static long long key_of_class(const struct xpt_device *device)
{
	return device->class_code.state == XPT_FACT_KNOWN ? device->class_code.value : -1;
}

static int compare(long long a, long long b)
{
	return (a > b) - (a < b);
}

static int compare_ids(const void *a, const void *b)
{
	return compare(key_of_ids(*(struct xpt_device *const *)a),
			key_of_ids(*(struct xpt_device *const *)b));
}

static int compare_classes(const void *a, const void *b)
{
	return compare(key_of_class(*(struct xpt_device *const *)a),
			key_of_class(*(struct xpt_device *const *)b));
}

static void ask_names(struct source *source, struct xpt_host *host, struct xpt_device *device)
{
	auto_blob struct blob blob = { 0 };
	struct span rest, vendor = { 0 }, name = { 0 };
	char room[PATH_ROOM];

	path_of(room, PATH_PCI_IDS "/%04llx:%04llx", (unsigned long long)device->vendor_id.value,
			(unsigned long long)device->device_id.value);
	if (!ask(source, host, room, &blob, &device->vendor_name)) {
		device->device_name = device->vendor_name;
		return;
	}
	rest = blob_span(&blob);
	if (span_next_line(&rest, &vendor))
		span_next_line(&rest, &name);
	device->vendor_name = fact_span(host, vendor);
	device->device_name = fact_span(host, name);
}

static void ask_class_name(struct source *source, struct xpt_host *host, struct xpt_device *device)
{
	char room[PATH_ROOM];

	device->class_name = read_text(source, host, path_of(room, PATH_PCI_IDS "/class/%04llx",
			(unsigned long long)device->class_code.value));
}

static void name_devices(struct source *source, struct xpt_host *host, struct xpt_device **order)
{
	const struct xpt_device *last = NULL;

	qsort(order, host->device_count, sizeof(*order), compare_ids);
	for (size_t i = 0; i < host->device_count && !host->starved; i++) {
		if (key_of_ids(order[i]) < 0)
			continue;
		if (last && key_of_ids(last) == key_of_ids(order[i])) {
			order[i]->vendor_name = last->vendor_name;
			order[i]->device_name = last->device_name;
		} else {
			ask_names(source, host, order[i]);
		}
		last = order[i];
	}
}

static void name_classes(struct source *source, struct xpt_host *host, struct xpt_device **order)
{
	const struct xpt_device *last = NULL;

	qsort(order, host->device_count, sizeof(*order), compare_classes);
	for (size_t i = 0; i < host->device_count && !host->starved; i++) {
		if (key_of_class(order[i]) < 0)
			continue;
		if (last && key_of_class(last) == key_of_class(order[i]))
			order[i]->class_name = last->class_name;
		else
			ask_class_name(source, host, order[i]);
		last = order[i];
	}
}

void pci_read_names(struct source *source, struct xpt_host *host)
{
	auto_free struct xpt_device **order = calloc(host->device_count + 1, sizeof(*order));

	if (!order) {
		host->starved = true;
		return;
	}
	for (size_t i = 0; i < host->device_count; i++)
		order[i] = &host->devices[i];
	name_devices(source, host, order);
	name_classes(source, host, order);
}
