/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /dev/kmsg: a record each read, "6,1234,5678901,-;text", more lines of the same behind a blank. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "../base/error.h"
#include "../base/text.h"
#include "../formats/kernel_events.h"
#include "paths.h"
#include "ring.h"

#define RECORD_BYTES 8192  /* the kernel's own limit */
#define RECORDS_MAX 100000 /* a log that is written as fast as it is read ends somewhere */

struct kernel_log {
	int fd;
};

int xpt__kernel_log_open(struct kernel_log **ret_log, struct xpt_error **ret_error)
{
	int fd = open(PLACE_KERNEL_LOG, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct kernel_log *log;

	if (fd < 0)
		return xpt__error_errno(ret_error,
				errno == EACCES || errno == EPERM ? XPT_DENIED : XPT_UNREADABLE,
				errno, "cannot read the kernel log");
	log = malloc(sizeof(*log));
	if (!log) {
		close(fd);
		return xpt__error_no_memory(ret_error);
	}
	log->fd = fd;
	*ret_log = log;
	return 0;
}

void xpt__kernel_log_skip(struct kernel_log *log)
{
	(void)lseek(log->fd, 0, SEEK_END);
}

void xpt__kernel_log_free(struct kernel_log *log)
{
	if (!log)
		return;
	close(log->fd);
	free(log);
}

static void write_record(FILE *to, struct span record)
{
	struct span header, line;
	uint64_t microseconds = 0;

	for (int field = 0;
			field < 3 && xpt__span_next_part(&record, field < 2 ? ',' : ';', &header);
			field++)
		if (field == 2)
			(void)xpt__span_number((struct span){ header.at, strcspn(header.at, ",") },
					10, &microseconds);
	if (xpt__span_next_line(&record, &line))
		fprintf(to, "[%5llu.%06llu] %.*s\n", (unsigned long long)microseconds / 1000000,
				(unsigned long long)microseconds % 1000000, (int)line.length,
				line.at);
}

int xpt__kernel_log_read(struct kernel_log *log, struct blob *ret_blob, size_t *ret_lost,
		struct xpt_error **ret_error)
{
	char record[RECORD_BYTES + 1];
	struct blob blob = { 0 };
	FILE *to = open_memstream(&blob.bytes, &blob.length);
	int number = 0;

	if (!to)
		return xpt__error_no_memory(ret_error);
	*ret_lost = 0;
	for (int i = 0; i < RECORDS_MAX; i++) {
		ssize_t r = read(log->fd, record, RECORD_BYTES);

		if (r < 0 && errno == EPIPE)
			*ret_lost = 1;
		else if (r < 0 && errno != EINTR) {
			number = errno;
			break;
		} else if (r > 0) {
			record[r] = '\0';
			write_record(to, (struct span){ record, (size_t)r });
		}
	}
	if (fclose(to)) {
		blob_clear(&blob);
		return xpt__error_no_memory(ret_error);
	}
	*ret_blob = blob;
	return number && number != EAGAIN ? xpt__error_errno(ret_error, XPT_UNREADABLE, number,
							    "cannot read the kernel log") :
					    0;
}

int xpt__kernel_events_read(struct blob *ret_blob, struct xpt_error **ret_error)
{
	auto_of(kernel_log) struct kernel_log *log = NULL;
	auto_blob struct blob text = { 0 };
	struct blob events = { 0 };
	size_t lost = 0;
	FILE *to;
	int rc = xpt__kernel_log_open(&log, ret_error);

	rc = rc ? rc : xpt__kernel_log_read(log, &text, &lost, ret_error);
	if (rc)
		return rc;
	to = open_memstream(&events.bytes, &events.length);
	if (!to)
		return xpt__error_no_memory(ret_error);
	xpt__kernel_events_write(to, blob_span(&text), lost);
	if (fclose(to)) {
		blob_clear(&events);
		return xpt__error_no_memory(ret_error);
	}
	*ret_blob = events;
	return 0;
}
