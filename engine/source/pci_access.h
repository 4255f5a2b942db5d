/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names through libpci: the answers to pci-ids/… */
#ifndef SOURCE_PCI_ACCESS_H
#define SOURCE_PCI_ACCESS_H

#include "source.h"

struct pci_reader;

struct pci_reader *xpt__pci_access_new(void);	      /* NULL: out of memory */
void xpt__pci_access_free(struct pci_reader *handle); /* NULL is fine */

/* xpt__pci_access_announce - @path will be asked for: libpci is given a list once for all that was announced */
void xpt__pci_access_announce(struct pci_reader *handle, const char *path);
/* @path: "pci-ids/…" */
int xpt__pci_access_read(struct pci_reader *handle, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error);

#endif
