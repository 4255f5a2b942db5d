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

/* A guest's configuration */

static int take_pci(
		const struct parser *parser, const char *domain, const struct config_value *item)
{
	const struct config_value *all = xpt__config_find(parser->config, "pci_permissive");
	bool permissive = all && all->text && strcmp(all->text, "0") != 0;
	struct desired_device device = { .at = xpt__desired_origin(parser, item->line),
		.domain = domain };
	struct pci_spec spec;
	const char *what = item->text ? xpt__pci_spec_parse(xpt__span_of(item->text), &spec) :
					"an entry of pci= must be a quoted string";

	if (!what && spec.all_functions)
		what = "\"*\" is the last function only: list each of them";
	if (what)
		return WRONG(parser, item->line, "%s", what);
	device.at_bdf.bdf = spec.bdf;
	device.name = spec.name.length ? xpt__desired_keep(parser, spec.name) : NULL;
	if (spec.name.length && !device.name)
		return xpt__error_no_memory(parser->ret_error);
	permissive = spec.permissive == SPEC_UNSET ? permissive : spec.permissive == SPEC_YES;
	device.flags = (spec.relaxed == SPEC_YES ? XPT_RELAXED : 0U) |
			(permissive ? XPT_PERMISSIVE : 0U);
	device.slot = spec.slot ? spec.slot_number : XPT_SLOT_ANY;
	return xpt__desired_add_device(parser, &device);
}

static int take_devices(const struct parser *parser, const char *domain)
{
	const struct config_value *pci = xpt__config_find(parser->config, "pci");
	int rc = 0;

	if (pci && pci->text)
		return WRONG(parser, pci->line, "pci= must be a list: pci = [ \"04:00.0\" ]");
	for (size_t i = 0; pci && !rc && i < pci->count; i++)
		rc = take_pci(parser, domain, &pci->items[i]);
	return rc;
}

static int take_affinity(const struct parser *parser, const char *domain, unsigned int vcpu,
		bool soft, const struct config_value *value)
{
	struct desired_pin pin = { xpt__desired_origin(parser, value->line), domain, vcpu, NULL,
		NULL };
	int rc;

	if (!value->text || !*value->text)
		return WRONG(parser, value->line, "a CPU list is expected, as in \"0-3,^2\"");
	rc = xpt__desired_parse_cpus(parser, xpt__span_trim(xpt__span_of(value->text)),
			soft ? &pin.soft : &pin.hard);
	return rc ? rc : xpt__desired_add_pin(parser, &pin);
}

/* One text for all vCPUs, or a list with one for each of the first. */
static int take_affinities(const struct parser *parser, const char *domain, bool soft)
{
	const struct config_value *cpus =
			xpt__config_find(parser->config, soft ? "cpus_soft" : "cpus");
	int rc = 0;

	if (cpus && cpus->text)
		return take_affinity(parser, domain, XPT_VCPU_ALL, soft, cpus);
	for (size_t i = 0; cpus && !rc && i < cpus->count && i <= VCPU_MAX; i++)
		rc = take_affinity(parser, domain, (unsigned int)i, soft, &cpus->items[i]);
	return rc;
}

static int take_membership(const struct parser *parser, const char *domain)
{
	const struct config_value *pool = xpt__config_find(parser->config, "pool");
	const char *name;

	if (!pool)
		return 0;
	if (!pool->text || !*pool->text)
		return WRONG(parser, pool->line, "pool= must be the name of a cpupool");
	name = xpt__desired_keep(parser, xpt__span_of(pool->text));
	return name ? xpt__desired_add_member(parser, pool->line, domain, name) :
		      xpt__error_no_memory(parser->ret_error);
}

static int note_guest(const struct parser *parser, const char *name, unsigned long line)
{
	struct xpt_desired *desired = parser->desired;
	struct desired_guest *guest;

	for (size_t i = 0; i < desired->guests.count; i++) {
		guest = &desired->guests.items[i];
		if (guest->name && !strcmp(guest->name, name))
			return WRONG(parser, line, "%s is the guest of %s already", name,
					guest->at.file);
	}
	guest = vector_push(&desired->guests);
	if (!guest)
		return xpt__error_no_memory(parser->ret_error);
	*guest = (struct desired_guest){ xpt__desired_origin(parser, line), NULL, name };
	return 0;
}

static int take_guest_file(const struct parser *parser, const struct config_value *name)
{
	const char *domain;
	int rc;

	if (!name->text)
		return WRONG(parser, name->line, "name= must be a quoted string");
	rc = xpt__desired_parse_domain(parser, name->line, xpt__span_of(name->text), &domain);
	rc = rc ? rc : note_guest(parser, domain, name->line);
	rc = rc ? rc : take_membership(parser, domain);
	rc = rc ? rc : take_affinities(parser, domain, false);
	rc = rc ? rc : take_affinities(parser, domain, true);
	rc = rc ? rc : take_devices(parser, domain);
	return rc ? rc : xpt__desired_take_usb_numbers(parser, domain);
}

int xpt__desired_add(struct xpt_desired *desired, const struct xpt_config *config,
		struct xpt_error **ret_error)
{
	struct parser parser = { desired, config, NULL, ret_error };
	const struct config_value *name = xpt__config_find(config, "name");
	int rc = 0;

	parser.file = xpt__desired_keep(&parser, xpt__span_of(config->name));
	if (!parser.file)
		return xpt__error_no_memory(ret_error);
	if (config->error)
		return WRONG(&parser, config->error_line, "%s%s%s", config->error,
				*config->error_at ? ", not " : "", config->error_at);
	if (name)
		return take_guest_file(&parser, name);
	if (!config->count)
		return xpt__error_set(ret_error, XPT_INVALID,
				"%s says nothing: name= of a guest, or reserve=, "
				"names=, vfs=, pools=, pins=, hide=, usb= of a host",
				parser.file);
	for (size_t i = 0; !rc && i < config->count; i++)
		rc = xpt__desired_parse_host_setting(&parser, &config->settings[i]);
	return rc;
}

struct xpt_desired *xpt__desired_new(void)
{
	struct arena *arena = xpt__arena_new();
	struct xpt_desired *desired = arena ? xpt__arena_alloc(arena, sizeof(*desired)) : NULL;

	if (desired)
		desired->arena = arena;
	else
		xpt__arena_free(arena);
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
	vector_clear(&desired->vfs);
	vector_clear(&desired->vf_settings);
	vector_clear(&desired->hidden);
	vector_clear(&desired->usb);
	vector_clear(&desired->usb_reserved);
	vector_clear(&desired->usb_numbers);
	vector_clear(&desired->options);
	xpt__arena_free(desired->arena); /* holds the struct itself */
}

bool xpt_desired_has_devices(const struct xpt_desired *desired)
{
	return desired->devices.count || desired->names.count || desired->vfs.count ||
			desired->vf_settings.count || xpt_desired_has_usb(desired);
}

bool xpt_desired_has_usb(const struct xpt_desired *desired)
{
	return desired->usb.count || desired->usb_reserved.count || desired->usb_numbers.count;
}

bool xpt_desired_has_boot(const struct xpt_desired *desired)
{
	return desired->hidden.count || desired->options.count;
}
