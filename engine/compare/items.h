/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside a comparison: what its parts share. */
#ifndef MODEL_COMPARING_H
#define MODEL_COMPARING_H

#include "compare.h"

/* One comparison under way. */
struct comparing {
	struct xpt_comparison *comparison;
	const struct desired_domain *name; /* the domain at hand */
	const struct xpt_domain *domain;   /* NULL: it does not run */
	struct xpt_error **ret_error;
};

/* Whose it is, and where it is said, is filled in here. */
int comparing_add(const struct comparing *run, struct item item, struct origin at);
/* By name alone, and not one that is on its way out; NULL: it does not run. */
const struct xpt_domain *comparing_running(const struct xpt_host *host, const char *name);

/* Those that @domain shall have; NULL: that the host shall. */
int comparing_devices(const struct comparing *run, const char *domain);
int comparing_names(const struct comparing *run);

#endif
