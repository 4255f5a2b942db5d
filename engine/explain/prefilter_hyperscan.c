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

/* Any number of blanks; behind a wrap's newline a post has its quote marks. */
#define BLANK "[\\s>|]+"
#define WORD_LENGTH 10 /* a word so long says enough by itself, and is found fastest */

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

static struct span longest_word(struct span text)
{
	struct span longest = { text.at, 0 }, word;

	while (span_next_word(&text, &word))
		if (word.length > longest.length)
			longest = word;
	return longest;
}

static char *expression_of(struct span text)
{
	char *expression = malloc(text.length * sizeof(BLANK) + 1), *to = expression;

	for (size_t i = 0; to && i < text.length; i++) {
		if (text.at[i] == ' ') {
			if (!i || text.at[i - 1] != ' ')
				to = stpcpy(to, BLANK);
			continue;
		}
		if (strchr("\\^$.[]|()?*+{}/-", text.at[i]))
			*to++ = '\\';
		*to++ = text.at[i];
	}
	if (to)
		*to = '\0';
	return expression;
}

/* The longest word of @text, or all of it where its words are short. */
static void add_text(struct words *words, struct span text)
{
	struct span word = longest_word(text);
	char *expression = expression_of(word.length < WORD_LENGTH ? text : word), **item;

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

/* The words of a choice "=one|other:blank". */
static struct span choice_of(const char *open, const char *close)
{
	const char *colon = memrchr(open, ':', (size_t)(close - open));

	return (struct span){ open + 3, (size_t)((colon ? colon : close) - open) - 3 };
}

static size_t shortest_of_choice(struct span choice)
{
	size_t shortest = choice.length;
	struct span one;

	while (span_next_part(&choice, '|', &one))
		if (span_trim(one).length < shortest)
			shortest = span_trim(one).length;
	return shortest;
}

/* The longest text that every line of @pattern has: a literal, or one of a choice. */
static void add_pattern(struct words *words, const char *pattern)
{
	struct span best = { pattern, 0 }, choice = { pattern, 0 }, one;
	size_t longest = 0;

	while (*pattern) {
		const char *open = strstr(pattern, "%{"), *close = open ? strchr(open, '}') : NULL;
		size_t length = open ? (size_t)(open - pattern) : strlen(pattern);

		one = span_trim((struct span){ pattern, length });
		if (one.length > longest) {
			longest = one.length;
			best = one;
			choice.length = 0;
		}
		if (!close)
			break;
		if (open[2] == '=' && shortest_of_choice(choice_of(open, close)) > longest) {
			choice = choice_of(open, close);
			longest = shortest_of_choice(choice);
		}
		pattern = close + 1;
	}
	if (!choice.length)
		add_text(words, best);
	while (span_next_part(&choice, '|', &one))
		add_text(words, span_trim(one));
}

static void collect(struct words *words, const char *subject)
{
	const struct rule *rule;

	for (int source = LOG_XEN; source <= LOG_QEMU; source++)
		for (size_t i = 0; (rule = rule_of((enum log_source)source, i)); i++)
			for (size_t j = 0; rule->weight != RULE_NOISE && rule_pattern(rule, j); j++)
				add_pattern(words, rule_pattern(rule, j));
	for (size_t i = 0; trouble_words[i]; i++)
		add_text(words, span_of(trouble_words[i]));
	if (subject)
		add_text(words, span_of(subject));
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
