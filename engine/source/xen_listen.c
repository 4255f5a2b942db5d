/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen_listen.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>

#define LINES_KEPT 256
#define LINES_FIRST 128 /* of these; the others are the latest */
#define LINE_BYTES 2048

/* libxl calls it an error when a process ends that it killed itself. */
#define PROCESS_ENDED "(dying as expected)"

struct listener {
	xentoollog_logger logger; /* first: Xen's libraries only know this part */
	struct log_line lines[LINES_KEPT];
	size_t count;
	unsigned long heard;
	char *complaint;
	pthread_mutex_t lock; /* two halves of a copy talk at once */
};

/* Makes room by forgetting the oldest line that is not one of the first. */
static struct log_line *next_line(struct listener *listener)
{
	struct log_line *lines = listener->lines;

	if (listener->count < LINES_KEPT)
		return &lines[listener->count++];
	free((void *)(uintptr_t)lines[LINES_FIRST].text);
	memmove(&lines[LINES_FIRST], &lines[LINES_FIRST + 1],
			(LINES_KEPT - LINES_FIRST - 1) * sizeof(*lines));
	return &lines[LINES_KEPT - 1];
}

static char *line_text(xentoollog_level level, int number, const char *context, const char *message)
{
	char *text = NULL;
	int r = asprintf(&text, "%s: %s: %s%s%s", context ? context : "xen",
			xtl_level_to_string(level), message, number > 0 ? ": " : "",
			number > 0 ? strerror(number) : "");

	return r < 0 ? NULL : text;
}

__attribute__((format(__printf__, 5, 0))) static void hear(xentoollog_logger *logger,
		xentoollog_level level, int number, const char *context, const char *format,
		va_list arguments)
{
	struct listener *listener = (struct listener *)logger;
	char message[LINE_BYTES];
	int before = errno;
	char *text;

	if (level < XTL_INFO)
		return;
	if (vsnprintf(message, sizeof(message), format, arguments) >= 0 &&
			(text = line_text(level, number, context, message))) {
		pthread_mutex_lock(&listener->lock);
		*next_line(listener) =
				(struct log_line){ LOG_LIBXL, "libxl", ++listener->heard, text };
		if (level >= XTL_ERROR && !strstr(text, PROCESS_ENDED)) {
			free(listener->complaint);
			listener->complaint = strdup(text);
		}
		pthread_mutex_unlock(&listener->lock);
	}
	errno = before; /* Xen's libraries log first and return errno afterwards */
}

struct listener *xpt__listener_new(void)
{
	struct listener *listener = calloc(1, sizeof(*listener));

	if (listener) {
		listener->logger.vmessage = hear;
		pthread_mutex_init(&listener->lock, NULL);
	}
	return listener;
}

void xpt__listener_free(struct listener *listener)
{
	if (!listener)
		return;
	xpt__listener_clear(listener);
	pthread_mutex_destroy(&listener->lock);
	free(listener);
}

xentoollog_logger *xpt__listener_logger(struct listener *listener)
{
	return &listener->logger;
}

void xpt__listener_clear(struct listener *listener)
{
	for (size_t i = 0; i < listener->count; i++)
		free((void *)(uintptr_t)listener->lines[i].text);
	free(listener->complaint);
	listener->complaint = NULL;
	listener->count = listener->heard = 0;
}

void xpt__listener_lines(const struct listener *listener, const struct log_line **ret_lines,
		size_t *ret_count)
{
	*ret_lines = listener->lines;
	*ret_count = listener->count;
}

const char *xpt__listener_complaint(const struct listener *listener)
{
	return listener->complaint;
}
