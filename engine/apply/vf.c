/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many virtual functions a PF has. Taking them away takes them from whoever has them, and Linux does not
 * always mind: so it is asked here again, also when something is undone long after it was planned.
 */
#include "vf.h"

#include <string.h>

#include "../base/bdf.h"
#include "../base/error.h"
#include "../source/paths.h"

static int ask_number(const struct attempt *attempt, const char *file, uint64_t *ret_number,
		struct xpt_error **ret_error)
{
	auto_free char *text = NULL;
	char path[PATH_TEXT];
	int rc = xpt__probe_text(attempt->apply_context->source,
			xpt__path_device(path, attempt->bdf, file), &text, ret_error);

	if (rc)
		return rc;
	if (!text || !xpt__span_number(xpt__span_of(text), 10, ret_number))
		return xpt__error_set(
				ret_error, XPT_UNREADABLE, "%s does not contain a number", path);
	return 0;
}

static int write_number(const struct attempt *attempt, const char *file, unsigned int number,
		struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	char path[PATH_TEXT], text[16];

	snprintf(text, sizeof(text), "%u", number);
	return writer->ops->write_file(
			writer, xpt__path_device(path, attempt->bdf, file), text, ret_error);
}

static int find_vf_of(struct source *source, struct xpt_bdf pf, unsigned int number,
		struct xpt_bdf *ret_vf, struct xpt_error **ret_error)
{
	auto_free char *target = NULL;
	char path[PATH_TEXT], file[32];
	const char *slash;
	int rc;

	snprintf(file, sizeof(file), "virtfn%u", number);
	rc = xpt__source_link(source, xpt__path_device(path, pf, file), &target, ret_error);
	if (rc)
		return rc;
	slash = strrchr(target, '/');
	if (!xpt__bdf_read(xpt__span_of(slash ? slash + 1 : target), ret_vf))
		return xpt__error_set(ret_error, XPT_UNREADABLE, "%s leads to no device", path);
	return 0;
}

int xpt__vf_find_pf(
		const struct attempt *attempt, struct xpt_bdf *ret_pf, struct xpt_error **ret_error)
{
	struct source *source = attempt->apply_context->source;
	auto_of(error) struct xpt_error *error = NULL;
	auto_free char *target = NULL;
	char path[PATH_TEXT];
	const char *slash;
	struct xpt_bdf vf;
	int rc = xpt__source_link(
			source, xpt__path_device(path, attempt->bdf, "physfn"), &target, &error);

	/* the address may be one that was worked out before there were VFs */
	if (rc == XPT_NOT_FOUND)
		return xpt__error_set(ret_error, rc,
				"no VF is at %s: VF %u is gone, or the device places that many "
				"VFs differently",
				attempt->address, attempt->op->count);
	if (rc)
		return xpt__error_pass(ret_error, TAKE(error));
	slash = strrchr(target, '/');
	if (!xpt__bdf_read(xpt__span_of(slash ? slash + 1 : target), ret_pf))
		return xpt__error_set(ret_error, XPT_UNREADABLE, "%s leads to no device", path);
	rc = find_vf_of(source, *ret_pf, attempt->op->count, &vf, ret_error);
	if (!rc && !xpt__bdf_equal(vf, attempt->bdf))
		return xpt__error_set(ret_error, XPT_REFUSED,
				"it is not VF %u of its physical function any more",
				attempt->op->count);
	return rc;
}

static int find_vf(const struct attempt *attempt, unsigned int number, struct xpt_bdf *ret_vf,
		struct xpt_error **ret_error)
{
	return find_vf_of(attempt->apply_context->source, attempt->bdf, number, ret_vf, ret_error);
}

/* Is the last of the VFs where the plan has its steps? */
static int check_place(const struct attempt *attempt, struct xpt_error **ret_error)
{
	const struct op *op = attempt->op;
	struct xpt_bdf planned, found;
	char address[XPT_BDF_TEXT];
	int rc;

	if (!op->text || !op->count || !xpt__bdf_read(xpt__span_of(op->text), &planned))
		return 0;
	rc = find_vf(attempt, op->count - 1, &found, ret_error);
	if (rc || xpt__bdf_equal(planned, found))
		return rc;
	return xpt__error_set(ret_error, XPT_REFUSED,
			"VF %u is %s and not %s: with that many VFs the device places them "
			"differently; make them without reserve or driver",
			op->count - 1, xpt_bdf_format(found, address), op->text);
}

int xpt__verb_vf_count_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	uint64_t now;
	int rc = ask_number(attempt, "sriov_numvfs", &now, ret_error);

	if (!rc && now == attempt->op->count)
		rc = check_place(attempt, ret_error);
	if (!rc)
		*ret_done = now == attempt->op->count;
	return rc;
}

static int refuse_owned(const struct xpt_bdf *vf, const struct ownership *ownership,
		struct xpt_error **ret_error)
{
	char address[XPT_BDF_TEXT];

	xpt_bdf_format(*vf, address);
	if (ownership->by == OWNED_BY_UNKNOWN)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"it is not known whether a guest is using %s: %s", address,
				ownership->reason);
	if (ownership->by == OWNED_BY_DOMAIN && ownership->domid)
		return xpt__error_set(ret_error, XPT_REFUSED, "d%u is using %s", ownership->domid,
				address);
	return 0;
}

int xpt__vf_refuse_in_use(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct ownership ownership;
	int rc = xpt__probe_owner(
			attempt->apply_context->source, attempt->bdf, &ownership, ret_error);

	return rc ? rc : refuse_owned(&attempt->bdf, &ownership, ret_error);
}

static int refuse_in_use(
		const struct attempt *attempt, unsigned int count, struct xpt_error **ret_error)
{
	auto_blob struct blob owners = { 0 };
	int rc = count ? xpt__probe_owners(attempt->apply_context->source, &owners, ret_error) : 0;

	for (unsigned int i = 0; !rc && i < count; i++) {
		struct ownership ownership;
		struct xpt_bdf vf;

		rc = find_vf(attempt, i, &vf, ret_error);
		if (rc)
			return rc;
		ownership = xpt__owners_find(blob_span(&owners), vf);
		rc = refuse_owned(&vf, &ownership, ret_error);
	}
	return rc;
}

int xpt__verb_vf_count(const struct attempt *attempt, struct xpt_error **ret_error)
{
	const struct op *op = attempt->op;
	uint64_t now;
	int rc = ask_number(attempt, "sriov_numvfs", &now, ret_error);

	if (!rc && now != op->count)
		rc = refuse_in_use(attempt, (unsigned int)now, ret_error);
	rc = rc ? rc : write_number(attempt, "sriov_numvfs", op->count, ret_error);
	attempt->apply_context->link_awaited = false;
	rc = rc ? rc : ask_number(attempt, "sriov_numvfs", &now, ret_error);
	if (!rc && now != op->count)
		return xpt__error_set(ret_error, XPT_REFUSED, "its driver made only %llu",
				(unsigned long long)now);
	return rc ? rc : check_place(attempt, ret_error);
}

int xpt__verb_vf_autoprobe_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	uint64_t now;
	int rc = ask_number(attempt, "sriov_drivers_autoprobe", &now, ret_error);

	if (!rc)
		*ret_done = now == attempt->op->count;
	return rc;
}

int xpt__verb_vf_autoprobe(const struct attempt *attempt, struct xpt_error **ret_error)
{
	return write_number(attempt, "sriov_drivers_autoprobe", attempt->op->count, ret_error);
}
