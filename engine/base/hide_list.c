/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hide_list.h"

#include <stdio.h>
#include <string.h>

#include "error.h"

/* The longest entry that we write: "(ffff:ff:1f.7)". */
#define ENTRY_ROOM 24

/* As isspace() of the kernel, whose table is Latin-1. */
static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || (unsigned char)c == 0xa0;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void skip_spaces(struct span *text)
{
	while (text->length && is_space(text->at[0])) {
		text->at++;
		text->length--;
	}
}

static void skip(struct span *text, size_t length)
{
	text->at += length;
	text->length -= length;
}

/* "%x": blanks before it, any number of digits with or without "0x"; what does not fit in 32 bits is cut off. */
static bool scan_hex(struct span *text, uint32_t *ret_value)
{
	uint32_t value = 0;

	skip_spaces(text);
	if (!text->length || hex_digit(text->at[0]) < 0)
		return false;
	if (text->length > 1 && text->at[0] == '0' && (text->at[1] | 0x20) == 'x')
		skip(text, 2);
	while (text->length && hex_digit(text->at[0]) >= 0) {
		value = value << 4 | (uint32_t)hex_digit(text->at[0]);
		skip(text, 1);
	}
	*ret_value = value;
	return true;
}

/*
 * The kernel's sscanf() for the formats of pci_stub.c: "x" is a number, a blank is any white space.
 * Return: numbers read; *@ret_parsed is the length of the match, and 0 where the end was not reached.
 */
static size_t scan(const char *format, struct span text, uint32_t *ret_numbers, size_t *ret_parsed)
{
	size_t numbers = 0, length = text.length;

	*ret_parsed = 0;
	for (; *format; format++) {
		if (*format == ' ') {
			skip_spaces(&text);
		} else if (*format == 'x') {
			if (!scan_hex(&text, &ret_numbers[numbers]))
				return numbers;
			numbers++;
		} else {
			if (!text.length || text.at[0] != *format)
				return numbers;
			skip(&text, 1);
		}
	}
	*ret_parsed = length - text.length;
	return numbers;
}

/* What the kernel's four ints are after an entry was scanned; -1 is a wildcard. */
struct scanned {
	int32_t segment, bus, device, function;
	size_t parsed;
};

static void scan_long(struct span text, struct scanned *scanned)
{
	uint32_t n[4] = { 0 };
	size_t numbers = scan(" (x:x:x.x) ", text, n, &scanned->parsed);

	scanned->function = (int32_t)n[3];
	scanned->device = (int32_t)n[2];
	if (numbers == 3) {
		scanned->function = -1;
		scan(" (x:x:x.*) ", text, n, &scanned->parsed);
	} else if (numbers == 2) {
		scanned->device = scanned->function = -1;
		scan(" (x:x:*.*) ", text, n, &scanned->parsed);
	}
	scanned->segment = (int32_t)n[0];
	scanned->bus = (int32_t)n[1];
}

static void scan_short(struct span text, struct scanned *scanned)
{
	uint32_t n[3] = { 0 };
	size_t numbers = scan(" (x:x.x) ", text, n, &scanned->parsed);

	scanned->segment = 0;
	scanned->function = (int32_t)n[2];
	scanned->device = (int32_t)n[1];
	if (numbers == 2) {
		scanned->function = -1;
		scan(" (x:x.*) ", text, n, &scanned->parsed);
	} else if (numbers == 1) {
		scanned->device = scanned->function = -1;
		scan(" (x:*.*) ", text, n, &scanned->parsed);
	}
	scanned->bus = (int32_t)n[0];
}

static bool in_range(const struct scanned *scanned)
{
	return scanned->segment >= 0 && scanned->segment <= 0xffff && scanned->bus >= 0 &&
			scanned->bus <= 0xff && scanned->device <= 0x1f && scanned->function <= 7;
}

static enum hide_error read_entry(struct span *rest, struct hidden *ret_hidden)
{
	struct scanned scanned;

	scan_long(*rest, &scanned);
	if (!scanned.parsed)
		scan_short(*rest, &scanned);
	if (!scanned.parsed)
		return HIDE_SYNTAX;
	if (!in_range(&scanned))
		return HIDE_RANGE;
	ret_hidden->bdf = (struct xpt_bdf){
		.segment = (uint32_t)scanned.segment,
		.bus = (uint8_t)scanned.bus,
		.device = scanned.device < 0 ? HIDE_ANY : (uint8_t)scanned.device,
		.function = scanned.function < 0 ? HIDE_ANY : (uint8_t)scanned.function,
	};
	skip(rest, scanned.parsed);
	return HIDE_FINE;
}

