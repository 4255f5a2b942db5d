/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Talking to a domain's QEMU within a bound. libxl waits for ever for one that is stopped or hangs: to run a monitor command,
 * and for a process of its own that waits for its lock of the monitor (4.17, seen). Besides, it opens a context, a lock and a
 * process for each command, which takes five times as long.
 */
#ifndef SOURCE_QMP_SOCKET_H
#define SOURCE_QMP_SOCKET_H

#include <xpt/error.h>

#include "qmp_talk.h"

/*
 * xpt__qmp_socket_greets - waits for QEMU's greeting on the socket that libxl uses, up to 10 seconds
 * QEMU talks to one client after the other, so this also waits for another toolstack that is at work.
 * Return: 0: it answers, or there is no such socket to be asked (libxl tells why); XPT_UNREADABLE: it does not.
 */
int xpt__qmp_socket_greets(unsigned int domid, struct xpt_error **ret_error);

/* xpt__qmp_is_left - is the socket there, and nobody's any more? A QEMU that was killed leaves it so. */
bool xpt__qmp_is_left(unsigned int domid);

/* xpt__qmp_open - begins a talk; ended by xpt__qmp_end() if this returns 0, and over otherwise */
int xpt__qmp_open(unsigned int domid, enum qmp_purpose purpose, struct qmp_talk *ret_talk,
		struct xpt_error **ret_error);

/* xpt__qmp_open_now - the same for questions, if nobody needs to be waited for; false: not so */
bool xpt__qmp_open_now(unsigned int domid, struct qmp_talk *ret_talk);

/*
 * xpt__qmp_command - has QEMU run a line of its human monitor
 * @ret_answer: what it printed; malloc'd
 * Return: XPT_UNREADABLE: it cannot be reached, or has not answered within 10 seconds; XPT_REFUSED: it refused.
 */
int xpt__qmp_command(unsigned int domid, const char *line, char **ret_answer,
		struct xpt_error **ret_error);

#endif
