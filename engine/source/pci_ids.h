/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The list of names. libpci reads all of its 36,000 lines for the first name that is asked for, which takes longer than all
 * else of a list of devices; so it is handed the few lines that tell one name.
 */
#ifndef SOURCE_PCI_IDS_H
#define SOURCE_PCI_IDS_H

#include <stdio.h>

#include "../base/cleanup.h"
#include "../base/text.h"

struct pci_ids;

/* What names are asked for; what is none stands in no list. */
#define PCI_IDS_NONE UINT32_MAX
struct pci_ids_wanted {
	uint32_t vendor, device, subsystem_vendor, class_code;
};

/* xpt__pci_ids_new - of the text of a list, which it takes over; NULL: out of memory (then @text is freed, too) */
struct pci_ids *xpt__pci_ids_new(char *text, size_t length);
/* xpt__pci_ids_read - of a file, packed or not; NULL: it is packed, or cannot be read: leave it to libpci */
struct pci_ids *xpt__pci_ids_read(const char *path);
void xpt__pci_ids_free(struct pci_ids *ids);

/* xpt__pci_ids_pick - writes the lines among which the names stand, as a list of its own */
void xpt__pci_ids_pick(const struct pci_ids *ids, const struct pci_ids_wanted *wanted, FILE *to);

DEFINE_AUTO(pci_ids, struct pci_ids *, xpt__pci_ids_free)

#endif
