/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The devices that a word means, and whether they are still what it was given to. */
#include "match.h"

#include <string.h>

#include "../base/bdf.h"
#include "../base/error.h"
#include "../explain/causes/causes.h"
#include "../model/usb_names.h"

/* What is where it was; no address: nothing. */
struct stranger {
	const char *address, *is; /* NULL with an address: memory is out */
};

static struct stranger stranger_of(
		struct arena *arena, const struct xpt_host *host, const struct device_name *name)
{
	const struct xpt_device *here =
			name_is_usb(name) ? NULL : xpt__model_device(host, name->bdf);
	const char *why = NULL;
	struct device_identity identity;

	if (name->usb_stranger)
		why = xpt__usb_names_identify(arena, host, name->usb_stranger, &identity);
	else if (here)
		why = xpt__names_identify(arena, here, &identity);
	else
		return (struct stranger){ NULL, NULL };
	return (struct stranger){ here ? here->address : name->usb_stranger->path,
		why ? why : xpt__names_identity_text(arena, &identity) };
}

static const char *texts_joined(struct arena *arena, const struct texts *texts)
{
	const char *text = "";

	for (size_t i = 0; text && i < texts->count; i++)
		text = xpt__arena_text(arena, "%s%s%s", text, i ? " " : "", texts->items[i]);
	return text;
}

static const struct cause *cause_of(const struct device_name *name, bool has_candidate)
{
	static const struct cause *const causes[] = { [NAME_MOVED] = &xpt__cause_name_moved,
		[NAME_REPLACED] = &xpt__cause_name_replaced,
		[NAME_GONE] = &xpt__cause_name_gone,
		[NAME_AMBIGUOUS] = &xpt__cause_name_ambiguous,
		[NAME_UNKNOWN] = &xpt__cause_name_unknown };

	if (name_is_usb(name) && name->state == NAME_GONE)
		return &xpt__cause_name_unplugged;
	if (name_is_usb(name) && name->state == NAME_UNKNOWN && !has_candidate)
		return &xpt__cause_name_unseen;
	return causes[name->state];
}

/* What the entry says, and what is there instead, as a finding. */
static struct xpt_finding *name_finding(struct xpt_report *report, struct arena *arena,
		const struct xpt_host *host, const struct device_name *name)
{
	const char *named = xpt__names_identity_text(arena, &name->identity);
	const char *rivals = texts_joined(arena, &name->rivals), *now = xpt__names_now(name);
	struct stranger here = stranger_of(arena, host, name);
	const char *device = now ? now : here.address;
	const struct cause *cause = cause_of(name, device);

	if (!device && name->state == NAME_UNKNOWN)
		device = name->address;
	if (!named || !rivals || (here.address && !here.is))
		return NULL;
	return xpt__report_add(report, cause,
			PLACEHOLDERS({ "name", name->name }, { "address", name->address },
					{ "device", device }, { "devices", rivals },
					{ "proof",
							name->state == NAME_MOVED ?
									xpt__names_proof_text(
											name) :
									NULL },
					{ "reason", name->why }, { "named", named },
					{ "found", here.is }));
}

static const char *entry_text(struct arena *arena, const struct device_name *name)
{
	const char *identity = xpt__names_identity_text(arena, &name->identity);

	return identity ? xpt__arena_text(arena, "%s %s %s", name->address, name->name, identity) :
			  NULL;
}

int xpt__match_report(struct xpt_report *report, const struct xpt_host *host,
		const struct device_name *name)
{
	auto_of(arena) struct arena *arena = xpt__arena_new();
	struct xpt_finding *finding = arena ? name_finding(report, arena, host, name) : NULL;

	return finding ? xpt__finding_file(finding, host->names_path, name->line,
					 entry_text(arena, name)) :
			 XPT_NO_MEMORY;
}

int xpt__match_refuse(const struct xpt_host *host, const struct device_name *name,
		struct xpt_error **ret_error)
{
	auto_of(report) struct xpt_report *report = xpt__report_new();

	if (!report || xpt__match_report(report, host, name))
		return xpt__error_no_memory(ret_error);
	return xpt__error_report(ret_error,
			name->state == NAME_UNKNOWN ? XPT_UNREADABLE : XPT_REFUSED, TAKE(report),
			"%s is not known to be the device that it was given to", name->name);
}

/* By xl's word, which holds for one boot, and so cannot be about a device that was moved since. */
static int find_in_store(const struct xpt_host *host, const char *name,
		const struct xpt_device **ret_device, struct xpt_error **ret_error)
{
	const struct xpt_device *device = xpt__model_named_device(host, xpt__span_of(name));

	for (size_t i = 0; device && i < host->device_count; i++)
		if (&host->devices[i] != device && fact_text_is(host->devices[i].store_name, name))
			return xpt__error_set(ret_error, XPT_INVALID,
					"%s and %s are both called %s: write the "
					"address",
					device->address, host->devices[i].address, name);
	*ret_device = device;
	return 0;
}

int xpt__match_no_such_name(
		const struct xpt_host *host, const char *name, struct xpt_error **ret_error)
{
	if (xpt__names_unread(host))
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"what is called %s is not known: %s", name,
				host->names_file.reason);
	return xpt__error_set(ret_error, XPT_NOT_FOUND,
			"\"%s\" is not a PCI address like "
			"0000:04:00.0, and no device has that name; names are listed by: "
			"xpt name --list, and those of xl by: xpt list -o address,assignable_name",
			name);
}

