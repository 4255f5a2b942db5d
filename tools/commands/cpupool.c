/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xl's spellings of "xpt pool", with xl's operands. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "pool.h"
#include "../output/message.h"

struct cpupool_list_args {
	bool cpus;
};

static const struct option_spec cpupool_list_options[] = {
	{ 'c', "cpus", NULL, "list the CPUs of each", OPTION_FLAG,
			offsetof(struct cpupool_list_args, cpus) },
	{ 0 },
};

static int cpupool_list_run(const struct invocation *invocation)
{
	const struct cpupool_list_args *args = invocation->args;
	auto_of(host) struct xpt_host *host = NULL;
	struct columns columns = { 0 };
	int status = columns_parse(invocation->command, &pool_columns,
			args->cpus ? "name,cpus" : "name,cpus,scheduler,domain_count", &columns);

	if (!status)
		status = placement_open(invocation, &host);
	if (!status)
		status = print_pools(invocation, host, &columns, false);
	free(columns.items);
	return status;
}

const struct command cmd_cpupool_list = {
	.name = "cpupool-list",
	.xl_for = "pool list",
	.operands = "[POOL]",
	.brief = "list cpupools with their CPUs and domains",
	.options = cpupool_list_options,
	.args_size = sizeof(struct cpupool_list_args),
	.operands_max = 1,
	.takes = TAKES_HOST | TAKES_JSON,
	.run = cpupool_list_run,
};

/* cpupool-create: settings as xlcpupool.cfg(5) has them, from a file and from operands. */

struct settings {
	const struct invocation *invocation;
	char *name, *scheduler, *cpus;
};

static void settings_clear(struct settings *settings)
{
	free(settings->name);
	free(settings->scheduler);
	free(settings->cpus);
}

/* What a value says: "2-3", or the items of ["2", "3"] with commas between. */
static void bare(char *value)
{
	char *to = value;

	for (; *value; value++)
		if (!strchr("\"'[] \t\r", *value))
			*to++ = *value;
	*to = '\0';
}

static int set(char **place, char *text)
{
	if (!text)
		return print_no_memory();
	free(*place);
	*place = text;
	return STATUS_DONE;
}

static int set_nodes(struct settings *settings, const char *nodes)
{
	auto_free char *copy = strdup(nodes);
	char *rest = copy, *node, *list = strdup("");
	int status = copy && list ? STATUS_DONE : print_no_memory();

	while (!status && (node = strsep(&rest, ","))) {
		char *longer;

		if (asprintf(&longer, "%s%snode:%s", list, *list ? "," : "", node) < 0)
			longer = NULL;
		status = set(&list, longer);
	}
	if (!status)
		return set(&settings->cpus, list);
	free(list);
	return status;
}

/* "key = value" */
static int take_setting(struct settings *settings, char *text)
{
	char *value = strchr(text, '=');

	if (!value)
		return print_usage_error(
				settings->invocation->command, "\"%s\" is not KEY=VALUE", text);
	*value++ = '\0';
	bare(text);
	bare(value);
	if (!strcmp(text, "name"))
		return set(&settings->name, strdup(value));
	if (!strcmp(text, "sched"))
		return set(&settings->scheduler, strdup(value));
	if (!strcmp(text, "cpus"))
		return set(&settings->cpus, strdup(value));
	if (!strcmp(text, "nodes"))
		return set_nodes(settings, value);
	return print_usage_error(settings->invocation->command,
			"cpupools have name, sched, cpus and nodes, not \"%s\"", text);
}

static int take_file(struct settings *settings, const char *path)
{
	auto_file FILE *file = fopen(path, "re");
	const char *slash = strrchr(path, '/');
	auto_free char *line = NULL;
	size_t room = 0;
	int status = set(&settings->name, strdup(slash ? slash + 1 : path));

	if (!file) {
		print_message("cannot read %s: %s", path, strerror(errno));
		return STATUS_UNREADABLE;
	}
	while (!status && getline(&line, &room, file) >= 0) {
		line[strcspn(line, "#\n")] = '\0';
		if (line[strspn(line, " \t\r;")])
			status = take_setting(settings, line);
	}
	return status;
}

