/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One act: is it done already? do it; is it done now?
 * The host's own state decides, not what a call returned: an act may be repeated after a crash, and an
 * error that came too late (somebody else did it, the device is gone from the driver all the same) is
 * none.
 */
#include <string.h>

#include "../base/clock.h"
#include "../base/error.h"
#include "../source/paths.h"
#include "cpus.h"
#include "verbs.h"
#include "console.h"
#include "file.h"
#include "holders.h"
#include "move.h"
#include "trace.h"
#include "usb.h"
#include "vf.h"

static bool same(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

static int write_file(const struct attempt *attempt, const char *path, const char *text,
		struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;

	return writer->ops->write_file(writer, path, text, ret_error);
}

/* Drivers */

static int unbind_done(const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	auto_free char *driver = NULL;
	int rc = xpt__probe_driver(
			attempt->apply_context->source, attempt->bdf, &driver, ret_error);

	if (!rc)
		*ret_done = attempt->op->text ? !same(driver, attempt->op->text) : !driver;
	return rc;
}

/* pciback lets go of a device that a guest is using, and the kernel only warns. */
static int refuse_in_use(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct ownership ownership;
	int rc;

	if (xpt__probe_free(attempt->apply_context->source, attempt->bdf) == ANSWER_YES)
		return 0;
	rc = xpt__probe_owner(attempt->apply_context->source, attempt->bdf, &ownership, ret_error);
	if (rc)
		return rc;
	if (ownership.by == OWNED_BY_UNKNOWN)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"it is not known whether a guest is using it: %s",
				ownership.reason);
	if (ownership.by == OWNED_BY_DOMAIN && ownership.domid)
		return xpt__error_set(ret_error, XPT_REFUSED, "d%u is using it", ownership.domid);
	return 0;
}

static int unbind(const struct attempt *attempt, struct xpt_error **ret_error)
{
	auto_free char *driver = NULL;
	char path[PATH_TEXT];
	int rc = xpt__probe_driver(
			attempt->apply_context->source, attempt->bdf, &driver, ret_error);

	if (!rc && same(driver, "pciback"))
		rc = refuse_in_use(attempt, ret_error);
	if (rc || !driver)
		return rc;
	return write_file(attempt, xpt__path_driver(path, driver, "unbind"), attempt->address,
			ret_error);
}

static int bind_done(const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	auto_free char *driver = NULL;
	int rc = xpt__probe_driver(
			attempt->apply_context->source, attempt->bdf, &driver, ret_error);

	if (!rc)
		*ret_done = same(driver, attempt->op->text);
	return rc;
}

static int bind(const struct attempt *attempt, struct xpt_error **ret_error)
{
	char path[PATH_TEXT];

	return write_file(attempt, xpt__path_driver(path, attempt->op->text, "bind"),
			attempt->address, ret_error);
}

static int probe_done(const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	auto_free char *driver = NULL;
	int rc = xpt__probe_driver(
			attempt->apply_context->source, attempt->bdf, &driver, ret_error);

	if (!rc)
		*ret_done = driver;
	return rc;
}

static int probe(const struct attempt *attempt, struct xpt_error **ret_error)
{
	return write_file(attempt, PATH_DRIVERS_PROBE, attempt->address, ret_error);
}

static int override_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	auto_free char *override = NULL;
	int rc = xpt__probe_override(
			attempt->apply_context->source, attempt->bdf, &override, ret_error);

	if (!rc)
		*ret_done = same(override, attempt->op->text);
	return rc;
}

static int override(const struct attempt *attempt, struct xpt_error **ret_error)
{
	char path[PATH_TEXT];

	/* A write of nothing never reaches the kernel: an empty line clears it. */
	return write_file(attempt, xpt__path_device(path, attempt->bdf, "driver_override"),
			*attempt->op->text ? attempt->op->text : "\n", ret_error);
}

/* pciback's slots */

static int slot_done(const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	enum answer listed;
	int rc = xpt__probe_slot(attempt->apply_context->source, attempt->bdf, &listed, ret_error);

	if (!rc)
		*ret_done = listed == (attempt->op->verb == VERB_SLOT_ADD ? ANSWER_YES : ANSWER_NO);
	return rc;
}

