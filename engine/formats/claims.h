/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xenstore/libxl/pci/0000-03-00-0: libxl's notes about a device, a key for each:
 *	domid		5	who has it: the claim
 *	driver_path	/sys/bus/pci/drivers/e1000e	what had it in dom0 before
 *	name		…	what people call it
 */
#ifndef FORMATS_CLAIMS_H
#define FORMATS_CLAIMS_H

#include <xpt/base.h>

#include "../base/fact.h"
#include "../base/text.h"

#define CLAIM_NAME_TEXT 24

/* "0000-03-00-0" */
const char *xpt__claim_name(struct xpt_bdf bdf, char buffer[CLAIM_NAME_TEXT]);
/* The whole of @name. False: it is no such name. */
bool xpt__claim_name_read(struct span name, struct xpt_bdf *ret_bdf);

/* Of the key domid. Stub domains of other toolstacks may have any number, so the limit is a word's. */
struct fact_int xpt__claim_domid(struct span text);
/* Of the key driver_path: the driver's name. */
struct span xpt__claim_driver(struct span text);

#endif
