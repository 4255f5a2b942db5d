/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "markup.h"

#include <string.h>
#include <strings.h>

#include "../base/text.h"

#define MAIL_LINE_MIN 70 /* shorter lines of a mail are not broken */
#define MAIL_LINE_MAX 76

struct replacement {
	const char *from, *to;
};

static const struct replacement signs[] = {
	{ "\xc2\xa0", " " },	 /* no-break space */
	{ "\xc2\xad", "" },	 /* soft hyphen */
	{ "\xe2\x80\x8b", "" },	 /* zero width */
	{ "\xe2\x80\xaf", " " }, /* narrow no-break space */
	{ "\xe2\x80\x90", "-" }, /* hyphens and dashes */
	{ "\xe2\x80\x91", "-" },
	{ "\xe2\x80\x93", "-" },
	{ "\xe2\x80\x94", "-" },
	{ "\xe2\x80\x98", "'" }, /* quotation marks */
	{ "\xe2\x80\x99", "'" },
	{ "\xe2\x80\x9c", "\"" },
	{ "\xe2\x80\x9d", "\"" },
	{ "\xe2\x80\xa6", "..." }, /* ellipsis */
	{ "\xef\xbb\xbf", "" },	   /* byte order mark */
	{ NULL, NULL },
};

static const struct replacement entities[] = {
	{ "&lt;", "<" },
	{ "&gt;", ">" },
	{ "&amp;", "&" },
	{ "&quot;", "\"" },
	{ "&apos;", "'" },
	{ "&nbsp;", " " },
	{ "&#39;", "'" },
	{ "&#x27;", "'" },
	{ "&#34;", "\"" },
	{ "&#x22;", "\"" },
	{ "&#60;", "<" },
	{ "&#62;", ">" },
	{ "&#38;", "&" },
	{ "&#160;", " " },
	{ "&#x2F;", "/" },
	{ "&#47;", "/" },
	{ "&#40;", "(" },
	{ "&#41;", ")" },
	{ "&#91;", "[" },
	{ "&#93;", "]" },
	{ NULL, NULL },
};

/* Only these: Xen, too, writes words between "<" and ">". */
static const char *const tags[] = { "pre", "code", "span", "br", "p", "div", "tt", "b", "i", "font",
	"a", "td", "tr", "table", "tbody", "li", "ul", "ol", "html", "body", "blockquote", "em",
	"strong", "head", "samp", "kbd", NULL };

static const struct replacement *find(
		const struct replacement *table, const char *at, size_t length)
{
	for (; table->from; table++)
		if (strlen(table->from) <= length &&
				!strncasecmp(table->from, at, strlen(table->from)))
			return table;
	return NULL;
}

/* "<span class="x">", "</pre>": how long; 0: none */
static size_t tag_length(const char *at, size_t length, bool *ret_break)
{
	size_t begin = length > 1 && at[1] == '/' ? 2 : 1, name = begin, end;
	const char *close = memchr(at, '>', length);

	while (name < length &&
			((at[name] >= 'a' && at[name] <= 'z') ||
					(at[name] >= 'A' && at[name] <= 'Z')))
		name++;
	if (!close || name == length || !strchr(" />", at[name]))
		return 0;
	end = (size_t)(close - at) + 1;
	for (size_t i = 0; tags[i]; i++)
		if (strlen(tags[i]) == name - begin &&
				!strncasecmp(at + begin, tags[i], name - begin)) {
			*ret_break = !strcmp(tags[i], "br");
			return end;
		}
	return 0;
}

/* "\033[1;33m" and the like, "\033]0;title\007", a sign with a backspace behind it: how long */
static size_t escape_length(const char *at, size_t length)
{
	size_t end = 2;

	if (length < 2 || !strchr("[]", at[1]))
		return 1;
	if (at[1] == ']') {
		while (end < length && at[end] != '\007' && at[end] != '\033')
			end++;
		return end < length && at[end] == '\007' ? end + 1 : end;
	}
	while (end < length && (unsigned char)at[end] < '@')
		end++;
	return end < length ? end + 1 : end;
}

static int hex_digit(char digit)
{
	return digit >= '0' && digit <= '9'	     ? digit - '0' :
			digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 :
						       -1;
}

static size_t unquote(char *text, size_t length)
{
	char *to = text;

	for (size_t i = 0; i < length; i++) {
		int high = text[i] == '=' && i + 2 < length + 0 ? hex_digit(text[i + 1]) : -1;
		int low = high >= 0 ? hex_digit(text[i + 2]) : -1;

		if (low >= 0) {
			*to++ = (char)(high * 16 + low);
			i += 2;
		} else {
			*to++ = text[i];
		}
	}
	return (size_t)(to - text);
}

/* What stands at @at: how long it is; what it becomes in @ret_new. 0: an ordinary byte. */
static size_t replaced(const char *at, size_t length, const char **ret_new)
{
	const struct replacement *found = NULL;
	bool is_break = false;
	size_t tag;

	*ret_new = "";
	if (*at == '\033')
		return escape_length(at, length);
	if (*at == '<') {
		tag = tag_length(at, length, &is_break);
		*ret_new = is_break ? "\n" : "";
		return tag;
	}
	if (*at == '&')
		found = find(entities, at, length);
	else if ((unsigned char)*at >= 0x80)
		found = find(signs, at, length);
	if (!found)
		return 0;
	*ret_new = found->to;
	return strlen(found->from);
}

size_t xpt__markup_clean(char *text, size_t length, bool quoted_printable)
{
	char *to = text;

	if (quoted_printable)
		length = unquote(text, length);
	for (size_t i = 0; i < length;) {
		const char *new;
		size_t old = replaced(text + i, length - i, &new);

		if (!old) {
			*to++ = text[i++];
			continue;
		}
		memcpy(to, new, strlen(new));
		to += strlen(new);
		i += old;
	}
	return (size_t)(to - text);
}

bool xpt__markup_is_quoted_printable(const char *text, size_t length)
{
	static const char header[] = "Content-Transfer-Encoding: quoted-printable";

	return length >= sizeof(header) - 1 && !strncasecmp(text, header, sizeof(header) - 1);
}

bool xpt__markup_soft_break(const char *text, size_t length, bool quoted_printable)
{
	return length && text[length - 1] == '=' &&
			(quoted_printable || (length >= MAIL_LINE_MIN && length <= MAIL_LINE_MAX));
}

static char unescaped(char letter)
{
	return letter == 'n' ? '\n' : letter == 't' ? '\t' : letter == 'r' ? ' ' : letter;
}

char *xpt__markup_quoted(char *text, char **ret_next)
{
	char *begin = strchr(text, '"'), *to = begin, *at;

	if (!begin)
		return NULL;
	for (at = begin + 1; *at; at++) {
		if (*at == '\\' && at[1]) {
			*to++ = unescaped(*++at);
			continue;
		}
		if (*at == '"' && at[1] != '"')
			break;
		if (*at == '"') /* as CSV has them */
			at++;
		*to++ = *at;
	}
	*ret_next = *at ? at + 1 : at;
	*to = '\0';
	return begin;
}
