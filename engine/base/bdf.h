/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_BDF_H
#define BASE_BDF_H

#include <xpt/base.h>

#include "text.h"

/* xpt__bdf_read - an address in text from outside; false when it is not exactly one. */
bool xpt__bdf_read(struct span text, struct xpt_bdf *ret_bdf);
/* xpt__bdf_sbdf - as Xen's hypercalls take it; the segment must fit 16 bits. */
uint32_t xpt__bdf_sbdf(struct xpt_bdf bdf);
bool xpt__bdf_equal(struct xpt_bdf a, struct xpt_bdf b);

#endif
