/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names of devices, as they are to be: the whole file, with one line each. */
#include <xpt/name.h>

#include <string.h>

#include "../base/error.h"
#include "../base/options.h"
#include "../config/names.h"
#include "../config/pci_spec.h"
#include "build.h"

struct naming {
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

static int take_request(struct naming *naming, const struct xpt_name_request *given)
{
	struct xpt_name_request *request = &naming->request;

	if (!xpt__options_take(given, request, sizeof(*request)) ||
			request->action > XPT_NAME_FOLLOW)
		return xpt__error_set(naming->ret_error, XPT_INVALID,
				"the request uses options that this libxpt does not know");
	if (!request->name && request->action == XPT_NAME_FOLLOW)
		return 0;
	if (!request->name || !xpt__pci_name_fits(xpt__span_of(request->name)))
		return xpt__error_set(naming->ret_error, XPT_INVALID,
				"\"%s\" cannot be the name of a device: it has letters, digits and "
				"_ - . +, at most %d",
				request->name ? request->name : "", PCI_NAME_MAX);
	return 0;
}

static int copy_items(struct naming *naming)
{
	const struct device_names *names = naming->builder->host->names;
	size_t count = names ? names->count : 0;

	naming->items = xpt__arena_array(naming->builder->arena, count + 1, sizeof(*naming->items));
	if (!naming->items)
		return xpt__error_no_memory(naming->ret_error);
	for (size_t i = 0; i < count; i++)
		naming->items[i] = names->items[i];
	naming->count = count;
	return 0;
}

static struct device_name *find(const struct naming *naming, const char *name)
{
	for (size_t i = 0; i < naming->count; i++)
		if (!strcmp(naming->items[i].name, name))
			return &naming->items[i];
	return NULL;
}

/* Which other name means this device now? */
static const struct device_name *other_name(const struct naming *naming,
		const struct device_name *name, const struct xpt_device *device)
{
	for (size_t i = 0; i < naming->count; i++) {
		const struct device_name *other = &naming->items[i];

		if (other != name && other->now == device && other->state != NAME_UNKNOWN)
			return other;
	}
	return NULL;
}

static int point_at(
		struct naming *naming, struct device_name *name, const struct xpt_device *device)
{
	const struct device_name *other = other_name(naming, name, device);
	const char *nvme = name->identity.nvme, *why;

	if (other)
		return xpt__error_set(naming->ret_error, XPT_REFUSED,
				"%s is called %s: a device has one name; first: xpt name --delete %s",
				device->address, other->name, other->name);
	why = xpt__names_identify(naming->builder->arena, device, &name->identity);
	if (why && !*why)
		return xpt__error_no_memory(naming->ret_error);
	if (why)
		return xpt__error_set(naming->ret_error, XPT_UNREADABLE, "%s cannot be named: %s",
				device->address, why);
	/* a disk that is reserved does not tell it now */
	if (!name->identity.nvme)
		name->identity.nvme = nvme;
	name->bdf = device->bdf;
	(void)xpt_bdf_format(device->bdf, name->address);
	return 0;
}

static int bind_name(struct naming *naming)
{
	const char *text = naming->request.name;
	struct device_name *name = find(naming, text);
	const struct xpt_device *device;
	int rc = xpt_host_find_device(
			naming->builder->host, naming->request.device, &device, naming->ret_error);

	if (rc)
		return rc;
	if (name && (name->now != device || name->state == NAME_UNKNOWN))
		return xpt__error_set(naming->ret_error, XPT_REFUSED,
				"%s is the name of %s (%04x:%04x): first: xpt name --delete %s",
				text, name->address, name->identity.vendor, name->identity.device,
				text);
	if (!name) {
		name = &naming->items[naming->count++];
		*name = (struct device_name){ .name = text };
	}
	return point_at(naming, name, device);
}

static int no_such_name(const struct naming *naming)
{
	return xpt__error_set(naming->ret_error, XPT_NOT_FOUND,
			"no device has the name %s; names are listed by: xpt name --list",
			naming->request.name);
}

static int delete_name(struct naming *naming)
{
	struct device_name *name = find(naming, naming->request.name);

	if (!name)
		return no_such_name(naming);
	naming->count--;
	memmove(name, name + 1, (size_t)(naming->items + naming->count - name) * sizeof(*name));
	return 0;
}

static int cannot_follow(const struct naming *naming, const struct device_name *name)
{
	static const char *const why[] = {
		[NAME_REPLACED] = "no device of this host is it, and another one is at its address",
		[NAME_GONE] = "no device of this host is it",
		[NAME_AMBIGUOUS] = "several devices of this host may be it",
		[NAME_UNKNOWN] = "a device that may be it does not tell what it is"
	};

	return xpt__error_set(naming->ret_error,
			name->state == NAME_UNKNOWN ? XPT_UNREADABLE : XPT_REFUSED,
			"%s cannot follow its device: %s (xpt name --list shows what is known)",
			name->name, why[name->state]);
}

static int follow_one(struct naming *naming)
{
	struct device_name *name = find(naming, naming->request.name);

	if (!name)
		return no_such_name(naming);
	if (name->state != NAME_FOUND && name->state != NAME_MOVED)
		return cannot_follow(naming, name);
	return point_at(naming, name, name->now);
}

/* What is known by its numbers alone, only somebody who looks may move. */
static int follow_all(struct naming *naming)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < naming->count; i++) {
		struct device_name *name = &naming->items[i];

		if ((name->state == NAME_FOUND || name->state == NAME_MOVED) &&
				name->proof != PROOF_NUMBERS)
			rc = point_at(naming, name, name->now);
	}
	return rc;
}

