/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Virtual functions of a desired state. Where their number changes all are made anew, and each gets what files say of
 * it, whatever the VF had that was there before.
 */
#include "desired.h"

#include <string.h>

#include "../base/error.h"
#include "vfs.h"

static const char *why_of(const struct desired_run *run, const struct item *item)
{
	const char *why = xpt__arena_text(run->builder->arena, "%s line %lu says so",
			item->shown.file, item->shown.line);

	run->builder->failed = run->builder->failed || !why;
	return why;
}

static int located(const struct desired_run *run, const struct item *item, int code,
		struct xpt_error *error)
{
	return xpt__error_wrap(run->ret_error, code, error, "%s line %lu: %s", item->shown.file,
			item->shown.line, xpt_error_message(error));
}

static int set_new(const struct desired_run *run, const struct item *item, bool reserved)
{
	const char *words = xpt__plan_copy(run->builder, xpt__span_of(item->shown.wanted));
	const char *why = why_of(run, item);
	struct xpt_error *error = NULL;
	int rc = words && why ? xpt__plan_new_vf_setting(run->builder, item->found, reserved,
						item->vf_number, words, why, &error) :
				xpt__error_no_memory(&error);

	return rc ? located(run, item, rc, error) : 0;
}

static int set_now(const struct desired_run *run, const struct item *item, bool reserved_before)
{
	const char *words = xpt__plan_copy(run->builder, xpt__span_of(item->shown.wanted));
	const char *why = why_of(run, item);
	struct xpt_error *error = NULL;
	int rc;

	xpt__vf_expect(run->builder, item->vf);
	rc = words && why ? xpt__plan_vf_setting(run->builder, item->vf, reserved_before,
					    item->setting, words, why, &error) :
			    xpt__error_no_memory(&error);
	return rc ? located(run, item, rc, error) : 0;
}

static int change_count(const struct desired_run *run, const struct item *item)
{
	const struct xpt_vf_request request = XPT_OPTIONS(xpt_vf_request,
			.device = item->found->bdf, .count = item->vfs->count,
			.flags = item->vfs->reserve ? XPT_VF_RESERVE : 0U);
	const struct item *items = run->comparison->items.items;
	struct xpt_error *error = NULL;
	const char *title;
	int rc = xpt__plan_add_vfs(run->builder, &request, &title, &error);

	if (rc)
		return located(run, item, rc, error);
	for (size_t i = 0; !rc && i < run->comparison->items.count; i++)
		if (items[i].kind == ITEM_VF && items[i].found == item->found &&
				items[i].shown.state != XPT_ITEM_UNKNOWN && !items[i].why)
			rc = set_new(run, &items[i], item->vfs->reserve);
	return rc;
}

static bool is_made_anew(const struct desired_run *run, const struct xpt_device *pf)
{
	const struct item *items = run->comparison->items.items;

	for (size_t i = 0; i < run->comparison->items.count; i++)
		if (items[i].kind == ITEM_VFS && items[i].found == pf && item_is_due(&items[i]))
			return true;
	return false;
}

static bool has(const struct judged_request *known, const struct xpt_device *device)
{
	for (size_t i = 0; i < known->request.device_count; i++)
		if (known->devices[i] == device)
			return true;
	return false;
}

/* Vectors of what a driver of dom0 has until this plan reserves it. */
static bool waits_for_reserve(const struct desired_run *run, const struct item *item)
{
	if (item->setting != VF_MSIX || !device_driver(item->vf) || xpt__model_in_pciback(item->vf))
		return false;
	for (size_t i = 0; i < run->judged->requests.count; i++)
		if (run->judged->requests.items[i].request.action == XPT_RESERVE &&
				has(&run->judged->requests.items[i], item->vf))
			return true;
	return false;
}

static bool is_of_vf_that_stays(const struct desired_run *run, const struct item *item)
{
	return item->kind == ITEM_VF && item_is_due(item) && !is_made_anew(run, item->found);
}

int xpt__desired_change_vfs(struct desired_run *run)
{
	const struct item *items = run->comparison->items.items;
	int rc = 0;

	for (size_t i = 0; !rc && i < run->comparison->items.count; i++) {
		if (!item_is_due(&items[i]))
			continue;
		if (items[i].kind == ITEM_VFS)
			rc = change_count(run, &items[i]);
		else if (is_of_vf_that_stays(run, &items[i]) && !waits_for_reserve(run, &items[i]))
			rc = set_now(run, &items[i], false);
	}
	return rc;
}

int xpt__desired_change_reserved_vfs(struct desired_run *run)
{
	const struct item *items = run->comparison->items.items;
	int rc = 0;

	for (size_t i = 0; !rc && i < run->comparison->items.count; i++)
		if (is_of_vf_that_stays(run, &items[i]) && waits_for_reserve(run, &items[i]))
			rc = set_now(run, &items[i], true);
	return rc;
}
