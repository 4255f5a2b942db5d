/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "apply_plan.h"
#include "../output/message.h"

#define WORDS_IN_LINE 4
#define PINS_MAX 100000

struct pin_args {
	bool soft, force, reset;
	const char *file;
};

static const struct option_spec pin_options[] = {
	{ 's', "soft", NULL, "CPUS is the soft affinity", OPTION_FLAG,
			offsetof(struct pin_args, soft) },
	{ 'f', "force", NULL, "also what the domain itself has pinned for the moment", OPTION_FLAG,
			offsetof(struct pin_args, force) },
	{ 'r', "reset", NULL, "let all vCPUs of the domains run everywhere again", OPTION_FLAG,
			offsetof(struct pin_args, reset) },
	{ 0, "file", "FILE", "pin as FILE says: lines of DOMAIN VCPU CPUS; - is standard input",
			OPTION_TEXT, offsetof(struct pin_args, file) },
	{ 0 },
};

/* What is asked for: each pin, and the words that its CPU lists were cut from. */
struct pins {
	const struct invocation *invocation;
	struct xpt_pin *items;
	char **words;
	size_t count, room;
};

static void pins_clear(struct pins *pins)
{
	for (size_t i = 0; i < pins->count; i++)
		free(pins->words[i]);
	free(pins->words);
	free(pins->items);
}

static int read_vcpu(const struct invocation *invocation, const char *text, unsigned int *ret_vcpu)
{
	unsigned long number;
	char *end;

	if (!strcmp(text, "all")) {
		*ret_vcpu = XPT_VCPU_ALL;
		return STATUS_DONE;
	}
	errno = 0;
	number = strtoul(text, &end, 10);
	if (errno || *end || *text < '0' || *text > '9' || number >= XPT_VCPU_ALL)
		return print_usage_error(invocation->command,
				"\"%s\" is neither the number of a vCPU nor \"all\"", text);
	*ret_vcpu = (unsigned int)number;
	return STATUS_DONE;
}

static bool pins_grow(struct pins *pins)
{
	size_t room = pins->room ? pins->room * 2 : 16;
	struct xpt_pin *items = realloc(pins->items, room * sizeof(*items));
	char **words;

	if (!items)
		return false;
	pins->items = items;
	words = realloc(pins->words, room * sizeof(*words));
	if (!words)
		return false;
	pins->words = words;
	pins->room = room;
	return true;
}

/* "HARD", "HARD/SOFT", or with --soft "SOFT" */
static int add_pin(struct pins *pins, const char *domain, const char *vcpu, const char *cpus)
{
	const struct pin_args *args = pins->invocation->args;
	struct xpt_pin *pin;
	char *words, *slash;
	int status;

	if (pins->count >= PINS_MAX)
		return print_usage_error(pins->invocation->command, "more than %d pins", PINS_MAX);
	if (pins->count == pins->room && !pins_grow(pins))
		return print_no_memory();
	if (asprintf(&words, "%s%c%s", domain, 0, cpus) < 0)
		return print_no_memory();
	pins->words[pins->count] = words;
	pin = &pins->items[pins->count++];
	*pin = XPT_OPTIONS(xpt_pin, .domain = words, .flags = args->force ? XPT_FORCE : 0);
	status = read_vcpu(pins->invocation, vcpu, &pin->vcpu);
	words += strlen(domain) + 1;
	slash = strchr(words, '/');
	if (slash && args->soft)
		return print_usage_error(pins->invocation->command,
				"--soft takes one list, not \"%s\"", cpus);
	if (slash)
		*slash = '\0';
	pin->hard = args->soft ? NULL : words;
	pin->soft = args->soft ? words : slash ? slash + 1 : NULL;
	return status;
}

