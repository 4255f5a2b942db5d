/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "domains.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "limits.h"

#define UUID_LENGTH 36

struct key {
	const char *name;
	size_t at;
};

static const struct key texts[] = {
	{ "uuid", offsetof(struct domain_line, uuid) },
	{ "type", offsetof(struct domain_line, type) },
	{ "state", offsetof(struct domain_line, state) },
};

static const struct key numbers[] = {
	{ "vcpus", offsetof(struct domain_line, vcpus) },
	{ "memory_kib", offsetof(struct domain_line, memory_kib) },
	{ "max_memory_kib", offsetof(struct domain_line, max_memory_kib) },
	{ "pool", offsetof(struct domain_line, pool) },
	{ "pod_kib", offsetof(struct domain_line, pod_kib) },
	{ "shared_kib", offsetof(struct domain_line, shared_kib) },
	{ "paged_kib", offsetof(struct domain_line, paged_kib) },
	{ "iommu", offsetof(struct domain_line, iommu) },
};

#define COUNT(keys) (sizeof(keys) / sizeof(*(keys)))

static struct fact_span *text_at(struct domain_line *domain, const struct key *key)
{
	return (struct fact_span *)((char *)domain + key->at);
}

static struct fact_int *number_at(struct domain_line *domain, const struct key *key)
{
	return (struct fact_int *)((char *)domain + key->at);
}

static struct domain_line unknown(unsigned int id, const char *reason)
{
	struct domain_line domain = { .id = id };

	for (size_t i = 0; i < COUNT(texts); i++)
		*text_at(&domain, &texts[i]) = (struct fact_span)FACT_UNREADABLE(reason);
	for (size_t i = 0; i < COUNT(numbers); i++)
		*number_at(&domain, &numbers[i]) = (struct fact_int)FACT_UNREADABLE(reason);
	return domain;
}

struct domain_line xpt__domain_untold(unsigned int id)
{
	return unknown(id, xpt__line_untold);
}

void xpt__domain_twice(struct domain_line *domain)
{
	*domain = unknown(domain->id, xpt__line_twice);
}

static void add_key(struct domain_line *domain, struct span key, struct span value)
{
	for (size_t i = 0; i < COUNT(texts); i++)
		if (xpt__span_is(key, texts[i].name))
			xpt__line_add_text(text_at(domain, &texts[i]), value);
	for (size_t i = 0; i < COUNT(numbers); i++)
		if (xpt__span_is(key, numbers[i].name))
			xpt__line_add_number(number_at(domain, &numbers[i]), value, INT64_MAX);
}

/* One that is cut off would be another domain's, or nobody's. */
static bool is_uuid(struct span text)
{
	for (size_t i = 0; i < text.length; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23 ? text.at[i] != '-' :
							      !isxdigit((unsigned char)text.at[i]))
			return false;
	return text.length == UUID_LENGTH;
}

bool xpt__domains_next(struct span *rest, struct domain_line *ret_domain)
{
	struct domain_line domain;
	struct span line, key, value;
	unsigned int id;

	while (xpt__span_next_line(rest, &line)) {
		if (!xpt__line_id(&line, DOMID_LIMIT, &id))
			continue;
		domain = xpt__domain_untold(id);
		while (xpt__span_next_pair(&line, &key, &value))
			add_key(&domain, key, value);
		if (domain.uuid.state == XPT_FACT_KNOWN && !is_uuid(domain.uuid.value))
			domain.uuid = (struct fact_span)FACT_UNREADABLE("not a uuid");
		*ret_domain = domain;
		return true;
	}
	return false;
}

enum found xpt__domains_find(struct span text, unsigned int id, struct domain_line *ret_domain)
{
	enum found found = FOUND_NONE;
	struct domain_line domain;

	while (xpt__domains_next(&text, &domain)) {
		if (domain.id != id)
			continue;
		if (found != FOUND_NONE)
			return FOUND_GARBLED;
		found = FOUND_ONE;
		*ret_domain = domain;
	}
	return found;
}

void xpt__domains_write(FILE *to, const struct domain_line *domain)
{
	struct domain_line copy = *domain;

	fprintf(to, "%u", domain->id);
	for (size_t i = 0; i < COUNT(texts); i++)
		xpt__line_write_text(to, texts[i].name, text_at(&copy, &texts[i]));
	for (size_t i = 0; i < COUNT(numbers); i++)
		xpt__line_write_number(to, numbers[i].name, *number_at(&copy, &numbers[i]));
	fputc('\n', to);
}