static int change(struct naming *naming)
{
	switch (naming->request.action) {
	case XPT_NAME_BIND:
		return bind_name(naming);
	case XPT_NAME_DELETE:
		return delete_name(naming);
	case XPT_NAME_FOLLOW:
	default:
		return naming->request.name ? follow_one(naming) : follow_all(naming);
	}
}

/* "nic0 is now 0000:05:00.0: its serial number is the same" */
static const char *reason(struct naming *naming)
{
	struct arena *arena = naming->builder->arena;
	const char *text = "";

	if (naming->request.action == XPT_NAME_DELETE)
		return "it means no device any more";
	if (naming->request.action == XPT_NAME_BIND)
		return "it means this device alone, wherever that is";
	for (size_t i = 0; text && i < naming->count; i++) {
		const struct device_name *name = &naming->items[i];

		if (name->state == NAME_MOVED && xpt_bdf_compare(name->bdf, name->now->bdf) == 0)
			text = xpt__arena_text(arena, "%s%s%s is now %s: %s", text,
					*text ? "; " : "", name->name, name->address,
					xpt__names_proof_text(name->proof));
	}
	return text && !*text ? "the slot is another one" : text;
}

static const char *title(struct naming *naming)
{
	const struct xpt_name_request *request = &naming->request;
	struct arena *arena = naming->builder->arena;
	char address[XPT_BDF_TEXT];

	if (request->action == XPT_NAME_BIND)
		return xpt__arena_text(arena, "call %s %s",
				xpt_bdf_format(request->device, address), request->name);
	if (request->action == XPT_NAME_DELETE)
		return xpt__arena_text(arena, "delete the name %s", request->name);
	return xpt__arena_text(arena, "let %s follow", request->name ? request->name : "all names");
}

static int write_file(struct naming *naming)
{
	const struct device_names *names = naming->builder->host->names;
	const char *text = NULL, *why = reason(naming);

	if (naming->count) {
		text = xpt__names_text(naming->builder->arena, naming->items, naming->count);
		if (!text)
			return xpt__error_no_memory(naming->ret_error);
	}
	if (!why)
		return xpt__error_no_memory(naming->ret_error);
	if (text ? !names || !xpt__span_is(names->text, text) : names != NULL)
		xpt__plan_file(naming->builder, naming->builder->host->names_path,
				names ? &names->text : NULL, text, why);
	return 0;
}

static int fill(struct builder *builder, const void *request, const char **ret_title,
		struct xpt_error **ret_error)
{
	struct naming naming = { .builder = builder, .ret_error = ret_error };
	int rc = check_host(builder->host, ret_error);

	rc = rc ? rc : take_request(&naming, request);
	rc = rc ? rc : copy_items(&naming);
	rc = rc ? rc : change(&naming);
	rc = rc ? rc : write_file(&naming);
	if (!rc)
		*ret_title = title(&naming);
	return rc;
}

int xpt_plan_name(const struct xpt_host *host, const struct xpt_name_request *request,
		struct xpt_plan **ret_plan, struct xpt_error **ret_error)
{
	return xpt__plan_build(host, request, fill, ret_plan, ret_error);
}
