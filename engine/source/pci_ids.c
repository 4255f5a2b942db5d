/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pci_ids.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/vector.h"

#define BYTES_MAX (64 << 20)
#define PACKED ".gz"

struct pci_ids {
	char *text;
	size_t length;
	VECTOR(size_t) blocks; /* where a vendor, a class or the like begins; and the end */
};

static bool begins_block(const char *line)
{
	return *line != '\t' && *line != '#' && *line != '\n';
}

static bool find_blocks(struct pci_ids *ids)
{
	const char *end = ids->text + ids->length;

	for (const char *at = ids->text; at < end;) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t *block = begins_block(at) ? vector_push(&ids->blocks) : NULL;

		if (block)
			*block = (size_t)(at - ids->text);
		else if (begins_block(at))
			return false;
		at = newline ? newline + 1 : end;
	}
	return true;
}

struct pci_ids *xpt__pci_ids_new(char *text, size_t length)
{
	auto_of(pci_ids) struct pci_ids *ids = calloc(1, sizeof(*ids));
	size_t *end;

	if (!ids) {
		free(text);
		return NULL;
	}
	ids->text = text;
	ids->length = length;
	if (!find_blocks(ids))
		return NULL;
	end = vector_push(&ids->blocks);
	if (!end)
		return NULL;
	*end = length;
	return TAKE(ids);
}

static char *read_all(int fd, size_t length)
{
	auto_free char *text = malloc(length + 1);
	size_t got = 0;
	ssize_t r = 1;

	while (text && got < length && r > 0) {
		r = read(fd, text + got, length - got);
		got += r > 0 ? (size_t)r : 0;
	}
	return got == length ? TAKE(text) : NULL;
}

struct pci_ids *xpt__pci_ids_read(const char *path)
{
	const size_t length = strlen(path), end = strlen(PACKED);
	const bool named_packed = length > end && !strcmp(path + length - end, PACKED);
	auto_free char *plain = strndup(path, named_packed ? length - end : length);
	auto_fd int fd = -1;
	struct stat status;
	char *text;

	/* libpci takes the packed one first */
	if (!plain || (named_packed && !access(path, F_OK)))
		return NULL;
	fd = open(plain, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &status) || !S_ISREG(status.st_mode) || status.st_size <= 0 ||
			status.st_size > BYTES_MAX)
		return NULL;
	text = read_all(fd, (size_t)status.st_size);
	return text ? xpt__pci_ids_new(text, (size_t)status.st_size) : NULL;
}

void xpt__pci_ids_free(struct pci_ids *ids)
{
	if (!ids)
		return;
	vector_clear(&ids->blocks);
	free(ids->text);
	free(ids);
}

/* Does the number at the beginning of @line, behind @before, say @id? */
static bool is_of(struct span line, const char *before, const char *id)
{
	size_t length = strlen(id);

	return length && xpt__span_skip(&line, before) && line.length > length &&
			!strncasecmp(line.at, id, length) &&
			(line.at[length] == ' ' || line.at[length] == '\t');
}

static struct span block_at(const struct pci_ids *ids, size_t i)
{
	return (struct span){ ids->text + ids->blocks.items[i],
		ids->blocks.items[i + 1] - ids->blocks.items[i] };
}

static void write_line(struct span line, FILE *to)
{
	fwrite(line.at, 1, line.length, to);
	fputc('\n', to);
}

/* Of a vendor: its own line, and the device with what is below it. */
static void pick_device(struct span block, const char *device, FILE *to)
{
	bool within = true;
	struct span line;

	while (xpt__span_next_line(&block, &line)) {
		if (line.length && line.at[0] == '\t' && line.length > 1 && line.at[1] != '\t')
			within = is_of(line, "\t", device);
		if (within)
			write_line(line, to);
	}
}

void xpt__pci_ids_pick(const struct pci_ids *ids, const struct pci_ids_wanted *wanted, FILE *to)
{
	for (size_t i = 0; i + 1 < ids->blocks.count; i++) {
		struct span block = block_at(ids, i);

		if (is_of(block, "", wanted->vendor))
			pick_device(block, wanted->device, to);
		else if (is_of(block, "", wanted->subsystem_vendor))
			pick_device(block, "", to);
		else if (is_of(block, "C ", wanted->class_code) ||
				is_of(block, "S ", wanted->subsystem_vendor))
			fwrite(block.at, 1, block.length, to);
	}
}
