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
		if (!xpt__span_next_word(&line, &word) ||
				(words[i] && !xpt__span_is(word, words[i])))
			return false;
	if (!xpt__span_next_word(&line, &word))
		return true;
	if (!xpt__span_is(word, "-") || !xpt__span_next_word(&line, &word) ||
			!xpt__span_is(word, "MSIs"))
		return false;
	line = xpt__span_trim(line);
	return xpt__span_starts(line, "<") && line.at[line.length - 1] == '>';
}

struct owners_picker {
	FILE *to;
	bool begun, torn;
};

static void pick_line(struct owners_picker *owners_picker, struct span line)
{
	struct span text, rest, word;

	if (!xpt__xen_own_line(line, &text))
		return;
	rest = text;
	if (xpt__span_is(text, HEADLINE))
		owners_picker->begun = true;
	else if (!owners_picker->begun)
		return;
	else if (!xpt__span_starts(text, SEGMENT)) {
		if (!xpt__span_next_word(&rest, &word) || !is_address(word) ||
				!xpt__span_starts(rest, " - "))
			return;
		if (!is_whole(text)) {
			owners_picker->torn = true;
			return;
		}
	}
	fprintf(owners_picker->to, "%.*s\n", (int)text.length, text.at);
}

int xpt__pick_owners(struct span console, struct blob *ret_answer, enum key_quality *ret_quality)
{
	auto_blob struct blob answer = { 0 };
	struct owners_picker owners_picker = { .to = open_memstream(
							       &answer.bytes, &answer.length) };
	struct span line;
	bool failed;

	if (!owners_picker.to)
		return XPT_NO_MEMORY;
	while (xpt__span_next_line(&console, &line))
		pick_line(&owners_picker, line);
	failed = ferror(owners_picker.to);
	if (fclose(owners_picker.to) || failed)
		return XPT_NO_MEMORY;
	*ret_answer = answer;
	answer = (struct blob){ 0 };
	*ret_quality = !owners_picker.begun ? KEY_SILENT :
			owners_picker.torn  ? KEY_TORN :
					      KEY_WHOLE;
	return 0;
}
