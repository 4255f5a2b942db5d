/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reader.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "journal.h"
#include "log_time.h"
#include "markup.h"
#include "prefilter.h"
#include "prefix.h"

#define BLOCK_BYTES (256 * 1024)
#define PREFILTER_AFTER \
	(1024 * 1024)	/* nobody pastes so much into a post, where wrapped lines are joined */
#define WRAPPED_LINES 2 /* a line that continues, and may be continued */

struct log_reader {
	struct explainer *explainer;
	enum log_source source;
	char *name;
	int64_t since;		  /* SINCE_EVER once it has been reached */
	int64_t boot;		  /* what "[   12.345678]" counts from; 0: not known */
	unsigned long number;	  /* of the last line */
	unsigned long long bytes; /* so far */
	struct prefilter *prefilter;
	struct journal *journal;
	bool quoted_printable;	   /* so a header of the mail says */
	bool dated;		   /* a line had a date */
	bool prefilter_tried, cut; /* cut: the rest of a line that was too long is to be dropped */
	unsigned int follow;	   /* lines to read on, because they may continue what was read */
	size_t length;
	char block[BLOCK_BYTES + 1];
};

enum log_source xpt__log_source_of(const char *path)
{
	static const struct {
		const char *pattern;
		enum log_source source;
	} files[] = {
		{ "*/console/*", LOG_GUEST },
		{ "guest-*.log*", LOG_GUEST },
		{ "qemu-dm-*.log*", LOG_QEMU },
		{ "xl-*.log*", LOG_LIBXL },
		{ "libxl-driver.log*", LOG_LIBXL },
	};
	const char *slash = strrchr(path, '/');

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		if (!fnmatch(files[i].pattern, i && slash ? slash + 1 : path, 0))
			return files[i].source;
	return LOG_ANY;
}

int xpt__log_reader_new(struct explainer *explainer, enum log_source source, const char *name,
		int64_t since, struct log_reader **ret_reader, struct xpt_error **ret_error)
{
	auto_of(log_reader) struct log_reader *reader = calloc(1, sizeof(*reader));

	if (reader)
		reader->name = strdup(name);
	if (reader && source == LOG_ANY)
		reader->journal = xpt__journal_new();
	if (!reader || !reader->name || (source == LOG_ANY && !reader->journal))
		return xpt__error_no_memory(ret_error);
	reader->explainer = explainer;
	reader->source = source;
	reader->since = since;
	xpt__explainer_log(explainer);
	*ret_reader = TAKE(reader);
	return 0;
}

void xpt__log_reader_free(struct log_reader *reader)
{
	if (!reader)
		return;
	xpt__prefilter_free(reader->prefilter);
	xpt__journal_free(reader->journal);
	free(reader->name);
	free(reader);
}

char *xpt__log_reader_room(struct log_reader *reader, size_t *ret_room)
{
	*ret_room = BLOCK_BYTES - reader->length;
	return reader->block + reader->length;
}

void xpt__log_reader_boot(struct log_reader *reader, int64_t boot)
{
	reader->boot = boot;
}

/* A date, or the seconds since a boot whose date is known. */
static bool date_of(const struct log_reader *reader, struct span time, int64_t *ret_seconds)
{
	struct span seconds;
	uint64_t since_boot;

	if (xpt__log_time_read(time, reader->since, ret_seconds))
		return true;
	if (!reader->boot || !xpt__span_next_part(&time, '.', &seconds) || !time.length ||
			!xpt__span_number(seconds, 10, &since_boot) || since_boot > INT32_MAX)
		return false;
	*ret_seconds = reader->boot + (int64_t)since_boot;
	return true;
}

/*
 * Before the time that was asked for? A line without a date is as old as the one before it; in a log
 * without any, nobody knows, and nothing is left out.
 */
static bool too_early(struct log_reader *reader, const struct log_line *line)
{
	struct line_parts parts;
	int64_t time;

	if (reader->since == SINCE_EVER)
		return false;
	xpt__line_read(line, &parts);
	if (!date_of(reader, parts.time, &time))
		return reader->dated;
	reader->dated = true;
	if (time >= reader->since)
		reader->since = SINCE_EVER;
	return reader->since != SINCE_EVER;
}

