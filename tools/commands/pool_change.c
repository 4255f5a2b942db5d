/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "apply_plan.h"
#include "pool.h"
#include "../output/message.h"

/* A domain before and after it moved. */
struct moved {
	const struct xpt_host *before, *after;
	const char *domain;
};

static int domain_text(
		const struct xpt_host *host, const char *name, const char *key, char **ret_text)
{
	const struct xpt_domain *domain;

	if (xpt_host_find_domain(host, name, &domain, NULL))
		return XPT_NOT_FOUND;
	*ret_text = object_text(xpt_domain_object(domain), key);
	return *ret_text ? 0 : XPT_UNREADABLE;
}

/* The vCPU with the same numbers in another snapshot. */
static bool find_same_vcpu(
		const struct xpt_host *host, struct xpt_object vcpu, struct xpt_object *ret_found)
{
	long long domain, number, other, other_number;

	if (xpt_object_number(vcpu, "domain_id", &domain) ||
			xpt_object_number(vcpu, "vcpu", &number))
		return false;
	for (size_t i = 0; xpt_host_vcpu(host, i, ret_found); i++)
		if (!xpt_object_number(*ret_found, "domain_id", &other) &&
				!xpt_object_number(*ret_found, "vcpu", &other_number) &&
				other == domain && other_number == number)
			return true;
	return false;
}

static void print_affinity(struct xpt_object before, struct xpt_object after, const char *key)
{
	auto_free char *was = object_text(before, key), *is = object_text(after, key);
	auto_free char *domain = object_text(after, "domain"), *number = object_text(after, "vcpu");
	auto_free char *pool = object_text(after, "pool");

	if (!was || !is || (!strcmp(was, "all") && !strcmp(is, "all")))
		return;
	if (!strcmp(was, is))
		printf("vCPU %s of %s: its %s affinity %s is kept\n", number ? number : "?",
				domain ? domain : "?", key, is);
	else
		printf("vCPU %s of %s: its %s affinity %s is dropped, as %s has none of these CPUs\n",
				number ? number : "?", domain ? domain : "?", key, was,
				pool ? pool : "?");
}

static void print_affinities(const struct moved *moved, unsigned int domain_id)
{
	struct xpt_object before, after;
	long long of;

	for (size_t i = 0; xpt_host_vcpu(moved->before, i, &before); i++) {
		if (xpt_object_number(before, "domain_id", &of) || of != domain_id ||
				!find_same_vcpu(moved->after, before, &after))
			continue;
		print_affinity(before, after, "hard");
		print_affinity(before, after, "soft");
	}
}

/* No cpupool has memory: what a domain has lies where it was taken from. */
static void print_memory(const char *domain, struct xpt_object pool)
{
	auto_free char *nodes = object_text(pool, "nodes"), *name = object_text(pool, "name");

	printf("the memory of %s stays where it is; its vCPUs run on the CPUs of %s now, on NUMA node %s\n",
			domain, name ? name : "the cpupool", nodes ? nodes : "?");
}

static int print_remote(const struct invocation *invocation, const char *name)
{
	auto_of(host) struct xpt_host *host = NULL;
	const struct xpt_domain *domain;
	long long remote_kib;
	int status = memory_open(invocation, &host);

	if (status)
		return status;
	if (xpt_host_find_domain(host, name, &domain, NULL) ||
			xpt_object_number(xpt_domain_object(domain), "remote_memory_kib",
					&remote_kib)) {
		print_message("Xen does not report where the memory of %s lies", name);
		return STATUS_UNKNOWN;
	}
	printf("%lld MiB of it are remote now\n", remote_kib / 1024);
	return STATUS_DONE;
}

static int print_moved(const struct invocation *invocation, const struct moved *moved)
{
	auto_free char *pool_name = NULL, *name = NULL, *before = NULL;
	const struct pool_move_args *args = invocation->args;
	const struct xpt_domain *domain;
	struct xpt_object pool;
	int status;

	if (xpt_host_find_domain(moved->after, moved->domain, &domain, NULL) ||
			domain_text(moved->after, moved->domain, "name", &name) ||
			domain_text(moved->before, moved->domain, "pool", &before) ||
			domain_text(moved->after, moved->domain, "pool", &pool_name)) {
		print_message("the domain \"%s\" is gone, or Xen does not report its cpupool",
				moved->domain);
		return STATUS_UNREADABLE;
	}
	status = pool_lookup(invocation, moved->after, pool_name, &pool);
	if (status)
		return status;
	if (!strcmp(before, pool_name)) {
		printf("%s is in the cpupool %s already\n", name, pool_name);
		return STATUS_DONE;
	}
	printf("%s moved from the cpupool %s to %s\n", name, before, pool_name);
	print_affinities(moved, xpt_domain_id(domain));
	print_memory(name, pool);
	return args->memory ? print_remote(invocation, moved->domain) : STATUS_DONE;
}

static int print_all_pools(const struct invocation *invocation, const struct xpt_host *host)
{
	struct invocation all = *invocation;
	struct columns columns = { 0 };
	int status = columns_parse(invocation->command, &pool_columns, NULL, &columns);

	all.operand_count = 0;
	if (!status)
		status = print_pools(&all, host, &columns, false);
	free(columns.items);
	return status;
}

/* Read back, not remembered. */
static int print_changed(const struct invocation *invocation, const struct xpt_host *before,
		const struct xpt_pool_request *request)
{
	auto_of(host) struct xpt_host *after = NULL;
	int status = placement_open(invocation, &after);

	if (status)
		return status;
	if (request->action == XPT_POOL_MOVE)
		return print_moved(invocation, &(struct moved){ before, after, request->domain });
	return print_all_pools(invocation, after);
}

