/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xenstore.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <xenstore.h>
#include <xenstore_lib.h>
#include <xpt/desired.h>

#include "../base/clock.h"
#include "../base/error.h"
#include "../base/thread.h"
#include "paths.h"
#include "store_talk.h"

#define ANSWER_S 5
#define RETRY_MS 10

struct store_handle {
	struct store_talk talk;
	bool connected; /* the talk has begun, and is not over */
	bool silent;
};

/* Where to: one of the two. */
struct store_answer {
	struct blob *value;
	struct names *names;
};

/* 0, or an errno. One that is stopped or busy takes no more clients at some time. */
static int reach(int fd, long long until_ms)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const char *place = xs_daemon_socket();

	if (!place ||
			snprintf(address.sun_path, sizeof(address.sun_path), "%s", place) >=
					(int)sizeof(address.sun_path))
		return ENAMETOOLONG;
	while (connect(fd, (const struct sockaddr *)&address, sizeof(address))) {
		if (errno != EAGAIN && errno != EINTR)
			return errno;
		if (xpt__clock_ms() >= until_ms)
			return ETIMEDOUT;
		poll(NULL, 0, RETRY_MS);
	}
	return 0;
}

static int open_socket(long long until_ms, int *ret_fd)
{
	auto_fd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int number = fd < 0 ? errno : reach(fd, until_ms);

	if (number)
		return number;
	*ret_fd = fd;
	fd = -1;
	return 0;
}

/* Where xenstored is not in dom0, the kernel passes on. */
static int open_device(int *ret_fd)
{
	static const char *const places[] = { PLACE_XENBUS, PLACE_XENBUS_OLD };

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		*ret_fd = open(places[i], O_RDWR | O_CLOEXEC | O_NONBLOCK);
		if (*ret_fd >= 0)
			return 0;
	}
	return errno;
}

static int open_talk(long long until_ms, int *ret_fd)
{
	int number = open_socket(until_ms, ret_fd);

	if (number != ENOENT && number != ECONNREFUSED)
		return number;
	return open_device(ret_fd) ? number : 0;
}

static int refusal(int number, const char *path, struct xpt_error **ret_error)
{
	if (number == ENOMEM)
		return xpt__error_no_memory(ret_error);
	if (number == ENOENT)
		return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no %s", path);
	return xpt__error_errno(ret_error,
			number == EACCES || number == EPERM ? XPT_DENIED : XPT_UNREADABLE, number,
			"cannot read %s", path);
}

static int silent(struct xpt_error **ret_error)
{
	return xpt__error_set(ret_error, XPT_UNREADABLE,
			"xenstored does not answer (waited %d seconds): is it stopped?", ANSWER_S);
}

static int begin(struct store_handle *handle, long long until_ms, struct xpt_error **ret_error)
{
	int fd = -1, number;

	if (handle->silent)
		return silent(ret_error);
	if (handle->connected)
		return 0;
	number = open_talk(until_ms, &fd);
	handle->silent = number == ETIMEDOUT;
	if (handle->silent)
		return silent(ret_error);
	if (number)
		return xpt__error_errno(ret_error, number == EACCES ? XPT_DENIED : XPT_UNREADABLE,
				number, "cannot connect to xenstored");
	handle->talk = (struct store_talk){ .fd = fd };
	handle->connected = true;
	return 0;
}

/* A talk that is over is begun anew by the next question, unless nobody answered. */
static void note(struct store_handle *handle, int number)
{
	if (handle->talk.is_over) {
		xpt__store_talk_end(&handle->talk);
		handle->connected = false;
	}
	handle->silent = number == ETIMEDOUT;
}

/* "xenstore/local" is "/local" there. */
static const char *key_of(const char *path)
{
	const char *key = path + strlen(PATH_STORE);

	return *key ? key : "/";
}

