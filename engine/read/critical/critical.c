/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "critical.h"

#include <string.h>

#include "../../base/bdf.h"
#include "../../model/usb.h"
#include "../../source/paths.h"
#include "../ask.h"

#define QUESTIONS 20000

static void conclude(const struct needs *needs, struct texts *critical)
{
	if (critical->count)
		critical->reason = NULL;
	else if (needs->doubt)
		critical->reason = needs->doubt;
	critical->state = critical->reason ? XPT_FACT_UNREADABLE : XPT_FACT_KNOWN;
}

int xpt__read_critical(struct source *source, struct xpt_host *host)
{
	struct needs needs = { .source = source, .host = host, .budget = QUESTIONS };

	if (!(host->detail & XPT_DETAIL_CRITICAL))
		return 0;
	xpt__critical_disks(&needs);
	xpt__critical_guests(&needs);
	xpt__critical_networks(&needs);
	xpt__critical_console(&needs);
	xpt__critical_serial_ports(&needs);
	for (size_t i = 0; i < host->device_count; i++)
		conclude(&needs, &host->devices[i].critical);
	for (size_t i = 0; host->usb && i < host->usb->device_count; i++)
		conclude(&needs, &host->usb->devices[i].critical);
	return host->out_of_memory ? XPT_NO_MEMORY : 0;
}
