/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What no Xen goes beyond: a larger number in a text is no number of that kind. */
#ifndef FORMATS_LIMITS_H
#define FORMATS_LIMITS_H

#define DOMID_LIMIT 0x7ff0U	/* DOMID_FIRST_RESERVED: from there on Xen means itself */
#define VCPUS_LIMIT 8192U	/* of one domain: MAX_VIRT_CPUS, for PV */
#define NODES_LIMIT 64U		/* MAX_NUMNODES */
#define POOLS_LIMIT 0x80000000U /* Xen numbers them by an int; -1 is none */

#endif
