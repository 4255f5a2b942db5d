/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files that say what devices are: where serial numbers stand in them. */
#ifndef SOURCE_REDACT_NAMES_H
#define SOURCE_REDACT_NAMES_H

#include "../base/text.h"

enum names_serial {
	NAMES_SERIAL_PCI,  /* serial=, as in config space */
	NAMES_SERIAL_USB,  /* serial= of a USB device, as base/percent.h writes it */
	NAMES_SERIAL_TOLD, /* nvme=, vpd= */
};

struct names_text {
	struct span rest;
	bool begins; /* an entry, with its address */
	bool usb;    /* it is of a USB device */
};

/*
 * xpt__redact_names_next - the next serial number
 * @ret_kept:   what stands before it
 * @ret_serial: empty: @ret_kept is the rest
 * Return: false at the end.
 */
bool xpt__redact_names_next(struct names_text *text, struct span *ret_kept, struct span *ret_serial,
		enum names_serial *ret_kind);

#endif
