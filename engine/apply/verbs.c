/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One act: is it done already? do it; is it done now?
 * The host's own state decides, not what a call returned: an act may be repeated after a crash, and an
 * error that came too late (somebody else did it, the device is gone from the driver all the same) is
 * none.
 */
#include <string.h>

#include "../base/error.h"
#include "../source/paths.h"
#include "cpus.h"
#include "verbs.h"
#include "file.h"
#include "move.h"

static bool same(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

static int write_file(const struct doing *doing, const char *path, const char *text,
		struct xpt_error **ret_error)
{
	struct sink *sink = doing->actor->sink;

	return sink->ops->write_file(sink, path, text, ret_error);
}

/* Drivers */

static int unbind_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error)
{
	auto_free char *driver = NULL;
	int rc = ask_driver(doing->actor->source, doing->bdf, &driver, ret_error);

	if (!rc)
		*ret_done = doing->act->text ? !same(driver, doing->act->text) : !driver;
	return rc;
}

/* pciback lets go of a device that a guest is using, and the kernel only warns. */
static int refuse_in_use(const struct doing *doing, struct xpt_error **ret_error)
{
	char owner[OWNER_TEXT];
	int rc = ask_owner(doing->actor->source, doing->bdf, owner, ret_error);

	if (rc || *owner != 'd' || !strcmp(owner, "dom0"))
		return rc;
	return error_set(ret_error, XPT_REFUSED, "%s is using it", owner);
}

static int unbind(const struct doing *doing, struct xpt_error **ret_error)
{
	auto_free char *driver = NULL;
	char path[PATH_TEXT];
	int rc = ask_driver(doing->actor->source, doing->bdf, &driver, ret_error);

	if (!rc && same(driver, "pciback"))
		rc = refuse_in_use(doing, ret_error);
	if (rc || !driver)
		return rc;
	return write_file(doing, path_driver(path, driver, "unbind"), doing->address, ret_error);
}

static int bind_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error)
{
	auto_free char *driver = NULL;
	int rc = ask_driver(doing->actor->source, doing->bdf, &driver, ret_error);

	if (!rc)
		*ret_done = same(driver, doing->act->text);
	return rc;
}

static int bind(const struct doing *doing, struct xpt_error **ret_error)
{
	char path[PATH_TEXT];

	return write_file(doing, path_driver(path, doing->act->text, "bind"), doing->address,
			ret_error);
}

static int probe_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error)
{
	auto_free char *driver = NULL;
	int rc = ask_driver(doing->actor->source, doing->bdf, &driver, ret_error);

	if (!rc)
		*ret_done = driver;
	return rc;
}

static int probe(const struct doing *doing, struct xpt_error **ret_error)
{
	return write_file(doing, PATH_DRIVERS_PROBE, doing->address, ret_error);
}

static int override_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error)
{
	auto_free char *override = NULL;
	int rc = ask_override(doing->actor->source, doing->bdf, &override, ret_error);

	if (!rc)
		*ret_done = same(override, doing->act->text);
	return rc;
}

static int override(const struct doing *doing, struct xpt_error **ret_error)
{
	char path[PATH_TEXT];

	/* A write of nothing never reaches the kernel: an empty line clears it. */
	return write_file(doing, path_device(path, doing->bdf, "driver_override"),
			*doing->act->text ? doing->act->text : "\n", ret_error);
}

/* pciback's slots */

static int slot_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error)
{
	enum answer listed;
	int rc = ask_slot(doing->actor->source, doing->bdf, &listed, ret_error);

	if (!rc)
		*ret_done = listed == (doing->act->verb == VERB_SLOT_ADD ? ANSWER_YES : ANSWER_NO);
	return rc;
}

static int slot(const struct doing *doing, struct xpt_error **ret_error)
{
	char path[PATH_TEXT];

	return write_file(doing, path_driver(path, "pciback",
			doing->act->verb == VERB_SLOT_ADD ? "new_slot" : "remove_slot"),
			doing->address, ret_error);
}

/* What xl keeps in xenstore */

static int remembered_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error)
{
	auto_free char *driver = NULL;
	int rc = ask_remembered(doing->actor->source, doing->bdf, &driver, ret_error);

	if (!rc)
		*ret_done = doing->act->text ? same(driver, doing->act->text) : !driver;
	return rc;
}

