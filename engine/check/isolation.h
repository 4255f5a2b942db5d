/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which devices are not isolated from which, worked out once for all devices that a run judges: each
 * of four thousand below one port has all the others beside it.
 */
#ifndef CHECK_ISOLATION_H
#define CHECK_ISOLATION_H

#include "../base/cleanup.h"
#include "../model/model.h"

struct tied {
	const struct xpt_device *device;
	const char *why; /* NULL where only one device could tell; see its own group */
};

struct ties {
	struct tied *items;
	size_t count;
};

/* Devices that are known not to be isolated from each other. */
struct isolation_set {
	size_t members;	    /* 0: a bridge, which cannot be given away */
	struct ties others; /* those of them that go elsewhere */
	size_t guests;	    /* how many of these a guest has */
};

/* What was not learnt of the isolation of devices, and what was believed. */
struct isolation_doubts {
	struct ties unknown, believed;
};

/* Of one device of the host. */
struct isolation_place {
	struct isolation_set *set; /* once it was asked for */
	struct isolation_doubts *doubts;
	bool requested;			      /* it goes along */
	const struct isolation_doubts *noted; /* those that name it; NULL: none */
};

struct isolation {
	const struct xpt_host *host;
	const struct xpt_domain *domain; /* whose devices do not go elsewhere; NULL: nobody's */
	struct isolation_place *places;
	struct arena *arena;
};

/*
 * xpt__isolation_new - nothing is worked out yet
 * @devices, @count: those that go along with each other
 * Return: NULL when memory is out.
 */
struct isolation *xpt__isolation_new(const struct xpt_host *host, const struct xpt_domain *domain,
		const struct xpt_device *const *devices, size_t count);
void xpt__isolation_free(struct isolation *isolation);
/* xpt__isolation_of - @ret_set and @ret_doubts are those of all that @device is tied to. False: no memory. */
bool xpt__isolation_of(struct isolation *isolation, const struct xpt_device *device,
		const struct isolation_set **ret_set, const struct isolation_doubts **ret_doubts);
/* xpt__isolation_elsewhere - does it go, or stay, where the devices that are judged do not? */
bool xpt__isolation_elsewhere(const struct isolation *isolation, const struct xpt_device *device);

DEFINE_AUTO(isolation, struct isolation *, xpt__isolation_free)

#endif