static int put(struct store_talk *talk, const char *path, long long until_ms,
		const struct store_answer *answer)
{
	return answer->names ? xpt__store_talk_list(talk, key_of(path), until_ms, answer->names) :
			       xpt__store_talk_read(talk, key_of(path), until_ms, answer->value);
}

/* An xenstored that was started anew hangs up on the next question of an old talk, which is asked again. */
static int ask(struct store_handle *handle, const char *path, const struct store_answer *answer,
		struct xpt_error **ret_error)
{
	const long long until_ms = xpt__clock_ms() + ANSWER_S * 1000LL;
	int number = EPIPE;

	for (bool is_old = true; number == EPIPE && is_old;) {
		int rc;

		is_old = handle->connected;
		rc = begin(handle, until_ms, ret_error);
		if (rc)
			return rc;
		number = put(&handle->talk, path, until_ms, answer);
		note(handle, number);
	}
	if (handle->silent)
		return silent(ret_error);
	return number ? refusal(number, path, ret_error) : 0;
}

int xpt__store_handle_read(struct store_handle *handle, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	return ask(handle, path, &(struct store_answer){ .value = ret_blob }, ret_error);
}

int xpt__store_handle_list(struct store_handle *handle, const char *path, struct names *ret_names,
		struct xpt_error **ret_error)
{
	return ask(handle, path, &(struct store_answer){ .names = ret_names }, ret_error);
}

struct store_handle *xpt__store_handle_new(void)
{
	return calloc(1, sizeof(struct store_handle));
}

void xpt__store_handle_free(struct store_handle *handle)
{
	if (handle && handle->connected)
		xpt__store_talk_end(&handle->talk);
	free(handle);
}

/*
 * Domains that start and end. A thread of its own waits for xenstored, however long that does not
 * answer, and writes a byte for each event; its end closes the pipe. It holds nothing else that the
 * reader has, so a reader that goes away leaves it to notice at the next event.
 */
struct xpt_events {
	int fd;
};

static void *forward_events(void *data)
{
	auto_fd int to = (int)(intptr_t)data;
	struct xs_handle *xs = xs_open(0);
	bool going = xs && xs_watch(xs, "@introduceDomain", "") &&
			xs_watch(xs, "@releaseDomain", "");

	while (going) {
		unsigned int count;
		char **event = xs_read_watch(xs, &count);

		/* A full pipe says already what there is to say. */
		going = event && (write(to, "", 1) == 1 || errno == EAGAIN);
		free(event);
	}
	if (xs)
		xs_close(xs);
	return NULL;
}

int xpt_events_open(struct xpt_events **ret_events, struct xpt_error **ret_error)
{
	auto_free struct xpt_events *events = calloc(1, sizeof(*events));
	pthread_t thread;
	int ends[2], r;

	if (!events)
		return xpt__error_no_memory(ret_error);
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK))
		return xpt__error_errno(
				ret_error, XPT_UNREADABLE, errno, "cannot listen to xenstored");
	r = xpt__thread_start(&thread, forward_events, (void *)(intptr_t)ends[1]);
	if (r) {
		close(ends[0]);
		close(ends[1]);
		return xpt__error_errno(ret_error, XPT_UNREADABLE, r, "cannot listen to xenstored");
	}
	pthread_detach(thread);
	events->fd = ends[0];
	*ret_events = TAKE(events);
	return 0;
}

int xpt_events_fd(const struct xpt_events *events)
{
	return events->fd;
}

int xpt_events_take(struct xpt_events *events, bool *ret_some, struct xpt_error **ret_error)
{
	char bytes[256];
	bool some = false;
	ssize_t r;

	while ((r = read(events->fd, bytes, sizeof(bytes))) > 0 || (r < 0 && errno == EINTR))
		some = some || r > 0;
	if (!r)
		return xpt__error_set(
				ret_error, XPT_UNREADABLE, "the connection to xenstored is lost");
	*ret_some = some;
	return 0;
}

void xpt_events_free(struct xpt_events *events)
{
	if (!events)
		return;
	close(events->fd);
	free(events);
}
