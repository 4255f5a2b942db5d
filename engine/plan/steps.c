/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an act is called, and adding steps to a plan. */
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
	[VERB_REHEARSE] = "rehearse",
	[VERB_ATTACH] = "attach",
	[VERB_DETACH] = "detach",
	[VERB_UNCLAIM] = "unclaim",
	[VERB_NAME] = "name",
	[VERB_PIN] = "pin",
	[VERB_NOTE_PINS] = "note-pins",
	[VERB_NODES] = "nodes",
	[VERB_POOL_CREATE] = "pool-create",
	[VERB_POOL_DESTROY] = "pool-destroy",
	[VERB_POOL_RENAME] = "pool-rename",
	[VERB_POOL_ADD] = "pool-add",
	[VERB_POOL_REMOVE] = "pool-remove",
	[VERB_POOL_MOVE] = "pool-move",
	[VERB_RELOCATE] = "relocate",
	[VERB_SETTLE] = "settle",
	[VERB_FILE] = "file",
	[VERB_RUN] = "run",
	[VERB_NOTE_PROGRAM] = "note-program",
};

const char *verb_name(enum verb verb)
{
	return verb_names[verb];
}

bool scheduler_exists(const char *name)
{
	static const char *const names[] = { "credit", "credit2", "rtds", "arinc653", "null" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

bool verb_of_device(enum verb verb)
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
		"grub2-mkconfig -o /boot/grub2/grub.cfg" };

	for (size_t i = 0; program && i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(all[i], program))
			return true;
	return false;
}

bool xpt__plan_lasts(const struct xpt_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->steps[i].act.verb == VERB_FILE)
			return true;
	return false;
}

bool step_same_lane(const struct step *a, const struct step *b)
{
	/* A domain of which two instances may be left is in everybody's way. */
	if (a->act.verb == VERB_RELOCATE || b->act.verb == VERB_RELOCATE)
		return true;
	if (!verb_of_device(a->act.verb) || !verb_of_device(b->act.verb))
		return !verb_of_device(a->act.verb) && !verb_of_device(b->act.verb);
	return !xpt_bdf_compare(a->bdf, b->bdf);
}

/* With the domain's name where the act has one. */
static const char *domain_text(struct arena *arena, const char *before, const struct act *act)
{
	if (act->text)
		return arena_text(arena, "%s %s", before, act->text);
	return arena_text(arena, "%s domain %u", before, act->domid);
}

static const char *unbind_text(struct arena *arena, const struct act *act)
{
	return act->text ? arena_text(arena, "unbind from %s", act->text) :
			   arena_text(arena, "unbind from its driver");
}

static const char *override_text(struct arena *arena, const struct act *act)
{
	return *act->text ? arena_text(arena, "set driver_override to %s", act->text) :
			    arena_text(arena, "clear driver_override");
}

static const char *pin_text(struct arena *arena, const struct act *act)
{
	if (!act->soft)
		return arena_text(arena, "pin to CPUs %s", act->cpus);
	if (!act->cpus)
		return arena_text(arena, "prefer CPUs %s", act->soft);
	return arena_text(arena, "pin to CPUs %s, prefer %s", act->cpus, act->soft);
}

static const char *cpu_act_text(struct arena *arena, const struct act *act)
{
	switch (act->verb) {
	case VERB_PIN:
		return pin_text(arena, act);
	case VERB_NODES:
		return arena_text(arena, "set the node affinity to %s", act->cpus);
	case VERB_POOL_CREATE:
		return arena_text(arena, "create it with number %u and scheduler %s", act->pool,
				act->scheduler);
	case VERB_POOL_RENAME:
		return arena_text(arena, "call it %s", act->text);
	case VERB_POOL_ADD:
		return arena_text(arena, "add CPUs %s", act->cpus);
	case VERB_POOL_REMOVE:
		return arena_text(arena, "remove CPUs %s", act->cpus);
	case VERB_POOL_MOVE:
		return arena_text(arena, "move to the cpupool %s", act->text);
	case VERB_RELOCATE:
		return arena_text(arena, "copy its memory to node %s, and go on there as domain %u",
				act->cpus, act->copy);
	case VERB_SETTLE:
		return arena_text(arena, "remove the copy and let domain %u run on (once the copy has run: "
				"the other way round)", act->domid);
	case VERB_FILE:
		return arena_text(arena, act->content ? "write it" : "remove it");
	case VERB_RUN:
		return arena_text(arena, "run %s", act->text);
	case VERB_NOTE_PROGRAM:
		return "note what makes the menu";
	default:
		return act->verb == VERB_POOL_DESTROY ? "destroy it" : "note its affinities";
	}
}

