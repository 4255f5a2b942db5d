/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What must travel together, as a tree of reasons. */
#ifndef CHECK_GROUP_H
#define CHECK_GROUP_H

#include <xpt/group.h>

#include "../base/cleanup.h"
#include "../base/vector.h"
#include "../model/model.h"

enum group_reason {
	GROUP_NAMED,
	GROUP_REQUESTER_ID,  /* behind one conventional bridge: the IOMMU cannot tell them apart */
	GROUP_ACS,	     /* a bridge lets them reach each other past the IOMMU */
	GROUP_MULTIFUNCTION, /* functions of one slot, without ACS */
	GROUP_RESERVED_MEMORY,
	GROUP_RESET,   /* neither can be reset without the other */
	GROUP_VIRTUAL, /* virtual functions vanish with their physical one */
};

#define GROUP_ISOLATION (1U << GROUP_REQUESTER_ID | 1U << GROUP_ACS | 1U << GROUP_MULTIFUNCTION)
#define GROUP_DOUBTS (1U << 31) /* what may be tied, too */
#define GROUP_ALL (~0U)

struct member {
	const struct xpt_device *device;
	size_t tied_to;
	enum group_reason reason;
	const char *why;
	bool possible; /* nothing that is known ties it */
};

/* What the ties did not learn, or had to believe. */
struct note {
	const struct xpt_device *device;
	bool unknown; /* else vouched for */
	bool kernel_sets_it;
	const char *why; /* unknown: may be NULL */
};

struct xpt_group {
	const struct xpt_host *host;
	struct arena *arena;
	unsigned int reasons; /* 1 << enum group_reason: those that count */
	unsigned char *marks; /* enum mark, or-ed, for each device of the host */
	bool doubting;	      /* what is not known ties, too */
	bool failed;	      /* memory ran out */
	VECTOR(struct member) members;
	VECTOR(struct note) notes;
};

/* xpt__group_new - @devices are of @host. NULL when memory is out. */
struct xpt_group *xpt__group_new(const struct xpt_host *host,
		const struct xpt_device *const *devices, size_t count, unsigned int reasons);

DEFINE_AUTO(group, struct xpt_group *, xpt_group_free)

#endif
