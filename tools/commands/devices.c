/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "devices.h"

#include <ctype.h>

#include "../output/message.h"

static bool is_name(const char *word)
{
	for (const char *at = word; *at; at++)
		if (*at == ':' || !isgraph((unsigned char)*at))
			return false;
	return *word;
}

int parse_devices(const struct invocation *invocation, char *const *words, size_t count,
		struct xpt_bdf *ret_devices)
{
	struct xpt_error *error = NULL;

	for (size_t i = 0; i < count; i++)
		if (!is_name(words[i]) && xpt_bdf_parse(words[i], &ret_devices[i], &error))
			return print_error(invocation, error);
	return STATUS_DONE;
}

int find_named(const struct invocation *invocation, const struct xpt_host *host, char *const *words,
		size_t count, struct xpt_bdf *devices)
{
	const struct xpt_device *device;
	struct xpt_error *error = NULL;

	for (size_t i = 0; i < count; i++) {
		if (!is_name(words[i]))
			continue;
		if (xpt_host_find_named(host, words[i], &device, &error))
			return print_error(invocation, error);
		devices[i] = xpt_device_address(device);
	}
	return STATUS_DONE;
}
