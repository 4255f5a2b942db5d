/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where xen-pciback is a module: does the next boot load it before the drivers? */
#ifndef READ_BOOT_INITRAMFS_H
#define READ_BOOT_INITRAMFS_H

#include "../read.h"

/*
 * xpt__read_initramfs - what the initramfs of kernel @release holds, and what dom0's own settings of modprobe are
 * Only where it matters: it is unpacked, which takes a second.
 */
void xpt__read_initramfs(struct source *source, struct xpt_host *host, const char *release);
/* xpt__initramfs_rule - is the device, which a rule of udev names, pciback's before any driver sees it? */
struct fact_int xpt__initramfs_rule(const struct xpt_host *host, const struct xpt_device *device);
/* xpt__initramfs_hide - the same of a device that hide= names. */
struct fact_int xpt__initramfs_hide(const struct xpt_host *host, const struct xpt_device *device);

#endif
