/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xen/model/<domid>: what a domain's device model answers to "info pci". Devices that are passed
 * through stand there by libxl's id (PCI_PT_QDEV_ID), which has no segment:
 *	      id "pci-pt-00_05.0"
 */
#ifndef FORMATS_DEVICE_MODEL_H
#define FORMATS_DEVICE_MODEL_H

#include <stdio.h>

#include <xpt/base.h>

#include "../base/text.h"

#define MODEL_ID_TEXT 24

/* "pci-pt-00_05.0" */
const char *xpt__model_id(struct xpt_bdf bdf, char buffer[MODEL_ID_TEXT]);
/* The next line that names a device, in segment 0. False at the end. */
bool xpt__model_next(struct span *rest, struct xpt_bdf *ret_bdf);
/* Whatever its segment. */
bool xpt__model_has(struct span text, struct xpt_bdf bdf);
void xpt__model_write(FILE *to, struct xpt_bdf bdf);

#endif
