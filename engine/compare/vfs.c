/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Of a comparison: virtual functions. They come first, as other devices may be among them. What a VF shall have is
 * judged one setting at a time, since each can be lost, changed or not told by itself.
 */
#include <string.h>

#include "../base/bdf.h"
#include "../base/error.h"
#include "../model/vfs.h"
#include "items.h"

static const struct xpt_device *function_of(
		const struct xpt_comparison *comparison, const struct desired_function *desired)
{
	return desired->name ? xpt__comparison_named(comparison, desired->name) :
			       xpt__model_device(comparison->host, desired->bdf);
}

/* The item of how many VFs @pf shall have; NULL: nobody says. */
static struct item *count_item(struct xpt_comparison *comparison, const struct xpt_device *pf)
{
	for (size_t i = 0; pf && i < comparison->items.count; i++) {
		struct item *item = &comparison->items.items[i];

		if (item->kind == ITEM_VFS && item->found == pf)
			return item;
	}
	return NULL;
}

static bool is_unread(const struct xpt_comparison *comparison)
{
	return comparison->host->without & XPT_WITHOUT_DEVICES;
}

/* What a file calls it, or its address. */
static const char *function_text(const struct comparison_builder *run,
		const struct desired_function *desired, const struct xpt_device *pf)
{
	char address[XPT_BDF_TEXT];

	if (pf)
		return pf->address;
	return desired->name ? desired->name :
			       xpt__arena_text(run->comparison->arena, "%s",
					       xpt_bdf_format(desired->bdf, address));
}

static const char *not_known(const struct comparison_builder *run, const char *reason)
{
	return xpt__arena_text(run->comparison->arena, "not known: %s",
			reason ? reason : "the host does not report it");
}

static const char changing[] = "they are being made or removed right now";

/* How many VFs */

static void judge_count(const struct comparison_builder *run, const struct xpt_device *pf,
		unsigned int wanted, struct item *item)
{
	const struct fact_int *count =
			pf->vf_total.state == XPT_FACT_KNOWN ? &pf->vf_count : &pf->vf_total;

	item->shown.state = XPT_ITEM_DIFFERS;
	if (xpt__model_vfs_change(pf)) {
		item->shown.is = not_known(run, changing);
		item->shown.state = XPT_ITEM_UNKNOWN;
	} else if (count->state == XPT_FACT_KNOWN) {
		item->shown.is = xpt__arena_text(run->comparison->arena, "%lld", count->value);
		item->is_as_new = !count->value;
		if (count->value == wanted)
			item->shown.state = XPT_ITEM_SAME;
	} else if (count->state == XPT_FACT_ABSENT) {
		item->shown.is = "it is not an SR-IOV device";
	} else {
		item->shown.is = not_known(run, count->reason);
		item->shown.state = XPT_ITEM_UNKNOWN;
	}
}

/* Files contradict each other: the item is refused once it is checked, and the others are not. */
static void contradict(struct item *item, const char *why)
{
	item->why = item->shown.is = why;
	item->why_code = XPT_INVALID;
	item->shown.state = XPT_ITEM_DIFFERS;
	item->is_as_new = true;
}

static bool means(const struct xpt_comparison *comparison, const char *name,
		const struct bdf_pattern *pattern, const struct xpt_device *pf)
{
	return name ? xpt__comparison_named(comparison, name) == pf :
		      xpt__bdf_matches(pattern, pf->bdf);
}

/* A file that reserves, attaches or hides a PF takes it from the driver that makes its VFs. */
static void look_for_taker(const struct comparison_builder *run, const struct xpt_device *pf,
		struct item *item)
{
	const struct xpt_desired *desired = run->comparison->desired;
	const struct origin *at = NULL;

	for (size_t i = 0; !at && i < desired->devices.count; i++) {
		const struct desired_device *device = &desired->devices.items[i];

		if (means(run->comparison, device->name, &device->at_bdf, pf))
			at = &device->at;
	}
	for (size_t i = 0; !at && i < desired->hidden.count; i++) {
		const struct desired_hidden *hidden = &desired->hidden.items[i];

		if (means(run->comparison, hidden->name, &hidden->at_bdf, pf))
			at = &hidden->at;
	}
	if (at)
		contradict(item,
				xpt__arena_text(run->comparison->arena,
						"it cannot have VFs, as %s line %lu takes it from "
						"its driver",
						at->file, at->line));
}