/* One line, whatever it stood in */
static int take_line(struct log_reader *reader, char *text, bool *ret_known)
{
	struct log_line line = { reader->source, reader->name, reader->number, text };
	size_t length = strlen(text);

	while (length && (text[length - 1] == '\r' || text[length - 1] == ' '))
		text[--length] = '\0';
	return too_early(reader, &line) ? 0 :
					  xpt__explainer_line(reader->explainer, &line, ret_known);
}

static int take_lines(struct log_reader *reader, char *text, bool *ret_known)
{
	char *rest = text, *line;
	int rc = 0;

	while (!rc && (line = strsep(&rest, "\n"))) {
		bool known = false;

		rc = take_line(reader, line, &known);
		*ret_known |= known;
	}
	return rc;
}

/* A line of CSV, or of JSON in pieces: text between double quotes, and little else */
static bool is_quoted(const char *text)
{
	const char *end = text + strlen(text);

	text += strspn(text, " \t");
	return *text == '"' &&
			(strstr(text, "\",") || strstr(text, "\":") || strstr(text, "\" :") ||
					(end - text > 1 && end[-1] == '"'));
}

static int take_quoted(struct log_reader *reader, char *text, bool *ret_known)
{
	char *piece;
	int rc = 0;

	while (!rc && (piece = xpt__markup_quoted(text, &text)))
		rc = take_lines(reader, piece, ret_known);
	return rc;
}

/* @text: of a log of any kind; clean, and of one line */
static int take_text(struct log_reader *reader, char *text, bool *ret_known)
{
	enum journal_line is = xpt__journal_line(reader->journal, text, strlen(text));
	char *entry = xpt__journal_text(reader->journal);
	int rc = *entry ? take_lines(reader, entry, ret_known) : 0;

	if (rc || is != JOURNAL_NONE)
		return rc;
	return is_quoted(text) ? take_quoted(reader, text, ret_known) :
				 take_line(reader, text, ret_known);
}

/* @text: without its newline, ends with a NUL in its place */
static int read_line(struct log_reader *reader, char *text, size_t length, bool *ret_known)
{
	char *rest = text, *line;
	int rc = 0;

	*ret_known = false;
	text[length] = '\0';
	for (char *nul = text; (nul = memchr(nul, '\0', length - (size_t)(nul - text)));)
		*nul = ' ';
	if (reader->source != LOG_ANY)
		return take_line(reader, text, ret_known);
	reader->quoted_printable |= xpt__markup_is_quoted_printable(text, length);
	length = xpt__markup_clean(text, length, reader->quoted_printable);
	text[length] = '\0';
	while (!rc && (line = strsep(&rest, "\n")))
		if (*line || line == text)
			rc = take_text(reader, line, ret_known);
	return rc;
}

/* A mail program broke this line at "=": its text moves to where the next one begins. Return: how far */
static size_t join_broken(struct log_reader *reader, char *from, size_t length)
{
	size_t text = length && from[length - 1] == '\r' ? length - 1 : length, moved;

	if (reader->source != LOG_ANY ||
			!xpt__markup_soft_break(from, text, reader->quoted_printable))
		return 0;
	reader->quoted_printable = true;
	moved = length + 1 - (text - 1);
	memmove(from + moved, from, text - 1);
	return moved;
}

/* Xen's lines, and guests' among them, never continue another. */
static bool stands_alone(const char *line, const char *to)
{
	return to - line > 6 && (!memcmp(line, "(XEN) ", 6) || !memcmp(line, "(d", 2));
}

/* Does a line that may matter begin here or so close behind that this one may begin it? */
static bool near_hit(struct log_reader *reader, const char *from, const char *end, const char *to)
{
	const char *hit = xpt__prefilter_next(reader->prefilter, from);

	if (!hit || hit <= end)
		return hit;
	for (int i = 0; i < WRAPPED_LINES && end && !stands_alone(end + 1, to); i++) {
		end = end + 1 < to ? memchr(end + 1, '\n', (size_t)(to - end - 1)) : NULL;
		if (end && hit <= end)
			return true;
	}
	return false;
}

/* In steps that the compiler makes one of. */
static unsigned long count_lines(const char *from, const char *to)
{
	unsigned long count = 0;

	for (; to - from >= 64; from += 64) {
		unsigned char some = 0;

		for (int i = 0; i < 64; i++)
			some = (unsigned char)(some + (from[i] == '\n'));
		count += some;
	}
	while (from < to)
		count += *from++ == '\n';
	return count;
}

