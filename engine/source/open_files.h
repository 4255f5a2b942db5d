/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The open files of all programs of dom0. */
#ifndef SOURCE_OPEN_FILES_H
#define SOURCE_OPEN_FILES_H

#include <xpt/error.h>

#include "../base/text.h"

#define COMMAND_TEXT 64 /* the kernel keeps 15 bytes */

/* For as long as the call that tells of it. */
struct open_file {
	unsigned int pid;
	int process; /* its folder below /proc */
	int folder;  /* of its open files, in which this one is @name */
	const char *name;
	const char *target; /* what the kernel calls it: "/dev/ttyUSB0", "socket:[4711]" */
};

/*
 * xpt__open_files_each - each of them, a program's one after the other
 * By name alone: to ask a file of a network's what it is may wait for that network for ever.
 * Return: 0, XPT_DENIED (of another user's), XPT_UNREADABLE.
 */
int xpt__open_files_each(void (*found)(void *data, const struct open_file *file), void *data,
		struct xpt_error **ret_error);
/* xpt__open_file_command - the program's name by its own word, in @buffer; empty: it has ended, or has none */
struct span xpt__open_file_command(const struct open_file *file, char buffer[COMMAND_TEXT]);

#endif
