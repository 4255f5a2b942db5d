/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SR-IOV: physical functions, and which of their virtual functions is which. */
#include <string.h>

#include "../../base/bdf.h"
#include "../ask.h"
#include "pci.h"

void xpt__pci_read_vfs(struct source *source, struct xpt_host *host, struct xpt_device *device)
{
	char room[PATH_ROOM];

	device->physical_function =
			xpt__read_link_name(source, host, xpt__device_path(room, device, "physfn"));
	device->vf_total = xpt__read_number(
			source, host, xpt__device_path(room, device, "sriov_totalvfs"), 10);
	/* the kernel reads no further than we do, and makes no file then */
	if (device->vf_total.state == XPT_FACT_ABSENT &&
			device->acs_can.state == XPT_FACT_UNREADABLE &&
			device->physical_function.state != XPT_FACT_KNOWN)
		device->vf_total = device->acs_can;
	device->vf_count = device->vf_autoprobe = device->vf_msix_total = device->vf_total;
	if (device->vf_total.state != XPT_FACT_KNOWN)
		return;
	device->vf_count = xpt__read_number(
			source, host, xpt__device_path(room, device, "sriov_numvfs"), 10);
	device->vf_autoprobe = xpt__read_number(source, host,
			xpt__device_path(room, device, "sriov_drivers_autoprobe"), 10);
	device->vf_msix_total = xpt__read_number(
			source, host, xpt__device_path(room, device, "sriov_vf_total_msix"), 10);
}

/* Of the devices that can have VFs, how many: not known as long as one does not tell. */
static struct fact_int count_capable(const struct xpt_host *host)
{
	struct fact_int capable = fact_int_known(0);

	for (size_t i = 0; i < host->device_count; i++) {
		const struct fact_int *total = &host->devices[i].vf_total;

		if (total->state == XPT_FACT_UNREADABLE)
			return *total;
		capable.value += total->state == XPT_FACT_KNOWN && total->value > 0;
	}
	return capable;
}

static long long routing_id(const struct xpt_device *device)
{
	return device->bdf.bus << 8 | device->bdf.device << 3 | device->bdf.function;
}

/* As the kernel counts: VF N lies offset + N * stride behind its PF, maybe on a later bus. */
static struct fact_int number_of(const struct xpt_device *vf, const struct xpt_device *pf)
{
	long long behind = routing_id(vf) - routing_id(pf) - pf->vf_offset.value;
	long long number = pf->vf_stride.value ? behind / pf->vf_stride.value : 0;

	if (pf->vf_offset.state != XPT_FACT_KNOWN || pf->vf_stride.state != XPT_FACT_KNOWN)
		return (struct fact_int)FACT_UNREADABLE(pf->vf_offset.reason ?
						pf->vf_offset.reason :
						"its PF does not report where its VFs lie");
	if (behind < 0 || number * pf->vf_stride.value != behind)
		return (struct fact_int)FACT_UNREADABLE(
				"its address is none that its PF gives to VFs");
	return fact_int_known(number);
}

static void link_vf(struct xpt_host *host, struct xpt_device *vf)
{
	struct xpt_device *pf = NULL;
	struct xpt_bdf at;

	vf->vf_number = xpt__fact_int_why(vf->physical_function);
	if (vf->physical_function.state != XPT_FACT_KNOWN)
		return;
	if (xpt__bdf_read(xpt__span_of(vf->physical_function.value), &at))
		pf = xpt__model_device(host, at);
	if (!pf || pf == vf) {
		vf->vf_number = (struct fact_int)FACT_UNREADABLE("its PF is not there");
		return;
	}
	vf->vf_number = number_of(vf, pf);
	xpt__read_note_bdf(host, &pf->virtual_functions, vf->bdf);
}

void xpt__pci_link_vfs(struct xpt_host *host)
{
	for (size_t i = 0; i < host->device_count; i++)
		host->devices[i].virtual_functions.state = XPT_FACT_KNOWN;
	host->sriov_devices = count_capable(host);
	for (size_t i = 0; i < host->device_count; i++)
		link_vf(host, &host->devices[i]);
}
