/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Domains by Xen's word, and what xenstore knows of them. Their PCI backends: read/backends.c. */
#include <string.h>
#include <strings.h>

#include "../base/vector.h"
#include "../formats/domains.h"
#include "../source/paths.h"
#include "ask.h"
#include "store.h"

static struct xpt_domain domain_of(struct xpt_host *host, const struct domain_line *line)
{
	struct xpt_domain domain = { .id = line->id,
		.uuid = xpt__fact_of_span(host, &line->uuid),
		.type = xpt__fact_of_span(host, &line->type),
		.state = xpt__fact_of_span(host, &line->state),
		.vcpus = line->vcpus,
		.memory_kib = line->memory_kib,
		.max_memory_kib = line->max_memory_kib,
		.passthrough = line->iommu,
		.pod_kib = line->pod_kib,
		.shared_kib = line->shared_kib,
		.paged_kib = line->paged_kib,
		.pool_id = line->pool,
		.pool = xpt__fact_text_why(line->pool) };
	const char *number;

	if (line->pool.state != XPT_FACT_KNOWN)
		return domain;
	number = xpt__read_keep(host, xpt__arena_text(host->arena, "%lld", line->pool.value));
	if (number)
		domain.pool = fact_text_known(number);
	return domain;
}

static int compare_lines(const void *a, const void *b)
{
	const struct domain_line *one = a, *other = b;

	return (one->id > other->id) - (one->id < other->id);
}

static void keep_domains(struct xpt_host *host, struct domain_line *lines, size_t count)
{
	host->domains = xpt__arena_array(host->arena, count + 1, sizeof(*host->domains));
	if (!host->domains)
		host->out_of_memory = true;
	if (count)
		qsort(lines, count, sizeof(*lines), compare_lines);
	for (size_t i = 0; host->domains && i < count; i++) {
		if (i + 1 < count && lines[i].id == lines[i + 1].id)
			xpt__domain_twice(&lines[i + 1]);
		else
			host->domains[host->domain_count++] = domain_of(host, &lines[i]);
	}
}

static void read_domain_lines(struct xpt_host *host, struct span rest)
{
	VECTOR(struct domain_line) lines = { 0 };
	struct domain_line line, *item;

	while (xpt__domains_next(&rest, &line) && !host->out_of_memory) {
		item = vector_push(&lines);
		if (item)
			*item = line;
		else
			host->out_of_memory = true;
	}
	keep_domains(host, lines.items, lines.count);
	vector_clear(&lines);
}

/* "xenstore/<folder>/<id>/<key>" */
static struct fact_text store_text(struct source *source, struct xpt_host *host, const char *folder,
		uint64_t id, const char *key)
{
	char room[PATH_ROOM];

	if (!fact_true(host->store))
		return xpt__fact_text_why(host->store);
	xpt__read_path(room, PATH_STORE "/%s/%llu/%s", folder, (unsigned long long)id, key);
	return xpt__read_text(source, host, room);
}

/* xenopsd writes capitals, which libxl reads, too. */
static struct fact_text known_type(struct fact_text type)
{
	static const char *const types[] = { "hvm", "pv", "pvh" };

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (!strcasecmp(type.value, types[i]))
			type.value = types[i];
	return type;
}

/* Xen says "hvm" of PVH domains too; only the toolstack's word in xenstore tells them apart. */
static void read_type(struct source *source, struct xpt_host *host, struct xpt_domain *domain)
{
	struct fact_text type;

	if (fact_text_is(domain->type, "pv"))
		return;
	type = store_text(source, host, "libxl", domain->id, "type");
	if (type.state == XPT_FACT_KNOWN)
		domain->type = known_type(type);
	else if (fact_text_is(domain->type, "hvm"))
		domain->type = (struct fact_text)FACT_UNREADABLE(
				"hvm or pvh: Xen does not tell "
				"them apart, and xenstore has no word of it");
}

/* libxl writes it for hvmloader, where mmio_hole= asks for a hole. */
static void read_mmio_hole(struct source *source, struct xpt_host *host, struct xpt_domain *domain)
{
	struct fact_text told = { .state = XPT_FACT_ABSENT };

	if (!fact_text_is(domain->type, "pv") && !fact_text_is(domain->type, "pvh"))
		told = store_text(source, host, "local/domain", domain->id,
				"platform/mmio_hole_size");
	domain->mmio_hole = told.state == XPT_FACT_KNOWN ?
			xpt__fact_number(xpt__span_of(told.value), 10, UINT32_MAX) :
			xpt__fact_int_why(told);
}

static void read_stubdomain(struct source *source, struct xpt_host *host, struct xpt_domain *domain)
{
	struct fact_text id;

	if (domain->type.state == XPT_FACT_KNOWN && strcmp(domain->type.value, "hvm")) {
		domain->stubdomain = (struct fact_int)FACT_ABSENT(NULL);
		return;
	}
	id = store_text(source, host, "local/domain", domain->id, "image/device-model-domid");
	domain->stubdomain = id.state == XPT_FACT_KNOWN ?
			xpt__fact_number(xpt__span_of(id.value), 10, UINT32_MAX) :
			xpt__fact_int_why(id);
	if (fact_is(domain->stubdomain, 0))
		domain->stubdomain = (struct fact_int)FACT_ABSENT(NULL);
}

