/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts and lists as initializers. */
#ifndef TESTS_FACTS_H
#define TESTS_FACTS_H

#define KNOWN(number)                                      \
	{                                                  \
		.state = XPT_FACT_KNOWN, .value = (number) \
	}
#define TEXT(text)                                       \
	{                                                \
		.state = XPT_FACT_KNOWN, .value = (text) \
	}
#define UNREADABLE                                                 \
	{                                                          \
		.state = XPT_FACT_UNREADABLE, .reason = "not root" \
	}
#define ABSENT                           \
	{                                \
		.state = XPT_FACT_ABSENT \
	}
#define LIST(...)                                                                           \
	{                                                                                   \
		.items = (struct xpt_bdf[]){ __VA_ARGS__ }, .state = XPT_FACT_KNOWN,        \
		.count = sizeof((struct xpt_bdf[]){ __VA_ARGS__ }) / sizeof(struct xpt_bdf) \
	}

#endif
