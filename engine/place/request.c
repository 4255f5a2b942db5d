/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The request in the snapshot's terms: what is asked for, and what the snapshot does not tell. */
#include <string.h>

#include "../base/error.h"
#include "../base/options.h"
#include "../explain/causes/causes.h"
#include "../base/bdf.h"
#include "../config/pci_spec.h"
#include "../config/xl_config.h"
#include "place.h"

#define VCPUS_MAX 4096U
#define DEVICES_MAX 1024
#define MEMORY_MAX_KIB (UINT64_C(1) << 50)

struct parser {
	struct task *task;
	const struct xpt_place_request *request;
	struct xpt_error **ret_error;
};

static int note_unknown(struct task *task, const char *what, const char *taken_as)
{
	return what &&
					xpt__report_add(task->report, &xpt__cause_placement_unknown,
							PLACEHOLDERS({ "what", what },
									{ "taken_as", taken_as })) ?
			0 :
			XPT_NO_MEMORY;
}

static int wrong_line(
		const struct parser *parser, const struct config_value *value, const char *reason)
{
	return xpt__error_set(parser->ret_error, XPT_INVALID, "%s line %lu: %s",
			parser->request->config->name, value->line, reason);
}

/* Devices */

static int add_device(struct parser *parser, struct xpt_bdf bdf)
{
	struct task *task = parser->task;
	const struct xpt_device *device;
	int rc;

	if (xpt__bdfs_have(&task->devices, bdf))
		return 0;
	rc = xpt_host_find_device(task->host, bdf, &device, parser->ret_error);
	if (rc)
		return rc;
	if (device->node.state != XPT_FACT_KNOWN || device->node.value < 0 ||
			device->node.value >= NODES_MAX)
		return task->host->numa->node_count < 2 ?
				0 :
				note_unknown(task,
						xpt__arena_text(task->arena, "the NUMA node of %s",
								device->address),
						"it does not count");
	task->devices_on[device->node.value]++;
	return xpt__bdfs_add(task->arena, &task->devices, bdf) ? 0 : XPT_NO_MEMORY;
}

static int add_entry(struct parser *parser, const struct config_value *value)
{
	const struct xpt_device *attached;
	struct pci_spec spec;
	const char *wrong = value->text ? xpt__pci_spec_parse(xpt__span_of(value->text), &spec) :
					  "an entry of pci= must be a quoted string";

	if (value->text && (!strncmp(value->text, "vf:", 3) || !strncmp(value->text, "any:", 4)))
		wrong = "xl takes no device like this: name it with --device, which chooses one";
	if (!wrong && !xpt__pci_spec_resolve(parser->task->host, &spec))
		wrong = "no assignable device has this name";
	if (wrong)
		return wrong_line(parser, value, wrong);
	attached = xpt__pci_spec_attached(parser->task->host, &spec);
	return add_device(parser, attached ? attached->bdf : spec.bdf);
}

static int add_entries(struct parser *parser)
{
	const struct config_value *pci = parser->request->config ?
			xpt__config_find(parser->request->config, "pci") :
			NULL;
	int rc = 0;

	if (pci && (pci->text || pci->count > DEVICES_MAX))
		return wrong_line(parser, pci,
				"pci= must be a list of devices: pci = [ \"04:00.0\" ]");
	for (size_t i = 0; pci && i < pci->count && !rc; i++)
		rc = add_entry(parser, &pci->items[i]);
	return rc;
}

static int read_devices(struct parser *parser)
{
	const struct xpt_place_request *request = parser->request;
	int rc = add_entries(parser);

	for (size_t i = 0; i < request->device_count && !rc; i++)
		rc = add_device(parser, request->devices[i]);
	for (size_t i = 0; request->domain && i < request->domain->devices.count && !rc; i++)
		rc = add_device(parser, request->domain->devices.items[i]);
	return rc;
}

/* vCPUs and memory */

/* Not set: @ret_number stays. */
static int config_number(const struct parser *parser, const char *key, unsigned long long most,
		unsigned long long *ret_number)
{
	const struct config_value *value = parser->request->config ?
			xpt__config_find(parser->request->config, key) :
			NULL;
	uint64_t number;

	if (!value)
		return 0;
	if (!xpt__config_number(parser->request->config, key, &number) || !number || number > most)
		return wrong_line(parser, value, "that is not a valid number");
	*ret_number = number;
	return 0;
}

