/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The library is loaded by the first large log: no other command waits for it, or needs it. */
#include <hs/hs.h>

#include "prefilter.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "../base/cleanup.h"
#include "../base/vector.h"
#include "rules.h"

/* Behind a wrap's newline a post has its quote marks, where the pattern has a blank. */
#define BLANK "[\\s>|]+"

#define LIBRARY "libhs.so.5"
#define FUNCTIONS(X)                                                                         \
	X(hs_valid_platform) X(hs_compile_multi) X(hs_free_compile_error) X(hs_free_database) \
	X(hs_alloc_scratch) X(hs_free_scratch) X(hs_scan)

#define FUNCTION(name) __typeof__(name) *name;
struct library {
	void *handle;
	FUNCTIONS(FUNCTION)
};
#undef FUNCTION

struct prefilter {
	struct library hyperscan;
	hs_database_t *database;
	hs_scratch_t *scratch;
	VECTOR(size_t) hits; /* the last byte of each, in order; at most one a line */
	size_t next;
	const char *block;
	size_t length, line_end;
	bool starved;
};

struct words {
	VECTOR(char *) expressions;
	bool starved;
};

static void words_clear(struct words *words)
{
	for (size_t i = 0; i < words->expressions.count; i++)
		free(words->expressions.items[i]);
	vector_clear(&words->expressions);
}

/* The literal text between two holes, as an expression. */
static char *expression_of(const char *text, size_t length)
{
	char *expression = malloc(length * sizeof(BLANK) + 1), *to = expression;

	for (size_t i = 0; to && i < length; i++) {
		if (text[i] == ' ') {
			if (!i || text[i - 1] != ' ')
				to = stpcpy(to, BLANK);
			continue;
		}
		if (strchr("\\^$.[]|()?*+{}/-", text[i]))
			*to++ = '\\';
		*to++ = text[i];
	}
	if (to)
		*to = '\0';
	return expression;
}

static void add_words(struct words *words, const char *text, size_t length)
{
	char *expression = expression_of(text, length), **item;

	for (size_t i = 0; expression && i < words->expressions.count; i++)
		if (!strcmp(words->expressions.items[i], expression)) {
			free(expression);
			return;
		}
	item = expression ? vector_push(&words->expressions) : NULL;
	words->starved |= !item;
	if (item)
		*item = expression;
	else
		free(expression);
}

static size_t trimmed(const char **text, size_t length)
{
	while (length && **text == ' ') {
		(*text)++;
		length--;
	}
	while (length && (*text)[length - 1] == ' ')
		length--;
	return length;
}

/* All words of a choice "=one|other:blank", because any of them may be the only fixed text. */
static void add_choice(struct words *words, const char *inside, size_t length)
{
	const char *colon = memrchr(inside, ':', length);
	struct span rest = { inside + 1, (colon ? (size_t)(colon - inside) : length) - 1 }, one;

	while (span_next_part(&rest, '|', &one))
		add_words(words, one.at, trimmed(&one.at, one.length));
}

static size_t shortest_choice(const char *inside, size_t length)
{
	const char *colon = memrchr(inside, ':', length);
	struct span rest = { inside + 1, (colon ? (size_t)(colon - inside) : length) - 1 }, one;
	size_t shortest = length;

	while (span_next_part(&rest, '|', &one)) {
		size_t bare = trimmed(&one.at, one.length);

		shortest = bare < shortest ? bare : shortest;
	}
	return shortest;
}

/* The longest text that every line of @pattern has: literal, or a choice whose shortest is longer. */
static void add_pattern(struct words *words, const char *pattern)
{
	const char *best = "", *at = pattern;
	size_t longest = 0, best_length = 0;
	bool choice = false;

	while (*at) {
		const char *open = strstr(at, "%{"), *close = open ? strchr(open, '}') : NULL;
		const char *literal = at;
		size_t length = trimmed(&literal, open ? (size_t)(open - at) : strlen(at));

		if (length > longest) {
			longest = best_length = length;
			best = literal;
			choice = false;
		}
		if (!close)
			break;
		if (open[2] == '=') {
			length = (size_t)(close - open) - 2;
			if (shortest_choice(open + 2, length) > longest) {
				longest = shortest_choice(open + 2, length);
				best = open + 2;
				best_length = length;
				choice = true;
			}
		}
		at = close + 1;
	}
	if (choice)
		add_choice(words, best, best_length);
	else
		add_words(words, best, best_length);
}

