/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the kernel can reset a device: its own list (Linux 5.15), or what older ones would try. */
#include <string.h>

#include "../../source/paths.h"
#include "../ask.h"
#include "pci.h"

/* The kernel resets a bus for a function only when nothing else is on it (pci_reset_bus_function). */
static bool alone_on_bus(const struct xpt_host *host, size_t index)
{
	const struct xpt_device *device = &host->devices[index];

	for (size_t step = 0; step < 2; step++) {
		const struct xpt_device *other = step ? device + 1 : device - 1;

		if (step ? index + 1 == host->device_count : index == 0)
			continue;
		if (other->bdf.segment == device->bdf.segment && other->bdf.bus == device->bdf.bus)
			return false;
	}
	return device->parent;
}

static void read_kernel_list(struct xpt_host *host, struct xpt_device *device, struct span words)
{
	struct span word;

	device->reset_methods = (struct texts){ .state = XPT_FACT_KNOWN };
	while (xpt__span_next_word(&words, &word) && device->reset_methods.count < 16)
		xpt__read_note_text(host, &device->reset_methods,
				xpt__arena_printable(host->arena, word.at, word.length));
}

static void read_resets(struct source *source, struct xpt_host *host, size_t index)
{
	struct xpt_device *device = &host->devices[index];
	auto_blob struct blob blob = { 0 };
	struct fact_text why;
	char room[PATH_ROOM];

	if (xpt__read_answer(source, host, xpt__device_path(room, device, "reset_method"), &blob,
			    &why))
		read_kernel_list(host, device, blob_span(&blob));
	else if (device->reset_methods.state == XPT_FACT_KNOWN && alone_on_bus(host, index))
		xpt__read_note_text(host, &device->reset_methods, "bus");
	if (device->reset_methods.state != XPT_FACT_KNOWN)
		device->reset = (struct fact_text){ .state = XPT_FACT_UNREADABLE,
			.reason = device->reset_methods.reason };
	else if (device->reset_methods.count)
		device->reset = fact_text_known(device->reset_methods.items[0]);
	else
		device->reset = (struct fact_text)FACT_ABSENT(
				"neither the device nor its bus can be reset");
}

void xpt__pci_read_resets(struct source *source, struct xpt_host *host)
{
	for (size_t i = 0; i < host->device_count && !host->out_of_memory; i++)
		read_resets(source, host, i);
}