/* "DOMAIN VCPU HARD [SOFT]"; a # begins a comment. */
static int add_line(struct pins *pins, const char *file, size_t number, char *line)
{
	char *words[WORDS_IN_LINE + 1] = { NULL }, *word, *rest = line;
	auto_free char *cpus = NULL;
	size_t count = 0;

	line[strcspn(line, "#\r\n")] = '\0';
	while ((word = strsep(&rest, " \t")))
		if (*word && count <= WORDS_IN_LINE)
			words[count++] = word;
	if (!count)
		return STATUS_DONE;
	if (count < 3 || count > WORDS_IN_LINE)
		return print_usage_error(pins->invocation->command,
				"%s line %zu: not DOMAIN VCPU HARD [SOFT]", file, number);
	if (asprintf(&cpus, "%s%s%s", words[2], words[3] ? "/" : "", words[3] ? words[3] : "") <
			0) {
		cpus = NULL;
		return print_no_memory();
	}
	return add_pin(pins, words[0], words[1], cpus);
}

static int read_file(struct pins *pins, const char *file)
{
	auto_file FILE *opened = strcmp(file, "-") ? fopen(file, "re") : NULL;
	FILE *from = strcmp(file, "-") ? opened : stdin;
	auto_free char *line = NULL;
	size_t room = 0, number = 0;
	int status = STATUS_DONE;

	if (!from) {
		print_message("cannot read %s: %s", file, strerror(errno));
		return STATUS_UNREADABLE;
	}
	if (from == stdin)
		file = "standard input";
	while (!status && getline(&line, &room, from) >= 0)
		status = add_line(pins, file, ++number, line);
	if (!status && ferror(from)) {
		print_message("cannot read %s: %s", file, strerror(errno));
		return STATUS_UNREADABLE;
	}
	if (!status && !pins->count)
		return print_usage_error(pins->invocation->command, "%s pins nothing", file);
	return status;
}

static int read_operands(struct pins *pins)
{
	const struct invocation *invocation = pins->invocation;
	const struct pin_args *args = invocation->args;
	int status = STATUS_DONE;

	if (args->reset && (args->soft || args->file))
		return print_usage_error(invocation->command, "--reset takes domains only");
	if (args->file && invocation->operand_count)
		return print_usage_error(invocation->command, "--file takes the place of operands");
	if (args->file)
		return read_file(pins, args->file);
	if (!invocation->operand_count)
		return print_usage_error(invocation->command, "missing DOMAIN: xpt pin %s",
				invocation->command->operands);
	for (size_t i = 0; args->reset && !status && i < invocation->operand_count; i++)
		status = add_pin(pins, invocation->operands[i], "all", "all/all");
	if (args->reset)
		return status;
	if (invocation->operand_count % 3)
		return print_usage_error(invocation->command,
				"pin takes a domain, a vCPU and CPUs, or several "
				"such triples");
	for (size_t i = 0; !status && i < invocation->operand_count; i += 3)
		status = add_pin(pins, invocation->operands[i], invocation->operands[i + 1],
				invocation->operands[i + 2]);
	return status;
}

static bool is_pinned(const struct pins *pins, const struct xpt_host *host, long long domain_id,
		long long vcpu)
{
	for (size_t i = 0; i < pins->count; i++) {
		const struct xpt_domain *domain;

		if (xpt_host_find_domain(host, pins->items[i].domain, &domain, NULL))
			continue;
		if (xpt_domain_id(domain) == domain_id &&
				(pins->items[i].vcpu == XPT_VCPU_ALL ||
						pins->items[i].vcpu == vcpu))
			return true;
	}
	return false;
}

static void print_vcpu(struct xpt_object vcpu)
{
	auto_free char *domain = object_text(vcpu, "domain"), *number = object_text(vcpu, "vcpu");
	auto_free char *hard = object_text(vcpu, "hard"), *soft = object_text(vcpu, "soft");
	auto_free char *effective = object_text(vcpu, "effective");
	auto_free char *narrowed = object_text(vcpu, "narrowed");

	printf("vCPU %s of %s: hard %s, soft %s", number ? number : "?", domain ? domain : "?",
			hard ? hard : "?", soft ? soft : "?");
	if (narrowed)
		printf("; it may run on CPUs %s: %s", effective ? effective : "?", narrowed);
	putchar('\n');
}

