/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside apply/: the writer that changes this host. */
#ifndef APPLY_LIVE_LIVE_H
#define APPLY_LIVE_LIVE_H

#include <xenctrl.h>
#include <xenstore.h>

#include "../../base/vector.h"
#include "../../source/xen_listen.h"
#include "../writer.h"
#include "children.h"
#include "libxl_library.h"

/* Every handle is opened when it is first needed: releasing a device must not need the device model. */
struct live {
	struct writer writer; /* first */
	struct listener *listener;
	bool left_behind; /* a thread in libxl, which may yet speak to @listener */
	xc_interface *xc;
	struct xs_handle *store;
	bool loading;
	pthread_t loader; /* of libxl, if @loading */
	libxl_ctx *libxl;
	libxl_ctx *libxl_other;			    /* the receiving half of a copy */
	struct children *children, *children_other; /* of each */
	uint32_t console_at;			    /* the next byte of Xen's ring */
	char *console;				    /* what it said since listen_begin */
	struct kernel_log *kernel;		    /* NULL: it cannot be read */
	char *kernel_said;			    /* since listen_begin */
	VECTOR(struct log_line) lines;
};

static inline struct live *live_of(struct writer *writer)
{
	return (struct live *)writer;
}

int xpt__live_xc(struct live *live, xc_interface **ret_xc, struct xpt_error **ret_error);
int xpt__live_store(struct live *live, struct xpt_error **ret_error);

/* net_link.c: what xpt__live_write_file() does below PATH_NET_LINK */
int xpt__live_net_link(const char *path, const char *text, struct xpt_error **ret_error);
/* nvme_admin.c: the same below PATH_NVME_ADMIN */
int xpt__live_nvme_admin(const char *path, const char *text, struct xpt_error **ret_error);
/* sysfs.c */
int xpt__live_replace_file(struct writer *writer, const char *path, const char *text,
		struct xpt_error **ret_error);
int xpt__live_run_program(
		struct writer *writer, const char *program, int lock, struct xpt_error **ret_error);
int xpt__live_write_file(struct writer *writer, const char *path, const char *text,
		struct xpt_error **ret_error);
int xpt__live_revoke(struct writer *writer, unsigned int domid, struct xpt_bdf bdf,
		struct xpt_error **ret_error);

/* cpus.c */
int xpt__live_set_affinity(struct writer *writer, unsigned int domid, unsigned int vcpu,
		const struct bitmap *hard, const struct bitmap *soft, bool force,
		struct xpt_error **ret_error);
int xpt__live_set_nodes(struct writer *writer, unsigned int domid, const struct bitmap *nodes,
		struct xpt_error **ret_error);
int xpt__live_pool_create(struct writer *writer, unsigned int pool, const char *scheduler,
		struct xpt_error **ret_error);
int xpt__live_pool_destroy(struct writer *writer, unsigned int pool, struct xpt_error **ret_error);
int xpt__live_pool_add(struct writer *writer, unsigned int pool, unsigned int cpu,
		struct xpt_error **ret_error);
int xpt__live_pool_remove(struct writer *writer, unsigned int pool, unsigned int cpu,
		struct xpt_error **ret_error);
int xpt__live_pool_move(struct writer *writer, unsigned int pool, unsigned int domid,
		struct xpt_error **ret_error);

/* libxl.c */
int xpt__live_pci_add(struct writer *writer, unsigned int domid, const struct pci_options *options,
		struct xpt_error **ret_error);
int xpt__live_pci_remove(struct writer *writer, unsigned int domid, struct xpt_bdf bdf, bool force,
		struct xpt_error **ret_error);
int xpt__live_usb_controller_add(struct writer *writer, unsigned int domid,
		const struct usb_controller_spec *spec, struct xpt_error **ret_error);
int xpt__live_usb_controller_remove(struct writer *writer, unsigned int domid,
		const struct usb_controller_spec *spec, struct xpt_error **ret_error);
int xpt__live_usb_add(struct writer *writer, unsigned int domid, const struct usb_plug *plug,
		struct xpt_error **ret_error);
int xpt__live_model_command(struct writer *writer, unsigned int domid, const char *command,
		char **ret_answer, struct xpt_error **ret_error);
/* xpt__live_libxl - the first time opens it: with the program's children and signals left alone, and its life. */
int xpt__live_libxl(struct live *live, libxl_ctx **libxl, struct xpt_error **ret_error);
int xpt__live_libxl_refused(
		struct live *live, const char *call, int r, struct xpt_error **ret_error);
void xpt__live_libxl_close(struct live *live);

/* copy.c */
int xpt__live_domain_copy(struct writer *writer, const struct local_migration *local_migration,
		long long *ret_suspended_ms, struct xpt_error **ret_error);

/* domain.c */
int xpt__live_domain_rename(struct writer *writer, unsigned int domid, const char *name,
		struct xpt_error **ret_error);
int xpt__live_domain_unpause(
		struct writer *writer, unsigned int domid, struct xpt_error **ret_error);
int xpt__live_domain_resume(struct writer *writer, unsigned int domid, bool suspended,
		struct xpt_error **ret_error);
int xpt__live_domain_destroy(struct writer *writer, unsigned int domid, unsigned int survivor,
		struct xpt_error **ret_error);
/*
 * xpt__live_record_read - what xenstore has below a domain's uuid (/vm): of several domains with one uuid, the
 * end of each removes it for all. NULL: there is none.
 */
struct live_record *xpt__live_record_read(struct live *live, unsigned int domid);
/* xpt__live_record_give - writes it back for domain @domid, and frees it. */
void xpt__live_record_give(struct live *live, struct live_record *record, unsigned int domid);

/* xpt__live_stream.c: from @from to @to, which are sockets; the caller's to shut. */
struct live_stream {
	int from, to;
	bool (*source_over)(void *data, bool *ret_failed);
	bool (*target_over)(void *data);
	/* All is in hand: what must happen before the target gets the last of it. */
	int (*before_last)(void *data, struct xpt_error **ret_error);
	/* Each turn, at least every LIVE_TURN_MS. */
	int (*turn)(void *data, unsigned long long sent_bytes, struct xpt_error **ret_error);
	void *data;
};

#define LIVE_TURN_MS 10

/* xpt__live_stream - pumps until the target is over. */
int xpt__live_stream(const struct live_stream *stream, struct xpt_error **ret_error);

/* listen.c */
void xpt__live_listen_begin(struct writer *writer);
void xpt__live_listen_end(
		struct writer *writer, const struct log_line **ret_lines, size_t *ret_count);
void xpt__live_listen_close(struct live *live);

#endif
