/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net/<interface>: a line for each virtual function of a network interface, of what its driver tells:
 *	0 mac=52:54:00:12:34:56 vlan=10 qos=3 protocol=802.1ad spoof_check=1 trust=0 link=auto min_rate=0 max_rate=1000
 * VLAN 0 is none. Rates are in Mbit/s, and 0 is no limit.
 */
#ifndef FORMATS_VF_SETTINGS_H
#define FORMATS_VF_SETTINGS_H

#include "line.h"

/* As the kernel numbers them: 16 bits of SR-IOV's NumVFs. */
#define VF_SETTINGS_LIMIT 65535

struct vf_settings_line {
	unsigned int number;
	struct fact_span mac;
	struct fact_int vlan, qos;
	struct fact_span protocol; /* 802.1Q 802.1ad */
	struct fact_int spoof_check, trust;
	struct fact_span link; /* auto on off */
	struct fact_int min_rate, max_rate;
};

/* Of VF @number nothing is told. */
struct vf_settings_line xpt__vf_settings_unknown(unsigned int number);
/* What is told of VF @number; FOUND_NONE: nothing is known; FOUND_GARBLED: there are two, @ret_settings is untouched. */
enum found xpt__vf_settings_find(
		struct span text, unsigned int number, struct vf_settings_line *ret_settings);
void xpt__vf_settings_write(FILE *to, const struct vf_settings_line *settings);

/* Is all that @words (base/vf_words.h) tell so in @now? */
bool xpt__vf_settings_agree(const char *words, const struct vf_settings_line *now);

#endif
