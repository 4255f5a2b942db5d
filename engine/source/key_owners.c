/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "key_text.h"

#include <stdio.h>

#include "../base/error.h"
#include "../base/xen_line.h"

struct owners_picker {
	FILE *to;
	bool begun, torn;
};

static void pick_line(struct owners_picker *owners_picker, struct span line)
{
	struct span text;
	enum owners_line kind;

	if (!xpt__xen_own_line(line, &text)) {
		/* the rest of a line that was broken */
		owners_picker->torn = owners_picker->torn ||
				(owners_picker->begun && xpt__span_trim(line).length);
		return;
	}
	kind = xpt__owners_line(text);
	if (kind == OWNERS_LINE_HEAD)
		owners_picker->begun = true;
	if (!owners_picker->begun || kind == OWNERS_LINE_OTHER)
		return;
	if (kind == OWNERS_LINE_TORN)
		owners_picker->torn = true;
	else
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
	if (owners_picker.begun && owners_picker.torn)
		xpt__owners_write_torn(owners_picker.to);
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

/* A line behind the others. @noise: NULL: what @write_line writes */
static int append(
		struct blob *answer, void (*write_line)(FILE *to), const struct owners_noise *noise)
{
	auto_blob struct blob longer = { 0 };
	FILE *to = open_memstream(&longer.bytes, &longer.length);
	bool failed;

	if (!to)
		return XPT_NO_MEMORY;
	fprintf(to, "%.*s", (int)answer->length, answer->bytes);
	if (noise)
		xpt__owners_write_noise(to, *noise);
	else
		write_line(to);
	failed = ferror(to);
	if (fclose(to) || failed)
		return XPT_NO_MEMORY;
	blob_clear(answer);
	*answer = longer;
	longer = (struct blob){ 0 };
	return 0;
}

int xpt__hold_owners(struct blob *answer, const struct xpt_bdf *known, size_t count,
		enum key_quality *quality)
{
	if (*quality != KEY_WHOLE ||
			(known && xpt__owners_tell_of(blob_span(answer), known, count)))
		return 0;
	*quality = known ? KEY_TORN : KEY_UNHELD;
	return append(answer, known ? xpt__owners_write_torn : xpt__owners_write_unheld, NULL);
}

int xpt__add_noise(struct blob *answer, struct owners_noise noise)
{
	return append(answer, NULL, &noise);
}
