/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sysfs "resource" of a PCI device: a line for each of its regions, "0xfeb40000 0xfeb5ffff 0x40200", written by the kernel. */
#ifndef FORMATS_RESOURCE_H
#define FORMATS_RESOURCE_H

#include "../base/text.h"

/* Flags (linux/ioport.h, linux/pci.h). */
#define RESOURCE_FIXED_OR_EA 0x30 /* its register may hold nothing */
#define RESOURCE_IO 0x100
#define RESOURCE_MEMORY 0x200
#define RESOURCE_PREFETCH 0x2000
#define RESOURCE_MEMORY_64 0x100000
#define RESOURCE_UNSET 0x20000000

struct resource_line {
	uint64_t start, end, flags; /* all 0: there is no such region */
};

/* False: it is no such line. */
bool xpt__resource_read(struct span line, struct resource_line *ret_resource);

#endif
