/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qmp_socket.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

#include "../base/cleanup.h"
#include "../base/error.h"
#include "paths.h"

#define GREETING_MS 10000
#define RETRY_MS 100

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

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

/* Any byte, or the end of the connection: somebody is at work there. */
static bool hears(int fd, long until)
{
	struct pollfd waited = { .fd = fd, .events = POLLIN };
	long left;
	int r = 0;

	while (!r && (left = until - now_ms()) > 0) {
		r = poll(&waited, 1, (int)left);
		if (r < 0 && errno == EINTR)
			r = 0;
	}
	return r;
}

int xpt__qmp_socket_greets(unsigned int domid, struct xpt_error **ret_error)
{
	auto_fd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	long until = now_ms() + GREETING_MS;
	enum connected connected = fd < 0 ? CONNECTED_NEVER : try_connect(fd, domid);

	while (connected == CONNECTED_LATER && now_ms() < until) {
		poll(NULL, 0, RETRY_MS);
		connected = try_connect(fd, domid);
	}
	if (connected == CONNECTED_NEVER || (connected == CONNECTED && hears(fd, until)))
		return 0;
	return xpt__error_set(ret_error, XPT_UNREADABLE,
			"the device model (QEMU) of domain %u has not answered for %d seconds: it is "
			"stopped, hangs, or another client holds its monitor",
			domid, GREETING_MS / 1000);
}
