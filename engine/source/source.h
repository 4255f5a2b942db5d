/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * source/ - where questions about a host are asked.  Knows the outside, judges nothing.
 *
 * One namespace of paths without a leading slash:
 *   sys/…, proc/…, lib/modules/…, boot/…, etc/…, run/…   files of dom0
 *   xpt/journal, …                    files that xpt keeps of its own
 *   xenstore/…                        xenstore keys (read) and directories (list)
 *   pci/0000:00:05.0                  what its config space holds ("key value" lines)
 *   pci-ids/8086:10d3, pci-ids/class/0200, …   names
 *   initramfs/boot/<file>             what in an initramfs decides who gets a device first
 *   net/<interface>                   what its driver tells of its virtual functions
 *   nvme/nvme0                        what the controller tells of its virtual functions
 *   open-devices                      which programs have which device nodes open
 *   xen/version, xen/physinfo         "key value" lines
 *   xen/domains                       "ID key=value …" lines
 *   xen/cpus, xen/nodes, xen/pools    "ID key=value …" lines
 *   xen/vcpus/<domid>                 "VCPU key=value …" lines; /<vcpu> behind it: of that one
 *   xen/pci-topology                  "0000:00:05.0 1" lines (node, or "-")
 *   xen/pci-owners                    the lines of debug key Q, cleaned of prefixes
 *   xen/reserved-memory               "7ffe0000-7ffe0fff 0000:00:05.0 0000:00:06.0" lines
 *   xen/memory-map                    "7ffda000-7fffffff reserved" lines, the machine's
 *   xen/console                       the console ring
 *   xen/console-size                  its bytes, or nothing where they do not show
 *   xen/memory                        "DOMID NODE=KIB …" lines, from debug key u
 *   xen/model/<domid>                 what the domain's device model says of its PCI devices
 * All are text, so that captures can be read and edited by hand.
 */
#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include <xpt/error.h>
#include <xpt/host.h>

#include "../base/cleanup.h"
#include "../base/text.h"

/* What was read: @bytes[@length] is a NUL that does not count. */
struct blob {
	char *bytes;
	size_t length;
};

struct names {
	char **items; /* sorted by strcmp() */
	size_t count;
};

struct source;

struct source_ops {
	/*
	 * All return 0, XPT_NOT_FOUND (there is no such thing), XPT_DENIED, XPT_UNREADABLE (the
	 * reason is in the error), or XPT_NO_MEMORY.
	 */
	int (*read)(struct source *source, const char *path, struct blob *ret_blob,
			struct xpt_error **ret_error);
	int (*list)(struct source *source, const char *path, struct names *ret_names,
			struct xpt_error **ret_error);
	int (*link)(struct source *source, const char *path, char **ret_target,
			struct xpt_error **ret_error);
	void (*free)(struct source *source);
	/* NULL: it makes no difference */
	void (*announce)(struct source *source, const char *path);
};

struct source {
	const struct source_ops *ops;
};

/* This host: files, and Xen's libraries. XPT_UNREADABLE: no Xen here. XPT_DENIED. */
int xpt__source_live(struct source **ret_source, struct xpt_error **ret_error);
/* A captured host. */
int xpt__source_replay(
		const char *directory, struct source **ret_source, struct xpt_error **ret_error);
/*
 * Keeps every answer of @inner, which it takes over even when it fails, in @directory (made; must
 * be empty).
 * xpt__source_record_finish() writes the manifest; @ret_answers = answers kept.
 */
int xpt__source_record(struct source *inner, const char *directory, bool redact,
		struct source **ret_source, struct xpt_error **ret_error);
int xpt__source_record_finish(
		struct source *recorder, size_t *ret_answers, struct xpt_error **ret_error);

/*
 * xpt__source_trace - tells of each question to @inner, which it takes over even when it fails
 * @told: NULL: @ret_source is @inner itself
 * Return: 0 or XPT_NO_MEMORY.
 */
int xpt__source_trace(struct source *inner, void (*told)(void *data, const struct xpt_trace *trace),
		void *data, struct source **ret_source, struct xpt_error **ret_error);

int xpt__source_read(struct source *source, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error);
int xpt__source_list(struct source *source, const char *path, struct names *ret_names,
		struct xpt_error **ret_error);
int xpt__source_link(struct source *source, const char *path, char **ret_target,
		struct xpt_error **ret_error);
/*
 * xpt__source_announce - @path will be read, and takes a while: whoever answers may begin
 * What is announced must be read, or the source be freed, soon: it may keep others from asking.
 */
void xpt__source_announce(struct source *source, const char *path);
void xpt__source_free(struct source *source); /* NULL is fine */

static inline void blob_clear(struct blob *blob)
{
	free(blob->bytes);
	*blob = (struct blob){ 0 };
}

static inline struct span blob_span(const struct blob *blob)
{
	return (struct span){ blob->bytes, blob->length };
}

void xpt__names_clear(struct names *names);
/* For sources: a copy of @length bytes of @name at the end; false when memory is out. */
bool xpt__names_add(struct names *names, const char *name, size_t length);
void xpt__names_sort(struct names *names);

#define auto_blob __attribute__((cleanup(blob_clear)))
#define auto_names __attribute__((cleanup(xpt__names_clear)))
DEFINE_AUTO(source, struct source *, xpt__source_free)

#endif
