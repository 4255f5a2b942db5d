/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of xpt__read_usb(). */
#ifndef READ_USB_H
#define READ_USB_H

#include "../../model/usb.h"
#include "../read.h"

struct usb_records {
	struct usb_record *items; /* free with free() */
	size_t count;
	struct fact_text why; /* XPT_FACT_UNREADABLE: there may be more */
};

void xpt__read_usb_records(
		struct source *source, struct xpt_host *host, struct usb_records *ret_records);
/* Interfaces, their drivers, and what follows from them. @names: of all of /sys/bus/usb/devices. */
void xpt__read_usb_interfaces(
		struct source *source, struct xpt_host *host, const struct names *names);

/* PCI address of the controller of "usb1"; XPT_FACT_ABSENT: its bus is not on PCI, or there is none. */
struct fact_text xpt__read_usb_controller(
		struct source *source, struct xpt_host *host, const char *root);

/* What each domain's device model has; after the records. */
void xpt__read_usb_models(struct source *source, struct xpt_host *host);

/* What usb-policy.conf says of each device; after their interfaces. */
void xpt__read_usb_policy(struct source *source, struct xpt_host *host);

#endif
