/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which rule knows a line, and what its captures hold there. */
#include "rule_set.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../base/bdf.h"

#define LINES_INTERPRETED 100
#define BODY_LIMIT 1000 /* a longer line is matched by its beginning */

/* An address as everything else writes it; false: it is none. */
static bool normal_bdf(enum capture_type type, struct span text, char *to, size_t room)
{
	unsigned int segment = 0, bus, device, function;
	char copy[32];
	uint64_t id;

	if (text.length >= sizeof(copy))
		return false;
	memcpy(copy, text.at, text.length);
	copy[text.length] = '\0';
	if (type == CAPTURE_DEVID) {
		if (!xpt__span_number(text, 16, &id) || id > 0xffff)
			return false;
		bus = (unsigned int)id >> 8;
		device = (unsigned int)id >> 3 & 0x1f;
		function = (unsigned int)id & 7;
	} else if (type == CAPTURE_SLOT) {
		if (sscanf(copy, "%8x:%2x:%2x", &segment, &bus, &device) != 3)
			return false;
		function = 0;
	} else if (sscanf(copy, "%8x:%2x:%2x.%1x", &segment, &bus, &device, &function) != 4) {
		segment = 0;
		if (sscanf(copy, type == CAPTURE_BDF ? "%2x:%2x.%1x" : "%2x_%2x.%1x", &bus, &device,
				    &function) != 3)
			return false;
	}
	if (device > 0x1f || room < XPT_BDF_TEXT)
		return false;
	xpt_bdf_format((struct xpt_bdf){ segment, (uint8_t)bus, (uint8_t)device,
				       (uint8_t)function },
			to);
	return true;
}

/* "Dom7", "domain 7" and "7" are "d7"; "DomIO:7ff1" and "Dom32753" are "d[IO]"; "web7" is a name. */
static void normal_domain(char *text, size_t room)
{
	size_t letters = strcspn(text, "0123456789");
	bool word = letters == 0 || (letters == 1 && (*text | 0x20) == 'd') ||
			(letters == 3 && !strncasecmp(text, "dom", 3)) ||
			(letters == 7 && !strncasecmp(text, "domain ", 7));
	uint64_t id;

	if (!strncasecmp(text, "domio", 5) || !strcasecmp(text, "dio"))
		snprintf(text, room, "d[IO]");
	else if (!word || !xpt__span_number(xpt__span_of(text + letters), 10, &id))
		return;
	else if (id == 32753)
		snprintf(text, room, "d[IO]");
	else
		snprintf(text, room, "d%llu", (unsigned long long)id);
}

struct filling {
	struct rule_match *match;
	size_t placeholders, used;
};

static const char *store(struct filling *filling, const char *text, size_t length)
{
	size_t room = sizeof(filling->match->storage) - filling->used;
	char *to = filling->match->storage + filling->used;

	if (room < length + 1)
		return NULL;
	memcpy(to, text, length);
	to[length] = '\0';
	filling->used += length + 1;
	return to;
}

static void fill_placeholder(struct filling *filling, enum capture_type type, struct span name,
		struct span value)
{
	const char *stored_name, *stored_value;
	char text[256];

	if (filling->placeholders == RULE_PLACEHOLDERS || !name.length)
		return;
	value = xpt__span_trim(value);
	snprintf(text, sizeof(text), "%.*s", (int)(value.length < 200 ? value.length : 200),
			value.length ? value.at : "");
	if ((type == CAPTURE_BDF || type == CAPTURE_SLOTID || type == CAPTURE_SLOT ||
			    type == CAPTURE_DEVID) &&
			!normal_bdf(type, value, text, sizeof(text)))
		return;
	if (value.length && xpt__span_is(name, "domain"))
		normal_domain(text, sizeof(text));
	/* an option's value may be none; of all else that says nothing */
	if (!*text && !(value.at && xpt__span_is(name, "value")))
		return;
	stored_name = store(filling, name.at, name.length);
	stored_value = store(filling, text, strlen(text));
	if (stored_name && stored_value)
		filling->match->placeholders[filling->placeholders++] =
				(struct placeholder){ stored_name, stored_value };
}

