/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a domain's device model says of its PCI devices: the answers to xen/model/<domid>. */
#ifndef SOURCE_XEN_LIBXL_H
#define SOURCE_XEN_LIBXL_H

#include "source.h"

/* Only while xenstored answers: libxl waits for it without a limit. */
int xpt__model_read(const char *path, struct blob *ret_blob, struct xpt_error **ret_error);

#endif
