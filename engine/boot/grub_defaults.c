/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "grub_defaults.h"

#include <stdarg.h>
#include <string.h>

#include "grub_edit.h"

#define BEGIN "# xpt begin: written by \"xpt boot set\" and \"xpt hide\"; change it with them\n"
#define END "# xpt end\n"
#define MARK "#xpt "

/* One parameter: set where it was not before, set in place of another's, or deleted. */
struct record {
	enum boot_line line;
	char how; /* '+', '!', '-' */
	struct span key;
	VECTOR(struct span) words;
};

struct records {
	struct arena *arena;
	VECTOR(struct record) items;
	bool out_of_memory;
};

/* Text that grows. */
struct text {
	struct arena *arena;
	const char *at;
};

static void add(struct text *text, const char *format, ...)
		__attribute__((format(__printf__, 2, 3)));

static void add(struct text *text, const char *format, ...)
{
	va_list arguments;
	const char *more;

	va_start(arguments, format);
	more = xpt__arena_vtext(text->arena, format, arguments);
	va_end(arguments);
	text->at = text->at && more ? xpt__arena_text(text->arena, "%s%s", text->at, more) : NULL;
}

static struct record *record_of(struct records *records, enum boot_line line, struct span key)
{
	for (size_t i = 0; i < records->items.count; i++)
		if (records->items.items[i].line == line &&
				xpt__cmdline_same_key(line, records->items.items[i].key, key))
			return &records->items.items[i];
	return NULL;
}

static struct record *new_record(
		struct records *records, enum boot_line line, char how, struct span key)
{
	struct record *record = vector_push(&records->items);

	if (record)
		*record = (struct record){ .line = line, .how = how, .key = key };
	else
		records->out_of_memory = true;
	return record;
}

static void add_word(struct records *records, struct record *record, struct span word)
{
	struct span *to = vector_push(&record->words);

	if (to)
		*to = word;
	else
		records->out_of_memory = true;
}

/* "#xpt dom0 + KEY=VALUE", "#xpt xen - KEY". */
static void read_record(struct records *records, struct span line)
{
	struct span where, how, word, key;
	struct record *record;
	enum boot_line on;

	if (!xpt__span_next_word(&line, &where) || !xpt__span_next_word(&line, &how) ||
			!xpt__span_next_word(&line, &word))
		return;
	on = xpt__span_is(where, "xen") ? BOOT_LINE_XEN : BOOT_LINE_DOM0;
	line = word;
	if (!xpt__span_next_part(&line, '=', &key))
		return;
	record = record_of(records, on, key);
	if (!record)
		record = new_record(records, on, how.at[0], key);
	if (record && how.at[0] != '-')
		add_word(records, record, word);
}

static void read_block(struct records *records, struct span block)
{
	struct span line;

	while (xpt__span_next_line(&block, &line))
		if (xpt__span_starts(line, MARK)) {
			line.at += sizeof(MARK) - 1;
			line.length -= sizeof(MARK) - 1;
			read_record(records, line);
		}
}

static void change_record(struct records *records, const struct boot_entry *next,
		const struct boot_edit *edit)
{
	struct record *record = record_of(records, edit->line, xpt__span_of(edit->key));
	const struct fact_text *line =
			edit->line == BOOT_LINE_XEN ? &next->xen_line : &next->dom0_line;
	struct cmdline_word word;
	bool ours = record && record->how == '+';
	bool there = !ours &&
			(record ||
					(line->state == XPT_FACT_KNOWN &&
							xpt__cmdline_find(xpt__span_of(line->value),
									edit->line, edit->key,
									&word)));

	if (!record && (there || edit->count))
		record = new_record(records, edit->line, '+', xpt__span_of(edit->key));
	if (!record)
		return;
	record->words.count = 0;
	record->how = edit->count ? there ? '!' : '+' : there ? '-' : '\0';
	for (size_t i = 0; i < edit->count; i++)
		add_word(records, record, xpt__span_of(edit->words[i]));
}

