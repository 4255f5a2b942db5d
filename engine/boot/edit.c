/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "edit.h"

#include <string.h>

static bool has_key(const struct boot_edit *edit, struct span word)
{
	struct cmdline_word split;

	return xpt__cmdline_next(&word, edit->line, &split) &&
			xpt__cmdline_same_key(edit->line, split.key, xpt__span_of(edit->key));
}

static void note(struct splices *splices, const char *at, size_t length, const char *text)
{
	size_t offset = (size_t)(at - splices->text.at), i;
	struct splice *new;

	/* a line that two entries share is changed once */
	for (i = 0; text && i < splices->items.count; i++)
		if (splices->items.items[i].at == offset &&
				!strcmp(splices->items.items[i].text, text))
			return;
	new = text ? vector_push(&splices->items) : NULL;
	if (!new) {
		splices->out_of_memory = true;
		return;
	}
	for (i = splices->items.count - 1; i > 0 && splices->items.items[i - 1].at > offset; i--)
		splices->items.items[i] = splices->items.items[i - 1];
	splices->items.items[i] = (struct splice){ offset, length, text };
}

/* A word goes with the blanks before it. */
static void drop(struct splices *splices, struct span word)
{
	const char *from = word.at;

	while (from > splices->text.at && (from[-1] == ' ' || from[-1] == '\t'))
		from--;
	note(splices, from, word.length + (size_t)(word.at - from), "");
}

static const char *new_words(struct splices *splices, const struct boot_edit *edit,
		const char *(*quote)(struct arena *arena, const char *word))
{
	const char *text = "";

	for (size_t i = 0; text && i < edit->count; i++) {
		const char *word = quote(splices->arena, edit->words[i]);

		text = word ? xpt__arena_text(splices->arena, "%s%s%s", text, i ? " " : "", word) :
			      NULL;
	}
	splices->out_of_memory |= !text;
	return text;
}

/* Does the line hold these words already, and no other of the key? */
static bool is_same(const struct placed_word *words, size_t count, const struct boot_edit *edit)
{
	size_t same = 0;

	for (size_t i = 0; i < count; i++) {
		if (!has_key(edit, words[i].value))
			continue;
		if (same >= edit->count || !xpt__span_is(words[i].value, edit->words[same]))
			return false;
		same++;
	}
	return same == edit->count;
}

/* What stands behind "--" is no parameter: Xen hands it on to dom0, Linux to the first process. */
static size_t own_words(const struct placed_word *words, size_t count)
{
	size_t own = 0;

	while (own < count && !xpt__span_is(words[own].value, "--"))
		own++;
	return own;
}

static void add(struct splices *splices, const struct placed_word *behind, const char *end,
		const char *text)
{
	if (behind)
		note(splices, behind->source.at, 0, xpt__arena_text(splices->arena, "%s ", text));
	else
		note(splices, end, 0, xpt__arena_text(splices->arena, " %s", text));
}

int xpt__edit_line(struct splices *splices, const struct placed_word *words, size_t all,
		const char *end, const struct boot_edit *edit,
		const char *(*quote)(struct arena *arena, const char *word),
		struct xpt_error **ret_error)
{
	size_t count = own_words(words, all);
	const struct placed_word *behind = count < all ? &words[count] : NULL, *last = NULL;
	const char *text;

	if (is_same(words, count, edit))
		return 0;
	for (size_t i = 0; i < count; i++) {
		if (!has_key(edit, words[i].value))
			continue;
		if (words[i].fixed)
			return xpt__error_set(ret_error, XPT_UNSUPPORTED,
					"\"%s\" comes from a variable of the loader's "
					"script: change it there by hand",
					edit->key);
		if (last)
			drop(splices, last->source);
		last = &words[i];
	}
	text = new_words(splices, edit, quote);
	if (!text)
		return xpt__error_no_memory(ret_error);
	if (last && edit->count)
		note(splices, last->source.at, last->source.length, text);
	else if (last)
		drop(splices, last->source);
	else if (edit->count)
		add(splices, behind, end, text);
	return splices->out_of_memory ? xpt__error_no_memory(ret_error) : 0;
}

const char *xpt__splice(struct splices *splices)
{
	size_t size = splices->text.length + 1, from = 0;
	char *text, *to;

	for (size_t i = 0; i < splices->items.count; i++)
		size += strlen(splices->items.items[i].text);
	text = to = splices->out_of_memory ? NULL : xpt__arena_alloc(splices->arena, size);
	for (size_t i = 0; text && i < splices->items.count; i++) {
		const struct splice *splice = &splices->items.items[i];

		to = mempcpy(to, splices->text.at + from, splice->at - from);
		to = mempcpy(to, splice->text, strlen(splice->text));
		from = splice->at + splice->length;
	}
	if (text && splices->text.length > from)
		memcpy(to, splices->text.at + from, splices->text.length - from);
	return text;
}

void xpt__splices_clear(struct splices *splices)
{
	vector_clear(&splices->items);
}

const char *xpt__edit_plain(struct arena *arena, const char *word)
{
	(void)arena;
	return word;
}

struct placed_word *xpt__edit_plain_words(struct arena *arena, struct span line, size_t *ret_count)
{
	struct placed_word *words = xpt__arena_array(arena, line.length / 2 + 1, sizeof(*words));
	struct span word;
	size_t count = 0;

	while (words && xpt__span_next_word(&line, &word))
		words[count++] = (struct placed_word){ .source = word, .value = word };
	*ret_count = count;
	return words;
}

static bool is_kept(struct span text, const struct boot_edit *edit)
{
	struct cmdline_word word;
	size_t found = 0;

	while (xpt__cmdline_next(&text, edit->line, &word) && !xpt__span_is(word.all, "--")) {
		if (!xpt__cmdline_same_key(edit->line, word.key, xpt__span_of(edit->key)))
			continue;
		if (found >= edit->count || !xpt__span_is(word.all, edit->words[found]))
			return false;
		found++;
	}
	return found == edit->count;
}

const char *xpt__edit_broken(struct span text, enum boot_line line, const struct boot_edits *edits)
{
	for (size_t i = 0; i < edits->count; i++)
		if (edits->items[i].line == line && !is_kept(text, &edits->items[i]))
			return edits->items[i].key;
	return NULL;
}
