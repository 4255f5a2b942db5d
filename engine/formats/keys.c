/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keys.h"

bool xpt__keys_find(struct span text, const char *key, struct span *ret_value)
{
	struct span line, word;

	while (xpt__span_next_line(&text, &line))
		if (xpt__span_next_word(&line, &word) && xpt__span_is(word, key)) {
			*ret_value = xpt__span_trim(line);
			return true;
		}
	return false;
}

static void add_text(struct fact_span *fact, struct span value)
{
	if (value.length)
		xpt__line_add_text(fact, value);
	else
		*fact = fact->reason == xpt__line_untold ?
				(struct fact_span){ .state = XPT_FACT_KNOWN } :
				(struct fact_span)FACT_UNREADABLE(xpt__line_twice);
}

static void add_line(const struct line_keys *keys, struct span name, struct span value, void *facts)
{
	for (size_t i = 0; i < keys->count; i++) {
		const struct line_key *key = &keys->keys[i];

		if (!xpt__span_is(name, key->name))
			continue;
		if (key->kind == LINE_TEXT)
			add_text((struct fact_span *)((char *)facts + key->at), value);
		else
			xpt__line_add(keys, name, value, facts);
	}
}

void xpt__keys_read(const struct line_keys *keys, struct span text, void *ret_facts)
{
	struct span line, word;

	xpt__line_unknown(keys, xpt__line_untold, ret_facts);
	while (xpt__span_next_line(&text, &line))
		if (xpt__span_next_word(&line, &word))
			add_line(keys, word, xpt__span_trim(line), ret_facts);
}

/* What stands behind the end of a line would be read as another key. */
static void write_text(FILE *to, const char *key, const struct fact_span *fact)
{
	struct span rest = fact->value, line = { 0 };

	xpt__span_next_line(&rest, &line);
	if (fact->state == XPT_FACT_KNOWN)
		fprintf(to, "%s %.*s\n", key, (int)line.length, line.at);
}

void xpt__keys_write(FILE *to, const struct line_keys *keys, const void *facts)
{
	for (size_t i = 0; i < keys->count; i++) {
		const struct line_key *key = &keys->keys[i];
		const void *fact = (const char *)facts + key->at;
		struct fact_int number;

		if (key->kind == LINE_TEXT) {
			write_text(to, key->name, fact);
			continue;
		}
		number = *(const struct fact_int *)fact;
		if (number.state == XPT_FACT_KNOWN)
			fprintf(to, "%s %lld\n", key->name, number.value);
	}
}
