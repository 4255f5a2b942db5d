/* SPDX-License-Identifier: GPL-2.0-or-later */
/* watch/ - rounds that keep a host as desired, and what they remember. */
#ifndef WATCH_WATCH_H
#define WATCH_WATCH_H

#include <xpt/watch.h>

#include "flaps.h"
#include "memory.h"
#include "status.h"
#include "tries.h"

/* Where it looks and acts: this host, or a test's. */
struct watch_host {
	int (*open)(void *data, const struct xpt_open_options *options, struct xpt_host **ret_host,
			struct xpt_error **ret_error);
	int (*apply)(void *data, const struct xpt_plan *plan,
			const struct xpt_apply_options *options, struct xpt_error **ret_error);
	long long (*now_ms)(void *data); /* of a clock that does not jump */
	void *data;
	/* Remember how to bring the next boot back; NULL: nobody will ask. */
	int (*keep)(void *data, const struct xpt_plan *back,
			const struct xpt_apply_options *options, struct xpt_error **ret_error);
	/* Does somebody else make the menu, or an initramfs? NULL: nobody does. @menu: its path; NULL: not known */
	int (*busy)(void *data, const char *menu, struct xpt_error **ret_error);
	/* The same of a change that is about to be made, @back NULL: of none any more. NULL: as keep */
	int (*expect)(void *data, const struct xpt_plan *back,
			const struct xpt_apply_options *options, struct xpt_error **ret_error);
};

struct xpt_watch {
	struct watch_host host;
	const struct xpt_desired *desired;
	struct xpt_watch_options
			options; /* but for the path of the memory, which has its own copy */
	struct watch_memory memory;
	struct watch_flaps flaps;
	struct watch_tries tries;
	struct watch_status status;
	char *trouble, *memory_trouble, *status_trouble; /* what was told last; NULL: all is well */
	char *failures;					 /* of the last round, and what lasts */
	char *around;	       /* what no round ends: xpt_watch_trouble() */
	char *lasting;	       /* trouble of the last look at devices that no haste ends; or NULL */
	char *boot_lasting;    /* the same of the last look at the next boot */
	bool failed;	       /* there was other trouble in the last round */
	size_t waiting;	       /* devices of paused domains, in the last round */
	unsigned int retry_ms; /* the last interval of growing ones; 0: none */
	bool devices;	       /* the next round looks at devices */
	bool boot;	       /* the next round looks at the next boot */
	long long boot_looked_ms; /* when that was done last */
};

/* xpt__watch_new - @boot: the id of this boot of the host; NULL: not known, so that no memory counts */
int xpt__watch_new(const struct watch_host *host, const char *boot,
		const struct xpt_desired *desired, const struct xpt_watch_options *options,
		struct xpt_watch **ret_watch, struct xpt_error **ret_error);

/* round.c: one round, with devices or without; @boot: with the next boot, and devices */
enum xpt_round_result xpt__watch_look(struct xpt_watch *watch, bool devices, bool boot);

/* ours.c: it differs, and nobody but us made it differ. @known: what is remembered of it; or NULL */
bool xpt__watch_is_ours(const struct xpt_watch *watch, const struct item *item,
		const struct remembered *known);

/* keep.c: a round is over: the memory and the status, each whatever becomes of the other; what goes wrong is told. */
void xpt__watch_save(struct xpt_watch *watch);
/* The status alone, as the last round left it, with the trouble of now. */
void xpt__watch_save_status(struct xpt_watch *watch);

/* busy.c: watch_host.busy of this host. Return: 0, XPT_BUSY, XPT_NO_MEMORY */
int xpt__watch_busy_here(void *data, const char *menu, struct xpt_error **ret_error);

/* report.c */
void xpt__watch_report(const struct xpt_watch *watch, const struct xpt_watch_event *event);
/* Unless it was told last. NULL: it is over. */
void xpt__watch_report_failures(struct xpt_watch *watch, const char *text);
/* That it is over is told by the next round, which sees whether all is well. Return: was it told now? */
bool xpt__watch_report_around(struct xpt_watch *watch, const char *text);
void xpt__watch_report_memory(struct xpt_watch *watch, const char *text);
void xpt__watch_report_status(struct xpt_watch *watch, const char *text);

#endif
