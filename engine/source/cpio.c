/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpio.h"

#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/cleanup.h"
#include "../formats/initramfs.h"

#define MAGIC_BYTES 6
#define FIELD_BYTES 8
#define HEAD_BYTES 110
#define FIELD_MODE 1
#define FIELD_LINKS 4
#define FIELD_SIZE 6
#define FIELD_NAME_SIZE 11
#define NAME_BYTES 4096
/* None comes near these. */
#define TEXT_BYTES (256U << 10)
#define TEXTS_MAX 2000
#define TEXTS_BYTES (4U << 20)
#define FILES_MAX 200000
#define ZEROS_MAX (16U << 20) /* between archives */
#define TOTAL_BYTES (2ULL << 30)
#define MANY_FILES "it holds more files of settings than an initramfs can"

struct cpio {
	cpio_read read;
	void *data;
	struct cpio_links *links;
	FILE *to;
	uint64_t at;	     /* bytes read so far */
	uint64_t text_bytes; /* kept so far */
	size_t files, texts;
	struct xpt_error **ret_error;
};

static int broken(const struct cpio *cpio, const char *why)
{
	return xpt__error_set(cpio->ret_error, XPT_UNREADABLE, "%s", why);
}

/* As many of @length bytes as there are before the end. */
static int take(struct cpio *cpio, char *to, size_t length, size_t *ret_length)
{
	*ret_length = 0;
	while (*ret_length < length) {
		ssize_t r = cpio->read(cpio->data, to + *ret_length, length - *ret_length,
				cpio->ret_error);

		if (r < 0)
			return (int)-r;
		if (!r)
			break;
		*ret_length += (size_t)r;
	}
	cpio->at += *ret_length;
	return cpio->at > TOTAL_BYTES ? broken(cpio, "it is larger than an initramfs can be") : 0;
}

static int take_all(struct cpio *cpio, char *to, size_t length)
{
	size_t got;
	int rc = take(cpio, to, length, &got);

	return rc || got == length ? rc : broken(cpio, "it ends in the middle of a file");
}

static int skip(struct cpio *cpio, uint64_t length)
{
	char room[16384];
	int rc = 0;

	while (!rc && length) {
		size_t part = length < sizeof(room) ? (size_t)length : sizeof(room);

		rc = take_all(cpio, room, part);
		length -= part;
	}
	return rc;
}

/* Headers, and what files hold, begin at multiples of 4. */
static int align(struct cpio *cpio)
{
	return skip(cpio, (4 - cpio->at % 4) % 4);
}

/* Field @number of the header: eight hexadecimal digits. */
static bool field(const char *head, unsigned int number, uint64_t *ret_value)
{
	const char *digits = head + MAGIC_BYTES + (size_t)number * FIELD_BYTES;

	return xpt__span_number((struct span){ digits, FIELD_BYTES }, 16, ret_value);
}

/* @ret_text: our caller frees it. */
static int take_text(struct cpio *cpio, uint64_t size, char **ret_text)
{
	char *text;
	int rc;

	cpio->text_bytes += size;
	if (size > TEXT_BYTES || cpio->text_bytes > TEXTS_BYTES || ++cpio->texts > TEXTS_MAX)
		return broken(cpio, MANY_FILES);
	text = malloc((size_t)size + 1);
	if (!text)
		return xpt__error_no_memory(cpio->ret_error);
	rc = take_all(cpio, text, (size_t)size);
	text[rc ? 0 : size] = '\0';
	*ret_text = text;
	return rc;
}

static int keep_text(struct cpio *cpio, const char *path, uint64_t size)
{
	auto_free char *text = NULL;
	int rc = take_text(cpio, size, &text);

	if (!rc)
		xpt__initramfs_write(cpio->to, path, (struct span){ text, (size_t)size });
	return rc;
}

struct entry {
	uint64_t mode, links, size, name_size;
};

/* Of files with several names the archive holds the bytes once, and the others look empty. */
static bool is_link(const struct entry *entry)
{
	return (entry->mode & S_IFMT) == S_IFLNK ||
			((entry->mode & S_IFMT) == S_IFREG && entry->links > 1 && !entry->size);
}

