/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an act is called, and adding steps to a plan. */
#include "../base/options.h"
#include "build.h"

#include <string.h>

static const char *const verb_names[VERB_COUNT] = {
	[VERB_NONE] = "none",
	[VERB_UNBIND] = "unbind",
	[VERB_BIND] = "bind",
	[VERB_PROBE] = "probe",
	[VERB_OVERRIDE] = "override",
	[VERB_SLOT_ADD] = "slot-add",
	[VERB_SLOT_REMOVE] = "slot-remove",
	[VERB_REMEMBER] = "remember",
	[VERB_FORGET] = "forget",
	[VERB_QUARANTINE] = "quarantine",
	[VERB_UNQUARANTINE] = "unquarantine",
	[VERB_TRIAL_ASSIGN] = "trial-assign",
	[VERB_ATTACH] = "attach",
	[VERB_DETACH] = "detach",
	[VERB_UNCLAIM] = "unclaim",
	[VERB_CLEAR_RECORD] = "clear-record",
	[VERB_NAME] = "name",
	[VERB_VF_COUNT] = "vf-count",
	[VERB_VF_AUTOPROBE] = "vf-autoprobe",
	[VERB_VF_SETTINGS] = "vf-settings",
	[VERB_SAVE_VF_SETTINGS] = "note-vf-settings",
	[VERB_NVME_VF] = "nvme-vf",
	[VERB_CONSOLE] = "console",
	[VERB_FRAMEBUFFER] = "framebuffer",
	[VERB_PIN] = "pin",
	[VERB_SAVE_AFFINITY] = "note-pins",
	[VERB_NODES] = "nodes",
	[VERB_POOL_CREATE] = "pool-create",
	[VERB_POOL_DESTROY] = "pool-destroy",
	[VERB_POOL_RENAME] = "pool-rename",
	[VERB_POOL_ADD] = "pool-add",
	[VERB_POOL_REMOVE] = "pool-remove",
	[VERB_POOL_MOVE] = "pool-move",
	[VERB_MIGRATE] = "relocate",
	[VERB_FINISH_MIGRATION] = "settle",
	[VERB_FILE] = "file",
	[VERB_RUN] = "run",
	[VERB_NOTE_PROGRAM] = "note-program",
	[VERB_USB_CONTROLLER] = "usb-controller",
	[VERB_USB_CONTROLLER_REMOVE] = "usb-controller-remove",
	[VERB_USB_ATTACH] = "usb-attach",
	[VERB_USB_DETACH] = "usb-detach",
	[VERB_USB_PROBE] = "usb-probe",
	[VERB_USB_RESERVE] = "usb-reserve",
	[VERB_USB_AUTHORIZE] = "usb-authorize",
	[VERB_USB_RELEASE] = "usb-release",
};

const char *xpt__verb_name(enum verb verb)
{
	return verb_names[verb];
}

