/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which hide= hides devices at the next boot, and what speaks against it. */
#include <xpt/boot.h>

#include <string.h>

#include "../base/error.h"
#include "../base/options.h"
#include "../boot/cmdline.h"
#include "../boot/hide.h"
#include "../boot/hide_rules.h"
#include "check.h"
#include "hidden_cards.h"
#include "hide_absent.h"
#include "hide_change.h"

struct hide_change {
	const struct xpt_host *host;
	struct xpt_hide_request request;
	struct arena *arena;
	struct xpt_report *report;
	struct hide_list old, new;
	size_t room; /* of new.entries */
};

static void add(struct hide_change *change, struct xpt_bdf bdf)
{
	if (!xpt__hide_has(&change->new, bdf) && change->new.count < change->room)
		change->new.entries[change->new.count++].bdf = bdf;
}

static bool requests(const struct hide_change *change, struct xpt_bdf bdf)
{
	for (size_t i = 0; i < change->request.device_count; i++)
		if (!xpt_bdf_compare(change->request.devices[i], bdf))
			return true;
	return false;
}

static bool by_rules(const struct hide_change *change)
{
	return change->request.flags & XPT_HIDE_OVERRIDE;
}

/* A rule of a card in whose place there is another hides nothing, and goes whenever the rules change. */
static bool is_stale(const struct hide_rules *rules, const struct xpt_device *device)
{
	return device && !xpt__hide_rule_of(rules, device) &&
			!xpt__hide_rule_in_doubt(rules, device);
}

static int read_rules(struct hide_change *change, struct xpt_error **ret_error)
{
	const struct hide_rules *rules = &change->host->boot->rules;
	const struct bdfs *ruled = &change->host->boot->ruled;
	bool unhides = change->request.flags & XPT_UNHIDE;

	if (rules->edited)
		return xpt__error_set(ret_error, XPT_UNSUPPORTED,
				"somebody edited /" HIDE_RULES_FILE
				": move it away, then do this again");
	if (ruled->state != XPT_FACT_KNOWN && ruled->state != XPT_FACT_ABSENT)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"/" HIDE_RULES_FILE " cannot be read: %s",
				ruled->reason ? ruled->reason : "nobody looked for it");
	change->old.entries = xpt__arena_array(
			change->arena, rules->count + 1, sizeof(*change->old.entries));
	for (size_t i = 0; change->old.entries && i < rules->count; i++) {
		struct xpt_bdf bdf = rules->items[i].bdf;

		if (!is_stale(rules, xpt__model_device(change->host, bdf)) ||
				(unhides && requests(change, bdf)))
			change->old.entries[change->old.count++].bdf = bdf;
	}
	return change->old.entries ? 0 : xpt__error_no_memory(ret_error);
}

static int read_line(struct hide_change *change, struct xpt_error **ret_error)
{
	const struct boot *boot = change->host->boot;

	if (boot->dom0_line.state != XPT_FACT_KNOWN)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"the next boot's line of dom0 is not known: %s",
				boot->dom0_line.reason ? boot->dom0_line.reason :
							 "run \"xpt boot\"");
	if (!xpt__hide_parse(change->arena, xpt__span_of(boot->hide), &change->old))
		return xpt__error_no_memory(ret_error);
	if (change->old.error && !(change->request.flags & XPT_UNHIDE_ALL) && !change->request.list)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"%s; fix it with \"xpt boot set dom0 xen-pciback.hide=...\", or "
				"start over with \"xpt unhide --all\"",
				xpt__hide_why(change->arena, &change->old));
	return 0;
}

static int read_old(struct hide_change *change, struct xpt_error **ret_error)
{
	int rc = by_rules(change) ? read_rules(change, ret_error) : read_line(change, ret_error);

	if (rc)
		return rc;
	change->room = change->old.count + change->host->device_count +
			change->request.device_count;
	change->new.entries = xpt__arena_array(
			change->arena, change->room + 1, sizeof(*change->new.entries));
	return change->new.entries ? 0 : xpt__error_no_memory(ret_error);
}

/* A rule knows one device, and what is below a bridge is not it. */
static int check_ruled(struct hide_change *change, const struct xpt_device *device,
		struct xpt_error **ret_error)
{
	struct hide_rule rule;