/* A link's own text: where it leads. */
static int note_link(struct cpio *cpio, const char *name, const struct entry *entry, const char *as)
{
	char target[NAME_BYTES];
	int rc;

	if (entry->size >= sizeof(target)) {
		cpio->links->given_up = true;
		return skip(cpio, entry->size);
	}
	rc = take_all(cpio, target, (size_t)entry->size);
	target[rc ? 0 : entry->size] = '\0';
	return rc ? rc : xpt__cpio_links_note(cpio->links, name, target, as, cpio->ret_error);
}

/* In the second reading only what links lead to counts. */
static int read_target(struct cpio *cpio, const char *name, const struct entry *entry)
{
	bool is_file = (entry->mode & S_IFMT) == S_IFREG && !is_link(entry);
	struct cpio_followed *followed = xpt__cpio_links_meet(
			cpio->links, name, (entry->mode & S_IFMT) == S_IFLNK, is_file);
	char *text = NULL;
	int rc;

	if (!followed)
		return skip(cpio, entry->size);
	rc = take_text(cpio, entry->size, &text);
	if (rc)
		free(text);
	else
		xpt__cpio_links_take(followed, text, (size_t)entry->size);
	return rc;
}

static int read_content(struct cpio *cpio, const char *name, const struct entry *entry)
{
	const char *link = is_link(entry) ? xpt__initramfs_counts_link(name) : NULL;
	const char *path = (entry->mode & S_IFMT) == S_IFREG && !link ?
			xpt__initramfs_counts(name) :
			NULL;
	int rc;

	if (path && xpt__initramfs_wants_text(path)) {
		rc = keep_text(cpio, path, entry->size);
	} else {
		if ((path || link) && ++cpio->texts > TEXTS_MAX)
			return broken(cpio, MANY_FILES);
		if (link)
			xpt__initramfs_write_link(cpio->to, link);
		else if (path)
			xpt__initramfs_write(cpio->to, path, (struct span){ 0 });
		rc = (entry->mode & S_IFMT) == S_IFLNK ? note_link(cpio, name, entry, link) :
							 skip(cpio, entry->size);
	}
	return rc;
}

/* A file, behind the first byte of its header. */
static int read_entry(struct cpio *cpio)
{
	char head[HEAD_BYTES], name[NAME_BYTES];
	struct entry entry;
	int rc = take_all(cpio, head + 1, HEAD_BYTES - 1);

	if (rc)
		return rc;
	if ((memcmp(head + 1, "70701", 5) != 0 && memcmp(head + 1, "70702", 5) != 0) ||
			!field(head, FIELD_MODE, &entry.mode) ||
			!field(head, FIELD_LINKS, &entry.links) ||
			!field(head, FIELD_SIZE, &entry.size) ||
			!field(head, FIELD_NAME_SIZE, &entry.name_size) || !entry.name_size ||
			entry.name_size > sizeof(name) || ++cpio->files > FILES_MAX)
		return broken(cpio, "a file in it has a header that is not valid");
	rc = take_all(cpio, name, (size_t)entry.name_size);
	name[rc ? 0 : entry.name_size - 1] = '\0';
	rc = rc ? rc : align(cpio);
	if (!rc)
		rc = cpio->links->second ? read_target(cpio, name, &entry) :
					   read_content(cpio, name, &entry);
	return rc ? rc : align(cpio);
}

int xpt__cpio_facts(cpio_read read, void *data, struct cpio_links *links, FILE *to,
		bool *ret_packed, char *ret_first, struct xpt_error **ret_error)
{
	struct cpio cpio = { read, data, links, to, .ret_error = ret_error };
	size_t got, zeros = 0;
	int rc;

	*ret_packed = false;
	for (;;) {
		rc = take(&cpio, ret_first, 1, &got);
		if (rc || !got)
			return rc;
		if (*ret_first == '0' && cpio.at % 4 == 1)
			rc = read_entry(&cpio);
		else if (!*ret_first)
			rc = ++zeros > ZEROS_MAX ? broken(&cpio, "it is mostly empty") : 0;
		else
			break;
		if (rc)
			return rc;
	}
	*ret_packed = true;
	return 0;
}
