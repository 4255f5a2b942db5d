/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tools/ - the command xpt: asks the library, and tells people or programs what it said.
 * A command is one `const struct command` in its own file, and its name in COMMANDS below;
 * help, completion and policy come from there.  tests/rules/docs compares the man pages with it.
 */
#ifndef TOOLS_COMMAND_H
#define TOOLS_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include <xpt.h>

#include "../engine/base/cleanup.h"

enum status {
	STATUS_DONE = 0,
	STATUS_REFUSED = 1, /* a negative verdict, or the host said no */
	STATUS_USAGE = 2,
	STATUS_UNREADABLE = 3,	/* no Xen, not root, no such capture */
	STATUS_STUCK = 4,	/* partly done: devices are not where they were */
	STATUS_UNKNOWN = 5,	/* the host does not tell enough for a verdict */
	STATUS_LOOK_AGAIN = -1, /* the host changed before anything was done; no process ends so */
};

enum option_form {
	OPTION_FLAG,   /* a bool */
	OPTION_BIT,    /* or-s `number` into an unsigned int */
	OPTION_TEXT,   /* a const char * */
	OPTION_NUMBER, /* an unsigned int from 1 to `number` */
	OPTION_WORDS,  /* a struct words: given again, or with commas, it adds to them */
	OPTION_MEMORY, /* an unsigned long long of KiB: "8G", "512M", and MiB without a letter, as xl */
};

#define WORDS_MAX 64

struct words {
	char *items[WORDS_MAX];
	size_t count;
};

struct option_spec {
	char letter; /* 0: none */
	const char *name;
	const char *value; /* what it takes, in capitals; NULL: nothing */
	const char *help;
	enum option_form form;
	size_t offset; /* in the command's arguments */
	unsigned int number;
};

/* Options that several commands take, by the same names. */
enum takes {
	TAKES_HOST = 1 << 0,
	TAKES_JSON = 1 << 1,
	TAKES_DRY_RUN = 1 << 2,
	TAKES_QUIET = 1 << 3,
	TAKES_BYTES = 1 << 4,
};

struct common {
	const char *host;
	bool json, bytes, dry_run, quiet, help;
};

struct command;

struct invocation {
	const struct command *command;
	struct common common;
	const void *args; /* command->args_size bytes */
	char **operands;
	size_t operand_count;
	size_t before_dashes; /* operands before "--"; 0 without it */
	bool is_last;	      /* it is not run again where it ends with STATUS_LOOK_AGAIN */
};

struct command {
	const char *name;
	const char *xl_for; /* this is xl's or XCP-ng's spelling of that command, with its operands */
	bool xl_only; /* xpt has no spelling of its own: @xl_for is the page that tells of it */
	const char *operands; /* as help shows them */
	const char *brief;
	const char *notes;		   /* more for --help, or NULL */
	const struct option_spec *options; /* ends with an empty one; NULL: none of its own */
	size_t args_size;
	size_t operands_min, operands_max;
	unsigned int takes; /* enum takes, or-ed */
	bool changes_host;  /* then --host asks for --dry-run */
	bool takes_usb;	    /* DEVICE may be a USB device */
	void (*more_help)(void);
	/* "pool list", …: ends with NULL. Then all but name, operands and brief is theirs. */
	const struct command *const *subcommands;
	bool bare; /* without a word it is the first of its subcommands */
	int (*run)(const struct invocation *invocation);
};

#define OPERANDS_MANY 4096

/* clang-format off */
#define COMMANDS(X) \
	X(host) X(list) X(show) X(check) X(rmrr) X(irqs) X(vf) X(gpu) X(usb) X(usb_policy) X(group) X(explain) X(run) X(reserve) \
	X(release) X(attach) X(detach) X(hold) X(undo) X(repair) X(capture) X(topo) X(vcpus) X(pin) X(pool) \
	X(place) X(move) X(plan) X(apply) X(watch) X(boot) X(hide) X(unhide) X(name) X(completion) \
	X(help) X(pci_assignable_list) X(pci_assignable_add) X(pci_assignable_remove) \
	X(pci_list) X(usb_list) X(usbctrl_attach) X(usbdev_attach) X(usbdev_detach) X(pci_attach) X(pci_detach) X(vcpu_list) X(vcpu_pin) X(cpupool_list) \
	X(cpupool_create) X(cpupool_destroy) X(cpupool_rename) X(cpupool_cpu_add) \
	X(cpupool_cpu_remove) X(cpupool_migrate) X(cpupool_numa_split) X(xen_cmdline)
/* clang-format on */

#define DECLARE_COMMAND(name) extern const struct command cmd_##name;
COMMANDS(DECLARE_COMMAND)
#undef DECLARE_COMMAND

extern const struct command *const all_commands[]; /* ends with NULL */
extern const struct option_spec common_options[];  /* offsets in struct common */

const struct command *command_find(const char *name);
/* Says that there is none of this name, and which one may be meant. Return: STATUS_USAGE. */
int print_unknown_command(const char *name);
/*
 * command_descend - the subcommand that a word names
 * Return: NULL, told, where there is none.
 */
const struct command *command_descend(const struct command *command, const char *word);
/* What it is called below its command: "list" of "pool list". */
const char *subcommand_word(const struct command *subcommand);
/* command_option - the options of a command, common ones last. NULL past the last. */
const struct option_spec *command_option(
		const struct command *command, size_t index, bool *ret_common);
void command_help(const struct command *command);
void general_help(void);
/* fields_help - the fields of a kind, for --help. */
void fields_help(const char *title, const struct xpt_kind *kind);

/* trace_host - from now on each question to the host is told on stderr. */
void trace_host(void);
/* host_trace - for those who open a host themselves; NULL: nothing is told */
typedef void trace_function(void *data, const struct xpt_trace *trace);
trace_function *host_trace(void);
/* host_open - a snapshot for this invocation; tells why not. Return: enum status. */
int host_open(const struct invocation *invocation, unsigned int detail, struct xpt_host **ret_host);

/* placement_open - the same of CPUs, nodes, cpupools, domains and vCPUs alone. */
int placement_open(const struct invocation *invocation, struct xpt_host **ret_host);
/* memory_open - the same with the memory on each node, which stalls a large host. */
int memory_open(const struct invocation *invocation, struct xpt_host **ret_host);
/* topology_open - the same with the devices, and with @detail. */
int topology_open(const struct invocation *invocation, unsigned int detail,
		struct xpt_host **ret_host);

DEFINE_AUTO(host, struct xpt_host *, xpt_host_free)
DEFINE_AUTO(error, struct xpt_error *, xpt_error_free)
DEFINE_AUTO(report, struct xpt_report *, xpt_report_free)
DEFINE_AUTO(judged, struct xpt_judged *, xpt_judged_free)
DEFINE_AUTO(plan, struct xpt_plan *, xpt_plan_free)
DEFINE_AUTO(desired, struct xpt_desired *, xpt_desired_free)
DEFINE_AUTO(comparison, struct xpt_comparison *, xpt_comparison_free)
DEFINE_AUTO(config, struct xpt_config *, xpt_config_free)
DEFINE_AUTO(placement, struct xpt_placement *, xpt_placement_free)
DEFINE_AUTO(irqs, struct xpt_irqs *, xpt_irqs_free)
DEFINE_AUTO(group, struct xpt_group *, xpt_group_free)

#endif
