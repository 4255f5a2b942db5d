/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hide_rules.h"

#include "../base/bdf.h"
#include "../base/hide_list.h"
#include "../boot/hide_rules.h"
#include "../boot/initramfs_maker.h"

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

static int check_file(const struct xpt_host *host, const char *path, struct xpt_error **ret_error)
{
	const struct boot_file *file = xpt__boot_file(&host->boot->files, path);

	if (file && (file->state == XPT_FACT_KNOWN || file->state == XPT_FACT_ABSENT))
		return 0;
	return xpt__error_set(ret_error, XPT_UNREADABLE, "/%s cannot be read: %s", path,
			file && file->reason ? file->reason : "nobody looked for it");
}

static int edited(const char *path, struct xpt_error **ret_error)
{
	return xpt__error_set(ret_error, XPT_UNSUPPORTED,
			"somebody edited /%s: move it away, then do this again", path);
}

/* What tells the maker of the initramfs about the rules. */
static int check_maker_file(const struct xpt_host *host, const struct initramfs_maker *maker,
		struct xpt_error **ret_error)
{
	const struct boot_file *file;
	int rc = maker->file ? check_file(host, maker->file, ret_error) : 0;

	if (rc || !maker->file)
		return rc;
	file = xpt__boot_file(&host->boot->files, maker->file);
	return file->state == XPT_FACT_KNOWN && !xpt__span_is(file->text, maker->text) ?
			edited(maker->file, ret_error) :
			0;
}

static int check_host(const struct xpt_host *host, const struct initramfs_maker *maker,
		struct xpt_error **ret_error)
{
	int rc;

	if (!maker->program)
		return xpt__error_set(ret_error, XPT_UNSUPPORTED,
				"how the initramfs gets rules of udev is not known: %s. Let xpt take the "
				"device once the host is up, by reserve = [ ... ] in /etc/xpt/host.cfg",
				maker->why);
	rc = check_file(host, HIDE_RULES_FILE, ret_error);
	if (!rc && host->boot->rules.edited)
		rc = edited(HIDE_RULES_FILE, ret_error);
	return rc ? rc : check_maker_file(host, maker, ret_error);
}

/* @after: NULL: it goes */
static void add_file(const struct xpt_host *host, const char *path, const char *after,
		struct boot_change *change)
{
	const struct boot_file *file = xpt__boot_file(&host->boot->files, path);

	change->files[change->file_count++] = (struct file_change){ path, file->text,
		file->state == XPT_FACT_KNOWN, after };
}

int xpt__plan_hide_rules(struct arena *arena, const struct xpt_host *host,
		const struct boot_edits *edits, struct boot_change *ret_change,
		struct xpt_error **ret_error)
{
	const struct initramfs_maker maker = xpt__initramfs_maker(&host->boot->files);
	struct boot_change change = { .program = maker.program };
	struct hide_rule *rules = NULL;
	struct hide_list list;
	const char *text;
	int rc = check_host(host, &maker, ret_error);

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
	text = xpt__hide_rules_text(arena, rules, list.count);
	if (!text)
		return xpt__error_no_memory(ret_error);
	add_file(host, HIDE_RULES_FILE, list.count ? text : NULL, &change);
	if (maker.file)
		add_file(host, maker.file, list.count ? maker.text : NULL, &change);
	*ret_change = change;
	return 0;
}
