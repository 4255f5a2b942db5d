/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names of devices, as they are to be: the whole file, with one line each. */
#include <xpt/name.h>

#include <string.h>

#include "../base/error.h"
#include "../base/options.h"
#include "../config/names.h"
#include "../config/pci_spec.h"
#include "build.h"

struct name_change {
	struct builder *builder;
	struct xpt_name_request request;
	struct device_name *items; /* with room for one more */
	size_t count;
	struct xpt_error **ret_error;
};

static int check_host(const struct xpt_host *host, struct xpt_error **ret_error)
{
	if (!(host->detail & XPT_DETAIL_CONFIG))
		return xpt__error_set(ret_error, XPT_INVALID,
				"the snapshot was taken without XPT_DETAIL_CONFIG");
	if (host->names_file.state != XPT_FACT_KNOWN && host->names_file.state != XPT_FACT_ABSENT)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"the names of devices are not known: %s",
				host->names_file.reason ? host->names_file.reason : "nobody asked");
	return 0;
}

static int take_request(struct name_change *name_change, const struct xpt_name_request *given)
{
	struct xpt_name_request *request = &name_change->request;

	if (!xpt__options_take(given, request, sizeof(*request)) ||
			request->action > XPT_NAME_FOLLOW)
		return xpt__error_set(name_change->ret_error, XPT_INVALID,
				"the request uses options that this libxpt does not know");
	if (!request->name && request->action == XPT_NAME_FOLLOW)
		return 0;
	if (!request->name || !xpt__pci_name_fits(xpt__span_of(request->name)))
		return xpt__error_set(name_change->ret_error, XPT_INVALID,
				"\"%s\" cannot be the name of a device: it has letters, digits and "
				"_ - . +, at most %d",
				request->name ? request->name : "", PCI_NAME_MAX);
	return 0;
}

static int copy_items(struct name_change *name_change)
{
	const struct device_names *names = name_change->builder->host->names;
	size_t count = names ? names->count : 0;

	name_change->items = xpt__arena_array(
			name_change->builder->arena, count + 1, sizeof(*name_change->items));
	if (!name_change->items)
		return xpt__error_no_memory(name_change->ret_error);
	for (size_t i = 0; i < count; i++)
		name_change->items[i] = names->items[i];
	name_change->count = count;
	return 0;
}

static struct device_name *find(const struct name_change *name_change, const char *name)
{
	for (size_t i = 0; i < name_change->count; i++)
		if (!strcmp(name_change->items[i].name, name))
			return &name_change->items[i];
	return NULL;
}

/* Which other name means this device now? */
static const struct device_name *other_name(const struct name_change *name_change,
		const struct device_name *name, const struct xpt_device *device)
{
	for (size_t i = 0; i < name_change->count; i++) {
		const struct device_name *other = &name_change->items[i];

		if (other != name && other->now == device && other->state != NAME_UNKNOWN)
			return other;
	}
	return NULL;
}

static int point_at(struct name_change *name_change, struct device_name *name,
		const struct xpt_device *device)
{
	const struct device_name *other = other_name(name_change, name, device);
	const char *nvme = name->identity.nvme, *vpd = name->identity.vpd, *why;

	if (other)
		return xpt__error_set(name_change->ret_error, XPT_REFUSED,
				"%s is called %s: a device has one name; first: xpt name --delete %s",
				device->address, other->name, other->name);
	why = xpt__names_identify(name_change->builder->arena, device, &name->identity);
	if (why && !*why)
		return xpt__error_no_memory(name_change->ret_error);
	if (why)
		return xpt__error_set(name_change->ret_error, XPT_UNREADABLE,
				"%s cannot be named: %s", device->address, why);
	/* a disk that is reserved does not tell it now, nor does the card of a guest */
	if (!name->identity.nvme)
		name->identity.nvme = nvme;
	if (!name->identity.vpd && !name->identity.serial &&
			device->vpd_serial.state != XPT_FACT_ABSENT)
		name->identity.vpd = vpd;
	name->bdf = device->bdf;
	(void)xpt_bdf_format(device->bdf, name->address);
	return 0;
}

static int bind_name(struct name_change *name_change)
{
	const char *text = name_change->request.name;
	struct device_name *name = find(name_change, text);
	const struct xpt_device *device;
	int rc = xpt_host_find_device(name_change->builder->host, name_change->request.device,
			&device, name_change->ret_error);

	if (rc)
		return rc;
	if (name && (name->now != device || name->state == NAME_UNKNOWN))
		return xpt__error_set(name_change->ret_error, XPT_REFUSED,
				"%s is the name of %s (%04x:%04x): first: xpt name --delete %s",
				text, name->address, name->identity.vendor, name->identity.device,
				text);
	if (!name) {
		name = &name_change->items[name_change->count++];
		*name = (struct device_name){ .name = text };
	}
	return point_at(name_change, name, device);
}

static int no_such_name(const struct name_change *name_change)
{
	return xpt__error_set(name_change->ret_error, XPT_NOT_FOUND,
			"no device has the name %s; names are listed by: xpt name --list",
			name_change->request.name);
}

