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

struct hiding {
	const struct xpt_host *host;
	struct xpt_hide_request request;
	struct arena *arena;
	struct xpt_report *report;
	struct hide_list old, new;
	size_t room; /* of new.entries */
};

static void add(struct hiding *hiding, struct xpt_bdf bdf)
{
	if (!xpt__hide_has(&hiding->new, bdf) && hiding->new.count < hiding->room)
		hiding->new.entries[hiding->new.count++].bdf = bdf;
}

static bool requests(const struct hiding *hiding, struct xpt_bdf bdf)
{
	for (size_t i = 0; i < hiding->request.device_count; i++)
		if (!xpt_bdf_compare(hiding->request.devices[i], bdf))
			return true;
	return false;
}

static bool by_rules(const struct hiding *hiding)
{
	return hiding->request.flags & XPT_HIDE_OVERRIDE;
}

/* A rule of a card in whose place there is another hides nothing, and goes whenever the rules change. */
static bool is_stale(const struct hide_rules *rules, const struct xpt_device *device)
{
	return device && !xpt__hide_rule_of(rules, device) &&
			!xpt__hide_rule_in_doubt(rules, device);
}

static int read_rules(struct hiding *hiding, struct xpt_error **ret_error)
{
	const struct hide_rules *rules = &hiding->host->boot->rules;
	const struct bdfs *ruled = &hiding->host->boot->ruled;
	bool unhides = hiding->request.flags & XPT_UNHIDE;

	if (rules->edited)
		return xpt__error_set(ret_error, XPT_UNSUPPORTED,
				"somebody edited /" HIDE_RULES_FILE
				": move it away, then do this again");
	if (ruled->state != XPT_FACT_KNOWN && ruled->state != XPT_FACT_ABSENT)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"/" HIDE_RULES_FILE " cannot be read: %s",
				ruled->reason ? ruled->reason : "nobody looked for it");
	hiding->old.entries = xpt__arena_array(
			hiding->arena, rules->count + 1, sizeof(*hiding->old.entries));
	for (size_t i = 0; hiding->old.entries && i < rules->count; i++) {
		struct xpt_bdf bdf = rules->items[i].bdf;

		if (!is_stale(rules, xpt__model_device(hiding->host, bdf)) ||
				(unhides && requests(hiding, bdf)))
			hiding->old.entries[hiding->old.count++].bdf = bdf;
	}
	return hiding->old.entries ? 0 : xpt__error_no_memory(ret_error);
}

static int read_line(struct hiding *hiding, struct xpt_error **ret_error)
{
	const struct boot *boot = hiding->host->boot;

	if (boot->dom0_line.state != XPT_FACT_KNOWN)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"the next boot's line of dom0 is not known: %s",
				boot->dom0_line.reason ? boot->dom0_line.reason :
							 "run \"xpt boot\"");
	if (!xpt__hide_parse(hiding->arena, xpt__span_of(boot->hide), &hiding->old))
		return xpt__error_no_memory(ret_error);
	if (hiding->old.error && !(hiding->request.flags & XPT_UNHIDE_ALL) && !hiding->request.list)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"%s: mend it with \"xpt boot set dom0 xen-pciback.hide=...\", or "
				"begin anew with \"xpt unhide --all\"",
				xpt__hide_why(hiding->arena, &hiding->old));
	return 0;
}

static int read_old(struct hiding *hiding, struct xpt_error **ret_error)
{
	int rc = by_rules(hiding) ? read_rules(hiding, ret_error) : read_line(hiding, ret_error);

	if (rc)
		return rc;
	hiding->room = hiding->old.count + hiding->host->device_count +
			hiding->request.device_count;
	hiding->new.entries = xpt__arena_array(
			hiding->arena, hiding->room + 1, sizeof(*hiding->new.entries));
	return hiding->new.entries ? 0 : xpt__error_no_memory(ret_error);
}

/* A rule knows one device, and what is below a bridge is not it. */
static int check_ruled(struct hiding *hiding, const struct xpt_device *device,
		struct xpt_error **ret_error)
{
	struct hide_rule rule;