static void collect(struct words *words, const char *subject)
{
	const struct rule *rule;

	for (int source = LOG_XEN; source <= LOG_QEMU; source++)
		for (size_t i = 0; (rule = rule_of((enum log_source)source, i)); i++)
			for (size_t j = 0; rule->weight != RULE_NOISE && rule_pattern(rule, j); j++)
				add_pattern(words, rule_pattern(rule, j));
	for (size_t i = 0; trouble_words[i]; i++)
		add_words(words, trouble_words[i], strlen(trouble_words[i]));
	if (subject)
		add_words(words, subject, strlen(subject));
}

static bool library_open(struct library *library)
{
	library->handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	if (!library->handle)
		return false;
#define FUNCTION(name)                                                                       \
	library->name = (__typeof__(name) *)dlsym(library->handle, #name);                   \
	if (!library->name)                                                                  \
		return false;
	FUNCTIONS(FUNCTION)
#undef FUNCTION
	return library->hs_valid_platform() == HS_SUCCESS;
}

static hs_database_t *compile(const struct library *hyperscan, const struct words *words)
{
	size_t count = words->expressions.count;
	auto_free unsigned int *flags = calloc(count, sizeof(*flags));
	hs_compile_error_t *error = NULL;
	hs_database_t *database = NULL;

	for (size_t i = 0; flags && i < count; i++)
		flags[i] = HS_FLAG_CASELESS;
	if (flags && hyperscan->hs_compile_multi((const char *const *)words->expressions.items, flags, NULL,
			(unsigned int)count, HS_MODE_BLOCK, NULL, &database, &error) != HS_SUCCESS)
		database = NULL;
	hyperscan->hs_free_compile_error(error);
	return database;
}

void prefilter_free(struct prefilter *prefilter)
{
	if (!prefilter)
		return;
	if (prefilter->scratch)
		prefilter->hyperscan.hs_free_scratch(prefilter->scratch);
	if (prefilter->database)
		prefilter->hyperscan.hs_free_database(prefilter->database);
	if (prefilter->hyperscan.handle)
		dlclose(prefilter->hyperscan.handle);
	vector_clear(&prefilter->hits);
	free(prefilter);
}

struct prefilter *prefilter_new(const char *subject)
{
	struct prefilter *prefilter = calloc(1, sizeof(*prefilter));
	struct words words = { 0 };

	if (!prefilter)
		return NULL;
	collect(&words, subject);
	if (!words.starved && library_open(&prefilter->hyperscan))
		prefilter->database = compile(&prefilter->hyperscan, &words);
	words_clear(&words);
	if (prefilter->database && prefilter->hyperscan.hs_alloc_scratch(prefilter->database,
			&prefilter->scratch) == HS_SUCCESS)
		return prefilter;
	prefilter_free(prefilter);
	return NULL;
}

/* Hyperscan tells where a match ends; the rest of that line needs no more hits. */
static int note_hit(unsigned int id, unsigned long long from, unsigned long long to,
		unsigned int flags, void *context)
{
	struct prefilter *prefilter = context;
	size_t at = (size_t)to - 1, *item;
	const char *end;

	(void)id;
	(void)from;
	(void)flags;
	if (prefilter->hits.count && at < prefilter->line_end)
		return 0;
	item = vector_push(&prefilter->hits);
	if (!item) {
		prefilter->starved = true;
		return 1;
	}
	*item = at;
	end = memchr(prefilter->block + at, '\n', prefilter->length - at);
	prefilter->line_end = end ? (size_t)(end - prefilter->block) : prefilter->length;
	return 0;
}

bool prefilter_scan(struct prefilter *prefilter, const char *block, size_t length)
{
	prefilter->hits.count = prefilter->next = 0;
	prefilter->block = block;
	prefilter->length = length;
	prefilter->starved = false;
	return prefilter->hyperscan.hs_scan(prefilter->database, block, (unsigned int)length, 0, prefilter->scratch,
			note_hit, prefilter) == HS_SUCCESS && !prefilter->starved;
}

const char *prefilter_next(struct prefilter *prefilter, const char *at)
{
	while (prefilter->next < prefilter->hits.count &&
			prefilter->block + prefilter->hits.items[prefilter->next] < at)
		prefilter->next++;
	return prefilter->next < prefilter->hits.count ?
			prefilter->block + prefilter->hits.items[prefilter->next] : NULL;
}
