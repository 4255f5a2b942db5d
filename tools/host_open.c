/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "command.h"
#include "output/message.h"

static bool traced;

void trace_host(void)
{
	traced = true;
}

static bool is_step(const struct xpt_trace *trace)
{
	return !strcmp(trace->how, "do") || !strcmp(trace->how, "undo");
}

static void print_trace(void *data, const struct xpt_trace *trace)
{
	(void)data;
	if (trace->code)
		print_message("%s %s: %s, %llu us", trace->how, trace->path,
				trace->code == XPT_NOT_FOUND || !trace->reason ?
						xpt_code_text(trace->code) :
						trace->reason,
				trace->microseconds);
	else if (is_step(trace))
		print_message("%s %s: done, %llu us", trace->how, trace->path, trace->microseconds);
	else
		print_message("%s %s: %zu %s, %llu us", trace->how, trace->path, trace->amount,
				strcmp(trace->how, "list") ? "bytes" : "names",
				trace->microseconds);
}

trace_function *host_trace(void)
{
	return traced ? print_trace : NULL;
}

static int take_snapshot(const struct invocation *invocation, unsigned int detail,
		unsigned int without, struct xpt_host **ret_host)
{
	struct xpt_open_options options = XPT_OPTIONS(xpt_open_options,
			.root = invocation->common.host, .detail = detail, .without = without,
			.trace = host_trace());
	struct xpt_error *error = NULL;

	/* Whatever the reason, also "no such capture": there is no host to look at. */
	if (xpt_host_open(&options, ret_host, &error)) {
		if (options.root)
			print_message("cannot look at the captured host %s:", options.root);
		print_error(invocation, error);
		return STATUS_UNREADABLE;
	}
	return STATUS_DONE;
}

int host_open(const struct invocation *invocation, unsigned int detail, struct xpt_host **ret_host)
{
	return take_snapshot(invocation, detail, 0, ret_host);
}

static int with_cpus(const struct invocation *invocation, unsigned int detail, unsigned int without,
		struct xpt_host **ret_host)
{
	struct xpt_value count = XPT_SIZED(xpt_value);
	struct xpt_object cpu;
	int status = take_snapshot(invocation, detail, without, ret_host);

	if (status || xpt_host_cpu(*ret_host, 0, &cpu))
		return status;
	xpt_object_get(xpt_host_object(*ret_host), "cpus", &count);
	print_message("the host does not report its CPUs%s%s",
			count.reason ? ": " :
					invocation->common.host ?
				       ": the capture was taken without them" :
				       "",
			count.reason ? count.reason : "");
	return STATUS_UNREADABLE;
}

int placement_open(const struct invocation *invocation, struct xpt_host **ret_host)
{
	return with_cpus(invocation, XPT_DETAIL_PLACEMENT, XPT_WITHOUT_DEVICES, ret_host);
}

int memory_open(const struct invocation *invocation, struct xpt_host **ret_host)
{
	return with_cpus(invocation, XPT_DETAIL_PLACEMENT | XPT_DETAIL_MEMORY, XPT_WITHOUT_DEVICES,
			ret_host);
}

int topology_open(const struct invocation *invocation, unsigned int detail,
		struct xpt_host **ret_host)
{
	return with_cpus(invocation, XPT_DETAIL_PLACEMENT | detail, 0, ret_host);
}