	if (!by_rules(hiding))
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
static int check_card(struct hiding *hiding, const struct xpt_device *device,
		struct xpt_error **ret_error)
{
	if (by_rules(hiding) || !xpt__hide_takes(&hiding->old, device) ||
			xpt__hidden_card(hiding->host, device) != HIDDEN_CARD_OTHER)
		return 0;
	return xpt__error_set(ret_error, XPT_REFUSED,
			"hide= names %s for another card, which was there: first: xpt unhide %s",
			device->address, device->address);
}

/* What is there already stays as it is written; an entry that it covers adds nothing. */
static int hide(struct hiding *hiding, struct xpt_error **ret_error)
{
	const struct xpt_device *device;

	for (size_t i = 0; i < hiding->old.count; i++)
		add(hiding, hiding->old.entries[i].bdf);
	for (size_t i = 0; i < hiding->request.device_count; i++) {
		int rc = xpt_host_find_device(
				hiding->host, hiding->request.devices[i], &device, ret_error);

		rc = rc ? rc : check_ruled(hiding, device, ret_error);
		rc = rc ? rc : check_card(hiding, device, ret_error);
		if (rc)
			return rc;
		if (!xpt__hide_takes(&hiding->old, device))
			add(hiding, device->bdf);
	}
	return 0;
}

/* The whole list, in place of what is there. */
static int replace(struct hiding *hiding, struct xpt_error **ret_error)
{
	struct span list = xpt__span_of(hiding->request.list);

	if (!(by_rules(hiding) ? xpt__hide_entries(hiding->arena, list, &hiding->new) :
				 xpt__hide_parse(hiding->arena, list, &hiding->new)))
		return xpt__error_no_memory(ret_error);
	return hiding->new.error ? xpt__hide_refuse(hiding->arena, &hiding->new, ret_error) : 0;
}

/* An entry for more than what goes becomes entries for the rest of what is there. */
static void keep_rest(struct hiding *hiding, const struct hidden *entry)
{
	bool touched = false;

	for (size_t i = 0; i < hiding->request.device_count; i++)
		touched |= xpt__hide_matches(entry, hiding->request.devices[i]);
	if (!touched) {
		add(hiding, entry->bdf);
		return;
	}
	for (size_t i = 0; i < hiding->host->device_count; i++)
		if (xpt__hide_matches(entry, hiding->host->devices[i].bdf) &&
				!requests(hiding, hiding->host->devices[i].bdf))
			add(hiding, hiding->host->devices[i].bdf);
}

static int unhide(struct hiding *hiding, struct xpt_error **ret_error)
{
	if (hiding->request.flags & XPT_UNHIDE_ALL)
		return 0;
	for (size_t i = 0; i < hiding->old.count; i++)
		keep_rest(hiding, &hiding->old.entries[i]);
	for (size_t i = 0; i < hiding->request.device_count; i++) {
		const struct xpt_device *device =
				xpt__model_device(hiding->host, hiding->request.devices[i]);
		const struct xpt_device *above = device ? device->parent : NULL;

		while (above && !xpt__hide_names(&hiding->new, above->bdf))
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
static int check_critical_device(struct hiding *hiding, const struct xpt_device *device)
{
	bool forced = hiding->request.flags & XPT_FORCE_CRITICAL;
	enum xpt_verdict verdict = forced ? XPT_RISK : XPT_BLOCKED;
	const char *action = forced ? NULL : "hide", *reason = device->critical.reason;

	if (xpt__model_in_pciback(device) || xpt__check_is_guests(device))
		return 0;
	if (device->critical.count)
		return xpt__report_add_as(hiding->report, &xpt__cause_critical_device, verdict,
				       PLACEHOLDERS({ "device", device->address },
						       { "use",
								       xpt__check_uses(hiding->arena,
										       device) },
						       { "action", action },
						       { "operands", device->address })) ?
				0 :
				XPT_NO_MEMORY;
	if (device->critical.state == XPT_FACT_KNOWN)
		return 0;
	return xpt__report_add_as(hiding->report, &xpt__cause_critical_unknown,
			       xpt__check_doubt(hiding->host, forced),
			       PLACEHOLDERS({ "device", device->address },
					       { "reason", reason ? reason : "nobody asked" },
					       { "action", action },
					       { "operands", device->address })) ?
			0 :
			XPT_NO_MEMORY;
}

/* What is not known may work: an initramfs can load a module early, too. */
static int check_module(struct hiding *hiding, const struct xpt_device *device)
{
	const struct fact_text *next = &hiding->host->boot->pciback_next;
	bool absent = next->state == XPT_FACT_ABSENT;

	if (next->state == XPT_FACT_KNOWN && (by_rules(hiding) || !strcmp(next->value, "built in")))
		return 0;
	if (next->state == XPT_FACT_KNOWN || absent)
		return xpt__report_add_as(hiding->report, &xpt__cause_boot_hide_module,
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
	return xpt__report_find(hiding->report, &xpt__cause_boot_hide_ineffective) ||
					xpt__report_add(hiding->report,
							&xpt__cause_boot_hide_ineffective,
							PLACEHOLDERS({ "reason",
									next->reason ? next->reason :
										       "nobody asked" })) ?
			0 :
			XPT_NO_MEMORY;
}

/* udev starts when the drivers in the kernel have long looked at all devices. */
static int check_built_in(struct hiding *hiding, const struct xpt_device *device)
{
	bool certain;
	const char *driver = by_rules(hiding) ?
			xpt__built_in_driver(hiding->host->boot, device, &certain) :
			NULL;

	return !driver ||
					xpt__report_add_as(hiding->report,
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

static int check_bridge(struct hiding *hiding, const struct xpt_device *device)
{
	const char *below = "";

	for (size_t i = 0; i < hiding->host->device_count && below; i++) {
		const struct xpt_device *other = &hiding->host->devices[i], *above = other->parent;

		while (above && above != device)
			above = above->parent;
		if (above)
			below = xpt__arena_text(hiding->arena, "%s%s%s", below, *below ? " " : "",
					other->address);
	}
	if (!below)
		return XPT_NO_MEMORY;
	return !*below ||
					xpt__report_add(hiding->report,
							&xpt__cause_boot_hide_bridge,
							PLACEHOLDERS({ "device", device->address },
									{ "below", below })) ?
			0 :
			XPT_NO_MEMORY;
}

/* Without their PF's driver they do not come. */
static int check_virtual_functions(struct hiding *hiding, const struct xpt_device *device)
{
	const struct xpt_request reserve = XPT_OPTIONS(xpt_request, .action = XPT_RESERVE);
	const struct subject subject = {
		.host = hiding->host, .request = &reserve, .device = device, .arena = hiding->arena
	};

	return device->virtual_functions.count ? xpt__check_sriov.run(&subject, hiding->report) : 0;
}

/* To name it again says nothing of which card is meant: what is noted stays, and holds. */
static int judge_kept(struct hiding *hiding, const struct xpt_device *device)
{
	if (by_rules(hiding) || (!hiding->request.list && !requests(hiding, device->bdf)))
		return 0;
	switch (xpt__hidden_card(hiding->host, device)) {
	case HIDDEN_CARD_OTHER:
		return xpt__check_other_card(hiding->report, hiding->arena,
				&xpt__cause_boot_hide_other, hiding->host->boot, device);
	case HIDDEN_CARD_UNSURE:
		return xpt__check_unsure_card(hiding->host, hiding->report, device);
	case HIDDEN_CARD_SAME:
	default:
		return 0;
	}
}

static int judge(struct hiding *hiding)
{
	int rc = 0;

	for (size_t i = 0; i < hiding->host->device_count && !rc; i++) {
		const struct xpt_device *device = &hiding->host->devices[i];
		bool was = !hiding->old.error && xpt__hide_takes(&hiding->old, device),
		     is = xpt__hide_takes(&hiding->new, device);

		rc = xpt__check_hide_change(
				hiding->host, device, was, is, by_rules(hiding), hiding->report);
		if (!is || rc)
			continue;
		if (was) {
			rc = judge_kept(hiding, device);
			continue;
		}
		rc = check_critical_device(hiding, device);
		if (!rc && (hiding->request.list || requests(hiding, device->bdf)))
			rc = check_module(hiding, device);
		rc = rc ? rc : check_built_in(hiding, device);
		rc = rc ? rc : check_bridge(hiding, device);
		rc = rc ? rc : check_virtual_functions(hiding, device);
		if (!rc && device->physical_function.state == XPT_FACT_KNOWN)
			rc = xpt__report_add(hiding->report, &xpt__cause_boot_hide_virtual,
					     PLACEHOLDERS({ "device", device->address })) ?
					0 :
					XPT_NO_MEMORY;
	}
	return rc;
}

/* Of a list that is given whole; single devices must be there. */
static int judge_absent(struct hiding *hiding)
{
	const char *absent = xpt__check_hide_absent(
			hiding->host, hiding->arena, &hiding->new, &hiding->old);

	if (!absent)
		return XPT_NO_MEMORY;
	return !*absent ||
					xpt__report_add(hiding->report,
							&xpt__cause_boot_hide_absent,
							PLACEHOLDERS({ "devices", absent })) ?
			0 :
			XPT_NO_MEMORY;
}

/* NULL: it is so already. */
static int word_of(struct hiding *hiding, char **ret_word, struct xpt_error **ret_error)
{
	const struct boot *boot = hiding->host->boot;
	bool old = by_rules(hiding) ? boot->rules.count : boot->hide != NULL;
	const char *text;
	char *word = NULL;

	text = xpt__hide_text(hiding->arena, hiding->new.entries, hiding->new.count);
	if (!text)
		return xpt__error_no_memory(ret_error);
	*ret_word = NULL;
	if (hiding->new.count ? old && hiding->new.count == hiding->old.count &&
							!strcmp(text,
									xpt__hide_text(hiding->arena,
											hiding->old.entries,
											hiding->old.count)) :
				!old)
		return 0;
	if (asprintf(&word, "xen-pciback.hide%s%s", hiding->new.count ? "=" : "", text) < 0)
		return xpt__error_no_memory(ret_error);
	*ret_word = word;
	return 0;
}

static int check_hide_run(struct hiding *hiding, char **ret_word, struct xpt_error **ret_error)
{
	int rc = read_old(hiding, ret_error);

	if (!rc && hiding->request.list)
		rc = replace(hiding, ret_error);
	else if (!rc)
		rc = hiding->request.flags & (XPT_UNHIDE | XPT_UNHIDE_ALL) ?
				unhide(hiding, ret_error) :
				hide(hiding, ret_error);
	if (rc)
		return rc;
	if (judge(hiding) || judge_absent(hiding))
		return xpt__error_no_memory(ret_error);
	return word_of(hiding, ret_word, ret_error);
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
	struct hiding hiding = { .host = host };
	int rc;

	if (!xpt__options_take(request, &hiding.request, sizeof(hiding.request)))
		return xpt__error_set(ret_error, XPT_INVALID,
				"the request uses options that this libxpt does not know");
	if (!host->boot || !(host->detail & XPT_DETAIL_CRITICAL))
		return xpt__error_set(ret_error, XPT_INVALID,
				"the snapshot was taken without XPT_DETAIL_BOOT and XPT_DETAIL_CRITICAL");
	if (!hiding.request.device_count && !(hiding.request.flags & XPT_UNHIDE_ALL) &&
			!hiding.request.list)
		return xpt__error_set(ret_error, XPT_INVALID, "the request names no device");
	hiding.arena = xpt__arena_new();
	hiding.report = xpt__report_new();
	rc = hiding.arena && hiding.report ? check_hide_run(&hiding, ret_word, ret_error) :
					     xpt__error_no_memory(ret_error);
	xpt__arena_free(hiding.arena);
	if (rc)
		xpt_report_free(hiding.report);
	else
		*ret_report = hiding.report;
	return rc;
}
