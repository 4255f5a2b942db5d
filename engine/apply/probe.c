/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe.h"

#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/bdf.h"
#include "../formats/claims.h"
#include "../formats/device_model.h"
#include "../source/paths.h"

/* pciback writes its slots into one page, and stops where the next would not fit. */
#define SLOTS_FULL 4080

const char *xpt__path_device(char path[PATH_TEXT], struct xpt_bdf bdf, const char *file)
{
	char address[XPT_BDF_TEXT];

	snprintf(path, PATH_TEXT, PATH_DEVICES "/%s/%s", xpt_bdf_format(bdf, address), file);
	return path;
}

const char *xpt__path_driver(char path[PATH_TEXT], const char *driver, const char *file)
{
	snprintf(path, PATH_TEXT, PATH_DRIVERS "/%s/%s", driver, file);
	return path;
}

const char *xpt__path_claim(char path[PATH_TEXT], struct xpt_bdf bdf, const char *key)
{
	char name[CLAIM_NAME_TEXT];

	snprintf(path, PATH_TEXT, PATH_STORE_CLAIMS "/%s/%s", xpt__claim_name(bdf, name), key);
	return path;
}

static int copy(struct span text, char **ret_text, struct xpt_error **ret_error)
{
	char *bytes = strndup(text.at, text.length);

	if (!bytes)
		return xpt__error_no_memory(ret_error);
	*ret_text = bytes;
	return 0;
}

int xpt__probe_text(struct source *source, const char *path, char **ret_text,
		struct xpt_error **ret_error)
{
	struct xpt_error *error = NULL;
	auto_blob struct blob blob = { 0 };
	int rc = xpt__source_read(source, path, &blob, &error);

	if (rc == XPT_NOT_FOUND) {
		xpt_error_free(error);
		*ret_text = NULL;
		return 0;
	}
	if (rc)
		return xpt__error_pass(ret_error, error);
	return copy(xpt__span_trim((struct span){ blob.bytes, blob.length }), ret_text, ret_error);
}

int xpt__probe_names(struct source *source, const char *folder, struct names *ret_names,
		struct xpt_error **ret_error)
{
	struct xpt_error *error = NULL;
	int rc = xpt__source_list(source, folder, ret_names, &error);

	if (rc && rc != XPT_NOT_FOUND)
		return xpt__error_pass(ret_error, error);
	xpt_error_free(error);
	return 0;
}

static struct span last_part(struct span path)
{
	const char *slash = memrchr(path.at, '/', path.length);
	size_t before = slash ? (size_t)(slash - path.at) + 1 : 0;

	return (struct span){ path.at + before, path.length - before };
}

static int ask_hex(struct source *source, struct xpt_bdf bdf, const char *file,
		uint64_t *ret_number, bool *ret_found, struct xpt_error **ret_error)
{
	auto_free char *text = NULL;
	char path[PATH_TEXT];
	int rc = xpt__probe_text(source, xpt__path_device(path, bdf, file), &text, ret_error);

	if (rc)
		return rc;
	*ret_found = text;
	if (text && !xpt__span_number(xpt__span_of(text), 16, ret_number))
		return xpt__error_set(
				ret_error, XPT_UNREADABLE, "%s does not contain a number", path);
	return 0;
}

int xpt__probe_identity(struct source *source, struct xpt_bdf bdf, char **ret_identity,
		struct xpt_error **ret_error)
{
	uint64_t vendor, device;
	bool have_vendor, have_device;
	int rc = ask_hex(source, bdf, "vendor", &vendor, &have_vendor, ret_error);

	rc = rc ? rc : ask_hex(source, bdf, "device", &device, &have_device, ret_error);
	if (rc)
		return rc;
	if (!have_vendor || !have_device) {
		*ret_identity = NULL;
		return 0;
	}
	if (asprintf(ret_identity, "%04x:%04x", (unsigned int)vendor, (unsigned int)device) < 0)
		return xpt__error_no_memory(ret_error);
	return 0;
}

int xpt__probe_driver(struct source *source, struct xpt_bdf bdf, char **ret_driver,
		struct xpt_error **ret_error)
{
	struct xpt_error *error = NULL;
	auto_free char *target = NULL;
	char path[PATH_TEXT];
	int rc = xpt__source_link(source, xpt__path_device(path, bdf, "driver"), &target, &error);

