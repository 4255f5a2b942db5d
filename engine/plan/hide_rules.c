/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hide_rules.h"

#include "../base/bdf.h"
#include "../base/hide_list.h"
#include "../boot/hide_rules.h"

#define DEBIAN_SIGN "etc/debian_version"

static int read_list(struct arena *arena, const struct boot_edits *edits,
		struct hide_list *ret_list, struct xpt_error **ret_error)
{
	struct span list;

	*ret_list = (struct hide_list){ 0 };
	if (edits->count != 1)
		return xpt__error_set(ret_error, XPT_INVALID, "rules are changed by one hide=");
	if (!edits->items[0].count)
		return 0;
	if (!xpt__cmdline_hides(xpt__span_of(edits->items[0].words[0]), &list))
		return xpt__error_set(ret_error, XPT_INVALID,
				"\"%s\" is not hide=", edits->items[0].words[0]);
	if (!xpt__hide_entries(arena, list, ret_list))
		return xpt__error_no_memory(ret_error);
	if (ret_list->count > HIDE_RULES_MAX)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"/%s would have rules for %zu devices, and can have %d",
				HIDE_RULES_FILE, ret_list->count, HIDE_RULES_MAX);
	return ret_list->error ? xpt__hide_refuse(arena, ret_list, ret_error) : 0;
}

/* Of the card that is there; one that is not there, or whose ids cannot be read, keeps its rule. */
static int rule_for(const struct xpt_host *host, struct xpt_bdf bdf, struct hide_rule *ret_rule,
		struct xpt_error **ret_error)
{
	const struct hide_rules *rules = &host->boot->rules;
	const struct xpt_device *device = xpt__model_device(host, bdf);
	char address[XPT_BDF_TEXT];

	if (device && xpt__hide_rule_for(device, ret_rule))
		return 0;
	for (size_t i = 0; i < rules->count; i++)
		if (xpt__bdf_equal(rules->items[i].bdf, bdf)) {
			*ret_rule = rules->items[i];
			return 0;
		}
	return xpt__error_set(ret_error, XPT_UNREADABLE, "what %s is cannot be read",
			xpt_bdf_format(bdf, address));
}

static int check_host(const struct xpt_host *host, struct xpt_error **ret_error)
{
	const struct boot_file *sign = xpt__boot_file(&host->boot->files, DEBIAN_SIGN),
			       *file = xpt__boot_file(&host->boot->files, HIDE_RULES_FILE);

	if (!sign || sign->state != XPT_FACT_KNOWN)
		return xpt__error_set(ret_error, XPT_UNSUPPORTED,
				"xpt knows how an initramfs gets udev rules on Debian and Ubuntu alone: "
				"let it take the device once the host is up, by reserve = [ ... ] "
				"in /etc/xpt/host.cfg; what to do by hand with dracut is told in "
				"xpt-hide(1)");
	if (!file || (file->state != XPT_FACT_KNOWN && file->state != XPT_FACT_ABSENT))
		return xpt__error_set(ret_error, XPT_UNREADABLE, "/%s cannot be read: %s",
				HIDE_RULES_FILE,
				file && file->reason ? file->reason : "nobody looked for it");
	if (host->boot->rules.edited)
		return xpt__error_set(ret_error, XPT_UNSUPPORTED,
				"somebody edited /%s: move it away, then do this again",
				HIDE_RULES_FILE);
	return 0;
}

int xpt__plan_hide_rules(struct arena *arena, const struct xpt_host *host,
		const struct boot_edits *edits, struct boot_change *ret_change,
		struct xpt_error **ret_error)
{
	struct boot_change change = { .path = HIDE_RULES_FILE,
		.program = "update-initramfs -u -k all" };
	const struct boot_file *file = xpt__boot_file(&host->boot->files, HIDE_RULES_FILE);
	struct hide_rule *rules = NULL;
	struct hide_list list;
	int rc = check_host(host, ret_error);

	rc = rc ? rc : read_list(arena, edits, &list, ret_error);
	if (rc)
		return rc;
	rules = xpt__arena_array(arena, list.count + 1, sizeof(*rules));
	if (!rules)
		return xpt__error_no_memory(ret_error);
	for (size_t i = 0; i < list.count && !rc; i++)
		rc = rule_for(host, list.entries[i].bdf, &rules[i], ret_error);
	if (rc)
		return rc;
	change.existed = file->state == XPT_FACT_KNOWN;
	change.before = file->text;
	change.after = xpt__hide_rules_text(arena, rules, list.count);
	if (!change.after)
		return xpt__error_no_memory(ret_error);
	if (!list.count)
		change.after = NULL;
	*ret_change = change;
	return 0;
}