/* What Xen made of it: read back, as it may have narrowed what was asked for. */
static int print_pinned(const struct invocation *invocation, const struct pins *pins)
{
	auto_of(host) struct xpt_host *host = NULL;
	struct xpt_object vcpu;
	long long domain, number;
	int status = placement_open(invocation, &host);

	for (size_t i = 0; !status && xpt_host_vcpu(host, i, &vcpu); i++)
		if (!xpt_object_number(vcpu, "domain_id", &domain) &&
				!xpt_object_number(vcpu, "vcpu", &number) &&
				is_pinned(pins, host, domain, number))
			print_vcpu(vcpu);
	return status;
}

static int pin_all(const struct invocation *invocation, const struct pins *pins)
{
	auto_of(host) struct xpt_host *host = NULL;
	auto_of(plan) struct xpt_plan *plan = NULL;
	struct outcome outcome = { 0 };
	struct xpt_error *error = NULL;
	int status = placement_open(invocation, &host);
	bool print_message;

	if (status)
		return status;
	if (xpt_plan_for_pin(host, pins->items, pins->count, &plan, &error))
		return apply_failed(invocation, &outcome, error);
	outcome.plan = plan;
	status = apply_and_print(invocation, &outcome, NULL, &print_message);
	return print_message ? print_pinned(invocation, pins) : status;
}

static int pin_run(const struct invocation *invocation)
{
	struct pins pins = { .invocation = invocation };
	int status = read_operands(&pins);

	if (!status)
		status = pin_all(invocation, &pins);
	pins_clear(&pins);
	return status;
}

const struct command cmd_pin = {
	.name = "pin",
	.operands = "DOMAIN VCPU CPUS...",
	.brief = "say where vCPUs may run (hard affinity), and where first (soft)",
	.notes = "VCPU is a number or \"all\". CPUS is HARD or HARD/SOFT, each a list as in xl.cfg(5):\n"
		 "0-3,^2  node:1  nodes:0-1  all; - leaves it as it is. All of it is done, or nothing.",
	.options = pin_options,
	.args_size = sizeof(struct pin_args),
	.operands_max = OPERANDS_MANY,
	.takes = TAKES_HOST | TAKES_JSON | TAKES_DRY_RUN | TAKES_QUIET,
	.changes_host = true,
	.run = pin_run,
};

static const struct option_spec vcpu_pin_options[] = {
	{ 'f', "force", NULL, "also what the domain itself has pinned for the moment", OPTION_FLAG,
			offsetof(struct pin_args, force) },
	{ 0 },
};

static int vcpu_pin_run(const struct invocation *invocation)
{
	struct pins pins = { .invocation = invocation };
	auto_free char *cpus = NULL;
	int status;

	if (asprintf(&cpus, "%s/%s", invocation->operands[2],
			    invocation->operand_count > 3 ? invocation->operands[3] : "-") < 0) {
		cpus = NULL;
		return print_no_memory();
	}
	status = add_pin(&pins, invocation->operands[0], invocation->operands[1], cpus);
	if (!status)
		status = pin_all(invocation, &pins);
	pins_clear(&pins);
	return status;
}

const struct command cmd_vcpu_pin = {
	.name = "vcpu-pin",
	.xl_for = "pin",
	.operands = "DOMAIN VCPU HARD [SOFT]",
	.brief = "say where vCPUs may run (hard affinity), and where first (soft)",
	.options = vcpu_pin_options,
	.args_size = sizeof(struct pin_args),
	.operands_min = 3,
	.operands_max = 4,
	.takes = TAKES_HOST | TAKES_JSON | TAKES_DRY_RUN | TAKES_QUIET,
	.changes_host = true,
	.run = vcpu_pin_run,
};
