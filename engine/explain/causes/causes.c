/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "causes.h"

#define POINT(symbol) &xpt__cause_##symbol,

const struct cause *const xpt__causes[] = { CAUSES(POINT) NULL };
