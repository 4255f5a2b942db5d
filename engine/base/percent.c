/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "percent.h"

#include <ctype.h>
#include <string.h>

static bool is_plain(char byte)
{
	return isalnum((unsigned char)byte) || (byte && strchr("_.:+/-", byte));
}

void xpt__percent_write(FILE *to, struct span text)
{
	for (size_t i = 0; i < text.length; i++)
		fprintf(to, is_plain(text.at[i]) ? "%c" : "%%%02X", (unsigned char)text.at[i]);
}

static bool read_byte(struct span *word, char *ret_byte)
{
	uint64_t number = (unsigned char)word->at[0];
	size_t length = 1;

	if (word->at[0] == '%') {
		length = 3;
		if (word->length < length || !isxdigit((unsigned char)word->at[1]) ||
				!xpt__span_number((struct span){ word->at + 1, 2 }, 16, &number))
			return false;
	} else if (!is_plain(word->at[0])) {
		return false;
	}
	*ret_byte = (char)number;
	word->at += length;
	word->length -= length;
	return true;
}

bool xpt__percent_read(struct span word, char *to)
{
	size_t length = 0;

	while (word.length)
		if (!read_byte(&word, &to[length++]))
			return false;
	to[length] = '\0';
	return length && xpt__text_printable(NULL, to, length) == length;
}
