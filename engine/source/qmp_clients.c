/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel tells which socket is the other end of each connection, and the open files of programs whose that is. */
#include "qmp_clients.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../base/cleanup.h"
#include "open_files.h"
#include "paths.h"

#define CLIENTS 16
#define ANSWER_S 2
#define TCP_ESTABLISHED 1 /* of the kernel's socket states, which all families share */

struct clients {
	char path[64]; /* of the monitor's socket */
	uint32_t inodes[CLIENTS];
	size_t count;
	FILE *text;
	unsigned int last; /* the process that was named last */
};

static int ask(void)
{
	struct {
		struct nlmsghdr head;
		struct unix_diag_req question;
	} request = {
		.head = { .nlmsg_len = sizeof(request),
				.nlmsg_type = SOCK_DIAG_BY_FAMILY,
				.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP },
		.question = { .sdiag_family = AF_UNIX,
				.udiag_states = 1U << TCP_ESTABLISHED,
				.udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER },
	};
	const struct timeval patience = { .tv_sec = ANSWER_S };
	auto_fd int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	int own = fd;

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) ||
			send(fd, &request, sizeof(request), 0) != sizeof(request))
		return -1;
	fd = -1;
	return own;
}

static bool is_name(const struct clients *clients, struct rtattr *attribute)
{
	size_t length = strlen(clients->path);

	/* with the NUL or without */
	return RTA_PAYLOAD(attribute) >= length && RTA_PAYLOAD(attribute) <= length + 1 &&
			!memcmp(RTA_DATA(attribute), clients->path, length);
}

/* A connection of the monitor's: its other end is a client's. */
static void take_socket(struct clients *clients, struct nlmsghdr *message)
{
	struct unix_diag_msg *socket = NLMSG_DATA(message);
	struct rtattr *attribute = (struct rtattr *)(socket + 1);
	int left = (int)(message->nlmsg_len - NLMSG_LENGTH(sizeof(*socket)));
	uint32_t peer = 0;
	bool named = false;

	for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
		if (attribute->rta_type == UNIX_DIAG_NAME)
			named = is_name(clients, attribute);
		if (attribute->rta_type == UNIX_DIAG_PEER && RTA_PAYLOAD(attribute) >= sizeof(peer))
			memcpy(&peer, RTA_DATA(attribute), sizeof(peer));
	}
	if (named && peer && clients->count < CLIENTS)
		clients->inodes[clients->count++] = peer;
}

/* @length has a sign: what a message is padded to is taken off it. Return: is there more to come? */
static bool take_part(struct clients *clients, char *bytes, int length)
{
	struct nlmsghdr *message = (struct nlmsghdr *)bytes;

	for (; length > 0 && NLMSG_OK(message, (unsigned int)length);
			message = NLMSG_NEXT(message, length)) {
		if (message->nlmsg_type == NLMSG_DONE || message->nlmsg_type == NLMSG_ERROR)
			return false;
		if (message->nlmsg_type == SOCK_DIAG_BY_FAMILY &&
				message->nlmsg_len >= NLMSG_LENGTH(sizeof(struct unix_diag_msg)))
			take_socket(clients, message);
	}
	return true;
}

static void list_connections(struct clients *clients)
{
	__attribute__((aligned(NLMSG_ALIGNTO))) char bytes[32768];
	auto_fd int fd = ask();
	ssize_t length;

	while (fd >= 0) {
		struct sockaddr_nl sender = { 0 };
		socklen_t room = sizeof(sender);

		length = recvfrom(fd, bytes, sizeof(bytes), 0, (struct sockaddr *)&sender, &room);
		/* the kernel's number is 0 */
		if (length <= 0 || sender.nl_pid || !take_part(clients, bytes, (int)length))
			return;
	}
}

static bool is_client(const struct clients *clients, const struct open_file *file)
{
	struct span rest = xpt__span_of(file->target), inode;
	uint64_t number;

	if (!xpt__span_skip(&rest, "socket:[") || !xpt__span_next_part(&rest, ']', &inode) ||
			!xpt__span_number(inode, 10, &number))
		return false;
	for (size_t i = 0; i < clients->count; i++)
		if (clients->inodes[i] == number)
			return true;
	return false;
}

static void name_client(void *data, const struct open_file *file)
{
	struct clients *clients = data;
	char buffer[COMMAND_TEXT];
	struct span command;

	if (file->pid == (unsigned int)getpid() || file->pid == clients->last ||
			!is_client(clients, file))
		return;
	command = xpt__open_file_command(file, buffer);
	fprintf(clients->text, "%s%.*s (process %u)", clients->last ? ", " : "",
			(int)command.length, command.at, file->pid);
	clients->last = file->pid;
}

char *xpt__qmp_clients(unsigned int domid)
{
	struct clients clients = { 0 };
	auto_free char *text = NULL;
	size_t length;
	bool named;

	snprintf(clients.path, sizeof(clients.path), PLACE_QMP_SOCKET "%u", domid);
	list_connections(&clients);
	clients.text = clients.count ? open_memstream(&text, &length) : NULL;
	if (!clients.text)
		return NULL;
	(void)xpt__open_files_each(name_client, &clients, NULL);
	named = clients.last && !ferror(clients.text);
	return fclose(clients.text) || !named ? NULL : TAKE(text);
}
