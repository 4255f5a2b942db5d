/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "framing.h"

#include <string.h>

#define HEX DIGITS "abcdef"
#define TAG_LENGTH 64
#define BRACKET_MAX 40 /* "Tue Mar  5 10:11:12 2024" */
#define WORD_MAX 10    /* the name of a month, a weekday or a zone */

/* Past a word and the blanks behind it. */
static const char *skip_word(const char *at)
{
	return skip_blanks(at + strcspn(at, " \t"));
}

/* A date tells more than the seconds since boot that may stand behind it. */
static void note_time(struct span *time, const char *at, size_t length)
{
	struct span text = xpt__span_trim((struct span){ at, length });
	bool date = memchr(text.at, ':', text.length);

	if (text.length && (!time->length || (date && !memchr(time->at, ':', time->length))))
		*time = text;
}

bool xpt__is_guest_place(const char *at)
{
	return at[0] == '[' && strspn(at + 1, HEX) == 2 && at[3] == ':' &&
			strspn(at + 4, HEX) == 2 && at[6] == '.' && strspn(at + 7, DIGITS) == 1 &&
			at[8] == ']';
}

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* "10:11" stands somewhere in the first @length bytes. */
static bool holds_clock(const char *at, size_t length)
{
	for (size_t i = 2; i + 2 < length; i++)
		if (at[i] == ':' && is_digit(at[i - 2]) && is_digit(at[i - 1]) &&
				is_digit(at[i + 1]) && is_digit(at[i + 2]))
			return true;
	return false;
}

/* "<ffff82d0402cc1ed>" of a call trace; dmesg -d has "<    0.000123>". */
static bool is_code_address(const char *inside)
{
	return *inside == '<' && inside[1 + strspn(inside + 1, HEX)] == '>';
}

/* What stands between "[" and "]" where that is a time: of dmesg, of dmesg -T, -d or -e; 0: it is none. */
static size_t bracket_time(const char *inside)
{
	size_t length = strspn(inside, "0123456789abcdef-:. TCZ+<>");

	if (length && inside[length] == ']' && !is_code_address(inside))
		return length;
	length = strcspn(inside, "]()/=");
	return inside[length] == ']' && length < BRACKET_MAX && holds_clock(inside, length) ?
			length :
			0;
}

const char *xpt__skip_timestamps(const char *at, struct span *time)
{
	while (*at == '[' && !xpt__is_guest_place(at)) {
		size_t length = bracket_time(at + 1);

		if (!length)
			break;
		note_time(time, at + 1, length);
		at = skip_blanks(at + 1 + length + 1);
	}
	return at;
}

/* "2024-01-31 10:09:03.123+0000: ", "2024-01-31T10:09:03+00:00 " */
static const char *skip_date(const char *at, struct span *time)
{
	size_t length = strspn(at, "0123456789-:.,TZ+ "), date;

	if (length < 10 || strspn(at, DIGITS) != 4 || at[4] != '-' || at[7] != '-')
		return at;
	while (strchr("+-T", at[length - 1]))
		length--;
	for (date = length; strchr(": ", at[date - 1]);)
		date--;
	note_time(time, at, date);
	return at + length;
}

/* The length of a word of letters, those of any language among them, and a dot behind it. */
static size_t word_length(const char *at)
{
	size_t length = 0;

	while (length < WORD_MAX && at[length] &&
			((unsigned char)at[length] >= 0x80 || strchr(LETTERS, at[length])))
		length++;
	return length ? length + (at[length] == '.') : 0;
}

/* "Jan 31 10:09:03 ", "nov. 08 10:09:03 ", "Mar 05 10:09:03 " */
static const char *skip_syslog_date(const char *at, struct span *time)
{
	size_t month = word_length(at);
	const char *end = skip_blanks(at + month), *day = end;

	if (!month || end == at + month)
		return at;
	end += strspn(end, DIGITS);
	if (end == day || end - day > 2)
		return at;
	end = skip_blanks(end + (*end == '.'));
	if (strspn(end, DIGITS ":.") < 8 || end[2] != ':' || end[5] != ':')
		return at;
	end += strspn(end, DIGITS ":.");
	note_time(time, at, (size_t)(end - at));
	return skip_blanks(end);
}

/* "1709633472.123456 ", as journalctl -o short-unix has it */
static const char *skip_unix_date(const char *at)
{
	size_t seconds = strspn(at, DIGITS), parts;

	if (seconds < 9 || seconds > 11 || at[seconds] != '.')
		return at;
	parts = strspn(at + seconds + 1, DIGITS);
	return parts == 6 && at[seconds + 7] == ' ' ? at + seconds + 8 : at;
}

/* "Tue 2024-03-05 10:11:12 CET " */
static const char *skip_full_date(const char *at, struct span *time)
{
	size_t weekday = word_length(at), zone;
	const char *date = at + weekday + 1, *end;

	if (!weekday || at[weekday] != ' ')
		return at;
	end = skip_date(date, time);
	if (end == date)
		return at;
	end = skip_blanks(end);
	zone = word_length(end);
	return zone && end[zone] == ' ' ? skip_blanks(end + zone) : end;
}

