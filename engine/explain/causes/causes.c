/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "causes.h"

#define POINT(symbol) &cause_##symbol,

const struct cause *const all_causes[] = { CAUSES(POINT) NULL };
