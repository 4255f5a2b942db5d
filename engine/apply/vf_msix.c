/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The share of a VF in the MSI-X vectors of its PF: Linux takes a number, and tells it as the size of the VF's table. */
#include <string.h>

#include "../base/bdf.h"
#include "../base/error.h"
#include "../base/vf_words.h"
#include "../formats/keys.h"
#include "../source/paths.h"
#include "vf.h"

#define MSIX "msix="

bool xpt__vf_is_msix(const char *words)
{
	return xpt__vf_words_valid(words) && xpt__span_starts(xpt__span_of(words), MSIX);
}

static struct span wanted_of(const struct attempt *attempt)
{
	return xpt__span_of(attempt->op->text + strlen(MSIX));
}

int xpt__vf_msix_done(const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	auto_blob struct blob config = { 0 };
	char address[XPT_BDF_TEXT], path[PATH_TEXT];
	uint64_t wanted = 0, now = 0;
	struct span value;
	int rc;

	snprintf(path, sizeof(path), PATH_PCI "/%s", xpt_bdf_format(attempt->bdf, address));
	rc = xpt__source_read(attempt->apply_context->source, path, &config, ret_error);
	if (rc)
		return rc;
	if (!xpt__keys_find(blob_span(&config), "msix", &value) ||
			!xpt__span_number(value, 10, &now))
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"its config space does not tell of MSI-X vectors");
	*ret_done = xpt__span_number(wanted_of(attempt), 10, &wanted) && now == wanted;
	return 0;
}

/* Undone long after it was planned, it may be another VF, or have gone to a guest. */
int xpt__vf_msix_set(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	char path[PATH_TEXT];
	struct xpt_bdf pf;
	int rc = xpt__vf_find_pf(attempt, &pf, ret_error);

	rc = rc ? rc : xpt__vf_refuse_in_use(attempt, ret_error);
	return rc ? rc :
		    writer->ops->write_file(writer,
				    xpt__path_device(path, attempt->bdf, "sriov_vf_msix_count"),
				    wanted_of(attempt).at, ret_error);
}
