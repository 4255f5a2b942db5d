/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Config space as the kernel shows it: the answers to pci/… */
#ifndef SOURCE_PCI_CONFIG_H
#define SOURCE_PCI_CONFIG_H

#include "source.h"

/* @path: "pci/0000:00:05.0". Nothing is read but what is decoded: registers of some devices must not be. */
int xpt__pci_config_read(const char *path, struct blob *ret_blob, struct xpt_error **ret_error);
/* What @number, an errno, says of a question about a device; 0: it was no answer of one that is there. */
int xpt__pci_no_answer(const char *path, int number, struct xpt_error **ret_error);

#endif
