/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmdline.h"

#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void skip_blanks(struct span *text)
{
	while (text->length && is_blank(text->at[0])) {
		text->at++;
		text->length--;
	}
}

static size_t word_length(struct span text, enum boot_line line)
{
	bool quoted = false;
	size_t length = 0;

	for (; length < text.length && (quoted || !is_blank(text.at[length])); length++)
		if (line == BOOT_LINE_DOM0 && text.at[length] == '"')
			quoted = !quoted;
	return length;
}

/* Linux takes quotes off a whole word and off a value. */
static struct span unquoted(struct span text)
{
	if (!text.length || text.at[0] != '"')
		return text;
	text.at++;
	text.length--;
	if (text.length && text.at[text.length - 1] == '"')
		text.length--;
	return text;
}

static void split(struct cmdline_word *word, enum boot_line line)
{
	word->value = line == BOOT_LINE_DOM0 ? unquoted(word->all) : word->all;
	if (!xpt__span_next_part(&word->value, '=', &word->key))
		word->key = word->value;
	if (line == BOOT_LINE_DOM0)
		word->value = unquoted(word->value);
}

bool xpt__cmdline_next(struct span *rest, enum boot_line line, struct cmdline_word *ret_word)
{
	struct cmdline_word word;
	size_t length;

	skip_blanks(rest);
	length = word_length(*rest, line);
	if (!length)
		return false;
	word.all = (struct span){ rest->at, length };
	rest->at += length;
	rest->length -= length;
	split(&word, line);
	*ret_word = word;
	return true;
}

static char folded(enum boot_line line, char c)
{
	return line == BOOT_LINE_DOM0 && c == '-' ? '_' : c;
}

bool xpt__cmdline_same_key(enum boot_line line, struct span a, struct span b)
{
	if (a.length != b.length)
		return false;
	for (size_t i = 0; i < a.length; i++)
		if (folded(line, a.at[i]) != folded(line, b.at[i]))
			return false;
	return true;
}

size_t xpt__cmdline_find(struct span text, enum boot_line line, const char *key,
		struct cmdline_word *ret_word)
{
	struct cmdline_word word;
	size_t found = 0;

	while (xpt__cmdline_next(&text, line, &word)) {
		/* what follows belongs to dom0, or to its first process */
		if (xpt__span_is(word.all, "--"))
			break;
		if (!xpt__cmdline_same_key(line, word.key, xpt__span_of(key)))
			continue;
		*ret_word = word;
		found++;
	}
	return found;
}

bool xpt__cmdline_hides(struct span word, struct span *ret_list)
{
	struct cmdline_word hide = { .all = word };

	split(&hide, BOOT_LINE_DOM0);
	/* Linux takes a quote behind the name for a part of it; who writes one means this name */
	if (hide.key.length && hide.key.at[hide.key.length - 1] == '"')
		hide.key.length--;
	*ret_list = hide.value;
	return xpt__cmdline_same_key(BOOT_LINE_DOM0, hide.key, SPAN("xen-pciback.hide"));
}

/* The first " -- " of Xen's line, or NULL. */
static const char *handed_on(struct span line)
{
	return line.length ? memmem(line.at, line.length, " -- ", 4) : NULL;
}

struct span xpt__cmdline_for_dom0(struct span xen_line)
{
	const char *at = handed_on(xen_line);

	if (!at)
		return (struct span){ 0 };
	return (struct span){ at + 4, xen_line.length - (size_t)(at + 4 - xen_line.at) };
}

struct span xpt__cmdline_of_xen(struct span xen_line)
{
	const char *at = handed_on(xen_line);

	if (at)
		xen_line.length = (size_t)(at - xen_line.at);
	return xen_line;
}

const char *xpt__cmdline_refuse(enum boot_line line, const char *word)
{
	size_t length = strlen(word);

	if (!length || word[0] == '=' || word[0] == '-')
		return "it has no name: write KEY or KEY=VALUE";
	for (size_t i = 0; i < length; i++) {
		if (word[i] <= ' ' || word[i] > '~')
			return "only printable ASCII without blanks can stand on a command line";
		if (strchr("\"'\\$`", word[i]))
			return "quotes, backslashes, \"$\" and \"`\" cannot be written for every loader: "
			       "edit the loader's file by hand";
	}
	if (line == BOOT_LINE_XEN && length > CMDLINE_XEN_OPTION_BYTES)
		return "Xen keeps 127 characters of an option and drops the rest";
	return NULL;
}
