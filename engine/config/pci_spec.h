/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An entry of pci=[…]: "[SSSS:]BB:DD.F[@SLOT][,KEY=VALUE…]" (xl-pci-configuration(5)), as libxlutil 4.17 reads it;
 * what only its use of scanf() lets through ("00:1b.0x") is refused.
 */
#ifndef CONFIG_PCI_SPEC_H
#define CONFIG_PCI_SPEC_H

#include "../base/text.h"
#include "../model/model.h"

enum spec_flag { SPEC_UNSET, SPEC_NO, SPEC_YES };

struct pci_spec {
	struct xpt_bdf bdf;
	bool all_functions; /* "BB:DD.*" */
	bool slot;	    /* a guest slot is named: @slot_number */
	unsigned int slot_number;
	struct span name; /* of the entry in xenstore, which replaces the address; length 0: none */
	enum spec_flag seize, permissive, relaxed;
	struct span odd; /* a value that xl takes without a word for another; length 0: none */
	const char *odd_as;
};

/* NULL, or what is wrong with @text. */
const char *xpt__pci_spec_parse(struct span text, struct pci_spec *ret_spec);
/* A name for an assignable device: no address, and nothing that an entry of pci= or a path gives a meaning. */
#define PCI_NAME_MAX 63
bool xpt__pci_name_fits(struct span name);
/* Fills in the address of a name. False: no device of this host has it. */
bool xpt__pci_spec_resolve(const struct xpt_host *host, struct pci_spec *spec);

/*
 * xpt__pci_spec_attached - the device that the entry attaches, once it is resolved; NULL: there is none
 * Of "*", libxl 4.13 to 4.20 looks up function 0, and attaches the last function alone.
 */
const struct xpt_device *xpt__pci_spec_attached(
		const struct xpt_host *host, const struct pci_spec *spec);

#endif
