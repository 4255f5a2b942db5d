/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "apply_plan.h"
#include "change.h"
#include "../output/columns.h"
#include "devices.h"
#include "../output/message.h"

struct place_args {
	struct words devices, nodes;
	unsigned long long memory_kib;
	unsigned int vcpus;
	const char *pool, *config;
	bool why, lines, apply;
};

#define ARG(member) offsetof(struct place_args, member)

static const struct option_spec place_options[] = {
	{ 0, "config", "FILE", "place the domain of this xl configuration", OPTION_TEXT,
			ARG(config), 0 },
	{ 0, "device", "DEVICE", "next to this device too; may be given again", OPTION_WORDS,
			ARG(devices), 0 },
	{ 0, "nodes", "NODES", "on these NUMA nodes only, such as 0-1,3", OPTION_WORDS, ARG(nodes),
			0 },
	{ 0, "pool", "POOL", "in this cpupool only", OPTION_TEXT, ARG(pool), 0 },
	{ 0, "memory", "MEMORY", "memory that must be free there: 8G, 512M, or MiB", OPTION_MEMORY,
			ARG(memory_kib), 0 },
	{ 0, "vcpus", "NUMBER", "how many vCPUs", OPTION_NUMBER, ARG(vcpus), 4096 },
	{ 0, "why", NULL, "show all candidates, and what each costs", OPTION_FLAG, ARG(why), 0 },
	{ 0, "apply", NULL, "pin the domain's vCPUs there", OPTION_FLAG, ARG(apply), 0 },
	{ 0, "lines", NULL, "print nothing but the lines for the xl configuration", OPTION_FLAG,
			ARG(lines), 0 },
	{ 0 },
};

static const struct column_set candidate_columns = {
	.kind = xpt_kind_candidate,
	.usual = "nodes,pool,cpus,free_kib,missing_kib,cost,remote_memory,remote_devices,split_sockets,"
		 "smt_siblings,load,pool_change,claims,dma_reserve,spread",
};

static void place_help(void)
{
	fields_help("columns of --why, and keys of \"candidates\" in --json", xpt_kind_candidate());
}

/* "0-1" "3" -> "0-1,3" */
static char *join(const struct words *words)
{
	char *list = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&list, &length);

	for (size_t i = 0; out && i < words->count; i++)
		fprintf(out, "%s%s", i ? "," : "", words->items[i]);
	return out && !fclose(out) ? list : NULL;
}

static bool asks_for_devices(const struct invocation *invocation)
{
	const struct place_args *args = invocation->args;

	return args->devices.count || args->config || invocation->operand_count;
}

static int ask(const struct invocation *invocation, const struct xpt_host *host,
		struct xpt_place_request *request, struct xpt_placement **ret_placement)
{
	const struct place_args *args = invocation->args;
	auto_free char *nodes = join(&args->nodes);
	struct xpt_error *error = NULL;

	if (!nodes)
		return print_no_memory();
	request->nodes = args->nodes.count ? nodes : NULL;
	if (invocation->operand_count &&
			xpt_host_find_domain(
					host, invocation->operands[0], &request->domain, &error))
		return print_error(invocation, error);
	if (xpt_place(host, request, ret_placement, &error))
		return print_error(invocation, error);
	return STATUS_DONE;
}

/* Telling */

static int print_candidates(const struct xpt_placement *placement, const struct command *command)
{
	auto_free struct xpt_object *rows = NULL;
	struct columns columns = { 0 };
	struct table table = { 0 };
	struct xpt_object row;
	int status = columns_parse(command, &candidate_columns, NULL, &columns);

	while (xpt_placement_candidate(placement, table.row_count, &row))
		table.row_count++;
	rows = calloc(table.row_count + 1, sizeof(*rows));
	for (size_t i = 0; rows && i < table.row_count; i++)
		xpt_placement_candidate(placement, i, &rows[i]);
	table.rows = rows;
	table.columns = columns.items;
	table.column_count = columns.count;
	if (!status)
		status = rows ? print_table(&table) : print_no_memory();
	free(columns.items);
	return status;
}

/* "+=", as the configuration may have others. */
static void print_lines(const struct xpt_placement *placement, const struct devices *devices)
{
	struct xpt_place_step line = XPT_SIZED(xpt_place_step);
	char address[XPT_BDF_TEXT];

	for (size_t i = devices->count - devices->chosen; i < devices->count; i++)
		printf("pci += [ \"%s\" ]\n", xpt_bdf_format(devices->items[i], address));
	for (size_t i = 0; xpt_placement_line(placement, i, &line); i++)
		puts(line.text);
}

