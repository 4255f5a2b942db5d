/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Running a script as far as it decides what boots. */
#include <stdarg.h>
#include <string.h>

#include "../base/cleanup.h"
#include "grub.h"

#define ENTRIES 4096
#define DEPTH 8
#define WORK 1000000UL /* commands; no script of this world has a hundredth */

static enum grub_truth running(const struct grub *grub)
{
	return grub->blocks.count ? grub->blocks.items[grub->blocks.count - 1].run : GRUB_TRUE;
}

static bool command_is(const struct grub_command *command, const char *name)
{
	return command->count && command->words[0].plain && !strcmp(command->words[0].value, name);
}

static void shift(struct grub_command *command)
{
	command->words++;
	command->count--;
}

static void run_reader(struct grub *grub, struct grub_reader reader);

static void open_block(struct grub *grub, const struct grub_command *condition, bool loop)
{
	enum grub_truth outer = running(grub),
			is = loop ? GRUB_UNKNOWN : xpt__grub_test(grub, condition);
	struct grub_block *block = vector_push(&grub->blocks);

	if (!block) {
		grub->out_of_memory = true;
		return;
	}
	*block = (struct grub_block){ .run = is, .taken = is, .loop = loop };
	if (outer == GRUB_FALSE)
		block->run = GRUB_FALSE;
	else if (outer == GRUB_UNKNOWN && is == GRUB_TRUE)
		block->run = GRUB_UNKNOWN;
}

/* "elif CONDITION" and "else", which is one that holds. */
static void next_branch(struct grub *grub, enum grub_truth is)
{
	struct grub_block *block = &grub->blocks.items[grub->blocks.count - 1];
	enum grub_truth outer = GRUB_TRUE;

	if (grub->blocks.count > 1)
		outer = block[-1].run;
	block->run = block->taken == GRUB_TRUE				? GRUB_FALSE :
			block->taken == GRUB_UNKNOWN && is == GRUB_TRUE ? GRUB_UNKNOWN :
									  is;
	if (block->taken == GRUB_FALSE || is == GRUB_TRUE)
		block->taken = is;
	if (outer == GRUB_FALSE || (outer == GRUB_UNKNOWN && block->run == GRUB_TRUE))
		block->run = outer;
}

/* Keywords are cut off; what is left of @command is to be run. False: nothing is. */
static bool flow(struct grub *grub, struct grub_command *command)
{
	while (command->count) {
		if (command_is(command, "if")) {
			shift(command);
			open_block(grub, command, false);
			return false;
		}
		if (command_is(command, "while") || command_is(command, "until") ||
				command_is(command, "for")) {
			open_block(grub, command, true);
			return false;
		}
		if (grub->blocks.count <= grub->base)
			return true;
		if (command_is(command, "elif")) {
			shift(command);
			next_branch(grub, xpt__grub_test(grub, command));
			return false;
		}
		if (command_is(command, "fi") || command_is(command, "done"))
			grub->blocks.count--;
		else if (command_is(command, "else"))
			next_branch(grub, GRUB_TRUE);
		else if (!command_is(command, "then") && !command_is(command, "do"))
			return true;
		shift(command);
	}
	return false;
}

static bool is_assignment(const struct grub_word *word)
{
	const char *equals = strchr(word->value, '=');
	size_t length = equals ?
			strspn(word->value,
					"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") :
			0;

	return length && word->value + length == equals;
}

static void assign(struct grub *grub, const struct grub_word *word)
{
	struct span value = xpt__span_of(word->value), name;

	if (!is_assignment(word) || !xpt__span_next_part(&value, '=', &name))
		return;
	xpt__grub_set(grub, name, word->unknown || running(grub) == GRUB_UNKNOWN ? NULL : value.at);
	if (xpt__span_is(name, "default"))
		grub->chosen_by = word->variable;
}

static void load_env(struct grub *grub, const struct grub_reader *reader,
		const struct grub_command *command)
{
	const char *name = "$prefix/grubenv", *path;
	const struct boot_file *file;

	for (size_t i = 1; i + 1 < command->count; i++)
		if (!strcmp(command->words[i].value, "-f") ||
				!strcmp(command->words[i].value, "--file"))
			name = command->words[i + 1].value;
	path = xpt__grub_path(grub, name);
	file = path ? xpt__boot_file(grub->files, path) : NULL;
	if (file && file->state == XPT_FACT_KNOWN && running(grub) == GRUB_TRUE)
		xpt__grub_load_env(grub, file->text);
	else if (!file || file->state != XPT_FACT_ABSENT)
		xpt__grub_doubt(grub, reader, command->line,
				"the environment block %s cannot be read", name);
}

