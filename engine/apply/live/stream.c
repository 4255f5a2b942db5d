/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A domain's stream from the half that saves to the half that restores. It goes through our hands so
 * that it can be measured, bounded and broken off, and so that its last byte, without which no restore
 * ends, waits until the original stands still for good.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "../../base/error.h"
#include "live.h"

#define BUFFER_BYTES (1U << 20)

struct pump {
	const struct live_stream *stream;
	char *buffer;
	size_t begin, end; /* what is in hand */
	unsigned long long sent;
	bool from_ended, complete; /* complete: before_last was done */
};

static int lost(const char *what, struct xpt_error **ret_error)
{
	return xpt__error_errno(ret_error, XPT_REFUSED, errno,
			"the stream of the domain broke off: %s", what);
}

static int take(struct pump *pump, struct xpt_error **ret_error)
{
	ssize_t r = recv(pump->stream->from, pump->buffer + pump->end, BUFFER_BYTES - pump->end,
			MSG_DONTWAIT);

	if (r < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : lost("reading", ret_error);
	pump->from_ended = !r;
	pump->end += (size_t)r;
	return 0;
}

/* All but the last byte, until it may go too. */
static size_t ready(const struct pump *pump)
{
	size_t length = pump->end - pump->begin;

	return pump->complete || !length ? length : length - 1;
}

static int give(struct pump *pump, struct xpt_error **ret_error)
{
	ssize_t r = send(pump->stream->to, pump->buffer + pump->begin, ready(pump),
			MSG_DONTWAIT | MSG_NOSIGNAL);

	if (r < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : lost("writing", ret_error);
	pump->begin += (size_t)r;
	pump->sent += (unsigned long long)r;
	if (pump->end - pump->begin <= 1 && pump->begin) {
		memmove(pump->buffer, pump->buffer + pump->begin, pump->end - pump->begin);
		pump->end -= pump->begin;
		pump->begin = 0;
	}
	return 0;
}

static int move_bytes(struct pump *pump, struct xpt_error **ret_error)
{
	bool room = pump->end < BUFFER_BYTES && !pump->from_ended, bytes = ready(pump);
	struct pollfd polled[2] = {
		{ .fd = room ? pump->stream->from : -1, .events = POLLIN },
		{ .fd = bytes ? pump->stream->to : -1, .events = POLLOUT },
	};
	int rc = 0;

	if (poll(polled, 2, LIVE_TURN_MS) <= 0)
		return 0;
	if (polled[0].revents)
		rc = take(pump, ret_error);
	if (!rc && polled[1].revents)
		rc = give(pump, ret_error);
	return rc;
}

/* The saving half is done, and nothing of it is on the way any more. */
static int complete(struct pump *pump, struct xpt_error **ret_error)
{
	const struct live_stream *stream = pump->stream;
	bool failed = false;
	int rc;

	if (pump->complete || !pump->from_ended || !stream->source_over(stream->data, &failed))
		return 0;
	if (failed)
		return xpt__error_set(ret_error, XPT_REFUSED, "saving it failed");
	rc = stream->before_last(stream->data, ret_error);
	pump->complete = !rc;
	return rc;
}

static int run_pump(struct pump *pump, struct xpt_error **ret_error)
{
	const struct live_stream *stream = pump->stream;
	int rc = 0;

	while (!rc && !stream->target_over(stream->data)) {
		rc = move_bytes(pump, ret_error);
		rc = rc ? rc : complete(pump, ret_error);
		rc = rc ? rc : stream->turn(stream->data, pump->sent, ret_error);
	}
	return rc;
}

int xpt__live_stream(const struct live_stream *stream, struct xpt_error **ret_error)
{
	auto_free char *buffer = malloc(BUFFER_BYTES);
	struct pump pump = { .stream = stream, .buffer = buffer };

	return buffer ? run_pump(&pump, ret_error) : xpt__error_no_memory(ret_error);
}
