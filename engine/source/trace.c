/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Passes the questions of another source on, and tells of each with its answer. */
#include <string.h>

#include "../base/clock.h"
#include "../base/error.h"
#include "source.h"

struct tracer {
	struct source source;
	struct source *inner;
	void (*told)(void *data, const struct xpt_trace *trace);
	void *data;
};

static struct tracer *tracer_of(struct source *source)
{
	return (struct tracer *)source;
}

/* Tells of an answer; takes @error over, for the caller of the source. */
static int tell(const struct tracer *tracer, const struct xpt_trace *asked, long long began_us,
		struct xpt_error *error, struct xpt_error **ret_error)
{
	struct xpt_trace trace = *asked;

	trace.size = sizeof(trace);
	trace.microseconds = (unsigned long long)(xpt__clock_us() - began_us);
	trace.reason = error ? xpt_error_message(error) : NULL;
	tracer->told(tracer->data, &trace);
	if (ret_error && error)
		*ret_error = error;
	else
		xpt_error_free(error);
	return trace.code;
}

static int tracer_read(struct source *source, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	struct xpt_trace trace = { .how = "read", .path = path };
	long long began_us = xpt__clock_us();
	struct xpt_error *error = NULL;

	trace.code = xpt__source_read(tracer_of(source)->inner, path, ret_blob, &error);
	trace.amount = trace.code ? 0 : ret_blob->length;
	return tell(tracer_of(source), &trace, began_us, error, ret_error);
}

static int tracer_list(struct source *source, const char *path, struct names *ret_names,
		struct xpt_error **ret_error)
{
	struct xpt_trace trace = { .how = "list", .path = path };
	long long began_us = xpt__clock_us();
	struct xpt_error *error = NULL;

	trace.code = xpt__source_list(tracer_of(source)->inner, path, ret_names, &error);
	trace.amount = trace.code ? 0 : ret_names->count;
	return tell(tracer_of(source), &trace, began_us, error, ret_error);
}

static int tracer_link(struct source *source, const char *path, char **ret_target,
		struct xpt_error **ret_error)
{
	struct xpt_trace trace = { .how = "link", .path = path };
	long long began_us = xpt__clock_us();
	struct xpt_error *error = NULL;

	trace.code = xpt__source_link(tracer_of(source)->inner, path, ret_target, &error);
	trace.amount = trace.code ? 0 : strlen(*ret_target);
	return tell(tracer_of(source), &trace, began_us, error, ret_error);
}

static void tracer_announce(struct source *source, const char *path)
{
	xpt__source_announce(tracer_of(source)->inner, path);
}

static void tracer_free(struct source *source)
{
	xpt__source_free(tracer_of(source)->inner);
	free(source);
}

int xpt__source_trace(struct source *inner, void (*told)(void *data, const struct xpt_trace *trace),
		void *data, struct source **ret_source, struct xpt_error **ret_error)
{
	static const struct source_ops ops = { tracer_read, tracer_list, tracer_link, tracer_free,
		tracer_announce };
	struct tracer *tracer;

	if (!told) {
		*ret_source = inner;
		return 0;
	}
	tracer = calloc(1, sizeof(*tracer));
	if (!tracer) {
		xpt__source_free(inner);
		return xpt__error_no_memory(ret_error);
	}
	*tracer = (struct tracer){ { &ops }, inner, told, data };
	*ret_source = &tracer->source;
	return 0;
}