/* A kernel that tells what it can do at a toolstack's request tells it all. */
static void read_suspends(struct source *source, struct xpt_host *host, struct xpt_domain *domain)
{
	struct fact_text told;

	if (!(host->detail & XPT_DETAIL_PLACEMENT))
		return;
	domain->suspends = (struct fact_int)FACT_ABSENT(NULL);
	told = store_text(source, host, "local/domain", domain->id, "control/feature-suspend");
	if (told.state == XPT_FACT_KNOWN) {
		domain->suspends = fact_int_known(!strcmp(told.value, "1"));
		return;
	}
	if (told.state == XPT_FACT_UNREADABLE) {
		domain->suspends = xpt__fact_int_why(told);
		return;
	}
	told = store_text(source, host, "local/domain", domain->id, "control/feature-poweroff");
	if (told.state == XPT_FACT_KNOWN)
		domain->suspends = fact_int_known(0);
}

/* Xen knows pools by number, people by the name that xenstore keeps. */
static void read_pool(struct source *source, struct xpt_host *host, struct xpt_domain *domain)
{
	struct fact_text name;

	if (domain->pool_id.state != XPT_FACT_KNOWN)
		return;
	for (const struct xpt_domain *before = host->domains; before < domain; before++)
		if (fact_is(before->pool_id, domain->pool_id.value)) {
			domain->pool = before->pool;
			return;
		}
	name = store_text(source, host, "local/pool", (uint64_t)domain->pool_id.value, "name");
	if (name.state == XPT_FACT_KNOWN)
		domain->pool = name;
}

/* Its device model needs longer for its answer than all that is read of a guest before. */
static void announce_model(
		struct source *source, const struct xpt_host *host, const struct xpt_domain *domain)
{
	char room[PATH_ROOM];

	if (host->detail & XPT_DETAIL_MODELS && !(host->without & XPT_WITHOUT_DEVICES) &&
			xpt__read_asks_model(domain))
		xpt__source_announce(
				source, xpt__read_path(room, PATH_XEN_MODEL "/%u", domain->id));
}

static void read_domain(struct source *source, struct xpt_host *host, struct xpt_domain *domain)
{
	domain->name = store_text(source, host, "local/domain", domain->id, "name");
	if (!domain->id && domain->name.state != XPT_FACT_KNOWN)
		domain->name = fact_text_known("Domain-0");
	read_type(source, host, domain);
	announce_model(source, host, domain);
	read_mmio_hole(source, host, domain);
	read_stubdomain(source, host, domain);
	read_suspends(source, host, domain);
	read_pool(source, host, domain);
}

/* One question decides whether to ask on: a silent xenstored would cost each one its time limit. */
static void read_store_state(struct source *source, struct xpt_host *host)
{
	auto_names struct names names = { 0 };
	struct fact_text why;

	host->store = fact_int_known(1);
	if (!xpt__probe_list(source, host, PATH_STORE_DOMAINS, &names, &why) &&
			why.state != XPT_FACT_ABSENT)
		host->store = xpt__fact_int_why(why);
}

/* libxl refuses an id for a minute after its domain has ended. */
static void read_history(struct source *source, struct xpt_host *host)
{
	auto_blob struct blob blob = { 0 };
	struct span rest, line, word;
	struct fact_text why;
	long long last = 0;
	uint64_t id;

	if (host->domain_count)
		last = host->domains[host->domain_count - 1].id;
	rest = xpt__read_answer(source, host, PATH_DOMAIN_HISTORY, &blob, &why) ? blob_span(&blob) :
										  SPAN("");
	while (xpt__span_next_line(&rest, &line))
		if (xpt__span_next_word(&line, &word) && xpt__span_next_word(&line, &word) &&
				xpt__span_number(word, 10, &id) && id <= UINT16_MAX &&
				(long long)id > last)
			last = (long long)id;
	host->last_domain = fact_int_known(last);
}

int xpt__read_domains(struct source *source, struct xpt_host *host)
{
	auto_blob struct blob blob = { 0 };
	struct fact_text why;

	read_store_state(source, host);
	host->domains_read = fact_int_known(1);
	if (xpt__read_answer(source, host, PATH_XEN_DOMAINS, &blob, &why))
		read_domain_lines(host, blob_span(&blob));
	else
		host->domains_read = (struct fact_int){ .state = XPT_FACT_UNREADABLE,
			.reason = why.reason ? why.reason : "Xen's list of domains is missing" };
	for (size_t i = 0; i < host->domain_count && !host->out_of_memory; i++)
		read_domain(source, host, &host->domains[i]);
	read_history(source, host);
	if (!(host->without & XPT_WITHOUT_DEVICES)) {
		xpt__read_backends(source, host);
		xpt__read_claims(source, host);
	}
	return host->out_of_memory ? XPT_NO_MEMORY : 0;
}
