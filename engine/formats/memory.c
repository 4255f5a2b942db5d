/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "memory.h"

#define KIB_LIMIT (UINT64_C(1) << 50) /* far beyond any address; sums of such do not overflow */

struct memory_line xpt__memory_unknown(unsigned int id)
{
	struct memory_line memory = { .id = id, .total_kib = LINE_UNTOLD };

	for (unsigned int node = 0; node < NODES_LIMIT; node++)
		memory.node_kib[node] = (struct fact_int)LINE_UNTOLD;
	return memory;
}

static void add_key(struct memory_line *memory, struct span key, struct span value)
{
	uint64_t node;

	if (xpt__span_is(key, "total_kib"))
		xpt__line_add_number(&memory->total_kib, value, KIB_LIMIT - 1);
	else if (xpt__span_number(key, 10, &node) && node < NODES_LIMIT)
		xpt__line_add_number(&memory->node_kib[node], value, KIB_LIMIT - 1);
}

bool xpt__memory_next(struct span *rest, struct memory_line *ret_memory)
{
	struct span pairs, key, value;
	unsigned int id;

	if (!xpt__line_next(rest, DOMID_LIMIT, &id, &pairs))
		return false;
	*ret_memory = xpt__memory_unknown(id);
	while (xpt__span_next_pair(&pairs, &key, &value))
		add_key(ret_memory, key, value);
	return true;
}

void xpt__memory_write(FILE *to, const struct memory_line *memory)
{
	char key[16];

	fprintf(to, "%u", memory->id);
	xpt__line_write_number(to, "total_kib", memory->total_kib);
	for (unsigned int node = 0; node < NODES_LIMIT; node++) {
		snprintf(key, sizeof(key), "%u", node);
		xpt__line_write_number(to, key, memory->node_kib[node]);
	}
	fputc('\n', to);
}
