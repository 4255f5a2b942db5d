/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "prefix.h"

#include <string.h>

#define DIGITS "0123456789"
#define HEX DIGITS "abcdef"
#define TAG_LENGTH 64
#define BRACKET_MAX 40 /* "Tue Mar  5 10:11:12 2024" */
#define WORD_MAX 10    /* the name of a month, a weekday or a zone */

/* Each skip_…() returns what stands behind its prefix, or @at itself where there is none. */
static const char *skip(const char *at, const char *literal)
{
	size_t length = strlen(literal);

	return strncmp(at, literal, length) ? at : at + length;
}

static const char *skip_blanks(const char *at)
{
	return at + strspn(at, " \t");
}

/* Past a word and the blanks behind it. */
static const char *skip_word(const char *at)
{
	return skip_blanks(at + strcspn(at, " \t"));
}

struct outer {
	const char *rest;
	struct span time, tag;
};

/* A date tells more than the seconds since boot that may stand behind it. */
static void note_time(struct span *time, const char *at, size_t length)
{
	struct span text = xpt__span_trim((struct span){ at, length });
	bool date = memchr(text.at, ':', text.length);

	if (text.length && (!time->length || (date && !memchr(time->at, ':', time->length))))
		*time = text;
}

/* "[00:05.0] ": QEMU's name for a device, by the place where the guest sees it. */
static bool is_guest_place(const char *at)
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

/* What stands between "[" and "]" where that is a time: of dmesg, of dmesg -T, -d or -e; 0: it is none. */
static size_t bracket_time(const char *inside)
{
	size_t length = strspn(inside, "0123456789abcdef-:. TCZ+<>");

	if (length && inside[length] == ']')
		return length;
	length = strcspn(inside, "]()/=");
	return inside[length] == ']' && length < BRACKET_MAX && holds_clock(inside, length) ?
			length :
			0;
}

/* "[2024-01-31 10:09:03.123] ", "[   12.345678] ", "[0123456789abcdef] ", "[   12.3][  T123] " */
static const char *skip_timestamps(const char *at, struct span *time)
{
	while (*at == '[' && !is_guest_place(at)) {
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
static const char *skip_rfc5424(const char *at, struct outer *outer)
{
	const char *end = at + 2, *app;

	if (strncmp(at, "1 ", 2) || skip_date(end, &outer->time) == end)
		return at;
	end = skip_word(skip_word(end));
	app = end;
	end = skip_word(end);
	if (end == app)
		return at;
	outer->tag = xpt__span_trim((struct span){ app, (size_t)(end - app) });
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

/* "vtd/iommu.c:1234: ", "libxl_pci.c:1234:": a file name and a line */
static const char *skip_file(const char *at)
{
	size_t name = strcspn(at, " :"), digits;

	if (name < 3 || at[name] != ':' || at[name - 2] != '.' || !strchr("ch", at[name - 1]))
		return at;
	digits = strspn(at + name + 1, DIGITS);
	if (!digits || at[name + 1 + digits] != ':')
		return at;
	return skip_blanks(at + name + 1 + digits + 1);
}

/* "d1v0 ", "d[IDLE]v12: ": the vCPU of gprintk() */
static const char *skip_vcpu(const char *at)
{
	const char *end = at;
	size_t length;

	if (*end++ != 'd')
		return at;
	length = *end == '[' ? strcspn(end, "]") + 1 : strspn(end, DIGITS);
	if (!length || length > strlen(end) || end[length] != 'v')
		return at;
	end += length + 1;
	length = strspn(end, DIGITS);
	end += length;
	end = skip(end, ":");
	return length && *end == ' ' ? skip_blanks(end) : at;
}

/* "msi_msix_setup: ", "device_pci_add_done: ": a function or a program */
static const char *skip_function(const char *at)
{
	size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789_-");
	bool name = memchr(at, '_', length) || !strncmp(at, "qemu-", 5);

	return length && name && at[length] == ':' ? skip_blanks(at + length + 1) : at;
}

static bool is_guest(const char *at)
{
	size_t digits = at[0] == '(' && at[1] == 'd' ? strspn(at + 2, DIGITS) : 0;

	return digits && at[2 + digits] == ')';
}

/* Behind "(XEN) ". */
static const char *xen_body(const char *at, struct span *time)
{
	at = skip_timestamps(skip_blanks(at), time);
	at = skip_blanks(skip(at, "[VT-D]"));
	at = skip_vcpu(skip_file(at));
	at = skip_blanks(skip(at, "AMD-Vi: "));
	at = skip_blanks(skip(at, "AMD-Vi: "));
	return skip_blanks(skip(skip(at, "Error: "), "Warning: "));
}

static const char *libxl_body(const char *at)
{
	static const char *const levels[] = { "critical: ", "error: ", "warning: ", "notice: ",
		"info: ", "detail: ", "verbose: ", "progress: ", "debug: " };

	at = skip(skip(at, "libxl: "), "xc: ");
	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++)
		at = skip(at, levels[i]);
	return skip_function(skip_file(at));
}

static const char *qemu_body(const char *at)
{
	at = skip_function(skip_function(at));
	if (is_guest_place(at))
		at = skip_blanks(strchr(at, ']') + 1);
	at = skip_function(at);
	return skip(skip(at, "Error: "), "Warning: ");
}

/* Programs that say what xpt reads; of all others it is only known that they said it. */
static bool is_known_program(struct span tag)
{
	static const char *const programs[] = { "kernel", "xen", "hyper", "libxl", "xl", "qemu",
		"libvirt", "virt", "xapi", "squeezed", "xpt" };

	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++)
		if (xpt__span_starts(tag, programs[i]))
			return true;
	return false;
}

/* A date, and the host and the program behind it. */
static const char *skip_logger(const char *at, struct outer *outer)
{
	const char *dated = skip_syslog_date(at, &outer->time), *end;
	struct span tag = { at, 0 };

	if (dated == at)
		dated = skip_full_date(at, &outer->time);
	if (dated == at)
		dated = skip_date(at, &outer->time);
	if (dated == at)
		dated = skip_unix_date(at);
	if (dated != at)
		return skip_host_and_tag(skip_blanks(dated), &outer->tag);
	if (!outer->time.length)
		return at;
	end = skip_host_and_tag(at, &tag); /* journalctl -o short-monotonic */
	if (!is_known_program(tag))
		return at;
	outer->tag = tag;
	return end;
}

/* What loggers put before a line, whoever wrote it. */
static struct outer outer_read(const char *text, bool quoted)
{
	struct outer outer = { .rest = skip_colours(skip_blanks(text)) };
	const char *at = outer.rest;

	if (quoted)
		at = skip_quotes(at);
	if (*at == '<' && at[1 + strspn(at + 1, DIGITS)] == '>') /* dmesg --raw */
		at = skip_rfc5424(strchr(at, '>') + 1, &outer);
	at = skip_timestamps(skip_facility(skip_kmsg(at)), &outer.time);
	if (!outer.tag.length)
		at = skip_logger(at, &outer);
	outer.rest = skip_timestamps(skip_blanks(at), &outer.time);
	return outer;
}

static void add_body(
		struct line_parts *parts, enum log_source source, const char *text, bool prefixed)
{
	parts->bodies[parts->body_count++] = (struct line_body){ source, text, prefixed };
}

/* Whoever may write to syslog may write "(XEN) " there: only Xen's own loggers are believed. */
static bool may_be_xen(struct span tag)
{
	return !tag.length || memmem(tag.at, tag.length, "xen", 3) ||
			memmem(tag.at, tag.length, "hyper", 5);
}

/* How lines begin that stand behind something that nobody knows. */
static const struct {
	const char *text;
	enum log_source source;
} starts[] = {
	{ "(XEN) ", LOG_XEN },
	{ "libxl: error: ", LOG_LIBXL },
	{ "libxl: warning: ", LOG_LIBXL },
	{ "xc: error: ", LOG_LIBXL },
	{ "pciback 0000:", LOG_KERNEL },
	{ "xen_pciback: ", LOG_KERNEL },
	{ "xen-pciback: ", LOG_KERNEL },
	{ "xen-pciback[", LOG_KERNEL },
	{ "pcifront pci-", LOG_KERNEL },
};

/* Where no prefix is known, the line may begin further on. A guest's line never does. */
static void resynchronise(const char *at, struct line_parts *parts)
{
	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++) {
		const char *found = strstr(at, starts[i].text);

		if (!found || found == at || memmem(at, (size_t)(found - at), "(d", 2))
			continue;
		parts->known = parts->has_prefix = true;
		if (starts[i].source == LOG_XEN) {
			parts->body_count = 0;
			add_body(parts, LOG_XEN, xen_body(skip(found, "(XEN) "), &parts->time),
					true);
		} else {
			add_body(parts, starts[i].source,
					starts[i].source == LOG_LIBXL ? libxl_body(found) : found,
					true);
		}
		return;
	}
}

