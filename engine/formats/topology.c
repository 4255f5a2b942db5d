/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "topology.h"

#include "../base/bdf.h"
#include "limits.h"

static struct fact_int read_node(struct span text)
{
	struct span word;
	uint64_t node;

	if (!xpt__span_next_word(&text, &word))
		return (struct fact_int)FACT_UNREADABLE("Xen does not report it");
	if (xpt__span_is(word, "-"))
		return (struct fact_int)FACT_ABSENT("Xen does not know where the device is");
	if (xpt__span_number(word, 10, &node) && node < NODES_LIMIT)
		return fact_int_known((long long)node);
	return (struct fact_int)FACT_UNREADABLE("Xen's answer is garbled");
}

bool xpt__topology_next(struct span *rest, struct xpt_bdf *ret_bdf, struct fact_int *ret_node)
{
	struct span line, word;

	while (xpt__span_next_line(rest, &line))
		if (xpt__span_next_word(&line, &word) && xpt__bdf_read(word, ret_bdf)) {
			*ret_node = read_node(line);
			return true;
		}
	return false;
}

void xpt__topology_write(FILE *to, struct xpt_bdf bdf, struct fact_int node)
{
	char address[XPT_BDF_TEXT];

	fprintf(to, "%s ", xpt_bdf_format(bdf, address));
	if (node.state == XPT_FACT_KNOWN)
		fprintf(to, "%lld\n", node.value);
	else
		fputs("-\n", to);
}
