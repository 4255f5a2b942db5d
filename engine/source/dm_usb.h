/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a QEMU has of the host's USB devices, asked for in a talk: the answer to xen/model-usb/<domid>. */
#ifndef SOURCE_DM_USB_H
#define SOURCE_DM_USB_H

#include <stdio.h>

#include "qmp_talk.h"

/* xpt__dm_usb_ask - writes lines of formats/dm_usb.h; after an error there is no "end" */
int xpt__dm_usb_ask(struct qmp_talk *talk, FILE *to, struct xpt_error **ret_error);

/* xpt__dm_usb_gone - writes that there is no QEMU any more */
void xpt__dm_usb_gone(FILE *to);

#endif
