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
#include <xpt/base.h>

#include "../base/bitmap.h"
#include "../base/error.h"
#include "../base/xen_line.h"
#include "../formats/limits.h"
#include "../formats/memory.h"
#include "key_text.h"

#define PAGE_KIB 4
#define PAGES_LIMIT (UINT64_C(1) << 40) /* the widest machine address, in pages */

struct memory_picker {
	FILE *to;
	bool begun, listing, torn;
	struct bitmap nodes;   /* that are online */
	struct bitmap domains; /* seen so far, below BITMAP_BITS */
	bool inside;	       /* a domain's block */
	struct memory_line block;
	unsigned int next; /* the node that its next line must be about; BITMAP_END: complete */
	size_t count;
};

static bool number_until(struct span *text, char end, uint64_t limit, uint64_t *ret_number)
{
	struct span word;

	return xpt__span_next_part(text, end, &word) &&
			xpt__span_number(xpt__span_trim(word), 10, ret_number) &&
			*ret_number < limit;
}

static bool skip(struct span *text, const char *words, size_t length)
{
	if (!xpt__span_starts(*text, words))
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
			number_until(&text, ')', PAGES_LIMIT, ret_pages) && xpt__span_is(text, ":");
}

static void end_block(struct memory_picker *memory_picker)
{
	if (!memory_picker->inside)
		return;
	memory_picker->torn = memory_picker->torn || memory_picker->next != BITMAP_END;
	memory_picker->inside = false;
	xpt__memory_write(memory_picker->to, &memory_picker->block);
}

static void begin_block(struct memory_picker *memory_picker, uint64_t domid, uint64_t pages)
{
	end_block(memory_picker);
	/* named twice: somebody else sent the key at the same time, or a line is not Xen's */
	memory_picker->torn = memory_picker->torn ||
			xpt__bitmap_has(&memory_picker->domains, (unsigned int)domid);
	xpt__bitmap_add(&memory_picker->domains, (unsigned int)domid);
	memory_picker->inside = true;
	memory_picker->next = xpt__bitmap_next(&memory_picker->nodes, 0);
	memory_picker->count++;
	memory_picker->block = xpt__memory_unknown((unsigned int)domid);
	memory_picker->block.total_kib = fact_int_known((long long)(pages * PAGE_KIB));
}

/* "Node 0: 600000" */
static void pick_node(struct memory_picker *memory_picker, struct span text)
{
	uint64_t node, pages;

	if (!memory_picker->inside || !number_until(&text, ':', NODES_LIMIT, &node) ||
			!xpt__span_number(xpt__span_trim(text), 10, &pages) ||
			pages >= PAGES_LIMIT || node != memory_picker->next) {
		memory_picker->torn = true;
		return;
	}
	memory_picker->next = xpt__bitmap_next(&memory_picker->nodes, (unsigned int)node + 1);
	memory_picker->block.node_kib[node] = fact_int_known((long long)(pages * PAGE_KIB));
}

static void pick_line(struct memory_picker *memory_picker, struct span line)
{
	uint64_t number, pages;
	struct span text;

	if (!xpt__xen_own_line(line, &text))
		return;
	if (xpt__span_starts(text, "'u' pressed ->")) {
		memory_picker->torn = memory_picker->torn || memory_picker->begun;
		memory_picker->begun = true;
	} else if (!memory_picker->begun) {
		return;
	} else if (SKIP(&text, "NODE")) {
		if (number_until(&text, ' ', NODES_LIMIT, &number))
			xpt__bitmap_add(&memory_picker->nodes, (unsigned int)number);
	} else if (xpt__span_is(text, "Memory location of each domain:")) {
		memory_picker->listing = true;
	} else if (memory_picker->listing && read_header(text, &number, &pages)) {
		begin_block(memory_picker, number, pages);
	} else if (memory_picker->listing && SKIP(&text, "Node ")) {
		pick_node(memory_picker, text);
	}
}

int xpt__pick_memory(struct span console, struct blob *ret_answer, enum key_quality *ret_quality)
{
	auto_blob struct blob answer = { 0 };
	struct memory_picker memory_picker = { .to = open_memstream(
							       &answer.bytes, &answer.length) };
	struct span line;
	bool failed;

	if (!memory_picker.to)
		return XPT_NO_MEMORY;
	/* a line without its end may have lost digits */
	while (console.length && console.at[console.length - 1] != '\n')
		console.length--;
	while (xpt__span_next_line(&console, &line))
		pick_line(&memory_picker, line);
	end_block(&memory_picker);
	failed = ferror(memory_picker.to);
	if (fclose(memory_picker.to) || failed)
		return XPT_NO_MEMORY;
	*ret_answer = answer;
	answer = (struct blob){ 0 };
	*ret_quality = !memory_picker.begun ? KEY_SILENT :
			memory_picker.torn || !memory_picker.count ||
					xpt__bitmap_is_empty(&memory_picker.nodes) ?
					      KEY_TORN :
					      KEY_WHOLE;
	return 0;
}
