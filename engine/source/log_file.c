/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <lzma.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>
#include <zstd.h>

#include "../base/error.h"

#define INPUT_BYTES (128 * 1024)
#define XZ_MEMORY (80ULL << 20) /* what the strongest presets ask for */

enum packing { PACKING_NONE, PACKING_GZIP, PACKING_XZ, PACKING_ZSTD };

/* How each kind of packed file begins. */
static const struct {
	enum packing packing;
	const char *bytes;
	size_t length;
} beginnings[] = {
	{ PACKING_GZIP, "\x1f\x8b", 2 },
	{ PACKING_XZ,
			"\xfd"
			"7zXZ\0",
			6 },
	{ PACKING_ZSTD, "\x28\xb5\x2f\xfd", 4 },
};

struct log_file {
	int fd;
	char *path;
	enum packing packing;
	bool begun, ended, packed_ended;
	z_stream gzip;
	lzma_stream xz;
	ZSTD_DStream *zstd;
	size_t at, length; /* in @input */
	unsigned char input[INPUT_BYTES];
};

/* One step of unpacking: @input from @at to @length, into @to; says how much of each. */
struct unpacking {
	char *to;
	size_t room, made;
};

static int broken(const struct log_file *file, const char *kind, struct xpt_error **ret_error)
{
	return xpt__error_set(ret_error, XPT_UNREADABLE,
			"%s is no whole %s file: unpack what is left of it by "
			"other means and try that",
			file->path, kind);
}

static int fill_input(struct log_file *file, struct xpt_error **ret_error)
{
	ssize_t r;

	if (file->at < file->length)
		return 0;
	do
		r = read(file->fd, file->input, INPUT_BYTES);
	while (r < 0 && errno == EINTR);
	if (r < 0)
		return xpt__error_errno(
				ret_error, XPT_UNREADABLE, errno, "cannot read %s", file->path);
	file->at = 0;
	file->length = (size_t)r;
	file->ended = !r;
	return 0;
}

static int unpack_gzip(struct log_file *file, struct unpacking *step, struct xpt_error **ret_error)
{
	int r;

	if (file->packed_ended && inflateReset(&file->gzip) != Z_OK) /* another member */
		return broken(file, "gzip", ret_error);
	file->gzip.next_in = file->input + file->at;
	file->gzip.avail_in = (unsigned int)(file->length - file->at);
	file->gzip.next_out = (unsigned char *)step->to;
	file->gzip.avail_out = (unsigned int)step->room;
	r = inflate(&file->gzip, Z_NO_FLUSH);
	file->at = file->length - file->gzip.avail_in;
	step->made = step->room - file->gzip.avail_out;
	file->packed_ended = r == Z_STREAM_END;
	return r == Z_OK || r == Z_STREAM_END || r == Z_BUF_ERROR ? 0 :
								    broken(file, "gzip", ret_error);
}

static int unpack_xz(struct log_file *file, struct unpacking *step, struct xpt_error **ret_error)
{
	lzma_ret r;

	file->xz.next_in = file->input + file->at;
	file->xz.avail_in = file->length - file->at;
	file->xz.next_out = (unsigned char *)step->to;
	file->xz.avail_out = step->room;
	r = lzma_code(&file->xz, file->ended ? LZMA_FINISH : LZMA_RUN);
	file->at = file->length - file->xz.avail_in;
	step->made = step->room - file->xz.avail_out;
	file->packed_ended = r == LZMA_STREAM_END;
	if (r == LZMA_MEMLIMIT_ERROR)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"%s needs more than %llu MiB to unpack: use "
				"xz -dc on it and pipe that",
				file->path, XZ_MEMORY >> 20);
	return r == LZMA_OK || r == LZMA_STREAM_END || r == LZMA_BUF_ERROR ?
			0 :
			broken(file, "xz", ret_error);
}

