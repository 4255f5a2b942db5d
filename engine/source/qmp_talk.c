/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qmp_talk.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "../base/error.h"
#include "../base/json.h"
#include "../base/vector.h"

#define ANSWER_BYTES (1U << 20)
#define COMMAND_ROOM 256

long xpt__qmp_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool xpt__qmp_hears(int fd, long until)
{
	struct pollfd waited = { .fd = fd, .events = POLLIN };
	long left;
	int r = 0;

	while (!r && (left = until - xpt__qmp_now_ms()) > 0) {
		r = poll(&waited, 1, (int)left);
		if (r < 0 && errno == EINTR)
			r = 0;
	}
	return r;
}

int xpt__qmp_silent(unsigned int domid, struct xpt_error **ret_error)
{
	return xpt__error_set(ret_error, XPT_UNREADABLE,
			"the device model (QEMU) of domain %u has not answered for %d seconds: it is "
			"stopped, hangs, or another client holds its monitor",
			domid, QMP_ANSWER_MS / 1000);
}

/* One client's talk with QEMU. */
struct talk {
	int fd;
	unsigned int domid;
	long until;
	VECTOR(char) heard; /* not yet looked at */
};

/* More of what QEMU says. */
static int hear(struct talk *talk, struct xpt_error **ret_error)
{
	char chunk[4096];
	ssize_t r;

	if (!xpt__qmp_hears(talk->fd, talk->until))
		return xpt__qmp_silent(talk->domid, ret_error);
	r = recv(talk->fd, chunk, sizeof(chunk), 0);
	if (r < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (r <= 0 || talk->heard.count > ANSWER_BYTES)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"the device model (QEMU) of domain %u %s", talk->domid,
				r > 0 ? "talks without an end" : "hung up");
	for (ssize_t i = 0; i < r; i++) {
		char *byte = vector_push(&talk->heard);

		if (!byte)
			return xpt__error_no_memory(ret_error);
		*byte = chunk[i];
	}
	return 0;
}

/* The next line, as JSON; NULL: none yet, or it is none. */
static struct json_object *take_line(struct talk *talk, bool *ret_some)
{
	char *end = talk->heard.count ? memchr(talk->heard.items, '\n', talk->heard.count) : NULL;
	size_t length = end ? (size_t)(end - talk->heard.items) : 0;
	struct json_object *json;

	*ret_some = end;
	if (!end)
		return NULL;
	*end = '\0';
	json = json_tokener_parse(talk->heard.items);
	talk->heard.count -= length + 1;
	memmove(talk->heard.items, end + 1, talk->heard.count);
	return json;
}

/* Up to the next object with the member @key, or an error; events stand between. */
static int await(struct talk *talk, const char *key, struct json_object **ret_value,
		struct xpt_error **ret_error)
{
	for (;;) {
		bool some;
		auto_of(json) struct json_object *json = take_line(talk, &some);
		struct json_object *value, *text = NULL;
		int rc = some ? 0 : hear(talk, ret_error);

		if (rc)
			return rc;
		if (json_object_object_get_ex(json, key, &value)) {
			*ret_value = json_object_get(value);
			return 0;
		}
		if (!json_object_object_get_ex(json, "error", &value))
			continue;
		json_object_object_get_ex(value, "desc", &text);
		return xpt__error_set(ret_error, XPT_REFUSED,
				"the device model (QEMU) of domain %u refused: %s", talk->domid,
				text ? json_object_get_string(text) : "it does not say why");
	}
}

static int say(struct talk *talk, const char *command, struct json_object **ret_value,
		struct xpt_error **ret_error)
{
	size_t length = strlen(command);

	/* a fresh socket has room for this */
	if (send(talk->fd, command, length, MSG_NOSIGNAL) != (ssize_t)length)
		return xpt__qmp_silent(talk->domid, ret_error);
	return await(talk, "return", ret_value, ret_error);
}

static int converse(struct talk *talk, const char *line, char **ret_answer,
		struct xpt_error **ret_error)
{
	auto_of(json) struct json_object *greeting = NULL, *ready = NULL, *answer = NULL;
	char command[COMMAND_ROOM];
	int rc = await(talk, "QMP", &greeting, ret_error);

	snprintf(command, sizeof(command),
			"{\"execute\": \"human-monitor-command\", "
			"\"arguments\": {\"command-line\": \"%s\"}}\r\n",
			line);
	rc = rc ? rc : say(talk, "{\"execute\": \"qmp_capabilities\"}\r\n", &ready, ret_error);
	rc = rc ? rc : say(talk, command, &answer, ret_error);
	if (rc)
		return rc;
	if (!json_object_is_type(answer, json_type_string))
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"the device model (QEMU) of domain %u answers in no words",
				talk->domid);
	*ret_answer = strdup(json_object_get_string(answer));
	return *ret_answer ? 0 : xpt__error_no_memory(ret_error);
}

int xpt__qmp_talk(int fd, unsigned int domid, const char *line, char **ret_answer,
		struct xpt_error **ret_error)
{
	struct talk talk = { .fd = fd, .domid = domid, .until = xpt__qmp_now_ms() + QMP_ANSWER_MS };
	int rc = converse(&talk, line, ret_answer, ret_error);

	vector_clear(&talk.heard);
	return rc;
}