static int slot(const struct attempt *attempt, struct xpt_error **ret_error)
{
	char path[PATH_TEXT];

	return write_file(attempt,
			xpt__path_driver(path, "pciback",
					attempt->op->verb == VERB_SLOT_ADD ? "new_slot" :
									     "remove_slot"),
			attempt->address, ret_error);
}

/* What xl keeps in xenstore */

static int remembered_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	auto_free char *driver = NULL;
	int rc = xpt__probe_remembered(
			attempt->apply_context->source, attempt->bdf, &driver, ret_error);

	if (!rc)
		*ret_done = attempt->op->text ? same(driver, attempt->op->text) : !driver;
	return rc;
}

/* In libxl's own form, so that xl pci-assignable-remove finds the driver too. */
static int remember(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	char path[PATH_TEXT], driver[PATH_TEXT];

	snprintf(driver, sizeof(driver), "/" PATH_DRIVERS "/%s", attempt->op->text);
	return writer->ops->store_write(writer, xpt__path_claim(path, attempt->bdf, "driver_path"),
			driver, ret_error);
}

static int forget(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	char path[PATH_TEXT];

	return writer->ops->store_remove(
			writer, xpt__path_claim(path, attempt->bdf, "driver_path"), ret_error);
}

static int name_done(const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	auto_free char *name = NULL;
	char path[PATH_TEXT];
	int rc = xpt__probe_text(attempt->apply_context->source,
			xpt__path_claim(path, attempt->bdf, "name"), &name, ret_error);

	if (!rc)
		*ret_done = attempt->op->text ? same(name, attempt->op->text) : !name;
	return rc;
}

static int name(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	char path[PATH_TEXT];

	xpt__path_claim(path, attempt->bdf, "name");
	return attempt->op->text ?
			writer->ops->store_write(writer, path, attempt->op->text, ret_error) :
			writer->ops->store_remove(writer, path, ret_error);
}

static int unclaim_done(const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	enum answer claimed;
	unsigned int domid = 0;
	int rc = xpt__probe_claim(
			attempt->apply_context->source, attempt->bdf, &claimed, &domid, ret_error);

	if (!rc)
		*ret_done = claimed == ANSWER_NO ||
				(claimed == ANSWER_YES && domid != attempt->op->domid);
	return rc;
}

static int unclaim(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	char path[PATH_TEXT];

	return writer->ops->store_remove(
			writer, xpt__path_claim(path, attempt->bdf, "domid"), ret_error);
}

/* Xen */

static int quarantine_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	struct ownership ownership;
	int rc;

	/* dom0's or in quarantine: done again it does no harm, and its refusal is looked at */
	*ret_done = false;
	if (attempt->stage == STAGE_LOOK &&
			xpt__probe_free(attempt->apply_context->source, attempt->bdf) == ANSWER_YES)
		return 0;
	rc = xpt__probe_owner(attempt->apply_context->source, attempt->bdf, &ownership, ret_error);
	if (rc)
		return rc;
	if (attempt->op->verb == VERB_QUARANTINE)
		*ret_done = ownership.by == OWNED_BY_QUARANTINE;
	else /* not knowing, ask Xen to take it out: it refuses where it is not in there */
		*ret_done = ownership.by != OWNED_BY_QUARANTINE && ownership.by != OWNED_BY_UNKNOWN;
	return 0;
}

static int quarantine(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;

	/* Relaxed as libxl does it: a shared reserved region harms nobody in there. */
	if (attempt->op->verb == VERB_QUARANTINE)
		return writer->ops->assign(
				writer, attempt->bdf, WRITER_QUARANTINE, true, ret_error);
	return writer->ops->deassign(writer, attempt->bdf, WRITER_QUARANTINE, ret_error);
}

