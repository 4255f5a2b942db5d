/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of xpt__read_pci(). */
#ifndef READ_PCI_PCI_H
#define READ_PCI_PCI_H

#include "../read.h"

#define CLASS_NVME 0x0108

/* One device at a time. */
void xpt__pci_read_config(struct source *source, struct xpt_host *host, struct xpt_device *device);
void xpt__pci_read_vfs(struct source *source, struct xpt_host *host, struct xpt_device *device);
void xpt__pci_read_nvme(struct source *source, struct xpt_host *host, struct xpt_device *device);

/* All devices, once they are in order; parents are linked when none vanishes any more. */
void xpt__pci_read_paths(struct source *source, struct xpt_host *host);
void xpt__pci_link_parents(struct xpt_host *host);
void xpt__pci_link_functions(struct xpt_host *host);
void xpt__pci_link_vfs(struct xpt_host *host);
/* After that: what the network drivers of PFs tell of their VFs. */
void xpt__pci_read_vf_settings(struct source *source, struct xpt_host *host);
/* The same of disks: what the controllers of PFs tell of those of their VFs. */
void xpt__pci_read_nvme_vfs(struct source *source, struct xpt_host *host);
void xpt__pci_read_resets(struct source *source, struct xpt_host *host);
void xpt__pci_read_names(struct source *source, struct xpt_host *host);
void xpt__pci_read_driver_names(struct source *source, struct xpt_host *host);
void xpt__pci_read_matching_drivers(struct source *source, struct xpt_host *host);

/* xpt__device_path - "sys/bus/pci/devices/<address>/<file>" */
const char *xpt__device_path(char *room, const struct xpt_device *device, const char *file);

#endif
