/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "initramfs.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/error.h"
#include "cpio.h"
#include "unpacker.h"

#define INPUT_BYTES (64U << 10)
#define FILE_BYTES (1LL << 30) /* none comes near it */

struct initramfs {
	int fd;
	char input[INPUT_BYTES];
	size_t at, length; /* of @input: what is not given on yet */
	int failed;	   /* errno of the file */
	const struct unpacker *unpacker;
	struct archive *archive;
	struct cpio_links links;
};

/* More of the file in @input. */
static ssize_t fill(struct initramfs *image)
{
	ssize_t r;

	do
		r = read(image->fd, image->input, INPUT_BYTES);
	while (r < 0 && errno == EINTR);
	image->failed = r < 0 ? errno : 0;
	image->at = 0;
	image->length = r > 0 ? (size_t)r : 0;
	return r;
}

static ssize_t read_plain(void *data, char *to, size_t room, struct xpt_error **ret_error)
{
	struct initramfs *image = data;
	size_t part;

	if (!image->length && fill(image) < 0)
		return -xpt__error_errno(
				ret_error, XPT_UNREADABLE, image->failed, "it cannot be read");
	part = image->length < room ? image->length : room;
	memcpy(to, image->input + image->at, part);
	image->at += part;
	image->length -= part;
	return (ssize_t)part;
}

static int unpacking_failed(const struct initramfs *image, struct xpt_error **ret_error)
{
	const char *why = image->unpacker->archive_error_string(image->archive);

	return xpt__error_set(ret_error, XPT_UNREADABLE, "it cannot be unpacked (%s)",
			why ? why : "unknown reason");
}

static ssize_t read_packed(void *data, char *to, size_t room, struct xpt_error **ret_error)
{
	struct initramfs *image = data;
	ssize_t r = image->unpacker->archive_read_data(image->archive, to, room);

	return r < 0 ? -unpacking_failed(image, ret_error) : r;
}

/* libarchive asks for more of the file. */
static la_ssize_t feed(struct archive *archive, void *context, const void **ret_bytes)
{
	struct initramfs *image = context;
	ssize_t r = image->length ? (ssize_t)image->length : fill(image);

	*ret_bytes = image->input + image->at;
	image->length = 0;
	if (r < 0)
		image->unpacker->archive_set_error(archive, image->failed, "it cannot be read");
	return r;
}

static int open_packed(struct initramfs *image, struct xpt_error **ret_error)
{
	struct archive_entry *entry;

	image->unpacker = xpt__unpacker();
	if (!image->unpacker)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"it is packed: install " UNPACKER_LIBRARY);
	image->archive = image->unpacker->archive_read_new();
	if (!image->archive)
		return xpt__error_no_memory(ret_error);
	if (!xpt__unpacker_filters(image->unpacker, image->archive) ||
			image->unpacker->archive_read_support_format_raw(image->archive) !=
					ARCHIVE_OK)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"it is packed, and " UNPACKER_LIBRARY
				" here cannot unpack all that the kernel can");
	if (image->unpacker->archive_read_open(image->archive, image, NULL, feed, NULL) !=
					ARCHIVE_OK ||
			image->unpacker->archive_read_next_header(image->archive, &entry) <
					ARCHIVE_WARN)
		return unpacking_failed(image, ret_error);
	return 0;
}

/* Behind what is packed there are zeros at most: an archive there would count, and is not looked into. */
static int expect_end(struct initramfs *image, off_t packed_at, struct xpt_error **ret_error)
{
	off_t at = packed_at + image->unpacker->archive_filter_bytes(image->archive, -1);
	ssize_t r;

	if (lseek(image->fd, at, SEEK_SET) < 0)
		return xpt__error_errno(ret_error, XPT_UNREADABLE, errno, "it cannot be read");
	while ((r = fill(image)) > 0)
		for (size_t i = 0; i < image->length; i++)
			if (image->input[i])
				return xpt__error_set(ret_error, XPT_UNREADABLE,
						"more is packed behind its first packed part");
	return r < 0 ? xpt__error_errno(ret_error, XPT_UNREADABLE, image->failed,
				       "it cannot be read") :
		       0;
}

