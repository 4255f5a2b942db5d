/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store_talk.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../base/clock.h"

/* struct xsd_sockmsg and its numbers */
enum { ASK_LIST = 1, ASK_READ = 2, TOLD_ERROR = 16, ASK_LIST_PART = 22 };
#define BODY_MAX 4096

struct head {
	uint32_t type, id, transaction, length;
};

struct question {
	uint32_t type;
	const char *body;
	size_t length;
	long long until_ms;
};

/* 0: @events are there; else an errno. */
static int wait_for(const struct store_talk *talk, short events, long long until_ms)
{
	struct pollfd waited = { .fd = talk->fd, .events = events };
	int r = 0;

	while (!r) {
		long long left = until_ms - xpt__clock_ms();

		if (left <= 0)
			return ETIMEDOUT;
		r = poll(&waited, 1, (int)left);
		if (r < 0 && errno != EINTR)
			return errno;
		r = r < 0 ? 0 : r;
	}
	return 0;
}

/* A socket without the signal that comes where nobody listens; or a device. */
static ssize_t put(int fd, const char *bytes, size_t length)
{
	ssize_t r = send(fd, bytes, length, MSG_NOSIGNAL);

	return r < 0 && errno == ENOTSOCK ? write(fd, bytes, length) : r;
}

static int say(struct store_talk *talk, const struct question *question)
{
	const struct head head = { question->type, ++talk->last_id, 0, (uint32_t)question->length };
	char bytes[sizeof(head) + BODY_MAX];
	size_t length = sizeof(head) + question->length, said = 0;
	int number = 0;

	if (question->length > BODY_MAX)
		return E2BIG;
	memcpy(bytes, &head, sizeof(head));
	memcpy(bytes + sizeof(head), question->body, question->length);
	while (!number && said < length) {
		ssize_t r = put(talk->fd, bytes + said, length - said);

		if (r > 0)
			said += (size_t)r;
		else if (r < 0 && errno != EAGAIN && errno != EINTR)
			return EPIPE;
		else
			number = wait_for(talk, POLLOUT, question->until_ms);
	}
	return number;
}

static int hear(struct store_talk *talk, long long until_ms)
{
	char chunk[sizeof(struct head) + BODY_MAX];
	ssize_t r = read(talk->fd, chunk, sizeof(chunk));

	if (r < 0 && (errno == EAGAIN || errno == EINTR))
		return wait_for(talk, POLLIN, until_ms);
	if (r <= 0)
		return EPIPE;
	for (ssize_t i = 0; i < r; i++) {
		char *byte = vector_push(&talk->heard);

		if (!byte)
			return ENOMEM;
		*byte = chunk[i];
	}
	return 0;
}

/* True: @ret_head is of a whole message at the begin of what was heard. */
static bool is_whole(const struct store_talk *talk, struct head *ret_head)
{
	if (talk->heard.count < sizeof(*ret_head))
		return false;
	memcpy(ret_head, talk->heard.items, sizeof(*ret_head));
	return ret_head->length > BODY_MAX ||
			talk->heard.count >= sizeof(*ret_head) + ret_head->length;
}

/* The message at the begin, which @head is of. */
static int take(struct store_talk *talk, const struct head *head, struct blob *ret_body)
{
	size_t whole = sizeof(*head) + head->length;
	char *bytes = malloc(head->length + 1);

	if (!bytes)
		return ENOMEM;
	memcpy(bytes, talk->heard.items + sizeof(*head), head->length);
	bytes[head->length] = '\0';
	talk->heard.count -= whole;
	memmove(talk->heard.items, talk->heard.items + whole, talk->heard.count);
	*ret_body = (struct blob){ bytes, head->length };
	return 0;
}

static int error_number(const char *name)
{
	static const struct {
		const char *name;
		int number;
	} errors[] = { { "EINVAL", EINVAL }, { "EACCES", EACCES }, { "EEXIST", EEXIST },
		{ "EISDIR", EISDIR }, { "ENOENT", ENOENT }, { "ENOMEM", ENOMEM },
		{ "ENOSPC", ENOSPC }, { "EIO", EIO }, { "ENOTEMPTY", ENOTEMPTY },
		{ "ENOSYS", ENOSYS }, { "EROFS", EROFS }, { "EBUSY", EBUSY }, { "EAGAIN", EAGAIN },
		{ "EISCONN", EISCONN }, { "E2BIG", E2BIG }, { "EPERM", EPERM } };

	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++)
		if (!strcmp(name, errors[i].name))
			return errors[i].number;
	return EPROTO;
}

