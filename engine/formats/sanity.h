/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is a device as the kernel set it up? By its config space (pci/<address>) and the kernel's list of its regions. */
#ifndef FORMATS_SANITY_H
#define FORMATS_SANITY_H

#include "../base/text.h"

enum sanity {
	SANITY_UNKNOWN, /* what was read does not tell */
	SANITY_SANE,
	SANITY_LOST,
};

#define SANITY_TEXT 96

/*
 * xpt__sanity_of - what of it is lost, if anything is
 * @config:     the text of pci/<address>
 * @resource:   the text of its sysfs file resource
 * @lanes:      that its link had before; 0: not known
 * @ret_reason: SANITY_LOST: "all bits of its config space are set"
 */
enum sanity xpt__sanity_of(struct span config, struct span resource, unsigned int lanes,
		char ret_reason[SANITY_TEXT]);
/* xpt__sanity_is_link - is that reason one of the link? */
bool xpt__sanity_is_link(struct span reason);
/* xpt__config_lanes - that its link has now; 0: it has none, or they are not known */
unsigned int xpt__config_lanes(struct span config);

#endif
