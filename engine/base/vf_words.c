/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vf_words.h"

#include <ctype.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "text.h"

#define MAC_LENGTH (sizeof("00:00:00:00:00:00") - 1)

static const struct key {
	const char *name;
	uint64_t most;	      /* of a number */
	const char *words[4]; /* or one of these; neither: a MAC address */
} keys[] = {
	{ "mac", 0, { NULL } },
	{ "vlan", 4095, { NULL } },
	{ "qos", 7, { NULL } },
	{ "protocol", 0, { "802.1Q", "802.1ad" } },
	{ "spoof_check", 1, { NULL } },
	{ "trust", 1, { NULL } },
	{ "link", 0, { "auto", "on", "off" } },
	{ "min_rate", UINT32_MAX, { NULL } },
	{ "max_rate", UINT32_MAX, { NULL } },
	{ "msix", 2048, { NULL } },
};

#define KEYS (sizeof(keys) / sizeof(*keys))

static bool is_mac(struct span text)
{
	if (text.length != MAC_LENGTH)
		return false;
	for (size_t i = 0; i < MAC_LENGTH; i++)
		if (i % 3 == 2 ? text.at[i] != ':' : !isxdigit((unsigned char)text.at[i]))
			return false;
	return true;
}

static bool is_value(const struct key *key, struct span value)
{
	uint64_t number;

	if (key->most)
		return xpt__span_number(value, 10, &number) && number <= key->most;
	if (!*key->words)
		return is_mac(value);
	for (const char *const *word = key->words; *word; word++)
		if (xpt__span_is(value, *word))
			return true;
	return false;
}

/* The place of the key behind @after, whose word this is; KEYS: none. */
static size_t find_key(struct span word, size_t after)
{
	struct span name, value = word;

	if (!xpt__span_next_part(&value, '=', &name))
		return KEYS;
	for (size_t i = after; i < KEYS; i++)
		if (xpt__span_is(name, keys[i].name))
			return is_value(&keys[i], value) ? i : KEYS;
	return KEYS;
}

bool xpt__vf_words_valid(const char *words)
{
	struct span rest = xpt__span_of(words), word;
	size_t key = 0, length = 0, count = 0;

	for (; xpt__span_next_word(&rest, &word); count++) {
		key = find_key(word, key);
		if (key == KEYS)
			return false;
		key++;
		length += word.length;
	}
	/* single blanks, and no other white space */
	return count && !strpbrk(words, "\t\n\v\f\r") && length + count - 1 == strlen(words);
}
