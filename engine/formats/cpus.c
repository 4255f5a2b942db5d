/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpus.h"

#include "limits.h"

static struct cpu_line unknown(unsigned int id, const char *reason)
{
	return (struct cpu_line){ .id = id,
		.socket = FACT_UNREADABLE(reason),
		.core = FACT_UNREADABLE(reason),
		.node = FACT_UNREADABLE(reason) };
}

struct cpu_line xpt__cpu_untold(unsigned int id)
{
	return unknown(id, xpt__line_untold);
}

struct cpu_line xpt__cpu_twice(unsigned int id)
{
	return unknown(id, xpt__line_twice);
}

static void add_key(struct cpu_line *cpu, struct span key, struct span value)
{
	if (xpt__span_is(key, "socket"))
		xpt__line_add_number(&cpu->socket, value, INT32_MAX);
	if (xpt__span_is(key, "core"))
		xpt__line_add_number(&cpu->core, value, INT32_MAX);
	if (xpt__span_is(key, "node"))
		xpt__line_add_number(&cpu->node, value, NODES_LIMIT - 1);
}

bool xpt__cpus_next(struct span *rest, struct cpu_line *ret_cpu)
{
	struct span line, key, value;
	unsigned int id;

	while (xpt__span_next_line(rest, &line)) {
		if (!xpt__line_id(&line, BITMAP_BITS, &id))
			continue;
		*ret_cpu = xpt__cpu_untold(id);
		while (xpt__span_next_pair(&line, &key, &value))
			add_key(ret_cpu, key, value);
		return true;
	}
	return false;
}

void xpt__cpus_write(FILE *to, const struct cpu_line *cpu)
{
	fprintf(to, "%u", cpu->id);
	xpt__line_write_number(to, "socket", cpu->socket);
	xpt__line_write_number(to, "core", cpu->core);
	xpt__line_write_number(to, "node", cpu->node);
	fputc('\n', to);
}
