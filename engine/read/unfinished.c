/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Operations of xpt that never ended, by their journals. */
#include <stdlib.h>

#include "../base/bdf.h"
#include "../formats/unfinished.h"
#include "../source/paths.h"
#include "ask.h"

static bool is_journal(struct span name)
{
	uint64_t number;

	return xpt__span_skip(&name, STATE_JOURNAL) &&
			(!name.length ||
					(xpt__span_skip(&name, ".") &&
							xpt__span_number(name, 10, &number) &&
							number <= UNFINISHED_MAX));
}

/* The process that writes it is still there, and may end it yet: its command line. */
static bool is_running(struct source *source, struct xpt_host *host, unsigned int pid,
		struct blob *ret_command)
{
	struct fact_text why;
	char room[PATH_ROOM];

	return xpt__read_answer(source, host, xpt__read_path(room, PATH_PROC "/%u/cmdline", pid),
			ret_command, &why);
}

/* "xpt hold g1 -- backup (pid 123)" */
static const char *holder_text(struct xpt_host *host, unsigned int pid, struct blob *command)
{
	for (size_t i = 0; i < command->length; i++)
		if (!command->bytes[i])
			command->bytes[i] = ' ';
	return xpt__read_keep(host,
			xpt__arena_text(host->arena, "%s (pid %u)",
					xpt__read_keep(host,
							xpt__arena_printable(host->arena,
									command->bytes,
									command->length)),
					pid));
}

/* False: a line of it is damaged. */
static bool read_begun(struct span events, bool *ret_begun, bool *ret_hold)
{
	enum unfinished_event event;
	size_t step;

	/* The last line counts only as a whole. */
	while (events.length && events.at[events.length - 1] != '\n')
		events.length--;
	while ((event = xpt__unfinished_event(&events, &step)) != EVENT_END) {
		if (event == EVENT_DAMAGED)
			return false;
		*ret_begun = true;
		*ret_hold = *ret_hold || event == EVENT_HOLD;
	}
	return true;
}

static void note_domain(
		struct xpt_host *host, struct unfinished_operation *operation, unsigned int domid)
{
	unsigned int *domids = xpt__arena_alloc(
			host->arena, (operation->domid_count + 1) * sizeof(*domids));

	if (!domids) {
		host->out_of_memory = true;
		return;
	}
	for (size_t i = 0; i < operation->domid_count; i++)
		domids[i] = operation->domids[i];
	domids[operation->domid_count++] = domid;
	operation->domids = domids;
}

/* False: they are damaged. */
static bool read_touches(struct xpt_host *host, struct span touches,
		struct unfinished_operation *operation, bool *ret_lasts)
{
	struct touch touch;
	bool damaged;

	while (xpt__touch_next(&touches, &touch, &damaged)) {
		if (touch.kind == TOUCH_DEVICE)
			xpt__read_note_bdf(host, &operation->devices, touch.bdf);
		else if (touch.kind == TOUCH_DOMAIN)
			note_domain(host, operation, touch.domid);
		else if (touch.kind == TOUCH_FILE)
			*ret_lasts = true;
		else if (touch.kind == TOUCH_USB)
			operation->usb = true;
	}
	return !damaged;
}

static void note_changing(struct xpt_host *host, const struct unfinished_operation *operation)
{
	for (size_t i = 0; i < operation->devices.count; i++)
		xpt__read_note_bdf(host, &host->changing, operation->devices.items[i]);
}

/* Does it say, and not of another boot whose end undid it, that something was begun? */
static bool read_operation(struct source *source, struct xpt_host *host, struct span text,
		struct unfinished_operation *operation)
{
	struct unfinished unfinished;
	auto_blob struct blob command = { 0 };
	bool begun = false, lasts = false, hold = false, running, earlier_boot;
	struct fact_text boot;

	operation->damaged = !xpt__unfinished_read(text, &unfinished) ||
			!read_touches(host, unfinished.touches, operation, &lasts) ||
			!read_begun(unfinished.events, &begun, &hold);
	if (operation->damaged)
		return true;
	boot = xpt__read_text(source, host, PATH_BOOT_ID);
	earlier_boot = boot.state == XPT_FACT_KNOWN && !xpt__span_is(unfinished.boot, boot.value);
	if (!begun || (!lasts && earlier_boot))
		return false;
	/* numbers of processes begin anew with each boot */
	running = !earlier_boot && is_running(source, host, unfinished.pid, &command);
	if (running && !hold) {
		note_changing(host, operation);
		return false;
	}
	operation->title = xpt__read_keep(host,
			xpt__arena_printable(
					host->arena, unfinished.title.at, unfinished.title.length));
	if (running)
		operation->holder = holder_text(host, unfinished.pid, &command);
	return true;
}

static void read_journal(struct source *source, struct xpt_host *host, const char *name)
{
	struct unfinished_operation operation = { 0 };
	auto_blob struct blob text = { 0 };
	struct fact_text why;
	char room[PATH_ROOM];

	operation.path = xpt__read_keep(host,
			xpt__arena_text(host->arena, "%s",
					xpt__read_path(room, PATH_STATE "/%s", name)));
	if (!xpt__read_answer(source, host, room, &text, &why)) {
		if (why.state == XPT_FACT_UNREADABLE)
			host->unfinished_read = xpt__fact_int_why(why);
		return;
	}
	if (read_operation(source, host, blob_span(&text), &operation))
		host->unfinished[host->unfinished_count++] = operation;
}

static const struct unfinished_operation *operation_of(
		const struct xpt_host *host, struct xpt_bdf bdf)
{
	for (size_t i = 0; i < host->unfinished_count; i++)
		if (xpt__bdfs_have(&host->unfinished[i].devices, bdf))
			return &host->unfinished[i];
	return NULL;
}

static void report_device(const struct xpt_host *host, struct xpt_device *device)
{
	const struct unfinished_operation *operation = operation_of(host, device->bdf);

	device->unfinished = device->held = fact_true(host->unfinished_read) ?
			(struct fact_text)FACT_ABSENT("no operation left it half-way") :
			xpt__fact_text_why(host->unfinished_read);
	if (operation && operation->holder)
		device->held = fact_text_known(operation->holder);
	else if (operation && operation->title)
		device->unfinished = fact_text_known(operation->title);
}

static void report_devices(struct xpt_host *host)
{
	for (size_t i = 0; i < host->device_count; i++)
		report_device(host, &host->devices[i]);
}

int xpt__read_unfinished(struct source *source, struct xpt_host *host)
{
	auto_names struct names names = { 0 };
	struct fact_text why;

	host->unfinished_read = fact_int_known(1);
	if (!xpt__probe_list(source, host, PATH_STATE, &names, &why) &&
			why.state == XPT_FACT_UNREADABLE)
		host->unfinished_read = xpt__fact_int_why(why);
	host->unfinished = xpt__arena_alloc(
			host->arena, (names.count + 1) * sizeof(*host->unfinished));
	if (!host->unfinished)
		return XPT_NO_MEMORY;
	for (size_t i = 0; i < names.count; i++)
		if (is_journal(xpt__span_of(names.items[i])))
			read_journal(source, host, names.items[i]);
	report_devices(host);
	return 0;
}
