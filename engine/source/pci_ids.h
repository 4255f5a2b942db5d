/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The list of names. libpci reads all of its 36,000 lines for the first name that is asked for, which takes longer than all
 * else of a list of devices; so it is handed the few lines that tell the names that are asked for.
 */
#ifndef SOURCE_PCI_IDS_H
#define SOURCE_PCI_IDS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* What names are asked for; what is none stands in no list. */
#define PCI_IDS_NONE UINT32_MAX
struct pci_ids_wanted {
	uint32_t vendor, device, subsystem_vendor, class_code;
};

/* What is picked, and where in the list one is. */
struct pci_ids_picker {
	const struct pci_ids_wanted *wanted;
	size_t count;
	FILE *to; /* a list of its own: the lines among which the names stand */
	enum { PCI_IDS_NOTHING, PCI_IDS_DEVICES, PCI_IDS_WHOLE } block;
	uint32_t vendor; /* of PCI_IDS_DEVICES */
	bool taken;	 /* the device that one is at */
};

/* xpt__pci_ids_pick - from the next lines of a list; @lines[@length] is a NUL */
void xpt__pci_ids_pick(struct pci_ids_picker *picker, const char *lines, size_t length);
/* xpt__pci_ids_pick_file - from a file; false: it is packed, or cannot be read: leave it to libpci */
bool xpt__pci_ids_pick_file(struct pci_ids_picker *picker, const char *path);

#endif
