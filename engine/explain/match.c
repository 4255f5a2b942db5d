/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Typed patterns become one PCRE2 expression a source; its mark says which rule matched. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "rules/rules.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "../base/error.h"
#include "../base/vector.h"
#include "../base/bdf.h"

#define PIECE_WORDINGS 100
#define BODY_LIMIT 1000 /* a longer line is matched by its beginning */
#define MATCH_LIMIT 200000

enum hole_type {
	HOLE_BDF,
	HOLE_SLOTID,
	HOLE_SLOT,
	HOLE_DEVID,
	HOLE_DOMAIN,
	HOLE_QUARANTINE,
	HOLE_ANY_DOMAIN,
	HOLE_HEX,
	HOLE_RANGE,
	HOLE_NUMBER,
	HOLE_WORD,
	HOLE_TEXT,
	HOLE_CHOICE,
};

/* An address that its reporter made unreadable: the line is kept, without a device. */
#define REDACTED "(?:[0-9x?*d]+:)?[xb?*]{1,2}:[0-9xd?*]{1,2}\\.[0-7xf?*]|<[a-z :-]+>|\\[redacted\\]"
#define HEX "(?:0x)?[0-9a-f]+"
#define DOMAIN "d(?:om)?(?:ain )?(?:[0-9]+|\\[[a-z]+\\]|io(?::[0-9a-f]+)?)"
#define QUARANTINE "d(?:\\[io\\]|(?:om)?(?:io(?::[0-9a-f]+)?|32753(?![0-9])))"

static const struct {
	const char *name, *expression;
} hole_types[] = {
	[HOLE_BDF] = { "bdf", "(?:[0-9a-f]{1,8}:)?[0-9a-f]{1,2}:[0-9a-f]{1,2}\\.[0-7]|" REDACTED },
	[HOLE_SLOTID] = { "slotid", "[0-9a-f]{2}_[0-9a-f]{2}\\.[0-7]" },
	[HOLE_SLOT] = { "slot", "[0-9a-f]{1,8}:[0-9a-f]{1,2}:[0-9a-f]{1,2}" },
	[HOLE_DEVID] = { "devid", HEX },
	[HOLE_DOMAIN] = { "domain", "(?!" QUARANTINE ")" DOMAIN },
	[HOLE_QUARANTINE] = { "quarantine", QUARANTINE },
	[HOLE_ANY_DOMAIN] = { "anydomain", DOMAIN },
	[HOLE_HEX] = { "hex", HEX },
	[HOLE_RANGE] = { "range", HEX " *(?:\\.\\.|[-,]) *" HEX },
	[HOLE_NUMBER] = { "number", "-?[0-9]+" },
	[HOLE_WORD] = { "word", "\\S+?" },
	[HOLE_TEXT] = { "text", ".*?" },
	[HOLE_CHOICE] = { "=", NULL },
};

struct hole {
	enum hole_type type;
	const char *blank; /* not terminated: ends at "}" */
	size_t length;
	unsigned int group;
};

struct wording {
	const struct rule *rule;
	size_t first_hole;
};

struct compiled {
	enum log_source source;
	bool general;
	pcre2_code *code;
	VECTOR(struct hole) holes;
	VECTOR(struct wording) wordings; /* and the end */
};

struct rule_set {
	VECTOR(struct compiled) pieces; /* in the order in which they are tried */
	pcre2_match_data *data;
	pcre2_match_context *context;
};

/* A growing expression. */
struct expression {
	VECTOR(char) text;
	bool failed;
};

static void append(struct expression *expression, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length && !expression->failed; i++) {
		char *to = vector_push(&expression->text);

		if (to)
			*to = bytes[i];
		expression->failed = !to;
	}
}

static void append_text(struct expression *expression, const char *text)
{
	append(expression, text, strlen(text));
}

/* Literal text: any run of blanks stands for one or more; everything else stands for itself. */
static void append_literal(struct expression *expression, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (text[i] == ' ') {
			if (!i || text[i - 1] != ' ')
				append_text(expression, "\\s+");
			continue;
		}
		if (strchr("\\^$.[]|()?*+{}/-", text[i]))
			append_text(expression, "\\");
		append(expression, text + i, 1);
	}
}

