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
};

const char *verb_name(enum verb verb)
{
	return verb_names[verb];
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
	default:
		return fixed[act->verb];
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
	if (!act->text)
		return true;
	act->text = arena_printable(builder->arena, act->text, strlen(act->text));
	return act->text;
}

void plan_step(struct builder *builder, const struct xpt_device *device, struct act act,
		struct act undo, const char *why, ...)
{
	struct step *step = vector_push(&builder->steps);
	va_list arguments;

	if (!step || !keep(builder, &act) || !keep(builder, &undo)) {
		builder->failed = true;
		return;
	}
	*step = (struct step){ .bdf = device->bdf, .act = act, .undo = undo };
	step->address = arena_text(builder->arena, "%s", device->address);
	step->what = act_text(builder->arena, &act);
	step->undo_what = undo.verb ? act_text(builder->arena, &undo) : NULL;
	va_start(arguments, why);
	step->why = arena_vtext(builder->arena, why, arguments);
	va_end(arguments);
	if (!step->address || !step->what || (undo.verb && !step->undo_what) || !step->why)
		builder->failed = true;
}

void plan_expect(struct builder *builder, enum expect_kind kind, const struct xpt_device *device,
		const char *format, ...)
{
	struct expectation *expectation = vector_push(&builder->expectations);
	va_list arguments;

	if (!expectation) {
		builder->failed = true;
		return;
	}
	*expectation = (struct expectation){ .kind = kind };
	if (device)
		expectation->bdf = device->bdf;
	else
		expectation->domid = builder->domain->id;
	if (!format)
		return;
	va_start(arguments, format);
	expectation->text = arena_vtext(builder->arena, format, arguments);
	va_end(arguments);
	if (!expectation->text)
		builder->failed = true;
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
	*ret_step = (struct xpt_step){ step->address, step->what, step->undo_what, step->why };
	return true;
}
