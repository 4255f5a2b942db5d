/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "successor.h"

#include <string.h>

#include "../base/error.h"
#include "../source/paths.h"
#include "probe.h"

static int is_called(struct source *source, unsigned int domid, const char *name, bool *ret_is,
		struct xpt_error **ret_error)
{
	auto_free char *now = NULL;
	char path[PATH_TEXT];
	int rc;

	snprintf(path, sizeof(path), PATH_STORE_DOMAINS "/%u/name", domid);
	rc = xpt__probe_text(source, path, &now, ret_error);
	*ret_is = !rc && now && name && !strcmp(now, name);
	return rc;
}

/* The newest with its uuid. */
static bool find_uuid(struct span domains, struct op *undo)
{
	struct domain_line domain;
	bool found = false;

	while (xpt__domains_next(&domains, &domain)) {
		if (!domain.id || xpt__domain_is_dying(&domain) ||
				domain.uuid.state != XPT_FACT_KNOWN ||
				!xpt__span_is(domain.uuid.value, undo->uuid) ||
				(found && domain.id < undo->domid))
			continue;
		undo->domid = domain.id;
		found = true;
	}
	return found;
}

/* xl gives a guest another uuid at each start unless its file has one. */
static int find_name(struct source *source, struct span domains, struct op *undo,
		struct xpt_error **ret_error)
{
	struct domain_line domain;
	bool found = false;
	int rc = 0;

	while (!rc && !found && xpt__domains_next(&domains, &domain)) {
		if (!domain.id || xpt__domain_is_dying(&domain))
			continue;
		rc = is_called(source, domain.id, undo->text, &found, ret_error);
		if (found) {
			undo->domid = domain.id;
			undo->uuid = NULL;
		}
	}
	return rc;
}

static int find_anew(struct source *source, struct op *undo, struct xpt_error **ret_error)
{
	auto_blob struct blob domains = { 0 };
	int rc = xpt__source_read(source, PATH_XEN_DOMAINS, &domains, ret_error);

	if (rc || find_uuid(blob_span(&domains), undo))
		return rc;
	return find_name(source, blob_span(&domains), undo, ret_error);
}

int xpt__successor_of(struct source *source, struct op *undo, struct xpt_error **ret_error)
{
	auto_free char *uuid = NULL;
	int rc;

	if ((undo->verb != VERB_ATTACH && undo->verb != VERB_USB_ATTACH) || !undo->uuid)
		return 0;
	if (!undo->copy)
		return find_anew(source, undo, ret_error);
	rc = xpt__probe_uuid(source, undo->copy, &uuid, ret_error);
	if (uuid && !strcmp(uuid, undo->uuid))
		undo->domid = undo->copy;
	return rc;
}