/* What is emptied and saved again chose this boot alone. */
static void save_env(struct grub *grub, const struct grub_command *command)
{
	for (size_t i = 1; i < command->count; i++)
		if (running(grub) == GRUB_TRUE && grub->chosen_by.length &&
				xpt__span_is(grub->chosen_by, command->words[i].value))
			grub->once = true;
}

static void read_other(struct grub *grub, const struct grub_reader *reader,
		const struct grub_command *command)
{
	const char *path = command->count > 1 && !command->words[1].unknown ?
			xpt__grub_path(grub, command->words[1].value) :
			NULL;
	const struct boot_file *file = path ? xpt__boot_file(grub->files, path) : NULL;

	if (file && file->state == XPT_FACT_KNOWN && grub->depth < DEPTH)
		run_reader(grub, (struct grub_reader){ file->path, file->text, 1 });
	else if (!file || file->state != XPT_FACT_ABSENT)
		xpt__grub_doubt(grub, reader, command->line, "\"%s %s\" is not followed",
				command->words[0].value,
				command->count > 1 ? command->words[1].value : "");
}

static void add_function(
		struct grub *grub, struct grub_reader *reader, const struct grub_command *command)
{
	struct grub_function *new;
	struct grub_reader body;

	if (!xpt__grub_skip_block(grub, reader, &body) || command->count < 2)
		return;
	new = vector_push(&grub->functions);
	if (!new) {
		grub->out_of_memory = true;
		return;
	}
	*new = (struct grub_function){ .name = command->words[1].value, .body = body };
}

static size_t next_position(const struct grub *grub)
{
	size_t count = 0;

	for (size_t i = grub->entries.count; i > 0; i--)
		if (grub->entries.items[i - 1].parent == grub->parent)
			return grub->entries.items[i - 1].position + 1;
	return count;
}

/* Options that take a value, besides --id. */
static bool takes_value(const char *option)
{
	static const char *const all[] = { "--class", "--users", "--hotkey", "--source" };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(option, all[i]))
			return true;
	return false;
}

static void describe_entry(struct grub_entry *entry, const struct grub_command *command)
{
	for (size_t i = 1; i < command->count; i++) {
		const char *word = command->words[i].value;

		if (!strcmp(word, "--id") && i + 1 < command->count)
			entry->id = command->words[++i].value;
		else if (!strncmp(word, "--id=", 5))
			entry->id = word + 5;
		else if (takes_value(word))
			i++;
		else if (word[0] != '-' && !entry->title)
			entry->title = word;
	}
}

static void run_submenu(struct grub *grub, size_t index)
{
	size_t parent = grub->parent;
	struct grub_reader body = grub->entries.items[index].body;

	grub->parent = index + 1;
	run_reader(grub, body);
	grub->parent = parent;
}

static void add_entry(
		struct grub *grub, struct grub_reader *reader, const struct grub_command *command)
{
	size_t index = grub->entries.count;
	struct grub_reader body;
	struct grub_entry *new;

	if (!xpt__grub_skip_block(grub, reader, &body) || running(grub) == GRUB_FALSE)
		return;
	if (index >= ENTRIES) {
		xpt__grub_doubt(grub, reader, command->line, "the menu has more than %d entries",
				ENTRIES);
		return;
	}
	struct grub_entry entry = { .body = body,
		.parent = grub->parent,
		.position = next_position(grub),
		.submenu = command_is(command, "submenu"),
		.maybe = running(grub) == GRUB_UNKNOWN };

	describe_entry(&entry, command);
	new = vector_push(&grub->entries);
	if (!new) {
		grub->out_of_memory = true;
		return;
	}
	*new = entry;
	if (entry.submenu)
		run_submenu(grub, index);
}

static const struct grub_function *function(const struct grub *grub, const char *name)
{
	for (size_t i = grub->functions.count; i > 0; i--)
		if (!strcmp(grub->functions.items[i - 1].name, name))
			return &grub->functions.items[i - 1];
	return NULL;
}

/* Commands that make entries, or boot, in ways that no script shows. */
static bool is_opaque(const char *name)
{
	static const char *const all[] = { "blscfg", "bls_import", "configfile", "legacy_source",
		"legacy_configfile", "extract_entries_source", "extract_entries_configfile",
		"syslinux_source", "syslinux_configfile", "normal", "normal_exit", "eval", "boot",
		"exit", "halt", "reboot", "increment", "decrement" };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(name, all[i]))
			return true;
	return false;
}

static void keep_load(
		struct grub *grub, struct grub_command *to, const struct grub_command *command)
{
	*to = *command;
	grub->loads->maybe |= running(grub) == GRUB_UNKNOWN;
}

static bool one_of(const char *name, const char *const *all)
{
	for (; *all; all++)
		if (!strcmp(name, *all))
			return true;
	return false;
}

