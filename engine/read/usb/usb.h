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

/* The process that is a domain's QEMU, by libxl's key, or else by xenopsd's. */
struct emulator {
	struct fact_int pid;
};

/* Of all domains, in their order; NULL: memory is out. */
struct emulator *xpt__read_emulators(struct source *source, struct xpt_host *host);
/* The id of the domain whose QEMU a program is; XPT_FACT_ABSENT: it is none's. */
struct fact_int xpt__emulated_domain(const struct xpt_host *host, const struct emulator *emulators,
		const struct program *program);
/* Domains whose QEMU has a device open that libxl's records give to nobody; after the records and the programs. */
void xpt__read_usb_holders(struct source *source, struct xpt_host *host);

/* What each domain's device model has; after the records. */
void xpt__read_usb_models(struct source *source, struct xpt_host *host);

/* What usb-policy.conf says of each device; after their interfaces. */
void xpt__read_usb_policy(struct source *source, struct xpt_host *host);

#endif
