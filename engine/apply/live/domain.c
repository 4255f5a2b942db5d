/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whole domains of this host: their names, letting them run, ending them. */
#include <errno.h>
#include <string.h>

#include "../../base/error.h"
#include "../../base/vector.h"
#include "live.h"

#define STORE_PATH 256
#define DEPTH_MAX 4

/* The record below /vm */

struct entry {
	char *path; /* below the record, "" is itself */
	char *value;
	unsigned int length;
};

struct live_record {
	char *root; /* "/vm/<uuid>" */
	VECTOR(struct entry) entries;
};

static void record_free(struct live_record *record)
{
	for (size_t i = 0; i < record->entries.count; i++) {
		free(record->entries.items[i].path);
		free(record->entries.items[i].value);
	}
	vector_clear(&record->entries);
	free(record->root);
	free(record);
}

static void read_entries(struct live *live, struct live_record *record, const char *below,
		unsigned int depth)
{
	char path[STORE_PATH];
	unsigned int count = 0, length = 0;
	auto_free char **names = NULL;
	struct entry *entry = vector_push(&record->entries);

	snprintf(path, sizeof(path), "%s%s", record->root, below);
	if (!entry)
		return;
	entry->value = xs_read(live->store, XBT_NULL, path, &length);
	entry->length = length;
	entry->path = strdup(below);
	names = depth < DEPTH_MAX ? xs_directory(live->store, XBT_NULL, path, &count) : NULL;
	for (unsigned int i = 0; names && i < count; i++) {
		snprintf(path, sizeof(path), "%s/%s", below, names[i]);
		read_entries(live, record, path, depth + 1);
	}
}

struct live_record *xpt__live_record_read(struct live *live, unsigned int domid)
{
	struct live_record *record = calloc(1, sizeof(*record));
	char path[STORE_PATH];

	if (!record || xpt__live_store(live, NULL)) {
		free(record);
		return NULL;
	}
	snprintf(path, sizeof(path), "/local/domain/%u/vm", domid);
	record->root = xs_read(live->store, XBT_NULL, path, NULL);
	if (!record->root || strncmp(record->root, "/vm/", 4) != 0) {
		record_free(record);
		return NULL;
	}
	read_entries(live, record, "", 0);
	return record;
}

void xpt__live_record_give(struct live *live, struct live_record *record, unsigned int domid)
{
	struct xs_permissions readable[] = {
		{ .id = 0, .perms = XS_PERM_NONE },
		{ .id = domid, .perms = XS_PERM_READ },
	};

	if (!record)
		return;
	for (size_t i = 0; i < record->entries.count; i++) {
		const struct entry *entry = &record->entries.items[i];
		char path[STORE_PATH];

		snprintf(path, sizeof(path), "%s%s", record->root, entry->path ? entry->path : "");
		if (entry->path && entry->value &&
				xs_write(live->store, XBT_NULL, path, entry->value, entry->length))
			(void)xs_set_permissions(live->store, XBT_NULL, path, readable, 2);
	}
	record_free(record);
}

/* The domains */

int xpt__live_domain_rename(struct writer *writer, unsigned int domid, const char *name,
		struct xpt_error **ret_error)
{
	struct live *live = live_of(writer);
	int rc = xpt__live_libxl(live, &live->libxl, ret_error), r;

	if (rc)
		return rc;
	r = xpt__libxl.domain_rename(live->libxl, domid, NULL, name);
	return r ? xpt__live_libxl_refused(live, "libxl_domain_rename", r, ret_error) : 0;
}

int xpt__live_domain_unpause(
		struct writer *writer, unsigned int domid, struct xpt_error **ret_error)
{
	struct live *live = live_of(writer);
	int rc = xpt__live_libxl(live, &live->libxl, ret_error), r;

	if (rc)
		return rc;
	r = xpt__libxl.domain_unpause(live->libxl, domid, NULL);
	return r ? xpt__live_libxl_refused(live, "libxl_domain_unpause", r, ret_error) : 0;
}

int xpt__live_domain_resume(struct writer *writer, unsigned int domid, bool suspended,
		struct xpt_error **ret_error)
{
	struct live *live = live_of(writer);
	xc_interface *xc;
	int rc = xpt__live_libxl(live, &live->libxl, ret_error), r;

	rc = rc ? rc : xpt__live_xc(live, &xc, ret_error);
	if (rc)
		return rc;
	/* Left on by a copy that was killed; Xen then refuses devices to the domain. */
	(void)xc_shadow_control(xc, domid, XEN_DOMCTL_SHADOW_OP_OFF, NULL, 0);
	r = suspended ? xpt__libxl.domain_resume(live->libxl, domid, 1, NULL) : 0;
	return r ? xpt__live_libxl_refused(live, "libxl_domain_resume", r, ret_error) : 0;
}

int xpt__live_domain_destroy(struct writer *writer, unsigned int domid, unsigned int survivor,
		struct xpt_error **ret_error)
{
	struct live *live = live_of(writer);
	struct live_record *record;
	int rc = xpt__live_libxl(live, &live->libxl, ret_error), r;

	if (rc)
		return rc;
	record = survivor ? xpt__live_record_read(live, survivor) : NULL;
	r = xpt__libxl.domain_destroy(live->libxl, domid, NULL);
	xpt__live_record_give(live, record, survivor);
	return r ? xpt__live_libxl_refused(live, "libxl_domain_destroy", r, ret_error) : 0;
}
