/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The configuration of a guest tells by name= that it is one, and all that does not matter here is
 * xl's business. Of a host's configuration every setting must be known: a misspelt one would be a wish that
 * nobody fulfils.
 */
#include "desired.h"

#include <string.h>

#include <xpt/numa.h>

#include "../base/error.h"
#include "bdf.h"
#include "pci_spec.h"

#define NAME_MAX_BYTES 255
#define VCPU_MAX 8191
#define WORDS 4


struct reading {
	struct xpt_desired *desired;
	const struct xpt_config *config;
	const char *file;
	struct xpt_error **ret_error;
};

#define WRONG(reading, at_line, ...) \
	wrong((reading), (at_line), arena_text((reading)->desired->arena, __VA_ARGS__))

static int wrong(const struct reading *reading, unsigned long line, const char *text)
{
	if (!text)
		return error_no_memory(reading->ret_error);
	return error_set(reading->ret_error, XPT_INVALID, "%s line %lu: %s", reading->file, line, text);
}

static const char *keep(const struct reading *reading, struct span text)
{
	return arena_copy(reading->desired->arena, text.at, text.length);
}

static struct origin origin(const struct reading *reading, unsigned long line)
{
	return (struct origin){ reading->file, line };
}

static bool is_number(struct span text)
{
	uint64_t number;

	return span_number(text, 10, &number) && number;
}

/* dom0 goes by several names; an id would mean another domain after each start. */
static int take_domain(const struct reading *reading, unsigned long line, struct span text,
		const char **ret_name)
{
	struct xpt_desired *desired = reading->desired;
	struct desired_domain *domain;
	const char *name;

	if (!text.length || text.length > NAME_MAX_BYTES)
		return WRONG(reading, line, "a domain has a name of 1 to %d bytes", NAME_MAX_BYTES);
	if (is_number(text))
		return WRONG(reading, line, "%.*s is the id of a domain, which changes with each start: "
				"write its name", (int)text.length, text.at);
	name = span_is(text, "0") ? "Domain-0" : keep(reading, text);
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
	*domain = (struct desired_domain){ origin(reading, line), name };
	*ret_name = name;
	return 0;
}

/* Each item of a list of texts goes to @take. */
static int take_list(const struct reading *reading, const char *key,
		const struct config_value *list,
		int (*take)(const struct reading *, unsigned long line, struct span text))
{
	int rc = 0;

	if (list->text)
		return WRONG(reading, list->line, "%s= is a list: %s = [ \"...\" ]", key, key);
	for (size_t i = 0; !rc && i < list->count; i++) {
		const struct config_value *item = &list->items[i];

		rc = item->text ? take(reading, item->line, span_trim(span_of(item->text))) :
				WRONG(reading, item->line, "%s= is a list of texts in quotes", key);
	}
	return rc;
}

static int add_device(const struct reading *reading, const struct desired_device *device)
{
	struct desired_device *added = vector_push(&reading->desired->devices);

	if (!added)
		return error_no_memory(reading->ret_error);
	*added = *device;
	return 0;
}

static int add_member(const struct reading *reading, unsigned long line, const char *domain,
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
	*member = (struct desired_member){ origin(reading, line), domain, pool };
	return 0;
}

static int add_pin(const struct reading *reading, const struct desired_pin *pin)
{
	struct desired_pin *added = vector_push(&reading->desired->pins);

	if (!added)
		return error_no_memory(reading->ret_error);
	*added = *pin;
	return 0;
}

/* A host's configuration */

static int take_address(const struct reading *reading, unsigned long line, struct span text,
		struct xpt_bdf *ret_bdf)
{
	return bdf_read(text, ret_bdf) ? 0 : WRONG(reading, line,
			"\"%.*s\" is no PCI address; write it like 0000:04:00.0", (int)text.length,
			text.at);
}

static int take_reserve(const struct reading *reading, unsigned long line, struct span text)
{
	struct desired_device device = { .at = origin(reading, line) };
	int rc = take_address(reading, line, text, &device.bdf);

	return rc ? rc : add_device(reading, &device);
}

/* A name means one device, and a device has one name. */
static int check_name(const struct reading *reading, const struct desired_name *name)
{
	for (size_t i = 0; i < reading->desired->names.count; i++) {
		const struct desired_name *other = &reading->desired->names.items[i];
		bool same = bdf_equal(other->bdf, name->bdf);

		if (same != !strcmp(other->name, name->name))
			return WRONG(reading, name->at.line, same ? "by %s line %lu this device is "
					"called %s: it can have one name only" : "by %s line %lu "
					"another device is called %s: each needs a name of its own",
					other->at.file, other->at.line, other->name);
	}
	return 0;
}

