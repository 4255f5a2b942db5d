/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "line.h"

#include <string.h>

const char xpt__line_untold[] = "Xen does not report it";
const char xpt__line_twice[] = "Xen's answer has it twice";

static bool cut_id(struct span *line, unsigned int limit, unsigned int *ret_id)
{
	struct span word;
	uint64_t id;

	if (!xpt__span_next_word(line, &word) || !xpt__span_number(word, 10, &id) || id >= limit)
		return false;
	*ret_id = (unsigned int)id;
	return true;
}

static struct fact_int number_in(struct span value, uint64_t largest)
{
	uint64_t number;

	if (!xpt__span_number(value, 10, &number))
		return (struct fact_int)FACT_UNREADABLE("not a number");
	if (number > largest)
		return (struct fact_int)FACT_UNREADABLE("too large a number");
	return fact_int_known((long long)number);
}

void xpt__line_add_number(struct fact_int *fact, struct span value, uint64_t largest)
{
	struct fact_int now = number_in(value, largest);

	if (fact->reason != xpt__line_untold)
		now = (struct fact_int)FACT_UNREADABLE(xpt__line_twice);
	*fact = now;
}

void xpt__line_add_text(struct fact_span *fact, struct span value)
{
	if (fact->reason != xpt__line_untold)
		*fact = (struct fact_span)FACT_UNREADABLE(xpt__line_twice);
	else if (value.length)
		*fact = (struct fact_span){ .state = XPT_FACT_KNOWN, .value = value };
	else
		*fact = (struct fact_span)FACT_UNREADABLE("Xen's answer is garbled");
}

void xpt__line_add_set(struct fact_set *fact, struct span value)
{
	struct bitmap set;

	if (fact->reason != xpt__line_untold)
		*fact = (struct fact_set)FACT_UNREADABLE(xpt__line_twice);
	else if (xpt__bitmap_parse(value, &set))
		*fact = (struct fact_set){ .state = XPT_FACT_KNOWN, .value = set };
	else
		*fact = (struct fact_set)FACT_UNREADABLE("not a list of numbers");
}

void xpt__line_write_number(FILE *to, const char *key, struct fact_int fact)
{
	if (fact.state == XPT_FACT_KNOWN)
		fprintf(to, " %s=%lld", key, fact.value);
}

static void write_text(FILE *to, const char *key, const struct fact_span *fact)
{
	if (fact->state == XPT_FACT_KNOWN)
		fprintf(to, " %s=%.*s", key, (int)fact->value.length, fact->value.at);
}

void xpt__line_write_set(FILE *to, const char *key, const struct fact_set *fact)
{
	if (fact->state != XPT_FACT_KNOWN)
		return;
	fprintf(to, " %s=", key);
	xpt__bitmap_write(to, &fact->value);
}

void xpt__line_unknown(const struct line_keys *keys, const char *reason, void *line)
{
	for (size_t i = 0; i < keys->count; i++) {
		void *fact = (char *)line + keys->keys[i].at;

		switch (keys->keys[i].kind) {
		case LINE_NUMBER:
			*(struct fact_int *)fact = (struct fact_int)FACT_UNREADABLE(reason);
			break;
		case LINE_TEXT:
			*(struct fact_span *)fact = (struct fact_span)FACT_UNREADABLE(reason);
			break;
		case LINE_SET:
			*(struct fact_set *)fact = (struct fact_set)FACT_UNREADABLE(reason);
			break;
		}
	}
}

void xpt__line_add(const struct line_keys *keys, struct span name, struct span value, void *line)
{
	for (size_t i = 0; i < keys->count; i++) {
		const struct line_key *key = &keys->keys[i];
		void *fact = (char *)line + key->at;

		if (!xpt__span_is(name, key->name))
			continue;
		if (key->kind == LINE_NUMBER)
			xpt__line_add_number(fact, value, key->largest);
		else if (key->kind == LINE_TEXT)
			xpt__line_add_text(fact, value);
		else
			xpt__line_add_set(fact, value);
		return;
	}
}

void xpt__line_add_pairs(const struct line_keys *keys, struct span pairs, void *line)
{
	struct span key, value;

	while (xpt__span_next_pair(&pairs, &key, &value))
		xpt__line_add(keys, key, value, line);
}

void xpt__line_write(FILE *to, const struct line_keys *keys, const void *line)
{
	for (size_t i = 0; i < keys->count; i++) {
		const struct line_key *key = &keys->keys[i];
		const void *fact = (const char *)line + key->at;

		if (key->kind == LINE_NUMBER)
			xpt__line_write_number(to, key->name, *(const struct fact_int *)fact);
		else if (key->kind == LINE_TEXT)
			write_text(to, key->name, fact);
		else
			xpt__line_write_set(to, key->name, fact);
	}
}

bool xpt__line_next(
		struct span *rest, unsigned int limit, unsigned int *ret_id, struct span *ret_pairs)
{
	while (xpt__span_next_line(rest, ret_pairs))
		if (cut_id(ret_pairs, limit, ret_id))
			return true;
	return false;
}

enum found xpt__line_find(
		struct span text, unsigned int limit, unsigned int id, struct span *ret_pairs)
{
	enum found found = FOUND_NONE;
	struct span pairs;
	unsigned int other;

	while (xpt__line_next(&text, limit, &other, &pairs)) {
		if (other != id)
			continue;
		if (found != FOUND_NONE)
			return FOUND_GARBLED;
		found = FOUND_ONE;
		*ret_pairs = pairs;
	}
	return found;
}
