/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vf_settings.h"

#include <string.h>

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
static const char untold[] = "the driver of its physical function does not report it";

struct vf_settings_line xpt__vf_settings_unknown(unsigned int number)
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
	*ret_settings = xpt__vf_settings_unknown(number);
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

static struct vf_settings_line read_words(const char *words)
{
	struct vf_settings_line settings = xpt__vf_settings_unknown(0);

	xpt__line_add_pairs(&keys, xpt__span_of(words), &settings);
	return settings;
}

static bool same_number(const struct fact_int *wanted, const struct fact_int *now)
{
	return wanted->state != XPT_FACT_KNOWN || fact_is(*now, wanted->value);
}

static bool same_text(const struct fact_span *wanted, const struct fact_span *now)
{
	return wanted->state != XPT_FACT_KNOWN ||
			(now->state == XPT_FACT_KNOWN &&
					now->value.length == wanted->value.length &&
					!strncasecmp(now->value.at, wanted->value.at,
							now->value.length));
}

bool xpt__vf_settings_agree(const char *words, const struct vf_settings_line *now)
{
	struct vf_settings_line wanted = read_words(words);

	return same_text(&wanted.mac, &now->mac) && same_number(&wanted.vlan, &now->vlan) &&
			same_number(&wanted.qos, &now->qos) &&
			(fact_is(wanted.vlan, 0) || same_text(&wanted.protocol, &now->protocol)) &&
			same_number(&wanted.spoof_check, &now->spoof_check) &&
			same_number(&wanted.trust, &now->trust) &&
			same_text(&wanted.link, &now->link) &&
			same_number(&wanted.min_rate, &now->min_rate) &&
			same_number(&wanted.max_rate, &now->max_rate);
}
