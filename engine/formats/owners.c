/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owners.h"

#include <stdlib.h>
#include <string.h>

#include "../base/bdf.h"
#include "../base/cleanup.h"
#include "limits.h"

#define HEAD "==== PCI devices ===="
#define SEGMENT "==== segment "
#define TORN "==== torn ===="
#define UNHELD "==== unheld ===="
#define NOISE "==== noise d"
#define COLUMN " - "

/* Cut off what stands before " - ", and that. False: it does not stand there, and nothing is cut. */
static bool next_column(struct span *rest, struct span *ret_column)
{
	const char *end = rest->length ? memmem(rest->at, rest->length, COLUMN, strlen(COLUMN)) :
					 NULL;
	size_t length = end ? (size_t)(end - rest->at) : 0;

	if (!end)
		return false;
	*ret_column = xpt__span_trim((struct span){ rest->at, length });
	rest->at += length + strlen(COLUMN);
	rest->length -= length + strlen(COLUMN);
	return true;
}

/* "d5", as "dom 5" and "5" */
static bool read_domid(struct span text, unsigned int *ret_domid)
{
	uint64_t domid;

	if (!xpt__span_skip(&text, "dom"))
		(void)xpt__span_skip(&text, "d");
	if (!xpt__span_number(xpt__span_trim(text), 10, &domid) || domid >= DOMID_LIMIT)
		return false;
	*ret_domid = (unsigned int)domid;
	return true;
}

static struct ownership read_owner(struct span text)
{
	struct ownership ownership = { .reason = "Xen's answer is garbled" };
	unsigned int domid;

	if (xpt__span_is(text, "d[IO]") || xpt__span_starts(text, "DomIO:"))
		return (struct ownership){ .by = OWNED_BY_QUARANTINE };
	if (xpt__span_is(text, "d[XEN]"))
		return (struct ownership){ .by = OWNED_BY_XEN };
	if (read_domid(text, &domid))
		return (struct ownership){ .by = OWNED_BY_DOMAIN, .domid = domid };
	return ownership;
}

/* "node 0   - MSIs < 57 58 >" */
static struct fact_int read_node(struct span text)
{
	struct span word;
	uint64_t node;

	if (!xpt__span_skip(&text, "node ") || !xpt__span_next_word(&text, &word))
		return (struct fact_int)FACT_UNREADABLE("Xen does not report it");
	if (xpt__span_is(word, "-1"))
		return (struct fact_int)FACT_ABSENT("Xen does not know where the device is");
	if (xpt__span_number(word, 10, &node) && node < NODES_LIMIT)
		return fact_int_known((long long)node);
	return (struct fact_int)FACT_UNREADABLE("Xen's answer is garbled");
}

/* "node 0   - MSIs < 57 58 >", or nothing behind the node where there are none */
static struct fact_int read_msis(struct span text)
{
	struct span word;
	long long count = 0;
	bool within = false;

	while (xpt__span_next_word(&text, &word)) {
		if (within && xpt__span_is(word, ">"))
			return fact_int_known(count);
		count += within;
		within = within || xpt__span_is(word, "<");
	}
	return within ? (struct fact_int)FACT_UNREADABLE("Xen's answer is garbled") :
			fact_int_known(0);
}

static bool read_line(struct span line, struct xpt_bdf *ret_bdf, struct ownership *ret_ownership)
{
	struct span column;

	if (!next_column(&line, &column) || !xpt__bdf_read(column, ret_bdf))
		return false;
	*ret_ownership = read_owner(next_column(&line, &column) ? column : SPAN(""));
	ret_ownership->node = read_node(line);
	ret_ownership->msis = read_msis(line);
	return true;
}

/* "5 2400 ====", of which nothing may be missing */
static struct owners_noise read_noise(struct span rest)
{
	struct span domain, rate, end;
	uint64_t domid, lines;

	if (xpt__span_next_word(&rest, &domain) && xpt__span_next_word(&rest, &rate) &&
			xpt__span_next_word(&rest, &end) && xpt__span_is(end, "====") &&
			xpt__span_number(domain, 10, &domid) && domid < DOMID_LIMIT &&
			xpt__span_number(rate, 10, &lines) && lines <= UINT32_MAX)
		return (struct owners_noise){ (unsigned int)domid, (unsigned long)lines };
	return (struct owners_noise){ 0 };
}

bool xpt__owners_next(struct owners_reader *reader, struct xpt_bdf *ret_bdf,
		struct ownership *ret_ownership)
{
	struct span line;

	while (xpt__span_next_line(&reader->rest, &line)) {
		reader->line++;
		reader->torn = reader->torn || xpt__span_is(line, TORN);
		reader->unheld = reader->unheld || xpt__span_is(line, UNHELD);
		if (xpt__span_starts(line, NOISE))
			reader->noise = read_noise((struct span){
					line.at + strlen(NOISE), line.length - strlen(NOISE) });
		if (read_line(line, ret_bdf, ret_ownership)) {
			ret_ownership->line = reader->line;
			return true;
		}
	}
	return false;
}

void xpt__ownership_add(struct ownership *ownership, const struct ownership *next)
{
	bool same = ownership->by == next->by && ownership->domid == next->domid;

	if (ownership->by == OWNED_BY_NOBODY || same)
		*ownership = *next;
	else
		*ownership = (struct ownership){ .node = next->node,
			.msis = FACT_UNREADABLE("Xen's answer names two owners"),
			.line = next->line,
			.reason = "Xen's answer names two owners" };
}

