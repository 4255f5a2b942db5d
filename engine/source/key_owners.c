/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "key_text.h"

#include <stdio.h>

#include <xpt/base.h>

#include "../base/error.h"

#define HEADLINE "==== PCI devices ===="
#define SEGMENT "==== segment "

static bool is_address(struct span word)
{
	char text[XPT_BDF_TEXT];
	struct xpt_bdf bdf;

	if (word.length < sizeof("0000:00:00.0") - 1 || word.length >= sizeof(text))
		return false;
	snprintf(text, sizeof(text), "%.*s", (int)word.length, word.at);
	return !xpt_bdf_parse(text, &bdf, NULL);
}

/* "0000:03:00.0 - d5 - node 0   - MSIs < 57 58 >"; false: something is missing or between. */
static bool is_whole(struct span line)
{
	static const char *const words[] = { NULL, "-", NULL, "-", "node", NULL };
	struct span word;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!span_next_word(&line, &word) || (words[i] && !span_is(word, words[i])))
			return false;
	if (!span_next_word(&line, &word))
		return true;
	if (!span_is(word, "-") || !span_next_word(&line, &word) || !span_is(word, "MSIs"))
		return false;
	line = span_trim(line);
	return span_starts(line, "<") && line.at[line.length - 1] == '>';
}

struct picked {
	FILE *to;
	bool begun, torn;
};

static void pick_line(struct picked *picked, struct span line)
{
	struct span text, rest, word;

	if (!xen_own_line(line, &text))
		return;
	rest = text;
	if (span_is(text, HEADLINE))
		picked->begun = true;
	else if (!picked->begun)
		return;
	else if (!span_starts(text, SEGMENT)) {
		if (!span_next_word(&rest, &word) || !is_address(word) || !span_starts(rest, " - "))
			return;
		if (!is_whole(text)) {
			picked->torn = true;
			return;
		}
	}
	fprintf(picked->to, "%.*s\n", (int)text.length, text.at);
}

int owners_pick(struct span console, struct blob *ret_answer, enum key_quality *ret_quality)
{
	auto_blob struct blob answer = { 0 };
	struct picked picked = { .to = open_memstream(&answer.bytes, &answer.length) };
	struct span line;
	bool failed;

	if (!picked.to)
		return XPT_NO_MEMORY;
	while (span_next_line(&console, &line))
		pick_line(&picked, line);
	failed = ferror(picked.to);
	if (fclose(picked.to) || failed)
		return XPT_NO_MEMORY;
	*ret_answer = answer;
	answer = (struct blob){ 0 };
	*ret_quality = !picked.begun ? KEY_SILENT : picked.torn ? KEY_TORN : KEY_WHOLE;
	return 0;
}
