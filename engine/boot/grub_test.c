/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "[ … ]" and "test …": an answer that depends on what is not known is not known. */
#include <string.h>

#include "grub.h"

struct testing {
	struct grub *grub;
	const struct grub_word *words;
	size_t count, at;
};

static enum grub_truth truth(bool is)
{
	return is ? GRUB_TRUE : GRUB_FALSE;
}

static enum grub_truth negated(enum grub_truth is)
{
	return is == GRUB_UNKNOWN ? is : truth(is == GRUB_FALSE);
}

static enum grub_truth both(enum grub_truth a, enum grub_truth b)
{
	if (a == GRUB_FALSE || b == GRUB_FALSE)
		return GRUB_FALSE;
	return a == GRUB_UNKNOWN || b == GRUB_UNKNOWN ? GRUB_UNKNOWN : GRUB_TRUE;
}

static bool next_is(const struct testing *test, size_t ahead, const char *text)
{
	return test->at + ahead < test->count && !strcmp(test->words[test->at + ahead].value, text);
}

/* -s, -f, -e, -d; what nobody looked for may be there. */
static enum grub_truth about_file(struct grub *grub, const char *how, const struct grub_word *word)
{
	const char *path = word->unknown ? NULL : xpt__grub_path(grub, word->value);
	const struct boot_file *file = path ? xpt__boot_file(grub->files, path) : NULL;

	if (!file || !strcmp(how, "-d"))
		return GRUB_UNKNOWN;
	if (file->state == XPT_FACT_ABSENT)
		return GRUB_FALSE;
	if (file->state != XPT_FACT_KNOWN)
		return GRUB_UNKNOWN;
	return truth(strcmp(how, "-s") || file->text.length);
}

static enum grub_truth about_text(const struct grub_word *word, bool wanted_empty)
{
	return word->unknown ? GRUB_UNKNOWN : truth(!*word->value == wanted_empty);
}

static enum grub_truth about_two(
		const struct grub_word *a, const char *how, const struct grub_word *b)
{
	bool same = !strcmp(a->value, b->value);

	if (a->unknown || b->unknown)
		return GRUB_UNKNOWN;
	return truth(strcmp(how, "!=") ? same : !same);
}

static bool is_unary(const char *word)
{
	static const char *const all[] = { "-s", "-f", "-e", "-d", "-z", "-n" };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(word, all[i]))
			return true;
	return false;
}

static enum grub_truth primary(struct testing *test)
{
	const struct grub_word *word = &test->words[test->at];

	if (test->at >= test->count)
		return GRUB_FALSE;
	if (next_is(test, 1, "=") || next_is(test, 1, "==") || next_is(test, 1, "!=")) {
		test->at += 3;
		return test->at > test->count ? GRUB_UNKNOWN :
						about_two(word, word[1].value, &word[2]);
	}
	if (test->at + 1 < test->count && is_unary(word->value)) {
		test->at += 2;
		if (word->value[1] == 'z' || word->value[1] == 'n')
			return about_text(&word[1], word->value[1] == 'z');
		return about_file(test->grub, word->value, &word[1]);
	}
	test->at++;
	/* numbers, versions and times: nothing that decides what boots uses them */
	if (word->value[0] == '(' ||
			(test->at < test->count && test->words[test->at].value[0] == '-' &&
					!next_is(test, 0, "-a") && !next_is(test, 0, "-o"))) {
		test->at = test->count;
		return GRUB_UNKNOWN;
	}
	return about_text(word, false);
}

static enum grub_truth one(struct testing *test)
{
	bool not = false;
	enum grub_truth is;

	for (; next_is(test, 0, "!"); test->at++)
		not = !not ;
	is = primary(test);
	return not ? negated(is) : is;
}

static enum grub_truth all_of(struct testing *test)
{
	enum grub_truth is = one(test);

	for (; next_is(test, 0, "-a");) {
		test->at++;
		is = both(is, one(test));
	}
	return is;
}

enum grub_truth xpt__grub_test(struct grub *grub, const struct grub_command *command)
{
	struct testing test = { .grub = grub, .words = command->words, .count = command->count };
	bool not = false;
	enum grub_truth is;

	for (; next_is(&test, 0, "!"); test.at++)
		not = !not ;
	if (next_is(&test, 0, "true") || next_is(&test, 0, "false"))
		return truth(next_is(&test, 0, "true") != not );
	if (next_is(&test, 0, "[") && !strcmp(test.words[test.count - 1].value, "]"))
		test.count--;
	else if (!next_is(&test, 0, "test"))
		return GRUB_UNKNOWN;
	test.at++;
	is = all_of(&test);
	while (next_is(&test, 0, "-o")) {
		test.at++;
		/* "a or b" is "not (not a and not b)" */
		is = negated(both(negated(is), negated(all_of(&test))));
	}
	if (test.at < test.count)
		is = GRUB_UNKNOWN;
	return not ? negated(is) : is;
}