static void append_choice(struct expression *expression, struct span choice)
{
	struct span one;

	append_text(expression, "(");
	while (xpt__span_next_part(&choice, '|', &one)) {
		append_literal(expression, one.at, one.length);
		append_text(expression, choice.length ? "|" : "");
	}
	append_text(expression, ")");
}

static bool find_type(struct span name, enum hole_type *ret_type)
{
	for (size_t i = 0; i < sizeof(hole_types) / sizeof(*hole_types); i++)
		if (xpt__span_is(name, hole_types[i].name)) {
			*ret_type = (enum hole_type)i;
			return true;
		}
	return false;
}

/* Cut "type" off "type:blank"; the words of a choice may hold colons themselves. */
static struct span cut_type(struct span *inside)
{
	const char *colon = memrchr(inside->at, ':', inside->length);
	struct span type = *inside;

	if (colon)
		type.length = (size_t)(colon - inside->at);
	inside->at += type.length + (colon != NULL);
	inside->length -= type.length + (colon != NULL);
	return type;
}

/* What stands between "%{" and "}". False: no such type, or no memory. */
static bool append_hole(struct compiled *compiled, struct expression *expression,
		struct span inside, bool last)
{
	struct hole *hole;
	struct span type;
	enum hole_type found = HOLE_CHOICE;

	if (xpt__span_starts(inside, "?")) {
		append_text(expression, "(?:");
		append_literal(expression, inside.at + 1, inside.length - 1);
		append_text(expression, ")?");
		return true;
	}
	type = cut_type(&inside);
	if (!xpt__span_starts(type, "=") && !find_type(type, &found))
		return false;
	hole = vector_push(&compiled->holes);
	if (!hole)
		return false;
	*hole = (struct hole){ found, inside.at, inside.length,
		(unsigned int)compiled->holes.count + 1 };
	if (found == HOLE_CHOICE) {
		append_choice(expression, (struct span){ type.at + 1, type.length - 1 });
		return true;
	}
	append_text(expression, "(");
	append_text(expression,
			last && found == HOLE_TEXT		   ? ".*" :
					last && found == HOLE_WORD ? "\\S+" :
								     hole_types[found].expression);
	append_text(expression, ")");
	return true;
}

static bool append_pattern(
		struct compiled *compiled, struct expression *expression, const char *pattern)
{
	const char *open, *close;

	while ((open = strstr(pattern, "%{"))) {
		append_literal(expression, pattern, (size_t)(open - pattern));
		close = strchr(open, '}');
		if (!close ||
				!append_hole(compiled, expression,
						(struct span){ open + 2,
								(size_t)(close - open) - 2 },
						!close[1]))
			return false;
		pattern = close + 1;
	}
	append_literal(expression, pattern, strlen(pattern));
	return true;
}

/* "first|second(*MARK:0)": one wording. */
static bool append_wording(struct compiled *compiled, struct expression *expression,
		const struct rule *rule, const char *pattern)
{
	struct wording *wording = vector_push(&compiled->wordings);
	char mark[32];

	if (!wording)
		return false;
	*wording = (struct wording){ rule, compiled->holes.count };
	append_text(expression, compiled->wordings.count > 1 ? "|" : "");
	if (!append_pattern(compiled, expression, pattern))
		return false;
	snprintf(mark, sizeof(mark), "(*MARK:%zu)", compiled->wordings.count - 1);
	append_text(expression, mark);
	return true;
}

/* "^(?:Domain (\d+):)?(?:"; the first group is libxl's prefix. */
static struct compiled *begin_piece(struct rule_set *set, enum log_source source, bool general,
		struct expression *expression)
{
	struct compiled *piece = vector_push(&set->pieces);

	expression->text.count = 0;
	append_text(expression, "^(?:Domain ([0-9]+): ?)?(?:");
	if (piece) {
		piece->source = source;
		piece->general = general;
	}
	return piece;
}

