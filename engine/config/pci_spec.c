/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pci_spec.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "../base/bdf.h"

#define SEGMENT_MAX 0xffff
#define BUS_MAX 0xff
#define SLOT_MAX 0x1f
#define FUNCTION_MAX 7

static const char not_an_address[] =
		"it is not a PCI address; write it like 0000:04:00.0 or 0000:04:00.*";

static bool take_byte(struct span *rest, char byte)
{
	if (!rest->length || *rest->at != byte)
		return false;
	rest->at++;
	rest->length--;
	return true;
}

/* However many zeros it begins with. */
static bool take_hex(struct span *rest, uint64_t most, uint64_t *ret_number)
{
	struct span digits = { rest->at, 0 };

	while (digits.length < rest->length && isxdigit((unsigned char)rest->at[digits.length]))
		digits.length++;
	if (!xpt__span_number(digits, 16, ret_number) || *ret_number > most)
		return false;
	rest->at += digits.length;
	rest->length -= digits.length;
	return true;
}

/* False: @rest does not begin with an address, and nothing is taken. */
static bool take_address(struct span *rest, struct pci_spec *spec)
{
	struct span text = *rest;
	uint64_t parts[3] = { 0 }, function = 0;
	bool all_functions, number = false;
	size_t count = 0;

	while (count < 3 && (number = take_hex(&text, SEGMENT_MAX, &parts[count])) &&
			take_byte(&text, ':'))
		count++;
	if (!number || count < 1 || count > 2 || parts[count - 1] > BUS_MAX ||
			parts[count] > SLOT_MAX || !take_byte(&text, '.'))
		return false;
	all_functions = take_byte(&text, '*');
	if (!all_functions && !take_hex(&text, FUNCTION_MAX, &function))
		return false;
	spec->bdf = (struct xpt_bdf){ .segment = count == 2 ? (uint32_t)parts[0] : 0,
		.bus = (uint8_t)parts[count - 1],
		.device = (uint8_t)parts[count],
		.function = (uint8_t)function };
	spec->all_functions = all_functions;
	*rest = text;
	return true;
}

static const char *take_slot(struct span *rest, struct pci_spec *spec)
{
	uint64_t slot;

	if (!take_hex(rest, SLOT_MAX, &slot))
		return "the guest slot is not a hexadecimal number up to 1f";
	spec->slot = true;
	spec->slot_number = (unsigned int)slot;
	return NULL;
}

static void note_odd(struct pci_spec *spec, struct span value, const char *taken_as)
{
	if (spec->odd.length)
		return;
	spec->odd = value;
	spec->odd_as = taken_as;
}

/* What stands behind the value of bdf= or vslot= is dropped. */
static const char *note_rest(struct pci_spec *spec, const char *wrong, struct span rest)
{
	if (!wrong && rest.length)
		note_odd(spec, rest, "nothing");
	return wrong;
}

/* xl takes atoi() of it. */
static enum spec_flag take_flag(struct span value, struct pci_spec *spec)
{
	struct span number = xpt__span_trim(value);
	bool is_on = false;

	take_byte(&number, '-');
	for (size_t i = 0; i < number.length && number.at[i] >= '0' && number.at[i] <= '9'; i++)
		is_on = is_on || number.at[i] != '0';
	if (!xpt__span_is(value, "0") && !xpt__span_is(value, "1"))
		note_odd(spec, value, is_on ? "1" : "0");
	return is_on ? SPEC_YES : SPEC_NO;
}

static bool is_word(struct span text, const char *word)
{
	return text.length == strlen(word) && !strncasecmp(text.at, word, text.length);
}

static const char *take_policy(struct span value, struct pci_spec *spec)
{
	if (is_word(value, "invalid"))
		spec->relaxed = SPEC_UNSET;
	else if (is_word(value, "strict"))
		spec->relaxed = SPEC_NO;
	else if (is_word(value, "relaxed"))
		spec->relaxed = SPEC_YES;
	else
		return "rdm_policy must be strict or relaxed";
	return NULL;
}

static const char *take_option(struct span option, struct pci_spec *spec, bool *address)
{
	struct span key = { 0 }, value = option;

	xpt__span_next_part(&value, '=', &key);
	if (!option.length || key.length == option.length ||
			xpt__span_trim(key).length < key.length)
		return "an option must be KEY=VALUE, without blanks";
	if (xpt__span_is(key, "bdf")) {
		*address = true;
		return note_rest(spec, take_address(&value, spec) ? NULL : not_an_address, value);
	}
	if (xpt__span_is(key, "vslot")) {
		const char *wrong = take_slot(&value, spec);

		return note_rest(spec, wrong, value);
	}
	if (xpt__span_is(key, "permissive"))
		spec->permissive = take_flag(value, spec);
	else if (xpt__span_is(key, "seize"))
		spec->seize = take_flag(value, spec);
	else if (xpt__span_is(key, "msitranslate") || xpt__span_is(key, "power_mgmt"))
		take_flag(value, spec);
	else if (xpt__span_is(key, "name") && value.length)
		spec->name = value;
	else if (xpt__span_is(key, "name"))
		return "name= is empty";
	else if (xpt__span_is(key, "rdm_policy"))
		return take_policy(value, spec);
	else
		return "it has an option that is none of bdf, vslot, permissive, seize, msitranslate, "
		       "power_mgmt, rdm_policy, name";
	return NULL;
}

/* The address that stands in front, with its "@slot". */
static const char *take_front(struct span *rest, struct pci_spec *spec, bool *address)
{
	const char *wrong = NULL;

	*address = take_address(rest, spec);
	if (!*address)
		return rest->length && memchr(rest->at, '=', rest->length) ? NULL : not_an_address;
	if (take_byte(rest, '@'))
		wrong = take_slot(rest, spec);
	if (!wrong && rest->length && !take_byte(rest, ','))
		wrong = not_an_address;
	return wrong;
}

const char *xpt__pci_spec_parse(struct span text, struct pci_spec *ret_spec)
{
	struct pci_spec spec = { 0 };
	struct span part;
	bool address;
	const char *wrong = take_front(&text, &spec, &address);

	while (!wrong && xpt__span_next_part(&text, ',', &part))
		wrong = take_option(part, &spec, &address);
	if (!wrong && address && spec.name.length)
		wrong = "it has an address and a name, and libxl takes only one of them";
	if (!wrong && !address && !spec.name.length)
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

const struct xpt_device *xpt__pci_spec_attached(
		const struct xpt_host *host, const struct pci_spec *spec)
{
	const struct bdf_pattern slot = { .bdf = spec->bdf, .any_function = true };
	const struct xpt_device *last = xpt__model_device(host, spec->bdf);

	for (size_t i = 0; last && spec->all_functions && i < host->device_count; i++)
		if (xpt__bdf_matches(&slot, host->devices[i].bdf))
			last = &host->devices[i];
	return last;
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
