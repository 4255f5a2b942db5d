/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xen/version: what Xen says of itself:
 *	xen 4.17.2
 *	changeset …
 *	capabilities xen-3.0-x86_64 hvm-3.0-x86_64
 *	command_line dom0_mem=2G iommu=1
 */
#ifndef FORMATS_XEN_VERSION_H
#define FORMATS_XEN_VERSION_H

#include "line.h"

struct version_text {
	struct fact_span xen, changeset, capabilities, command_line;
};

struct version_text xpt__xen_version_read(struct span text);
void xpt__xen_version_write(FILE *to, const struct version_text *version);

#endif