static bool end_piece(struct compiled *piece, struct expression *expression)
{
	struct wording *end = vector_push(&piece->wordings);
	PCRE2_SIZE offset;
	int number;

	append_text(expression, ")");
	if (!end || expression->failed)
		return false;
	end->first_hole = piece->holes.count;
	piece->code = pcre2_compile((PCRE2_SPTR)expression->text.items, expression->text.count,
			PCRE2_CASELESS | PCRE2_NO_UTF_CHECK, &number, &offset, NULL);
	if (piece->code) /* where the machine forbids it the interpreter does the work */
		pcre2_jit_compile(piece->code, PCRE2_JIT_COMPLETE);
	return piece->code;
}

/* Every so many wordings are an expression: PCRE2's may not be larger than 64 KiB. */
static bool compile_rule(struct rule_set *set, enum log_source source, const struct rule *rule,
		struct expression *expression)
{
	struct compiled *piece = &set->pieces.items[set->pieces.count - 1];
	const char *pattern;

	if (piece->wordings.count >= PIECE_WORDINGS || piece->general != rule->general) {
		if (!end_piece(piece, expression))
			return false;
		piece = begin_piece(set, source, rule->general, expression);
	}
	for (size_t i = 0; piece && (pattern = xpt__rule_pattern(rule, i)); i++)
		if (!append_wording(piece, expression, rule, pattern))
			return false;
	return piece;
}

static bool compile_source(struct rule_set *set, enum log_source source, const struct rule *only)
{
	struct expression expression = { 0 };
	const struct rule *rule;
	bool complete = begin_piece(set, source, false, &expression);

	for (size_t i = 0; complete && (rule = xpt__rule_of(source, i)); i++)
		if (!only || rule == only)
			complete = compile_rule(set, source, rule, &expression);
	complete = complete && end_piece(&set->pieces.items[set->pieces.count - 1], &expression);
	vector_clear(&expression.text);
	return complete;
}

void xpt__rule_set_free(struct rule_set *set)
{
	if (!set)
		return;
	for (size_t i = 0; i < set->pieces.count; i++) {
		pcre2_code_free(set->pieces.items[i].code);
		vector_clear(&set->pieces.items[i].holes);
		vector_clear(&set->pieces.items[i].wordings);
	}
	vector_clear(&set->pieces);
	pcre2_match_data_free(set->data);
	pcre2_match_context_free(set->context);
	free(set);
}

int xpt__rule_set_new(
		const struct rule *only, struct rule_set **ret_set, struct xpt_error **ret_error)
{
	auto_of(rule_set) struct rule_set *set = calloc(1, sizeof(*set));
	size_t groups = 1;

	if (!set)
		return xpt__error_no_memory(ret_error);
	for (int i = LOG_XEN; i <= LOG_QEMU; i++)
		if (!compile_source(set, (enum log_source)i, only))
			return xpt__error_no_memory(ret_error);
	for (size_t i = 0; i < set->pieces.count; i++)
		if (set->pieces.items[i].holes.count + 2 > groups)
			groups = set->pieces.items[i].holes.count + 2;
	set->data = pcre2_match_data_create((unsigned int)groups, NULL);
	set->context = pcre2_match_context_create(NULL);
	if (!set->data || !set->context)
		return xpt__error_no_memory(ret_error);
	pcre2_set_match_limit(set->context, MATCH_LIMIT);
	*ret_set = TAKE(set);
	return 0;
}