/* In libxl's own form, so that xl pci-assignable-remove finds the driver too. */
static int remember(const struct doing *doing, struct xpt_error **ret_error)
{
	struct sink *sink = doing->actor->sink;
	char path[PATH_TEXT], driver[PATH_TEXT];

	snprintf(driver, sizeof(driver), "/" PATH_DRIVERS "/%s", doing->act->text);
	return sink->ops->store_write(sink, path_claim(path, doing->bdf, "driver_path"), driver,
			ret_error);
}

static int forget(const struct doing *doing, struct xpt_error **ret_error)
{
	struct sink *sink = doing->actor->sink;
	char path[PATH_TEXT];

	return sink->ops->store_remove(sink, path_claim(path, doing->bdf, "driver_path"), ret_error);
}

static int name_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error)
{
	auto_free char *name = NULL;
	char path[PATH_TEXT];
	int rc = ask_text(doing->actor->source, path_claim(path, doing->bdf, "name"), &name, ret_error);

	if (!rc)
		*ret_done = doing->act->text ? same(name, doing->act->text) : !name;
	return rc;
}

static int name(const struct doing *doing, struct xpt_error **ret_error)
{
	struct sink *sink = doing->actor->sink;
	char path[PATH_TEXT];

	path_claim(path, doing->bdf, "name");
	return doing->act->text ? sink->ops->store_write(sink, path, doing->act->text, ret_error) :
			sink->ops->store_remove(sink, path, ret_error);
}

static int unclaim_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error)
{
	enum answer claimed;
	unsigned int domid = 0;
	int rc = ask_claim(doing->actor->source, doing->bdf, &claimed, &domid, ret_error);

	if (!rc)
		*ret_done = claimed == ANSWER_NO ||
				(claimed == ANSWER_YES && domid != doing->act->domid);
	return rc;
}

static int unclaim(const struct doing *doing, struct xpt_error **ret_error)
{
	struct sink *sink = doing->actor->sink;
	char path[PATH_TEXT];

	return sink->ops->store_remove(sink, path_claim(path, doing->bdf, "domid"), ret_error);
}

/* Xen */

static int quarantine_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error)
{
	char owner[OWNER_TEXT];
	int rc = ask_owner(doing->actor->source, doing->bdf, owner, ret_error);
	bool inside = !rc && !strcmp(owner, "quarantine");

	if (!rc)
		*ret_done = doing->act->verb == VERB_QUARANTINE ? inside : !inside;
	return rc;
}

static int quarantine(const struct doing *doing, struct xpt_error **ret_error)
{
	struct sink *sink = doing->actor->sink;

	/* Relaxed as libxl does it: a shared reserved region harms nobody in there. */
	if (doing->act->verb == VERB_QUARANTINE)
		return sink->ops->assign(sink, doing->bdf, SINK_QUARANTINE, true, ret_error);
	return sink->ops->deassign(sink, doing->bdf, SINK_QUARANTINE, ret_error);
}

static int rehearse(const struct doing *doing, struct xpt_error **ret_error)
{
	struct sink *sink = doing->actor->sink;
	unsigned int domid = doing->act->domid;
	int rc = sink->ops->assign(sink, doing->bdf, domid, doing->act->flags & XPT_RELAXED,
			ret_error);

	return rc ? rc : sink->ops->deassign(sink, doing->bdf, domid, ret_error);
}

/* Domains */

static int attach_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error)
{
	const struct holders *holders = doing->holders;
	int rc = holders_ask(doing, ret_error);

	if (!rc)
		*ret_done = holders->store == ANSWER_YES && holders->xen == ANSWER_YES &&
				holders->model != ANSWER_NO;
	return rc;
}

static int attach(const struct doing *doing, struct xpt_error **ret_error)
{
	const struct act *act = doing->act;
	const struct pci_options options = {
		.bdf = doing->bdf,
		.slot = act->slot,
		.relaxed = act->flags & XPT_RELAXED,
		.permissive = act->flags & XPT_PERMISSIVE,
		.msitranslate = act->flags & XPT_MSITRANSLATE,
		.power_mgmt = act->flags & XPT_POWER_MGMT,
	};
	struct act clear = { VERB_DETACH, act->text, .domid = act->domid, .flags = XPT_FORCE };
	struct doing clearing = *doing;
	struct sink *sink = doing->actor->sink;
	int rc;

	/* Half of an earlier attempt would be in libxl's way. */
	clearing.act = &clear;
	rc = detach_staged(&clearing, ret_error);
	return rc ? rc : sink->ops->pci_add(sink, act->domid, &options, ret_error);
}