static int write_packed(struct initramfs *image, char kind, FILE *to, struct xpt_error **ret_error)
{
	off_t packed_at;
	bool again;
	char first;
	int rc;

	if (kind == '0')
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"one of its archives does not begin where the kernel expects it");
	/* the byte that told that it is packed is the first of it */
	image->at--;
	image->length++;
	packed_at = lseek(image->fd, 0, SEEK_CUR) - (off_t)image->length;
	rc = open_packed(image, ret_error);
	if (!rc)
		rc = xpt__cpio_facts(
				read_packed, image, &image->links, to, &again, &first, ret_error);
	if (!rc && again)
		rc = xpt__error_set(ret_error, XPT_UNREADABLE,
				"what is packed in it is not a cpio archive");
	return rc ? rc : expect_end(image, packed_at, ret_error);
}

static int write_facts(struct initramfs *image, FILE *to, struct xpt_error **ret_error)
{
	bool packed;
	char first;
	int rc = xpt__cpio_facts(read_plain, image, &image->links, to, &packed, &first, ret_error);

	return rc || !packed ? rc : write_packed(image, first, to, ret_error);
}

static int rewind_image(struct initramfs *image, struct xpt_error **ret_error)
{
	if (image->archive)
		image->unpacker->archive_read_free(image->archive);
	image->archive = NULL;
	image->at = image->length = 0;
	return lseek(image->fd, 0, SEEK_SET) < 0 ?
			xpt__error_errno(ret_error, XPT_UNREADABLE, errno, "it cannot be read") :
			0;
}

/* Where links matter, the image is read twice: a link may stand before what it leads to, and behind it. */
static int follow_links(
		struct initramfs *image, struct span told, FILE *to, struct xpt_error **ret_error)
{
	bool any;
	int rc = xpt__cpio_links_follow(&image->links, told, &any, ret_error);

	if (!rc && any)
		rc = rewind_image(image, ret_error);
	if (!rc && any)
		rc = write_facts(image, to, ret_error);
	if (!rc)
		xpt__cpio_links_write(&image->links, told, to);
	return rc;
}

static int open_image(const char *file, struct initramfs *image, struct xpt_error **ret_error)
{
	struct stat stat;

	image->fd = open(file, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (image->fd < 0)
		return xpt__error_errno(ret_error,
				errno == ENOENT || errno == ENOTDIR ? XPT_NOT_FOUND :
						errno == EACCES	    ? XPT_DENIED :
								      XPT_UNREADABLE,
				errno, "cannot read %s", file);
	if (fstat(image->fd, &stat) || !S_ISREG(stat.st_mode) || stat.st_size > FILE_BYTES)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"%s is not a file, or larger than an initramfs can be", file);
	return 0;
}

static void initramfs_free(struct initramfs *image)
{
	if (image->archive)
		image->unpacker->archive_read_free(image->archive);
	if (image->fd >= 0)
		close(image->fd);
	xpt__cpio_links_clear(&image->links);
	free(image);
}

DEFINE_AUTO(initramfs, struct initramfs *, initramfs_free)

/* What is told without following links. */
static int read_once(struct initramfs *image, struct blob *ret_blob, struct xpt_error **ret_error)
{
	FILE *to = open_memstream(&ret_blob->bytes, &ret_blob->length);
	int rc;

	if (!to)
		return xpt__error_no_memory(ret_error);
	rc = write_facts(image, to, ret_error);
	return fclose(to) && !rc ? xpt__error_no_memory(ret_error) : rc;
}

static int read_twice(struct initramfs *image, struct span told, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	FILE *to = open_memstream(&ret_blob->bytes, &ret_blob->length);
	int rc;

	if (!to)
		return xpt__error_no_memory(ret_error);
	rc = follow_links(image, told, to, ret_error);
	return fclose(to) && !rc ? xpt__error_no_memory(ret_error) : rc;
}

int xpt__initramfs_read(const char *file, struct blob *ret_blob, struct xpt_error **ret_error)
{
	auto_of(initramfs) struct initramfs *image = calloc(1, sizeof(*image));
	auto_blob struct blob once = { 0 }, twice = { 0 };
	int rc;

	if (!image)
		return xpt__error_no_memory(ret_error);
	image->fd = -1;
	rc = open_image(file, image, ret_error);
	rc = rc ? rc : read_once(image, &once, ret_error);
	rc = rc ? rc : read_twice(image, blob_span(&once), &twice, ret_error);
	if (rc)
		return rc;
	*ret_blob = twice;
	twice = (struct blob){ 0 };
	return 0;
}
