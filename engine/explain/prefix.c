/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "prefix.h"

#include <string.h>

#define DIGITS "0123456789"
#define HEX DIGITS "abcdef"
#define TAG_LENGTH 64

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

/* "[2024-01-31 10:09:03.123] ", "[   12.345678] ", "[0123456789abcdef] ", "[   12.3][  T123] " */
static const char *skip_timestamps(const char *at, struct span *time)
{
	while (*at == '[' && !is_guest_place(at)) {
		size_t length = strspn(at + 1, "0123456789abcdef-:. TCZ+");

		if (!length || at[1 + length] != ']')
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

/* "Jan 31 10:09:03 " */
static const char *skip_syslog_date(const char *at, struct span *time)
{
	static const char months[] = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec ";
	char month[5] = "";
	const char *end;

	memcpy(month, at, strnlen(at, 4));
	if (strlen(month) < 4 || month[3] != ' ' || !strstr(months, month))
		return at;
	end = skip_blanks(at + 4);
	end = skip_blanks(end + strspn(end, DIGITS));
	if (strspn(end, DIGITS ":.") < 8 || end[2] != ':' || end[5] != ':')
		return at;
	end += strspn(end, DIGITS ":.");
	note_time(time, at, (size_t)(end - at));
	return skip_blanks(end);
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

/* A post's quote marks; an editor's or a table's bars are no part of a line either. */
static const char *skip_quotes(const char *at)
{
	return at + strspn(at, " \t>|");
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

struct outer {
	const char *rest;
	struct span time, tag;
};

/* What loggers put before a line, whoever wrote it. */
static struct outer outer_read(const char *text, bool quoted)
{
	struct outer outer = { .rest = skip_colours(skip_blanks(text)) };
	const char *at = outer.rest, *dated;

	if (quoted)
		at = skip_quotes(at);
	if (*at == '<' && at[1 + strspn(at + 1, DIGITS)] == '>') /* dmesg --raw */
		at = strchr(at, '>') + 1;
	at = skip_timestamps(at, &outer.time);
	dated = skip_syslog_date(at, &outer.time);
	if (dated == at)
		dated = skip_date(at, &outer.time);
	if (dated != at)
		at = skip_host_and_tag(skip_blanks(dated), &outer.tag);
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

static void read_any(const struct outer *outer, struct line_parts *parts)
{
	const char *at = outer->rest, *body = skip(at, "(XEN) ");
	bool vtd = !strncmp(at, "[VT-D]", 6);

	parts->has_prefix |= body != at || vtd;
	if (body != at || vtd) {
		if (may_be_xen(outer->tag))
			add_body(parts, LOG_XEN, xen_body(body, &parts->time), true);
		return;
	}
	body = libxl_body(at);
	parts->has_prefix |= body != at;
	add_body(parts, LOG_LIBXL, body, body != at);
	add_body(parts, LOG_KERNEL, at, false);
	add_body(parts, LOG_QEMU, qemu_body(at), parts->of_guest_place);
}

void xpt__line_read(const struct log_line *line, struct line_parts *ret_parts)
{
	struct outer outer = outer_read(line->text, line->source == LOG_ANY);
	struct line_parts parts = { .time = outer.time };
	const char *body = skip(outer.rest, "(XEN) ");

	parts.of_guest_place = is_guest_place(outer.rest);
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
		parts.has_prefix = true;
	*ret_parts = parts;
}