	if (!by_rules(change))
		return 0;
	if (xpt__check_is_bridge(device))
		return xpt__error_set(ret_error, XPT_REFUSED,
				"%s is a bridge: name the devices below it", device->address);
	if (!xpt__hide_rule_for(device, &rule))
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"the vendor, device and subsystem ids of %s cannot be read",
				device->address);
	return 0;
}

/* What hide= names for another card must be taken out first, or the note of that card would stay. */
static int check_card(struct hide_change *change, const struct xpt_device *device,
		struct xpt_error **ret_error)
{
	if (by_rules(change) || !xpt__hide_takes(&change->old, device) ||
			xpt__hidden_card(change->host, device) != HIDDEN_CARD_OTHER)
		return 0;
	return xpt__error_set(ret_error, XPT_REFUSED,
			"hide= names %s for another card, which was there: first: xpt unhide %s",
			device->address, device->address);
}

/* What is there already stays as it is written; an entry that it covers adds nothing. */
static int hide(struct hide_change *change, struct xpt_error **ret_error)
{
	const struct xpt_device *device;

	for (size_t i = 0; i < change->old.count; i++)
		add(change, change->old.entries[i].bdf);
	for (size_t i = 0; i < change->request.device_count; i++) {
		int rc = xpt_host_find_device(
				change->host, change->request.devices[i], &device, ret_error);

		rc = rc ? rc : check_ruled(change, device, ret_error);
		rc = rc ? rc : check_card(change, device, ret_error);
		if (rc)
			return rc;
		if (!xpt__hide_takes(&change->old, device))
			add(change, device->bdf);
	}
	return 0;
}

/* The whole list, in place of what is there. */
static int replace(struct hide_change *change, struct xpt_error **ret_error)
{
	struct span list = xpt__span_of(change->request.list);

	if (!(by_rules(change) ? xpt__hide_entries(change->arena, list, &change->new) :
				 xpt__hide_parse(change->arena, list, &change->new)))
		return xpt__error_no_memory(ret_error);
	return change->new.error ? xpt__hide_refuse(change->arena, &change->new, ret_error) : 0;
}

/* An entry for more than what goes becomes entries for the rest of what is there. */
static void keep_rest(struct hide_change *change, const struct hidden *entry)
{
	bool touched = false;

	for (size_t i = 0; i < change->request.device_count; i++)
		touched |= xpt__hide_matches(entry, change->request.devices[i]);
	if (!touched) {
		add(change, entry->bdf);
		return;
	}
	for (size_t i = 0; i < change->host->device_count; i++)
		if (xpt__hide_matches(entry, change->host->devices[i].bdf) &&
				!requests(change, change->host->devices[i].bdf))
			add(change, change->host->devices[i].bdf);
}

static int unhide(struct hide_change *change, struct xpt_error **ret_error)
{
	if (change->request.flags & XPT_UNHIDE_ALL)
		return 0;
	for (size_t i = 0; i < change->old.count; i++)
		keep_rest(change, &change->old.entries[i]);
	for (size_t i = 0; i < change->request.device_count; i++) {
		const struct xpt_device *device =
				xpt__model_device(change->host, change->request.devices[i]);
		const struct xpt_device *above = device ? device->parent : NULL;

		while (above && !xpt__hide_names(&change->new, above->bdf))
			above = above->parent;
		if (above)
			return xpt__error_set(ret_error, XPT_REFUSED,
					"%s is hidden with the bridge %s above it: unhide that, "
					"then hide what is to stay hidden",
					device->address, above->address);
	}
	return 0;
}

/* Does dom0 live on what the next boot would take from it? */
static int check_critical_device(struct hide_change *change, const struct xpt_device *device)
{
	bool forced = change->request.flags & XPT_FORCE_CRITICAL;
	enum xpt_verdict verdict = forced ? XPT_RISK : XPT_BLOCKED;
	const char *action = forced ? NULL : "hide", *reason = device->critical.reason;

	if (xpt__model_in_pciback(device) || xpt__check_is_guests(device))
		return 0;
	if (device->critical.count)
		return xpt__report_add_as(change->report, &xpt__cause_critical_device, verdict,
				       PLACEHOLDERS({ "device", device->address },
						       { "use",
								       xpt__check_uses(change->arena,
										       device) },
						       { "action", action },
						       { "operands", device->address })) ?
				0 :
				XPT_NO_MEMORY;
	if (device->critical.state == XPT_FACT_KNOWN)
		return 0;
	return xpt__report_add_as(change->report, &xpt__cause_critical_unknown,
			       xpt__check_doubt(change->host, forced),
			       PLACEHOLDERS({ "device", device->address },
					       { "reason", reason ? reason : "nobody asked" },
					       { "action", action },
					       { "operands", device->address })) ?
			0 :
			XPT_NO_MEMORY;
}

