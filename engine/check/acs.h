/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does a port, or a function of a slot, send what others are asked upstream to the IOMMU? */
#ifndef CHECK_ACS_H
#define CHECK_ACS_H

#include "../model/model.h"

enum acs_state {
	ACS_MISSING, /* it has no access control, or does not use what it has */
	ACS_ACTIVE,
	ACS_VOUCHED, /* it has none to be read, and its vendor says that it isolates */
	ACS_UNKNOWN,
};

struct acs {
	enum acs_state state;
	const char *why;     /* ACS_VOUCHED: by whom and what; ACS_UNKNOWN: why, may be NULL */
	bool kernel_sets_it; /* ACS_VOUCHED: only once the kernel has set it, which does not show */
};

struct acs xpt__acs_of(const struct xpt_host *host, const struct xpt_device *device);

bool xpt__kind_is(const struct xpt_device *device, const char *kind);
bool xpt__kind_is_known(const struct xpt_device *device);

#endif
