/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patience.h"

#include "../base/clock.h"
#include "progress.h"

#define POLL_MS 100
#define QUIET_MS 500 /* not worth a word */

struct patience xpt__patience(const struct attempt *attempt, unsigned int seconds)
{
	return (struct patience){
		.attempt = attempt, .seconds = seconds, .start_ms = xpt__clock_ms()
	};
}

bool xpt__patience_wait(struct patience *patience)
{
	const struct attempt *attempt = patience->attempt;
	const char *guest = attempt->op->text ? attempt->op->text : "the guest";
	const char *who = patience->for_what ? patience->for_what : guest;
	const char *subject =
			xpt__verb_of_usb(attempt->op->verb) ? attempt->subject : attempt->address;
	struct apply_context *apply_context = attempt->apply_context;

	/* The host's clock, and the waits for a test whose waits take no time. */
	if (patience->waited_ms >= patience->seconds * 1000 ||
			xpt__clock_ms() - patience->start_ms >= patience->seconds * 1000LL)
		return false;
	if (patience->waited_ms >= QUIET_MS &&
			xpt__progress_wait(apply_context, subject, who,
					(patience->waited_ms - QUIET_MS) / POLL_MS,
					"waiting for %s%s", who,
					patience->for_what ? "" : " to let go of it"))
		return false;
	apply_context->writer->ops->wait_ms(apply_context->writer, POLL_MS);
	patience->waited_ms += POLL_MS;
	return true;
}
