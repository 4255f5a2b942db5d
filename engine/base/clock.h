/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

/* xpt__clock_ms - milliseconds that have gone by since some moment, whatever is set on the clock of the host */
long long xpt__clock_ms(void);

#endif