/* Past the lines that neither hold the next hit nor are so close before it that they may begin it. */
static char *skip_quiet(struct log_reader *reader, char *from, char *to)
{
	const char *hit = xpt__prefilter_next(reader->prefilter, from), *end = hit;
	unsigned long count;

	for (int i = 0; i <= WRAPPED_LINES && end; i++)
		end = memrchr(from, '\n', (size_t)(end - from));
	if (!hit || (end && end >= to))
		end = to - 1;
	if (!end)
		return from;
	count = count_lines(from, end + 1);
	reader->number += count;
	xpt__explainer_skip(reader->explainer, count);
	return from + (end + 1 - from);
}

/* Whole lines up to @to; those behind it, up to @scanned, only tell what may begin before them. */
static int read_lines(struct log_reader *reader, char *to, const char *scanned)
{
	bool filtered = reader->prefilter &&
			xpt__prefilter_scan(reader->prefilter, reader->block,
					(size_t)(scanned - reader->block));
	int rc = 0;

	for (char *from = reader->block, *end; from < to && !rc; from = end + 1) {
		bool known = false, hit;
		size_t moved;

		end = memchr(from, '\n', (size_t)(to - from));
		if (reader->cut) {
			reader->cut = false;
			continue;
		}
		if (filtered && !reader->follow) {
			from = skip_quiet(reader, from, to);
			if (from == to)
				break;
			end = memchr(from, '\n', (size_t)(to - from));
		}
		reader->number++;
		moved = end + 1 < to ? join_broken(reader, from, (size_t)(end - from)) : 0;
		if (moved) {
			end = from + moved - 1;
			continue;
		}
		if (stands_alone(from, to))
			reader->follow = 0;
		hit = !filtered || near_hit(reader, from, end, scanned);
		if (hit || reader->follow)
			rc = read_line(reader, from, (size_t)(end - from), &known);
		else
			xpt__explainer_skip(reader->explainer, 1);
		if (hit)
			reader->follow = known ? 0 : WRAPPED_LINES;
		else if (reader->follow)
			reader->follow--;
	}
	return rc;
}

static void drop(struct log_reader *reader, size_t count)
{
	reader->length -= count;
	memmove(reader->block, reader->block + count, reader->length);
}

/* The end of the last whole line but @lines; the block's beginning where there are not so many. */
static char *last_end(struct log_reader *reader, unsigned int lines)
{
	char *at = reader->block + reader->length;

	do {
		at = memrchr(reader->block, '\n', (size_t)(at - reader->block));
	} while (at && lines--);
	return at ? at + 1 : reader->block;
}

/*
 * @all: there is no more to wait for. Of a line that fills the block only its beginning is read, and
 * what is behind that is dropped.
 */
static int read_block(struct log_reader *reader, bool all)
{
	bool full = reader->length == BLOCK_BYTES;
	bool long_line = full && last_end(reader, 0) == reader->block;
	char *scanned, *to;
	int rc;

	if (long_line)
		reader->block[BLOCK_BYTES - 1] = '\n';
	scanned = last_end(reader, 0);
	to = all || !reader->prefilter ? scanned : last_end(reader, WRAPPED_LINES);
	if (full && to == reader->block)
		to = scanned;
	rc = read_lines(reader, to, scanned);
	drop(reader, (size_t)(to - reader->block));
	reader->cut |= long_line;
	return rc;
}

static void start_prefilter(struct log_reader *reader)
{
	reader->prefilter_tried = true;
	reader->prefilter = xpt__prefilter_new(xpt__explainer_subject(reader->explainer));
}

int xpt__log_reader_filled(struct log_reader *reader, size_t count)
{
	reader->length += count;
	reader->bytes += count;
	/* each line's date matters as long as the time that was asked for is not reached */
	if (!reader->prefilter_tried && reader->bytes >= PREFILTER_AFTER &&
			reader->since == SINCE_EVER)
		start_prefilter(reader);
	return read_block(reader, false);
}

int xpt__log_reader_end(struct log_reader *reader)
{
	bool known = false;
	int rc;

	if (reader->length && reader->block[reader->length - 1] != '\n')
		reader->block[reader->length++] = '\n';
	rc = read_block(reader, true);
	if (rc || !reader->journal)
		return rc;
	xpt__journal_line(reader->journal, NULL, 0);
	return take_lines(reader, xpt__journal_text(reader->journal), &known);
}

int xpt__log_reader_lost(struct log_reader *reader)
{
	int rc = xpt__log_reader_end(reader);

	xpt__explainer_gap(reader->explainer);
	return rc;
}
