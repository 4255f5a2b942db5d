/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "notify.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "../output/message.h"

void notify_service(const char *state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const char *path = getenv("NOTIFY_SOCKET");
	size_t length = path ? strlen(path) : 0;
	auto_fd int fd = -1;

	if (!length)
		return;
	if (length >= sizeof(address.sun_path) || (*path != '/' && *path != '@')) {
		print_message("cannot tell the service manager: NOTIFY_SOCKET is not a socket's path");
		return;
	}
	memcpy(address.sun_path, path, length);
	if (*path == '@')
		address.sun_path[0] = '\0'; /* in the abstract namespace */
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 ||
			sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&address,
					(socklen_t)(offsetof(struct sockaddr_un, sun_path) +
							length)) < 0)
		print_message("cannot tell the service manager: %s", strerror(errno));
}