	if (rc == XPT_NOT_FOUND) {
		xpt_error_free(error);
		*ret_driver = NULL;
		return 0;
	}
	if (rc)
		return xpt__error_pass(ret_error, error);
	return copy(last_part(xpt__span_of(target)), ret_driver, ret_error);
}

int xpt__probe_override(struct source *source, struct xpt_bdf bdf, char **ret_override,
		struct xpt_error **ret_error)
{
	auto_free char *text = NULL;
	char path[PATH_TEXT];
	int rc = xpt__probe_text(
			source, xpt__path_device(path, bdf, "driver_override"), &text, ret_error);

	if (rc)
		return rc;
	/* The kernel prints a NULL pointer so. */
	return copy(!text || !strcmp(text, "(null)") ? SPAN("") : xpt__span_of(text), ret_override,
			ret_error);
}

int xpt__probe_remembered(struct source *source, struct xpt_bdf bdf, char **ret_driver,
		struct xpt_error **ret_error)
{
	auto_free char *text = NULL;
	char path[PATH_TEXT];
	int rc = xpt__probe_text(
			source, xpt__path_claim(path, bdf, "driver_path"), &text, ret_error);

	if (rc)
		return rc;
	if (!text) {
		*ret_driver = NULL;
		return 0;
	}
	return copy(xpt__claim_driver(xpt__span_of(text)), ret_driver, ret_error);
}

int xpt__probe_claim(struct source *source, struct xpt_bdf bdf, enum answer *ret_claimed,
		unsigned int *ret_domid, struct xpt_error **ret_error)
{
	auto_free char *text = NULL;
	char path[PATH_TEXT];
	struct fact_int domid;
	int rc = xpt__probe_text(source, xpt__path_claim(path, bdf, "domid"), &text, ret_error);

	if (rc)
		return rc;
	*ret_claimed = ANSWER_NO;
	if (!text)
		return 0;
	domid = xpt__claim_domid(xpt__span_of(text));
	*ret_claimed = domid.state == XPT_FACT_KNOWN ? ANSWER_YES : ANSWER_UNKNOWN;
	if (*ret_claimed == ANSWER_YES)
		*ret_domid = (unsigned int)domid.value;
	return 0;
}

int xpt__probe_slot(struct source *source, struct xpt_bdf bdf, enum answer *ret_listed,
		struct xpt_error **ret_error)
{
	auto_free char *text = NULL;
	char path[PATH_TEXT];
	struct span rest, line;
	struct xpt_bdf at;
	int rc = xpt__probe_text(
			source, xpt__path_driver(path, "pciback", "slots"), &text, ret_error);

	if (rc)
		return rc;
	rest = xpt__span_of(text);
	*ret_listed = rest.length >= SLOTS_FULL ? ANSWER_UNKNOWN : ANSWER_NO;
	while (xpt__span_next_line(&rest, &line))
		if (xpt__bdf_read(xpt__span_trim(line), &at) && xpt__bdf_equal(at, bdf))
			*ret_listed = ANSWER_YES;
	return 0;
}

int xpt__probe_owners(struct source *source, struct blob *ret_owners, struct xpt_error **ret_error)
{
	return xpt__source_read(source, PATH_XEN_OWNERS, ret_owners, ret_error);
}

int xpt__probe_owner(struct source *source, struct xpt_bdf bdf, struct ownership *ret_ownership,
		struct xpt_error **ret_error)
{
	auto_blob struct blob owners = { 0 };
	int rc = xpt__probe_owners(source, &owners, ret_error);

	if (!rc)
		*ret_ownership = xpt__owners_find(blob_span(&owners), bdf);
	return rc;
}

enum answer xpt__probe_free(struct source *source, struct xpt_bdf bdf)
{
	auto_blob struct blob text = { 0 };
	char path[PATH_TEXT], address[XPT_BDF_TEXT];

	snprintf(path, sizeof(path), PATH_XEN_FREE "/%s", xpt_bdf_format(bdf, address));
	if (xpt__source_read(source, path, &text, NULL))
		return ANSWER_UNKNOWN;
	return xpt__span_is(blob_span(&text), PATH_XEN_FREE_YES) ? ANSWER_YES : ANSWER_NO;
}

/* One of the dev-N of a backend. */
static int ask_entry(struct source *source, const char *folder, const char *entry,
		struct xpt_bdf bdf, enum answer *listed, struct xpt_error **ret_error)
{
	auto_free char *text = NULL, *path = NULL;
	struct xpt_bdf at;
	int rc;

