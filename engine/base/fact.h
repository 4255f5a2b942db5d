/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fact is a value and what is known of it. Unknown is a state, never a number. */
#ifndef BASE_FACT_H
#define BASE_FACT_H

#include <stdbool.h>
#include <string.h>

#include <xpt/value.h>

struct fact_int {
	enum xpt_state state;
	long long value;
	const char *reason; /* why it is not known */
};

struct fact_text {
	enum xpt_state state;
	const char *value;
	const char *reason;
};

static inline struct fact_int fact_int_known(long long value)
{
	return (struct fact_int){ .state = XPT_FACT_KNOWN, .value = value };
}

static inline struct fact_text fact_text_known(const char *value)
{
	return (struct fact_text){ .state = XPT_FACT_KNOWN, .value = value };
}

#define FACT_ABSENT(why)                                  \
	{                                                 \
		.state = XPT_FACT_ABSENT, .reason = (why) \
	}
#define FACT_UNREADABLE(why)                                  \
	{                                                     \
		.state = XPT_FACT_UNREADABLE, .reason = (why) \
	}

/* Is it known to be @value? False also means "not known". */
static inline bool fact_is(struct fact_int fact, long long value)
{
	return fact.state == XPT_FACT_KNOWN && fact.value == value;
}

/* The same of a text. */
static inline bool fact_text_is(struct fact_text fact, const char *value)
{
	return fact.state == XPT_FACT_KNOWN && !strcmp(fact.value, value);
}

static inline bool fact_true(struct fact_int fact)
{
	return fact.state == XPT_FACT_KNOWN && fact.value;
}

#endif
