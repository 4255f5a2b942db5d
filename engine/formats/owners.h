/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xen/pci-owners: who owns each device, in the words of Xen's debug key Q, without what the console
 * puts before them:
 *	==== PCI devices ====
 *	==== segment 0000 ====
 *	0000:03:00.0 - d5 - node 0   - MSIs < 57 58 >
 *	0000:04:00.0 - DomIO:7ff2 - node -1
 * "==== torn ====" at the end: lines may be missing; "==== unheld ====": likewise, as Xen did not tell which there must be; "==== noise d5 2400 ====": d5 printed 2400 lines per second meanwhile. Owners are domains, DomIO:7ff2 and d[IO] (quarantine), d[XEN] (hidden from all). Node -1: not known.
 */
#ifndef FORMATS_OWNERS_H
#define FORMATS_OWNERS_H

#include <stdio.h>

#include <xpt/base.h>

#include "../base/fact.h"
#include "../base/text.h"

enum owned_by {
	OWNED_BY_UNKNOWN,
	OWNED_BY_NOBODY, /* Xen does not know the device */
	OWNED_BY_DOMAIN,
	OWNED_BY_QUARANTINE,
	OWNED_BY_XEN,
};

/* Who owns a device, by all lines about it. */
struct ownership {
	enum owned_by by;
	unsigned int domid; /* OWNED_BY_DOMAIN */
	struct fact_int node;
	struct fact_int msis; /* how many Xen lists: those that are set up now */
	unsigned long line;   /* the last one, from 1 */
	const char *reason;   /* OWNED_BY_UNKNOWN, OWNED_BY_NOBODY */
};

/* Of a device that no line is about. */
#define OWNERSHIP_NONE                                                       \
	((struct ownership){ .by = OWNED_BY_NOBODY,                          \
			.node = FACT_ABSENT("Xen does not know the device"), \
			.msis = FACT_ABSENT("Xen does not know the device"), \
			.reason = "Xen does not know the device" })

/* Of a device that no line of an answer is about that other messages tore apart. */
#define OWNERSHIP_TORN                                                                          \
	((struct ownership){ .node = FACT_UNREADABLE("other messages tore Xen's answer apart"), \
			.msis = FACT_UNREADABLE("other messages tore Xen's answer apart"),      \
			.reason = "other messages tore Xen's answer apart" })

/* Likewise, where nothing tells whether the answer is about all devices. */
#define OWNERSHIP_UNHELD                                                                       \
	((struct ownership){                                                                   \
			.node = FACT_UNREADABLE("Xen does not report which devices it knows"), \
			.msis = FACT_UNREADABLE("Xen does not report which devices it knows"), \
			.reason = "Xen does not report which devices it knows" })

/* The guest that printed most into the console while Xen answered. */
struct owners_noise {
	unsigned int domid;
	unsigned long rate; /* lines per second; 0: none */
};

struct owners_reader {
	struct span rest;
	unsigned long line; /* the last that was read */
	bool torn;	    /* a device without a line may have one all the same */
	bool unheld;	    /* likewise */
	struct owners_noise noise;
};

/*
 * xpt__owners_next - the next device
 * Lines of another form are passed over; one that breaks off within its owner, or names none that
 * there is, makes the owner unknown. Return: false at the end.
 */
bool xpt__owners_next(struct owners_reader *reader, struct xpt_bdf *ret_bdf,
		struct ownership *ret_ownership);
/* Another line about the same device: two that differ are none, as at least one is not Xen's. */
void xpt__ownership_add(struct ownership *ownership, const struct ownership *next);
struct ownership xpt__owners_find(struct span text, struct xpt_bdf bdf);
/* Is there a line about each of @known, in whatever order? A whole line that is missing shows by nothing else. */
bool xpt__owners_tell_of(struct span text, const struct xpt_bdf *known, size_t count);

#define OWNER_TEXT 16

/* "dom0", "d5", "quarantine", "xen", "nobody", "not known" */
const char *xpt__ownership_text(const struct ownership *ownership, char buffer[OWNER_TEXT]);

void xpt__owners_write_head(FILE *to, uint32_t segment);
/* Lines are missing. */
void xpt__owners_write_torn(FILE *to);
/* Lines may be missing, and nothing tells. */
void xpt__owners_write_unheld(FILE *to);
void xpt__owners_write_noise(FILE *to, struct owners_noise noise);
/* As Xen words it. Nothing where nobody owns it; an owner that is not known is no word. */
void xpt__owners_write(FILE *to, struct xpt_bdf bdf, const struct ownership *ownership);

/* What a trimmed line of Xen's is, for who picks them out of others. */
enum owners_line {
	OWNERS_LINE_OTHER,
	OWNERS_LINE_HEAD, /* the first of an answer */
	OWNERS_LINE_SEGMENT,
	OWNERS_LINE_DEVICE,
	OWNERS_LINE_TORN, /* of a device, but something is missing or stands between */
};
enum owners_line xpt__owners_line(struct span line);

#endif
