/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libxenstore has no time limit, so a thread of its own asks and the caller waits no longer than
 * ANSWER_S. A thread that never comes back is left alone with what it uses; cancelling it would
 * abort the process where libgcc_s is not installed. The two wake each other by semaphores: who wakes
 * up with a lock to take wakes twice, which costs more than the question.
 */
#include "xenstore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include <xenstore.h>
#include <xpt/desired.h>

#include "../base/error.h"
#include "../base/thread.h"
#include "paths.h"

#define ANSWER_S 5

/* What both threads use in turn; the last one frees it. */
struct store_request {
	sem_t asked, answered;
	atomic_bool over; /* nobody will ask again */
	atomic_uint users;

	char *key;
	bool list;
	int number; /* errno; 0 = answered */
	bool connected;
	struct blob blob;
	struct names names;
};

struct store_handle {
	struct store_request *store_request; /* NULL: not asked yet, or given up */
	pthread_t thread;
	bool silent;
};

static void drop(struct store_request *store_request)
{
	if (atomic_fetch_sub(&store_request->users, 1) > 1)
		return;
	free(store_request->key);
	blob_clear(&store_request->blob);
	xpt__names_clear(&store_request->names);
	sem_destroy(&store_request->asked);
	sem_destroy(&store_request->answered);
	free(store_request);
}

static struct store_request *store_request_new(void)
{
	struct store_request *store_request = calloc(1, sizeof(*store_request));

	if (!store_request)
		return NULL;
	sem_init(&store_request->asked, 0, 0);
	sem_init(&store_request->answered, 0, 0);
	atomic_init(&store_request->users, 1);
	return store_request;
}

static int ask_value(struct xs_handle *xs, const char *key, struct blob *ret_blob)
{
	unsigned int length;
	char *bytes = xs_read(xs, XBT_NULL, key, &length);

	if (!bytes)
		return errno;
	*ret_blob = (struct blob){ bytes,
		length }; /* with a NUL behind it, as xs_read() promises */
	return 0;
}

static int ask_children(struct xs_handle *xs, const char *key, struct names *ret_names)
{
	struct names names = { 0 };
	unsigned int count;
	auto_free char **children = xs_directory(xs, XBT_NULL, key, &count);

	if (!children)
		return errno;
	for (unsigned int i = 0; i < count; i++)
		if (!xpt__names_add(&names, children[i], strlen(children[i]))) {
			xpt__names_clear(&names);
			return ENOMEM;
		}
	xpt__names_sort(&names);
	*ret_names = names;
	return 0;
}

/* One question: nobody else touches key and answer until it is answered. */
static void answer(struct store_request *store_request, struct xs_handle **xs)
{
	if (!*xs)
		*xs = xs_open(0);
	store_request->connected = *xs;
	if (!*xs)
		store_request->number = errno ? errno : ENOTCONN;
	else if (store_request->list)
		store_request->number =
				ask_children(*xs, store_request->key, &store_request->names);
	else
		store_request->number = ask_value(*xs, store_request->key, &store_request->blob);
}

static void *serve(void *data)
{
	struct store_request *store_request = data;
	struct xs_handle *xs = NULL;

	for (;;) {
		while (sem_wait(&store_request->asked))
			;
		if (atomic_load(&store_request->over))
			break;
		answer(store_request, &xs);
		sem_post(&store_request->answered);
	}
	if (xs)
		xs_close(xs);
	drop(store_request);
	return NULL;
}

static int start(struct store_handle *handle, struct xpt_error **ret_error)
{
	int r;

	if (handle->store_request)
		return 0;
	handle->store_request = store_request_new();
	if (!handle->store_request)
		return xpt__error_no_memory(ret_error);
	atomic_fetch_add(&handle->store_request->users, 1);
	r = xpt__thread_start(&handle->thread, serve, handle->store_request);
	if (!r)
		return 0;
	atomic_fetch_sub(&handle->store_request->users, 1);
	drop(TAKE(handle->store_request));
	return xpt__error_errno(ret_error, XPT_UNREADABLE, r, "cannot ask xenstored");
}

/* False: the answer did not come in time. */
static bool wait_for_answer(struct store_request *store_request)
{
	struct timespec until = xpt__deadline(ANSWER_S);

	return xpt__semaphore_wait(&store_request->answered, &until);
}

/* The thread ends as soon as it is not busy. */
static void end_asking(struct store_request *store_request)
{
	atomic_store(&store_request->over, true);
	sem_post(&store_request->asked);
}

static void give_up(struct store_handle *handle)
{
	struct store_request *store_request = TAKE(handle->store_request);

	end_asking(store_request);
	pthread_detach(handle->thread);
	drop(store_request);
}

static int refusal(const struct store_request *store_request, const char *path,
		struct xpt_error **ret_error)
{
	int number = store_request->number;

	if (number == ENOMEM)
		return xpt__error_no_memory(ret_error);
	if (!store_request->connected)
		return xpt__error_errno(ret_error, number == EACCES ? XPT_DENIED : XPT_UNREADABLE,
				number, "cannot connect to xenstored");
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

/* On success the answer is in handle->store_request. */
static int ask(struct store_handle *handle, const char *path, bool list,
		struct xpt_error **ret_error)
{
	const char *key = path + strlen(PATH_STORE);
	struct store_request *store_request;
	int rc = handle->silent ? silent(ret_error) : start(handle, ret_error);

	if (rc)
		return rc;
	store_request = handle->store_request;
	free(store_request->key);
	store_request->key = strdup(*key ? key : "/");
	if (!store_request->key)
		return xpt__error_no_memory(ret_error);
	store_request->list = list;
	sem_post(&store_request->asked);
	if (!wait_for_answer(store_request)) {
		handle->silent = true;
		give_up(handle);
		return silent(ret_error);
	}
	return store_request->number ? refusal(store_request, path, ret_error) : 0;
}

int xpt__store_handle_read(struct store_handle *handle, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	int rc = ask(handle, path, false, ret_error);

	if (rc)
		return rc;
	*ret_blob = handle->store_request->blob;
	handle->store_request->blob = (struct blob){ 0 };
	return 0;
}

int xpt__store_handle_list(struct store_handle *handle, const char *path, struct names *ret_names,
		struct xpt_error **ret_error)
{
	int rc = ask(handle, path, true, ret_error);

	if (rc)
		return rc;
	*ret_names = handle->store_request->names;
	handle->store_request->names = (struct names){ 0 };
	return 0;
}

struct store_handle *xpt__store_handle_new(void)
{
	return calloc(1, sizeof(struct store_handle));
}

void xpt__store_handle_free(struct store_handle *handle)
{
	pthread_t thread;
	struct store_request *store_request;

	if (!handle)
		return;
	thread = handle->thread;
	store_request = TAKE(handle->store_request);
	free(handle);
	if (!store_request)
		return;
	end_asking(store_request);
	pthread_join(thread, NULL);
	drop(store_request);
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
