/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compiled rules; rule_set.c makes them, match.c tries them. */
#ifndef EXPLAIN_RULE_SET_H
#define EXPLAIN_RULE_SET_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "../base/vector.h"
#include "rules/rules.h"

enum capture_type {
	CAPTURE_BDF,
	CAPTURE_SLOTID,
	CAPTURE_SLOT,
	CAPTURE_DEVID,
	CAPTURE_DOMAIN,
	CAPTURE_QUARANTINE,
	CAPTURE_ANY_DOMAIN,
	CAPTURE_HEX,
	CAPTURE_RANGE,
	CAPTURE_NUMBER,
	CAPTURE_WORD,
	CAPTURE_TEXT,
	CAPTURE_CHOICE,
};

struct capture {
	enum capture_type type;
	const char *placeholder; /* not terminated: ends at "}" */
	size_t length;
	unsigned int group;
};

struct wording {
	const struct rule *rule;
	size_t first_capture;
};

struct compiled {
	enum log_source source;
	bool general;
	char *expression; /* until it is compiled */
	size_t length;
	unsigned long lines; /* so far */
	pcre2_code *code;    /* NULL: no line asked for it yet */
	VECTOR(struct capture) captures;
	VECTOR(struct wording) wordings; /* and the end */
};

struct rule_set {
	VECTOR(struct compiled) pieces; /* in the order in which they are tried */
	pcre2_match_data *data;
	pcre2_match_context *context;
	bool failed; /* memory is out */
};

#endif