static bool is_filled(const struct filling *filling, const char *name)
{
	for (size_t i = 0; i < filling->placeholders; i++)
		if (!strcmp(filling->match->placeholders[i].name, name))
			return true;
	return false;
}

/* at: NULL where the group took no part */
static struct span group(pcre2_match_data *data, unsigned int number, const char *body)
{
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(data);

	if (number >= pcre2_get_ovector_count(data) || at[2 * number] == PCRE2_UNSET)
		return (struct span){ 0 };
	return (struct span){ body + at[2 * number], at[2 * number + 1] - at[2 * number] };
}

static void fill_match(const struct compiled *compiled, pcre2_match_data *data, size_t index,
		const char *body, int groups, struct rule_match *match)
{
	struct filling filling = { .match = match };
	struct span prefix = group(data, 1, body);

	for (size_t i = compiled->wordings.items[index].first_capture;
			i < compiled->wordings.items[index + 1].first_capture; i++) {
		const struct capture *capture = &compiled->captures.items[i];

		if ((int)capture->group < groups)
			fill_placeholder(&filling, capture->type,
					(struct span){ capture->placeholder, capture->length },
					group(data, capture->group, body));
	}
	for (size_t i = 0; i < RULE_FIXED && match->rule->fixed[i].name; i++)
		if (filling.placeholders < RULE_PLACEHOLDERS)
			match->placeholders[filling.placeholders++] = match->rule->fixed[i];
	if (prefix.length && !is_filled(&filling, "domain"))
		fill_placeholder(&filling, CAPTURE_DOMAIN, SPAN("domain"), prefix);
	match->placeholders[filling.placeholders] = (struct placeholder){ NULL, NULL };
}

/* Most logs are of few programs. */
static bool compile_once(struct compiled *piece)
{
	PCRE2_SIZE offset;
	int number;

	if (piece->code)
		return true;
	piece->code = pcre2_compile((PCRE2_SPTR)piece->expression, piece->length,
			PCRE2_CASELESS | PCRE2_NO_UTF_CHECK, &number, &offset, NULL);
	free(TAKE(piece->expression));
	piece->length = 0;
	return piece->code;
}

/* Making machine code takes as long as so many lines without it. Where the machine forbids it PCRE2 goes on so. */
static void count_line(struct compiled *piece)
{
	if (++piece->lines == LINES_INTERPRETED)
		pcre2_jit_compile(piece->code, PCRE2_JIT_COMPLETE);
}

static bool match_piece(struct rule_set *set, struct compiled *piece, struct span body,
		struct rule_match *ret_match)
{
	uint64_t index;
	int r;

	set->failed = set->failed || !compile_once(piece);
	if (set->failed)
		return false;
	count_line(piece);
	r = pcre2_match(piece->code, (PCRE2_SPTR)body.at, body.length, 0, 0, set->data,
			set->context);

	if (r <= 0 ||
			!xpt__span_number(xpt__span_of((const char *)pcre2_get_mark(set->data)), 10,
					&index))
		return false;
	ret_match->rule = piece->wordings.items[index].rule;
	ret_match->source = piece->source;
	fill_match(piece, set->data, (size_t)index, body.at, r, ret_match);
	return true;
}

static bool match_body(struct rule_set *set, const struct line_body *body, bool general,
		struct rule_match *ret_match)
{
	struct span text = { body->text, strnlen(body->text, BODY_LIMIT) };

	for (size_t i = 0; i < set->pieces.count; i++)
		if (set->pieces.items[i].source == body->source &&
				set->pieces.items[i].general == general &&
				match_piece(set, &set->pieces.items[i], text, ret_match))
			return body->prefixed || !ret_match->rule->prefixed;
	return false;
}

bool xpt__rule_set_match(
		struct rule_set *set, const struct line_parts *parts, struct rule_match *ret_match)
{
	for (int general = 0; general < 2; general++)
		for (size_t i = 0; i < parts->body_count; i++)
			if (match_body(set, &parts->bodies[i], general, ret_match))
				return true;
	return false;
}
