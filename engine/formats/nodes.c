/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nodes.h"

static struct node_line unknown(unsigned int id, const char *reason)
{
	struct node_line node = { .id = id,
		.size_kib = FACT_UNREADABLE(reason),
		.free_kib = FACT_UNREADABLE(reason),
		.distances_state = XPT_FACT_UNREADABLE,
		.distances_reason = reason };

	for (unsigned int bits = LOW_BITS_FIRST; bits <= LOW_BITS_LAST; bits++)
		node.free_below_kib[bits - LOW_BITS_FIRST] =
				(struct fact_int)FACT_UNREADABLE(reason);
	return node;
}

struct node_line xpt__node_untold(unsigned int id)
{
	return unknown(id, xpt__line_untold);
}

struct node_line xpt__node_twice(unsigned int id)
{
	return unknown(id, xpt__line_twice);
}

/* "free_below_29_kib" is about 2^29. */
static bool read_low_key(struct span key, unsigned int *ret_bits)
{
	struct span width;
	uint64_t bits;

	if (!xpt__span_skip(&key, "free_below_") || !xpt__span_next_part(&key, '_', &width) ||
			!xpt__span_number(width, 10, &bits) || bits < LOW_BITS_FIRST ||
			bits > LOW_BITS_LAST)
		return false;
	*ret_bits = (unsigned int)bits;
	return xpt__span_is(key, "kib");
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

static void add_key(struct node_line *node, struct span key, struct span value)
{
	unsigned int bits;

	if (xpt__span_is(key, "size_kib"))
		xpt__line_add_number(&node->size_kib, value, INT64_MAX);
	if (xpt__span_is(key, "free_kib"))
		xpt__line_add_number(&node->free_kib, value, INT64_MAX);
	if (xpt__span_is(key, "distances"))
		add_distances(node, value);
	if (read_low_key(key, &bits))
		xpt__line_add_number(
				&node->free_below_kib[bits - LOW_BITS_FIRST], value, INT64_MAX);
}

bool xpt__nodes_next(struct span *rest, struct node_line *ret_node)
{
	struct span line, key, value;
	unsigned int id;

	while (xpt__span_next_line(rest, &line)) {
		if (!xpt__line_id(&line, NODES_LIMIT, &id))
			continue;
		*ret_node = xpt__node_untold(id);
		while (xpt__span_next_pair(&line, &key, &value))
			add_key(ret_node, key, value);
		return true;
	}
	return false;
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
	char key[32];

	fprintf(to, "%u", node->id);
	xpt__line_write_number(to, "size_kib", node->size_kib);
	xpt__line_write_number(to, "free_kib", node->free_kib);
	for (unsigned int bits = LOW_BITS_FIRST; bits <= LOW_BITS_LAST; bits++) {
		snprintf(key, sizeof(key), "free_below_%u_kib", bits);
		xpt__line_write_number(to, key, node->free_below_kib[bits - LOW_BITS_FIRST]);
	}
	write_distances(to, node);
	fputc('\n', to);
}
