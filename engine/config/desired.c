/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The configuration of a guest tells by name= that it is one, and all that does not matter here is
 * xl's business. Of a host's configuration every setting must be known: a misspelt one would be a wish that
 * nobody fulfils.
 */
#include "desired_parse.h"

#include <string.h>

#include <xpt/numa.h>

#include "../base/error.h"
#include "../base/bdf.h"
#include "pci_spec.h"

#define NAME_MAX_BYTES 255
#define VCPU_MAX 8191

int reading_wrong(const struct reading *reading, unsigned long line, const char *text)
{
	if (!text)
		return error_no_memory(reading->ret_error);
	return error_set(reading->ret_error, XPT_INVALID, "%s line %lu: %s", reading->file, line, text);
}

const char *reading_keep(const struct reading *reading, struct span text)
{
	return arena_copy(reading->desired->arena, text.at, text.length);
}

struct origin reading_origin(const struct reading *reading, unsigned long line)
{
	return (struct origin){ reading->file, line };
}

bool reading_is_number(struct span text)
{
	uint64_t number;

	return span_number(text, 10, &number) && number;
}

int reading_domain(const struct reading *reading, unsigned long line, struct span text,
		const char **ret_name)
{
	struct xpt_desired *desired = reading->desired;
	struct desired_domain *domain;
	const char *name;

	if (!text.length || text.length > NAME_MAX_BYTES)
		return WRONG(reading, line, "a domain has a name of 1 to %d bytes", NAME_MAX_BYTES);
	if (reading_is_number(text))
		return WRONG(reading, line, "%.*s is the id of a domain, which changes with each start: "
				"write its name", (int)text.length, text.at);
	name = span_is(text, "0") ? "Domain-0" : reading_keep(reading, text);
	if (!name)
		return error_no_memory(reading->ret_error);
	for (size_t i = 0; i < desired->domains.count; i++)
		if (!strcmp(desired->domains.items[i].name, name)) {
			*ret_name = desired->domains.items[i].name;
			return 0;
		}
	domain = vector_push(&desired->domains);
	if (!domain)
		return error_no_memory(reading->ret_error);
	*domain = (struct desired_domain){ reading_origin(reading, line), name };
	*ret_name = name;
	return 0;
}

int reading_add_device(const struct reading *reading, const struct desired_device *device)
{
	struct desired_device *added = vector_push(&reading->desired->devices);

	if (!added)
		return error_no_memory(reading->ret_error);
	*added = *device;
	return 0;
}

int reading_add_member(const struct reading *reading, unsigned long line, const char *domain,
		const char *pool)
{
	struct xpt_desired *desired = reading->desired;
	struct desired_member *member;

	if (!strcmp(domain, "Domain-0"))
		return WRONG(reading, line, "dom0 cannot leave Pool-0");
	for (size_t i = 0; i < desired->members.count; i++) {
		member = &desired->members.items[i];
		if (!strcmp(member->domain, domain) && strcmp(member->pool, pool) != 0)
			return WRONG(reading, line, "%s is in the cpupool %s by %s line %lu: it can be in "
					"one only", domain, member->pool, member->at.file,
					member->at.line);
		if (!strcmp(member->domain, domain))
			return 0;
	}
	member = vector_push(&desired->members);
	if (!member)
		return error_no_memory(reading->ret_error);
	*member = (struct desired_member){ reading_origin(reading, line), domain, pool };
	return 0;
}

int reading_add_pin(const struct reading *reading, const struct desired_pin *pin)
{
	struct desired_pin *added = vector_push(&reading->desired->pins);

	if (!added)
		return error_no_memory(reading->ret_error);
	*added = *pin;
	return 0;
}

int reading_cpus(const struct reading *reading, struct span text, const char **ret_cpus)
{
	*ret_cpus = NULL;
	if (!text.length || span_is(text, "-"))
		return 0;
	*ret_cpus = reading_keep(reading, text);
	return *ret_cpus ? 0 : error_no_memory(reading->ret_error);
}

/* A guest's configuration */

static int take_pci(const struct reading *reading, const char *domain,
		const struct config_value *item)
{
	const struct config_value *all = config_find(reading->config, "pci_permissive");
	bool permissive = all && all->text && strcmp(all->text, "0") != 0;
	struct desired_device device = { .at = reading_origin(reading, item->line), .domain = domain };
	struct pci_spec spec;
	const char *what = item->text ? pci_spec_parse(span_of(item->text), &spec) :
			"an entry of pci= is a text in quotes";

	if (!what && spec.all_functions)
		what = "\"*\" is the last function only: list each of them";
	if (what)
		return WRONG(reading, item->line, "%s", what);
	device.bdf = spec.bdf;
	device.name = spec.name.length ? reading_keep(reading, spec.name) : NULL;
	if (spec.name.length && !device.name)
		return error_no_memory(reading->ret_error);
	permissive = spec.permissive == SPEC_UNSET ? permissive : spec.permissive == SPEC_YES;
	device.flags = (spec.relaxed == SPEC_YES ? XPT_RELAXED : 0U) |
			(permissive ? XPT_PERMISSIVE : 0U);
	device.slot = spec.slot ? spec.slot_number : XPT_SLOT_ANY;
	return reading_add_device(reading, &device);
}

