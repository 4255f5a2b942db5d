/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is what was promised for the boot that runs as it was promised? */
#include <xpt/boot.h>

#include <string.h>

#include "../base/error.h"
#include "../base/hide_list.h"
#include "../boot/cmdline.h"
#include "../boot/hide.h"
#include "../boot/hide_rules.h"
#include "boot_lines.h"
#include "check.h"
#include "hidden_cards.h"

struct this_boot {
	const struct xpt_host *host;
	const struct boot *promised; /* what the loader's files say; NULL: of another boot */
	struct hide_list hidden;     /* hide= of this boot */
	struct arena *arena;
	struct xpt_report *report;
};

static int add(struct this_boot *run, const struct cause *cause, const struct xpt_device *device,
		const char *promise)
{
	bool bound = device->driver.state == XPT_FACT_KNOWN;
	struct xpt_finding *finding = xpt__report_add(run->report, cause,
			PLACEHOLDERS({ "device", device->address }, { "promise", promise },
					{ "driver", bound ? device->driver.value : "none" }));

	return xpt__check_owner_evidence(finding, device);
}

static int judge_promised(
		struct this_boot *run, const struct xpt_device *device, const char *promise)
{
	if (xpt__check_is_guests(device))
		return add(run, &xpt__cause_boot_hide_held, device, promise);
	if (device->driver.state == XPT_FACT_UNREADABLE || device->driver.state == XPT_FACT_UNREAD)
		return xpt__check_unreadable_of(run->host, run->report,
				"which driver has the device", device->driver.reason,
				device->address);
	if (!xpt__model_in_pciback(device))
		return add(run, &xpt__cause_boot_hide_missed, device, promise);
	if (device->owner.kind == OWNER_UNKNOWN)
		return xpt__check_unreadable_of(run->host, run->report, "who owns the device",
				device->owner.reason, device->address);
	return add(run,
			device->owner.kind == OWNER_QUARANTINE ?
					&xpt__cause_boot_hide_held :
					&xpt__cause_boot_hide_not_quarantined,
			device, promise);
}

/* What a toolstack reserved is in quarantine; what the boot took is not. */
static bool is_seized(const struct xpt_device *device)
{
	return xpt__model_in_pciback(device) && device->owner.kind == OWNER_DOMAIN &&
			!xpt__check_is_guests(device) && fact_is(device->hidden_at_boot, 0);
}

/* hide= names the address of a card that is not there any more. */
static int judge_other_card(struct this_boot *run, const struct xpt_device *device)
{
	const struct boot *boot = run->host->boot;

	if (device->driver.state == XPT_FACT_UNREADABLE || device->driver.state == XPT_FACT_UNREAD)
		return xpt__check_unreadable_of(run->host, run->report,
				"which driver has the device", device->driver.reason,
				device->address);
	if (xpt__model_in_pciback(device) && device->owner.kind == OWNER_UNKNOWN)
		return xpt__check_unreadable_of(run->host, run->report, "who owns the device",
				device->owner.reason, device->address);
	/* who put it in quarantine, or gave it to a guest, wanted it so */
	return xpt__check_other_card(run->report, run->arena,
			xpt__model_in_pciback(device) && device->owner.kind == OWNER_DOMAIN &&
							!xpt__check_is_guests(device) ?
					&xpt__cause_boot_seized_other :
					&xpt__cause_boot_hide_other,
			boot, device);
}

static int judge_hidden(struct this_boot *run, const struct xpt_device *device, const char *promise)
{
	switch (xpt__hidden_card(run->host, device)) {
	case HIDDEN_CARD_OTHER:
		return judge_other_card(run, device);
	case HIDDEN_CARD_UNSURE:
		return xpt__check_unsure_card(run->host, run->report, device);
	case HIDDEN_CARD_SAME:
	default:
		return judge_promised(run, device, promise);
	}
}

/* @whose: "hide= of this boot"; by what it names a device that it takes, perhaps a bridge above. */
static const char *promise_of(struct this_boot *run, const char *whose,
		const struct hide_list *list, const struct xpt_device *device)
{
	const struct xpt_device *named = list->error ? NULL : xpt__hide_named(list, device);

	return named && named != device ?
			xpt__arena_text(run->arena, "%s, by the bridge %s above it,", whose,
					named->address) :
			whose;
}

