/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vf_settings.h"

#define NUMBER(member, most) LINE_KEY_NUMBER(vf_settings_line, member, most)
#define TEXT(member) LINE_KEY_TEXT(vf_settings_line, member)

static const struct line_key table[] = {
	TEXT(mac),
	NUMBER(vlan, 4095),
	NUMBER(qos, 7),
	TEXT(protocol),
	NUMBER(spoof_check, 1),
	NUMBER(trust, 1),
	TEXT(link),
	NUMBER(min_rate, UINT32_MAX),
	NUMBER(max_rate, UINT32_MAX),
};

static const struct line_keys keys = LINE_KEYS(table);
static const char untold[] = "the driver of its physical function does not tell";

struct vf_settings_line xpt__vf_settings_untold(unsigned int number)
{
	struct vf_settings_line settings = { .number = number };

	xpt__line_unknown(&keys, xpt__line_untold, &settings);
	return settings;
}

/* It is not Xen that would have told. */
static void name_driver(struct vf_settings_line *settings)
{
	const char **const reasons[] = { &settings->mac.reason, &settings->vlan.reason,
		&settings->qos.reason, &settings->protocol.reason, &settings->spoof_check.reason,
		&settings->trust.reason, &settings->link.reason, &settings->min_rate.reason,
		&settings->max_rate.reason };

	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++)
		if (*reasons[i] == xpt__line_untold)
			*reasons[i] = untold;
}

enum found xpt__vf_settings_find(
		struct span text, unsigned int number, struct vf_settings_line *ret_settings)
{
	struct span pairs;
	enum found found = xpt__line_find(text, VF_SETTINGS_LIMIT, number, &pairs);

	if (found == FOUND_GARBLED)
		return found;
	*ret_settings = xpt__vf_settings_untold(number);
	if (found == FOUND_ONE)
		xpt__line_add_pairs(&keys, pairs, ret_settings);
	name_driver(ret_settings);
	return found;
}

void xpt__vf_settings_write(FILE *to, const struct vf_settings_line *settings)
{
	fprintf(to, "%u", settings->number);
	xpt__line_write(to, &keys, settings);
	fputc('\n', to);
}