/* What is not known may work: an initramfs can load a module early, too. */
static int check_module(struct hide_change *change, const struct xpt_device *device)
{
	const struct fact_text *next = &change->host->boot->pciback_next;
	bool absent = next->state == XPT_FACT_ABSENT;

	if (next->state == XPT_FACT_KNOWN && (by_rules(change) || !strcmp(next->value, "built in")))
		return 0;
	if (next->state == XPT_FACT_KNOWN || absent)
		return xpt__report_add_as(change->report, &xpt__cause_boot_hide_module,
				       absent ? XPT_BLOCKED : XPT_RISK,
				       PLACEHOLDERS({ "device", device->address },
						       { "how",
								       absent ? "not at all" :
										"as a module" },
						       { "unless",
								       absent ? "" :
										", unless the initramfs "
										"loads it before the "
										"drivers" })) ?
				0 :
				XPT_NO_MEMORY;
	return xpt__report_find(change->report, &xpt__cause_boot_hide_ineffective) ||
					xpt__report_add(change->report,
							&xpt__cause_boot_hide_ineffective,
							PLACEHOLDERS({ "reason",
									next->reason ? next->reason :
										       "nobody asked" })) ?
			0 :
			XPT_NO_MEMORY;
}

/* udev starts when the drivers in the kernel have long looked at all devices. */
static int check_built_in(struct hide_change *change, const struct xpt_device *device)
{
	bool certain;
	const char *driver = by_rules(change) ?
			xpt__built_in_driver(change->host->boot, device, &certain) :
			NULL;

	return !driver ||
					xpt__report_add_as(change->report,
							&xpt__cause_boot_hide_built_in,
							certain ? XPT_BLOCKED : XPT_RISK,
							PLACEHOLDERS({ "device", device->address },
									{ "driver", driver },
									{ "takes",
											certain ? "takes" :
												  "may take" })) ?
			0 :
			XPT_NO_MEMORY;
}

static int check_bridge(struct hide_change *change, const struct xpt_device *device)
{
	const char *below = "";

	for (size_t i = 0; i < change->host->device_count && below; i++) {
		const struct xpt_device *other = &change->host->devices[i], *above = other->parent;

		while (above && above != device)
			above = above->parent;
		if (above)
			below = xpt__arena_text(change->arena, "%s%s%s", below, *below ? " " : "",
					other->address);
	}
	if (!below)
		return XPT_NO_MEMORY;
	return !*below ||
					xpt__report_add(change->report,
							&xpt__cause_boot_hide_bridge,
							PLACEHOLDERS({ "device", device->address },
									{ "below", below })) ?
			0 :
			XPT_NO_MEMORY;
}

/* Without their PF's driver they do not come. */
static int check_virtual_functions(struct hide_change *change, const struct xpt_device *device)
{
	const struct xpt_request reserve = XPT_OPTIONS(xpt_request, .action = XPT_RESERVE);
	const struct subject subject = {
		.host = change->host, .request = &reserve, .device = device, .arena = change->arena
	};

	return device->virtual_functions.count ? xpt__check_sriov.run(&subject, change->report) : 0;
}

/* To name it again says nothing of which card is meant: what is noted stays, and holds. */
static int judge_kept(struct hide_change *change, const struct xpt_device *device)
{
	if (by_rules(change) || (!change->request.list && !requests(change, device->bdf)))
		return 0;
	switch (xpt__hidden_card(change->host, device)) {
	case HIDDEN_CARD_OTHER:
		return xpt__check_other_card(change->report, change->arena,
				&xpt__cause_boot_hide_other, change->host->boot, device);
	case HIDDEN_CARD_UNSURE:
		return xpt__check_unsure_card(change->host, change->report, device);
	case HIDDEN_CARD_SAME:
	default:
		return 0;
	}
}