/* "host kernel: ", "host xenopsd-xc[1234]: ", "host qemu-dm-3[77]: "; the program alone in @tag */
static const char *skip_host_and_tag(const char *at, struct span *tag)
{
	size_t host = strcspn(at, " "), name;
	const char *program = at + host + 1, *end;

	if (!host || !at[host] || memchr(at, '(', host))
		return at;
	name = strcspn(program, " :[(");
	end = program + name;
	if (*end == '[') {
		end += 1 + strspn(end + 1, DIGITS);
		if (*end++ != ']')
			return at;
	}
	if (!name || name > TAG_LENGTH || *end != ':' || end[1] != ' ')
		return at;
	*tag = (struct span){ program, name };
	return skip_blanks(end + 1);
}

/* "1 2024-03-05T10:11:12Z host app 77 ID [data] ", behind "<4>": RFC 5424 */
static const char *skip_rfc5424(const char *at, struct framing *framing)
{
	const char *end = at + 2, *app;

	if (strncmp(at, "1 ", 2) || skip_date(end, &framing->time) == end)
		return at;
	end = skip_word(skip_word(end));
	app = end;
	end = skip_word(end);
	if (end == app)
		return at;
	framing->tag = xpt__span_trim((struct span){ app, (size_t)(end - app) });
	end = skip_word(skip_word(end));
	if (*end == '[')
		end += strcspn(end, "]") + (strchr(end, ']') != NULL);
	else
		end = skip_word(end);
	return skip_blanks(end);
}

/* "4,1234,12345678,-;", as a read of the kernel's own device begins */
static const char *skip_kmsg(const char *at)
{
	const char *end = at;

	for (int i = 0; i < 3; i++) {
		size_t digits = strspn(end, DIGITS);

		if (!digits || end[digits] != ',')
			return at;
		end += digits + 1;
	}
	end += strcspn(end, "; ");
	return *end == ';' ? end + 1 : at;
}

/* "kern  :warn  : ", as dmesg -x has it */
static const char *skip_facility(const char *at)
{
	static const char *const levels[] = { "emerg", "alert", "crit", "err", "warn", "notice",
		"info", "debug" };
	const char *level = skip_blanks(at + strspn(at, LETTERS DIGITS));

	if (level == at || *level != ':')
		return at;
	level++;
	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++) {
		const char *end = skip_blanks(skip(level, levels[i]));

		if (end != level && *end == ':')
			return skip_blanks(end + 1);
	}
	return at;
}

/* "var/log/messages:120:", "dmesg.txt-120-", "120:", "   120\t": of grep -n and cat -n */
static const char *skip_number(const char *at)
{
	size_t name = strcspn(at, " :\t"), digits = strspn(at, DIGITS);
	const char *end = at + digits;

	if (digits && *end == '\t')
		return end + 1;
	if (digits && *end == ':' && end[1] && strchr("([<", end[1]))
		return end + 1;
	if (at[name] != ':' ||
			!(memchr(at, '/', name) || memmem(at, name, ".log", 4) ||
					memmem(at, name, ".txt", 4)))
		return at;
	digits = strspn(at + name + 1, DIGITS);
	return digits && at[name + 1 + digits] == ':' ? at + name + 1 + digits + 1 : at + name + 1;
}

/* A post's quote marks and bullets; an editor's or a table's bars are no part of a line either. */
static const char *skip_quotes(const char *at)
{
	static const char *const marks[] = { "- ", "* ", "+ ", "...", "\xe2\x80\xa2 " };

	at += strspn(at, " \t>|`");
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		at = skip_blanks(skip(at, marks[i]));
	at = skip_number(at);
	return at + strspn(at, " \t`");
}

/* The colours of a terminal's copy. */
static const char *skip_colours(const char *at)
{
	while (at[0] == '\033' && at[1] == '[') {
		size_t length = strspn(at + 2, DIGITS ";");

		if (at[2 + length] != 'm')
			break;
		at += 2 + length + 1;
	}
	return at;
}

bool xpt__is_known_program(struct span tag)
{
	static const char *const programs[] = { "kernel", "xen", "hyper", "libxl", "xl", "qemu",
		"libvirt", "virt", "xapi", "squeezed", "xpt" };

	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++)
		if (xpt__span_starts(tag, programs[i]))
			return true;
	return false;
}

/* A date, and the host and the program behind it. */
static const char *skip_logger(const char *at, struct framing *framing)
{
	const char *dated = skip_syslog_date(at, &framing->time), *end;
	struct span tag = { at, 0 };

	if (dated == at)
		dated = skip_full_date(at, &framing->time);
	if (dated == at)
		dated = skip_date(at, &framing->time);
	if (dated == at)
		dated = skip_unix_date(at);
	if (dated != at)
		return skip_host_and_tag(skip_blanks(dated), &framing->tag);
	if (!framing->time.length)
		return at;
	end = skip_host_and_tag(at, &tag); /* journalctl -o short-monotonic */
	if (!xpt__is_known_program(tag))
		return at;
	framing->tag = tag;
	return end;
}

struct framing xpt__framing_read(const char *text, bool quoted)
{
	struct framing framing = { .rest = skip_colours(skip_blanks(text)) };
	const char *at = framing.rest;

	if (quoted)
		at = skip_quotes(at);
	if (*at == '<' && at[1 + strspn(at + 1, DIGITS)] == '>') /* dmesg --raw */
		at = skip_rfc5424(strchr(at, '>') + 1, &framing);
	at = xpt__skip_timestamps(skip_facility(skip_kmsg(at)), &framing.time);
	if (!framing.tag.length)
		at = skip_logger(at, &framing);
	framing.rest = xpt__skip_timestamps(skip_blanks(at), &framing.time);
	return framing;
}
