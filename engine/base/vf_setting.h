/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings of a VF as people write them ("10:3"), and the words (vf_words.h) that are set. */
#ifndef BASE_VF_SETTING_H
#define BASE_VF_SETTING_H

#include <stdbool.h>

#define VF_WORDS_TEXT 64
#define VF_NO_MAC "mac=00:00:00:00:00:00"

/* In the order in which they are set. */
enum vf_setting {
	VF_MAC,
	VF_VLAN,
	VF_RATE,
	VF_SPOOF_CHECK,
	VF_TRUST,
	VF_LINK,
	VF_MSIX,
	VF_SETTINGS
};

struct vf_setting_kind {
	const char *key;    /* "vlan" */
	const char *name;   /* "the VLAN" */
	const char *form;   /* what may be written: "10, 10:3 (priority), …" */
	const char *as_new; /* the words of a VF that was just made; NULL: drivers differ there */
};

const struct vf_setting_kind *xpt__vf_setting_kind(enum vf_setting setting);
/* False: @text is none. */
bool xpt__vf_setting_words(
		enum vf_setting setting, const char *text, char ret_words[VF_WORDS_TEXT]);

#endif
