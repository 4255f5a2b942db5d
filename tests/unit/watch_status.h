/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_WATCH_STATUS_H
#define TESTS_WATCH_STATUS_H

/*
 * What the file "status" of the test's folder tells, is it @wanted? "done device 5 of bus 1, ...|" of each item, with why it
 * failed, and "trouble ..." where there is any; "" where there is no status, and "ended " before where no watch has it locked.
 */
void assert_watch_status(const char *wanted);

#endif
