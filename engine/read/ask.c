/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ask.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../base/error.h"

const char *xpt__read_path(char room[PATH_ROOM], const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(room, PATH_ROOM, format, arguments);
	va_end(arguments);
	if (length < 0 || length >= PATH_ROOM)
		room[0] = '\0';
	return room;
}

const char *xpt__read_keep(struct xpt_host *host, const char *text)
{
	if (!text)
		host->out_of_memory = true;
	return text;
}

/* What a failed question leaves behind. */
static struct fact_text why_not(struct xpt_host *host, int code, const struct xpt_error *error)
{
	struct fact_text why = { .state = XPT_FACT_UNREADABLE };
	const char *message = error ? xpt_error_message(error) : xpt_code_text(code);

	if (code == XPT_NO_MEMORY)
		host->out_of_memory = true;
	if (code == XPT_NOT_FOUND)
		why.state = XPT_FACT_ABSENT;
	else
		why.reason = xpt__read_keep(
				host, xpt__arena_printable(host->arena, message, strlen(message)));
	return why;
}

bool xpt__read_answer(struct source *source, struct xpt_host *host, const char *path,
		struct blob *ret_blob, struct fact_text *ret_why)
{
	auto_of(error) struct xpt_error *error = NULL;
	int rc = xpt__source_read(source, path, ret_blob, &error);

	if (rc)
		*ret_why = why_not(host, rc, error);
	return !rc;
}

bool xpt__probe_list(struct source *source, struct xpt_host *host, const char *path,
		struct names *ret_names, struct fact_text *ret_why)
{
	auto_of(error) struct xpt_error *error = NULL;
	int rc = xpt__source_list(source, path, ret_names, &error);

	if (rc)
		*ret_why = why_not(host, rc, error);
	return !rc;
}

bool xpt__probe_link(struct source *source, struct xpt_host *host, const char *path,
		char **ret_target, struct fact_text *ret_why)
{
	auto_of(error) struct xpt_error *error = NULL;
	int rc = xpt__source_link(source, path, ret_target, &error);

	if (rc)
		*ret_why = why_not(host, rc, error);
	return !rc;
}

struct fact_int xpt__fact_int_why(struct fact_text why)
{
	return (struct fact_int){ .state = why.state, .reason = why.reason };
}

struct fact_text xpt__fact_text_why(struct fact_int why)
{
	return (struct fact_text){ .state = why.state, .reason = why.reason };
}

struct fact_text xpt__fact_span(struct xpt_host *host, struct span span)
{
	const char *text;

	span = xpt__span_trim(span);
	if (!span.length)
		return (struct fact_text)FACT_ABSENT(NULL);
	text = xpt__read_keep(host, xpt__arena_printable(host->arena, span.at, span.length));
	return text ? fact_text_known(text) : (struct fact_text)FACT_UNREADABLE("out of memory");
}

struct fact_text xpt__fact_of_span(struct xpt_host *host, const struct fact_span *fact)
{
	if (fact->state != XPT_FACT_KNOWN)
		return (struct fact_text){ .state = fact->state, .reason = fact->reason };
	return xpt__fact_span(host, fact->value);
}

struct fact_int xpt__fact_number(struct span span, int base, uint64_t limit)
{
	uint64_t number;

	if (!xpt__span_number(xpt__span_trim(span), base, &number))
		return (struct fact_int)FACT_UNREADABLE("not a number");
	if (number > limit)
		return (struct fact_int)FACT_UNREADABLE("too large a number");
	return fact_int_known((long long)number);
}

struct span xpt__last_part(struct span path)
{
	const char *slash = path.length ? memrchr(path.at, '/', path.length) : NULL;

	if (!slash)
		return path;
	return (struct span){ slash + 1, path.length - (size_t)(slash + 1 - path.at) };
}

void xpt__read_note_text(struct xpt_host *host, struct texts *texts, const char *text)
{
	if (!xpt__texts_add(host->arena, texts, text))
		host->out_of_memory = true;
}

void xpt__read_note_bdf(struct xpt_host *host, struct bdfs *bdfs, struct xpt_bdf bdf)
{
	if (!xpt__bdfs_add(host->arena, bdfs, bdf))
		host->out_of_memory = true;
}

struct fact_text xpt__read_text(struct source *source, struct xpt_host *host, const char *path)
{
	auto_blob struct blob blob = { 0 };
	struct fact_text why;

	if (!xpt__read_answer(source, host, path, &blob, &why))
		return why;
	return xpt__fact_span(host, blob_span(&blob));
}

struct fact_int xpt__read_number(
		struct source *source, struct xpt_host *host, const char *path, int base)
{
	auto_blob struct blob blob = { 0 };
	struct fact_text why;

	if (!xpt__read_answer(source, host, path, &blob, &why))
		return xpt__fact_int_why(why);
	return xpt__fact_number(blob_span(&blob), base, INT64_MAX);
}

struct fact_text xpt__read_link_name(struct source *source, struct xpt_host *host, const char *path)
{
	auto_free char *target = NULL;
	struct fact_text why;

	if (!xpt__probe_link(source, host, path, &target, &why))
		return why;
	return xpt__fact_span(host, xpt__last_part(xpt__span_of(target)));
}
