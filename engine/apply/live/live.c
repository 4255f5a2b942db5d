/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Changing this host: xenstore, the assignment hypercalls, and the table of all the verbs. */
#include "live.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "../../base/error.h"
#include "../../base/bdf.h"
#include "../../source/paths.h"

#define SEGMENT_MAX 0xffffU

/* xenstore */

/* "xenstore/libxl/pci" is "/libxl/pci" there. */
static const char *store_path(const char *path)
{
	return path + strlen(PATH_STORE);
}

static int store_write(struct writer *writer, const char *path, const char *value,
		struct xpt_error **ret_error)
{
	struct live *live = live_of(writer);
	struct xs_permissions only_dom0 = { .id = 0, .perms = XS_PERM_NONE };
	int rc = xpt__live_store(live, ret_error);

	if (rc)
		return rc;
	if (!xs_write(live->store, XBT_NULL, store_path(path), value,
			    (unsigned int)strlen(value)) ||
			!xs_set_permissions(live->store, XBT_NULL, store_path(path), &only_dom0, 1))
		return xpt__error_errno(ret_error, XPT_REFUSED, errno,
				"cannot write %s in xenstore", store_path(path));
	return 0;
}

static int store_remove(struct writer *writer, const char *path, struct xpt_error **ret_error)
{
	struct live *live = live_of(writer);
	int rc = xpt__live_store(live, ret_error);

	if (rc)
		return rc;
	if (!xs_rm(live->store, XBT_NULL, store_path(path)) && errno != ENOENT)
		return xpt__error_errno(ret_error, XPT_REFUSED, errno,
				"cannot remove %s from xenstore", store_path(path));
	return 0;
}

/* Assignment */

/* What the number means is explained with the refusal: see xpt__errno_reason() in explain/. */
static int refused(const char *call, int number, struct xpt_error **ret_error)
{
	return xpt__error_set(ret_error, XPT_REFUSED, "%s failed: %s", call, strerror(number));
}

static int too_far(struct xpt_bdf bdf, struct xpt_error **ret_error)
{
	if (bdf.segment <= SEGMENT_MAX)
		return 0;
	return xpt__error_set(
			ret_error, XPT_UNSUPPORTED, "Xen cannot name segment %x", bdf.segment);
}

static uint32_t xen_domid(unsigned int domid)
{
	return domid == WRITER_QUARANTINE ? DOMID_IO : domid;
}

static int assign(struct writer *writer, struct xpt_bdf bdf, unsigned int domid, bool relaxed,
		struct xpt_error **ret_error)
{
	xc_interface *xc;
	int rc = too_far(bdf, ret_error);

	rc = rc ? rc : xpt__live_xc(live_of(writer), &xc, ret_error);
	if (rc)
		return rc;
	if (xc_assign_device(xc, xen_domid(domid), xpt__bdf_sbdf(bdf),
			    relaxed ? XEN_DOMCTL_DEV_RDM_RELAXED : 0))
		return refused("xc_assign_device", errno, ret_error);
	return 0;
}

static int deassign(struct writer *writer, struct xpt_bdf bdf, unsigned int domid,
		struct xpt_error **ret_error)
{
	xc_interface *xc;
	int rc = too_far(bdf, ret_error);

	rc = rc ? rc : xpt__live_xc(live_of(writer), &xc, ret_error);
	if (rc)
		return rc;
	if (xc_deassign_device(xc, xen_domid(domid), xpt__bdf_sbdf(bdf)))
		return refused("xc_deassign_device", errno, ret_error);
	return 0;
}

static void wait_ms(struct writer *writer, unsigned int milliseconds)
{
	struct timespec time = { milliseconds / 1000, (milliseconds % 1000) * 1000000L };

	(void)writer;
	while (nanosleep(&time, &time) && errno == EINTR)
		;
}

static void get_ready(struct writer *writer)
{
	struct live *live = live_of(writer);

	if (!live->loading)
		live->loading = xpt__libxl_load_meanwhile(&live->loader);
}

void xpt__writer_prepare(void)
{
	pthread_t loader;

	if (xpt__libxl_load_meanwhile(&loader))
		pthread_detach(loader);
}

static void live_free(struct writer *writer)
{
	struct live *live = live_of(writer);

	if (live->loading)
		pthread_join(live->loader, NULL);
	xpt__live_libxl_close(live);
	xpt__live_listen_close(live);
	if (live->store)
		xs_close(live->store);
	if (live->xc)
		xc_interface_close(live->xc);
	if (!live->left_behind)
		xpt__listener_free(live->listener);
	free(live);
}

static const struct writer_ops live_ops = {
	.write_file = xpt__live_write_file,
	.replace_file = xpt__live_replace_file,
	.run_program = xpt__live_run_program,
	.store_write = store_write,
	.store_remove = store_remove,
	.assign = assign,
	.deassign = deassign,
	.pci_add = xpt__live_pci_add,
	.pci_remove = xpt__live_pci_remove,
	.usb_controller_add = xpt__live_usb_controller_add,
	.usb_controller_remove = xpt__live_usb_controller_remove,
	.usb_add = xpt__live_usb_add,
	.model_command = xpt__live_model_command,
	.revoke = xpt__live_revoke,
	.set_affinity = xpt__live_set_affinity,
	.set_nodes = xpt__live_set_nodes,
	.pool_create = xpt__live_pool_create,
	.pool_destroy = xpt__live_pool_destroy,
	.pool_add = xpt__live_pool_add,
	.pool_remove = xpt__live_pool_remove,
	.pool_move = xpt__live_pool_move,
	.domain_copy = xpt__live_domain_copy,
	.domain_rename = xpt__live_domain_rename,
	.domain_unpause = xpt__live_domain_unpause,
	.domain_resume = xpt__live_domain_resume,
	.domain_destroy = xpt__live_domain_destroy,
	.wait_ms = wait_ms,
	.get_ready = get_ready,
	.listen_begin = xpt__live_listen_begin,
	.listen_end = xpt__live_listen_end,
	.free = live_free,
};

int xpt__writer_live(struct writer **ret_sink, struct xpt_error **ret_error)
{
	auto_free struct live *live = calloc(1, sizeof(*live));

	if (!live)
		return xpt__error_no_memory(ret_error);
	live->listener = xpt__listener_new();
	if (!live->listener)
		return xpt__error_no_memory(ret_error);
	live->writer.ops = &live_ops;
	*ret_sink = &TAKE(live)->writer;
	return 0;
}
