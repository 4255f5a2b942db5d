/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "shell.h"

#include <string.h>

bool xpt__shell_is_plain(struct span word)
{
	static const char plain[] =
			"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.+:,/@%^";

	for (size_t i = 0; i < word.length; i++)
		if (!memchr(plain, word.at[i], sizeof(plain) - 1))
			return false;
	return word.length && *word.at != '-';
}

static const char *quote(struct arena *arena, struct span word)
{
	char *text = xpt__arena_alloc(arena, 4 * word.length + 3), *to = text;

	if (!text)
		return NULL;
	*to++ = '\'';
	for (size_t i = 0; i < word.length; i++)
		if (word.at[i] == '\'')
			to = stpcpy(to, "'\\''");
		else
			*to++ = word.at[i];
	stpcpy(to, "'");
	return text;
}

const char *xpt__shell_word(struct arena *arena, struct span word)
{
	if (word.length &&
			(*word.at == '-' ||
					xpt__text_printable(NULL, word.at, word.length) !=
							word.length))
		return NULL;
	return xpt__shell_is_plain(word) ?
			xpt__arena_text(arena, "%.*s", (int)word.length, word.at) :
			quote(arena, word);
}

const char *xpt__shell_words(struct arena *arena, struct span list)
{
	const char *text = xpt__arena_text(arena, "%s", "");
	struct span word;

	while (text && xpt__span_next_word(&list, &word)) {
		const char *one = xpt__shell_word(arena, word);

		text = one ? xpt__arena_text(arena, *text ? "%s %s" : "%s%s", text, one) : NULL;
	}
	return text;
}
