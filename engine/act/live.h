/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside act/: the sink that changes this host. */
#ifndef ACT_LIVE_H
#define ACT_LIVE_H

#include <libxl.h>
#include <xenctrl.h>
#include <xenstore.h>

#include "../base/vector.h"
#include "../source/xen_listen.h"
#include "sink.h"

/* Every handle is opened when it is first needed: releasing a device must not need the device model. */
struct live {
	struct sink sink; /* first */
	struct listener *listener;
	xc_interface *xc;
	struct xs_handle *store;
	libxl_ctx *libxl;
	uint32_t console_at; /* the next byte of Xen's ring */
	char *console;       /* what it said since listen_begin */
	VECTOR(struct log_line) lines;
};

static inline struct live *live_of(struct sink *sink)
{
	return (struct live *)sink;
}

int live_xc(struct live *live, xc_interface **ret_xc, struct xpt_error **ret_error);

/* live_sysfs.c */
int live_write_file(struct sink *sink, const char *path, const char *text,
		struct xpt_error **ret_error);
int live_revoke(struct sink *sink, unsigned int domid, struct xpt_bdf bdf,
		struct xpt_error **ret_error);

/* live_cpus.c */
int live_set_affinity(struct sink *sink, unsigned int domid, unsigned int vcpu,
		const struct bitmap *hard, const struct bitmap *soft, bool force,
		struct xpt_error **ret_error);
int live_set_nodes(struct sink *sink, unsigned int domid, const struct bitmap *nodes,
		struct xpt_error **ret_error);
int live_pool_create(struct sink *sink, unsigned int pool, const char *scheduler,
		struct xpt_error **ret_error);
int live_pool_destroy(struct sink *sink, unsigned int pool, struct xpt_error **ret_error);
int live_pool_add(struct sink *sink, unsigned int pool, unsigned int cpu,
		struct xpt_error **ret_error);
int live_pool_remove(struct sink *sink, unsigned int pool, unsigned int cpu,
		struct xpt_error **ret_error);
int live_pool_move(struct sink *sink, unsigned int pool, unsigned int domid,
		struct xpt_error **ret_error);

/* live_libxl.c */
int live_pci_add(struct sink *sink, unsigned int domid, const struct pci_options *options,
		struct xpt_error **ret_error);
int live_pci_remove(struct sink *sink, unsigned int domid, struct xpt_bdf bdf, bool force,
		struct xpt_error **ret_error);
int live_model_command(struct sink *sink, unsigned int domid, const char *command,
		char **ret_answer, struct xpt_error **ret_error);
void live_libxl_close(struct live *live);

/* live_listen.c */
void live_listen_begin(struct sink *sink);
void live_listen_end(struct sink *sink, const struct log_line **ret_lines, size_t *ret_count);
void live_listen_close(struct live *live);

#endif
