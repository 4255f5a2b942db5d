/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The library is loaded by the first large log: no other command waits for it, or needs it. */
#include <hs/hs.h>

#include "prefilter.h"

#include <ctype.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "../base/cleanup.h"
#include "../base/library.h"
#include "../base/vector.h"
#include "rules/rules.h"

#define ADDRESS_MARK '\1' /* in a text: the digit at the end of a device's address */
#define WORD_LENGTH 10	  /* a word so long says enough by itself, and is found fastest */

#define LIBRARY "libhs.so.5"
#define FUNCTIONS(X)             \
	X(hs_valid_platform)     \
	X(hs_compile_multi)      \
	X(hs_free_compile_error) \
	X(hs_free_database) X(hs_alloc_scratch) X(hs_free_scratch) X(hs_scan)

struct functions {
	FUNCTIONS(LIBRARY_FUNCTION)
};

struct library {
	void *handle;
	struct functions functions;
};

/* Hyperscan finds one word of a text, which costs a third of finding the text; the rest is compared here. */
struct needle {
	char *text; /* with single blanks, in small letters */
	size_t word, length;
};

struct prefilter {
	struct library hyperscan;
	hs_database_t *database;
	hs_scratch_t *scratch;
	VECTOR(struct needle) needles;
	VECTOR(size_t) hits; /* the last byte of each, in order; at most one a line */
	size_t next;
	const char *block;
	size_t length, line_end;
	bool out_of_memory;
};

struct words {
	VECTOR(char *) texts; /* with single blanks */
	bool out_of_memory;
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

	while (xpt__span_next_word(&text, &word))
		if (word.length > longest.length)
			longest = word;
	return longest;
}

static char *expression_of(const char *word, size_t length)
{
	char *expression = malloc(2 * length + 1), *to = expression;

	for (size_t i = 0; to && i < length; i++) {
		if (strchr("\\^$.[]|()?*+{}/-", word[i]))
			*to++ = '\\';
		*to++ = word[i];
	}
	if (to)
		*to = '\0';
	return expression;
}