static int unpack_zstd(struct log_file *file, struct unpacking *step, struct xpt_error **ret_error)
{
	ZSTD_inBuffer in = { file->input, file->length, file->at };
	ZSTD_outBuffer out = { step->to, step->room, 0 };
	size_t r = ZSTD_decompressStream(file->zstd, &out, &in);

	file->at = in.pos;
	step->made = out.pos;
	file->packed_ended = !r;
	return ZSTD_isError(r) ? broken(file, "zstd", ret_error) : 0;
}

static int unpack(struct log_file *file, struct unpacking *step, struct xpt_error **ret_error)
{
	switch (file->packing) {
	case PACKING_GZIP:
		return unpack_gzip(file, step, ret_error);
	case PACKING_XZ:
		return unpack_xz(file, step, ret_error);
	case PACKING_ZSTD:
		return unpack_zstd(file, step, ret_error);
	case PACKING_NONE:
		break;
	}
	step->made = file->length - file->at < step->room ? file->length - file->at : step->room;
	memcpy(step->to, file->input + file->at, step->made);
	file->at += step->made;
	return 0;
}

static int begin(struct log_file *file, struct xpt_error **ret_error)
{
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(*beginnings); i++)
		if (file->length >= beginnings[i].length &&
				!memcmp(file->input, beginnings[i].bytes, beginnings[i].length))
			file->packing = beginnings[i].packing;
	file->begun = true;
	if (file->packing == PACKING_GZIP && inflateInit2(&file->gzip, 15 + 16) != Z_OK)
		return xpt__error_no_memory(ret_error);
	if (file->packing == PACKING_XZ &&
			lzma_stream_decoder(&file->xz, XZ_MEMORY, LZMA_CONCATENATED) != LZMA_OK)
		return xpt__error_no_memory(ret_error);
	if (file->packing == PACKING_ZSTD) {
		file->zstd = ZSTD_createDStream();
		if (!file->zstd)
			return xpt__error_no_memory(ret_error);
	}
	return 0;
}

static const char *packing_name(enum packing packing)
{
	return packing == PACKING_GZIP ? "gzip" : packing == PACKING_XZ ? "xz" : "zstd";
}

int xpt__log_file_read(struct log_file *file, char *to, size_t room, size_t *ret_length,
		struct xpt_error **ret_error)
{
	struct unpacking step = { to, room, 0 };
	int rc;

	do {
		rc = fill_input(file, ret_error);
		if (!rc && !file->begun && !file->ended)
			rc = begin(file, ret_error);
		if (rc)
			return rc;
		if (file->ended && (file->packing != PACKING_XZ || file->packed_ended))
			break;
		rc = unpack(file, &step, ret_error);
		if (rc)
			return rc;
	} while (!step.made && !file->ended);
	if (file->ended && !step.made && file->packing != PACKING_NONE && !file->packed_ended)
		return broken(file, packing_name(file->packing), ret_error);
	*ret_length = step.made;
	return 0;
}

int xpt__log_file_open(const char *path, struct log_file **ret_file, struct xpt_error **ret_error)
{
	bool standard_input = !strcmp(path, "-");
	auto_of(log_file) struct log_file *file = calloc(1, sizeof(*file));
	struct stat stat;

	if (!file)
		return xpt__error_no_memory(ret_error);
	file->fd = -1;
	file->path = strdup(standard_input ? "standard input" : path);
	if (!file->path)
		return xpt__error_no_memory(ret_error);
	file->fd = standard_input ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) :
				    open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (file->fd < 0)
		return xpt__error_errno(ret_error,
				errno == ENOENT			? XPT_NOT_FOUND :
						errno == EACCES ? XPT_DENIED :
								  XPT_UNREADABLE,
				errno, "cannot read %s", path);
	if (fstat(file->fd, &stat) || S_ISDIR(stat.st_mode))
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"%s is a directory: name the files in it", path);
	*ret_file = TAKE(file);
	return 0;
}

void xpt__log_file_free(struct log_file *file)
{
	if (!file)
		return;
	if (file->packing == PACKING_GZIP)
		inflateEnd(&file->gzip);
	lzma_end(&file->xz);
	ZSTD_freeDStream(file->zstd);
	if (file->fd >= 0)
		close(file->fd);
	free(file->path);
	free(file);
}
