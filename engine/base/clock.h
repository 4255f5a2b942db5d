/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <time.h>

/* xpt__clock_ms - milliseconds that have gone by since some moment, whatever is set on the clock of the host */
long long xpt__clock_ms(void);
/* xpt__clock_us - the same in microseconds */
long long xpt__clock_us(void);
/* xpt__clock_since_boot_ms - milliseconds since the host booted, those in which it slept among them */
long long xpt__clock_since_boot_ms(void);
/* xpt__clock_boot_time - when that was, by the host's clock */
time_t xpt__clock_boot_time(void);

#endif