static void look_for_other_count(const struct comparison_builder *run, const struct xpt_device *pf,
		struct item *item)
{
	const struct item *other = count_item(run->comparison, pf);

	if (other)
		contradict(item,
				xpt__arena_text(run->comparison->arena,
						"how many it shall have is in %s line %lu already",
						other->shown.file, other->shown.line));
}

/* VFs that are there and that a driver of dom0 has. */
static int add_reserved(const struct comparison_builder *run, const struct desired_vfs *vfs,
		const struct xpt_device *pf)
{
	struct desired_device *device = xpt__arena_alloc(run->comparison->arena, sizeof(*device));
	int rc = device ? 0 : xpt__error_no_memory(run->ret_error);

	if (device)
		*device = (struct desired_device){ .at = vfs->pf.at };
	for (size_t i = 0; !rc && i < pf->virtual_functions.count; i++)
		rc = xpt__comparison_device(run, device,
				xpt__model_device(run->comparison->host,
						pf->virtual_functions.items[i]));
	return rc;
}

static int add_count(struct comparison_builder *run, const struct desired_vfs *vfs)
{
	struct xpt_comparison *comparison = run->comparison;
	const struct xpt_device *pf = function_of(comparison, &vfs->pf);
	const char *text = function_text(run, &vfs->pf, pf);
	struct item item = { .kind = ITEM_VFS, .vfs = vfs, .found = pf, .called = vfs->pf.name };
	int rc;

	run->physical_function = item.sought = text;
	item.shown.subject = xpt__arena_text(comparison->arena, "VFs of %s", text ? text : "");
	item.shown.wanted = xpt__arena_text(
			comparison->arena, "%u%s", vfs->count, vfs->reserve ? ", reserved" : "");
	item.shown.is = xpt__comparison_named_is(comparison, vfs->pf.name);
	item.shown.state = XPT_ITEM_DIFFERS;
	if (pf) {
		judge_count(run, pf, vfs->count, &item);
		look_for_other_count(run, pf, &item);
	}
	if (pf && vfs->count)
		look_for_taker(run, pf, &item);
	if (is_unread(comparison)) {
		item.shown.is = "not known";
		item.shown.state = XPT_ITEM_UNREAD;
	}
	rc = text ? xpt__comparison_add(run, item, vfs->pf.at) :
		    xpt__error_no_memory(run->ret_error);
	if (!rc && vfs->reserve && item.shown.state == XPT_ITEM_SAME)
		rc = add_reserved(run, vfs, pf);
	return rc;
}

/* Settings */

static const char not_there[] = "the VF is not there";

static void judge_words(const struct comparison_builder *run, struct item *item)
{
	const char *as_new = xpt__vf_setting_kind(item->setting)->as_new;
	const struct fact_text now =
			xpt__model_vf_words(run->comparison->arena, item->vf, item->setting);

	item->shown.state = XPT_ITEM_DIFFERS;
	if (now.state == XPT_FACT_KNOWN) {
		item->shown.is = now.value;
		if (now.value && !strcasecmp(now.value, item->shown.wanted))
			item->shown.state = XPT_ITEM_SAME;
		item->is_as_new = now.value && (!as_new || !strcmp(as_new, now.value));
	} else if (now.state == XPT_FACT_ABSENT) {
		item->shown.is = xpt__arena_text(run->comparison->arena, "cannot be set: %s",
				now.reason ? now.reason : "the VF has none");
	} else {
		item->shown.is = not_known(run, now.reason);
		item->shown.state = XPT_ITEM_UNKNOWN;
	}
}

/* Which of the VFs has this number may not be known, and how many there are. */
static const char *why_not_known(const struct xpt_host *host, const struct xpt_device *pf)
{
	for (size_t i = 0; i < pf->virtual_functions.count; i++) {
		const struct xpt_device *vf =
				xpt__model_device(host, pf->virtual_functions.items[i]);

		if (vf->vf_number.state == XPT_FACT_UNREADABLE)
			return vf->vf_number.reason;
	}
	if (xpt__model_vfs_change(pf))
		return changing;
	return pf->vf_count.state == XPT_FACT_UNREADABLE ? pf->vf_count.reason : NULL;
}