/* "0000:04:00.0 nic1" */
static int take_name(const struct reading *reading, unsigned long line, struct span text)
{
	struct desired_name name = { .at = origin(reading, line) }, *added;
	struct span address, word;
	int rc;

	if (!span_next_word(&text, &address) || !span_next_word(&text, &word) ||
			span_trim(text).length || !pci_name_fits(word))
		return WRONG(reading, line, "a name is DEVICE NAME, as in \"0000:04:00.0 nic1\"; it has "
				"letters, digits and _ - . +, at most %d", PCI_NAME_MAX);
	rc = take_address(reading, line, address, &name.bdf);
	name.name = keep(reading, word);
	rc = rc || name.name ? rc : error_no_memory(reading->ret_error);
	rc = rc ? rc : check_name(reading, &name);
	if (rc)
		return rc;
	added = vector_push(&reading->desired->names);
	if (!added)
		return error_no_memory(reading->ret_error);
	*added = name;
	return 0;
}

static int take_members(const struct reading *reading, unsigned long line, struct span list,
		const char *pool)
{
	struct span name;
	int rc = 0;

	while (!rc && span_next_part(&list, ',', &name)) {
		const char *domain;

		rc = take_domain(reading, line, name, &domain);
		rc = rc ? rc : add_member(reading, line, domain, pool);
	}
	return rc;
}

static int add_pool(const struct reading *reading, const struct desired_pool *pool)
{
	struct xpt_desired *desired = reading->desired;
	struct desired_pool *added;

	if (!pool->name || !*pool->name || strlen(pool->name) > NAME_MAX_BYTES ||
			is_number(span_of(pool->name)))
		return WRONG(reading, pool->at.line, "a cpupool wants a name that is no number: "
				"name=...");
	if (!pool->cpus)
		return WRONG(reading, pool->at.line, "say which CPUs the cpupool %s has: cpus=node:1",
				pool->name);
	for (size_t i = 0; i < desired->pools.count; i++)
		if (!strcmp(desired->pools.items[i].name, pool->name))
			return WRONG(reading, pool->at.line, "the cpupool %s is in %s line %lu already",
					pool->name, desired->pools.items[i].at.file,
					desired->pools.items[i].at.line);
	added = vector_push(&desired->pools);
	if (!added)
		return error_no_memory(reading->ret_error);
	*added = *pool;
	return 0;
}

static bool is_scheduler(struct span text)
{
	static const char *const known[] = { "credit", "credit2", "rtds", "arinc653", "null" };

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (span_is(text, known[i]))
			return true;
	return false;
}

/* "name=numa1 cpus=node:1 sched=credit2 domains=g1,g2" */
static int take_pool(const struct reading *reading, unsigned long line, struct span text)
{
	struct desired_pool pool = { .at = origin(reading, line) };
	struct span word, key, domains = { 0 };
	int rc;

	while (span_next_word(&text, &word)) {
		struct span value = word;
		const char **place = NULL;

		(void)span_next_part(&value, '=', &key);
		if (span_is(key, "name"))
			place = &pool.name;
		else if (span_is(key, "cpus"))
			place = &pool.cpus;
		else if (span_is(key, "sched") && is_scheduler(value))
			place = &pool.scheduler;
		else if (span_is(key, "domains"))
			domains = value;
		else
			return WRONG(reading, line, "\"%.*s\" is none of name=NAME, cpus=CPUS, "
					"sched=credit|credit2|rtds|arinc653|null, domains=NAME,NAME",
					(int)word.length, word.at);
		if (place && !(*place = keep(reading, value)))
			return error_no_memory(reading->ret_error);
	}
	rc = add_pool(reading, &pool);
	return rc ? rc : take_members(reading, line, domains, pool.name);
}

static int take_vcpu(const struct reading *reading, unsigned long line, struct span text,
		unsigned int *ret_vcpu)
{
	uint64_t number;

	*ret_vcpu = XPT_VCPU_ALL;
	if (span_is(text, "all"))
		return 0;
	if (!span_number(text, 10, &number) || number > VCPU_MAX)
		return WRONG(reading, line, "\"%.*s\" is no number of a vCPU, nor \"all\"",
				(int)text.length, text.at);
	*ret_vcpu = (unsigned int)number;
	return 0;
}

/* A CPU list; "-" leaves the affinity as it is. */
static int take_cpus(const struct reading *reading, struct span text, const char **ret_cpus)
{
	*ret_cpus = NULL;
	if (!text.length || span_is(text, "-"))
		return 0;
	*ret_cpus = keep(reading, text);
	return *ret_cpus ? 0 : error_no_memory(reading->ret_error);
}