static const char *where(enum boot_line line)
{
	return line == BOOT_LINE_XEN ? "xen" : "dom0";
}

static size_t count_of(const struct records *records, enum boot_line line)
{
	size_t count = 0;

	for (size_t i = 0; i < records->items.count; i++)
		count += records->items.items[i].how && records->items.items[i].line == line;
	return count;
}

static void write_records(struct text *text, const struct records *records)
{
	for (size_t i = 0; i < records->items.count; i++) {
		const struct record *record = &records->items.items[i];

		if (record->how == '-')
			add(text, MARK "%s - %.*s\n", where(record->line), (int)record->key.length,
					record->key.at);
		for (size_t k = 0; record->how && k < record->words.count; k++)
			add(text, MARK "%s %c %.*s\n", where(record->line), record->how,
					(int)record->words.items[k].length,
					record->words.items[k].at);
	}
}

/* The keys of a line as shell words, in both spellings that Linux takes. */
static void write_keys(struct text *text, const struct records *records, enum boot_line line)
{
	for (size_t i = 0; i < records->items.count; i++) {
		const struct record *record = &records->items.items[i];
		char *other;

		if (!record->how || record->line != line)
			continue;
		add(text, " '%.*s'", (int)record->key.length, record->key.at);
		other = xpt__arena_copy(text->arena, record->key.at, record->key.length);
		if (!other || line == BOOT_LINE_XEN || !strpbrk(other, "-_"))
			continue;
		for (char *at = other; *at; at++)
			*at = *at == '-' ? '_' : *at;
		if (!xpt__span_is(record->key, other))
			add(text, " '%s'", other);
		for (char *at = other; *at; at++)
			*at = *at == '_' ? '-' : *at;
		if (!xpt__span_is(record->key, other))
			add(text, " '%s'", other);
	}
}

static void write_words(struct text *text, const struct records *records, enum boot_line line)
{
	for (size_t i = 0; i < records->items.count; i++) {
		const struct record *record = &records->items.items[i];

		for (size_t k = 0; record->how && record->line == line && k < record->words.count;
				k++) {
			const char *word = xpt__arena_copy(text->arena, record->words.items[k].at,
					record->words.items[k].length);

			word = word ? xpt__grub_quote(text->arena, word) : NULL;
			if (word)
				add(text, " %s", word);
			else
				text->at = NULL;
		}
	}
}

/* A variable that is empty does not replace another: a blank does. */
static void write_dom0(struct text *text, const struct records *records)
{
	add(text,
			"GRUB_CMDLINE_LINUX_XEN_REPLACE=\" $(xpt_without "
			"\"${GRUB_CMDLINE_LINUX_XEN_REPLACE:-$GRUB_CMDLINE_LINUX}\"");
	write_keys(text, records, BOOT_LINE_DOM0);
	add(text,
			")\"\nGRUB_CMDLINE_LINUX_XEN_REPLACE_DEFAULT=\" $(xpt_without "
			"\"${GRUB_CMDLINE_LINUX_XEN_REPLACE_DEFAULT:-$GRUB_CMDLINE_LINUX_DEFAULT}\"");
	write_keys(text, records, BOOT_LINE_DOM0);
	add(text, ")\"'");
	write_words(text, records, BOOT_LINE_DOM0);
	add(text, "'\n");
}

static void write_xen(struct text *text, const struct records *records)
{
	add(text, "GRUB_CMDLINE_XEN=\"$(xpt_without \"$GRUB_CMDLINE_XEN\"");
	write_keys(text, records, BOOT_LINE_XEN);
	add(text, ")\"\nGRUB_CMDLINE_XEN_DEFAULT=\"$(xpt_without \"$GRUB_CMDLINE_XEN_DEFAULT\"");
	write_keys(text, records, BOOT_LINE_XEN);
	add(text, ")\"'");
	write_words(text, records, BOOT_LINE_XEN);
	add(text, "'\n");
}

