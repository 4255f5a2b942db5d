/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sd_notify(3) without libsystemd: it is one datagram, and a dom0 without systemd shall not need
 * a library for it.
 */
#ifndef TOOLS_COMMANDS_NOTIFY_H
#define TOOLS_COMMANDS_NOTIFY_H

/* notify_service - tell the service manager, where one asked for it: "READY=1" */
void notify_service(const char *state);

#endif
