/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How libxl attached a device, in the keys of the guest's backend in xenstore:
 *	opts-0		msitranslate=0,power_mgmt=0,permissive=1,rdm_policy=relaxed
 *	vdevfn-0	28	slot and function in the guest, in hexadecimal
 */
#ifndef FORMATS_ATTACHMENT_H
#define FORMATS_ATTACHMENT_H

#include "../base/fact.h"
#include "../base/text.h"

/* xpt__attachment_flags - enum xpt_request_flag, or-ed */
unsigned int xpt__attachment_flags(struct span options);
/* xpt__attachment_slot - XPT_FACT_ABSENT where it is no function 0: such a place cannot be asked for */
struct fact_int xpt__attachment_slot(struct span vdevfn);

#endif
