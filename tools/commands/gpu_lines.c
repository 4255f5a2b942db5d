/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "../output/message.h"
#include "../output/output.h"
#include "devices.h"
#include "gpu.h"

struct lines_args {
	const char *config;
};

static const struct option_spec lines_options[] = {
	{ 0, "config", "FILE", "the xl configuration of the domain", OPTION_TEXT,
			offsetof(struct lines_args, config), 0 },
	{ 0 },
};

static void print_doubts(const struct xpt_report *report)
{
	const struct xpt_finding *finding;

	for (size_t i = 0; (finding = xpt_report_finding(report, i)); i++) {
		if (xpt_finding_verdict(finding) == XPT_PASS)
			continue;
		print_headline(stderr, xpt_verdict_text(xpt_finding_verdict(finding)), finding);
		print_finding(stderr, finding);
	}
}

static void print_text(const struct xpt_gpu_lines *lines)
{
	struct xpt_gpu_line line = XPT_SIZED(xpt_gpu_line);

	for (size_t i = 0; xpt_gpu_lines_line(lines, i, &line); i++)
		printf("# %s\n%s\n", line.why, line.text);
	print_doubts(xpt_gpu_lines_report(lines));
}

static int lines_of(const struct invocation *invocation, const struct xpt_host *host,
		struct xpt_gpu_lines **ret_lines)
{
	const struct lines_args *args = invocation->args;
	auto_of(config) struct xpt_config *config = NULL;
	struct xpt_error *error = NULL;
	struct xpt_bdf device;
	int status = find_device(invocation, host, invocation->operands[0], &device);

	if (!status &&
			(xpt_config_open(args->config, &config, &error) ||
					xpt_gpu_lines_make(
							host, device, config, ret_lines, &error)))
		status = print_error(invocation, error);
	return status;
}

static int lines_run(const struct invocation *invocation)
{
	const struct lines_args *args = invocation->args;
	auto_of(host) struct xpt_host *host = NULL;
	auto_of(gpu_lines) struct xpt_gpu_lines *lines = NULL;
	int status;

	if (!args->config)
		return print_usage_error(
				invocation->command, "name the configuration: --config FILE");
	status = check_addresses(invocation, invocation->operands, 1);
	if (!status)
		status = host_open(invocation,
				XPT_DETAIL_CRITICAL | XPT_DETAIL_MODELS | XPT_DETAIL_NAMES |
						XPT_DETAIL_BOOT,
				&host);
	if (!status)
		status = lines_of(invocation, host, &lines);
	if (status)
		return status;
	if (!invocation->common.json)
		print_text(lines);
	else if (print_json_gpu_lines(lines))
		return STATUS_UNREADABLE;
	return status_of_verdict(xpt_report_verdict(xpt_gpu_lines_report(lines)));
}

const struct command gpu_lines = {
	.name = "gpu lines",
	.operands = "DEVICE",
	.brief = "the lines of a domain's configuration that give it the whole card",
	.notes = "Append them: in xl, the last line of a key counts. They are judged together with\n"
		 "the rest of the configuration, as xpt check --config judges it.",
	.options = lines_options,
	.args_size = sizeof(struct lines_args),
	.operands_min = 1,
	.operands_max = 1,
	.takes = TAKES_HOST | TAKES_JSON,
	.run = lines_run,
};
