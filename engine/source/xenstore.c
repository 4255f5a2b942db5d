/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libxenstore has no time limit, so a thread of its own asks and the caller waits no longer than
 * ANSWER_S. A thread that never comes back is left alone with what it uses; cancelling it would
 * abort the process where libgcc_s is not installed.
 */
#include "xenstore.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <xenstore.h>
#include <xpt/desired.h>

#include "../base/error.h"
#include "paths.h"

#define ANSWER_S 5

enum stage { STAGE_IDLE, STAGE_ASKED, STAGE_ANSWERED, STAGE_OVER };

/* What both threads use, under its lock; the last one frees it. */
struct talk {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	enum stage stage;
	bool left; /* by the caller or by the thread: the other one frees */

	char *key;
	bool list;
	int number; /* errno; 0 = answered */
	bool connected;
	struct blob blob;
	struct names names;
};

struct store_door {
	struct talk *talk; /* NULL: not asked yet, or given up */
	pthread_t thread;
	bool silent;
};

static void talk_free(struct talk *talk)
{
	free(talk->key);
	blob_clear(&talk->blob);
	names_clear(&talk->names);
	pthread_cond_destroy(&talk->changed);
	pthread_mutex_destroy(&talk->lock);
	free(talk);
}

static struct talk *talk_new(void)
{
	struct talk *talk = calloc(1, sizeof(*talk));
	pthread_condattr_t attributes;

	if (!talk)
		return NULL;
	pthread_mutex_init(&talk->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&talk->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	return talk;
}

static int ask_value(struct xs_handle *xs, const char *key, struct blob *ret_blob)
{
	unsigned int length;
	char *bytes = xs_read(xs, XBT_NULL, key, &length);

	if (!bytes)
		return errno;
	*ret_blob = (struct blob){ bytes, length }; /* with a NUL behind it, as xs_read() promises */
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
		if (!names_add(&names, children[i], strlen(children[i]))) {
			names_clear(&names);
			return ENOMEM;
		}
	names_sort(&names);
	*ret_names = names;
	return 0;
}

/* One question, asked without the lock: nobody touches key and answer in this stage. */
static void answer(struct talk *talk, struct xs_handle **xs)
{
	if (!*xs)
		*xs = xs_open(0);
	talk->connected = *xs;
	if (!*xs)
		talk->number = errno ? errno : ENOTCONN;
	else if (talk->list)
		talk->number = ask_children(*xs, talk->key, &talk->names);
	else
		talk->number = ask_value(*xs, talk->key, &talk->blob);
}

static void *serve(void *data)
{
	struct talk *talk = data;
	struct xs_handle *xs = NULL;
	bool last;

	pthread_mutex_lock(&talk->lock);
	while (talk->stage != STAGE_OVER) {
		if (talk->stage != STAGE_ASKED) {
			pthread_cond_wait(&talk->changed, &talk->lock);
			continue;
		}
		pthread_mutex_unlock(&talk->lock);
		answer(talk, &xs);
		pthread_mutex_lock(&talk->lock);
		if (talk->stage == STAGE_ASKED)
			talk->stage = STAGE_ANSWERED;
		pthread_cond_broadcast(&talk->changed);
	}
	last = talk->left;
	talk->left = true;
	pthread_mutex_unlock(&talk->lock);
	if (xs)
		xs_close(xs);
	if (last)
		talk_free(talk);
	return NULL;
}

/* Signals are for the program's own threads. */
static int start_thread(pthread_t *thread, void *(*serving)(void *), void *data)
{
	sigset_t all, before;
	int r;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	r = pthread_create(thread, NULL, serving, data);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return r;
}

static int start(struct store_door *door, struct xpt_error **ret_error)
{
	int r;

	if (door->talk)
		return 0;
	door->talk = talk_new();
	if (!door->talk)
		return error_no_memory(ret_error);
	r = start_thread(&door->thread, serve, door->talk);
	if (!r)
		return 0;
	talk_free(TAKE(door->talk));
	return error_errno(ret_error, XPT_UNREADABLE, r, "cannot ask xenstored");
}

/* Waits for the answer; false: it did not come in time. Called with the lock. */
static bool wait_for_answer(struct talk *talk)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ANSWER_S;
	while (talk->stage == STAGE_ASKED)
		if (pthread_cond_timedwait(&talk->changed, &talk->lock, &until) == ETIMEDOUT)
			break;
	return talk->stage == STAGE_ANSWERED;
}

