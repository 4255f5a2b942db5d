/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unfinished.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/bdf.h"
#include "../base/cleanup.h"
#include "../base/sum.h"

#define MAGIC "xpt-journal"
#define FORMAT_VERSION "3"

static const char *const event_words[] = {
	[EVENT_BEGIN] = "begin",
	[EVENT_HOLD] = "hold",
	[EVENT_UNDONE] = "undone",
};

bool xpt__touch_equal(const struct touch *a, const struct touch *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case TOUCH_DEVICE:
		return xpt__bdf_equal(a->bdf, b->bdf);
	case TOUCH_DOMAIN:
		return a->domid == b->domid;
	case TOUCH_FILE:
		return !strcmp(a->path, b->path);
	case TOUCH_CPUS:
	case TOUCH_USB:
		break;
	}
	return true;
}

static bool read_head(struct span line, struct unfinished *unfinished, struct span *ret_sum)
{
	struct span word;
	uint64_t pid;

	if (!xpt__span_next_word(&line, &word) || !xpt__span_is(word, MAGIC) ||
			!xpt__span_next_word(&line, &word) || !xpt__span_is(word, FORMAT_VERSION) ||
			!xpt__span_next_word(&line, &unfinished->boot) ||
			!xpt__span_next_word(&line, &word) || !xpt__span_number(word, 10, &pid) ||
			pid > INT32_MAX || !xpt__span_next_word(&line, ret_sum) ||
			xpt__span_next_word(&line, &word))
		return false;
	if (xpt__span_is(unfinished->boot, "-"))
		unfinished->boot.length = 0;
	unfinished->pid = (unsigned int)pid;
	return true;
}

bool xpt__unfinished_read(struct span text, struct unfinished *ret_unfinished)
{
	struct unfinished unfinished = { 0 };
	struct span head, sum, all;
	char now[SUM_TEXT];

	if (!xpt__span_next_line(&text, &head) || !read_head(head, &unfinished, &sum))
		return false;
	all = text;
	if (!xpt__span_next_line(&text, &unfinished.touches) ||
			!xpt__span_skip(&unfinished.touches, "touches ") ||
			!xpt__span_next_line(&text, &unfinished.title) ||
			!xpt__span_skip(&unfinished.title, "title ") ||
			!xpt__span_next_line(&text, &unfinished.plan))
		return false;
	all.length = (size_t)(unfinished.plan.at + unfinished.plan.length - all.at);
	unfinished.intact = xpt__span_is(sum, xpt__sum_text(all, now));
	unfinished.events = text;
	*ret_unfinished = unfinished;
	return true;
}

bool xpt__touch_next(struct span *touches, struct touch *ret_touch, bool *ret_damaged)
{
	struct span word;
	uint64_t domid;

	*ret_damaged = false;
	*ret_touch = (struct touch){ 0 };
	if (!xpt__span_next_word(touches, &word))
		return false;
	if (xpt__span_is(word, "cpus")) {
		ret_touch->kind = TOUCH_CPUS;
	} else if (xpt__span_is(word, "files")) {
		ret_touch->kind = TOUCH_FILE;
	} else if (xpt__span_is(word, "usb")) {
		ret_touch->kind = TOUCH_USB;
	} else if (xpt__span_skip(&word, "d")) {
		ret_touch->kind = TOUCH_DOMAIN;
		*ret_damaged = !xpt__span_number(word, 10, &domid) || domid > UINT16_MAX;
		ret_touch->domid = *ret_damaged ? 0 : (unsigned int)domid;
	} else {
		*ret_damaged = !xpt__bdf_read(word, &ret_touch->bdf);
	}
	return !*ret_damaged;
}

enum unfinished_event xpt__unfinished_event(struct span *events, size_t *ret_step)
{
	struct span line, what, number, more;
	uint64_t step;

	if (!xpt__span_next_line(events, &line))
		return EVENT_END;
	if (!xpt__span_next_word(&line, &what) || !xpt__span_next_word(&line, &number) ||
			!xpt__span_number(number, 10, &step) || step >= SIZE_MAX ||
			xpt__span_next_word(&line, &more))
		return EVENT_DAMAGED;
	*ret_step = (size_t)step;
	for (int event = EVENT_BEGIN; event <= EVENT_UNDONE; event++)
		if (xpt__span_is(what, event_words[event]))
			return (enum unfinished_event)event;
	return EVENT_DAMAGED;
}

static void write_touch(FILE *to, const struct touch *touch)
{
	char address[XPT_BDF_TEXT];

	switch (touch->kind) {
	case TOUCH_DEVICE:
		fprintf(to, " %s", xpt_bdf_format(touch->bdf, address));
		break;
	case TOUCH_DOMAIN:
		fprintf(to, " d%u", touch->domid);
		break;
	case TOUCH_CPUS:
		fputs(" cpus", to);
		break;
	case TOUCH_FILE:
		fputs(" files", to);
		break;
	case TOUCH_USB:
		fputs(" usb", to);
		break;
	}
}

/* The lines that the sum is of. */
static char *body_text(
		const struct touch *touches, size_t count, const char *title, const char *plan)
{
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);
	bool failed;

	if (!to)
		return NULL;
	fputs("touches", to);
	if (!count)
		fputc(' ', to);
	for (size_t i = 0; i < count; i++)
		write_touch(to, &touches[i]);
	fprintf(to, "\ntitle %s\n%s", title, plan);
	failed = ferror(to);
	if (!fclose(to) && !failed)
		return text;
	free(text);
	return NULL;
}

char *xpt__unfinished_head(const char *boot, unsigned int pid, const struct touch *touches,
		size_t count, const char *title, const char *plan)
{
	auto_free char *body = body_text(touches, count, title, plan);
	char sum[SUM_TEXT], *text;

	if (!body ||
			asprintf(&text, MAGIC " " FORMAT_VERSION " %s %u %s\n%s\n",
					*boot ? boot : "-", pid,
					xpt__sum_text(xpt__span_of(body), sum), body) < 0)
		return NULL;
	return text;
}

size_t xpt__unfinished_event_text(enum unfinished_event event, size_t step, char buffer[EVENT_TEXT])
{
	return (size_t)snprintf(buffer, EVENT_TEXT, "%s %zu\n", event_words[event], step);
}
