/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "devices.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xpt/name.h>
#include <xpt/usb.h>

#include "../output/message.h"
#include "usb.h"

static bool is_name(const char *word)
{
	for (const char *at = word; *at; at++)
		if (*at == ':' || !isgraph((unsigned char)*at))
			return false;
	return *word;
}

/* "04:00.0/3": the address before it. */
static int check_vf(const struct invocation *invocation, const char *word, const char *slash)
{
	auto_free char *before = strndup(word, (size_t)(slash - word));
	struct xpt_error *error = NULL;
	struct xpt_bdf ignored;

	if (!before)
		return print_no_memory();
	if (!is_name(before) && xpt_bdf_parse(before, &ignored, &error))
		return print_error(invocation, error);
	return STATUS_DONE;
}

/* "vf:04:00.0", "any:8086:10ca" */
static bool is_choice(const char *word)
{
	return !strncmp(word, "vf:", 3) || !strncmp(word, "any:", 4);
}

unsigned int devices_detail(char *const *words, size_t count)
{
	unsigned int detail = 0;

	for (size_t i = 0; i < count; i++) {
		if (strchr(words[i], '/') || is_name(words[i])) /* names want the serial number */
			detail |= XPT_DETAIL_CONFIG;
		if (is_choice(words[i]))
			detail |= XPT_DETAIL_CRITICAL | XPT_DETAIL_MODELS;
	}
	return detail;
}

int check_addresses(const struct invocation *invocation, char *const *words, size_t count)
{
	struct xpt_error *error = NULL;
	struct xpt_bdf ignored;
	int status = STATUS_DONE;

	for (size_t i = 0; i < count && !status; i++) {
		const char *slash = strrchr(words[i], '/');

		if (is_choice(words[i]) || xpt_usb_id_is(words[i]))
			continue;
		if (slash)
			status = check_vf(invocation, words[i], slash);
		else if (!is_name(words[i]) && !strchr(words[i], '*') &&
				xpt_bdf_parse(words[i], &ignored, &error))
			status = print_error(invocation, error);
	}
	return status;
}

static bool has(const struct devices *devices, struct xpt_bdf bdf)
{
	for (size_t i = 0; i < devices->count; i++)
		if (!xpt_bdf_compare(devices->items[i], bdf))
			return true;
	return false;
}

/* A device that is named twice is the library's to refuse; a pattern adds what is not there yet. */
static int add(struct devices *devices, const struct xpt_bdf *found, size_t count, bool pattern)
{
	struct xpt_bdf *items = realloc(devices->items, (devices->count + count) * sizeof(*items));

	if (!items)
		return print_no_memory();
	devices->items = items;
	for (size_t i = 0; i < count; i++)
		if (!pattern || !has(devices, found[i]))
			items[devices->count++] = found[i];
	return STATUS_DONE;
}

bool may_be_usb(const char *word)
{
	return xpt_usb_path_is(word) || xpt_usb_id_is(word) ||
			(is_name(word) && !strpbrk(word, "/*"));
}

bool devices_may_be_usb(char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (may_be_usb(words[i]))
			return true;
	return false;
}

/* A name that was given to a PCI device means that one. */
static bool is_usb(const struct xpt_host *host, const char *word)
{
	const struct xpt_device *named;

	return xpt_usb_path_is(word) &&
			xpt_host_find_named(host, word, &named, NULL) == XPT_NOT_FOUND;
}

int devices_add_usb(struct devices *devices, const char *path)
{
	char **items = realloc(devices->usb.items, (devices->usb.count + 1) * sizeof(*items));

	if (!items)
		return print_no_memory();
	devices->usb.items = items;
	items[devices->usb.count] = strdup(path);
	if (!items[devices->usb.count])
		return print_no_memory();
	devices->usb.count++;
	return STATUS_DONE;
}

static int find_usb(const struct invocation *invocation, const struct xpt_host *host,
		const char *word, struct devices *devices)
{
	const struct xpt_usb_device *device;
	struct xpt_error *error = NULL;

	if (!devices->takes_usb)
		return print_usage_error(invocation->command,
				"%s is a USB device; %s takes PCI devices", word,
				invocation->command->name);
	if (xpt_host_find_usb_device(host, word, &device, &error))
		return print_error(invocation, error);
	return devices_add_usb(devices, xpt_usb_device_path(device));
}

/* @ret_known: false: the host does not tell all of it */
static bool may_be_at(
		const struct xpt_usb_device *device, const struct usb_place *place, bool *ret_known)
{
	struct xpt_object object = xpt_usb_device_object(device);
	struct xpt_value value = XPT_SIZED(xpt_value);

	*ret_known = true;
	for (size_t i = 0; i < sizeof(place->keys) / sizeof(*place->keys); i++) {
		xpt_object_get(object, place->keys[i], &value);
		if (value.state == XPT_FACT_UNREADABLE)
			*ret_known = false;
		else if (value.state != XPT_FACT_KNOWN || value.number != place->numbers[i])
			return false;
	}
	return true;
}

