/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What libxl, Xen and dom0's kernel say while an act runs. Xen's ring is read with an index of our own and is never
 * cleared, so that nobody else who reads it misses a line.
 */
#include <string.h>

#include "../../base/error.h"
#include "../../source/paths.h"
#include "../../source/ring.h"
#include "live.h"

#define CHUNK_BYTES 16384U
#define CHUNKS_MAX 256 /* 4 MiB: a ring that other CPUs fill as fast as it is read ends somewhere */

struct buffer {
	char *bytes;
	size_t length;
};

/* One piece of the ring; false at its end. */
static bool read_chunk(struct live *live, struct buffer *buffer)
{
	unsigned int count = CHUNK_BYTES;
	char *bytes = realloc(buffer->bytes, buffer->length + CHUNK_BYTES + 1);

	if (!bytes)
		return false;
	buffer->bytes = bytes;
	if (xc_readconsolering(live->xc, bytes + buffer->length, &count, 0, 1, &live->console_at) ||
			count > CHUNK_BYTES)
		return false;
	buffer->length += count;
	bytes[buffer->length] = '\0';
	return count;
}

static struct buffer read_ring(struct live *live, bool keep)
{
	struct buffer buffer = { 0 };
	xc_interface *xc;

	if (xpt__live_xc(live, &xc, NULL))
		return buffer;
	for (size_t i = 0; i < CHUNKS_MAX && read_chunk(live, &buffer); i++)
		if (!keep)
			buffer.length = 0;
	return buffer;
}

static void forget(struct live *live)
{
	vector_clear(&live->lines);
	free(TAKE(live->console));
	free(TAKE(live->kernel_said));
	xpt__listener_clear(live->listener);
}

void xpt__live_listen_begin(struct writer *writer)
{
	struct live *live = live_of(writer);
	struct buffer before = read_ring(live, false);

	free(before.bytes);
	forget(live);
	if (live->kernel || !xpt__kernel_log_open(&live->kernel, NULL))
		xpt__kernel_log_skip(live->kernel);
}

/* Our own questions (debug key Q) print who owns what: no evidence of anything. */
static bool is_own_question(const char *line)
{
	return strstr(line, " - node ") || strstr(line, "==== PCI devices ====") ||
			strstr(line, "==== segment ");
}

static void add_line(struct live *live, struct log_line line)
{
	struct log_line *item = vector_push(&live->lines);

	if (item)
		*item = line;
}

static void add_lines(struct live *live, enum log_source from, const char *name, struct buffer said)
{
	char *end = said.bytes + said.length;

	for (char *at = said.bytes; at && at < end;) {
		char *newline = memchr(at, '\n', (size_t)(end - at));
		char *stop = newline ? newline : end;

		*stop = '\0';
		if (*at && !is_own_question(at))
			add_line(live, (struct log_line){ from, name, 0, at });
		at = stop + 1;
	}
}

static struct buffer read_kernel(struct live *live)
{
	auto_blob struct blob blob = { 0 };
	struct buffer said = { 0 };
	size_t lost;

	if (live->kernel && !xpt__kernel_log_read(live->kernel, &blob, &lost, NULL))
		said = (struct buffer){ TAKE(blob.bytes), blob.length };
	return said;
}

void xpt__live_listen_end(
		struct writer *writer, const struct log_line **ret_lines, size_t *ret_count)
{
	struct live *live = live_of(writer);
	struct buffer ring = read_ring(live, true), kernel = read_kernel(live);
	const struct log_line *heard;
	size_t count;

	vector_clear(&live->lines);
	free(live->console);
	free(live->kernel_said);
	live->console = ring.bytes;
	live->kernel_said = kernel.bytes;
	xpt__listener_lines(live->listener, &heard, &count);
	for (size_t i = 0; i < count; i++)
		add_line(live, heard[i]);
	add_lines(live, LOG_XEN, PATH_XEN_CONSOLE, ring);
	add_lines(live, LOG_KERNEL, "kernel", kernel);
	*ret_lines = live->lines.items;
	*ret_count = live->lines.count;
}

void xpt__live_listen_close(struct live *live)
{
	vector_clear(&live->lines);
	free(live->console);
	free(live->kernel_said);
	xpt__kernel_log_free(live->kernel);
}
