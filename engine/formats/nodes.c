/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nodes.h"

#define FREE_BELOW(bits)                                                                           \
	{                                                                                          \
		"free_below_" #bits "_kib", LINE_NUMBER,                                           \
				offsetof(struct node_line, free_below_kib[bits - LOW_BITS_FIRST]), \
				INT64_MAX                                                          \
	}

static const struct line_key table[] = {
	LINE_KEY_NUMBER(node_line, size_kib, INT64_MAX),
	LINE_KEY_NUMBER(node_line, free_kib, INT64_MAX),
	FREE_BELOW(24),
	FREE_BELOW(25),
	FREE_BELOW(26),
	FREE_BELOW(27),
	FREE_BELOW(28),
	FREE_BELOW(29),
	FREE_BELOW(30),
	FREE_BELOW(31),
	FREE_BELOW(32),
};

static const struct line_keys keys = LINE_KEYS(table);

static struct node_line unknown(unsigned int id, const char *reason)
{
	struct node_line node = {
		.id = id, .distances_state = XPT_FACT_UNREADABLE, .distances_reason = reason
	};

	xpt__line_unknown(&keys, reason, &node);
	return node;
}

struct node_line xpt__node_unknown(unsigned int id)
{
	return unknown(id, xpt__line_untold);
}

struct node_line xpt__node_twice(unsigned int id)
{
	return unknown(id, xpt__line_twice);
}

static void unreadable_distances(struct node_line *node, const char *reason)
{
	node->distances_state = XPT_FACT_UNREADABLE;
	node->distances_reason = reason;
	node->distance_count = 0;
}

static void add_distances(struct node_line *node, struct span text)
{
	struct span word;
	uint64_t number;

	if (node->distances_reason != xpt__line_untold) {
		unreadable_distances(node, xpt__line_twice);
		return;
	}
	node->distances_state = XPT_FACT_KNOWN;
	node->distances_reason = NULL;
	while (xpt__span_next_part(&text, ',', &word)) {
		if (node->distance_count == NODES_LIMIT) {
			unreadable_distances(node, "more distances than Xen has nodes");
			return;
		}
		node->distances[node->distance_count++] =
				xpt__span_number(word, 10, &number) && number < DISTANCE_UNKNOWN ?
				(long long)number :
				-1;
	}
}

bool xpt__nodes_next(struct span *rest, struct node_line *ret_node)
{
	struct span pairs, key, value;
	unsigned int id;

	if (!xpt__line_next(rest, NODES_LIMIT, &id, &pairs))
		return false;
	*ret_node = xpt__node_unknown(id);
	while (xpt__span_next_pair(&pairs, &key, &value))
		if (xpt__span_is(key, "distances"))
			add_distances(ret_node, value);
		else
			xpt__line_add(&keys, key, value, ret_node);
	return true;
}

struct fact_int xpt__node_low(const struct node_line *node, unsigned int bits)
{
	return bits >= LOW_BITS_FIRST && bits <= LOW_BITS_LAST ?
			node->free_below_kib[bits - LOW_BITS_FIRST] :
			(struct fact_int)LINE_UNTOLD;
}

static void write_distances(FILE *to, const struct node_line *node)
{
	const char *comma = "";

	if (node->distances_state != XPT_FACT_KNOWN)
		return;
	fputs(" distances=", to);
	for (size_t i = 0; i < node->distance_count; i++) {
		if (node->distances[i] < 0)
			fprintf(to, "%s-", comma);
		else
			fprintf(to, "%s%lld", comma, node->distances[i]);
		comma = ",";
	}
}

void xpt__nodes_write(FILE *to, const struct node_line *node)
{
	fprintf(to, "%u", node->id);
	xpt__line_write(to, &keys, node);
	write_distances(to, node);
	fputc('\n', to);
}
