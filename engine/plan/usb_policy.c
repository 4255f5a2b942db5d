/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A rule more in usb-policy.conf. */
#include <xpt/usb.h>

#include "../base/error.h"
#include "../base/options.h"
#include "../model/usb.h"
#include "../policy/usb_edit.h"
#include "build.h"

static int check_host(const struct xpt_host *host, struct xpt_error **ret_error)
{
	if (!host->usb)
		return xpt__error_set(ret_error, XPT_INVALID,
				"the snapshot was taken without XPT_DETAIL_USB");
	if (host->usb_devices.state != XPT_FACT_KNOWN)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"the USB devices cannot be listed: %s", host->usb_devices.reason);
	if (host->usb_policy.state == XPT_FACT_UNREADABLE)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"the host's usb-policy.conf cannot be read: %s",
				host->usb_policy.reason);
	return 0;
}

static int take_request(struct builder *builder, const struct xpt_usb_policy_request *given,
		struct usb_edit *ret_edit, struct xpt_error **ret_error)
{
	struct xpt_usb_policy_request request;
	const struct xpt_usb_device **devices;
	int rc = check_host(builder->host, ret_error);

	if (rc)
		return rc;
	if (!xpt__options_take(given, &request, sizeof(request)) || request.action > XPT_USB_ALLOW)
		return xpt__error_set(ret_error, XPT_INVALID,
				"the request uses options that this libxpt does not know");
	if (!request.device_count)
		return xpt__error_set(ret_error, XPT_INVALID, "the request names no device");
	devices = xpt__arena_array(builder->arena, request.device_count, sizeof(*devices));
	if (!devices)
		return xpt__error_no_memory(ret_error);
	for (size_t i = 0; i < request.device_count && !rc; i++)
		rc = xpt__model_find_usb(builder->host, request.devices[i], &devices[i], ret_error);
	*ret_edit = (struct usb_edit){ .usb = builder->host->usb,
		.devices = devices,
		.device_count = request.device_count,
		.allow = request.action == XPT_USB_ALLOW };
	return rc;
}

static const char *title(struct arena *arena, const struct usb_edit *edit)
{
	const char *text = edit->allow ? "let guests have" : "deny guests";

	for (size_t i = 0; text && i < edit->device_count; i++)
		text = xpt__arena_text(
				arena, "%s%s %s", text, i ? "," : "", edit->devices[i]->path);
	return text;
}

/* Number of the first line that differs. */
static unsigned int first_new_line(struct span before, const char *after)
{
	unsigned int line = 1;

	for (size_t i = 0; i < before.length && after[i] == before.at[i]; i++)
		line += after[i] == '\n';
	return line;
}

static void plan_change(struct builder *builder, const struct usb_edit *edit,
		const struct usb_policy_file *file, const char *after)
{
	const char *why = "there is none, so guests may have any device; its last line keeps it so "
			  "for all others";

	if (file->exists)
		why = xpt__arena_text(builder->arena,
				"from line %u on: the first line that matches a device decides",
				first_new_line(edit->before, after));
	if (why)
		xpt__plan_file(builder, file->path, file->exists ? &file->text : NULL, after, why);
	else
		builder->failed = true;
}

/* Without a file nothing is forbidden, so there is nothing to allow. */
static int fill(struct builder *builder, const void *request, const char **ret_title,
		struct xpt_error **ret_error)
{
	const struct usb_policy_file *file;
	const char *after = NULL;
	struct usb_edit edit;
	int rc = take_request(builder, request, &edit, ret_error);

	if (rc)
		return rc;
	file = &edit.usb->policy;
	edit.path = file->path;
	edit.before = file->exists ? file->text : SPAN(USB_POLICY_OPEN);
	rc = xpt__usb_policy_edit(builder->arena, &edit, &after, ret_error);
	if (rc)
		return rc;
	*ret_title = title(builder->arena, &edit);
	if (!xpt__span_is(edit.before, after))
		plan_change(builder, &edit, file, after);
	return 0;
}

int xpt_plan_for_usb_policy(const struct xpt_host *host,
		const struct xpt_usb_policy_request *request, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error)
{
	return xpt__plan_build(host, request, fill, ret_plan, ret_error);
}