static int read_vcpus(struct parser *parser)
{
	const struct xpt_place_request *request = parser->request;
	unsigned long long vcpus = 1, most = 0;
	int rc = config_number(parser, "vcpus", VCPUS_MAX, &vcpus);

	if (!rc)
		rc = config_number(parser, "maxvcpus", VCPUS_MAX, &most);
	if (rc)
		return rc;
	if (request->domain && request->domain->vcpus.state == XPT_FACT_KNOWN &&
			request->domain->vcpus.value > 0)
		vcpus = (unsigned long long)request->domain->vcpus.value;
	if (request->vcpus)
		vcpus = request->vcpus;
	if (vcpus > VCPUS_MAX)
		return xpt__error_set(parser->ret_error, XPT_INVALID,
				"no domain has %llu vCPUs; %u is "
				"the most",
				vcpus, VCPUS_MAX);
	parser->task->vcpus = (unsigned int)vcpus;
	parser->task->max_vcpus = (unsigned int)(most > vcpus ? most : vcpus);
	return 0;
}

/* Page tables and the like, as libxl counts them: 1 MiB a vCPU, 8 KiB a MiB, and 2 MiB. */
static unsigned long long overhead_kib(const struct task *task)
{
	return task->max_vcpus * 1024ULL + task->guest_kib / 1024 * 8 + 2048;
}

static int read_memory(struct parser *parser)
{
	const struct xpt_place_request *request = parser->request;
	struct task *task = parser->task;
	unsigned long long mib = 0, most_mib = 0;
	int rc = config_number(parser, "memory", MEMORY_MAX_KIB / 1024, &mib);

	if (!rc)
		rc = config_number(parser, "maxmem", MEMORY_MAX_KIB / 1024, &most_mib);
	if (rc)
		return rc;
	task->guest_kib = request->memory_kib ? request->memory_kib : mib * 1024;
	task->grows = most_mib * 1024 > task->guest_kib;
	if (task->guest_kib > MEMORY_MAX_KIB)
		return xpt__error_set(
				parser->ret_error, XPT_INVALID, "no host has that much memory");
	if (task->guest_kib)
		task->memory_kib = task->guest_kib + overhead_kib(task);
	if (task->host->claimed_memory_kib.state == XPT_FACT_KNOWN &&
			task->host->claimed_memory_kib.value > 0)
		task->claimed_kib = (unsigned long long)task->host->claimed_memory_kib.value;
	return 0;
}

/*
 * Only debug key u tells where memory is. The node affinity tells where new memory would come from; it is
 * the best there is, though it follows the CPUs when they change, and memory does not.
 */
static int read_memory_nodes(struct parser *parser)
{
	struct task *task = parser->task;
	const struct fact_bitmap *nodes = task->domain ? &task->domain->node_affinity : NULL;
	nodes_t all = 0;

	if (!task->domain || task->memory_kib || task->host->numa->node_count < 2)
		return 0;
	for (size_t i = 0; i < task->host->numa->node_count; i++) {
		unsigned int id = task->host->numa->nodes[i].id;

		all |= node_bit(id);
		if (nodes->state == XPT_FACT_KNOWN && xpt__bitmap_has(nodes->value, id))
			task->memory_nodes |= node_bit(id);
	}
	if (task->memory_nodes && task->memory_nodes != all)
		return 0;
	task->memory_nodes = all;
	return note_unknown(task, "on which nodes the memory of the domain is",
			"taken as spread over all");
}

/* Nodes and cpupools */

static int read_nodes(struct parser *parser)
{
	struct task *task = parser->task;
	struct bitmap wanted;

	task->allowed = ~UINT64_C(0);
	if (!parser->request->nodes)
		return 0;
	if (!xpt__bitmap_parse(xpt__span_of(parser->request->nodes), &wanted) ||
			xpt__bitmap_is_empty(&wanted))
		return xpt__error_set(parser->ret_error, XPT_INVALID,
				"\"%s\" is not a list of nodes; write it like 0-1,3",
				parser->request->nodes);
	task->allowed = 0;
	bitmap_each(id, &wanted)
	{
		if (!xpt__model_node(task->host, id))
			return xpt__error_set(parser->ret_error, XPT_NOT_FOUND,
					"this host has no NUMA node "
					"%u",
					id);
		task->allowed |= node_bit(id);
	}
	return 0;
}

