/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What libxl's records do not tell: a domain's QEMU has a device open that another toolstack gave it (xenopsd), or the domain's
 * own file (usbdevice=). Both write in xenstore which process the domain's QEMU is.
 */
#include <string.h>

#include "../../formats/open_devices.h"
#include "../../source/paths.h"
#include "../ask.h"
#include "usb.h"

struct emulator *xpt__read_emulators(struct source *source, struct xpt_host *host)
{
	static const char *const keys[] = { "image/device-model-pid", "qemu-pid" };
	struct emulator *emulators = xpt__arena_alloc(
			host->arena, (host->domain_count + 1) * sizeof(*emulators));
	char room[PATH_ROOM];

	host->out_of_memory |= !emulators;
	for (size_t i = 0; !host->out_of_memory && i < host->domain_count; i++) {
		struct fact_int *pid = &emulators[i].pid;

		*pid = (struct fact_int)FACT_ABSENT(NULL);
		for (size_t k = 0; host->domains[i].id && pid->state == XPT_FACT_ABSENT && k < 2;
				k++)
			*pid = xpt__read_number(source, host,
					xpt__read_path(room, PATH_STORE_DOMAINS "/%u/%s",
							host->domains[i].id, keys[k]),
					10);
	}
	return emulators;
}

/* Another process may have the number of one that came to an end. */
static bool is_qemu(const struct program *program)
{
	return strstr(program->command, "qemu");
}

static bool has_open(const struct program *program, const struct xpt_usb_device *device)
{
	return program->major == MAJOR_USB &&
			program->minor ==
			(unsigned int)((device->bus.value - 1) * 128 + device->number.value - 1);
}

static void note_domain(struct xpt_host *host, struct xpt_usb_device *device, unsigned int domid)
{
	char buffer[16];

	device->foreign = true;
	device->domid = domid;
	device->domain = xpt__fact_span(
			host, xpt__span_of(xpt__model_domain_name(host, device->domid, buffer)));
}

struct fact_int xpt__emulated_domain(const struct xpt_host *host, const struct emulator *emulators,
		const struct program *program)
{
	struct fact_int domid = FACT_ABSENT(NULL);

	if (!is_qemu(program))
		return domid;
	for (size_t i = 0; i < host->domain_count; i++) {
		if (fact_is(emulators[i].pid, program->pid))
			return fact_int_known(host->domains[i].id);
		if (emulators[i].pid.state == XPT_FACT_UNREADABLE)
			domid = emulators[i].pid;
	}
	return domid;
}

/* Whose QEMU is it? */
static void find_domain(struct xpt_host *host, struct xpt_usb_device *device,
		const struct program *program, const struct emulator *emulators)
{
	struct fact_int domid = xpt__emulated_domain(host, emulators, program);

	if (domid.state == XPT_FACT_KNOWN)
		note_domain(host, device, (unsigned int)domid.value);
	if (domid.state == XPT_FACT_UNREADABLE)
		device->domain = xpt__fact_text_why(domid);
}

/* Somebody may have it, of whom libxl has no record. */
static bool is_open(const struct xpt_usb_device *device)
{
	return device->present && device->domain.state == XPT_FACT_ABSENT &&
			device->number.state == XPT_FACT_KNOWN && device->programs.count;
}

void xpt__read_usb_holders(struct source *source, struct xpt_host *host)
{
	const struct emulator *emulators = NULL;
	struct usb *usb = host->usb;

	for (size_t i = 0; i < usb->device_count && !host->out_of_memory; i++) {
		struct xpt_usb_device *device = &usb->devices[i];

		if (!is_open(device) || !fact_true(host->store))
			continue;
		if (!emulators)
			emulators = xpt__read_emulators(source, host);
		for (size_t k = 0; emulators && !device->foreign && k < host->programs->count; k++)
			if (has_open(&host->programs->items[k], device))
				find_domain(host, device, &host->programs->items[k], emulators);
	}
}
