/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "redact_names.h"

#include <string.h>

#include "../base/usb_path.h"

/* Cut off what parts words, and the word behind it. */
static struct span next_word(struct names_text *text)
{
	struct span *rest = &text->rest, word;

	while (rest->length && memchr(" \t\n\"',", rest->at[0], 6)) {
		text->begins |= rest->at[0] == '"' || rest->at[0] == '\'';
		rest->at++;
		rest->length--;
	}
	word = (struct span){ rest->at, 0 };
	while (word.length < rest->length && !memchr(" \t\n\"',", word.at[word.length], 6))
		word.length++;
	rest->at += word.length;
	rest->length -= word.length;
	return word;
}

bool xpt__redact_names_next(struct names_text *text, struct span *ret_kept, struct span *ret_serial,
		enum names_serial *ret_kind)
{
	const char *start = text->rest.at;
	struct usb_path ignored;
	struct span word;

	if (!text->rest.length)
		return false;
	while ((word = next_word(text)).length) {
		if (text->begins)
			text->usb = xpt__usb_path_read(word, &ignored);
		text->begins = false;
		if (xpt__span_skip(&word, "serial="))
			*ret_kind = text->usb ? NAMES_SERIAL_USB : NAMES_SERIAL_PCI;
		else if (xpt__span_skip(&word, "nvme=") || xpt__span_skip(&word, "vpd="))
			*ret_kind = NAMES_SERIAL_TOLD;
		else
			continue;
		if (word.length)
			break;
	}
	*ret_serial = word;
	*ret_kept = (struct span){ start,
		(size_t)((word.length ? word.at : text->rest.at) - start) };
	return true;
}
