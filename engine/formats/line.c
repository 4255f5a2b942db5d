/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "line.h"

#include <string.h>

const char xpt__line_untold[] = "Xen does not tell";
const char xpt__line_twice[] = "Xen's answer tells it twice";

bool xpt__line_id(struct span *line, unsigned int limit, unsigned int *ret_id)
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

void xpt__line_write_text(FILE *to, const char *key, const struct fact_span *fact)
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
