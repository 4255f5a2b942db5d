/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_OPTIONS_H
#define BASE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * xpt__options_take - copy a caller's sized option struct into one of the size known here
 * A caller built against an older libxpt has a smaller struct (the rest becomes zero); a newer one a
 * larger, whose unknown bytes must be zero. False: they are not, or there is no size at all.
 * @given NULL: all zero but the size.
 */
bool xpt__options_take(const void *given, void *ret_known, size_t known_size);

/*
 * xpt__options_give - the reverse: fill a caller's sized struct from one of the size known here
 * Nothing is written where it has no size; what the caller knows and this library does not becomes zero.
 */
void xpt__options_give(const void *known, size_t known_size, void *ret_given);

#endif