static int trial_assign(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	unsigned int domid = attempt->op->domid;
	int rc;

	/* the attach that follows hears it first: it thinks while Xen assigns */
	xpt__announce_device_model(attempt->apply_context->source, domid);
	rc = writer->ops->assign(
			writer, attempt->bdf, domid, attempt->op->flags & XPT_RELAXED, ret_error);
	return rc ? rc : writer->ops->deassign(writer, attempt->bdf, domid, ret_error);
}

/* Domains */

static int attach_done(const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	int rc = xpt__holders_probe(attempt, ret_error);

	if (!rc)
		*ret_done = xpt__holders_all(attempt->holders);
	return rc;
}

static int attach(const struct attempt *attempt, struct xpt_error **ret_error)
{
	const struct op *op = attempt->op;
	struct pci_options options = {
		.bdf = attempt->bdf,
		.slot = op->slot,
		.relaxed = op->flags & XPT_RELAXED,
		.permissive = op->flags & XPT_PERMISSIVE,
		.msitranslate = op->flags & XPT_MSITRANSLATE,
		.power_mgmt = op->flags & XPT_POWER_MGMT,
	};
	struct op clear = { VERB_DETACH, op->text, .domid = op->domid, .flags = XPT_FORCE };
	struct attempt clearing = *attempt;
	struct writer *writer = attempt->apply_context->writer;
	int rc;

	/* Half of an earlier attempt would be in libxl's way. */
	clearing.op = &clear;
	rc = xpt__detach_staged(&clearing, ret_error);
	options.model_answers = attempt->holders->model != ANSWER_UNKNOWN;
	return rc ? rc : writer->ops->pci_add(writer, op->domid, &options, ret_error);
}

static int detach_done(const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	int rc = xpt__holders_probe(attempt, ret_error);
	bool claimed = false;

	if (!rc)
		rc = unclaim_done(attempt, &claimed, ret_error);
	if (!rc)
		*ret_done = xpt__holders_none(attempt->holders) && claimed;
	return rc;
}

static const struct verb_ops verb_table[VERB_COUNT] = {
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
	[VERB_TRIAL_ASSIGN] = { NULL, trial_assign, true },
	[VERB_ATTACH] = { attach_done, attach, false },
	[VERB_DETACH] = { detach_done, xpt__detach_staged, true },
	[VERB_UNCLAIM] = { unclaim_done, unclaim, false },
	[VERB_CLEAR_RECORD] = { xpt__record_done, xpt__record_clear, false },
	[VERB_NAME] = { name_done, name, false },
	[VERB_VF_COUNT] = { xpt__verb_vf_count_done, xpt__verb_vf_count, false },
	[VERB_VF_AUTOPROBE] = { xpt__verb_vf_autoprobe_done, xpt__verb_vf_autoprobe, false },
	[VERB_VF_SETTINGS] = { xpt__verb_vf_settings_done, xpt__verb_vf_settings, false },
	[VERB_NVME_VF] = { xpt__verb_nvme_vf_done, xpt__verb_nvme_vf, false },
	[VERB_CONSOLE] = { xpt__verb_console_done, xpt__verb_console, false },
	[VERB_FRAMEBUFFER] = { xpt__verb_framebuffer_done, xpt__verb_framebuffer, false },
	[VERB_PIN] = { xpt__verb_pin_done, xpt__verb_pin, false },
	[VERB_NODES] = { xpt__verb_nodes_done, xpt__verb_nodes, false },
	[VERB_POOL_CREATE] = { xpt__verb_pool_present_done, xpt__verb_pool_create, false },
	[VERB_POOL_DESTROY] = { xpt__verb_pool_absent_done, xpt__verb_pool_destroy, false },
	[VERB_POOL_RENAME] = { xpt__verb_pool_name_done, xpt__verb_pool_rename, false },
	[VERB_POOL_ADD] = { xpt__verb_pool_cpus_done, xpt__verb_pool_cpus, false },
	[VERB_POOL_REMOVE] = { xpt__verb_pool_cpus_done, xpt__verb_pool_cpus, false },
	[VERB_POOL_MOVE] = { xpt__verb_pool_member_done, xpt__verb_pool_move, false },
	[VERB_MIGRATE] = { xpt__verb_migrate_done, xpt__verb_migrate, false },
	[VERB_FINISH_MIGRATION] = { NULL, xpt__verb_finish_migration, true },
	[VERB_FILE] = { xpt__file_done, xpt__file_write, false },
	[VERB_RUN] = { xpt__program_done, xpt__program_run, true },
	[VERB_USB_CONTROLLER] = { xpt__usb_controller_done, xpt__usb_controller, false },
	[VERB_USB_CONTROLLER_REMOVE] = { xpt__usb_controller_removed, xpt__usb_controller_remove,
			false },
	[VERB_USB_ATTACH] = { xpt__usb_attach_done, xpt__usb_attach, false },
	[VERB_USB_DETACH] = { xpt__usb_detach_done, xpt__usb_detach, false },
	[VERB_USB_PROBE] = { NULL, xpt__usb_probe_drivers, true },
	[VERB_USB_RESERVE] = { xpt__usb_authorize_done, xpt__usb_authorize, false },
	[VERB_USB_AUTHORIZE] = { xpt__usb_authorize_done, xpt__usb_authorize, false },
	[VERB_USB_RELEASE] = { NULL, xpt__usb_release, true },
};

