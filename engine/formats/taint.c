/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "taint.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define YEAR_10000 253402300800 /* what a date has room for */

static bool is_identity(struct span word)
{
	struct span vendor;
	uint64_t number;

	return word.length == IDENTITY_TEXT - 1 && xpt__span_next_part(&word, ':', &vendor) &&
			vendor.length == 4 && xpt__span_number(vendor, 16, &number) &&
			xpt__span_number(word, 16, &number);
}

bool xpt__taint_read(struct span text, struct taint *ret_taint)
{
	struct taint taint = { 0 };
	struct span since, identity, lanes;
	uint64_t seconds, count;

	if (!xpt__span_next_word(&text, &since) || !xpt__span_number(since, 10, &seconds) ||
			seconds >= YEAR_10000 || !xpt__span_next_word(&text, &identity) ||
			!is_identity(identity) || !xpt__span_next_word(&text, &lanes) ||
			!xpt__span_number(lanes, 10, &count) || count > LANES_MAX)
		return false;
	taint.since = (int64_t)seconds;
	memcpy(taint.identity, identity.at, identity.length);
	taint.lanes = (unsigned int)count;
	taint.reason = xpt__span_trim(text);
	*ret_taint = taint;
	return taint.reason.length;
}

char *xpt__taint_text(const struct taint *taint)
{
	char *text;

	return asprintf(&text, "%" PRId64 " %s %u %.*s", taint->since, taint->identity,
			       taint->lanes, (int)taint->reason.length, taint->reason.at) < 0 ?
			NULL :
			text;
}

const char *xpt__taint_date(const struct taint *taint, char buffer[TAINT_DATE_TEXT])
{
	time_t seconds = (time_t)taint->since;
	struct tm tm;

	if (!gmtime_r(&seconds, &tm) ||
			!strftime(buffer, TAINT_DATE_TEXT, "%Y-%m-%d %H:%M:%S UTC", &tm))
		snprintf(buffer, TAINT_DATE_TEXT, "an unknown date");
	return buffer;
}
