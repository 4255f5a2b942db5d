/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "../output/message.h"
#include "../output/output.h"

static const char *const facts[] = { "xen_version", "kernel", "cpu_vendor", "cpus", "nodes",
	"memory_kib", "free_memory_kib", "iommu", "interrupt_remapping", "sriov_devices",
	"pciback_hide", NULL };

struct host_args {
	bool firmware;
};

static const struct option_spec host_options[] = {
	{ 0, "firmware", NULL, "defects of the firmware's IOMMU table, and what helps", OPTION_FLAG,
			offsetof(struct host_args, firmware), 0 },
	{ 0 },
};

static void print_conclusion(enum xpt_verdict verdict)
{
	static const char *const sentences[] = {
		[XPT_PASS] = "This host is ready for passthrough.",
		[XPT_RISK] = "This host is ready for passthrough, with the risks above.",
		[XPT_UNKNOWN] = "It is not known whether this host is ready for passthrough.",
		[XPT_BLOCKED] = "This host is not ready for passthrough.",
	};

	printf("\n%s\n", sentences[verdict]);
}

static void host_help(void)
{
	fields_help("keys of \"host\" in --json", xpt_kind_host());
}

static int check(const struct invocation *invocation, const struct xpt_host *host,
		struct xpt_report **ret_report)
{
	const struct host_args *args = invocation->args;
	struct xpt_error *error = NULL;

	if (args->firmware ? xpt_host_check_firmware(host, ret_report, &error) :
			     xpt_host_check(host, ret_report, &error))
		return print_error(invocation, error);
	return STATUS_DONE;
}

static int host_run(const struct invocation *invocation)
{
	auto_of(report) struct xpt_report *report = NULL;
	auto_of(host) struct xpt_host *host = NULL;
	const struct host_args *args = invocation->args;
	unsigned int more = invocation->common.json ? XPT_DETAIL_PLACEMENT | XPT_DETAIL_USB : 0;
	int status = host_open(invocation, XPT_DETAIL_CONSOLE | XPT_DETAIL_CONFIG | more, &host);

	if (!status)
		status = check(invocation, host, &report);
	if (status)
		return status;
	if (invocation->common.json) {
		status = print_json_verdict("host", xpt_host_object(host), report);
		return status ? status : status_of_verdict(xpt_report_verdict(report));
	}
	if (!args->firmware) {
		print_fields(xpt_host_object(host), facts);
		putchar('\n');
	}
	for (size_t i = 0; xpt_report_finding(report, i);)
		i = print_judged(report, i);
	if (!args->firmware)
		print_conclusion(xpt_report_verdict(report));
	return status_of_verdict(xpt_report_verdict(report));
}

const struct command cmd_host = {
	.name = "host",
	.operands = "",
	.brief = "is this host ready for passthrough, and if not, what to do",
	.notes = "Exit status: 0 ready (perhaps with risks), 1 not ready, 5 not known.",
	.options = host_options,
	.args_size = sizeof(struct host_args),
	.takes = TAKES_HOST | TAKES_JSON | TAKES_BYTES,
	.more_help = host_help,
	.run = host_run,
};