/* "g1 all node:1", "g1 0 3/2-3", "g1 0 3 2-3" */
static int take_pin(const struct reading *reading, unsigned long line, struct span text)
{
	struct desired_pin pin = { .at = origin(reading, line) };
	struct span words[WORDS + 1] = { { 0 } }, hard;
	size_t count = 0;
	int rc;

	while (count <= WORDS && span_next_word(&text, &words[count]))
		count++;
	if (count < 3 || count > WORDS)
		return WRONG(reading, line, "a pin is DOMAIN VCPU HARD or DOMAIN VCPU HARD/SOFT, as in "
				"\"g1 all node:1\"");
	rc = take_domain(reading, line, words[0], &pin.domain);
	rc = rc ? rc : take_vcpu(reading, line, words[1], &pin.vcpu);
	if (!rc && !span_next_part(&words[2], '/', &hard))
		hard = words[2];
	rc = rc ? rc : take_cpus(reading, hard, &pin.hard);
	rc = rc ? rc : take_cpus(reading, count > 3 ? words[3] : words[2], &pin.soft);
	if (!rc && !pin.hard && !pin.soft)
		return WRONG(reading, line, "neither a hard nor a soft affinity is given");
	return rc ? rc : add_pin(reading, &pin);
}

static int take_guest(const struct reading *reading, unsigned long line, struct span text)
{
	struct desired_guest *guest;
	const char *path = keep(reading, text);

	if (!span_starts(text, "/"))
		return WRONG(reading, line, "name the file of the guest from the root on: /etc/xen/...");
	guest = vector_push(&reading->desired->guests);
	if (!guest || !path)
		return error_no_memory(reading->ret_error);
	*guest = (struct desired_guest){ origin(reading, line), path, NULL };
	return 0;
}

static int take_setting(const struct reading *reading, const struct config_setting *setting)
{
	static const struct {
		const char *key;
		int (*take)(const struct reading *, unsigned long line, struct span text);
	} known[] = {
		{ "reserve", take_reserve }, { "names", take_name }, { "pools", take_pool },
		{ "pins", take_pin }, { "guests", take_guest },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!strcmp(setting->key, known[i].key))
			return take_list(reading, setting->key, &setting->value, known[i].take);
	return WRONG(reading, setting->value.line, "there is no setting \"%s\" of a host: reserve, "
			"names, pools, pins or guests; a guest's configuration has name=", setting->key);
}

/* A guest's configuration */

static int take_pci(const struct reading *reading, const char *domain,
		const struct config_value *item)
{
	const struct config_value *all = config_find(reading->config, "pci_permissive");
	bool permissive = all && all->text && strcmp(all->text, "0") != 0;
	struct desired_device device = { .at = origin(reading, item->line), .domain = domain };
	struct pci_spec spec;
	const char *what = item->text ? pci_spec_parse(span_of(item->text), &spec) :
			"an entry of pci= is a text in quotes";

	if (!what && spec.all_functions)
		what = "\"*\" is the last function only: list each of them";
	if (what)
		return WRONG(reading, item->line, "%s", what);
	device.bdf = spec.bdf;
	device.name = spec.name.length ? keep(reading, spec.name) : NULL;
	if (spec.name.length && !device.name)
		return error_no_memory(reading->ret_error);
	permissive = spec.permissive == SPEC_UNSET ? permissive : spec.permissive == SPEC_YES;
	device.flags = (spec.relaxed == SPEC_YES ? XPT_RELAXED : 0U) |
			(permissive ? XPT_PERMISSIVE : 0U);
	device.slot = spec.slot ? spec.slot_number : XPT_SLOT_ANY;
	return add_device(reading, &device);
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
	struct desired_pin pin = { origin(reading, value->line), domain, vcpu, NULL, NULL };
	int rc;

	if (!value->text || !*value->text)
		return WRONG(reading, value->line, "a CPU list is wanted, as in \"0-3,^2\"");
	rc = take_cpus(reading, span_trim(span_of(value->text)), soft ? &pin.soft : &pin.hard);
	return rc ? rc : add_pin(reading, &pin);
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
	name = keep(reading, span_of(pool->text));
	return name ? add_member(reading, pool->line, domain, name) :
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
	*guest = (struct desired_guest){ origin(reading, line), NULL, name };
	return 0;
}

static int take_guest_file(const struct reading *reading, const struct config_value *name)
{
	const char *domain;
	int rc;

	if (!name->text)
		return WRONG(reading, name->line, "name= is a text in quotes");
	rc = take_domain(reading, name->line, span_of(name->text), &domain);
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

	reading.file = keep(&reading, span_of(config->name));
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
		rc = take_setting(&reading, &config->settings[i]);
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
