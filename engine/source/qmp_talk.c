/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qmp_talk.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../base/clock.h"
#include "../base/error.h"
#include "qmp_clients.h"
#include "qmp_patience.h"

#define ANSWER_BYTES (1U << 20)

bool xpt__qmp_hears(int fd, long long until)
{
	struct pollfd waited = { .fd = fd, .events = POLLIN };
	long long left;
	int r = 0;

	while (!r && (left = until - xpt__clock_ms()) > 0) {
		r = poll(&waited, 1, (int)left);
		if (r < 0 && errno == EINTR)
			r = 0;
	}
	return r;
}

int xpt__qmp_silent(unsigned int domid, struct xpt_error **ret_error)
{
	auto_free char *clients = xpt__qmp_clients(domid);

	xpt__qmp_was_silent(domid);
	return xpt__error_set(ret_error, XPT_UNREADABLE,
			"the device model (QEMU) of domain %u has not answered for %d seconds: it is "
			"stopped, hangs, or another client holds its monitor%s%s",
			domid, QMP_ANSWER_MS / 1000, clients ? ": connected is " : "",
			clients ? clients : "");
}

static int hung_up(const struct qmp_talk *talk, struct xpt_error **ret_error)
{
	return xpt__error_set(ret_error, XPT_UNREADABLE,
			"the device model (QEMU) of domain %u hung up", talk->domid);
}

/* More of what QEMU says. */
static int hear(struct qmp_talk *talk, struct xpt_error **ret_error)
{
	char chunk[4096];
	ssize_t r;

	if (!xpt__qmp_hears(talk->fd, talk->until))
		return xpt__qmp_silent(talk->domid, ret_error);
	r = recv(talk->fd, chunk, sizeof(chunk), 0);
	if (r < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (r <= 0)
		return hung_up(talk, ret_error);
	if (talk->heard.count > ANSWER_BYTES)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"the device model (QEMU) of domain %u sends an answer without an "
				"end",
				talk->domid);
	for (ssize_t i = 0; i < r; i++) {
		char *byte = vector_push(&talk->heard);

		if (!byte)
			return xpt__error_no_memory(ret_error);
		*byte = chunk[i];
	}
	return 0;
}

/* The next line, as JSON; NULL: none yet, or it is none. */
static struct json_object *take_line(struct qmp_talk *talk, bool *ret_some)
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

/* To this question (0: to none), not to another client's. An error without an id: QEMU could not even read it. */
static bool is_answer(unsigned int question, const struct json_object *json)
{
	struct json_object *id;

	if (!json_object_object_get_ex(json, "id", &id))
		return !question || json_object_object_get_ex(json, "error", NULL);
	return json_object_is_type(id, json_type_int) && json_object_get_int64(id) == question;
}

/* Up to the next object with the member @key, or an error; events stand between. */
static int await(struct qmp_talk *talk, unsigned int question, const char *key,
		struct json_object **ret_value, struct xpt_error **ret_error)
{
	for (;;) {
		bool some;
		auto_of(json) struct json_object *json = take_line(talk, &some);
		struct json_object *value, *text = NULL;
		int rc = some ? 0 : hear(talk, ret_error);

		if (rc)
			return rc;
		if (!is_answer(question, json))
			continue;
		xpt__qmp_has_answered(talk->domid);
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

static struct json_object *words_of(
		unsigned int id, const char *command, const char *const *arguments)
{
	auto_of(json) struct json_object *json = json_object_new_object();
	struct json_object *pairs = json_object_new_object();
	bool fits = json && xpt__json_add(json, "arguments", pairs) &&
			xpt__json_add_text(json, "execute", command) &&
			xpt__json_add_number(json, "id", id);

	for (; fits && *arguments; arguments += 2)
		fits = xpt__json_add_text(pairs, arguments[0], arguments[1]);
	return fits ? TAKE(json) : NULL;
}

static int say(struct qmp_talk *talk, const char *text, struct xpt_error **ret_error)
{
	size_t length = strlen(text);
	ssize_t r = send(talk->fd, text, length, MSG_NOSIGNAL);

	if (r < 0 && errno != EAGAIN && errno != EINTR)
		return hung_up(talk, ret_error);
	/* what was answered before has made room for this */
	return r == (ssize_t)length ? 0 : xpt__qmp_silent(talk->domid, ret_error);
}

static int send_question(struct qmp_talk *talk, const char *command, const char *const *arguments,
		struct xpt_error **ret_error)
{
	auto_of(json) struct json_object *json = words_of(talk->id + 1, command, arguments);
	const char *text = json ? json_object_to_json_string(json) : NULL;

	if (!text)
		return xpt__error_no_memory(ret_error);
	talk->id++;
	return say(talk, text, ret_error);
}

/* QEMU's greeting, and its answer to the capabilities, which were the first question. */
static int be_greeted(struct qmp_talk *talk, struct xpt_error **ret_error)
{
	auto_of(json) struct json_object *greeting = NULL, *ready = NULL;
	int rc = talk->greeted ? 0 : await(talk, 0, "QMP", &greeting, ret_error);

	if (!rc && !talk->greeted)
		rc = await(talk, 1, "return", &ready, ret_error);
	talk->greeted = !rc;
	return rc;
}

static int hear_answer(
		struct qmp_talk *talk, struct json_object **ret_value, struct xpt_error **ret_error)
{
	int rc = be_greeted(talk, ret_error);

	return rc ? rc : await(talk, talk->id, "return", ret_value, ret_error);
}

int xpt__qmp_ask(struct qmp_talk *talk, const char *command, const char *const *arguments,
		struct json_object **ret_value, struct xpt_error **ret_error)
{
	int rc = send_question(talk, command, arguments, ret_error);

	return rc ? rc : hear_answer(talk, ret_value, ret_error);
}

int xpt__qmp_send_line(struct qmp_talk *talk, const char *line, struct xpt_error **ret_error)
{
	const char *const arguments[] = { "command-line", line, NULL };

	return send_question(talk, "human-monitor-command", arguments, ret_error);
}

int xpt__qmp_hear_line(struct qmp_talk *talk, char **ret_answer, struct xpt_error **ret_error)
{
	auto_of(json) struct json_object *answer = NULL;
	int rc = hear_answer(talk, &answer, ret_error);

	if (rc)
		return rc;
	if (!json_object_is_type(answer, json_type_string))
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"the device model (QEMU) of domain %u answers with something "
				"other than text",
				talk->domid);
	*ret_answer = strdup(json_object_get_string(answer));
	return *ret_answer ? 0 : xpt__error_no_memory(ret_error);
}

int xpt__qmp_ask_line(struct qmp_talk *talk, const char *line, char **ret_answer,
		struct xpt_error **ret_error)
{
	int rc = xpt__qmp_send_line(talk, line, ret_error);

	return rc ? rc : xpt__qmp_hear_line(talk, ret_answer, ret_error);
}

int xpt__qmp_begin(struct qmp_talk *talk, int fd, unsigned int domid, enum qmp_purpose purpose,
		struct xpt_error **ret_error)
{
	static const char *const no_arguments[] = { NULL };
	int rc;

	*talk = (struct qmp_talk){
		.fd = fd, .domid = domid, .until = xpt__clock_ms() + xpt__qmp_patience_ms(domid)
	};
	rc = send_question(talk, "qmp_capabilities", no_arguments, ret_error);
	return rc || purpose == QMP_QUESTIONS ? rc : be_greeted(talk, ret_error);
}

void xpt__qmp_end(struct qmp_talk *talk)
{
	close(talk->fd);
	vector_clear(&talk->heard);
}