static int detach_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error)
{
	int rc = holders_ask(doing, ret_error);
	bool claimed = false;

	if (!rc)
		rc = unclaim_done(doing, &claimed, ret_error);
	if (!rc)
		*ret_done = holders_none(doing->holders) && claimed;
	return rc;
}

static const struct deed deeds[VERB_COUNT] = {
	[VERB_UNBIND] = { unbind_done, unbind, false },
	[VERB_BIND] = { bind_done, bind, false },
	[VERB_PROBE] = { probe_done, probe, true },
	[VERB_OVERRIDE] = { override_done, override, false },
	[VERB_SLOT_ADD] = { slot_done, slot, true },
	[VERB_SLOT_REMOVE] = { slot_done, slot, true },
	[VERB_REMEMBER] = { remembered_done, remember, false },
	[VERB_FORGET] = { remembered_done, forget, false },
	[VERB_QUARANTINE] = { quarantine_done, quarantine, true },
	[VERB_UNQUARANTINE] = { quarantine_done, quarantine, true },
	[VERB_REHEARSE] = { NULL, rehearse, true },
	[VERB_ATTACH] = { attach_done, attach, false },
	[VERB_DETACH] = { detach_done, detach_staged, true },
	[VERB_UNCLAIM] = { unclaim_done, unclaim, false },
	[VERB_NAME] = { name_done, name, false },
	[VERB_PIN] = { pin_done, pin, false },
	[VERB_NODES] = { nodes_done, nodes, false },
	[VERB_POOL_CREATE] = { pool_made_done, pool_create, false },
	[VERB_POOL_DESTROY] = { pool_gone_done, pool_destroy, false },
	[VERB_POOL_RENAME] = { pool_name_done, pool_rename, false },
	[VERB_POOL_ADD] = { pool_cpus_done, pool_cpus, false },
	[VERB_POOL_REMOVE] = { pool_cpus_done, pool_cpus, false },
	[VERB_POOL_MOVE] = { pool_member_done, pool_move, false },
	[VERB_RELOCATE] = { relocate_done, relocate, false },
	[VERB_SETTLE] = { NULL, settle, true },
	[VERB_FILE] = { xpt__file_done, xpt__file_write, false },
	[VERB_RUN] = { NULL, xpt__program_run, true },
};

/* Do it, with everybody's words recorded while it runs and not a moment longer. */
static int perform(const struct doing *doing, struct xpt_error **ret_error)
{
	struct sink *sink = doing->actor->sink;
	struct xpt_error *error = NULL, *nothing = NULL;
	const struct log_line *lines;
	size_t count;
	bool done = false;
	int rc;

	sink->ops->listen_begin(sink);
	rc = deeds[doing->act->verb].perform(doing, &error);
	if (!rc)
		return 0;
	sink->ops->listen_end(sink, &lines, &count);
	rc = doing_refused(doing, error, lines, count, ret_error);
	if (deeds[doing->act->verb].done)
		(void)deeds[doing->act->verb].done(doing, &done, &nothing);
	xpt_error_free(nothing);
	if (done && ret_error) {
		xpt_error_free(*ret_error);
		*ret_error = NULL;
	}
	return done ? 0 : rc;
}

static int without_effect(const struct doing *doing, struct xpt_error **ret_error)
{
	struct xpt_error *error = NULL;

	(void)error_set(&error, XPT_REFUSED, "it was accepted, and had no effect");
	return doing_refused(doing, error, NULL, 0, ret_error);
}

int act_do(struct actor *actor, const struct step *step, const struct act *act,
		struct xpt_error **ret_error)
{
	const struct deed *deed = &deeds[act->verb];
	struct holders holders = { 0 };
	struct doing doing = { .actor = actor, .bdf = step->bdf, .act = act, .subject = step->subject,
		.holders = &holders };
	bool done = false;
	int rc = 0;

	xpt_bdf_format(step->bdf, doing.address);
	if (!deed->perform)
		return 0;
	if (deed->done)
		rc = deed->done(&doing, &done, ret_error);
	if (rc || done)
		return rc;
	rc = perform(&doing, ret_error);
	if (rc || deed->final)
		return rc;
	rc = deed->done(&doing, &done, ret_error);
	return rc || done ? rc : without_effect(&doing, ret_error);
}
