/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Items of a comparison. */
#include <string.h>

#include "items.h"
#include "../base/error.h"

int xpt__comparison_add(const struct comparison_builder *run, struct item item, struct origin at)
{
	struct item *added;

	if (!item.shown.subject || !item.shown.is || !item.shown.wanted)
		return xpt__error_no_memory(run->ret_error);
	added = vector_push(&run->comparison->items);
	if (!added)
		return xpt__error_no_memory(run->ret_error);
	item.shown.file = at.file;
	item.shown.line = at.line;
	if (run->physical_function)
		item.physical_function = run->physical_function;
	if (run->name) {
		item.domain = run->domain;
		item.shown.domain = run->name->name;
	}
	if (run->domain) {
		item.shown.domain_id = run->domain->id;
		item.shown.domain_uuid = run->domain->uuid.state == XPT_FACT_KNOWN ?
				run->domain->uuid.value :
				NULL;
	}
	*added = item;
	return 0;
}

const struct xpt_domain *xpt__comparison_domain_runs(const struct xpt_host *host, const char *name)
{
	static const char *const over[] = { "dying", "shutdown", "crashed" };

	for (size_t i = 0; i < host->domain_count; i++) {
		const struct xpt_domain *domain = &host->domains[i];
		bool gone = domain->name.state != XPT_FACT_KNOWN ||
				strcmp(domain->name.value, name) != 0;

		for (size_t k = 0; k < sizeof(over) / sizeof(*over); k++)
			gone = gone || (fact_text_is(domain->state, over[k]));
		if (!gone)
			return domain;
	}
	return NULL;
}

bool xpt__comparison_match(const struct comparison_builder *run, const struct bdf_pattern *pattern,
		size_t *index, const struct xpt_device **ret_device)
{
	const struct xpt_host *host = run->comparison->host;
	bool is_first = !*index;

	for (size_t i = *index; i < host->device_count; i++)
		if (xpt__bdf_matches(pattern, host->devices[i].bdf)) {
			*ret_device = &host->devices[i];
			*index = i + 1;
			return true;
		}
	*ret_device = NULL;
	*index = host->device_count + 1;
	return is_first;
}

bool xpt__comparison_has(const struct comparison_builder *run, enum item_kind kind,
		const struct xpt_device *device)
{
	const struct item *items = run->comparison->items.items;

	for (size_t i = 0; device && i < run->comparison->items.count; i++)
		if (items[i].kind == kind && items[i].found == device)
			return true;
	return false;
}

/* It differs, and nobody can say what would make it as desired. */
void xpt__comparison_usb_refuse(struct item *item, int code, const char *why)
{
	item->usb = NULL;
	item->why = item->shown.is = why;
	item->why_code = code;
	item->shown.state = XPT_ITEM_DIFFERS;
}
