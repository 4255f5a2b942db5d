/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CPU lists, as xl's vcpu-pin, cpus= and cpupool commands take them (xl.cfg(5), "CPU-LIST"). */
#include <string.h>

#include "../base/error.h"
#include "../model/numa.h"

static int wrong(const char *text, struct span part, struct xpt_error **ret_error)
{
	return xpt__error_set(ret_error, XPT_INVALID,
			"\"%.*s\" in the CPU list \"%s\" is not a CPU, a range, node:N or all, "
			"as in 0-3,^2 or node:1",
			(int)part.length, part.at, text);
}

/* The CPUs of one number: itself, or those of the node. False: there is no such. */
static bool number_cpus(
		const struct xpt_host *host, uint64_t number, bool nodes, struct bitmap *cpus)
{
	const struct xpt_node *node;

	if (number >= BITMAP_BITS)
		return false;
	if (!nodes) {
		xpt__bitmap_add(cpus, (unsigned int)number);
		return xpt__bitmap_has(&host->numa->online, (unsigned int)number);
	}
	node = xpt__model_node(host, (unsigned int)number);
	if (node && node->cpus.state == XPT_FACT_KNOWN)
		xpt__bitmap_or(cpus, node->cpus.value);
	return node;
}

static int no_such(const struct xpt_host *host, uint64_t number, bool nodes,
		struct xpt_error **ret_error)
{
	const struct numa *numa = host->numa;

	if (nodes && numa->node_count)
		return xpt__error_set(ret_error, XPT_INVALID,
				"this host has no NUMA node %llu; it has "
				"nodes 0 to %u",
				(unsigned long long)number, numa->nodes[numa->node_count - 1].id);
	if (!nodes && numa->cpu_count)
		return xpt__error_set(ret_error, XPT_INVALID,
				"this host has no CPU %llu that is online; "
				"the last one is %u",
				(unsigned long long)number, numa->cpus[numa->cpu_count - 1].id);
	return xpt__error_set(ret_error, XPT_UNREADABLE,
			"Xen does not report which CPUs and NUMA nodes there are");
}

static int add_part(const struct xpt_host *host, const char *text, struct span part,
		struct bitmap *cpus, struct xpt_error **ret_error)
{
	struct bitmap these = { { 0 } };
	struct span rest = part;
	bool minus = xpt__span_skip(&rest, "^");
	bool nodes = xpt__span_skip(&rest, "nodes:") || xpt__span_skip(&rest, "node:");
	uint64_t first, last;

	if (xpt__span_is(rest, "all")) {
		if (minus)
			return wrong(text, part, ret_error);
		xpt__bitmap_or(cpus, &host->numa->online);
		return 0;
	}
	if (!xpt__span_range(rest, &first, &last))
		return wrong(text, part, ret_error);
	for (; first <= last; first++)
		if (!number_cpus(host, first, nodes, &these))
			return no_such(host, first, nodes, ret_error);
	if (minus)
		xpt__bitmap_minus(cpus, &these);
	else
		xpt__bitmap_or(cpus, &these);
	return 0;
}

int xpt__cpulist_parse(const struct xpt_host *host, const char *text, struct bitmap *ret_cpus,
		struct xpt_error **ret_error)
{
	struct span rest = xpt__span_of(text), part;
	struct bitmap cpus = { { 0 } };
	int rc = 0;

	if (!host->numa)
		return xpt__error_set(ret_error, XPT_INVALID,
				"a snapshot with XPT_DETAIL_PLACEMENT is needed");
	if (!rest.length || text[rest.length - 1] == ',')
		return wrong(text, rest, ret_error);
	while (!rc && xpt__span_next_part(&rest, ',', &part))
		rc = add_part(host, text, part, &cpus, ret_error);
	if (!rc && xpt__bitmap_is_empty(&cpus))
		rc = xpt__error_set(
				ret_error, XPT_INVALID, "the CPU list \"%s\" leaves no CPU", text);
	if (!rc)
		*ret_cpus = cpus;
	return rc;
}
