/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "key_text.h"

#include <string.h>

#include "../base/error.h"
#include "../base/xen_line.h"
#include "../formats/limits.h"

/* "(d1) ", since Xen 4.18 with the vCPU: "(d1v0) " */
static bool skip_guest_prefix(struct span *text, unsigned int *ret_domid)
{
	struct span rest = *text, word, domain;
	uint64_t domid, vcpu;

	if (!xpt__span_skip(&rest, "(d") || !xpt__span_next_part(&rest, ')', &word) ||
			word.length > sizeof("32751v8191") - 1 || !xpt__span_skip(&rest, " "))
		return false;
	domain = word;
	if (memchr(word.at, 'v', word.length) &&
			(!xpt__span_next_part(&word, 'v', &domain) ||
					!xpt__span_number(word, 10, &vcpu)))
		return false;
	if (!xpt__span_number(domain, 10, &domid) || domid >= DOMID_LIMIT)
		return false;
	*ret_domid = (unsigned int)domid;
	*text = rest;
	return true;
}

/* A guest's line at the start of @rest, which goes. */
static bool cut_guest(struct span *rest, unsigned int *ret_domid)
{
	struct span line;

	return skip_guest_prefix(rest, ret_domid) && xpt__span_next_line(rest, &line);
}

int xpt__xen_without_guests(struct span console, struct blob *ret_console)
{
	struct span rest = console;
	unsigned int domid;
	size_t length = 0;
	char *own = malloc(console.length + 1);

	if (!own)
		return XPT_NO_MEMORY;
	while (rest.length) {
		bool was_cut = false;

		while (cut_guest(&rest, &domid))
			was_cut = true;
		/* the line before was whole, and only said "(d1) " */
		if (was_cut && length && own[length - 1] != '\n' &&
				xpt__span_starts(rest, XEN_PREFIX))
			own[length++] = '\n';
		if (!rest.length)
			break;
		own[length++] = *rest.at++;
		rest.length--;
	}
	own[length] = '\0';
	*ret_console = (struct blob){ own, length };
	return 0;
}

bool xpt__xen_loudest_guest(struct span console, unsigned int *ret_domid, unsigned long *ret_lines)
{
	unsigned int loudest = 0, domid;
	unsigned long lead = 0, lines = 0;
	struct span rest = console, line;

	/* The one with more than half of the lines comes out on top. */
	while (xpt__span_next_line(&rest, &line)) {
		if (!skip_guest_prefix(&line, &domid))
			continue;
		if (!lead)
			loudest = domid;
		if (domid == loudest)
			lead++;
		else
			lead--;
	}
	rest = console;
	while (xpt__span_next_line(&rest, &line))
		lines += skip_guest_prefix(&line, &domid) && domid == loudest;
	*ret_domid = loudest;
	*ret_lines = lines;
	return lines > 0;
}
