/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The verbs that change a host: live.c does them, a test's script expects them.
 * Knows nothing of plans. All return a code of enum xpt_code; the error says what was refused.
 */
#ifndef APPLY_WRITER_H
#define APPLY_WRITER_H

#include <stdbool.h>

#include <xpt/error.h>
#include <xpt/plan.h>

#include "../base/bitmap.h"
#include "../base/cleanup.h"
#include "../base/log_line.h"

/* How a device is handed to a domain. */
struct pci_options {
	struct xpt_bdf bdf;
	unsigned int slot; /* XPT_SLOT_ANY */
	bool relaxed, permissive, msitranslate, power_mgmt;
	bool model_answers; /* it did just now: no need to wait for that */
};

/* A USB device as libxl names it, and where it goes. */
struct usb_plug {
	unsigned int controller, port;
	unsigned int bus, number; /* of now */
};

/* An emulated USB controller as libxl makes it. */
struct usb_controller_spec {
	unsigned int number, version, ports;
	bool backend; /* of the domain's QEMU, instead of an emulated one (type=qusb) */
};

/* How far a copy is: see struct xpt_copy of xpt/plan.h. */
struct local_migration {
	unsigned int domid, copy;
	const char *name, *aside;   /* the copy gets the first name, the original the second */
	const struct bitmap *nodes; /* where the memory of the copy comes from */
	unsigned int downtime_limit_s;
	bool passthrough; /* devices may be plugged into it */
	bool (*progress)(void *data, const struct xpt_copy *copy); /* true: an end is wanted */
	void *data;
};

struct writer;

struct writer_ops {
	/* Files and keys are named as in source/paths.h: "sys/…", "xenstore/…". */
	int (*write_file)(struct writer *writer, const char *path, const char *text,
			struct xpt_error **ret_error);
	/* A whole file at once, on the disk when it returns, with the owner and mode it had; NULL: it goes. */
	int (*replace_file)(struct writer *writer, const char *path, const char *text,
			struct xpt_error **ret_error);
	/* Runs it to its end; what it said last is in the error. It has @lock open, so that it holds it if we are killed. */
	int (*run_program)(struct writer *writer, const char *program, int lock,
			struct xpt_error **ret_error);
	int (*store_write)(struct writer *writer, const char *path, const char *value,
			struct xpt_error **ret_error);
	int (*store_remove)(struct writer *writer, const char *path, struct xpt_error **ret_error);
	/* xc_assign_device, xc_deassign_device; @domid SINK_QUARANTINE = DOMID_IO */
	int (*assign)(struct writer *writer, struct xpt_bdf bdf, unsigned int domid, bool relaxed,
			struct xpt_error **ret_error);
	int (*deassign)(struct writer *writer, struct xpt_bdf bdf, unsigned int domid,
			struct xpt_error **ret_error);
	/* libxl_device_pci_add, _remove, _destroy */
	int (*pci_add)(struct writer *writer, unsigned int domid, const struct pci_options *options,
			struct xpt_error **ret_error);
	int (*pci_remove)(struct writer *writer, unsigned int domid, struct xpt_bdf bdf, bool force,
			struct xpt_error **ret_error);
	/* libxl_device_usbctrl_add, _remove, libxl_device_usbdev_add */
	int (*usb_controller_add)(struct writer *writer, unsigned int domid,
			const struct usb_controller_spec *spec, struct xpt_error **ret_error);
	int (*usb_controller_remove)(struct writer *writer, unsigned int domid,
			const struct usb_controller_spec *spec, struct xpt_error **ret_error);
	int (*usb_add)(struct writer *writer, unsigned int domid, const struct usb_plug *plug,
			struct xpt_error **ret_error);
	/* A command of the device model's monitor; @ret_answer is malloc'd. */
	int (*model_command)(struct writer *writer, unsigned int domid, const char *command,
			char **ret_answer, struct xpt_error **ret_error);
	/* Take I/O port, memory and interrupt permissions of a device back from a domain. */
	int (*revoke)(struct writer *writer, unsigned int domid, struct xpt_bdf bdf,
			struct xpt_error **ret_error);
	/* vCPUs; NULL leaves an affinity alone. @force: also what the domain itself pinned for a moment. */
	int (*set_affinity)(struct writer *writer, unsigned int domid, unsigned int vcpu,
			const struct bitmap *hard, const struct bitmap *soft, bool force,
			struct xpt_error **ret_error);
	int (*set_nodes)(struct writer *writer, unsigned int domid, const struct bitmap *nodes,
			struct xpt_error **ret_error);
	/* cpupools, by number; @scheduler as xl calls it */
	int (*pool_create)(struct writer *writer, unsigned int pool, const char *scheduler,
			struct xpt_error **ret_error);
	int (*pool_destroy)(struct writer *writer, unsigned int pool, struct xpt_error **ret_error);
	int (*pool_add)(struct writer *writer, unsigned int pool, unsigned int cpu,
			struct xpt_error **ret_error);
	int (*pool_remove)(struct writer *writer, unsigned int pool, unsigned int cpu,
			struct xpt_error **ret_error);
	int (*pool_move)(struct writer *writer, unsigned int pool, unsigned int domid,
			struct xpt_error **ret_error);
	/*
	 * A second instance of a domain, complete but paused: memory and state stream from one to the
	 * other. Afterwards the original is suspended, and has given its name to the copy.
	 * @ret_suspended_ms: since when by the monotonic clock
	 */
	int (*domain_copy)(struct writer *writer, const struct local_migration *local_migration,
			long long *ret_suspended_ms, struct xpt_error **ret_error);
	int (*domain_rename)(struct writer *writer, unsigned int domid, const char *name,
			struct xpt_error **ret_error);
	int (*domain_unpause)(
			struct writer *writer, unsigned int domid, struct xpt_error **ret_error);
	/* Lets a suspended domain run on, and ends the watch over its memory that a copy needs. */
	int (*domain_resume)(struct writer *writer, unsigned int domid, bool suspended,
			struct xpt_error **ret_error);
	/* @survivor has the same uuid, and keeps what xenstore has below it; 0: nobody. */
	int (*domain_destroy)(struct writer *writer, unsigned int domid, unsigned int survivor,
			struct xpt_error **ret_error);
	void (*wait_ms)(struct writer *writer, unsigned int milliseconds);
	/* A guest will be told of a device soon: whoever does that may get ready. NULL: it makes no difference. */
	void (*get_ready)(struct writer *writer);
	/* listen_begin forgets; listen_end gives what libxl and Xen's console said since. */
	void (*listen_begin)(struct writer *writer);
	void (*listen_end)(struct writer *writer, const struct log_line **ret_lines,
			size_t *ret_count);
	void (*free)(struct writer *writer);
};

struct writer {
	const struct writer_ops *ops;
};

#define WRITER_QUARANTINE 0xffffffffU

int xpt__writer_live(struct writer **ret_sink, struct xpt_error **ret_error);
/* What attaching and detaching need that takes long to load, in a thread that nobody waits for. */
void xpt__writer_prepare(void);

static inline void writer_free(struct writer *writer)
{
	writer->ops->free(writer);
}

DEFINE_AUTO(writer, struct writer *, writer_free)

#endif
