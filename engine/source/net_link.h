/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the driver of a network interface tells of its virtual functions, by rtnetlink: the answers to net/<interface>. */
#ifndef SOURCE_NET_LINK_H
#define SOURCE_NET_LINK_H

#include "source.h"

int xpt__net_link_read(const char *path, struct blob *ret_blob, struct xpt_error **ret_error);

#endif