int xpt_host_find_named(const struct xpt_host *host, const char *name,
		const struct xpt_device **ret_device, struct xpt_error **ret_error)
{
	const struct device_name *known = xpt__names_find(host, xpt__span_of(name));
	const struct xpt_device *stored = NULL;
	int rc = find_in_store(host, name, &stored, ret_error);

	if (rc)
		return rc;
	if (!known && (!stored || xpt__names_unread(host)))
		return xpt__match_no_such_name(host, name, ret_error);
	if (known && name_is_usb(known))
		return xpt__error_set(ret_error, XPT_INVALID,
				"%s is the name of a USB device, and no PCI device", name);
	if (known && known->state != NAME_FOUND)
		return xpt__match_refuse(host, known, ret_error);
	if (known && stored && stored != known->now)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"%s is %s in /%s, and %s for xl: write the address", name,
				known->now->address, host->names_path, stored->address);
	*ret_device = known ? known->now : stored;
	return 0;
}

static int match_name(const struct xpt_host *host, const char *word, struct xpt_bdf *ret_device,
		struct xpt_error **ret_error)
{
	const struct xpt_device *device;
	int rc = xpt_host_find_named(host, word, &device, ret_error);

	if (!rc)
		*ret_device = device->bdf;
	return rc;
}

static int no_such_vf(const struct xpt_host *host, const struct xpt_device *pf, uint64_t number,
		struct xpt_error **ret_error)
{
	const struct fact_int *count = &pf->vf_count;

	if (!(host->detail & XPT_DETAIL_CONFIG))
		return xpt__error_set(ret_error, XPT_INVALID,
				"the snapshot was taken without XPT_DETAIL_CONFIG: the VFs of %s are not known",
				pf->address);
	if (pf->physical_function.state == XPT_FACT_KNOWN)
		return xpt__error_set(ret_error, XPT_NOT_FOUND,
				"%s is a virtual function itself, of %s", pf->address,
				pf->physical_function.value);
	for (size_t i = 0; i < pf->virtual_functions.count; i++) {
		const struct xpt_device *vf =
				xpt__model_device(host, pf->virtual_functions.items[i]);

		if (vf->vf_number.state == XPT_FACT_UNREADABLE)
			count = &vf->vf_number;
	}
	if (count->state == XPT_FACT_UNREADABLE)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"which device is VF %llu of %s is not known: %s; write its address",
				(unsigned long long)number, pf->address, count->reason);
	if (count->state != XPT_FACT_KNOWN)
		return xpt__error_set(ret_error, XPT_NOT_FOUND,
				"%s has no virtual functions: it is not an SR-IOV device",
				pf->address);
	return xpt__error_set(ret_error, XPT_NOT_FOUND,
			"%s has %lld VFs now, counted from 0: no VF %llu; list them with: xpt vf list %s",
			pf->address, count->value, (unsigned long long)number, pf->address);
}

/* "04:00.0/3" or "nic0/3": VF 3 of that physical function. */
static int match_vf(const struct xpt_host *host, const char *word, const char *slash,
		struct xpt_bdf *ret_device, struct xpt_error **ret_error)
{
	auto_free char *before = strndup(word, (size_t)(slash - word));
	const struct xpt_device *pf, *vf;
	struct xpt_bdf at;
	uint64_t number;
	int rc = 0;

	if (!before)
		return xpt__error_no_memory(ret_error);
	if (!xpt__span_number(xpt__span_of(slash + 1), 10, &number))
		return xpt__error_set(ret_error, XPT_INVALID,
				"%s names no device: 04:00.0/3 means VF 3 of 0000:04:00.0", word);
	if (!xpt__bdf_read(xpt__span_of(before), &at))
		rc = match_name(host, before, &at, ret_error);
	rc = rc ? rc : xpt_host_find_device(host, at, &pf, ret_error);
	if (rc)
		return rc;
	vf = xpt__model_vf(host, pf, number);
	if (!vf)
		return no_such_vf(host, pf, number, ret_error);
	*ret_device = vf->bdf;
	return 0;
}

int xpt_host_match(const struct xpt_host *host, const char *word, struct xpt_bdf **ret_devices,
		size_t *ret_count, struct xpt_error **ret_error)
{
	auto_free struct xpt_bdf *found = calloc(host->device_count + 1, sizeof(*found));
	const char *slash = strrchr(word, '/');
	struct bdf_pattern pattern;
	size_t count = 0;
	int rc = 0;

	if (!found)
		return xpt__error_no_memory(ret_error);
	if (xpt__bdf_read(xpt__span_of(word), &found[0]))
		count = 1;
	else if (slash)
		rc = match_vf(host, word, slash, &found[count++], ret_error);
	else if (!strchr(word, '*'))
		rc = match_name(host, word, &found[count++], ret_error);
	else if (!xpt__bdf_pattern_read(xpt__span_of(word), &pattern))
		rc = xpt__error_set(ret_error, XPT_INVALID,
				"%s is not a pattern: 04:00.* means all functions of a slot, 04:*.* all "
				"devices of a bus",
				word);
	else
		for (size_t i = 0; i < host->device_count; i++)
			if (xpt__bdf_matches(&pattern, host->devices[i].bdf))
				found[count++] = host->devices[i].bdf;
	if (rc)
		return rc;
	if (!count)
		return xpt__error_set(ret_error, XPT_NOT_FOUND,
				"no PCI device of this host matches %s; list the devices with: xpt list",
				word);
	*ret_devices = TAKE(found);
	*ret_count = count;
	return 0;
}
