/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The devices of a desired state, judged as their own requests would be. */
#include "../base/error.h"
#include "../compare/compare.h"
#include "request.h"

/* Which line asked for a device that is not there. */
static const struct item *culprit(const struct xpt_comparison *comparison)
{
	for (size_t i = 0; i < comparison->items.count; i++) {
		const struct item *item = &comparison->items.items[i];

		if (item_is_due(item) && (item->device || item->name) && !item->found)
			return item;
	}
	return NULL;
}

/* xl would take either device by it. */
static int check_names(const struct xpt_comparison *comparison, struct xpt_error **ret_error)
{
	for (size_t i = 0; i < comparison->items.count; i++) {
		const struct item *item = &comparison->items.items[i];
		const struct xpt_device *other = item->name && item_is_due(item) ?
				xpt__model_named_device(
						comparison->host, xpt__span_of(item->name)) :
				NULL;

		if (other)
			return xpt__error_set(ret_error, XPT_REFUSED,
					"%s line %lu: %s is called %s already: "
					"release it first",
					item->shown.file, item->shown.line, other->address,
					item->name);
	}
	return 0;
}

static int judge_all(const struct xpt_comparison *comparison, struct xpt_judged *judged,
		struct xpt_error **ret_error)
{
	struct xpt_request *requests;
	size_t count = 0;
	int rc = xpt__comparison_requests(comparison, &requests, &count, ret_error);

	for (size_t i = 0; !rc && i < count; i++) {
		struct judged_request *known = vector_push(&judged->requests);

		rc = known ? xpt__judge_request(comparison->host, &requests[i], judged->arena,
					     judged->report, known, ret_error) :
			     xpt__error_no_memory(ret_error);
	}
	return rc;
}

int xpt_check_comparison(const struct xpt_comparison *comparison, struct xpt_judged **ret_judged,
		struct xpt_error **ret_error)
{
	auto_of(judged) struct xpt_judged *judged = xpt__judged_new(comparison->identity);
	const struct item *missing = culprit(comparison);
	char address[XPT_BDF_TEXT];
	int rc = judged ? 0 : xpt__error_no_memory(ret_error);

	if (!rc && missing)
		return xpt__error_set(ret_error, XPT_NOT_FOUND,
				"%s line %lu: there is no device %s on this "
				"host: xpt list shows them",
				missing->shown.file, missing->shown.line,
				missing->name ? xpt_bdf_format(missing->bdf, address) :
						missing->shown.subject);
	rc = rc ? rc : check_names(comparison, ret_error);
	rc = rc ? rc : judge_all(comparison, judged, ret_error);
	if (!rc)
		*ret_judged = TAKE(judged);
	return rc;
}
