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
#define ADDRESS "[0-7]" /* how a device's address ends; stands for it in a text as */
#define ADDRESS_MARK '\1'
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
	VECTOR(char *) texts; /* with single blanks */
	bool starved;
};

static void words_clear(struct words *words)
{
	for (size_t i = 0; i < words->texts.count; i++)
		free(words->texts.items[i]);
	vector_clear(&words->texts);
}

static struct span longest_word(struct span text)
{
	struct span longest = { text.at, 0 }, word;

	while (span_next_word(&text, &word))
		if (word.length > longest.length)
			longest = word;
	return longest;
}

static char *expression_of(const char *text)
{
	char *expression = malloc(strlen(text) * sizeof(BLANK) + 1), *to = expression;

	for (; to && *text; text++) {
		if (*text == ' ' || *text == ADDRESS_MARK) {
			to = stpcpy(to, *text == ' ' ? BLANK : ADDRESS);
			continue;
		}
		if (strchr("\\^$.[]|()?*+{}/-", *text))
			*to++ = '\\';
		*to++ = *text;
	}
	if (to)
		*to = '\0';
	return expression;
}

static char *single_blanks(struct span text, bool behind_address)
{
	char *copy = malloc(text.length + 2), *to = copy;

	if (to && behind_address)
		*to++ = ADDRESS_MARK;
	for (size_t k = 0; to && k < text.length; k++)
		if (text.at[k] != ' ' || !k || text.at[k - 1] != ' ')
			*to++ = text.at[k];
	if (to)
		*to = '\0';
	return copy;
}

/*
 * The longest word of @text, or all of it where its words are short.
 * @behind_address: it stands right behind a device's address
 */
static void add_text(struct words *words, struct span text, bool behind_address)
{
	struct span word = longest_word(text);
	bool all = word.length < WORD_LENGTH;
	char *copy = single_blanks(all ? text : word, all && behind_address), **item;

	for (size_t i = 0; copy && i < words->texts.count; i++)
		if (!strcasecmp(words->texts.items[i], copy)) {
			free(copy);
			return;
		}
	item = copy ? vector_push(&words->texts) : NULL;
	words->starved |= !item;
	if (item)
		*item = copy;
	else
		free(copy);
}

/* Where a shorter text is found anyway, a longer one that holds it finds nothing more. */
static bool is_needed(const struct words *words, const char *text)
{
	for (size_t i = 0; i < words->texts.count; i++)
		if (words->texts.items[i] != text && strcasestr(text, words->texts.items[i]))
			return false;
	return true;
}

/* @to: has room for all; what it then holds is the caller's. */
static size_t expressions_of(struct words *words, char **to)
{
	size_t count = 0;

	for (size_t i = 0; i < words->texts.count; i++) {
		if (!is_needed(words, words->texts.items[i]))
			continue;
		to[count] = expression_of(words->texts.items[i]);
		words->starved |= !to[count];
		count += to[count] != NULL;
	}
	return count;
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

/* Behind "%{bdf:device}"; but an "%{?optional}" may stand between. */
static bool ends_with_address(const char *pattern, const char *at)
{
	const char *open = at > pattern && at[-1] == '}' ? memrchr(pattern, '%', (size_t)(at - pattern)) :
			NULL;

	return open && !strncmp(open, "%{bdf", 5);
}

/* The longest text that every line of @pattern has: a literal, or one of a choice. */
static void add_pattern(struct words *words, const char *pattern)
{
	struct span best = { pattern, 0 }, choice = { pattern, 0 }, one;
	const char *at = pattern;
	size_t longest = 0;

	while (*at) {
		const char *open = strstr(at, "%{"), *close = open ? strchr(open, '}') : NULL;
		size_t length = open ? (size_t)(open - at) : strlen(at);

		one = (struct span){ at, length };
		if (span_trim(one).length > longest) {
			longest = span_trim(one).length;
			best = one;
			choice.length = 0;
		}
		if (!close)
			break;
		if (open[2] == '=' && shortest_of_choice(choice_of(open, close)) > longest) {
			choice = choice_of(open, close);
			longest = shortest_of_choice(choice);
		}
		at = close + 1;
	}
	if (!choice.length && ends_with_address(pattern, best.at))
		add_text(words, (struct span){ best.at, best.length -
				(best.at[best.length - 1] == ' ') }, true);
	else if (!choice.length)
		add_text(words, span_trim(best), false);
	while (span_next_part(&choice, '|', &one))
		add_text(words, span_trim(one), false);
}

static void collect(struct words *words, const char *subject)
{
	const struct rule *rule;

	for (int source = LOG_XEN; source <= LOG_QEMU; source++)
		for (size_t i = 0; (rule = rule_of((enum log_source)source, i)); i++)
			for (size_t j = 0; rule->weight != RULE_NOISE && rule_pattern(rule, j); j++)
				add_pattern(words, rule_pattern(rule, j));
	for (size_t i = 0; trouble_words[i]; i++)
		add_text(words, span_of(trouble_words[i]), false);
	if (subject)
		add_text(words, span_of(subject), false);
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

static hs_database_t *compile_expressions(const struct library *hyperscan, char **expressions,
		unsigned int *flags, size_t count)
{
	hs_compile_error_t *error = NULL;
	hs_database_t *database = NULL;

	for (size_t i = 0; i < count; i++)
		flags[i] = HS_FLAG_CASELESS;
	if (hyperscan->hs_compile_multi((const char *const *)expressions, flags, NULL,
			(unsigned int)count, HS_MODE_BLOCK, NULL, &database, &error) != HS_SUCCESS)
		database = NULL;
	hyperscan->hs_free_compile_error(error);
	return database;
}

static hs_database_t *compile(const struct library *hyperscan, struct words *words)
{
	auto_free char **expressions = calloc(words->texts.count, sizeof(*expressions));
	auto_free unsigned int *flags = calloc(words->texts.count, sizeof(*flags));
	size_t count = expressions && flags ? expressions_of(words, expressions) : 0;
	hs_database_t *database = NULL;

	if (count && !words->starved)
		database = compile_expressions(hyperscan, expressions, flags, count);
	while (count)
		free(expressions[--count]);
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
