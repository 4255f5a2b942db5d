/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The short answer: can it be given to a guest, and when? Says no more than the findings do. */
#include "request.h"

#include <string.h>

#include "../base/options.h"
#include "../model/usb.h"
#include "check.h"

struct answer_draft {
	const struct xpt_host *host;
	const struct judged_request *known;
	const struct xpt_report *report;
	struct arena *arena;
};

static const char *name_at(const struct judged_request *known, size_t index)
{
	return index < known->request.device_count ?
			known->devices[index]->address :
			known->usb_devices[index - known->request.device_count]->path;
}

/* "0000:04:00.0, 0000:04:00.1 and 1-2" */
static const char *names(const struct answer_draft *run)
{
	size_t count = run->known->request.device_count + run->known->request.usb_device_count;
	const char *text = name_at(run->known, 0);

	for (size_t i = 1; text && i < count; i++)
		text = xpt__arena_text(run->arena, "%s%s%s", text, i + 1 < count ? ", " : " and ",
				name_at(run->known, i));
	return text;
}

/* The first reason of this verdict, and how many there are besides. */
static const char *reason_of(const struct answer_draft *run, enum xpt_verdict verdict)
{
	const struct xpt_finding *finding, *first = NULL;
	size_t count = 0;

	for (size_t i = 0; (finding = xpt_report_finding(run->report, i)); i++) {
		if (xpt_finding_verdict(finding) != verdict || xpt_report_repeats(run->report, i))
			continue;
		if (!first)
			first = finding;
		count++;
	}
	if (count < 2)
		return first ? xpt_finding_because(first) : NULL;
	return xpt__arena_text(
			run->arena, "%s (and %zu more)", xpt_finding_because(first), count - 1);
}

static const char *when(const struct xpt_report *report)
{
	const struct xpt_finding *set_up = xpt__report_find(report, &xpt__cause_graphics_set_up);

	/* what is to be hidden already needs no command */
	return xpt_finding_remedy(set_up, 0) ? "after hiding and a reboot" :
					       "after a reboot with it hidden";
}

static enum xpt_answer_word word_of(const struct xpt_report *report)
{
	switch (xpt_report_verdict(report)) {
	case XPT_BLOCKED:
		return XPT_ANSWER_NO;
	case XPT_UNKNOWN:
		return XPT_ANSWER_NOT_KNOWN;
	default:
		return xpt__report_find(report, &xpt__cause_graphics_set_up) ?
				XPT_ANSWER_AFTER_HIDING :
				XPT_ANSWER_NOW;
	}
}

static const char *text_of(const struct answer_draft *run, enum xpt_answer_word word)
{
	const char *who = names(run);
	const char *guest = fact_true(run->host->hvm) ? "an HVM guest" : "a guest";

	switch (word) {
	case XPT_ANSWER_NO:
		return xpt__arena_text(run->arena,
				"%s cannot be given to a guest on this host as it is now: %s", who,
				reason_of(run, XPT_BLOCKED));
	case XPT_ANSWER_NOT_KNOWN:
		return xpt__arena_text(run->arena,
				"It is not known whether %s can be given to a guest: %s", who,
				reason_of(run, XPT_UNKNOWN));
	case XPT_ANSWER_AFTER_HIDING:
		return xpt__arena_text(run->arena,
				"%s can be given to %s %s; given now, it may fail there", who,
				guest, when(run->report));
	default:
		return xpt__arena_text(run->arena, "%s can be given to %s now", who, guest);
	}
}

bool xpt__answer(const struct xpt_host *host, struct xpt_judged *judged)
{
	const struct judged_request *known = &judged->requests.items[0];
	const struct answer_draft run = { host, known, judged->report, judged->arena };

	if (known->request.action != XPT_ATTACH || known->domain)
		return true;
	judged->answer.word = word_of(judged->report);
	judged->answer.text = text_of(&run, judged->answer.word);
	return judged->answer.text;
}

bool xpt_judged_answer(const struct xpt_judged *judged, struct xpt_answer *ret_answer)
{
	if (!judged || !judged->answer.text)
		return false;
	xpt__options_give(&judged->answer, sizeof(judged->answer), ret_answer);
	return true;
}

const char *xpt_answer_text(enum xpt_answer_word word)
{
	static const char *const texts[] = { [XPT_ANSWER_NOW] = "now",
		[XPT_ANSWER_AFTER_HIDING] = "after-hiding",
		[XPT_ANSWER_NOT_KNOWN] = "unknown",
		[XPT_ANSWER_NO] = "no" };

	return (unsigned int)word < sizeof(texts) / sizeof(*texts) ? texts[word] : NULL;
}
