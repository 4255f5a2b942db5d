/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The interrupts of a domain that is to be created from a configuration. */
#include "irqs_config.h"

#include <string.h>

#include "../base/bdf.h"
#include "../base/error.h"
#include "../config/pci_spec.h"
#include "../config/xl_config.h"

static const char *text_of(const struct xpt_config *config, const char *key)
{
	const struct config_value *value = xpt__config_find(config, key);

	return value ? value->text : NULL;
}

/* type=, or builder= of old; without either xl makes a PV domain. */
static const char *type_of(const struct xpt_config *config)
{
	const char *type = text_of(config, "type"), *builder = text_of(config, "builder");

	if (type)
		return type;
	return builder && !strcmp(builder, "hvm") ? "hvm" : "pv";
}

/* Drivers ask by the CPUs that there may be. */
static long long vcpus_of(const struct xpt_config *config)
{
	static const char *const keys[] = { "vcpus", "maxvcpus" };
	uint64_t most = 1, number;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (xpt__config_number(config, keys[i], &number) && number > most &&
				number < INT32_MAX)
			most = number;
	return (long long)most;
}

static int add_entry(const struct xpt_host *host, const struct xpt_config *config,
		const struct config_value *entry, struct irq_domain *domain,
		struct xpt_error **ret_error)
{
	const char *wrong = "an entry of pci= must be a quoted string";
	const struct xpt_device *device;
	struct pci_spec spec;

	if (entry->text)
		wrong = xpt__pci_spec_parse(xpt__span_of(entry->text), &spec);
	if (wrong)
		return xpt__error_set(ret_error, XPT_INVALID, "%s:%lu: %s", config->name,
				entry->line, wrong);
	if (!xpt__pci_spec_resolve(host, &spec))
		return xpt__error_set(ret_error, XPT_NOT_FOUND,
				"%s:%lu: no assignable device has this name", config->name,
				entry->line);
	device = xpt__pci_spec_attached(host, &spec);
	if (!device)
		return xpt__error_set(ret_error, XPT_NOT_FOUND,
				"%s:%lu: there is no such device on this host: %s", config->name,
				entry->line, entry->text);
	xpt__irqs_add(host, device, domain);
	return 0;
}

int xpt__irqs_of_config(const struct xpt_host *host, const struct xpt_config *config,
		struct arena *arena, struct irq_domain *ret_domain, struct xpt_error **ret_error)
{
	const struct config_value *pci = xpt__config_find(config, "pci");
	const char *name = text_of(config, "name");
	int rc = 0;

	if (config->error)
		return xpt__error_set(ret_error, XPT_INVALID, "%s:%lu: %s", config->name,
				config->error_line, config->error);
	if (!xpt__irqs_plan_domain(host->device_count, arena, ret_domain))
		return xpt__error_no_memory(ret_error);
	if (name)
		ret_domain->name = fact_text_known(name);
	ret_domain->type = fact_text_known(type_of(config));
	ret_domain->vcpus = fact_int_known(vcpus_of(config));
	if (pci && pci->text)
		return xpt__error_set(ret_error, XPT_INVALID, "%s:%lu: pci= must be a list",
				config->name, pci->line);
	for (size_t i = 0; pci && i < pci->count && !rc; i++)
		rc = add_entry(host, config, &pci->items[i], ret_domain, ret_error);
	return rc;
}
