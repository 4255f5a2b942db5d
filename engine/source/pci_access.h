/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Config space and names through libpci: the answers to pci/… and pci-ids/… */
#ifndef SOURCE_PCI_ACCESS_H
#define SOURCE_PCI_ACCESS_H

#include "source.h"

struct pci_door;

struct pci_door *pci_door_new(void); /* NULL: out of memory */
void pci_door_free(struct pci_door *door); /* NULL is fine */

/* @path: "pci/…" or "pci-ids/…" */
int pci_door_read(struct pci_door *door, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error);

#endif
