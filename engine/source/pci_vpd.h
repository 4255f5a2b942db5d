/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The serial number of a card's vital product data: the answers to pci-vpd/… */
#ifndef SOURCE_PCI_VPD_H
#define SOURCE_PCI_VPD_H

#include "source.h"

/*
 * xpt__pci_vpd_read - @path: "pci-vpd/0000:00:05.0"
 * Two registers are asked for four bytes at a time, which some cards take long for: no more is read than is needed,
 * and for about two seconds. XPT_NOT_FOUND: it has VPD, without a serial number.
 */
int xpt__pci_vpd_read(const char *path, struct blob *ret_blob, struct xpt_error **ret_error);
/* xpt__pci_vpd_read_from - the same of an open file, which is @path to those who read of it */
int xpt__pci_vpd_read_from(
		int fd, const char *path, struct blob *ret_blob, struct xpt_error **ret_error);

#endif