struct ownership xpt__owners_find(struct span text, struct xpt_bdf bdf)
{
	struct owners_reader reader = { .rest = text };
	struct ownership found = OWNERSHIP_NONE, next;
	struct xpt_bdf at;

	while (xpt__owners_next(&reader, &at, &next))
		if (xpt__bdf_equal(at, bdf))
			xpt__ownership_add(&found, &next);
	if (found.by != OWNED_BY_NOBODY)
		return found;
	return reader.torn ? OWNERSHIP_TORN : reader.unheld ? OWNERSHIP_UNHELD : found;
}

/* The device that comes next in both lists, as they mostly have the same order. @count: it is not there. */
static size_t place_of(const struct xpt_bdf *known, size_t count, size_t from, struct xpt_bdf bdf)
{
	for (size_t i = 0; i < count; i++)
		if (xpt__bdf_equal(known[(from + i) % count], bdf))
			return (from + i) % count;
	return count;
}

bool xpt__owners_tell_of(struct span text, const struct xpt_bdf *known, size_t count)
{
	auto_free bool *told = calloc(count + 1, sizeof(*told));
	struct owners_reader reader = { .rest = text };
	size_t at = 0, missing = count;
	struct ownership next;
	struct xpt_bdf bdf;

	while (told && missing && xpt__owners_next(&reader, &bdf, &next)) {
		size_t place = place_of(known, count, at, bdf);

		if (place == count)
			continue;
		missing -= !told[place];
		told[place] = true;
		at = place + 1;
	}
	return !missing;
}

const char *xpt__ownership_text(const struct ownership *ownership, char buffer[OWNER_TEXT])
{
	static const char *const words[] = { [OWNED_BY_UNKNOWN] = "not known",
		[OWNED_BY_NOBODY] = "nobody",
		[OWNED_BY_DOMAIN] = "dom0",
		[OWNED_BY_QUARANTINE] = "quarantine",
		[OWNED_BY_XEN] = "xen" };

	if (ownership->by == OWNED_BY_DOMAIN && ownership->domid)
		snprintf(buffer, OWNER_TEXT, "d%u", ownership->domid);
	else
		snprintf(buffer, OWNER_TEXT, "%s", words[ownership->by]);
	return buffer;
}

void xpt__owners_write_head(FILE *to, uint32_t segment)
{
	fprintf(to, HEAD "\n" SEGMENT "%04x ====\n", (unsigned int)segment);
}

void xpt__owners_write_torn(FILE *to)
{
	fputs(TORN "\n", to);
}

void xpt__owners_write_unheld(FILE *to)
{
	fputs(UNHELD "\n", to);
}

void xpt__owners_write_noise(FILE *to, struct owners_noise noise)
{
	fprintf(to, NOISE "%u %lu ====\n", noise.domid, noise.rate);
}

void xpt__owners_write(FILE *to, struct xpt_bdf bdf, const struct ownership *ownership)
{
	char address[XPT_BDF_TEXT];
	long long node = ownership->node.state == XPT_FACT_KNOWN ? ownership->node.value : -1;

	if (ownership->by == OWNED_BY_NOBODY)
		return;
	fprintf(to, "%s - ", xpt_bdf_format(bdf, address));
	if (ownership->by == OWNED_BY_DOMAIN)
		fprintf(to, "d%u", ownership->domid);
	else if (ownership->by == OWNED_BY_QUARANTINE)
		fputs("d[IO]", to);
	else if (ownership->by == OWNED_BY_XEN)
		fputs("d[XEN]", to);
	fprintf(to, " - node %lld\n", node);
}

static bool is_full_address(struct span word)
{
	struct xpt_bdf bdf;

	return word.length >= strlen("0000:00:00.0") && xpt__bdf_read(word, &bdf);
}

/* " - d5 - node 0   - MSIs < 57 58 >", of which the MSIs may be missing */
static bool is_whole(struct span rest)
{
	static const char *const words[] = { "-", NULL, "-", "node", NULL };
	struct span word;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!xpt__span_next_word(&rest, &word) ||
				(words[i] && !xpt__span_is(word, words[i])))
			return false;
	if (!xpt__span_next_word(&rest, &word))
		return true;
	if (!xpt__span_is(word, "-") || !xpt__span_next_word(&rest, &word) ||
			!xpt__span_is(word, "MSIs"))
		return false;
	rest = xpt__span_trim(rest);
	return xpt__span_starts(rest, "<") && rest.at[rest.length - 1] == '>';
}

enum owners_line xpt__owners_line(struct span line)
{
	struct span rest = line, word;

	if (xpt__span_is(line, HEAD))
		return OWNERS_LINE_HEAD;
	if (xpt__span_starts(line, SEGMENT))
		return OWNERS_LINE_SEGMENT;
	if (!xpt__span_next_word(&rest, &word) || !is_full_address(word) ||
			!xpt__span_starts(rest, COLUMN))
		return OWNERS_LINE_OTHER;
	return is_whole(rest) ? OWNERS_LINE_DEVICE : OWNERS_LINE_TORN;
}