bool xpt__hide_entries(struct arena *arena, struct span text, struct hide_list *ret_list)
{
	/* the shortest entry is "(0:*.*)" */
	struct hide_list list = { .entries = xpt__arena_array(arena, text.length / 7 + 1,
						  sizeof(*list.entries)) };

	if (!list.entries)
		return false;
	while (text.length && !list.error) {
		list.error = read_entry(&text, &list.entries[list.count]);
		list.count += !list.error;
	}
	list.wrong = text;
	*ret_list = list;
	return true;
}

bool xpt__hide_parse(struct arena *arena, struct span text, struct hide_list *ret_list)
{
	if (!xpt__hide_entries(arena, text, ret_list))
		return false;
	if (text.length > HIDE_BYTES)
		*ret_list = (struct hide_list){
			.entries = ret_list->entries, .error = HIDE_TOO_LONG, .wrong = text
		};
	return true;
}

bool xpt__hide_matches(const struct hidden *hidden, struct xpt_bdf bdf)
{
	return hidden->bdf.segment == bdf.segment && hidden->bdf.bus == bdf.bus &&
			(hidden->bdf.device == HIDE_ANY || hidden->bdf.device == bdf.device) &&
			(hidden->bdf.function == HIDE_ANY || hidden->bdf.function == bdf.function);
}

bool xpt__hide_has(const struct hide_list *list, struct xpt_bdf entry)
{
	for (size_t i = 0; i < list->count; i++)
		if (!xpt_bdf_compare(list->entries[i].bdf, entry))
			return true;
	return false;
}

bool xpt__hide_names(const struct hide_list *list, struct xpt_bdf bdf)
{
	for (size_t i = 0; i < list->count; i++)
		if (xpt__hide_matches(&list->entries[i], bdf))
			return true;
	return false;
}

const char *xpt__hide_why(struct arena *arena, const struct hide_list *list)
{
	int length = (int)(list->wrong.length < 60 ? list->wrong.length : 60);

	switch (list->error) {
	case HIDE_FINE:
		return NULL;
	case HIDE_TOO_LONG:
		return xpt__arena_text(arena,
				"the hide= text is longer than %d characters, so the kernel "
				"refuses it and hides nothing",
				HIDE_BYTES);
	case HIDE_RANGE:
		return xpt__arena_text(arena,
				"the hide= text holds an address out of range at \"%.*s\": "
				"xen-pciback then hides nothing, and logs nothing",
				length, list->wrong.at);
	case HIDE_SYNTAX:
		break;
	}
	return xpt__arena_text(arena,
			"the hide= text is wrong from \"%.*s\" on: with it xen-pciback "
			"does not load and hides nothing",
			length, list->wrong.at);
}

static size_t write_entry(char *to, struct xpt_bdf bdf)
{
	bool all_devices = bdf.device == HIDE_ANY, all_functions = bdf.function == HIDE_ANY;
	char text[XPT_BDF_TEXT];

	/* one function of all devices has no wildcard: the kernel takes a number below 0 for one */
	if (all_devices && !all_functions)
		return (size_t)snprintf(to, ENTRY_ROOM, "(%04x:%02x:ffffffff.%x)",
				bdf.segment & 0xffffU, bdf.bus, bdf.function & 7U);
	if (all_devices)
		bdf.device = 0;
	if (all_functions)
		bdf.function = 0;
	xpt_bdf_format(bdf, text);
	if (all_functions)
		*strrchr(text, all_devices ? ':' : '.') = '\0';
	return (size_t)snprintf(to, ENTRY_ROOM, "(%s%s)", text,
			all_devices		      ? ":*.*" :
					all_functions ? ".*" :
							"");
}

const char *xpt__hide_text(struct arena *arena, const struct hidden *entries, size_t count)
{
	char *text = xpt__arena_array(arena, count + 1, ENTRY_ROOM);
	char *end = text;

	for (size_t i = 0; text && i < count; i++)
		end += write_entry(end, entries[i].bdf);
	return text;
}

int xpt__hide_refuse(
		struct arena *arena, const struct hide_list *list, struct xpt_error **ret_error)
{
	if (list->error == HIDE_TOO_LONG)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"hide= would have more than %d characters, which the kernel refuses, "
				"hiding nothing: there is room for 73 devices, or write "
				"(SSSS:BB:DD.*) for all functions of one",
				HIDE_BYTES);
	return xpt__error_set(ret_error, XPT_INVALID, "%s; an entry is written (0000:04:00.0)",
			xpt__hide_why(arena, list));
}
