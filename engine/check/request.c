/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does a request make sense, and what does it name? The one validation, for checks and plans. */
#include "request.h"

#include <string.h>

#include "../base/error.h"
#include "../base/options.h"
#include "../config/pci_spec.h"
#include "../model/usb.h"

#define ATTACH_FLAGS \
	(XPT_ACCEPT_TAINT | XPT_RELAXED | XPT_PERMISSIVE | XPT_MSITRANSLATE | XPT_POWER_MGMT)
#define SLOT_MAX 0x1f
#define TIMEOUT_DEFAULT_S 10

static const struct {
	bool domain;
	unsigned int flags;
} actions[] = {
	[XPT_RESERVE] = { false, XPT_FORCE_CRITICAL | XPT_ACCEPT_TAINT },
	[XPT_RELEASE] = { false, XPT_FORCE_CRITICAL },
	[XPT_ATTACH] = { true, XPT_FORCE_CRITICAL | XPT_IGNORE_POLICY | ATTACH_FLAGS },
	[XPT_DETACH] = { true, XPT_FORCE | XPT_THEN_RELEASE | XPT_THEN_ATTACH | XPT_KEEP },
};

static int check_names(const struct xpt_request *request, struct xpt_error **ret_error)
{
	if (request->driver &&
			(!*request->driver || *request->driver == '.' ||
					strchr(request->driver, '/') ||
					strlen(request->driver) > DRIVER_TEXT_MAX))
		return xpt__error_set(ret_error, XPT_INVALID,
				"\"%s\" cannot be the name of a driver", request->driver);
	if (request->name && (request->action != XPT_RESERVE || request->device_count > 1))
		return xpt__error_set(ret_error, XPT_INVALID,
				"a name is for one device that is reserved");
	if (request->name && !xpt__pci_name_fits(xpt__span_of(request->name)))
		return xpt__error_set(ret_error, XPT_INVALID,
				"\"%s\" cannot be the name of a device: it has "
				"letters, digits and _ - . +, at most %d",
				request->name, PCI_NAME_MAX);
	return 0;
}

static int check_slot(const struct xpt_request *request, struct xpt_error **ret_error)
{
	if (request->slot == XPT_SLOT_ANY)
		return 0;
	if (request->action != XPT_ATTACH)
		return xpt__error_set(ret_error, XPT_INVALID, "%s does not take a guest slot",
				xpt__action_name(request->action));
	if (request->slot > SLOT_MAX)
		return xpt__error_set(ret_error, XPT_INVALID,
				"there is no guest slot %u; slots go from 1 to %u", request->slot,
				SLOT_MAX);
	if (request->device_count != 1 || request->usb_device_count)
		return xpt__error_set(ret_error, XPT_INVALID,
				"a guest slot takes one PCI device; attach the devices one by one");
	return 0;
}

static int check_usb_version(const struct xpt_request *request, struct xpt_error **ret_error)
{
	if (!request->usb_version)
		return 0;
	if (request->action != XPT_ATTACH || !request->usb_device_count)
		return xpt__error_set(ret_error, XPT_INVALID,
				"the version of a controller is for USB devices that a guest gets");
	if (request->usb_version > USB_VERSION_MAX)
		return xpt__error_set(ret_error, XPT_INVALID,
				"there is no USB controller of version %u; versions go from 1 to %d",
				request->usb_version, USB_VERSION_MAX);
	return 0;
}

static bool names_devices(const struct xpt_request *request)
{
	if ((request->device_count && !request->devices) ||
			(request->usb_device_count && !request->usb_devices))
		return false;
	for (size_t i = 0; i < request->usb_device_count; i++)
		if (!request->usb_devices[i])
			return false;
	return request->device_count || request->usb_device_count;
}

static int validate(const struct xpt_request *request, struct xpt_error **ret_error)
{
	const char *name = xpt__action_name(request->action);
	int rc;

	if (!name)
		return xpt__error_set(ret_error, XPT_INVALID, "the request names no known action");
	if (request->usb_device_count && (request->driver || request->name))
		return xpt__error_set(
				ret_error, XPT_INVALID, "a driver and a name are for PCI devices");
	if (request->flags & XPT_KEEP && !request->usb_device_count)
		return xpt__error_set(ret_error, XPT_INVALID,
				"PCI devices stay reserved anyway: to keep one is for USB devices");
	if (request->flags & XPT_KEEP && request->flags & (XPT_THEN_RELEASE | XPT_THEN_ATTACH))
		return xpt__error_set(ret_error, XPT_INVALID,
				"what is kept from dom0's drivers is not given to anybody");
	if (!names_devices(request))
		return xpt__error_set(
				ret_error, XPT_INVALID, "name at least one device to %s", name);
	/* without a domain, attach is judged for whichever domain may come */
	if (actions[request->action].domain &&
			(request->domain ? !*request->domain : request->action != XPT_ATTACH))
		return xpt__error_set(ret_error, XPT_INVALID,
				"name the domain to %s the devices %s", name,
				request->action == XPT_ATTACH ? "to" : "from");
	if (request->flags & ~actions[request->action].flags)
		return xpt__error_set(ret_error, XPT_INVALID, "%s does not take the flags 0x%x",
				name, request->flags & ~actions[request->action].flags);
	if (request->flags & XPT_FORCE && request->usb_device_count)
		return xpt__error_set(ret_error, XPT_INVALID,
				"no guest is asked whether it lets a USB device go: force is for PCI "
				"devices");
	if (request->flags & XPT_FORCE && request->flags & XPT_THEN_ATTACH)
		return xpt__error_set(ret_error, XPT_INVALID,
				"what was taken by force is not given back");
	rc = check_names(request, ret_error);
	rc = rc ? rc : check_slot(request, ret_error);
	return rc ? rc : check_usb_version(request, ret_error);
}

