/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command that runs while xpt waits for it, and whose signals are passed on. */
#ifndef TOOLS_COMMANDS_COMMAND_RUN_H
#define TOOLS_COMMANDS_COMMAND_RUN_H

#include <signal.h>
#include <stdbool.h>

#define STATUS_NOT_STARTED 127
#define STATUS_SIGNAL 128 /* and its number, as shells count */

/* command_signals_hold - from now on they wait: what ends xpt ends its command, and xpt after it. */
void command_signals_hold(sigset_t *ret_before);
/* command_signal_came - does one of them wait already? */
bool command_signal_came(void);
/*
 * command_run - with the signals that were held; it gets TERM if xpt dies
 * @before: of command_signals_hold(); the command has these
 * Return: its status, STATUS_NOT_STARTED (told), or STATUS_SIGNAL and the signal that ended it.
 */
int command_run(char **words, const sigset_t *before);

#endif
