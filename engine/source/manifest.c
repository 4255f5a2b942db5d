/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "manifest.h"

#include <string.h>

#include "../base/error.h"

#define FIRST_LINE "xpt-capture 1"

static const char *const verbs[] = {
	[ANSWER_ABSENT] = "absent",
	[ANSWER_DENIED] = "denied",
	[ANSWER_LINK] = "link",
	[ANSWER_LIST] = "list",
	[ANSWER_UNREADABLE] = "unreadable",
	[ANSWER_VALUE] = "value",
};

#define VERBS (sizeof(verbs) / sizeof(*verbs))

static char *escape(struct span text, unsigned char first_plain)
{
	static const char hex[] = "0123456789abcdef";
	char *escaped = text.length < SIZE_MAX / 4 ? malloc(4 * text.length + 1) : NULL;
	char *to = escaped;

	if (!escaped)
		return NULL;
	for (size_t i = 0; i < text.length; i++) {
		unsigned char byte = (unsigned char)text.at[i];

		if (byte >= first_plain && byte < 0x7f && byte != '\\') {
			*to++ = (char)byte;
			continue;
		}
		*to++ = '\\';
		*to++ = 'x';
		*to++ = hex[byte >> 4];
		*to++ = hex[byte & 15];
	}
	*to = '\0';
	return escaped;
}

char *xpt__manifest_escape_path(struct span path)
{
	return escape(path, '!');
}

char *xpt__manifest_escape_text(struct span text)
{
	return escape(text, ' ');
}

int xpt__manifest_unescape(struct span text, struct blob *ret_blob)
{
	auto_free char *plain = malloc(text.length + 1);
	size_t length = 0;

	if (!plain)
		return XPT_NO_MEMORY;
	for (size_t i = 0; i < text.length; i++) {
		uint64_t byte;

		if (text.at[i] != '\\') {
			plain[length++] = text.at[i];
			continue;
		}
		if (text.length - i < 4 || text.at[i + 1] != 'x' ||
				!xpt__span_number((struct span){ text.at + i + 2, 2 }, 16, &byte))
			return XPT_INVALID;
		plain[length++] = (char)byte;
		i += 3;
	}
	plain[length] = '\0';
	*ret_blob = (struct blob){ TAKE(plain), length };
	return 0;
}

static int compare_spans(struct span a, struct span b)
{
	size_t shorter = a.length < b.length ? a.length : b.length;
	int order = shorter ? memcmp(a.at, b.at, shorter) : 0;

	return order ? order : (a.length > b.length) - (a.length < b.length);
}

static int compare_keys(const void *first, const void *second)
{
	const struct manifest_entry *a = first, *b = second;
	int order = compare_spans(a->path, b->path);

	return order ? order : (a->answer > b->answer) - (a->answer < b->answer);
}

static int compare_entries(const void *first, const void *second)
{
	const struct manifest_entry *a = first, *b = second;
	int order = compare_keys(a, b);

	return order ? order : (a->line > b->line) - (a->line < b->line);
}

void xpt__manifest_sort(struct manifest *manifest)
{
	struct manifest_entry *items = manifest->entries.items;
	size_t kept = 0;

	if (!manifest->entries.count)
		return;
	qsort(items, manifest->entries.count, sizeof(*items), compare_entries);
	for (size_t i = 1; i < manifest->entries.count; i++)
		if (compare_keys(&items[kept], &items[i]))
			items[++kept] = items[i];
	manifest->entries.count = kept + 1;
}

const struct manifest_entry *xpt__manifest_find(
		const struct manifest *manifest, struct span path, enum answer answer)
{
	struct manifest_entry key = { .path = path, .answer = answer };

	if (!manifest->entries.count)
		return NULL;
	return bsearch(&key, manifest->entries.items, manifest->entries.count, sizeof(key),
			compare_keys);
}

void xpt__manifest_clear(struct manifest *manifest)
{
	vector_clear(&manifest->entries);
}

/* "VERB PATH", and for some " TEXT", which may be empty. */
static bool parse_entry(struct span line, struct manifest_entry *ret_entry)
{
	struct manifest_entry entry = *ret_entry;
	struct span verb;

	if (!xpt__span_next_part(&line, ' ', &verb) ||
			!xpt__span_next_part(&line, ' ', &entry.path) || !entry.path.length)
		return false;
	entry.text = line;
	for (size_t i = 0; i < VERBS; i++)
		if (xpt__span_is(verb, verbs[i])) {
			entry.answer = (enum answer)i;
			*ret_entry = entry;
			return !line.length || (i != ANSWER_ABSENT && i != ANSWER_LIST);
		}
	return false;
}

/* A line of a listing belongs to the entry before it, whose text grows up to its end. */
static bool extend_list(struct manifest *manifest, struct span line)
{
	size_t count = manifest->entries.count;
	struct manifest_entry *last = count ? &manifest->entries.items[count - 1] : NULL;

	if (!last || last->answer != ANSWER_LIST)
		return false;
	if (!last->text.length)
		last->text.at = line.at;
	last->text.length = (size_t)(line.at + line.length - last->text.at);
	return true;
}

int xpt__manifest_parse(
		struct span bytes, struct manifest *ret_manifest, struct xpt_error **ret_error)
{
	struct manifest manifest = { 0 };
	struct span line;
	unsigned long number = 1;
	bool good = xpt__span_next_line(&bytes, &line) && xpt__span_is(line, FIRST_LINE);

	while (good && xpt__span_next_line(&bytes, &line)) {
		struct manifest_entry entry = { .line = ++number }, *place;

		if (!line.length || line.at[0] == '#')
			continue;
		if (line.at[0] == '\t') {
			good = extend_list(&manifest, line);
			continue;
		}
		good = parse_entry(line, &entry);
		place = vector_push(&manifest.entries);
		if (!place) {
			xpt__manifest_clear(&manifest);
			return xpt__error_no_memory(ret_error);
		}
		*place = entry;
	}
	if (!good) {
		xpt__manifest_clear(&manifest);
		return xpt__error_set(ret_error, XPT_INVALID,
				"line %lu of the capture's manifest makes no sense%s", number,
				number == 1 ? ": it should say \"" FIRST_LINE "\"" : "");
	}
	xpt__manifest_sort(&manifest);
	*ret_manifest = manifest;
	return 0;
}

static void write_entry(FILE *file, const struct manifest_entry *entry)
{
	fprintf(file, "%s %.*s", verbs[entry->answer], (int)entry->path.length, entry->path.at);
	if (entry->answer != ANSWER_LIST && entry->answer != ANSWER_ABSENT)
		fputc(' ', file);
	if (entry->answer == ANSWER_LIST)
		fputc('\n', file);
	fwrite(entry->text.at, 1, entry->text.length, file);
	if (entry->answer != ANSWER_LIST)
		fputc('\n', file);
}

int xpt__manifest_write(const struct manifest *manifest, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	struct blob blob = { 0 };
	FILE *file = open_memstream(&blob.bytes, &blob.length);
	bool failed;

	if (!file)
		return xpt__error_no_memory(ret_error);
	fputs(FIRST_LINE "\n", file);
	for (size_t i = 0; i < manifest->entries.count; i++)
		write_entry(file, &manifest->entries.items[i]);
	failed = ferror(file);
	if (fclose(file) || failed) {
		blob_clear(&blob);
		return xpt__error_no_memory(ret_error);
	}
	*ret_blob = blob;
	return 0;
}
