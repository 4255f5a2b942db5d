/* SPDX-License-Identifier: GPL-2.0-or-later */
/* This host: each part of the namespace has its own door. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "../base/error.h"
#include "initramfs.h"
#include "paths.h"
#include "pci_access.h"
#include "pci_config.h"
#include "pci_vpd.h"
#include "dm.h"
#include "net_link.h"
#include "nvme_admin.h"
#include "open_devices.h"
#include "ring.h"
#include "source.h"
#include "tree.h"
#include "xen_ctrl.h"
#include "xenstore.h"

struct live {
	struct source source;
	struct tree *tree;
	struct pci_reader *pci;
	struct xen_handle *xen;
	struct store_handle *store;
	struct dm_talks *talks;
};

static bool below(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	return !strncmp(path, folder, length) && (!path[length] || path[length] == '/');
}

static bool is_file(const char *path)
{
	static const char *const folders[] = { "sys", "proc", "lib", "usr", "boot", "etc", "run" };

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (below(path, folders[i]))
			return true;
	return false;
}

/* Where it lies below the root of this host. */
static const char *state_path(const char *path, char buffer[PATH_MAX])
{
	snprintf(buffer, PATH_MAX, "%s%s", &XPT_STATE_DIR[1], path + strlen(PATH_STATE));
	return buffer;
}

static int unknown(const char *path, struct xpt_error **ret_error)
{
	return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no %s", path);
}

/* Some hypercalls only answer about a given device, and an answer about all of them is held against the list. */
static bool wants_devices(const char *path)
{
	return !strcmp(path, PATH_XEN_DOMAINS) || !strcmp(path, PATH_XEN_TOPOLOGY) ||
			!strcmp(path, PATH_XEN_REGIONS) || !strcmp(path, PATH_XEN_OWNERS);
}

static int read_xen(struct live *live, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	auto_names struct names devices = { 0 };
	int rc = wants_devices(path) ? xpt__tree_list(live->tree, PATH_DEVICES, &devices, NULL) : 0;

	if (rc == XPT_NO_MEMORY)
		return xpt__error_no_memory(ret_error);
	return xpt__xen_handle_read(live->xen, path, &devices, ret_blob, ret_error);
}

static int live_read(struct source *source, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	struct live *live = (struct live *)source;
	char place[PATH_MAX];

	if (is_file(path))
		return xpt__tree_read(live->tree, path, ret_blob, ret_error);
	if (below(path, PATH_STATE))
		return xpt__tree_read(live->tree, state_path(path, place), ret_blob, ret_error);
	if (below(path, PATH_INITRAMFS))
		return xpt__initramfs_read(path + strlen(PATH_INITRAMFS), ret_blob, ret_error);
	if (below(path, PATH_PCI))
		return xpt__pci_config_read(path, ret_blob, ret_error);
	if (below(path, PATH_PCI_VPD))
		return xpt__pci_vpd_read(path, ret_blob, ret_error);
	if (below(path, PATH_PCI_IDS))
		return xpt__pci_access_read(live->pci, path, ret_blob, ret_error);
	if (below(path, PATH_STORE))
		return xpt__store_handle_read(live->store, path, ret_blob, ret_error);
	if (below(path, PATH_XEN_MODEL))
		return xpt__dm_read(live->talks, path, ret_blob, ret_error);
	if (below(path, PATH_XEN_MODEL_USB))
		return xpt__dm_read_usb(path, ret_blob, ret_error);
	if (below(path, PATH_NET_LINK))
		return xpt__net_link_read(path, ret_blob, ret_error);
	if (below(path, PATH_NVME_ADMIN))
		return xpt__nvme_admin_read(path, ret_blob, ret_error);
	if (!strcmp(path, PATH_OPEN_DEVICES))
		return xpt__open_devices_read(ret_blob, ret_error);
	if (!strcmp(path, PATH_KERNEL_EVENTS))
		return xpt__kernel_events_read(ret_blob, ret_error);
	return read_xen(live, path, ret_blob, ret_error);
}

static int live_list(struct source *source, const char *path, struct names *ret_names,
		struct xpt_error **ret_error)
{
	struct live *live = (struct live *)source;
	char place[PATH_MAX];

	if (is_file(path))
		return xpt__tree_list(live->tree, path, ret_names, ret_error);
	if (below(path, PATH_STATE))
		return xpt__tree_list(live->tree, state_path(path, place), ret_names, ret_error);
	if (below(path, PATH_STORE))
		return xpt__store_handle_list(live->store, path, ret_names, ret_error);
	return unknown(path, ret_error);
}

static int live_link(struct source *source, const char *path, char **ret_target,
		struct xpt_error **ret_error)
{
	struct live *live = (struct live *)source;

	return is_file(path) ? xpt__tree_link(live->tree, path, ret_target, ret_error) :
			       unknown(path, ret_error);
}

static void live_announce(struct source *source, const char *path)
{
	struct live *live = (struct live *)source;

	if (below(path, PATH_XEN_MODEL))
		xpt__dm_announce(live->talks, path);
	if (below(path, PATH_PCI_IDS))
		xpt__pci_access_announce(live->pci, path);
}

static void live_free(struct source *source)
{
	struct live *live = (struct live *)source;

	xpt__dm_talks_free(live->talks);
	xpt__store_handle_free(live->store);
	xpt__xen_handle_free(live->xen);
	xpt__pci_access_free(live->pci);
	xpt__tree_free(live->tree);
	free(live);
}

static const struct source_ops live_ops = {
	.read = live_read,
	.list = live_list,
	.link = live_link,
	.free = live_free,
	.announce = live_announce,
};

int xpt__source_live(struct source **ret_source, struct xpt_error **ret_error)
{
	struct live *live = calloc(1, sizeof(*live));
	auto_of(source) struct source *source = (struct source *)live;
	int rc;

	if (!live)
		return xpt__error_no_memory(ret_error);
	source->ops = &live_ops;
	live->pci = xpt__pci_access_new();
	live->store = xpt__store_handle_new();
	live->talks = xpt__dm_talks_new();
	if (!live->pci || !live->store || !live->talks)
		return xpt__error_no_memory(ret_error);
	rc = xpt__tree_open(LIVE_ROOT, TREE_FOLLOW, &live->tree, ret_error);
	if (!rc)
		rc = xpt__xen_handle_open(&live->xen, ret_error);
	if (!rc)
		*ret_source = TAKE(source);
	return rc;
}
