/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "../output/message.h"
#include "../output/output.h"
#include "../output/topo.h"

struct topo_args {
	bool memory, dot, svg;
};

static const struct option_spec topo_options[] = {
	{ 'm', "memory", NULL,
			"also on which nodes the domains' memory lies (it stalls a large host)",
			OPTION_FLAG, offsetof(struct topo_args, memory) },
	{ 0, "dot", NULL, "print a picture as Graphviz source", OPTION_FLAG,
			offsetof(struct topo_args, dot) },
	{ 0, "svg", NULL, "print the picture as SVG, drawn by Graphviz", OPTION_FLAG,
			offsetof(struct topo_args, svg) },
	{ 0 },
};

static void topo_help(void)
{
	static const struct {
		const char *title;
		const struct xpt_kind *(*kind)(void);
	} kinds[] = {
		{ "keys of \"nodes\" in --json", xpt_kind_node },
		{ "keys of \"cpus\" in --json", xpt_kind_cpu },
		{ "keys of \"pools\" in --json", xpt_kind_pool },
		{ "keys of \"domains\" in --json", xpt_kind_domain },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		fields_help(kinds[i].title, kinds[i].kind());
}

typedef bool getter(const struct xpt_host *host, size_t index, struct xpt_object *ret_object);

static bool get_domain(const struct xpt_host *host, size_t index, struct xpt_object *ret_object)
{
	const struct xpt_domain *domain = xpt_host_domain(host, index);

	if (domain)
		*ret_object = xpt_domain_object(domain);
	return domain;
}

static bool get_device(const struct xpt_host *host, size_t index, struct xpt_object *ret_object)
{
	const struct xpt_device *device = xpt_host_device(host, index);

	if (device)
		*ret_object = xpt_device_object(device);
	return device;
}

static bool fill_list(const struct xpt_host *host, getter *get, struct json_list *list)
{
	struct xpt_object *objects, object;

	while (get(host, list->count, &object))
		list->count++;
	objects = calloc(list->count + 1, sizeof(*objects));
	for (size_t i = 0; objects && i < list->count; i++)
		get(host, i, &objects[i]);
	list->objects = objects;
	return objects;
}

static int print_json(const struct xpt_host *host, const struct xpt_report *report)
{
	static getter *const getters[] = { xpt_host_node, xpt_host_cpu, xpt_host_pool, get_domain,
		xpt_host_vcpu, get_device };
	struct json_list lists[] = { { .key = "nodes" }, { .key = "cpus" }, { .key = "pools" },
		{ .key = "domains" }, { .key = "vcpus" }, { .key = "devices" }, { 0 } };
	int status = STATUS_DONE;

	for (size_t i = 0; lists[i].key && !status; i++)
		if (!fill_list(host, getters[i], &lists[i]))
			status = print_no_memory();
	if (!status)
		status = print_json_lists("host", xpt_host_object(host), lists, report);
	for (size_t i = 0; lists[i].key; i++)
		free((void *)(uintptr_t)lists[i].objects);
	return status;
}

static int print_findings_of(const struct xpt_report *report)
{

	for (size_t i = 0; xpt_report_finding(report, i);) {
		putchar('\n');
		i = print_judged(report, i);
	}
	return STATUS_DONE;
}

static int show(const struct topo_args *args, const struct xpt_host *host,
		const struct xpt_report *report)
{
	__attribute__((cleanup(topo_view_clear))) struct topo_view view;
	int status;

	topo_view_build(host, report, &view);
	if (view.out_of_memory)
		return print_no_memory();
	if (args->svg)
		return topo_svg(&view);
	if (args->dot)
		return topo_dot(stdout, &view);
	status = topo_text(&view);
	return status ? status : print_findings_of(report);
}

static int topo_run(const struct invocation *invocation)
{
	const struct topo_args *args = invocation->args;
	auto_of(report) struct xpt_report *report = NULL;
	auto_of(host) struct xpt_host *host = NULL;
	struct xpt_error *error = NULL;
	int status;

	if (invocation->common.json + args->dot + args->svg > 1)
		return print_usage_error(
				invocation->command, "--json, --dot and --svg do not go together");
	status = topology_open(invocation,
			XPT_DETAIL_NAMES | (args->memory ? XPT_DETAIL_MEMORY : 0), &host);
	if (status)
		return status;
	if (xpt_host_check_locality(host, &report, &error))
		return print_error(invocation, error);
	status = invocation->common.json ? print_json(host, report) : show(args, host, report);
	return status ? status : status_of_verdict(xpt_report_verdict(report));
}

const struct command cmd_topo = {
	.name = "topo",
	.operands = "",
	.brief = "show NUMA nodes, CPUs, cpupools, domains and devices, and what lies apart",
	.notes = "Exit status: 0; 5 where --memory was asked for and Xen did not report it.",
	.options = topo_options,
	.args_size = sizeof(struct topo_args),
	.takes = TAKES_HOST | TAKES_JSON,
	.more_help = topo_help,
	.run = topo_run,
};
