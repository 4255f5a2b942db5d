/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Targets that have a file of their own. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

void fuzz_formats(const char *text);

#endif
