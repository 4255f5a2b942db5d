/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a domain's device model says: the answers to xen/model/<domid> and xen/model-usb/<domid>. */
#ifndef SOURCE_MODEL_H
#define SOURCE_MODEL_H

#include "source.h"

int xpt__model_read(const char *path, struct blob *ret_blob, struct xpt_error **ret_error);
int xpt__model_read_usb(const char *path, struct blob *ret_blob, struct xpt_error **ret_error);

#endif
