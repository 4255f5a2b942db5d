/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpio_image.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "../../engine/base/cleanup.h"
#include "../../engine/source/cpio.h"
#include "unit.h"

static void pad(struct image *image)
{
	while (image->length % 4)
		image->bytes[image->length++] = '\0';
}

void image_add_bytes(struct image *image, const char *bytes, size_t length)
{
	memcpy(image->bytes + image->length, bytes, length);
	image->length += length;
}

static void add(struct image *image, unsigned int mode, const char *name, const char *text)
{
	image->length += (size_t)sprintf(image->bytes + image->length,
			"070701%08x%08x%08x%08x%08x%08x%08zx%08x%08x%08x%08x%08zx%08x", 1, mode, 0,
			0, 1, 0, strlen(text), 0, 0, 0, 0, strlen(name) + 1, 0);
	image_add_bytes(image, name, strlen(name) + 1);
	pad(image);
	image_add_bytes(image, text, strlen(text));
	pad(image);
}

void image_add(struct image *image, const char *name, const char *text)
{
	add(image, S_IFREG | 0644, name, text);
}

void image_add_link(struct image *image, const char *name, const char *target)
{
	add(image, S_IFLNK | 0777, name, target);
}

void image_add_folder(struct image *image, const char *name)
{
	add(image, S_IFDIR | 0755, name, "");
}

void image_end(struct image *image)
{
	image_add(image, "TRAILER!!!", "");
	memset(image->bytes + image->length, 0, 512);
	image->length += 512;
}

/* A few bytes at a time, as a pipe or an unpacker may give them. */
static ssize_t give(void *data, char *to, size_t room, struct xpt_error **ret_error)
{
	struct image *image = data;
	size_t left = image->length - image->at, part = room < 7 ? room : 7;

	(void)ret_error;
	part = part < left ? part : left;
	memcpy(to, image->bytes + image->at, part);
	image->at += part;
	return (ssize_t)part;
}

static int read_once(
		struct image *image, struct cpio_links *links, char **ret_text, bool *ret_packed)
{
	size_t length;
	FILE *to = open_memstream(ret_text, &length);
	char first;
	int rc;

	image->at = 0;
	rc = xpt__cpio_facts(give, image, links, to, ret_packed, &first, NULL);
	fclose(to);
	return rc;
}

static int follow(struct image *image, struct cpio_links *links, const char *once, FILE *to)
{
	auto_free char *nothing = NULL;
	bool any, packed;
	int rc = xpt__cpio_links_follow(links, xpt__span_of(once), &any, NULL);

	if (!rc && any)
		rc = read_once(image, links, &nothing, &packed);
	if (!rc)
		xpt__cpio_links_write(links, xpt__span_of(once), to);
	return rc;
}

char *image_told(struct image *image, bool *ret_packed)
{
	struct cpio_links links = { 0 };
	auto_free char *once = NULL;
	char *text = NULL;
	size_t length;
	int rc = read_once(image, &links, &once, ret_packed);
	FILE *to;

	if (!rc) {
		to = open_memstream(&text, &length);
		rc = follow(image, &links, once, to);
		fclose(to);
	}
	xpt__cpio_links_clear(&links);
	if (!rc)
		return text;
	free(text);
	return NULL;
}
