/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "attachment.h"

#include <xpt/plan.h>

unsigned int xpt__attachment_flags(struct span options)
{
	static const struct {
		const char *text;
		unsigned int flag;
	} all[] = {
		{ "msitranslate=1", XPT_MSITRANSLATE },
		{ "power_mgmt=1", XPT_POWER_MGMT },
		{ "permissive=1", XPT_PERMISSIVE },
		{ "rdm_policy=relaxed", XPT_RELAXED },
	};
	unsigned int flags = 0;
	struct span option;

	while (xpt__span_next_part(&options, ',', &option))
		for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
			if (xpt__span_is(xpt__span_trim(option), all[i].text))
				flags |= all[i].flag;
	return flags;
}

struct fact_int xpt__attachment_slot(struct span vdevfn)
{
	uint64_t number;

	if (!xpt__span_number(xpt__span_trim(vdevfn), 16, &number) || number > 0xff)
		return (struct fact_int)FACT_UNREADABLE("no slot and function");
	if (!number || number & 7)
		return (struct fact_int)FACT_ABSENT("no function 0 of a slot");
	return fact_int_known((long long)(number >> 3));
}