const char *act_text(struct arena *arena, const struct act *act)
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

	switch (act->verb) {
	case VERB_UNBIND:
		return unbind_text(arena, act);
	case VERB_BIND:
		return arena_text(arena, "bind to %s", act->text);
	case VERB_OVERRIDE:
		return override_text(arena, act);
	case VERB_REMEMBER:
		return arena_text(arena, "remember the driver %s", act->text);
	case VERB_REHEARSE:
		return domain_text(arena, "ask Xen by trial whether it may go to", act);
	case VERB_ATTACH:
		return domain_text(arena, "attach to", act);
	case VERB_DETACH:
		return domain_text(arena, act->flags & XPT_FORCE ? "take by force from" :
				"detach from", act);
	case VERB_UNCLAIM:
		return arena_text(arena, "remove the stale claim of domain %u", act->domid);
	case VERB_NAME:
		return act->text ? arena_text(arena, "call it %s", act->text) : "take its name away";
	default:
		return verb_of_device(act->verb) ? fixed[act->verb] : cpu_act_text(arena, act);
	}
}

bool device_in_pciback(const struct xpt_device *device)
{
	const char *driver = device_driver(device);

	return driver && !strcmp(driver, PCIBACK);
}

bool device_owned_by(const struct xpt_device *device, unsigned int domid)
{
	return device->owner.kind == OWNER_DOMAIN && device->owner.domid == domid;
}

/* Acts outlive the picture: their texts move into the plan's arena. */
static bool keep(struct builder *builder, struct act *act)
{
	const char **const texts[] = { &act->text, &act->cpus, &act->soft, &act->scheduler,
		&act->uuid };

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		if (!*texts[i])
			continue;
		*texts[i] = arena_printable(builder->arena, *texts[i], strlen(*texts[i]));
		if (!*texts[i])
			return false;
	}
	return true;
}

__attribute__((format(__printf__, 6, 0)))
static void add_step(struct builder *builder, struct xpt_bdf bdf, const char *subject,
		struct act act, struct act undo, const char *why, va_list arguments)
{
	struct step *step = vector_push(&builder->steps);

	if (!step || !keep(builder, &act) || !keep(builder, &undo)) {
		builder->failed = true;
		return;
	}
	*step = (struct step){ .bdf = bdf, .act = act, .undo = undo };
	step->subject = arena_printable(builder->arena, subject, strlen(subject));
	step->what = act_text(builder->arena, &act);
	step->undo_what = undo.verb ? act_text(builder->arena, &undo) : NULL;
	step->why = arena_vtext(builder->arena, why, arguments);
	if (!step->subject || !step->what || (undo.verb && !step->undo_what) || !step->why)
		builder->failed = true;
}

void plan_step(struct builder *builder, const struct xpt_device *device, struct act act,
		struct act undo, const char *why, ...)
{
	va_list arguments;

	va_start(arguments, why);
	add_step(builder, device->bdf, device->address, act, undo, why, arguments);
	va_end(arguments);
}

void plan_step_on(struct builder *builder, const char *subject, struct act act, struct act undo,
		const char *why, ...)
{
	va_list arguments;

	va_start(arguments, why);
	add_step(builder, (struct xpt_bdf){ 0 }, subject, act, undo, why, arguments);
	va_end(arguments);
}

__attribute__((format(__printf__, 3, 0)))
static void add_expectation(struct builder *builder, struct expectation expectation,
		const char *format, va_list arguments)
{
	struct expectation *added = vector_push(&builder->expectations);

	if (!added) {
		builder->failed = true;
		return;
	}
	*added = expectation;
	added->text = format ? arena_vtext(builder->arena, format, arguments) : NULL;
	if (format && !added->text)
		builder->failed = true;
}

void plan_expect_on(struct builder *builder, struct expectation expectation, const char *format,
		...)
{
	va_list arguments;

	va_start(arguments, format);
	add_expectation(builder, expectation, format, arguments);
	va_end(arguments);
}

void plan_expect(struct builder *builder, enum expect_kind kind, const struct xpt_device *device,
		const char *format, ...)
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
		arena_free(plan->arena);
}

bool xpt_plan_step(const struct xpt_plan *plan, size_t index, struct xpt_step *ret_step)
{
	const struct step *step;

	if (index >= plan->count)
		return false;
	step = &plan->steps[index];
	*ret_step = (struct xpt_step){ step->subject, step->what, step->undo_what, step->why,
		NULL, step->diff };
	return true;
}
