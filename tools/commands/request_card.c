/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A display is attached with the other functions of its graphics card. */
#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "gpu.h"
#include "../output/message.h"
#include "../output/output.h"

#define DISPLAY "03" /* base class */

static bool requested(const struct xpt_request *request, struct xpt_bdf bdf)
{
	for (size_t i = 0; i < request->device_count; i++)
		if (!xpt_bdf_compare(request->devices[i], bdf))
			return true;
	return false;
}

bool requests_display(const struct xpt_host *host, const struct xpt_request *request)
{
	for (size_t i = 0; i < request->device_count; i++) {
		const struct xpt_device *device;
		auto_free char *class_code = NULL;

		if (xpt_host_find_device(host, request->devices[i], &device, NULL))
			continue;
		class_code = object_text(xpt_device_object(device), "class");
		if (class_code && !strncmp(class_code, DISPLAY, strlen(DISPLAY)))
			return true;
	}
	return false;
}

/* Function @index of a card; the first is the display itself. False past the last. */
static bool function_of(const struct xpt_value *functions, size_t index, struct xpt_bdf *ret_bdf)
{
	struct xpt_value function = XPT_SIZED(xpt_value);

	if (index >= functions->count)
		return false;
	xpt_value_item(functions, index, &function);
	return !xpt_bdf_parse(xpt_value_text(&function), ret_bdf, NULL);
}

/* Adds what of the card is not among the devices yet. False: memory is out. */
static bool add_card(const struct invocation *invocation, const struct xpt_value *functions,
		struct xpt_request *request, struct xpt_bdf **devices)
{
	char address[XPT_BDF_TEXT], display[XPT_BDF_TEXT];
	struct xpt_bdf first, bdf;

	if (!function_of(functions, 0, &first) || !requested(request, first))
		return true;
	for (size_t i = 1; function_of(functions, i, &bdf); i++) {
		struct xpt_bdf *more;

		if (requested(request, bdf))
			continue;
		more = reallocarray(*devices, request->device_count + 1, sizeof(*more));
		if (!more)
			return false;
		if (!*devices)
			memcpy(more, request->devices, request->device_count * sizeof(*more));
		more[request->device_count++] = bdf;
		request->devices = *devices = more;
		if (!invocation->common.json && !invocation->common.quiet)
			print_message("%s goes with %s: both are functions of one graphics card "
				      "(--alone leaves it)",
					xpt_bdf_format(bdf, address),
					xpt_bdf_format(first, display));
	}
	return true;
}

int request_card(const struct invocation *invocation, const struct xpt_host *host,
		struct xpt_request *request, struct xpt_bdf **ret_devices)
{
	auto_of(gpus) struct xpt_gpus *gpus = NULL;
	struct xpt_error *error = NULL;
	struct xpt_object card;

	if (xpt_gpus_find(host, &gpus, &error))
		return print_error(invocation, error);
	for (size_t i = 0; xpt_gpus_card(gpus, i, &card); i++) {
		struct xpt_value functions = XPT_SIZED(xpt_value);

		xpt_object_get(card, "functions", &functions);
		if (!add_card(invocation, &functions, request, ret_devices))
			return print_no_memory();
	}
	return STATUS_DONE;
}