static void print_steps(const struct xpt_placement *placement)
{
	struct xpt_place_step step = XPT_SIZED(xpt_place_step);

	for (size_t i = 0; xpt_placement_line(placement, i, &step); i++)
		printf("%s# %s\n%s\n", i ? "" : "\nfor the xl configuration:\n\n", step.why,
				step.text);
	for (size_t i = 0; xpt_placement_command(placement, i, &step); i++)
		printf("%s# %s\n%s\n", i ? "" : "\nto bring it there:\n\n", step.why, step.text);
}

static void print_report(const struct xpt_report *report)
{
	const struct xpt_finding *finding;

	for (size_t i = 0; (finding = xpt_report_finding(report, i)); i++) {
		if (xpt_finding_verdict(finding) == XPT_BLOCKED) {
			print_message("there is no place for it");
			print_finding(stderr, finding);
		} else {
			print_message("%s", xpt_finding_because(finding));
		}
	}
}

static void print_chosen(const struct xpt_placement *placement, const struct invocation *invocation)
{
	auto_free char *nodes = NULL, *cpus = NULL, *pool = NULL;
	struct xpt_place_step step = XPT_SIZED(xpt_place_step);
	struct xpt_object best;

	if (!xpt_placement_candidate(placement, 0, &best))
		return;
	nodes = object_text(best, "nodes");
	cpus = object_text(best, "cpus");
	pool = object_text(best, "pool");
	printf("node%s %s: CPUs %s%s%s\n  because  ", nodes && strpbrk(nodes, "-,") ? "s" : "",
			nodes ? nodes : "?", cpus ? cpus : "?", pool ? " of cpupool " : "",
			pool ? pool : "");
	print_wrapped(stdout, xpt_placement_why(placement), 11);
	if (xpt_placement_line(placement, 0, &step) || xpt_placement_command(placement, 0, &step))
		print_steps(placement);
	else if (pool)
		puts(invocation->operand_count ?
						"\nIt runs there already." :
						"\nNothing to set: these are all the CPUs that it could get.");
}

static int tell(const struct invocation *invocation, const struct xpt_placement *placement,
		const struct devices *devices)
{
	const struct place_args *args = invocation->args;
	const struct xpt_report *report = xpt_placement_report(placement);
	bool fits = xpt_report_verdict(report) != XPT_BLOCKED;
	int status = fits ? STATUS_DONE : STATUS_REFUSED;

	if (invocation->common.json)
		return print_json_placement(placement) ? STATUS_REFUSED : status;
	print_report(report);
	if (args->lines)
		print_lines(placement, devices);
	else if (fits)
		print_chosen(placement, invocation);
	if (!args->why)
		return status;
	if (fits)
		putchar('\n');
	return print_candidates(placement, invocation->command) ? STATUS_REFUSED : status;
}

/* --apply */

/* A cpupool that has to change first is the operator's to decide: others run in it. */
static int check_pool(const struct xpt_placement *placement, const struct xpt_domain *domain)
{
	auto_free char *now = object_text(xpt_domain_object(domain), "pool"), *wanted = NULL;
	struct xpt_place_step command = XPT_SIZED(xpt_place_step);
	struct xpt_object best;

	if (xpt_placement_candidate(placement, 0, &best))
		wanted = object_text(best, "pool");
	if (now && wanted && !strcmp(now, wanted))
		return STATUS_DONE;
	print_message("that takes another cpupool, which --apply does not change%s%s",
			xpt_placement_command(placement, 0, &command) ? "; first: " : "",
			xpt_placement_command(placement, 0, &command) ? command.text : "");
	return STATUS_REFUSED;
}

static void print_applied(const struct xpt_placement *placement, const char *name)
{
	struct xpt_place_step command = XPT_SIZED(xpt_place_step);

	printf("all vCPUs of %s run on CPUs %s\n", name, xpt_placement_cpus(placement, 0));
	for (size_t i = 0; xpt_placement_command(placement, i, &command); i++)
		if (!strncmp(command.text, "xpt move ", 9))
			printf("# %s\n%s\n", command.why, command.text);
}

