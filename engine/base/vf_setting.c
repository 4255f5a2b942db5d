/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vf_setting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "vf_words.h"

#define MAC_LENGTH (sizeof("00:00:00:00:00:00") - 1)
#define VLAN_MAX 4094
#define QOS_MAX 7
#define MSIX_MAX 2048

static const struct vf_setting_kind kinds[VF_SETTINGS] = {
	[VF_MAC] = { "mac", "the MAC address", "a unicast address: 52:54:00:12:34:56", NULL },
	[VF_VLAN] = { "vlan", "the VLAN", "10, 10:3 (priority), 10:3:ad (802.1ad) or none",
			"vlan=0 qos=0 protocol=802.1Q" },
	[VF_RATE] = { "rate", "the rate", "MIN:MAX in Mbit/s, 0:0 for no limit",
			"min_rate=0 max_rate=0" },
	[VF_SPOOF_CHECK] = { "spoofchk", "the spoof check", "on or off", NULL },
	[VF_TRUST] = { "trust", "trust", "on or off", "trust=0" },
	[VF_LINK] = { "link", "the link", "auto, on or off", "link=auto" },
	[VF_MSIX] = { "msix", "the number of MSI-X vectors", "a number from 1 to 2048", NULL },
};

const struct vf_setting_kind *xpt__vf_setting_kind(enum vf_setting setting)
{
	return &kinds[setting];
}

static bool ends_open(const char *text)
{
	return *text && text[strlen(text) - 1] == ':';
}

static bool mac_words(const char *text, char words[VF_WORDS_TEXT])
{
	if (strlen(text) != MAC_LENGTH || strtoul((char[]){ text[0], text[1], '\0' }, NULL, 16) & 1)
		return false;
	snprintf(words, VF_WORDS_TEXT, "mac=%s", text);
	return true;
}

/* "10:3:ad" */
static bool vlan_words(const char *text, char words[VF_WORDS_TEXT])
{
	struct span rest = xpt__span_of(text), part;
	uint64_t vlan = 0, qos = 0;
	bool provider = false;

	if (!strcmp(text, "none")) {
		snprintf(words, VF_WORDS_TEXT, "%s", kinds[VF_VLAN].as_new);
		return true;
	}
	if (ends_open(text))
		return false;
	if (!xpt__span_next_part(&rest, ':', &part) || !xpt__span_number(part, 10, &vlan) ||
			!vlan || vlan > VLAN_MAX)
		return false;
	if (xpt__span_next_part(&rest, ':', &part) &&
			(!xpt__span_number(part, 10, &qos) || qos > QOS_MAX))
		return false;
	if (xpt__span_next_part(&rest, ':', &part)) {
		provider = xpt__span_is(part, "ad");
		if (!provider || rest.length)
			return false;
	}
	snprintf(words, VF_WORDS_TEXT, "vlan=%u qos=%u protocol=%s", (unsigned int)vlan,
			(unsigned int)qos, provider ? "802.1ad" : "802.1Q");
	return true;
}

static bool rate_words(const char *text, char words[VF_WORDS_TEXT])
{
	struct span rest = xpt__span_of(text), part;
	uint64_t min = 0, max = 0;

	if (!xpt__span_next_part(&rest, ':', &part) || !xpt__span_number(part, 10, &min) ||
			!xpt__span_next_part(&rest, ':', &part) ||
			!xpt__span_number(part, 10, &max) || rest.length || ends_open(text) ||
			min > UINT32_MAX || max > UINT32_MAX || (max && min > max))
		return false;
	snprintf(words, VF_WORDS_TEXT, "min_rate=%u max_rate=%u", (unsigned int)min,
			(unsigned int)max);
	return true;
}

static bool switch_words(const char *key, const char *text, char words[VF_WORDS_TEXT])
{
	bool on = !strcmp(text, "on");

	snprintf(words, VF_WORDS_TEXT, "%s=%d", key, on);
	return on || !strcmp(text, "off");
}

static bool link_words(const char *text, char words[VF_WORDS_TEXT])
{
	return snprintf(words, VF_WORDS_TEXT, "link=%s", text) < VF_WORDS_TEXT;
}

static bool msix_words(const char *text, char words[VF_WORDS_TEXT])
{
	uint64_t count = 0;

	if (!xpt__span_number(xpt__span_of(text), 10, &count) || !count || count > MSIX_MAX)
		return false;
	snprintf(words, VF_WORDS_TEXT, "msix=%u", (unsigned int)count);
	return true;
}

static bool words_of(enum vf_setting setting, const char *text, char words[VF_WORDS_TEXT])
{
	switch (setting) {
	case VF_MAC:
		return mac_words(text, words);
	case VF_VLAN:
		return vlan_words(text, words);
	case VF_RATE:
		return rate_words(text, words);
	case VF_SPOOF_CHECK:
		return switch_words("spoof_check", text, words);
	case VF_TRUST:
		return switch_words("trust", text, words);
	case VF_LINK:
		return link_words(text, words);
	case VF_MSIX:
		return msix_words(text, words);
	case VF_SETTINGS:
		break;
	}
	return false;
}

bool xpt__vf_setting_words(enum vf_setting setting, const char *text, char ret_words[VF_WORDS_TEXT])
{
	return words_of(setting, text, ret_words) && xpt__vf_words_valid(ret_words);
}
