/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The devices of pci=: each entry by itself, then all that attach would ask of them. */
#include <string.h>

#include "../base/bdf.h"
#include "../base/error.h"
#include "../config/pci_spec.h"
#include "../config/xl_config.h"
#include "check.h"
#include "config.h"
#include "request.h"

#define DEVICES 1024

static bool is_on(const struct config_check *run, const char *key, enum spec_flag flag)
{
	const char *all = xpt__config_text(run, key);

	return flag == SPEC_YES || (flag == SPEC_UNSET && all && strcmp(all, "0"));
}

static bool is_listed(const struct config_check *run, struct xpt_bdf bdf)
{
	for (size_t i = 0; i < run->device_count; i++)
		if (xpt__bdf_equal(run->devices[i].bdf, bdf) ||
				xpt__bdf_equal(run->devices[i].looked_up, bdf))
			return true;
	return false;
}

/* A guest's device is told as such. */
static bool is_reserved(const struct xpt_device *device)
{
	return xpt__model_in_pciback(device) || xpt__check_is_guests(device) ||
			device->driver.state == XPT_FACT_UNREADABLE;
}

/* Of "*", libxl seizes function 0 alone, and wants all functions in pciback. */
static const char *refusal_of_functions(const struct config_check *run, const struct pci_spec *spec,
		const struct xpt_device *attached)
{
	const struct bdf_pattern slot = { .bdf = spec->bdf, .any_function = true };

	for (size_t i = 0; i < run->host->device_count; i++) {
		const struct xpt_device *device = &run->host->devices[i];

		if (!xpt__bdf_matches(&slot, device->bdf))
			continue;
		if (device->bdf.function && !is_reserved(device))
			return xpt__arena_text(run->arena,
					"%s is not reserved, and \"*\" needs all functions of "
					"the slot: xpt reserve %s",
					device->address, device->address);
	}
	return is_listed(run, attached->bdf) ? "a function of the slot is listed twice" : NULL;
}

/* What xl create refuses of the entry alone, or NULL. @ret_device is what it attaches, where it is known. */
static const char *refusal_of(const struct config_check *run, struct pci_spec *spec,
		const struct xpt_device **ret_device)
{
	const struct xpt_device *device;

	if (!xpt__pci_spec_resolve(run->host, spec))
		return "no assignable device has this name";
	device = xpt__model_device(run->host, spec->bdf);
	if (!device)
		return "there is no such device on this host";
	if (is_listed(run, spec->bdf))
		return "the device is listed twice";
	*ret_device = xpt__pci_spec_attached(run->host, spec);
	if (spec->all_functions && (!spec->slot || !spec->slot_number))
		return "all functions of a slot need a guest slot: append @SLOT";
	if (!is_reserved(device) && !is_on(run, "pci_seize", spec->seize))
		return xpt__arena_text(run->arena,
				"%s is not reserved: xpt reserve %s, or seize=1 in the "
				"entry",
				device->address, device->address);
	return spec->all_functions ? refusal_of_functions(run, spec, *ret_device) : NULL;
}

static int judge_entry(struct config_check *run, const struct config_value *value);

static const char *doubt_of(const struct config_check *run, const struct pci_spec *spec,
		const struct xpt_device *attached)
{
	if (spec->odd.length)
		return xpt__arena_text(run->arena, "xl reads \"%.*s\" as %s", (int)spec->odd.length,
				spec->odd.at, spec->odd_as);
	if (spec->all_functions && attached->bdf.function)
		return xpt__arena_text(run->arena,
				"of \"*\" libxl from 4.13 on attaches only the last function, %s: "
				"list each of them",
				attached->address);
	return NULL;
}

/* Any free device is chosen before xl create: xl itself takes addresses. @ret_value: the entry with the address. */
static int choose_entry(struct config_check *run, const struct config_value *value,
		struct config_value *ret_value)
{
	struct xpt_bdf *named = xpt__arena_array(run->arena, run->device_count + 1, sizeof(*named));
	size_t length = strcspn(value->text, "@,"), free_count;
	const char *word = xpt__arena_copy(run->arena, value->text, length);
	const struct xpt_request request = XPT_OPTIONS(xpt_request, .action = XPT_ATTACH,
			.devices = named, .device_count = run->device_count);
	auto_of(error) struct xpt_error *error = NULL;
	char address[XPT_BDF_TEXT];
	struct xpt_bdf device;

