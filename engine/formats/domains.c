/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "domains.h"

#include <ctype.h>

#include "limits.h"

#define UUID_LENGTH 36

static const struct line_key table[] = {
	LINE_KEY_TEXT(domain_line, uuid),
	LINE_KEY_TEXT(domain_line, type),
	LINE_KEY_TEXT(domain_line, state),
	LINE_KEY_NUMBER(domain_line, vcpus, INT64_MAX),
	LINE_KEY_NUMBER(domain_line, memory_kib, INT64_MAX),
	LINE_KEY_NUMBER(domain_line, max_memory_kib, INT64_MAX),
	LINE_KEY_NUMBER(domain_line, pool, INT64_MAX),
	LINE_KEY_NUMBER(domain_line, pod_kib, INT64_MAX),
	LINE_KEY_NUMBER(domain_line, shared_kib, INT64_MAX),
	LINE_KEY_NUMBER(domain_line, paged_kib, INT64_MAX),
	LINE_KEY_NUMBER(domain_line, iommu, INT64_MAX),
};

static const struct line_keys keys = LINE_KEYS(table);

static struct domain_line unknown(unsigned int id, const char *reason)
{
	struct domain_line domain = { .id = id };

	xpt__line_unknown(&keys, reason, &domain);
	return domain;
}

struct domain_line xpt__domain_unknown(unsigned int id)
{
	return unknown(id, xpt__line_untold);
}

bool xpt__domain_is_dying(const struct domain_line *domain)
{
	return domain->state.state == XPT_FACT_KNOWN && xpt__span_is(domain->state.value, "dying");
}

void xpt__domain_twice(struct domain_line *domain)
{
	*domain = unknown(domain->id, xpt__line_twice);
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

static struct domain_line read_domain(unsigned int id, struct span pairs)
{
	struct domain_line domain = xpt__domain_unknown(id);

	xpt__line_add_pairs(&keys, pairs, &domain);
	if (domain.uuid.state == XPT_FACT_KNOWN && !is_uuid(domain.uuid.value))
		domain.uuid = (struct fact_span)FACT_UNREADABLE("not a uuid");
	return domain;
}

bool xpt__domains_next(struct span *rest, struct domain_line *ret_domain)
{
	struct span pairs;
	unsigned int id;

	if (!xpt__line_next(rest, DOMID_LIMIT, &id, &pairs))
		return false;
	*ret_domain = read_domain(id, pairs);
	return true;
}

enum found xpt__domains_find(struct span text, unsigned int id, struct domain_line *ret_domain)
{
	struct span pairs;
	enum found found = xpt__line_find(text, DOMID_LIMIT, id, &pairs);

	if (found == FOUND_ONE)
		*ret_domain = read_domain(id, pairs);
	return found;
}

void xpt__domains_write(FILE *to, const struct domain_line *domain)
{
	fprintf(to, "%u", domain->id);
	xpt__line_write(to, &keys, domain);
	fputc('\n', to);
}