static int ask(struct store_talk *talk, const struct question *question, struct blob *ret_body)
{
	auto_blob struct blob body = { 0 };
	struct head head;
	int number;

	talk->is_over = true;
	number = say(talk, question);
	while (!number && !is_whole(talk, &head))
		number = hear(talk, question->until_ms);
	if (number)
		return number;
	if (head.length > BODY_MAX || head.id != talk->last_id ||
			(head.type != question->type && head.type != TOLD_ERROR))
		return EPROTO;
	number = take(talk, &head, &body);
	talk->is_over = number;
	if (!number && head.type == TOLD_ERROR)
		number = error_number(body.bytes);
	if (number)
		return number;
	*ret_body = body;
	body = (struct blob){ 0 };
	return 0;
}

int xpt__store_talk_read(
		struct store_talk *talk, const char *key, long long until_ms, struct blob *ret_blob)
{
	const struct question question = { ASK_READ, key, strlen(key) + 1, until_ms };

	return ask(talk, &question, ret_blob);
}

/* Names that a NUL ends; an empty one, which only the end of parts has, ends them. */
static int add_names(const struct blob *body, size_t at, struct names *names, size_t *ret_length,
		bool *ret_ended)
{
	size_t begin = at;

	for (size_t length; at < body->length; at += length + 1) {
		length = strlen(body->bytes + at);
		*ret_ended = !length;
		if (*ret_ended)
			break;
		if (!xpt__names_add(names, body->bytes + at, length))
			return ENOMEM;
	}
	*ret_length = at - begin;
	return 0;
}

/* From byte @offset of the names on. Before them stands the key's generation, which changes whenever they do. */
static int ask_part(struct store_talk *talk, const char *key, size_t offset, long long until_ms,
		struct blob *ret_body)
{
	struct question question = { .type = ASK_LIST_PART, .until_ms = until_ms };
	char body[BODY_MAX];
	int length = snprintf(body, sizeof(body), "%s%c%zu", key, '\0', offset);

	if (length < 0 || (size_t)length >= sizeof(body))
		return E2BIG;
	question.body = body;
	question.length = (size_t)length + 1;
	return ask(talk, &question, ret_body);
}

/* What does not fit into one answer. A list that changes meanwhile is begun anew, while there is time. */
static int list_in_parts(struct store_talk *talk, const char *key, long long until_ms,
		struct names *ret_names)
{
	auto_blob struct blob first = { 0 };
	auto_names struct names names = { 0 };
	size_t offset = 0;
	bool ended = false;

	while (!ended) {
		auto_blob struct blob body = { 0 };
		size_t length = 0;
		int number = ask_part(talk, key, offset, until_ms, &body);

		if (number)
			return number;
		if (xpt__clock_ms() >= until_ms)
			return EAGAIN;
		if (offset && strcmp(first.bytes, body.bytes) != 0) {
			xpt__names_clear(&names);
			offset = 0;
			continue;
		}
		number = add_names(&body, strlen(body.bytes) + 1, &names, &length, &ended);
		if (number || (!ended && !length))
			return number ? number : EPROTO;
		offset += length;
		blob_clear(&first);
		first = body;
		body = (struct blob){ 0 };
	}
	*ret_names = names;
	names = (struct names){ 0 };
	return 0;
}

int xpt__store_talk_list(struct store_talk *talk, const char *key, long long until_ms,
		struct names *ret_names)
{
	const struct question question = { ASK_LIST, key, strlen(key) + 1, until_ms };
	auto_blob struct blob body = { 0 };
	auto_names struct names names = { 0 };
	size_t length;
	bool ended;
	int number = ask(talk, &question, &body);

	if (number == E2BIG && question.length <= BODY_MAX)
		number = list_in_parts(talk, key, until_ms, &names);
	else if (!number)
		number = add_names(&body, 0, &names, &length, &ended);
	if (number)
		return number;
	xpt__names_sort(&names);
	*ret_names = names;
	names = (struct names){ 0 };
	return 0;
}

void xpt__store_talk_end(struct store_talk *talk)
{
	close(talk->fd);
	vector_clear(&talk->heard);
}