/* Do it, with everybody's words recorded while it runs and not a moment longer. */
static int perform(struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	struct xpt_error *error = NULL, *nothing = NULL;
	const struct log_line *lines;
	size_t count;
	bool done = false;
	int rc;

	attempt->stage = STAGE_ACT;
	writer->ops->listen_begin(writer);
	rc = verb_table[attempt->op->verb].perform(attempt, &error);
	if (!rc)
		return 0;
	writer->ops->listen_end(writer, &lines, &count);
	rc = xpt__attempt_refused(attempt, error, lines, count, ret_error);
	attempt->stage = STAGE_REFUSED;
	if (verb_table[attempt->op->verb].done)
		(void)verb_table[attempt->op->verb].done(attempt, &done, &nothing);
	xpt_error_free(nothing);
	if (done && ret_error) {
		xpt_error_free(*ret_error);
		*ret_error = NULL;
	}
	return done ? 0 : rc;
}

static int without_effect(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct xpt_error *error = NULL;
	char text[HOLDERS_TEXT];

	/* of other verbs nobody was asked */
	if (!xpt__holders_none(attempt->holders))
		(void)xpt__error_set(&error, XPT_REFUSED,
				"it was accepted, and done only in part: %s",
				xpt__holders_text(attempt->holders, text));
	else
		(void)xpt__error_set(&error, XPT_REFUSED, "it was accepted, and had no effect");
	return xpt__attempt_refused(attempt, error, NULL, 0, ret_error);
}

static int do_op(struct apply_context *apply_context, const struct step *step, const struct op *op,
		struct xpt_error **ret_error)
{
	const struct verb_ops *verb_ops = &verb_table[op->verb];
	struct holders holders = { 0 };
	struct attempt attempt = { .apply_context = apply_context,
		.bdf = step->bdf,
		.op = op,
		.subject = step->subject,
		.holders = &holders };
	bool done = false;
	int rc = 0;

	xpt_bdf_format(step->bdf, attempt.address);
	if (!verb_ops->perform)
		return 0;
	if (verb_ops->done)
		rc = verb_ops->done(&attempt, &done, ret_error);
	if (rc || done)
		return rc;
	rc = perform(&attempt, ret_error);
	if (rc || verb_ops->final)
		return rc;
	attempt.stage = STAGE_VERIFY;
	rc = verb_ops->done(&attempt, &done, ret_error);
	return rc || done ? rc : without_effect(&attempt, ret_error);
}

int xpt__op_do(struct apply_context *apply_context, const struct step *step, const struct op *op,
		struct xpt_error **ret_error)
{
	const long long began_us = xpt__clock_us();
	struct xpt_error *error = NULL;
	int rc = do_op(apply_context, step, op, &error);

	xpt__trace_op(apply_context, step, began_us, rc, error);
	return error ? xpt__error_pass(ret_error, error) : rc;
}
