/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pci_spec.h"

#include <string.h>

#include "../base/bdf.h"

#define SLOT_MAX 0x1f

static const char *parse_slot(struct span text, struct pci_spec *spec)
{
	uint64_t slot;

	if (!xpt__span_number(text, 16, &slot) || slot > SLOT_MAX)
		return "the guest slot is no hexadecimal number up to 1f";
	spec->slot = true;
	spec->slot_number = (unsigned int)slot;
	return NULL;
}

/* "0000:04:00.0", "04:00.*", each perhaps with "@1f". */
static const char *parse_address(struct span text, struct pci_spec *spec)
{
	struct bdf_pattern pattern;
	struct span address;

	if (!xpt__span_next_part(&text, '@', &address))
		return "there is no address";
	if (text.length && parse_slot(text, spec))
		return parse_slot(text, spec);
	if (!xpt__bdf_pattern_read(address, &pattern) || pattern.any_device)
		return "it is no PCI address; write it like 0000:04:00.0 or 0000:04:00.*";
	spec->all_functions = pattern.any_function;
	spec->bdf = pattern.bdf;
	return NULL;
}

/* xl takes atoi() of it. */
static const char *parse_flag(struct span value, enum spec_flag *ret_flag, struct pci_spec *spec)
{
	uint64_t number = 0;

	if (!xpt__span_number(value, 10, &number))
		spec->odd = value;
	*ret_flag = number ? SPEC_YES : SPEC_NO;
	return NULL;
}

static const char *parse_option(struct span option, struct pci_spec *spec)
{
	enum spec_flag ignored;
	struct span key;

	if (!xpt__span_next_part(&option, '=', &key))
		return "an option is empty";
	if (xpt__span_is(key, "bdf"))
		return parse_address(option, spec);
	if (xpt__span_is(key, "vslot"))
		return parse_slot(option, spec);
	if (xpt__span_is(key, "permissive"))
		return parse_flag(option, &spec->permissive, spec);
	if (xpt__span_is(key, "seize"))
		return parse_flag(option, &spec->seize, spec);
	if (xpt__span_is(key, "msitranslate") || xpt__span_is(key, "power_mgmt"))
		return parse_flag(option, &ignored, spec);
	if (xpt__span_is(key, "name")) {
		spec->name = option;
		return NULL;
	}
	if (!xpt__span_is(key, "rdm_policy"))
		return "it has an option that is none of bdf, vslot, permissive, seize, msitranslate, "
		       "power_mgmt, rdm_policy, name";
	if (!xpt__span_is(option, "strict") && !xpt__span_is(option, "relaxed"))
		return "rdm_policy is strict or relaxed";
	spec->relaxed = xpt__span_is(option, "relaxed") ? SPEC_YES : SPEC_NO;
	return NULL;
}

const char *xpt__pci_spec_parse(struct span text, struct pci_spec *ret_spec)
{
	struct pci_spec spec = { 0 };
	const char *wrong = NULL;
	struct span part;
	bool first = true, address = false;

	while (!wrong && xpt__span_next_part(&text, ',', &part)) {
		bool option = !first || (part.length && memchr(part.at, '=', part.length));

		part = xpt__span_trim(part);
		address = address || !option || xpt__span_starts(part, "bdf=") ||
				xpt__span_starts(part, "name=");
		wrong = option ? parse_option(part, &spec) : parse_address(part, &spec);
		first = false;
	}
	if (!wrong && !address)
		wrong = "there is no address";
	if (!wrong)
		*ret_spec = spec;
	return wrong;
}

/* libxl looks in xenstore; the snapshot has what it found there. */
bool xpt__pci_spec_resolve(const struct xpt_host *host, struct pci_spec *spec)
{
	const struct xpt_device *device;

	if (!spec->name.length)
		return true;
	device = xpt__model_named_device(host, spec->name);
	if (device)
		spec->bdf = device->bdf;
	return device;
}

bool xpt__pci_name_fits(struct span name)
{
	static const char allowed[] =
			"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.+";

	for (size_t i = 0; i < name.length; i++)
		if (!memchr(allowed, name.at[i], sizeof(allowed) - 1))
			return false;
	return name.length && name.length <= PCI_NAME_MAX;
}
