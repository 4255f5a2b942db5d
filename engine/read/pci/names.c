/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Vendor, device, subsystem and class names: each distinct number is asked for once. */
#include <string.h>

#include "../../source/paths.h"
#include "../ask.h"
#include "pci.h"

#define NO_KEY UINT64_MAX

static bool known(const struct fact_int *a, const struct fact_int *b)
{
	return a->state == XPT_FACT_KNOWN && b->state == XPT_FACT_KNOWN;
}

static uint64_t key_of_ids(const struct xpt_device *device)
{
	if (!known(&device->vendor_id, &device->device_id))
		return NO_KEY;
	return (uint64_t)device->vendor_id.value << 16 | (uint64_t)device->device_id.value;
}

static uint64_t key_of_subsystem(const struct xpt_device *device)
{
	if (key_of_ids(device) == NO_KEY ||
			!known(&device->subsystem_vendor_id, &device->subsystem_device_id))
		return NO_KEY;
	return key_of_ids(device) << 32 | (uint64_t)device->subsystem_vendor_id.value << 16 |
			(uint64_t)device->subsystem_device_id.value;
}

static uint64_t key_of_class(const struct xpt_device *device)
{
	return known(&device->class_code, &device->class_code) ?
			(uint64_t)device->class_code.value :
			NO_KEY;
}

static const char *path_of_ids(char room[PATH_ROOM], const struct xpt_device *device)
{
	return xpt__read_path(room, PATH_PCI_IDS "/%04llx:%04llx",
			(unsigned long long)device->vendor_id.value,
			(unsigned long long)device->device_id.value);
}

static const char *path_of_subsystem(char room[PATH_ROOM], const struct xpt_device *device)
{
	return xpt__read_path(room, PATH_PCI_IDS "/subsystem/%04llx:%04llx:%04llx:%04llx",
			(unsigned long long)device->vendor_id.value,
			(unsigned long long)device->device_id.value,
			(unsigned long long)device->subsystem_vendor_id.value,
			(unsigned long long)device->subsystem_device_id.value);
}

static const char *path_of_class(char room[PATH_ROOM], const struct xpt_device *device)
{
	return xpt__read_path(room, PATH_PCI_IDS "/class/%04llx",
			(unsigned long long)device->class_code.value);
}

/* An answer of two lines: a vendor's name and a device's. */
static void ask_two(struct source *source, struct xpt_host *host, const char *path,
		struct fact_text *ret_vendor, struct fact_text *ret_device)
{
	auto_blob struct blob blob = { 0 };
	struct span rest, vendor = { 0 }, name = { 0 };

	if (!xpt__read_answer(source, host, path, &blob, ret_vendor)) {
		*ret_device = *ret_vendor;
		return;
	}
	rest = blob_span(&blob);
	if (xpt__span_next_line(&rest, &vendor))
		xpt__span_next_line(&rest, &name);
	*ret_vendor = xpt__fact_span(host, vendor);
	*ret_device = xpt__fact_span(host, name);
}

static void ask_ids(struct source *source, struct xpt_host *host, const char *path,
		struct xpt_device *device)
{
	ask_two(source, host, path, &device->vendor_name, &device->device_name);
}

static void copy_ids(struct xpt_device *device, const struct xpt_device *from)
{
	device->vendor_name = from->vendor_name;
	device->device_name = from->device_name;
}

static void ask_subsystem(struct source *source, struct xpt_host *host, const char *path,
		struct xpt_device *device)
{
	ask_two(source, host, path, &device->subsystem_vendor_name, &device->subsystem_device_name);
}

static void copy_subsystem(struct xpt_device *device, const struct xpt_device *from)
{
	device->subsystem_vendor_name = from->subsystem_vendor_name;
	device->subsystem_device_name = from->subsystem_device_name;
}

static void ask_class(struct source *source, struct xpt_host *host, const char *path,
		struct xpt_device *device)
{
	device->class_name = xpt__read_text(source, host, path);
}

static void copy_class(struct xpt_device *device, const struct xpt_device *from)
{
	device->class_name = from->class_name;
}

/* A kind of name: the numbers that it hangs on, where it is asked for, how it is kept and passed on. */
static const struct name_reader {
	uint64_t (*key)(const struct xpt_device *device);
	const char *(*path)(char room[PATH_ROOM], const struct xpt_device *device);
	void (*ask)(struct source *source, struct xpt_host *host, const char *path,
			struct xpt_device *device);
	void (*copy)(struct xpt_device *device, const struct xpt_device *from);
} namings[] = {
	{ key_of_ids, path_of_ids, ask_ids, copy_ids },
	{ key_of_subsystem, path_of_subsystem, ask_subsystem, copy_subsystem },
	{ key_of_class, path_of_class, ask_class, copy_class },
};

struct keyed {
	uint64_t key;
	struct xpt_device *device;
};

static int compare(const void *a, const void *b)
{
	uint64_t left = ((const struct keyed *)a)->key, right = ((const struct keyed *)b)->key;

	return (left > right) - (left < right);
}

/* The devices in order of their keys; how many have one. */
static size_t sort(
		struct xpt_host *host, const struct name_reader *name_reader, struct keyed *order)
{
	size_t count = 0;

	for (size_t i = 0; i < host->device_count; i++) {
		uint64_t key = name_reader->key(&host->devices[i]);

		if (key != NO_KEY)
			order[count++] = (struct keyed){ key, &host->devices[i] };
	}
	qsort(order, count, sizeof(*order), compare);
	return count;
}

static bool is_first(const struct keyed *order, size_t i)
{
	return !i || order[i - 1].key != order[i].key;
}

static void announce_all(struct source *source, struct xpt_host *host,
		const struct name_reader *name_reader, struct keyed *order)
{
	size_t count = sort(host, name_reader, order);
	char room[PATH_ROOM];

	for (size_t i = 0; i < count; i++)
		if (is_first(order, i))
			xpt__source_announce(source, name_reader->path(room, order[i].device));
}

static void name_all(struct source *source, struct xpt_host *host,
		const struct name_reader *name_reader, struct keyed *order)
{
	size_t count = sort(host, name_reader, order);
	char room[PATH_ROOM];

	for (size_t i = 0; i < count && !host->out_of_memory; i++)
		if (is_first(order, i))
			name_reader->ask(source, host, name_reader->path(room, order[i].device),
					order[i].device);
		else
			name_reader->copy(order[i].device, order[i - 1].device);
}

void xpt__pci_read_names(struct source *source, struct xpt_host *host)
{
	auto_free struct keyed *order = calloc(host->device_count + 1, sizeof(*order));

	if (!order) {
		host->out_of_memory = true;
		return;
	}
	for (size_t i = 0; i < sizeof(namings) / sizeof(*namings); i++)
		announce_all(source, host, &namings[i], order);
	for (size_t i = 0; i < sizeof(namings) / sizeof(*namings); i++)
		name_all(source, host, &namings[i], order);
}
