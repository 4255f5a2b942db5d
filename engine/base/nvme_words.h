/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the controller of a VF of a disk shall have, as words: "online=1 vq=2 vi=1"; keys as in formats/nvme_secondary.h. */
#ifndef BASE_NVME_WORDS_H
#define BASE_NVME_WORDS_H

#include <stdbool.h>

#define NVME_WORDS_TEXT 64

struct nvme_words {
	bool online;
	long long vq, vi; /* -1: as it is */
};

/* Each in its range, in that order, single blanks between. False: @text is none, and @ret_words is untouched. */
bool xpt__nvme_words_read(const char *text, struct nvme_words *ret_words);
const char *xpt__nvme_words_write(const struct nvme_words *words, char ret_text[NVME_WORDS_TEXT]);

#endif
