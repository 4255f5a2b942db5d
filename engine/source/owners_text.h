/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Picks the answer to debug key Q out of what Xen's console said meanwhile. */
#ifndef SOURCE_OWNERS_TEXT_H
#define SOURCE_OWNERS_TEXT_H

#include "../base/text.h"
#include "source.h"

enum owners_quality {
	OWNERS_WHOLE,
	OWNERS_TORN, /* another CPU printed into a line: ask again */
	OWNERS_NONE, /* it does not begin with the headline */
};

/*
 * @console: lines since the key was sent. Only lines of Xen itself count ("(XEN) …", time stamps
 * dropped): guests print into the same ring, as "(d1) …".
 */
int owners_pick(struct span console, struct blob *ret_answer, enum owners_quality *ret_quality);

#endif