static void read_any(const struct outer *outer, struct line_parts *parts)
{
	const char *at = outer->rest, *body = skip(at, "(XEN) ");
	bool vtd = !strncmp(at, "[VT-D]", 6);

	parts->has_prefix |= body != at || vtd;
	if (body != at || vtd) {
		if (may_be_xen(outer->tag))
			add_body(parts, LOG_XEN, xen_body(body, &parts->time), true);
		parts->known |= parts->body_count;
		return;
	}
	body = libxl_body(at);
	parts->has_prefix |= body != at;
	parts->known |= parts->of_guest_place || !strncmp(at, "libxl: ", 7) ||
			!strncmp(at, "xc: ", 4) ||
			(outer->tag.length ? is_known_program(outer->tag) : outer->time.length);
	add_body(parts, LOG_LIBXL, body, body != at);
	add_body(parts, LOG_KERNEL, at, false);
	add_body(parts, LOG_QEMU, qemu_body(at), parts->of_guest_place);
	if (body == at && !outer->tag.length && !parts->of_guest_place)
		resynchronise(at, parts);
}

void xpt__line_read(const struct log_line *line, struct line_parts *ret_parts)
{
	struct outer outer = outer_read(line->text, line->source == LOG_ANY);
	struct line_parts parts = { .time = outer.time };
	const char *body = skip(outer.rest, "(XEN) ");

	parts.of_guest_place = is_guest_place(outer.rest);
	parts.known = line->source != LOG_ANY;
	parts.has_prefix = outer.time.length || outer.tag.length || parts.of_guest_place;
	if (line->source == LOG_XEN && body != outer.rest && !outer.tag.length)
		add_body(&parts, LOG_XEN, xen_body(body, &parts.time), true);
	else if (line->source == LOG_LIBXL)
		add_body(&parts, LOG_LIBXL, libxl_body(outer.rest), true);
	else if (line->source == LOG_KERNEL)
		add_body(&parts, LOG_KERNEL, outer.rest, true);
	else if (line->source == LOG_QEMU)
		add_body(&parts, LOG_QEMU, qemu_body(outer.rest), true);
	else if (line->source == LOG_ANY && !is_guest(outer.rest))
		read_any(&outer, &parts);
	else
		parts.has_prefix = parts.known = true;
	*ret_parts = parts;
}