static int take_devices(const struct reading *reading, const char *domain)
{
	const struct config_value *pci = config_find(reading->config, "pci");
	int rc = 0;

	if (pci && pci->text)
		return WRONG(reading, pci->line, "pci= is a list: pci = [ \"04:00.0\" ]");
	for (size_t i = 0; pci && !rc && i < pci->count; i++)
		rc = take_pci(reading, domain, &pci->items[i]);
	return rc;
}

static int take_affinity(const struct reading *reading, const char *domain, unsigned int vcpu,
		bool soft, const struct config_value *value)
{
	struct desired_pin pin = { reading_origin(reading, value->line), domain, vcpu, NULL, NULL };
	int rc;

	if (!value->text || !*value->text)
		return WRONG(reading, value->line, "a CPU list is wanted, as in \"0-3,^2\"");
	rc = reading_cpus(reading, span_trim(span_of(value->text)), soft ? &pin.soft : &pin.hard);
	return rc ? rc : reading_add_pin(reading, &pin);
}

/* One text for all vCPUs, or a list with one for each of the first. */
static int take_affinities(const struct reading *reading, const char *domain, bool soft)
{
	const struct config_value *cpus = config_find(reading->config, soft ? "cpus_soft" : "cpus");
	int rc = 0;

	if (cpus && cpus->text)
		return take_affinity(reading, domain, XPT_VCPU_ALL, soft, cpus);
	for (size_t i = 0; cpus && !rc && i < cpus->count && i <= VCPU_MAX; i++)
		rc = take_affinity(reading, domain, (unsigned int)i, soft, &cpus->items[i]);
	return rc;
}

static int take_membership(const struct reading *reading, const char *domain)
{
	const struct config_value *pool = config_find(reading->config, "pool");
	const char *name;

	if (!pool)
		return 0;
	if (!pool->text || !*pool->text)
		return WRONG(reading, pool->line, "pool= is the name of a cpupool");
	name = reading_keep(reading, span_of(pool->text));
	return name ? reading_add_member(reading, pool->line, domain, name) :
			error_no_memory(reading->ret_error);
}

static int note_guest(const struct reading *reading, const char *name, unsigned long line)
{
	struct xpt_desired *desired = reading->desired;
	struct desired_guest *guest;

	for (size_t i = 0; i < desired->guests.count; i++) {
		guest = &desired->guests.items[i];
		if (guest->name && !strcmp(guest->name, name))
			return WRONG(reading, line, "%s is the guest of %s already", name,
					guest->at.file);
	}
	guest = vector_push(&desired->guests);
	if (!guest)
		return error_no_memory(reading->ret_error);
	*guest = (struct desired_guest){ reading_origin(reading, line), NULL, name };
	return 0;
}

static int take_guest_file(const struct reading *reading, const struct config_value *name)
{
	const char *domain;
	int rc;

	if (!name->text)
		return WRONG(reading, name->line, "name= is a text in quotes");
	rc = reading_domain(reading, name->line, span_of(name->text), &domain);
	rc = rc ? rc : note_guest(reading, domain, name->line);
	rc = rc ? rc : take_membership(reading, domain);
	rc = rc ? rc : take_affinities(reading, domain, false);
	rc = rc ? rc : take_affinities(reading, domain, true);
	return rc ? rc : take_devices(reading, domain);
}

int desired_add(struct xpt_desired *desired, const struct xpt_config *config,
		struct xpt_error **ret_error)
{
	struct reading reading = { desired, config, NULL, ret_error };
	const struct config_value *name = config_find(config, "name");
	int rc = 0;

	reading.file = reading_keep(&reading, span_of(config->name));
	if (!reading.file)
		return error_no_memory(ret_error);
	if (config->error)
		return WRONG(&reading, config->error_line, "%s%s%s", config->error,
				*config->error_at ? ", not " : "", config->error_at);
	if (name)
		return take_guest_file(&reading, name);
	if (!config->count)
		return error_set(ret_error, XPT_INVALID, "%s says nothing: name= of a guest, or reserve=, "
				"names=, pools=, pins= of a host", reading.file);
	for (size_t i = 0; !rc && i < config->count; i++)
		rc = reading_host_setting(&reading, &config->settings[i]);
	return rc;
}

struct xpt_desired *desired_new(void)
{
	struct arena *arena = arena_new();
	struct xpt_desired *desired = arena ? arena_alloc(arena, sizeof(*desired)) : NULL;

	if (desired)
		desired->arena = arena;
	else
		arena_free(arena);
	return desired;
}

void xpt_desired_free(struct xpt_desired *desired)
{
	if (!desired)
		return;
	vector_clear(&desired->devices);
	vector_clear(&desired->names);
	vector_clear(&desired->pools);
	vector_clear(&desired->members);
	vector_clear(&desired->pins);
	vector_clear(&desired->domains);
	vector_clear(&desired->guests);
	arena_free(desired->arena); /* holds the struct itself */
}

bool xpt_desired_has_devices(const struct xpt_desired *desired)
{
	return desired->devices.count || desired->names.count;
}
