/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One client's talk with a QEMU, on a socket that is connected: greeting, capabilities, one line of the human monitor. */
#ifndef SOURCE_QMP_TALK_H
#define SOURCE_QMP_TALK_H

#include <stdbool.h>

#include <xpt/error.h>

#define QMP_ANSWER_MS 10000

/*
 * xpt__qmp_talk - @fd does not block, and stays the caller's; otherwise as xpt__qmp_command()
 * What QEMU says is a guest's word at worst: no length and no text of it is trusted.
 */
int xpt__qmp_talk(int fd, unsigned int domid, const char *line, char **ret_answer,
		struct xpt_error **ret_error);

long xpt__qmp_now_ms(void);
/* Any byte, or the end of the connection: somebody is at work there. @until by xpt__qmp_now_ms() */
bool xpt__qmp_hears(int fd, long until);
/* xpt__qmp_silent - the error: it has not answered in time */
int xpt__qmp_silent(unsigned int domid, struct xpt_error **ret_error);

#endif
