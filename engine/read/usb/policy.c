/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which USB devices usb-policy.conf lets guests have: xpt's own file, or else XCP-ng's. */
#include "../../policy/usb_policy.h"

#include "../../source/paths.h"
#include "../ask.h"
#include "usb.h"

/* The first file that is there, or why none is. */
static struct fact_text find_file(
		struct source *source, struct xpt_host *host, struct blob *ret_blob)
{
	static const char *const files[] = { PATH_USB_POLICY, PATH_USB_POLICY_XCP };
	struct fact_text why = FACT_ABSENT(NULL);

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		if (xpt__read_answer(source, host, files[i], ret_blob, &why))
			return xpt__fact_span(host, xpt__span_of(files[i]));
		if (why.state == XPT_FACT_UNREADABLE)
			break;
	}
	return why;
}

static void keep_file(struct xpt_host *host, struct span text)
{
	const char *kept = xpt__read_keep(host,
			xpt__arena_copy(host->arena, text.length ? text.at : "", text.length));

	host->usb->policy = (struct usb_policy_file){ host->usb_policy.value, true,
		{ kept, text.length } };
}

void xpt__read_usb_policy(struct source *source, struct xpt_host *host)
{
	auto_blob struct blob text = { 0 };
	const struct usb_policy *policy = NULL;

	host->usb_policy = find_file(source, host, &text);
	host->usb->policy.path = PATH_USB_POLICY;
	if (host->usb_policy.state == XPT_FACT_KNOWN) {
		keep_file(host, blob_span(&text));
		policy = xpt__usb_policy_parse(host->arena, blob_span(&text));
		host->out_of_memory = host->out_of_memory || !policy;
	}
	for (size_t i = 0; i < host->usb->device_count && !host->out_of_memory; i++) {
		struct xpt_usb_device *device = &host->usb->devices[i];

		device->policy = host->usb_policy;
		device->policy_rule = host->usb_policy;
		device->policy_line = xpt__fact_int_why(host->usb_policy);
		for (size_t k = 0; k < device->interface_count; k++) {
			device->interfaces[k].policy = device->interfaces[k].policy_rule =
					(struct fact_text)FACT_ABSENT(NULL);
			device->interfaces[k].policy_line = (struct fact_int)FACT_ABSENT(NULL);
		}
		if (policy &&
				!xpt__usb_policy_mark(host->arena, policy, host->usb_policy.value,
						device))
			host->out_of_memory = true;
	}
}
