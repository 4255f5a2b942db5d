/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an NVMe controller tells of its virtual functions: the answers to nvme/<controller>. */
#ifndef SOURCE_NVME_ADMIN_H
#define SOURCE_NVME_ADMIN_H

#include "source.h"

/* xpt__nvme_admin_open - "nvme0", for commands to that controller; close it */
int xpt__nvme_admin_open(const char *name, int *ret_fd, struct xpt_error **ret_error);
int xpt__nvme_admin_read(const char *path, struct blob *ret_blob, struct xpt_error **ret_error);

#endif
