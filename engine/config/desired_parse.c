/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parsers of desired states share. */
#include <string.h>
#include <xpt/numa.h>

#include "desired_parse.h"
#include "../base/error.h"
#include "../base/bdf.h"
#include "pci_spec.h"

int xpt__desired_wrong(const struct parser *parser, unsigned long line, const char *text)
{
	if (!text)
		return xpt__error_no_memory(parser->ret_error);
	return xpt__error_set(parser->ret_error, XPT_INVALID, "%s line %lu: %s", parser->file, line,
			text);
}

const char *xpt__desired_keep(const struct parser *parser, struct span text)
{
	return xpt__arena_copy(parser->desired->arena, text.at, text.length);
}

struct origin xpt__desired_origin(const struct parser *parser, unsigned long line)
{
	return (struct origin){ parser->file, line };
}

bool xpt__desired_is_number(struct span text)
{
	uint64_t number;

	return xpt__span_number(text, 10, &number) && number;
}

int xpt__desired_parse_domain(const struct parser *parser, unsigned long line, struct span text,
		const char **ret_name)
{
	struct xpt_desired *desired = parser->desired;
	struct desired_domain *domain;
	const char *name;

	if (!text.length || text.length > NAME_MAX_BYTES)
		return WRONG(parser, line, "a domain has a name of 1 to %d bytes", NAME_MAX_BYTES);
	if (xpt__desired_is_number(text))
		return WRONG(parser, line,
				"%.*s is the id of a domain, which changes with each start: "
				"write its name",
				(int)text.length, text.at);
	name = xpt__span_is(text, "0") ? "Domain-0" : xpt__desired_keep(parser, text);
	if (!name)
		return xpt__error_no_memory(parser->ret_error);
	for (size_t i = 0; i < desired->domains.count; i++)
		if (!strcmp(desired->domains.items[i].name, name)) {
			*ret_name = desired->domains.items[i].name;
			return 0;
		}
	domain = vector_push(&desired->domains);
	if (!domain)
		return xpt__error_no_memory(parser->ret_error);
	*domain = (struct desired_domain){ xpt__desired_origin(parser, line), name };
	*ret_name = name;
	return 0;
}

int xpt__desired_add_device(const struct parser *parser, const struct desired_device *device)
{
	struct desired_device *added = vector_push(&parser->desired->devices);

	if (!added)
		return xpt__error_no_memory(parser->ret_error);
	*added = *device;
	return 0;
}

int xpt__desired_add_member(const struct parser *parser, unsigned long line, const char *domain,
		const char *pool)
{
	struct xpt_desired *desired = parser->desired;
	struct desired_member *member;

	if (!strcmp(domain, "Domain-0"))
		return WRONG(parser, line, "dom0 cannot leave Pool-0");
	for (size_t i = 0; i < desired->members.count; i++) {
		member = &desired->members.items[i];
		if (!strcmp(member->domain, domain) && strcmp(member->pool, pool) != 0)
			return WRONG(parser, line,
					"%s is in the cpupool %s by %s line %lu: it can be in "
					"one only",
					domain, member->pool, member->at.file, member->at.line);
		if (!strcmp(member->domain, domain))
			return 0;
	}
	member = vector_push(&desired->members);
	if (!member)
		return xpt__error_no_memory(parser->ret_error);
	*member = (struct desired_member){ xpt__desired_origin(parser, line), domain, pool };
	return 0;
}

int xpt__desired_add_pin(const struct parser *parser, const struct desired_pin *pin)
{
	struct desired_pin *added = vector_push(&parser->desired->pins);

	if (!added)
		return xpt__error_no_memory(parser->ret_error);
	*added = *pin;
	return 0;
}

int xpt__desired_parse_cpus(const struct parser *parser, struct span text, const char **ret_cpus)
{
	*ret_cpus = NULL;
	if (!text.length || xpt__span_is(text, "-"))
		return 0;
	*ret_cpus = xpt__desired_keep(parser, text);
	return *ret_cpus ? 0 : xpt__error_no_memory(parser->ret_error);
}