	if (!named || !word)
		return XPT_NO_MEMORY;
	for (size_t i = 0; i < run->device_count; i++)
		named[i] = run->devices[i].bdf;
	*ret_value = *value;
	ret_value->text = NULL;
	if (xpt_choose_device(run->host, word, &request, &device, &free_count, &error))
		return xpt__config_add(run, &xpt__cause_config_refused, value,
				xpt__arena_text(run->arena, "%s", xpt_error_message(error)));
	ret_value->text = xpt__arena_text(
			run->arena, "%s%s", xpt_bdf_format(device, address), value->text + length);
	if (!ret_value->text)
		return XPT_NO_MEMORY;
	return xpt__config_add(run, &xpt__cause_config_refused, value,
			xpt__arena_text(run->arena,
					"xl does not accept \"%s\"; free now is \"%s\": write "
					"that",
					word, ret_value->text));
}

static int judge_choice(struct config_check *run, const struct config_value *value)
{
	struct config_value *chosen = xpt__arena_array(run->arena, 1, sizeof(*chosen));
	int rc = chosen ? choose_entry(run, value, chosen) : XPT_NO_MEMORY;

	return rc || !chosen->text ? rc : judge_entry(run, chosen);
}

static int judge_entry(struct config_check *run, const struct config_value *value)
{
	struct config_device *device = &run->devices[run->device_count];
	const struct xpt_device *attached = NULL;
	struct pci_spec spec;
	const char *wrong, *doubt;
	int rc = 0;

	if (!value->text)
		return xpt__config_add(run, &xpt__cause_config_refused, value,
				"an entry of pci= must be a quoted string");
	if (!strncmp(value->text, "vf:", 3) || !strncmp(value->text, "any:", 4))
		return judge_choice(run, value);
	wrong = xpt__pci_spec_parse(xpt__span_of(value->text), &spec);
	if (wrong)
		return xpt__config_add(run, &xpt__cause_config_refused, value, wrong);
	wrong = refusal_of(run, &spec, &attached);
	doubt = wrong ? NULL : doubt_of(run, &spec, attached);
	if (wrong)
		rc = xpt__config_add(run, &xpt__cause_config_refused, value, wrong);
	else if (doubt)
		rc = xpt__config_add(run, &xpt__cause_config_doubtful, value, doubt);
	if (rc || !attached || (wrong && spec.all_functions))
		return rc;
	*device = (struct config_device){ .bdf = attached->bdf,
		.looked_up = spec.bdf,
		.value = value,
		.relaxed = spec.relaxed == SPEC_YES,
		.permissive = is_on(run, "pci_permissive", spec.permissive) };
	xpt_bdf_format(device->bdf, device->address);
	run->device_count++;
	return xpt__check_config_regions(run, device);
}

/* What attach asks, of those with the same options together. */
static int judge_alike(struct config_check *run, bool relaxed, bool permissive)
{
	struct xpt_bdf *devices =
			xpt__arena_array(run->arena, run->device_count + 1, sizeof(*devices));
	struct xpt_request request = XPT_OPTIONS(xpt_request, .action = XPT_ATTACH,
			.devices = devices,
			.flags = (relaxed ? XPT_RELAXED : 0U) | (permissive ? XPT_PERMISSIVE : 0U));
	struct xpt_report *report = xpt__report_new();
	struct judged_request known;
	int rc = devices && report ? 0 : XPT_NO_MEMORY;

	for (size_t i = 0; !rc && i < run->device_count; i++)
		if (run->devices[i].relaxed == relaxed && run->devices[i].permissive == permissive)
			devices[request.device_count++] = run->devices[i].bdf;
	if (!rc && request.device_count)
		rc = xpt__judge_request(
				run->host, &request, NULL, run->arena, report, &known, NULL);
	for (size_t i = 0; !rc && i < run->device_count; i++)
		if (run->devices[i].relaxed == relaxed && run->devices[i].permissive == permissive)
			rc = xpt__report_evidence(report, run->devices[i].address,
					run->config->name, run->devices[i].value->line,
					run->devices[i].value->text);
	if (rc) {
		xpt_report_free(report);
		return XPT_NO_MEMORY;
	}
	return xpt__report_merge(run->report, report);
}

int xpt__check_config_devices(struct config_check *run)
{
	const struct config_value *pci = xpt__config_find(run->config, "pci");
	int rc = 0;

	if (!pci)
		return 0;
	if (pci->text)
		return xpt__config_add(run, &xpt__cause_config_refused, pci,
				"pci= must be a list: pci = [ \"04:00.0\" ]");
	if (pci->count > DEVICES)
		return xpt__config_add(run, &xpt__cause_config_refused, pci,
				"it lists more devices than there are");
	run->devices = xpt__arena_array(run->arena, pci->count + 1, sizeof(*run->devices));
	if (!run->devices)
		return XPT_NO_MEMORY;
	for (size_t i = 0; i < pci->count && !rc; i++)
		rc = judge_entry(run, &pci->items[i]);
	for (unsigned int i = 0; i < 4 && !rc; i++)
		rc = judge_alike(run, i & 1, i & 2);
	return rc;
}
