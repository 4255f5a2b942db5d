/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Typed patterns become PCRE2 expressions of one source each; a mark says which rule matched. */
#include "rule_set.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/text.h"

#define PIECE_WORDINGS 100
#define MATCH_LIMIT 200000

/* An address that its reporter made unreadable: the line is kept, without a device. */
#define REDACTED "(?:[0-9x?*d]+:)?[xb?*]{1,2}:[0-9xd?*]{1,2}\\.[0-7xf?*]|<[a-z :-]+>|\\[redacted\\]"
#define HEX "(?:0x)?[0-9a-f]+"
#define DOMAIN "d(?:om)?(?:ain )?(?:[0-9]+|\\[[a-z]+\\]|io(?::[0-9a-f]+)?)"
#define QUARANTINE "d(?:\\[io\\]|(?:om)?(?:io(?::[0-9a-f]+)?|32753(?![0-9])))"

static const struct {
	const char *name, *expression;
} capture_types[] = {
	[CAPTURE_BDF] = { "bdf",
			"(?:[0-9a-f]{1,8}:)?[0-9a-f]{1,2}:[0-9a-f]{1,2}\\.[0-7]|" REDACTED },
	[CAPTURE_SLOTID] = { "slotid", "[0-9a-f]{2}_[0-9a-f]{2}\\.[0-7]" },
	[CAPTURE_SLOT] = { "slot", "[0-9a-f]{1,8}:[0-9a-f]{1,2}:[0-9a-f]{1,2}" },
	[CAPTURE_DEVID] = { "devid", HEX },
	[CAPTURE_DOMAIN] = { "domain", "(?!" QUARANTINE ")" DOMAIN },
	[CAPTURE_QUARANTINE] = { "quarantine", QUARANTINE },
	[CAPTURE_ANY_DOMAIN] = { "anydomain", DOMAIN },
	[CAPTURE_HEX] = { "hex", HEX },
	[CAPTURE_RANGE] = { "range", HEX " *(?:\\.\\.|[-,]) *" HEX },
	[CAPTURE_NUMBER] = { "number", "-?[0-9]+" },
	[CAPTURE_WORD] = { "word", "\\S+?" },
	[CAPTURE_TEXT] = { "text", ".*?" },
	[CAPTURE_CHOICE] = { "=", NULL },
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

static bool find_type(struct span name, enum capture_type *ret_type)
{
	for (size_t i = 0; i < sizeof(capture_types) / sizeof(*capture_types); i++)
		if (xpt__span_is(name, capture_types[i].name)) {
			*ret_type = (enum capture_type)i;
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
static bool append_capture(struct compiled *compiled, struct expression *expression,
		struct span inside, bool last)
{
	struct capture *capture;
	struct span type;
	enum capture_type found = CAPTURE_CHOICE;

	if (xpt__span_starts(inside, "?")) {
		append_text(expression, "(?:");
		append_literal(expression, inside.at + 1, inside.length - 1);
		append_text(expression, ")?");
		return true;
	}
	type = cut_type(&inside);
	if (!xpt__span_starts(type, "=") && !find_type(type, &found))
		return false;
	capture = vector_push(&compiled->captures);
	if (!capture)
		return false;
	*capture = (struct capture){ found, inside.at, inside.length,
		(unsigned int)compiled->captures.count + 1 };
	if (found == CAPTURE_CHOICE) {
		append_choice(expression, (struct span){ type.at + 1, type.length - 1 });
		return true;
	}
	append_text(expression, "(");
	append_text(expression,
			last && found == CAPTURE_TEXT ? ".*" :
					last && found == CAPTURE_WORD ?
							"\\S+" :
							capture_types[found].expression);
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
				!append_capture(compiled, expression,
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
	*wording = (struct wording){ rule, compiled->captures.count };
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

	append_text(expression, ")");
	if (!end || expression->failed)
		return false;
	end->first_capture = piece->captures.count;
	piece->length = expression->text.count;
	piece->expression = TAKE(expression->text.items);
	vector_clear(&expression->text);
	return true;
}

/* Every so many wordings are an expression: PCRE2's may not be larger than 64 KiB. */
static bool add_rule(struct rule_set *set, enum log_source source, const struct rule *rule,
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

static bool add_source(struct rule_set *set, enum log_source source, const struct rule *only)
{
	struct expression expression = { 0 };
	const struct rule *rule;
	bool complete = begin_piece(set, source, false, &expression);

	for (size_t i = 0; complete && (rule = xpt__rule_of(source, i)); i++)
		if (!only || rule == only)
			complete = add_rule(set, source, rule, &expression);
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
		free(set->pieces.items[i].expression);
		vector_clear(&set->pieces.items[i].captures);
		vector_clear(&set->pieces.items[i].wordings);
	}
	vector_clear(&set->pieces);
	pcre2_match_data_free(set->data);
	pcre2_match_context_free(set->context);
	free(set);
}

bool xpt__rule_set_failed(const struct rule_set *set)
{
	return set->failed;
}

int xpt__rule_set_new(
		const struct rule *only, struct rule_set **ret_set, struct xpt_error **ret_error)
{
	auto_of(rule_set) struct rule_set *set = calloc(1, sizeof(*set));
	size_t groups = 1;

	if (!set)
		return xpt__error_no_memory(ret_error);
	for (int i = LOG_XEN; i <= LOG_QEMU; i++)
		if (!add_source(set, (enum log_source)i, only))
			return xpt__error_no_memory(ret_error);
	for (size_t i = 0; i < set->pieces.count; i++)
		if (set->pieces.items[i].captures.count + 2 > groups)
			groups = set->pieces.items[i].captures.count + 2;
	set->data = pcre2_match_data_create((unsigned int)groups, NULL);
	set->context = pcre2_match_context_create(NULL);
	if (!set->data || !set->context)
		return xpt__error_no_memory(ret_error);
	pcre2_set_match_limit(set->context, MATCH_LIMIT);
	*ret_set = TAKE(set);
	return 0;
}
