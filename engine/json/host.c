/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A whole snapshot. */
#include <xpt/boot.h>
#include <xpt/numa.h>
#include <xpt/usb.h>

#include "../base/fact.h"
#include "../model/model.h"
#include "../model/usb.h"
#include "json.h"

static bool get_device(const struct xpt_host *host, size_t index, struct xpt_object *ret_object)
{
	const struct xpt_device *device = xpt_host_device(host, index);

	if (device)
		*ret_object = xpt_device_object(device);
	return device;
}

static bool get_domain(const struct xpt_host *host, size_t index, struct xpt_object *ret_object)
{
	const struct xpt_domain *domain = xpt_host_domain(host, index);

	if (domain)
		*ret_object = xpt_domain_object(domain);
	return domain;
}

static bool get_usb_device(const struct xpt_host *host, size_t index, struct xpt_object *ret_object)
{
	const struct xpt_usb_device *device = xpt_host_usb_device(host, index);

	if (device)
		*ret_object = xpt_usb_device_object(device);
	return device;
}

/* Were they read, and if not, why not? One function a list that may be empty. */
static struct fact_int devices_read(const struct xpt_host *host)
{
	return host->without & XPT_WITHOUT_DEVICES ? (struct fact_int){ .state = XPT_FACT_UNREAD } :
						     fact_int_known(1);
}

static struct fact_int domains_read(const struct xpt_host *host)
{
	return host->domains_read;
}

static struct fact_int regions_read(const struct xpt_host *host)
{
	return host->regions_read;
}

/* Every host has CPUs and nodes, a cpupool, and vCPUs of dom0. */
static struct fact_int placement_read(const struct xpt_host *host)
{
	return host->numa ? (struct fact_int)FACT_UNREADABLE("Xen does not report it") :
			    (struct fact_int){ .state = XPT_FACT_UNREAD };
}

static struct fact_int usb_read(const struct xpt_host *host)
{
	return host->usb ? host->usb_devices : (struct fact_int){ .state = XPT_FACT_UNREAD };
}

static const struct list {
	const char *key;
	bool (*get)(const struct xpt_host *host, size_t index, struct xpt_object *ret_object);
	struct fact_int (*read)(const struct xpt_host *host); /* asked where there is none */
} lists[] = {
	{ "devices", get_device, devices_read },
	{ "domains", get_domain, domains_read },
	{ "regions", xpt_host_region, regions_read },
	{ "nodes", xpt_host_node, placement_read },
	{ "cpus", xpt_host_cpu, placement_read },
	{ "pools", xpt_host_pool, placement_read },
	{ "vcpus", xpt_host_vcpu, placement_read },
	{ "usb_devices", get_usb_device, usb_read },
};

static struct json_object *json_of_list(const struct xpt_host *host, const struct list *list)
{
	auto_of(json) struct json_object *array = json_object_new_array();
	struct xpt_object object;

	for (size_t i = 0; array && list->get(host, i, &object); i++)
		if (!xpt__json_append(array, xpt__json_of_object(object)))
			return NULL;
	return TAKE(array);
}

static bool add_list(struct json_object *json, const struct xpt_host *host, const struct list *list)
{
	struct fact_int read = fact_int_known(1);
	struct xpt_object object;

	if (!list->get(host, 0, &object))
		read = list->read(host);
	if (read.state == XPT_FACT_KNOWN)
		return xpt__json_add(json, list->key, json_of_list(host, list));
	return xpt__json_add_unknown(json, list->key, read.state, read.reason);
}

static bool add_boot(struct json_object *json, const struct xpt_host *host)
{
	if (!host->boot)
		return xpt__json_add_unknown(json, "boot", XPT_FACT_UNREAD, NULL);
	return xpt__json_add(json, "boot", xpt__json_of_object(xpt_host_boot(host)));
}

char *xpt_host_json(const struct xpt_host *host)
{
	auto_of(json) struct json_object *json = json_object_new_object();

	if (!json || !xpt__json_add(json, "host", xpt__json_of_object(xpt_host_object(host))))
		return NULL;
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (!add_list(json, host, &lists[i]))
			return NULL;
	return add_boot(json, host) ? xpt__json_text(TAKE(json)) : NULL;
}
