/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Debug key u prints, among others:
 *	'u' pressed -> dumping numa info (now = 123456)
 *	NODE0 start->0 size->8912896 free->8103041
 *	Memory location of each domain:
 *	Domain 0 (total: 1048576):	(since Xen 4.18: d0 (total: 1048576):)
 *	    Node 0: 600000
 *	    Node 1: 448576
 * in pages. A domain has a line for each of the nodes, so that a block that misses one shows.
 */
#include <inttypes.h>

#include <xpt/base.h>

#include "../base/bitmap.h"
#include "../base/error.h"
#include "key_text.h"

#define PAGE_KIB 4
#define NODES_LIMIT 64U
#define DOMID_LIMIT 0x7ff0U /* DOMID_FIRST_RESERVED */
#define PAGES_LIMIT (UINT64_C(1) << 40) /* the widest machine address, in pages */

struct picking {
	FILE *to;
	bool begun, listing, torn;
	struct bitmap nodes;   /* that are online */
	struct bitmap domains; /* seen so far, below BITMAP_BITS */
	bool inside;           /* a domain's block */
	unsigned int next;     /* the node that its next line must be about; BITMAP_END: complete */
	size_t count;
};

static bool number_until(struct span *text, char end, uint64_t limit, uint64_t *ret_number)
{
	struct span word;

	return span_next_part(text, end, &word) && span_number(span_trim(word), 10, ret_number) &&
			*ret_number < limit;
}

static bool skip(struct span *text, const char *words, size_t length)
{
	if (!span_starts(*text, words))
		return false;
	text->at += length;
	text->length -= length;
	return true;
}

#define SKIP(text, words) skip(text, words, sizeof(words) - 1)

/* "Domain 0 (total: 1048576):", or "d0 (total: 1048576):" */
static bool read_header(struct span text, uint64_t *ret_domid, uint64_t *ret_pages)
{
	if (!SKIP(&text, "Domain ") && !SKIP(&text, "d"))
		return false;
	return number_until(&text, ' ', DOMID_LIMIT, ret_domid) && SKIP(&text, "(total: ") &&
			number_until(&text, ')', PAGES_LIMIT, ret_pages) && span_is(text, ":");
}

static void end_block(struct picking *picking)
{
	if (!picking->inside)
		return;
	picking->torn = picking->torn || picking->next != BITMAP_END;
	picking->inside = false;
	fputc('\n', picking->to);
}

static void begin_block(struct picking *picking, uint64_t domid, uint64_t pages)
{
	end_block(picking);
	/* named twice: somebody else sent the key at the same time, or a line is not Xen's */
	picking->torn = picking->torn || bitmap_has(&picking->domains, (unsigned int)domid);
	bitmap_add(&picking->domains, (unsigned int)domid);
	picking->inside = true;
	picking->next = bitmap_next(&picking->nodes, 0);
	picking->count++;
	fprintf(picking->to, "%" PRIu64 " total_kib=%" PRIu64, domid, pages * PAGE_KIB);
}

/* "Node 0: 600000" */
static void pick_node(struct picking *picking, struct span text)
{
	uint64_t node, pages;

	if (!picking->inside || !number_until(&text, ':', NODES_LIMIT, &node) ||
			!span_number(span_trim(text), 10, &pages) || pages >= PAGES_LIMIT ||
			node != picking->next) {
		picking->torn = true;
		return;
	}
	picking->next = bitmap_next(&picking->nodes, (unsigned int)node + 1);
	fprintf(picking->to, " %" PRIu64 "=%" PRIu64, node, pages * PAGE_KIB);
}

static void pick_line(struct picking *picking, struct span line)
{
	uint64_t number, pages;
	struct span text;

	if (!xen_own_line(line, &text))
		return;
	if (span_starts(text, "'u' pressed ->")) {
		picking->torn = picking->torn || picking->begun;
		picking->begun = true;
	} else if (!picking->begun) {
		return;
	} else if (SKIP(&text, "NODE")) {
		if (number_until(&text, ' ', NODES_LIMIT, &number))
			bitmap_add(&picking->nodes, (unsigned int)number);
	} else if (span_is(text, "Memory location of each domain:")) {
		picking->listing = true;
	} else if (picking->listing && read_header(text, &number, &pages)) {
		begin_block(picking, number, pages);
	} else if (picking->listing && SKIP(&text, "Node ")) {
		pick_node(picking, text);
	}
}

int memory_pick(struct span console, struct blob *ret_answer, enum key_quality *ret_quality)
{
	auto_blob struct blob answer = { 0 };
	struct picking picking = { .to = open_memstream(&answer.bytes, &answer.length) };
	struct span line;
	bool failed;

	if (!picking.to)
		return XPT_NO_MEMORY;
	/* a line without its end may have lost digits */
	while (console.length && console.at[console.length - 1] != '\n')
		console.length--;
	while (span_next_line(&console, &line))
		pick_line(&picking, line);
	end_block(&picking);
	failed = ferror(picking.to);
	if (fclose(picking.to) || failed)
		return XPT_NO_MEMORY;
	*ret_answer = answer;
	answer = (struct blob){ 0 };
	*ret_quality = !picking.begun ? KEY_SILENT : picking.torn || !picking.count ||
			bitmap_is_empty(&picking.nodes) ? KEY_TORN : KEY_WHOLE;
	return 0;
}