static char *single_placeholders(struct span text, bool behind_address)
{
	char *copy = malloc(text.length + 2), *to = copy;

	if (to && behind_address)
		*to++ = ADDRESS_MARK;
	for (size_t k = 0; to && k < text.length; k++)
		if (text.at[k] != ' ' || !k || text.at[k - 1] != ' ')
			*to++ = (char)tolower((unsigned char)text.at[k]);
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
	char *copy = single_placeholders(all ? text : word, all && behind_address), **item;

	for (size_t i = 0; copy && i < words->texts.count; i++)
		if (!strcasecmp(words->texts.items[i], copy)) {
			free(copy);
			return;
		}
	item = copy ? vector_push(&words->texts) : NULL;
	words->out_of_memory |= !item;
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

/* In every other line of some log: what Hyperscan finds too often costs more than what it passes over saves. */
static bool is_common(struct span word)
{
	static const char *const common[] = { "xen", "domain", "pci", "page", "table", "status",
		"affinity", "attempted", "device" };

	for (size_t i = 0; i < sizeof(common) / sizeof(*common); i++)
		if (word.length == strlen(common[i]) && !memcmp(word.at, common[i], word.length))
			return true;
	return false;
}

/* The longest that is not common, if there is one of some length. */
static struct span telling_word(struct span text)
{
	struct span longest = longest_word(text), telling = { text.at, 0 }, word;

	while (xpt__span_next_word(&text, &word))
		if (word.length > telling.length && !is_common(word))
			telling = word;
	return telling.length > 2 ? telling : longest;
}

/* Each text with the word to be found by. */
static void take_needles(struct words *words, struct prefilter *prefilter)
{
	for (size_t i = 0; i < words->texts.count; i++) {
		char *text = words->texts.items[i];
		struct needle *needle;
		struct span word;

		if (!is_needed(words, text))
			continue;
		needle = vector_push(&prefilter->needles);
		words->out_of_memory |= !needle;
		if (!needle)
			return;
		word = telling_word(xpt__span_of(*text == ADDRESS_MARK ? text + 1 : text));
		*needle = (struct needle){ strdup(text), (size_t)(word.at - text), word.length };
		words->out_of_memory |= !needle->text;
	}
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

	while (xpt__span_next_part(&choice, '|', &one))
		if (xpt__span_trim(one).length < shortest)
			shortest = xpt__span_trim(one).length;
	return shortest;
}

/* Behind "%{bdf:device}"; but an "%{?optional}" may stand between. */
static bool ends_with_address(const char *pattern, const char *at)
{
	const char *open = at > pattern && at[-1] == '}' ?
			memrchr(pattern, '%', (size_t)(at - pattern)) :
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
		if (xpt__span_trim(one).length > longest) {
			longest = xpt__span_trim(one).length;
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
		add_text(words,
				(struct span){ best.at,
						best.length - (best.at[best.length - 1] == ' ') },
				true);
	else if (!choice.length)
		add_text(words, xpt__span_trim(best), false);
	while (xpt__span_next_part(&choice, '|', &one))
		add_text(words, xpt__span_trim(one), false);
}

static void collect(struct words *words, const char *subject)
{
	const struct rule *rule;

	for (int source = LOG_XEN; source <= LOG_QEMU; source++)
		for (size_t i = 0; (rule = xpt__rule_of((enum log_source)source, i)); i++)
			for (size_t j = 0; rule->weight != RULE_NOISE && xpt__rule_pattern(rule, j);
					j++)
				add_pattern(words, xpt__rule_pattern(rule, j));
	for (size_t i = 0; xpt__prefilter_failure_words[i]; i++)
		add_text(words, xpt__span_of(xpt__prefilter_failure_words[i]), false);
	for (size_t i = 0; xpt__pasted_hide_keys[i]; i++)
		add_text(words, xpt__span_of(xpt__pasted_hide_keys[i]), false);
	if (subject)
		add_text(words, xpt__span_of(subject), false);
}

static bool library_open(struct library *library)
{
	static const char *const names[] = { FUNCTIONS(LIBRARY_NAME) };

	library->handle = xpt__library_open(
			LIBRARY, names, sizeof(names) / sizeof(*names), &library->functions);
	return library->handle && library->functions.hs_valid_platform() == HS_SUCCESS;
}

static hs_database_t *compile_expressions(const struct library *hyperscan, char **expressions,
		unsigned int *flags, unsigned int *ids, size_t count)
{
	hs_compile_error_t *error = NULL;
	hs_database_t *database = NULL;

	for (size_t i = 0; i < count; i++) {
		flags[i] = HS_FLAG_CASELESS;
		ids[i] = (unsigned int)i;
	}
	if (hyperscan->functions.hs_compile_multi((const char *const *)expressions, flags, ids,
			    (unsigned int)count, HS_MODE_BLOCK, NULL, &database,
			    &error) != HS_SUCCESS)
		database = NULL;
	hyperscan->functions.hs_free_compile_error(error);
	return database;
}

static hs_database_t *compile(const struct prefilter *prefilter)
{
	size_t count = prefilter->needles.count, made = 0;
	auto_free char **expressions = calloc(count, sizeof(*expressions));
	auto_free unsigned int *flags = calloc(count, sizeof(*flags));
	auto_free unsigned int *ids = calloc(count, sizeof(*ids));
	hs_database_t *database = NULL;

	while (expressions && made < count) {
		const struct needle *needle = &prefilter->needles.items[made];

		expressions[made] = expression_of(needle->text + needle->word, needle->length);
		if (!expressions[made])
			break;
		made++;
	}
	if (flags && ids && made && made == count)
		database = compile_expressions(
				&prefilter->hyperscan, expressions, flags, ids, count);
	while (made)
		free(expressions[--made]);
	return database;
}

void xpt__prefilter_free(struct prefilter *prefilter)
{
	if (!prefilter)
		return;
	if (prefilter->scratch)
		prefilter->hyperscan.functions.hs_free_scratch(prefilter->scratch);
	if (prefilter->database)
		prefilter->hyperscan.functions.hs_free_database(prefilter->database);
	if (prefilter->hyperscan.handle)
		dlclose(prefilter->hyperscan.handle);
	for (size_t i = 0; i < prefilter->needles.count; i++)
		free(prefilter->needles.items[i].text);
	vector_clear(&prefilter->needles);
	vector_clear(&prefilter->hits);
	free(prefilter);
}

struct prefilter *xpt__prefilter_new(const char *subject)
{
	struct prefilter *prefilter = calloc(1, sizeof(*prefilter));
	struct words words = { 0 };

	if (!prefilter)
		return NULL;
	collect(&words, subject);
	take_needles(&words, prefilter);
	if (!words.out_of_memory && library_open(&prefilter->hyperscan))
		prefilter->database = compile(prefilter);
	words_clear(&words);
	if (prefilter->database &&
			prefilter->hyperscan.functions.hs_alloc_scratch(
					prefilter->database, &prefilter->scratch) == HS_SUCCESS)
		return prefilter;
	xpt__prefilter_free(prefilter);
	return NULL;
}

/* Any number of blanks; behind a wrap's newline a post has its quote marks. */
static bool is_blank(char byte)
{
	return isspace((unsigned char)byte) || byte == '>' || byte == '|';
}

static bool is_byte(char wanted, char byte)
{
	if (wanted == ADDRESS_MARK)
		return byte >= '0' && byte <= '7';
	return tolower((unsigned char)byte) == wanted;
}

/* Does @text, up to @length, stand right before @at? */
static bool stands_before(const char *begin, const char *at, const char *text, size_t length)
{
	while (length--) {
		if (at == begin ||
				!(text[length] == ' ' ? is_blank(at[-1]) :
							is_byte(text[length], at[-1])))
			return false;
		at--;
		while (text[length] == ' ' && at != begin && is_blank(at[-1]))
			at--;
	}
	return true;
}

/* Where @text, which begins at @at, ends; NULL: it does not stand there. */
static const char *end_of(const char *text, const char *at, const char *end)
{
	for (; *text; text++) {
		if (at == end || !(*text == ' ' ? is_blank(*at) : is_byte(*text, *at)))
			return NULL;
		at++;
		while (*text == ' ' && at != end && is_blank(*at))
			at++;
	}
	return at;
}

/* Hyperscan tells where a word ends; behind its text, the rest of that line needs no more hits. */
static int note_hit(unsigned int id, unsigned long long from, unsigned long long to,
		unsigned int flags, void *context)
{
	struct prefilter *prefilter = context;
	const struct needle *needle = &prefilter->needles.items[id];
	const char *block = prefilter->block, *end = block + prefilter->length, *at = block + to;
	size_t *item;

	(void)from;
	(void)flags;
	if ((prefilter->hits.count && to <= prefilter->line_end) ||
			!stands_before(block, at - needle->length, needle->text, needle->word) ||
			!(at = end_of(needle->text + needle->word + needle->length, at, end)))
		return 0;
	item = vector_push(&prefilter->hits);
	if (!item) {
		prefilter->out_of_memory = true;
		return 1;
	}
	*item = (size_t)(at - block) - 1;
	at = memchr(at - 1, '\n', (size_t)(end - at) + 1);
	prefilter->line_end = (size_t)((at ? at : end) - block);
	return 0;
}

bool xpt__prefilter_scan(struct prefilter *prefilter, const char *block, size_t length)
{
	prefilter->hits.count = prefilter->next = 0;
	prefilter->block = block;
	prefilter->length = length;
	prefilter->out_of_memory = false;
	return prefilter->hyperscan.functions.hs_scan(prefilter->database, block,
			       (unsigned int)length, 0, prefilter->scratch, note_hit,
			       prefilter) == HS_SUCCESS &&
			!prefilter->out_of_memory;
}

const char *xpt__prefilter_next(struct prefilter *prefilter, const char *at)
{
	while (prefilter->next < prefilter->hits.count &&
			prefilter->block + prefilter->hits.items[prefilter->next] < at)
		prefilter->next++;
	return prefilter->next < prefilter->hits.count ?
			prefilter->block + prefilter->hits.items[prefilter->next] :
			NULL;
}