static int judge(struct hide_change *change)
{
	int rc = 0;

	for (size_t i = 0; i < change->host->device_count && !rc; i++) {
		const struct xpt_device *device = &change->host->devices[i];
		bool was = !change->old.error && xpt__hide_takes(&change->old, device),
		     is = xpt__hide_takes(&change->new, device);

		rc = xpt__check_hide_change(
				change->host, device, was, is, by_rules(change), change->report);
		if (!is || rc)
			continue;
		if (was) {
			rc = judge_kept(change, device);
			continue;
		}
		rc = check_critical_device(change, device);
		if (!rc && (change->request.list || requests(change, device->bdf)))
			rc = check_module(change, device);
		rc = rc ? rc : check_built_in(change, device);
		rc = rc ? rc : check_bridge(change, device);
		rc = rc ? rc : check_virtual_functions(change, device);
		if (!rc && device->physical_function.state == XPT_FACT_KNOWN)
			rc = xpt__report_add(change->report, &xpt__cause_boot_hide_virtual,
					     PLACEHOLDERS({ "device", device->address })) ?
					0 :
					XPT_NO_MEMORY;
	}
	return rc;
}

/* Of a list that is given whole; single devices must be there. */
static int judge_absent(struct hide_change *change)
{
	const char *absent = xpt__check_hide_absent(
			change->host, change->arena, &change->new, &change->old);

	if (!absent)
		return XPT_NO_MEMORY;
	return !*absent ||
					xpt__report_add(change->report,
							&xpt__cause_boot_hide_absent,
							PLACEHOLDERS({ "devices", absent })) ?
			0 :
			XPT_NO_MEMORY;
}

/* NULL: it is so already. */
static int word_of(struct hide_change *change, char **ret_word, struct xpt_error **ret_error)
{
	const struct boot *boot = change->host->boot;
	bool old = by_rules(change) ? boot->rules.count : boot->hide != NULL;
	const char *text;
	char *word = NULL;

	text = xpt__hide_text(change->arena, change->new.entries, change->new.count);
	if (!text)
		return xpt__error_no_memory(ret_error);
	*ret_word = NULL;
	if (change->new.count ? old && change->new.count == change->old.count &&
							!strcmp(text,
									xpt__hide_text(change->arena,
											change->old.entries,
											change->old.count)) :
				!old)
		return 0;
	if (asprintf(&word, "xen-pciback.hide%s%s", change->new.count ? "=" : "", text) < 0)
		return xpt__error_no_memory(ret_error);
	*ret_word = word;
	return 0;
}

static int check_hide_run(struct hide_change *change, char **ret_word, struct xpt_error **ret_error)
{
	int rc = read_old(change, ret_error);

	if (!rc && change->request.list)
		rc = replace(change, ret_error);
	else if (!rc)
		rc = change->request.flags & (XPT_UNHIDE | XPT_UNHIDE_ALL) ?
				unhide(change, ret_error) :
				hide(change, ret_error);
	if (rc)
		return rc;
	if (judge(change) || judge_absent(change))
		return xpt__error_no_memory(ret_error);
	return word_of(change, ret_word, ret_error);
}

int xpt_hide_list(const char *word, char **ret_list, struct xpt_error **ret_error)
{
	struct span list;

	*ret_list = NULL;
	if (!xpt__cmdline_hides(xpt__span_of(word), &list))
		return 0;
	*ret_list = strndup(list.length ? list.at : "", list.length);
	return *ret_list ? 0 : xpt__error_no_memory(ret_error);
}

int xpt_hide(const struct xpt_host *host, const struct xpt_hide_request *request,
		struct xpt_report **ret_report, char **ret_word, struct xpt_error **ret_error)
{
	struct hide_change change = { .host = host };
	int rc;

	if (!xpt__options_take(request, &change.request, sizeof(change.request)))
		return xpt__error_set(ret_error, XPT_INVALID,
				"the request uses options that this libxpt does not know");
	if (!host->boot || !(host->detail & XPT_DETAIL_CRITICAL))
		return xpt__error_set(ret_error, XPT_INVALID,
				"the snapshot was taken without XPT_DETAIL_BOOT and XPT_DETAIL_CRITICAL");
	if (!change.request.device_count && !(change.request.flags & XPT_UNHIDE_ALL) &&
			!change.request.list)
		return xpt__error_set(ret_error, XPT_INVALID, "the request names no device");
	change.arena = xpt__arena_new();
	change.report = xpt__report_new();
	rc = change.arena && change.report ? check_hide_run(&change, ret_word, ret_error) :
					     xpt__error_no_memory(ret_error);
	xpt__arena_free(change.arena);
	if (rc)
		xpt_report_free(change.report);
	else
		*ret_report = change.report;
	return rc;
}
