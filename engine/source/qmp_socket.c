/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qmp_socket.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "../base/cleanup.h"
#include "../base/clock.h"
#include "../base/error.h"
#include "paths.h"
#include "qmp_patience.h"

#define RETRY_MS 100

enum connected { CONNECTED, CONNECTED_LATER, CONNECTED_NEVER };

/* Nothing is waited for: where clients queue, a stopped QEMU takes no more of them at some time. */
static enum connected try_connect(int fd, unsigned int domid)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	snprintf(address.sun_path, sizeof(address.sun_path), PLACE_QMP_SOCKET "%u", domid);
	if (!connect(fd, (const struct sockaddr *)&address, sizeof(address)))
		return CONNECTED;
	return errno == EAGAIN || errno == EINTR ? CONNECTED_LATER : CONNECTED_NEVER;
}

/* A connection, as a rule at once. CONNECTED_LATER: not in time. */
static enum connected reach(int fd, unsigned int domid, long long until)
{
	enum connected connected = fd < 0 ? CONNECTED_NEVER : try_connect(fd, domid);

	while (connected == CONNECTED_LATER && xpt__clock_ms() < until) {
		poll(NULL, 0, RETRY_MS);
		connected = try_connect(fd, domid);
	}
	return connected;
}

int xpt__qmp_socket_greets(unsigned int domid, struct xpt_error **ret_error)
{
	auto_fd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	long long until = xpt__clock_ms() + xpt__qmp_patience_ms(domid);
	enum connected connected = reach(fd, domid, until);

	if (connected == CONNECTED_NEVER || (connected == CONNECTED && xpt__qmp_hears(fd, until)))
		return 0;
	return xpt__qmp_silent(domid, ret_error);
}

bool xpt__qmp_is_left(unsigned int domid)
{
	auto_fd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	return fd >= 0 && try_connect(fd, domid) == CONNECTED_NEVER && errno == ECONNREFUSED;
}

int xpt__qmp_open(unsigned int domid, enum qmp_purpose purpose, struct qmp_talk *ret_talk,
		struct xpt_error **ret_error)
{
	auto_fd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	long long until = xpt__clock_ms() + xpt__qmp_patience_ms(domid);
	enum connected connected = reach(fd, domid, until);
	int own = fd, rc;

	if (connected == CONNECTED_NEVER)
		return xpt__error_errno(ret_error, XPT_UNREADABLE, errno,
				"the device model (QEMU) of domain %u cannot be reached", domid);
	if (connected == CONNECTED_LATER)
		return xpt__qmp_silent(domid, ret_error);
	fd = -1;
	rc = xpt__qmp_begin(ret_talk, own, domid, purpose, ret_error);
	if (rc)
		xpt__qmp_end(ret_talk);
	return rc;
}

bool xpt__qmp_open_now(unsigned int domid, struct qmp_talk *ret_talk)
{
	auto_fd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int own = fd;

	if (fd < 0 || try_connect(fd, domid) != CONNECTED)
		return false;
	fd = -1;
	if (!xpt__qmp_begin(ret_talk, own, domid, QMP_QUESTIONS, NULL))
		return true;
	xpt__qmp_end(ret_talk);
	return false;
}

int xpt__qmp_command(unsigned int domid, const char *line, char **ret_answer,
		struct xpt_error **ret_error)
{
	struct qmp_talk talk;
	int rc = xpt__qmp_open(domid, QMP_COMMANDS, &talk, ret_error);

	if (rc)
		return rc;
	rc = xpt__qmp_ask_line(&talk, line, ret_answer, ret_error);
	xpt__qmp_end(&talk);
	return rc;
}
