/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Devices from sysfs. The uevent file holds ids, class, driver and modalias in one read, so that
 * a plain list costs one file and one link a device.
 */
#include "pci.h"

#include <string.h>

#include "../../base/bdf.h"
#include "../../source/paths.h"
#include "../ask.h"

static void read_id_pair(struct span pair, struct fact_int *ret_vendor, struct fact_int *ret_device)
{
	struct span vendor, device;

	if (!xpt__span_next_part(&pair, ':', &vendor) || !xpt__span_next_part(&pair, ':', &device))
		return;
	*ret_vendor = xpt__fact_number(vendor, 16, 0xffff);
	*ret_device = xpt__fact_number(device, 16, 0xffff);
}

static void set_class(struct xpt_device *device, struct fact_int class_code)
{
	device->class_code = device->programming_interface = class_code;
	device->class_code.value = class_code.value >> 8;
	device->programming_interface.value = class_code.value & 0xff;
}

static void read_event_line(struct xpt_host *host, struct xpt_device *device, struct span line)
{
	struct span key, value = line;

	if (!xpt__span_next_part(&value, '=', &key))
		return;
	if (xpt__span_is(key, "DRIVER"))
		device->driver = xpt__fact_span(host, value);
	else if (xpt__span_is(key, "PCI_CLASS"))
		set_class(device, xpt__fact_number(value, 16, 0xffffff));
	else if (xpt__span_is(key, "PCI_ID"))
		read_id_pair(value, &device->vendor_id, &device->device_id);
	else if (xpt__span_is(key, "PCI_SUBSYS_ID"))
		read_id_pair(value, &device->subsystem_vendor_id, &device->subsystem_device_id);
	else if (xpt__span_is(key, "MODALIAS") &&
			host->detail & (XPT_DETAIL_DRIVERS | XPT_DETAIL_BOOT))
		device->modalias = xpt__fact_span(host, value);
}

static struct fact_int read_id(struct source *source, struct xpt_host *host,
		const struct xpt_device *device, const char *file, long long limit)
{
	char room[PATH_ROOM];
	struct fact_int id =
			xpt__read_number(source, host, xpt__device_path(room, device, file), 16);

	if (id.state == XPT_FACT_KNOWN && id.value > limit)
		return (struct fact_int)FACT_UNREADABLE("too large a number");
	return id;
}

/* Where uevent does not tell: the files that libpci reads. */
static void read_id_files(struct source *source, struct xpt_host *host, struct xpt_device *device)
{
	char room[PATH_ROOM];

	device->vendor_id = read_id(source, host, device, "vendor", 0xffff);
	device->device_id = read_id(source, host, device, "device", 0xffff);
	device->subsystem_vendor_id = read_id(source, host, device, "subsystem_vendor", 0xffff);
	device->subsystem_device_id = read_id(source, host, device, "subsystem_device", 0xffff);
	set_class(device, read_id(source, host, device, "class", 0xffffff));
	device->driver =
			xpt__read_link_name(source, host, xpt__device_path(room, device, "driver"));
}

/* False: the device vanished since the list was made. */
static bool read_identity(struct source *source, struct xpt_host *host, struct xpt_device *device)
{
	auto_blob struct blob blob = { 0 };
	struct span rest, line;
	struct fact_text why;
	char room[PATH_ROOM];

	if (xpt__read_answer(source, host, xpt__device_path(room, device, "uevent"), &blob, &why)) {
		device->driver = (struct fact_text)FACT_ABSENT(NULL);
		rest = blob_span(&blob);
		while (xpt__span_next_line(&rest, &line))
			read_event_line(host, device, line);
	}
	if (device->vendor_id.state == XPT_FACT_UNREAD)
		read_id_files(source, host, device);
	return device->vendor_id.state != XPT_FACT_ABSENT;
}

static int compare_devices(const void *a, const void *b)
{
	return xpt_bdf_compare(
			((const struct xpt_device *)a)->bdf, ((const struct xpt_device *)b)->bdf);
}

/* Names from outside may come unsorted, twice ("00:05.0" is "0000:00:05.0"), or be no address. */
static void list_devices(struct xpt_host *host, const struct names *names)
{
	size_t count = 0, kept = 0;
	bool sorted = true;

	for (size_t i = 0; i < names->count; i++) {
		struct xpt_device *device = &host->devices[count];

		if (!xpt__bdf_read(xpt__span_of(names->items[i]), &device->bdf))
			continue;
		sorted = sorted && (!count || compare_devices(device - 1, device) < 0);
		count++;
	}
	if (!sorted)
		qsort(host->devices, count, sizeof(*host->devices), compare_devices);
	for (size_t i = 0; i < count; i++)
		if (!kept || compare_devices(&host->devices[kept - 1], &host->devices[i]))
			host->devices[kept++].bdf = host->devices[i].bdf;
	for (size_t i = 0; i < kept; i++)
		xpt_bdf_format(host->devices[i].bdf, host->devices[i].address);
	host->device_count = kept;
}

/* All that lies in one device's directory, one after the other: the source keeps it open. */
static void read_devices(struct source *source, struct xpt_host *host)
{
	size_t listed = host->device_count;

	host->device_count = 0;
	for (size_t i = 0; i < listed && !host->out_of_memory; i++) {
		struct xpt_device *device = &host->devices[host->device_count];

		if (device != &host->devices[i])
			*device = host->devices[i];
		if (!read_identity(source, host, device))
			continue;
		if (host->detail & XPT_DETAIL_CONFIG) {
			xpt__pci_read_config(source, host, device);
			xpt__pci_read_vfs(source, host, device);
			xpt__pci_read_nvme(source, host, device);
		}
		host->device_count++;
	}
}

int xpt__read_pci(struct source *source, struct xpt_host *host)
{
	auto_names struct names names = { 0 };
	int rc = xpt__source_list(source, PATH_DEVICES, &names, NULL);

	if (rc)
		return rc;
	host->devices = xpt__arena_array(host->arena, names.count + 1, sizeof(*host->devices));
	if (!host->devices)
		return XPT_NO_MEMORY;
	list_devices(host, &names);
	xpt__pci_read_paths(source, host);
	read_devices(source, host);
	xpt__pci_link_parents(host);
	xpt__pci_link_functions(host);
	if (host->detail & XPT_DETAIL_CONFIG) {
		xpt__pci_link_vfs(host);
		xpt__pci_read_vf_settings(source, host);
		xpt__pci_read_nvme_vfs(source, host);
		xpt__pci_read_resets(source, host);
		xpt__pci_read_driver_names(source, host);
	}
	if (host->detail & XPT_DETAIL_NAMES)
		xpt__pci_read_names(source, host);
	if (host->detail & XPT_DETAIL_DRIVERS)
		xpt__pci_read_matching_drivers(source, host);
	return host->out_of_memory ? XPT_NO_MEMORY : 0;
}
