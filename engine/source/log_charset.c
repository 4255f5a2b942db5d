/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "log_charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "log_kind.h"

#define PUT_BYTES 4096
#define UNIT 2 /* the shortest character of those that are converted */

struct log_charset {
	iconv_t converter;
	char left[8]; /* the beginning of a character whose end was not read yet */
	size_t left_length;
	char text[2 * (PUT_BYTES + 8)];
	size_t at, length;
};

int xpt__log_charset_new(const char *bytes, size_t length, size_t *ret_mark,
		struct log_charset **ret_charset, struct xpt_error **ret_error)
{
	const char *name = xpt__log_charset_name(bytes, length, ret_mark);
	struct log_charset *charset;

	*ret_charset = NULL;
	if (!name)
		return 0;
	charset = calloc(1, sizeof(*charset));
	if (!charset)
		return xpt__error_no_memory(ret_error);
	charset->converter = iconv_open("UTF-8", name);
	if (charset->converter == (iconv_t)-1) {
		free(charset);
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"this system cannot convert %s: convert the log to UTF-8", name);
	}
	*ret_charset = charset;
	return 0;
}

void xpt__log_charset_free(struct log_charset *charset)
{
	if (!charset)
		return;
	iconv_close(charset->converter);
	free(charset);
}

void xpt__log_charset_put(struct log_charset *charset, const char *bytes, size_t length)
{
	char raw[PUT_BYTES + 8], *from = raw, *to = charset->text;
	size_t in = charset->left_length + length, room = sizeof(charset->text);

	memcpy(raw, charset->left, charset->left_length);
	memcpy(raw + charset->left_length, bytes, length);
	charset->left_length = 0;
	while (in && iconv(charset->converter, &from, &in, &to, &room) == (size_t)-1) {
		if (errno != EILSEQ || in < UNIT || !room)
			break;
		*to++ = '?';
		room--;
		from += UNIT;
		in -= UNIT;
	}
	if (in <= sizeof(charset->left)) {
		memcpy(charset->left, from, in);
		charset->left_length = in;
	}
	charset->at = 0;
	charset->length = (size_t)(to - charset->text);
}

size_t xpt__log_charset_take(struct log_charset *charset, char *to, size_t room)
{
	size_t length = charset->length - charset->at;

	length = length < room ? length : room;
	memcpy(to, charset->text + charset->at, length);
	charset->at += length;
	return length;
}
