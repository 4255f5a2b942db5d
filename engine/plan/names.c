/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names of devices, as they are to be: the whole file, with one line each. */
#include <xpt/name.h>

#include <string.h>

#include "../base/error.h"
#include "../base/options.h"
#include "../config/names.h"
#include "../config/pci_spec.h"
#include "../model/usb_names.h"
#include "build.h"

/* What a name shall mean: one of both. */
struct target {
	const struct xpt_device *device;
	const struct xpt_usb_device *usb;
};

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

static struct target now_of(const struct device_name *name)
{
	return (struct target){ name->now, name->usb_now };
}

static bool is_at(const struct device_name *name, const struct target *target)
{
	return name->state != NAME_UNKNOWN && name->now == target->device &&
			name->usb_now == target->usb;
}

/* Which other name means this device now? */
static const struct device_name *other_name(const struct name_change *name_change,
		const struct device_name *name, const struct target *target)
{
	for (size_t i = 0; i < name_change->count; i++)
		if (&name_change->items[i] != name && is_at(&name_change->items[i], target))
			return &name_change->items[i];
	return NULL;
}

static bool is_same(const char *port, const char *before)
{
	return port && before && !strcmp(port, before);
}

/* @same_socket: by its port of the other speed */
static void keep_port(const char **port, const char *before, bool same_socket)
{
	if (!*port && same_socket)
		*port = before;
}

/* What a device does not tell now, a name keeps. */
static void keep_untold(struct device_identity *identity, const struct device_identity *before,
		const struct target *target)
{
	if (target->usb) {
		bool same_controller = is_same(identity->path, before->path);

		keep_port(&identity->usb2, before->usb2,
				same_controller && is_same(identity->usb3, before->usb3));
		keep_port(&identity->usb3, before->usb3,
				same_controller && is_same(identity->usb2, before->usb2));
		return;
	}
	/* a disk that is reserved does not tell it now, nor does the card of a guest */
	if (!identity->nvme)
		identity->nvme = before->nvme;
	if (!identity->vpd && !identity->serial &&
			target->device->vpd_serial.state != XPT_FACT_ABSENT)
		identity->vpd = before->vpd;
}

static int point_at(struct name_change *name_change, struct device_name *name,
		const struct target *target)
{
	const struct device_name *other = other_name(name_change, name, target);
	const char *address = target->usb ? target->usb->path : target->device->address, *why;
	const struct device_identity before = name->identity;
	struct builder *builder = name_change->builder;

	if (other)
		return xpt__error_set(name_change->ret_error, XPT_REFUSED,
				"%s is called %s: a device has one name; first: xpt name --delete %s",
				address, other->name, other->name);
	why = target->usb ? xpt__usb_names_identify(builder->arena, builder->host, target->usb,
					    &name->identity) :
			    xpt__names_identify(builder->arena, target->device, &name->identity);
	if (why && !*why)
		return xpt__error_no_memory(name_change->ret_error);
	if (why)
		return xpt__error_set(name_change->ret_error, XPT_UNREADABLE,
				"%s cannot be named: %s", address, why);
	keep_untold(&name->identity, &before, target);
	if (target->device)
		name->bdf = target->device->bdf;
	(void)snprintf(name->address, sizeof(name->address), "%s", address);
	return 0;
}

static int find_usb(const struct name_change *name_change, const struct xpt_usb_device **ret_usb)
{
	const struct xpt_name_request *request = &name_change->request;
	struct usb_path path;
	int rc = xpt__model_find_usb(
			name_change->builder->host, request->usb, ret_usb, name_change->ret_error);

	if (rc)
		return rc;
	if (!(*ret_usb)->at.depth)
		return xpt__error_set(name_change->ret_error, XPT_REFUSED,
				"%s is a root hub, which has no name", request->usb);
	if (!(*ret_usb)->present)
		return xpt__error_set(name_change->ret_error, XPT_REFUSED,
				"%s is not plugged in: what it is, only the device tells",
				request->usb);
	if (xpt__usb_path_read(xpt__span_of(request->name), &path))
		return xpt__error_set(name_change->ret_error, XPT_INVALID,
				"%s means a port: the name of a USB device must not be written as one",
				request->name);
	return 0;
}

static int find_target(const struct name_change *name_change, struct target *ret_target)
{
	*ret_target = (struct target){ NULL, NULL };
	return name_change->request.usb ?
			find_usb(name_change, &ret_target->usb) :
			xpt_host_find_device(name_change->builder->host,
					name_change->request.device, &ret_target->device,
					name_change->ret_error);
}

static int bind_name(struct name_change *name_change)
{
	const char *text = name_change->request.name;
	struct device_name *name = find(name_change, text);
	struct target target;
	int rc = find_target(name_change, &target);

	if (rc)
		return rc;
	if (name && !is_at(name, &target))
		return xpt__error_set(name_change->ret_error, XPT_REFUSED,
				"%s is the name of %s%s (%04x:%04x): first: xpt name --delete %s",
				text, name_is_usb(name) ? "the USB device " : "", name->address,
				name->identity.vendor, name->identity.device, text);
	if (!name) {
		name = &name_change->items[name_change->count++];
		*name = (struct device_name){ .name = text };
	}
	return point_at(name_change, name, &target);
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
		[NAME_REPLACED] = "no device of this host is it, and another one is where it was",
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
	struct target target;

	if (!name)
		return no_such_name(name_change);
	target = now_of(name);
	if (name->state != NAME_FOUND && name->state != NAME_MOVED)
		return cannot_follow(name_change, name);
	return point_at(name_change, name, &target);
}

/* What is known by its numbers alone, only somebody who looks may move. */
static int follow_all(struct name_change *name_change)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < name_change->count; i++) {
		struct device_name *name = &name_change->items[i];
		const struct target target = now_of(name);

		if ((name->state == NAME_FOUND || name->state == NAME_MOVED) &&
				name->proof != PROOF_NUMBERS)
			rc = point_at(name_change, name, &target);
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

		if (name->state == NAME_MOVED && !strcmp(name->address, xpt__names_now(name)))
			text = xpt__arena_text(arena, "%s%s%s is now %s: %s", text,
					*text ? "; " : "", name->name, name->address,
					xpt__names_proof_text(name));
	}
	return text && !*text ? "the slot or bus is another one" : text;
}

static const char *title(struct name_change *name_change)
{
	const struct xpt_name_request *request = &name_change->request;
	struct arena *arena = name_change->builder->arena;
	char address[XPT_BDF_TEXT];

	if (request->action == XPT_NAME_BIND)
		return xpt__arena_text(arena, "call %s %s",
				request->usb ? request->usb :
					       xpt_bdf_format(request->device, address),
				request->name);
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
