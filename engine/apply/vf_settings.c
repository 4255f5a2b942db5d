/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the network driver of a PF does for one of its VFs: MAC address, VLAN, trust, … */
#include <string.h>

#include "../base/error.h"
#include "../formats/vf_settings.h"
#include "../source/paths.h"
#include "patience.h"
#include "vf.h"

#define LINK_S 10

/* @ret_path: of the interface that tells of the VF; @ret_text: holds what @ret_now points to */
static int find_settings(const struct attempt *attempt, char ret_path[PATH_TEXT],
		struct blob *ret_text, struct vf_settings_line *ret_now,
		struct xpt_error **ret_error)
{
	struct source *source = attempt->apply_context->source;
	auto_names struct names interfaces = { 0 };
	char path[PATH_TEXT];
	struct xpt_bdf pf;
	int rc = xpt__vf_find_pf(attempt, &pf, ret_error);

	if (!rc)
		rc = xpt__probe_names(
				source, xpt__path_device(path, pf, "net"), &interfaces, ret_error);
	for (size_t i = 0; !rc && i < interfaces.count; i++) {
		auto_blob struct blob text = { 0 };

		snprintf(ret_path, PATH_TEXT, PATH_NET_LINK "/%s", interfaces.items[i]);
		rc = xpt__source_read(source, ret_path, &text, ret_error);
		if (!rc &&
				xpt__vf_settings_find(blob_span(&text), attempt->op->count,
						ret_now) == FOUND_ONE) {
			*ret_text = text;
			text = (struct blob){ 0 };
			return 0;
		}
	}
	return rc ? rc :
		    xpt__error_set(ret_error, XPT_UNREADABLE,
				    "no network interface of its physical function reports VF %u",
				    attempt->op->count);
}

int xpt__verb_vf_settings_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	auto_blob struct blob text = { 0 };
	struct vf_settings_line now;
	char path[PATH_TEXT];
	int rc;

	if (xpt__vf_is_msix(attempt->op->text))
		return xpt__vf_msix_done(attempt, ret_done, ret_error);
	rc = find_settings(attempt, path, &text, &now, ret_error);
	if (!rc)
		*ret_done = xpt__vf_settings_agree(attempt->op->text, &now);
	return rc;
}

/* Is it known to be up, but for its link? */
static bool lacks_link(const struct attempt *attempt, const char *interface)
{
	auto_free char *carrier = NULL;
	char path[PATH_TEXT], file[64];
	struct xpt_bdf pf;

	snprintf(file, sizeof(file), "net/%s/carrier", interface);
	return !xpt__vf_find_pf(attempt, &pf, NULL) &&
			!xpt__probe_text(attempt->apply_context->source,
					xpt__path_device(path, pf, file), &carrier, NULL) &&
			carrier && *carrier == '0';
}

/*
 * Rates are shares of the link, which comes anew when VFs are made: igb refuses them until it is there. A cable that
 * is not plugged in is waited for once, as the host is locked.
 */
static bool await_link(const struct attempt *attempt, const char *interface)
{
	struct patience patience = xpt__patience(attempt, LINK_S);
	char link[64];

	if (attempt->apply_context->link_awaited || !lacks_link(attempt, interface))
		return false;
	attempt->apply_context->link_awaited = true;
	snprintf(link, sizeof(link), "the link of %s", interface);
	patience.for_what = link;
	while (lacks_link(attempt, interface) && xpt__patience_wait(&patience))
		;
	return true;
}

static int set_by_interface(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	bool is_rate = xpt__span_starts(xpt__span_of(attempt->op->text), "min_rate=");
	struct xpt_error *error = NULL;
	auto_blob struct blob text = { 0 };
	auto_free char *line = NULL;
	struct vf_settings_line now;
	char path[PATH_TEXT];
	int rc = find_settings(attempt, path, &text, &now, ret_error);

	if (rc)
		return rc;
	if (asprintf(&line, "%u %s\n", attempt->op->count, attempt->op->text) < 0)
		return xpt__error_no_memory(ret_error);
	rc = writer->ops->write_file(writer, path, line, &error);
	if (rc && is_rate && await_link(attempt, strrchr(path, '/') + 1)) {
		xpt_error_free(error);
		return writer->ops->write_file(writer, path, line, ret_error);
	}
	return rc ? xpt__error_pass(ret_error, error) : 0;
}

int xpt__verb_vf_settings(const struct attempt *attempt, struct xpt_error **ret_error)
{
	return xpt__vf_is_msix(attempt->op->text) ? xpt__vf_msix_set(attempt, ret_error) :
						    set_by_interface(attempt, ret_error);
}