static const struct xpt_pool *find_pool(const struct numa *numa, const char *name)
{
	struct span text = xpt__span_of(name);
	uint64_t id;

	for (size_t i = 0; i < numa->pool_count; i++)
		if (fact_text_is(numa->pools[i].name, name))
			return &numa->pools[i];
	for (size_t i = 0; xpt__span_number(text, 10, &id) && i < numa->pool_count; i++)
		if (numa->pools[i].id == id)
			return &numa->pools[i];
	return NULL;
}

static int read_pool(struct parser *parser)
{
	const struct xpt_place_request *request = parser->request;
	struct task *task = parser->task;
	const struct config_value *value =
			request->config ? xpt__config_find(request->config, "pool") : NULL;
	const char *name = request->pool ? request->pool : value ? value->text : NULL;

	task->pool_is_set = !request->pool && name;
	if (task->domain && task->domain->pool_id.state == XPT_FACT_KNOWN)
		task->own_pool = xpt__model_pool(
				task->host, (unsigned int)task->domain->pool_id.value);
	if (!name)
		return 0;
	task->only_pool = find_pool(task->host->numa, name);
	return task->only_pool ? 0 :
				 xpt__error_set(parser->ret_error, XPT_NOT_FOUND,
						 "this host has no cpupool %s", name);
}

/* As xl takes it: PV unless it says something else. */
static const char *type_of(const struct xpt_place_request *request)
{
	const struct config_value *type, *builder;

	if (request->domain)
		return request->domain->type.state == XPT_FACT_KNOWN ? request->domain->type.value :
								       NULL;
	if (!request->config)
		return NULL;
	type = xpt__config_find(request->config, "type");
	builder = xpt__config_find(request->config, "builder");
	if (type)
		return type->text;
	return builder && builder->text && !strcmp(builder->text, "hvm") ? "hvm" : "pv";
}

/* What is unknown of nodes that could be chosen. */
static int note_nodes(struct parser *parser)
{
	struct task *task = parser->task;
	const struct numa *numa = task->host->numa;
	bool distances = true;
	nodes_t silent = 0;
	int rc = 0;

	for (size_t i = 0; i < numa->node_count; i++) {
		const struct xpt_node *node = &numa->nodes[i];

		distances = distances && node->distances.state == XPT_FACT_KNOWN &&
				node->distances.count > i && node->distances.items[0] >= 0;
		if (node->free_kib.state != XPT_FACT_KNOWN)
			silent |= node_bit(node->id);
	}
	if (task->memory_kib && silent & task->allowed)
		rc = note_unknown(task,
				xpt__arena_text(task->arena, "the free memory of nodes %s",
						xpt__nodes_text(task->arena,
								silent & task->allowed)),
				"taken as none");
	if (!rc && numa->node_count > 1 && !distances)
		rc = note_unknown(task, "all distances between nodes", "taken as 20");
	return rc;
}

static int read_request(struct parser *parser)
{
	static int (*const parts[])(struct parser *) = { read_nodes, read_pool, read_vcpus,
		read_memory, read_memory_nodes, read_devices, note_nodes };
	const struct xpt_config *config = parser->request->config;
	int rc = 0;

	if (config && config->error)
		return xpt__error_set(parser->ret_error, XPT_INVALID, "%s line %lu: %s",
				config->name, config->error_line, config->error);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts) && !rc; i++)
		rc = parts[i](parser);
	return rc;
}

int xpt__placement_task(const struct xpt_host *host, const struct xpt_place_request *request,
		struct task *ret_task, struct xpt_error **ret_error)
{
	struct xpt_place_request known;
	struct parser parser = { ret_task, &known, ret_error };
	int rc;

	if (!xpt__options_take(request, &known, sizeof(known)))
		return xpt__error_set(ret_error, XPT_INVALID,
				"the request holds what this version does not "
				"know");
	if (!host->numa || !host->numa->cpu_count)
		return xpt__error_set(ret_error, XPT_INVALID,
				"the snapshot does not report the CPUs: XPT_DETAIL_PLACEMENT is "
				"needed");
	if (known.domain && known.config)
		return xpt__error_set(ret_error, XPT_INVALID,
				"place a domain that runs, or a configuration, "
				"not both");
	ret_task->host = host;
	ret_task->domain = known.domain;
	ret_task->type = type_of(&known);
	xpt__numa_distances(ret_task);
	rc = read_request(&parser);
	return rc == XPT_NO_MEMORY ? xpt__error_no_memory(ret_error) : rc;
}