static int judge_in_menu(struct this_boot *run, const struct xpt_device *device)
{
	struct hide_list list;
	const char *promise;

	if (!xpt__hide_parse(run->arena, xpt__span_of(run->promised->hide), &list))
		return XPT_NO_MEMORY;
	promise = promise_of(run, "hide= of the boot loader's menu", &list, device);
	return promise ? judge_hidden(run, device, promise) : XPT_NO_MEMORY;
}

static int judge_of_this_boot(struct this_boot *run, const struct xpt_device *device)
{
	const char *promise = promise_of(run, "hide= of this boot", &run->hidden, device);

	return promise ? judge_hidden(run, device, promise) : XPT_NO_MEMORY;
}

/* The card that hide= of this boot was written for, wherever it is. NULL: it was not. */
static const char *moved_promise(struct this_boot *run, const struct xpt_device *device)
{
	const struct device_name *card =
			xpt__check_moved_card(run->host->boot, &run->hidden, device);

	return card ? xpt__arena_text(run->arena, "hide= of this boot, for it at %s,",
				      card->address) :
		      NULL;
}

static int judge_device(struct this_boot *run, const struct xpt_device *device)
{
	const char *moved;

	/* a bridge that is named hides what is below it; itself it cannot be handed over */
	if (xpt__check_is_bridge(device))
		return 0;
	moved = moved_promise(run, device);
	if (moved)
		return judge_promised(run, device, moved);
	if (fact_true(device->hidden_at_boot))
		return judge_of_this_boot(run, device);
	if (run->promised && xpt__hide_rule_of(&run->promised->rules, device))
		return judge_promised(run, device, "a udev rule of xpt hide");
	if (run->promised && fact_true(device->hidden_next))
		return judge_in_menu(run, device);
	if (run->promised && xpt__hide_rule_in_doubt(&run->promised->rules, device))
		return xpt__check_unreadable_of(run->host, run->report,
				"whether a rule of udev hides it", "its ids cannot be read",
				device->address);
	return is_seized(device) ? add(run, &xpt__cause_boot_seized, device, NULL) : 0;
}

/* Nothing is where hide= names a card, and whether that is somewhere else cannot be told. */
static int ask_missing(struct this_boot *run, const struct device_name *card)
{
	bool doubtful = card->state == NAME_UNKNOWN || card->state == NAME_AMBIGUOUS ||
			(card->state == NAME_MOVED && card->proof == PROOF_NUMBERS);
	const char *where;

	if (!doubtful || !xpt__hide_names(&run->hidden, card->bdf) ||
			xpt__model_device(run->host, card->bdf))
		return 0;
	where = xpt__arena_text(
			run->arena, "where the card is now that hide= names at %s", card->address);
	return where ? xpt__check_unreadable_of(run->host, run->report, where,
				       card->state == NAME_UNKNOWN ?
						       card->why :
						       "a similar one is in another slot, and no "
						       "serial number confirms it",
				       card->address) :
		       XPT_NO_MEMORY;
}

static int ask_devices(struct this_boot *run)
{
	const struct xpt_host *host = run->host;
	int rc = 0;

	if (host->pciback_hide.state == XPT_FACT_KNOWN &&
			!xpt__hide_parse(run->arena, xpt__span_of(host->pciback_hide.value),
					&run->hidden))
		return XPT_NO_MEMORY;
	if (host->pciback_error.state == XPT_FACT_KNOWN)
		rc = xpt__check_hide(host, XPT_BLOCKED, run->report);
	else if (host->pciback_hide.state != XPT_FACT_KNOWN &&
			host->pciback_hide.state != XPT_FACT_ABSENT)
		rc = xpt__check_unreadable(host, run->report, "what hide= of this boot names",
				host->pciback_hide.reason);
	for (size_t i = 0; i < host->device_count && !rc; i++)
		rc = judge_device(run, &host->devices[i]);
	for (size_t i = 0; i < host->boot->cards.count && !rc; i++)
		rc = ask_missing(run, &host->boot->cards.items[i]);
	return rc;
}

