/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_BDF_H
#define BASE_BDF_H

#include <xpt/base.h>

#include "text.h"

/* xpt__bdf_read - an address in text from outside; false when it is not exactly one. */
bool xpt__bdf_read(struct span text, struct xpt_bdf *ret_bdf);
/* "04:00.*", all functions of a slot; "04:*.*", all devices of a bus; or one address. */
struct bdf_pattern {
	struct xpt_bdf bdf; /* 0 where any is meant */
	bool any_device, any_function;
};
/* xpt__bdf_pattern_read - false when @text is neither an address nor a pattern. */
bool xpt__bdf_pattern_read(struct span text, struct bdf_pattern *ret_pattern);
const char *xpt__bdf_pattern_text(const struct bdf_pattern *pattern, char buffer[XPT_BDF_TEXT]);
bool xpt__bdf_matches(const struct bdf_pattern *pattern, struct xpt_bdf bdf);
/* xpt__bdf_sbdf - as Xen's hypercalls take it; the segment must fit 16 bits. */
uint32_t xpt__bdf_sbdf(struct xpt_bdf bdf);
bool xpt__bdf_equal(struct xpt_bdf a, struct xpt_bdf b);

#endif