/* Whether vectors can be shared out is known before there is a VF. */
static void judge_new_msix(const struct comparison_builder *run, struct item *item)
{
	const struct fact_int total = xpt__model_msix_to_share(item->found);

	if (total.state == XPT_FACT_ABSENT) {
		item->shown.is = xpt__arena_text(
				run->comparison->arena, "cannot be set: %s", total.reason);
	} else if (total.state != XPT_FACT_KNOWN) {
		item->shown.is = not_known(run, total.reason);
		item->shown.state = XPT_ITEM_UNKNOWN;
	}
}

/* The VF comes with what is due of its PF, or else it is waited for. */
static void judge_absent(const struct comparison_builder *run, const struct desired_vf *vf,
		struct item *item)
{
	const struct item *count = count_item(run->comparison, item->found);
	const char *reason = why_not_known(run->comparison->host, item->found);

	item->shown.is = reason ? not_known(run, reason) : not_there;
	item->shown.state = reason ? XPT_ITEM_UNKNOWN :
			count && item_is_due(count) && vf->number < count->vfs->count ?
				     XPT_ITEM_DIFFERS :
				     XPT_ITEM_WAITS;
	if (item->setting == VF_MSIX && item->shown.state == XPT_ITEM_DIFFERS)
		judge_new_msix(run, item);
	item->is_as_new = item->shown.state == XPT_ITEM_DIFFERS;
}

static void look_for_other_setting(const struct comparison_builder *run, struct item *item)
{
	const struct item *items = run->comparison->items.items;

	for (size_t i = 0; i < run->comparison->items.count; i++)
		if (items[i].kind == ITEM_VF && items[i].found == item->found &&
				items[i].setting == item->setting &&
				items[i].vf_number == item->vf_number)
			contradict(item,
					xpt__arena_text(run->comparison->arena,
							"it is in %s line %lu already",
							items[i].shown.file, items[i].shown.line));
}

static void look_at_number(const struct comparison_builder *run, struct item *item)
{
	const struct item *count = count_item(run->comparison, item->found);

	if (count && item->vf_number >= count->vfs->count)
		contradict(item,
				xpt__arena_text(run->comparison->arena,
						"there will be no VF %u, counted from 0: by %s line "
						"%lu %s shall have %u",
						item->vf_number, count->shown.file,
						count->shown.line, item->found->address,
						count->vfs->count));
}

static int add_setting(struct comparison_builder *run, const struct desired_vf *desired,
		const struct xpt_device *pf, enum vf_setting setting)
{
	struct xpt_comparison *comparison = run->comparison;
	const char *text = function_text(run, &desired->pf, pf);
	struct item item = { .kind = ITEM_VF,
		.setting = setting,
		.vf_number = desired->number,
		.found = pf,
		.called = desired->pf.name,
		.sought = text };

	if (!text)
		return xpt__error_no_memory(run->ret_error);
	run->physical_function = text;
	item.shown.subject = xpt__arena_text(comparison->arena, "%s of %s/%u",
			xpt__vf_setting_kind(setting)->key, text, desired->number);
	item.shown.wanted = desired->words[setting];
	item.shown.is = xpt__comparison_named_is(comparison, desired->pf.name);
	item.shown.state = XPT_ITEM_DIFFERS;
	item.vf = pf ? xpt__model_vf(comparison->host, pf, desired->number) : NULL;
	if (item.vf)
		judge_words(run, &item);
	else if (pf)
		judge_absent(run, desired, &item);
	if (pf) {
		look_for_other_setting(run, &item);
		look_at_number(run, &item);
	}
	if (is_unread(comparison)) {
		item.shown.is = "not known";
		item.shown.state = XPT_ITEM_UNREAD;
	}
	return xpt__comparison_add(run, item, desired->pf.at);
}

static int add_settings(struct comparison_builder *run, const struct desired_vf *desired)
{
	const struct xpt_device *pf = function_of(run->comparison, &desired->pf);
	int rc = 0;

	for (enum vf_setting i = 0; !rc && i < VF_SETTINGS; i++)
		if (desired->words[i])
			rc = add_setting(run, desired, pf, i);
	return rc;
}

int xpt__comparison_vfs(struct comparison_builder *run)
{
	const struct xpt_desired *desired = run->comparison->desired;
	int rc = 0;

	for (size_t i = 0; !rc && i < desired->vfs.count; i++)
		rc = add_count(run, &desired->vfs.items[i]);
	for (size_t i = 0; !rc && i < desired->vf_settings.count; i++)
		rc = add_settings(run, &desired->vf_settings.items[i]);
	run->physical_function = NULL;
	return rc;
}
