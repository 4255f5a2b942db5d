/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "boot.h"
#include "../output/message.h"
#include "../output/output.h"

struct show_args {
	bool entries;
};

static const struct option_spec show_options[] = {
	{ 0, "entries", NULL, "all entries of the loader's menu", OPTION_FLAG,
			offsetof(struct show_args, entries), 0 },
	{ 0 },
};

static void show_help(void)
{
	fields_help("keys of \"boot\" in --json", xpt_kind_boot());
	fields_help("keys of its \"entries\"", xpt_kind_boot_entry());
}

/* The same words in the same order? Blanks between them do not matter. */
static bool same_words(const char *a, const char *b)
{
	while (*a || *b) {
		size_t length;

		a += strspn(a, " ");
		b += strspn(b, " ");
		length = strcspn(a, " ");
		if (length != strcspn(b, " ") || strncmp(a, b, length) != 0)
			return false;
		a += length;
		b += length;
	}
	return true;
}

static void print_lines(
		struct xpt_object boot, const char *name, const char *now_key, const char *next_key)
{
	auto_free char *now = object_text(boot, now_key), *next = object_text(boot, next_key);
	char label[16];

	snprintf(label, sizeof(label), "%s now", name);
	printf("%-12s", label);
	print_wrapped(stdout, now ? now : "?", 12);
	snprintf(label, sizeof(label), "%s next", name);
	printf("%-12s", label);
	print_wrapped(stdout, !next ? "?" : now && same_words(now, next) ? "the same" : next, 12);
}

static void print_entry(struct xpt_object boot)
{
	static const char *const facts[] = { "loader", "file", "entry", "place", "id", "why",
		NULL };

	print_fields(boot, facts);
}

static int print_entries(struct xpt_object boot)
{
	const struct column columns[] = {
		{ "PLACE", xpt_kind_find(xpt_kind_boot_entry(), "place"), XPT_NO_FIELD, false },
		{ "NEXT", xpt_kind_find(xpt_kind_boot_entry(), "next"), XPT_NO_FIELD, false },
		{ "XEN", xpt_kind_find(xpt_kind_boot_entry(), "xen"), XPT_NO_FIELD, false },
		{ "TITLE", xpt_kind_find(xpt_kind_boot_entry(), "title"), XPT_NO_FIELD, false },
	};
	struct table table = { .columns = columns,
		.column_count = sizeof(columns) / sizeof(*columns) };
	auto_free struct xpt_object *rows = NULL;
	struct xpt_value list = XPT_SIZED(xpt_value), item = XPT_SIZED(xpt_value);

	xpt_object_get(boot, "entries", &list);
	rows = calloc(list.count + 1, sizeof(*rows));
	if (!rows)
		return print_no_memory();
	for (size_t i = 0; i < list.count; i++) {
		xpt_value_item(&list, i, &item);
		rows[i] = item.object;
	}
	table.rows = rows;
	table.row_count = list.count;
	putchar('\n');
	return print_table(&table);
}

static void print_lengths(struct xpt_object boot)
{
	auto_free char *xen = object_text(boot, "xen_command_line_bytes"),
		       *dom0 = object_text(boot, "kernel_command_line_bytes");

	printf("%-12sXen %s bytes (127 for one option), dom0 %s (1023 arrive; of a PVH dom0 on Xen 4.21 2047)\n",
			"lengths", xen ? xen : "?", dom0 ? dom0 : "?");
}

static bool any_known(const struct xpt_host *host)
{
	struct xpt_value next = XPT_SIZED(xpt_value);
	const struct xpt_device *device;

	for (size_t i = 0; (device = xpt_host_device(host, i)); i++) {
		xpt_object_get(xpt_device_object(device), "hidden_next_boot", &next);
		if (next.state == XPT_FACT_KNOWN)
			return true;
	}
	return false;
}

/* "0000:04:00.0  now reserved, next boot dom0": where it is not with dom0 both times, for all that is known. */
static void print_devices(const struct xpt_host *host)
{
	const struct xpt_device *device;
	bool any = false, known = any_known(host);

	for (size_t i = 0; (device = xpt_host_device(host, i)); i++) {
		struct xpt_object object = xpt_device_object(device);
		auto_free char *state = object_text(object, "state"),
			       *address = object_text(object, "address");
		struct xpt_value next = XPT_SIZED(xpt_value);
		bool doubtful;

		xpt_object_get(object, "hidden_next_boot", &next);
		doubtful = next.state != XPT_FACT_KNOWN;
		if ((doubtful ? !known : !next.number) &&
				(!state || strcmp(state, "reserved") != 0))
			continue;
		if (!any)
			putchar('\n');
		any = true;
		printf("%s  now %s, next boot %s", address ? address : "?",
				state ? state : "not known",
				doubtful		    ? "not known" :
						next.number ? "reserved" :
							      "dom0");
		if (doubtful && next.reason)
			printf(": %s", next.reason);
		putchar('\n');
	}
}

static int print_text(const struct invocation *invocation, const struct xpt_host *host,
		const struct xpt_report *report)
{
	const struct show_args *args = invocation->args;
	struct xpt_object boot = xpt_host_boot(host);
	static const char *const pciback[] = { "pciback_now", "pciback_came", "pciback_next",
		"hide_now", "hide", NULL };
	int status = STATUS_DONE;

	print_entry(boot);
	putchar('\n');
	print_lines(boot, "Xen", "xen_command_line_now", "xen_command_line");
	print_lines(boot, "dom0", "kernel_command_line_now", "kernel_command_line");
	print_lengths(boot);
	putchar('\n');
	print_fields(boot, pciback);
	print_devices(host);
	if (args->entries)
		status = print_entries(boot);
	putchar('\n');
	for (size_t i = 0; xpt_report_finding(report, i);)
		i = print_judged(report, i);
	return status;
}

static int show_run(const struct invocation *invocation)
{
	auto_of(report) struct xpt_report *report = NULL;
	auto_of(host) struct xpt_host *host = NULL;
	struct xpt_error *error = NULL;
	int status = host_open(invocation,
			XPT_DETAIL_BOOT | XPT_DETAIL_CRITICAL | XPT_DETAIL_CONFIG |
					XPT_DETAIL_CONSOLE,
			&host);

	if (status)
		return status;
	if (xpt_host_check_boot(host, &report, &error))
		return print_error(invocation, error);
	if (invocation->common.json)
		status = print_json_verdict("boot", xpt_host_boot(host), report);
	else
		status = print_text(invocation, host, report);
	return status ? status : status_of_verdict(xpt_report_verdict(report));
}

static const struct command boot_show = {
	.name = "boot show",
	.operands = "",
	.brief = "what boots now and next, and which devices it hides",
	.notes = "Exit status: 0 the next boot is known (perhaps with risks), 1 it loses parameters, or dom0 what\n"
		 "it needs, 5 not known.",
	.options = show_options,
	.args_size = sizeof(struct show_args),
	.takes = TAKES_HOST | TAKES_JSON,
	.more_help = show_help,
	.run = show_run,
};

static const struct command *const subcommands[] = { &boot_show, &boot_check, &boot_set,
	&boot_delete, &boot_undo, NULL };

const struct command cmd_boot = {
	.name = "boot",
	.operands = "[COMMAND] [ARGUMENT...]",
	.brief = "show and change the next boot of Xen and dom0, check this one",
	.notes = "Without a COMMAND it is \"show\".",
	.subcommands = subcommands,
	.bare = true,
};
