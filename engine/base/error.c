/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "error.h"

#include <stdarg.h>
#include <string.h>

#include <xpt/finding.h>

#include "arena.h"

struct xpt_error {
	int code;
	const char *message;
	struct xpt_report *report;
	struct arena *arena; /* NULL: the static one */
};

#define CODES(X)                          \
	X(XPT_OK, "ok")                   \
	X(XPT_INVALID, "invalid")         \
	X(XPT_NOT_FOUND, "not found")     \
	X(XPT_DENIED, "denied")           \
	X(XPT_BUSY, "busy")               \
	X(XPT_REFUSED, "refused")         \
	X(XPT_UNREADABLE, "unreadable")   \
	X(XPT_UNSUPPORTED, "unsupported") \
	X(XPT_STALE, "stale")             \
	X(XPT_STUCK, "stuck")             \
	X(XPT_CANCELLED, "cancelled")     \
	X(XPT_NO_MEMORY, "out of memory")

#define CODE_TEXT(code, text) [code] = text,
static const char *const code_texts[] = { CODES(CODE_TEXT) };

/* Where no memory is left for an error: one for each code. */
#define BARE_ERROR(number, text) [number] = { .code = number, .message = "out of memory" },
static struct xpt_error bare_errors[] = { CODES(BARE_ERROR) };

const char *xpt_code_text(int code)
{
	if (code < 0 || (size_t)code >= sizeof(code_texts) / sizeof(*code_texts))
		return "unknown code";
	return code_texts[code];
}

int xpt__error_no_memory(struct xpt_error **ret_error)
{
	if (ret_error)
		*ret_error = &bare_errors[XPT_NO_MEMORY];
	return XPT_NO_MEMORY;
}

static int error_make(
		struct xpt_error **ret_error, int code, struct xpt_report *report, const char *text)
{
	struct arena *arena;
	struct xpt_error *error;

	if (!ret_error) {
		xpt_report_free(report);
		return code;
	}
	arena = xpt__arena_new();
	error = arena ? xpt__arena_alloc(arena, sizeof(*error)) : NULL;
	if (!error || !text) {
		xpt__arena_free(arena);
		xpt_report_free(report);
		*ret_error = &bare_errors[code];
		return code;
	}
	*error = (struct xpt_error){ .code = code, .report = report, .arena = arena };
	error->message = xpt__arena_printable(arena, text, strlen(text));
	if (!error->message)
		error->message = bare_errors[code].message;
	*ret_error = error;
	return code;
}

__attribute__((format(__printf__, 1, 0))) static char *format_text(
		const char *format, va_list arguments)
{
	char *text;

	return vasprintf(&text, format, arguments) < 0 ? NULL : text;
}

int xpt__error_set(struct xpt_error **ret_error, int code, const char *format, ...)
{
	auto_free char *text = NULL;
	va_list arguments;

	va_start(arguments, format);
	text = format_text(format, arguments);
	va_end(arguments);
	return error_make(ret_error, code, NULL, text);
}

int xpt__error_report(struct xpt_error **ret_error, int code, struct xpt_report *report,
		const char *format, ...)
{
	auto_free char *text = NULL;
	va_list arguments;

	va_start(arguments, format);
	text = format_text(format, arguments);
	va_end(arguments);
	return error_make(ret_error, code, report, text);
}

int xpt__error_wrap(struct xpt_error **ret_error, int code, struct xpt_error *inner,
		const char *format, ...)
{
	auto_of(error) struct xpt_error *taken = inner;
	auto_free char *text = NULL;
	struct xpt_report *report;
	va_list arguments;

	va_start(arguments, format);
	text = format_text(format, arguments);
	va_end(arguments);
	report = inner->arena ? TAKE(inner->report) : NULL;
	return error_make(ret_error, code, report, text);
}

int xpt__error_errno(struct xpt_error **ret_error, int code, int number, const char *format, ...)
{
	auto_free char *text = NULL;
	va_list arguments;

	va_start(arguments, format);
	text = format_text(format, arguments);
	va_end(arguments);
	if (!text)
		return error_make(ret_error, code, NULL, NULL);
	return xpt__error_set(ret_error, code, "%s: %s", text, strerror(number));
}

int xpt__error_pass(struct xpt_error **ret_error, struct xpt_error *error)
{
	int code = error->code;

	if (ret_error)
		*ret_error = error;
	else
		xpt_error_free(error);
	return code;
}

int xpt_error_code(const struct xpt_error *error)
{
	return error->code;
}

const char *xpt_error_message(const struct xpt_error *error)
{
	return error->message;
}

const struct xpt_report *xpt_error_report(const struct xpt_error *error)
{
	return error->report;
}

void xpt_error_free(struct xpt_error *error)
{
	if (!error || !error->arena)
		return;
	xpt_report_free(error->report);
	xpt__arena_free(error->arena);
}
