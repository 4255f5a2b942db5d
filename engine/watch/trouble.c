/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "../base/error.h"
#include "round.h"

static bool add_line(char **text, const char *unit, const char *line)
{
	auto_free char *before = *text;

	if (asprintf(text, "%s%s%s%s%s", before ? before : "", before ? "; " : "", unit,
			    *unit ? ": " : "", line) < 0)
		*text = NULL;
	return *text;
}

void xpt__round_fail(struct round *round, const char *unit, struct xpt_error *error)
{
	(void)add_line(&round->failures, unit, xpt_error_message(error));
	round->failed = true;
	xpt_error_free(error);
}

static void fail_lasting(
		struct round *round, char **lasting, const char *unit, struct xpt_error *error)
{
	if (!add_line(lasting, unit, xpt_error_message(error)))
		round->failed = true;
	xpt_error_free(error);
}

void xpt__round_fail_for_now(struct round *round, const char *unit, struct xpt_error *error)
{
	fail_lasting(round, &round->lasting, unit, error);
}

void xpt__round_fail_of_boot(struct round *round, struct xpt_error *error)
{
	fail_lasting(round, &round->boot_lasting, HOST, error);
}

void xpt__round_fail_unless(struct round *round, bool has_memory)
{
	struct xpt_error *error = NULL;

	if (has_memory)
		return;
	(void)xpt__error_no_memory(&error);
	xpt__round_fail(round, HOST, error);
}

static void replace(char **lasting, char **now)
{
	free(*lasting);
	*lasting = TAKE(*now);
}

/* What is known of devices, and of the next boot, stays so over rounds that do not look at them. */
void xpt__round_report_trouble(struct round *round, bool blind)
{
	struct xpt_watch *watch = round->watch;
	bool has_memory = !round->failed || round->failures;

	if (round->devices && !blind)
		replace(&watch->lasting, &round->lasting);
	/* what was done before the look that failed is told all the same */
	if (round->boot && (!blind || round->boot_lasting))
		replace(&watch->boot_lasting, &round->boot_lasting);
	if (watch->lasting)
		has_memory = has_memory && add_line(&round->failures, HOST, watch->lasting);
	if (watch->boot_lasting)
		has_memory = has_memory && add_line(&round->failures, HOST, watch->boot_lasting);
	xpt__watch_report_failures(watch, has_memory ? round->failures : "out of memory");
	watch->failed = round->failed;
}
