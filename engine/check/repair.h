/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside check/: what disagrees on a host, collected with the requests that mend it. */
#ifndef CHECK_REPAIR_H
#define CHECK_REPAIR_H

#include "../model/judged.h"

struct repair {
	const struct xpt_host *host;
	struct xpt_repair_options only;
	struct xpt_report *report; /* what disagrees */
	struct xpt_judged *judged; /* what mends it */
	struct xpt_error **ret_error;
};

/* What disagrees about one device. */
struct disagreement {
	const char *device; /* its address or path */
	const char *what;
	const char *owner;		/* a guest to detach it from by hand; NULL: none */
	const struct xpt_request *mend; /* NULL: nothing mends it by itself */
	unsigned int domid;		/* whom @mend detaches it from */
	const char *refusal;		/* why nothing does, where that has a reason; NULL: none */
	bool offered;			/* to dom0's drivers, which mends it */
};

/*
 * xpt__repair_add - a finding of it, once the request that mends it was judged
 * @ret_finding: for evidence; NULL where the return value is not 0
 * Return: 0, or that of xpt_check_repair().
 */
int xpt__repair_add(struct repair *repair, const struct disagreement *disagreement,
		struct xpt_finding **ret_finding);
/* xpt__repair_pci, xpt__repair_usb - all that disagrees about such devices. Return: as above. */
int xpt__repair_pci(struct repair *repair);
int xpt__repair_usb(struct repair *repair);

#endif