int pool_change(const struct invocation *invocation, const struct xpt_pool_request *request)
{
	auto_of(host) struct xpt_host *host = NULL;
	auto_of(plan) struct xpt_plan *plan = NULL;
	struct outcome outcome = { 0 };
	struct xpt_error *error = NULL;
	int status = placement_open(invocation, &host);
	bool print_message;

	if (status)
		return status;
	if (xpt_plan_for_pool(host, request, &plan, &error))
		return apply_failed(invocation, &outcome, error);
	outcome.plan = plan;
	status = apply_and_print(invocation, &outcome, NULL, &print_message);
	return print_message ? print_changed(invocation, host, request) : status;
}

struct create_args {
	const char *scheduler;
};

static const struct option_spec create_options[] = {
	{ 's', "scheduler", "NAME",
			"credit, credit2, rtds, arinc653 or null; else the first cpupool's",
			OPTION_TEXT, offsetof(struct create_args, scheduler) },
	{ 0 },
};

static int create_run(const struct invocation *invocation)
{
	const struct create_args *args = invocation->args;

	return pool_change(invocation,
			&XPT_OPTIONS(xpt_pool_request, .action = XPT_POOL_CREATE,
					.name = invocation->operands[0],
					.cpus = invocation->operands[1],
					.scheduler = args->scheduler));
}

const struct command pool_create = {
	.name = "pool create",
	.operands = "NAME [CPUS]",
	.brief = "make a cpupool, of CPUs that others give up for it",
	.options = create_options,
	.args_size = sizeof(struct create_args),
	.operands_min = 1,
	.operands_max = 2,
	CHANGES,
	.run = create_run,
};

int pool_destroy_run(const struct invocation *invocation)
{
	return pool_change(invocation,
			&XPT_OPTIONS(xpt_pool_request, .action = XPT_POOL_DESTROY,
					.pool = invocation->operands[0]));
}

const struct command pool_destroy = {
	.name = "pool destroy",
	.operands = "POOL",
	.brief = "destroy a cpupool that no domain is in; its CPUs are free then",
	.operands_min = 1,
	.operands_max = 1,
	CHANGES,
	.run = pool_destroy_run,
};

int pool_rename_run(const struct invocation *invocation)
{
	return pool_change(invocation,
			&XPT_OPTIONS(xpt_pool_request, .action = XPT_POOL_RENAME,
					.pool = invocation->operands[0],
					.name = invocation->operands[1]));
}

const struct command pool_rename = {
	.name = "pool rename",
	.operands = "POOL NAME",
	.brief = "rename a cpupool",
	.operands_min = 2,
	.operands_max = 2,
	CHANGES,
	.run = pool_rename_run,
};

int pool_add_cpu_run(const struct invocation *invocation)
{
	return pool_change(invocation,
			&XPT_OPTIONS(xpt_pool_request, .action = XPT_POOL_ADD,
					.pool = invocation->operands[0],
					.cpus = invocation->operands[1]));
}

const struct command pool_add_cpu = {
	.name = "pool add-cpu",
	.operands = "POOL CPUS",
	.brief = "give CPUs to a cpupool; others give them up for it",
	.operands_min = 2,
	.operands_max = 2,
	CHANGES,
	.run = pool_add_cpu_run,
};

int pool_remove_cpu_run(const struct invocation *invocation)
{
	return pool_change(invocation,
			&XPT_OPTIONS(xpt_pool_request, .action = XPT_POOL_REMOVE,
					.pool = invocation->operands[0],
					.cpus = invocation->operands[1]));
}

const struct command pool_remove_cpu = {
	.name = "pool remove-cpu",
	.operands = "POOL CPUS",
	.brief = "take CPUs out of a cpupool; they are free then",
	.operands_min = 2,
	.operands_max = 2,
	CHANGES,
	.run = pool_remove_cpu_run,
};

int pool_split_run(const struct invocation *invocation)
{
	return pool_change(invocation, &XPT_OPTIONS(xpt_pool_request, .action = XPT_POOL_SPLIT));
}

static const struct option_spec split_options[] = {
	{ 0, "numa", NULL, "by NUMA node, which is the only way there is", OPTION_FLAG, 0 },
	{ 0 },
};

const struct command pool_split = {
	.name = "pool split",
	.operands = "",
	.brief = "make a cpupool for each NUMA node",
	.options = split_options,
	.args_size = sizeof(bool),
	CHANGES,
	.run = pool_split_run,
};

static int merge_run(const struct invocation *invocation)
{
	return pool_change(invocation,
			&XPT_OPTIONS(xpt_pool_request, .action = XPT_POOL_MERGE,
					.pool = invocation->operands[0]));
}

const struct command pool_merge = {
	.name = "pool merge",
	.operands = "[POOL]",
	.brief = "make cpupools one again, with their domains and CPUs",
	.operands_max = 1,
	CHANGES,
	.run = merge_run,
};

static const struct option_spec pool_move_options[] = {
	{ 'm', "memory", NULL,
			"also tell how much of its memory is remote then (it stalls a large host)",
			OPTION_FLAG, offsetof(struct pool_move_args, memory) },
	{ 0 },
};

int pool_move_run(const struct invocation *invocation)
{
	return pool_change(invocation,
			&XPT_OPTIONS(xpt_pool_request, .action = XPT_POOL_MOVE,
					.domain = invocation->operands[0],
					.pool = invocation->operands[1]));
}

const struct command pool_move = {
	.name = "pool move",
	.operands = "DOMAIN POOL",
	.brief = "let a domain run in another cpupool; affinities that make sense there are kept",
	.options = pool_move_options,
	.args_size = sizeof(struct pool_move_args),
	.operands_min = 2,
	.operands_max = 2,
	CHANGES,
	.run = pool_move_run,
};