static void write_block(struct text *text, const struct records *records)
{
	size_t xen = count_of(records, BOOT_LINE_XEN), dom0 = count_of(records, BOOT_LINE_DOM0);

	if (!xen && !dom0)
		return;
	add(text, BEGIN);
	write_records(text, records);
	/* words are split at blanks and compared as they are: "set -f" keeps "*" from becoming files */
	add(text, "%s",
			"xpt_without() {\n\tset -f\n\txpt_words=$1\n\txpt_kept=\n\tshift\n"
			"\tfor xpt_word in $xpt_words; do\n\t\tfor xpt_key; do\n"
			"\t\t\tcase $xpt_word in \"$xpt_key\" | \"$xpt_key=\"*) continue 2 ;; esac\n\t\tdone\n"
			"\t\txpt_kept=\"$xpt_kept $xpt_word\"\n\tdone\n\tprintf '%s' \"${xpt_kept# }\"\n}\n");
	if (xen)
		write_xen(text, records);
	if (dom0)
		write_dom0(text, records);
	add(text, "unset -f xpt_without\n" END);
}

static void clear(struct records *records)
{
	for (size_t i = 0; i < records->items.count; i++)
		vector_clear(&records->items.items[i].words);
	vector_clear(&records->items);
}

/* Where the block stands in @text; empty at its end: there is none. False: it has no end. */
static bool find_block(struct span text, struct span *ret_block)
{
	const char *from = memmem(text.at, text.length, BEGIN, sizeof(BEGIN) - 1), *to;
	size_t left;

	*ret_block = (struct span){ text.at + text.length, 0 };
	if (!from)
		return true;
	left = text.length - (size_t)(from - text.at);
	to = memmem(from, left, END, sizeof(END) - 1);
	if (!to)
		return false;
	*ret_block = (struct span){ from, (size_t)(to - from) + sizeof(END) - 1 };
	return true;
}

static int edit_block(struct records *records, const char *path, struct span block,
		const struct boot_entry *next, const struct boot_edits *edits, struct text *text,
		struct xpt_error **ret_error)
{
	struct text again = { records->arena, "" };

	read_block(records, block);
	write_block(&again, records);
	if (again.at && !xpt__span_is(block, again.at))
		return xpt__error_set(ret_error, XPT_UNSUPPORTED,
				"somebody edited what xpt wrote in /%s: remove the lines from "
				"\"# xpt begin\" to \"# xpt end\" by hand, then do this again",
				path);
	for (size_t i = 0; i < edits->count; i++)
		change_record(records, next, &edits->items[i]);
	write_block(text, records);
	return again.at && text->at && !records->out_of_memory ? 0 :
								 xpt__error_no_memory(ret_error);
}

int xpt__grub_defaults_edit(struct arena *arena, const char *path, struct span before,
		const struct boot_entry *next, const struct boot_edits *edits,
		const char **ret_after, struct xpt_error **ret_error)
{
	struct records records = { .arena = arena };
	struct text text = { arena, "" };
	struct span block, head, tail;
	int rc;

	if (!before.length)
		before = SPAN(""); /* a file that is not there yet has no address either */
	if (!find_block(before, &block))
		return xpt__error_set(ret_error, XPT_UNSUPPORTED,
				"what xpt wrote in /%s has no end any more: remove the lines "
				"from \"# xpt begin\" on by hand, then do this again",
				path);
	head = (struct span){ before.at, (size_t)(block.at - before.at) };
	tail = (struct span){ block.at + block.length, before.length - head.length - block.length };
	add(&text, "%.*s", (int)head.length, head.at);
	if (head.length && head.at[head.length - 1] != '\n')
		add(&text, "\n");
	rc = edit_block(&records, path, block, next, edits, &text, ret_error);
	clear(&records);
	if (rc)
		return rc;
	add(&text, "%.*s", (int)tail.length, tail.at);
	if (!text.at)
		return xpt__error_no_memory(ret_error);
	*ret_after = *text.at ? text.at : NULL;
	return 0;
}
