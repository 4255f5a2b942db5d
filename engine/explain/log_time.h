/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dates of log lines. */
#ifndef EXPLAIN_LOG_TIME_H
#define EXPLAIN_LOG_TIME_H

#include <stdint.h>

#include "../base/text.h"

/*
 * xpt__log_time_read - seconds since 1970 of "2024-01-31 10:09:03.123", "2024-01-31T10:09", "2024-01-31" or
 *                 syslog's "Jan 31 10:09:03", in the clock of whoever wrote it
 * @near: syslog tells no year: the date is at most half a year away from this
 * Return: false where it is no date, such as seconds since boot.
 */
bool xpt__log_time_read(struct span text, int64_t near, int64_t *ret_seconds);

/* When a line was logged. Moments of two clocks cannot be compared. */
struct moment {
	enum {
		MOMENT_UNKNOWN,
		MOMENT_SINCE_BOOT,
		MOMENT_DATE,
	} clock;
	int64_t seconds;
};

struct moment xpt__moment_read(struct span text);
/* xpt__moments_apart - seconds from @a to @b, negative where @b is earlier; 0 where that is not known */
int64_t xpt__moments_apart(const struct moment *a, const struct moment *b);

#endif