static bool has_word(struct span text, enum boot_line line, struct span wanted)
{
	struct cmdline_word word;

	while (xpt__cmdline_next(&text, line, &word))
		if (word.all.length == wanted.length &&
				!memcmp(word.all.at, wanted.at, wanted.length))
			return true;
	return false;
}

/* The words of @promised that @line lacks, in quotes; "": none; NULL: no memory. */
static const char *lost_words(struct this_boot *run, enum boot_line line, struct span promised,
		struct span arrived)
{
	struct cmdline_word word;
	const char *lost = "";

	while (lost && xpt__cmdline_next(&promised, line, &word))
		if (!has_word(arrived, line, word.all))
			lost = xpt__arena_text(run->arena, "%s%s%.*s", lost, *lost ? " " : "",
					(int)word.all.length, word.all.at);
	return lost;
}

static int add_doubt(struct this_boot *run, const char *reason)
{
	return xpt__report_add(run->report, &xpt__cause_boot_unknown,
			       PLACEHOLDERS({ "reason",
					       reason ? reason :
							"the boot loader does not report it" })) ?
			0 :
			XPT_NO_MEMORY;
}

static int ask_line(struct this_boot *run, enum boot_line line, const struct fact_text *promised,
		const struct fact_text *arrived)
{
	const char *kernel = line == BOOT_LINE_XEN ? "Xen" : "dom0", *lost;
	struct span text;

	if (arrived->state != XPT_FACT_KNOWN)
		return xpt__check_unreadable(run->host, run->report,
				xpt__arena_text(run->arena, "the command line of %s", kernel),
				arrived->reason);
	text = xpt__span_of(promised->value);
	if (line == BOOT_LINE_XEN)
		text = xpt__cmdline_of_xen(text);
	lost = lost_words(run, line, text, xpt__span_of(arrived->value));
	if (!lost)
		return XPT_NO_MEMORY;
	return !*lost ||
					xpt__report_add(run->report, &xpt__cause_boot_not_arrived,
							PLACEHOLDERS({ "kernel", kernel },
									{ "words", lost })) ?
			0 :
			XPT_NO_MEMORY;
}

static int ask_lines(struct this_boot *run)
{
	const struct boot *boot = run->promised;
	int rc;

	if (!boot)
		return xpt__report_add(run->report, &xpt__cause_boot_waits, NULL) ? 0 :
										    XPT_NO_MEMORY;
	for (size_t i = 0; i < boot->next.doubts.count; i++)
		if (add_doubt(run, boot->next.doubts.items[i]))
			return XPT_NO_MEMORY;
	if (boot->next.doubts.count)
		return 0;
	if (boot->xen_line.state != XPT_FACT_KNOWN)
		return add_doubt(run, boot->xen_line.reason);
	if (boot->dom0_line.state != XPT_FACT_KNOWN)
		return add_doubt(run, boot->dom0_line.reason);
	rc = ask_line(run, BOOT_LINE_XEN, &boot->xen_line, &boot->xen_line_now);
	return rc ? rc : ask_line(run, BOOT_LINE_DOM0, &boot->dom0_line, &boot->dom0_line_now);
}

int xpt_host_check_this_boot(const struct xpt_host *host, unsigned int flags,
		struct xpt_report **ret_report, struct xpt_error **ret_error)
{
	auto_of(report) struct xpt_report *report = xpt__report_new();
	struct this_boot run = { .host = host, .report = report };
	int rc;

	if (!host->boot)
		return xpt__error_set(ret_error, XPT_INVALID,
				"the snapshot was taken without XPT_DETAIL_BOOT");
	if (flags & ~(unsigned int)XPT_BOOT_CHANGED)
		return xpt__error_set(ret_error, XPT_INVALID,
				"the request uses options that this libxpt does not know");
	run.promised = flags & XPT_BOOT_CHANGED ? NULL : host->boot;
	run.arena = xpt__arena_new();
	rc = report && run.arena ? ask_devices(&run) : XPT_NO_MEMORY;
	rc = rc ? rc : ask_lines(&run);
	rc = rc ? rc : xpt__check_boot_lines(host, NULL, report);
	xpt__arena_free(run.arena);
	if (rc)
		return xpt__error_no_memory(ret_error);
	*ret_report = TAKE(report);
	return 0;
}
