/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "log_time.h"

#include <stdio.h>
#include <string.h>

#define DAY 86400
#define YEAR 31556952 /* 365.2425 days */

/* Days since 1970 of a date of our calendar. */
static int64_t days(int64_t year, int64_t month, int64_t day)
{
	int64_t y = month <= 2 ? year - 1 : year, era = y / 400, of_era = y % 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static bool month_of(const char *name, int *ret_month)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	const char *at = strstr(months, name);

	if (!at || (at - months) % 3)
		return false;
	*ret_month = (int)(at - months) / 3 + 1;
	return true;
}

bool xpt__log_time_read(struct span text, int64_t near, int64_t *ret_seconds)
{
	int year, month, day, hour = 0, minute = 0, second = 0;
	char copy[40], name[4];
	size_t length = text.length < sizeof(copy) ? text.length : sizeof(copy) - 1;
	int64_t of_day;

	if (!length)
		return false;
	memcpy(copy, text.at, length);
	copy[length] = '\0';
	if (sscanf(copy, "%4d-%2d-%2d%*1[ T]%2d:%2d:%2d", &year, &month, &day, &hour, &minute,
			    &second) >= 3) {
		if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31)
			return false;
	} else if (sscanf(copy, "%3s %2d %2d:%2d:%2d", name, &day, &hour, &minute, &second) == 5 &&
			month_of(name, &month)) {
		year = (int)(near / YEAR) + 1970;
	} else {
		return false;
	}
	of_day = hour * 3600 + minute * 60 + second;
	*ret_seconds = days(year, month, day) * DAY + of_day;
	if (copy[0] < '0' || copy[0] > '9') {
		if (*ret_seconds > near + YEAR / 2)
			*ret_seconds = days(year - 1, month, day) * DAY + of_day;
		else if (*ret_seconds < near - YEAR / 2)
			*ret_seconds = days(year + 1, month, day) * DAY + of_day;
	}
	return true;
}

struct moment xpt__moment_read(struct span text)
{
	struct moment moment = { MOMENT_UNKNOWN, 0 };
	struct span seconds = text;

	while (seconds.length && strchr("0123456789", seconds.at[seconds.length - 1]))
		seconds.length--;
	if (seconds.length && seconds.at[seconds.length - 1] == '.')
		seconds.length--;
	if (xpt__log_time_read(text, 0, &moment.seconds)) {
		moment.clock = MOMENT_DATE;
	} else {
		uint64_t number;

		if (seconds.length && xpt__span_number(seconds, 10, &number) && number < INT32_MAX)
			moment = (struct moment){ MOMENT_SINCE_BOOT, (int64_t)number };
	}
	return moment;
}

int64_t xpt__moments_apart(const struct moment *a, const struct moment *b)
{
	int64_t apart = b->seconds - a->seconds;

	if (a->clock != b->clock || a->clock == MOMENT_UNKNOWN)
		return 0;
	/* syslog tells no year */
	return apart > YEAR / 2 || apart < -YEAR / 2 ? 0 : apart;
}
