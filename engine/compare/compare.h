/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is desired of a host, beside how it is. */
#ifndef COMPARE_COMPARE_H
#define COMPARE_COMPARE_H

#include "../config/desired.h"
#include "../model/numa.h"

enum item_kind {
	ITEM_POOL,
	ITEM_RESERVE,
	ITEM_DOMAIN,
	ITEM_MEMBER,
	ITEM_PIN,
	ITEM_ATTACH,
	ITEM_USB,
	ITEM_USB_NUMBER,
	ITEM_USB_RESERVE,
	ITEM_NAME,
	ITEM_HIDE,
	ITEM_OPTION,
	ITEM_VFS,
	ITEM_VF
};

/* A cpupool that is desired. */
struct target_pool {
	const struct desired_pool *desired;
	const struct xpt_pool *pool; /* NULL: there is none yet */
	unsigned int id;	     /* the one that it has, or will have */
	struct bitmap cpus;
	size_t item;
};

struct item {
	struct xpt_item shown;
	enum item_kind kind;
	bool left;			  /* nobody shall touch it */
	const struct xpt_domain *domain;  /* NULL: of the host, or the domain does not run */
	const struct xpt_vcpu *vcpu;	  /* ITEM_PIN */
	const struct bitmap *hard, *soft; /* ITEM_PIN; NULL: as it is */
	const struct target_pool *target; /* ITEM_POOL; ITEM_MEMBER, or NULL where @pool is */
	const struct xpt_pool *pool;	  /* ITEM_MEMBER: an existing one that no file describes */
	const struct desired_device *device; /* ITEM_RESERVE, ITEM_ATTACH */
	const char *name;		     /* ITEM_NAME */
	const struct desired_vfs *vfs;	     /* ITEM_VFS; @found is the physical function */
	enum vf_setting setting;	     /* ITEM_VF; the same */
	unsigned int vf_number;		     /* ITEM_VF */
	const struct xpt_device *vf;	     /* ITEM_VF; NULL: it is not there */
	enum boot_line line;		     /* ITEM_OPTION */
	const char *const *words;	     /* ITEM_OPTION: all of one key */
	size_t word_count;
	const char *called;		/* the name by which a file means the device, or NULL */
	const char *sought;		/* of a device: the address, name or pattern */
	const struct xpt_device *found; /* of a device; NULL: there is no such device */
	const char *physical_function;	/* whose VFs it is about, or waits for; or NULL */
	bool is_as_new; /* no VFs, or what a new VF has, or drivers make up, or lost by the device model: nobody chose it */
	const char *is_now; /* of a device that waits for VFs to be made: how it is; NULL: it does not */
	struct xpt_bdf bdf;
	const struct xpt_usb_device *usb; /* ITEM_USB, ITEM_USB_RESERVE; NULL: not due, or @why */
	const char *why; /* USB devices and VFs: what keeps it from being judged at all, or NULL */
	int why_code;
};

struct xpt_comparison {
	struct arena *arena;
	unsigned long identity; /* xpt__identity_new(), also whenever something is left out */
	const struct xpt_host *host;
	const struct xpt_desired *desired;
	struct target_pool *targets;
	size_t target_count;
	VECTOR(struct item) items;
};

/* Does it differ, and may it be changed? */
static inline bool item_is_due(const struct item *item)
{
	return item->shown.state == XPT_ITEM_DIFFERS && !item->left;
}

static inline bool item_is_usb(const struct item *item)
{
	return item->kind == ITEM_USB || item->kind == ITEM_USB_RESERVE;
}

static inline bool item_is_of_boot(const struct item *item)
{
	return item->kind == ITEM_HIDE || item->kind == ITEM_OPTION;
}

/* What is due of the devices; @ret_requests lives in the comparison's arena. */
int xpt__comparison_requests(const struct xpt_comparison *comparison,
		struct xpt_request **ret_requests, size_t *ret_count, struct xpt_error **ret_error);

#endif
