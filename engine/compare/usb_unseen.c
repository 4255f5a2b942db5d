/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of a comparison: what dom0 does not see may be plugged in all the same. */
#include "items.h"

/* A controller of which dom0 sees nothing, and so not what is plugged in. NULL: none. */
static const struct xpt_device *blind_controller(const struct xpt_host *host)
{
	for (size_t i = 0; i < host->device_count; i++)
		if (fact_is(host->devices[i].class_code, CLASS_USB) &&
				xpt__model_in_pciback(&host->devices[i]))
			return &host->devices[i];
	return NULL;
}

const char *xpt__comparison_usb_unseen(const struct comparison_builder *run, const char *is)
{
	const struct xpt_device *blind = blind_controller(run->comparison->host);

	return blind ? xpt__arena_text(run->comparison->arena,
				       "%s; the USB controller %s is reserved, and dom0 does not see what is "
				       "plugged into it",
				       is, blind->address) :
		       is;
}
