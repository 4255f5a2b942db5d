/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A hide= that stands in a line: a kernel's command line, a boot loader's file, what somebody typed. */
#include <stdio.h>
#include <string.h>

#include "../base/hide_list.h"
#include "incidents.h"

#define SHOWN 60

static const struct rule malformed = { .cause = &xpt__cause_hide_parse_error,
	.weight = RULE_CAUSE };

const char *const xpt__pasted_hide_keys[] = { "pciback.hide=", "pciback hide=", NULL };

/* The text behind "xen-pciback.hide=", or behind "hide=" among a module's options. */
static const char *find_value(const char *text)
{
	for (size_t i = 0; xpt__pasted_hide_keys[i]; i++) {
		const char *key = strstr(text, xpt__pasted_hide_keys[i]);

		if (key)
			return key + strlen(xpt__pasted_hide_keys[i]);
	}
	return NULL;
}

/* Up to its quote mark, a blank, or the line's end. A blank before another entry may be a wrap's. */
static bool read_value(const char *text, struct span *ret_value)
{
	const char *value = find_value(text), *end;
	char quote = value && (*value == '"' || *value == '\'') ? *value++ : '\0';

	if (!value)
		return false;
	end = quote ? strchr(value, quote) : value + strcspn(value, " \t\"'");
	if (!end || end == value || (!quote && end[strspn(end, " \t")] == '('))
		return false;
	*ret_value = (struct span){ value, (size_t)(end - value) };
	return true;
}

/* What a person left out or a shell will change was not given to the kernel so. */
static bool is_literal(struct span value)
{
	size_t digits = 0;

	for (size_t i = 0; i < value.length; i++) {
		if (!value.at[i] || !strchr("0123456789abcdefABCDEF:.,*() ", value.at[i]))
			return false;
		digits += value.at[i] >= '0' && value.at[i] <= '9';
	}
	return digits;
}

/* Whatever came behind it might have made it right. */
static bool is_cut(struct span entry)
{
	return memchr(entry.at, '(', entry.length) && !memchr(entry.at, ')', entry.length);
}

bool xpt__pasted_hide(const char *text, struct rule_match *ret_match)
{
	auto_of(arena) struct arena *arena = NULL;
	struct hide_list list;
	struct span value;

	if (!read_value(text, &value) || !is_literal(value))
		return false;
	arena = xpt__arena_new();
	if (!arena || !xpt__hide_parse(arena, value, &list) || !list.error || is_cut(list.wrong))
		return false;
	*ret_match = (struct rule_match){ .rule = &malformed, .source = LOG_KERNEL };
	snprintf(ret_match->storage, sizeof(ret_match->storage), "%.*s",
			(int)(list.wrong.length < SHOWN ? list.wrong.length : SHOWN),
			list.wrong.at);
	ret_match->placeholders[0] = (struct placeholder){ "entry", ret_match->storage };
	return true;
}