	if (asprintf(&path, "%s/%s", folder, entry) < 0)
		return xpt__error_no_memory(ret_error);
	rc = xpt__probe_text(source, path, &text, ret_error);
	if (!rc && text && xpt__bdf_read(xpt__span_of(text), &at) && xpt__bdf_equal(at, bdf))
		*listed = ANSWER_YES;
	return rc;
}

int xpt__probe_store(struct source *source, unsigned int domid, struct xpt_bdf bdf,
		enum answer *ret_listed, struct xpt_error **ret_error)
{
	enum answer listed = ANSWER_NO;
	auto_names struct names names = { 0 };
	char folder[PATH_TEXT];
	int rc;

	snprintf(folder, sizeof(folder), PATH_STORE_BACKENDS "/%u/0", domid);
	rc = xpt__probe_names(source, folder, &names, ret_error);
	for (size_t i = 0; !rc && i < names.count; i++)
		if (xpt__span_starts(xpt__span_of(names.items[i]), "dev-"))
			rc = ask_entry(source, folder, names.items[i], bdf, &listed, ret_error);
	if (!rc)
		*ret_listed = listed;
	return rc;
}

static const char *path_model(char path[PATH_TEXT], unsigned int domid)
{
	snprintf(path, PATH_TEXT, PATH_XEN_MODEL "/%u", domid);
	return path;
}

void xpt__announce_device_model(struct source *source, unsigned int domid)
{
	char path[PATH_TEXT];

	xpt__source_announce(source, path_model(path, domid));
}

enum answer xpt__probe_device_model(struct source *source, unsigned int domid, struct xpt_bdf bdf)
{
	auto_blob struct blob text = { 0 };
	char path[PATH_TEXT];

	if (xpt__source_read(source, path_model(path, domid), &text, NULL))
		return ANSWER_UNKNOWN;
	return xpt__model_has(blob_span(&text), bdf) ? ANSWER_YES : ANSWER_NO;
}

int xpt__probe_domain(struct source *source, unsigned int domid, struct blob *ret_text,
		struct domain_line *ret_domain, struct xpt_error **ret_error)
{
	struct xpt_error *error = NULL;
	auto_blob struct blob text = { 0 };
	enum found found;
	int rc = xpt__source_read(source, PATH_XEN_DOMAINS, &text, &error);

	/* no list is not a list without it */
	if (rc)
		return xpt__error_wrap(ret_error, rc == XPT_NOT_FOUND ? XPT_UNREADABLE : rc, error,
				"cannot read Xen's domains: %s", xpt_error_message(error));
	found = xpt__domains_find(blob_span(&text), domid, ret_domain);
	if (found == FOUND_NONE)
		return xpt__error_set(
				ret_error, XPT_NOT_FOUND, "there is no domain %u any more", domid);
	if (found == FOUND_GARBLED)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				PATH_XEN_DOMAINS " names domain %u twice", domid);
	*ret_text = text;
	text = (struct blob){ 0 };
	return 0;
}

int xpt__probe_domain_there(struct source *source, unsigned int domid, struct blob *ret_text,
		struct domain_line *ret_domain, bool *ret_there, struct xpt_error **ret_error)
{
	struct xpt_error *error = NULL;
	int rc = xpt__probe_domain(source, domid, ret_text, ret_domain, &error);

	*ret_there = !rc;
	if (rc == XPT_NOT_FOUND) {
		xpt_error_free(error);
		return 0;
	}
	if (rc)
		return xpt__error_pass(ret_error, error);
	if (ret_domain->uuid.state != XPT_FACT_KNOWN)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				PATH_XEN_DOMAINS " does not report the uuid of domain %u: %s",
				domid, ret_domain->uuid.reason);
	return 0;
}

int xpt__probe_uuid(struct source *source, unsigned int domid, char **ret_uuid,
		struct xpt_error **ret_error)
{
	auto_blob struct blob text = { 0 };
	struct domain_line domain;
	bool there;
	int rc = xpt__probe_domain_there(source, domid, &text, &domain, &there, ret_error);

	if (!rc && !there)
		*ret_uuid = NULL;
	return rc || !there ? rc : copy(domain.uuid.value, ret_uuid, ret_error);
}

int xpt__probe_boot(struct source *source, char **ret_boot, struct xpt_error **ret_error)
{
	auto_free char *text = NULL;

	if (xpt__probe_text(source, PATH_BOOT_ID, &text, NULL) || !text)
		return copy(SPAN(""), ret_boot, ret_error);
	return copy(xpt__span_of(text), ret_boot, ret_error);
}