/* NULL stays NULL. Return: false when memory is out. */
static bool keep_text(struct arena *arena, const char **text)
{
	if (!*text)
		return true;
	*text = xpt__arena_copy(arena, *text, strlen(*text));
	return *text;
}

/* The caller's strings and addresses may change once it has its answer. */
static int keep(struct arena *arena, struct xpt_request *request, struct xpt_error **ret_error)
{
	struct xpt_bdf *devices =
			xpt__arena_array(arena, request->device_count + 1, sizeof(*devices));

	if (!devices || !keep_text(arena, &request->domain) ||
			!keep_text(arena, &request->driver) || !keep_text(arena, &request->name))
		return xpt__error_no_memory(ret_error);
	if (request->device_count)
		memcpy(devices, request->devices, request->device_count * sizeof(*devices));
	request->devices = devices;
	if (!request->timeout_s)
		request->timeout_s = TIMEOUT_DEFAULT_S;
	return 0;
}

static int find_driver(const struct xpt_host *host, const struct xpt_request *request,
		struct xpt_error **ret_error)
{
	if (!request->driver || !xpt__model_lacks_driver(host, request->driver))
		return 0;
	return xpt__error_set(ret_error, XPT_NOT_FOUND,
			"dom0 has no driver \"%s\" for PCI devices: load it first, with modprobe",
			request->driver);
}

static int compare_pointers(const void *a, const void *b)
{
	const struct xpt_device *const *one = a, *const *other = b;

	return (*one > *other) - (*one < *other);
}

static int refuse_twice(
		const struct xpt_device *const *devices, size_t count, struct xpt_error **ret_error)
{
	auto_free const struct xpt_device **sorted = calloc(count + 1, sizeof(*sorted));

	if (!sorted)
		return xpt__error_no_memory(ret_error);
	if (count)
		memcpy(sorted, devices, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), compare_pointers);
	for (size_t i = 1; i < count; i++)
		if (sorted[i] == sorted[i - 1])
			return xpt__error_set(ret_error, XPT_INVALID, "%s is named twice",
					sorted[i]->address);
	return 0;
}

static int find_devices(const struct xpt_host *host, const struct xpt_request *request,
		const struct xpt_device **ret_devices, struct xpt_error **ret_error)
{
	for (size_t i = 0; i < request->device_count; i++) {
		int rc = (request->action == XPT_DETACH ? xpt__model_find_with_removed :
							  xpt_host_find_device)(
				host, request->devices[i], &ret_devices[i], ret_error);

		if (rc)
			return rc;
	}
	return refuse_twice(ret_devices, request->device_count, ret_error);
}

static int find_usb_devices(const struct xpt_host *host, const struct xpt_request *request,
		const struct xpt_usb_device **ret_devices, struct xpt_error **ret_error)
{
	if (request->usb_device_count && !host->usb)
		return xpt__error_set(ret_error, XPT_INVALID,
				"the snapshot was taken without XPT_DETAIL_USB");
	for (size_t i = 0; i < request->usb_device_count; i++) {
		int rc = xpt_host_find_usb_device(
				host, request->usb_devices[i], &ret_devices[i], ret_error);

		for (size_t k = 0; !rc && k < i; k++)
			if (ret_devices[k] == ret_devices[i])
				rc = xpt__error_set(ret_error, XPT_INVALID, "%s is named twice",
						ret_devices[i]->path);
		if (rc)
			return rc;
	}
	return 0;
}

/* xl would take either device by it. */
static int find_name(const struct xpt_host *host, const struct judged_request *known,
		struct xpt_error **ret_error)
{
	const char *name = known->request.name;
	const struct xpt_device *other =
			name ? xpt__model_named_device(host, xpt__span_of(name)) : NULL;

	if (!other || other == known->devices[0])
		return 0;
	return xpt__error_set(ret_error, XPT_REFUSED,
			"%s is called %s already: release it first, or take "
			"another name",
			other->address, name);
}

int xpt__request_resolve(const struct xpt_host *host, const struct xpt_request *request,
		struct arena *arena, struct judged_request *ret_known, struct xpt_error **ret_error)
{
	struct judged_request known = { 0 };
	const struct xpt_usb_device **usb_devices;
	const struct xpt_device **devices;
	int rc;

	if (!request || !xpt__options_take(request, &known.request, sizeof(known.request)))
		return xpt__error_set(ret_error, XPT_INVALID,
				"the request uses options that this libxpt does not know");
	rc = validate(&known.request, ret_error);
	rc = rc ? rc : keep(arena, &known.request, ret_error);
	if (rc)
		return rc;
	devices = xpt__arena_array(
			arena, known.request.device_count + 1, sizeof(const struct xpt_device *));
	usb_devices = xpt__arena_array(arena, known.request.usb_device_count + 1,
			sizeof(const struct xpt_usb_device *));
	if (!devices || !usb_devices)
		return xpt__error_no_memory(ret_error);
	rc = find_driver(host, &known.request, ret_error);
	rc = rc ? rc : find_devices(host, &known.request, devices, ret_error);
	rc = rc ? rc : find_usb_devices(host, &known.request, usb_devices, ret_error);
	known.devices = devices;
	known.usb_devices = usb_devices;
	known.request.usb_devices = NULL; /* the caller's; found by now */
	if (!rc && actions[known.request.action].domain && known.request.domain)
		rc = xpt_host_find_domain(host, known.request.domain, &known.domain, ret_error);
	rc = rc ? rc : find_name(host, &known, ret_error);
	if (!rc)
		*ret_known = known;
	return rc;
}
