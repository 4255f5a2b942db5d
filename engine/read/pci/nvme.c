/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The serial number of a disk, which stands in no config space: its driver asks the disk, and tells it. */
#include <string.h>

#include "../../model/names.h"
#include "../../source/paths.h"
#include "../ask.h"
#include "pci.h"

static struct fact_text why_not(struct xpt_host *host, const struct fact_text *driver)
{
	if (driver->state == XPT_FACT_KNOWN)
		return (struct fact_text)FACT_UNREADABLE(xpt__read_keep(host,
				xpt__arena_text(host->arena,
						"only dom0's driver nvme tells it, and %s has the device",
						driver->value)));
	return (struct fact_text)FACT_UNREADABLE(
			"only dom0's driver nvme tells it, and does not have the device");
}

static struct fact_text of_controller(struct source *source, struct xpt_host *host,
		const struct xpt_device *device, const char *name)
{
	char room[PATH_ROOM];
	struct fact_text serial = xpt__read_text(source, host,
			xpt__read_path(room, PATH_DEVICES "/%s/nvme/%s/serial", device->address,
					name));

	if (serial.state == XPT_FACT_KNOWN && !xpt__names_keep_serial(xpt__span_of(serial.value)))
		return (struct fact_text)FACT_UNREADABLE(
				"it has characters that serial numbers do not have");
	if (serial.state == XPT_FACT_ABSENT)
		return (struct fact_text)FACT_UNREADABLE("its driver reports none");
	return serial;
}

void xpt__pci_read_nvme(struct source *source, struct xpt_host *host, struct xpt_device *device)
{
	auto_names struct names names = { 0 };
	struct fact_text why;
	char room[PATH_ROOM];

	if (device->class_code.state != XPT_FACT_KNOWN) {
		device->nvme_serial = (struct fact_text)FACT_UNREADABLE(
				"its class is not known, so it may be an NVMe disk");
		return;
	}
	device->nvme_serial = (struct fact_text)FACT_ABSENT(NULL);
	if (device->class_code.value != CLASS_NVME)
		return;
	device->nvme_serial = why_not(host, &device->driver);
	if (!fact_text_is(device->driver, "nvme"))
		return;
	device->nvme_serial = (struct fact_text)FACT_UNREADABLE(
			"its driver has not asked the disk for it");
	if (!xpt__probe_list(source, host, xpt__device_path(room, device, "nvme"), &names, &why)) {
		if (why.state == XPT_FACT_UNREADABLE)
			device->nvme_serial = why;
		return;
	}
	for (size_t i = 0; i < names.count; i++)
		if (!strncmp(names.items[i], "nvme", 4)) {
			device->nvme_serial = of_controller(source, host, device, names.items[i]);
			return;
		}
}
