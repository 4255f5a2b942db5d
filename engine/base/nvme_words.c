/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nvme_words.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

const char *xpt__nvme_words_write(const struct nvme_words *words, char ret_text[NVME_WORDS_TEXT])
{
	int used = snprintf(ret_text, NVME_WORDS_TEXT, "online=%d", words->online);

	if (words->vq >= 0)
		used += snprintf(ret_text + used, (size_t)(NVME_WORDS_TEXT - used), " vq=%lld",
				words->vq);
	if (words->vi >= 0)
		snprintf(ret_text + used, (size_t)(NVME_WORDS_TEXT - used), " vi=%lld", words->vi);
	return ret_text;
}

static bool read_word(struct span word, struct nvme_words *found)
{
	struct span key;
	uint64_t number;

	if (!xpt__span_next_part(&word, '=', &key) || !xpt__span_number(word, 10, &number) ||
			number > UINT16_MAX)
		return false;
	if (xpt__span_is(key, "vq"))
		found->vq = (long long)number;
	else if (xpt__span_is(key, "vi"))
		found->vi = (long long)number;
	else if (xpt__span_is(key, "online") && number <= 1)
		found->online = number;
	else
		return false;
	return true;
}

bool xpt__nvme_words_read(const char *text, struct nvme_words *ret_words)
{
	struct span rest = xpt__span_of(text), word;
	struct nvme_words found = { false, -1, -1 };
	char again[NVME_WORDS_TEXT];

	while (xpt__span_next_part(&rest, ' ', &word))
		if (!read_word(word, &found))
			return false;
	if (strcmp(xpt__nvme_words_write(&found, again), text) != 0)
		return false;
	*ret_words = found;
	return true;
}
