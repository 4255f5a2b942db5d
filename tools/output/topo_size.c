/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Graphviz makes each box as large as its words, and lines up their middles. So that boxes stand in rows and columns they are
 * given one size, for which it is worked out here what words need: a little more than they do in the usual fonts.
 */
#include <string.h>

#include "topo.h"

#define FONT 12	    /* unless a tag says otherwise */
#define PADDING 8   /* of a cell, both sides */
#define LEAD 1	    /* between lines */
#define LETTER 0.54 /* width of a letter, likewise */
#define FONT_TAG "<FONT POINT-SIZE=\""

/* A letter, an entity as one, or nothing of a tag; @font follows the tags. */
static const char *skip(const char *at, size_t *font, size_t *ret_letters)
{
	const char *end = at + 1;

	*ret_letters = *at != '<' && ((unsigned char)*at & 0xc0) != 0x80;
	if (*at == '<') {
		if (!strncmp(at, FONT_TAG, strlen(FONT_TAG)))
			*font = strtoul(at + strlen(FONT_TAG), NULL, 10);
		else if (!strncmp(at, "</FONT>", strlen("</FONT>")))
			*font = FONT;
		end = strchr(at, '>');
	} else if (*at == '&') {
		end = strchr(at, ';');
	}
	return *at == '<' || *at == '&' ? (end ? end + 1 : at + strlen(at)) : end;
}

static struct topo_size size_of_row(const char *at, const char *end)
{
	size_t font = FONT, highest = 0, letters;
	double width = 0;

	while (at < end) {
		at = skip(at, &font, &letters);
		width += LETTER * (double)(letters * font);
		if (letters && font > highest)
			highest = font;
	}
	return (struct topo_size){ (size_t)width + PADDING, highest + LEAD + PADDING };
}

struct topo_size topo_size(const char *rows)
{
	struct topo_size size = { 0 };
	const char *end;

	for (; (end = strchr(rows, '\n')); rows = end + 1) {
		struct topo_size row = size_of_row(rows, end);

		size.width = row.width > size.width ? row.width : size.width;
		size.height += row.height;
	}
	return size;
}