/* In the body of an entry: what is loaded. */
static bool load(struct grub *grub, const struct grub_command *command)
{
	static const char *const xen[] = { "multiboot", "multiboot2", "xen_hypervisor", NULL };
	static const char *const modules[] = { "module", "module2", "xen_module", NULL };
	static const char *const linux_alone[] = { "linux", "linux16", "linuxefi", NULL };
	struct grub_loads *loads = grub->loads;
	const char *name = command->words[0].value;

	if (one_of(name, xen)) {
		keep_load(grub, &loads->xen, command);
	} else if (one_of(name, modules)) {
		keep_load(grub, loads->dom0.count ? &loads->initramfs : &loads->dom0, command);
	} else if (one_of(name, linux_alone)) {
		loads->linux_alone = true;
		keep_load(grub, &loads->dom0, command);
	} else if (!strncmp(name, "initrd", 6)) {
		keep_load(grub, &loads->initramfs, command);
	} else if (!strcmp(name, "chainloader")) {
		loads->chain = command->count > 1 ? command->words[command->count - 1].value : "";
	} else {
		return false;
	}
	return true;
}

static void run_simple(struct grub *grub, struct grub_reader *reader, struct grub_command *command)
{
	const char *name = command->words[0].value;
	const struct grub_function *called = function(grub, name);

	if (command_is(command, "set") || is_assignment(&command->words[0]))
		assign(grub, &command->words[command_is(command, "set") && command->count > 1]);
	else if (command_is(command, "unset"))
		for (size_t i = 1; i < command->count; i++)
			xpt__grub_set(grub, xpt__span_of(command->words[i].value),
					running(grub) == GRUB_TRUE ? "" : NULL);
	else if (command_is(command, "save_env"))
		save_env(grub, command);
	else if (command_is(command, "load_env"))
		load_env(grub, reader, command);
	else if (grub->loads && load(grub, command))
		return;
	else if (command_is(command, "source") || command_is(command, "."))
		read_other(grub, reader, command);
	else if (called && grub->depth < DEPTH)
		run_reader(grub, called->body);
	else if (!grub->loads && is_opaque(name))
		xpt__grub_doubt(grub, reader, command->line, "\"%s\" may change what boots", name);
}

/* What ";" cuts off a line that loads something is a command of its own. */
static void note_cut(struct grub *grub, const struct grub_command *before,
		const struct grub_command *command)
{
	if (!grub->loads || grub->loads->cut || before->end != ';' || before->line != command->line)
		return;
	if (before->words == grub->loads->xen.words || before->words == grub->loads->dom0.words) {
		grub->loads->cut = true;
		grub->loads->behind = *command;
	}
}

static void run_reader(struct grub *grub, struct grub_reader reader)
{
	struct grub_command command, before = { 0 };
	size_t base = grub->base;

	grub->base = grub->blocks.count;
	grub->depth++;
	while (!grub->out_of_memory && xpt__grub_next(grub, &reader, &command)) {
		if (++grub->work > WORK) {
			if (grub->work == WORK + 1)
				xpt__grub_doubt(grub, &reader, command.line,
						"the script is too long to follow");
			break;
		}
		if (command.end == '{' && command_is(&command, "function"))
			add_function(grub, &reader, &command);
		else if (command.end == '{' &&
				(command_is(&command, "menuentry") ||
						command_is(&command, "submenu")))
			add_entry(grub, &reader, &command);
		else if (flow(grub, &command) && running(grub) != GRUB_FALSE) {
			if (command.count)
				run_simple(grub, &reader, &command);
			note_cut(grub, &before, &command);
			before = command;
		}
	}
	grub->blocks.count = grub->base;
	grub->base = base;
	grub->depth--;
}

void xpt__grub_run(struct grub *grub, const char *path)
{
	const struct boot_file *file = xpt__boot_file(grub->files, path);

	if (file && file->state == XPT_FACT_KNOWN)
		run_reader(grub, (struct grub_reader){ file->path, file->text, 1 });
}

void xpt__grub_entry_loads(
		struct grub *grub, const struct grub_entry *entry, struct grub_loads *ret_loads)
{
	struct grub_loads loads = { 0 };
	size_t count = grub->variables.count;
	auto_free struct grub_variable *before = calloc(count + 1, sizeof(*before));

	if (!before) {
		grub->out_of_memory = true;
		return;
	}
	if (count)
		memcpy(before, grub->variables.items, count * sizeof(*before));
	grub->loads = &loads;
	run_reader(grub, entry->body);
	grub->loads = NULL;
	if (count)
		memcpy(grub->variables.items, before, count * sizeof(*before));
	grub->variables.count = count;
	*ret_loads = loads;
}

void xpt__grub_clear(struct grub *grub)
{
	vector_clear(&grub->variables);
	vector_clear(&grub->functions);
	vector_clear(&grub->entries);
	vector_clear(&grub->blocks);
	vector_clear(&grub->named);
}