/* The device that is there; where there is none, @ret_unsure is one that may be, or NULL. */
static const struct xpt_usb_device *device_at(const struct xpt_host *host,
		const struct usb_place *place, const struct xpt_domain *domain,
		const struct xpt_usb_device **ret_unsure)
{
	const struct xpt_usb_device *device;
	bool known;

	*ret_unsure = NULL;
	for (size_t i = 0; (device = xpt_host_usb_device(host, i)); i++) {
		if ((domain && !usb_is_of(device, domain)) || !may_be_at(device, place, &known))
			continue;
		if (known)
			return device;
		if (!*ret_unsure)
			*ret_unsure = device;
	}
	return NULL;
}

static int print_unsure(const struct xpt_usb_device *device, const struct usb_place *place)
{
	struct xpt_object object = xpt_usb_device_object(device);
	struct xpt_value value = XPT_SIZED(xpt_value);
	size_t i = 0;

	xpt_object_get(object, place->keys[i], &value);
	if (value.state == XPT_FACT_KNOWN)
		xpt_object_get(object, place->keys[++i], &value);
	print_message("it is not known whether %s is the one that is meant: its %s: %s",
			xpt_usb_device_path(device), place->keys[i],
			value.reason ? value.reason : "the host does not say why");
	return STATUS_UNKNOWN;
}

int find_usb_place(const struct invocation *invocation, const struct xpt_host *host,
		const struct usb_place *place, struct devices *ret_devices)
{
	const struct xpt_usb_device *device, *unsure;
	const struct xpt_domain *domain = NULL;
	struct xpt_error *error = NULL;
	int status = usb_check_read(host);

	if (!status && place->domain && xpt_host_find_domain(host, place->domain, &domain, &error))
		return print_error(invocation, error);
	if (!status && domain)
		status = usb_check_known(host, "domain", "it is not known who has");
	if (status)
		return status;
	device = device_at(host, place, domain, &unsure);
	if (device)
		return devices_add_usb(ret_devices, xpt_usb_device_path(device));
	if (unsure)
		return print_unsure(unsure, place);
	print_message("no USB device%s%s has the %s %lld and the %s %lld now: see xpt usb list "
		      "-o path,%s,%s",
			domain ? " of " : "", domain ? place->domain : "", place->keys[0],
			place->numbers[0], place->keys[1], place->numbers[1], place->keys[0],
			place->keys[1]);
	return STATUS_REFUSED;
}

int find_devices(const struct invocation *invocation, const struct xpt_host *host,
		char *const *words, size_t count, struct devices *ret_devices)
{
	struct xpt_error *error = NULL;
	int status = STATUS_DONE;

	for (size_t i = 0; i < count && !status; i++) {
		auto_free struct xpt_bdf *found = NULL;
		size_t found_count;

		if (is_choice(words[i]))
			return print_usage_error(invocation->command,
					"%s means any free device, which only attach, check and place "
					"choose: name one",
					words[i]);
		if (xpt_usb_id_is(words[i]) || xpt_name_is_usb(host, words[i])) {
			status = find_usb(invocation, host, words[i], ret_devices);
			continue;
		}
		if (ret_devices->takes_usb && is_usb(host, words[i])) {
			status = devices_add_usb(ret_devices, words[i]);
			continue;
		}
		if (xpt_host_match(host, words[i], &found, &found_count, &error))
			return print_error(invocation, error);
		status = add(ret_devices, found, found_count, strchr(words[i], '*'));
	}
	return status;
}

static int choose_one(const struct invocation *invocation, const struct xpt_host *host,
		const char *word, const struct xpt_request *request, struct devices *devices)
{
	struct xpt_request known = *request;
	struct xpt_error *error = NULL;
	char address[XPT_BDF_TEXT];
	struct xpt_bdf device;
	size_t free_count;

	known.devices = devices->items;
	known.device_count = devices->count;
	if (xpt_choose_device(host, word, &known, &device, &free_count, &error))
		return print_error(invocation, error);
	if (!invocation->common.quiet)
		print_message("%s is %s, %s", word, xpt_bdf_format(device, address),
				free_count > 1 ? "the best of those that are free" :
						 "the only one that is free");
	devices->chosen++;
	return add(devices, &device, 1, false);
}

int find_or_choose(const struct invocation *invocation, const struct xpt_host *host,
		char *const *words, size_t count, const struct xpt_request *request,
		struct devices *ret_devices)
{
	int status = STATUS_DONE;

	for (size_t i = 0; i < count && !status; i++)
		if (!is_choice(words[i]))
			status = find_devices(invocation, host, &words[i], 1, ret_devices);
	for (size_t i = 0; i < count && !status; i++)
		if (is_choice(words[i]))
			status = choose_one(invocation, host, words[i], request, ret_devices);
	return status;
}

int find_device(const struct invocation *invocation, const struct xpt_host *host, char *word,
		struct xpt_bdf *ret_device)
{
	struct devices devices = { 0 };
	int status = find_devices(invocation, host, &word, 1, &devices);

	if (!status && devices.count > 1)
		status = print_usage_error(invocation->command,
				"%s means %zu devices; name one of them", word, devices.count);
	if (!status)
		*ret_device = devices.items[0];
	devices_clear(&devices);
	return status;
}

void devices_clear(struct devices *devices)
{
	free(devices->items);
	for (size_t i = 0; i < devices->usb.count; i++)
		free(devices->usb.items[i]);
	free(devices->usb.items);
	*devices = (struct devices){ 0 };
}
