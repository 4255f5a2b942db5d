/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The journal of an operation, /var/lib/xpt/journal, and journal.1 … of those that never ended:
 *	xpt-journal 3 BOOT-ID PID SUM
 *	touches 0000:00:05.0 d1 cpus files usb
 *	title attach 0000:00:05.0 to g1
 *	{"title":…}                      the plan; SUM is of this line and the two above
 *	begin 0                          before the first step is done
 *	hold 0                           all is done, and its process undoes it in the end
 *	undone 0
 * The first four lines appear at once, by rename; a last line that a crash cut does not count, as its step never began.
 * Steps know themselves whether they are done, so a line too many does no harm.
 */
#ifndef FORMATS_UNFINISHED_H
#define FORMATS_UNFINISHED_H

#include <xpt/base.h>

#include "../base/text.h"

#define UNFINISHED_MAX 64 /* journals of operations that never ended */

enum touch_kind { TOUCH_DEVICE, TOUCH_DOMAIN, TOUCH_CPUS, TOUCH_FILE, TOUCH_USB };

/* What an operation changes. */
struct touch {
	enum touch_kind kind;
	struct xpt_bdf bdf; /* TOUCH_DEVICE */
	unsigned int domid; /* TOUCH_DOMAIN */
	const char *path;   /* TOUCH_FILE; not in the text, where it is told that there are some */
};

bool xpt__touch_equal(const struct touch *a, const struct touch *b);

struct unfinished {
	struct span boot; /* empty: not known */
	unsigned int pid;
	struct span touches, title, plan;
	struct span events;
	bool intact; /* the sum is that of the lines */
};

/* xpt__unfinished_read - false when the first four lines are not those of a journal. */
bool xpt__unfinished_read(struct span text, struct unfinished *ret_unfinished);
/* xpt__touch_next - the next word of @touches. False at the end; *@ret_damaged: or at a word that is none. */
bool xpt__touch_next(struct span *touches, struct touch *ret_touch, bool *ret_damaged);

enum unfinished_event { EVENT_END, EVENT_BEGIN, EVENT_HOLD, EVENT_UNDONE, EVENT_DAMAGED };
enum unfinished_event xpt__unfinished_event(struct span *events, size_t *ret_step);

/* The first four lines, malloc'd; NULL: no memory. */
char *xpt__unfinished_head(const char *boot, unsigned int pid, const struct touch *touches,
		size_t count, const char *title, const char *plan);
#define EVENT_TEXT 48
/* Of all but EVENT_END and EVENT_DAMAGED. Return: its length. */
size_t xpt__unfinished_event_text(
		enum unfinished_event event, size_t step, char buffer[EVENT_TEXT]);

#endif
