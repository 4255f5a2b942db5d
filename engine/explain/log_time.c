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

struct date {
	int year; /* 0: none is told */
	int month, day, hour, minute, second;
};

/* "2024-03-05 10:11:12", and with a T; the time may be absent. */
static bool read_iso(const char *text, struct date *date)
{
	return sscanf(text, "%4d-%2d-%2d%*1[ T]%2d:%2d:%2d", &date->year, &date->month, &date->day,
			       &date->hour, &date->minute, &date->second) >= 3 &&
			date->year >= 1970 && date->month >= 1 && date->month <= 12 &&
			date->day >= 1 && date->day <= 31;
}

/* "Mar  5 10:11:12" of syslog, "Tue Mar  5 10:11:12 2024" of dmesg -T, "Tue Mar  5 10:11:12 CET 2024" of date */
static bool read_names(const char *text, struct date *date)
{
	char name[4];
	int end = 0;

	if (sscanf(text, "%3s %2d %2d:%2d:%2d%n", name, &date->day, &date->hour, &date->minute,
			    &date->second, &end) != 5 &&
			sscanf(text, "%*3s %3s %2d %2d:%2d:%2d%n", name, &date->day, &date->hour,
					&date->minute, &date->second, &end) != 5)
		return false;
	if (sscanf(text + end, " %4d", &date->year) != 1 &&
			sscanf(text + end, " %*[A-Z] %4d", &date->year) != 1)
		date->year = 0;
	return month_of(name, &date->month) && (!date->year || date->year >= 1970);
}

static int64_t seconds_of(const struct date *date, int64_t year)
{
	return days(year, date->month, date->day) * DAY + date->hour * 3600 + date->minute * 60 +
			date->second;
}

bool xpt__log_time_read(struct span text, int64_t near, int64_t *ret_seconds)
{
	char copy[40];
	size_t length = text.length < sizeof(copy) ? text.length : sizeof(copy) - 1;
	struct date date = { 0 };
	int64_t year;

	if (!length)
		return false;
	memcpy(copy, text.at, length);
	copy[length] = '\0';
	if (!read_iso(copy, &date)) {
		date = (struct date){ 0 };
		if (!read_names(copy, &date))
			return false;
	}
	year = date.year ? date.year : near / YEAR + 1970;
	*ret_seconds = seconds_of(&date, year);
	if (!date.year && *ret_seconds > near + YEAR / 2)
		*ret_seconds = seconds_of(&date, year - 1);
	else if (!date.year && *ret_seconds < near - YEAR / 2)
		*ret_seconds = seconds_of(&date, year + 1);
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
