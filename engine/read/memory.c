/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * On which nodes the domains' memory lies: the answer to debug key u, the only place that tells.
 * Xen walks the list of a domain's pages under the lock that its allocations need.
 */
#include <string.h>

#include "../formats/memory.h"
#include "../source/paths.h"
#include "ask.h"
#include "placement.h"

/*
 * Xen's watchdog reboots a host whose CPU does not come back for 5 seconds. 128 GiB are 32 million
 * pages, each perhaps out of the cache (100 ns).
 */
#define WALK_LIMIT_KIB (128LL << 20)

static bool has_watchdog(const struct xpt_host *host)
{
	struct span rest = xpt__span_of(host->xen_command_line.state == XPT_FACT_KNOWN ?
						    host->xen_command_line.value :
						    ""),
		    word, name;
	bool on = false;

	while (xpt__span_next_word(&rest, &word))
		if (xpt__span_next_part(&word, '=', &name) && xpt__span_is(name, "watchdog"))
			on = !xpt__span_is(word, "0") && !xpt__span_is(word, "no") &&
					!xpt__span_is(word, "off") && !xpt__span_is(word, "false");
	return on;
}

/* The domain whose walk might take so long that the watchdog bites, or NULL. */
static const struct xpt_domain *too_large(const struct xpt_host *host)
{
	for (size_t i = 0; i < host->domain_count && has_watchdog(host); i++)
		if (host->domains[i].memory_kib.state == XPT_FACT_KNOWN &&
				host->domains[i].memory_kib.value > WALK_LIMIT_KIB)
			return &host->domains[i];
	return NULL;
}

static void none_known(struct xpt_host *host, const char *reason)
{
	for (size_t i = 0; i < host->domain_count; i++) {
		host->domains[i].node_memory_kib = (struct ints)FACT_UNREADABLE(reason);
		host->domains[i].remote_memory_kib = (struct fact_int)FACT_UNREADABLE(reason);
	}
}

/* What lies on other nodes than those where its vCPUs run first. */
static struct fact_int remote_memory(const struct xpt_host *host, const struct xpt_domain *domain)
{
	long long kib = 0;

	if (domain->nodes.state != XPT_FACT_KNOWN)
		return (struct fact_int)FACT_UNREADABLE("Xen does not report where its vCPUs run");
	for (size_t i = 0; i < domain->node_memory_kib.count; i++) {
		if (domain->node_memory_kib.items[i] < 0)
			return (struct fact_int)FACT_UNREADABLE("Xen's answer lacks a node");
		if (!xpt__bitmap_has(domain->nodes.value, host->numa->nodes[i].id))
			kib += domain->node_memory_kib.items[i];
	}
	return fact_int_known(kib);
}

static void take_line(
		struct xpt_host *host, const struct memory_line *line, struct xpt_domain *domain)
{
	const struct numa *numa = host->numa;
	long long *items = xpt__arena_array(host->arena, numa->node_count + 1, sizeof(*items));

	if (!items) {
		host->out_of_memory = true;
		return;
	}
	for (size_t i = 0; i < numa->node_count; i++) {
		struct fact_int kib = line->node_kib[numa->nodes[i].id];

		items[i] = kib.state == XPT_FACT_KNOWN ? kib.value : -1;
	}
	domain->node_memory_kib = (struct ints){
		.items = items, .count = numa->node_count, .state = XPT_FACT_KNOWN
	};
	domain->remote_memory_kib = remote_memory(host, domain);
}

/* Two lines about a domain are none that could be believed. */
static void keep_line(struct xpt_host *host, const struct memory_line *line)
{
	struct xpt_domain *domain = xpt__model_domain(host, line->id);

	if (!domain || domain->node_memory_kib.reason == xpt__line_twice)
		return;
	if (domain->node_memory_kib.state != XPT_FACT_KNOWN) {
		take_line(host, line, domain);
		return;
	}
	domain->node_memory_kib = (struct ints)FACT_UNREADABLE(xpt__line_twice);
	domain->remote_memory_kib = (struct fact_int)FACT_UNREADABLE(xpt__line_twice);
}

static void read_lines(struct xpt_host *host, struct span rest)
{
	struct memory_line line;

	while (xpt__memory_next(&rest, &line) && !host->out_of_memory)
		keep_line(host, &line);
}

int xpt__read_memory(struct source *source, struct xpt_host *host)
{
	const struct xpt_domain *large = too_large(host);
	auto_blob struct blob blob = { 0 };
	struct fact_text why;
	char buffer[16];

	if (!(host->detail & XPT_DETAIL_MEMORY))
		return 0;
	none_known(host, "Xen's answer does not name the domain");
	if (large)
		none_known(host,
				xpt__read_keep(host,
						xpt__arena_text(host->arena,
								"Xen would walk the %lld GiB of "
								"domain %s, and its watchdog might reboot the host",
								large->memory_kib.value >> 20,
								xpt__model_domain_name(host,
										large->id,
										buffer))));
	else if (xpt__read_answer(source, host, PATH_XEN_MEMORY, &blob, &why))
		read_lines(host, blob_span(&blob));
	else
		none_known(host, why.reason ? why.reason : "Xen was not asked for it");
	return host->out_of_memory ? XPT_NO_MEMORY : 0;
}