struct cpupool_create_args {
	const char *file;
};

static const struct option_spec cpupool_create_options[] = {
	{ 'f', "defconfig", "FILE", "the file of settings", OPTION_TEXT,
			offsetof(struct cpupool_create_args, file) },
	{ 0 },
};

static int take_settings(struct settings *settings)
{
	const struct invocation *invocation = settings->invocation;
	const struct cpupool_create_args *args = invocation->args;
	const char *file = args->file;
	int status = STATUS_DONE;

	for (size_t i = 0; i < invocation->operand_count; i++) {
		if (strchr(invocation->operands[i], '='))
			continue;
		if (file)
			return print_usage_error(invocation->command,
					"one file of settings, not \"%s\" too",
					invocation->operands[i]);
		file = invocation->operands[i];
	}
	if (file)
		status = take_file(settings, file);
	for (size_t i = 0; !status && i < invocation->operand_count; i++)
		if (strchr(invocation->operands[i], '='))
			status = take_setting(settings, invocation->operands[i]);
	if (!status && !settings->name)
		status = print_usage_error(
				invocation->command, "the cpupool needs a name: name=NAME");
	return status;
}

static int cpupool_create_run(const struct invocation *invocation)
{
	struct settings settings = { .invocation = invocation };
	int status = take_settings(&settings);

	if (!status)
		status = pool_change(invocation,
				&XPT_OPTIONS(xpt_pool_request, .action = XPT_POOL_CREATE,
						.name = settings.name, .cpus = settings.cpus,
						.scheduler = settings.scheduler));
	settings_clear(&settings);
	return status;
}

const struct command cmd_cpupool_create = {
	.name = "cpupool-create",
	.xl_for = "pool create",
	.operands = "[FILE] KEY=VALUE...",
	.brief = "make a cpupool, of CPUs that others give up for it",
	.notes = "KEY is name, sched, cpus or nodes, as in xlcpupool.cfg(5).",
	.options = cpupool_create_options,
	.args_size = sizeof(struct cpupool_create_args),
	.operands_max = OPERANDS_MANY,
	CHANGES,
	.run = cpupool_create_run,
};

const struct command cmd_cpupool_destroy = {
	.name = "cpupool-destroy",
	.xl_for = "pool destroy",
	.operands = "POOL",
	.brief = "destroy a cpupool that no domain is in; its CPUs are free then",
	.operands_min = 1,
	.operands_max = 1,
	CHANGES,
	.run = pool_destroy_run,
};

const struct command cmd_cpupool_rename = {
	.name = "cpupool-rename",
	.xl_for = "pool rename",
	.operands = "POOL NAME",
	.brief = "rename a cpupool",
	.operands_min = 2,
	.operands_max = 2,
	CHANGES,
	.run = pool_rename_run,
};

const struct command cmd_cpupool_cpu_add = {
	.name = "cpupool-cpu-add",
	.xl_for = "pool add-cpu",
	.operands = "POOL CPUS",
	.brief = "give CPUs to a cpupool; others give them up for it",
	.operands_min = 2,
	.operands_max = 2,
	CHANGES,
	.run = pool_add_cpu_run,
};

const struct command cmd_cpupool_cpu_remove = {
	.name = "cpupool-cpu-remove",
	.xl_for = "pool remove-cpu",
	.operands = "POOL CPUS",
	.brief = "take CPUs out of a cpupool; they are free then",
	.operands_min = 2,
	.operands_max = 2,
	CHANGES,
	.run = pool_remove_cpu_run,
};

const struct command cmd_cpupool_migrate = {
	.name = "cpupool-migrate",
	.xl_for = "pool move",
	.operands = "DOMAIN POOL",
	.brief = "let a domain run in another cpupool; affinities that make sense there are kept",
	.operands_min = 2,
	.operands_max = 2,
	.args_size = sizeof(struct pool_move_args),
	CHANGES,
	.run = pool_move_run,
};

const struct command cmd_cpupool_numa_split = {
	.name = "cpupool-numa-split",
	.xl_for = "pool split",
	.operands = "",
	.brief = "make a cpupool for each NUMA node",
	CHANGES,
	.run = pool_split_run,
};
