/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's word that a USB device came or went, without udev: one socket that hears of all devices. */
#include <errno.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <xpt/desired.h>

#include "../base/error.h"
#include "../formats/uevent.h"

#define FROM_KERNEL 1U	   /* the group; udev's own messages go to another */
#define MESSAGE_BYTES 8192 /* the kernel's are at most 2048, and a path */
#define MESSAGES_MAX 4096  /* of one call, however fast they come */

struct xpt_usb_events {
	int fd;
};

int xpt_usb_events_open(struct xpt_usb_events **ret_events, struct xpt_error **ret_error)
{
	const struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = FROM_KERNEL };
	struct xpt_usb_events *events = calloc(1, sizeof(*events));
	int code;

	if (!events)
		return xpt__error_no_memory(ret_error);
	events->fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
			NETLINK_KOBJECT_UEVENT);
	if (events->fd >= 0 &&
			!bind(events->fd, (const struct sockaddr *)&address, sizeof(address))) {
		*ret_events = events;
		return 0;
	}
	code = errno;
	xpt_usb_events_free(events);
	return xpt__error_errno(ret_error, XPT_UNREADABLE, code,
			"cannot receive the kernel's events of USB devices");
}

int xpt_usb_events_fd(const struct xpt_usb_events *events)
{
	return events->fd;
}

/* What came from somebody else than the kernel says nothing; what was cut short, or lost, may have been one. */
static bool tells(const struct msghdr *header, const char *bytes, size_t length)
{
	const struct sockaddr_nl *sender = header->msg_name;

	if (header->msg_namelen != sizeof(*sender) || sender->nl_pid)
		return false;
	return header->msg_flags & MSG_TRUNC || xpt__uevent_of_usb((struct span){ bytes, length });
}

int xpt_usb_events_take(struct xpt_usb_events *events, bool *ret_some, struct xpt_error **ret_error)
{
	char bytes[MESSAGE_BYTES];
	bool some = false;

	for (size_t i = 0; i < MESSAGES_MAX; i++) {
		struct sockaddr_nl sender = { 0 };
		struct iovec part = { bytes, sizeof(bytes) };
		struct msghdr header = { .msg_name = &sender,
			.msg_namelen = sizeof(sender),
			.msg_iov = &part,
			.msg_iovlen = 1 };
		ssize_t length = recvmsg(events->fd, &header, 0);

		if (length < 0 && errno == EAGAIN)
			break;
		if (length < 0 && errno != EINTR && errno != ENOBUFS)
			return xpt__error_errno(ret_error, XPT_UNREADABLE, errno,
					"the kernel no longer reports which USB devices come and "
					"go");
		some = some || (length < 0 && errno == ENOBUFS) ||
				(length > 0 && tells(&header, bytes, (size_t)length));
	}
	*ret_some = some;
	return 0;
}

void xpt_usb_events_free(struct xpt_usb_events *events)
{
	if (!events)
		return;
	if (events->fd >= 0)
		close(events->fd);
	free(events);
}
