/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clock.h"

static long long us_of(clockid_t clock)
{
	struct timespec now = { 0 };

	clock_gettime(clock, &now);
	return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

long long xpt__clock_us(void)
{
	return us_of(CLOCK_MONOTONIC);
}

long long xpt__clock_ms(void)
{
	return xpt__clock_us() / 1000;
}

long long xpt__clock_since_boot_ms(void)
{
	return us_of(CLOCK_BOOTTIME) / 1000;
}

time_t xpt__clock_boot_time(void)
{
	return time(NULL) - (time_t)(xpt__clock_since_boot_ms() / 1000);
}