static int apply(const struct invocation *invocation, const struct xpt_host *host,
		const struct xpt_placement *placement, const struct xpt_domain *domain)
{
	const struct xpt_pin pin = XPT_OPTIONS(xpt_pin, .domain = invocation->operands[0],
			.vcpu = XPT_VCPU_ALL, .hard = xpt_placement_cpus(placement, 0));
	struct outcome outcome = { .report = xpt_placement_report(placement) };
	auto_of(plan) struct xpt_plan *plan = NULL;
	struct xpt_error *error = NULL;
	int status = check_pool(placement, domain);
	bool print_message;

	if (status)
		return status;
	if (xpt_plan_for_pin(host, &pin, 1, &plan, &error))
		return apply_failed(invocation, &outcome, error);
	outcome.plan = plan;
	status = apply_and_print(invocation, &outcome, NULL, &print_message);
	if (print_message)
		print_applied(placement, pin.domain);
	return status;
}

static int place(const struct invocation *invocation, struct xpt_place_request *request)
{
	auto_devices struct devices devices = { 0 };
	const struct place_args *args = invocation->args;
	auto_of(host) struct xpt_host *host = NULL;
	auto_of(placement) struct xpt_placement *placement = NULL;
	const struct xpt_request attach = XPT_OPTIONS(xpt_request, .action = XPT_ATTACH,
			.domain = invocation->operand_count ? invocation->operands[0] : NULL);
	int status = asks_for_devices(invocation) ?
			host_open(invocation,
					XPT_DETAIL_PLACEMENT |
							devices_detail(args->devices.items,
									args->devices.count),
					&host) :
			placement_open(invocation, &host);

	if (!status)
		status = find_or_choose(invocation, host, args->devices.items, args->devices.count,
				&attach, &devices);
	request->devices = devices.items;
	request->device_count = devices.count;
	if (!status)
		status = ask(invocation, host, request, &placement);
	if (status)
		return status;
	if (!args->apply || xpt_report_verdict(xpt_placement_report(placement)) == XPT_BLOCKED)
		return tell(invocation, placement, &devices);
	if (!invocation->common.json)
		print_report(xpt_placement_report(placement));
	return apply(invocation, host, placement, request->domain);
}

static int check_apply_usage(const struct invocation *invocation)
{
	const struct place_args *args = invocation->args;
	const struct command *command = invocation->command;

	if (invocation->common.dry_run && !args->apply)
		return print_usage_error(
				command, "nothing is changed without --apply: leave out --dry-run");
	if (!args->apply)
		return STATUS_DONE;
	if (!invocation->operand_count)
		return print_usage_error(command, "--apply is for a domain that runs: name it");
	if (args->why || args->lines)
		return print_usage_error(command, "--apply cannot be used with --why and --lines");
	if (invocation->common.host && !invocation->common.dry_run)
		return print_usage_error(
				command, "a captured host cannot be changed: add --dry-run");
	return STATUS_DONE;
}

static int check_usage(const struct invocation *invocation)
{
	const struct place_args *args = invocation->args;
	const struct command *command = invocation->command;

	if (invocation->operand_count && args->config)
		return print_usage_error(
				command, "place a domain that runs, or a configuration, not both");
	if (!invocation->operand_count && !args->config && !args->memory_kib)
		return print_usage_error(command,
				"name a domain, or --config FILE, or --memory of one to come");
	if (args->lines && (invocation->common.json || args->why))
		return print_usage_error(
				command, "--lines prints nothing else: leave out --json and --why");
	if (args->lines && invocation->operand_count)
		return print_usage_error(command,
				"--lines is for a domain to come: a running one has no "
				"configuration any more");
	if (args->why && invocation->common.json)
		return print_usage_error(command, "--json prints everything; leave out --why");
	return check_apply_usage(invocation);
}

static int place_run(const struct invocation *invocation)
{
	const struct place_args *args = invocation->args;
	auto_of(config) struct xpt_config *config = NULL;
	struct xpt_place_request request = XPT_OPTIONS(xpt_place_request, .vcpus = args->vcpus,
			.memory_kib = args->memory_kib, .pool = args->pool);
	struct xpt_error *error = NULL;
	int status = check_usage(invocation);

	if (!status)
		status = check_addresses(invocation, args->devices.items, args->devices.count);
	if (!status && args->config && xpt_config_open(args->config, &config, &error))
		return print_error(invocation, error);
	request.config = config;
	return status ? status : place(invocation, &request);
}

const struct command cmd_place = {
	.name = "place",
	.operands = "[DOMAIN]",
	.brief = "find the NUMA nodes that suit a domain best",
	.notes = "A domain that runs, one to come (--config), or just --vcpus and --memory.\n"
		 "A cost of 1000 is all memory taking twice as long to reach.",
	.options = place_options,
	.args_size = sizeof(struct place_args),
	.operands_max = 1,
	.takes = TAKES_HOST | TAKES_JSON | TAKES_DRY_RUN | TAKES_BYTES,
	.more_help = place_help,
	.run = place_run,
};
