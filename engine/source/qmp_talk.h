/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One client's talk with a QEMU: greeting, capabilities, and then questions, all within one bound. */
#ifndef SOURCE_QMP_TALK_H
#define SOURCE_QMP_TALK_H

#include <stdbool.h>

#include <xpt/error.h>

#include "../base/json.h"
#include "../base/vector.h"

/* What QEMU says is a guest's word at worst: no length and no text of it is trusted. */
struct qmp_talk {
	int fd;
	unsigned int domid;
	long long until; /* by xpt__clock_ms() */
	unsigned int id; /* of the last question */
	bool greeted;
	VECTOR(char) heard; /* not yet looked at */
};

/*
 * Questions are sent before QEMU has greeted: three ways there and back are one. A QEMU that is busy with another client, or
 * stopped, reads it all when nobody waits for it any more: what changes something is sent to one that has greeted.
 */
enum qmp_purpose { QMP_QUESTIONS, QMP_COMMANDS };

/* xpt__qmp_begin - on @fd, which is connected, does not block, and is the talk's from now on */
int xpt__qmp_begin(struct qmp_talk *talk, int fd, unsigned int domid, enum qmp_purpose purpose,
		struct xpt_error **ret_error);
/* xpt__qmp_end - as well of a talk that did not begin */
void xpt__qmp_end(struct qmp_talk *talk);
/*
 * xpt__qmp_ask - a command of QMP
 * @arguments: names and values in turn, and NULL
 * Return: XPT_UNREADABLE: no answer in time; XPT_REFUSED: it refused.
 */
int xpt__qmp_ask(struct qmp_talk *talk, const char *command, const char *const *arguments,
		struct json_object **ret_value, struct xpt_error **ret_error);
/* xpt__qmp_ask_line - a line of the human monitor; otherwise as xpt__qmp_command() */
int xpt__qmp_ask_line(struct qmp_talk *talk, const char *line, char **ret_answer,
		struct xpt_error **ret_error);
/* The halves of that: QEMU works while the caller does something else. */
int xpt__qmp_send_line(struct qmp_talk *talk, const char *line, struct xpt_error **ret_error);
int xpt__qmp_hear_line(struct qmp_talk *talk, char **ret_answer, struct xpt_error **ret_error);

/* Any byte, or the end of the connection: somebody is at work there. @until by xpt__clock_ms() */
bool xpt__qmp_hears(int fd, long long until);
/* xpt__qmp_silent - the error: it has not answered in time */
int xpt__qmp_silent(unsigned int domid, struct xpt_error **ret_error);

#endif