static void give_up(struct store_door *door)
{
	struct talk *talk = TAKE(door->talk);
	bool last;

	pthread_mutex_lock(&talk->lock);
	talk->stage = STAGE_OVER;
	last = talk->left;
	talk->left = true;
	pthread_cond_broadcast(&talk->changed);
	pthread_mutex_unlock(&talk->lock);
	pthread_detach(door->thread);
	if (last)
		talk_free(talk);
}

static int refusal(const struct talk *talk, const char *path, struct xpt_error **ret_error)
{
	int number = talk->number;

	if (number == ENOMEM)
		return error_no_memory(ret_error);
	if (!talk->connected)
		return error_errno(ret_error, number == EACCES ? XPT_DENIED : XPT_UNREADABLE, number,
				"cannot connect to xenstored");
	if (number == ENOENT)
		return error_set(ret_error, XPT_NOT_FOUND, "there is no %s", path);
	return error_errno(ret_error, number == EACCES || number == EPERM ? XPT_DENIED :
			XPT_UNREADABLE, number, "cannot read %s", path);
}

static int silent(struct xpt_error **ret_error)
{
	return error_set(ret_error, XPT_UNREADABLE,
			"xenstored does not answer (waited %d seconds): is it stopped?", ANSWER_S);
}

/* On success the answer is in door->talk, which is idle again. */
static int ask(struct store_door *door, const char *path, bool list, struct xpt_error **ret_error)
{
	const char *key = path + strlen(PATH_STORE);
	struct talk *talk;
	bool answered;
	int rc = door->silent ? silent(ret_error) : start(door, ret_error);

	if (rc)
		return rc;
	talk = door->talk;
	free(talk->key);
	talk->key = strdup(*key ? key : "/");
	if (!talk->key)
		return error_no_memory(ret_error);
	pthread_mutex_lock(&talk->lock);
	talk->list = list;
	talk->stage = STAGE_ASKED;
	pthread_cond_broadcast(&talk->changed);
	answered = wait_for_answer(talk);
	if (answered)
		talk->stage = STAGE_IDLE;
	pthread_mutex_unlock(&talk->lock);
	if (!answered) {
		door->silent = true;
		give_up(door);
		return silent(ret_error);
	}
	return talk->number ? refusal(talk, path, ret_error) : 0;
}

int store_door_read(struct store_door *door, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	int rc = ask(door, path, false, ret_error);

	if (rc)
		return rc;
	*ret_blob = door->talk->blob;
	door->talk->blob = (struct blob){ 0 };
	return 0;
}

int store_door_list(struct store_door *door, const char *path, struct names *ret_names,
		struct xpt_error **ret_error)
{
	int rc = ask(door, path, true, ret_error);

	if (rc)
		return rc;
	*ret_names = door->talk->names;
	door->talk->names = (struct names){ 0 };
	return 0;
}

struct store_door *store_door_new(void)
{
	return calloc(1, sizeof(struct store_door));
}

void store_door_free(struct store_door *door)
{
	pthread_t thread;
	struct talk *talk;

	if (!door)
		return;
	thread = door->thread;
	talk = TAKE(door->talk);
	free(door);
	if (!talk)
		return;
	pthread_mutex_lock(&talk->lock);
	talk->stage = STAGE_OVER;
	pthread_cond_broadcast(&talk->changed);
	pthread_mutex_unlock(&talk->lock);
	pthread_join(thread, NULL);
	talk_free(talk);
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
	bool going = xs && xs_watch(xs, "@introduceDomain", "") && xs_watch(xs, "@releaseDomain", "");

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
		return error_no_memory(ret_error);
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK))
		return error_errno(ret_error, XPT_UNREADABLE, errno, "cannot listen to xenstored");
	r = start_thread(&thread, forward_events, (void *)(intptr_t)ends[1]);
	if (r) {
		close(ends[0]);
		close(ends[1]);
		return error_errno(ret_error, XPT_UNREADABLE, r, "cannot listen to xenstored");
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
		return error_set(ret_error, XPT_UNREADABLE, "the connection to xenstored is lost");
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
