/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpus.h"

#include "limits.h"

static const struct line_key table[] = {
	LINE_KEY_NUMBER(cpu_line, socket, INT32_MAX),
	LINE_KEY_NUMBER(cpu_line, core, INT32_MAX),
	LINE_KEY_NUMBER(cpu_line, node, NODES_LIMIT - 1),
};

static const struct line_keys keys = LINE_KEYS(table);

static struct cpu_line unknown(unsigned int id, const char *reason)
{
	struct cpu_line cpu = { .id = id };

	xpt__line_unknown(&keys, reason, &cpu);
	return cpu;
}

struct cpu_line xpt__cpu_unknown(unsigned int id)
{
	return unknown(id, xpt__line_untold);
}

struct cpu_line xpt__cpu_twice(unsigned int id)
{
	return unknown(id, xpt__line_twice);
}

bool xpt__cpus_next(struct span *rest, struct cpu_line *ret_cpu)
{
	struct span pairs;
	unsigned int id;

	if (!xpt__line_next(rest, BITMAP_BITS, &id, &pairs))
		return false;
	*ret_cpu = xpt__cpu_unknown(id);
	xpt__line_add_pairs(&keys, pairs, ret_cpu);
	return true;
}

void xpt__cpus_write(FILE *to, const struct cpu_line *cpu)
{
	fprintf(to, "%u", cpu->id);
	xpt__line_write(to, &keys, cpu);
	fputc('\n', to);
}