static int delete_name(struct name_change *name_change)
{
	struct device_name *name = find(name_change, name_change->request.name);

	if (!name)
		return no_such_name(name_change);
	name_change->count--;
	memmove(name, name + 1,
			(size_t)(name_change->items + name_change->count - name) * sizeof(*name));
	return 0;
}

static int cannot_follow(const struct name_change *name_change, const struct device_name *name)
{
	static const char *const why[] = {
		[NAME_REPLACED] = "no device of this host is it, and another one is at its address",
		[NAME_GONE] = "no device of this host is it",
		[NAME_AMBIGUOUS] = "several devices of this host may be it",
		[NAME_UNKNOWN] = "a device that may be it does not report what it is"
	};

	return xpt__error_set(name_change->ret_error,
			name->state == NAME_UNKNOWN ? XPT_UNREADABLE : XPT_REFUSED,
			"%s cannot follow its device: %s (xpt name --list shows what is known)",
			name->name, why[name->state]);
}

static int follow_one(struct name_change *name_change)
{
	struct device_name *name = find(name_change, name_change->request.name);

	if (!name)
		return no_such_name(name_change);
	if (name->state != NAME_FOUND && name->state != NAME_MOVED)
		return cannot_follow(name_change, name);
	return point_at(name_change, name, name->now);
}

/* What is known by its numbers alone, only somebody who looks may move. */
static int follow_all(struct name_change *name_change)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < name_change->count; i++) {
		struct device_name *name = &name_change->items[i];

		if ((name->state == NAME_FOUND || name->state == NAME_MOVED) &&
				name->proof != PROOF_NUMBERS)
			rc = point_at(name_change, name, name->now);
	}
	return rc;
}

static int change(struct name_change *name_change)
{
	switch (name_change->request.action) {
	case XPT_NAME_BIND:
		return bind_name(name_change);
	case XPT_NAME_DELETE:
		return delete_name(name_change);
	case XPT_NAME_FOLLOW:
	default:
		return name_change->request.name ? follow_one(name_change) :
						   follow_all(name_change);
	}
}

/* "nic0 is now 0000:05:00.0: its serial number is the same" */
static const char *reason(struct name_change *name_change)
{
	struct arena *arena = name_change->builder->arena;
	const char *text = "";

	if (name_change->request.action == XPT_NAME_DELETE)
		return "it means no device any more";
	if (name_change->request.action == XPT_NAME_BIND)
		return "it means this device alone, wherever that is";
	for (size_t i = 0; text && i < name_change->count; i++) {
		const struct device_name *name = &name_change->items[i];

		if (name->state == NAME_MOVED && xpt_bdf_compare(name->bdf, name->now->bdf) == 0)
			text = xpt__arena_text(arena, "%s%s%s is now %s: %s", text,
					*text ? "; " : "", name->name, name->address,
					xpt__names_proof_text(name->proof));
	}
	return text && !*text ? "the slot is another one" : text;
}

static const char *title(struct name_change *name_change)
{
	const struct xpt_name_request *request = &name_change->request;
	struct arena *arena = name_change->builder->arena;
	char address[XPT_BDF_TEXT];

	if (request->action == XPT_NAME_BIND)
		return xpt__arena_text(arena, "call %s %s",
				xpt_bdf_format(request->device, address), request->name);
	if (request->action == XPT_NAME_DELETE)
		return xpt__arena_text(arena, "delete the name %s", request->name);
	return xpt__arena_text(arena, "let %s follow", request->name ? request->name : "all names");
}

static int write_file(struct name_change *name_change)
{
	const struct device_names *names = name_change->builder->host->names;
	const char *text = NULL, *why = reason(name_change);

	if (name_change->count) {
		text = xpt__names_text(name_change->builder->arena, name_change->items,
				name_change->count);
		if (!text)
			return xpt__error_no_memory(name_change->ret_error);
	}
	if (!why)
		return xpt__error_no_memory(name_change->ret_error);
	if (text ? !names || !xpt__span_is(names->text, text) : names != NULL)
		xpt__plan_file(name_change->builder, name_change->builder->host->names_path,
				names ? &names->text : NULL, text, why);
	return 0;
}

static int fill(struct builder *builder, const void *request, const char **ret_title,
		struct xpt_error **ret_error)
{
	struct name_change name_change = { .builder = builder, .ret_error = ret_error };
	int rc = check_host(builder->host, ret_error);

	rc = rc ? rc : take_request(&name_change, request);
	rc = rc ? rc : copy_items(&name_change);
	rc = rc ? rc : change(&name_change);
	rc = rc ? rc : write_file(&name_change);
	if (!rc)
		*ret_title = title(&name_change);
	return rc;
}

int xpt_plan_for_name(const struct xpt_host *host, const struct xpt_name_request *request,
		struct xpt_plan **ret_plan, struct xpt_error **ret_error)
{
	return xpt__plan_build(host, request, fill, ret_plan, ret_error);
}
