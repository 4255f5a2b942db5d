/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel_events.h"

#include <string.h>

struct event {
	const char *word, *start,
			*inside; /* what a line begins with, and what it has behind that */
};

static const struct event events[] = {
	{ "begin", "Linux version ", "" },
	{ "lost", "", "output lines suppressed due to ratelimiting" },
	{ "initramfs", "systemd[1]: ", "Running in init" },
	{ "again", "systemd[1]: ", "Reexecuting" },
	{ "system", "systemd[1]: systemd ", " running in system mode" },
	{ "pciback", "xen_pciback: ", "backend is " },
	{ "pciback", "xen-pciback: ", "backend is " },
};

static bool has(struct span text, const char *inside)
{
	return !*inside || (text.length && memmem(text.at, text.length, inside, strlen(inside)));
}

/* "[    0.000000] Linux version 6.1" */
static struct span without_time(struct span line)
{
	struct span rest = line, time;

	return xpt__span_starts(line, "[") && xpt__span_next_part(&rest, ']', &time) ?
			xpt__span_trim(rest) :
			line;
}

static const char *word_of(struct span text)
{
	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++) {
		struct span rest = text;

		if (xpt__span_skip(&rest, events[i].start) && has(rest, events[i].inside))
			return events[i].word;
	}
	return NULL;
}

void xpt__kernel_events_write(FILE *to, struct span log, bool lost)
{
	struct span line;

	if (lost)
		fputs("lost\n", to);
	while (xpt__span_next_line(&log, &line)) {
		const char *word = word_of(without_time(line));

		if (word)
			fprintf(to, "%s\n", word);
	}
}

struct order {
	bool begin, lost, again; /* "again": before dom0's system started */
	size_t system, pciback;	 /* the number of the line, from 1; 0: none */
};

/* The first "system" of which no "initramfs" follows, and the last "pciback". */
static struct order order_of(struct span told)
{
	struct order order = { .begin = xpt__span_starts(told, "begin\n") };
	bool settled = false;
	struct span line;

	for (size_t number = 1; xpt__span_next_line(&told, &line); number++) {
		if (xpt__span_is(line, "pciback")) {
			order.pciback = number;
		} else if (xpt__span_is(line, "system")) {
			settled = order.system;
			order.system = order.system ? order.system : number;
		} else if (xpt__span_is(line, "initramfs") && !settled) {
			order.system = 0;
		}
		order.lost |= xpt__span_is(line, "lost");
		order.again |= !order.system && xpt__span_is(line, "again");
	}
	return order;
}

const char *xpt__kernel_events_pciback(struct span told, const char **ret_why)
{
	const struct order order = order_of(told);

	*ret_why = NULL;
	if (!order.pciback)
		*ret_why = "dom0's kernel log does not tell when it was loaded";
	else if (!order.system)
		*ret_why = "dom0's kernel log does not tell when its system began, as it does with "
			   "systemd";
	else if (order.pciback < order.system && (!order.begin || order.lost || order.again))
		*ret_why = "lines of dom0's kernel log are lost, which may have told when its "
			   "system began";
	if (*ret_why)
		return NULL;
	return order.pciback < order.system ? "initramfs" : "late";
}
