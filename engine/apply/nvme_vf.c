/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Queues, interrupts and the state of the controller of a VF of a disk. */
#include <string.h>

#include "../base/error.h"
#include "../formats/nvme_secondary.h"
#include "../source/paths.h"
#include "vf.h"

/* One that is being reset, or given up, would let us wait. */
static int require_live(const struct attempt *attempt, struct xpt_bdf pf, const char *name,
		struct xpt_error **ret_error)
{
	auto_free char *state = NULL;
	char path[PATH_TEXT], file[64];
	int rc;

	snprintf(file, sizeof(file), "nvme/%.32s/state", name);
	rc = xpt__probe_text(attempt->apply_context->source, xpt__path_device(path, pf, file),
			&state, ret_error);
	if (rc || (state && !strcmp(state, "live")))
		return rc;
	return xpt__error_set(ret_error, XPT_UNREADABLE, "%s is not live: %s", name,
			state ? state : "it has no state");
}

/* @ret_path: of the controller that tells of the VF */
static int find_controller(const struct attempt *attempt, char ret_path[PATH_TEXT],
		struct xpt_error **ret_error)
{
	auto_names struct names names = { 0 };
	char path[PATH_TEXT];
	struct xpt_bdf pf;
	int rc = xpt__vf_find_pf(attempt, &pf, ret_error);

	if (!rc)
		rc = xpt__probe_names(attempt->apply_context->source,
				xpt__path_device(path, pf, "nvme"), &names, ret_error);
	for (size_t i = 0; !rc && i < names.count; i++)
		if (!strncmp(names.items[i], "nvme", 4)) {
			snprintf(ret_path, PATH_TEXT, PATH_NVME_ADMIN "/%s", names.items[i]);
			return require_live(attempt, pf, names.items[i], ret_error);
		}
	return rc ? rc :
		    xpt__error_set(ret_error, XPT_UNREADABLE,
				    "its physical function has no controller in dom0");
}

static int find_now(const struct attempt *attempt, char ret_path[PATH_TEXT],
		struct nvme_secondary_line *ret_now, struct xpt_error **ret_error)
{
	auto_blob struct blob text = { 0 };
	int rc = find_controller(attempt, ret_path, ret_error);

	rc = rc ? rc : xpt__source_read(attempt->apply_context->source, ret_path, &text, ret_error);
	if (rc)
		return rc;
	if (xpt__nvme_secondary_find(blob_span(&text), attempt->op->count, ret_now) != FOUND_ONE ||
			ret_now->cntlid.state != XPT_FACT_KNOWN)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"the controller of its physical function does not list VF %u",
				attempt->op->count);
	return 0;
}

int xpt__verb_nvme_vf_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	struct nvme_secondary_line now;
	char path[PATH_TEXT];
	int rc = find_now(attempt, path, &now, ret_error);

	if (!rc)
		*ret_done = xpt__nvme_secondary_agrees(attempt->op->text, &now);
	return rc;
}

int xpt__verb_nvme_vf(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	auto_free char *line = NULL;
	struct nvme_secondary_line now;
	char path[PATH_TEXT];
	/* it goes offline, also to be given another share */
	int rc = xpt__vf_refuse_in_use(attempt, ret_error);

	rc = rc ? rc : find_now(attempt, path, &now, ret_error);
	if (rc)
		return rc;
	if (asprintf(&line, "%u cntlid=%lld %s\n", attempt->op->count, now.cntlid.value,
			    attempt->op->text) < 0)
		return xpt__error_no_memory(ret_error);
	return writer->ops->write_file(writer, path, line, ret_error);
}