/* An address as everything else writes it; false: it is none. */
static bool normal_bdf(enum hole_type type, struct span text, char *to, size_t room)
{
	unsigned int segment = 0, bus, device, function;
	char copy[32];
	uint64_t id;

	if (text.length >= sizeof(copy))
		return false;
	memcpy(copy, text.at, text.length);
	copy[text.length] = '\0';
	if (type == HOLE_DEVID) {
		if (!xpt__span_number(text, 16, &id) || id > 0xffff)
			return false;
		bus = (unsigned int)id >> 8;
		device = (unsigned int)id >> 3 & 0x1f;
		function = (unsigned int)id & 7;
	} else if (type == HOLE_SLOT) {
		if (sscanf(copy, "%8x:%2x:%2x", &segment, &bus, &device) != 3)
			return false;
		function = 0;
	} else if (sscanf(copy, "%8x:%2x:%2x.%1x", &segment, &bus, &device, &function) != 4) {
		segment = 0;
		if (sscanf(copy, type == HOLE_BDF ? "%2x:%2x.%1x" : "%2x_%2x.%1x", &bus, &device,
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

/* "Dom7", "domain 7" and "7" are "d7"; "DomIO:7ff1" and "Dom32753" are "d[IO]". */
static void normal_domain(char *text, size_t room)
{
	size_t letters = strcspn(text, "0123456789");
	uint64_t id;

	if (!strncasecmp(text, "domio", 5) || !strcasecmp(text, "dio"))
		snprintf(text, room, "d[IO]");
	else if (xpt__span_number(xpt__span_of(text + letters), 10, &id) && id == 32753)
		snprintf(text, room, "d[IO]");
	else if (xpt__span_number(xpt__span_of(text + letters), 10, &id))
		snprintf(text, room, "d%llu", (unsigned long long)id);
}

struct filling {
	struct rule_match *match;
	size_t blanks, used;
};

static const char *store(struct filling *filling, const char *text, size_t length)
{
	size_t room = sizeof(filling->match->storage) - filling->used;
	char *to = filling->match->storage + filling->used;

	if (!length || room < length + 1)
		return NULL;
	memcpy(to, text, length);
	to[length] = '\0';
	filling->used += length + 1;
	return to;
}

static void fill_blank(
		struct filling *filling, enum hole_type type, struct span name, struct span value)
{
	const char *stored_name, *stored_value;
	char text[256];

	if (filling->blanks == RULE_BLANKS || !name.length)
		return;
	value = xpt__span_trim(value);
	snprintf(text, sizeof(text), "%.*s", (int)(value.length < 200 ? value.length : 200),
			value.length ? value.at : "");
	if ((type == HOLE_BDF || type == HOLE_SLOTID || type == HOLE_SLOT || type == HOLE_DEVID) &&
			!normal_bdf(type, value, text, sizeof(text)))
		return;
	if (value.length && xpt__span_is(name, "domain"))
		normal_domain(text, sizeof(text));
	stored_name = store(filling, name.at, name.length);
	stored_value = store(filling, text, strlen(text));
	if (stored_name && stored_value)
		filling->match->blanks[filling->blanks++] =
				(struct blank){ stored_name, stored_value };
}

static bool is_filled(const struct filling *filling, const char *name)
{
	for (size_t i = 0; i < filling->blanks; i++)
		if (!strcmp(filling->match->blanks[i].name, name))
			return true;
	return false;
}

static struct span group(pcre2_match_data *data, unsigned int number, const char *body)
{
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(data);

	if (number >= pcre2_get_ovector_count(data) || at[2 * number] == PCRE2_UNSET)
		return (struct span){ body, 0 };
	return (struct span){ body + at[2 * number], at[2 * number + 1] - at[2 * number] };
}

static void fill_match(const struct compiled *compiled, pcre2_match_data *data, size_t index,
		const char *body, int groups, struct rule_match *match)
{
	struct filling filling = { .match = match };
	struct span prefix = group(data, 1, body);

	for (size_t i = compiled->wordings.items[index].first_hole;
			i < compiled->wordings.items[index + 1].first_hole; i++) {
		const struct hole *hole = &compiled->holes.items[i];

		if ((int)hole->group < groups)
			fill_blank(&filling, hole->type, (struct span){ hole->blank, hole->length },
					group(data, hole->group, body));
	}
	for (size_t i = 0; i < RULE_FIXED && match->rule->fixed[i].name; i++)
		if (filling.blanks < RULE_BLANKS)
			match->blanks[filling.blanks++] = match->rule->fixed[i];
	if (prefix.length && !is_filled(&filling, "domain"))
		fill_blank(&filling, HOLE_DOMAIN, SPAN("domain"), prefix);
	match->blanks[filling.blanks] = (struct blank){ NULL, NULL };
}

static bool match_piece(struct rule_set *set, const struct compiled *piece, struct span body,
		struct rule_match *ret_match)
{
	uint64_t index;
	int r = pcre2_match(piece->code, (PCRE2_SPTR)body.at, body.length, 0, 0, set->data,
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
