/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings of a VF that are to be made, as words: "vlan=10 qos=3 protocol=802.1Q"; keys as in formats/vf_settings.h. */
#ifndef BASE_VF_WORDS_H
#define BASE_VF_WORDS_H

#include <stdbool.h>

/* Each key known, in that order, and its value in range; single blanks between, and nothing else. */
bool xpt__vf_words_valid(const char *words);

#endif