bool xpt__scheduler_exists(const char *name)
{
	static const char *const names[] = { "credit", "credit2", "rtds", "arinc653", "null" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

bool xpt__verb_of_device(enum verb verb)
{
	return verb < VERB_PIN;
}

bool xpt__path_allowed(const char *path)
{
	size_t length = path ? strlen(path) : 0;

	return length && path[length - 1] != '/' && !strstr(path, "..") && !strstr(path, "//") &&
			(!strncmp(path, "boot/", 5) || !strncmp(path, "etc/", 4));
}

bool xpt__program_allowed(const char *program)
{
	static const char *const all[] = { "update-grub", "grub-mkconfig -o /boot/grub/grub.cfg",
		"grub2-mkconfig -o /boot/grub2/grub.cfg", "update-initramfs -u -k all",
		"dracut --force --regenerate-all" };

	for (size_t i = 0; program && i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(all[i], program))
			return true;
	return false;
}

bool xpt__plan_lasts(const struct xpt_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->steps[i].op.verb == VERB_FILE)
			return true;
	return false;
}

/* VFs come and go with their PF's number of them: what undoes a VF comes before, or nothing does. */
static bool is_about_vfs(const struct step *step)
{
	return step->op.verb == VERB_VF_COUNT || step->op.verb == VERB_VF_AUTOPROBE;
}

bool xpt__step_same_lane(const struct step *a, const struct step *b)
{
	/* A domain of which two instances may be left is in everybody's way. */
	if (a->op.verb == VERB_MIGRATE || b->op.verb == VERB_MIGRATE)
		return true;
	if (xpt__verb_of_usb(a->op.verb) || xpt__verb_of_usb(b->op.verb))
		return a->op.path && b->op.path && !strcmp(a->op.path, b->op.path);
	if (!xpt__verb_of_device(a->op.verb) || !xpt__verb_of_device(b->op.verb))
		return !xpt__verb_of_device(a->op.verb) && !xpt__verb_of_device(b->op.verb);
	return is_about_vfs(a) || is_about_vfs(b) || !xpt_bdf_compare(a->bdf, b->bdf);
}

/* With the domain's name where the act has one. */
static const char *domain_text(struct arena *arena, const char *before, const struct op *op)
{
	if (op->text)
		return xpt__arena_text(arena, "%s %s", before, op->text);
	return xpt__arena_text(arena, "%s domain %u", before, op->domid);
}

static const char *unbind_text(struct arena *arena, const struct op *op)
{
	return op->text ? xpt__arena_text(arena, "unbind from %s", op->text) :
			  xpt__arena_text(arena, "unbind from its driver");
}

static const char *override_text(struct arena *arena, const struct op *op)
{
	return *op->text ? xpt__arena_text(arena, "set driver_override to %s", op->text) :
			   xpt__arena_text(arena, "clear driver_override");
}

static const char *pin_text(struct arena *arena, const struct op *op)
{
	if (!op->soft)
		return xpt__arena_text(arena, "pin to CPUs %s", op->cpus);
	if (!op->cpus)
		return xpt__arena_text(arena, "prefer CPUs %s", op->soft);
	return xpt__arena_text(arena, "pin to CPUs %s, prefer %s", op->cpus, op->soft);
}

static const char *cpu_act_text(struct arena *arena, const struct op *op)
{
	switch (op->verb) {
	case VERB_PIN:
		return pin_text(arena, op);
	case VERB_NODES:
		return xpt__arena_text(arena, "set the node affinity to %s", op->cpus);
	case VERB_POOL_CREATE:
		return xpt__arena_text(arena, "create it with number %u and scheduler %s", op->pool,
				op->scheduler);
	case VERB_POOL_RENAME:
		return xpt__arena_text(arena, "call it %s", op->text);
	case VERB_POOL_ADD:
		return xpt__arena_text(arena, "add CPUs %s", op->cpus);
	case VERB_POOL_REMOVE:
		return xpt__arena_text(arena, "remove CPUs %s", op->cpus);
	case VERB_POOL_MOVE:
		return xpt__arena_text(arena, "move to the cpupool %s", op->text);
	case VERB_MIGRATE:
		return xpt__arena_text(arena,
				"copy its memory to node %s, and go on there as domain %u",
				op->cpus, op->copy);
	case VERB_FINISH_MIGRATION:
		return xpt__arena_text(arena,
				"remove the copy and let domain %u run on (once the copy has run: "
				"the other way round)",
				op->domid);
	case VERB_FILE:
		return xpt__arena_text(arena, op->content ? "write it" : "remove it");
	case VERB_RUN:
		return xpt__arena_text(arena, "run %s", op->text);
	case VERB_NOTE_PROGRAM:
		return "record what must run if it is undone";
	default:
		return op->verb == VERB_POOL_DESTROY ? "destroy it" : "save its affinities";
	}
}

const char *xpt__op_text(struct arena *arena, const struct op *op)
{
	static const char *const fixed[VERB_COUNT] = {
		[VERB_NONE] = "nothing",
		[VERB_PROBE] = "offer to the drivers of dom0",
		[VERB_SLOT_ADD] = "add to the slots of pciback",
		[VERB_SLOT_REMOVE] = "remove from the slots of pciback",
		[VERB_FORGET] = "forget the original driver",
		[VERB_QUARANTINE] = "quarantine in Xen",
		[VERB_UNQUARANTINE] = "take out of quarantine",
	};

	switch (op->verb) {
	case VERB_UNBIND:
		return unbind_text(arena, op);
	case VERB_BIND:
		return xpt__arena_text(arena, "bind to %s", op->text);
	case VERB_OVERRIDE:
		return override_text(arena, op);
	case VERB_REMEMBER:
		return xpt__arena_text(arena, "remember the driver %s", op->text);
	case VERB_TRIAL_ASSIGN:
		return domain_text(arena, "ask Xen by trial whether it may go to", op);
	case VERB_ATTACH:
		return domain_text(arena, "attach to", op);
	case VERB_DETACH:
		return domain_text(arena,
				op->flags & XPT_FORCE ? "force-detach from" : "detach from", op);
	case VERB_UNCLAIM:
		return xpt__arena_text(arena, "remove the stale claim of domain %u", op->domid);
	case VERB_CLEAR_RECORD:
		return xpt__arena_text(arena, "remove what xenstore keeps of domain %u", op->domid);
	case VERB_VF_COUNT:
		return xpt__arena_text(arena, "set the number of VFs to %u", op->count);
	case VERB_VF_AUTOPROBE:
		return op->count ? "let drivers take its VFs" : "keep drivers from its VFs";
	case VERB_VF_SETTINGS:
		return xpt__arena_text(arena, "set %s", op->text);
	case VERB_SAVE_VF_SETTINGS:
		return xpt__arena_text(arena, "note %s", op->text);
	case VERB_NVME_VF:
		return xpt__arena_text(arena, "set %s", op->text);
	case VERB_CONSOLE:
		return op->count ? "put dom0's console on a display" :
				   "take dom0's console off the display";
	case VERB_FRAMEBUFFER:
		return xpt__arena_text(arena,
				op->count ? "bind %s to its driver" : "unbind %s from its driver",
				op->text);
	case VERB_NAME:
		return op->text ? xpt__arena_text(arena, "call it %s", op->text) :
				  "take its name away";
	default:
		if (xpt__verb_of_usb(op->verb))
			return xpt__usb_act_text(arena, op);
		return xpt__verb_of_device(op->verb) ? fixed[op->verb] : cpu_act_text(arena, op);
	}
}

bool xpt__device_owned_by(const struct xpt_device *device, unsigned int domid)
{
	return device->owner.kind == OWNER_DOMAIN && device->owner.domid == domid;
}

/* Operations outlive the snapshot: their texts move into the plan's arena. */
static bool keep(struct builder *builder, struct op *op)
{
	const char **const texts[] = { &op->text, &op->cpus, &op->soft, &op->scheduler, &op->uuid };

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		if (!*texts[i])
			continue;
		*texts[i] = xpt__arena_printable(builder->arena, *texts[i], strlen(*texts[i]));
		if (!*texts[i])
			return false;
	}
	return true;
}

__attribute__((format(__printf__, 6, 0))) static void add_step(struct builder *builder,
		struct xpt_bdf bdf, const char *subject, struct op op, struct op undo,
		const char *why, va_list arguments)
{
	struct step *step = vector_push(&builder->steps);

	if (!step || !keep(builder, &op) || !keep(builder, &undo)) {
		builder->failed = true;
		return;
	}
	*step = (struct step){ .bdf = bdf, .op = op, .undo = undo };
	step->subject = xpt__arena_printable(builder->arena, subject, strlen(subject));
	step->what = xpt__op_text(builder->arena, &op);
	step->undo_what = undo.verb ? xpt__op_text(builder->arena, &undo) : NULL;
	step->why = xpt__arena_vtext(builder->arena, why, arguments);
	if (!step->subject || !step->what || (undo.verb && !step->undo_what) || !step->why)
		builder->failed = true;
}

void xpt__plan_step(struct builder *builder, const struct xpt_device *device, struct op op,
		struct op undo, const char *why, ...)
{
	va_list arguments;

	va_start(arguments, why);
	add_step(builder, device->bdf, device->address, op, undo, why, arguments);
	va_end(arguments);
}

void xpt__plan_step_on(struct builder *builder, const char *subject, struct op op, struct op undo,
		const char *why, ...)
{
	va_list arguments;

	va_start(arguments, why);
	add_step(builder, (struct xpt_bdf){ 0 }, subject, op, undo, why, arguments);
	va_end(arguments);
}

__attribute__((format(__printf__, 3, 0))) static void add_expectation(struct builder *builder,
		struct expectation expectation, const char *format, va_list arguments)
{
	struct expectation *added = vector_push(&builder->expectations);

	if (!added) {
		builder->failed = true;
		return;
	}
	*added = expectation;
	added->text = format ? xpt__arena_vtext(builder->arena, format, arguments) : NULL;
	if (format && !added->text)
		builder->failed = true;
}

void xpt__plan_expect_on(
		struct builder *builder, struct expectation expectation, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add_expectation(builder, expectation, format, arguments);
	va_end(arguments);
}

void xpt__plan_expect(struct builder *builder, enum expect_kind kind,
		const struct xpt_device *device, const char *format, ...)
{
	struct expectation expectation = { .kind = kind };
	va_list arguments;

	if (device)
		expectation.bdf = device->bdf;
	else
		expectation.domid = builder->domain->id;
	va_start(arguments, format);
	add_expectation(builder, expectation, format, arguments);
	va_end(arguments);
}

void xpt_plan_free(struct xpt_plan *plan)
{
	if (plan)
		xpt__arena_free(plan->arena);
}

bool xpt_plan_step(const struct xpt_plan *plan, size_t index, struct xpt_step *ret_step)
{
	const struct step *step;

	if (index >= plan->count)
		return false;
	step = &plan->steps[index];
	xpt__options_give(&XPT_OPTIONS(xpt_step, .subject = step->subject, .what = step->what,
					  .undo = step->undo_what, .why = step->why,
					  .diff = step->diff),
			sizeof(*ret_step), ret_step);
	return true;
}
